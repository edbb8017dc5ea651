"""The draft of Etapa 4 of a territory, or of the whole service, put together from what is stored."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from programas.formulario.columnas import show_items
from programas.formulario.contenido import CompromisoContenido, ProgramaContenido
from programas.formulario.declaracion import get_nota
from programas.formulario.hojas import HOJAS
from programas.models import Ejercicio, Evidencia
from programas.scoring import ResultadoServicio, describe_motivo
from programas.selectors.cierre import LECTURAS
from programas.selectors.congelado import load_nombres
from programas.selectors.contenido import load_contenido
from programas.selectors.etapa4.programa import build_programa
from programas.selectors.etapa4.tipos import (
    DocumentoEtapa4,
    TerritorioEtapa4,
    declare_columnas,
    tabulate,
)
from programas.selectors.exportacion import FormularioExportado, load_exportados
from programas.selectors.oficial.documento import build_caratula
from programas.selectors.oficial.tipos import TablaOficial
from programas.selectors.oficial.totales import PALABRAS, say_cifra, say_estado
from programas.selectors.presentacion import join_nombres, show_cantidad
from programas.selectors.resultados import evaluate_ejercicio
from regiones.models import Region, Usuario

TITULO = "Etapa 4: Resultados de la implementación del Programa de Trabajo GT {anio}"
RESUMEN = declare_columnas(
    ("Territorio", 30),
    ("Programa", 44),
    ("Compromisos", 14, "right"),
    ("Cumplidos", 14, "right"),
    ("No cumplidos", 14, "right"),
    ("Sin evaluar", 14, "right"),
    ("Desempeño", 16, "right"),
    ("Estado", 22, "center"),
)
NACIONAL = declare_columnas(
    ("Programa", 50), ("Resultado del servicio", 30, "center"), ("Territorios que lo deciden", 90)
)
EVIDENCIAS = declare_columnas(
    ("Compromiso", 24), ("Medio de verificación", 44), ("Archivo", 36), ("Fecha", 14), ("SHA-256", 66)
)
# The notes that say what is a result, what is fulfilled and what decides.
NOTAS = (4, 9, 10, 11, 12)
Archivos = Mapping[int, Sequence[tuple[str, date, str]]]


def load_etapa4(
    ejercicio: Ejercicio, usuario: Usuario | None, regiones: Sequence[Region], momento: datetime
) -> DocumentoEtapa4:
    """The draft of some territories; the caller has checked that the user sees them. A fixed number of queries."""
    formularios = load_exportados(ejercicio, usuario, regiones)
    contenidos = load_contenido(
        ejercicio_id=ejercicio.pk, region_ids=[region.pk for region in regiones], nombres=load_nombres(ejercicio)
    )
    programas = {territorio.region: territorio.programas for territorio in contenidos}
    cortes = dict(ejercicio.cortes.order_by("fecha_medicion").values_list("pk", "fecha_medicion"))
    archivos = load_archivos(ejercicio, regiones)
    territorios = tuple(
        TerritorioEtapa4(
            formulario.nombre,
            tuple(
                build_programa(programa, formulario.resultados.get(programa.tipo), cortes)
                for programa in programas.get(formulario.region, ())
            ),
        )
        for formulario in formularios
    )
    de_todos = [programa for formulario in formularios for programa in programas.get(formulario.region, ())]
    servicio = evaluate_ejercicio(ejercicio, usuario).servicio if len(regiones) > 1 else None
    return DocumentoEtapa4(
        **asdict(build_caratula(formularios, momento, TITULO, "etapa-4")),
        frase=describe(de_todos),
        resumen=tabulate("resumen", RESUMEN, list_resumen(formularios, programas), "Nadie compromete programas."),
        nacional=build_nacional(servicio),
        territorios=territorios,
        evidencias=tabulate(
            "evidencias", EVIDENCIAS, list_evidencias(de_todos, archivos), "No hay medios de verificación."
        ),
        notas=tuple(f"({numero}) {get_nota('III.1', numero).explain(ejercicio.anio)}" for numero in NOTAS),
    )


def describe(programas: Sequence[ProgramaContenido]) -> str:
    """«De 31 compromisos, 28 cumplidos, 2 no cumplidos y 1 sin evaluar.»"""
    cumplidos, perdidos, blancos = count_respuestas(
        [fila for programa in programas for fila in programa.compromisos]
    )
    partes = [
        show_cantidad(cumplidos, "cumplido", "cumplidos"),
        show_cantidad(perdidos, "no cumplido", "no cumplidos"),
        f"{blancos} sin evaluar",
    ]
    total = show_cantidad(cumplidos + perdidos + blancos, "compromiso", "compromisos")
    return f"De {total}: {join_nombres(partes)}."


def count_respuestas(filas: Sequence[CompromisoContenido]) -> tuple[int, int, int]:
    """Fulfilled, not fulfilled (or in part) and not evaluated: what was validated."""
    respuestas = [fila.validado for fila in filas]
    cumplidos = respuestas.count("si")
    blancos = respuestas.count("")
    return cumplidos, len(respuestas) - cumplidos - blancos, blancos


def list_resumen(
    formularios: Sequence[FormularioExportado], programas: Mapping[str, Sequence[ProgramaContenido]]
) -> Iterator[tuple[str, ...]]:
    """A row per territory and programme, with the figures of the form's own totals."""
    for formulario in formularios:
        for programa in programas.get(formulario.region, ()):
            cuentas = count_respuestas(programa.compromisos)
            resultado = formulario.resultados.get(programa.tipo)
            yield (
                formulario.nombre,
                f"{programa.tipo} {HOJAS[programa.tipo].nombre}",
                str(len(programa.compromisos)),
                *map(str, cuentas),
                say_cifra(resultado) if resultado else "",
                say_estado(resultado) if resultado else "",
            )


