import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from programas.enums import ClaseMantencion
from programas.selectors.consistencia import Revision, audit_instalacion
from programas.services.mantenciones import record_mantencion

# Of each part: enough to know what to look at; the whole is told by the command again.
FALLAS_GUARDADAS = 20


class Command(BaseCommand):
    help = (
        "Comprueba cierres, certificados, archivos e historia contra lo que dicen ser. Sale con 1 si algo falla."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="escribe el informe en JSON")

    def handle(self, **options: Any) -> None:
        momento = timezone.now().isoformat(timespec="seconds")
        revisiones = []
        with record_mantencion(ClaseMantencion.AUDITORIA) as acta:
            for revision in audit_instalacion():
                revisiones.append(revision)
                if not options["json"]:
                    self.print_revision(revision)
            fallas = sum(revision.cuantas for revision in revisiones)
            acta.datos = {"revisiones": [describe_revision(revision) for revision in revisiones]}
            acta.problema = f"Encontró {fallas} {'falla' if fallas == 1 else 'fallas'}." if fallas else ""
        if options["json"]:
            informe = {"momento": momento, "fallas": fallas, "revisiones": [asdict(r) for r in revisiones]}
            self.stdout.write(json.dumps(informe, ensure_ascii=False, indent=2))
        if fallas:
            raise CommandError(f"La auditoría encontró {fallas} {'falla' if fallas == 1 else 'fallas'}.")
        if not options["json"]:
            self.stdout.write(self.style.SUCCESS("Todo es lo que dice ser."))

    def print_revision(self, revision: Revision) -> None:
        self.stdout.write(f"{revision.nombre}: {revision.revisadas} revisadas, {revision.cuantas} con fallas.")
        for falla in revision.fallas:
            self.stdout.write(f"  ✕ {falla.fila}: {falla.problema}.")
        if revision.cuantas > len(revision.fallas):
            self.stdout.write(f"  … y {revision.cuantas - len(revision.fallas)} más.")
        for aviso in revision.avisos:
            self.stdout.write(f"  · {aviso.fila}: {aviso.problema}.")


def describe_revision(revision: Revision) -> dict[str, Any]:
    """What is kept of a part of the audit: its counts, and the first of what it found."""
    primeras = [f"{falla.fila}: {falla.problema}" for falla in revision.fallas[:FALLAS_GUARDADAS]]
    return {
        "nombre": revision.nombre,
        "revisadas": revision.revisadas,
        "cuantas": revision.cuantas,
        "fallas": primeras,
    }
