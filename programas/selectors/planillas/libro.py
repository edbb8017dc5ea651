"""The preview of one workbook, ready to be read: what it brings, asks and changes, and what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from programas.enums import EstadoLibro
from programas.formulario.lectura import Nivel
from programas.formulario.preguntas import AsuntoPregunta
from programas.models import LibroCargado
from programas.selectors.diferencias import Trozo, compare_textos
from programas.selectors.planillas.cuentas import ACCIONES, TABLAS, count_acciones, describe_acciones
from programas.selectors.planillas.estados import DE_LIBRO
from programas.selectors.planillas.hallazgos import GrupoHallazgos, group_hallazgos
from programas.selectors.presentacion import EstadoMostrado, join_nombres, show_cantidad

# As many rows are laid out at once; the rest open by themselves.
FILAS_A_LA_VISTA = 12
# Longer texts are told side by side: word by word they would be a maze, and slow.
MAXIMO_COMPARADO = 6_000
DE_ACCION = {
    "nueva": EstadoMostrado("Nueva", "+", "ok"),
    "cambiada": EstadoMostrado("Cambiada", "≠", "ju"),
    "ausente": EstadoMostrado("No está en el libro", "–", "sc"),
    "eliminada": EstadoMostrado("Se elimina", "✕", "no"),
}


@dataclass(frozen=True, slots=True)
class CampoMostrado:
    encabezado: str
    trozos: tuple[Trozo, ...]


@dataclass(frozen=True, slots=True)
class FilaMostrada:
    """A row that the workbook changes, with each of its fields word by word."""

    codigo: str
    texto: str
    lugar: str
    estado: EstadoMostrado
    campos: tuple[CampoMostrado, ...]


@dataclass(frozen=True, slots=True)
class TablaMostrada:
    titulo: str
    cuenta: str
    filas: tuple[FilaMostrada, ...]
    abierta: bool


@dataclass(frozen=True, slots=True)
class PaginaLibro:
    frase: str
    estado: EstadoMostrado
    territorio: str
    tablas: tuple[TablaMostrada, ...]
    efecto: dict[str, Any]
    problemas: tuple[GrupoHallazgos, ...]
    avisos: tuple[GrupoHallazgos, ...]
    detectado: dict[str, Any]
    corte: str
    preguntas: tuple[dict[str, Any], ...]
    correcciones: tuple[dict[str, Any], ...]
    vivo: bool
    listo: bool
    en_espera: bool
    necesita_motivo: bool


def show_libro(libro: LibroCargado, *, ve_servicio: bool) -> PaginaLibro:
    """Everything that the page of a workbook says; no query. The national sentence is for who sees all of it."""
    vista: dict[str, Any] = libro.vista
    estado = EstadoLibro(libro.estado)
    efecto = dict(vista.get("efecto", {}))
    if not ve_servicio:
        efecto["servicio"] = ""
    hallazgos = [*vista.get("hallazgos", ()), *vista.get("auditoria", ())]
    return PaginaLibro(
        describe_libro(libro),
        DE_LIBRO[estado],
        str(libro.region or ""),
        tuple(show_tablas(vista.get("cambios", ()))),
        efecto,
        tuple(group_hallazgos(vista.get("impedimentos", ()))),
        tuple(group_hallazgos(h for h in hallazgos if h["nivel"] != Nivel.IMPIDE)),
        vista.get("detectado", {}),
        tell_corte(libro),
        (*vista.get("preguntas", ()), *vista.get("respondidas", ())),
        tuple(vista.get("correcciones", ())),
        estado in (EstadoLibro.LISTO, EstadoLibro.PREGUNTA, EstadoLibro.RECHAZADO, EstadoLibro.SIN_CAMBIOS),
        estado == EstadoLibro.LISTO,
        estado == EstadoLibro.EN_ESPERA,
        estado == EstadoLibro.LISTO and bool(vista.get("necesita_motivo")),
    )


def tell_corte(libro: LibroCargado) -> str:
    """The corte of which the analyses of the workbook are taken to be; empty while it is not known."""
    vista: dict[str, Any] = libro.vista
    pregunta = next((p for p in vista.get("preguntas", ()) if p["asunto"] == AsuntoPregunta.CORTE), None)
    if pregunta is None:
        return ""
    respuesta = libro.respuestas.get(pregunta["clave"]) or (
        "" if pregunta["obligatoria"] else pregunta["sugerida"]
    )
    return dict(pregunta["opciones"]).get(respuesta, "")


def describe_libro(libro: LibroCargado) -> str:
    """«El archivo trae 31 filas: 4 nuevas y 27 iguales; 2 problemas impiden aplicarlo.»"""
    vista: dict[str, Any] = libro.vista
    if libro.problema:
        return libro.problema
    if not vista:
        return "El archivo todavía no se lee."
    cuentas = count_acciones(vista["resumen"])
    filas = sum(cuantas for accion, cuantas in cuentas.items() if accion not in ("ausente", "eliminada"))
    trae = show_cantidad(filas, "fila", "filas") if filas else "ninguna fila que se reconozca"
    frase = f"El archivo {'' if filas else 'no '}trae {trae}"
    if acciones := describe_acciones(vista["resumen"]):
        frase += f": {acciones}"
    abiertas = [p for p in vista["preguntas"] if p["obligatoria"] and p["clave"] not in libro.respuestas]
    impiden = len(vista["impedimentos"])
    faltan = [show_cantidad(len(abiertas), "pregunta", "preguntas")] if abiertas else []
    faltan += [show_cantidad(impiden, "problema", "problemas")] if impiden else []
    if faltan:
        unico = len(abiertas) + impiden == 1
        frase += f"; {join_nombres(faltan)} {'impide' if unico else 'impiden'} aplicarlo"
    return frase + "."


def show_tablas(cambios: Iterable[dict[str, Any]]) -> Iterable[TablaMostrada]:
    """The rows that change, by table, in the form's order; only the first ones open."""
    por_tabla: dict[str, list[dict[str, Any]]] = {tabla: [] for tabla in TABLAS}
    for cambio in cambios:
        if cambio["accion"] != "igual":
            por_tabla.setdefault(cambio["tabla"], []).append(cambio)
    vistas = 0
    for tabla, suyos in por_tabla.items():
        if not suyos:
            continue
        vistas += len(suyos)
        resumen = {tabla: {accion: sum(1 for c in suyos if c["accion"] == accion) for accion in ACCIONES}}
        yield TablaMostrada(
            TABLAS.get(tabla, tabla.capitalize()),
            describe_acciones(resumen),
            tuple(show_fila(cambio) for cambio in suyos),
            vistas <= FILAS_A_LA_VISTA,
        )


def show_fila(cambio: dict[str, Any]) -> FilaMostrada:
    return FilaMostrada(
        cambio["codigo"],
        cambio["texto"],
        cambio["lugar"],
        DE_ACCION[cambio["accion"]],
        tuple(
            CampoMostrado(campo["encabezado"] or campo["campo"], compare_campo(campo["antes"], campo["despues"]))
            for campo in cambio["campos"]
        ),
    )


def compare_campo(antes: str, despues: str) -> tuple[Trozo, ...]:
    if len(antes) + len(despues) <= MAXIMO_COMPARADO:
        return compare_textos(antes, despues)
    return tuple(Trozo(clase, texto) for clase, texto in (("del", antes), ("ins", despues)) if texto)
