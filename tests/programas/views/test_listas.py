"""Lists: what each filter leaves, in which order, within whose reach, and the same in the file."""

import csv
from datetime import date
from fractions import Fraction
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from programas.models import (
    AnalisisAvance,
    Compromiso,
    Corte,
    Ejercicio,
    Evidencia,
    Indicador,
    InformeAvance,
    ObjetivoEspecifico,
)
from programas.scoring import format_pct
from regiones.models import Region
from regiones.resources.formatos import Csv
from tests.documentos import build_archivo
from tests.fabrica import build_nacional, build_programa

LISTAS = ("compromisos", "evidencias", "analisis")


def locate(clave, nombre="lista", **argumentos):
    return reverse(nombre, kwargs={"servicio": "sernam", "anio": 2009, "clave": clave, **argumentos})


def list_codigos(client, clave="compromisos", **filtros):
    """The codes that the page shows, as short as they differ: «07-III.1-01.1»."""
    datos = client.get(locate(clave), filtros).context["datos"]
    return [fila.codigo.removeprefix("2009-") for fila, _ in datos.filas]


def take_csv(client, clave="compromisos", **filtros):
    respuesta = client.get(locate(clave, "lista_exportada", formato="csv"), filtros)
    return b"".join(respuesta.streaming_content)


def read_csv(contenido):
    return list(csv.reader(StringIO(contenido.decode("utf-8-sig"), newline=""), delimiter=";"))


def prove(compromiso, autora, nombre, dia=30, **campos):
    return compromiso.evidencias.create(
        archivo=build_archivo(),
        nombre=nombre,
        tipo="text/plain",
        tamano=4,
        sha256="0" * 64,
        fecha_documento=date(2009, 6, dia),
        subida_por=autora,
        **campos,
    )


@pytest.fixture
def poblado(ejercicio, corte, maule, atacama, unidad_vif, directora_maule):
    """Two territories: typed weights with one missing, uniform ones, every kind of answer, files and analyses."""
    build_programa(ejercicio, maule, "III.1", "snp-", ["10", "3.2", None, "50"], declarados="ss--")
    build_programa(ejercicio, maule, "III.3", "---", declarados="s--")
    build_programa(ejercicio, atacama, "III.2", "-s", ["20", "80"])
    objetivo = ObjetivoEspecifico.objects.get(codigo="2009-07-III.1-02")
    objetivo.texto = "CAPACITACIÓN de las mujeres Ñuñoínas"
    objetivo.save()
    Indicador.objects.filter(objetivo__codigo="2009-07-III.3-01").update(meta="25% de 345 municipios")
    fila = Compromiso.objects.get(codigo="2009-03-III.2-01.1")
    fila.actividades.update(texto="Reunión con el Intendente")
    fila.medios.update(texto="Nómina de asistentes")
    fila.unidades.add(unidad_vif)
    Compromiso.objects.get(codigo="2009-07-III.3-02.1").unidades.add(unidad_vif)
    primera = Compromiso.objects.get(codigo="2009-07-III.1-01.1")
    vieja = prove(primera, directora_maule, "acta.pdf", medio=primera.medios.get())
    prove(primera, directora_maule, "acta firmada.pdf", dia=1, reemplaza=vieja)
    retirada = {"retirada_por": directora_maule, "retirada_en": "2009-07-01T12:00:00Z"}
    prove(fila, directora_maule, "lista.pdf", dia=15, **retirada)
    for codigo, textos in {
        "2009-07-III.1-01": {"avance_efectivo": "Se realizó la evaluación", "recomendaciones": "Seguir"},
        "2009-03-III.2-01": {"avance_efectivo": "Mesa rural", "sin_recomendaciones": True},
    }.items():
        objetivo = ObjetivoEspecifico.objects.get(codigo=codigo)
        AnalisisAvance.objects.create(
            programa=objetivo.programa, corte=corte, objetivo=objetivo, codigo=f"{codigo}-A01", orden=1, **textos
        )
    InformeAvance.objects.create(corte=corte, region=maule, estado="ENVIADO")
    return ejercicio


EN_ORDEN = [
    *("03-III.2-01.1", "03-III.2-02.1"),
    *("07-III.1-01.1", "07-III.1-02.1", "07-III.1-03.1", "07-III.1-04.1"),
    *("07-III.3-01.1", "07-III.3-02.1", "07-III.3-03.1"),
]


