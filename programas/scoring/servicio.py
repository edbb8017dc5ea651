"""The whole service: a conjunction over territories, never an average (note (12) of sheet III.1)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from programas.scoring.cifras import format_pct
from programas.scoring.programa import (
    critical_limit,
    evaluate,
    evaluate_literal,
    evaluate_programa,
    remember_programas,
)
from programas.scoring.tipos import (
    DIEZMILESIMAS_POR_PUNTO,
    TIPOS,
    Estado,
    Lectura,
    Motivo,
    Ponderacion,
    Programa,
    Resultado,
    ResultadoServicio,
    ResultadoTerritorio,
    Sumas,
    Territorio,
    Veredicto,
)

# The states that make each conjunction what it is.
DECIDEN = {
    Estado.NO_CUMPLE: (Estado.NO_CUMPLE,),
    Estado.EN_JUEGO: (Estado.EN_JUEGO, Estado.SIN_PONDERACION),
    Estado.CUMPLE: (Estado.CUMPLE,),
    Estado.SIN_COMPROMISOS: (),
}


def evaluate_servicio(
    territorios: Iterable[Territorio],
    umbral: Fraction,
    *,
    cerrado: bool = False,
    lectura: Lectura = Lectura.POR_PROGRAMA,
) -> ResultadoServicio:
    """Decide every programme of every territory, and the service under both readings."""
    decide, decide_junto = remember_programas(umbral, cerrado), remember_conjuntos(umbral, cerrado)
    evaluados = tuple(
        ResultadoTerritorio(
            territorio,
            {programa.tipo: decide(programa.sumas) for programa in territorio.programas},
            decide_junto(tuple([programa.sumas for programa in territorio.programas if programa.sumas.filas])),
        )
        for territorio in territorios
    )
    por_programa = {
        tipo: join_resultados(tipo, [(e.territorio, e.por_tipo[tipo]) for e in evaluados if tipo in e.por_tipo])
        for tipo in TIPOS
    }
    por_territorio = join_resultados(None, [(e.territorio, e.conjunto) for e in evaluados])
    return ResultadoServicio(
        lectura,
        por_programa,
        {
            Lectura.POR_PROGRAMA: join_programas(por_programa.values()),
            Lectura.POR_TERRITORIO: por_territorio,
        },
        evaluados,
    )


def evaluate_conjunto(programas: Iterable[Sumas], umbral: Fraction, *, cerrado: bool) -> Resultado:
    """Read a territory's programmes as one (``POR_TERRITORIO``): ΣG / ΣC over those it commits.

    Typed weights count as typed and uniform rows as 1. Where both kinds meet, each programme is first scaled
    to add to its number of rows, so that no kind drowns the other. A programme without weights leaves the
    territory without them.
    """
    return remember_conjuntos(umbral, cerrado)(tuple(sumas for sumas in programas if sumas.filas))


@lru_cache(maxsize=64)
def remember_conjuntos(umbral: Fraction, cerrado: bool) -> Callable[[tuple[Sumas, ...]], Resultado]:
    """Read many territories by one threshold, each once (``remember_programas``)."""
    return lru_cache(maxsize=4096)(lambda comprometidos: compute_conjunto(comprometidos, umbral, cerrado))


def compute_conjunto(comprometidos: tuple[Sumas, ...], umbral: Fraction, cerrado: bool) -> Resultado:
    pares = list(zip(comprometidos, list_factores(comprometidos), strict=True))
    return evaluate(
        filas=sum(sumas.filas for sumas in comprometidos),
        completa=is_completo(comprometidos),
        comprometido=sum((sumas.comprometido * factor for sumas, factor in pares), Fraction(0)),
        ganado=sum((sumas.ganado * factor for sumas, factor in pares), Fraction(0)),
        perdido=sum((sumas.perdido * factor for sumas, factor in pares), Fraction(0)),
        umbral=umbral,
        cerrado=cerrado,
    )


def is_completo(comprometidos: Sequence[Sumas]) -> bool:
    return all(not sumas.sin_peso and sumas.comprometido for sumas in comprometidos)


def list_factores(comprometidos: Sequence[Sumas]) -> list[Fraction]:
    """By what the stored weights of each programme of a territory are multiplied to be added together."""
    modos = {sumas.ponderacion for sumas in comprometidos}
    if len(modos) > 1 and is_completo(comprometidos):
        return [Fraction(sumas.filas, sumas.comprometido) for sumas in comprometidos]
    unidad = DIEZMILESIMAS_POR_PUNTO if modos == {Ponderacion.MANUAL} else 1
    return [Fraction(1, unidad)] * len(comprometidos)


def critical_limits(programas: Mapping[str, Sumas], umbral: Fraction, lectura: Lectura) -> dict[str, int | None]:
    """Of each programme of a territory in an open year, the largest weight that may fail alone, as it is stored.

    A blank row above it is critical: its failure alone loses the programme; or, read ``POR_TERRITORIO``, the
    territory. ``None`` where no row can be.
    """
    if lectura is Lectura.POR_PROGRAMA:
        return {
            tipo: critical_limit(sumas.ponderacion, evaluate_programa(sumas, umbral, cerrado=False))
            for tipo, sumas in programas.items()
        }
    conjunto = evaluate_conjunto(programas.values(), umbral, cerrado=False)
    if conjunto.estado is not Estado.EN_JUEGO:
        return dict.fromkeys(programas)
    comprometidos = {tipo: sumas for tipo, sumas in programas.items() if sumas.filas}
    factores = zip(comprometidos, list_factores(list(comprometidos.values())), strict=True)
    return dict.fromkeys(programas) | {tipo: int(conjunto.holgura / factor) for tipo, factor in factores}


def describe_motivo(motivo: Motivo) -> str:
    """Say which territory decides and with how much: «Atacama 83,33 %».

    A lost one is told by the most it can still reach, a won one by what it has secured.
    """
    resultado = motivo.resultado
    if resultado.piso is None or resultado.techo is None:
        return f"{motivo.nombre} sin ponderación"
    if resultado.estado is Estado.NO_CUMPLE:
        return f"{motivo.nombre} {format_pct(resultado.techo)}"
    if resultado.estado is Estado.CUMPLE:
        return f"{motivo.nombre} {format_pct(resultado.piso)}"
    return f"{motivo.nombre} entre {format_pct(resultado.piso)} y {format_pct(resultado.techo)}"


def join_territorios(motivos: Iterable[Motivo]) -> Veredicto:
    """NO CUMPLE if any territory that commits is NO CUMPLE, CUMPLE if all are, otherwise EN JUEGO.

    The reasons are the territories that make it so: the lost ones, the undecided ones, or all that won.
    """
    todos = list(motivos)
    estado = join_estados({motivo.resultado.estado for motivo in todos})
    return Veredicto(estado, tuple(motivo for motivo in todos if motivo.resultado.estado in DECIDEN[estado]))


def join_resultados(tipo: str | None, resultados: Sequence[tuple[Territorio, Resultado]]) -> Veredicto:
    """The same, of results that have no reason yet: only those that decide become one."""
    estado = join_estados({resultado.estado for _, resultado in resultados})
    deciden = DECIDEN[estado]
    return Veredicto(
        estado,
        tuple(
            [
                Motivo(territorio.codigo, territorio.nombre, tipo, resultado)
                for territorio, resultado in resultados
                if resultado.estado in deciden
            ]
        ),
    )


def join_estados(estados: Collection[Estado]) -> Estado:
    """The conjunction of several states; what commits nothing is outside it."""
    if Estado.NO_CUMPLE in estados:
        return Estado.NO_CUMPLE
    if Estado.EN_JUEGO in estados or Estado.SIN_PONDERACION in estados:
        return Estado.EN_JUEGO
    return Estado.CUMPLE if Estado.CUMPLE in estados else Estado.SIN_COMPROMISOS


def join_programas(veredictos: Iterable[Veredicto]) -> Veredicto:
    """The service's verdict: the conjunction of the national results of its programmes.

    ``motivos`` holds those of the programmes that decide it.
    """
    todos = list(veredictos)
    estado = join_estados({veredicto.estado for veredicto in todos})
    return Veredicto(estado, tuple([motivo for v in todos if v.estado is estado for motivo in v.motivos]))


def find_peor(motivos: Iterable[Motivo]) -> Motivo | None:
    """Among those that decide a conjunction, the one that can reach least; then, that has least."""
    medibles = [motivo for motivo in motivos if motivo.resultado.techo is not None]
    return min(medibles, key=lambda m: (m.resultado.techo or 0, m.resultado.piso or 0), default=None)


def join_literal(servicio: ResultadoServicio) -> Veredicto:
    """The service were note (11) read to the letter in every programme. Never official by itself.

    Its reasons carry the state of that reading, and the amounts that it adds.
    """
    return join_programas(
        join_territorios(
            Motivo(evaluado.territorio.codigo, evaluado.territorio.nombre, tipo, read_literal(evaluado, programa))
            for evaluado in servicio.territorios
            for programa in evaluado.territorio.programas
            if programa.tipo == tipo
        )
        for tipo in TIPOS
    )


def read_literal(evaluado: ResultadoTerritorio, programa: Programa) -> Resultado:
    resultado = evaluado.por_tipo[programa.tipo]
    return replace(resultado, estado=evaluate_literal(programa.sumas, resultado))
