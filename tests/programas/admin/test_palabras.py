"""What the administration says: in Spanish, with the words of the rest of the product."""

import pytest
from django.urls import reverse

from programas.models import (
    Actividad,
    AnalisisAvance,
    Compromiso,
    Importacion,
    Indicador,
    Instancia,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from regiones.models import UnidadResponsable, Usuario


def url(modelo, pagina, *args):
    return reverse(f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}_{pagina}", args=args)


def read(client, modelo, pagina, *args):
    return client.get(url(modelo, pagina, *args)).content.decode()


def test_yes_and_no_are_words(client, mundo, encargada_maule, administradora):
    client.force_login(administradora)
    for modelo in (UnidadResponsable, Usuario):
        contenido = read(client, modelo, "changelist")
        assert "<td" in contenido
        assert ">Sí</td>" in contenido
        assert 'alt="True"' not in contenido
    assert 'alt="' not in read(client, ProgramaTrabajo, "change", mundo.propias[ProgramaTrabajo].pk)
    client.force_login(encargada_maule)
    unidad = read(client, UnidadResponsable, "change", mundo.propias[UnidadResponsable].pk)
    assert '<div class="readonly">Sí</div>' in unidad


def test_what_is_only_read_is_to_see(client, mundo, auditor):
    client.force_login(auditor)
    contenido = client.get(reverse("admin:index")).content.decode()
    assert ">Ver</a>" in contenido
    assert "Vista" not in contenido


def test_the_history_has_one_name(client, mundo, administradora):
    client.force_login(administradora)
    fila = mundo.propias[Compromiso]
    assert 'class="historylink">Historial</a>' in read(client, Compromiso, "change", fila.pk)
    historial = client.get(url(Compromiso, "history", fila.pk))
    assert historial.context["title"] == "Historial"
    assert "Historia<" not in historial.content.decode()


def test_filters_are_headed_by_what_they_filter(client, mundo, administradora):
    client.force_login(administradora)
    contenido = read(client, ProgramaTrabajo, "changelist") + read(client, AnalisisAvance, "changelist")
    for titulo in ("Trabaja por", "Sin recomendaciones", "Territorio"):
        assert titulo in contenido
        assert f"Por {titulo.lower()}" not in contenido


def test_messages_quote_as_the_rest_of_the_product(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    datos = {"compromiso": mundo.propias[Compromiso].pk, "texto": "Otra"}
    contenido = client.post(url(Actividad, "add"), datos, follow=True).content.decode()
    nueva = Actividad.objects.get(texto="Otra")
    assert f'«<a href="{url(Actividad, "change", nueva.pk)}">{nueva.codigo}</a>»' in contenido
    assert "“" not in contenido


def test_the_way_to_a_list_does_not_say_the_same_twice(client, mundo, administradora):
    client.force_login(administradora)
    migas = read(client, ProgramaTrabajo, "changelist").split('class="breadcrumbs"')[1].split("</div>")[0]
    assert "Formulario oficial" in migas
    assert migas.count("Programas de trabajo") == 1


def test_an_import_counts_in_words(client, mundo, instaladora):
    client.force_login(instaladora)
    importacion = mundo.propias[Importacion]
    resumen = {"programas": {"nueva": 1}, "analisis": {"nueva": 29, "igual": 1, "ausente": 2}}
    Importacion.objects.filter(pk=importacion.pk).update(resumen=resumen)
    contenido = read(client, Importacion, "change", importacion.pk)
    assert "<div>Programas: 1 fila nueva</div>" in contenido
    assert "Análisis del avance: 29 filas nuevas, 1 fila igual, 2 filas ausentes de la planilla<" in contenido


def test_counts_have_their_thousands_point(client, mundo, instaladora):
    client.force_login(instaladora)
    compromiso = mundo.propias[Compromiso]
    Actividad.objects.bulk_create(
        Actividad(compromiso=compromiso, codigo=f"A{i}", texto="Muchas") for i in range(1_200)
    )
    contenido = client.get(url(Actividad, "changelist") + "?q=Muchas").content.decode()
    assert "1.200 resultados" in contenido
    assert "1.200 actividades" in contenido


def test_an_account_s_help_is_well_written(client, mundo, administradora):
    client.force_login(administradora)
    contenido = read(client, Usuario, "add")
    assert "carácteres" not in contenido
    assert "Hasta 150 caracteres" in contenido


@pytest.mark.parametrize("escrito", ["3,12345", "3.12345", "100,5"])
def test_a_percentage_that_is_none_is_told_as_it_was_typed(client, mundo, encargada_maule, escrito):
    client.force_login(encargada_maule)
    contenido = client.post(
        url(Compromiso, "change", mundo.propias[Compromiso].pk), {"ponderacion": escrito, "version_leida": "1"}
    ).content.decode()
    assert f"«{escrito}»" in contenido


def test_a_blank_result_is_a_dash(client, mundo, administradora):
    client.force_login(administradora)
    indicador = mundo.propias[Indicador]
    Indicador.objects.filter(pk=indicador.pk).update(resultado="", meta="Dos o tres", meta_valor=None)
    contenido = read(client, Indicador, "change", indicador.pk)
    assert contenido.count("No se distingue un solo valor") == 1


def test_answers_left_in_blank_are_filtered(client, mundo, administradora):
    client.force_login(administradora)
    Compromiso.objects.exclude(pk=mundo.propias[Compromiso].pk).update(declarado="si")
    lista = client.get(url(Compromiso, "changelist") + "?declarado__exact=")
    assert list(lista.context["cl"].result_list) == [mundo.propias[Compromiso]]
    [filtro] = [spec for spec in lista.context["cl"].filter_specs if spec.title == "declarado"]
    assert [c["display"] for c in filtro.choices(lista.context["cl"]) if c["selected"]] == ["En blanco"]
    si = client.get(url(Compromiso, "changelist") + "?declarado__exact=si")
    assert si.context["cl"].result_count == Compromiso.objects.count() - 1


@pytest.mark.parametrize(
    "modelo", [Compromiso, ObjetivoEspecifico, Indicador, Actividad, Instancia, AnalisisAvance, ProgramaTrabajo]
)
def test_a_page_s_title_says_whose_row_it_is_and_what_it_is_about(modelo, client, mundo, administradora):
    client.force_login(administradora)
    fila = mundo.propias[modelo]
    for pagina in ("change", "history", "delete"):
        titulo = read(client, modelo, pagina, fila.pk).split("<title>")[1].split("</title>")[0]
        partes = titulo.split(" | ")[0].strip().split(" · ")
        assert partes[:2] == [fila.codigo, "Maule"]
        assert len(partes[2]) > 3