@pytest.mark.parametrize(
    ("filtros", "esperado"),
    [
        ({}, EN_ORDEN),
        ({"territorio": "03"}, EN_ORDEN[:2]),
        ({"programa": "III.3"}, EN_ORDEN[6:]),
        ({"unidad": "unidad de vif"}, ["03-III.2-01.1", "07-III.3-02.1"]),
        ({"unidad": "unidad de vif", "territorio": "07"}, ["07-III.3-02.1"]),
        ({"estado": "sin-declarar"}, ["03-III.2-01.1", "07-III.1-04.1", "07-III.3-02.1", "07-III.3-03.1"]),
        ({"estado": "por-validar"}, ["07-III.3-01.1"]),
        ({"estado": "si"}, ["03-III.2-02.1", "07-III.1-01.1"]),
        ({"estado": "no"}, ["07-III.1-02.1"]),
        ({"estado": "parcial"}, ["07-III.1-03.1"]),
        ({"estado": "distinto"}, ["07-III.1-02.1"]),
        ({"estado": "sin-evidencia"}, [c for c in EN_ORDEN if c != "07-III.1-01.1"]),
        ({"orden": "-"}, EN_ORDEN[::-1]),
        ({"orden": "programa"}, [*EN_ORDEN[2:6], *EN_ORDEN[:2], *EN_ORDEN[6:]]),
        # 3.2, 10, 20, a third each of the uniform, 50, 80; what has no weight goes last, both ways.
        (
            {"orden": "peso"},
            [
                *("07-III.1-02.1", "07-III.1-01.1", "03-III.2-01.1"),
                *("07-III.3-01.1", "07-III.3-02.1", "07-III.3-03.1"),
                *("07-III.1-04.1", "03-III.2-02.1", "07-III.1-03.1"),
            ],
        ),
        (
            {"orden": "-peso", "programa": "III.1"},
            ["07-III.1-04.1", "07-III.1-01.1", "07-III.1-02.1", "07-III.1-03.1"],
        ),
        ({"orden": "-evidencias", "territorio": "07", "programa": "III.1"}, EN_ORDEN[2:6]),
        (
            {"orden": "estado", "programa": "III.1"},
            ["07-III.1-04.1", "07-III.1-02.1", "07-III.1-03.1", "07-III.1-01.1"],
        ),
    ],
)
def test_each_filter_leaves_its_rows_in_their_order(client, poblado, revisora, filtros, esperado):
    client.force_login(revisora)
    assert list_codigos(client, **filtros) == esperado


@pytest.mark.parametrize(
    ("texto", "esperado"),
    [
        ("capacitacion", ["07-III.1-02.1"]),
        ("Capacitación", ["07-III.1-02.1"]),
        ("ÑUÑOÍNAS", ["07-III.1-02.1"]),
        ("nunoinas mujeres", ["07-III.1-02.1"]),
        ("reunion", ["03-III.2-01.1"]),
        ("NOMINA asistentes", ["03-III.2-01.1"]),
        ("345 municipios", ["07-III.3-01.1"]),
        ("mujeres intendente", []),
        ("2009-07-III.3", ["07-III.3-01.1", "07-III.3-02.1", "07-III.3-03.1"]),
        ("2009-07-iii.3-02", ["07-III.3-02.1"]),
        ("%", []),
        ("_____", []),
        ("zz' OR 1=1 --", []),
    ],
)
def test_words_are_found_with_or_without_accents_and_case(client, poblado, revisora, texto, esperado):
    client.force_login(revisora)
    assert list_codigos(client, texto=texto) == esperado


@pytest.mark.parametrize(
    ("filtros", "esperado"),
    [
        ({}, ["lista.pdf", "acta.pdf", "acta firmada.pdf"]),
        ({"estado": "vigente"}, ["acta firmada.pdf"]),
        ({"estado": "reemplazada"}, ["acta.pdf"]),
        ({"estado": "retirada"}, ["lista.pdf"]),
        ({"orden": "fecha"}, ["acta firmada.pdf", "lista.pdf", "acta.pdf"]),
        ({"texto": "informe de 2009 07"}, ["acta.pdf"]),
        ({"unidad": "unidad de vif"}, ["lista.pdf"]),
    ],
)
def test_evidence_says_whether_it_counts(client, poblado, revisora, filtros, esperado):
    client.force_login(revisora)
    filas = client.get(locate("evidencias"), filtros).context["datos"].filas
    assert [fila.celdas[3].texto for fila, _ in filas] == esperado


@pytest.mark.parametrize(
    ("filtros", "esperado"),
    [
        ({}, ["03-III.2-01-A01", "07-III.1-01-A01"]),
        ({"estado": "informe-borrador"}, ["03-III.2-01-A01"]),
        ({"estado": "informe-enviado"}, ["07-III.1-01-A01"]),
        ({"estado": "con-recomendaciones"}, ["07-III.1-01-A01"]),
        ({"estado": "sin-responsable"}, ["07-III.1-01-A01"]),
        ({"estado": "sin-enlazar"}, []),
        ({"corte": "2009-06-30", "texto": "evaluacion"}, ["07-III.1-01-A01"]),
        ({"unidad": "unidad de vif"}, ["03-III.2-01-A01"]),
        ({"orden": "programa"}, ["07-III.1-01-A01", "03-III.2-01-A01"]),
    ],
)
def test_analyses_go_by_their_corte_and_their_report(client, poblado, revisora, filtros, esperado):
    client.force_login(revisora)
    assert list_codigos(client, "analisis", **filtros) == esperado


