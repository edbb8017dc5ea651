"""Ready to be shared out by service: what the hot indexes and keys begin by (docs/escala.md)."""

import pytest
from django.apps import apps
from django.db import models

from programas.models import Importacion
from regiones.models import Registro, Servicio
from tests.sentencias import find_suelto, list_tablas_de_servicio

# What is asked across services, and why.
DE_TODOS = {
    (Servicio, "codigo"): "it is the service",
    (Registro, "momento"): "the history of the whole installation, and the revision of the page of all services",
    (Importacion, "lote"): "a random key, unlike any other by itself",
}


def list_primeros(modelo: type[models.Model]) -> set[str]:
    """The field by which each index and key of a table begins, those of one foreign key alone left out."""
    opciones = modelo._meta
    unicas = [c for c in opciones.constraints if isinstance(c, models.UniqueConstraint)]
    solos = {campo.name for campo in opciones.local_fields if campo.unique or campo.db_index}
    llaves = {campo.name for campo in opciones.local_fields if campo.many_to_one or campo.primary_key}
    return {c.fields[0] for c in (*unicas, *opciones.indexes)} | solos - llaves


def test_every_index_and_key_of_a_service_begins_by_what_leads_to_it():
    caminos = list_tablas_de_servicio()
    fuera = {
        (modelo, primero)
        for modelo in apps.get_models()
        if modelo._meta.db_table in caminos
        for primero in list_primeros(modelo)
        if modelo._meta.get_field(primero).column not in caminos[modelo._meta.db_table]
    }
    assert fuera == set(DE_TODOS)


@pytest.mark.parametrize(
    ("sql", "suelto"),
    [
        ('SELECT "a"."id" FROM "programas_programatrabajo" "a" WHERE "a"."ejercicio_id" = 3', False),
        ('SELECT "a"."id" FROM "programas_programatrabajo" "a" WHERE "a"."region_id" = 3', True),
        ('SELECT "id" FROM "regiones_region" WHERE "cut" = \'07\'', False),
        ('SELECT "r"."id" FROM "regiones_registro" "r" WHERE "r"."clase" = \'x\' AND "r"."objeto" = 3', True),
        ('SELECT "r"."id" FROM "regiones_registro" "r" WHERE "r"."servicio_id" IS NULL', False),
        # Tied to what it is joined with, which is tied to nothing.
        (
            'SELECT "c"."id" FROM "programas_compromiso" "c" INNER JOIN "programas_objetivoespecifico" "o" '
            'ON ("c"."objetivo_id" = "o"."id") WHERE "c"."codigo" = \'x\'',
            True,
        ),
        # To another select, and that one to a value, or to nothing.
        *(
            (
                'SELECT "p"."id" FROM "programas_programatrabajo" "p" WHERE "p"."ejercicio_id" IN '
                f'(SELECT "e"."id" FROM "programas_ejercicio" "e" WHERE "e"."{columna}" = 2009)',
                suelto,
            )
            for columna, suelto in (("servicio_id", False), ("anio", True))
        ),
    ],
)
def test_a_statement_that_is_tied_to_no_service_is_found(sql, suelto):
    assert (find_suelto(sql, list_tablas_de_servicio()) is not None) is suelto
