"""A year told by dates: the verdict, what was secured and what could still be reached, as each date ended."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

from programas.models.campos import as_fraction
from programas.scoring import TIPOS, Estado, Lectura, Resultado, ResultadoServicio, Veredicto
from programas.selectors.pasado import Filas, Linea, evaluate_filas, get_reglas, walk_atras
from programas.selectors.presentacion import MOSTRADOS, EstadoMostrado, show_estado, show_pct
from programas.selectors.tablero import find_peor

# A year with more days of change than this is told by weeks.
DIAS_A_LA_VISTA = 60
SERVICIO, TERRITORIO = "Servicio", "Los tres juntos"


@dataclass(frozen=True, slots=True)
class Medida:
    """Where a verdict stood. Of one that joins territories, ``peor`` is whose ``piso`` and ``techo`` these are."""

    estado: EstadoMostrado
    piso: Fraction | None
    techo: Fraction | None
    peor: str = ""

    @property
    def limites(self) -> tuple[Fraction, Fraction] | None:
        return None if self.piso is None or self.techo is None else (self.piso, self.techo)

    @property
    def rango(self) -> str:
        """«entre 12,50 % y 91,66 %», or the one figure that is left."""
        if self.piso is None:
            return ""
        if self.piso == self.techo:
            return show_pct(self.piso)
        return f"entre {show_pct(self.piso)} y {show_pct(self.techo)}"


@dataclass(frozen=True, slots=True)
class Foto:
    """What each series measured as a day ended, under the threshold that then was; and as it was declared."""

    dia: date
    umbral: Fraction
    medidas: dict[str, Medida]
    declaradas: dict[str, Medida]

    def list_difieren(self) -> dict[str, Medida]:
        """What was declared, of the series that it moves."""
        return {nombre: medida for nombre, medida in self.declaradas.items() if medida != self.medidas[nombre]}


Medidor = Callable[[ResultadoServicio], dict[str, Medida]]


def measure_veredicto(veredicto: Veredicto, *, con_tipo: bool = False) -> Medida:
    """A conjunction by the territory that decides it, as the dashboard does: the one that can reach least."""
    peor = find_peor(veredicto.motivos)
    if peor is None:
        return Medida(MOSTRADOS[veredicto.estado], None, None)
    nombre = f"{peor.nombre} {peor.tipo}" if con_tipo and peor.tipo else peor.nombre
    return Medida(MOSTRADOS[veredicto.estado], peor.resultado.piso, peor.resultado.techo, nombre)


def measure_resultado(resultado: Resultado) -> Medida:
    return Medida(show_estado(resultado), resultado.piso, resultado.techo)


def measure_nacional(resultado: ResultadoServicio) -> dict[str, Medida]:
    """The service under its official reading and, when that goes by programmes, each of them."""
    medidas = {SERVICIO: measure_veredicto(resultado.lecturas[resultado.lectura], con_tipo=True)}
    if resultado.lectura is Lectura.POR_PROGRAMA:
        medidas |= {tipo: measure_veredicto(resultado.por_programa[tipo]) for tipo in TIPOS}
    return medidas


def measure_territorio(resultado: ResultadoServicio) -> dict[str, Medida]:
    """Each programme of the one territory there is; all together too when the official reading joins them."""
    (territorio,) = resultado.territorios
    medidas = {}
    if resultado.lectura is Lectura.POR_TERRITORIO:
        medidas[TERRITORIO] = measure_resultado(territorio.conjunto)
    comprometidos = {t: r for t, r in territorio.por_tipo.items() if r.estado is not Estado.SIN_COMPROMISOS}
    return medidas | {tipo: measure_resultado(comprometidos[tipo]) for tipo in TIPOS if tipo in comprometidos}


def list_dias(lineas: Iterable[Linea], anio: int, hoy: date) -> list[date]:
    """The first day of the year with all that came before, the days of change since, and today or the last day."""
    inicio, fin = date(anio, 1, 1), date(anio, 12, 31)
    return sorted({inicio, max(inicio, min(hoy, fin)), *(max(linea.dia, inicio) for linea in lineas)})


def tell_anio(
    filas: Filas,
    lineas: Sequence[Linea],
    dias: Sequence[date],
    regiones: Mapping[int, tuple[str, str]],
    medir: Medidor,
) -> list[Foto]:
    """The year by its days or, when they are many, by the last of each week and those that bring another state.

    A state that comes and goes within one such week is not told.
    """
    if len(dias) <= DIAS_A_LA_VISTA:
        return tell_fotos(filas, lineas, dias, regiones, medir)
    semanas = {dias[0], *{dia.isocalendar()[:2]: dia for dia in dias}.values()}
    copia = {clase: {pk: dict(fila) for pk, fila in tabla.items()} for clase, tabla in filas.items()}
    fotos = tell_fotos(copia, lineas, semanas, regiones, medir)
    pares = [(a.dia, b.dia) for a, b in pairwise(fotos) if name_estados(a) != name_estados(b)]
    faltan = {dia for dia in dias for desde, hasta in pares if desde < dia < hasta}
    return sorted([*fotos, *tell_fotos(filas, lineas, faltan, regiones, medir)], key=lambda foto: foto.dia)


def name_estados(foto: Foto) -> dict[str, tuple[EstadoMostrado, EstadoMostrado]]:
    """The state of each series, as validated and as declared."""
    return {nombre: (medida.estado, foto.declaradas[nombre].estado) for nombre, medida in foto.medidas.items()}


def tell_fotos(
    filas: Filas,
    lineas: Sequence[Linea],
    dias: Iterable[date],
    regiones: Mapping[int, tuple[str, str]],
    medir: Medidor,
) -> list[Foto]:
    """What was measured as each of those days ended, in their order.

    ``lineas`` come newest first; ``filas`` are undone in place.
    """
    fotos = []
    for dia, pasadas in walk_atras(filas, lineas, dias):
        oficial, declarado = (medir(evaluate_filas(pasadas, regiones, declarado=segun)) for segun in (False, True))
        fotos.append(Foto(dia, as_fraction(get_reglas(pasadas)["umbral"]), oficial, declarado))
    return fotos[::-1]


def drop_iguales(fotos: Sequence[Foto]) -> list[Foto]:
    """Only the dates at which something differs from the one before."""
    return [foto for i, foto in enumerate(fotos) if i == 0 or replace(foto, dia=fotos[i - 1].dia) != fotos[i - 1]]
