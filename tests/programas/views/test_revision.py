"""The pages of sending and reviewing: what they say, what they keep, what htmx re-renders."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from programas.enums import Decision
from programas.models import Mensaje, ObjetivoEspecifico, Observacion, RevisionFila
from programas.selectors.revision import load_revision
from programas.services import edicion
from programas.services.revision import approve_programa, return_programa
from regiones.models import Registro
from tests.fabrica import build_programa
from tests.programas.revisiones import approve_filas, list_decisiones, load_programa, observe_fila, send

EN_PROGRAMA = {"servicio": "sernam", "anio": 2009, "cut": "07", "tipo": "III.1"}
EN_EJERCICIO = {"servicio": "sernam", "anio": 2009}
FILA_1, FILA_2 = "2009-07-III.1-01.1", "2009-07-III.1-02.1"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def programa(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "--")
    return load_programa()


@pytest.fixture
def envio(programa, directora_maule):
    return send(programa, directora_maule)


def see(client, nombre, quien, argumentos=EN_PROGRAMA, **datos):
    client.force_login(quien)
    return client.get(reverse(nombre, kwargs=argumentos), datos)


def act(client, nombre, quien, argumentos=EN_PROGRAMA, headers=None, **datos):
    client.force_login(quien)
    return client.post(reverse(nombre, kwargs=argumentos), datos, headers=headers)


def read(respuesta):
    """The text of a page, with plain spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", respuesta.content.decode().replace("\xa0", " ")))


def send_from_page(client, quien, **cambios):
    form = see(client, "envio", quien).context["form"]
    datos = {"version": form["version"].value(), "huella": form["huella"].value(), "confirma": "on"}
    return act(client, "envio", quien, **(datos | cambios))


def stand_on(nombre, argumentos):
    """What htmx says of the page that asks."""
    return HTMX | {"HX-Current-URL": f"http://testserver{reverse(nombre, kwargs=argumentos)}#cierre"}


def test_the_direction_sends_what_is_complete(client, programa, directora_maule):
    assert "No falta nada: puede enviarse." in read(see(client, "envio", directora_maule))
    respuesta = send_from_page(client, directora_maule)
    assert (respuesta.status_code, respuesta.url) == (302, reverse("programa", kwargs=EN_PROGRAMA))
    assert load_programa().estado == "ENVIADO"
    assert "No hay nada que enviar ahora." in read(see(client, "envio", directora_maule))


def test_the_sender_confirms_and_writes_a_reason_for_each_rule(client, ejercicio, maule, directora_maule):
    build_programa(ejercicio, maule, "III.1", "--", ["60", "30"])
    pagina = see(client, "envio", directora_maule)
    assert "Puede enviarse si corrige o justifica 1 regla." in read(pagina)
    respuesta = send_from_page(client, directora_maule, confirma="")
    assert respuesta.context["form"].errors == {
        "justificacion_V1": ["Corrija lo que pide V1, o escriba por qué se envía así."],
        "confirma": ["Confirme que responde por lo que envía."],
    }
    assert load_programa().estado == "BORRADOR"
    assert send_from_page(client, directora_maule, justificacion_V1="Por acuerdo").status_code == 302
    assert load_programa().envios.get().justificaciones == {"V1": "Por acuerdo"}


def test_reasons_of_the_last_submission_are_offered_again(client, ejercicio, maule, directora_maule, revisora):
    programa = build_programa(ejercicio, maule, "III.1", "--", ["60", "30"])
    send(programa, directora_maule, justificaciones={"V1": "Por acuerdo"})
    leido = load_programa()
    return_programa(programa=leido, actor=revisora, texto="Vea", version=leido.version)
    assert see(client, "envio", directora_maule).context["form"]["justificacion_V1"].value() == "Por acuerdo"


def test_what_must_be_mended_cannot_be_excused(client, ejercicio, maule, directora_maule):
    build_programa(ejercicio, maule, "III.1", "--", ["100", None])
    pagina = see(client, "envio", directora_maule)
    assert "Falta corregir 1 fila antes de enviar." in read(pagina)
    assert list(pagina.context["form"].fields) == ["confirma", "version", "huella"]
    assert send_from_page(client, directora_maule).status_code == 200
    assert load_programa().estado == "BORRADOR"


