"""Write the append-only record."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder

from regiones.enums import Acto
from regiones.models import Editable, Registro, Usuario

codificador = DjangoJSONEncoder()


def describe_fila(fila: Editable) -> dict[str, Any]:
    """Return the stored fields of a row by name, as JSON values, without derived or secret ones."""
    return {
        campo.name: to_json(campo.value_from_object(fila))
        for campo in fila._meta.concrete_fields
        if not campo.primary_key and campo.name not in fila.campos_sin_registro
    }


def to_json(valor: Any) -> Any:
    if valor is None or isinstance(valor, str | int | bool | list | dict):
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
    return Registro(
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
