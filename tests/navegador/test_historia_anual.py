"""A whole year, as its people live it: from the first row of a programme to the closing that nobody changes."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.navegador.conftest import open_pagina, serve_demostracion
from tests.navegador.pasos import (
    Anio,
    Elenco,
    Fila,
    add_filas,
    approve_fila,
    attach,
    build_pdf,
    check_dicho,
    check_frase,
    create_corte,
    create_ejercicio,
    create_programa,
    get_fila,
    get_panel,
    move_etapa,
    press,
    set_plazo_de_reclamos,
    upload_evidencia,
    wait_for_focus,
    walk_to,
)

pytestmark = [pytest.mark.navegador, pytest.mark.recorrido]

BASE = "gestion_historia"
ACTA = build_pdf("Acta de la mesa de fomento")
LISTA = build_pdf("Lista de asistencia de los talleres")
LAMINAS = build_pdf("Avance a mayo")
FILAS = (
    Fila(
        objetivo="Acercar los fondos de fomento a las microempresarias del secano",
        indicador="Porcentaje de comunas con fondo abierto",
        meta="90% de 30 comunas",
        actividades="Abrir la mesa de fomento\nCapacitar a las encargadas",
        unidad="Unidad de Participación",
        medio="Acta de la mesa",
        peso="60",
    ),
    Fila(
        objetivo="Dar a conocer la red de protección",
        indicador="Número de talleres realizados",
        meta="12 talleres",
        actividades="Hacer los talleres",
        unidad="Unidad de VIF",
        medio="Lista de asistencia",
        peso="30",
    ),
)

# What is typed in each field of the row, in the order in which Tab reaches them.
TECLEADO = (
    ("texto", ("Sumar a las municipalidades",)),
    ("indicador", ("Porcentaje de municipalidades con convenio",)),
    ("meta", ("80% de 10 municipalidades",)),
    ("plurianual", ("Space",)),
    ("texto_etapa2", ("Sumar a las municipalidades",)),
    ("actividades_0", ("Firmar los convenios", "Enter", "Instalar las mesas")),
    ("unidades_0", ("Unidad de VIF",)),
    ("unidades_0", ()),
    ("medios_0", ("Convenios firmados",)),
    ("ponderacion_0", ("100",)),
)


@pytest.fixture(scope="module")
def servidor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server apart: these tests open years, which would take everybody else's landing page to them."""
    with serve_demostracion(tmp_path_factory.mktemp("historia"), BASE) as direccion:
        yield direccion


@pytest.fixture
def elenco(navegador: Browser, servidor: str, ancho: int) -> Iterator[Elenco]:
    with ExitStack() as sesiones:
        yield Elenco(lambda: sesiones.enter_context(open_pagina(navegador, servidor, ancho)))


def test_a_year_goes_from_its_first_row_to_a_closing_that_is_sealed(elenco: Elenco, ancho: int) -> None:
    anio = Anio({1366: 2010, 390: 2011}[ancho])
    programa = f"{anio.anio}-07-III.1"
    administracion = elenco.call("administracion")
    create_ejercicio(administracion, anio.anio)
    create_corte(administracion, anio.anio)
    formulate_and_send(elenco, anio, programa)
    observe_a_row(elenco, anio, programa)
    correct_and_answer(elenco, anio, programa)
    approve_row_by_row(elenco, anio, programa)
    open_the_execution(elenco, anio)
    record_progress(elenco, anio, programa)
    analyse_the_corte(elenco, anio, programa)
    declare_with_evidence(elenco, anio, programa)
    validate_and_disagree(elenco, anio, programa)
    claim_within_the_window(elenco, anio, programa)
    rule_on_the_claim(elenco, anio, programa)
    sello = close_the_year(elenco, anio)
    read_the_closing(elenco, anio, programa, sello)
    for usuario, pagina in elenco.paginas.items():
        assert pagina.evaluate("document.documentElement.scrollWidth") <= ancho, usuario


