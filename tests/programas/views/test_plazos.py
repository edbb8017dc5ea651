"""Past its deadline a corte says so and stays open; what is written or sent after it says how late it came."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from programas.enums import EstadoCorte
from programas.models import AnalisisAvance, Corte, ObjetivoEspecifico
from programas.selectors.informes import load_informe
from programas.selectors.plazos import describe_atraso
from programas.services.analisis import build_analisis, save_analisis
from programas.services.informes import send_informe
from regiones.enums import Acto
from regiones.services import build_registro
from tests.fabrica import build_programa

ANIO = {"servicio": "sernam", "anio": 2009}
INFORME = ANIO | {"cut": "07", "fecha": "2009-06-30"}
FILA = "2009-07-III.1-01"


@pytest.fixture(autouse=True)
def programa(ejercicio, corte, maule):
    return build_programa(ejercicio, maule, "III.1", "-")


def see(client, quien, nombre, argumentos):
    client.force_login(quien)
    contenido = client.get(reverse(nombre, kwargs=argumentos)).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", contenido).split())


def set_plazo(dias):
    """Let the deadline be so many days from today."""
    Corte.objects.update(plazo=timezone.localdate() + timedelta(days=dias))
    return Corte.objects.select_related("ejercicio__servicio").get()


def write(actor, texto="Se avanzó", analisis=None):
    analisis = analisis or build_analisis(ObjetivoEspecifico.objects.get(codigo=FILA), Corte.objects.get())
    analisis.avance_efectivo = texto
    save_analisis(analisis=analisis, actor=actor)
    return analisis


def send(corte, region, actor):
    huella = load_informe(corte.ejercicio, region, corte).huella
    return send_informe(corte=corte, region=region, actor=actor, version=0, huella=huella)


@pytest.mark.parametrize(("dias", "vencido"), [(-1, True), (0, False), (1, False)])
def test_an_open_corte_past_its_deadline_says_so_wherever_it_is_shown(
    client, directora_maule, revisora, dias, vencido
):
    set_plazo(dias)
    paginas = [
        see(client, directora_maule, "pendientes", ANIO),
        see(client, directora_maule, "analisis", INFORME),
        see(client, directora_maule, "analisis_objetivo", INFORME | {"codigo": FILA}),
        see(client, directora_maule, "cortes", ANIO),
        see(client, revisora, "evaluacion", ANIO),
    ]
    palabras = ["✕ venció el", "✕ Vencido", "✕ Vencido", "✕ Vencido", "✕ Vencido"]
    assert [palabra in pagina for palabra, pagina in zip(palabras, paginas, strict=True)] == [vencido] * 5
    assert Corte.objects.get().estado == EstadoCorte.ABIERTO


def test_a_closed_corte_is_not_late_any_more(client, revisora):
    set_plazo(-3)
    Corte.objects.update(estado=EstadoCorte.CERRADO)
    assert "Vencido" not in see(client, revisora, "cortes", ANIO) + see(client, revisora, "evaluacion", ANIO)


def test_only_who_closes_is_told_to_close(client, directora_maule, revisora):
    set_plazo(-3)
    aviso = "No se cierra solo: ciérrelo cuando ya no espere más análisis."
    assert [aviso in see(client, quien, "cortes", ANIO) for quien in (revisora, directora_maule)] == [True, False]


@pytest.mark.parametrize(("dias", "marca"), [(-3, "3 días"), (-1, "1 día"), (0, "")])
def test_an_analysis_written_late_is_marked_for_both_sides(client, directora_maule, revisora, dias, marca):
    set_plazo(dias)
    write(directora_maule)
    esperadas = [f"! Entregado fuera de plazo, {marca}"] if marca else []
    for quien in (directora_maule, revisora):
        for nombre, argumentos in (("analisis", INFORME), ("analisis_objetivo", INFORME | {"codigo": FILA})):
            texto = see(client, quien, nombre, argumentos)
            assert re.findall(r"! Entregado fuera de plazo, \d+ días?", texto) == esperadas


def test_a_report_sent_late_says_so_to_who_reviews_it(client, maule, directora_maule, revisora):
    corte = set_plazo(-2)
    write(directora_maule)
    send(corte, maule, directora_maule)
    assert "Enviado a revisión Entregado fuera de plazo, 2 días" in see(client, revisora, "cortes", ANIO)
    assert "directora.maule. ! Entregado fuera de plazo, 2 días" in see(client, revisora, "analisis", INFORME)


def test_what_is_corrected_in_a_report_that_came_in_time_is_not_late(client, maule, directora_maule, revisora):
    corte = set_plazo(-3)
    write(directora_maule)
    informe = send(corte, maule, directora_maule)
    assert see(client, revisora, "analisis", INFORME).count("Entregado fuera de plazo") == 2
    primero = build_registro(fila=informe, acto=Acto.ENVIAR, actor=directora_maule)
    primero.momento = timezone.now() - timedelta(days=5)
    primero.save(force_insert=True)
    assert see(client, revisora, "analisis", INFORME).count("Entregado fuera de plazo") == 0
    assert "fuera de plazo" not in see(client, revisora, "cortes", ANIO)


def test_an_imported_analysis_says_nothing_of_when_it_was_written(client, programa, corte, directora_maule):
    set_plazo(-3)
    analisis = AnalisisAvance.objects.create(
        programa=programa,
        corte=corte,
        codigo=f"{programa.codigo}-A01",
        orden=1,
        objetivo=programa.objetivos.get(),
        avance_efectivo="Se avanzó",
    )
    build_registro(
        fila=analisis, acto=Acto.IMPORTAR, actor=directora_maule, despues={"avance_efectivo": "Se avanzó"}
    ).save(force_insert=True)
    assert "Entregado fuera de plazo" not in see(client, directora_maule, "analisis", INFORME)


@pytest.mark.parametrize(
    ("dia", "hora", "atraso"),
    [(15, 23, ""), (16, 0, "Entregado fuera de plazo, 1 día"), (17, 12, "Entregado fuera de plazo, 2 días")],
)
def test_the_day_ends_at_midnight_of_santiago(corte, dia, hora, atraso):
    momento = datetime(2009, 7, dia, hora, 30, tzinfo=ZoneInfo("America/Santiago"))
    assert corte.plazo == date(2009, 7, 15)
    assert describe_atraso(corte, momento).replace("\xa0", " ") == atraso
