"""Bring the analyses of III.4 to what a workbook says, each linked to its objective (V14)."""

from typing import Any

from programas.formulario.enlace import link_analisis
from programas.formulario.lectura import AnalisisLeido
from programas.models import AnalisisAvance, Corte, ObjetivoEspecifico, ProgramaTrabajo
from programas.services import codigos
from programas.services.importacion.emparejar import match_filas, place_filas
from programas.services.importacion.importador import Importador

CAMPOS = ("avance_efectivo", "avance_medidas", "recomendaciones", "responsable")


def apply_analisis(
    importador: Importador, programa: ProgramaTrabajo, corte: Corte, leidos: tuple[AnalisisLeido, ...]
) -> None:
    """Plan the analyses of one programme at one corte. A link that a person made stands."""
    escritura = importador.escritura
    guardados = importador.guardado.analisis[programa.tipo]
    parejas = match_filas(
        [(leido.objetivo_texto, *(getattr(leido, campo) for campo in CAMPOS)) for leido in leidos],
        [(analisis.objetivo_texto, *(getattr(analisis, campo) for campo in CAMPOS)) for analisis in guardados],
    )
    enlaces = find_objetivos(importador, programa, leidos)
    ocupados = {analisis.objetivo_id for analisis in guardados if analisis.objetivo_id}
    ordenes = place_filas(parejas, [analisis.orden for analisis in guardados])
    for leido, pareja, objetivo, orden in zip(leidos, parejas, enlaces, ordenes, strict=True):
        if pareja is None:
            analisis = AnalisisAvance(programa=programa, corte=corte, codigo=codigos.next_analisis(programa))
            analisis.procedencia = leido.procedencia
            escritura.touch(programa, {"ultimo_analisis"})
        else:
            analisis = guardados[pareja]
        valores: dict[str, Any] = {"orden": orden, "objetivo_texto": leido.objetivo_texto}
        valores |= {campo: valor for campo in CAMPOS if (valor := getattr(leido, campo)) is not None}
        antes, despues = escritura.update(analisis, valores)
        if analisis.objetivo_id is None and objetivo is not None and objetivo.pk not in ocupados:
            analisis.objetivo = objetivo
            despues["objetivo"], antes["objetivo"] = objetivo.codigo, None
            escritura.touch(analisis, {"objetivo"})
        if pareja is None:
            escritura.insert(analisis, "analisis")
        else:
            escritura.report("analisis", analisis, antes, despues, leido.procedencia)
    importador.note_ausentes("analisis", guardados, parejas)


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
