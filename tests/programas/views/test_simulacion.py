"""What if: the scenario's figures are those of the core over its rows, and nothing is ever written."""

from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programas import scoring
from programas.models import Compromiso, Ejercicio
from programas.scoring import TIPOS, Cumple, Lectura, Ponderacion
from programas.selectors.presentacion import MOSTRADOS, show_estado, show_pct
from programas.selectors.resultados import evaluate_ejercicio
from programas.services.cierre import freeze_cierre
from regiones.models import Region
from tests.fabrica import build_nacional, build_programa

ANIO = {"servicio": "sernam", "anio": 2009}


def locate(consulta=""):
    return reverse("simulacion", kwargs=ANIO) + (f"?{consulta}" if consulta else "")


def read(respuesta):
    return " ".join(respuesta.content.decode().replace("\xa0", " ").split())


def score_filas(ejercicio, answer, *, modo=None, umbral="0.9", lectura="POR_PROGRAMA", sin=()):
    """The verdict of the stored rows, each answered by ``answer``: straight to the core, by no other way."""
    filas = {}
    for fila in Compromiso.objects.select_related("objetivo__programa__region").order_by("pk"):
        programa = fila.objetivo.programa
        propias = filas.setdefault(programa.region, {}).setdefault(programa.tipo, (programa, []))[1]
        propias.append(scoring.Compromiso(fila.codigo, fila.ponderacion, answer(fila)))
    return scoring.evaluate_servicio(
        [
            scoring.Territorio(
                region.cut,
                region.nombre_corto,
                tuple(
                    scoring.Programa(
                        tipo, scoring.sum_compromisos(modo or Ponderacion(programa.ponderacion), propias)
                    )
                    for tipo, (programa, propias) in sorted(programas.items())
                ),
            )
            for region, programas in sorted(filas.items(), key=lambda par: par[0].orden)
            if region.cut not in sin
        ],
        Fraction(umbral),
        lectura=Lectura(lectura),
    )


def answer_hoy(fila):
    return Cumple(fila.validado) if fila.validado else None


def answer_declarado(fila):
    dicho = fila.validado or fila.declarado
    return Cumple(dicho) if dicho else None


def is_de(fila, prefijo):
    return fila.codigo.startswith(f"2009-{prefijo}-")


def show_alcance(resultado):
    if resultado.piso is None or (not resultado.ganado and not resultado.perdido and resultado.pendiente):
        return "—"
    extremos = dict.fromkeys([show_pct(resultado.piso), show_pct(resultado.techo)])
    return " a ".join(extremos)


ESCENARIOS = {
    "f=03.1-01.1s_07.1-01.1n-02.1b": (
        lambda fila: {
            "2009-07-III.1-01.1": Cumple.NO,
            "2009-07-III.1-02.1": None,
            "2009-03-III.1-01.1": Cumple.SI,
        }.get(fila.codigo, answer_hoy(fila)),
        {},
    ),
    "t=07n": (lambda fila: Cumple.NO if is_de(fila, "07") else answer_hoy(fila), {}),
    "t=07.2s": (lambda fila: Cumple.SI if is_de(fila, "07-III.2") else answer_hoy(fila), {}),
    "t=07.2b": (lambda fila: None if is_de(fila, "07-III.2") else answer_hoy(fila), {}),
    "t=03c_07f_99c": (
        lambda fila: answer_hoy(fila) or (Cumple.NO if is_de(fila, "07") else Cumple.SI),
        {},
    ),
    "f=07.1-01.1s&t=07n_07.1b": (
        lambda fila: (
            Cumple.SI
            if fila.codigo == "2009-07-III.1-01.1"
            else None
            if is_de(fila, "07-III.1")
            else Cumple.NO
            if is_de(fila, "07")
            else answer_hoy(fila)
        ),
        {},
    ),
    "p=u": (answer_hoy, {"modo": Ponderacion.UNIFORME}),
    "u=66.6666": (answer_hoy, {"umbral": "0.666666"}),
    "l=t": (answer_hoy, {"lectura": "POR_TERRITORIO"}),
    "nc=0": (answer_hoy, {"sin": ("99",)}),
    "d=1": (answer_declarado, {}),
    "t=99s&u=75&l=t&nc=0&d=1": (
        lambda fila: Cumple.SI if is_de(fila, "99") else answer_declarado(fila),
        {"umbral": "0.75", "lectura": "POR_TERRITORIO", "sin": ("99",)},
    ),
}


@pytest.fixture
def nacional(ejercicio, maule, atacama, nivel_central):
    """Three territories, typed and uniform, with what is declared other than what is validated."""
    build_nacional(ejercicio, [atacama, maule, nivel_central], (12, 16, 3))
    for i, fila in enumerate(Compromiso.objects.order_by("pk")):
        Compromiso.objects.filter(pk=fila.pk).update(declarado=["si", "no", "", "parcial", "si"][i % 5])
    Compromiso.objects.filter(codigo__in=["2009-07-III.1-01.1", "2009-07-III.1-02.1"]).update(ponderacion=250_000)
    return ejercicio


