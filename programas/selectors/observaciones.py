"""The remarks of the central unit and their conversations."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from programas import permissions
from programas.enums import Asunto
from programas.models import (
    AnalisisAvance,
    Ejercicio,
    InformeAvance,
    Mensaje,
    Observacion,
    ProgramaTrabajo,
)
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
    """A remark with its turns, and what the reader may do there. ``corte`` is that of the analysis observed."""

    id: int
    version: int
    fila: str
    asunto: str
    cut: str
    tipo: str
    corte: date | None
    lugar: str
    estado: EstadoMostrado
    abierta: bool
    bloquea: bool
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
    """The rows of a document that an open remark holds back, by their codes, in order."""
    return list(query_bloqueantes(documento).order_by("fila").values_list("fila", flat=True).distinct())


def query_observaciones(documento: ProgramaTrabajo | InformeAvance) -> QuerySet[Observacion]:
    """Remarks on analyses are of the report of their corte; all others, of the programme."""
    if isinstance(documento, InformeAvance):
        analisis = documento.corte.analisis.filter(programa__region=documento.region_id)
        return Observacion.objects.filter(
            fila__in=analisis.values("codigo"), programa__in=analisis.values("programa")
        )
    return Observacion.objects.filter(programa=documento).exclude(asunto=Asunto.ANALISIS)


def find_documento(observacion: Observacion) -> ProgramaTrabajo | InformeAvance:
    """What a remark is about: its programme, or the report of the analysis observed, sent or not yet."""
    analisis = find_analisis([observacion]).get(observacion.fila)
    if analisis is None:
        return observacion.programa
    corte, region = analisis.corte, observacion.programa.region
    corte.ejercicio = observacion.programa.ejercicio
    informe = corte.informes.filter(region=region).first() or InformeAvance(corte=corte, region=region)
    informe.corte, informe.region = corte, region
    return informe


def find_analisis(filas: Iterable[Observacion]) -> dict[str, AnalisisAvance]:
    """The analyses that remarks are about, by their codes: one query, and none without any."""
    de_analisis = [fila for fila in filas if fila.asunto == Asunto.ANALISIS]
    if not de_analisis:
        return {}
    analisis = AnalisisAvance.objects.filter(
        programa__in={fila.programa_id for fila in de_analisis}, codigo__in={fila.fila for fila in de_analisis}
    )
    return {fila.codigo: fila for fila in analisis.select_related("corte")}


def query_abiertas(documento: ProgramaTrabajo | InformeAvance) -> QuerySet[Observacion]:
    return query_observaciones(documento).filter(resuelta_en__isnull=True)


def query_bloqueantes(documento: ProgramaTrabajo | InformeAvance) -> QuerySet[Observacion]:
    """What keeps a document from its approval: of a programme, only remarks about what it commits."""
    abiertas = query_abiertas(documento)
    return abiertas if isinstance(documento, InformeAvance) else abiertas.filter(asunto=Asunto.COMPROMETIDO)


def count_sin_responder(programa: ProgramaTrabajo) -> int:
    """The remarks that hold back the approval and wait for the territory."""
    return query_bloqueantes(programa).filter(respondida=False).count()


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
    """Remarks of an ejercicio with their turns, oldest first: a fixed number of queries.

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
    analisis = find_analisis(filas)
    propias = list_propias(filas, analisis, usuario, ejercicio) if es_revisor else set()
    return tuple(
        show_conversacion(
            fila,
            analisis.get(fila.fila),
            turnos[fila.pk],
            responde=fila.pk in responde,
            resuelve=es_revisor and fila.pk not in propias and not ejercicio.cerrado,
        )
        for fila in filas
    )


def list_propias(
    filas: list[Observacion], analisis: dict[str, AnalisisAvance], usuario: Usuario, ejercicio: Ejercicio
) -> set[int]:
    """The remarks on documents that the user wrote: somebody else resolves them."""
    programas = permissions.list_propios(usuario, ejercicio)
    informes = permissions.list_informes_propios(usuario, ejercicio) if analisis else frozenset()
    return {
        fila.pk
        for fila in filas
        if (
            (analisis[fila.fila].corte_id, fila.programa.region_id) in informes
            if fila.fila in analisis
            else fila.programa.codigo in programas
        )
    }


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


def show_conversacion(
    fila: Observacion, analisis: AnalisisAvance | None, turnos: list[Turno], *, responde: bool, resuelve: bool
) -> Conversacion:
    programa = fila.programa
    corte = analisis.corte.fecha_medicion if analisis else None
    cierre = (str(fila.resuelta_por), fila.resuelta_en) if fila.resuelta_en else None
    return Conversacion(
        fila.pk,
        fila.version,
        fila.fila,
        fila.get_asunto_display(),
        programa.region.cut,
        programa.tipo,
        corte,
        f"{programa.region.nombre_corto} · {f'III.4 al {corte:%d-%m-%Y}' if corte else programa.tipo}",
        RESUELTA if cierre else (ESPERA_CENTRAL if fila.respondida else ESPERA_TERRITORIO),
        cierre is None,
        cierre is None and fila.asunto in (Asunto.COMPROMETIDO, Asunto.ANALISIS),
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
