"""A territory's figures explained down to who answered each row, when, and what proves it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime

from programas.enums import Cumple
from programas.formulario.contenido import ProgramaContenido
from programas.formulario.hojas import HOJAS
from programas.models import Compromiso, Ejercicio, Evidencia
from programas.scoring import TIPOS, evaluate_conjunto
from programas.selectors.calculo import Calculo, FilaCalculo, Paso, explain_programa, list_pasos
from programas.selectors.hojas import NotaMostrada, show_nota
from programas.selectors.presentacion import EstadoMostrado, show_estado
from programas.selectors.resultados import ProgramaEvaluado
from programas.selectors.territorio import (
    ProgramaMostrado,
    describe_territorio,
    load_contenidos,
    load_evaluado,
    show_programa,
)
from regiones.models import Region, Usuario


@dataclass(frozen=True, slots=True)
class Dicho:
    """An answer with who gave it and when; ``respuesta`` is empty when there is none."""

    respuesta: str
    quien: str
    cuando: datetime | None

    @property
    def firma(self) -> str:
        """«revisora, 22-11-2009 18:40»; empty when the answer came from a workbook and nobody signed it."""
        momento = f"{localtime(self.cuando):%d-%m-%Y %H:%M}" if self.cuando else ""
        return ", ".join(parte for parte in (self.quien, momento) if parte)


@dataclass(frozen=True, slots=True)
class Prueba:
    """A file in force that proves a row."""

    id: int
    nombre: str
    fecha: date
    sha256: str


@dataclass(frozen=True, slots=True)
class FilaExplicada:
    """A row of the sum with its answers, why it was not fulfilled, and its evidence."""

    fila: FilaCalculo
    declarado: Dicho
    validado: Dicho
    motivo: str
    pruebas: tuple[Prueba, ...]


@dataclass(frozen=True, slots=True)
class ProgramaExplicado:
    """``calculo`` is ``None`` where nothing is committed; ``declarados`` are the steps as the territory declares,
    when they would show otherwise; ``notas`` those of the form that the steps cite, whole.
    """

    mostrado: ProgramaMostrado
    calculo: Calculo | None
    filas: tuple[FilaExplicada, ...]
    declarados: tuple[Paso, ...]
    notas: tuple[NotaMostrada, ...]


@dataclass(frozen=True, slots=True)
class TerritorioExplicado:
    """``conjunto`` are the steps of its programmes together, and ``estado_conjunto`` what they make."""

    cut: str
    nombre: str
    frase: str
    programas: tuple[ProgramaExplicado, ...]
    conjunto: tuple[Paso, ...]
    estado_conjunto: EstadoMostrado
    por_territorio: bool


def load_explicacion(ejercicio: Ejercicio, usuario: Usuario, region: Region) -> TerritorioExplicado:
    """Everything behind a territory's figures: a fixed number of queries, whatever its rows."""
    evaluado = load_evaluado(ejercicio, usuario, region)
    contenidos = load_contenidos(ejercicio, region)
    dichos = load_dichos(ejercicio, region)
    conjunto = evaluate_conjunto(
        [programa.sumas for programa in evaluado.programas.values()],
        ejercicio.umbral_razon,
        cerrado=ejercicio.cerrado,
    )
    return TerritorioExplicado(
        region.cut,
        region.nombre_corto,
        describe_territorio(evaluado),
        tuple(explain_hoja(ejercicio, evaluado.programas[tipo], contenidos.get(tipo), dichos) for tipo in TIPOS),
        list_pasos(conjunto, lambda _: None, cerrado=ejercicio.cerrado),
        show_estado(conjunto),
        ejercicio.lectura == "POR_TERRITORIO",
    )


Dichos = dict[str, tuple[Dicho, Dicho, str, tuple[Prueba, ...]]]


def load_dichos(ejercicio: Ejercicio, region: Region) -> Dichos:
    """What was answered of each row of a territory, by its code, and what proves it: two queries."""
    del_territorio = {"objetivo__programa__ejercicio": ejercicio, "objetivo__programa__region": region}
    pruebas: dict[int, list[Prueba]] = defaultdict(list)
    vigentes = Evidencia.objects.filter(
        retirada_en__isnull=True,
        reemplazada_por__isnull=True,
        **{f"compromiso__{camino}": valor for camino, valor in del_territorio.items()},
    ).order_by("subida_en", "pk")
    for fila, pk, nombre, fecha, suma in vigentes.values_list(
        "compromiso_id", "pk", "nombre", "fecha_documento", "sha256"
    ):
        pruebas[fila].append(Prueba(pk, nombre, fecha, suma))
    filas = Compromiso.objects.filter(**del_territorio).select_related("declarado_por", "validado_por")
    return {
        fila.codigo: (
            Dicho(show_respuesta(fila.declarado), str(fila.declarado_por or ""), fila.declarado_en),
            Dicho(show_respuesta(fila.validado), str(fila.validado_por or ""), fila.validado_en),
            fila.motivo,
            tuple(pruebas[fila.pk]),
        )
        for fila in filas
    }


def show_respuesta(respuesta: str) -> str:
    return Cumple(respuesta).label if respuesta else ""


def explain_hoja(
    ejercicio: Ejercicio, evaluado: ProgramaEvaluado, contenido: ProgramaContenido | None, dichos: Dichos
) -> ProgramaExplicado:
    """One sheet: its steps, its rows with what was said of each, and the notes of the form."""
    mostrado = show_programa(evaluado)
    if contenido is None or not contenido.objetivos:
        return ProgramaExplicado(mostrado, None, (), (), ())
    calculo = explain_programa(ejercicio, contenido, evaluado)
    numeros = sorted({paso.nota.numero for paso in calculo.pasos if paso.nota})
    declarados = list_pasos(
        evaluado.declarado, lambda _: None, cerrado=ejercicio.cerrado, sumadas="validadas o, si no, declaradas"
    )
    return ProgramaExplicado(
        mostrado,
        calculo,
        tuple(FilaExplicada(fila, *dichos[fila.codigo]) for fila in calculo.filas),
        declarados if evaluado.difiere_lo_declarado else (),
        tuple(show_nota(HOJAS[evaluado.tipo], numero, ejercicio.anio, "-entera") for numero in numeros),
    )
