"""The national verdict explained: each programme's conjunction over territories, and both readings."""

from dataclasses import dataclass

from programas.enums import Tipo
from programas.formulario.hojas import HOJAS
from programas.models import Ejercicio
from programas.scoring import TIPOS, Lectura, Resultado, ResultadoServicio
from programas.selectors import frases
from programas.selectors.hoja_mostrada import NotaMostrada
from programas.selectors.hojas import show_nota
from programas.selectors.presentacion import MOSTRADOS, NADA, EstadoMostrado, show_estado, show_pct, show_umbral
from programas.selectors.resultados import EjercicioEvaluado, evaluate_ejercicio
from programas.selectors.tablero import LecturaMostrada, list_lecturas
from regiones.models import Usuario


@dataclass(frozen=True, slots=True)
class FilaConjuncion:
    """A territory in a conjunction: what it has, what it can reach, its state."""

    cut: str
    nombre: str
    piso: str
    techo: str
    estado: EstadoMostrado
    decide: bool


@dataclass(frozen=True, slots=True)
class Conjuncion:
    """One national result: its rule in words and every territory that enters it."""

    clave: str
    nombre: str
    estado: EstadoMostrado
    frase: str
    nota: NotaMostrada | None
    filas: tuple[FilaConjuncion, ...]


@dataclass(frozen=True, slots=True)
class CalculoServicio:
    estado: EstadoMostrado
    sujeto: str
    razon: str
    umbral: str
    lecturas: tuple[LecturaMostrada, ...]
    depende: bool
    por_territorio: bool
    conjunciones: tuple[Conjuncion, ...]
    fuera: str


def load_calculo_servicio(ejercicio: Ejercicio, usuario: Usuario) -> CalculoServicio:
    """Explain the national verdict for someone who sees the whole service: one query."""
    return explain_servicio(ejercicio, evaluate_ejercicio(ejercicio, usuario))


def explain_servicio(ejercicio: Ejercicio, evaluado: EjercicioEvaluado) -> CalculoServicio:
    """The national verdict, which the caller has evaluated with every territory of the service."""
    assert evaluado.servicio is not None  # noqa: S101
    servicio = evaluado.servicio
    sujeto, razon = frases.describe_servicio(servicio, evaluado.territorios, cerrado=ejercicio.cerrado)
    por_tipo = [explain_tipo(tipo, ejercicio, evaluado, servicio) for tipo in TIPOS]
    conjunto = explain_conjunto(servicio)
    por_territorio = servicio.lectura is Lectura.POR_TERRITORIO
    return CalculoServicio(
        MOSTRADOS[servicio.veredicto],
        sujeto,
        razon,
        show_umbral(ejercicio.umbral_razon),
        list_lecturas(servicio),
        servicio.depende_de_la_lectura,
        por_territorio,
        (conjunto, *por_tipo) if por_territorio else (*por_tipo, conjunto),
        "" if ejercicio.cuenta_nivel_central else "El Nivel Central no cuenta en este ejercicio.",
    )


def explain_tipo(
    tipo: str, ejercicio: Ejercicio, evaluado: EjercicioEvaluado, servicio: ResultadoServicio
) -> Conjuncion:
    hoja = HOJAS[tipo]
    nota = next(total.nota for total in hoja.totales if total.clave == "servicio")
    veredicto = servicio.por_programa[tipo]
    deciden = {motivo.codigo for motivo in veredicto.motivos}
    return Conjuncion(
        tipo,
        Tipo(tipo).label,
        MOSTRADOS[veredicto.estado],
        frases.describe_programa_nacional(tipo, servicio, evaluado.territorios),
        show_nota(hoja, nota, ejercicio.anio),
        tuple(
            FilaConjuncion(
                territorio.territorio.codigo,
                territorio.territorio.nombre,
                show_piso(territorio.por_tipo[tipo]),
                show_pct(territorio.por_tipo[tipo].techo),
                show_estado(territorio.por_tipo[tipo]),
                territorio.territorio.codigo in deciden,
            )
            for territorio in servicio.territorios
        ),
    )


def show_piso(resultado: Resultado) -> str:
    """What is secured; a dash while nothing is evaluated, as in the matrix."""
    return NADA if resultado.sin_evaluar else show_pct(resultado.piso)


def explain_conjunto(servicio: ResultadoServicio) -> Conjuncion:
    """The other way to read the rules: each territory's programmes added together."""
    veredicto = servicio.lecturas[Lectura.POR_TERRITORIO]
    deciden = {motivo.codigo for motivo in veredicto.motivos}
    return Conjuncion(
        "territorio",
        "Los programas de cada territorio, juntos",
        MOSTRADOS[veredicto.estado],
        "",
        None,
        tuple(
            FilaConjuncion(
                territorio.territorio.codigo,
                territorio.territorio.nombre,
                show_piso(territorio.conjunto),
                show_pct(territorio.conjunto.techo),
                show_estado(territorio.conjunto),
                territorio.territorio.codigo in deciden,
            )
            for territorio in servicio.territorios
        ),
    )
