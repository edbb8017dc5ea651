from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from programas.enums import ClaseMantencion
from programas.services.mantenciones import record_mantencion
from programas.services.retencion import Purgada, purge_instalacion
from regiones.services import ActoRechazado


class Command(BaseCommand):
    help = "Borra lo que cumplió su plazo y no es oficial: sesiones, intentos, trabajos, documentos repetibles."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="dice cuánto se borraría, y no borra nada")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        try:
            if dry_run:
                for purgada in purge_instalacion(ensayo=True):
                    self.print_purgada(purgada)
                return
            with record_mantencion(ClaseMantencion.LIMPIEZA) as acta:
                partes = acta.datos["partes"] = []
                for purgada in purge_instalacion(ensayo=False):
                    self.print_purgada(purgada)
                    partes.append({"nombre": purgada.nombre, "dias": purgada.dias, "cuantas": purgada.cuantas})
        except ActoRechazado as error:
            raise CommandError(str(error)) from error

    def print_purgada(self, purgada: Purgada) -> None:
        plazo = "lo ya vencido" if purgada.dias is None else f"más de {purgada.dias} días"
        self.stdout.write(f"{purgada.nombre} ({plazo}): {purgada.cuantas}.")
