"""What column (4) of a workbook carries: the committed meta, or the result of the year."""

from programas.formulario.lectores import strip_meta
from programas.formulario.lectura import FormularioLeido, ObjetivoLeido
from programas.formulario.preguntas import AsuntoPregunta, Pregunta
from programas.models import Ejercicio
from programas.services.importacion.guardado import Guardado
from regiones.textos import fold_text

META, RESULTADO = "meta", "resultado"

# A row by its programme, objective and indicator, and the words of a target.
Meta = tuple[str, str, str, tuple[str, ...]]


def decide_columna_4(
    lectura: FormularioLeido, guardado: Guardado, ejercicio: Ejercicio, pedida: bool | None
) -> tuple[bool, bool]:
    """Whether column (4) is the result, and whether a row that does not show it must be asked.

    Until EVALUACION it is the meta. From then on the form prints the meta in column (5); a workbook that does not,
    and whose column (4) repeats every stored meta, was printed before and says nothing new.
    """
    if pedida is not None:
        return pedida, False
    if not ejercicio.columna_4_es_resultado or repeats_metas(lectura, guardado):
        return False, False
    # A workbook that was written here prints the meta in column (5) of every row, or of none.
    propio = lectura.metadatos is not None and any(
        has_meta_en_columna_5(objetivo)
        for programa in lectura.programas.values()
        for objetivo in programa.objetivos
    )
    return True, not propio


def ask_columna_4(lugar: str, valor: str) -> Pregunta:
    return Pregunta(
        AsuntoPregunta.COLUMNA_4,
        AsuntoPregunta.COLUMNA_4.value,
        "¿Qué trae la columna (4) de este libro?",
        ((META, "Todavía la meta comprometida"), (RESULTADO, "El resultado del año")),
        lugar,
        valor,
    )


def repeats_metas(lectura: FormularioLeido, guardado: Guardado) -> bool:
    objetivos = [(tipo, o) for tipo, programa in lectura.programas.items() for o in programa.objetivos]
    if any(has_meta_en_columna_5(objetivo) for _, objetivo in objetivos):
        return False
    escritas = {
        build_meta(tipo, objetivo.texto, objetivo.indicador or "", objetivo.columna_4)
        for tipo, objetivo in objetivos
        if objetivo.columna_4
    }
    guardadas = {
        build_meta(tipo, objetivo.texto, indicador.texto, indicador.meta)
        for tipo, filas in guardado.objetivos.items()
        for objetivo in filas
        for indicador in [guardado.get_indicador(objetivo)]
    }
    return bool(escritas) and escritas <= guardadas


def build_meta(tipo: str, objetivo: str, indicador: str, meta: str) -> Meta:
    return tipo, fold_text(objetivo), fold_text(indicador), tuple(meta.split())


def has_meta_en_columna_5(objetivo: ObjetivoLeido) -> bool:
    return any(
        strip_meta(actividad) is not None
        for compromiso in objetivo.compromisos
        for actividad in compromiso.actividades or ()
    )
