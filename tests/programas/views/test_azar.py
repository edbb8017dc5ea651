"""Whatever is written in an address or sent to a page, it answers, and what it refuses changes nothing.

``FUZZ=50`` tries fifty times as many examples, always others.
"""

import ast
import traceback
from contextlib import suppress

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import DatabaseError, transaction
from django.db.models import F, FileField, TextField, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from gestion_territorial.limites import find_limite
from programas.models import Compromiso
from regiones.models import Registro, Servicio
from tests import documentos
from tests.azar import (
    CUERPOS,
    MULTIPARTE,
    TEXTOS,
    URLENCODED,
    bounded,
    hostiles,
    watch_leidos,
    write_consulta,
    write_multiparte,
    write_valor,
)
from tests.programas.views.test_paginas import (
    ACTOS,
    EN_EVIDENCIA,
    EN_FILA,
    EN_III_2,
    ROLES,
    TABLA,
    formularios,  # noqa: F401
)

# A new token is told in the answer itself: the only page that writes and sends nobody elsewhere.
RESPONDEN = {"fichas"}
# Pages that read more when a piece of them is asked for.
EN_SU_LUGAR = {"formulacion", "analisis"}
# What is read without asking for it by its name, of a copy.
ENTEROS = {
    "simulacion": {"v", "f", "t", "p", "u", "l", "d"},
    "tablero": {"mapa", "desde"},
    "api_compromisos": {"pagina", "por_pagina", "territorio", "tipo"},
}
DE_COPIA = {"programas/views/simulacion.py", "programas/views/tablero.py", "programas/api/respuestas.py"}
DE_LISTAS = {"q", "o", "p", "all", "e", "rol__exact", "servicio__id__exact", "password__startswith", "object_id"}


@pytest.fixture
def send(request, formularios):  # noqa: F811
    """What an address answers to a role, and how many lines the record gained. Nothing stays written."""
    # With two, the page of all of them is there.
    Servicio.objects.create(codigo="otro", sigla="OTRO", nombre="Otro servicio")
    personas = {nombre: request.getfixturevalue(nombre) for nombre in (*ROLES[1:], "instaladora")}
    entradas = {"anonimo": Client()}
    for nombre, persona in personas.items():
        entradas[nombre] = Client()
        entradas[nombre].force_login(persona)

    def ask(rol, metodo, direccion, cuerpo=b"", tipo=URLENCODED, **cabeceras):
        navegador = Client(raise_request_exception=False)
        navegador.cookies.update(entradas[rol].cookies)
        punto = transaction.savepoint()
        antes = Registro.objects.count()
        respuesta = navegador.generic(metodo, direccion, cuerpo, tipo, headers=cabeceras)
        if respuesta.streaming:
            b"".join(respuesta.streaming_content)
        # After a failure, this transaction may answer nothing more.
        escritas = 0 if respuesta.status_code >= 500 else Registro.objects.count() - antes
        transaction.savepoint_rollback(punto)
        return respuesta, escritas

    return ask


def choose_rol(esperados, *buenos):
    """Who gets furthest on a page."""
    return next((rol for rol in reversed(ROLES) if esperados[rol] in buenos), "instaladora")


def explain(nombre, respuesta, escritas, dicho):
    """What went wrong with an answer; nothing when it is a good one."""
    if respuesta.status_code >= 500:
        pasos = (
            traceback.format_exception(*respuesta.exc_info)[-3:] if getattr(respuesta, "exc_info", None) else []
        )
        return [f"{nombre}: {respuesta.status_code} con {dicho!r:.500}\n{''.join(pasos)}"]
    if escritas and respuesta.status_code != 302 and nombre not in RESPONDEN:
        return [f"{nombre}: {respuesta.status_code} y escribió, con {dicho!r:.500}"]
    return []


def test_whatever_the_parts_of_an_address_say_it_is_answered(send):
    fallos = []
    for nombre, casos in {**ACTOS, **TABLA}.items():
        argumentos, metodo = casos[0][0], "GET" if nombre in TABLA else "POST"
        if not argumentos:
            continue
        lugares = {clave: f"{7000 + i}" for i, clave in enumerate(argumentos)}
        plantilla = reverse(nombre, kwargs=lugares)

        @bounded(3)
        @given(st.sampled_from(list(argumentos)), hostiles)
        def check(clave, valor):
            url = plantilla  # noqa: B023 — called at once
            for otra, lugar in lugares.items():  # noqa: B023
                escrito = valor if otra == clave else argumentos[otra]  # noqa: B023
                url = url.replace(lugar, write_valor(escrito).replace("+", "%20"))
            respuesta, escritas = send("administradora", metodo, url)  # noqa: B023
            fallos.extend(explain(nombre, respuesta, escritas, url))  # noqa: B023

        check()
    assert fallos == [], "\n".join(fallos)


