import json
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from programas.models import Ejercicio
from programas.services.demostracion import create_demostracion, create_regiones
from regiones.models import Usuario

DATOS = settings.BASE_DIR / "fixtures" / "demostracion.json"
LIBRO = settings.BASE_DIR / "fixtures" / "sernam_2009_formulario.xlsx"
CLAVE = "territorio-2009"


class Command(BaseCommand):
    help = "Carga una vez la demostración: el formulario real de 2009 y quince regiones inventadas."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--direccion", default="", help="dirección que se anuncia con las cuentas")

    def handle(self, *, direccion: str, **options: Any) -> None:
        if settings.EN_PRODUCCION:
            raise CommandError("La demostración trae cuentas de clave conocida: no se carga en producción.")
        datos = json.loads(DATOS.read_text(encoding="utf-8"))
        if not Ejercicio.objects.exists():
            self.load(datos)
        self.announce(datos, direccion)

    def load(self, datos: dict[str, Any]) -> None:
        """Create everything; Nivel Central comes from the real workbook, through the importer."""
        self.stdout.write("Cargando la demostración (una sola vez)…")
        call_command("load_regiones", stdout=self.stdout)
        ejercicio = create_demostracion(datos=datos, clave=CLAVE)
        informe = StringIO()
        call_command("import_formulario", LIBRO, ejercicio=ejercicio.anio, json=True, stdout=informe)
        conteos = json.loads(informe.getvalue())["conteos"]
        self.stdout.write(
            f"Formulario real del Nivel Central: {sum(conteos['compromisos'].values())} compromisos, "
            f"{conteos['instancias']} instancias y {conteos['analisis']} análisis importados."
        )
        create_regiones(datos=datos, ejercicio=ejercicio)

    def announce(self, datos: dict[str, Any], direccion: str) -> None:
        """Say where to go and with which accounts, as long as they are the demonstration's."""
        nombres = {persona["usuario"] for persona in datos["personas"]}
        presentes = set(
            Usuario.objects.filter(username__in=nombres, is_active=True).values_list("username", flat=True)
        )
        if direccion:
            self.stdout.write(f"\n  Gestión Territorial: {direccion}\n")
        if presentes:
            self.stdout.write(f"\n  Cuentas de demostración (clave de todas: {CLAVE})")
        for persona in datos["personas"]:
            if persona["usuario"] in presentes:
                self.stdout.write(f"    {persona['usuario']:<22} {persona['descripcion']}")
        self.stdout.write("\n  Ctrl+C para terminar.\n" if direccion else "")
