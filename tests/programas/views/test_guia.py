"""The guide: it tells the truth of the pages that it speaks of, to each role its own first, with its pictures."""

import struct

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from programas.models import Ejercicio
from programas.views.guia.tareas import ROLES, TAREAS
from regiones.enums import Rol
from tests.guia import (
    IMAGENES,
    MEDIOS,
    find_ausentes,
    is_dicho,
    list_citas,
    list_imagenes,
    list_rechazos,
    read_palabras,
)
from tests.vistas import ESTADOS, load_demostracion_chica, open_estado

# All the pictures together.
PESO_MAXIMO = 3_000_000
VISTAS = {nombre for _, vistas in ESTADOS.values() for nombre in vistas}


@pytest.mark.recorrido
def test_what_the_guide_quotes_is_on_the_page_that_it_speaks_of(db):
    load_demostracion_chica()
    citas, faltas = list_citas(), {}
    for estado in ESTADOS:
        with transaction.atomic():
            for nombre, _, camino, respuesta in open_estado(estado):
                assert (camino, respuesta.status_code) == (camino, 200)
                if ausentes := find_ausentes(read_palabras(respuesta.content.decode()), citas.get(nombre, {})):
                    faltas[nombre] = ausentes
            transaction.set_rollback(True)
    assert faltas == {}


def test_every_page_that_the_guide_quotes_or_pictures_is_one_that_is_looked_at():
    citas = list_citas()
    assert citas.get("", {}) == {}
    assert set(citas) | set(list_imagenes()) == VISTAS


def test_what_the_guide_says_that_is_refused_is_said_by_the_application():
    assert [rechazo for rechazo in list_rechazos() if not is_dicho(rechazo)] == []
    assert not is_dicho("Esto no lo dice nadie")


def test_every_picture_is_there_in_both_sizes_and_says_what_it_shows():
    imagenes = list_imagenes()
    assert {ruta.name for ruta in IMAGENES.iterdir()} == {f"{n}-{medio}.png" for n in imagenes for medio in MEDIOS}
    anchos = {ruta.name: struct.unpack(">I", ruta.read_bytes()[16:20])[0] for ruta in IMAGENES.iterdir()}
    assert anchos == {f"{nombre}-{medio}.png": medio for nombre in imagenes for medio in MEDIOS}
    assert [nombre for nombre, texto in imagenes.items() if len(texto) < 20] == []
    assert sum(ruta.stat().st_size for ruta in IMAGENES.iterdir()) < PESO_MAXIMO


def test_each_role_has_its_guide_and_each_page_that_a_task_helps_is_there():
    assert set(ROLES) == {rol for tarea in TAREAS for rol in tarea.roles} == set(Rol)
    assert len({tarea.clave for tarea in TAREAS}) == len(TAREAS)
    nombres = {clave for clave in get_resolver().reverse_dict if isinstance(clave, str)}
    assert {pagina for tarea in TAREAS for pagina in tarea.paginas} - nombres == set()


PERSONAS = {
    Rol.DIRECCION: "directora_maule",
    Rol.ENCARGADA: "encargada_maule",
    Rol.UNIDAD: "jefa_vif",
    Rol.CENTRAL: "revisora",
    Rol.ADMINISTRACION: "administradora",
    Rol.AUDITORIA: "auditor",
}


@pytest.mark.parametrize("rol", ROLES)
def test_each_role_opens_every_task_and_the_page_where_its_own_begin(client, ejercicio, request, rol):
    client.force_login(request.getfixturevalue(PERSONAS[rol]))
    comienzos = {
        tarea: client.get(reverse("guia_tarea", args=[tarea.clave])).context["comienzo"] for tarea in TAREAS
    }
    assert {tarea for tarea, comienzo in comienzos.items() if comienzo} == {t for t in TAREAS if rol in t.roles}
    abiertos = {
        comienzo: client.get(comienzo, follow=True).status_code for comienzo in set(comienzos.values()) - {""}
    }
    assert set(abiertos.values()) == {200}


