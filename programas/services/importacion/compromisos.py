"""Bring the commitments of an objective, with their activities and means, to what a workbook says."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from programas.enums import Cumple, Ponderacion
from programas.formulario.hojas import show_items
from programas.formulario.lectores import split_items
from programas.formulario.lectura import CompromisoLeido
from programas.models import Actividad, Compromiso, MedioVerificacion, ObjetivoEspecifico, ProgramaTrabajo
from programas.services import codigos
from programas.services.importacion.emparejar import match_filas, pair_filas
from programas.services.importacion.guardado import Parte
from programas.services.importacion.importador import Importador


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
        compromiso = Compromiso(objetivo=objetivo, codigo=codigos.next_compromiso(objetivo))
        compromiso.procedencia = leido.procedencia
        escritura.touch(objetivo, {"ultimo_compromiso"})
    valores: dict[str, Any] = {"orden": orden}
    if programa.ponderacion == Ponderacion.MANUAL:
        valores["ponderacion"] = leido.ponderacion
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


def read_respuesta(importador: Importador, compromiso: Compromiso, leido: CompromisoLeido) -> dict[str, Any]:
    """The fields that a «cumple» changes, as the region's declaration.

    A blank says nothing; what was validated stands; «sí» needs a means of verification (V5).
    """
    if not leido.cumple or leido.cumple in (compromiso.declarado, compromiso.validado):
        return {}
    problema = remedio = ""
    medios: Sequence[str] = leido.medios or ()
    if leido.medios is None and compromiso.pk is not None:
        medios = importador.guardado.get_textos(MedioVerificacion, compromiso)
    if not importador.admite_respuestas:
        problema = "el ejercicio está en formulación: todavía no se declara cumplimiento"
        remedio = "Deje la columna en blanco."
    elif compromiso.validado:
        problema = f"el compromiso {compromiso.codigo} ya está validado y el libro lo declara de otro modo"
        remedio = "Deje la celda como estaba; un cambio se pide a la unidad central."
    elif leido.cumple == Cumple.SI and not medios:
        problema = "declara «sí» y no tiene medio de verificación (V5)"
        remedio = "Escriba el medio de verificación, o deje la respuesta en blanco."
    if problema:
        importador.refuse(leido.procedencia, "cumple", leido.cumple, problema, remedio)
        return {}
    actor = importador.escritura.actor
    motivo = "" if leido.cumple == Cumple.SI else compromiso.motivo
    return {
        "declarado": leido.cumple,
        "declarado_por_id": actor.pk if actor else None,
        "declarado_en": timezone.now(),
        "motivo": motivo,
    }


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
    importador.escritura.insert(modelo(compromiso=compromiso, codigo=codigo, orden=orden, texto=texto))
    importador.escritura.touch(compromiso, {"ultima_actividad" if actividad else "ultimo_medio"})


def change_parte(importador: Importador, parte: Parte, texto: str, orden: int) -> None:
    escritos = {"texto": texto, "orden": orden}
    antes = {campo: getattr(parte, campo) for campo, valor in escritos.items() if getattr(parte, campo) != valor}
    if antes:
        parte.texto, parte.orden = texto, orden
        importador.escritura.touch(parte, set(antes))
        importador.escritura.record_cambio(parte, antes, {campo: escritos[campo] for campo in antes})
