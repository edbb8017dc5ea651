"""Lock what a row hangs from, so that its state and its counters stay as they are read until the end."""

from typing import Any

from django.core.exceptions import ValidationError

from programas.models import (
    Actividad,
    AnalisisAvance,
    Compromiso,
    Corte,
    Ejercicio,
    Indicador,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from regiones.models import Editable
from regiones.services import ActoRechazado

# The field by which each row hangs from its parent, and the path from the parent to the programme.
PADRES: dict[type[Editable], tuple[str, str]] = {
    ProgramaTrabajo: ("ejercicio", ""),
    Corte: ("ejercicio", ""),
    ObjetivoEspecifico: ("programa", "pk"),
    Instancia: ("programa", "pk"),
    AnalisisAvance: ("programa", "pk"),
    Indicador: ("objetivo", "programa"),
    Compromiso: ("objetivo", "programa"),
    Actividad: ("compromiso", "objetivo__programa"),
    MedioVerificacion: ("compromiso", "objetivo__programa"),
}


class PadreAusente(ActoRechazado):
    """What the row hangs from was deleted meanwhile."""

    def __init__(self) -> None:
        super().__init__("Aquello de lo que depende esta fila ya no existe: alguien lo eliminó.")


def lock_cadena(fila: Editable) -> None:
    """Load again, locked, the programme of a row and the row that counts its codes, and hang the row from them.

    A new programme, or a corte, hangs from its ejercicio. Closing an ejercicio locks its row and every
    programme: whoever holds one of them cannot be overtaken by it. Locks are always taken in this order:
    ejercicio, programme, corte.
    """
    if type(fila) not in PADRES:
        return
    nombre, camino = PADRES[type(fila)]
    padre_id = getattr(fila, f"{nombre}_id")
    if padre_id is None:
        campo: Any = fila._meta.get_field(nombre)
        raise ValidationError({nombre: f"Indique: {campo.verbose_name}."})
    if not camino:
        setattr(fila, nombre, lock_ejercicio(padre_id))
        return
    modelo: Any = fila._meta.get_field(nombre).related_model
    programa_id = modelo.objects.filter(pk=padre_id).values_list(camino, flat=True).first()
    if programa_id is None:
        raise PadreAusente
    programa = lock_programa(programa_id)
    if modelo is ProgramaTrabajo:
        setattr(fila, nombre, programa)
        if isinstance(fila, AnalisisAvance):
            fila.corte = lock_corte(fila.corte_id)
        return
    padre = get_or_refuse(modelo.objects.select_for_update(), padre_id)
    (padre if modelo is ObjetivoEspecifico else padre.objetivo).programa = programa
    setattr(fila, nombre, padre)


def lock_programa(programa_id: int) -> ProgramaTrabajo:
    """The programme, locked, with its ejercicio as it stands once the lock is held."""
    programa = get_or_refuse(ProgramaTrabajo.objects.select_for_update(), programa_id)
    programa.ejercicio = Ejercicio.objects.select_related("servicio").get(pk=programa.ejercicio_id)
    return programa


def lock_corte(corte_id: int | None) -> Corte:
    """The corte, locked: whoever holds it cannot be overtaken by its closing, nor by a report being sent."""
    if corte_id is None:
        raise ValidationError({"corte": "Indique: corte."})
    corte: Corte = get_or_refuse(Corte.objects.select_for_update(), corte_id)
    corte.ejercicio = Ejercicio.objects.select_related("servicio").get(pk=corte.ejercicio_id)
    return corte


def lock_ejercicio(ejercicio_id: int) -> Ejercicio:
    return get_or_refuse(Ejercicio.objects.select_for_update(), ejercicio_id)


def get_or_refuse(consulta: Any, clave: int) -> Any:
    fila = consulta.filter(pk=clave).first()
    if fila is None:
        raise PadreAusente
    return fila


def keep_contadores(fila: Any, guardada: Any) -> None:
    """Take the stored counters of codes: they grow without a new version of the row."""
    for contador in type(fila).campos_sin_registro - {"version"}:
        setattr(fila, contador, getattr(guardada, contador))
