"""Declaring one row, with the verdict that is left, against the bare UPDATE of that row."""

from datetime import date
from itertools import cycle
from typing import Any

from django.db import connection
from django.utils import timezone

from programas.models import Compromiso
from programas.services.cumplimiento import declare_cumplimiento
from regiones.enums import Rol
from regiones.models import Asignacion, Usuario
from tests.banco.bases import Base
from tests.banco.contendientes import decide_nuestro
from tests.banco.medidas import Comparacion, measure_por_turnos, time_ms
from tests.banco.veredictos import Desacuerdo

MARCA = 3
MOTIVO = "Faltó una sesión"
UPDATE = """
UPDATE programas_compromiso SET declarado = %s, declarado_por_id = %s, declarado_en = %s, motivo = %s WHERE id = %s
"""


class Declaracion:
    """A row that nobody validated, declared «no» and «parcial» by turns: each time it changes."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self.respuestas = cycle(("no", "parcial"))
        with base:
            fila = self.query_fila().filter(
                objetivo__programa__ejercicio=base.ejercicio, validado="", declarado=""
            )[0]
            self.clave = fila.pk
            self.actor = Usuario.objects.create_user("banco.redacta")
            Asignacion.objects.create(
                usuario=self.actor,
                servicio=base.ejercicio.servicio,
                region=fila.objetivo.programa.region,
                rol=Rol.DIRECCION,
                desde=date(2009, 1, 1),
            )

    def query_fila(self) -> Any:
        return Compromiso.objects.select_related(
            "objetivo__indicador", "objetivo__programa__region", "objetivo__programa__ejercicio__servicio"
        )

    def declare(self) -> float:
        """The act as the page calls it, its record included, and the national verdict afterwards."""
        with self.base:
            fila, respuesta = self.query_fila().get(pk=self.clave), next(self.respuestas)
            return time_ms(lambda: self.declare_y_decide(fila, respuesta))

    def declare_y_decide(self, fila: Compromiso, respuesta: str) -> None:
        declare_cumplimiento(compromiso=fila, respuesta=respuesta, motivo=MOTIVO, actor=self.actor)
        decide_nuestro(self.base.ejercicio)

    def update(self) -> float:
        with self.base:
            valores = [next(self.respuestas), self.actor.pk, timezone.now(), MOTIVO, self.clave]
            return time_ms(lambda: execute(UPDATE, valores))

    def check(self) -> None:
        """Both leave the row saying the same."""
        dichos = []
        for escribe in (self.declare, self.update, self.update, self.declare):
            escribe()
            with self.base:
                dichos.append(Compromiso.objects.values_list("declarado", "motivo").get(pk=self.clave))
        if dichos != [(respuesta, MOTIVO) for respuesta in ("no", "parcial") * 2]:
            raise Desacuerdo(dichos)


def execute(sql: str, valores: list[object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, valores)


def measure_declaracion(base: Base) -> list[Comparacion]:
    declaracion = Declaracion(base)
    declaracion.check()
    medidas = measure_por_turnos({"ours": declaracion.declare, "update": declaracion.update})
    return [
        Comparacion(
            "declare one row + fresh verdict", "the bare UPDATE", medidas["ours"], medidas["update"], MARCA
        )
    ]
