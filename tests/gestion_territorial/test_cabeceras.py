"""What every answer carries, in one table: policies, cookies, caches and the names of what is downloaded."""

from email.message import Message
from io import BytesIO
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from programas.models import Evidencia
from programas.services.archivos import clean_nombre
from tests.cabeceras import POLITICA, find_faltas, read_politica, read_produccion
from tests.programas.views.test_paginas import ACTOS, EN_EVIDENCIA, EN_PROGRAMA, formularios  # noqa: F401


@pytest.fixture
def produccion(settings, monkeypatch):
    for nombre, valor in read_produccion(monkeypatch).items():
        setattr(settings, nombre, valor)


def list_administracion():
    """Every page of the administration that has no row in its address."""
    paginas = []
    for modelo in admin.site._registry:
        raiz = f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}"
        paginas += [f"{raiz}_{pagina}" for pagina in ("changelist", "add")]
        if hasattr(admin.site._registry[modelo], "import_action"):
            paginas += [f"{raiz}_{pagina}" for pagina in ("import", "export")]
    return ["admin:index", "admin:jsi18n", *paginas]


def test_pages_of_the_administration_and_of_nobody_carry_the_table(client, ejercicio, administradora, produccion):
    """The other pages are looked at where each role visits them."""
    direcciones = [("get", "/no/existe/"), ("put", reverse("ingresar"))]
    direcciones += [("get", reverse(nombre)) for nombre in list_administracion()]
    direcciones += [("post", reverse(nombre, kwargs=casos[0][0])) for nombre, casos in ACTOS.items()]
    faltas = []
    for quien in (None, administradora):
        if quien:
            client.force_login(quien)
        for metodo, url in direcciones if quien is None else direcciones[: -len(ACTOS)]:
            faltas += find_faltas(getattr(client, metodo)(url, secure=True))
    assert faltas == []


def test_whoever_enters_gets_a_session_that_no_script_and_no_other_site_uses(client, directora_maule, produccion):
    datos = {"username": "directora.maule", "password": "clave-de-prueba-1"}
    respuesta = client.post(reverse("ingresar"), datos, secure=True)
    galletas = {
        galleta.key: (bool(galleta["secure"]), bool(galleta["httponly"]), galleta["samesite"], galleta["path"])
        for galleta in respuesta.cookies.values()
    }
    assert galletas == {"sessionid": (True, True, "Lax", "/"), "csrftoken": (True, False, "Lax", "/")}


def test_plain_http_goes_to_https_but_what_is_asked_from_within(client, db, produccion):
    assert client.get(reverse("ingresar")).url == "https://testserver/ingresar/"
    assert client.get(reverse("salud_viva")).status_code == 200


def test_refusals_are_sent_with_it_too(client, directora_maule):
    client.force_login(directora_maule)
    respuestas = [
        client.get("/no/existe/"),
        client.get(reverse("admin:programas_ejercicio_add")),
        client.post(reverse("mi_cuenta")),
        client.get(reverse("ejercicios"), {"q": "\0"}),
        client.get(reverse("ejercicios"), headers={"host": "otro.example.cl"}),
        Client(enforce_csrf_checks=True).post(reverse("ingresar")),
    ]
    assert [respuesta.status_code for respuesta in respuestas] == [404, 403, 405, 400, 400, 403]
    assert [read_politica(respuesta) for respuesta in respuestas] == [POLITICA] * 6


HOSTILES = [
    ("acta.pdf\r\nSet-Cookie: x=1", "acta.pdfSet-Cookie: x=1"),
    ('acta".pdf; filename="otra.html', 'acta".pdf; filename="otra.html'),
    ("../../etc/passwd.txt", "passwd.txt"),
    ("C:\\carpeta\\acta.txt", "acta.txt"),
    ("acta ñandú «2009».txt", "acta ñandú «2009».txt"),
    ("\u202etxt.exe.txt", "txt.exe.txt"),
    ("a\0b\x1b.txt", "ab.txt"),
    ("..", "archivo"),
    ("x" * 500 + ".txt", "x" * 196 + ".txt"),
    ("acta." + "x" * 500, "acta." + "x" * 195),
]


@pytest.mark.usefixtures("formularios")
@pytest.mark.parametrize(("nombre", "esperado"), HOSTILES)
def test_the_name_of_a_download_is_only_a_name(client, directora_maule, nombre, esperado):
    limpio = clean_nombre(nombre)
    assert (limpio, len(limpio) <= 200) == (esperado, True)
    client.force_login(directora_maule)
    # As it is stored now; and as if it had been stored before names were cleaned.
    for guardado in (limpio, nombre.replace("\0", "")[:200]):
        Evidencia.objects.filter(pk=EN_EVIDENCIA["pk"]).update(nombre=guardado)
        respuesta = client.get(reverse("evidencia", kwargs=EN_EVIDENCIA))
        leida = Message()
        leida["Content-Disposition"] = respuesta.headers["Content-Disposition"]
        assert leida.get_content_disposition() == "attachment"
        assert guardado != limpio or leida.get_filename() == limpio
        assert not {"\r", "\n"} & set(respuesta.headers["Content-Disposition"])


