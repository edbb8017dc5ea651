"""The review of a document: each row as it was sent, what changed since, what was decided and said."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from programas.enums import Decision, EstadoPrograma
from programas.formulario.reglas import REGLAS
from programas.models import Compromiso, Envio, ProgramaTrabajo, RevisionFila
from programas.selectors.criticos import build_condicion
from programas.selectors.diferencias import IGUAL, Trozo, compare_textos
from programas.selectors.documentos import (
    Documento,
    get_ejercicio,
    get_hoja,
    load_por_enviar_de,
    name_clase,
    order_codigos,
)
from programas.selectors.envios import Contenido, list_columnas
from programas.selectors.observaciones import Conversacion, load_conversaciones, query_observaciones
from programas.selectors.presentacion import EstadoMostrado, show_cantidad
from programas.selectors.resultados import evaluate_ejercicio
from programas.selectors.revisiones import Tramite, load_tramite
from regiones.models import Usuario

APROBADA = EstadoMostrado("Aprobada", "✓", "ok")
OBSERVADA = EstadoMostrado("Observada", "!", "ju")
POR_REVISAR = EstadoMostrado("Por revisar", "○", "sc")
DECISIONES = {Decision.APROBADA: APROBADA, Decision.OBSERVADA: OBSERVADA}
NUEVA, CAMBIADA, ELIMINADA = "nueva", "cambió", "eliminada"


@dataclass(frozen=True, slots=True)
class CampoRevisado:
    """A column of a row: its heading, and its text with what changed since the previous submission."""

    rotulo: str
    trozos: tuple[Trozo, ...]

    @property
    def cambio(self) -> bool:
        return any(trozo.clase != IGUAL for trozo in self.trozos)


@dataclass(frozen=True, slots=True)
class FilaRevisada:
    """A row of the submission. ``cambio`` says how it differs from the previous one; empty when it does not."""

    codigo: str
    titulo: str
    campos: tuple[CampoRevisado, ...]
    cambio: str
    critica: bool
    decision: EstadoMostrado
    revisor: str
    momento: datetime | None
    conversaciones: tuple[Conversacion, ...]

    @property
    def aprobada(self) -> bool:
        return self.decision is APROBADA

    @property
    def por_mirar(self) -> bool:
        """Whether it asks for the reviewer's eyes: not approved yet, or with something still being said."""
        return not self.aprobada or any(c.abierta for c in self.conversaciones)


@dataclass(frozen=True, slots=True)
class PaginaRevision:
    """A document under review. ``faltan`` is what keeps it from being approved; empty when nothing."""

    frase: str
    faltan: str
    tramite: Tramite
    envio: Envio | None
    anterior: Envio | None
    filas: tuple[FilaRevisada, ...]
    eliminadas: tuple[FilaRevisada, ...]
    justificaciones: tuple[tuple[str, str, str], ...]

    def get_fila(self, codigo: str) -> FilaRevisada | None:
        return next((fila for fila in self.filas if fila.codigo == codigo), None)


def load_revision(documento: Documento, usuario: Usuario) -> PaginaRevision:
    """The last submission of a document beside the one before; the document itself when it was never sent.

    A fixed number of queries. The caller has checked that the user sees it.
    """
    envio, anterior = load_envios(documento)
    contenido: Contenido = envio.contenido if envio else load_por_enviar_de(documento)
    previo: Contenido | None = anterior.contenido if anterior else None
    revisiones = {r.fila: r for r in envio.revisiones.select_related("revisor")} if envio else {}
    conversaciones: dict[str, list[Conversacion]] = defaultdict(list)
    for c in load_conversaciones(query_observaciones(documento), get_ejercicio(documento), usuario):
        conversaciones[c.fila].append(c)
    criticas = list_criticas(documento)
    quitadas = set(previo or ()) - set(contenido)
    filas = {
        codigo: build_fila(
            documento,
            codigo,
            contenido.get(codigo),
            previo,
            revision=revisiones.get(codigo),
            conversaciones=conversaciones[codigo],
            critica=codigo in criticas,
        )
        for codigo in order_codigos(documento, {*contenido, *quitadas})
    }
    actuales = tuple(fila for codigo, fila in filas.items() if codigo in contenido)
    return PaginaRevision(
        describe_revision(documento, actuales, len(quitadas)),
        describe_faltan(actuales),
        load_tramite(documento),
        envio,
        anterior,
        actuales,
        tuple(fila for codigo, fila in filas.items() if codigo in quitadas),
        list_justificaciones(envio),
    )


def load_envios(documento: Documento) -> tuple[Envio | None, Envio | None]:
    """The last submission and the one before it."""
    ultimos = [*documento.envios.select_related("enviado_por")[:2], None, None]
    return ultimos[0], ultimos[1]