def list_paginas():
    """Every page that is read: (name, role, address)."""
    paginas = [
        (nombre, choose_rol(casos[0][1], 200), reverse(nombre, kwargs=casos[0][0]))
        for nombre, casos in TABLA.items()
    ]
    raices = [f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}" for modelo in admin.site._registry]
    vistas = [f"{raiz}_changelist" for raiz in raices]
    vistas += ["admin:programas_compromiso_add", "admin:programas_compromiso_export", "admin:autocomplete"]
    return [*paginas, *((vista, "instaladora", reverse(vista)) for vista in vistas)]


def list_parametros():
    """The names that the code takes from an address, as it writes them; and where it takes all there are."""
    nombres, copias = set(), set()
    for app in ("gestion_territorial", "programas", "regiones"):
        for ruta in (settings.BASE_DIR / app).rglob("*.py"):
            for nodo in ast.walk(ast.parse(ruta.read_text(encoding="utf-8"))):
                llamada = ast.unparse(nodo.func) if isinstance(nodo, ast.Call) else ""
                if llamada in ("request.GET.get", "request.GET.getlist"):
                    nombres |= {a.value for a in nodo.args[:1] if isinstance(a, ast.Constant)}
                elif llamada in (
                    "request.GET.dict",
                    "request.GET.items",
                    "request.GET.lists",
                    "request.GET.values",
                ):
                    copias.add(str(ruta.relative_to(settings.BASE_DIR)))
    return nombres, copias


GUION = "<script>alert(1)</script>\"'>{{ 7*7 }}"
GUION_ESCRITO = b"&lt;script&gt;alert(1)"
# What nobody types, or nothing changes.
DE_LA_CASA = {
    "codigo",
    "tipo",
    "estado",
    "sha256",
    "clave",
    "cut",
    "password",
    "acto",
    "clase",
    "formato",
    "original",
}


def write_guiones():
    """Put markup in every text that somebody types, of every row that may change."""
    for modelo in apps.get_models():
        if modelo._meta.app_label not in ("programas", "regiones"):
            continue
        for campo in modelo._meta.fields:
            libre = isinstance(campo, TextField) or campo.name in ("nombre", "first_name", "last_name", "archivo")
            if libre and not campo.choices and campo.name not in DE_LA_CASA and type(campo) is not FileField:
                # What is append-only stays as it is.
                with suppress(DatabaseError), transaction.atomic():
                    modelo._base_manager.update(**{campo.name: Concat(Value(GUION), F(campo.name))})


def test_whatever_an_address_asks_for_it_is_answered_and_no_text_is_markup(send):
    fallos, todos, mostrados = [], set(), 0
    write_guiones()
    for nombre, rol, url in list_paginas():
        with watch_leidos() as leidos:
            respuesta, _ = send(rol, "GET", url)
            fallos += explain(nombre, respuesta, 0, url)
            if (
                respuesta.headers.get("Content-Type", "").startswith("text/html")
                and b"<script>alert" in respuesta.content
            ):
                fallos.append(f"{nombre}: un texto se vuelve marcado")
            mostrados += GUION_ESCRITO in respuesta.getvalue()
            if nombre in EN_SU_LUGAR:
                send(rol, "GET", url, **{"HX-Request": "true"})
        leidos.campos |= ENTEROS.get(nombre, set()) | (DE_LISTAS if nombre.endswith("_changelist") else set())
        todos |= leidos.campos
        if not leidos.campos:
            continue
        campos = sorted(leidos.campos)

        @bounded(4)
        @given(st.lists(st.tuples(st.sampled_from(campos), hostiles), min_size=1, max_size=4), st.booleans())
        def check(pares, en_su_lugar):
            dicho = f"{url}?{write_consulta(pares)}"  # noqa: B023 — called at once
            respuesta, escritas = send(rol, "GET", dicho, **({"HX-Request": "true"} if en_su_lugar else {}))  # noqa: B023
            fallos.extend(explain(nombre, respuesta, escritas, dicho))  # noqa: B023

        check()
    assert fallos == [], "\n".join(fallos)
    # What no visit of these saw being read has been tried by none.
    assert mostrados > 30
    nombres, copias = list_parametros()
    assert (nombres - todos, copias) == (set(), DE_COPIA)