@pytest.mark.parametrize("consulta", ESCENARIOS)
def test_every_figure_is_the_core_s_over_the_supposed_rows(client, nacional, revisora, consulta):
    answer, reglas = ESCENARIOS[consulta]
    esperado = score_filas(nacional, answer, **reglas)
    client.force_login(revisora)
    pagina = client.get(locate(consulta)).context["pagina"]
    assert pagina.nacional.supuesto is MOSTRADOS[esperado.veredicto]
    assert [paso.supuesto for paso in pagina.nacional.programas] == [
        MOSTRADOS[esperado.por_programa[tipo].estado] for tipo in TIPOS
    ]
    con_filas = {fila.cut: fila for fila in pagina.filas if any(celda.direccion for celda in fila.celdas)}
    cuentan = [fila for fila in con_filas.values() if fila.cuenta]
    assert [fila.cut for fila in cuentan] == [t.territorio.codigo for t in esperado.territorios]
    for fila, territorio in zip(cuentan, esperado.territorios, strict=True):
        resultados = [territorio.por_tipo[tipo] for tipo in TIPOS]
        if esperado.lectura is Lectura.POR_TERRITORIO:
            resultados.append(territorio.conjunto)
        assert [(celda.estado, celda.cifra) for celda in fila.celdas] == [
            (show_estado(resultado), show_alcance(resultado)) for resultado in resultados
        ]


@pytest.mark.parametrize("consulta", ESCENARIOS)
def test_a_cell_that_changes_says_how_it_is_today_and_no_other(client, nacional, revisora, consulta):
    answer, reglas = ESCENARIOS[consulta]
    hoy, luego = score_filas(nacional, answer_hoy), score_filas(nacional, answer, **reglas | {"sin": ()})
    esperado = {}
    for antes, despues in zip(hoy.territorios, luego.territorios, strict=True):
        for tipo in TIPOS:
            a, d = antes.por_tipo[tipo], despues.por_tipo[tipo]
            if (a.estado, a.piso, a.techo) != (d.estado, d.piso, d.techo):
                texto = f"Hoy: {show_estado(a).palabra.lower()}, {show_alcance(a)}"
                esperado[antes.territorio.codigo, tipo] = texto
    client.force_login(revisora)
    filas = client.get(locate(consulta)).context["pagina"].filas
    assert {
        (fila.cut, celda.tipo): celda.antes for fila in filas for celda in fila.celdas[:3] if celda.antes
    } == esperado


def test_without_a_scenario_it_shows_today(client, nacional, revisora):
    client.force_login(revisora)
    pagina = client.get(locate()).context["pagina"]
    hoy = evaluate_ejercicio(nacional)
    assert pagina.nacional.hoy is pagina.nacional.supuesto is MOSTRADOS[hoy.servicio.veredicto]
    assert pagina.supuestos == ()
    assert [celda.antes for fila in pagina.filas for celda in fila.celdas] == [""] * 3 * len(pagina.filas)
    assert [celda.estado for fila in pagina.filas for celda in fila.celdas] == [
        show_estado(programa.resultado) for t in hoy.territorios for programa in t.programas.values()
    ]


def test_nothing_is_written_by_any_scenario(client, nacional, revisora):
    antes = list(Compromiso.objects.order_by("pk").values())
    client.force_login(revisora)
    with CaptureQueriesContext(connection) as consultas:
        for consulta in ESCENARIOS:
            assert client.get(locate(consulta)).status_code == 200
    assert [c["sql"] for c in consultas if not c["sql"].lstrip("(").upper().startswith("SELECT")] == []
    assert list(Compromiso.objects.order_by("pk").values()) == antes
    assert Ejercicio.objects.get() == nacional
    assert Ejercicio.objects.get().umbral == 900_000
    assert {client.post(locate()).status_code, client.put(locate()).status_code} == {405}


def test_it_opens_with_today_s_verdict_and_the_scenario_s(client, ejercicio, maule, atacama, revisora):
    build_programa(ejercicio, maule, "III.1", "ssssssssssn-")
    build_programa(ejercicio, atacama, "III.1", "s")
    client.force_login(revisora)
    texto = read(client.get(locate("f=07.1-12.1n")))
    assert (
        "El servicio pasa de «En juego» a «No cumple». III.1 de Maule pasa de «En juego» a «No cumple»." in texto
    )
    assert "<b>Maule perdió III.1</b>: no cumplió 2 de 12 compromisos y ya no puede pasar de 83,33 %" in texto
    assert 'III.1 de Maule: fila 12.1 «no» <a href="?">Quitar' in texto
    texto = read(client.get(locate("f=07.1-12.1s")))
    assert "El servicio pasa de «En juego» a «Cumple»." in texto
    texto = read(client.get(locate("t=03b")))
    assert "El servicio sigue «En juego». III.1 de Atacama pasa de «Cumple» a «Sin evaluar»." in texto