def test_the_index_begins_with_the_reader_s_own_roles(client, ejercicio, directora_maule, auditor):
    for usuario, rol in ((directora_maule, Rol.DIRECCION), (auditor, Rol.AUDITORIA)):
        client.force_login(usuario)
        guias = client.get(reverse("guia")).context["guias"]
        assert [(guia.rol, guia.propio) for guia in guias[:2]] == [
            (rol, True),
            (next(otro for otro in ROLES if otro != rol), False),
        ]
        assert len(guias) == len(Rol)


def test_the_index_finds_words_without_accents_and_says_when_there_are_none(client, ejercicio, auditor):
    client.force_login(auditor)
    halladas = client.get(reverse("guia"), {"q": "SIMULACION Umbral"}).context["halladas"]
    assert [tarea.clave for tarea in halladas] == ["y-si"]
    assert client.get(reverse("guia"), {"q": "evidencia"}).context["halladas"][0].clave == "subir-una-evidencia"
    assert "Ninguna tarea habla de «xyzzy»." in client.get(reverse("guia"), {"q": "xyzzy"}).content.decode()


def test_the_guide_keeps_the_year_that_one_comes_from_if_one_sees_it(client, ejercicio, servicio, directora_maule):
    Ejercicio.objects.create(servicio=servicio, anio=2010)
    client.force_login(directora_maule)
    direccion = reverse("guia_tarea", args=["declarar-un-compromiso"])
    for en, anio in (("sernam/2010", 2010), ("", 2009), ("otro/2010", 2009), ("sernam/99999", 2009), ("x", 2009)):
        pagina = client.get(direccion, {"en": en})
        assert pagina.context["comienzo"] == reverse("pendientes", args=["sernam", anio])
        assert f'href="/guia/?en=sernam/{anio}"' in pagina.content.decode()


def test_a_person_without_a_year_reads_the_guide_without_links_to_one(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("nadie", password="clave-de-prueba-1"))
    assert [guia.propio for guia in client.get(reverse("guia")).context["guias"]] == [False] * len(Rol)
    assert client.get(reverse("guia_tarea", args=["validar"])).context["comienzo"] == ""
    assert client.get(reverse("guia_tarea", args=["otra-cosa"])).status_code == 404


def test_a_page_offers_the_help_of_what_its_reader_does_there(
    client, ejercicio, directora_maule, revisora, auditor
):
    claves = {}
    for usuario in (directora_maule, revisora, auditor):
        client.force_login(usuario)
        pagina = client.get(reverse("observaciones", args=["sernam", 2009]))
        claves[usuario.username] = [tarea.clave for tarea in pagina.context["ayudas"]()]
        assert ("Ayuda de esta página" in pagina.content.decode()) == bool(claves[usuario.username])
    assert claves == {
        "directora.maule": ["responder-una-observacion"],
        "revisora": ["revisar-y-observar"],
        "auditor": [],
    }


def test_the_guide_takes_the_same_few_queries_for_everybody(client, ejercicio, directora_maule, revisora):
    for usuario in (directora_maule, revisora):
        client.force_login(usuario)
        for direccion in (reverse("guia"), reverse("guia"), reverse("guia_tarea", args=["validar"])):
            # The session, the person, what they reach, and the year.
            with CaptureQueriesContext(connection) as consultas:
                assert client.get(direccion).status_code == 200
            assert len(consultas) == 4


def test_the_account_offers_its_help_too(client, ejercicio, administradora):
    client.force_login(administradora)
    for nombre, clave in (
        ("mi_cuenta", "mi-cuenta"),
        ("fichas", "mi-cuenta"),
        ("ingresos", "personas-y-asignaciones"),
    ):
        assert f'<a href="/guia/{clave}/">' in client.get(reverse(nombre)).content.decode()
