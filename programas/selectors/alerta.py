"""Early warning: what is secured, at stake or lost, since when, how much may still fail and who decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from programas import scoring
from programas.models import Ejercicio
from programas.scoring import TIPOS, Estado, Lectura
from programas.selectors import frases
from programas.selectors.alerta_criticos import ProgramaCritico, list_criticos
from programas.selectors.alerta_pais import ResultadoPais, list_resultados
from programas.selectors.hitos import Hito, load_hitos
from programas.selectors.pasado import COMPROMISO, PROGRAMA
from programas.selectors.presentacion import EstadoMostrado, join_nombres, show_cantidad, show_estado
from programas.selectors.puntuadas import FilaPuntuada, list_pendientes, list_programas, load_puntuadas
from programas.selectors.resultados import TerritorioEvaluado, evaluate_ejercicio
from regiones.models import Usuario

DECIDIDOS = {Estado.CUMPLE: "Asegurado", Estado.NO_CUMPLE: "Perdido"}


@dataclass(frozen=True, slots=True)
class HitoMostrado:
    """When it was settled and by what. ``codigo`` is of the row to open; empty when it was no single row."""

    momento: datetime
    codigo: str
    causa: str


@dataclass(frozen=True, slots=True)
class CeldaAlerta:
    """One programme of a territory, or all of them together. ``decidido`` says it won or lost, once it is."""

    tipo: str
    estado: EstadoMostrado
    holgura: str
    decidido: str
    hito: HitoMostrado | None


@dataclass(frozen=True, slots=True)
class FilaAlerta:
    cut: str
    nombre: str
    es_nivel_central: bool
    cuenta: bool
    celdas: tuple[CeldaAlerta, ...]


@dataclass(frozen=True, slots=True)
class Alerta:
    """``pais`` and ``razon`` are empty for who does not see the whole service."""

    frase: str
    sujeto: str
    razon: str
    por_territorio: bool
    pais: tuple[ResultadoPais, ...]
    filas: tuple[FilaAlerta, ...]
    criticos: tuple[ProgramaCritico, ...]
    total_criticos: int


def load_alerta(ejercicio: Ejercicio, usuario: Usuario) -> Alerta:
    """Load the page for what the user sees: four queries, whatever the rows."""
    evaluado = evaluate_ejercicio(ejercicio, usuario)
    filas = load_puntuadas(list_programas(evaluado.territorios))
    hitos = load_hitos(ejercicio, [territorio.id for territorio in evaluado.territorios])
    criticos = list_criticos(ejercicio, evaluado, filas)
    sujeto, razon = ("", "")
    if evaluado.servicio:
        sujeto, razon = frases.describe_servicio(
            evaluado.servicio, evaluado.territorios, cerrado=ejercicio.cerrado
        )
    return Alerta(
        frase=describe_reparto(evaluado.territorios),
        sujeto=sujeto,
        razon=razon,
        por_territorio=ejercicio.lectura == Lectura.POR_TERRITORIO,
        pais=list_resultados(ejercicio, evaluado),
        filas=tuple(
            build_fila(ejercicio, territorio, filas, hitos[territorio.id]) for territorio in evaluado.territorios
        ),
        criticos=criticos,
        total_criticos=sum(len(programa.filas) for programa in criticos),
    )


def build_fila(
    ejercicio: Ejercicio,
    territorio: TerritorioEvaluado,
    filas: Mapping[int, list[FilaPuntuada]],
    hitos: Mapping[str | None, Hito],
) -> FilaAlerta:
    celdas = [build_celda(territorio, tipo, filas, hitos.get(tipo)) for tipo in TIPOS]
    if ejercicio.lectura == Lectura.POR_TERRITORIO:
        celdas.append(build_conjunto(ejercicio, territorio, filas, hitos.get(None)))
    return FilaAlerta(
        territorio.cut, territorio.nombre, territorio.es_nivel_central, territorio.cuenta, tuple(celdas)
    )


def build_celda(
    territorio: TerritorioEvaluado, tipo: str, filas: Mapping[int, list[FilaPuntuada]], hito: Hito | None
) -> CeldaAlerta:
    programa = territorio.programas[tipo]
    holgura = ""
    if programa.resultado.estado is Estado.EN_JUEGO and programa.id is not None:
        pendientes = list_pendientes(programa, filas[programa.id])
        esfuerzo = scoring.measure_programa(programa.sumas, pendientes, programa.resultado.umbral)
        holgura = (
            frases.describe_holgura(programa) if programa.peso_comun is not None else describe_tolerancia(esfuerzo)
        )
    return show_celda(tipo, programa.resultado, holgura, hito)


def build_conjunto(
    ejercicio: Ejercicio,
    territorio: TerritorioEvaluado,
    filas: Mapping[int, list[FilaPuntuada]],
    hito: Hito | None,
) -> CeldaAlerta:
    """The programmes of a territory read as one."""
    sumas = {tipo: programa.sumas for tipo, programa in territorio.programas.items()}
    conjunto = scoring.evaluate_conjunto(sumas.values(), ejercicio.umbral_razon, cerrado=ejercicio.cerrado)
    holgura = ""
    if conjunto.estado is Estado.EN_JUEGO:
        pendientes = [
            pendiente
            for programa in territorio.programas.values()
            if programa.id is not None
            for pendiente in list_pendientes(programa, filas[programa.id])
        ]
        holgura = describe_tolerancia(scoring.measure_territorio(sumas, pendientes, ejercicio.umbral_razon))
    return show_celda("Juntos", conjunto, holgura, hito)


def show_celda(tipo: str, resultado: scoring.Resultado, holgura: str, hito: Hito | None) -> CeldaAlerta:
    decidido = DECIDIDOS.get(resultado.estado, "")
    mostrado = show_hito(hito) if decidido and hito else None
    return CeldaAlerta(tipo, show_estado(resultado), holgura, decidido, mostrado)


def describe_tolerancia(esfuerzo: scoring.Esfuerzo) -> str:
    """How many rows may fail, whichever they are, where they weigh differently."""
    bastan = len(esfuerzo.perder or ())
    if bastan <= 1:
        return "Una sola fila, la que más pesa, puede perderlo."
    if bastan == 2:
        return "Puede fallar 1 fila, cualquiera."
    return f"Pueden fallar {bastan - 1} filas, cualesquiera."


def show_hito(hito: Hito) -> HitoMostrado:
    momento = timezone.localtime(hito.momento)
    if hito.clase == COMPROMISO:
        otras = hito.filas - 1
        return HitoMostrado(momento, hito.codigo, f" y {otras} más, en un solo acto" if otras else "")
    causa = "al cambiar de etapa el ejercicio" if hito.etapa else "al cambiar el umbral"
    if hito.clase == PROGRAMA:
        causa = "al cambiar cómo pondera el programa"
    return HitoMostrado(momento, "", causa)


def describe_reparto(territorios: Iterable[TerritorioEvaluado]) -> str:
    """«De 6 programas, 2 están asegurados, 3 en juego y 1 perdido.»."""
    estados = [
        programa.resultado.estado
        for territorio in territorios
        for programa in territorio.programas.values()
        if programa.resultado.estado is not Estado.SIN_COMPROMISOS
    ]
    if not estados:
        return "Todavía no hay programas comprometidos."
    palabras = {
        Estado.CUMPLE: ("asegurado", "asegurados"),
        Estado.EN_JUEGO: ("en juego", "en juego"),
        Estado.NO_CUMPLE: ("perdido", "perdidos"),
        Estado.SIN_PONDERACION: ("sin ponderación", "sin ponderación"),
    }
    if len(set(estados)) == 1 and len(estados) > 1:
        return f"Los {len(estados)} programas están {palabras[estados[0]][1]}."
    partes = [show_cantidad(estados.count(e), *palabras[e]) for e in palabras if e in estados]
    return f"De {show_cantidad(len(estados), 'programa', 'programas')}: {join_nombres(partes)}."
