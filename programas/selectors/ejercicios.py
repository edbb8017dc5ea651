"""Find the ejercicio that a command speaks of."""

from programas.models import Ejercicio


class EjercicioNoHallado(LookupError):
    """No ejercicio, or more than one, answers to what was asked. Its message says how to ask."""


def find_ejercicio(anio: int, servicio: str | None) -> Ejercicio:
    """The ejercicio of a year; ``servicio`` is its service's code, needed only when several have that year."""
    ejercicios = Ejercicio.objects.select_related("servicio").filter(anio=anio)
    if servicio:
        ejercicios = ejercicios.filter(servicio__codigo=servicio)
    hallados = list(ejercicios)
    if not hallados:
        raise EjercicioNoHallado(
            f"No existe el ejercicio {anio}: créelo en la administración, o cargue la demostración con "
            "«python manage.py load_demostracion»."
        )
    if len(hallados) > 1:
        codigos = ", ".join(ejercicio.servicio.codigo for ejercicio in hallados)
        raise EjercicioNoHallado(f"Hay un ejercicio {anio} en varios servicios ({codigos}): indique --servicio.")
    return hallados[0]
