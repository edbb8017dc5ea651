"""What was said of each row: who declared and who validated it, when, why not, and the files that prove it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime

from programas.enums import Cumple
from programas.models import Compromiso, Ejercicio, Evidencia
from regiones.models import Region


@dataclass(frozen=True, slots=True)
class Dicho:
    """An answer with who gave it and when; ``respuesta`` is empty when there is none."""

    respuesta: str
    quien: str
    cuando: datetime | None

    @property
    def firma(self) -> str:
        """«revisora, 22-11-2009 18:40»; empty when the answer came from a workbook and nobody signed it."""
        momento = f"{localtime(self.cuando):%d-%m-%Y %H:%M}" if self.cuando else ""
        return ", ".join(parte for parte in (self.quien, momento) if parte)


@dataclass(frozen=True, slots=True)
class Prueba:
    """A file in force that proves a row."""

    id: int
    nombre: str
    fecha: date
    sha256: str


# Of each row, by its code: declared, validated, why it was not fulfilled, and what proves it.
Dichos = dict[str, tuple[Dicho, Dicho, str, tuple[Prueba, ...]]]
# Evidence in force: neither withdrawn nor replaced by another.
VIGENTE = {"retirada_en__isnull": True, "reemplazada_por__isnull": True}


def load_dichos(ejercicio: Ejercicio, region: Region) -> Dichos:
    """What was answered of each row of a territory, by its code, and what proves it: two queries."""
    del_territorio = {"objetivo__programa__ejercicio": ejercicio, "objetivo__programa__region": region}
    pruebas: dict[int, list[Prueba]] = defaultdict(list)
    vigentes = Evidencia.objects.filter(
        **VIGENTE, **{f"compromiso__{camino}": valor for camino, valor in del_territorio.items()}
    ).order_by("pk")
    for fila, pk, nombre, fecha, suma in vigentes.values_list(
        "compromiso_id", "pk", "nombre", "fecha_documento", "sha256"
    ):
        pruebas[fila].append(Prueba(pk, nombre, fecha, suma))
    filas = Compromiso.objects.filter(**del_territorio).select_related("declarado_por", "validado_por")
    return {
        fila.codigo: (
            build_dicho(fila.declarado, str(fila.declarado_por or ""), fila.declarado_en),
            build_dicho(fila.validado, str(fila.validado_por or ""), fila.validado_en),
            fila.motivo,
            tuple(pruebas[fila.pk]),
        )
        for fila in filas
    }


def build_dicho(respuesta: str, quien: str, cuando: datetime | None) -> Dicho:
    return Dicho(Cumple(respuesta).label if respuesta else "", quien, cuando)
