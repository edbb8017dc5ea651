"""Remarks that wait for an answer, and programmes that wait to be sent."""

from collections import Counter

from django.db.models import Q

from programas.enums import Asunto, EstadoPrograma
from programas.models import Compromiso, Observacion
from programas.selectors.pendientes.tipos import Ambito, Pendiente
from programas.selectors.presentacion import show_cantidad
from programas.selectors.resultados import ProgramaEvaluado, TerritorioEvaluado

SIN_APROBAR = {
    EstadoPrograma.BORRADOR: "Enviar a revisión",
    EstadoPrograma.OBSERVADO: "Corregir y enviar de nuevo",
}


def list_observaciones(ambito: Ambito) -> list[Pendiente]:
    """Open remarks that nobody of the territory answered, by programme: one query."""
    abiertas = Observacion.objects.filter(
        query_propias(ambito),
        programa__ejercicio=ambito.ejercicio,
        resuelta_en__isnull=True,
        respondida=False,
    )
    cuentas: Counter[tuple[int, str]] = Counter()
    bloquean: set[tuple[int, str]] = set()
    for region, tipo, asunto in abiertas.values_list("programa__region", "programa__tipo", "asunto"):
        cuentas[region, tipo] += 1
        if asunto == Asunto.COMPROMETIDO:
            bloquean.add((region, tipo))
    return [
        Pendiente(
            que=f"Responder {show_cantidad(cuantas, 'observación', 'observaciones')} de la unidad central",
            donde=f"{tipo} de {ambito.territorios[region].nombre}",
            porque="El programa no se aprueba mientras queden observaciones sin responder."
            if (region, tipo) in bloquean
            else "La unidad central espera la respuesta para validar lo declarado o aprobar el análisis.",
            boton="Responder",
            pagina="programa",
            argumentos=(ambito.territorios[region].cut, tipo),
        )
        for (region, tipo), cuantas in sorted(cuentas.items())
    ]


def query_propias(ambito: Ambito) -> Q:
    """Remarks on the own territories; of a unit, those on its rows, their objectives and analyses."""
    condicion = Q(programa__region__in=ambito.regiones)
    if ambito.regiones_de_unidad:
        filas = Compromiso.objects.filter(unidades__in=ambito.unidades)
        codigos = Q()
        for campo in ("codigo", "objetivo__codigo", "objetivo__analisis__codigo"):
            codigos |= Q(fila__in=filas.filter(**{f"{campo}__isnull": False}).values(campo))
        condicion |= Q(programa__region__in=ambito.regiones_de_unidad) & codigos
    return condicion


def list_envios(ambito: Ambito) -> list[Pendiente]:
    """Programmes that the central unit does not have, or gave back: no query."""
    if ambito.ejercicio.cerrado:
        return []
    return [
        show_envio(ambito, territorio, programa, EstadoPrograma(programa.estado))
        for region, territorio in ambito.territorios.items()
        if region in ambito.regiones
        for programa in territorio.programas.values()
        if programa.estado in SIN_APROBAR
    ]


def show_envio(
    ambito: Ambito, territorio: TerritorioEvaluado, programa: ProgramaEvaluado, estado: EstadoPrograma
) -> Pendiente:
    envia = territorio.id in ambito.dirigidas
    que = SIN_APROBAR[estado] if envia else f"{SIN_APROBAR[estado]}: lo envía la dirección regional"
    return Pendiente(
        que=que,
        donde=f"{programa.tipo} de {territorio.nombre}",
        porque="La unidad central lo devolvió con observaciones."
        if estado == EstadoPrograma.OBSERVADO
        else "Está en borrador: la unidad central todavía no lo recibe.",
        boton="Abrir el programa",
        pagina="programa",
        argumentos=(territorio.cut, programa.tipo),
    )
