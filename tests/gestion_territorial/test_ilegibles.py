"""What no text may hold is refused at the door: addresses, queries and cookies that the database cannot keep."""

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse

from gestion_territorial.middleware import ilegibles

DIRECCIONES = (
    "/sernam/2009/compromisos/%00/",
    "/sernam/2009/territorios/07/III.4/%00/",
    "/sernam%00/2009/",
    "/cuenta/clave/nueva/%00/x/",
    "/static/%00.css",
    "/admin/%00/",
    "/%00",
)
CONSULTAS = ("clave=%00", "cl%00ave=1", "a=1&q=x%00y")


@pytest.mark.parametrize("direccion", DIRECCIONES)
def test_an_address_with_a_null_is_of_no_page(client, ejercicio, directora_maule, direccion):
    assert client.get(direccion).status_code == 404
    client.force_login(directora_maule)
    respuesta = client.get(direccion)
    assert (respuesta.status_code, "Content-Security-Policy" in respuesta.headers) == (404, True)
    assert client.post(direccion).status_code == 404


@pytest.mark.parametrize("consulta", CONSULTAS)
@pytest.mark.parametrize("nombre", ["borrador", "inicio", "ingresar", "admin:index"])
def test_a_query_with_a_null_is_not_understood(client, directora_maule, nombre, consulta):
    client.force_login(directora_maule)
    respuesta = client.get(f"{reverse(nombre)}?{consulta}")
    assert respuesta.status_code == 400
    assert "La solicitud no se entiende" in respuesta.content.decode()


def test_a_cookie_with_a_null_is_not_understood(client, directora_maule):
    client.cookies.load({"sessionid": "x"})
    client.cookies["sessionid"].set("sessionid", "", '"\\000abcdefghij"')
    assert client.get(reverse("inicio")).status_code == 400


def test_half_a_character_in_an_address_is_of_no_page():
    peticion = RequestFactory().get("/")
    peticion.path = peticion.path_info = "/compromisos/\ud800/"
    with pytest.raises(Http404):
        ilegibles(lambda request: None)(peticion)


def test_what_only_looks_like_a_null_goes_on(client, directora_maule):
    client.force_login(directora_maule)
    assert client.get(f"{reverse('borrador')}?clave=%2500").status_code == 200
    assert client.get("/sernam/2009/compromisos/%2500/").status_code == 404
