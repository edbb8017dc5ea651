"""The page of the evolution: of the service, or of one territory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from programas.models import Compromiso, Ejercicio, ObjetivoEspecifico, ProgramaTrabajo
from programas.selectors.congelado import load_nombres
from programas.selectors.evolucion.grafico import GraficoEvolucion, draw_grafico
from programas.selectors.evolucion.pasado import COMPROMISO, DECIDEN, EJERCICIO, OBJETIVO, PROGRAMA, Filas, Linea
from programas.selectors.evolucion.ritmo import (
    FilaMedida,
    RitmoTerritorio,
    count_ritmo,
    expect_avance,
    load_filas_medidas,
    sort_atrasadas,
)
from programas.selectors.evolucion.series import (
    SERVICIO,
    Foto,
    Medida,
    drop_iguales,
    list_dias,
    measure_nacional,
    measure_territorio,
    tell_anio,
)
from programas.selectors.presentacion import show_cantidad, show_pct
from regiones.models import Region, Registro, Usuario


@dataclass(frozen=True, slots=True)
class FilaEvolucion:
    """A date of the table: a measure under each series, ``None`` where there was none yet."""

    dia: date
    medidas: tuple[tuple[str, Medida | None], ...]


@dataclass(frozen=True, slots=True)
class PaginaEvolucion:
    """``esperado`` is what is expected by ``referencia``: today, or the last day of a year that is over."""

    frase: str
    series: tuple[str, ...]
    graficos: tuple[GraficoEvolucion, ...]
    filas: tuple[FilaEvolucion, ...]
    referencia: date
    esperado: str
    ritmo: str
    territorios: tuple[RitmoTerritorio, ...]
    medidas: tuple[FilaMedida, ...]


def load_evolucion(ejercicio: Ejercicio, usuario: Usuario, region: Region | None) -> PaginaEvolucion:
    """The whole service, or one territory: a fixed number of queries. The caller has checked the reach."""
    hoy = timezone.localdate()
    regiones = load_regiones(ejercicio, region)
    fotos = drop_iguales(tell_evolucion(ejercicio, region, regiones, hoy))
    series = tuple(fotos[-1].medidas)
    pendientes = load_filas_medidas(ejercicio, usuario, region)
    referencia = max(date(ejercicio.anio, 1, 1), min(hoy, date(ejercicio.anio, 12, 31)))
    return PaginaEvolucion(
        describe_evolucion(fotos, region),
        series,
        tuple(
            draw_grafico(str(i), nombre, fotos, ejercicio.anio, hoy) for i, nombre in enumerate(series, start=1)
        ),
        tuple(
            FilaEvolucion(foto.dia, tuple((nombre, foto.medidas.get(nombre)) for nombre in series))
            for foto in reversed(fotos)
        ),
        referencia,
        show_pct(expect_avance(referencia)),
        describe_ritmo(pendientes),
        count_ritmo(pendientes, regiones) if region is None else (),
        tuple(sort_atrasadas(pendientes)) if region is not None else (),
    )


def tell_evolucion(
    ejercicio: Ejercicio, region: Region | None, regiones: dict[int, tuple[str, str]], hoy: date
) -> list[Foto]:
    """Every date of the year: four queries for what stands today, and one for the record."""
    lineas = load_lineas(ejercicio, region)
    return tell_anio(
        load_filas(ejercicio, region),
        lineas,
        list_dias(lineas, ejercicio.anio, hoy),
        regiones,
        measure_nacional if region is None else measure_territorio,
    )


def load_regiones(ejercicio: Ejercicio, region: Region | None) -> dict[int, tuple[str, str]]:
    """Code and name of each territory, north to south, called as the closing calls it."""
    if region is not None:
        return {region.pk: (region.cut, region.nombre_corto)}
    nombres = load_nombres(ejercicio)
    filas = ejercicio.regiones.order_by("orden").values_list("pk", "cut", "nombre_corto")
    return {pk: (cut, nombres.get(cut, nombre)) for pk, cut, nombre in filas}


def load_filas(ejercicio: Ejercicio, region: Region | None) -> Filas:
    """What decides today."""
    programas = ProgramaTrabajo.objects.filter(ejercicio=ejercicio)
    if region is not None:
        programas = programas.filter(region=region)
    tablas = {
        PROGRAMA: programas,
        OBJETIVO: ObjetivoEspecifico.objects.filter(programa__in=programas),
        COMPROMISO: Compromiso.objects.filter(objetivo__programa__in=programas),
    }
    filas: Filas = {
        clase: {fila.pop("pk"): fila for fila in tabla.order_by().values("pk", *DECIDEN[clase])}
        for clase, tabla in tablas.items()
    }
    filas[EJERCICIO] = {ejercicio.pk: {campo: getattr(ejercicio, campo) for campo in DECIDEN[EJERCICIO]}}
    return filas


def load_lineas(ejercicio: Ejercicio, region: Region | None) -> list[Linea]:
    """The lines of the record that changed what decides, newest first: one query."""
    # Of an objective only the programme decides, and that never changes: it is read from a deleted one.
    condicion = Q(clase=OBJETIVO, despues={})
    for clase in (PROGRAMA, COMPROMISO):
        campos = list(DECIDEN[clase])
        condicion |= Q(clase=clase) & (Q(antes__has_any_keys=campos) | Q(despues__has_any_keys=campos))
    if region is not None:
        condicion &= Q(region=region)
    condicion |= Q(clase=EJERCICIO, objeto=ejercicio.pk) & ~Q(antes={})
    registros = Registro.objects.filter(condicion, servicio=ejercicio.servicio_id, anio=ejercicio.anio)
    lineas = (
        Linea(timezone.localdate(momento), *resto)
        for momento, *resto in registros.order_by("-momento", "-pk").values_list(
            "momento", "clase", "objeto", "antes", "despues"
        )
    )
    return [linea for linea in lineas if linea.decide]


def describe_evolucion(fotos: list[Foto], region: Region | None) -> str:
    """Since when: «El servicio: no cumple desde el 12-07-2009; lo más bajo, Atacama III.1 83,33 %.».

    Of a territory, each of its programmes.
    """
    medidas = fotos[-1].medidas
    if not medidas:
        return "El territorio no compromete programas en este ejercicio."
    if region is not None:
        partes = [
            f"{n} {m.estado.palabra.lower()} desde el {find_desde(fotos, n):%d-%m-%Y}" for n, m in medidas.items()
        ]
        return f"{'; '.join(partes)}."
    servicio = medidas[SERVICIO]
    peor = f"; lo más bajo, {servicio.peor} {servicio.rango}" if servicio.peor else ""
    return f"El servicio: {servicio.estado.palabra.lower()} desde el {find_desde(fotos, SERVICIO):%d-%m-%Y}{peor}."


def find_desde(fotos: list[Foto], nombre: str) -> date:
    """The first date of the stretch in which the last state of a series stands."""
    ultimo = fotos[-1].medidas[nombre].estado
    desde = fotos[-1].dia
    for foto in reversed(fotos):
        medida = foto.medidas.get(nombre)
        if medida is None or medida.estado != ultimo:
            break
        desde = foto.dia
    return desde


def describe_ritmo(filas: Iterable[FilaMedida]) -> str:
    """How many pending rows were measured, and how many of those go behind."""
    todas = list(filas)
    if not todas:
        return "No quedan compromisos sin validar."
    medidas = [fila for fila in todas if fila.diferencia is not None]
    if not medidas:
        return f"{show_cantidad(len(todas), 'compromiso', 'compromisos')} sin validar, ninguno con avance medido."
    atrasadas = sum(1 for fila in medidas if fila.atrasada)
    return (
        f"{show_cantidad(len(todas), 'compromiso', 'compromisos')} sin validar: {len(medidas)} con avance medido, "
        f"de ellos {atrasadas} bajo lo esperado a la fecha de su medición."
    )
