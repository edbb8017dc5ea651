from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from programas.services.recordatorios import Envio, describe_cosas, send_recordatorios


class Command(BaseCommand):
    help = "Recuerda por correo a cada persona lo que le falta, una vez al día. Sale con 1 si alguno falla."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="dice a quién le recordaría qué, y no envía nada"
        )

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        if not dry_run:
            check_configuracion()
        envios = []
        for envio in send_recordatorios(ensayo=dry_run):
            envios.append(envio)
            self.stdout.write(describe(envio))
        fallidos = sum(bool(envio.problema) for envio in envios)
        verbo = "Se recordaría a" if dry_run else "Se recordó a"
        self.stdout.write(f"{verbo} {len(envios) - fallidos} personas.")
        if fallidos:
            raise CommandError(f"No se pudo enviar a {fallidos}: se intentará de nuevo al repetir la orden.")


def check_configuracion() -> None:
    if not settings.HAY_CORREO:
        raise CommandError("No hay correo: configure EMAIL_URL y DEFAULT_FROM_EMAIL.")
    if not settings.DIRECCION_DEL_SITIO:
        raise CommandError("Falta DIRECCION_DEL_SITIO: los enlaces de los mensajes empiezan con ella.")


def describe(envio: Envio) -> str:
    aviso = envio.aviso
    quien = f"{aviso.usuario} <{aviso.usuario.email}>"
    if envio.problema:
        return f"{quien}: FALLÓ: {envio.problema}"
    return f"{quien}: {describe_cosas(aviso)}"
