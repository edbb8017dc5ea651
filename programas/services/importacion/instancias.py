"""Bring the instancias of III.2 to what a workbook says."""

from programas.formulario.lectura import InstanciaLeida
from programas.models import Instancia, ProgramaTrabajo
from programas.services import codigos
from programas.services.importacion.emparejar import pair_filas
from programas.services.importacion.importador import Importador
from regiones.services.armado import build_nueva

CAMPOS = ("nombre", "problema", "territorios", "instituciones", "productos")


def apply_instancias(
    importador: Importador, programa: ProgramaTrabajo, leidas: tuple[InstanciaLeida, ...]
) -> None:
    """Plan what changes. A set of regions that a person may have set stands while the text does."""
    if not leidas and not importador.escritas:
        return
    escritura = importador.escritura
    guardadas = importador.guardado.instancias[programa.tipo]
    parejas = pair_filas(
        leidas,
        [[getattr(leida, campo) for campo in CAMPOS] for leida in leidas],
        guardadas,
        [[getattr(instancia, campo) for campo in CAMPOS] for instancia in guardadas],
        importador.escritas,
    )
    ordenes = importador.place(parejas, guardadas)
    for leida, pareja, orden in zip(leidas, parejas, ordenes, strict=True):
        if pareja is None:
            instancia = build_nueva(Instancia, programa=programa, codigo=codigos.next_instancia(programa))
            instancia.procedencia = leida.procedencia
            escritura.touch(programa, {"ultima_instancia"})
        else:
            instancia = guardadas[pareja]
        textos = {campo: valor for campo in CAMPOS if (valor := getattr(leida, campo)) is not None}
        antes, despues = escritura.update(instancia, {"orden": orden, **textos})
        if cambio := link_regiones(importador, instancia, leida, "territorios" in despues):
            antes["regiones"], despues["regiones"] = cambio
        if pareja is None:
            escritura.insert(instancia, "instancias", despues)
        else:
            escritura.report("instancias", instancia, antes, despues, leida.procedencia)
    importador.note_ausentes("instancias", guardadas, parejas)


def link_regiones(
    importador: Importador, instancia: Instancia, leida: InstanciaLeida, cambia: bool
) -> tuple[list[int], list[int]] | None:
    """Link the regions that the text names, when the text changes or while none is linked; return the change."""
    actuales = [] if instancia.pk is None else sorted(importador.guardado.regiones[instancia.pk])
    nombradas = sorted(importador.region_ids[cut] for cut in leida.regiones or ())
    if nombradas == actuales or (actuales and not cambia):
        return None
    importador.escritura.link(instancia, "regiones", nombradas)
    return actuales, nombradas
