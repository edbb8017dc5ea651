"""Many services of full national size, copied by the database from one: a ministry in a second."""

from datetime import date
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

from programas.enums import Etapa
from programas.models import Compromiso, Ejercicio, ObjetivoEspecifico, ProgramaTrabajo
from regiones.enums import Rol
from regiones.models import Asignacion, Region, Servicio, Usuario
from tests.fabrica import build_nacional

FILAS = (12, 16, 3)
# Each third of the services answers in its own way: as the first one, everything «sí», and half of it blank.
VALIDADO = "CASE WHEN k %% 3 = 0 THEN t.validado WHEN k %% 3 = 1 OR t.id %% 2 = 0 THEN 'si' ELSE '' END"


def build_servicios(cuantos: int, usuario: Usuario, *, desde: int = 0, anio: int = 2009) -> list[Ejercicio]:
    """So many services with one year of 16 territories × 31 rows each, all of them seen by ``usuario``.

    They are numbered from ``desde`` on.
    """
    servicios = Servicio.objects.bulk_create(
        Servicio(codigo=f"s{i:03d}", sigla=f"S{i:03d}", nombre=f"Servicio número {i}")
        for i in range(desde, desde + cuantos)
    )
    Asignacion.objects.bulk_create(
        Asignacion(usuario=usuario, servicio=servicio, rol=Rol.AUDITORIA, desde=date(anio, 1, 1))
        for servicio in servicios
    )
    ejercicios = Ejercicio.objects.bulk_create(
        Ejercicio(servicio=servicio, anio=anio, etapa=Etapa.EJECUCION) for servicio in servicios
    )
    primero = ejercicios[0]
    build_nacional(primero, list(Region.objects.existing_in(anio)), FILAS)
    if cuantos > 1:
        copy_filas(primero, cuantos)
    return ejercicios


def copy_filas(primero: Ejercicio, cuantos: int) -> None:
    """Give each of the years after the first the same programmes, objectives and commitments."""
    programas = ProgramaTrabajo.objects.filter(ejercicio=primero)
    filas: dict[Any, models.QuerySet[Any]] = {
        ProgramaTrabajo: programas,
        ObjetivoEspecifico: ObjetivoEspecifico.objects.filter(programa__in=programas),
        Compromiso: Compromiso.objects.filter(objetivo__programa__in=programas),
    }
    limites = {modelo: (propias.earliest("pk").pk, propias.latest("pk").pk) for modelo, propias in filas.items()}
    paso = {Ejercicio: 1} | {modelo: hasta - desde + 1 for modelo, (desde, hasta) in limites.items()}
    with connection.cursor() as cursor:
        for modelo in filas:
            columnas = [shift_columna(campo, paso) for campo in modelo._meta.local_concrete_fields]
            cursor.execute(
                "WITH RECURSIVE copias(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copias WHERE k < %s) "
                f"INSERT INTO {modelo._meta.db_table} ({', '.join(nombre for nombre, _ in columnas)}) "
                f"SELECT {', '.join(valor for _, valor in columnas)} FROM {modelo._meta.db_table} t, copias "
                "WHERE t.id BETWEEN %s AND %s",
                [cuantos - 1, *limites[modelo]],
            )
        for sentencia in connection.ops.sequence_reset_sql(no_style(), list(filas)):
            cursor.execute(sentencia)


def analyze() -> None:
    """Tell the database how much of each it holds, as it would learn by itself in time."""
    with connection.cursor() as cursor:
        for modelo in (ProgramaTrabajo, ObjetivoEspecifico, Compromiso):
            cursor.execute(f"ANALYZE {modelo._meta.db_table}")


def shift_columna(campo: models.Field[Any, Any], paso: dict[Any, int]) -> tuple[str, str]:
    """A column and what it holds in the copy number ``k``: keys move by as many rows as were copied."""
    if campo.column == "validado":
        return campo.column, VALIDADO
    movido = paso.get(campo.model if campo.primary_key else campo.related_model)
    return campo.column, f"t.{campo.column}" + (f" + k * {movido}" if movido else "")
