from django.core.management.base import BaseCommand, CommandError, CommandParser

from regiones.models import Usuario
from regiones.services import ActoRechazado
from regiones.services.factor import reset_factor


class Command(BaseCommand):
    help = "Quita el segundo factor de una cuenta, cuando nadie puede hacerlo desde la administración."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("usuario")
        parser.add_argument("--motivo", required=True, help="queda en el registro")

    def handle(self, *, usuario: str, motivo: str, **options: object) -> None:
        cuenta = Usuario.objects.filter(username=usuario).first()
        if cuenta is None:
            raise CommandError(f"No hay ninguna cuenta «{usuario}».")
        try:
            reset_factor(usuario=cuenta, actor=None, motivo=motivo)
        except ActoRechazado as rechazo:
            raise CommandError(str(rechazo)) from rechazo
        self.stdout.write(f"{cuenta} ya no tiene segundo factor, y sus sesiones terminaron.")
