"""Which years are public: the closed ones, by the closing in force. Those of demonstration are not."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, Max, OuterRef, QuerySet

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


def query_vigentes() -> QuerySet[Cierre]:
    """The last closing of each year that is closed now: one opened again to be corrected is not public."""
    de_muestra = ProgramaTrabajo.objects.filter(ejercicio=OuterRef("ejercicio"), es_demostracion=True)
    return (
        Cierre.objects.filter(~Exists(de_muestra), ejercicio__etapa=Etapa.CERRADO)
        .annotate(ultimo=Max("ejercicio__cierres__numero"))
        .filter(numero=F("ultimo"))
        .select_related("ejercicio__servicio")
    )


def list_publicados() -> tuple[Publicado, ...]:
    """Newest first, without what each closing holds: one query."""
    vigentes = query_vigentes().order_by("-ejercicio__anio", "ejercicio__servicio__sigla")
    campos = (
        "ejercicio__servicio__codigo",
        "ejercicio__servicio__nombre",
        "ejercicio__anio",
        "numero",
        "cerrado_en",
    )
    return tuple(Publicado(*fila) for fila in vigentes.values_list(*campos))


def find_publicado(servicio: str, anio: int) -> Cierre | None:
    pk = query_vigentes().filter(ejercicio__servicio__codigo=servicio, ejercicio__anio=anio).values("pk")
    return Cierre.objects.filter(pk__in=pk).select_related("ejercicio__servicio").first()