def test_a_row_is_written_with_the_keyboard_alone(elenco: Elenco, ancho: int) -> None:
    anio = Anio({1366: 2012, 390: 2013}[ancho])
    create_ejercicio(elenco.call("administracion"), anio.anio)
    encargada = elenco.call("encargada.aysen")
    anio.go(encargada, "territorios/11/III.2/formulacion/")
    walk_to(encargada, "button[type=submit].boton")
    encargada.keyboard.press("Enter")
    check_dicho(encargada, "Aysén compromete ahora III.2: agregue sus filas.")
    walk_to(encargada, "a[href$='/filas/nueva/']")
    encargada.keyboard.press("Enter")
    expect(encargada.get_by_role("heading", level=1)).to_have_text("Fila nueva de III.2 · Aysén")
    walk_to(encargada, "form.forma .botones button")
    encargada.keyboard.press("Enter")
    expect(encargada.get_by_role("alert")).to_be_focused()
    walk_to(encargada, "[role=alert] a")
    encargada.keyboard.press("Enter")
    expect(encargada.get_by_label("Objetivos específicos")).to_be_focused()
    recorrido = []
    for nombre, teclas in TECLEADO:
        recorrido.append((nombre, encargada.evaluate("document.activeElement.name")))
        wait_for_focus(encargada)
        for tecla in teclas:
            hit = encargada.keyboard.press if tecla in ("Enter", "Space") else encargada.keyboard.type
            hit(tecla)
        encargada.keyboard.press("Tab")
    assert recorrido == [(nombre, nombre) for nombre, _ in TECLEADO]
    expect(encargada.get_by_role("button", name="Guardar la fila")).to_be_focused()
    encargada.keyboard.press("Enter")
    check_dicho(encargada, f"Fila {anio.anio}-11-III.2-01 guardada.")
    check_frase(encargada, "III.2 de Aysén: 1 fila, suma 100 %.")
    expect(encargada.locator(".fila-formulada h3")).to_have_text("1. Sumar a las municipalidades")
    expect(encargada.locator(".compromiso-formulado div > p")).to_have_text(
        ["Firmar los convenios", "Instalar las mesas", "Unidad de VIF · Convenios firmados"]
    )
    expect(encargada.get_by_role("link", name="Enviar a revisión")).to_have_count(0)


def test_a_unit_writes_its_own_row_and_its_chief_sends_it(elenco: Elenco, ancho: int) -> None:
    anio = Anio({1366: 2014, 390: 2015}[ancho])
    programa = f"{anio.anio}-99-III.1"
    create_ejercicio(elenco.call("administracion"), anio.anio)
    jefatura = elenco.call("jefatura.central")
    create_programa(jefatura, anio, "99", "III.1")
    add_filas(jefatura, (FILAS[0], replace(FILAS[1], peso="40")), programa)
    unidad = elenco.call("unidad.participacion")
    anio.go(unidad, "territorios/99/III.1/formulacion/")
    expect(unidad.get_by_role("link", name="Editar la fila")).to_have_text(["Editar la fila 1"])
    expect(unidad.get_by_role("link", name="Enviar a revisión")).to_have_count(0)
    unidad.get_by_role("link", name="Editar la fila 1").click()
    expect(unidad.get_by_label("Objetivos específicos")).to_be_disabled()
    unidad.get_by_label("actividades comprometidas").fill("Abrir la mesa de fomento\nPublicar sus acuerdos")
    press(unidad, "Guardar la fila")
    check_dicho(unidad, f"Fila {programa}-01 guardada.")
    anio.go(jefatura, "territorios/99/III.1/formulacion/")
    expect(jefatura.locator(".compromiso-formulado").first.locator("div > p")).to_have_text(
        [
            "Abrir la mesa de fomento",
            "Publicar sus acuerdos",
            "Unidad de Participación · Acta de la mesa",
        ]
    )
    jefatura.get_by_role("link", name="Enviar a revisión").click()
    check_frase(jefatura, "○ Borrador No falta nada: puede enviarse.")
    jefatura.get_by_label("Revisé lo que envío y respondo por ello").check()
    press(jefatura, "Enviar a revisión")
    check_dicho(jefatura, "III.1 de Nivel Central quedó enviado a revisión.")


def formulate_and_send(elenco: Elenco, anio: Anio, programa: str) -> None:
    direccion = elenco.call("direccion.maule")
    anio.go(direccion, "pendientes/")
    check_frase(direccion, "No le falta nada.")
    create_programa(direccion, anio, "07", "III.1")
    check_dicho(direccion, "Maule compromete ahora III.1: agregue sus filas.")
    add_filas(direccion, FILAS, programa)
    check_frase(direccion, "III.1 de Maule: 2 filas, suman 90 %: faltan 10 puntos.")
    direccion.get_by_role("link", name="Enviar a revisión").click()
    check_frase(direccion, "○ Borrador Puede enviarse si corrige o justifica 1 regla.")
    direccion.get_by_label("Revisé lo que envío y respondo por ello").check()
    press(direccion, "Enviar a revisión")
    expect(direccion.locator(".resumen-errores li")).to_have_text(
        ["Por qué se envía así (V1): Corrija lo que pide V1, o escriba por qué se envía así."]
    )
    direccion.get_by_label("Por qué se envía así (V1)").fill("Falta acordar una tercera fila con la seremi")
    press(direccion, "Enviar a revisión")
    check_dicho(direccion, "III.1 de Maule quedó enviado a revisión.")
    respuesta = elenco.call("encargada.aysen").goto(anio.at("territorios/07/III.1/"))
    assert respuesta is not None
    assert respuesta.status == 404


