"""Which years are public: the closed ones, by the closing in force. Those of demonstration say that they are."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from programas.enums import Etapa
from programas.models import Cierre, ProgramaTrabajo


@dataclass(frozen=True, slots=True)
class Publicado:
    """A year whose data are public."""

    servicio: str
    nombre: str
    anio: int
    version: int
    cerrado_en: datetime
    demostracion: bool


def query_vigentes() -> QuerySet[Cierre]:
    """The last closing of each year that is closed now: one opened again to be corrected is not public."""
    ultimos = Cierre.objects.filter(ejercicio=OuterRef("ejercicio")).order_by("-numero")
    de_muestra = ProgramaTrabajo.objects.filter(ejercicio=OuterRef("ejercicio"), es_demostracion=True)
    vigentes = Cierre.objects.filter(ejercicio__etapa=Etapa.CERRADO, numero=Subquery(ultimos.values("numero")[:1]))
    return vigentes.annotate(demostracion=Exists(de_muestra)).select_related("ejercicio__servicio")


def list_publicados() -> tuple[Publicado, ...]:
    """Newest first, without what each closing holds: one query."""
    vigentes = query_vigentes().order_by("-ejercicio__anio", "ejercicio__servicio__sigla")
    del_ejercicio = ("ejercicio__servicio__codigo", "ejercicio__servicio__nombre", "ejercicio__anio")
    return tuple(
        Publicado(*fila) for fila in vigentes.values_list(*del_ejercicio, "numero", "cerrado_en", "demostracion")
    )


def find_publicado(servicio: str, anio: int) -> Cierre | None:
    return query_vigentes().filter(ejercicio__servicio__codigo=servicio, ejercicio__anio=anio).first()