def test_a_change_after_reading_is_told_and_what_was_typed_stays(
    client, ejercicio, maule, directora_maule, encargada_maule
):
    build_programa(ejercicio, maule, "III.1", "--", ["60", "30"])
    form = see(client, "envio", directora_maule).context["form"]
    leido = {"version": form["version"].value(), "huella": form["huella"].value(), "confirma": "on"}
    objetivo = ObjetivoEspecifico.objects.first()
    objetivo.texto = "Otro"
    edicion.change_fila(fila=objetivo, actor=encargada_maule)
    respuesta = act(client, "envio", directora_maule, justificacion_V1="Por acuerdo", **leido)
    assert respuesta.status_code == 200
    assert "Alguien cambió 2009-07-III.1 después de que usted abrió esta página." in read(respuesta)
    assert respuesta.context["form"]["justificacion_V1"].value() == "Por acuerdo"
    assert respuesta.context["form"]["huella"].value() != leido["huella"]


def test_who_drafts_but_does_not_send_sees_what_is_missing(client, programa, encargada_maule):
    texto = read(see(client, "envio", encargada_maule))
    assert "Lo envía la dirección del territorio" in texto
    assert "Enviar a revisión" not in texto


def test_the_queue_opens_with_what_is_to_review_and_what_decides(
    client, ejercicio, maule, atacama, directora_maule, director_atacama, revisora
):
    send(build_programa(ejercicio, maule, "III.1", "-" * 12), directora_maule)
    send(build_programa(ejercicio, atacama, "III.3", "--"), director_atacama)
    build_programa(ejercicio, atacama, "III.1", "--")
    pagina = see(client, "revision", revisora, EN_EJERCICIO)
    assert "2 programas por revisar; 1 decide el resultado." in read(pagina)
    assert [(f.territorio, f.tipo, f.decide, f.filas, f.aprobadas) for f in pagina.context["filas"]] == [
        ("Atacama", "III.3", True, 3, 0),
        ("Maule", "III.1", False, 13, 0),
    ]


@pytest.mark.parametrize(
    ("filtro", "esperados"),
    [
        ({"estado": "TODOS"}, ["Atacama III.3", "Maule III.1", "Atacama III.1"]),
        ({"estado": "BORRADOR"}, ["Atacama III.1"]),
        ({"territorio": "03"}, ["Atacama III.3"]),
        ({"tipo": "III.1"}, ["Maule III.1"]),
        ({"decide": "on"}, ["Atacama III.3"]),
        ({"tipo": "ninguno"}, ["Atacama III.3", "Maule III.1"]),
    ],
)
def test_the_queue_is_filtered(
    client, ejercicio, maule, atacama, directora_maule, director_atacama, revisora, filtro, esperados
):
    send(build_programa(ejercicio, maule, "III.1", "-" * 12), directora_maule)
    send(build_programa(ejercicio, atacama, "III.3", "--"), director_atacama)
    build_programa(ejercicio, atacama, "III.1", "-" * 12)
    pagina = see(client, "revision", revisora, EN_EJERCICIO, **filtro)
    assert [f"{f.territorio} {f.tipo}" for f in pagina.context["filas"]] == esperados


def test_a_change_is_shown_word_by_word_beside_what_it_said(client, programa, directora_maule, revisora):
    send(programa, directora_maule)
    leido = load_programa()
    return_programa(programa=leido, actor=revisora, texto="Precise", version=leido.version)
    objetivo = ObjetivoEspecifico.objects.get(codigo="2009-07-III.1-01")
    objetivo.texto = "Objetivo 1 del Maule"
    edicion.change_fila(fila=objetivo, actor=directora_maule, motivo="Más claro")
    send(programa, directora_maule)
    pagina = see(client, "revision_programa", revisora)
    filas = {fila.codigo: fila for fila in pagina.context["pagina"].filas}
    assert {codigo: fila.cambio for codigo, fila in filas.items()} == {
        "2009-07-III.1": "",
        FILA_1: "cambió",
        FILA_2: "",
    }
    assert [tuple(t) for t in filas[FILA_1].campos[0].trozos] == [
        ("", "Objetivo 1 "),
        ("del", "de"),
        ("ins", "del"),
        ("", " Maule"),
    ]
    assert [campo.cambio for campo in filas[FILA_1].campos] == [True, *[False] * 6]
    assert pagina.context["pagina"].frase.replace("\xa0", " ") == (
        "3 de 3 filas por aprobar; 1 cambió desde el envío anterior; 2 deciden el resultado."
    )
    assert see(client, "revision", revisora, EN_EJERCICIO).context["filas"][0].cambiadas == 1


