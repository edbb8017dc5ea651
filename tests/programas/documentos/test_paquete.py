"""The evidence package: where each file goes, what its index says, and what is found of files that changed."""

import re
import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.utils.timezone import localtime
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from programas.documentos.paquete import Estado, check_piezas, describe_copiadas, stream_paquete
from programas.documentos.paquete.escritura import PEDAZO, list_carpetas
from programas.documentos.paquete.nombres import LARGO_ARCHIVO, LARGO_CARPETA, Rutas, clean_segmento
from programas.models import Compromiso, Evidencia, ProgramaTrabajo
from programas.selectors.paquete import load_piezas
from programas.services.evidencias import attach_evidencia, withdraw_evidencia
from tests.documentos import build_documento
from tests.fabrica import build_programa

BASE = "07 Maule/III.1/01 Objetivo 1 de Maule/01.1-M1 Informe de 2009-07-III.1-01.1"


@pytest.fixture
def evidencias(ejercicio, maule, atacama, directora_maule, director_atacama, revisora):
    """Of Maule: two files of the same name, one of them replaced, one withdrawn; of Atacama, one."""
    build_programa(ejercicio, maule, "III.1", "s-")
    build_programa(ejercicio, atacama, "III.3", "-")
    fila, otra = Compromiso.objects.filter(objetivo__programa__region=maule).order_by("pk")
    Compromiso.objects.filter(pk=fila.pk).update(validado_por=revisora, validado_en="2009-12-15T15:00:00Z")
    medio = fila.medios.get()
    primera = attach(fila, "acta.pdf", directora_maule, medio=medio)
    attach(fila, "Acta.PDF", directora_maule, medio=medio)
    attach(fila, "acta firmada.pdf", directora_maule, reemplaza=primera)
    retirada = attach(otra, "=borrador.pdf", directora_maule)
    withdraw_evidencia(evidencia=retirada, motivo="No es", actor=directora_maule)
    attach(Compromiso.objects.get(objetivo__programa__region=atacama), "lista.pdf", director_atacama)
    return ejercicio


def attach(fila, nombre, actor, **campos):
    return attach_evidencia(compromiso=fila, documento=build_documento(nombre), actor=actor, **campos)


def open_paquete(contenido):
    return zipfile.ZipFile(BytesIO(contenido))


def read_paquete(client, cut="07"):
    respuesta = client.get(f"/sernam/2009/territorios/{cut}/evidencias/paquete.zip")
    assert respuesta.streaming
    return open_paquete(b"".join(respuesta.streaming_content))


def test_files_go_by_programme_objective_and_means_of_verification(client, evidencias, directora_maule):
    client.force_login(directora_maule)
    bulto = read_paquete(client)
    assert bulto.testzip() is None
    assert bulto.namelist() == [
        f"{BASE}/No vigentes/acta.pdf",
        f"{BASE}/Acta.PDF",
        f"{BASE}/acta firmada.pdf",
        "07 Maule/III.1/02 Objetivo 2 de Maule/02.1 De la fila en general/No vigentes/=borrador.pdf",
        "indice.xlsx",
        "indice.html",
        "indice.css",
    ]
    assert bulto.read(f"{BASE}/Acta.PDF") == Evidencia.objects.get(nombre="Acta.PDF").archivo.read()


