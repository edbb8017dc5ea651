"""Analyses of the open cortes: those not written, programme by programme, and the reports not sent."""

from collections import Counter

from programas.enums import EstadoCorte, EstadoPrograma
from programas.models import AnalisisAvance, Corte, InformeAvance, ObjetivoEspecifico
from programas.selectors.pendientes.tipos import Ambito, Pendiente
from programas.selectors.presentacion import show_cantidad
from programas.selectors.resultados import TerritorioEvaluado

ENTREGADOS = (EstadoPrograma.ENVIADO, EstadoPrograma.APROBADO)
# Of one territory: how many objectives, and how many analysed, by programme.
Cuenta = Counter[tuple[int, str]]


def list_analisis(ambito: Ambito) -> list[Pendiente]:
    """What the open cortes ask for: four queries, or one when none is open."""
    cortes = list(ambito.ejercicio.cortes.filter(estado=EstadoCorte.ABIERTO).order_by("plazo", "fecha_medicion"))
    if not cortes or not ambito.ejercicio or ambito.ejercicio.cerrado:
        return []
    totales = count_objetivos(ambito)
    escritos = count_escritos(ambito, cortes)
    entregados = set(
        InformeAvance.objects.filter(corte__in=cortes, region__in=ambito.todas, estado__in=ENTREGADOS).values_list(
            "corte", "region"
        )
    )
    return [
        pendiente
        for corte in cortes
        for region, territorio in ambito.territorios.items()
        if (corte.pk, region) not in entregados
        for pendiente in list_territorio(ambito, corte, territorio, totales, escritos[corte.pk])
    ]


def count_objetivos(ambito: Ambito) -> Cuenta:
    filas = (
        ObjetivoEspecifico.objects.filter(ambito.narrow("programa__region", "compromisos"))
        .filter(programa__ejercicio=ambito.ejercicio)
        .values_list("pk", "programa__region", "programa__tipo")
        .distinct()
    )
    return Counter((region, tipo) for _, region, tipo in filas)


def count_escritos(ambito: Ambito, cortes: list[Corte]) -> dict[int, Cuenta]:
    filas = (
        AnalisisAvance.objects.filter(ambito.narrow("programa__region", "objetivo__compromisos"))
        .filter(corte__in=cortes, objetivo__isnull=False)
        .exclude(avance_efectivo="")
        .values_list("pk", "corte", "programa__region", "programa__tipo")
        .distinct()
    )
    cuentas: dict[int, Cuenta] = {corte.pk: Counter() for corte in cortes}
    for _, corte, region, tipo in filas:
        cuentas[corte][region, tipo] += 1
    return cuentas


def list_territorio(
    ambito: Ambito, corte: Corte, territorio: TerritorioEvaluado, totales: Cuenta, escritos: Cuenta
) -> list[Pendiente]:
    """The programmes of a territory with analyses to write; when none is left, the report to be sent."""
    fecha = f"{corte.fecha_medicion:%d-%m-%Y}"
    faltan = {tipo: totales[territorio.id, tipo] - escritos[territorio.id, tipo] for tipo in territorio.programas}
    pendientes = [
        build_pendiente(
            corte,
            territorio,
            f"Escribir {show_cantidad(cuantos, 'análisis', 'análisis')} del corte al {fecha}",
            f"{tipo} de {territorio.nombre}",
            f"Van {escritos[territorio.id, tipo]} de {totales[territorio.id, tipo]} objetivos, y el informe se "
            "envía cuando están todos (V11).",
            "Escribir",
        )
        for tipo, cuantos in faltan.items()
        if cuantos > 0
    ]
    hay = any(totales[territorio.id, tipo] for tipo in territorio.programas)
    if pendientes or not hay or territorio.id not in ambito.regiones:
        return pendientes
    envia = territorio.id in ambito.dirigidas
    return [
        build_pendiente(
            corte,
            territorio,
            f"{'Enviar' if envia else 'Pedir a la dirección regional que envíe'} el análisis del corte al {fecha}",
            f"III.4 de {territorio.nombre}",
            "Está escrito y todavía no llega a la unidad central.",
            "Revisar y enviar" if envia else "Ver el análisis",
        )
    ]


def build_pendiente(
    corte: Corte, territorio: TerritorioEvaluado, que: str, donde: str, porque: str, boton: str
) -> Pendiente:
    return Pendiente(
        que=que,
        donde=donde,
        porque=porque,
        boton=boton,
        pagina="analisis",
        argumentos=(territorio.cut, corte.fecha_medicion.isoformat()),
        plazo=corte.plazo,
    )
