"""The overview of many services against the same sums in raw SQL, and one year among many against one alone."""

from typing import Any

from django.db import connection, transaction

from programas.models import Compromiso, Ejercicio
from programas.selectors.resultados import evaluate_ejercicio
from programas.selectors.servicios import Servicios, load_servicios
from regiones.models import Usuario
from tests.banco.medidas import Comparacion, Medida, measure_por_turnos, time_ms
from tests.muchos import FILAS, analyze, build_servicios

SERVICIOS = 200
TERRITORIOS = 16
RONDAS = 7
SUMAS = """
SELECT p.id, p.ejercicio_id, p.region_id, p.tipo, p.ponderacion,
  COUNT(c.id), COUNT(c.ponderacion), SUM(c.ponderacion),
  COUNT(c.id) FILTER (WHERE c.validado = 'si'), SUM(c.ponderacion) FILTER (WHERE c.validado = 'si'),
  COUNT(c.id) FILTER (WHERE c.validado IN ('no', 'parcial')),
  SUM(c.ponderacion) FILTER (WHERE c.validado IN ('no', 'parcial'))
FROM programas_programatrabajo p
LEFT JOIN programas_objetivoespecifico o ON o.programa_id = p.id
LEFT JOIN programas_compromiso c ON c.objetivo_id = o.id
GROUP BY p.id, p.ejercicio_id, p.region_id, p.tipo, p.ponderacion
"""


def sum_en_sql() -> list[tuple[Any, ...]]:
    """The reference: the integer sums of every programme, and nothing decided."""
    with connection.cursor() as cursor:
        cursor.execute(SUMAS)
        return cursor.fetchall()


def measure_uno(ejercicio: Ejercicio) -> Medida:
    return measure_por_turnos({"uno": lambda: time_ms(lambda: evaluate_ejercicio(ejercicio))})["uno"]


def check_respuestas(datos: Servicios) -> None:
    """Before anything is timed: every row is there, and each kind of service is decided as it was built."""
    filas = Compromiso.objects.count()
    palabras = {fila.veredicto.palabra for fila in datos.filas if fila.veredicto}
    if filas != SERVICIOS * TERRITORIOS * sum(FILAS) or palabras != {"No cumple", "Cumple", "En juego"}:
        raise SystemExit(f"El banco tiene {filas} compromisos y decide {palabras}: no se mide nada.")


def measure_servicios() -> list[Comparacion]:
    """All the services of a ministry, and one of its years, each against its reference."""
    with transaction.atomic():
        usuario = Usuario.objects.create_user("banco.servicios")
        (solo, *_) = build_servicios(1, usuario)
        sola = measure_uno(solo)
        ejercicios = [solo, *build_servicios(SERVICIOS - 1, usuario, desde=1)]
        analyze()
        check_respuestas(load_servicios(usuario, []))
        todos = measure_por_turnos(
            {
                "sql": lambda: time_ms(sum_en_sql),
                "nuestros": lambda: time_ms(lambda: load_servicios(usuario, [])),
            },
            rondas=RONDAS,
        )
        uno = measure_uno(ejercicios[SERVICIOS // 2])
        transaction.set_rollback(True)
    return [
        Comparacion("200 servicios, 99.200 compromisos", "las sumas en SQL", todos["nuestros"], todos["sql"], 1.1),
        Comparacion("un ejercicio entre 200", "el mismo, solo", uno, sola, 1.2),
    ]