def observe_a_row(elenco: Elenco, anio: Anio, programa: str) -> None:
    revision = elenco.call("revision.central")
    anio.go(revision, "revision/")
    check_frase(revision, "1 programa por revisar; 1 decide el resultado.")
    revision.get_by_role("link", name="Maule · III.1").click()
    expect(get_panel(revision, "justificaciones").locator("dd")).to_have_text(
        ["Falta acordar una tercera fila con la seremi"]
    )
    approve_fila(revision, programa)
    observada = get_fila(revision, f"{programa}-02.1")
    observada.locator("summary", has_text="Observar").click()
    observada.get_by_label("Qué hay que corregir").fill("Con dos filas, pondere hasta completar 100 %")
    observada.get_by_role("button", name="Guardar la observación").click()
    expect(observada.locator(".mensajes li")).to_have_text("Fila observada.")
    press(revision, "Devolver al territorio con observaciones")
    check_dicho(revision, "III.1 de Maule quedó devuelto al territorio.")


def correct_and_answer(elenco: Elenco, anio: Anio, programa: str) -> None:
    direccion = elenco.call("direccion.maule")
    anio.go(direccion, "pendientes/")
    check_frase(direccion, "Le faltan 2 cosas.")
    expect(direccion.locator(".tareas .que")).to_have_text(
        ["Responder 1 observación de la unidad central", "Corregir y enviar de nuevo"]
    )
    anio.go(direccion, "territorios/07/III.1/")
    hilo = direccion.locator("#tramite .hilo")
    hilo.locator("summary").click()
    hilo.get_by_label("Su respuesta").fill("La segunda fila queda en 40 %")
    hilo.get_by_role("button", name="Responder").click()
    expect(hilo.locator(".mensajes li")).to_have_text("Respuesta enviada.")
    anio.go(direccion, "territorios/07/III.1/formulacion/")
    direccion.get_by_role("link", name="Editar la fila 2").click()
    direccion.get_by_label("Ponderación (%)").fill("40")
    direccion.get_by_label("Motivo del cambio").fill("Lo pidió la revisión")
    press(direccion, "Guardar la fila")
    check_frase(direccion, "III.1 de Maule: 2 filas, suman 100 %.")
    direccion.get_by_role("link", name="Enviar a revisión").click()
    check_frase(direccion, "! Observado No falta nada: puede enviarse.")
    direccion.get_by_label("Revisé lo que envío y respondo por ello").check()
    press(direccion, "Enviar a revisión")
    check_dicho(direccion, "III.1 de Maule quedó enviado a revisión.")


def approve_row_by_row(elenco: Elenco, anio: Anio, programa: str) -> None:
    revision = elenco.call("revision.central")
    anio.go(revision, "revision/07/III.1/")
    check_frase(
        revision,
        "◐ Enviado a revisión 2 de 3 filas por aprobar; 1 cambió desde el envío anterior; 2 deciden el resultado.",
    )
    cambio = revision.locator(".campos .distinto")
    expect(cambio.locator("dt")).to_have_text(["Ponderación (%) (8) cambió"])
    expect(cambio.locator("del")).to_have_text(["Decía: 30"])
    expect(cambio.locator("ins")).to_have_text(["Dice: 40"])
    corregida = get_fila(revision, f"{programa}-02.1")
    expect(corregida.locator(".conversacion li > p:first-child")).to_have_text(
        ["Con dos filas, pondere hasta completar 100 %", "La segunda fila queda en 40 %"]
    )
    corregida.get_by_role("button", name="Dar por resuelta").click()
    expect(corregida.locator(".hilo .titular")).to_contain_text("Resuelta")
    approve_fila(revision, f"{programa}-01.1")
    approve_fila(revision, f"{programa}-02.1")
    check_frase(revision, "◐ Enviado a revisión Las 3 filas están aprobadas: falta decidir el programa.")
    expect(revision.locator("#falta-revision")).to_be_hidden()
    press(revision, "Aprobar el programa")
    check_dicho(revision, "III.1 de Maule quedó aprobado.")


