"""What the document of a whole service takes: 16 territories of 31 rows and 31 analyses, each in its own process.

A process of its own is what tells the peak of memory of one document and of nothing else.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from django.conf import settings

from programas.documentos.pdf import write_pdf
from programas.documentos.word.formulario import write_docx
from programas.planillas.escritor import write_libro_de_todos
from programas.selectors.exportacion import FormularioExportado
from programas.selectors.oficial.documento import build_documento
from tests.banco.medidas import show_alcance
from tests.oficiales import MOMENTO, build_formulario, build_programa

FILAS = {"III.1": 12, "III.2": 16, "III.3": 3}
TERRITORIOS = 16
# In megabytes.
MARCA = 512
APARTE = """import sys, django
django.setup()
from tests.banco.documentos import measure
measure(sys.argv[1])"""
# Longer than the texts of the real form on average: some twenty pages for a territory, where it takes fourteen.
TEXTO = "Coordinar con los equipos regionales la implementación de los talleres de habilitación laboral. " * 3


@dataclass(frozen=True, slots=True)
class Gasto:
    """Seconds and peak of memory, in megabytes, of what wrote ``tamano`` bytes."""

    nombre: str
    segundos: float
    memoria: float
    tamano: int


def build_servicio() -> list[FormularioExportado]:
    programas = [
        build_programa(tipo, tuple("si" if i % 9 else "no" for i in range(cuantas)), (TEXTO, TEXTO))
        for tipo, cuantas in FILAS.items()
    ]
    formulario = build_formulario(*programas)
    return [replace(formulario, region=f"{i:02d}", nombre=f"Región {i}") for i in range(TERRITORIOS)]


ESCRITORES: dict[str, Callable[[Sequence[FormularioExportado]], bytes]] = {
    "PDF": lambda formularios: write_pdf(build_documento(formularios, MOMENTO), MOMENTO),
    "Word": lambda formularios: write_docx(build_documento(formularios, MOMENTO), MOMENTO),
    "Excel": write_libro_de_todos,
}


def measure(nombre: str) -> None:
    """Write one document and print what it took: seconds, peak of memory in megabytes, and bytes."""
    formularios = build_servicio()
    inicio = perf_counter()
    tamano = len(ESCRITORES[nombre](formularios))
    segundos = perf_counter() - inicio
    # Linux tells it in kilobytes, macOS in bytes.
    unidad = 1024 * 1024 if sys.platform == "darwin" else 1024
    memoria = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unidad
    sys.stdout.write(json.dumps([nombre, segundos, memoria, tamano]))


def measure_documentos() -> list[Gasto]:
    """One process after another, so that none pays for what another held."""
    gastos = []
    for nombre in ESCRITORES:
        orden = [sys.executable, "-c", APARTE, nombre]
        salida = subprocess.run(orden, check=True, capture_output=True, text=True, cwd=settings.BASE_DIR)
        gastos.append(Gasto(*json.loads(salida.stdout)))
    return gastos


def print_documentos(gastos: Sequence[Gasto]) -> str:
    lineas = [
        "### Documents of a whole service · 16 × 31 rows and their analyses",
        "",
        "| format | seconds | memory, MB | mark | file, MB | |",
        "|---|---|---|---|---|---|",
    ]
    lineas += [
        f"| {g.nombre} | {g.segundos:.1f} | {g.memoria:.0f} | ≤ {MARCA} | {g.tamano / 1e6:.1f} "
        f"| {show_alcance(g.memoria <= MARCA)} |"
        for g in gastos
    ]
    return "\n".join(lineas)
