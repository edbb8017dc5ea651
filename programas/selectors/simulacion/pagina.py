"""The page of a scenario: what it supposes, what changes, and the rows of the programme that is open."""

from dataclasses import dataclass

from programas.models import Compromiso, Ejercicio
from programas.scoring import Lectura
from programas.selectors import frases
from programas.selectors.resultados import EjercicioEvaluado, evaluate_ejercicio
from programas.selectors.simulacion.calculo import Filas, Simulado, load_filas, simulate
from programas.selectors.simulacion.comparacion import (
    FilaSimulada,
    Nacional,
    compare_nacional,
    compare_territorios,
    describe_cambios,
    describe_nacional,
)
from programas.selectors.simulacion.direccion import Leido, write_direccion
from programas.selectors.simulacion.escenario import Escenario, Lugar
from programas.selectors.simulacion.supuestos import Supuesto, list_imposibles, list_supuestos, name_lugar
from regiones.models import Usuario

RESPUESTAS = {"si": "sí", "no": "no", "parcial": "parcial", "": "en blanco"}


class FueraDeAlcance(LookupError):
    """The scenario speaks of a territory that the user does not see."""


@dataclass(frozen=True, slots=True)
class FilaAbierta:
    clave: str
    codigo: str
    objetivo: str
    hoy: str
    letra: str


@dataclass(frozen=True, slots=True)
class ProgramaAbierto:
    """The programme whose rows are being supposed."""

    lugar: Lugar
    nombre: str
    territorio: str
    hoy: str
    supuesto: str
    escrita: bool
    filas: tuple[FilaAbierta, ...]


@dataclass(frozen=True, slots=True)
class PaginaSimulacion:
    """``nacional`` is ``None`` for who does not see the whole service."""

    escenario: Escenario
    problemas: tuple[str, ...]
    supuestos: tuple[Supuesto, ...]
    nacional: Nacional | None
    resumen: str
    por_territorio: bool
    filas: tuple[FilaSimulada, ...]
    abierto: ProgramaAbierto | None
    reinicio: str


def load_simulacion(ejercicio: Ejercicio, usuario: Usuario, leido: Leido) -> PaginaSimulacion:
    """Decide a scenario for who asks: two queries, and one for the programme that is open."""
    escenario = leido.escenario
    hoy = evaluate_ejercicio(ejercicio, usuario)
    nombres = {territorio.cut: territorio.nombre for territorio in hoy.territorios}
    if any(cut not in nombres for cut, _ in escenario.lugares):
        raise FueraDeAlcance
    filas = load_filas(ejercicio, usuario)
    simulado = simulate(ejercicio, hoy, filas, escenario)
    nacional = compare_nacional(ejercicio, hoy, simulado)
    return PaginaSimulacion(
        escenario,
        (*leido.problemas, *list_imposibles(escenario, nombres, filas)),
        list_supuestos(ejercicio, escenario, nombres, filas),
        nacional,
        " ".join(filter(None, [describe_nacional(nacional), describe_cambios(hoy, simulado)])),
        simulado.ejercicio.lectura == Lectura.POR_TERRITORIO,
        compare_territorios(ejercicio, hoy, simulado, escenario),
        open_programa(escenario, hoy, simulado, filas, usuario),
        write_direccion(Escenario(abierto=escenario.abierto)),
    )


def open_programa(
    escenario: Escenario, hoy: EjercicioEvaluado, simulado: Simulado, filas: Filas, usuario: Usuario
) -> ProgramaAbierto | None:
    """The rows of the open programme, each with what it answers today: one query."""
    lugar = escenario.abierto
    if lugar is None or lugar not in filas:
        return None
    cut, tipo = lugar
    antes = next(t for t in hoy.territorios if t.cut == cut)
    despues = next(t for t in simulado.territorios if t.cut == cut)
    objetivos = dict(
        Compromiso.objects.visible_to(usuario)
        .filter(objetivo__programa=antes.programas[tipo].id)
        .values_list("codigo", "objetivo__texto")
    )
    supuestas = escenario.filas.get(lugar, {})
    return ProgramaAbierto(
        lugar,
        name_lugar(lugar, {cut: antes.nombre}),
        antes.nombre,
        frases.describe_programa(antes.programas[tipo]),
        frases.describe_programa(despues.programas[tipo]),
        filas[lugar].escrita,
        tuple(
            FilaAbierta(
                fila.clave,
                fila.codigo,
                objetivos.get(fila.codigo, ""),
                describe_hoy(fila.validado, fila.declarado),
                supuestas.get(fila.clave, ""),
            )
            for fila in filas[lugar].filas
        ),
    )


def describe_hoy(validado: str, declarado: str) -> str:
    """«sí», «en blanco», «en blanco; declarado «sí»»."""
    if validado or not declarado:
        return RESPUESTAS[validado]
    return f"{RESPUESTAS['']}; declarado «{RESPUESTAS[declarado]}»"