def test_the_index_tells_each_file_its_hash_its_dates_and_who_validated(client, evidencias, directora_maule):
    client.force_login(directora_maule)
    bulto = read_paquete(client)
    titulos, *filas = load_workbook(BytesIO(bulto.read("indice.xlsx"))).active.iter_rows(values_only=True)
    acta = dict(zip(titulos, filas[1], strict=True))
    evidencia = Evidencia.objects.get(nombre="Acta.PDF")
    assert f"{acta.pop('Subida'):%Y-%m-%d %H:%M}" == f"{localtime(evidencia.subida_en):%Y-%m-%d %H:%M}"
    assert acta["Fecha del documento"].date() == date(2009, 6, 30)
    assert f"{acta.pop('Cuándo se validó'):%d-%m-%Y %H:%M}" == "15-12-2009 12:00"
    assert {clave: valor for clave, valor in acta.items() if clave != "Fecha del documento"} == {
        "Territorio": "Maule",
        "Programa": "III.1",
        "Fila": "2009-07-III.1-01.1",
        "Objetivo": "Objetivo 1 de Maule",
        "Medio de verificación": "Informe de 2009-07-III.1-01.1",
        "Documento": "Acta.PDF",
        "Descripción": None,
        "Situación": "Vigente",
        "Quién la subió": "directora.maule",
        "Validado": "Sí",
        "Quién validó": "revisora",
        "Bytes": evidencia.tamano,
        "SHA-256 al recibirla": evidencia.sha256,
        "El archivo hoy": "Como se recibió",
        "SHA-256 hoy": evidencia.sha256,
        "Lugar en el paquete": f"{BASE}/Acta.PDF",
        "Datos de demostración": None,
    }
    situaciones = [fila[titulos.index("Situación")] for fila in filas]
    assert situaciones == ["Reemplazada", "Vigente", "Vigente", "Retirada"]
    # What begins as a formula is a text.
    assert filas[3][titulos.index("Documento")] == "=borrador.pdf"
    pagina = bulto.read("indice.html").decode()
    assert "4\xa0archivos, sin cambios desde que se recibieron." in pagina
    assert len(re.findall(evidencia.sha256, pagina)) == 1
    assert "emostración" not in pagina


def test_the_index_says_of_data_of_demonstration_that_they_prove_nothing(client, evidencias, directora_maule):
    ProgramaTrabajo.objects.filter(region__cut="07").update(es_demostracion=True)
    client.force_login(directora_maule)
    bulto = read_paquete(client)
    titulos, *filas = load_workbook(BytesIO(bulto.read("indice.xlsx"))).active.iter_rows(values_only=True)
    assert [fila[titulos.index("Datos de demostración")] for fila in filas] == ["Sí"] * 4
    pagina = bulto.read("indice.html").decode()
    assert "Datos de demostración: estos archivos no prueban nada." in pagina
    assert pagina.count("<strong>Demostración</strong>") == 4


def test_a_file_that_changed_or_is_missing_is_told_in_the_index_and_on_the_page(
    client, evidencias, directora_maule
):
    alterada, ausente = Evidencia.objects.get(nombre="Acta.PDF"), Evidencia.objects.get(nombre="acta firmada.pdf")
    with open(alterada.archivo.path, "ab") as archivo:
        archivo.write(b"!")
    default_storage.delete(ausente.archivo.name)
    client.force_login(directora_maule)
    bulto = read_paquete(client)
    assert f"{BASE}/acta firmada.pdf" not in bulto.namelist()
    assert "no está guardado" in bulto.read(f"{BASE}/acta firmada.pdf.no-esta.txt").decode()
    titulos, *filas = load_workbook(BytesIO(bulto.read("indice.xlsx"))).active.iter_rows(values_only=True)
    assert [fila[titulos.index("El archivo hoy")] for fila in filas] == [
        Estado.INTEGRO,
        Estado.CAMBIADO,
        Estado.AUSENTE,
        Estado.INTEGRO,
    ]
    dicho = "4 archivos: 1 cambió después de recibirse y 1 no está o no se puede leer."
    assert dicho in bulto.read("indice.html").decode().replace("\xa0", " ")
    direccion = "/sernam/2009/territorios/07/evidencias/"
    assert "no están como se recibieron" not in client.get(direccion).content.decode()
    pagina = client.get(direccion, {"comprobar": 1}).content.decode().replace("\xa0", " ")
    assert dicho in pagina
    assert f"Cambió desde que se recibió: «{alterada.nombre}»" in pagina
    assert alterada.sha256 in pagina
    assert "No está, o no se puede leer: «acta firmada.pdf»" in pagina


