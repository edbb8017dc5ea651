"""Pages: who sees which, at how many queries, and with whose figures."""

import pytest
from django.urls import get_resolver, reverse

from programas.scoring import format_pct
from programas.selectors.resultados import evaluate_ejercicio
from regiones.models import Region, Registro
from tests.fabrica import build_nacional, build_programa

PROPIO, AJENO = "07", "03"
EN_EJERCICIO = {"servicio": "sernam", "anio": 2009}
ROLES = ("anonimo", "directora_maule", "director_atacama", "revisora", "administradora", "auditor")

# What each role gets: 200, 302 (to log in, or to where its work is) or 404 (not its own).
VEN_TODO = {"anonimo": 302, "directora_maule": 404, "director_atacama": 404, "revisora": 200}
VEN_TODO |= {"administradora": 200, "auditor": 200}
VEN_SU_PARTE = VEN_TODO | {"directora_maule": 200, "director_atacama": 200}
SOLO_MAULE = VEN_TODO | {"directora_maule": 200}
TABLA: dict[str, list[tuple[dict, dict[str, int]]]] = {
    "inicio": [({}, dict.fromkeys(ROLES, 302))],
    "ejercicios": [({}, dict.fromkeys(ROLES, 200) | {"anonimo": 302})],
    "ingresar": [({}, dict.fromkeys(ROLES, 200))],
    "tablero": [(EN_EJERCICIO, VEN_TODO)],
    "calculo": [(EN_EJERCICIO, VEN_TODO)],
    "auditoria": [(EN_EJERCICIO, VEN_SU_PARTE)],
    "auditoria_territorio": [(EN_EJERCICIO | {"cut": PROPIO}, SOLO_MAULE)],
    "territorios": [(EN_EJERCICIO, VEN_TODO | {"directora_maule": 302, "director_atacama": 302})],
    "territorio": [
        (EN_EJERCICIO | {"cut": PROPIO}, SOLO_MAULE),
        (EN_EJERCICIO | {"cut": AJENO}, VEN_TODO | {"director_atacama": 200}),
        (EN_EJERCICIO | {"cut": "16"}, dict.fromkeys(ROLES, 404) | {"anonimo": 302}),
        (EN_EJERCICIO | {"cut": "xx"}, dict.fromkeys(ROLES, 404) | {"anonimo": 302}),
    ],
    "programa": [
        (EN_EJERCICIO | {"cut": PROPIO, "tipo": "III.1"}, SOLO_MAULE),
        (EN_EJERCICIO | {"cut": PROPIO, "tipo": "III.4"}, dict.fromkeys(ROLES, 404) | {"anonimo": 302}),
    ],
}
SIN_PAGINA = {"salir"}
# What each role gets when it posts: 302 (done, or told why not), 200 (the form again, with its faults),
# 403 (may not), 404 (not its own). One or more cases for every page that writes.
ACTOS: dict[str, list[tuple[dict, dict, dict[str, int]]]] = {}


@pytest.fixture
def formularios(ejercicio, corte, maule, atacama):
    build_nacional(ejercicio, [maule, atacama], (12, 16, 3))
    return ejercicio


def login(client, request, rol):
    if rol != "anonimo":
        client.force_login(request.getfixturevalue(rol))


def test_every_page_is_in_the_table():
    propios = {
        patron.name
        for patron in get_resolver().url_patterns[-1].url_patterns + get_resolver().url_patterns
        if getattr(patron, "name", None)
    }
    assert propios == set(TABLA) | set(ACTOS) | SIN_PAGINA


@pytest.mark.parametrize("rol", ROLES)
@pytest.mark.parametrize(
    ("nombre", "argumentos", "esperado"), [(n, a, e) for n, casos in TABLA.items() for a, e in casos]
)
def test_each_role_gets_its_pages_and_no_other(client, request, formularios, rol, nombre, argumentos, esperado):
    login(client, request, rol)
    respuesta = client.get(reverse(nombre, kwargs=argumentos))
    assert respuesta.status_code == esperado[rol]
    if esperado[rol] == 404:
        assert "Objetivo 1 de" not in respuesta.content.decode()