def test_whatever_a_form_brings_it_is_answered_and_a_refusal_writes_nothing(send):
    fallos = []
    for nombre, casos in ACTOS.items():
        # The last case of an act is the one that gets furthest.
        argumentos, base, esperados = max(casos, key=lambda caso: len(caso[1]))
        rol, url = choose_rol(esperados, 302, 200, 400), reverse(nombre, kwargs=argumentos)
        with watch_leidos() as leidos:
            send(rol, "POST", url, write_consulta(base.items()).encode())
        if leidos.archivos and find_limite("POST", nombre) is None:
            fallos.append(f"{nombre}: recibe archivos y no tiene límite")
        if not (campos := sorted(leidos.campos | set(base))):
            continue
        archivos = sorted(leidos.archivos) or campos[:1]

        @bounded(4)
        @given(
            st.lists(st.tuples(st.sampled_from(campos), hostiles), min_size=1, max_size=4),
            st.sets(st.sampled_from(campos), max_size=2),
            st.booleans(),
            st.booleans(),
        )
        def check(pares, fuera, en_partes, en_su_lugar):
            cambiados = {campo for campo, _ in pares} | fuera
            dichos = [(campo, valor) for campo, valor in base.items() if campo not in cambiados] + pares  # noqa: B023
            cuerpo, tipo = write_consulta(dichos).encode(), URLENCODED
            if en_partes:
                # Files where texts are waited for, and texts where files are.
                suyos = [(campo, "x.txt", "text/plain", b"hola") for campo in (campos[-1], archivos[0])]  # noqa: B023
                cuerpo, tipo = write_multiparte(dichos, suyos), MULTIPARTE
            cabeceras = {"HX-Request": "true"} if en_su_lugar else {}
            respuesta, escritas = send(rol, "POST", url, cuerpo, tipo, **cabeceras)  # noqa: B023
            if respuesta.status_code != 200 or not en_su_lugar:
                fallos.extend(explain(nombre, respuesta, escritas, (dichos, tipo)))  # noqa: B023

        check()
    assert fallos == [], "\n".join(fallos)


def test_whatever_the_administration_is_sent_it_is_answered(send):
    fallos = []
    for modelo, pagina in admin.site._registry.items():
        raiz = f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}"
        fila = pagina.model._base_manager.order_by("pk").first()
        urls = [reverse(f"{raiz}_changelist"), reverse(f"{raiz}_add")]
        urls += [reverse(f"{raiz}_change", args=[fila.pk])] if fila is not None else []
        if modelo is Compromiso:
            urls += [reverse(f"{raiz}_delete", args=[fila.pk])]
            urls += [reverse(f"{raiz}_{vista}") for vista in ("import", "process_import", "export")]
        for url in urls:
            with watch_leidos() as leidos:
                send("instaladora", "POST", url)
            campos = sorted(leidos.campos | {"action", "_selected_action", "_save"})

            @bounded(2)
            @given(st.lists(st.tuples(st.sampled_from(campos), hostiles), min_size=2, max_size=8))
            def check(pares):
                respuesta, escritas = send("instaladora", "POST", url, write_consulta(pares).encode())  # noqa: B023
                fallos.extend(explain(url, respuesta, escritas, pares))  # noqa: B023

            check()
    assert fallos == [], "\n".join(fallos)


def test_a_body_that_is_no_form_is_answered(send):
    fallos = []
    for numero, (nombre, casos) in enumerate(ACTOS.items()):
        argumentos, _, esperados = casos[0]
        rol, url = choose_rol(esperados, 302, 200, 400), reverse(nombre, kwargs=argumentos)
        # All of them to three pages, and to each of the others one, in turns.
        todos = nombre in ("ingresar", "borrador", "evidencia_nueva")
        for tipo, cuerpo in CUERPOS if todos else [CUERPOS[numero % len(CUERPOS)]]:
            respuesta, escritas = send(rol, "POST", url, cuerpo, tipo)
            fallos += explain(
                nombre, respuesta, 0 if respuesta.status_code == 200 else escritas, (tipo, cuerpo[:80])
            )
    assert fallos == [], "\n".join(fallos)


CABECERAS = (
    "Referer",
    "HX-Current-URL",
    "Accept-Language",
    "If-None-Match",
    "If-Modified-Since",
    "Range",
    "Cookie",
)
CABECERAS += (
    "Accept",
    "Accept-Encoding",
    "X-Forwarded-For",
    "X-Request-ID",
    "Origin",
    "HX-Target",
    "Authorization",
)


