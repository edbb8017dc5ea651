"""Whoever writes in a form what is of another territory reaches nothing of it, whatever field it is put in."""

import pytest
from django.db import transaction
from django.db.models import ForeignKey, ManyToManyField
from django.test import Client
from django.urls import reverse

from programas.models import (
    Actividad,
    Compromiso,
    Evidencia,
    Indicador,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from regiones.models import Registro, UnidadResponsable
from tests.azar import MULTIPARTE, URLENCODED, watch_leidos, write_consulta, write_multiparte
from tests.documentos import PDF
from tests.programas.views.test_paginas import ACTOS, AJENO, ROLES, formularios  # noqa: F401

# The fields whose value is the key of a row.
QUE_LLEVAN = {
    "medio",
    "reemplaza",
    "filas",
    "codigos",
    "objetivos",
    "regiones",
    "unidades_0",
    "id_0",
    "libro",
    "fila",
}
DE_ATACAMA = "Objetivo 1 de Atacama"
# Of each kind of row, the way to its territory.
CAMINOS = {
    ProgramaTrabajo: "region",
    ObjetivoEspecifico: "programa__region",
    Indicador: "objetivo__programa__region",
    Compromiso: "objetivo__programa__region",
    Actividad: "compromiso__objetivo__programa__region",
    MedioVerificacion: "compromiso__objetivo__programa__region",
    Evidencia: "compromiso__objetivo__programa__region",
}


@pytest.fixture
def ajenas(formularios, atacama, servicio):  # noqa: F811
    """A key and a code of each kind of row of Atacama, and what those rows say."""
    unidad = UnidadResponsable.objects.create(
        servicio=servicio, nombre="Unidad de Atacama", clave="unidad de atacama"
    )
    compromiso = Compromiso.objects.filter(objetivo__programa__region=atacama).first()
    MedioVerificacion.objects.create(compromiso=compromiso, texto=DE_ATACAMA, orden=1)
    ObjetivoEspecifico.objects.filter(programa__region=atacama).update(texto=DE_ATACAMA)
    valores = [AJENO, str(atacama.pk), str(unidad.pk)]
    for modelo, camino in CAMINOS.items():
        fila = modelo.objects.filter(**{camino: atacama}).first()
        if fila is not None:
            valores += [str(fila.pk), *([fila.codigo] if hasattr(fila, "codigo") else [])]
    return sorted(set(valores))


def read_todo(atacama):
    return {
        modelo: list(modelo._base_manager.filter(**{camino: atacama}).order_by("pk").values())
        for modelo, camino in CAMINOS.items()
    }


def find_cruces(maule, atacama):
    """Rows of Maule that name one of Atacama."""
    cruces = []
    for modelo, camino in CAMINOS.items():
        for campo in [*modelo._meta.fields, *modelo._meta.many_to_many]:
            if not isinstance(campo, ForeignKey | ManyToManyField) or campo.related_model not in CAMINOS:
                continue
            otro = f"{campo.name}__{CAMINOS[campo.related_model]}"
            # What a row hangs from is the way to its territory itself.
            if otro != camino and modelo.objects.filter(**{camino: maule, otro: atacama}).exists():
                cruces.append((modelo.__name__, campo.name))
    return cruces


@pytest.mark.recorrido
def test_no_field_of_any_form_reaches_a_row_of_another_territory(ajenas, directora_maule, maule, atacama):
    entrada = Client()
    entrada.force_login(directora_maule)
    antes, fallos, cuantas = read_todo(atacama), [], 0

    def send(nombre, url, campos, archivos=()):
        nonlocal cuantas
        cuantas += 1
        navegador = Client(raise_request_exception=False)
        navegador.cookies.update(entrada.cookies)
        cuerpo = write_multiparte(campos, archivos) if archivos else write_consulta(campos).encode()
        punto, lineas = transaction.savepoint(), Registro.objects.count()
        respuesta = navegador.generic("POST", url, cuerpo, MULTIPARTE if archivos else URLENCODED)
        if respuesta.status_code >= 500:
            fallos.append((nombre, campos, respuesta.status_code))
        elif not respuesta.streaming and DE_ATACAMA in respuesta.content.decode(errors="replace"):
            fallos.append((nombre, campos, "mostró un texto ajeno"))
        elif Registro.objects.count() > lineas:
            if read_todo(atacama) != antes or Registro.objects.filter(region=atacama).exists():
                fallos.append((nombre, campos, "cambió una fila ajena"))
            if cruces := find_cruces(maule, atacama):
                fallos.append((nombre, campos, cruces))
        transaction.savepoint_rollback(punto)

    for nombre, casos in ACTOS.items():
        argumentos, base, esperados = max(casos, key=lambda caso: len(caso[1]))
        if esperados["directora_maule"] not in (200, 302):
            continue
        url = reverse(nombre, kwargs=argumentos)
        archivos = [("archivo", "acta.pdf", "application/pdf", PDF)] if nombre == "evidencia_nueva" else []
        base = base | ({"fecha_documento": "30-06-2009"} if archivos else {})
        with watch_leidos() as leidos:
            send(nombre, url, list(base.items()))
        for numero, campo in enumerate(sorted(leidos.campos)):
            # Each field gets some of them, in turns; those that lead to rows, all.
            suyos = ajenas if campo in QUE_LLEVAN else [ajenas[numero % len(ajenas)]]
            for valor in suyos:
                send(nombre, url, [*((c, v) for c, v in base.items() if c != campo), (campo, valor)], archivos)
        # Its address leads to another row, by each of its parts.
        for clave in {"pk", "codigo", "cut"}.intersection(argumentos):
            for valor in ajenas:
                if clave == "codigo" or valor.isdigit():
                    send(nombre, reverse(nombre, kwargs=argumentos | {clave: valor}), list(base.items()), archivos)
    assert fallos == [], "\n".join(map(repr, fallos[:20]))
    assert cuantas > 200
