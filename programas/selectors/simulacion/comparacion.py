"""Today and a scenario side by side: the country, each territory and each programme, and what changes."""

from dataclasses import dataclass, replace

from programas.enums import Tipo
from programas.models import Ejercicio
from programas.scoring import TIPOS, Lectura, Resultado
from programas.selectors import frases
from programas.selectors.presentacion import (
    MOSTRADOS,
    NADA,
    Barra,
    EstadoMostrado,
    build_barra,
    join_nombres,
    show_estado,
    show_pct,
)
from programas.selectors.resultados import EjercicioEvaluado, TerritorioEvaluado
from programas.selectors.simulacion.calculo import Simulado, join_territorio
from programas.selectors.simulacion.direccion import write_direccion
from programas.selectors.simulacion.escenario import Escenario


@dataclass(frozen=True, slots=True)
class CeldaSimulada:
    """A programme of a territory in the scenario; ``antes`` says how it is today, when that is otherwise."""

    tipo: str
    direccion: str
    abierta: bool
    estado: EstadoMostrado
    cifra: str
    barra: Barra | None
    antes: str


@dataclass(frozen=True, slots=True)
class FilaSimulada:
    cut: str
    nombre: str
    es_nivel_central: bool
    cuenta: bool
    celdas: tuple[CeldaSimulada, ...]


@dataclass(frozen=True, slots=True)
class PasoNacional:
    """A national result, today and in the scenario."""

    tipo: str
    nombre: str
    hoy: EstadoMostrado
    supuesto: EstadoMostrado
    porque: str


@dataclass(frozen=True, slots=True)
class Nacional:
    hoy: EstadoMostrado
    supuesto: EstadoMostrado
    sujeto: str
    razon: str
    sujeto_hoy: str
    razon_hoy: str
    programas: tuple[PasoNacional, ...]


def compare_nacional(ejercicio: Ejercicio, hoy: EjercicioEvaluado, simulado: Simulado) -> Nacional | None:
    if hoy.servicio is None or simulado.servicio is None:
        return None
    antes, despues = hoy.servicio, simulado.servicio
    return Nacional(
        MOSTRADOS[antes.veredicto],
        MOSTRADOS[despues.veredicto],
        *frases.describe_servicio(despues, simulado.territorios, cerrado=ejercicio.cerrado),
        *frases.describe_servicio(antes, hoy.territorios, cerrado=ejercicio.cerrado),
        tuple(
            PasoNacional(
                tipo,
                Tipo(tipo).label,
                MOSTRADOS[antes.por_programa[tipo].estado],
                MOSTRADOS[despues.por_programa[tipo].estado],
                frases.describe_programa_nacional(tipo, despues, simulado.territorios),
            )
            for tipo in TIPOS
        ),
    )


def describe_nacional(nacional: Nacional | None) -> str:
    if nacional is None:
        return ""
    if nacional.hoy is nacional.supuesto:
        return f"El servicio sigue «{nacional.hoy.palabra}»."
    return f"El servicio pasa de «{nacional.hoy.palabra}» a «{nacional.supuesto.palabra}»."


def describe_cambios(hoy: EjercicioEvaluado, simulado: Simulado) -> str:
    """«III.1 de Maule pasa de «En juego» a «No cumple».», of the programmes that change their state."""
    cambios = [
        f"{tipo} de {antes.nombre} pasa de «{show_estado(antes.programas[tipo].resultado).palabra}» "
        f"a «{show_estado(despues.programas[tipo].resultado).palabra}»"
        for antes, despues in zip(hoy.territorios, simulado.territorios, strict=True)
        for tipo in TIPOS
        if show_estado(antes.programas[tipo].resultado) is not show_estado(despues.programas[tipo].resultado)
    ]
    return f"{join_nombres(cambios, 3)}." if cambios else "Ningún programa cambia de estado."


def compare_territorios(
    ejercicio: Ejercicio, hoy: EjercicioEvaluado, simulado: Simulado, escenario: Escenario
) -> tuple[FilaSimulada, ...]:
    """The matrix of the scenario; with what each territory adds to, when it is read so."""
    juntos = simulado.ejercicio.lectura == Lectura.POR_TERRITORIO
    return tuple(
        FilaSimulada(
            despues.cut,
            despues.nombre,
            despues.es_nivel_central,
            despues.cuenta,
            (
                *(compare_programa(antes, despues, tipo, escenario) for tipo in TIPOS),
                *([compare_conjunto(ejercicio, antes, simulado.ejercicio, despues)] if juntos else []),
            ),
        )
        for antes, despues in zip(hoy.territorios, simulado.territorios, strict=True)
    )


def compare_programa(
    antes: TerritorioEvaluado, despues: TerritorioEvaluado, tipo: str, escenario: Escenario
) -> CeldaSimulada:
    lugar = (despues.cut, tipo)
    tiene_filas = despues.programas[tipo].filas
    return build_celda(
        tipo,
        antes.programas[tipo].resultado,
        despues.programas[tipo].resultado,
        write_direccion(replace(escenario, abierto=lugar)) if tiene_filas else "",
        abierta=escenario.abierto == lugar,
    )


def compare_conjunto(
    ejercicio: Ejercicio, antes: TerritorioEvaluado, supuesto: Ejercicio, despues: TerritorioEvaluado
) -> CeldaSimulada:
    return build_celda("Juntos", join_territorio(antes, ejercicio), join_territorio(despues, supuesto))


def build_celda(
    tipo: str, antes: Resultado, despues: Resultado, direccion: str = "", *, abierta: bool = False
) -> CeldaSimulada:
    igual = (antes.estado, antes.piso, antes.techo) == (despues.estado, despues.piso, despues.techo)
    return CeldaSimulada(
        tipo,
        direccion,
        abierta,
        show_estado(despues),
        show_alcance(despues),
        build_barra(despues),
        "" if igual else f"Hoy: {show_estado(antes).palabra.lower()}, {show_alcance(antes)}",
    )


def show_alcance(resultado: Resultado) -> str:
    """What is secured and what can be reached; one figure when nothing is blank, none when everything is."""
    if resultado.piso is None or resultado.techo is None or resultado.sin_evaluar:
        return NADA
    if resultado.piso == resultado.techo:
        return show_pct(resultado.piso)
    return f"{show_pct(resultado.piso)} a {show_pct(resultado.techo)}"
