"""One run of the measures on one engine: a database of each size, and every table, as Markdown."""

import logging
import os
import platform
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.db import connection

from programas.enums import EstadoCorte, Etapa
from programas.models import Corte, Ejercicio
from regiones.models import Servicio
from tests.banco.bases import XL, L, M, S, build_bases
from tests.banco.declaracion import measure_declaracion
from tests.banco.documentos import measure_documentos, print_documentos
from tests.banco.importacion import Banco, measure_importacion
from tests.banco.medidas import print_crecimiento, print_tabla
from tests.banco.paginas import measure_paginas
from tests.banco.veredictos import check_bases, measure_todos, measure_un_anio

MOTORES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def build_ejercicio() -> tuple[Ejercicio, Corte]:
    servicio = Servicio.objects.create(codigo="banco", sigla="BANCO", nombre="Servicio de las medidas")
    ejercicio = Ejercicio.objects.create(servicio=servicio, anio=2009, etapa=Etapa.EJECUCION)
    corte = Corte.objects.create(
        ejercicio=ejercicio,
        fecha_medicion=date(2009, 6, 30),
        plazo=date(2009, 7, 15),
        estado=EstadoCorte.ABIERTO,
    )
    return ejercicio, corte


def run_banco(*, con_xl: bool) -> None:
    """Build, compare the answers, and only then time."""
    # Over the larger sizes some are slow by nature.
    logging.getLogger("gestion_territorial.consultas").setLevel(logging.ERROR)
    motor = MOTORES[connection.vendor]
    with build_bases([S, M, L, XL] if con_xl else [S, M, L]) as bases:
        check_bases(bases)
        say(describe_maquina())
        say(print_tabla(f"Verdicts of one year · {motor}", measure_un_anio(bases)))
        filas, series = measure_todos(bases)
        say(print_tabla(f"All verdicts · {motor}", filas))
        say(print_crecimiento(f"Growth with the rows · {motor}", series))
        say(print_tabla(f"Declaring · {motor}", measure_declaracion(bases["S"])))
        say(print_tabla(f"Pages · {motor}", measure_paginas(bases)))
        with TemporaryDirectory(prefix="gestion-banco-") as carpeta:
            banco = Banco(*build_ejercicio(), Path(carpeta))
            say(print_tabla(f"Importing · {motor}", measure_importacion(banco)))
    if connection.vendor == "sqlite":
        # They take what they are given, from no database.
        say(print_documentos(measure_documentos()))


def say(texto: str) -> None:
    sys.stdout.write(texto + "\n\n")
    sys.stdout.flush()


def describe_maquina() -> str:
    """Where and when, and what else the machine had to do."""
    if connection.vendor == "sqlite":
        base = f"SQLite {connection.Database.sqlite_version}"
    else:
        base = f"PostgreSQL {connection.pg_version // 10000}.{connection.pg_version % 10000}"
    return (
        f"Measured on {datetime.now(UTC):%d-%m-%Y, %H:%M} UTC: {os.cpu_count()} cores ({platform.machine()}), "
        f"load {os.getloadavg()[0]:.1f}; Python {platform.python_version()}, Django {django.__version__}, {base}."
    )
