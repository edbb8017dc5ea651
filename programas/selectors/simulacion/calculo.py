"""A year decided as a scenario supposes it: the same functions of ``scoring``, over rows answered otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace

from programas import scoring
from programas.models import Compromiso, Ejercicio
from programas.scoring import Ponderacion, Resultado, ResultadoServicio
from programas.selectors.resultados import (
    EjercicioEvaluado,
    ProgramaEvaluado,
    TerritorioEvaluado,
    evaluate_ausente,
    join_servicio,
    set_limites,
)
from programas.selectors.simulacion.escenario import Escenario, Lugar
from regiones.models import Usuario


@dataclass(frozen=True, slots=True)
class FilaReal:
    """A row as it is stored: the end of its code, its weight and its two answers."""

    clave: str
    codigo: str
    peso: int | None
    validado: str
    declarado: str


@dataclass(frozen=True, slots=True)
class ProgramaReal:
    """The rows of a programme in the order of the form. ``escrita`` when all of them have a typed weight."""

    ponderacion: Ponderacion
    filas: tuple[FilaReal, ...]

    @property
    def escrita(self) -> bool:
        return bool(self.filas) and all(fila.peso for fila in self.filas)


Filas = Mapping[Lugar, ProgramaReal]


@dataclass(frozen=True, slots=True)
class Simulado:
    """A scenario decided. ``servicio`` is ``None`` for who does not see the whole service."""

    ejercicio: Ejercicio
    territorios: tuple[TerritorioEvaluado, ...]
    servicio: ResultadoServicio | None


def load_filas(ejercicio: Ejercicio, usuario: Usuario) -> Filas:
    """Every row that the user sees, by its programme: one query."""
    programa = "objetivo__programa"
    consulta = (
        Compromiso.objects.visible_to(usuario)
        .filter(**{f"{programa}__ejercicio": ejercicio})
        .order_by("objetivo__orden", "objetivo_id", "orden", "pk")
        .values_list(
            *(f"{programa}__region__cut", f"{programa}__tipo", f"{programa}__ponderacion"),
            *("codigo", "ponderacion", "validado", "declarado"),
        )
    )
    modos: dict[Lugar, str] = {}
    filas: dict[Lugar, list[FilaReal]] = {}
    for cut, tipo, modo, codigo, peso, validado, declarado in consulta:
        modos[cut, tipo] = modo
        fila = FilaReal(codigo.rpartition("-")[2], codigo, peso, validado, declarado)
        filas.setdefault((cut, tipo), []).append(fila)
    return {lugar: ProgramaReal(Ponderacion(modos[lugar]), tuple(propias)) for lugar, propias in filas.items()}


def suppose(ejercicio: Ejercicio, escenario: Escenario) -> Ejercicio:
    """The year with the rules of the scenario: a copy in memory, that nobody saves."""
    supuesto = copy(ejercicio)
    supuesto.umbral = ejercicio.umbral if escenario.umbral is None else escenario.umbral
    supuesto.lectura = ejercicio.lectura if escenario.lectura is None else escenario.lectura.value
    if escenario.nivel_central is not None:
        supuesto.cuenta_nivel_central = escenario.nivel_central
    return supuesto


def simulate(ejercicio: Ejercicio, hoy: EjercicioEvaluado, filas: Filas, escenario: Escenario) -> Simulado:
    """Decide the scenario over what the user sees today. The national result only where today's is shown."""
    supuesto = suppose(ejercicio, escenario)
    territorios = tuple(
        replace(
            territorio,
            cuenta=supuesto.cuenta_nivel_central or not territorio.es_nivel_central,
            programas={
                tipo: answer_programa(programa, filas.get((territorio.cut, tipo)), territorio, supuesto, escenario)
                for tipo, programa in territorio.programas.items()
            },
        )
        for territorio in hoy.territorios
    )
    if not supuesto.cerrado:
        for territorio in territorios:
            set_limites(territorio, supuesto)
    return Simulado(supuesto, territorios, hoy.servicio and join_servicio(supuesto, territorios, False))


def answer_programa(
    programa: ProgramaEvaluado,
    real: ProgramaReal | None,
    territorio: TerritorioEvaluado,
    supuesto: Ejercicio,
    escenario: Escenario,
) -> ProgramaEvaluado:
    """A programme with its rows answered and weighted as the scenario says."""
    if real is None:
        ausente = evaluate_ausente(programa.tipo, supuesto)
        return replace(ausente, id=programa.id, estado=programa.estado, es_demostracion=programa.es_demostracion)
    lugar = (territorio.cut, programa.tipo)
    modo = escenario.weigh(lugar, real.ponderacion, escrita=real.escrita)
    respondidas = [
        scoring.Compromiso(
            fila.codigo, fila.peso, escenario.answer(lugar, fila.clave, fila.validado, fila.declarado)
        )
        for fila in real.filas
    ]
    sumas = scoring.sum_compromisos(modo, respondidas)
    resultado = scoring.evaluate_programa(sumas, supuesto.umbral_razon, cerrado=supuesto.cerrado)
    blancas = [fila for fila in respondidas if fila.cumple is None]
    return replace(
        programa,
        filas=len(respondidas),
        perdidas=sum(fila.cumple not in (None, scoring.Cumple.SI) for fila in respondidas),
        sin_validar=len(blancas),
        resultado=resultado,
        declarado=resultado,
        sumas=sumas,
        sumas_declaradas=sumas,
        menor_pendiente=find_menor(modo, blancas),
        peso_comun=find_comun(modo, respondidas),
        limite=None,
    )


def find_menor(modo: Ponderacion, blancas: Iterable[scoring.Compromiso]) -> int | None:
    if modo is Ponderacion.UNIFORME:
        return 1
    return min((fila.peso for fila in blancas if fila.peso is not None), default=None)


def find_comun(modo: Ponderacion, filas: Sequence[scoring.Compromiso]) -> int | None:
    """The weight of every row when they all weigh the same."""
    if modo is Ponderacion.UNIFORME:
        return 1
    pesos = {fila.peso for fila in filas}
    return pesos.pop() if len(pesos) == 1 else None


def join_territorio(territorio: TerritorioEvaluado, ejercicio: Ejercicio) -> Resultado:
    """The programmes of a territory read together."""
    return scoring.evaluate_conjunto(
        [programa.sumas for programa in territorio.programas.values()],
        ejercicio.umbral_razon,
        cerrado=ejercicio.cerrado,
    )
