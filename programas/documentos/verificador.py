"""The checker of certificates as one file, made of the rules themselves: ``python -I -S verificador.pyz …``."""

import zipfile
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from programas import scoring

NOMBRE = "verificador.pyz"
ENCABEZADO = b"#!/usr/bin/env python3\n"
# The first moment that a ZIP can tell: the same sources give the same bytes, whenever and wherever.
EPOCA = (1980, 1, 1, 0, 0, 0)
PERMISOS = 0o100644 << 16
INICIO = '''"""Check a certificate. Needs Python 3.11 or newer, and nothing else."""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write("Se necesita Python 3.11 o posterior.\\n")
    sys.exit(2)

from programas.scoring.verificador import main

sys.exit(main(sys.argv[1:]))
'''


@cache
def build_verificador() -> bytes:
    """A ZIP that Python runs. Nothing is compressed: compressors differ from one machine to another."""
    fuentes = {"__main__.py": INICIO.encode(), "programas/__init__.py": b""}
    carpeta = Path(scoring.__file__).parent
    for ruta in sorted(carpeta.glob("*.py")):
        fuentes[f"programas/scoring/{ruta.name}"] = ruta.read_bytes().replace(b"\r\n", b"\n")
    salida = BytesIO()
    with zipfile.ZipFile(salida, "w", zipfile.ZIP_STORED) as bulto:
        for nombre, contenido in fuentes.items():
            entrada = zipfile.ZipInfo(nombre, EPOCA)
            # Told alike from every system: Python writes here where it runs.
            entrada.create_system, entrada.external_attr = 3, PERMISOS
            bulto.writestr(entrada, contenido)
    return ENCABEZADO + salida.getvalue()


def compute_sha256() -> str:
    return sha256(build_verificador()).hexdigest()