def test_what_a_row_shows_is_what_is_stored_of_it(client, poblado, revisora):
    client.force_login(revisora)
    datos = client.get(locate("compromisos")).context["datos"]
    filas = {fila.codigo: [celda.texto for celda in fila.celdas] for fila, _ in datos.filas}
    assert filas["2009-07-III.1-01.1"] == [
        "2009-07-III.1-01.1",
        "Maule",
        "III.1",
        "Objetivo 1 de Maule",
        "100%",
        "",
        "10 %",
        "Validado «Sí»",
        "1",
    ]
    assert filas["2009-07-III.3-02.1"][6].replace("\xa0", " ") == format_pct(Fraction(1, 3))
    assert filas["2009-07-III.1-03.1"][6] == "—"


def test_a_page_has_fifty_rows_and_its_links_keep_the_filters(client, ejercicio, maule, revisora):
    build_programa(ejercicio, maule, "III.1", "-" * 60)
    build_programa(ejercicio, maule, "III.2", "s" * 5)
    client.force_login(revisora)
    filtros = {"programa": "III.1", "orden": "peso"}
    primera = client.get(locate("compromisos"), filtros)
    segunda = client.get(locate("compromisos"), filtros | {"pagina": 2})
    assert [len(p.context["datos"].filas) for p in (primera, segunda)] == [50, 10]
    assert primera.context["datos"].frase == "60\xa0compromisos coinciden con lo que busca."
    assert 'href="?programa=III.1&amp;orden=peso&amp;pagina=2"' in primera.content.decode()
    csv_de_esta = f"{locate('compromisos', 'lista_exportada', formato='csv')}?programa=III.1&amp;orden=peso"
    assert f'href="{csv_de_esta}"' in segunda.content.decode()
    # Asked again, the same order goes the other way round, from the first page.
    assert [e["direccion"] for e in segunda.context["encabezados"] if e["sentido"]] == [
        "?programa=III.1&orden=-peso"
    ]
    assert client.get(locate("compromisos"), {"pagina": "99"}).context["datos"].pagina.number == 2


@pytest.mark.parametrize("clave", LISTAS)
def test_nobody_lists_or_takes_away_what_is_of_another_territory(client, poblado, directora_maule, clave):
    client.force_login(directora_maule)
    pagina = client.get(locate(clave))
    cuts = {fila.cut for fila, _ in pagina.context["datos"].filas}
    assert cuts == {"07"}
    assert "Atacama" not in pagina.content.decode()
    assert "Atacama" not in take_csv(client, clave).decode()
    # A filter by what is not theirs is none of what is offered.
    assert list(client.get(locate(clave), {"territorio": "03"}).context["form"].errors) == ["territorio"]
    otra = client.get(locate(clave, "lista_exportada", formato="csv"), {"territorio": "03"})
    assert (otra.status_code, otra.url) == (302, f"{locate(clave)}?territorio=03")


def test_who_drafts_for_a_unit_lists_its_territory(client, mundo, jefa_vif):
    client.force_login(jefa_vif)
    assert list_codigos(client) == ["99-III.2-01.1"]
    unidades = dict(client.get(locate("compromisos")).context["form"].fields["unidad"].choices)
    assert unidades == {"": "Todas", "unidad de vif": "Unidad de VIF"}


@pytest.mark.parametrize("clave", LISTAS)
def test_the_file_says_what_the_pages_show(client, poblado, maule, revisora, clave):
    client.force_login(revisora)
    filtros = {"orden": "-"}
    mostrado = [list(fila.celdas) for fila, _ in client.get(locate(clave), filtros).context["datos"].filas]
    contenido = take_csv(client, clave, **filtros)
    assert contenido.startswith(b"\xef\xbb\xbf")
    encabezado, *filas = read_csv(contenido)
    libro = load_workbook(BytesIO(b"".join(client.get(locate(clave, "lista_exportada", formato="xlsx"), filtros))))
    hoja = [[celda.value for celda in fila] for fila in libro.active.iter_rows()]
    assert encabezado == hoja[0]
    textos = [[celda.texto for celda in fila if celda.valor is None] for fila in mostrado]
    propios = [i for i, celda in enumerate(mostrado[0]) if celda.valor is None]
    assert [[fila[i] for i in propios] for fila in filas] == textos
    assert [[fila[i] or "" for i in propios] for fila in hoja[1:]] == textos


