"""Every page of the administration, for every role: what it answers, what it offers, what it never tells.

One table holds what each role may do with each kind of row; a model registered without its line fails.
"""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from programas.models import Actividad, Compromiso, Ejercicio, ObjetivoEspecifico, ProgramaTrabajo
from regiones.models import Region
from tests.fabrica import build_programa

ROLES = ("directora_maule", "jefa_vif", "revisora", "administradora", "auditor", "instaladora")
# Of its own rows, each role, in the order of ROLES: n nothing, v sees, e changes, a changes and adds.
PUEDE = {
    "regiones.servicio": "vvveva",
    "regiones.region": "vvvvva",
    "regiones.aliasregion": "vvvvva",
    "regiones.unidadresponsable": "vvvava",
    "regiones.aliasunidad": "vvvava",
    "regiones.usuario": "nnvava",
    "regiones.asignacion": "nnvava",
    "regiones.registro": "vvvvvv",
    "programas.ejercicio": "vvvava",
    "programas.corte": "vvaava",
    "programas.programatrabajo": "avvava",
    "programas.objetivoespecifico": "avvava",
    "programas.indicador": "aavava",
    "programas.compromiso": "aevava",
    "programas.actividad": "aavava",
    "programas.medioverificacion": "aavava",
    "programas.instancia": "avvava",
    "programas.analisisavance": "aavava",
    "programas.importacion": "vvvvvv",
    "programas.aliascolumna": "vvvava",
}
CASOS = [
    (modelo, rol, letra) for modelo, letras in PUEDE.items() for rol, letra in zip(ROLES, letras, strict=True)
]
MODELOS = {modelo._meta.label_lower: modelo for modelo in admin.site._registry}


def url(modelo, pagina, *args):
    return reverse(f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}_{pagina}", args=args)


def test_every_registered_model_has_its_line():
    assert set(PUEDE) == set(MODELOS)


@pytest.mark.parametrize(("nombre", "rol", "letra"), CASOS)
def test_every_page_answers_each_role_as_the_table_says(nombre, rol, letra, request, client, mundo):
    modelo = MODELOS[nombre]
    client.force_login(request.getfixturevalue(rol))
    fila = (mundo.de_unidad if rol == "jefa_vif" else mundo.propias)[modelo]
    lista = client.get(url(modelo, "changelist"))
    pagina = client.get(url(modelo, "change", fila.pk))
    historia = client.get(url(modelo, "history", fila.pk))
    agregar = client.get(url(modelo, "add"))
    if letra == "n":
        assert (lista.status_code, agregar.status_code) == (403, 403)
        assert pagina.status_code in (403, 404)
        return
    assert (lista.status_code, pagina.status_code, historia.status_code) == (200, 200, 200)
    assert (b'name="_save"' in pagina.content) is (letra in "ea")
    assert agregar.status_code == (200 if letra == "a" else 403)


@pytest.mark.parametrize("nombre", [n for n in PUEDE if n not in ("regiones.region", "regiones.aliasregion")])
def test_a_region_never_reads_what_is_not_its_own(nombre, client, mundo, directora_maule):
    modelo = MODELOS[nombre]
    ajena = mundo.ajenas[modelo]
    client.force_login(directora_maule)
    lista = client.get(url(modelo, "changelist")).content.decode()
    assert f"/{modelo._meta.model_name}/{ajena.pk}/change/" not in lista
    for texto in ("Atacama", "ajen", "2009-03"):
        assert texto not in lista
    for pagina in ("change", "history", "delete"):
        respuesta = client.get(url(modelo, pagina, ajena.pk))
        assert respuesta.status_code in (403, 404)
        for texto in ("Atacama", "quizá", "Quizá"):
            assert texto not in respuesta.content.decode()
    assert client.post(url(modelo, "change", ajena.pk), {"texto": "x"}).status_code in (403, 404)
    modelo.objects.get(pk=ajena.pk)


@pytest.mark.parametrize("nombre", ["regiones.servicio", "programas.ejercicio", "regiones.unidadresponsable"])
def test_another_service_is_not_found(nombre, client, mundo, administradora):
    modelo = MODELOS[nombre]
    client.force_login(administradora)
    for pagina in ("change", "history"):
        respuesta = client.get(url(modelo, pagina, mundo.ajenas[modelo].pk))
        assert respuesta.status_code == 404
        contenido = respuesta.content.decode()
        assert "Esa página no existe, o no es de su territorio" in contenido
        assert "ajen" not in contenido.lower()


