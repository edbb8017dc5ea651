"""Write the append-only record."""

from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder

from regiones.enums import Acto
from regiones.models import Editable, Registro, Usuario
from regiones.services.armado import build_nueva

codificador = DjangoJSONEncoder()
DE_JSON = (str, int, bool, list, dict)


def describe_fila(fila: Editable) -> dict[str, Any]:
    """Return the stored fields of a row by name, as JSON values, without derived or secret ones."""
    return {nombre: to_json(getattr(fila, atributo)) for nombre, atributo in list_registrados(type(fila))}


@cache
def list_registrados(modelo: type[Editable]) -> tuple[tuple[str, str], ...]:
    """The fields that the record keeps of the rows of a model, each with the attribute that holds its value."""
    return tuple(
        (campo.name, campo.attname)
        for campo in modelo._meta.concrete_fields
        if not campo.primary_key and campo.name not in modelo.campos_sin_registro
    )


def to_json(valor: Any) -> Any:
    if valor is None or isinstance(valor, DE_JSON):
        return valor
    return valor.name if isinstance(valor, File) else codificador.default(valor)


def diff_fila(antes: Mapping[str, Any], despues: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields that differ, as they were and as they are."""
    cambiados = [nombre for nombre in despues if antes.get(nombre) != despues[nombre]]
    return {n: antes.get(n) for n in cambiados}, {n: despues[n] for n in cambiados}


def build_registro(
    *,
    fila: Editable,
    acto: Acto,
    actor: Usuario | None,
    antes: Mapping[str, Any] | None = None,
    despues: Mapping[str, Any] | None = None,
    motivo: str = "",
    lote: UUID | None = None,
) -> Registro:
    """Prepare a line of the record, unsaved, for acts that write many at once."""
    ambito = fila.ambito
    return build_nueva(
        Registro,
        actor=actor,
        acto=acto,
        servicio_id=ambito.servicio_id,
        region_id=ambito.region_id,
        anio=ambito.anio,
        clase=fila._meta.label_lower,
        objeto=fila.pk,
        codigo=fila.clave_registro,
        antes=dict(antes or {}),
        despues=dict(despues or {}),
        motivo=motivo,
        lote=lote,
    )


def record(**campos: Any) -> Registro:
    """Write one line of the record (see ``build_registro``), inside the caller's transaction."""
    registro = build_registro(**campos)
    registro.save(force_insert=True)
    return registro
