"""The evidence of a territory, or of a service, as it is handed over: every file with what is known of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Sum
from django.utils.timezone import localtime

from programas.enums import Cumple
from programas.models import Ejercicio, Evidencia
from programas.selectors.congelado import load_nombres
from programas.selectors.evidencias import show_tamano
from programas.selectors.presentacion import show_cantidad
from regiones.models import Region, Usuario

VIGENTE, REEMPLAZADA, RETIRADA = "Vigente", "Reemplazada", "Retirada"
FILA = "compromiso__objetivo"


@dataclass(frozen=True, slots=True)
class Pieza:
    """A file with what it proves. ``archivo`` is where its bytes are kept, ``sha256`` of them as received.

    ``inventada`` is that of a programme made up to show the system.
    """

    archivo: str
    cut: str
    territorio: str
    tipo: str
    objetivo: str
    objetivo_texto: str
    fila: str
    medio: str
    medio_texto: str
    nombre: str
    descripcion: str
    tamano: int
    sha256: str
    fecha_documento: date
    subida_por: str
    subida_en: datetime
    situacion: str
    validado: str
    validado_por: str
    validado_en: datetime | None
    inventada: bool

    @property
    def vigente(self) -> bool:
        return self.situacion == VIGENTE


@dataclass(frozen=True, slots=True)
class CuentaTerritorio:
    """How many files a territory has, and how much they weigh."""

    cut: str
    nombre: str
    cuenta: str


def query_evidencias(ejercicio: Ejercicio, usuario: Usuario, region: Region | None = None) -> Any:
    """What the user sees of the evidence of a year, or of one of its territories."""
    consulta = Evidencia.objects.visible_to(usuario).filter(**{f"{FILA}__programa__ejercicio": ejercicio})
    return consulta if region is None else consulta.filter(**{f"{FILA}__programa__region": region})


def load_piezas(ejercicio: Ejercicio, usuario: Usuario, region: Region | None = None) -> list[Pieza]:
    """Every file ever kept, in the order of the form, north to south: two queries."""
    filas = (
        query_evidencias(ejercicio, usuario, region)
        .select_related(
            *(f"{FILA}__programa__region", "compromiso__validado_por", "medio", "avance"),
            *("subida_por", "reemplazada_por"),
        )
        .order_by(
            *(f"{FILA}__programa__region__orden", f"{FILA}__programa__tipo", f"{FILA}__orden", f"{FILA}_id"),
            *("compromiso__orden", "compromiso_id", "medio__orden", "medio_id", "subida_en", "pk"),
        )
    )
    nombres = load_nombres(ejercicio)
    return [show_pieza(fila, nombres) for fila in filas]


def show_pieza(fila: Any, nombres: Mapping[str, str]) -> Pieza:
    compromiso = fila.compromiso
    objetivo = compromiso.objetivo
    region = objetivo.programa.region
    medio, medio_texto = describe_medio(fila)
    return Pieza(
        fila.archivo.name,
        region.cut,
        nombres.get(region.cut, region.nombre_corto),
        objetivo.programa.tipo,
        objetivo.codigo,
        objetivo.texto,
        compromiso.codigo,
        medio,
        medio_texto,
        fila.nombre,
        fila.descripcion,
        fila.tamano,
        fila.sha256,
        fila.fecha_documento,
        str(fila.subida_por),
        localtime(fila.subida_en),
        find_situacion(fila),
        Cumple(compromiso.validado).label if compromiso.validado else "",
        str(compromiso.validado_por or ""),
        localtime(compromiso.validado_en) if compromiso.validado_en else None,
        objetivo.programa.es_demostracion,
    )


def describe_medio(fila: Any) -> tuple[str, str]:
    """The code and text of what a file is kept against: a means of verification, a progress entry, or the row."""
    if fila.medio:
        return fila.medio.codigo, fila.medio.texto
    if fila.avance:
        return fila.compromiso.codigo, f"Avance al {fila.avance.fecha:%d-%m-%Y}"
    return fila.compromiso.codigo, "De la fila en general"


def find_situacion(fila: Any) -> str:
    if fila.retirada_en:
        return RETIRADA
    return REEMPLAZADA if getattr(fila, "reemplazada_por", None) else VIGENTE


def list_cuentas(ejercicio: Ejercicio, usuario: Usuario) -> list[CuentaTerritorio]:
    """Each territory of the year that the user sees, with its files: three queries."""
    camino = f"{FILA}__programa__region"
    cuentas = {
        region: (cuantas, pesan)
        for region, cuantas, pesan in query_evidencias(ejercicio, usuario)
        .order_by()
        .values_list(camino)
        .annotate(cuantas=Count("pk"), pesan=Sum("tamano"))
    }
    nombres = load_nombres(ejercicio)
    return [
        CuentaTerritorio(
            region.cut, nombres.get(region.cut, region.nombre_corto), show_cuenta(*cuentas.get(region.pk, (0, 0)))
        )
        for region in ejercicio.regiones
        if usuario.alcance.sees_territorio(ejercicio.servicio_id, region.pk)
    ]


def show_cuenta(cuantas: int, pesan: int) -> str:
    """«12 archivos, 3,4 MB»; «Sin archivos»."""
    return f"{show_cantidad(cuantas, 'archivo', 'archivos')}, {show_tamano(pesan)}" if cuantas else "Sin archivos"


def count_por_programa(piezas: list[Pieza]) -> Iterator[tuple[str, str, int]]:
    """Of each programme: its files, how much they weigh, and how many of them no longer count."""
    pesan: Counter[str] = Counter()
    for pieza in piezas:
        pesan[pieza.tipo] += pieza.tamano
    for tipo, cuantas in sorted(Counter(pieza.tipo for pieza in piezas).items()):
        fuera = sum(1 for pieza in piezas if pieza.tipo == tipo and not pieza.vigente)
        yield tipo, show_cuenta(cuantas, pesan[tipo]), fuera