def test_each_supposition_is_said_and_can_be_taken_back_alone(client, nacional, revisora):
    consulta = "f=07.1-01.1n-02.1s&t=03c&p=u_07.1u&u=85.5&l=t&nc=0&d=1&v=07.1"
    client.force_login(revisora)
    pagina = client.get(locate(consulta)).context["pagina"]
    assert [(s.texto.replace("\xa0", " "), s.sin) for s in pagina.supuestos] == [
        ("Se exige 85,5 %, y no 90 %", consulta.replace("&u=85.5", "")),
        ("Se lee por territorio, y no por programa", consulta.replace("&l=t", "")),
        ("El Nivel Central no cuenta en el resultado nacional", consulta.replace("&nc=0", "")),
        ("Lo declarado se da por validado donde nada se ha validado", consulta.replace("&d=1", "")),
        ("Ponderación uniforme en todos los programas", consulta.replace("p=u_07.1u", "p=07.1u")),
        ("Atacama: cumple todo lo pendiente", consulta.replace("&t=03c", "")),
        ("III.1 de Maule: ponderación uniforme", consulta.replace("p=u_07.1u", "p=u")),
        ("III.1 de Maule: filas 01.1 «no» y 02.1 «sí»", consulta.replace("f=07.1-01.1n-02.1s&", "")),
    ]
    assert pagina.reinicio == "v=07.1"


def test_what_the_form_sends_becomes_the_address_of_the_scenario(client, nacional, revisora):
    client.force_login(revisora)
    campos = "f=07.1-01.1n&v=07.1&u=85%2C5&l=p&rg=&d=0&nc=1&r.01.1=&r.02.1=n&rp=&rw=&rt="
    respuesta = client.get(locate(campos))
    assert (respuesta.status_code, respuesta.url) == (302, locate("f=07.1-02.1n&u=85.5&v=07.1"))
    pagina = client.get(respuesta.url).context["pagina"]
    assert [(fila.clave, fila.letra) for fila in pagina.abierto.filas][:3] == [
        ("01.1", ""),
        ("02.1", "n"),
        ("03.1", ""),
    ]


def test_what_cannot_be_supposed_is_told(client, nacional, revisora):
    client.force_login(revisora)
    texto = read(client.get(locate("f=07.1-99.9n_zz&p=03.1e&u=mucho")))
    assert "<li>«zz» no se entiende.</li>" in texto
    assert (
        "<li>el umbral «mucho» no es un porcentaje mayor que 0 y hasta 100, con hasta cuatro decimales.</li>"
        in texto
    )
    assert "<li>III.1 de Maule no tiene la fila 99.9.</li>" in texto
    assert "<li>III.1 de Atacama no tiene la ponderación escrita en todas sus filas.</li>" in texto
    assert 'name="u" value="mucho"' in texto


def test_who_sees_a_territory_simulates_it_alone_and_never_the_country(client, nacional, directora_maule):
    client.force_login(directora_maule)
    pagina = client.get(locate("t=07c&v=07.1"))
    assert pagina.context["pagina"].nacional is None
    assert [fila.cut for fila in pagina.context["pagina"].filas] == ["07"]
    texto = read(pagina)
    assert "Atacama" not in texto
    assert "El servicio" not in texto
    assert 'name="nc"' not in texto
    for ajeno in ("f=03.1-01.1n", "t=03s", "t=03.1s", "p=03.1u", "v=03.1", "f=07.1-01.1n&t=99s"):
        assert client.get(locate(ajeno)).status_code == 404


def test_a_scenario_sent_to_somebody_of_another_service_is_not_there(client, nacional, django_user_model):
    client.force_login(django_user_model.objects.create_user("ajeno", password="clave-de-prueba-1"))
    assert client.get(locate("t=07s")).status_code == 404


def test_a_closed_year_is_compared_with_its_closing(client, ejercicio, maule, revisora, administradora):
    build_programa(ejercicio, maule, "III.1", "ssssssssss")
    Ejercicio.objects.update(etapa="CERRADO")
    ejercicio.refresh_from_db()
    freeze_cierre(ejercicio=ejercicio, actor=administradora, motivo="")
    client.force_login(revisora)
    pagina = client.get(locate("f=07.1-01.1b-02.1b")).context["pagina"]
    assert (pagina.nacional.hoy.palabra, pagina.nacional.supuesto.palabra) == ("Cumple", "No cumple")
    maule_iii_1 = next(fila for fila in pagina.filas if fila.cut == "07").celdas[0]
    assert (maule_iii_1.cifra, maule_iii_1.antes) == ("80,00\xa0%", "Hoy: cumple, 100,00\xa0%")


@pytest.mark.parametrize("tamano", ["2 x 3", "16 x 31"])
def test_a_scenario_takes_seven_queries_whatever_the_rows(
    client, ejercicio, revisora, django_assert_num_queries, tamano
):
    """Session, user and assignments, ejercicio; then the year, its rows and those of the open programme."""
    regiones = list(Region.objects.existing_in(2009))
    if tamano == "2 x 3":
        build_nacional(ejercicio, [r for r in regiones if r.cut in ("07", "99")], (1, 1, 1))
    else:
        build_nacional(ejercicio, regiones, (12, 16, 3))
    client.force_login(revisora)
    with django_assert_num_queries(7):
        client.get(locate("f=07.1-01.1n&t=99c&p=u&u=85&l=t&d=1&v=07.1"))