def open_the_execution(elenco: Elenco, anio: Anio) -> None:
    move_etapa(elenco.call("administracion"), anio, "Ejecución")
    central = elenco.call("unidad.central")
    anio.go(central, "cortes/")
    press(central, f"Abrir el corte al 30-06-{anio.anio}")
    check_dicho(central, f"El corte al 30-06-{anio.anio} quedó abierto.")


def record_progress(elenco: Elenco, anio: Anio, programa: str) -> None:
    direccion = elenco.call("direccion.maule")
    anio.go(direccion, f"compromisos/{programa}-01.1/")
    direccion.locator("#avances summary", has_text="Registrar un avance").click()
    direccion.get_by_label("Medido hasta el").fill(f"{anio.anio}-05-31")
    direccion.get_by_label("Logrado").fill("12")
    direccion.get_by_label("De un total de").fill("30")
    direccion.get_by_label("Qué se hizo").fill("Se abrió el fondo en doce comunas")
    direccion.get_by_label("Archivos").set_input_files(attach("avance.pdf", LAMINAS))
    press(direccion, "Registrar el avance")
    avance = direccion.locator("table.avances tbody tr")
    expect(avance.locator("td").first).to_have_text("40,00 %12 de 30")
    expect(avance.locator("a.archivo")).to_have_text(["avance.pdf"])
    expect(direccion.locator("#frase")).to_have_text(
        f"○ Sin declarar 40,00 % avanzado al 31-05-{anio.anio}; pondera 60 % y todavía no gana nada: "
        "solo un «sí» validado gana (nota 10)."
    )


def analyse_the_corte(elenco: Elenco, anio: Anio, programa: str) -> None:
    direccion = elenco.call("direccion.maule")
    lista = f"territorios/07/III.4/{anio.anio}-06-30/"
    anio.go(direccion, lista)
    check_frase(
        direccion,
        f"Corte al 30-06-{anio.anio}: 0 de 2 objetivos con análisis; plazo 15-07-{anio.anio} (vencido).",
    )
    direccion.get_by_role("link", name=f"Escribir el análisis de {programa}-01").click()
    avance = direccion.get_by_label("Avance efectivo en la implementación de las actividades (2)")
    avance.fill("La mesa se abrió en doce comunas")
    expect(direccion.get_by_text(re.compile(r"^Borrador guardado \d\d:\d\d"))).to_be_visible()
    direccion.reload()
    expect(direccion.get_by_text("Borrador sin guardar")).to_be_visible()
    direccion.get_by_role("link", name=f"Escribir el análisis de {programa}-01").click()
    expect(direccion.get_by_text("Recuperamos lo que escribió")).to_be_visible()
    expect(avance).to_have_value("La mesa se abrió en doce comunas")
    direccion.get_by_label("Sin recomendaciones").check()
    press(direccion, "Guardar y seguir con el que falta")
    check_dicho(direccion, f"Se guardó el análisis de {programa}-01.")
    avance.fill("Van tres talleres de doce")
    direccion.get_by_label("Recomendaciones y compromisos").fill("Convocar con un mes de anticipación")
    direccion.get_by_label("Responsable (5)").fill("Encargada de programas")
    press(direccion, "Guardar")
    check_dicho(direccion, f"Se guardó el análisis de {programa}-02.")
    press(direccion, "Enviar a revisión")
    check_dicho(direccion, "El informe se envió a revisión.")
    revision = elenco.call("revision.central")
    anio.go(revision, "revision/")
    revision.get_by_role("link", name="Maule · III.4 al").click()
    for codigo in (f"{programa}-A01", f"{programa}-A02"):
        press(revision, f"Aprobar {codigo}")
        expect(revision.locator(f"[id='{codigo}'] .estado.ok")).to_have_text("✓ Aprobada")
    press(revision, "Aprobar el informe")
    check_dicho(revision, f"III.4 de Maule al 30-06-{anio.anio} quedó aprobado.")


