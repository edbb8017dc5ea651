from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from programas.services.respaldo import RespaldoRechazado, write_respaldo


class Command(BaseCommand):
    help = "Respalda la base de datos y los archivos en un ZIP, comprobado. Sale con 1 si algún archivo está mal."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("destino", type=Path, help="archivo que se escribe, o la carpeta en que se guarda")

    def handle(self, *, destino: Path, **options: Any) -> None:
        if destino.is_dir():
            destino /= f"gestion-territorial-{timezone.now():%Y%m%dT%H%M%SZ}.zip"
        try:
            escrito = write_respaldo(destino=destino)
        except RespaldoRechazado as error:
            raise CommandError(str(error)) from error
        manifiesto = escrito.manifiesto
        filas = sum(tabla.filas for tabla in manifiesto.tablas)
        self.stdout.write(
            f"{escrito.ruta}: {filas} filas de {len(manifiesto.tablas)} tablas, {manifiesto.archivos} archivos. "
            f"Comprobado. sha256 {escrito.sha256}"
        )
        for aviso in escrito.avisos:
            self.stderr.write(aviso)
        if escrito.avisos:
            raise CommandError(f"El respaldo se escribió, con {len(escrito.avisos)} archivos que no están bien.")
