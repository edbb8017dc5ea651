from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from programas.services.respaldo import RespaldoRechazado, check_respaldo, restore_respaldo


class Command(BaseCommand):
    help = "Restaura un respaldo en una instalación vacía y recién migrada, todo o nada."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("respaldo", type=Path, help="el ZIP que escribió «manage.py backup»")
        parser.add_argument("--dry-run", action="store_true", help="solo comprueba el respaldo, sin escribir nada")

    def handle(self, *, respaldo: Path, dry_run: bool, **options: Any) -> None:
        try:
            manifiesto = check_respaldo(respaldo) if dry_run else restore_respaldo(ruta=respaldo)
        except RespaldoRechazado as error:
            raise CommandError(str(error)) from error
        verbo = "Respaldo íntegro" if dry_run else "Restaurado"
        self.stdout.write(
            f"{verbo}: {manifiesto.filas} filas de {len(manifiesto.tablas)} tablas y "
            f"{manifiesto.archivos} archivos, del {manifiesto.momento} (UTC)."
        )
        for ruta in manifiesto.faltantes:
            self.stderr.write(f"Ya faltaba al respaldar: {ruta}.")
