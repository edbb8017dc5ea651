"""What was recognised in a workbook, as questions that nobody needs to answer: an answer corrects it."""

from collections.abc import Iterator
from typing import Any

from programas import permissions
from programas.formulario.declaracion import squash_heading
from programas.formulario.deteccion import Deteccion, TablaDetectada
from programas.formulario.hojas import HOJAS
from programas.formulario.preguntas import NINGUNA, AsuntoPregunta, Pregunta, build_clave
from programas.models import Ejercicio
from regiones.models import Usuario

SIN_CORREGIR = ("", "Así está bien")


def list_correcciones(
    deteccion: Deteccion | None, ejercicio: Ejercicio, actor: Usuario, vista: dict[str, Any]
) -> list[Pregunta]:
    """The territory and the headings that the workbook does not ask about already."""
    if deteccion is None:
        return []
    preguntadas = {pregunta["clave"] for pregunta in vista["preguntas"]}
    todas = list_territorios(deteccion, ejercicio, actor)
    for tabla in deteccion.tablas:
        todas += ask_columnas(tabla, ejercicio.anio)
    unicas = {pregunta.clave: pregunta for pregunta in todas}
    return [pregunta for clave, pregunta in unicas.items() if clave not in preguntadas]


def list_territorios(deteccion: Deteccion | None, ejercicio: Ejercicio, actor: Usuario) -> list[Pregunta]:
    """Whether it is of another of the territories that the person drafts: no question when there is none."""
    propias = [region for region in ejercicio.regiones if permissions.can_draft(actor, ejercicio, region)]
    if deteccion is None or not propias:
        return []
    return [
        Pregunta(
            AsuntoPregunta.TERRITORIO,
            build_clave(AsuntoPregunta.TERRITORIO),
            "¿Es de otro territorio?",
            (SIN_CORREGIR, *((region.cut, region.nombre_corto) for region in propias)),
            deteccion.lugar_region,
            deteccion.texto_region,
            obligatoria=False,
        )
    ]


def ask_columnas(tabla: TablaDetectada, anio: int) -> Iterator[Pregunta]:
    if not tabla.tabla or tabla.hoja_formulario not in HOJAS:
        return
    declaradas = HOJAS[tabla.hoja_formulario].get_tabla(tabla.tabla).columnas
    opciones = tuple((columna.clave, columna.titulo.format(anio=anio)) for columna in declaradas)
    for columna in tabla.columnas:
        yield Pregunta(
            AsuntoPregunta.ENCABEZADO,
            build_clave(AsuntoPregunta.ENCABEZADO, f"{tabla.tabla}:{squash_heading(columna.encabezado)}"),
            f"«{columna.encabezado}» se leyó como {columna.titulo or 'ninguna columna'}",
            (SIN_CORREGIR, *opciones, (NINGUNA, "No es del formulario")),
            f"{tabla.hoja}!{columna.celda}",
            columna.encabezado,
            obligatoria=False,
        )
