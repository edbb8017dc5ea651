"""From what a page may be known to be the same as before, without reading what it shows.

Every act of consequence adds its lines to the record in its own transaction, and lines never change: a page is the
same while its service has the same lines. The newest number alone would not tell: on PostgreSQL an act may take
its number first and end after another. So the lines of the last hours are counted too, from a fixed moment of the
present hour: an act that ends late makes them one more.
"""

from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db.models import F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.crypto import salted_hmac

from programas.models import Ejercicio
from regiones.models import Registro, Usuario

# No act lasts this long.
ACTO_MAS_LARGO = timedelta(hours=1)
# What the code and the looks of a page are made of.
PARTES = ("fixtures", "gestion_territorial", "programas", "regiones", "templates", "static", "requirements.txt")


def annotate_revision(ejercicios: QuerySet[Ejercicio]) -> QuerySet[Ejercicio]:
    """Each ejercicio with the ``revision_*`` of its service, and of what is of every service: no query more."""
    propias = Registro.objects.filter(servicio=OuterRef("servicio"))
    comunes = Registro.objects.filter(servicio__isnull=True)
    ambas = Registro.objects.filter(Q(servicio=OuterRef("servicio")) | Q(servicio__isnull=True))
    return ejercicios.annotate(
        revision_propia=pick_ultima(propias),
        revision_comun=pick_ultima(comunes),
        revision_reciente=count_recientes(ambas),
    )


def get_revision(ejercicio: Any) -> tuple[datetime, int | None, int | None, int]:
    """The revision of an ejercicio read with ``annotate_revision``."""
    return (
        get_hora(),
        ejercicio.revision_propia,
        ejercicio.revision_comun,
        ejercicio.revision_reciente,
    )


def read_revision(usuario: Usuario, servicio: str, anio: int) -> tuple[Any, ...] | None:
    """The revision of an ejercicio that the user sees, and with it the user's reach: one query.

    ``None`` when there is no such ejercicio, or it is of no service of theirs.
    """
    pedido = annotate_revision(Ejercicio.objects.filter(servicio__codigo=servicio, anio=anio)).order_by()
    campos = ("servicio", "revision_propia", "revision_comun", "revision_reciente")
    datos = {f"pedido_{campo}": Subquery(pedido.values(campo)) for campo in campos}
    usuario.alcance, (servicio_id, *revision) = usuario.load_alcance(**datos)
    if servicio_id is None or not (usuario.alcance.todo or servicio_id in usuario.alcance.servicios):
        return None
    return get_hora(), *revision


def read_revision_comun(usuario: Usuario) -> tuple[Any, ...]:
    """The revision of all services together, and with it the user's reach: one query."""
    todos = Registro.objects.order_by("-pk")
    usuario.alcance, revision = usuario.load_alcance(
        ultima=Subquery(todos.values("pk")[:1]), recientes=count_recientes(Registro.objects.all())
    )
    return get_hora(), *revision


def load_revision() -> tuple[datetime, int, int]:
    """The revision of all services together: one query."""
    ultima = Registro.objects.order_by("-pk").annotate(revision_reciente=count_recientes(Registro.objects.all()))
    pk, recientes = ultima.values_list("pk", "revision_reciente").first() or (0, 0)
    return get_hora(), pk, recientes


def get_hora() -> datetime:
    """The hour that runs: what a page says of the day, and of when its data are, is of this hour."""
    return timezone.now().replace(minute=0, second=0, microsecond=0)


def pick_ultima(registros: QuerySet[Registro]) -> Subquery:
    # Both columns of the index, so that its first entry answers.
    return Subquery(registros.order_by("servicio_id", "-pk").values("pk")[:1])


def count_recientes(registros: QuerySet[Registro]) -> Subquery:
    recientes = registros.filter(momento__gte=get_hora() - ACTO_MAS_LARGO).order_by()
    contadas = recientes.annotate(cuantas=Func(F("pk"), function="COUNT", output_field=IntegerField()))
    return Subquery(contadas.values("cuantas"), output_field=IntegerField())


def compute_llave(usuario: Usuario, revision: tuple[Any, ...], *pedido: str) -> str:
    """The ``ETag`` of what a person reads at a revision: nobody else's, and none can be made up."""
    alcance = usuario.alcance
    partes = (
        compute_version(),
        *pedido,
        usuario.pk,
        alcance.todo,
        *(sorted(a) for a in (alcance.por_servicio, alcance.por_territorio, alcance.unidades)),
        *map(str, revision),
    )
    return f'"{salted_hmac("sin_cambios", repr(partes), algorithm="sha256").hexdigest()}"'


@cache
def compute_version() -> str:
    """The code that draws pages, by its content: the same in every process that runs it."""
    suma = sha256()
    for parte in PARTES:
        ruta = settings.BASE_DIR / parte
        for archivo in [ruta] if ruta.is_file() else sorted(ruta.rglob("*")):
            if archivo.is_file() and archivo.suffix != ".pyc":
                suma.update(str(archivo.relative_to(settings.BASE_DIR)).encode() + b"\0" + archivo.read_bytes())
    return suma.hexdigest()
