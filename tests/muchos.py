"""Many services of full national size, copied by the database from one: a ministry in a second."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

from programas.enums import Etapa
from programas.models import (
    Actividad,
    Compromiso,
    Ejercicio,
    Indicador,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from regiones.enums import Rol
from regiones.models import Asignacion, Region, Registro, Servicio, Usuario
from tests.fabrica import build_nacional

FILAS = (12, 16, 3)
MODELOS = (ProgramaTrabajo, ObjetivoEspecifico, Compromiso, Indicador, Actividad, MedioVerificacion)
# Each third of the copies answers in its own way: as the first one, everything «sí», and some of it blank, other
# rows and more or fewer of them in each.
VALIDADO = (
    "CASE WHEN k %% 3 = 0 THEN t.validado "
    "WHEN k %% 3 = 1 OR (t.id * (k + 7)) %% (2 + k %% 7) > 0 THEN 'si' ELSE '' END"
)


def build_servicios(
    cuantos: int,
    usuario: Usuario,
    *,
    desde: int = 0,
    anio: int = 2009,
    anios: int = 1,
    enteras: bool = False,
) -> list[Ejercicio]:
    """So many services with 16 territories × 31 rows in each of ``anios`` years, all of them seen by ``usuario``.

    Services are numbered from ``desde`` on, and years run backwards from ``anio``, which comes first.
    ``enteras`` is that of ``copy_filas``.
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
        Ejercicio(servicio=servicio, anio=anio - i, etapa=Etapa.EJECUCION)
        for i in range(anios)
        for servicio in servicios
    )
    build_nacional(ejercicios[0], list(Region.objects.existing_in(anio)), FILAS)
    if len(ejercicios) > 1:
        copy_filas(ejercicios, cuantos, enteras=enteras)
    return ejercicios


def copy_filas(ejercicios: Sequence[Ejercicio], servicios: int, *, enteras: bool = False) -> None:
    """Give each of the years after the first the same programmes, objectives and commitments.

    ``enteras`` copies as well what hangs from those: indicators, activities and means of verification.
    """
    primero = ejercicios[0]
    anio = f"({primero.anio} - k / {servicios})"
    filas = query_filas(ProgramaTrabajo.objects.filter(ejercicio=primero), enteras=enteras)
    limites = {modelo: (propias.earliest("pk").pk, propias.latest("pk").pk) for modelo, propias in filas.items()}
    paso = {Ejercicio: 1} | {modelo: hasta - desde + 1 for modelo, (desde, hasta) in limites.items()}
    with connection.cursor() as cursor:
        for modelo in filas:
            columnas = [shift_columna(campo, paso, anio) for campo in modelo._meta.local_concrete_fields]
            cursor.execute(
                "WITH RECURSIVE copias(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copias WHERE k < %s) "
                f"INSERT INTO {modelo._meta.db_table} ({', '.join(nombre for nombre, _ in columnas)}) "
                f"SELECT {', '.join(valor for _, valor in columnas)} FROM {modelo._meta.db_table} t, copias "
                # A year after another, as they are written in life.
                "WHERE t.id BETWEEN %s AND %s ORDER BY k, t.id",
                [len(ejercicios) - 1, *limites[modelo]],
            )
        for sentencia in connection.ops.sequence_reset_sql(no_style(), list(filas)):
            cursor.execute(sentencia)


def query_filas(programas: models.QuerySet[Any], *, enteras: bool) -> dict[Any, models.QuerySet[Any]]:
    """The rows of some programmes, by table, each after those that it hangs from."""
    objetivos = ObjetivoEspecifico.objects.filter(programa__in=programas)
    compromisos = Compromiso.objects.filter(objetivo__in=objetivos)
    filas: dict[Any, models.QuerySet[Any]] = {
        ProgramaTrabajo: programas,
        ObjetivoEspecifico: objetivos,
        Compromiso: compromisos,
    }
    if enteras:
        filas |= {
            Indicador: Indicador.objects.filter(objetivo__in=objetivos),
            Actividad: Actividad.objects.filter(compromiso__in=compromisos),
            MedioVerificacion: MedioVerificacion.objects.filter(compromiso__in=compromisos),
        }
    return filas


def analyze() -> None:
    """Tell the database how much of each it holds, as it would learn by itself in time."""
    with connection.cursor() as cursor:
        for modelo in (*MODELOS, Registro):
            cursor.execute(f"ANALYZE {modelo._meta.db_table}")


def shift_columna(campo: models.Field[Any, Any], paso: dict[Any, int], anio: str) -> tuple[str, str]:
    """A column and what it holds in the copy number ``k``: keys move by as many rows as were copied."""
    if campo.column == "validado":
        return campo.column, VALIDADO
    if campo.column == "codigo":
        return campo.column, f"{anio} || SUBSTR(t.codigo, 5)"
    movido = paso.get(campo.model if campo.primary_key else campo.related_model)
    return campo.column, f"t.{campo.column}" + (f" + k * {movido}" if movido else "")
