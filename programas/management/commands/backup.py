from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from programas.enums import ClaseMantencion
from programas.services.mantenciones import record_mantencion
from programas.services.respaldo import Escrito, RespaldoRechazado, discard_antiguos, name_respaldo, write_respaldo


class Command(BaseCommand):
    help = "Respalda la base de datos y los archivos en un ZIP, comprobado. Sale con 1 si algún archivo está mal."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("destino", type=Path, help="archivo que se escribe, o la carpeta en que se guarda")
        parser.add_argument(
            "--keep",
            type=int,
            metavar="N",
            help="en una carpeta, deja los N últimos respaldos y borra los anteriores, si este quedó entero",
        )

    def handle(self, *, destino: Path, keep: int | None, **options: Any) -> None:
        carpeta = destino if destino.is_dir() else None
        if keep is not None and (keep < 1 or carpeta is None):
            raise CommandError("--keep pide al menos 1, y que el destino sea una carpeta que existe.")
        try:
            with record_mantencion(ClaseMantencion.RESPALDO) as acta:
                escrito = write_respaldo(destino=carpeta / name_respaldo(timezone.now()) if carpeta else destino)
                acta.datos = describe_escrito(escrito)
                if escrito.avisos:
                    acta.problema = f"Hay {len(escrito.avisos)} archivos que no están bien."
        except RespaldoRechazado as error:
            raise CommandError(str(error)) from error
        self.print_escrito(escrito)
        if carpeta and keep is not None:
            for antiguo in discard_antiguos(carpeta, keep):
                self.stdout.write(f"Se borró {antiguo}: quedan los {keep} últimos.")

    def print_escrito(self, escrito: Escrito) -> None:
        """Raises ``CommandError`` when some file is not well."""
        manifiesto = escrito.manifiesto
        self.stdout.write(
            f"{escrito.ruta}: {manifiesto.filas} filas de {len(manifiesto.tablas)} tablas, "
            f"{manifiesto.archivos} archivos. Comprobado. sha256 {escrito.sha256}"
        )
        for aviso in escrito.avisos:
            self.stderr.write(aviso)
        if escrito.avisos:
            raise CommandError(f"El respaldo se escribió, con {len(escrito.avisos)} archivos que no están bien.")


def describe_escrito(escrito: Escrito) -> dict[str, Any]:
    return {
        "archivo": escrito.ruta.name,
        "tamano": escrito.tamano,
        "sha256": escrito.sha256,
        "filas": escrito.manifiesto.filas,
        "archivos": escrito.manifiesto.archivos,
    }
