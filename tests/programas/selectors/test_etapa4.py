"""The draft of Etapa 4: every figure from where the pages take it, and a marked place for what nobody wrote."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from programas.documentos.word.etapa4 import write_etapa4
from programas.enums import ClaseDocumento, EstadoCorte, Etapa, FormatoDocumento
from programas.models import AnalisisAvance, Compromiso, Corte, Indicador
from programas.selectors.etapa4.brecha import DE_PERSONA, SIN_META, SIN_RESULTADO, describe_brecha
from programas.selectors.etapa4.documento import load_etapa4
from programas.selectors.etapa4.tipos import POR_ESCRIBIR
from programas.tasks import write_documento
from tests.documentos import build_archivo
from tests.fabrica import build_nacional, build_programa
from tests.programas.documentos.test_word import list_escritas, spread
from tests.programas.services.test_documentos import read, request

MOMENTO = datetime(2009, 12, 30, 15, 4, tzinfo=UTC)
UNO, DOS = "2009-07-III.1-01", "2009-07-III.1-02"


@pytest.mark.parametrize(
    ("meta", "resultado", "brecha"),
    [
        ("85%", "78%", "−7 puntos porcentuales"),
        ("Meta: 100% de 216 talleres", "99% de 216 talleres", "−1 punto porcentual"),
        ("85%", "85,5 %", "+0,5 puntos porcentuales"),
        ("4.200 funcionarios", "4.150 funcionarios", "−50 funcionarios"),
        ("30 Jornadas", "32 jornadas", "+2 Jornadas"),
        ("4", "4", "Sin brecha"),
        ("25% de 345 municipios", "25%", "Sin brecha"),
        ("25% de 345 municipios", "25% de 300 municipios", DE_PERSONA),
        ("85%", "12 talleres", DE_PERSONA),
        ("85%", "12", DE_PERSONA),
        ("20.000 85%", "20.000 85%", "Sin brecha"),
        ("20.000 85%", "19.000 80%", DE_PERSONA),
        ("Un informe", "Se entregó en marzo", DE_PERSONA),
        ("1° semestre", "2° semestre", DE_PERSONA),
        ("1º semestre", "1º semestre", "Sin brecha"),
        ("1er trimestre", "3er trimestre", DE_PERSONA),
        ("85%", "", SIN_RESULTADO),
        ("", "12", SIN_META),
    ],
)
def test_the_gap_is_told_only_where_both_sides_count_the_same_thing(meta, resultado, brecha):
    assert describe_brecha(meta, resultado) == brecha


@pytest.fixture
def cortes(ejercicio, corte):
    otro = Corte.objects.create(
        ejercicio=ejercicio,
        fecha_medicion=date(2009, 9, 30),
        plazo=date(2009, 10, 15),
        estado=EstadoCorte.ABIERTO,
    )
    return corte, otro


@pytest.fixture
def anio(ejercicio, cortes, maule, atacama, revisora):
    """Maule lost one row with its reason and one without; what its first corte recommended, the second follows."""
    programa = build_programa(ejercicio, maule, "III.1", "snp-", declarados="---s")
    build_programa(ejercicio, atacama, "III.1", "ss")
    Indicador.objects.filter(objetivo__codigo=UNO).update(meta="85%", resultado="80%")
    Compromiso.objects.filter(codigo=f"{DOS}.1").update(motivo="No hubo proveedor")
    for orden, corte in enumerate(cortes, start=1):
        for objetivo in programa.objetivos.filter(codigo__in=(UNO, DOS)):
            AnalisisAvance.objects.create(
                programa=programa,
                corte=corte,
                objetivo=objetivo,
                codigo=f"2009-07-III.1-A{orden}{objetivo.orden}",
                orden=objetivo.orden,
                avance_efectivo=f"Avance {orden} de {objetivo.codigo}",
                avance_medidas="Se contrató" if orden == 2 else "",
                recomendaciones="Licitar de nuevo" if objetivo.codigo == DOS and orden == 1 else "",
                sin_recomendaciones=objetivo.codigo == UNO,
            )
    Compromiso.objects.get(codigo=f"{UNO}.1").evidencias.create(
        archivo=build_archivo("acta.txt", b"acta"),
        nombre="acta.txt",
        tipo="text/plain",
        tamano=4,
        sha256="a" * 64,
        fecha_documento=date(2009, 6, 1),
        subida_por=revisora,
    )
    ejercicio.etapa = Etapa.EVALUACION
    ejercicio.save()
    return ejercicio


def list_textos(tabla):
    return [[celda.texto for celda in fila.celdas] for fila in tabla.filas]


def test_it_lays_result_beside_meta_reasons_and_what_became_of_each_recommendation(anio, maule):
    etapa4 = load_etapa4(anio, None, [maule], MOMENTO)
    (territorio,) = etapa4.territorios
    (programa,) = territorio.programas
    assert etapa4.frase == "De 4\u00a0compromisos: 1\u00a0cumplido, 2\u00a0no cumplidos y 1 sin evaluar."
    assert list_textos(etapa4.resumen) == [
        ["Maule", "III.1 Diseño, acceso y distribución", "4", "1", "2", "1", "25,00 %", "NO CUMPLE"]
    ]
    assert etapa4.nacional is None
    assert programa.frase == "NO CUMPLE, con 25,00 %: 1 de 4\u00a0compromisos cumplidos."
    assert list_textos(programa.objetivos)[0] == [
        *("Objetivo 1 de Maule", f"Indicador de {UNO}", "85%", "80%", "−5 puntos porcentuales"),
        *(f"Actividad de {UNO}.1", "Sí", "25 %", "25 %"),
    ]
    assert [fila[6] for fila in list_textos(programa.objetivos)] == ["Sí", "No", "Parcial", "Sí (sin validar)"]
    assert [fila[2:] for fila in list_textos(programa.incumplidos)] == [
        ["No", "No hubo proveedor"],
        ["Parcial", f"{POR_ESCRIBIR}la razón: no quedó registrada."],
    ]
    assert list_textos(programa.recomendaciones) == [
        [
            *("30-06-2009", "Objetivo 2 de Maule", "Licitar de nuevo", f"{POR_ESCRIBIR}el responsable."),
            f"Al 30-09-2009: Avance 2 de {DOS} Medidas: Se contrató\nCumplimiento: no.",
        ]
    ]
    assert list_textos(etapa4.evidencias)[:2] == [
        [f"{UNO}.1", f"Informe de {UNO}.1", "acta.txt", "01-06-2009", "a" * 64],
        [f"{DOS}.1", f"Informe de {DOS}.1", "Sin archivo", "", ""],
    ]


def test_the_service_says_its_national_result_and_which_territories_decide_it(anio, maule, atacama, revisora):
    etapa4 = load_etapa4(anio, revisora, [atacama, maule], MOMENTO)
    # As the pages tell it: a lost territory by the most that it can still reach.
    diseno, *_, servicio = list_textos(etapa4.nacional)
    assert diseno == ["III.1 Diseño, acceso y distribución", "NO CUMPLE", "Maule 50,00 %"]
    assert servicio == ["Servicio, por programa", "NO CUMPLE", "Maule 50,00 % (III.1)"]
    type(anio).objects.update(lectura="POR_TERRITORIO")
    anio.refresh_from_db()
    leido = load_etapa4(anio, revisora, [atacama, maule], MOMENTO)
    assert list_textos(leido.nacional)[-1] == ["Servicio, por territorio", "NO CUMPLE", "Maule 50,00 %"]
    assert [territorio.nombre for territorio in etapa4.territorios] == ["Atacama", "Maule"]
    documento = Document(BytesIO(write_etapa4(etapa4, MOMENTO)))
    esperadas = [etapa4.resumen, etapa4.nacional]
    for territorio in etapa4.territorios:
        for programa in territorio.programas:
            esperadas += [programa.objetivos, programa.incumplidos, programa.recomendaciones]
    assert list_escritas(documento) == [spread(tabla) for tabla in (*esperadas, etapa4.evidencias)]
    por_escribir = [p.text for p in documento.paragraphs if p.text.startswith(POR_ESCRIBIR)]
    assert len(por_escribir) == 4
    dicho = "\n".join(p.text for p in documento.paragraphs) + str(list_escritas(documento))
    assert revisora.username not in dicho


def test_a_territory_takes_its_own_and_the_whole_comes_from_the_queue(anio, directora_maule, revisora, client):
    client.force_login(directora_maule)
    respuesta = client.get(reverse("etapa4", kwargs={"servicio": "sernam", "anio": 2009, "cut": "07"}))
    assert respuesta["Content-Disposition"] == 'attachment; filename="etapa-4-2009-07-maule.docx"'
    propio = Document(BytesIO(respuesta.content))
    assert "Atacama" not in str(list_escritas(propio)) + "".join(p.text for p in propio.paragraphs)
    documento = request(anio, revisora, FormatoDocumento.WORD, ClaseDocumento.ETAPA4)
    assert write_documento.call(documento.pk) is True
    titulos = [p.text for p in Document(BytesIO(read(documento))).paragraphs if p.style.name == "Heading 2"]
    assert {"Atacama", "Maule"} <= set(titulos)
    assert documento.nombre == "etapa-4-2009-sernam.docx"


def test_it_takes_the_same_queries_for_two_territories_of_three_rows_and_for_sixteen(ejercicio, corte):
    regiones = list(ejercicio.regiones.order_by("orden"))
    cuentas = []
    for desde, hasta, filas in ((0, 2, (1, 1, 1)), (2, 16, (12, 16, 3))):
        build_nacional(ejercicio, regiones[desde:hasta], filas)
        with CaptureQueriesContext(connection) as consultas:
            load_etapa4(ejercicio, None, regiones[:hasta], MOMENTO)
        cuentas.append(len(consultas))
    assert cuentas[0] == cuentas[1]
