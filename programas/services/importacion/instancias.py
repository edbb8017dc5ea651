"""Bring the instancias of III.2 to what a workbook says."""

from programas.formulario.lectura import InstanciaLeida
from programas.models import Instancia, ProgramaTrabajo
from programas.services import codigos
from programas.services.importacion.emparejar import match_filas
from programas.services.importacion.programa import Importador

CAMPOS = ("nombre", "problema", "territorios", "instituciones", "productos")


def apply_instancias(
    importador: Importador, programa: ProgramaTrabajo, leidas: tuple[InstanciaLeida, ...]
) -> None:
    """Plan what changes. The set of regions follows the text only when it changes: a person may have set it."""
    if not leidas:
        return
    escritura = importador.escritura
    guardadas = importador.guardado.instancias[programa.tipo]
    parejas = match_filas(
        [(leida.nombre, leida.problema or "") for leida in leidas],
        [(instancia.nombre, instancia.problema) for instancia in guardadas],
    )
    for orden, (leida, pareja) in enumerate(zip(leidas, parejas, strict=True), start=1):
        if pareja is None:
            instancia = Instancia(programa=programa, codigo=codigos.next_instancia(programa))
            instancia.procedencia = leida.procedencia
            escritura.touch(programa, {"ultima_instancia"})
        else:
            instancia = guardadas[pareja]
        if instancia.orden != orden:
            instancia.orden = orden
            escritura.touch(instancia, {"orden"})
        textos = {campo: valor for campo in CAMPOS if (valor := getattr(leida, campo)) is not None}
        if leida.regiones is not None and leida.territorios != instancia.territorios:
            importador.enlaces_region.append(
                (instancia, frozenset(importador.region_ids[cut] for cut in leida.regiones))
            )
        antes, despues = escritura.update(instancia, textos)
        if pareja is None:
            escritura.insert(instancia, "instancias")
        else:
            escritura.report("instancias", instancia, antes, despues, leida.procedencia)
    importador.note_ausentes("instancias", guardadas, parejas)