def list_criticas(documento: Documento) -> set[str]:
    """The rows whose failure alone loses the programme. Those of a report decide nothing."""
    if not isinstance(documento, ProgramaTrabajo):
        return set()
    (territorio,) = evaluate_ejercicio(documento.ejercicio, None, documento.region_id).territorios
    evaluado = territorio.programas[documento.tipo]
    condicion = build_condicion({documento.pk: (territorio, evaluado)})
    if condicion is None or not territorio.cuenta:
        return set()
    return set(Compromiso.objects.filter(condicion, validado="").values_list("codigo", flat=True))


def build_fila(
    documento: Documento,
    codigo: str,
    actual: Mapping[str, str] | None,
    previo: Contenido | None,
    *,
    revision: RevisionFila | None,
    conversaciones: list[Conversacion],
    critica: bool,
) -> FilaRevisada:
    """``actual`` is ``None`` for a row that the submission no longer has; ``previo``, without one before."""
    antes = previo.get(codigo, {}) if previo is not None else None
    ahora = actual or {}
    claves = {*ahora, *(antes or {})}
    campos = tuple(
        CampoRevisado(
            rotulo, compare_textos((ahora if antes is None else antes).get(clave, ""), ahora.get(clave, ""))
        )
        for clave, rotulo in list_columnas(get_hoja(documento), claves, get_ejercicio(documento).anio)
    )
    return FilaRevisada(
        codigo,
        name_fila(codigo, documento, actual or antes or {}),
        campos,
        describe_cambio(actual, antes),
        critica,
        DECISIONES[Decision(revision.decision)] if revision else POR_REVISAR,
        str(revision.revisor) if revision else "",
        revision.momento if revision else None,
        tuple(conversaciones),
    )


def name_fila(codigo: str, documento: Documento, fila: Mapping[str, str]) -> str:
    if codigo == documento.codigo:
        return "Datos del programa"
    return fila.get("objetivo") or fila.get("nombre") or fila.get("actividades") or codigo


def describe_cambio(actual: Mapping[str, str] | None, antes: Mapping[str, str] | None) -> str:
    if actual is None:
        return ELIMINADA
    if antes is None or antes == actual:
        return ""
    return CAMBIADA if antes else NUEVA


def list_justificaciones(envio: Envio | None) -> tuple[tuple[str, str, str], ...]:
    """Each rule that the sender says is not met: its id, what it asks, and why."""
    escritas = envio.justificaciones if envio else {}
    return tuple((regla.id, regla.pide, escritas[regla.id]) for regla in REGLAS if regla.id in escritas)


def describe_revision(documento: Documento, filas: tuple[FilaRevisada, ...], eliminadas: int) -> str:
    """«3 de 13 filas por revisar; 2 cambiaron desde el envío anterior; 1 decide el resultado.»."""
    clase = name_clase(documento)
    if documento.estado == EstadoPrograma.BORRADOR:
        return "El territorio todavía lo está redactando: no se ha enviado a revisión."
    if documento.estado == EstadoPrograma.OBSERVADO:
        return "El territorio lo está corrigiendo: volverá a esta página cuando lo envíe de nuevo."
    if documento.estado == EstadoPrograma.APROBADO:
        return f"El {clase} está aprobado. Todavía puede observar una fila o devolverlo completo."
    por_revisar = [fila for fila in filas if not fila.aprobada]
    if not por_revisar:
        return f"Las {len(filas)} filas están aprobadas: falta decidir el {clase}."
    partes = [f"{len(por_revisar)} de {show_cantidad(len(filas), 'fila', 'filas')} por aprobar"]
    if cambiadas := eliminadas + sum(1 for fila in filas if fila.cambio):
        cambiaron = show_cantidad(cambiadas, "cambió", "cambiaron")
        partes.append(f"{cambiaron} desde el envío anterior")
    if criticas := sum(1 for fila in por_revisar if fila.critica):
        partes.append(f"{show_cantidad(criticas, 'decide', 'deciden')} el resultado")
    return "; ".join(partes) + "."


def describe_faltan(filas: tuple[FilaRevisada, ...]) -> str:
    """Why the document cannot be approved yet; empty when it can."""
    sin_aprobar = sum(1 for fila in filas if not fila.aprobada)
    abiertas = sum(1 for fila in filas for c in fila.conversaciones if c.bloquea)
    faltas = []
    if sin_aprobar:
        faltas.append(f"aprobar {show_cantidad(sin_aprobar, 'fila', 'filas')}")
    if abiertas:
        faltas.append(f"resolver {show_cantidad(abiertas, 'observación', 'observaciones')}")
    return " y ".join(faltas)