def build_nacional(servicio: ResultadoServicio | None) -> TablaOficial | None:
    """The result of the service in each programme (note 12) and as a whole, and which territories decide it."""
    if servicio is None:
        return None
    veredictos = {f"{tipo} {HOJAS[tipo].nombre}": v for tipo, v in servicio.por_programa.items()}
    filas = [
        (nombre, PALABRAS[veredicto.estado], join_motivos(map(describe_motivo, veredicto.motivos)))
        for nombre, veredicto in veredictos.items()
    ]
    oficial = servicio.lecturas[servicio.lectura]
    deciden = (
        describe_motivo(motivo) + (f" ({motivo.tipo})" if motivo.tipo else "") for motivo in oficial.motivos
    )
    filas.append((f"Servicio, {LECTURAS[servicio.lectura]}", PALABRAS[oficial.estado], join_motivos(deciden)))
    return tabulate("nacional", NACIONAL, filas, "")


def join_motivos(motivos: Iterable[str]) -> str:
    return join_nombres(list(motivos), maximo=20)


def load_archivos(ejercicio: Ejercicio, regiones: Sequence[Region]) -> Archivos:
    """The evidence in force of each commitment, by its key: name, date and SHA-256. One query."""
    archivos: dict[int, list[tuple[str, date, str]]] = {}
    vigentes = Evidencia.objects.filter(
        compromiso__objetivo__programa__ejercicio=ejercicio,
        compromiso__objetivo__programa__region__in=regiones,
        retirada_en=None,
        reemplazada_por=None,
    )
    campos = ("compromiso_id", "nombre", "fecha_documento", "sha256")
    for compromiso_id, *archivo in vigentes.order_by("compromiso_id", "subida_en", "pk").values_list(*campos):
        archivos.setdefault(compromiso_id, []).append((archivo[0], archivo[1], archivo[2]))
    return archivos


def list_evidencias(programas: Sequence[ProgramaContenido], archivos: Archivos) -> Iterator[tuple[str, ...]]:
    for programa in programas:
        for compromiso in programa.compromisos:
            medios = show_items(compromiso.medios)
            for nombre, fecha, suma in archivos.get(compromiso.id, ()):
                yield compromiso.codigo, medios, nombre, f"{fecha:%d-%m-%Y}", suma
            if not archivos.get(compromiso.id):
                yield compromiso.codigo, medios, "Sin archivo", "", ""