def test_whatever_a_header_says_it_is_answered(send):
    fallos, direcciones = (
        [],
        [reverse("simulacion", kwargs=TABLA["simulacion"][0][0]), reverse("evidencia", kwargs=EN_EVIDENCIA)],
    )
    direcciones += [reverse("api_ejercicios"), reverse("ingresar"), "/static/css/base.css"]

    @bounded(40)
    @given(st.sampled_from(direcciones), st.sampled_from(CABECERAS), hostiles, st.booleans())
    def check(url, cabecera, valor, en_su_lugar):
        # What a server hands over: bytes, each as a character, and no control among them.
        dicho = "".join(c for c in valor.encode("utf-8", "surrogatepass").decode("latin-1") if c >= " ")
        cabeceras = {cabecera: dicho} | ({"HX-Request": "true"} if en_su_lugar else {})
        respuesta, escritas = send("auditor", "GET", url, **cabeceras)
        fallos.extend(explain(url, respuesta, escritas, cabeceras))

    check()
    assert fallos == [], "\n".join(fallos)


ARCHIVOS = {
    "pdf": documentos.PDF,
    "png": documentos.PNG,
    "jpg": documentos.JPG,
    "docx": documentos.build_oficina("word/document.xml"),
    "xlsx": documentos.build_oficina("xl/workbook.xml"),
    "odt": documentos.build_zip({"mimetype": documentos.ODT}),
    "csv": "a;b\n1;ñ\n".encode(),
    "txt": b"acta",
    "html": b"<script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
}


def test_whatever_file_is_sent_as_evidence_it_is_kept_or_refused_whole(send):
    fallos, url = [], reverse("evidencia_nueva", kwargs=EN_FILA)

    @bounded(40)
    @given(
        st.sampled_from(sorted(ARCHIVOS)),
        st.sampled_from(sorted(ARCHIVOS)),
        st.one_of(st.just("acta"), st.sampled_from(TEXTOS), st.text(max_size=20)),
        st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=6),
        st.integers(0, 3),
    )
    def check(de, como, nombre, cambios, sobra):
        contenido = bytearray(ARCHIVOS[de])
        for lugar, octeto in cambios:
            contenido[lugar % len(contenido)] = octeto
        limpio = nombre.replace('"', "").replace("\r", "").replace("\n", "")
        archivo = ("archivo", f"{limpio}.{como}", "text/html", bytes(contenido) + b"\0" * sobra)
        cuerpo = write_multiparte([("fecha_documento", "30-06-2009"), ("descripcion", nombre)], [archivo])
        respuesta, escritas = send("directora_maule", "POST", url, cuerpo, MULTIPARTE)
        fallos.extend(explain("evidencia_nueva", respuesta, escritas, archivo))
        if escritas and (como in ("html", "svg") or (de in ("html", "svg") and como not in ("txt", "csv"))):
            fallos.append(f"se guardó {de} como {como}")

    check()
    assert fallos == [], "\n".join(fallos)


def test_a_file_that_is_sent_and_taken_away_at_once_is_kept(send):
    """Found by the long run: the tick with which browsers take a file away is of no form here."""
    campos = [("fecha", "2009-06-30"), ("texto", "Se avanzó"), ("archivos-clear", "1")]
    cuerpo = write_multiparte(campos, [("archivos", "acta.pdf", "application/pdf", documentos.PDF)])
    url = reverse("avance_nuevo", kwargs=EN_FILA)
    respuesta, escritas = send("directora_maule", "POST", url, cuerpo, MULTIPARTE)
    assert (respuesta.status_code, escritas) == (302, 2)


@pytest.mark.parametrize("valor", ["31-12-9999", "Ñ", "9" * 30, "-1", "²", "__all__"])
@pytest.mark.parametrize(
    ("pagina", "campo"),
    [
        ("regiones_asignacion_add", "usuario"),
        ("regiones_asignacion_add", "unidad"),
        ("programas_compromiso_add", "unidades"),
    ],
)
def test_what_is_no_key_in_a_picker_of_the_administration_is_told_in_its_form(
    client, instaladora, ejercicio, pagina, campo, valor
):
    """Found by the long run: the picker was drawn again with what was sent in it."""
    client.force_login(instaladora)
    respuesta = client.post(reverse(f"admin:{pagina}"), {campo: valor})
    assert respuesta.status_code == 200
    assert campo in respuesta.context["adminform"].form.errors


@pytest.mark.parametrize("valor", ["9" * 30, "-1", "Ñ"])
@pytest.mark.parametrize("campo", ["objetivos", "regiones"])
def test_what_is_no_row_in_a_list_of_the_form_is_told_in_it(send, campo, valor):
    """Found after the long run: each database refuses in its way a number that is no key."""
    datos = {"version": 1, "nombre": "Mesa", "alcance": "TODAS", campo: valor}
    respuesta, escritas = send(
        "directora_maule",
        "POST",
        reverse("instancia_nueva", kwargs=EN_III_2),
        write_consulta(datos.items()).encode(),
    )
    assert (respuesta.status_code, escritas) == (200, 0)
