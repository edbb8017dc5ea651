"""The page «lo que me falta»: everything owed, in its order, and the sentence that opens it."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from programas.models import Ejercicio
from programas.selectors.pendientes.analisis import list_analisis
from programas.selectors.pendientes.compromisos import list_compromisos
from programas.selectors.pendientes.programas import list_envios, list_observaciones
from programas.selectors.pendientes.tipos import Pendiente, build_ambito
from programas.selectors.resultados import evaluate_ejercicio
from regiones.models import Usuario


@dataclass(frozen=True, slots=True)
class Pendientes:
    """``territorios`` are the own ones: (code, name). ``criticos`` decide the verdict; ``otros`` come after."""

    frase: str
    territorios: tuple[tuple[str, str], ...]
    criticos: tuple[Pendiente, ...]
    otros: tuple[Pendiente, ...]


def load_pendientes(ejercicio: Ejercicio, usuario: Usuario, hoy: date | None = None) -> Pendientes:
    """What the user's own territories, or units, owe today: a fixed number of queries, whatever the rows."""
    hoy = hoy or timezone.localdate()
    ambito = build_ambito(ejercicio, usuario, evaluate_ejercicio(ejercicio, usuario).territorios)
    todo: list[Pendiente] = []
    if ambito.territorios and not ejercicio.cerrado:
        todo = [
            *list_compromisos(ambito, hoy),
            *list_observaciones(ambito),
            *list_envios(ambito),
            *list_analisis(ambito),
        ]
    todo = [replace(p, vencido=p.plazo is not None and p.plazo < hoy) for p in todo]
    # Sorting keeps the order of the form among those with the same deadline.
    todo.sort(key=lambda p: (not p.critico, p.plazo or date.max))
    return Pendientes(
        describe_pendientes(ejercicio, todo, hay_territorios=bool(ambito.territorios)),
        tuple((territorio.cut, territorio.nombre) for territorio in ambito.territorios.values()),
        tuple(p for p in todo if p.critico),
        tuple(p for p in todo if not p.critico),
    )


def describe_pendientes(ejercicio: Ejercicio, todo: list[Pendiente], *, hay_territorios: bool) -> str:
    """«Le faltan 3 cosas, 2 de ellas antes del 15-07-2009.»."""
    if ejercicio.cerrado:
        return f"No le falta nada: el ejercicio {ejercicio.anio} está cerrado."
    if not hay_territorios:
        return "No le falta nada: en este ejercicio no tiene un territorio que redactar."
    if not todo:
        return "No le falta nada."
    le_faltan = "Le falta 1 cosa" if len(todo) == 1 else f"Le faltan {len(todo)} cosas"
    plazos = [p.plazo for p in todo if p.plazo is not None and not p.vencido]
    vencidos = sum(p.vencido for p in todo)
    partes = [le_faltan]
    if plazos:
        proximo = min(plazos)
        cuantas = plazos.count(proximo)
        ellas = "" if cuantas == len(todo) else f", {cuantas} de ellas"
        partes.append(f"{ellas} antes del {proximo:%d-%m-%Y}")
    if vencidos:
        partes.append(f"; {'1 ya venció' if vencidos == 1 else f'{vencidos} ya vencieron'}")
    return f"{''.join(partes)}."