def declare_with_evidence(elenco: Elenco, anio: Anio, programa: str) -> None:
    direccion = elenco.call("direccion.maule")
    for fila, nombre, contenido, resultado, gana, pierde in (
        ("01.1", "acta.pdf", ACTA, "27 de 30 comunas", "60,00 %", "40,00 %"),
        ("02.1", "lista.pdf", LISTA, "12 talleres", "40,00 %", "60,00 %"),
    ):
        anio.go(direccion, f"compromisos/{programa}-{fila}/")
        upload_evidencia(direccion, attach(nombre, contenido), f"{anio.anio}-10-29")
        archivo = direccion.locator("#evidencias .archivos li").filter(
            has=direccion.get_by_role("link", name=nombre, exact=True)
        )
        expect(archivo.locator("code")).to_have_text(sha256(contenido).hexdigest())
        enlace = archivo.get_by_role("link", name=nombre, exact=True).get_attribute("href") or ""
        assert direccion.request.get(enlace).body() == contenido
        direccion.get_by_role("link", name="Declarar", exact=True).click()
        expect(direccion.locator("#efecto-no")).to_have_text(
            f"✕ No cumple Si se valida, III.1 de Maule queda perdido: {pierde}, y se exige 90 %."
        )
        direccion.get_by_label("Sí", exact=True).check()
        direccion.get_by_label("Resultado anual del indicador").fill(resultado)
        press(direccion, "Declarar")
        check_dicho(direccion, f"{programa}-{fila} quedó declarado «Sí».")
        expect(direccion.locator(".efecto-declarado")).to_have_text(
            f"◐ En juego Si se valida «Sí», III.1 de Maule sigue en juego: tiene {gana}, puede llegar a 100,00 % "
            "y se exige 90 %."
        )


def validate_and_disagree(elenco: Elenco, anio: Anio, programa: str) -> None:
    central = elenco.call("unidad.central")
    anio.go(central, f"compromisos/{programa}-01.1/")
    central.get_by_role("link", name="Validar").click()
    expect(get_panel(central, "cumple").locator(".frase")).to_have_text(
        "Maule declara «Sí», con 2 archivos de evidencia."
    )
    press(central, "Validar")
    check_dicho(central, f"{programa}-01.1 quedó validado «Sí».")
    anio.go(central, f"compromisos/{programa}-02.1/validacion/")
    central.get_by_label("Parcial").check()
    central.get_by_label("Fundamento de la validación").fill("La lista no trae el taller de Cauquenes")
    press(central, "Validar")
    check_dicho(central, f"{programa}-02.1 quedó validado «Parcial».")
    anio.go(central, "discrepancias/")
    check_frase(
        central,
        "Hay 1 discrepancia entre lo declarado y lo validado: 1 cambiaría el estado de su programa.",
    )
    anio.go(central)
    expect(central.get_by_role("heading", level=1)).to_have_text("✕ NO CUMPLE")
    expect(central.locator(".razon > p").first).to_have_text(
        "Maule perdió III.1: no cumplió 1 de 2 compromisos y ya no puede pasar de 60,00 %. "
        "Basta un territorio bajo 90 % para que el servicio no cumpla."
    )


def claim_within_the_window(elenco: Elenco, anio: Anio, programa: str) -> None:
    administracion = elenco.call("administracion")
    move_etapa(administracion, anio, "Evaluación")
    check_frase(administracion, f"El ejercicio {anio.anio} está en evaluación: falta 1 cosa para cerrarlo.")
    desde, hasta = show_dia(-1), show_dia(1)
    set_plazo_de_reclamos(administracion, anio.anio, desde, hasta)
    direccion = elenco.call("direccion.maule")
    anio.go(direccion, "reclamos/")
    check_frase(direccion, f"No hay reclamos. El plazo de reclamos es del {desde} al {hasta}: está abierto.")
    direccion.get_by_role("link", name=f"Reclamar de {programa}-02.1").click()
    expect(get_panel(direccion, "cumple").locator(".frase")).to_have_text(
        f"{programa}-02.1 se declaró «Sí» y la unidad central lo validó «Parcial»."
    )
    direccion.get_by_label("Sí", exact=True).check()
    direccion.get_by_label("Fundamento").fill("El taller de Cauquenes está en la última hoja de la lista")
    press(direccion, "Presentar el reclamo")
    check_dicho(direccion, f"Presentó el reclamo de {programa}-02.1.")


