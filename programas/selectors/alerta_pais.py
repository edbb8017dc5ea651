"""On which territories each national result hangs: those that can still lose it alone, or that alone lost it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from programas.enums import Tipo
from programas.models import Ejercicio
from programas.scoring import TIPOS, Estado, Motivo, ResultadoServicio, Veredicto
from programas.selectors.presentacion import (
    MOSTRADOS,
    EstadoMostrado,
    join_nombres,
    show_cantidad,
)
from programas.selectors.resultados import EjercicioEvaluado, TerritorioEvaluado, join_servicio


@dataclass(frozen=True, slots=True)
class TerritorioDecisivo:
    """A territory that decides, and by what: «III.1 y III.3»."""

    cut: str
    nombre: str
    programas: str


@dataclass(frozen=True, slots=True)
class ResultadoPais:
    """A national result: the service's, or a programme's. ``territorios`` are those it hangs on, nearest first."""

    clave: str
    nombre: str
    estado: EstadoMostrado
    frase: str
    territorios: tuple[TerritorioDecisivo, ...]


def list_resultados(ejercicio: Ejercicio, evaluado: EjercicioEvaluado) -> tuple[ResultadoPais, ...]:
    """The service under its official reading, then each programme; nothing for who sees a part of it."""
    servicio = evaluado.servicio
    if servicio is None:
        return ()
    return tuple(
        build_resultado(ejercicio, evaluado.territorios, clave, get_veredicto(servicio, clave))
        for clave in ("", *TIPOS)
    )


def get_veredicto(servicio: ResultadoServicio, clave: str) -> Veredicto:
    return servicio.por_programa[clave] if clave else servicio.lecturas[servicio.lectura]


def build_resultado(
    ejercicio: Ejercicio, territorios: Sequence[TerritorioEvaluado], clave: str, veredicto: Veredicto
) -> ResultadoPais:
    deciden: tuple[TerritorioDecisivo, ...] = ()
    if veredicto.estado is Estado.EN_JUEGO:
        abiertos = [m for m in veredicto.motivos if m.resultado.estado is Estado.EN_JUEGO]
        deciden = group_motivos(sorted(abiertos, key=measure_cercania))
        frase = describe_en_juego(veredicto, deciden)
    elif veredicto.estado is Estado.NO_CUMPLE:
        deciden = group_motivos(veredicto.motivos)
        frase = describe_perdido(ejercicio, territorios, clave, deciden)
    elif veredicto.estado is Estado.CUMPLE:
        frase = "Asegurado: ningún territorio puede ya perderlo."
    else:
        frase = "Ningún territorio lo compromete."
    nombre = Tipo(clave).label if clave else "El servicio"
    return ResultadoPais(clave, nombre, MOSTRADOS[veredicto.estado], frase, deciden)


def measure_cercania(motivo: Motivo) -> Fraction:
    """How near a place is to being lost: the share of its weight that may still fail."""
    return motivo.resultado.holgura / motivo.resultado.comprometido


def group_motivos(motivos: Sequence[Motivo]) -> tuple[TerritorioDecisivo, ...]:
    """One per territory, by its first place in that order."""
    lugares: dict[tuple[str, str], list[str]] = {}
    for motivo in motivos:
        lugares.setdefault((motivo.codigo, motivo.nombre), []).append(motivo.tipo or "sus programas, juntos")
    return tuple(
        TerritorioDecisivo(cut, nombre, join_nombres(sorted(tipos))) for (cut, nombre), tipos in lugares.items()
    )


def describe_en_juego(veredicto: Veredicto, deciden: Sequence[TerritorioDecisivo]) -> str:
    sin_peso = [m.nombre for m in veredicto.motivos if m.resultado.estado is Estado.SIN_PONDERACION]
    faltan = f"Faltan ponderaciones en {join_nombres(sin_peso)}." if sin_peso else ""
    if not deciden:
        return faltan
    cuantos = show_cantidad(len(deciden), "territorio", "territorios")
    return f"Pende de {cuantos}: basta que uno pierda. {faltan}".strip()


def describe_perdido(
    ejercicio: Ejercicio,
    territorios: Sequence[TerritorioEvaluado],
    clave: str,
    perdidos: Sequence[TerritorioDecisivo],
) -> str:
    """Whether a single territory lost it, and what the verdict would be without that one."""
    if len(perdidos) > 1:
        return f"Perdido en {len(perdidos)} territorios: ninguno, por sí solo, lo recuperaría."
    resto = tuple(territorio for territorio in territorios if territorio.cut != perdidos[0].cut)
    estado = get_veredicto(join_servicio(ejercicio, resto, False), clave).estado
    return f"Perdido solo por {perdidos[0].nombre}: sin él estaría «{MOSTRADOS[estado].palabra}»."
