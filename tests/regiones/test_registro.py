"""The append-only record, and rows that are never overwritten in silence."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from regiones.enums import Acto
from regiones.models import Registro, Servicio, UnidadResponsable
from regiones.services import CambioObsoleto, create_fila, delete_fila, save_fila


@pytest.fixture
def unidad(servicio: Servicio) -> UnidadResponsable:
    return create_fila(fila=UnidadResponsable(servicio=servicio, nombre="Unidad de VIF"), actor=None)


def test_creating_records_what_was_written(unidad, administradora):
    registro = Registro.objects.get(clase="regiones.unidadresponsable")
    assert (registro.acto, registro.objeto, registro.servicio_id) == (Acto.CREAR, unidad.pk, unidad.servicio_id)
    assert registro.despues["nombre"] == "Unidad de VIF"
    assert registro.antes == {}


def test_saving_records_only_the_changed_fields_with_who_and_why(unidad, administradora):
    unidad.nombre = "Unidad de Violencia Intrafamiliar"
    assert save_fila(fila=unidad, actor=administradora, motivo="nombre completo") is True
    registro = Registro.objects.get(acto=Acto.MODIFICAR, clase="regiones.unidadresponsable")
    assert registro.antes == {"nombre": "Unidad de VIF", "clave": "unidad de vif"}
    assert registro.despues["nombre"] == "Unidad de Violencia Intrafamiliar"
    assert (registro.actor, registro.motivo) == (administradora, "nombre completo")
    unidad.refresh_from_db()
    assert unidad.version == 2


def test_saving_without_changes_writes_nothing(unidad):
    antes = Registro.objects.count()
    assert save_fila(fila=unidad, actor=None) is False
    unidad.refresh_from_db()
    assert (unidad.version, Registro.objects.count()) == (1, antes)


def test_stale_save_is_refused_with_both_values(unidad):
    mia = UnidadResponsable.objects.get(pk=unidad.pk)
    unidad.nombre = "Unidad A"
    save_fila(fila=unidad, actor=None)
    mia.nombre = "Unidad B"
    with pytest.raises(CambioObsoleto) as rechazo:
        save_fila(fila=mia, actor=None)
    assert rechazo.value.diferencias["nombre"] == ("Unidad B", "Unidad A")
    assert UnidadResponsable.objects.get(pk=unidad.pk).nombre == "Unidad A"


def test_rules_of_the_row_are_checked_before_writing(unidad, servicio):
    with pytest.raises(ValidationError) as error:
        create_fila(fila=UnidadResponsable(servicio=servicio, nombre="UNIDAD de  vif"), actor=None)
    assert "ya tiene una unidad con ese nombre" in str(error.value)


def test_deleting_keeps_what_the_row_and_those_it_owned_said(unidad):
    alias = unidad.alias.model(unidad=unidad, servicio=unidad.servicio, texto="VIF")
    create_fila(fila=alias, actor=None)
    delete_fila(fila=unidad, actor=None, motivo="duplicada")
    eliminadas = Registro.objects.filter(acto=Acto.ELIMINAR)
    assert {r.clase for r in eliminadas} == {"regiones.unidadresponsable", "regiones.aliasunidad"}
    assert {r.antes.get("nombre") or r.antes.get("texto") for r in eliminadas} == {"Unidad de VIF", "VIF"}


def test_the_database_itself_refuses_to_change_the_record(unidad):
    sentencias = ["UPDATE regiones_registro SET motivo = 'x'", "DELETE FROM regiones_registro"]
    if connection.vendor == "postgresql":
        sentencias.append("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE regiones_registro")
    else:
        columnas = "id, momento, acto, clase, objeto, codigo, antes, despues, motivo"
        copia = columnas.replace("motivo", "'x'")
        sentencias.append(
            f"INSERT OR REPLACE INTO regiones_registro ({columnas}) SELECT {copia} FROM regiones_registro LIMIT 1"
        )
    antes = Registro.objects.count()
    for sentencia in sentencias:
        with pytest.raises(DatabaseError, match="inmutable"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sentencia)
    assert Registro.objects.count() == antes > 0