def test_who_has_no_assignment_does_not_enter(client, django_user_model):
    suelta = django_user_model.objects.create_user("suelta", password="clave-de-prueba-1")
    client.force_login(suelta)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_who_is_not_in_goes_through_the_projects_door(client, db):
    respuesta = client.get(reverse("admin:programas_ejercicio_changelist"), follow=True)
    destino = reverse("admin:programas_ejercicio_changelist")
    assert respuesta.redirect_chain[-1][0] == f"{reverse('ingresar')}?next={destino}"


def test_the_index_groups_every_model_once_and_tells_the_last_acts(client, mundo, instaladora):
    client.force_login(instaladora)
    respuesta = client.get(reverse("admin:index"))
    grupos = [(app["name"], [m["object_name"] for m in app["models"]]) for app in respuesta.context["app_list"]]
    assert [nombre for nombre, _ in grupos] == [
        "Formulario oficial",
        "Territorio y unidades",
        "Personas",
        "Registro",
    ]
    assert sorted(m for _, modelos in grupos for m in modelos) == sorted(m.__name__ for m in admin.site._registry)


def test_groups_of_permissions_are_nowhere_to_be_seen():
    assert "auth.group" not in MODELOS


def test_own_password_is_changed_on_its_one_page(client, directora_maule):
    client.force_login(directora_maule)
    respuesta = client.get(reverse("admin:password_change"))
    assert (respuesta.status_code, respuesta.url) == (302, reverse("cambiar_clave"))


def test_regions_are_listed_north_to_south(client, mundo, directora_maule):
    client.force_login(directora_maule)
    lista = client.get(url(Region, "changelist"))
    assert [region.cut for region in lista.context["cl"].result_list][:3] == ["15", "01", "02"]


def count_consultas(client, direccion):
    with CaptureQueriesContext(connection) as consultas:
        assert client.get(direccion).status_code == 200
    return len(consultas)


@pytest.mark.parametrize("nombre", sorted(PUEDE))
def test_a_list_takes_the_same_queries_whatever_its_rows(nombre, client, mundo, administradora, instaladora):
    modelo = MODELOS[nombre]
    client.force_login(instaladora)
    lista = url(modelo, "changelist")
    assert modelo.objects.count() > 1
    una = count_consultas(client, f"{lista}?id__exact={mundo.propias[modelo].pk}")
    assert count_consultas(client, lista) == una


def test_a_page_takes_the_same_queries_whatever_hangs_from_it(
    client, ejercicio, corte, maule, atacama, administradora
):
    client.force_login(administradora)

    def count_paginas():
        return [
            count_consultas(client, url(modelo, "change", modelo.objects.earliest("pk").pk))
            for modelo in (Ejercicio, ProgramaTrabajo, ObjetivoEspecifico, Compromiso)
        ]

    programa = build_programa(ejercicio, maule, "III.1", "-")
    count_paginas()  # what is read once per process
    con_uno = count_paginas()
    objetivo, compromiso = ObjetivoEspecifico.objects.get(), Compromiso.objects.get()
    for i in (2, 3):
        build_programa(ejercicio, atacama, f"III.{i}", "--")
        ObjetivoEspecifico.objects.create(programa=programa, codigo=f"O{i}", texto="Otro")
        Compromiso.objects.create(objetivo=objetivo, codigo=f"C{i}")
        Actividad.objects.create(compromiso=compromiso, codigo=f"A{i}", texto="Otra")
    assert count_paginas() == con_uno


@pytest.mark.parametrize("nombre", sorted(PUEDE))
def test_no_page_carries_scripts_or_styles_of_its_own(nombre, client, mundo, instaladora):
    modelo = MODELOS[nombre]
    client.force_login(instaladora)
    clave = mundo.propias[modelo].pk
    direcciones = [url(modelo, "changelist"), *(url(modelo, p, clave) for p in ("change", "history", "delete"))]
    for pagina in ("add", "import", "export"):
        try:
            direcciones.append(url(modelo, pagina))
        except NoReverseMatch:
            continue
    for direccion in direcciones:
        contenido = client.get(direccion).content.decode()
        assert re.findall(r"<script(?![^>]* src=)[^>]*>|<style| style=| on[a-z]+=", contenido) == []
