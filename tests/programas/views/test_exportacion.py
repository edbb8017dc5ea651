"""Downloads of the official workbook: what they bring, to whom, and at how many queries."""

import zipfile
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programas.enums import EstadoPrograma, Etapa
from programas.models import InformeAvance, ObjetivoEspecifico, ProgramaTrabajo
from programas.planillas import read_formulario
from programas.planillas.escritor.textos import MAXIMO_DE_CELDA
from programas.selectors.exportacion import load_exportados
from programas.selectors.exportacion_explicada import load_explicados
from programas.selectors.testigo import build_testigo
from regiones.models import Region
from tests.fabrica import build_programa
from tests.territorios import build_pedido

EN_EJERCICIO = {"servicio": "sernam", "anio": 2009}
EN_MAULE = EN_EJERCICIO | {"cut": "07"}
TIPOS = ("III.1", "III.2", "III.3")


@pytest.fixture
def formularios(ejercicio, corte, maule, atacama):
    for region in (maule, atacama):
        for tipo in TIPOS:
            build_programa(ejercicio, region, tipo, "sn-", "33.3")
    return ejercicio


def download(client, nombre, argumentos, **consulta):
    respuesta = client.get(reverse(nombre, kwargs=argumentos), consulta)
    return b"".join(respuesta.streaming_content) if respuesta.streaming else respuesta.content, respuesta


def list_objetivos(contenido):
    programas = read_formulario("planilla.xlsx", contenido, build_pedido()).programas
    return {tipo: len(programa.objetivos) for tipo, programa in programas.items()}


@pytest.mark.parametrize(
    ("nombre", "consulta", "archivo", "filas"),
    [
        ("exportacion", {}, "gestion-territorial-2009-07-maule.xlsx", dict.fromkeys(TIPOS, 3)),
        ("plantilla", {}, "plantilla-2009-07-maule.xlsx", dict.fromkeys(TIPOS, 3)),
        ("plantilla", {"vacia": "1"}, "plantilla-2009-07-maule.xlsx", {}),
    ],
)
def test_a_territory_downloads_its_workbook(
    client, formularios, directora_maule, nombre, consulta, archivo, filas
):
    client.force_login(directora_maule)
    contenido, respuesta = download(client, nombre, EN_MAULE, **consulta)
    assert respuesta["Content-Disposition"] == f'attachment; filename="{archivo}"'
    assert respuesta["X-Content-Type-Options"] == "nosniff"
    assert list_objetivos(contenido) == filas


@pytest.mark.parametrize(
    ("nombre", "prefijo"), [("exportaciones", "gestion-territorial"), ("plantillas", "plantilla")]
)
def test_all_of_them_come_in_one_file_as_far_as_the_user_sees(
    client, formularios, directora_maule, revisora, nombre, prefijo
):
    recibidos = []
    for usuario in (directora_maule, revisora):
        client.force_login(usuario)
        contenido, respuesta = download(client, nombre, EN_EJERCICIO)
        assert respuesta["Content-Disposition"] == f'attachment; filename="{prefijo}-2009.zip"'
        with zipfile.ZipFile(BytesIO(contenido)) as bulto:
            recibidos.append(bulto.namelist())
            assert list_objetivos(bulto.read(f"{prefijo}-2009-07-maule.xlsx")) == dict.fromkeys(TIPOS, 3)
    assert (len(recibidos[0]), len(recibidos[1])) == (1, formularios.regiones.count())


def test_a_text_that_no_cell_holds_is_told_and_the_others_are_written(client, formularios, revisora):
    ObjetivoEspecifico.objects.filter(codigo="2009-07-III.1-01").update(texto="Ñ" * (MAXIMO_DE_CELDA + 1))
    client.force_login(revisora)
    _, respuesta = download(client, "exportacion", EN_MAULE)
    assert respuesta.url == reverse("territorio", kwargs=EN_MAULE)
    assert "tiene 32768 letras" in client.get(respuesta.url).content.decode()
    contenido, _ = download(client, "exportaciones", EN_EJERCICIO)
    with zipfile.ZipFile(BytesIO(contenido)) as bulto:
        assert (
            "tiene 32768 letras"
            in bulto.read("gestion-territorial-2009-07-maule.xlsx.no-se-escribio.txt").decode()
        )
        assert list_objetivos(bulto.read("gestion-territorial-2009-03-atacama.xlsx")) == dict.fromkeys(TIPOS, 3)


def test_a_closed_year_has_no_templates(client, formularios, revisora):
    client.force_login(revisora)
    type(formularios).objects.update(etapa=Etapa.CERRADO)
    for nombre, argumentos, vuelve in (
        ("plantilla", EN_MAULE, reverse("territorio", kwargs=EN_MAULE)),
        ("plantillas", EN_EJERCICIO, reverse("territorios", kwargs=EN_EJERCICIO)),
    ):
        assert client.get(reverse(nombre, kwargs=argumentos)).url == vuelve


def test_only_who_sees_the_whole_service_reads_its_result(formularios, directora_maule, revisora, maule):
    vistos = [
        load_exportados(formularios, usuario, [maule])[0].nacional for usuario in (directora_maule, revisora)
    ]
    assert vistos == [{}, dict.fromkeys(TIPOS, "NO CUMPLE")]


@pytest.mark.parametrize("cuantas", [1, 16])
def test_it_takes_three_queries_whatever_the_rows_and_territories(ejercicio, corte, revisora, cuantas):
    regiones = list(ejercicio.regiones)[:cuantas]
    for region in regiones:
        for tipo in TIPOS:
            build_programa(ejercicio, region, tipo, "sn-" * cuantas, "2")
    assert revisora.alcance.sees_servicio(ejercicio.servicio_id)
    with CaptureQueriesContext(connection) as consultas:
        exportados = load_exportados(ejercicio, revisora, regiones)
    assert len(consultas) == 3
    assert [len(e.programas) for e in exportados] == [3] * cuantas
    with CaptureQueriesContext(connection) as consultas:
        explicados = load_explicados(ejercicio, revisora, regiones)
    assert len(consultas) == 3
    assert len({e.explicacion for e in explicados}) == cuantas


def test_the_state_token_is_that_of_what_is_stored_and_changes_with_any_row(formularios, maule, atacama):
    def build(region: Region) -> str:
        return build_testigo(ejercicio_id=formularios.pk, region_id=region.pk)

    antes = [build(maule), build(atacama)]
    assert [e.testigo for e in load_exportados(formularios, None, [maule, atacama])] == antes
    fila = ObjetivoEspecifico.objects.get(codigo="2009-07-III.1-01")
    fila.compromisos.get().medios.update(version=2)
    assert build(maule) != antes[0]
    assert build(atacama) == antes[1]


def test_the_form_says_whether_its_report_is_approved_and_its_service_real(formularios, corte, maule, atacama):
    def load():
        exportado = load_exportados(formularios, None, [maule])[0]
        return exportado.informe, exportado.nacional_inventado

    assert load() == ("", False)
    InformeAvance.objects.create(corte=corte, region=atacama, estado=EstadoPrograma.APROBADO)
    InformeAvance.objects.create(corte=corte, region=maule, estado=EstadoPrograma.ENVIADO)
    ProgramaTrabajo.objects.filter(region=atacama, tipo="III.1").update(es_demostracion=True)
    assert load() == ("ENVIADO", True)
