"""Bring the analyses of III.4 to what a workbook says, each linked to its objective (V14)."""

from typing import Any

from programas.formulario.enlace import link_analisis
from programas.formulario.lectores import SIN_RECOMENDACIONES, parse_recomendaciones, show_recomendaciones
from programas.formulario.lectura import AnalisisLeido
from programas.models import AnalisisAvance, Corte, ObjetivoEspecifico, ProgramaTrabajo
from programas.services import codigos
from programas.services.importacion.emparejar import pair_filas
from programas.services.importacion.importador import Importador
from regiones.services.armado import build_nueva

CAMPOS = ("avance_efectivo", "avance_medidas", "responsable")


def apply_analisis(
    importador: Importador, programa: ProgramaTrabajo, corte: Corte, leidos: tuple[AnalisisLeido, ...]
) -> None:
    """Plan the analyses of one programme at one corte. A link that a person made stands."""
    escritura = importador.escritura
    guardados = importador.guardado.list_analisis(programa.tipo, corte)
    parejas = pair_filas(
        leidos,
        [(leido.objetivo_texto, *(getattr(leido, campo) for campo in CAMPOS)) for leido in leidos],
        guardados,
        [(analisis.objetivo_texto, *(getattr(analisis, campo) for campo in CAMPOS)) for analisis in guardados],
        importador.escritas,
    )
    enlaces = find_objetivos(importador, programa, leidos)
    ocupados = {analisis.objetivo_id for analisis in guardados if analisis.objetivo_id}
    ordenes = importador.place(parejas, guardados)
    for leido, pareja, objetivo, orden in zip(leidos, parejas, enlaces, ordenes, strict=True):
        if pareja is None:
            analisis = build_nueva(
                AnalisisAvance, programa=programa, corte=corte, codigo=codigos.next_analisis(programa)
            )
            analisis.procedencia = leido.procedencia
            escritura.touch(programa, {"ultimo_analisis"})
        else:
            analisis = guardados[pareja]
        valores: dict[str, Any] = {"orden": orden, "objetivo_texto": leido.objetivo_texto}
        valores |= {campo: valor for campo in CAMPOS if (valor := getattr(leido, campo)) is not None}
        valores |= read_recomendaciones(importador, analisis, leido)
        antes, despues = escritura.update(analisis, valores)
        enlaza = analisis.objetivo_id is None and objetivo is not None and objetivo.pk not in ocupados
        if enlaza and objetivo is not None:
            analisis.objetivo = objetivo
            despues["objetivo"], antes["objetivo"] = objetivo.codigo, None
            escritura.touch(analisis, {"objetivo"})
        if pareja is None:
            escritura.insert(analisis, "analisis")
        elif (registro := escritura.report("analisis", analisis, antes, despues, leido.procedencia)) and enlaza:
            escritura.enlazados.append((registro, analisis))
    importador.note_ausentes("analisis", guardados, parejas)


def read_columna_4(analisis: AnalisisAvance) -> str:
    """What the form prints of an analysis, as it is read again."""
    return parse_recomendaciones(show_recomendaciones(analisis.recomendaciones, analisis.sin_recomendaciones))


def read_recomendaciones(importador: Importador, analisis: AnalisisAvance, leido: AnalisisLeido) -> dict[str, Any]:
    """The fields that column (4) changes.

    «Sin recomendaciones» is the tick, unless somebody is responsible for them: then it stays a text. A blank in a
    workbook from elsewhere says the same as the tick, for note (4) asks for them «si existen».
    """
    anterior, dicho = read_columna_4(analisis), leido.recomendaciones
    responsable = analisis.responsable if leido.responsable is None else leido.responsable
    calla = not dicho and not responsable and leido.codigo not in importador.escritas
    if dicho is None or (calla and anterior == SIN_RECOMENDACIONES):
        dicho = anterior
    if (dicho, bool(responsable)) == (anterior, bool(analisis.responsable)):
        return {}
    sin_ellas = dicho == SIN_RECOMENDACIONES and not responsable
    return {"recomendaciones": "" if sin_ellas else dicho, "sin_recomendaciones": sin_ellas}


def find_objetivos(
    importador: Importador, programa: ProgramaTrabajo, leidos: tuple[AnalisisLeido, ...]
) -> list[ObjetivoEspecifico | None]:
    """The objective of each analysis when it is certain; the others wait for a person."""
    objetivos = importador.list_objetivos(programa)
    textos = {i: (objetivo.texto, indicador.texto) for i, (objetivo, indicador) in enumerate(objetivos)}
    return [
        None if enlace.objetivo is None else objetivos[enlace.objetivo][0]
        for enlace in link_analisis([leido.objetivo_texto for leido in leidos], textos)
    ]
