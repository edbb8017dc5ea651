"""The page of the evolution: of the service, or of one territory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from programas.models import Ejercicio
from programas.selectors.congelado import load_nombres
from programas.selectors.evolucion.grafico import GraficoEvolucion, draw_grafico
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
from programas.selectors.pasado import load_filas, load_lineas
from programas.selectors.presentacion import show_cantidad, show_pct
from regiones.models import Region, Usuario


@dataclass(frozen=True, slots=True)
class FilaEvolucion:
    """A date of the table: a measure under each series, ``None`` where there was none yet.

    Beside it what was declared, ``None`` where that is the same.
    """

    dia: date
    medidas: tuple[tuple[str, Medida | None, Medida | None], ...]


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
        tuple(show_foto(foto, series) for foto in reversed(fotos)),
        referencia,
        show_pct(expect_avance(referencia)),
        describe_ritmo(pendientes),
        count_ritmo(pendientes, regiones) if region is None else (),
        tuple(sort_atrasadas(pendientes)) if region is not None else (),
    )


def show_foto(foto: Foto, series: Iterable[str]) -> FilaEvolucion:
    difieren = foto.list_difieren()
    return FilaEvolucion(
        foto.dia, tuple((nombre, foto.medidas.get(nombre), difieren.get(nombre)) for nombre in series)
    )


def tell_evolucion(
    ejercicio: Ejercicio, region: Region | None, regiones: dict[int, tuple[str, str]], hoy: date
) -> list[Foto]:
    """Every date of the year: one query for what stands today, and one for the record."""
    claves = None if region is None else [region.pk]
    lineas = load_lineas(ejercicio, claves)
    return tell_anio(
        load_filas(ejercicio, claves),
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


def describe_evolucion(fotos: list[Foto], region: Region | None) -> str:
    """Since when: «El servicio: no cumple desde el 12-07-2009; lo más bajo, Atacama III.1 83,33 %.».

    Of a territory, each of its programmes.
    """
    medidas = fotos[-1].medidas
    if not medidas:
        return "El territorio no compromete programas en este ejercicio."
    difieren = fotos[-1].list_difieren()
    if region is not None:
        partes = [
            f"{n} {m.estado.palabra.lower()} desde el {find_desde(fotos, n):%d-%m-%Y}"
            f"{f' ({describe_declarada(difieren[n])})' if n in difieren else ''}"
            for n, m in medidas.items()
        ]
        return f"{'; '.join(partes)}."
    servicio = medidas[SERVICIO]
    peor = f"; lo más bajo, {servicio.peor} {servicio.rango}" if servicio.peor else ""
    declarada = f"; {describe_declarada(difieren[SERVICIO])}" if SERVICIO in difieren else ""
    desde = find_desde(fotos, SERVICIO)
    return f"El servicio: {servicio.estado.palabra.lower()} desde el {desde:%d-%m-%Y}{peor}{declarada}."


def describe_declarada(medida: Medida) -> str:
    """«según lo declarado, en juego, Maule III.1 entre 83,33 % y 91,66 %»."""
    figura = " ".join(filter(None, [medida.peor, medida.rango]))
    return ", ".join(filter(None, ["según lo declarado", medida.estado.palabra.lower(), figura]))


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