@pytest.mark.parametrize("rol", ROLES)
@pytest.mark.parametrize(
    ("nombre", "argumentos", "datos", "esperado"),
    [(n, a, d, e) for n, casos in ACTOS.items() for a, d, e in casos],
)
def test_each_role_does_its_acts_and_no_other(
    client, request, formularios, rol, nombre, argumentos, datos, esperado
):
    login(client, request, rol)
    antes = Registro.objects.count()
    respuesta = client.post(reverse(nombre, kwargs=argumentos), datos)
    assert respuesta.status_code == esperado[rol]
    if esperado[rol] in (403, 404):
        assert Registro.objects.count() == antes


@pytest.mark.parametrize("nombre", sorted({*TABLA, *ACTOS} - {"ingresar"}))
def test_pages_refuse_every_other_method(client, formularios, revisora, nombre):
    client.force_login(revisora)
    argumentos = (TABLA.get(nombre) or ACTOS[nombre])[0][0]
    metodos = {"get", "post", "put", "patch", "delete"}
    metodos -= ({"get"} if nombre in TABLA else set()) | ({"post"} if nombre in ACTOS else set())
    for metodo in metodos:
        assert getattr(client, metodo)(reverse(nombre, kwargs=argumentos)).status_code == 405


def test_a_user_of_another_service_sees_nothing_of_this_one(client, formularios, django_user_model):
    ajeno = django_user_model.objects.create_user("ajeno", password="clave-de-prueba-1")
    client.force_login(ajeno)
    for nombre in ("tablero", "territorios", "auditoria", "calculo"):
        assert client.get(reverse(nombre, kwargs=EN_EJERCICIO)).status_code == 404
    assert "todavía no tiene un territorio asignado" in client.get(reverse("inicio")).content.decode()


def test_an_ended_assignment_opens_nothing(client, formularios, directora_maule):
    directora_maule.asignaciones.update(hasta="2009-12-31")
    client.force_login(directora_maule)
    assert client.get(reverse("territorio", kwargs=EN_EJERCICIO | {"cut": PROPIO})).status_code == 404


def test_lists_and_counts_hold_only_the_own_territory(client, formularios, directora_maule):
    client.force_login(directora_maule)
    pagina = client.get(reverse("auditoria", kwargs=EN_EJERCICIO)).content.decode()
    assert "Maule" in pagina
    assert "Atacama" not in pagina
    assert "territorio asignado" not in pagina


def test_login_takes_each_one_to_its_work(client, formularios, revisora, directora_maule):
    client.force_login(revisora)
    assert client.get(reverse("inicio")).url == "/sernam/2009/"
    client.force_login(directora_maule)
    respuesta = client.get(reverse("inicio"), follow=True)
    assert respuesta.redirect_chain[-1][0] == "/sernam/2009/territorios/07/"


@pytest.fixture(params=["2 x 3", "16 x 31"])
def tamano(request, ejercicio, corte):
    """The same year, small and at full national size."""
    regiones = list(Region.objects.existing_in(2009))
    if request.param == "2 x 3":
        build_nacional(ejercicio, [r for r in regiones if r.cut in ("07", "99")], (1, 1, 1))
    else:
        build_nacional(ejercicio, regiones, (12, 16, 3))
    return ejercicio


# Session, user and assignments come with every page; then the ejercicio and what the page is about.
CONSULTAS = {"tablero": 6, "calculo": 5, "territorios": 5, "auditoria": 15, "territorio": 16, "programa": 15}


@pytest.mark.parametrize("nombre", CONSULTAS)
def test_queries_do_not_depend_on_the_rows(client, tamano, revisora, django_assert_num_queries, nombre):
    client.force_login(revisora)
    argumentos = {"territorio": {"cut": "07"}, "programa": {"cut": "07", "tipo": "III.1"}}.get(nombre, {})
    direccion = reverse(nombre, kwargs=EN_EJERCICIO | argumentos)
    with django_assert_num_queries(CONSULTAS[nombre]):
        client.get(direccion)


