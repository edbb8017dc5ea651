import logging
from time import sleep
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, connection

from programas.tasks import resume_documentos, resume_lecturas

# Seconds between one try and the next while the database is away.
REINTENTO = 5
registro = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Lee en segundo plano las planillas que se suben y escribe los documentos que se piden; al partir, retoma "
        "lo que otro dejó a medias."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true", help="hace lo que hay en la cola y termina")
        parser.add_argument("--interval", type=float, default=1, help="segundos entre una mirada a la cola y otra")

    def handle(self, *, batch: bool, interval: float, **opciones: Any) -> None:
        while True:
            try:
                work(batch=batch, interval=interval, verbosity=opciones["verbosity"])
                return
            except (OperationalError, InterfaceError):
                if batch:
                    raise
                registro.warning("La base de datos no responde: se vuelve a intentar en %s s", REINTENTO)
                connection.close()
                sleep(REINTENTO)


def work(*, batch: bool, interval: float, verbosity: int) -> None:
    """Take up what was left half-way, and then what comes, until told to stop."""
    resume_lecturas()
    resume_documentos()
    call_command(
        *("db_worker", f"--interval={interval}", "--no-reload", "--no-startup-delay"),
        *(["--batch"] if batch else []),
        verbosity=verbosity,
    )
