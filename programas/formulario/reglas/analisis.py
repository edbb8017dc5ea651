"""Rules of sheet III.4: V11, V12, V14."""

from collections.abc import Iterator

from programas.formulario.contenido import AnalisisContenido, ProgramaContenido, TerritorioContenido
from programas.formulario.enlace import link_analisis
from programas.formulario.lectura import Hallazgo, Nivel
from programas.formulario.reglas.base import SIN_EFECTO, Contexto, cite


def check_analisis(territorio: TerritorioContenido, contexto: Contexto) -> Iterator[Hallazgo]:
    """V11: every objective has its analysis in the corte that is due."""
    if contexto.corte is None:
        return
    for programa in territorio.programas:
        analizados = {a.objetivo for a in programa.analisis if a.corte_id == contexto.corte}
        por_confirmar = {
            codigos[0]: analisis
            for analisis, codigos in propose_enlaces(programa)
            if codigos and analisis.corte_id == contexto.corte
        }
        for objetivo in programa.objetivos:
            if objetivo.codigo in analizados:
                continue
            problema, remedio = "no tiene análisis del avance en el corte", "Escriba su análisis en III.4."
            if propuesto := por_confirmar.get(objetivo.codigo):
                problema = f"solo tiene un análisis por confirmar: {'!'.join(propuesto.locate('objetivo'))}"
                remedio = "Confirme el enlace, o escriba su análisis en III.4."
            yield cite(
                objetivo,
                ("objetivo",),
                "V11",
                Nivel.ADVERTENCIA,
                objetivo.texto,
                f"el objetivo {objetivo.codigo} {problema}",
                remedio,
            )


def check_responsables(territorio: TerritorioContenido, contexto: Contexto) -> Iterator[Hallazgo]:
    """V12: a recommendation has someone responsible for it (III.4, note 5)."""
    for programa in territorio.programas:
        for analisis in programa.analisis:
            if analisis.sin_responsable:
                hoja, celda = analisis.locate("recomendaciones", "objetivo")
                yield Hallazgo(
                    "V12",
                    Nivel.ERROR,
                    hoja,
                    celda,
                    analisis.recomendaciones,
                    "las recomendaciones no tienen responsable (nota 5)",
                    "Indique quién las implementa, o marque «sin recomendaciones».",
                    SIN_EFECTO,
                    fila=analisis.codigo,
                )


def check_enlaces(territorio: TerritorioContenido, contexto: Contexto) -> Iterator[Hallazgo]:
    """V14: an analysis whose objective is worded otherwise waits for a person to link it."""
    for programa in territorio.programas:
        for analisis, candidatos in propose_enlaces(programa):
            hoja, celda = analisis.locate("objetivo")
            yield Hallazgo(
                "V14",
                Nivel.ADVERTENCIA,
                hoja,
                celda,
                analisis.objetivo_texto,
                "no se sabe con certeza qué objetivo analiza la fila"
                + (f"; se parece a {', '.join(candidatos)}" if candidatos else "; ninguno se le parece"),
                "Elija su objetivo en el análisis.",
                SIN_EFECTO,
                fila=analisis.codigo,
            )


def propose_enlaces(programa: ProgramaContenido) -> Iterator[tuple[AnalisisContenido, list[str]]]:
    """Each analysis without objective, with the codes of those it may analyse, nearest first."""
    sueltos = [analisis for analisis in programa.analisis if analisis.objetivo is None]
    for corte in dict.fromkeys(analisis.corte_id for analisis in sueltos):
        enlazados = {a.objetivo for a in programa.analisis if a.corte_id == corte}
        libres = {o.codigo: (o.texto, o.indicador) for o in programa.objetivos if o.codigo not in enlazados}
        del_corte = [analisis for analisis in sueltos if analisis.corte_id == corte]
        propuestas = link_analisis([analisis.objetivo_texto for analisis in del_corte], libres)
        for analisis, enlace in zip(del_corte, propuestas, strict=True):
            ciertos = [] if enlace.objetivo is None else [enlace.objetivo]
            yield analisis, ciertos or [candidato for candidato, _ in enlace.candidatos]