def test_a_row_that_left_and_a_row_that_came_are_told(client, programa, directora_maule, revisora):
    send(programa, directora_maule)
    leido = load_programa()
    return_programa(programa=leido, actor=revisora, texto="Precise", version=leido.version)
    edicion.remove_fila(
        fila=ObjetivoEspecifico.objects.get(codigo="2009-07-III.1-02").compromisos.get(),
        actor=directora_maule,
        motivo="Sobra",
    )
    send(programa, directora_maule)
    pagina = see(client, "revision_programa", revisora).context["pagina"]
    assert [(f.codigo, f.cambio) for f in pagina.filas] == [
        ("2009-07-III.1", ""),
        (FILA_1, ""),
        ("2009-07-III.1-02", "nueva"),
    ]
    assert [(f.codigo, f.cambio) for f in pagina.eliminadas] == [(FILA_2, "eliminada")]


def test_several_rows_are_decided_from_the_page(client, envio, revisora):
    respuesta = act(client, "revision_filas", revisora, filas=[FILA_1, FILA_2], decision="APROBADA", envio=1)
    assert respuesta.status_code == 302
    assert list_decisiones(envio.programa) == {FILA_1: ("APROBADA", "revisora"), FILA_2: ("APROBADA", "revisora")}


def test_ticks_and_text_stay_when_the_decision_is_refused(client, envio, revisora):
    respuesta = act(client, "revision_filas", revisora, filas=[FILA_1, FILA_2], decision="OBSERVADA", texto=" ")
    assert respuesta.context["form"].errors == {"texto": ["Escriba qué hay que corregir."]}
    assert respuesta.content.decode().count(' form="seleccion" checked>') == 2
    observe_fila(envio, revisora, FILA_1)
    respuesta = act(client, "revision_filas", revisora, filas=[FILA_1], decision="APROBADA", texto="Mi duda")
    assert "Hay una observación abierta en 2009-07-III.1-01.1: la escribió revisora" in read(respuesta)
    assert "Mi duda</textarea>" in respuesta.content.decode()
    assert RevisionFila.objects.get().decision == Decision.OBSERVADA


def test_one_row_answers_htmx_with_itself_and_the_sentence(client, envio, revisora):
    datos = {"filas": [FILA_1], "desde": FILA_1, "decision": "APROBADA", "envio": 1}
    respuesta = act(client, "revision_filas", revisora, headers=HTMX, **datos)
    texto = respuesta.content.decode()
    assert re.findall(r'<article[^>]* id="([^"]+)"', texto) == [FILA_1]
    assert 'hx-swap-oob="true"' in texto
    assert "Fila aprobada." in texto
    assert "2 de 3 filas por aprobar" in read(respuesta)


def test_rows_of_elsewhere_are_not_decided(client, ejercicio, atacama, director_atacama, envio, revisora):
    send(build_programa(ejercicio, atacama, "III.1", "--"), director_atacama)
    respuesta = act(client, "revision_filas", revisora, filas=["2009-03-III.1-01.1"], decision="APROBADA")
    assert list(respuesta.context["form"].errors) == ["filas"]
    assert RevisionFila.objects.count() == 0


def test_the_second_reviewer_is_told_on_the_page(client, envio, revisora):
    approve_filas(envio, revisora)
    leido = load_programa()
    approve_programa(programa=leido, actor=revisora, version=leido.version)
    respuesta = act(
        client, "revision_cierre", revisora, version=leido.version, decision="APROBADA", texto="Mi nota"
    )
    assert "«Aprobado»: lo aprobó revisora el" in read(respuesta)
    assert "Mi nota</textarea>" in respuesta.content.decode()