def test_each_one_takes_only_what_it_sees(evidencias, director_atacama, revisora, maule):
    assert {pieza.territorio for pieza in load_piezas(evidencias, director_atacama)} == {"Atacama"}
    assert load_piezas(evidencias, director_atacama, maule) == []
    assert {pieza.territorio for pieza in load_piezas(evidencias, revisora)} == {"Atacama", "Maule"}


def test_no_file_is_ever_whole_in_memory(ejercicio, maule, directora_maule):
    build_programa(ejercicio, maule, "III.1", "-")
    contenido = b"%PDF-1.4\n" + b"x" * (5 * PEDAZO)
    documento = build_documento("grande.pdf", contenido)
    attach_evidencia(compromiso=Compromiso.objects.get(), documento=documento, actor=directora_maule)
    pedazos = list(stream_paquete(load_piezas(ejercicio, directora_maule), lambda copiadas: ()))
    assert max(map(len, pedazos)) < 2 * PEDAZO
    (nombre,) = open_paquete(b"".join(pedazos)).namelist()
    assert open_paquete(b"".join(pedazos)).read(nombre) == contenido


def test_loading_takes_the_same_queries_whatever_the_files(
    evidencias, revisora, directora_maule, django_assert_num_queries
):
    assert revisora.alcance.servicios_completos
    fila = Compromiso.objects.filter(objetivo__programa__region__cut="07").first()
    for cuantas in (5, 8):
        with django_assert_num_queries(1):
            assert len(load_piezas(evidencias, revisora)) == cuantas
        for i in range(3):
            attach(fila, f"otra-{cuantas}-{i}.pdf", directora_maule)


def test_checking_reads_and_copies_nothing(evidencias, revisora):
    copiadas = check_piezas(load_piezas(evidencias, revisora))
    assert {copiada.estado for copiada in copiadas} == {Estado.INTEGRO}
    assert describe_copiadas(copiadas).replace("\xa0", " ") == "5 archivos, sin cambios desde que se recibieron."
    assert describe_copiadas([]) == "No hay archivos."
    assert list_carpetas(copiadas[0].pieza)[0] == "03 Atacama"


@settings(max_examples=60)
@given(st.lists(st.tuples(st.text(max_size=80), st.text(max_size=90)), max_size=8))
def test_names_never_lead_elsewhere_repeat_nor_grow(nombres):
    rutas = Rutas()
    dadas = [rutas.take((clean_segmento(carpeta),), archivo) for carpeta, archivo in nombres]
    assert len({ruta.casefold() for ruta in dadas}) == len(dadas)
    for ruta in dadas:
        carpeta, archivo = ruta.split("/")
        assert 0 < len(carpeta) <= LARGO_CARPETA + 1
        assert 0 < len(archivo) <= LARGO_ARCHIVO + 6
        for parte in (carpeta, archivo):
            assert parte not in (".", "..")
            assert parte == parte.strip()
            assert not re.search(r'[\x00-\x1f\x7f<>:"\\|?*\u202e]', parte)
            assert not re.fullmatch(r"(?i)(con|prn|aux|nul)(\..*)?", parte)


@pytest.mark.parametrize(
    ("nombre", "limpio"),
    [
        ("../../etc/passwd", "-..-etc-passwd"),
        ("..\\..\\acta.pdf", "-..-acta.pdf"),
        ("CON.txt", "_CON.txt"),
        (" . ", "sin nombre"),
        ("acta\u202efdp.exe", "actafdp.exe"),
        ("ñandú: ¿qué? «sí».pdf", "ñandú- ¿qué- «sí».pdf"),
    ],
)
def test_a_name_keeps_what_it_says(nombre, limpio):
    assert Rutas().take(("x",), nombre) == f"x/{limpio}"
