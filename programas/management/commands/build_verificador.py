from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from programas.documentos.verificador import NOMBRE, build_verificador, compute_sha256


class Command(BaseCommand):
    help = "Escribe el verificador de certificados en un archivo que solo necesita Python."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--salida", type=Path, default=Path(NOMBRE), help=f"dónde; si falta, {NOMBRE} aquí")

    def handle(self, *, salida: Path, **options: Any) -> None:
        salida.write_bytes(build_verificador())
        self.stdout.write(f"{salida} · sha256 {compute_sha256()}")
