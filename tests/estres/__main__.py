"""``python -m tests.estres``: one evening on a PostgreSQL of its own, or that of ``TEST_DATABASE_URL``."""

import argparse
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg2

from tests.estres.disco import open_disco
from tests.estres.procesos import RAIZ
from tests.postgres import DE_FABRICA, start_postgres

LIMITES = (
    *(("directores", 2, 400), ("segundos", 5, 1800)),
    *(("pausa", 0.2, 120), ("llegada", 0, 120), ("caida", 0.2, 60)),
    *(("procesos", 1, 8), ("ingresos", 0, 400)),
)


def read_opciones() -> argparse.Namespace:
    partes = argparse.ArgumentParser(prog="python -m tests.estres", description="La última tarde, con sus caídas.")
    partes.add_argument("--directores", type=int, default=200, help="cuántas personas guardan, de 2 a 400")
    partes.add_argument("--segundos", type=float, default=150, help="cuánto dura la tarde, de 5 a 1800")
    partes.add_argument(
        "--pausa", type=float, default=20, help="segundos que piensan entre dos actos, de 0.2 a 120"
    )
    partes.add_argument("--llegada", type=float, default=25, help="segundos en que todos ingresan, de 0 a 120")
    partes.add_argument("--caida", type=float, default=3, help="segundos hasta que vuelve lo que cae, de 0.2 a 60")
    partes.add_argument("--procesos", type=int, default=2, help="procesos de cada servidor, de 1 a 8")
    partes.add_argument("--ingresos", type=int, default=40, help="cuántas entran con su clave, de 0 a 400")
    partes.add_argument(
        "--sin-montar", action="store_true", help="no llena un disco: limita lo que los procesos escriben"
    )
    partes.add_argument(
        "--semilla", type=int, default=2009, help="la misma repite los mismos actos, no sus cruces"
    )
    opciones = partes.parse_args()
    for nombre, minimo, maximo in LIMITES:
        if not minimo <= getattr(opciones, nombre) <= maximo:
            partes.error(f"--{nombre} va de {minimo} a {maximo}")
    return opciones


@contextmanager
def open_base(url: str) -> Iterator[str]:
    """An empty database of the run's own on a server, gone afterwards."""
    nombre = f"gestion_estres_{os.getpid()}"
    with closing(psycopg2.connect(url)) as conexion:
        conexion.autocommit = True
        with conexion.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {nombre}")
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{nombre}"))
    finally:
        with closing(psycopg2.connect(url)) as conexion:
            conexion.autocommit = True
            with conexion.cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {nombre} WITH (FORCE)")


def main() -> int:
    opciones = read_opciones()
    # Told to stop, it still ends what it began.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    ajena = os.environ.get("TEST_DATABASE_URL", "")
    with ExitStack() as pila:
        carpeta = Path(pila.enter_context(tempfile.TemporaryDirectory(prefix="gestion-estres-")))
        postgres = None if ajena else pila.enter_context(start_postgres(DE_FABRICA))
        base = pila.enter_context(open_base(postgres.url if postgres else ajena))
        disco = pila.enter_context(open_disco(carpeta / "disco", monta=not opciones.sin_montar))
        os.environ |= {
            "DATABASE_URL": base,
            "ENTORNO": "desarrollo",
            "DEBUG": "0",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ARCHIVOS": str(disco.archivos),
            "DJANGO_SETTINGS_MODULE": "gestion_territorial.settings",
        }
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=RAIZ, check=True)
        django.setup()
        # Only now are there models to import.
        from django.db import connections

        from tests.estres.corrida import Opciones, run_evening

        try:
            pedidas = {clave: valor for clave, valor in vars(opciones).items() if clave != "sin_montar"}
            return run_evening(Opciones(**pedidas), dict(os.environ), carpeta, postgres, disco)
        finally:
            connections.close_all()


if __name__ == "__main__":
    sys.exit(main())
