"""The stage of an ejercicio: what keeps it there, the verdict so far beside the declared one, and its claims."""

from dataclasses import dataclass

from programas.enums import Etapa
from programas.models import Corte, Ejercicio
from programas.scoring import TIPOS, Lectura, ResultadoServicio, Veredicto, describe_motivo
from programas.selectors import frases
from programas.selectors.faltas import Falta, load_advertencias, load_impedimentos
from programas.selectors.plazos import list_vencidos
from programas.selectors.presentacion import MOSTRADOS, NBSP, EstadoMostrado, join_nombres, show_cantidad
from programas.selectors.reclamos import PaginaReclamos, load_reclamos
from programas.selectors.resultados import EjercicioEvaluado, evaluate_ejercicio
from regiones.models import Usuario

NOMBRES = {
    Etapa.FORMULACION: "Resultado a la fecha",
    Etapa.EJECUCION: "Resultado a la fecha",
    Etapa.EVALUACION: "Resultado preliminar",
    Etapa.CERRADO: "Resultado final",
}


@dataclass(frozen=True, slots=True)
class Lado:
    """A verdict and the territories that decide it."""

    estado: EstadoMostrado
    motivos: str


@dataclass(frozen=True, slots=True)
class FilaEvaluacion:
    """One programme across the country, or the service: as validated, and as declared."""

    nombre: str
    oficial: Lado
    declarado: Lado

    @property
    def difiere(self) -> bool:
        return self.oficial != self.declarado


@dataclass(frozen=True, slots=True)
class PaginaEvaluacion:
    frase: str
    titulo: str
    estado: EstadoMostrado
    sujeto: str
    razon: str
    filas: tuple[FilaEvaluacion, ...]
    impedimentos: tuple[Falta, ...]
    advertencias: tuple[Falta, ...]
    vencidos: tuple[Corte, ...]
    reclamos: PaginaReclamos


def load_evaluacion(ejercicio: Ejercicio, usuario: Usuario) -> PaginaEvaluacion:
    """For someone who sees the whole service: a fixed number of queries, whatever the rows."""
    evaluado = evaluate_ejercicio(ejercicio, usuario)
    assert evaluado.servicio is not None and evaluado.declarado is not None  # noqa: S101, PT018
    en_evaluacion = ejercicio.etapa == Etapa.EVALUACION
    impedimentos = load_impedimentos(ejercicio, evaluado) if en_evaluacion else ()
    sujeto, razon = frases.describe_servicio(evaluado.servicio, evaluado.territorios, cerrado=ejercicio.cerrado)
    return PaginaEvaluacion(
        describe_etapa(ejercicio, impedimentos),
        NOMBRES[Etapa(ejercicio.etapa)],
        MOSTRADOS[evaluado.servicio.veredicto],
        sujeto,
        razon,
        list_filas(evaluado, evaluado.servicio, evaluado.declarado),
        impedimentos,
        () if ejercicio.cerrado else load_advertencias(ejercicio),
        list_vencidos(ejercicio),
        load_reclamos(ejercicio, usuario),
    )


def list_filas(
    evaluado: EjercicioEvaluado, oficial: ResultadoServicio, declarado: ResultadoServicio
) -> tuple[FilaEvaluacion, ...]:
    programas = tuple(
        FilaEvaluacion(tipo, show_lado(oficial.por_programa[tipo]), show_lado(declarado.por_programa[tipo]))
        for tipo in TIPOS
    )
    lectura = Lectura(oficial.lectura)
    return (
        *programas,
        FilaEvaluacion(
            f"Servicio, {frases.NOMBRES_LECTURA[lectura]}",
            Lado(MOSTRADOS[oficial.veredicto], ""),
            Lado(MOSTRADOS[declarado.veredicto], ""),
        ),
    )


def show_lado(veredicto: Veredicto) -> Lado:
    motivos = join_nombres([describe_motivo(motivo) for motivo in veredicto.motivos])
    return Lado(MOSTRADOS[veredicto.estado], motivos.replace(" %", f"{NBSP}%"))


def describe_etapa(ejercicio: Ejercicio, impedimentos: tuple[Falta, ...]) -> str:
    """«El ejercicio 2009 está en evaluación: faltan 3 cosas para cerrarlo.»."""
    etapa = Etapa(ejercicio.etapa)
    inicio = f"El ejercicio {ejercicio.anio} está en {etapa.label.lower()}"
    if etapa == Etapa.CERRADO:
        return f"El ejercicio {ejercicio.anio} está cerrado: su resultado no cambia."
    if etapa != Etapa.EVALUACION:
        siguiente = list(Etapa)[etapa.orden + 1].label.lower()
        return f"{inicio}: le sigue la {siguiente}."
    if not impedimentos:
        return f"{inicio}: nada impide cerrarlo."
    faltan = "falta" if len(impedimentos) == 1 else "faltan"
    return f"{inicio}: {faltan} {show_cantidad(len(impedimentos), 'cosa', 'cosas')} para cerrarlo."