def rule_on_the_claim(elenco: Elenco, anio: Anio, programa: str) -> None:
    central = elenco.call("unidad.central")
    anio.go(central, "reclamos/")
    central.get_by_role("link", name=f"Leer el reclamo de {programa}-02.1").click()
    expect(central.locator("#reclamo-abierto > .aviso")).to_have_text(
        "Lo resuelve la unidad central, alguien que no lo validó, ni lo declaró, ni lo reclamó."
    )
    expect(central.get_by_role("button", name="Resolver el reclamo")).to_have_count(0)
    revision = elenco.call("revision.central")
    anio.go(revision, "reclamos/")
    revision.get_by_role("link", name=f"Resolver el reclamo de {programa}-02.1").click()
    expect(get_panel(revision, "resolver").locator(".aviso")).to_have_text(
        "Si se acoge: III.1 de Maule queda asegurado: 100,00 %, y se exige 90 %. "
        "El servicio pasa de «No cumple» a «Cumple»."
    )
    revision.get_by_label("Acoger el reclamo").check()
    revision.get_by_label("Por qué").fill("La última hoja trae la asistencia de Cauquenes")
    press(revision, "Resolver el reclamo")
    check_dicho(revision, f"Resolvió el reclamo de {programa}-02.1.")
    anio.go(revision, f"compromisos/{programa}-02.1/")
    expect(revision.locator("#frase")).to_have_text(
        "✓ Validado «Sí» Sin avances medidos; pondera 40 % y la gana completa: está validado «Sí» (nota 10)."
    )


def close_the_year(elenco: Elenco, anio: Anio) -> str:
    """Close it and return the hash that seals it."""
    administracion = elenco.call("administracion")
    anio.go(administracion, "evaluacion/")
    check_frase(administracion, f"El ejercicio {anio.anio} está en evaluación: falta 1 cosa para cerrarlo.")
    expect(get_panel(administracion, "falta").locator(".que")).to_have_text(
        [f"El plazo de reclamos corre hasta el {show_dia(1)}"]
    )
    expect(administracion.get_by_role("button", name="Cerrar el ejercicio")).to_have_count(0)
    set_plazo_de_reclamos(
        administracion, anio.anio, show_dia(-3), show_dia(-2), motivo="Maule desistió de los días que le quedaban"
    )
    anio.go(administracion, "evaluacion/")
    check_frase(administracion, f"El ejercicio {anio.anio} está en evaluación: nada impide cerrarlo.")
    press(administracion, "Cerrar el ejercicio")
    check_dicho(administracion, f"El ejercicio {anio.anio} está ahora en «Cerrado».")
    sello = administracion.locator(".sello code").text_content()
    assert sello is not None
    return sello


def read_the_closing(elenco: Elenco, anio: Anio, programa: str, sello: str) -> None:
    auditoria = elenco.call("auditoria")
    anio.go(auditoria, "cierres/1/")
    expect(auditoria.get_by_role("heading", level=1)).to_have_text(f"SERNAM {anio.anio} · Cierre 1")
    expect(auditoria.locator(".apertura .sello code")).to_have_text(sello)
    expect(auditoria.locator(".comprobaciones li")).to_have_text(
        [
            "✓ El cierre está íntegro: su sha256 coincide con lo que guarda.",
            "✓ Recalculado hoy, con las reglas 2009.1, da el mismo resultado.",
            "✓ Los datos guardados hoy son los del cierre.",
        ]
    )
    expect(get_panel(auditoria, "programas").locator("tbody tr > *")).to_have_text(
        [
            *("III.1", "✓ Cumple", "Maule 100,00 %"),
            *("III.2", "– Sin compromisos", "—"),
            *("III.3", "– Sin compromisos", "—"),
            *("Servicio, por programa", "✓ Cumple", "—"),
            *("Servicio, por territorio", "✓ Cumple", "—"),
        ]
    )
    assert compute_sello(auditoria, anio) == sello
    direccion = elenco.call("direccion.maule")
    anio.go(direccion, "pendientes/")
    check_frase(direccion, f"No le falta nada: el ejercicio {anio.anio} está cerrado.")
    anio.go(direccion, f"compromisos/{programa}-02.1/")
    assert direccion.locator("main form").count() == 0
    anio.go(direccion, "territorios/07/III.1/")
    expect(direccion.locator(".aviso.sello code")).to_have_text(sello)


def compute_sello(pagina: Page, anio: Anio) -> str:
    """The hash of what the closing gives to whoever asks for its data, computed apart."""
    datos = json.loads(pagina.request.get(anio.at("cierres/1/?formato=json")).text())
    return sha256(
        json.dumps(datos, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def show_dia(desde_hoy: int) -> str:
    dia: date = timezone.localdate() + timedelta(days=desde_hoy)
    return f"{dia:%d-%m-%Y}"
