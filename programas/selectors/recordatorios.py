"""Who is to be reminded of what: «lo que me falta» of each person, across the years that run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Max, Q, QuerySet

from programas.enums import EstadoRecordatorio, Etapa
from programas.models import Ejercicio, Recordatorio
from programas.selectors.pendientes import Pendiente, load_pendientes
from regiones.enums import Rol
from regiones.models import Asignacion, Usuario

REDACTAN = (Rol.ENCARGADA, Rol.DIRECCION, Rol.UNIDAD)
POR_PAGINA = 10


@dataclass(frozen=True, slots=True)
class Cosa:
    """One thing owed, and the ejercicio in which it is."""

    ejercicio: Ejercicio
    pendiente: Pendiente


@dataclass(frozen=True, slots=True)
class Aviso:
    """What a person owes, first what decides the verdict. ``impide`` says why no mail goes; empty if one does."""

    usuario: Usuario
    criticas: tuple[Cosa, ...]
    otras: tuple[Cosa, ...]
    impide: str

    @property
    def cuantas(self) -> int:
        return len(self.criticas) + len(self.otras)


@dataclass(frozen=True, slots=True)
class PaginaAvisos:
    """Some of the people of a service; ``ultimo`` is the last day on which anything was sent to any of them."""

    avisos: tuple[Aviso, ...]
    pagina: Page[Usuario]
    ultimo: date | None


def query_personas(hoy: date, servicio_id: int | None = None) -> QuerySet[Usuario]:
    """Who drafts something today: of a service, or of any."""
    asignaciones = Asignacion.objects.in_force(hoy).filter(rol__in=REDACTAN)
    if servicio_id is not None:
        asignaciones = asignaciones.filter(servicio=servicio_id)
    return Usuario.objects.filter(is_active=True, pk__in=asignaciones.order_by().values("usuario")).order_by(
        "username"
    )


def list_abiertos() -> list[Ejercicio]:
    """The years in which something may be owed."""
    return list(Ejercicio.objects.exclude(etapa=Etapa.CERRADO).select_related("servicio").order_by("anio", "pk"))


def load_aviso(usuario: Usuario, ejercicios: Iterable[Ejercicio], hoy: date) -> Aviso:
    """What a person owes in these years: a fixed number of queries for each year of a service of theirs."""
    propios = {servicio for servicio, _, rol in usuario.alcance.por_territorio if rol in REDACTAN}
    criticas: list[Cosa] = []
    otras: list[Cosa] = []
    for ejercicio in ejercicios:
        if ejercicio.servicio_id in propios:
            pendientes = load_pendientes(ejercicio, usuario, hoy)
            criticas += [Cosa(ejercicio, p) for p in pendientes.criticos]
            otras += [Cosa(ejercicio, p) for p in pendientes.otros]
    # Each year comes in its order; of several, by deadline, as within one.
    otras.sort(key=lambda cosa: cosa.pendiente.plazo or date.max)
    return Aviso(usuario, tuple(criticas), tuple(otras), find_impedimento(usuario, len(criticas) + len(otras)))


def find_impedimento(usuario: Usuario, cuantas: int) -> str:
    if not cuantas:
        return "No debe nada."
    if not usuario.recibe_recordatorios:
        return "Los apagó en su cuenta."
    return "" if usuario.email else "Su cuenta no tiene correo."


def load_avisos(ejercicio: Ejercicio, hoy: date, numero: str) -> PaginaAvisos:
    """What the people of a service would be told of a year: queries bounded by the size of the page."""
    personas = query_personas(hoy, ejercicio.servicio_id)
    pagina = Paginator(personas, POR_PAGINA).get_page(numero)
    avisos = tuple(load_aviso(usuario, [ejercicio], hoy) for usuario in pagina.object_list)
    ultimo = Recordatorio.objects.filter(usuario__in=personas.order_by().values("pk")).aggregate(dia=Max("dia"))
    return PaginaAvisos(avisos, pagina, ultimo["dia"])


def list_avisados(hoy: date, usuarios: Sequence[Usuario]) -> frozenset[int]:
    """Whom nothing more is sent today: it went out, or it is not known that it did not."""
    del_dia = Recordatorio.objects.filter(Q(usuario__in=usuarios), dia=hoy)
    return frozenset(del_dia.exclude(estado=EstadoRecordatorio.FALLIDO).values_list("usuario", flat=True))
