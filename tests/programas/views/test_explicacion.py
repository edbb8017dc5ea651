"""Every figure opens to its rows: weights, answers, who and when, evidence, rule and note; as page and text."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from programas import scoring
from programas.formulario.lectura import Nivel
from programas.formulario.metadatos import HOJA_EXPLICACION, HOJA_METADATOS
from programas.models import Compromiso, Ejercicio, Evidencia
from programas.planillas import read_formulario
from programas.planillas.escritor import write_libro_de_todos
from programas.selectors.exportacion_explicada import load_explicados
from programas.selectors.oficial.documento import build_documento
from regiones.models import Region
from tests.fabrica import build_programa
from tests.pdf import read_estructura, squash
from tests.territorios import build_pedido

EN_MAULE = {"servicio": "sernam", "anio": 2009, "cut": "07"}
EN_EJERCICIO = {"servicio": "sernam", "anio": 2009}
MOMENTO = datetime(2009, 11, 22, 21, 40, tzinfo=UTC)


@pytest.fixture
def explicable(ejercicio, maule, directora_maule, revisora):
    """Typed weights with one answer of each kind, signed, and one file; and a uniform programme, as declared."""
    build_programa(ejercicio, maule, "III.1", "snp-", ["40", "30", "20", "10"], declarados="ssps")
    build_programa(ejercicio, maule, "III.2", "s---", declarados="-s--")
    filas = Compromiso.objects.filter(objetivo__programa__tipo="III.1")
    filas.exclude(declarado="").update(declarado_por=directora_maule, declarado_en=MOMENTO)
    filas.exclude(validado="").update(validado_por=revisora, validado_en=MOMENTO)
    filas.filter(validado="no").update(motivo="No llegó el acta")
    primera = filas.get(codigo="2009-07-III.1-01.1")
    comunes = {"compromiso": primera, "tamano": 4, "fecha_documento": "2009-06-30", "subida_por": revisora}
    vieja = Evidencia.objects.create(nombre="acta.pdf", sha256="a" * 64, **comunes)
    Evidencia.objects.create(nombre="acta firmada.pdf", sha256="b" * 64, reemplaza=vieja, **comunes)
    Evidencia.objects.create(
        nombre="otra.pdf", sha256="c" * 64, retirada_por=revisora, retirada_en=MOMENTO, **comunes
    )
    return ejercicio


def open_explicacion(client):
    return client.get(reverse("explicacion", kwargs=EN_MAULE))


def take_texto(client, nombre="explicacion_texto", argumentos=EN_MAULE):
    respuesta = client.get(reverse(nombre, kwargs=argumentos))
    assert respuesta["Content-Type"] == "text/plain; charset=utf-8"
    assert respuesta["Content-Disposition"].startswith("attachment;")
    return respuesta.content.decode()


def evaluate(pares, ejercicio, ponderacion=scoring.Ponderacion.MANUAL):
    """The core's answer for rows of (weight, answer), straight from what is stored."""
    filas = [
        scoring.Compromiso(str(i), peso, scoring.Cumple(dicho) if dicho else None)
        for i, (peso, dicho) in enumerate(pares)
    ]
    return scoring.evaluate_programa(
        scoring.sum_compromisos(ponderacion, filas), ejercicio.umbral_razon, cerrado=ejercicio.cerrado
    )


def test_each_row_says_who_answered_when_and_what_proves_it(client, explicable, directora_maule):
    client.force_login(directora_maule)
    filas = open_explicacion(client).context["explicado"].programas[0].filas
    assert [
        (f.fila.codigo[-4:], f.fila.peso, f.fila.ganada, f.declarado.respuesta, f.validado.respuesta, f.motivo)
        for f in filas
    ] == [
        ("01.1", "40 %", "40 %", "Sí", "Sí", ""),
        ("02.1", "30 %", "0", "Sí", "No", "No llegó el acta"),
        ("03.1", "20 %", "0", "Parcial", "Parcial", ""),
        ("04.1", "10 %", "—", "Sí", "", ""),
    ]
    assert [(f.declarado.firma, f.validado.firma) for f in filas] == [
        *[("directora.maule, 22-11-2009 18:40", "revisora, 22-11-2009 18:40")] * 3,
        ("directora.maule, 22-11-2009 18:40", ""),
    ]
    assert [[prueba.nombre for prueba in f.pruebas] for f in filas] == [["acta firmada.pdf"], [], [], []]