def test_own_work_is_shown_and_not_offered(client, ejercicio, maule, servicio, directora_maule, revisora):
    revisora.asignaciones.create(servicio=servicio, region=maule, rol="ENCARGADA", desde="2009-01-01")
    build_programa(ejercicio, maule, "III.1", "--")
    objetivo = ObjetivoEspecifico.objects.first()
    objetivo.texto = "Lo redactó la revisora"
    edicion.change_fila(fila=objetivo, actor=revisora)
    send(load_programa(), directora_maule)
    assert see(client, "revision", revisora, EN_EJERCICIO).context["filas"][0].es_propio is True
    texto = read(see(client, "revision_programa", revisora))
    assert "lo revisa otra persona (V15)" in texto
    assert "Aprobar" not in texto
    datos = {"filas": [FILA_1], "decision": "APROBADA"}
    assert act(client, "revision_filas", revisora, **datos).status_code == 403


def test_who_only_reads_is_offered_nothing(client, envio, auditor, administradora):
    for quien in (auditor, administradora):
        texto = see(client, "revision_programa", quien).content.decode()
        assert re.findall(r"<form[^>]*method=\"post\"[^>]*action=\"([^\"]*)\"", texto) == [reverse("salir")]


def test_the_territory_answers_on_its_programme_s_page(client, envio, revisora, encargada_maule):
    observe_fila(envio, revisora, FILA_1, "¿Cuántas comunas?")
    texto = read(see(client, "programa", encargada_maule))
    assert "1 observación abierta" in texto
    assert "¿Cuántas comunas?" in texto
    argumentos = EN_EJERCICIO | {"pk": Observacion.objects.get().pk}
    respuesta = act(client, "observacion_respuesta", encargada_maule, argumentos, texto="Doce")
    assert respuesta.url == f"{reverse('programa', kwargs=EN_PROGRAMA)}#observacion-{argumentos['pk']}"
    assert Mensaje.objects.filter(autor=encargada_maule).get().texto == "Doce"


def test_a_reply_to_a_closed_conversation_is_told_and_kept(client, envio, revisora, encargada_maule):
    observe_fila(envio, revisora, FILA_1)
    argumentos = EN_EJERCICIO | {"pk": Observacion.objects.get().pk}
    assert act(client, "observacion_resuelta", revisora, argumentos, version=1).status_code == 302
    respuesta = act(client, "observacion_respuesta", encargada_maule, argumentos, texto="Llegué tarde")
    assert "ya está resuelta: la cerró revisora el" in read(respuesta)
    assert "Lo que escribió no se envió: «Llegué tarde»." in read(respuesta)


def test_nobody_resolves_unread_words(client, envio, revisora, encargada_maule):
    observe_fila(envio, revisora, FILA_1)
    argumentos = EN_EJERCICIO | {"pk": Observacion.objects.get().pk}
    act(client, "observacion_respuesta", encargada_maule, argumentos, texto="Doce comunas")
    respuesta = act(client, "observacion_resuelta", revisora, argumentos, headers=HTMX, version=1)
    assert f"encargada.maule cambió {FILA_1} el {timezone.localdate():%d-%m-%Y} a las" in read(respuesta)
    assert "Doce comunas" in read(respuesta)
    assert Observacion.objects.get().abierta is True


def test_resolving_on_the_review_s_page_tells_what_is_still_missing(client, envio, revisora):
    observe_fila(envio, revisora, FILA_1)
    observacion = Observacion.objects.get()
    argumentos = EN_EJERCICIO | {"pk": observacion.pk}
    desde = {"HX-Current-URL": f"http://testserver{reverse('revision_programa', kwargs=EN_PROGRAMA)}#cierre"}
    respuesta = act(
        client, "observacion_resuelta", revisora, argumentos, HTMX | desde, version=observacion.version
    )
    assert respuesta.content.decode().count('id="falta-revision" class="aviso" hx-swap-oob="true"') == 1
    assert "Para aprobarlo falta aprobar 3 filas." in read(respuesta)
    approve_filas(envio, revisora)
    leido = load_programa()
    assert load_revision(leido, revisora).faltan == ""


def test_resolving_elsewhere_answers_with_the_conversation_alone(client, envio, revisora):
    observe_fila(envio, revisora, FILA_1)
    observacion = Observacion.objects.get()
    argumentos = EN_EJERCICIO | {"pk": observacion.pk}
    desde = {"HX-Current-URL": f"http://testserver{reverse('observaciones', kwargs=EN_EJERCICIO)}"}
    respuesta = act(
        client, "observacion_resuelta", revisora, argumentos, HTMX | desde, version=observacion.version
    )
    assert respuesta.content.decode().count("falta-revision") == 0
    assert [plantilla.name for plantilla in respuesta.templates].count("programas/partes/conversacion.html") == 1


