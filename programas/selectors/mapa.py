"""The map of Chile by state: the regions of the year in their shapes, and Nivel Central beside them."""

from collections.abc import Mapping
from dataclasses import dataclass

from programas.scoring import Estado, Lectura, Motivo, Resultado, find_peor, join_territorios
from programas.selectors.presentacion import (
    CUMPLE,
    EN_JUEGO,
    MOSTRADOS,
    NADA,
    NO_CUMPLE,
    SIN_COMPROMISOS,
    SIN_EVALUAR,
    SIN_PONDERACION,
    EstadoMostrado,
    show_estado,
    show_pct,
)
from programas.selectors.resultados import EjercicioEvaluado, TerritorioEvaluado
from programas.selectors.siluetas import load_siluetas

# The key, in order. What fills a shape is the class of its state: a pattern tells them apart without colour.
CLAVE = (CUMPLE, EN_JUEGO, NO_CUMPLE, SIN_EVALUAR, SIN_COMPROMISOS, SIN_PONDERACION)
# A state, the programme that decides it (empty when no single one does) and what is secured there.
Pintura = tuple[EstadoMostrado, str, str]


@dataclass(frozen=True, slots=True)
class Lugar:
    """A territory on the map. ``detalle`` is what it has secured, in the programme that decides it.

    ``trazo`` is empty where the territory has no shape; ``x`` and ``y`` say where its sign goes.
    """

    cut: str
    nombre: str
    estado: EstadoMostrado
    programa: str
    asegurado: str
    trazo: str
    x: int
    y: int

    @property
    def titulo(self) -> str:
        """«Maule: En juego, asegurado 83,33 %»."""
        if self.asegurado == NADA:
            return f"{self.nombre}: {self.estado.palabra}"
        donde = f"{self.programa} " if self.programa else ""
        return f"{self.nombre}: {self.estado.palabra}, {donde}asegurado {self.asegurado}"


@dataclass(frozen=True, slots=True)
class Mapa:
    """The country seen by one programme, or by all of them when ``tipo`` is empty."""

    tipo: str
    lugares: tuple[Lugar, ...]
    aparte: tuple[Lugar, ...]
    sin_datos: tuple[str, ...]
    clave: tuple[EstadoMostrado, ...]

    @property
    def filas(self) -> tuple[Lugar, ...]:
        return (*self.lugares, *self.aparte)


def build_mapa(evaluado: EjercicioEvaluado, tipo: str, antes_en: Mapping[str, str]) -> Mapa:
    """``antes_en`` says, of each region that once was part of another, of which; by code."""
    cuts = {territorio.cut for territorio in evaluado.territorios}
    trazos = join_siluetas(cuts, antes_en)
    conjuntos = list_conjuntos(evaluado)
    lugares = tuple(
        build_lugar(
            territorio,
            choose_pintura(territorio, tipo, conjuntos.get(territorio.cut)),
            trazos.get(territorio.cut, ""),
        )
        for territorio in evaluado.territorios
    )
    presentes = {lugar.estado for lugar in lugares}
    return Mapa(
        tipo,
        tuple(lugar for lugar in lugares if lugar.trazo),
        tuple(lugar for lugar in lugares if not lugar.trazo),
        tuple(trazo for cut, trazo in trazos.items() if cut not in cuts),
        tuple(estado for estado in CLAVE if estado in presentes),
    )


def list_conjuntos(evaluado: EjercicioEvaluado) -> dict[str, Resultado]:
    """What the programmes of each territory add to, by its code, where that is the official reading."""
    servicio = evaluado.servicio
    if servicio is None or servicio.lectura is not Lectura.POR_TERRITORIO:
        return {}
    return {territorio.territorio.codigo: territorio.conjunto for territorio in servicio.territorios}


def join_siluetas(cuts: set[str], antes_en: Mapping[str, str]) -> dict[str, str]:
    """The path of each territory of the year, with those of the regions that still were part of it."""
    trazos: dict[str, str] = {}
    for propia, silueta in load_siluetas().items():
        cut = propia
        while cut not in cuts and cut in antes_en:
            cut = antes_en[cut]
        trazos[cut] = trazos.get(cut, "") + silueta.trazo
    return trazos


def build_lugar(territorio: TerritorioEvaluado, pintura: Pintura, trazo: str) -> Lugar:
    silueta = load_siluetas().get(territorio.cut)
    x, y = (silueta.x, silueta.y) if silueta else (0, 0)
    return Lugar(territorio.cut, territorio.nombre, *pintura, trazo, x, y)


def choose_pintura(territorio: TerritorioEvaluado, tipo: str, conjunto: Resultado | None) -> Pintura:
    """By what a territory is painted: one programme; or all, added (``conjunto``) or by the one that decides."""
    resultados = {uno: programa.resultado for uno, programa in territorio.programas.items()}
    if tipo:
        return show_estado(resultados[tipo]), "", show_asegurado(resultados[tipo])
    if conjunto is not None:
        return show_estado(conjunto), "", show_asegurado(conjunto)
    veredicto = join_territorios(
        Motivo(territorio.cut, territorio.nombre, uno, resultado) for uno, resultado in resultados.items()
    )
    comprometidos = [r for r in resultados.values() if r.estado is not Estado.SIN_COMPROMISOS]
    if comprometidos and all(resultado.sin_evaluar for resultado in comprometidos):
        return SIN_EVALUAR, "", NADA
    peor = find_peor(veredicto.motivos)
    if peor is None:
        return MOSTRADOS[veredicto.estado], "", NADA
    return MOSTRADOS[veredicto.estado], peor.tipo or "", show_asegurado(peor.resultado)


def show_asegurado(resultado: Resultado) -> str:
    return NADA if resultado.sin_evaluar else show_pct(resultado.piso)
