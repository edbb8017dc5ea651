"""The pages of sheet III.4: the report of a corte, the analysis of an objective, the cortes, the drafts."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programas.enums import EstadoCorte
from programas.models import (
    AnalisisAvance,
    Borrador,
    Compromiso,
    Corte,
    Envio,
    InformeAvance,
    ObjetivoEspecifico,
)
from programas.services.analisis import build_analisis, copy_analisis, save_analisis
from programas.services.borradores import save_borrador
from programas.services.cortes import change_corte
from programas.services.observaciones import observe_filas
from regiones.models import Registro
from tests.fabrica import build_programa
from tests.programas.revisiones import load_programa

LUGAR = {"servicio": "sernam", "anio": 2009, "cut": "07", "fecha": "2009-06-30"}
PRIMERO = "2009-07-III.1-01"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def programas(ejercicio, corte, maule, atacama):
    build_programa(ejercicio, maule, "III.1", "--")
    build_programa(ejercicio, maule, "III.3", "-")
    build_programa(ejercicio, atacama, "III.1", "-")


@pytest.fixture
def entra(client, directora_maule):
    client.force_login(directora_maule)
    return client


def url(codigo="", **cambios):
    nombre = "analisis_objetivo" if codigo else "analisis"
    return reverse(nombre, kwargs=LUGAR | ({"codigo": codigo} if codigo else {}) | cambios)


def write(actor, codigo=PRIMERO, corte=None, **textos):
    objetivo = ObjetivoEspecifico.objects.select_related("programa__ejercicio").get(codigo=codigo)
    analisis = build_analisis(objetivo, corte or Corte.objects.get())
    for campo, valor in ({"avance_efectivo": "Se hizo la mesa"} | textos).items():
        setattr(analisis, campo, valor)
    save_analisis(analisis=analisis, actor=actor)
    return analisis


def show(respuesta):
    """The page's words, without marks or runs of spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", respuesta.content.decode()).split())


def close():
    Corte.objects.update(estado=EstadoCorte.CERRADO)


def test_the_page_opens_with_how_many_objectives_are_analysed(entra, directora_maule):
    write(directora_maule)
    texto = show(entra.get(url()))
    assert "Corte al 30-06-2009: 1 de 3 objetivos con análisis; plazo 15-07-2009 (vencido)." in texto
    assert "Informe: borrador" in texto
    assert "Antes de enviar faltan 2 cosas:" in texto
    assert "2009-07-III.1-02 no tiene análisis (V11)." in texto


def test_each_objective_says_how_its_analysis_stands(entra, ejercicio, directora_maule):
    septiembre = Corte.objects.create(
        ejercicio=ejercicio,
        fecha_medicion=date(2009, 9, 30),
        plazo=date(2009, 10, 15),
        estado=EstadoCorte.ABIERTO,
    )
    junio = Corte.objects.get(fecha_medicion="2009-06-30")
    for codigo in (PRIMERO, "2009-07-III.1-02"):
        write(directora_maule, codigo, junio)
    objetivo = ObjetivoEspecifico.objects.select_related("programa__ejercicio").get(codigo=PRIMERO)
    copy_analisis(objetivo=objetivo, corte=septiembre, actor=directora_maule)
    Borrador.objects.create(usuario=directora_maule, clave=f"analisis/2009-07-III.3-01/{septiembre.pk}")
    pagina = entra.get(url(fecha="2009-09-30")).context["pagina"]
    filas = [fila for _, filas in pagina.grupos for fila in filas]
    assert [(fila.codigo, fila.estado.palabra, fila.se_copia) for fila in filas] == [
        (PRIMERO, "Copiado del corte anterior", False),
        ("2009-07-III.1-02", "Falta", True),
        ("2009-07-III.3-01", "Borrador sin guardar", False),
    ]


