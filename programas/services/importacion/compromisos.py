"""Bring the commitments of an objective, with their activities and means, to what a workbook says."""

from collections.abc import Sequence
from typing import Any

from programas.enums import Ponderacion
from programas.formulario.columnas import show_items, show_peso
from programas.formulario.lectores import split_items
from programas.formulario.lectura import CompromisoLeido
from programas.models import Actividad, Compromiso, MedioVerificacion, ObjetivoEspecifico, ProgramaTrabajo
from programas.services import codigos
from programas.services.importacion.emparejar import match_filas, pair_filas
from programas.services.importacion.guardado import Parte
from programas.services.importacion.importador import Importador
from programas.services.importacion.respuestas import read_respuesta
from programas.services.importacion.vacias import note_vacia
from regiones.services.armado import build_nueva


def apply_compromisos(
    importador: Importador,
    programa: ProgramaTrabajo,
    objetivo: ObjetivoEspecifico,
    leidos: Sequence[CompromisoLeido],
) -> None:
    """Plan the weighted rows of an objective. When there is one on both sides, it is the same one."""
    guardados = [] if objetivo.pk is None else importador.guardado.compromisos[objetivo.pk]
    parejas: list[int | None] = [0]
    if not len(leidos) == len(guardados) == 1 or leidos[0].codigo in importador.escritas:
        parejas = pair_filas(
            leidos,
            [(show_items(leido.actividades or ()), leido.unidad) for leido in leidos],
            guardados,
            [
                (show_items(importador.guardado.get_textos(Actividad, guardado)), guardado.unidad_texto)
                for guardado in guardados
            ],
            importador.escritas,
        )
    ordenes = importador.place(parejas, guardados)
    for leido, pareja, orden in zip(leidos, parejas, ordenes, strict=True):
        guardado = None if pareja is None else guardados[pareja]
        apply_compromiso(importador, programa, objetivo, guardado, leido, orden)
    importador.note_ausentes("compromisos", guardados, parejas)


def apply_compromiso(
    importador: Importador,
    programa: ProgramaTrabajo,
    objetivo: ObjetivoEspecifico,
    guardado: Compromiso | None,
    leido: CompromisoLeido,
    orden: int,
) -> None:
    escritura = importador.escritura
    compromiso = guardado
    if compromiso is None:
        compromiso = build_nueva(Compromiso, objetivo=objetivo, codigo=codigos.next_compromiso(objetivo))
        compromiso.procedencia = leido.procedencia
        escritura.touch(objetivo, {"ultimo_compromiso"})
    valores: dict[str, Any] = {"orden": orden}
    if programa.ponderacion == Ponderacion.MANUAL:
        valores["ponderacion"] = leido.ponderacion
        note_peso_borrado(importador, compromiso, leido)
    if leido.unidad is not None:
        valores["unidad_texto"] = leido.unidad
    valores |= read_respuesta(importador, compromiso, leido)
    antes, despues = escritura.update(compromiso, valores)
    if cambio := link_unidades(importador, compromiso, leido, "unidad_texto" in despues):
        antes["unidades"], despues["unidades"] = cambio
    for modelo, clave, textos in (
        (Actividad, "actividades", leido.actividades),
        (MedioVerificacion, "medios", leido.medios),
    ):
        if textos is not None and (partes := apply_partes(importador, modelo, compromiso, textos)):
            antes[clave], despues[clave] = partes
    if guardado is None:
        escritura.insert(compromiso, "compromisos", despues)
    else:
        escritura.report("compromisos", compromiso, antes, despues, leido.procedencia)


def note_peso_borrado(importador: Importador, compromiso: Compromiso, leido: CompromisoLeido) -> None:
    """Say beside the cell that a blank takes the stored weight away."""
    peso, procedencia = show_peso(compromiso.ponderacion), leido.procedencia
    if leido.ponderacion is not None or not peso or "ponderacion" in procedencia["celdas"]:
        return
    problema = f"la celda está vacía y lo guardado pesa {peso}: la fila quedaría sin ponderación"
    remedio = "Escriba su ponderación, si la conserva."
    importador.notas.append(note_vacia(importador.columnas, procedencia, "ponderacion", "V3", problema, remedio))


def link_unidades(
    importador: Importador, compromiso: Compromiso, leido: CompromisoLeido, cambia: bool
) -> tuple[list[int], list[int]] | None:
    """Link the units that the text names, when the text changes or while none is linked; return the change."""
    actuales = [] if compromiso.pk is None else sorted(importador.guardado.unidades[compromiso.pk])
    if actuales and not cambia:
        return None
    nombradas = importador.find_unidades(compromiso.unidad_texto, leido.procedencia)
    if nombradas == actuales:
        return None
    importador.escritura.link(compromiso, "unidades", nombradas)
    return actuales, nombradas


def apply_partes(
    importador: Importador, modelo: type[Parte], compromiso: Compromiso, textos: tuple[str, ...]
) -> tuple[list[str], list[str]] | None:
    """Bring the activities or means of a commitment to these texts; return them before and after, if they change.

    What the form would print of those stored, read again, is the same when nobody changed it.
    """
    partes = [] if compromiso.pk is None else importador.guardado.get_partes(modelo, compromiso)
    anteriores = [parte.texto for parte in partes]
    if textos in (tuple(anteriores), split_items(show_items(tuple(anteriores)))):
        return None
    conservadas: set[int] = set()
    for orden, (texto, pareja) in enumerate(zip(textos, pair_partes(textos, anteriores), strict=True), start=1):
        if pareja is None:
            add_parte(importador, modelo, compromiso, texto, orden)
        else:
            conservadas.add(pareja)
            change_parte(importador, partes[pareja], texto, orden)
    importador.escritura.eliminar += [parte for i, parte in enumerate(partes) if i not in conservadas]
    return anteriores, list(textos)


def pair_partes(textos: Sequence[str], anteriores: Sequence[str]) -> list[int | None]:
    """Which stored part each text is: the one that says it or nearly so, otherwise one that nobody else is."""
    parejas = match_filas([(texto,) for texto in textos], [(anterior,) for anterior in anteriores])
    libres = iter(sorted(set(range(len(anteriores))) - set(parejas)))
    return [next(libres, None) if pareja is None else pareja for pareja in parejas]


def add_parte(importador: Importador, modelo: type[Parte], compromiso: Compromiso, texto: str, orden: int) -> None:
    actividad = modelo is Actividad
    codigo = codigos.next_actividad(compromiso) if actividad else codigos.next_medio(compromiso)
    importador.escritura.insert(
        build_nueva(modelo, compromiso=compromiso, codigo=codigo, orden=orden, texto=texto)
    )
    importador.escritura.touch(compromiso, {"ultima_actividad" if actividad else "ultimo_medio"})


def change_parte(importador: Importador, parte: Parte, texto: str, orden: int) -> None:
    escritos = {"texto": texto, "orden": orden}
    antes = {campo: getattr(parte, campo) for campo, valor in escritos.items() if getattr(parte, campo) != valor}
    if antes:
        parte.texto, parte.orden = texto, orden
        importador.escritura.touch(parte, set(antes))
        importador.escritura.record_cambio(parte, antes, {campo: escritos[campo] for campo in antes})
