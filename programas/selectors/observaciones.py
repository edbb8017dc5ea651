"""The remarks of the central unit and their conversations."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from programas import permissions
from programas.models import Ejercicio, InformeAvance, Mensaje, Observacion, ProgramaTrabajo
from programas.selectors.congelado import freeze_nombres
from programas.selectors.presentacion import EstadoMostrado, show_cantidad
from regiones.enums import Rol
from regiones.models import Asignacion, Usuario

ESPERA_TERRITORIO = EstadoMostrado("Por responder", "!", "ju")
ESPERA_CENTRAL = EstadoMostrado("Respondida", "◐", "sc")
RESUELTA = EstadoMostrado("Resuelta", "✓", "ok")


@dataclass(frozen=True, slots=True)
class Turno:
    """What somebody said, and whether that person is of the central unit."""

    autor: str
    momento: datetime
    texto: str
    es_central: bool


@dataclass(frozen=True, slots=True)
class Conversacion:
    """A remark with its turns, and what the reader may do there."""

    id: int
    version: int
    fila: str
    cut: str
    tipo: str
    lugar: str
    estado: EstadoMostrado
    abierta: bool
    respondida: bool
    abierta_en: datetime
    cierre: tuple[str, datetime] | None
    turnos: tuple[Turno, ...]
    puede_responder: bool
    puede_resolver: bool


@dataclass(frozen=True, slots=True)
class PaginaObservaciones:
    frase: str
    conversaciones: tuple[Conversacion, ...]


def list_abiertas(documento: ProgramaTrabajo | InformeAvance) -> list[str]:
    """The rows of a document that have an open remark, by their codes, in order."""
    return list(query_abiertas(documento).order_by("fila").values_list("fila", flat=True).distinct())


def query_abiertas(documento: ProgramaTrabajo | InformeAvance) -> QuerySet[Observacion]:
    """Remarks on analyses are of the report of their corte; all others, of the programme."""
    abiertas = Observacion.objects.filter(resuelta_en__isnull=True)
    if isinstance(documento, InformeAvance):
        analisis = documento.corte.analisis.filter(programa__region=documento.region_id)
        return abiertas.filter(fila__in=analisis.values("codigo"), programa__in=analisis.values("programa"))
    return abiertas.filter(programa=documento).exclude(fila__startswith=f"{documento.codigo}-A")


def count_sin_responder(programa: ProgramaTrabajo) -> int:
    """The open remarks that wait for the territory."""
    return query_abiertas(programa).filter(respondida=False).count()


def load_observaciones(ejercicio: Ejercicio, usuario: Usuario) -> PaginaObservaciones:
    """The open conversations of what the user sees: first those that wait for the user's side, oldest first."""
    abiertas = Observacion.objects.visible_to(usuario).filter(
        programa__ejercicio=ejercicio, resuelta_en__isnull=True
    )
    conversaciones = load_conversaciones(abiertas, ejercicio, usuario)
    es_central = permissions.is_revisor(usuario, ejercicio.servicio_id)
    esperan = [c for c in conversaciones if c.respondida is es_central]
    return PaginaObservaciones(
        describe_espera(len(conversaciones), len(esperan), es_central=es_central),
        tuple(sorted(conversaciones, key=lambda c: (c.respondida is not es_central, c.abierta_en, c.id))),
    )


def describe_espera(total: int, esperan: int, *, es_central: bool) -> str:
    """«2 observaciones abiertas; 1 espera respuesta del territorio.»."""
    if not total:
        return "No hay observaciones abiertas."
    abiertas = show_cantidad(total, "observación abierta", "observaciones abiertas")
    de_quien = "de la unidad central" if es_central else "del territorio"
    if not esperan:
        return f"{abiertas}; ninguna espera respuesta {de_quien}."
    return f"{abiertas}; {show_cantidad(esperan, 'espera', 'esperan')} respuesta {de_quien}."


def load_conversaciones(
    observaciones: QuerySet[Observacion], ejercicio: Ejercicio, usuario: Usuario
) -> tuple[Conversacion, ...]:
    """Remarks of an ejercicio with their turns, oldest first: three queries, and one to know the own work.

    The caller has checked that the user sees them.
    """
    filas = list(observaciones.select_related("programa__region", "resuelta_por").order_by("abierta_en", "pk"))
    if not filas:
        return ()
    freeze_nombres(ejercicio, [fila.programa.region for fila in filas])
    turnos = load_turnos([fila.pk for fila in filas], ejercicio)
    for fila in filas:
        fila.programa.ejercicio = ejercicio
    responde = list_respondibles(filas, usuario)
    es_revisor = permissions.is_revisor(usuario, ejercicio.servicio_id)
    propios = permissions.list_propios(usuario, ejercicio) if es_revisor else frozenset()
    return tuple(
        show_conversacion(
            fila,
            turnos[fila.pk],
            responde=fila.pk in responde,
            resuelve=es_revisor and fila.programa.codigo not in propios and not ejercicio.cerrado,
        )
        for fila in filas
    )


def load_turnos(ids: Iterable[int], ejercicio: Ejercicio) -> dict[int, list[Turno]]:
    mensajes = list(Mensaje.objects.filter(observacion__in=list(ids)).select_related("autor"))
    centrales = set(
        Asignacion.objects.filter(
            servicio=ejercicio.servicio_id, rol=Rol.CENTRAL, usuario__in={m.autor_id for m in mensajes}
        ).values_list("usuario_id", flat=True)
    )
    turnos: dict[int, list[Turno]] = defaultdict(list)
    for m in mensajes:
        turnos[m.observacion_id].append(Turno(str(m.autor), m.momento, m.texto, m.autor_id in centrales))
    return turnos


def list_respondibles(filas: list[Observacion], usuario: Usuario) -> set[int]:
    """The open remarks that the user may answer. Only in Nivel Central do units need to look at their rows."""
    responde: set[int] = set()
    de_unidad: dict[int, frozenset[str]] = {}
    for fila in filas:
        programa = fila.programa
        if fila.resuelta_en is not None or programa.ejercicio.cerrado:
            continue
        if permissions.drafts_as_unidad(usuario, programa) and programa.pk not in de_unidad:
            de_unidad[programa.pk] = permissions.list_filas_de_unidad(usuario, programa)
        if fila.fila in de_unidad.get(programa.pk, ()) or permissions.talks_in(usuario, programa):
            responde.add(fila.pk)
    return responde


def show_conversacion(fila: Observacion, turnos: list[Turno], *, responde: bool, resuelve: bool) -> Conversacion:
    programa = fila.programa
    cierre = (str(fila.resuelta_por), fila.resuelta_en) if fila.resuelta_en else None
    return Conversacion(
        fila.pk,
        fila.version,
        fila.fila,
        programa.region.cut,
        programa.tipo,
        f"{programa.region.nombre_corto} · {programa.tipo}",
        RESUELTA if cierre else (ESPERA_CENTRAL if fila.respondida else ESPERA_TERRITORIO),
        cierre is None,
        fila.respondida,
        fila.abierta_en,
        cierre,
        tuple(turnos),
        responde,
        resuelve and cierre is None,
    )


def load_conversacion(observacion: Observacion, ejercicio: Ejercicio, usuario: Usuario) -> Conversacion:
    """One remark, which the caller has checked that the user sees."""
    (conversacion,) = load_conversaciones(Observacion.objects.filter(pk=observacion.pk), ejercicio, usuario)
    return conversacion