def test_an_analysis_is_written_and_the_next_one_follows(entra):
    datos = {"version": 0, "avance_efectivo": "Se hizo", "sin_recomendaciones": "on", "seguir": "1"}
    respuesta = entra.post(url(PRIMERO), datos)
    assert respuesta.url == url("2009-07-III.1-02")
    analisis = AnalisisAvance.objects.get()
    assert (analisis.avance_efectivo, analisis.sin_recomendaciones, analisis.version) == ("Se hizo", True, 1)
    del datos["seguir"]
    assert entra.post(url(PRIMERO), datos | {"version": 1, "avance_efectivo": "Se hizo más"}).url == url()
    assert AnalisisAvance.objects.get().avance_efectivo == "Se hizo más"


def test_recommendations_without_responsible_are_saved_with_a_warning(entra):
    respuesta = entra.post(
        url(PRIMERO), {"version": 0, "avance_efectivo": "Se hizo", "recomendaciones": "Convocar"}, follow=True
    )
    assert "Falta el responsable de las recomendaciones" in show(respuesta)
    assert "2009-07-III.1-01 tiene recomendaciones sin responsable (V12)." in show(respuesta)
    assert AnalisisAvance.objects.get().recomendaciones == "Convocar"


@pytest.mark.parametrize(
    ("datos", "falta"),
    [
        ({"avance_efectivo": ""}, "Este campo es obligatorio."),
        (
            {"avance_efectivo": "Se hizo", "recomendaciones": "Convocar", "sin_recomendaciones": "on"},
            "Hay recomendaciones o un responsable escritos",
        ),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(entra, datos, falta):
    respuesta = entra.post(url(PRIMERO), {"version": 0, "avance_medidas": "Lo que escribí"} | datos)
    assert respuesta.status_code == 200
    assert falta in show(respuesta)
    assert "Lo que escribí</textarea>" in respuesta.content.decode()
    assert AnalisisAvance.objects.count() == 0


def test_a_stale_write_shows_both_texts_with_who_and_when(entra, encargada_maule):
    write(encargada_maule, avance_efectivo="Lo de la encargada")
    respuesta = entra.post(url(PRIMERO), {"version": 0, "avance_efectivo": "Lo de la directora"})
    texto = show(respuesta)
    assert "La guardó encargada.maule el" in texto
    assert "Avance efectivo Lo de la directora Lo de la encargada" in texto
    assert AnalisisAvance.objects.get().avance_efectivo == "Lo de la encargada"
    otra = entra.post(url(PRIMERO), {"version": 1, "avance_efectivo": "Lo de la directora"})
    assert otra.status_code == 302
    assert AnalisisAvance.objects.get().avance_efectivo == "Lo de la directora"


def test_what_was_being_typed_when_the_corte_closed_is_kept_and_comes_back(entra, directora_maule):
    close()
    datos = {"version": 0, "avance_efectivo": "A medio escribir", "responsable": "Seremi", "seguir": "1"}
    texto = show(entra.post(url(PRIMERO), datos, follow=True))
    assert "El corte al 30-06-2009 se cerró" in texto
    assert "Lo que escribió está guardado como borrador, y lo ve abajo." in texto
    assert "Avance efectivo en la implementación de las actividades (2) A medio escribir" in texto
    assert "data-borrador=" not in entra.get(url(PRIMERO)).content.decode()
    assert AnalisisAvance.objects.count() == 0
    borrador = Borrador.objects.get()
    assert (borrador.usuario, borrador.datos["avance_efectivo"]) == (directora_maule, ["A medio escribir"])
    Corte.objects.update(estado=EstadoCorte.ABIERTO)
    abierta = entra.get(url(PRIMERO)).content.decode()
    assert f'data-borrador="{borrador.clave}" data-version="0"' in abierta
    assert "A medio escribir" in abierta
    entra.post(url(PRIMERO), datos)
    assert (AnalisisAvance.objects.get().avance_efectivo, Borrador.objects.count()) == ("A medio escribir", 0)


def test_a_kept_draft_is_discarded_by_its_author(entra, encargada_maule):
    close()
    entra.post(url(PRIMERO), {"version": 0, "avance_efectivo": "A medio escribir"})
    entra.post(url(PRIMERO), {"descartar": "1"})
    assert Borrador.objects.count() == 0


def test_who_may_not_write_leaves_nothing_even_when_the_corte_is_closed(client, revisora):
    close()
    client.force_login(revisora)
    assert client.post(url(PRIMERO), {"version": 0, "avance_efectivo": "Ajeno"}).status_code == 403
    assert (Borrador.objects.count(), AnalisisAvance.objects.count()) == (0, 0)


def test_a_reader_reads_and_has_no_form(client, directora_maule, auditor):
    write(directora_maule)
    client.force_login(auditor)
    texto = client.get(url(PRIMERO)).content.decode()
    assert "Se hizo la mesa" in texto
    assert "<textarea" not in texto
    assert "Copiar del corte" not in client.get(url()).content.decode()


def test_a_unit_writes_its_own_objectives_only(client, ejercicio, nivel_central, unidad_vif, jefa_vif):
    build_programa(ejercicio, nivel_central, "III.1", "--")
    propio = "2009-99-III.1-01"
    Compromiso.objects.get(objetivo__codigo=propio).unidades.add(unidad_vif)
    client.force_login(jefa_vif)
    pagina = client.get(url(cut="99")).context["pagina"]
    assert [fila.se_escribe for _, filas in pagina.grupos for fila in filas] == [True, False]
    datos = {"version": 0, "avance_efectivo": "De la unidad"}
    assert client.post(url("2009-99-III.1-02", cut="99"), datos).status_code == 403
    assert client.post(url(propio, cut="99"), datos).status_code == 302
    assert AnalisisAvance.objects.get().objetivo.codigo == propio


@pytest.mark.parametrize("codigo", ["2009-03-III.1-01", "2009-07-III.1-99", "otro"])
def test_an_objective_of_another_territory_is_not_found_here(entra, codigo):
    assert entra.get(url(codigo)).status_code == 404
    assert entra.get(url("2009-03-III.1-01", cut="03")).status_code == 404


@pytest.mark.parametrize("fecha", ["2009-06-31", "2009-12-31", "hoy", "20090630x"])
def test_a_date_without_corte_is_not_found(entra, fecha):
    assert entra.get(url(fecha=fecha)).status_code == 404


def send(client, transicion, version, motivo=""):
    huella = client.get(url()).context["pagina"].informe.huella
    return client.post(
        reverse("informe_envio", kwargs=LUGAR),
        {"transicion": transicion, "version": version, "huella": huella, "motivo": motivo},
        follow=True,
    )


def decide(client, decision, texto=""):
    version = InformeAvance.objects.get().version
    return client.post(
        reverse("revision_informe_cierre", kwargs=LUGAR),
        {"decision": decision, "version": version, "texto": texto},
        follow=True,
    )


def test_a_report_is_sent_given_back_and_sent_again(client, directora_maule, encargada_maule, revisora):
    for codigo in (PRIMERO, "2009-07-III.1-02", "2009-07-III.3-01"):
        write(encargada_maule, codigo, sin_recomendaciones=True)
    client.force_login(directora_maule)
    assert "El informe se envió a revisión." in show(send(client, "ENVIAR", 0))
    client.force_login(revisora)
    assert "Para devolver escriba el motivo" in show(decide(client, "OBSERVADA"))
    assert "III.4 de Maule al 30-06-2009 quedó devuelto" in show(
        decide(client, "OBSERVADA", "Falta cuántas mesas")
    )
    client.force_login(directora_maule)
    assert "Falta cuántas mesas" in show(client.get(url()))
    assert InformeAvance.objects.get().estado == "OBSERVADO"


def test_an_incomplete_report_is_not_sent(entra):
    texto = show(send(entra, "ENVIAR", 0))
    assert "El informe no se envió: 2009-07-III.1-01 no tiene análisis (V11)" in texto
    assert InformeAvance.objects.count() == 0


def test_cortes_are_closed_and_opened_again_from_their_page(client, revisora, directora_maule):
    write(directora_maule)
    client.force_login(revisora)
    pagina = client.get(reverse("cortes", kwargs={"servicio": "sernam", "anio": 2009}))
    assert [(t.nombre, t.escritos, t.objetivos) for t in pagina.context["pagina"].cortes[0].territorios] == [
        ("Atacama", 0, 1),
        ("Maule", 1, 3),
    ]
    assert (
        "Está abierto el corte al 30-06-2009, con plazo hasta el 15-07-2009 (vencido): 1 de 4 objetivos con "
        "análisis; 0 de 2 territorios completos."
    ) in show(pagina)
    direccion = reverse("corte_estado", kwargs={"servicio": "sernam", "anio": 2009, "fecha": "2009-06-30"})
    cerrado = client.post(direccion, {"estado": "CERRADO", "version": 1}, follow=True)
    assert "El corte al 30-06-2009 quedó cerrado." in show(cerrado)
    assert "Todos los cortes del ejercicio están cerrados." in show(cerrado)
    assert "escriba el motivo" in show(client.post(direccion, {"estado": "ABIERTO", "version": 2}))
    viejo = client.post(direccion, {"estado": "ABIERTO", "version": 1, "motivo": "Faltaba Aysén"})
    assert "Faltaba Aysén</textarea>" in viejo.content.decode()
    client.post(direccion, {"estado": "ABIERTO", "version": 2, "motivo": "Faltaba Aysén"})
    assert Corte.objects.get().estado == EstadoCorte.ABIERTO


def test_a_director_sees_the_cortes_of_the_own_territory_and_moves_none(entra):
    pagina = entra.get(reverse("cortes", kwargs={"servicio": "sernam", "anio": 2009}))
    assert [t.nombre for t in pagina.context["pagina"].cortes[0].territorios] == ["Maule"]
    assert "Cerrar el corte" not in pagina.content.decode()


def test_copying_says_where_the_text_comes_from(entra, ejercicio, directora_maule):
    write(directora_maule)
    Corte.objects.create(
        ejercicio=ejercicio,
        fecha_medicion=date(2009, 9, 30),
        plazo=date(2009, 10, 15),
        estado=EstadoCorte.ABIERTO,
    )
    septiembre = url(PRIMERO, fecha="2009-09-30")
    assert "Copiar del corte al 30-06-2009" in show(entra.get(septiembre))
    texto = show(entra.post(septiembre, {"copiar": "1"}, follow=True))
    assert "Copiado del corte anterior El avance efectivo dice lo mismo que al 30-06-2009" in texto
    antes = Registro.objects.count()
    assert "ya tiene su análisis" in show(entra.post(septiembre, {"copiar": "1"}, follow=True))
    assert Registro.objects.count() == antes


def list_lineas(respuesta):
    return re.findall(r'<li id="([^"]+)"', respuesta.content.decode())


def observe(actor, analisis, texto="Diga en qué comunas"):
    observe_filas(programa=load_programa(), filas=[analisis.codigo], texto=texto, actor=actor)


def test_htmx_opens_an_analysis_in_the_sheet_and_gives_its_line_back(entra):
    editor = entra.get(url(PRIMERO), headers=HTMX)
    assert list_lineas(editor) == [PRIMERO]
    assert "Lo comprometido" in show(editor)
    assert f'<label for="{PRIMERO}-id_avance_efectivo">' in editor.content.decode()
    linea = entra.get(url(), {"fila": PRIMERO}, headers=HTMX)
    assert list_lineas(linea) == [PRIMERO]
    assert "<textarea" not in linea.content.decode()
    assert entra.get(url(), {"fila": "2009-07-III.1-99"}, headers=HTMX).status_code == 404


def test_an_analysis_saved_in_the_sheet_answers_with_its_line_and_the_count(entra, directora_maule):
    save_borrador(
        usuario=directora_maule, clave=f"analisis/{PRIMERO}/{Corte.objects.get().pk}", datos={}, version=0
    )
    respuesta = entra.post(url(PRIMERO), {"version": 0, "avance_efectivo": "Se hizo"}, headers=HTMX)
    texto = respuesta.content.decode()
    assert list_lineas(respuesta) == [PRIMERO]
    assert re.findall(r'id="([^"]+)"[^>]* hx-swap-oob', texto) == ["mensajes", "frase-informe", "tramite-informe"]
    assert "1 de 3 objetivos con análisis" in show(respuesta)
    assert "Antes de enviar faltan 2 cosas:" in show(respuesta)
    assert "✓ Escrito" in show(respuesta)
    assert Borrador.objects.count() == 0


def test_going_on_in_the_sheet_opens_the_next_one_aside(entra):
    datos = {"version": 0, "avance_efectivo": "Se hizo", "sin_recomendaciones": "on", "seguir": "1"}
    respuesta = entra.post(url(PRIMERO), datos, headers=HTMX)
    assert list_lineas(respuesta) == [PRIMERO, "2009-07-III.1-02"]
    assert respuesta.context["e"]["objetivo"].codigo == "2009-07-III.1-02"
    assert '<li id="2009-07-III.1-02" class="editando" hx-swap-oob="true">' in respuesta.content.decode()


def test_an_analysis_refused_in_the_sheet_keeps_what_was_typed(entra, directora_maule):
    datos = {"version": 0, "avance_efectivo": "", "avance_medidas": "Lo que escribí"}
    respuesta = entra.post(url(PRIMERO), datos, headers=HTMX)
    assert list_lineas(respuesta) == [PRIMERO]
    assert "Lo que escribí</textarea>" in respuesta.content.decode()
    assert f'<a href="#{PRIMERO}-id_avance_efectivo">' in respuesta.content.decode()
    write(directora_maule)
    respuesta = entra.post(url(PRIMERO), datos | {"avance_efectivo": "Lo mío"}, headers=HTMX)
    assert list_lineas(respuesta) == [PRIMERO]
    assert "Otra persona guardó esta fila antes que usted" in show(respuesta)


def test_a_corte_that_closes_under_the_sheet_keeps_the_text_and_says_where(entra):
    close()
    respuesta = entra.post(url(PRIMERO), {"version": 0, "avance_efectivo": "Se hizo"}, headers=HTMX)
    assert respuesta.headers["HX-Redirect"] == url(PRIMERO)
    assert Borrador.objects.get().datos["avance_efectivo"] == ["Se hizo"]


def test_the_analysis_before_is_copied_in_the_sheet_and_opened(entra, ejercicio, directora_maule):
    write(directora_maule, corte=Corte.objects.get())
    Corte.objects.create(
        ejercicio=ejercicio, fecha_medicion="2009-09-30", plazo="2009-10-15", estado=EstadoCorte.ABIERTO
    )
    respuesta = entra.post(url(PRIMERO, fecha="2009-09-30"), {"copiar": "1"}, headers=HTMX)
    assert list_lineas(respuesta) == [PRIMERO]
    assert "Se hizo la mesa</textarea>" in respuesta.content.decode()
    assert "1 de 3 objetivos con análisis" in show(respuesta)


def test_remarks_stand_beside_their_analysis_in_the_sheet_and_on_its_page(entra, directora_maule, revisora):
    observe(revisora, write(directora_maule))
    write(directora_maule, "2009-07-III.1-02")
    pagina = entra.get(url()).context["pagina"]
    dichas = [[c.turnos[0].texto for c in fila.conversaciones] for _, filas in pagina.grupos for fila in filas]
    assert dichas == [["Diga en qué comunas"], [], []]
    assert "Diga en qué comunas" in show(entra.get(url(PRIMERO)))
    assert "Diga en qué comunas" in show(entra.get(url(PRIMERO), headers=HTMX))
    assert "Diga en qué comunas" not in show(entra.get(url("2009-07-III.1-02")))


def test_every_card_of_the_official_sheet_names_its_programme(entra, directora_maule):
    for codigo in (PRIMERO, "2009-07-III.1-02", "2009-07-III.3-01"):
        write(directora_maule, codigo)
    lugar = {clave: LUGAR[clave] for clave in ("servicio", "anio", "cut")}
    territorio = entra.get(reverse("territorio", kwargs=lugar)).context["territorio"]
    (tabla,) = territorio.hojas[-1].tablas
    assert [(fila.celdas[0].clave, fila.encabeza and fila.encabeza.lineas) for fila in tabla.filas] == [
        ("programa", None),
        ("objetivo", ("Diseño, Acceso y Distribución",)),
        ("programa", None),
    ]


def test_saving_in_the_sheet_asks_the_same_whatever_its_objectives(entra, ejercicio, maule, directora_maule):
    write(directora_maule)
    cuentas = []
    for version, texto in ((1, "Se hizo"), (2, "Se hizo más")):
        with CaptureQueriesContext(connection) as consultas:
            entra.post(url(PRIMERO), {"version": version, "avance_efectivo": texto}, headers=HTMX)
        cuentas.append(len(consultas))
        assert AnalisisAvance.objects.filter(avance_efectivo=texto).count() == 1
        if version == 1:
            build_programa(ejercicio, maule, "III.2", "-------")
            for numero in range(1, 8):
                write(directora_maule, f"2009-07-III.2-{numero:02}", avance_efectivo="Otro")
    assert cuentas[0] == cuentas[1]


def test_a_report_is_not_sent_as_somebody_else_left_it(client, directora_maule, encargada_maule):
    for codigo in (PRIMERO, "2009-07-III.1-02", "2009-07-III.3-01"):
        escrito = write(encargada_maule, codigo, sin_recomendaciones=True)
    client.force_login(directora_maule)
    leida = client.get(url()).context["pagina"].informe.huella
    escrito.avance_efectivo = "Otra cosa"
    save_analisis(analisis=escrito, actor=encargada_maule)
    datos = {"transicion": "ENVIAR", "version": 0, "huella": leida}
    respuesta = client.post(reverse("informe_envio", kwargs=LUGAR), datos)
    assert "Alguien cambió 2009-07-III.4-2009-06-30 después de que usted abrió esta página." in show(respuesta)
    assert (InformeAvance.objects.count(), Envio.objects.count()) == (0, 0)
    datos["huella"] = respuesta.context["pagina"].informe.huella
    assert client.post(reverse("informe_envio", kwargs=LUGAR), datos).status_code == 302
    assert Envio.objects.get().contenido["2009-07-III.3-A01"]["avance_efectivo"] == "Otra cosa"


def test_a_corte_moved_meanwhile_says_by_whom_and_when(client, revisora, administradora):
    corte = Corte.objects.get()
    change_corte(corte=corte, estado="CERRADO", motivo="", actor=administradora, version=corte.version)
    momento = timezone.localtime(Registro.objects.filter(clase="programas.corte").first().momento)
    client.force_login(revisora)
    direccion = reverse("corte_estado", kwargs={"servicio": "sernam", "anio": 2009, "fecha": "2009-06-30"})
    respuesta = client.post(direccion, {"estado": "ABIERTO", "motivo": "Faltaba", "version": corte.version})
    assert (
        f"administradora cambió SERNAM 2009 · 30-06-2009 el {momento:%d-%m-%Y} a las {momento:%H:%M}, "
        "después de que usted abrió esta página. Nada se ha hecho: revise cómo quedó y vuelva a intentarlo."
    ) in show(respuesta)
    assert Corte.objects.get().estado == "CERRADO"
