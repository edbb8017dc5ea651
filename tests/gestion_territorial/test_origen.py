"""The client's address cannot be made up, and the page to go back to is never another site's."""

import pytest
from django.test import RequestFactory

from gestion_territorial.origen import get_ip, get_pagina


@pytest.mark.parametrize(
    ("proxies", "directa", "reenviadas", "esperada"),
    [
        (0, "200.1.1.1", "", "200.1.1.1"),
        (0, "200.1.1.1", "9.9.9.9", "200.1.1.1"),
        (1, "10.0.0.1", "200.1.1.1", "200.1.1.1"),
        (1, "10.0.0.1", "9.9.9.9, 200.1.1.1", "200.1.1.1"),
        (2, "10.0.0.1", "9.9.9.9, 200.1.1.1, 10.0.0.2", "200.1.1.1"),
        (2, "10.0.0.1", "9.9.9.9", "10.0.0.1"),
        (1, "10.0.0.1", "' OR 1=1", "10.0.0.1"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (0, "2001:db8:1:2:aaaa::1", "", "2001:db8:1:2::"),
        (0, "::ffff:200.1.1.1", "", "200.1.1.1"),
        (0, "", "", None),
    ],
)
def test_the_address_is_the_one_that_our_own_proxies_saw(settings, proxies, directa, reenviadas, esperada):
    settings.PROXIES_DELANTE = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=directa, headers={"X-Forwarded-For": reenviadas})
    assert get_ip(request) == esperada


@pytest.mark.parametrize(
    ("cabeceras", "esperada"),
    [
        ({}, ""),
        ({"Referer": "http://testserver/sernam/2009/?p=2#fila"}, "/sernam/2009/?p=2"),
        ({"Referer": "http://otro.example.cl/sernam/2009/"}, ""),
        ({"Referer": "http://testserver//otro.example.cl/"}, ""),
        ({"Referer": "javascript:alert(1)"}, ""),
        ({"Referer": "http://testserver/a/", "HX-Current-URL": "http://testserver/b/"}, "/b/"),
    ],
)
def test_the_page_one_was_on_is_of_this_site(cabeceras, esperada):
    assert get_pagina(RequestFactory().post("/guardar/", headers=cabeceras)) == esperada
