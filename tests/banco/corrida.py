"""One run of the measures: a database of its own, the year to measure on, and the table."""

import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, setup_test_environment, teardown_databases

from programas.enums import EstadoCorte, Etapa
from programas.models import Corte, Ejercicio
from regiones.models import Servicio
from regiones.services.catalogo import load_regiones
from tests.banco.documentos import measure_documentos, print_documentos
from tests.banco.importacion import Banco, measure_importacion
from tests.banco.medidas import print_tabla
from tests.banco.servicios import measure_servicios


def build_ejercicio() -> tuple[Ejercicio, Corte]:
    load_regiones(settings.BASE_DIR / "fixtures" / "regiones.csv")
    servicio = Servicio.objects.create(codigo="banco", sigla="BANCO", nombre="Servicio de las medidas")
    ejercicio = Ejercicio.objects.create(servicio=servicio, anio=2009, etapa=Etapa.EJECUCION)
    corte = Corte.objects.create(
        ejercicio=ejercicio,
        fecha_medicion=date(2009, 6, 30),
        plazo=date(2009, 7, 15),
        estado=EstadoCorte.ABIERTO,
    )
    return ejercicio, corte


def run_banco() -> None:
    setup_test_environment()
    bases = setup_databases(verbosity=0, interactive=False)
    try:
        with TemporaryDirectory(prefix="gestion-banco-") as carpeta:
            banco = Banco(*build_ejercicio(), Path(carpeta))
            titulo = f"Importación · {connection.vendor}"
            sys.stdout.write(print_tabla(titulo, measure_importacion(banco)) + "\n\n")
        titulo = f"Muchos servicios · {connection.vendor}"
        sys.stdout.write(print_tabla(titulo, measure_servicios()) + "\n\n")
        sys.stdout.write(print_documentos(measure_documentos()) + "\n\n")
    finally:
        teardown_databases(bases, verbosity=0)