def test_the_steps_are_the_core_s_of_the_stored_rows(client, explicable, directora_maule):
    client.force_login(directora_maule)
    explicado = open_explicacion(client).context["explicado"]
    for tipo, programa in zip(("III.1", "III.2"), explicado.programas, strict=False):
        filas = Compromiso.objects.filter(objetivo__programa__tipo=tipo)
        uniforme = tipo == "III.2"
        modo = scoring.Ponderacion.UNIFORME if uniforme else scoring.Ponderacion.MANUAL
        oficiales = [(1 if uniforme else f.ponderacion, f.validado) for f in filas]
        declaradas = [(1 if uniforme else f.ponderacion, f.validado or f.declarado) for f in filas]
        for pasos, pares in ((programa.calculo.pasos, oficiales), (programa.declarados, declaradas)):
            resultado = evaluate(pares, explicable, modo)
            valores = {paso.nombre: paso.valor.replace("\xa0", " ") for paso in pasos}
            assert [valores[nombre] for nombre in ("Comprometido", "Ganado", "Perdido", "Sin evaluar")] == [
                f"{float(cifra):g}".replace(".", ",")
                for cifra in (*(resultado.comprometido, resultado.ganado, resultado.perdido, resultado.pendiente),)
            ]
            for nombre, razon in (("Asegurado (piso)", resultado.piso), ("Alcanzable (techo)", resultado.techo)):
                assert valores[nombre].endswith(scoring.format_pct(razon))
    assert explicado.programas[2].calculo is None


def test_the_programmes_together_are_the_core_s_too(client, explicable, directora_maule):
    client.force_login(directora_maule)
    explicado = open_explicacion(client).context["explicado"]
    # III.1 is scaled to its four rows: 40 % are 1.6 of them; III.2 has one of four, and three to come.
    valores = {paso.nombre: paso.valor.replace("\xa0", " ") for paso in explicado.conjunto}
    assert valores["Comprometido"] == "8"
    assert valores["Ganado"] == "2,6"
    assert valores["Asegurado (piso)"] == "13/40 = 32,50 %"
    assert valores["Alcanzable (techo)"] == "3/4 = 75,00 %"
    assert explicado.estado_conjunto.palabra == "No cumple"


def test_the_page_shows_rule_and_notes_whole_and_links_each_row_and_file(client, explicable, directora_maule):
    client.force_login(directora_maule)
    texto = open_explicacion(client).content.decode()
    prueba = Evidencia.objects.get(nombre="acta firmada.pdf")
    assert f'href="{reverse("evidencia", kwargs=EN_EJERCICIO | {"pk": prueba.pk})}"' in texto
    for codigo in Compromiso.objects.values_list("codigo", flat=True):
        assert f'href="{reverse("compromiso", kwargs=EN_EJERCICIO | {"codigo": codigo})}"' in texto
    assert "<b>(8)</b>" in texto
    assert "<b>(11)</b>" in texto
    assert "popover" not in texto


def test_the_text_says_the_same(client, explicable, directora_maule):
    client.force_login(directora_maule)
    texto = take_texto(client)
    assert texto.startswith("Servicio Nacional de la Mujer · Ejercicio 2009, ejecución\nMaule\n")
    assert "\n  Ganado G: 40 — suma de las filas validadas «sí» (nota 10)\n" in texto
    assert (
        "\n  2009-07-III.1-02.1 Objetivo 2 de Maule\n"
        "    Pondera 30 %; gana 0\n"
        "    Declarado: Sí · directora.maule, 22-11-2009 18:40\n"
        "    Validado: No · revisora, 22-11-2009 18:40\n"
        "    Motivo: No llegó el acta\n"
        "    Evidencia: no tiene\n"
    ) in texto
    assert f"    Evidencia: acta firmada.pdf, documento del 30-06-2009, SHA-256 {'b' * 64}\n" in texto
    assert "\n  (11) " in texto
    assert "acta.pdf" not in texto
    assert texto.count("    Validado: sin respuesta\n") == 4


def test_the_service_s_text_names_each_conjunction_and_who_decides(client, explicable, revisora):
    client.force_login(revisora)
    texto = take_texto(client, "calculo_texto", EN_EJERCICIO)
    assert "\nResultado del servicio: No cumple\nMaule perdió III.1" in texto
    assert "\n  Maule: No cumple, asegurado 40,00 %, alcanzable 50,00 %; decide\n" in texto
    assert "\n  (12) " in texto


def test_what_the_other_pages_show_opens_here(client, explicable, revisora):
    client.force_login(revisora)
    explicacion = reverse("explicacion", kwargs=EN_MAULE)
    territorio = client.get(reverse("territorio", kwargs=EN_MAULE)).content.decode()
    assert [f'href="{explicacion}#{tipo}"' in territorio for tipo in scoring.TIPOS] == [True] * 3
    programa = client.get(reverse("programa", kwargs=EN_MAULE | {"tipo": "III.2"})).content.decode()
    assert f'href="{explicacion}#III.2"' in programa
    calculo = reverse("calculo", kwargs=EN_EJERCICIO)
    tablero = client.get(reverse("tablero", kwargs=EN_EJERCICIO)).content.decode()
    assert [f'href="{calculo}#conjuncion-{tipo}"' in tablero for tipo in scoring.TIPOS] == [True] * 3
    assert f'href="{explicacion}#juntos"' in client.get(calculo).content.decode()
    Ejercicio.objects.update(lectura="POR_TERRITORIO")
    assert f'href="{explicacion}#juntos"' in client.get(reverse("tablero", kwargs=EN_EJERCICIO)).content.decode()