def test_numbers_and_dates_go_out_as_such(client, poblado, revisora):
    client.force_login(revisora)
    pesos = [fila[6] for fila in read_csv(take_csv(client))[1:]]
    assert pesos == ["20", "80", "10", "3,2", "", "50", "33,33", "33,33", "33,33"]
    libro = load_workbook(BytesIO(b"".join(client.get(locate("compromisos", "lista_exportada", formato="xlsx")))))
    assert [celda.value for celda in libro.active["G"]][1:] == [20, 80, 10, 3.2, None, 50, 33.33, 33.33, 33.33]
    assert [fila[6] for fila in read_csv(take_csv(client, "evidencias"))[1:]] == [
        *("15-06-2009", "30-06-2009", "01-06-2009"),
    ]


@pytest.mark.parametrize("texto", ["=1+1", "-Reunión; «mesa»", "+56 9", "@SUM(A1)", "\t=2", "'=3", 'a;b\n"c"'])
def test_texts_leave_intact_and_never_as_a_formula(client, ejercicio, maule, revisora, texto):
    build_programa(ejercicio, maule, "III.1", "-")
    ObjetivoEspecifico.objects.update(texto=texto)
    client.force_login(revisora)
    contenido = take_csv(client)
    assert not read_csv(contenido)[1][3].startswith(("=", "+", "-", "@", "\t"))
    _, filas = Csv().read(contenido)
    assert filas[0][3] == texto
    libro = load_workbook(BytesIO(b"".join(client.get(locate("compromisos", "lista_exportada", formato="xlsx")))))
    celda = libro.active["D2"]
    assert (celda.value, celda.data_type, celda.number_format) == (texto, "s", "@")
    assert celda.quotePrefix is texto.startswith(("=", "+", "-", "@", "\t", "'"))


def test_a_text_that_no_cell_holds_sends_back_to_the_list(client, ejercicio, maule, revisora):
    build_programa(ejercicio, maule, "III.1", "-")
    ObjetivoEspecifico.objects.update(texto="ñ" * 32_768)
    client.force_login(revisora)
    respuesta = client.get(locate("compromisos", "lista_exportada", formato="xlsx"), {"programa": "III.1"})
    assert (respuesta.status_code, respuesta.url) == (302, f"{locate('compromisos')}?programa=III.1")
    assert "32768 letras" in client.get(respuesta.url).content.decode()
    assert read_csv(take_csv(client))[1][3] == "ñ" * 32_768


@pytest.mark.parametrize("clave", LISTAS)
@pytest.mark.parametrize("filtros", [{}, {"texto": "Maule"}, {"texto": "Maule", "orden": "-programa"}])
def test_rows_cost_no_queries(client, ejercicio, revisora, clave, filtros):
    grande = Ejercicio.objects.create(servicio=ejercicio.servicio, anio=2010)
    fill(ejercicio, Region.objects.filter(cut="07"), (1, 1, 1), revisora)
    fill(grande, Region.objects.existing_in(2010), (12, 16, 3), revisora)
    client.force_login(revisora)
    consultas = []
    for anio in (2009, 2010):
        direccion = locate(clave).replace("2009", str(anio))
        client.get(direccion, filtros)
        for camino in (direccion, f"{direccion}csv/", f"{direccion}xlsx/"):
            with CaptureQueriesContext(connection) as hechas:
                respuesta = client.get(camino, filtros)
                if respuesta.streaming:
                    assert b"".join(respuesta.streaming_content) != b""
            consultas.append((camino.removeprefix(direccion), len(hechas)))
    assert consultas[:3] == consultas[3:]
    assert max(cuantas for _, cuantas in consultas) <= 12


def fill(ejercicio, regiones, filas, autora):
    """Every row with a file and an analysis."""
    build_nacional(ejercicio, list(regiones), filas)
    corte = Corte.objects.create(
        ejercicio=ejercicio, fecha_medicion=date(ejercicio.anio, 6, 30), plazo=date(ejercicio.anio, 7, 15)
    )
    compromisos = Compromiso.objects.filter(objetivo__programa__ejercicio=ejercicio)
    Evidencia.objects.bulk_create(
        Evidencia(compromiso=fila, nombre="Maule.pdf", tamano=1, fecha_documento="2009-06-30", subida_por=autora)
        for fila in compromisos
    )
    AnalisisAvance.objects.bulk_create(
        AnalisisAvance(
            programa_id=objetivo.programa_id,
            objetivo=objetivo,
            corte=corte,
            codigo=f"{objetivo.codigo}-A01",
            avance_efectivo="Maule",
        )
        for objetivo in ObjetivoEspecifico.objects.filter(programa__ejercicio=ejercicio)
    )
