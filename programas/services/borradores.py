"""What somebody types and has not saved: kept by itself, seen by nobody else.

A form says its key in ``data-borrador``: «formulario/fila» or «formulario/fila/asunto», where ``fila`` is the
code or the number of the row that it is about. ``static/js/borrador.js`` does the rest.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from programas.enums import Etapa
from programas.models import (
    AnalisisAvance,
    Borrador,
    Compromiso,
    InformeAvance,
    Instancia,
    ObjetivoEspecifico,
    Observacion,
    ProgramaTrabajo,
    Reclamo,
)
from regiones.models import Usuario
from regiones.services import ActoRechazado

# Of what the row of each form's key is. A form that is not here keeps no draft.
FORMULARIOS: dict[str, tuple[Any, ...]] = {
    "analisis": (ObjetivoEspecifico,),
    "avance": (Compromiso,),
    "declaracion": (Compromiso,),
    "formulacion": (ProgramaTrabajo, ObjetivoEspecifico, Instancia, Compromiso),
    "informe": (InformeAvance,),
    "mensaje": (Observacion,),
    "observacion": (ProgramaTrabajo, ObjetivoEspecifico, Instancia, Compromiso, AnalisisAvance),
    "reclamo": (Compromiso,),
    "resolucion": (Reclamo,),
    "revision": (ProgramaTrabajo,),
    "validacion": (Compromiso,),
}
# The way from each to its year.
EJERCICIOS: dict[Any, str] = {
    AnalisisAvance: "programa__ejercicio",
    Compromiso: "objetivo__programa__ejercicio",
    InformeAvance: "corte__ejercicio",
    Instancia: "programa__ejercicio",
    ObjetivoEspecifico: "programa__ejercicio",
    Observacion: "programa__ejercicio",
    ProgramaTrabajo: "ejercicio",
    Reclamo: "compromiso__objetivo__programa__ejercicio",
}
# «formulario/fila» or «formulario/fila/asunto», the latter a number or a date: a row has few keys.
FORMA = re.compile(r"[a-z]+/[^/]+(/[1-9][0-9]{0,14}|/[0-9]{4}-[0-9]{2}-[0-9]{2})?")
# What a key adds to the code that a new row will hang from: «2009-07-III.1-nueva».
AGREGADO = re.compile(r"-(nueva|instancia)$")
CARACTERES = 100_000
CLAVE = 120
MAXIMOS = 200
# What neither JSON columns nor texts of the database keep: NUL, and half a character.
ILEGIBLES = re.compile("[\0\ud800-\udfff]")
DIGITOS = 16
NUNCA = ("csrfmiddlewaretoken", "password", "clave")


class BorradorRechazado(ActoRechazado):
    """A draft that is not kept: of an unknown form, of a row that the user does not see, or too long."""


class BorradorIlegible(BorradorRechazado):
    """It holds what is not text."""

    def __init__(self) -> None:
        super().__init__(
            "El texto tiene caracteres que no se pueden guardar (un nulo, o medio carácter): bórrelos y siga."
        )


@transaction.atomic
def save_borrador(*, usuario: Usuario, clave: str, datos: Mapping[str, list[str]], version: int) -> Borrador:
    """Keep what is being typed in a form, in place of what was kept of it. Raises ``BorradorRechazado``.

    ``version`` is that of the row when the typing began. Nobody keeps more than ``MAXIMOS``: the oldest goes.
    """
    check_legible(clave, *datos, *(valor for valores in datos.values() for valor in valores))
    if not sees_fila(usuario, clave):
        raise BorradorRechazado("Ese formulario no guarda borradores, o su fila no está a su alcance.")
    propios = {nombre: valores for nombre, valores in datos.items() if not nombre.startswith(NUNCA)}
    if len(json.dumps(propios, ensure_ascii=False)) > CARACTERES:
        raise BorradorRechazado("El texto es demasiado largo para guardarlo como borrador: guarde el formulario.")
    borrador, _ = Borrador.objects.update_or_create(
        usuario=usuario, clave=clave, defaults={"datos": propios, "version": version}
    )
    otros = Borrador.objects.filter(usuario=usuario).exclude(pk=borrador.pk).order_by("-guardado_en", "-pk")
    if sobrantes := list(otros.values_list("pk", flat=True)[MAXIMOS - 1 :]):
        Borrador.objects.filter(pk__in=sobrantes).delete()
    return borrador


def discard_borrador(*, usuario: Usuario, clave: str) -> None:
    """Forget what was typed: it was saved, or its author says so."""
    check_legible(clave)
    Borrador.objects.filter(usuario=usuario, clave=clave).delete()


def find_borradores(*, usuario: Usuario, claves: Iterable[str]) -> list[Borrador]:
    """The user's own drafts of some forms."""
    pedidas = [clave for clave in claves if not ILEGIBLES.search(clave)]
    return list(Borrador.objects.filter(usuario=usuario, clave__in=pedidas[:MAXIMOS]))


def check_legible(*textos: str) -> None:
    if any(map(ILEGIBLES.search, textos)):
        raise BorradorIlegible


def sees_fila(usuario: Usuario, clave: str) -> bool:
    """Whether the key is of a known form and of a row within the user's reach."""
    formulario, _, resto = clave.partition("/")
    fila = resto.partition("/")[0]
    if len(clave) > CLAVE or not FORMA.fullmatch(clave):
        return False
    return any(is_visible(usuario, modelo, fila) for modelo in FORMULARIOS.get(formulario, ()))


def is_visible(usuario: Usuario, modelo: Any, fila: str) -> bool:
    """Whether the user sees the row of that number or code."""
    visibles = modelo.objects.visible_to(usuario)
    if fila.isascii() and fila.isdigit():
        return is_numero(fila) and visibles.filter(pk=int(fila)).exists()
    return has_codigo(modelo) and bool(visibles.filter(codigo=AGREGADO.sub("", fila)).exists())


def is_numero(fila: str) -> bool:
    """Whether it is the key of a row, that fits in one."""
    return fila.isascii() and fila.isdigit() and len(fila) < DIGITOS and not fila.startswith("0")


def has_codigo(modelo: Any) -> bool:
    return any(campo.name == "codigo" for campo in modelo._meta.concrete_fields)


def list_abandonados(antes_de: datetime) -> list[int]:
    """The drafts not touched since then, unless some row of an open year answers to their form."""
    viejos = {
        pk: (formulario, AGREGADO.sub("", resto.partition("/")[0]))
        for pk, clave in Borrador.objects.filter(guardado_en__lt=antes_de).values_list("pk", "clave")
        for formulario, _, resto in [clave.partition("/")]
    }
    abiertas = {
        (formulario, fila)
        for formulario, modelos in FORMULARIOS.items()
        for modelo in modelos
        for fila in list_abiertas(modelo, {fila for de, fila in viejos.values() if de == formulario})
    }
    return [pk for pk, fila in viejos.items() if fila not in abiertas]


def list_abiertas(modelo: Any, filas: Collection[str]) -> Iterator[str]:
    """Which of these numbers or codes are of rows of a year that is not closed: two queries."""
    abiertas = modelo._base_manager.exclude(**{f"{EJERCICIOS[modelo]}__etapa": Etapa.CERRADO})
    numeros = [int(fila) for fila in filas if is_numero(fila)]
    yield from map(str, abiertas.filter(pk__in=numeros).values_list("pk", flat=True))
    if has_codigo(modelo):
        yield from abiertas.filter(codigo__in=filas).values_list("codigo", flat=True)
