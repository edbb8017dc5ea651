"""A plan as people read it: rows, fields by their columns, values as the form writes them."""

from collections.abc import Mapping
from typing import Any

from programas.formulario.columnas import show_cumple
from programas.formulario.lectores import show_recomendaciones
from programas.formulario.lectura import FormularioLeido
from programas.models import Ejercicio
from programas.selectors.efecto_importacion import EfectoImportacion, foresee_importacion
from programas.services.importacion.conteos import count_lectura
from programas.services.importacion.encabezados import COLUMNAS, MODELOS, name_encabezado
from programas.services.importacion.informe import Accion, Cambio, ImportacionRechazada, count_cambios
from programas.services.importacion.opciones import OpcionesImportacion
from programas.services.importacion.plan import Plan
from programas.services.importacion.vista import CampoVista, FilaVista, VistaImportacion
from regiones.models import Editable, Usuario
from regiones.services.valores import VACIO, show_valor

# What people also read of a row, besides its columns.
PROPIOS: dict[str, tuple[str, ...]] = {
    "programas": ("responsable", "modalidad", "total_declarado"),
    "objetivos": ("clase", "orden"),
    "indicadores": ("meta",),
    "compromisos": ("unidades", "motivo", "orden"),
    "instancias": ("regiones", "orden"),
    "analisis": ("objetivo", "orden"),
}


def show_plan(plan: Plan, ejercicio: Ejercicio, actor: Usuario | None) -> VistaImportacion:
    lectura = plan.lectura
    cambios = plan.escritura.cambios
    nombres = {
        "unidades": plan.importador.unidades.ofrecidas,
        "regiones": plan.nombres,
    }
    return VistaImportacion(
        lectura.archivo,
        lectura.sha256,
        plan.region.cut,
        plan.region.nombre_corto,
        show_deteccion(lectura),
        count_lectura(lectura, plan.importador.columna_4_es_resultado),
        count_cambios(cambios),
        tuple(show_cambio(cambio, nombres) for cambio in cambios if cambio.accion is not Accion.IGUAL),
        foresee_importacion(ejercicio, plan.region, plan.antes, plan.despues, actor),
        plan.impedimentos,
        plan.hallazgos,
        plan.auditoria,
        plan.preguntas,
        plan.cambia,
        dict(plan.opciones.respuestas),
        bool(plan.con_motivo),
    )


def show_rechazo(
    lectura: FormularioLeido, opciones: OpcionesImportacion, rechazo: ImportacionRechazada
) -> VistaImportacion:
    """A workbook that nobody can compare with anything: it is not known whose it is."""
    return VistaImportacion(
        lectura.archivo,
        lectura.sha256,
        "",
        "",
        show_deteccion(lectura),
        count_lectura(lectura, False),
        {},
        (),
        EfectoImportacion(),
        rechazo.hallazgos,
        lectura.hallazgos,
        (),
        lectura.preguntas,
        False,
        dict(opciones.respuestas),
    )


def show_deteccion(lectura: FormularioLeido) -> dict[str, Any]:
    return lectura.deteccion.as_dict() if lectura.deteccion else {}


def show_cambio(cambio: Cambio, nombres: Mapping[str, Mapping[int, str]]) -> FilaVista:
    columnas = COLUMNAS.get(cambio.tabla, {})
    antes, despues = print_columna_4(cambio.antes), print_columna_4(cambio.despues)
    campos = [
        campo
        for campo in (*columnas, *PROPIOS[cambio.tabla])
        if campo in despues and (cambio.accion is not Accion.NUEVA or despues[campo])
    ]
    modelo = MODELOS[cambio.tabla]
    return FilaVista(
        cambio.tabla,
        cambio.codigo,
        cambio.accion.value,
        cambio.texto,
        cambio.lugar,
        tuple(
            CampoVista(
                campo,
                name_encabezado(cambio.tabla, cambio.codigo, campo),
                show_guardado(modelo, campo, antes.get(campo), nombres),
                show_guardado(modelo, campo, despues[campo], nombres),
            )
            for campo in campos
            if campo != "orden" or cambio.accion is not Accion.NUEVA
        ),
    )


def print_columna_4(valores: dict[str, Any]) -> dict[str, Any]:
    """The fields of an analysis with its tick in the words of the column that prints it."""
    if "sin_recomendaciones" not in valores:
        return valores
    escritas = show_recomendaciones(valores.get("recomendaciones", ""), valores["sin_recomendaciones"])
    return valores | {"recomendaciones": escritas}


def show_guardado(modelo: type[Editable], campo: str, valor: Any, nombres: Mapping[str, Mapping[int, str]]) -> str:
    """A value as the form writes it; empty for nothing."""
    if valor in (None, "", [], ()):
        return ""
    if campo in nombres:
        return "\n".join(nombres[campo].get(clave, str(clave)) for clave in valor)
    if isinstance(valor, list):
        return "\n".join(valor)
    if campo == "declarado":
        return show_cumple(valor)
    if campo == "objetivo":
        return str(valor)
    escrito = show_valor(modelo._meta.get_field(campo), valor)  # type: ignore[arg-type]
    return "" if escrito == VACIO else escrito
