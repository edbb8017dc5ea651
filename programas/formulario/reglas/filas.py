"""Rules of what each row says: V4, V5, V13, its unit, its repetitions, its text of Etapa 2."""

from collections import Counter
from collections.abc import Iterator

from programas.formulario.contenido import ObjetivoContenido, TerritorioContenido
from programas.formulario.hojas import get_control
from programas.formulario.lectura import Hallazgo, Nivel
from programas.formulario.reglas.base import SIN_EFECTO, Contexto, cite, each_compromiso, each_programa
from regiones.textos import fold_text

ACTIVIDADES_EXIGIDAS = 2


def check_actividades(territorio: TerritorioContenido, contexto: Contexto) -> Iterator[Hallazgo]:
    """V4: at least two activities per objective when it works by them; run together, they cannot be counted."""
    for programa in each_programa(territorio):
        for objetivo in programa.objetivos:
            if programa.modalidad == "ACTIVIDADES" and len(objetivo.compromisos) < ACTIVIDADES_EXIGIDAS:
                yield cite(
                    objetivo,
                    ("objetivo",),
                    "V4",
                    Nivel.ADVERTENCIA,
                    objetivo.texto,
                    f"el objetivo {objetivo.codigo} tiene menos de dos actividades (nota 5)",
                    "Agregue otra actividad, o justifique por escrito por qué basta una.",
                )
            yield from check_corridas(objetivo)


def check_corridas(objetivo: ObjetivoContenido) -> Iterator[Hallazgo]:
    """An imported cell that neither numbers nor separates its activities was kept whole."""
    for compromiso in objetivo.compromisos:
        importada = "actividades" in compromiso.procedencia.get("celdas", {})
        if importada and len(compromiso.actividades) == 1 and len(objetivo.compromisos) == 1:
            yield cite(
                compromiso,
                ("actividades",),
                "V4",
                Nivel.ADVERTENCIA,
                compromiso.actividades[0],
                "la celda no numera ni separa sus actividades: se guardó entera, como una sola",
                "Si son varias, sepárelas en líneas distintas.",
            )


def check_medios(territorio: TerritorioContenido, contexto: Contexto) -> Iterator[Hallazgo]:
    """V5: a means of verification per meta or activity; without one «sí» cannot be declared."""
    for programa, objetivo, compromiso in each_compromiso(territorio):
        for regla, problema, remedio in (
            get_control(programa.tipo).get_columna("medios").validate(compromiso.medios)
        ):
            yield cite(
                compromiso,
                ("medios", "actividades"),
                regla,
                Nivel.ADVERTENCIA,
                objetivo.texto,
                f"el compromiso {compromiso.codigo} {problema}",
                remedio,
                "Sin medio de verificación no se puede declarar «sí».",
                respaldo=objetivo,
            )


def check_metas(territorio: TerritorioContenido, contexto: Contexto) -> Iterator[Hallazgo]:
    """V13: a target holds one value."""
    for programa in each_programa(territorio):
        columna = get_control(programa.tipo).get_columna("resultado")
        for objetivo in programa.objetivos:
            for regla, problema, remedio in columna.validate(objetivo.meta):
                yield cite(
                    objetivo,
                    ("resultado",),
                    regla,
                    Nivel.ADVERTENCIA,
                    objetivo.meta,
                    problema,
                    remedio,
                    "Según qué valor se exija, la misma fila puede ser «sí» o «no».",
                    decide=True,
                )


def check_repetidos(territorio: TerritorioContenido, contexto: Contexto) -> Iterator[Hallazgo]:
    """Texts that repeat: objectives of the same programme, and progress copied between analyses."""
    for programa in territorio.programas:
        objetivos = Counter(fold_text(objetivo.texto) for objetivo in programa.objetivos)
        avances = Counter((a.corte_id, fold_text(a.avance_efectivo)) for a in programa.analisis)
        for objetivo in programa.objetivos:
            if objetivos[fold_text(objetivo.texto)] > 1:
                yield cite(
                    objetivo,
                    ("objetivo",),
                    "Repetido",
                    Nivel.INFO,
                    objetivo.texto,
                    "otra fila del programa tiene el mismo objetivo: cada una cuenta por separado",
                    "Nada, si sus indicadores son distintos.",
                )
        for analisis in programa.analisis:
            if analisis.avance_efectivo and avances[analisis.corte_id, fold_text(analisis.avance_efectivo)] > 1:
                hoja, celda = analisis.locate("avance_efectivo")
                yield Hallazgo(
                    "Repetido",
                    Nivel.INFO,
                    hoja,
                    celda,
                    analisis.avance_efectivo,
                    "otro análisis del corte dice exactamente lo mismo",
                    "Revise si el avance es realmente el de este objetivo.",
                    SIN_EFECTO,
                    fila=analisis.codigo,
                )


def check_unidades(territorio: TerritorioContenido, contexto: Contexto) -> Iterator[Hallazgo]:
    """A unit that the catalogue does not know, once per spelling."""
    vistas: set[str] = set()
    for _, _, compromiso in each_compromiso(territorio):
        clave = fold_text(compromiso.unidad)
        if compromiso.unidad and not compromiso.unidades and clave not in vistas:
            vistas.add(clave)
            yield cite(
                compromiso,
                ("unidad",),
                "Unidad",
                Nivel.ADVERTENCIA,
                compromiso.unidad,
                "la unidad responsable no está en el catálogo, ni como alias",
                "Agréguela al catálogo, o esta forma de escribirla como alias de la que ya está.",
            )


def check_etapa2(territorio: TerritorioContenido, contexto: Contexto) -> Iterator[Hallazgo]:
    """Note (2): the objective is that of Etapa 2; a difference is shown."""
    for programa in territorio.programas:
        for objetivo in programa.objetivos:
            if objetivo.texto_etapa2 and fold_text(objetivo.texto_etapa2) != fold_text(objetivo.texto):
                yield cite(
                    objetivo,
                    ("objetivo",),
                    "Nota 2",
                    Nivel.ADVERTENCIA,
                    objetivo.texto,
                    f"el objetivo {objetivo.codigo} no dice lo que se comprometió en la etapa 2",
                    f"En la etapa 2: «{objetivo.texto_etapa2}».",
                )
