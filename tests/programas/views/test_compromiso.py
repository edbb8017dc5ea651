"""A commitment's pages: progress, files, declaration and validation, and what each refuses."""

import re
from decimal import Decimal

import pytest
from django.db.models import F
from django.urls import reverse

from programas.enums import Etapa
from programas.models import Avance, Compromiso, Ejercicio, Evidencia, Indicador
from programas.services.evidencias import attach_evidencia, withdraw_evidencia
from tests.documentos import PDF, build_archivo, build_documento
from tests.fabrica import build_programa

EN_EJERCICIO = {"servicio": "sernam", "anio": 2009}
FILA = "2009-07-III.1-12.1"
EN_FILA = EN_EJERCICIO | {"codigo": FILA}
PAGINA = "/sernam/2009/compromisos/2009-07-III.1-12.1/"


@pytest.fixture(autouse=True)
def carpeta(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def fila(ejercicio, maule, atacama):
    """The twelfth row of Maule's III.1, where one more failure loses it; Atacama has its own."""
    build_programa(ejercicio, maule, "III.1", "ssssssssssn-", ["3.2"] * 12)
    build_programa(ejercicio, atacama, "III.1", "-")
    return Compromiso.objects.select_related("objetivo__programa__ejercicio").get(codigo=FILA)


def see(client, nombre, quien, **argumentos):
    client.force_login(quien)
    return client.get(reverse(nombre, kwargs=EN_FILA | argumentos))


def act(client, nombre, quien, datos, headers=None, **argumentos):
    client.force_login(quien)
    return client.post(reverse(nombre, kwargs=EN_FILA | argumentos), datos, headers=headers)


def read(respuesta):
    """The text of a page, with plain spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", respuesta.content.decode().replace("\xa0", " ")))


def attach(fila, actor, nombre="acta.pdf", **otros):
    return attach_evidencia(compromiso=fila, documento=build_documento(nombre), actor=actor, **otros)


def declare(client, quien, **cambios):
    form = see(client, "declaracion", quien).context["form"]
    datos = {nombre: form[nombre].value() or "" for nombre in form.fields}
    return act(client, "declaracion", quien, datos | cambios)


def test_the_page_keeps_progress_and_earned_weight_apart(client, fila, encargada_maule):
    datos = {"fecha": "2009-06-30", "numerador": "78", "denominador": "100", "texto": "Se visitó <todo>"}
    respuesta = act(client, "avance_nuevo", encargada_maule, datos)
    assert (respuesta.status_code, respuesta.url) == (302, PAGINA)
    pagina = see(client, "compromiso", encargada_maule)
    assert pagina.context["pagina"].frase.replace("\xa0", " ") == (
        "78,00 % avanzado al 30-06-2009; pondera 3,2 % y todavía no gana nada: "
        "solo un «sí» validado gana (nota 10)."
    )
    assert "78 de 100" in read(pagina)
    assert "Se visitó &lt;todo&gt;" in pagina.content.decode()


def test_the_page_shows_the_row_with_the_form_s_columns_and_notes(client, fila, directora_maule):
    pagina = see(client, "compromiso", directora_maule).context["pagina"]
    assert [(c.encabezado.texto, c.encabezado.nota.numero) for c in pagina.columnas] == [
        ("Objetivos específicos", 2),
        ("Indicador", 3),
        ("Resultado anual del indicador", 4),
        ("Meta anual o actividades comprometidas", 5),
        ("Unidad Responsable", 6),
        ("Medio de verificación", 7),
        ("Ponderación (%)", 8),
        ("Cumple/no cumple", 9),
        ("Ponderación ganada", 10),
    ]
    assert (pagina.columnas[0].lineas, pagina.columnas[6].lineas) == (("Objetivo 12 de Maule",), ("3,2 %",))


def test_two_measures_are_drawn_with_their_table_beside(client, fila, encargada_maule):
    for dia, valor in (("2009-03-31", "20"), ("2009-09-30", "61,5")):
        act(client, "avance_nuevo", encargada_maule, {"fecha": dia, "valor": valor, "texto": "Avance"})
    pagina = see(client, "compromiso", encargada_maule)
    grafico = pagina.context["pagina"].avances.grafico
    assert grafico.titulo.replace("\xa0", " ") == "Avance de 20,00 % el 31-03-2009 a 61,50 % el 30-09-2009"
    assert [(punto.x, punto.y) for punto in grafico.puntos] == [(129, 103), (300, 55)]
    assert [f.pct.replace("\xa0", " ") for f in pagina.context["pagina"].avances.filas] == ["61,50 %", "20,00 %"]


@pytest.mark.parametrize(
    ("datos", "campo"),
    [
        ({"numerador": "3"}, "denominador"),
        ({"numerador": "3", "denominador": "0"}, "denominador"),
        ({"numerador": "3", "denominador": "4", "valor": "80"}, "valor"),
        ({"valor": "100,1"}, "valor"),
        ({"fecha": "2010-01-01"}, "fecha"),
        ({"texto": ""}, "texto"),
    ],
)
def test_a_progress_entry_with_faults_says_them_beside_its_field_and_keeps_what_was_typed(
    client, fila, encargada_maule, datos, campo
):
    escrito = {"fecha": "2009-06-30", "texto": "Lo que escribí"} | datos
    respuesta = act(client, "avance_nuevo", encargada_maule, escrito)
    assert (respuesta.status_code, list(respuesta.context["form"].errors)) == (200, [campo])
    assert respuesta.context["form"]["texto"].value() == escrito["texto"]
    assert Avance.objects.count() == 0


def test_a_stale_correction_shows_both_and_keeps_the_typed_text(client, fila, encargada_maule, directora_maule):
    act(client, "avance_nuevo", encargada_maule, {"fecha": "2009-06-30", "valor": "40", "texto": "Avance"})
    pk = Avance.objects.get().pk
    leido = {"version": 1, "fecha": "2009-06-30"}
    act(client, "avance", directora_maule, leido | {"valor": "50", "texto": "Lo de ella"}, pk=pk)
    respuesta = act(client, "avance", encargada_maule, leido | {"valor": "45", "texto": "Lo mío"}, pk=pk)
    obsoleto = respuesta.context["obsoleto"]
    assert (respuesta.status_code, obsoleto.quien) == (200, "directora.maule")
    assert [(d.campo, d.propio, d.guardado) for d in obsoleto.diferencias] == [
        ("Avance (%)", "45.0000", "50.0000"),
        ("Qué se hizo", "Lo mío", "Lo de ella"),
    ]
    form = respuesta.context["form"]
    assert (form["texto"].value(), form["version"].value()) == ("Lo mío", "2")
    act(client, "avance", encargada_maule, leido | {"version": 2, "valor": "45", "texto": "Lo mío"}, pk=pk)
    assert (Avance.objects.get().valor, Avance.objects.get().texto) == (Decimal(45), "Lo mío")


def test_a_file_is_given_back_as_a_download_with_its_name(client, fila, encargada_maule):
    datos = {"archivo": build_archivo("Acta Nº 3 «Ñuñoa».pdf"), "fecha_documento": "2009-06-30"}
    medio = fila.medios.get()
    assert act(client, "evidencia_nueva", encargada_maule, datos | {"medio": medio.pk}).url == PAGINA
    evidencia = Evidencia.objects.get()
    assert evidencia.medio == medio
    respuesta = client.get(f"/sernam/2009/evidencias/{evidencia.pk}/")
    assert b"".join(respuesta.streaming_content) == PDF
    cabeceras = ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Content-Security-Policy")
    assert [respuesta.headers[cabecera] for cabecera in cabeceras] == [
        "application/pdf",
        "attachment; filename*=utf-8''Acta%20N%C2%BA%203%20%C2%AB%C3%91u%C3%B1oa%C2%BB.pdf",
        "nosniff",
        "default-src 'none'; frame-ancestors 'none'; sandbox",
    ]
    assert "private" in respuesta.headers["Cache-Control"]


@pytest.mark.parametrize("estado", ["vigente", "retirada", "reemplazada"])
def test_files_of_another_territory_are_not_found(client, fila, encargada_maule, director_atacama, estado):
    evidencia = attach(fila, encargada_maule)
    if estado == "retirada":
        withdraw_evidencia(evidencia=evidencia, motivo="Sin firma", actor=encargada_maule)
    elif estado == "reemplazada":
        attach(fila, encargada_maule, reemplaza=evidencia)
    client.force_login(encargada_maule)
    assert client.get(f"/sernam/2009/evidencias/{evidencia.pk}/").status_code == 200
    client.force_login(director_atacama)
    respuesta = client.get(f"/sernam/2009/evidencias/{evidencia.pk}/")
    assert (respuesta.status_code, b"%PDF" in respuesta.content) == (404, False)


def test_a_file_missing_from_its_folder_is_not_found(client, fila, encargada_maule):
    evidencia = attach(fila, encargada_maule)
    evidencia.archivo.storage.delete(evidencia.archivo.name)
    client.force_login(encargada_maule)
    assert client.get(f"/sernam/2009/evidencias/{evidencia.pk}/").status_code == 404


def test_a_refused_file_is_told_and_nothing_is_kept(client, fila, encargada_maule):
    datos = {"archivo": build_archivo("acta.pdf", b"hola"), "fecha_documento": "2009-06-30", "descripcion": "Acta"}
    respuesta = act(client, "evidencia_nueva", encargada_maule, datos)
    assert respuesta.status_code == 200
    assert "El contenido de «acta.pdf» no corresponde a «.pdf»" in read(respuesta)
    assert respuesta.context["form"]["descripcion"].value() == "Acta"
    assert Evidencia.objects.count() == 0


def test_a_new_version_takes_the_place_of_its_own_row_s_evidence_only(
    client, fila, encargada_maule, administradora
):
    ajeno = Compromiso.objects.get(codigo="2009-03-III.1-01.1")
    ajena, propia = attach(ajeno, administradora), attach(fila, encargada_maule)
    direccion = reverse("evidencia_nueva", kwargs=EN_FILA)
    client.force_login(encargada_maule)
    for clave in (ajena.pk, "x", 999_999):
        assert client.get(f"{direccion}?reemplaza={clave}").status_code == 404
    datos = {"archivo": build_archivo("firmada.pdf"), "fecha_documento": "2009-07-01"}
    assert client.post(f"{direccion}?reemplaza={propia.pk}", datos).url == PAGINA
    (grupo,) = (
        g
        for g in see(client, "compromiso", encargada_maule).context["pagina"].evidencias.grupos
        if g.medio is None
    )
    assert ([e.nombre for e in grupo.vigentes], [e.situacion for e in grupo.anteriores]) == (
        ["firmada.pdf"],
        ["Reemplazada por una versión posterior"],
    )


def test_a_withdrawn_file_stays_marked_with_its_reason(client, fila, encargada_maule):
    evidencia = attach(fila, encargada_maule)
    client.force_login(encargada_maule)
    direccion = f"/sernam/2009/evidencias/{evidencia.pk}/retiro/"
    assert "escriba por qué la retira" in read(client.post(direccion, {"version": 1}, follow=True))
    pagina = client.post(direccion, {"version": 1, "motivo": "Es de otro año"}, follow=True)
    (retirada,) = pagina.context["pagina"].evidencias.grupos[-1].anteriores
    assert retirada.situacion.startswith("Retirada por encargada.maule el ")
    assert retirada.situacion.endswith(": Es de otro año")


def test_the_declaration_says_what_each_answer_does_before_it_is_given(client, fila, encargada_maule):
    texto = read(see(client, "declaracion", encargada_maule))
    assert "Si se valida, III.1 de Maule queda perdido: 83,33 %, y se exige 90 %." in texto
    assert "Si se valida, III.1 de Maule queda asegurado: 91,66 %, y se exige 90 %." in texto
    assert "El servicio pasa" not in texto
    assert "Para responder «Sí» suba antes al menos un archivo" in texto


def test_a_declaration_with_its_evidence_and_result(client, fila, encargada_maule):
    attach(fila, encargada_maule)
    assert declare(client, encargada_maule, respuesta="si", resultado="100% de 15 comunas").url == PAGINA
    fila.refresh_from_db()
    assert (fila.declarado, fila.declarado_por) == ("si", encargada_maule)
    assert Indicador.objects.get(objetivo=fila.objetivo).resultado == "100% de 15 comunas"
    texto = read(see(client, "compromiso", encargada_maule))
    assert "Si se valida «Sí», III.1 de Maule queda asegurado: 91,66 %" in texto


def test_a_yes_without_evidence_is_refused_and_keeps_what_was_typed(client, fila, encargada_maule):
    respuesta = declare(client, encargada_maule, respuesta="si", resultado="100%")
    assert respuesta.status_code == 200
    assert "no tiene evidencia vigente" in read(respuesta)
    assert (respuesta.context["form"]["respuesta"].value(), respuesta.context["form"]["resultado"].value()) == (
        "si",
        "100%",
    )
    fila.refresh_from_db()
    assert fila.declarado == ""


@pytest.mark.parametrize("respuesta", ["no", "parcial"])
def test_no_and_partial_need_their_reason(client, fila, encargada_maule, respuesta):
    rechazo = declare(client, encargada_maule, respuesta=respuesta)
    assert (rechazo.status_code, list(rechazo.context["form"].errors)) == (200, ["motivo"])
    assert declare(client, encargada_maule, respuesta=respuesta, motivo="Sin presupuesto").status_code == 302
    fila.refresh_from_db()
    assert (fila.declarado, fila.motivo) == (respuesta, "Sin presupuesto")


def test_a_validated_row_is_completed_and_not_declared_otherwise(client, fila, encargada_maule):
    Compromiso.objects.filter(pk=fila.pk).update(declarado="si", validado="no")
    assert declare(client, encargada_maule, respuesta="no", motivo="Faltó el acta").status_code == 302
    fila.refresh_from_db()
    assert (fila.declarado, fila.motivo) == ("si", "Faltó el acta")


def test_an_answer_that_comes_after_the_validation_is_refused_and_not_dropped(client, fila, encargada_maule):
    pagina = see(client, "declaracion", encargada_maule)
    Compromiso.objects.filter(pk=fila.pk).update(declarado="si", validado="si", version=F("version") + 1)
    datos = {campo.html_name: campo.value() or "" for campo in pagina.context["form"]}
    respuesta = act(client, "declaracion", encargada_maule, datos | {"respuesta": "no", "motivo": "Faltó el acta"})
    assert respuesta.status_code == 200
    assert "ya está validado «Sí»" in read(respuesta)
    assert respuesta.context["form"]["motivo"].value() == "Faltó el acta"


def test_the_central_unit_validates_beside_what_was_declared(client, fila, encargada_maule, revisora):
    attach(fila, encargada_maule)
    declare(client, encargada_maule, respuesta="si")
    pagina = see(client, "validacion", revisora)
    assert "Maule declara «Sí», con 1 archivo de evidencia." in read(pagina)
    assert "El servicio pasa de «En juego» a «No cumple»." in read(pagina)
    datos = {"version": pagina.context["form"]["version"].value(), "respuesta": "no"}
    assert act(client, "validacion", revisora, datos).context["form"].errors.keys() == {"motivo"}
    assert act(client, "validacion", revisora, datos | {"motivo": "El acta no está firmada"}).url == PAGINA
    texto = read(see(client, "compromiso", encargada_maule))
    assert "Discrepancia: la región declaró «Sí» y se validó «No»." in texto


def test_the_second_of_two_validators_is_told_who_when_and_what(
    client, fila, servicio, revisora, django_user_model
):
    otra = django_user_model.objects.create_user("revisora.dos", password="clave-de-prueba-1")
    otra.asignaciones.create(servicio=servicio, rol="CENTRAL", desde="2009-01-01")
    version = see(client, "validacion", revisora).context["form"]["version"].value()
    datos = {"version": version, "respuesta": "no", "motivo": "Sin acta"}
    assert act(client, "validacion", revisora, datos).status_code == 302
    respuesta = act(client, "validacion", otra, datos | {"respuesta": "parcial", "motivo": "Falta una firma"})
    obsoleto = respuesta.context["obsoleto"]
    assert (respuesta.status_code, obsoleto.quien) == (200, "revisora")
    assert [(d.campo, d.propio, d.guardado) for d in obsoleto.diferencias] == [
        ("Validado", "Parcial", "No"),
    ]
    assert respuesta.context["form"]["motivo"].value() == "Falta una firma"
    fila.refresh_from_db()
    assert (fila.validado, fila.validado_por) == ("no", revisora)


@pytest.mark.parametrize("etapa", [Etapa.FORMULACION, Etapa.CERRADO])
def test_out_of_its_time_nothing_is_offered_nor_written(client, fila, ejercicio, encargada_maule, revisora, etapa):
    Compromiso.objects.filter(validado="").update(validado="no", motivo="Sin acta")
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=etapa)
    pagina = see(client, "compromiso", encargada_maule).context["pagina"]
    assert (pagina.puede_escribir, pagina.puede_validar, pagina.si_se_valida) == (False, False, None)
    escritos = {"fecha": "2009-06-30", "texto": "Avance", "version": 1, "respuesta": "no", "motivo": "No"}
    for nombre, quien in (
        ("avance_nuevo", encargada_maule),
        ("evidencia_nueva", encargada_maule),
        ("declaracion", encargada_maule),
        ("validacion", revisora),
    ):
        assert act(client, nombre, quien, escritos).url == PAGINA
    assert (Avance.objects.count(), Evidencia.objects.count()) == (0, 0)


def test_buttons_are_those_of_what_each_may_do(client, fila, encargada_maule, revisora, auditor):
    botones = {}
    for quien in (encargada_maule, revisora, auditor):
        texto = see(client, "compromiso", quien).content.decode()
        botones[quien] = [
            n for n in ("declaracion", "validacion", "evidencias/nueva", "avances") if f"{FILA}/{n}/" in texto
        ]
    assert botones == {
        encargada_maule: ["declaracion", "evidencias/nueva", "avances"],
        revisora: ["validacion"],
        auditor: [],
    }


def test_queries_do_not_depend_on_what_hangs_from_the_row(
    client, fila, encargada_maule, directora_maule, django_assert_num_queries
):
    def hang(dia):
        act(client, "avance_nuevo", encargada_maule, {"fecha": f"2009-01-{dia}", "valor": "10", "texto": "x"})
        retirada = attach(fila, encargada_maule, f"retirada {dia}.pdf", medio=fila.medios.get())
        attach(fila, encargada_maule, f"acta {dia}.pdf", medio=fila.medios.get())
        withdraw_evidencia(evidencia=retirada, motivo="Sin firma", actor=encargada_maule)

    for dias in (["11"], ["12", "13", "14"]):
        for dia in dias:
            hang(dia)
        client.force_login(directora_maule)
        with django_assert_num_queries(14):
            client.get(PAGINA)