def test_dashboard_shows_the_core_s_figures(client, tamano, revisora):
    client.force_login(revisora)
    pagina = client.get(reverse("tablero", kwargs=EN_EJERCICIO))
    evaluado = evaluate_ejercicio(tamano)
    mostradas = [celda.cifra.replace("\xa0", " ") for f in pagina.context["tablero"].filas for celda in f.celdas]
    esperadas = [
        "—" if p.resultado.piso is None or p.resultado.sin_evaluar else format_pct(p.resultado.piso)
        for territorio in evaluado.territorios
        for p in territorio.programas.values()
    ]
    assert mostradas == esperadas
    texto = pagina.content.decode().replace("\xa0", " ")
    for cifra in set(esperadas):
        assert f'<span class="cifra">{cifra}</span>' in texto


def test_programme_page_explains_its_figure_down_to_the_rows(client, ejercicio, maule, directora_maule):
    build_programa(ejercicio, maule, "III.2", "ssssssssssssssn-", None)
    client.force_login(directora_maule)
    pagina = client.get(reverse("programa", kwargs=EN_EJERCICIO | {"cut": "07", "tipo": "III.2"}))
    calculo = pagina.context["pagina"].calculo
    assert [fila.ganada for fila in calculo.filas] == ["1"] * 14 + ["0", "—"]
    assert {paso.letra: (paso.valor, paso.nota.numero if paso.nota else None) for paso in calculo.pasos[:4]} == {
        "C": ("16", 13),
        "G": ("14", 15),
        "L": ("1", 14),
        "S": ("1", None),
    }
    assert [fila.critica for fila in calculo.filas] == [False] * 15 + [True]
    assert "7/8 = 87,50 %" in pagina.content.decode().replace("\xa0", " ")


def test_sheet_keeps_the_form_s_headings_numbers_and_totals(client, formularios, directora_maule):
    client.force_login(directora_maule)
    pagina = client.get(reverse("territorio", kwargs=EN_EJERCICIO | {"cut": PROPIO}))
    hojas = {hoja.clave: hoja for hoja in pagina.context["territorio"].hojas}
    assert list(hojas) == ["III.1", "III.2", "III.3", "III.4"]
    control = hojas["III.2"].tablas[1]
    assert [(e.texto, e.nota.numero) for e in control.encabezados] == [
        ("Objetivos específicos", 7),
        ("Indicador", 8),
        ("Resultado anual del indicador", 9),
        ("Meta anual o actividades comprometidas", 10),
        ("Unidad Responsable", 11),
        ("Medio de verificación", 12),
        ("Ponderación (%)", 13),
        ("Cumple/no cumple", 14),
        ("Ponderación ganada", 15),
    ]
    assert [[total.nota.numero for total in hoja.totales] for hoja in hojas.values()] == [
        [11, 12],
        [16, 17],
        [14, 15],
        [],
    ]
    assert "se suman" not in control.encabezados[0].nota.texto
    assert "El servicio debe cumplir el 90% de las metas" in hojas["III.2"].totales[0].nota.texto


def test_texts_of_the_form_are_never_markup(client, ejercicio, maule, directora_maule):
    programa = build_programa(ejercicio, maule, "III.1", "s", None)
    programa.objetivos.update(texto="<script>alert(1)</script> & «texto»")
    client.force_login(directora_maule)
    texto = client.get(reverse("territorio", kwargs=EN_EJERCICIO | {"cut": PROPIO})).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; «texto»" in texto
    assert "<script>" not in texto


def test_territory_without_programmes_says_so(client, ejercicio, directora_maule):
    client.force_login(directora_maule)
    texto = client.get(reverse("territorio", kwargs=EN_EJERCICIO | {"cut": PROPIO})).content.decode()
    assert "No compromete programas en este ejercicio." in texto
    assert texto.count("No compromete este programa.") == 3
