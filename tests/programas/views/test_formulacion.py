"""The pages of the formulation: what they say, what they write, and what they keep when they are refused."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programas.enums import EstadoPrograma, Modalidad
from programas.models import (
    Borrador,
    Compromiso,
    Ejercicio,
    Indicador,
    Instancia,
    MedioVerificacion,
    ProgramaTrabajo,
)
from programas.selectors.obsoleto import Diferencia
from programas.services.borradores import save_borrador
from programas.services.edicion import change_fila
from regiones.models import Region, Registro, UnidadResponsable
from tests.fabrica import build_programa

EN_PROGRAMA = {"servicio": "sernam", "anio": 2009, "cut": "07", "tipo": "III.1"}
CODIGO = "2009-07-III.1-01"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def programa(ejercicio, maule):
    return build_programa(ejercicio, maule, "III.1", "---", pesos=["40", "30", "28.4"])


@pytest.fixture
def redactora(client, encargada_maule):
    client.force_login(encargada_maule)
    return client


def go(nombre, **argumentos):
    return reverse(nombre, kwargs=EN_PROGRAMA | argumentos)


def read(respuesta):
    return re.sub(r"\s+", " ", respuesta.content.decode().replace("\xa0", " "))


def read_form(respuesta, clave="form"):
    """Everything that a form shows, as a browser would send it."""
    datos = {}
    for campo in respuesta.context[clave]:
        valor = campo.value()
        if campo.field.disabled or valor is None or valor is False:
            continue
        datos[campo.html_name] = list(valor) if isinstance(valor, tuple | list) else valor
    return datos


def test_the_workbench_opens_with_the_sum_and_what_is_missing(redactora, programa):
    pagina = read(redactora.get(go("formulacion")))
    assert "III.1 de Maule: 3 filas, suman 98,4 %: faltan 1,6 puntos." in pagina
    assert "<b>V1</b> Las 3 ponderaciones de III.1 suman 98,4 %, no 100 %." in pagina


@pytest.mark.parametrize(
    ("pesos", "frase"),
    [
        (["40", "30", "30"], "3 filas, suman 100 %."),
        (["40.5", "30", "30.5"], "3 filas, suman 101 %: sobra 1 punto."),
        (["33.3", "33.3", "33.3"], "3 filas, suman 99,9 %, que con el redondeo de lo escrito valen 100 %."),
        (["40", None, "30"], "3 filas, suman 70 %; 1 fila no tiene ponderación."),
        (None, "3 filas, que pesan lo mismo, 33,33 % cada una: suman 100 %."),
    ],
)
def test_the_sentence_says_how_much_the_weights_add_to(redactora, ejercicio, maule, pesos, frase):
    build_programa(ejercicio, maule, "III.1", "---", pesos=pesos)
    assert f"III.1 de Maule: {frase}" in read(redactora.get(go("formulacion")))


def test_where_the_territory_is_the_base_the_other_programmes_count(redactora, ejercicio, maule):
    Ejercicio.objects.update(base_ponderacion="TERRITORIO")
    build_programa(ejercicio, maule, "III.1", "--", pesos="19")
    build_programa(ejercicio, maule, "III.2", "-", pesos="49.6")
    pagina = read(redactora.get(go("formulacion")))
    frase = "suman 38 % y, con los otros programas del territorio, 87,6 %: faltan 12,4 puntos."
    assert f"III.1 de Maule: 2 filas, {frase}" in pagina


def test_findings_stand_beside_their_own_row(redactora, programa):
    MedioVerificacion.objects.filter(compromiso__codigo="2009-07-III.1-02.1").delete()
    Indicador.objects.filter(objetivo__codigo="2009-07-III.1-03").update(meta="20.000 85%")
    mesa = redactora.get(go("formulacion")).context["mesa"]
    assert [[hallazgo.regla for hallazgo in fila.hallazgos] for fila in mesa.filas] == [[], ["V5"], ["V13"]]


def test_findings_of_imported_rows_stand_beside_them_too(redactora, programa):
    fila = Compromiso.objects.get(codigo="2009-07-III.1-02.1")
    fila.procedencia = {"hoja": "III.1", "celdas": {"medios": {"celda": "G17", "texto": ""}}}
    fila.save()
    fila.medios.all().delete()
    mesa = redactora.get(go("formulacion")).context["mesa"]
    assert [[hallazgo.celda for hallazgo in fila.hallazgos] for fila in mesa.filas] == [[], ["G17"], []]


def test_a_locked_programme_says_why_and_offers_nothing(redactora, programa):
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.ENVIADO)
    pagina = read(redactora.get(go("formulacion")))
    assert "mientras la unidad central no lo observe" in pagina
    assert "Editar" not in pagina
    for nombre, argumentos in (("fila", {"codigo": CODIGO}), ("fila_nueva", {}), ("ponderacion", {})):
        respuesta = redactora.get(go(nombre, **argumentos), follow=True)
        assert respuesta.redirect_chain == [(go("formulacion"), 302)]
        assert "su formulación no se modifica" in read(respuesta)


def test_a_territory_without_the_programme_may_commit_it(redactora, ejercicio):
    assert "Maule no compromete III.1 en 2009." in read(redactora.get(go("formulacion")))
    pagina = redactora.post(go("programa_nuevo"), follow=True)
    assert "III.1 de Maule todavía no tiene filas: agregue la primera." in read(pagina)
    assert ProgramaTrabajo.objects.get().codigo == "2009-07-III.1"


def test_the_row_form_takes_its_labels_and_notes_from_the_form(redactora, programa):
    form = redactora.get(go("fila", codigo=CODIGO)).context["form"]
    assert [form[n].label for n in ("texto", "indicador", "actividades_0", "unidades_0", "medios_0")] == [
        "Objetivos específicos (2)",
        "Indicador (3)",
        "Meta anual o actividades comprometidas (5)",
        "Unidad Responsable (6)",
        "Medio de verificación (7)",
    ]
    assert form["ponderacion_0"].label == "Ponderación (%) (8)"
    assert form["indicador"].help_text == "Señalar el indicador que se determinó para este objetivo en la etapa 2."


def test_saving_the_row_as_it_is_shown_writes_nothing(redactora, programa, unidad_vif, encargada_maule):
    fila = Compromiso.objects.get(codigo=f"{CODIGO}.1")
    fila.unidad_texto = "VIF  y otras\nDirección"
    fila.save()
    fila.unidades.add(unidad_vif)
    datos = read_form(redactora.get(go("fila", codigo=CODIGO)))
    respuesta = redactora.post(go("fila", codigo=CODIGO), datos)
    assert respuesta.status_code == 302
    assert not Registro.objects.filter(actor=encargada_maule).exists()


def test_a_new_row_keeps_unknown_units_as_written_and_says_so(redactora, programa, unidad_vif):
    datos = {
        "bloques": 1,
        "texto": "Objetivo nuevo",
        "indicador": "Redes",
        "meta": "20.000 85%",
        "actividades_0": "Reunión\r\nTaller\r\n",
        "unidades_0": ["unidad de vif", "Unidad Nueva", ""],
        "medios_0": "",
        "ponderacion_0": "1,6",
    }
    pagina = read(redactora.post(go("fila_nueva"), datos, follow=True))
    fila = Compromiso.objects.get(codigo="2009-07-III.1-04.1")
    assert (fila.ponderacion, fila.unidad_texto) == (16_000, "unidad de vif\nUnidad Nueva")
    assert list(fila.unidades.all()) == [unidad_vif]
    assert list(fila.actividades.values_list("texto", flat=True)) == ["Reunión", "Taller"]
    assert "«Unidad Nueva» no está en el catálogo de unidades" in pagina
    assert "V5: no tiene medio de verificación." in pagina
    assert "V13: la meta contiene más de un valor" in pagina
    assert "III.1 de Maule: 4 filas, suman 100 %." in pagina


@pytest.mark.parametrize("peso", ["0", "101", "3,12345", "tres", "-2"])
def test_a_weight_that_is_none_is_told_beside_it_and_what_was_typed_stays(redactora, programa, peso):
    datos = read_form(redactora.get(go("fila", codigo=CODIGO))) | {"ponderacion_0": peso, "medios_0": "Otro"}
    respuesta = redactora.post(go("fila", codigo=CODIGO), datos)
    assert respuesta.status_code == 200
    assert list(respuesta.context["form"].errors) == ["ponderacion_0"]
    assert "Otro</textarea>" in respuesta.content.decode()
    assert Compromiso.objects.get(codigo=f"{CODIGO}.1").ponderacion == 400_000


def test_a_stale_row_shows_both_values_with_who_and_keeps_what_was_typed(
    redactora, programa, directora_maule, ejercicio
):
    datos = read_form(redactora.get(go("fila", codigo=CODIGO)))
    ajeno = Compromiso.objects.get(codigo=f"{CODIGO}.1")
    ajeno.ponderacion = 450_000
    change_fila(fila=ajeno, actor=directora_maule)
    datos["medios_0"] = "Lo que yo escribí"
    respuesta = redactora.post(go("fila", codigo=CODIGO), datos)
    obsoleto = respuesta.context["obsoleto"]
    assert obsoleto.diferencias == (
        Diferencia("Medio de verificación", "Lo que yo escribí", "Informe de 2009-07-III.1-01.1"),
        Diferencia("Ponderación (%)", "40 %", "45 %"),
    )
    assert obsoleto.quien == "directora.maule"
    assert "Lo que yo escribí</textarea>" in respuesta.content.decode()
    assert Compromiso.objects.get(pk=ajeno.pk).ponderacion == 450_000
    otra_vez = read_form(respuesta) | {"version": respuesta.context["form"].data["version"]}
    assert redactora.post(go("fila", codigo=CODIGO), otra_vez).status_code == 302
    assert Compromiso.objects.get(pk=ajeno.pk).ponderacion == 400_000


def test_after_a_submission_the_form_asks_the_reason_before_and_beside(redactora, programa):
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.OBSERVADO)
    pagina = redactora.get(go("fila", codigo=CODIGO))
    assert "deberá enviarse y aprobarse de nuevo" in read(pagina)
    datos = read_form(pagina) | {"ponderacion_0": "41,6"}
    respuesta = redactora.post(go("fila", codigo=CODIGO), datos)
    assert list(respuesta.context["form"].errors) == ["motivo"]
    redactora.post(go("fila", codigo=CODIGO), datos | {"motivo": "Lo pidió la revisión"})
    assert Compromiso.objects.get(codigo=f"{CODIGO}.1").ponderacion == 416_000


def test_one_more_activity_keeps_what_was_typed_and_saves_nothing(redactora, programa):
    ProgramaTrabajo.objects.update(modalidad=Modalidad.ACTIVIDADES)
    datos = read_form(redactora.get(go("fila", codigo=CODIGO)))
    datos |= {"actividades_1": "Segunda", "unidades_1": ["Una"], "agregar": "1"}
    respuesta = redactora.post(go("fila", codigo=CODIGO), datos)
    form = respuesta.context["form"]
    assert (form["bloques"].value(), form["actividades_1"].value()) == (3, "Segunda")
    assert Compromiso.objects.filter(objetivo__codigo=CODIGO).count() == 1
    del datos["agregar"]
    redactora.post(go("fila", codigo=CODIGO), datos | {"bloques": "3"})
    assert Compromiso.objects.filter(objetivo__codigo=CODIGO).count() == 2


@pytest.mark.parametrize("bloques", ["", "x", "-3", "9999999999999999999", "²"])
def test_a_count_of_blocks_that_is_none_breaks_nothing(redactora, programa, bloques):
    datos = read_form(redactora.get(go("fila", codigo=CODIGO))) | {"bloques": bloques, "id_0": "²"}
    assert redactora.post(go("fila", codigo=CODIGO), datos).status_code == 200
    assert redactora.post(go("fila", codigo=CODIGO), datos | {"agregar": "1"}).status_code == 200


def test_the_commitment_of_another_row_is_never_written_through_this_one(redactora, programa):
    ajeno = Compromiso.objects.get(codigo="2009-07-III.1-02.1")
    datos = read_form(redactora.get(go("fila", codigo=CODIGO))) | {"id_0": ajeno.pk, "medios_0": "Intruso"}
    redactora.post(go("fila", codigo=CODIGO), datos)
    assert list(ajeno.medios.values_list("texto", flat=True)) == ["Informe de 2009-07-III.1-02.1"]


def test_a_unit_writes_only_what_it_answers_for(client, ejercicio, nivel_central, jefa_vif, unidad_vif):
    programa = build_programa(ejercicio, nivel_central, "III.1", "--", pesos="50")
    propio = programa.objetivos.first()
    propio.compromisos.get().unidades.add(unidad_vif)
    client.force_login(jefa_vif)
    mesa = client.get(go("formulacion", cut="99")).context["mesa"]
    assert [fila.puede for fila in mesa.filas] == [True, False]
    direccion = go("fila", cut="99", codigo=propio.codigo)
    pagina = client.get(direccion)
    datos = read_form(pagina) | {"texto": "Intruso", "medios_0": "Informe nuevo"}
    assert client.post(direccion, datos).status_code == 302
    propio.refresh_from_db()
    assert propio.texto != "Intruso"
    assert MedioVerificacion.objects.get(compromiso__objetivo=propio).texto == "Informe nuevo"
    assert client.get(go("fila", cut="99", codigo="2009-99-III.1-02")).status_code == 403
    assert client.get(go("fila_nueva", cut="99")).status_code == 403
    tabla = client.get(go("ponderacion", cut="99")).context["tabla"]
    assert [fila.puede for fila in tabla.filas] == [True, False]


def test_moving_a_row_with_htmx_brings_back_only_the_list(redactora, programa):
    respuesta = redactora.post(
        go("fila_orden", codigo=CODIGO), {"sentido": "abajo"}, headers={"hx-request": "true"}
    )
    texto = respuesta.content.decode()
    assert "<html" not in texto
    assert texto.lstrip().startswith('<section class="panel" id="filas"')
    assert [fila.codigo for fila in respuesta.context["mesa"].filas][:2] == ["2009-07-III.1-02", CODIGO]


def test_all_the_weights_are_typed_in_one_table(redactora, programa):
    pagina = redactora.get(go("ponderacion"))
    filas = pagina.context["tabla"].filas
    datos = read_form(pagina) | {f"peso_{filas[2].id}": "30"}
    respuesta = redactora.post(go("ponderacion"), datos, follow=True)
    assert "suman 100 %." in read(respuesta)
    assert "Guardado: 1 ponderación cambiada." in read(respuesta)


def test_stale_weights_show_both_and_keep_what_was_typed(redactora, programa, directora_maule):
    pagina = redactora.get(go("ponderacion"))
    primera = pagina.context["tabla"].filas[0]
    datos = read_form(pagina) | {f"peso_{primera.id}": "41"}
    ajeno = Compromiso.objects.get(pk=primera.id)
    ajeno.ponderacion = 450_000
    change_fila(fila=ajeno, actor=directora_maule)
    respuesta = redactora.post(go("ponderacion"), datos)
    diferencia = respuesta.context["obsoleto"].diferencias[0]
    assert (diferencia.propio, diferencia.guardado) == ("41 %", "45 %")
    assert respuesta.context["form"][f"peso_{primera.id}"].value() == "41"
    datos[f"version_{primera.id}"] = respuesta.context["form"].data[f"version_{primera.id}"]
    assert redactora.post(go("ponderacion"), datos).status_code == 302
    assert Compromiso.objects.get(pk=primera.id).ponderacion == 410_000


def test_uniform_and_back_again(redactora, programa):
    reparto = read_form(redactora.get(go("ponderacion")), "reparto")
    pagina = redactora.post(go("ponderacion"), reparto, follow=True)
    assert "III.1 de Maule: cada fila pesa 33,33 %: suman 100 %." in read(pagina)
    reparto = read_form(pagina, "reparto")
    redactora.post(go("ponderacion"), reparto)
    assert ProgramaTrabajo.objects.get().ponderacion == "MANUAL"


def test_two_persons_changing_the_programme_see_each_other(redactora, programa, directora_maule):
    datos = read_form(redactora.get(go("programa_datos")))
    ajeno = ProgramaTrabajo.objects.get()
    ajeno.responsable = "Seremi del Maule"
    change_fila(fila=ajeno, actor=directora_maule)
    respuesta = redactora.post(go("programa_datos"), datos | {"responsable": "Dirección del Maule"})
    assert respuesta.context["obsoleto"].diferencias == (
        Diferencia("Responsable", "Dirección del Maule", "Seremi del Maule"),
    )
    assert ProgramaTrabajo.objects.get().responsable == "Seremi del Maule"


@pytest.fixture
def iii_2(ejercicio, maule):
    return build_programa(ejercicio, maule, "III.2", "--")


def cuts(instancia):
    return list(instancia.regiones.order_by("orden").values_list("cut", flat=True))


def test_regions_are_offered_north_to_south_and_only_those_of_the_year(redactora, iii_2):
    form = redactora.get(go("instancia_nueva", tipo="III.2")).context["form"]
    nombres = [str(region) for region in form.fields["regiones"].queryset]
    assert (len(nombres), nombres[0], nombres[-1]) == (15, "Arica y Parinacota", "Magallanes")
    assert "Ñuble" not in nombres
    assert form["regiones"].value() == [Region.objects.get(cut="07").pk]


@pytest.mark.parametrize(
    ("alcance", "marcadas", "escrito", "texto", "cuantas"),
    [
        ("TODAS", [], "", "Todas las regiones", 15),
        ("EXCEPTO", ["07"], "", "Todas las regiones excepto Maule", 14),
        ("MARCADAS", ["07", "03"], "", "Atacama, Maule", 2),
        ("MARCADAS", ["07"], "Provincia de Curicó", "Provincia de Curicó", 1),
        ("TEXTO", [], "Región I, II, V y XIII", "Región I, II, V y XIII", 4),
        ("TEXTO", [], "Todas las Regiones excepto Aysén", "Todas las Regiones excepto Aysén", 14),
    ],
)
def test_regions_of_an_instancia_are_chosen_in_four_ways(
    redactora, iii_2, alcance, marcadas, escrito, texto, cuantas
):
    regiones = list(Region.objects.filter(cut__in=marcadas).values_list("pk", flat=True))
    datos = {
        "version": 1,
        "nombre": "Mesa rural",
        "alcance": alcance,
        "regiones": regiones,
        "territorios": escrito,
    }
    assert redactora.post(go("instancia_nueva", tipo="III.2"), datos).status_code == 302
    instancia = Instancia.objects.get()
    assert (instancia.codigo, instancia.territorios, len(cuts(instancia))) == ("2009-07-III.2-I01", texto, cuantas)


@pytest.mark.parametrize(
    ("datos", "campo"),
    [
        ({"alcance": "TEXTO", "territorios": "Las comunas más lejanas"}, "alcance"),
        ({"alcance": "EXCEPTO"}, "regiones"),
    ],
)
def test_regions_that_cannot_be_told_are_asked(redactora, iii_2, datos, campo):
    respuesta = redactora.post(go("instancia_nueva", tipo="III.2"), {"version": 1, "nombre": "Mesa"} | datos)
    assert list(respuesta.context["form"].errors) == [campo]
    assert not Instancia.objects.exists()


def test_a_region_that_did_not_exist_is_refused(redactora, iii_2):
    datos = {"version": 1, "nombre": "Mesa", "alcance": "MARCADAS"}
    datos["regiones"] = [Region.objects.get(cut="16").pk]
    assert redactora.post(go("instancia_nueva", tipo="III.2"), datos).status_code == 200
    assert not Instancia.objects.exists()


def test_a_text_that_names_other_regions_is_kept_and_told(redactora, iii_2):
    datos = {"version": 1, "nombre": "Mesa", "alcance": "TODAS", "territorios": "Región del Maule"}
    pagina = redactora.post(go("instancia_nueva", tipo="III.2"), datos, follow=True)
    assert "nombra otras regiones que las elegidas" in read(pagina)
    assert Instancia.objects.get().territorios == "Región del Maule"


def test_a_stale_instancia_shows_both(redactora, iii_2, directora_maule):
    instancia = Instancia.objects.create(programa=iii_2, codigo="2009-07-III.2-I01", orden=1, nombre="Mesa")
    direccion = go("instancia", tipo="III.2", codigo=instancia.codigo)
    datos = read_form(redactora.get(direccion))
    ajena = Instancia.objects.get()
    ajena.problema = "Otro problema"
    change_fila(fila=ajena, actor=directora_maule)
    respuesta = redactora.post(direccion, datos | {"problema": "Mi problema"})
    assert respuesta.context["obsoleto"].diferencias == (
        Diferencia("Principal problema a resolver", "Mi problema", "Otro problema"),
    )
    assert Instancia.objects.get().problema == "Otro problema"


def test_rows_of_last_year_are_ticked_and_brought(redactora, servicio, programa, maule):
    pasado = Ejercicio.objects.create(servicio=servicio, anio=2008)
    build_programa(pasado, maule, "III.1", "ss")
    pagina = redactora.get(go("copia_anterior"))
    assert [fila.repetida for fila in pagina.context["copiables"].filas] == [False, False]
    assert list(redactora.post(go("copia_anterior"), {}).context["form"].errors) == ["codigos"]
    respuesta = redactora.post(go("copia_anterior"), {"codigos": ["2008-07-III.1-02"]}, follow=True)
    assert "1 fila copiada: revíselas." in read(respuesta)
    assert programa.objetivos.count() == 4


def test_a_row_is_deleted_after_asking(redactora, programa):
    direccion = go("fila_eliminada", codigo=CODIGO)
    pagina = redactora.get(direccion)
    assert f"¿Eliminar la fila {CODIGO}?" in read(pagina)
    assert redactora.post(direccion, read_form(pagina)).status_code == 302
    assert list(programa.objetivos.values_list("codigo", flat=True)) == ["2009-07-III.1-02", "2009-07-III.1-03"]


def test_units_of_the_catalogue_are_offered_from_the_own_service_only(redactora, programa, mundo):
    catalogo = redactora.get(go("fila_nueva")).context["catalogo"]
    assert catalogo == ["Unidad de VIF"]
    assert UnidadResponsable.objects.filter(nombre="Unidad ajena").exists()


@pytest.mark.parametrize("nombre", ["formulacion", "ponderacion", "copia_anterior"])
def test_queries_do_not_depend_on_the_rows(redactora, ejercicio, servicio, maule, nombre):
    pasado = Ejercicio.objects.create(servicio=servicio, anio=2008)
    for tipo, filas in (("III.1", "-"), ("III.3", "-" * 31)):
        for anio in (pasado, ejercicio):
            build_programa(anio, maule, tipo, filas, pesos="3")
    una, muchas = (count_queries(redactora, go(nombre, tipo=tipo)) for tipo in ("III.1", "III.3"))
    assert una == muchas


def count_queries(client, direccion):
    with CaptureQueriesContext(connection) as consultas:
        assert client.get(direccion).status_code == 200
    return len(consultas)


def list_ids(respuesta, etiqueta):
    return re.findall(rf'<{etiqueta}[^>]* id="([^"]+)"', respuesta.content.decode())


def test_htmx_opens_a_row_in_its_place_and_gives_it_back(redactora, programa):
    editor = redactora.get(go("fila", codigo=CODIGO), headers=HTMX)
    assert list_ids(editor, "li") == [CODIGO]
    assert "<html" not in read(editor)
    assert f'<label for="{CODIGO}-id_texto">' in read(editor)
    leida = redactora.get(go("formulacion"), {"fila": CODIGO}, headers=HTMX)
    assert list_ids(leida, "li") == [CODIGO]
    assert "<textarea" not in read(leida)
    assert redactora.get(go("formulacion"), {"fila": "2009-07-III.1-99"}, headers=HTMX).status_code == 404


def test_a_row_saved_in_its_place_answers_with_itself_and_with_the_sum(redactora, programa):
    direccion = go("fila", codigo=CODIGO)
    datos = read_form(redactora.get(direccion)) | {"ponderacion_0": "41,6"}
    respuesta = redactora.post(direccion, datos, headers=HTMX)
    assert respuesta.status_code == 200
    assert list_ids(respuesta, "li") == [CODIGO]
    assert list_ids(respuesta, "div")[1:] == ["mensajes", "hallazgos-mesa", "acciones-mesa"]
    assert "III.1 de Maule: 3 filas, suman 100 %." in read(respuesta)
    assert read(respuesta).count(f"Fila {CODIGO} guardada.") == 2
    assert "<b>V1</b>" not in read(respuesta)
    assert redactora.post(direccion, datos, headers={}).url == go("formulacion")


def test_the_rows_that_another_one_changes_come_aside(redactora, ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "---", modalidad=Modalidad.ACTIVIDADES)
    direccion = go("fila", codigo=CODIGO)
    datos = read_form(redactora.get(direccion)) | {"bloques": 2, "id_1": "", "actividades_1": "Otra más"}
    respuesta = redactora.post(direccion, datos, headers=HTMX)
    assert [fila.codigo for fila in respuesta.context["cambiadas"]] == ["2009-07-III.1-02", "2009-07-III.1-03"]
    assert 'id="dice-2009-07-III.1-02" hx-swap-oob="innerHTML"' in read(respuesta)
    assert read(respuesta).count("<b>25,00 %</b>") == 4


def test_a_row_refused_in_its_place_keeps_what_was_typed(redactora, programa):
    direccion = go("fila", codigo=CODIGO)
    datos = read_form(redactora.get(direccion)) | {"texto": "", "indicador": "Lo que escribí"}
    respuesta = redactora.post(direccion, datos, headers=HTMX)
    assert list_ids(respuesta, "li") == [CODIGO]
    assert "Lo que escribí</textarea>" in read(respuesta)
    assert f'<a href="#{CODIGO}-id_texto">' in read(respuesta)


def test_a_formulation_locked_meanwhile_takes_htmx_to_the_workbench(redactora, programa):
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.ENVIADO)
    respuesta = redactora.get(go("fila", codigo=CODIGO), headers=HTMX)
    assert respuesta.headers["HX-Redirect"] == go("formulacion")


def test_an_instancia_is_opened_and_saved_in_its_place(redactora, ejercicio, maule):
    programa = build_programa(ejercicio, maule, "III.2", "--")
    mesa = Instancia(programa=programa, nombre="Mesa de género", codigo="2009-07-III.2-I01")
    mesa.save()
    direccion = go("instancia", tipo="III.2", codigo=mesa.codigo)
    editor = redactora.get(direccion, headers=HTMX)
    assert list_ids(editor, "li") == [mesa.codigo]
    datos = read_form(editor) | {"nombre": "Mesa regional de género"}
    respuesta = redactora.post(direccion, datos, headers=HTMX)
    assert list_ids(respuesta, "li") == [mesa.codigo]
    assert "<h3>Mesa regional de género</h3>" in read(respuesta)
    assert "Instancia 2009-07-III.2-I01 guardada." in read(respuesta)


def test_saving_a_row_in_its_place_asks_as_much_with_one_row_as_with_three(redactora, ejercicio, maule):
    cuentas = []
    for tipo, validados in (("III.1", "-"), ("III.3", "---")):
        build_programa(ejercicio, maule, tipo, validados)
        direccion = go("fila", tipo=tipo, codigo=f"2009-07-{tipo}-01")
        datos = read_form(redactora.get(direccion)) | {"indicador": f"Tasa de {tipo}"}
        with CaptureQueriesContext(connection) as consultas:
            redactora.post(direccion, datos, headers=HTMX)
        cuentas.append(len(consultas))
        assert Indicador.objects.filter(texto=f"Tasa de {tipo}").count() == 1
    assert cuentas[0] == cuentas[1]


def test_weights_saved_by_htmx_answer_with_their_table_and_the_sum(redactora, programa, encargada_maule):
    pagina = redactora.get(go("ponderacion"))
    fila = pagina.context["tabla"].filas[2]
    clave = pagina.context["clave"]
    assert f'data-borrador="{clave}"' in read(pagina)
    save_borrador(usuario=encargada_maule, clave=clave, datos={f"peso_{fila.id}": ["30"]}, version=0)
    respuesta = redactora.post(go("ponderacion"), read_form(pagina) | {f"peso_{fila.id}": "30"}, headers=HTMX)
    assert list_ids(respuesta, "section") == ["pesos"]
    assert "III.1 de Maule: suman 100 %." in read(respuesta)
    assert "Guardado: 1 ponderación cambiada." in read(respuesta)
    assert Borrador.objects.count() == 0
    otra = redactora.post(go("ponderacion"), read_form(respuesta) | {f"peso_{fila.id}": "0"}, headers=HTMX)
    assert list(otra.context["form"].errors) == [f"peso_{fila.id}"]


def test_one_weight_is_told_in_the_singular(redactora, ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "-", pesos="40")
    assert "<b>V1</b> La única ponderación de III.1 es 40 %, no 100 %." in read(redactora.get(go("formulacion")))


def test_what_is_saved_leaves_no_draft(redactora, programa, encargada_maule):
    claves = {CODIGO: go("fila", codigo=CODIGO), programa.codigo: go("programa_datos")}
    for fila, direccion in claves.items():
        save_borrador(usuario=encargada_maule, clave=f"formulacion/{fila}", datos={"texto": ["x"]}, version=0)
        assert redactora.post(direccion, read_form(redactora.get(direccion))).status_code == 302
        assert Borrador.objects.count() == 0


def test_the_meta_is_helped_with_an_example(redactora, programa):
    form = redactora.get(go("fila", codigo=CODIGO)).context["form"]
    assert form["meta"].help_text == "Por ejemplo: «25% de 345 municipios»."
