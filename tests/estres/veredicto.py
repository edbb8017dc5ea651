"""The verdict computed again, from the rows and without the application's arithmetic; and the year's closing."""

from collections import defaultdict
from fractions import Fraction
from typing import Any, NamedTuple

from django.db import connection

from programas.enums import Cumple, Etapa
from programas.models import Cierre, Compromiso, Ejercicio
from programas.selectors.resultados import evaluate_ejercicio
from programas.services.cumplimiento import has_resultado, validate_cumplimiento
from programas.services.ejercicios import change_etapa
from regiones.models import Usuario
from tests.estres.siembra import ANIO, ServicioSembrado

FILAS = """
SELECT r.cut, p.tipo, p.ponderacion, c.ponderacion, c.validado
FROM programas_compromiso c
JOIN programas_objetivoespecifico o ON o.id = c.objetivo_id
JOIN programas_programatrabajo p ON p.id = o.programa_id
JOIN regiones_region r ON r.id = p.region_id
WHERE p.ejercicio_id = %s
"""
EXIGIDO = Fraction(9, 10)


class Peso(NamedTuple):
    """The weights of a programme: committed, won and lost."""

    total: int
    ganado: int
    perdido: int


def compute_estados(ejercicio: Ejercicio) -> dict[tuple[str, str], str]:
    """Where each programme stands, by territory and type, and the service under («», «»): note (11) and (12)."""
    with connection.cursor() as cursor:
        cursor.execute(FILAS, [ejercicio.pk])
        filas = cursor.fetchall()
    sumas: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for cut, tipo, modo, ponderacion, validado in filas:
        peso = 1 if modo == "UNIFORME" else ponderacion
        suma = sumas[cut, tipo]
        suma[0] += peso
        suma[1] += peso if validado == "si" else 0
        suma[2] += peso if validado in ("no", "parcial") or (ejercicio.cerrado and not validado) else 0
    estados = {clave: decide(Peso(*suma)) for clave, suma in sumas.items()}
    todos = set(estados.values())
    estados["", ""] = "NO CUMPLE" if "NO CUMPLE" in todos else "CUMPLE" if todos == {"CUMPLE"} else "EN JUEGO"
    return estados


def decide(peso: Peso) -> str:
    if Fraction(peso.ganado, peso.total) >= EXIGIDO:
        return "CUMPLE"
    return "NO CUMPLE" if Fraction(peso.total - peso.perdido, peso.total) < EXIGIDO else "EN JUEGO"


def list_servidos(ejercicio: Ejercicio) -> dict[tuple[str, str], str]:
    """The same as the pages say it."""
    evaluado = evaluate_ejercicio(ejercicio)
    assert evaluado.servicio is not None
    estados = {
        (territorio.cut, tipo): programa.resultado.estado.value
        for territorio in evaluado.territorios
        for tipo, programa in territorio.programas.items()
        if programa.filas
    }
    return estados | {("", ""): evaluado.servicio.veredicto.value}


def list_sellados(cierre: Cierre) -> dict[tuple[str, str], str]:
    """The same as a closing froze it."""
    resultado: dict[str, Any] = cierre.resultado
    estados = {
        (territorio["codigo"], programa["tipo"]): programa["estado"]
        for territorio in resultado["territorios"]
        for programa in territorio["programas"]
        if Fraction(programa["comprometido"])
    }
    return estados | {("", ""): resultado["servicio"]["veredicto"]}


def check_veredictos() -> tuple[int, list[str]]:
    """Of every year, what the rows give, what the pages say and what its closing sealed. How many figures."""
    vistos, problemas = 0, []
    for ejercicio in Ejercicio.objects.select_related("servicio").order_by("pk"):
        propios = compute_estados(ejercicio)
        dichos = [("las páginas dicen", list_servidos(ejercicio))]
        dichos += [("el cierre selló", list_sellados(cierre)) for cierre in ejercicio.cierres.all()]
        for quien, estados in dichos:
            vistos += len(estados)
            problemas += [
                f"veredicto de {ejercicio} {' '.join(clave)}: las filas dan {propios.get(clave)} y {quien} "
                f"{estados.get(clave)}"
                for clave in sorted(propios.keys() | estados.keys())
                if propios.get(clave) != estados.get(clave)
            ]
    return vistos, problemas


def close_ejercicios(servicios: list[ServicioSembrado]) -> int:
    """Validate what is left as it was declared and close the years, by the acts of the application. How many."""
    cerrados = 0
    for servicio in servicios:
        if servicio.se_importa:
            continue
        ejercicio = Ejercicio.objects.get(servicio__codigo=servicio.codigo, anio=ANIO)
        administradora = Usuario.objects.get(username=servicio.administradora)
        change_etapa(ejercicio=ejercicio, etapa=Etapa.EVALUACION, actor=administradora)
        ejercicio.refresh_from_db()
        validate_pendientes(ejercicio, Usuario.objects.get(username=servicio.revisora))
        change_etapa(ejercicio=ejercicio, etapa=Etapa.CERRADO, actor=administradora)
        cerrados += 1
    return cerrados


def validate_pendientes(ejercicio: Ejercicio, revisora: Usuario) -> None:
    """What nobody declared, or says «sí» without a result, was not fulfilled."""
    filas = Compromiso.objects.filter(objetivo__programa__ejercicio=ejercicio, validado="")
    for fila in filas.select_related("objetivo__programa__ejercicio", "objetivo__programa__region"):
        respuesta = fila.declarado or Cumple.NO.value
        if respuesta == Cumple.SI and not has_resultado(fila):
            respuesta = Cumple.NO.value
        validate_cumplimiento(compromiso=fila, respuesta=respuesta, motivo="Cierre del año", actor=revisora)