def download(client, nombre, **argumentos):
    return client.get(reverse(nombre, kwargs=EN_MAULE | argumentos)).content


def read_anexo(contenido):
    """What a Word document says after the title of its annex, by the title of each of its parts."""
    partes, en_anexo = {}, False
    for parrafo in Document(BytesIO(contenido)).paragraphs:
        nivel = parrafo.style.name
        en_anexo = en_anexo or (nivel == "Heading 1" and parrafo.text == "Anexo: cómo se calcula")
        if en_anexo and nivel == "Heading 2":
            propia = partes.setdefault(parrafo.text, [])
        elif en_anexo and nivel == "Normal":
            propia.append(parrafo.text)
    return {sujeto: "\n\n".join(parrafos) + "\n" for sujeto, parrafos in partes.items()}


def test_the_official_exports_carry_the_very_same_text(client, explicable, directora_maule, revisora):
    for usuario, ve_servicio in ((directora_maule, False), (revisora, True)):
        client.force_login(usuario)
        esperado = {"Maule": take_texto(client)}
        if ve_servicio:
            esperado[explicable.servicio.nombre] = take_texto(client, "calculo_texto", EN_EJERCICIO)
        assert read_anexo(download(client, "formulario", formato="docx")) == esperado
        impreso = squash(read_estructura(download(client, "formulario", formato="pdf")).texto)
        dicho = squash(" ".join(parte for par in esperado.items() for parte in par))
        assert impreso.partition(squash("Anexo: cómo se calcula"))[2] == dicho
        planilla = download(client, "exportacion")
        pagina = load_workbook(BytesIO(planilla))[HOJA_EXPLICACION]
        assert "\n".join(celda.value or "" for (celda,) in pagina.iter_rows()) == "\n".join(esperado.values())
        assert HOJA_EXPLICACION not in load_workbook(BytesIO(download(client, "plantilla"))).sheetnames


def test_that_of_the_service_explains_the_country(client, explicable, revisora):
    client.force_login(revisora)
    regiones = list(Region.objects.filter(cut__in=("07", "03")).order_by("orden"))
    explicados = load_explicados(explicable, revisora, regiones)
    assert [formulario.explicacion for formulario in explicados][1] == take_texto(client)
    nacional = take_texto(client, "calculo_texto", EN_EJERCICIO)
    assert build_documento(explicados, MOMENTO).anexo == ((explicable.servicio.nombre, nacional),)
    pagina = load_workbook(BytesIO(write_libro_de_todos(explicados)))[HOJA_EXPLICACION]
    assert "\n".join(celda.value or "" for (celda,) in pagina.iter_rows()) == nacional


@pytest.mark.parametrize("alterado", ["como salió", "sin metadatos", "con otro nombre"])
def test_its_sheet_is_left_aside_when_the_workbook_comes_back(client, explicable, revisora, alterado):
    client.force_login(revisora)
    libro = load_workbook(BytesIO(download(client, "exportacion")))
    if alterado == "sin metadatos":
        del libro[HOJA_METADATOS]
    if alterado == "con otro nombre":
        libro[HOJA_EXPLICACION].title = "Explicación"
    salida = BytesIO()
    libro.save(salida)
    lectura = read_formulario("planilla.xlsx", salida.getvalue(), build_pedido())
    assert {tipo: len(p.objetivos) for tipo, p in lectura.programas.items()} == {"III.1": 4, "III.2": 4}
    assert [h for h in lectura.hallazgos if h.hoja in (HOJA_EXPLICACION, "Explicación")] == []
    assert lectura.preguntas == ()


def test_rows_that_somebody_adds_to_that_sheet_are_told(client, explicable, revisora):
    client.force_login(revisora)
    libro = load_workbook(BytesIO(download(client, "exportacion")))
    libro[HOJA_EXPLICACION].append(["Otro objetivo", "Indicador", "Meta", "Actividad", "Unidad", "Medio", 0.1])
    salida = BytesIO()
    libro.save(salida)
    lectura = read_formulario("planilla.xlsx", salida.getvalue(), build_pedido())
    assert [h.hoja for h in lectura.hallazgos if h.nivel == Nivel.IMPIDE] == [HOJA_EXPLICACION]
