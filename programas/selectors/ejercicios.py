"""Find the ejercicio that a command speaks of, or where a person's work is."""

from django.db.models import Q

from programas import permissions
from programas.models import Ejercicio
from regiones.models import Usuario


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


def find_en_curso(usuario: Usuario) -> Ejercicio | None:
    """The year where a person's work is: the last one that runs, of those that they see.

    Once the next is copied to be formulated, this one still has its work.
    """
    visibles = Ejercicio.objects.visible_to(usuario).select_related("servicio")
    return visibles.annotate(corre=Q(etapa__in=permissions.EVALUABLES)).order_by("-corre", "-anio").first()


def find_visible(usuario: Usuario, servicio: str, anio: int) -> Ejercicio | None:
    """The year of a service, if the person sees it."""
    visibles = Ejercicio.objects.visible_to(usuario).select_related("servicio")
    return visibles.filter(servicio__codigo=servicio, anio=anio).first()
