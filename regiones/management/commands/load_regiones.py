from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from regiones.services.catalogo import load_regiones

ARCHIVO = settings.BASE_DIR / "fixtures" / "regiones.csv"


class Command(BaseCommand):
    help = "Carga o actualiza los territorios de Chile y sus alias."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archivo", nargs="?", type=Path, default=ARCHIVO)

    def handle(self, *, archivo: Path, **options: object) -> None:
        cambios = load_regiones(archivo)
        self.stdout.write(f"Territorios: {cambios} cambios." if cambios else "Territorios: sin cambios.")