def test_a_declaration_is_observed_beside_its_validation_and_says_so(client, envio, revisora, encargada_maule):
    approve_filas(envio, revisora)
    approve_programa(programa=load_programa(), actor=revisora, version=load_programa().version)
    fila = EN_EJERCICIO | {"codigo": FILA_1}
    assert (
        reverse("compromiso_observado", kwargs=fila) in see(client, "validacion", revisora, fila).content.decode()
    )
    pagina = see(client, "compromiso_observado", revisora, fila)
    assert pagina.context["form"]["asunto"].value() == "DECLARADO"
    rechazada = act(client, "compromiso_observado", revisora, fila, asunto="EVIDENCIA", texto=" ")
    assert rechazada.context["form"].errors == {"texto": ["Escriba qué hay que corregir."]}
    respuesta = act(client, "compromiso_observado", revisora, fila, asunto="DECLARADO", texto="¿Y el acta?")
    assert (respuesta.status_code, respuesta.url) == (302, reverse("compromiso", kwargs=fila))
    assert "Observación Sobre lo declarado ! Por responder" in read(
        see(client, "compromiso", encargada_maule, fila)
    )
    assert "Sobre lo declarado" in read(see(client, "programa", encargada_maule))
    tareas = read(see(client, "pendientes", encargada_maule, EN_EJERCICIO))
    assert "La unidad central espera la respuesta para validar lo declarado" in tareas
    assert "El programa no se aprueba mientras queden observaciones" not in tareas


def test_conversations_wait_for_one_side_or_the_other(client, envio, revisora, encargada_maule, director_atacama):
    observe_fila(envio, revisora, FILA_1, "Primera")
    observe_fila(envio, revisora, FILA_2, "Segunda")
    respondida = Observacion.objects.get(fila=FILA_1)
    act(client, "observacion_respuesta", encargada_maule, EN_EJERCICIO | {"pk": respondida.pk}, texto="Sí")

    def open_with(quien):
        pagina = see(client, "observaciones", quien, EN_EJERCICIO).context["pagina"]
        return pagina.frase.replace("\xa0", " "), [c.fila for c in pagina.conversaciones]

    assert open_with(revisora) == (
        "2 observaciones abiertas; 1 espera respuesta de la unidad central.",
        [FILA_1, FILA_2],
    )
    assert open_with(encargada_maule) == (
        "2 observaciones abiertas; 1 espera respuesta del territorio.",
        [FILA_2, FILA_1],
    )
    assert open_with(director_atacama) == ("No hay observaciones abiertas.", [])


def test_reopening_keeps_the_reason_that_was_refused(client, envio, directora_maule):
    leido = load_programa().version
    assert "tendrá que enviarlo" in read(see(client, "programa", directora_maule))
    respuesta = act(client, "reapertura", directora_maule, version=leido + 1, motivo="Cambió la meta")
    assert (respuesta.status_code, respuesta.context["form"]["motivo"].value()) == (200, "Cambió la meta")
    assert act(client, "reapertura", directora_maule, version=leido, motivo="Cambió la meta").status_code == 302
    assert load_programa().estado == "OBSERVADO"
    assert "Motivo: «Cambió la meta»" in read(see(client, "programa", directora_maule))


@pytest.mark.parametrize("filas", [2, 9])
def test_queries_do_not_depend_on_the_rows_reviewed(
    client, ejercicio, maule, directora_maule, revisora, django_assert_num_queries, filas
):
    envio = send(build_programa(ejercicio, maule, "III.1", "-" * filas), directora_maule)
    for fila in sorted(envio.contenido)[1:]:
        observe_fila(envio, revisora, fila)
    for nombre, cuantas in (("revision_programa", 19), ("revision", 16), ("observaciones", 8)):
        client.force_login(revisora)
        direccion = reverse(nombre, kwargs=EN_PROGRAMA if nombre == "revision_programa" else EN_EJERCICIO)
        with django_assert_num_queries(cuantas):
            client.get(direccion)


def test_reading_writes_nothing(client, envio, revisora, directora_maule):
    lineas = Registro.objects.count()
    for nombre, quien in (("revision_programa", revisora), ("envio", directora_maule), ("programa", revisora)):
        assert see(client, nombre, quien).status_code == 200
    assert Registro.objects.count() == lineas
