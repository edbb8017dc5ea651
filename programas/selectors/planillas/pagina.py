"""The page of the workbooks of a year: what was uploaded, and what was written of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count

from programas.enums import EstadoCarga, EstadoLibro
from programas.models import Carga, Ejercicio, Importacion, LibroCargado
from programas.selectors.congelado import freeze_nombres
from programas.selectors.planillas.cuentas import describe_acciones
from programas.selectors.planillas.estados import CUENTAS, DE_CARGA, name_persona, show_importacion
from programas.selectors.presentacion import EstadoMostrado, join_nombres, show_cantidad
from regiones.models import Region, Usuario

CARGAS_A_LA_VISTA = 10
POR_PAGINA = 25


@dataclass(frozen=True, slots=True)
class CargaResumida:
    pk: int
    momento: datetime
    quien: str
    estado: EstadoMostrado
    cuenta: str


@dataclass(frozen=True, slots=True)
class ImportacionResumida:
    pk: int
    momento: datetime
    quien: str
    archivo: str
    territorio: str
    estado: EstadoMostrado
    filas: str


@dataclass(frozen=True, slots=True)
class PaginaPlanillas:
    frase: str
    cargas: tuple[CargaResumida, ...]
    importaciones: tuple[ImportacionResumida, ...]
    pagina: Page[Importacion]
    territorios: tuple[Region, ...]


def load_planillas(ejercicio: Ejercicio, usuario: Usuario, numero: int | str) -> PaginaPlanillas:
    """Load the last uploads and a page of the imports that the user sees: a fixed number of queries."""
    cargas = list(
        Carga.objects.visible_to(usuario).filter(ejercicio=ejercicio).select_related("actor")[:CARGAS_A_LA_VISTA]
    )
    cuentas: dict[int, Counter[str]] = {carga.pk: Counter() for carga in cargas}
    libros = LibroCargado.objects.filter(carga__in=cuentas).order_by().values_list("carga", "estado")
    for carga_id, estado, cuantos in libros.annotate(cuantos=Count("pk")):
        cuentas[carga_id][estado] = cuantos
    importaciones = Importacion.objects.visible_to(usuario).filter(ejercicio=ejercicio)
    pagina = Paginator(
        importaciones.select_related("region", "actor", "deshecha_por").defer("hallazgos"), POR_PAGINA
    ).get_page(numero)
    filas = list(pagina.object_list)
    freeze_nombres(ejercicio, [fila.region for fila in filas])
    return PaginaPlanillas(
        describe_planillas(cuentas.values(), pagina.paginator.count),
        tuple(
            CargaResumida(
                *(carga.pk, carga.momento, name_persona(carga.actor)),
                DE_CARGA[EstadoCarga(carga.estado)],
                count_libros(cuentas[carga.pk]),
            )
            for carga in cargas
        ),
        tuple(resume_importacion(fila) for fila in filas),
        pagina,
        tuple(list_territorios(ejercicio, usuario)),
    )


def list_territorios(ejercicio: Ejercicio, usuario: Usuario) -> list[Region]:
    """The territories whose workbooks the user may take out, called as the year calls them."""
    alcance, servicio_id = usuario.alcance, ejercicio.servicio_id
    regiones = [region for region in ejercicio.regiones if alcance.sees_territorio(servicio_id, region.pk)]
    freeze_nombres(ejercicio, regiones)
    return regiones


def resume_importacion(fila: Importacion) -> ImportacionResumida:
    return ImportacionResumida(
        fila.pk,
        fila.momento,
        name_persona(fila.actor) if fila.actor else "El sistema",
        fila.archivo,
        fila.region.nombre_corto,
        show_importacion(fila),
        describe_acciones(fila.resumen),
    )


def count_libros(cuenta: Counter[str]) -> str:
    """«16 archivos: 12 listos, 2 con preguntas y 2 con problemas»."""
    total = show_cantidad(cuenta.total(), "archivo", "archivos")
    partes = [show_cantidad(cuenta[estado], *palabras) for estado, palabras in CUENTAS.items() if cuenta[estado]]
    return f"{total}: {join_nombres(partes, 9)}" if partes else total


def describe_planillas(cuentas: Iterable[Counter[str]], importadas: int) -> str:
    """The sentence that opens the page: what waits for somebody, or what was done."""
    suma: Counter[str] = sum(cuentas, Counter())
    en_manos = {
        "espera que lo aplique": suma[EstadoLibro.LISTO],
        "espera una respuesta": suma[EstadoLibro.PREGUNTA],
        "tiene problemas": suma[EstadoLibro.RECHAZADO],
    }
    varios = {
        "espera que lo aplique": "esperan que los aplique",
        "espera una respuesta": "esperan una respuesta",
        "tiene problemas": "tienen problemas",
    }
    partes = [f"{n} {uno if n == 1 else varios[uno]}" for uno, n in en_manos.items() if n]
    if partes:
        return f"De los archivos subidos, {join_nombres(partes)}."
    if importadas:
        aplicadas = show_cantidad(importadas, "importación", "importaciones")
        return f"Nada está pendiente; este año lleva {aplicadas}."
    return "Todavía no se ha importado ninguna planilla de este año."
