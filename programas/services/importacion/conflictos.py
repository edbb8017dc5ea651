"""What the workbook and somebody else changed of the same field: asked, with who changed it last and when."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from programas.formulario.columnas import show_items, show_peso
from programas.formulario.preguntas import AsuntoPregunta, Pregunta
from programas.models import Ejercicio
from programas.services.importacion.encabezados import name_columnas
from programas.services.importacion.importador import Importador, cite_lugar
from programas.services.importacion.mezcla import FILA, GUARDADO, LIBRO, Conflicto, Mezcla
from regiones.models import Region, Registro

# The column of the form that each field read is, and the fields of the record that it is stored in.
COLUMNAS = {
    "texto": ("objetivo", ("texto",)),
    "clase": ("objetivo", ("clase",)),
    "indicador": ("indicador", ("texto",)),
    "columna_4": ("resultado", ("meta", "resultado")),
    "ponderacion": ("ponderacion", ("ponderacion",)),
    "cumple": ("cumple", ("declarado", "validado")),
    "unidad": ("unidad", ("unidad_texto",)),
    "actividades": ("actividades", ("actividades", "texto")),
    "medios": ("medios", ("medios", "texto")),
    "objetivo_texto": ("objetivo", ("objetivo_texto",)),
    "recomendaciones": ("recomendaciones", ("recomendaciones", "sin_recomendaciones")),
}
# Who answers for a programme stands beside the name of its territory.
ROTULO_DE_REGION = "REGIÓN (1)"
DE_PARTES = {"actividades": "actividad", "medios": "medioverificacion"}
DE_INDICADOR = ("indicador", "columna_4")


def ask_conflictos(importador: Importador, mezcla: Mezcla, ejercicio: Ejercicio, region: Region) -> None:
    """Ask of every conflict; those without an answer refuse the import. One query, when there is any."""
    if not mezcla.conflictos:
        return
    registros = list(
        Registro.objects.filter(servicio=ejercicio.servicio_id, anio=ejercicio.anio, region=region)
        .filter(codigo__startswith=f"{ejercicio.anio}-{region.cut}-")
        .select_related("actor")
        .order_by("-momento", "-pk")
    )
    for conflicto in mezcla.conflictos:
        ultimo = find_ultimo(registros, conflicto)
        clave, _ = COLUMNAS.get(conflicto.campo, (conflicto.campo, ()))
        encabezado = name_columnas(conflicto.codigo).get(clave) or ROTULO_DE_REGION
        respuesta = importador.ask(build_pregunta(conflicto, encabezado, clave, ultimo))
        if not respuesta:
            importador.refuse(
                conflicto.procedencia,
                clave,
                show_valor(conflicto.libro),
                describe_ajeno(conflicto, encabezado, ultimo),
                "Responda si vale lo del libro o lo que está guardado.",
                conflicto.clave,
            )


def build_pregunta(conflicto: Conflicto, encabezado: str, clave: str, ultimo: Registro | None) -> Pregunta:
    if conflicto.campo == FILA:
        opciones = ((LIBRO, "Crearla de nuevo con lo que dice el libro"), (GUARDADO, "Dejarla eliminada"))
    else:
        opciones = (
            (LIBRO, f"Lo del libro: {show_valor(conflicto.libro)}"),
            (GUARDADO, f"Lo guardado: {show_valor(conflicto.guardado)}"),
        )
    return Pregunta(
        AsuntoPregunta.CONFLICTO,
        conflicto.clave,
        f"{conflicto.codigo}: {describe_ajeno(conflicto, encabezado, ultimo)}. ¿Qué vale?",
        opciones,
        cite_lugar(conflicto.procedencia, clave),
        show_valor(conflicto.libro),
    )


def describe_ajeno(conflicto: Conflicto, encabezado: str, ultimo: Registro | None) -> str:
    que = f"cambió «{encabezado}»"
    if conflicto.campo == FILA:
        que = "eliminó la fila que el libro cambia"
    return f"alguien {que} después de que se descargó el libro{describe_quien(ultimo)}"


def describe_quien(registro: Registro | None) -> str:
    """« (Ana Soto, 3-05-2009 10:20)»; nothing when the record does not tell."""
    if registro is None:
        return ""
    quien = str(registro.actor.get_full_name() or registro.actor) if registro.actor else "el sistema"
    return f" ({quien}, {timezone.localtime(registro.momento):%d-%m-%Y %H:%M})"


def find_ultimo(registros: Sequence[Registro], conflicto: Conflicto) -> Registro | None:
    """The last line of the record about a field of a row."""
    _, campos = COLUMNAS.get(conflicto.campo, ("", (conflicto.campo,)))
    for registro in registros:
        clase = registro.clase.partition(".")[2]
        if conflicto.campo == FILA:
            if registro.codigo == conflicto.codigo and not registro.despues:
                return registro
            continue
        if clase == DE_PARTES.get(conflicto.campo):
            if registro.codigo.startswith(f"{conflicto.codigo}-"):
                return registro
        elif (
            registro.codigo == conflicto.codigo
            and is_de_clase(clase, conflicto.campo)
            and set(registro.despues) & set(campos)
        ):
            return registro
    return None


def is_de_clase(clase: str, campo: str) -> bool:
    """An objective and its indicator go by the same code: each field is of one of them."""
    return (clase == "indicador") == (campo in DE_INDICADOR)


def show_valor(valor: Any) -> str:
    """A value of a row as its cell shows it."""
    if isinstance(valor, int):
        return show_peso(valor)
    if isinstance(valor, tuple):
        return show_items(valor) or "(vacío)"
    return str(valor) if valor else "(vacío)"
