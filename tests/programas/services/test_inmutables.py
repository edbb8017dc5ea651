"""What was sent, and what was said, is only added to: the database itself refuses the rest."""

import pytest
from django.db import DatabaseError, connection, transaction

from programas.models import Corte, Envio, Mensaje, ObjetivoEspecifico
from programas.services.analisis import build_analisis, save_analisis
from tests.fabrica import build_programa
from tests.programas.revisiones import load_programa, observe_fila, send, send_hoja


@pytest.fixture
def dicho(ejercicio, corte, maule, directora_maule, revisora):
    """A programme and a report submitted, and a message on a row of each."""
    build_programa(ejercicio, maule, "III.1", "-")
    analisis = build_analisis(ObjetivoEspecifico.objects.get(), Corte.objects.get())
    analisis.avance_efectivo, analisis.sin_recomendaciones = "Se hizo", True
    save_analisis(analisis=analisis, actor=directora_maule)
    observe_fila(send(load_programa(), directora_maule), revisora, "2009-07-III.1-01.1")
    send_hoja(Corte.objects.get(), maule, directora_maule)
    observe_fila(Envio.objects.get(programa=None), revisora, analisis.codigo)


def list_ordenes(tabla):
    ordenes = [f"UPDATE {tabla} SET id = id", f"DELETE FROM {tabla}"]
    if connection.vendor == "postgresql":
        return [*ordenes, f"SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {tabla} CASCADE"]
    return [*ordenes, f"INSERT OR REPLACE INTO {tabla} SELECT * FROM {tabla}"]


@pytest.mark.parametrize("modelo", [Envio, Mensaje])
def test_submissions_and_messages_are_never_changed(dicho, modelo):
    antes = list(modelo.objects.order_by("pk").values())
    for orden in list_ordenes(modelo._meta.db_table):
        with pytest.raises(DatabaseError, match="inmutable"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(orden)
    assert list(modelo.objects.order_by("pk").values()) == antes
    assert len(antes) == 2


@pytest.mark.parametrize("documentos", [[], ["programa", "informe"]])
def test_a_submission_is_of_one_document_and_of_no_other(dicho, directora_maule, documentos):
    envios = {"programa": Envio.objects.get(informe=None), "informe": Envio.objects.get(programa=None)}
    datos = {nombre: getattr(envios[nombre], nombre) for nombre in documentos}
    with pytest.raises(DatabaseError, match="envio_de_un_documento"), transaction.atomic():
        Envio.objects.create(numero=9, enviado_por=directora_maule, **datos)
    assert Envio.objects.count() == 2
