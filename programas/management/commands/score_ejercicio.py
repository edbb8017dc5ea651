import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from programas.scoring.caso import CasoInvalido, score
from programas.selectors.caso import load_caso
from programas.selectors.ejercicios import EjercicioNoHallado, find_ejercicio


class Command(BaseCommand):
    help = "Calcula el resultado de un ejercicio, en la forma de «python -m programas.scoring»."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ejercicio", type=int, required=True, help="año, como 2009")
        parser.add_argument("--servicio", help="código del servicio; sobra si hay uno solo")
        parser.add_argument("--caso", action="store_true", help="escribe los datos del cálculo, sin calcular")

    def handle(self, *, ejercicio: int, servicio: str | None, caso: bool, **options: Any) -> None:
        try:
            datos = load_caso(find_ejercicio(ejercicio, servicio))
            respuesta = datos if caso else score(datos)
        except (EjercicioNoHallado, CasoInvalido) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(respuesta, ensure_ascii=False, indent=2))