AQUI = "http://testserver/una/pagina/"
# Of another site; or of none, and no path either.
MALOS = (
    *("13545", "½", "inicio", "mal.example"),
    *("https://mal.example/", "//mal.example/", "/\\mal.example", "\\\\mal.example", "http:mal.example"),
    *(
        "javascript:alert(1)",
        "https://testserver@mal.example/",
        "/%0d%0aSet-Cookie:x=1//mal.example",
        "\x08//mal.example",
    ),
)


@pytest.mark.parametrize("malo", MALOS)
def test_nobody_is_sent_to_another_site(client, ejercicio, directora_maule, instaladora, malo):
    datos = {"username": "directora.maule", "password": "clave-de-prueba-1"}
    destinos = [client.post(reverse("ingresar"), datos | {"next": malo}).url]
    destinos.append(client.post(f"{reverse('ingresar')}?next={malo}", datos).url)
    destinos.append(client.post(reverse("salir"), {"next": malo}).url)
    salida = Client()
    destinos.append(salida.get(reverse("admin:login"), {"next": malo}).url)
    destinos.append(salida.get(reverse("factor_codigo"), {"next": malo}).url)
    for cabecera in ("HX-Current-URL", "Referer"):
        respuesta = salida.post(reverse("cambiar_clave"), headers={"HX-Request": "true", cabecera: malo})
        destinos.append(respuesta.headers["HX-Redirect"])
    client.force_login(instaladora)
    fila = {"servicio": ejercicio.servicio_id, "nombre": "Unidad", "_popup": "1", "next": malo, "_to_field": malo}
    respuesta = client.post(reverse("admin:regiones_unidadresponsable_add"), fila | {"_save": "1"})
    destinos.append(respuesta.headers.get("Location", "/"))
    # As browsers read them.
    leidos = [urlsplit(urljoin(AQUI, destino.replace("\\", "/"))) for destino in destinos]
    assert {(leido.scheme, leido.netloc) for leido in leidos} == {("http", "testserver")}, destinos
    entrada = Client().get(destinos[3]).content.decode()
    assert 'href="https://mal.example' not in entrada


@pytest.mark.usefixtures("ejercicio")
def test_a_method_is_the_one_it_was_sent_with(client, directora_maule):
    client.force_login(directora_maule)
    for otra in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        assert client.post(reverse("mi_cuenta"), {"_method": "GET"}, headers={otra: "GET"}).status_code == 405
        assert client.get(reverse("reapertura", kwargs=EN_PROGRAMA), headers={otra: "POST"}).status_code == 405


def test_what_is_sent_has_a_limit_of_size_fields_and_files(client, directora_maule, settings):
    client.force_login(directora_maule)
    url = reverse("cambiar_clave")
    muchos = {f"campo{n}": "x" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    assert client.post(url, muchos).status_code == 400
    archivos = {f"archivo{n}": BytesIO(b"x") for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)}
    assert client.post(url, archivos).status_code == 400
    largo = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    assert (
        client.post(url, f"old_password={largo}", content_type="application/x-www-form-urlencoded").status_code
        == 400
    )
    assert client.post(url, {"old_password": largo}).status_code == 400
    assert (settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.DATA_UPLOAD_MAX_NUMBER_FILES) == (10 * 1024 * 1024, 100)


@pytest.mark.parametrize(
    "tipo",
    ["text/plain; charset*=utf-8''%00", "multipart/form-data; boundary*=nada'x'y", "x; charset*=utf-8''nada", ""],
)
def test_a_type_that_is_not_understood_is_of_no_form(db, tipo):
    from gestion_territorial.wsgi import application

    ambiente = RequestFactory().post("/ingresar/", b"username=x", content_type="text/plain").environ
    estados = []
    respuesta = application(ambiente | {"CONTENT_TYPE": tipo}, lambda estado, cabeceras: estados.append(estado))
    assert estados == ["403 Forbidden"]
    respuesta.close()


def test_passwords_are_hashed_with_argon2_first():
    from gestion_territorial import settings as propias

    assert propias.PASSWORD_HASHERS[0] == "django.contrib.auth.hashers.Argon2PasswordHasher"
    assert settings.SESSION_COOKIE_HTTPONLY is True
