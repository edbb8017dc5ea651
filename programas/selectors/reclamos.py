"""The claims of an ejercicio: what was validated, what is asked for, and how each was ruled."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Value, When
from django.utils import timezone

from programas import permissions
from programas.enums import Cumple, EstadoReclamo, Etapa
from programas.models import Compromiso, Ejercicio, Reclamo
from programas.selectors.congelado import freeze_nombres
from programas.selectors.presentacion import EstadoMostrado, show_cantidad
from regiones.models import Usuario

ESTADOS = {
    EstadoReclamo.PENDIENTE: EstadoMostrado("Por resolver", "◐", "ju"),
    EstadoReclamo.ACOGIDO: EstadoMostrado("Acogido", "✓", "ok"),
    EstadoReclamo.RECHAZADO: EstadoMostrado("Rechazado", "✕", "no"),
}


@dataclass(frozen=True, slots=True)
class ReclamoMostrado:
    """``puede_resolver`` when the reader may rule on it now."""

    id: int
    codigo: str
    cut: str
    tipo: str
    territorio: str
    objetivo: str
    estado: EstadoMostrado
    validado: str
    validado_por: str
    pide: str
    fundamento: str
    presentado_por: str
    presentado_en: datetime
    resolucion: str
    resuelto_por: str
    resuelto_en: datetime | None
    puede_resolver: bool


@dataclass(frozen=True, slots=True)
class ReclamoDeFila:
    """A claim as the page of its row says it."""

    id: int
    estado: EstadoMostrado
    pide: str
    pendiente: bool


@dataclass(frozen=True, slots=True)
class PaginaReclamos:
    frase: str
    plazo: str
    abierto: bool
    reclamos: tuple[ReclamoMostrado, ...]
    reclamables: tuple[tuple[str, str], ...]


def load_reclamos(ejercicio: Ejercicio, usuario: Usuario) -> PaginaReclamos:
    """The claims that the user sees, unresolved first; and what the user may still claim: two queries."""
    abierto = permissions.in_plazo_de_reclamos(ejercicio, timezone.localdate())
    reclamos = list_reclamos(ejercicio, usuario)
    return PaginaReclamos(
        describe_reclamos(reclamos),
        describe_plazo(ejercicio, timezone.localdate()),
        abierto,
        reclamos,
        list_reclamables(ejercicio, usuario) if abierto else (),
    )


def list_reclamos(ejercicio: Ejercicio, usuario: Usuario) -> tuple[ReclamoMostrado, ...]:
    consulta = (
        Reclamo.objects.visible_to(usuario)
        .filter(compromiso__objetivo__programa__ejercicio=ejercicio)
        .select_related(
            *("compromiso__objetivo__programa__region", "validado_por", "presentado_por", "resuelto_por")
        )
        .order_by(Case(When(estado=EstadoReclamo.PENDIENTE, then=Value(0)), default=Value(1)), "-presentado_en")
    )
    reclamos = list(consulta)
    freeze_nombres(ejercicio, [reclamo.compromiso.objetivo.programa.region for reclamo in reclamos])
    return tuple(show_reclamo(reclamo, ejercicio, usuario) for reclamo in reclamos)


def show_reclamo(reclamo: Reclamo, ejercicio: Ejercicio, usuario: Usuario) -> ReclamoMostrado:
    """A claim loaded with its commitment, objective, programme and region."""
    objetivo = reclamo.compromiso.objetivo
    programa = objetivo.programa
    programa.ejercicio = ejercicio
    pendiente = reclamo.estado == EstadoReclamo.PENDIENTE and ejercicio.etapa == Etapa.EVALUACION
    return ReclamoMostrado(
        reclamo.pk,
        reclamo.codigo,
        programa.region.cut,
        programa.tipo,
        programa.region.nombre_corto,
        objetivo.texto,
        ESTADOS[EstadoReclamo(reclamo.estado)],
        Cumple(reclamo.validado).label,
        str(reclamo.validado_por),
        Cumple(reclamo.pide).label,
        reclamo.fundamento,
        str(reclamo.presentado_por),
        reclamo.presentado_en,
        reclamo.resolucion,
        str(reclamo.resuelto_por or ""),
        reclamo.resuelto_en,
        pendiente and permissions.can_rule(usuario, reclamo),
    )


def load_de_fila(compromiso: Compromiso, usuario: Usuario) -> tuple[ReclamoDeFila, ...]:
    """The claims of a row that the user sees, newest first: one query."""
    reclamos = Reclamo.objects.visible_to(usuario).filter(compromiso=compromiso).order_by("-presentado_en", "-pk")
    return tuple(
        ReclamoDeFila(
            reclamo.pk,
            ESTADOS[EstadoReclamo(reclamo.estado)],
            Cumple(reclamo.pide).label,
            reclamo.estado == EstadoReclamo.PENDIENTE,
        )
        for reclamo in reclamos
    )


def list_reclamables(ejercicio: Ejercicio, usuario: Usuario) -> tuple[tuple[str, str], ...]:
    """The rows lost in a validation that the user may still claim: (code, objective), in the order of the form."""
    programa = "objetivo__programa"
    perdidas = (
        Compromiso.objects.visible_to(usuario)
        .filter(objetivo__programa__ejercicio=ejercicio, validado__in=(Cumple.NO, Cumple.PARCIAL))
        .exclude(reclamos__estado=EstadoReclamo.PENDIENTE)
        .order_by(f"{programa}__region__orden", f"{programa}__tipo", "objetivo__orden", "orden")
        .select_related("objetivo__programa__region")
    )
    reclamables = []
    for compromiso in perdidas:
        compromiso.objetivo.programa.ejercicio = ejercicio
        if permissions.can_draft_programa(usuario, compromiso.objetivo.programa):
            reclamables.append((compromiso.codigo, compromiso.objetivo.texto))
    return tuple(reclamables)


def describe_reclamos(reclamos: tuple[ReclamoMostrado, ...]) -> str:
    """«5 reclamos: 2 por resolver.»."""
    if not reclamos:
        return "No hay reclamos."
    pendientes = sum(reclamo.resuelto_en is None for reclamo in reclamos)
    cuenta = f"{show_cantidad(len(reclamos), 'reclamo', 'reclamos')}"
    return f"{cuenta}: {f'{pendientes} por resolver' if pendientes else 'todos resueltos'}."


def describe_plazo(ejercicio: Ejercicio, hoy: date) -> str:
    """When a validation may be objected to, and whether that is now."""
    desde, hasta = ejercicio.reclamos_desde, ejercicio.reclamos_hasta
    if desde is None or hasta is None:
        return "El ejercicio no tiene plazo de reclamos: la administración lo fija en los datos del ejercicio."
    plazo = f"del {desde:%d-%m-%Y} al {hasta:%d-%m-%Y}"
    if ejercicio.etapa != Etapa.EVALUACION:
        return f"El plazo de reclamos es {plazo}, con el ejercicio en evaluación; hoy está en " + (
            f"{ejercicio.get_etapa_display().lower()}."
        )
    if hoy < desde:
        return f"El plazo de reclamos es {plazo}: todavía no empieza."
    return f"El plazo de reclamos es {plazo}: " + ("está abierto." if hoy <= hasta else "ya terminó.")
