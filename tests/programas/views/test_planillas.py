"""The pages of uploads: what they take, what they show, and to whom."""

import zipfile
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from programas.enums import EstadoCarga, EstadoLibro
from programas.models import AliasColumna, Carga, Importacion, LibroCargado, ProgramaTrabajo
from regiones.models import Region
from tests.cargas import list_libros, upload, upload_and_read, write_hoja_iii_1

ANIO = {"servicio": "sernam", "anio": 2009}
HTMX = {"HX-Request": "true"}
MAULE = write_hoja_iii_1()
ATACAMA = write_hoja_iii_1(region="ATACAMA")
OTROS_ENCABEZADOS = write_hoja_iii_1(encabezados={"ponderacion": "Peso relativo"})


@pytest.fixture(autouse=True)
def carpeta(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def locate(nombre, **lugar):
    return reverse(nombre, kwargs=ANIO | lugar)


def post_libros(client, *pares, **datos):
    archivos = [SimpleUploadedFile(nombre, contenido) for nombre, contenido in pares]
    return client.post(locate("planillas"), {"archivos": archivos, **datos})


def write_zip(*pares):
    salida = BytesIO()
    with zipfile.ZipFile(salida, "w") as paquete:
        for nombre, contenido in pares:
            paquete.writestr(nombre, contenido)
    return salida.getvalue()


def read_mensajes(respuesta):
    return [str(mensaje) for mensaje in respuesta.context["messages"]]


def test_one_file_leads_to_its_preview_and_then_to_what_it_wrote(client, ejercicio, directora_maule):
    client.force_login(directora_maule)
    respuesta = post_libros(client, ("maule.xlsx", MAULE))
    carga = Carga.objects.get()
    assert respuesta.url == locate("libro", pk=carga.pk, orden=1)
    pagina = client.get(respuesta.url)
    assert pagina.context["pagina"].frase.replace("\xa0", " ") == "El archivo trae 13 filas: 13 nuevas."
    assert ProgramaTrabajo.objects.count() == 0
    (libro,) = list_libros(carga)
    aplicado = client.post(locate("libro_aplicado", pk=carga.pk, orden=1), {"version": libro.version}, follow=True)
    assert read_mensajes(aplicado) == ["Se aplicó «maule.xlsx»."]
    importacion = Importacion.objects.get()
    assert locate("importacion", pk=importacion.pk) in aplicado.content.decode()


def test_a_zip_brings_its_workbooks_and_says_what_it_leaves_out(client, ejercicio, administradora):
    client.force_login(administradora)
    contenido = write_zip(("norte/atacama.xlsx", ATACAMA), ("maule.xlsx", MAULE), ("~$maule.xlsx", b"x"))
    respuesta = post_libros(client, ("todo.zip", contenido), ("~$otro.xlsx", b"x"))
    assert [libro.archivo for libro in list_libros(Carga.objects.get())] == ["atacama.xlsx", "maule.xlsx"]
    assert read_mensajes(client.get(respuesta.url)) == [
        "«~$maule.xlsx»: es un archivo de bloqueo: se omitió.",
        "«~$otro.xlsx»: es un archivo de bloqueo (~$): se omitió.",
    ]


@pytest.mark.parametrize(
    ("pares", "error"),
    [
        ([], "Elija al menos un archivo."),
        ([("~$maule.xlsx", b"x")], "No hay ningún libro que leer"),
        ([(f"{i}.xlsx", b"x") for i in range(41)], "Son 41 libros y el máximo por carga es 40"),
        ([("vacio.zip", write_zip(("nota.txt", b"x")))], "El ZIP no trae ningún libro"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_field(client, ejercicio, administradora, pares, error):
    client.force_login(administradora)
    respuesta = post_libros(client, *pares)
    assert respuesta.status_code == 200
    assert respuesta.context["form"].errors["archivos"][0].startswith(error)
    assert Carga.objects.count() == 0


def test_few_workbooks_are_read_at_once_and_many_wait_for_the_worker(client, ejercicio, administradora):
    client.force_login(administradora)
    post_libros(client, *[(f"{i}.xlsx", MAULE) for i in range(3)])
    post_libros(client, *[(f"{i}.xlsx", MAULE) for i in range(4)])
    corta, larga = Carga.objects.order_by("pk")
    assert (corta.estado, larga.estado) == (EstadoCarga.LISTA, EstadoCarga.EN_ESPERA)


def test_the_same_upload_sent_twice_is_kept_once(client, ejercicio, administradora):
    client.force_login(administradora)
    respuestas = [post_libros(client, ("maule.xlsx", MAULE), envio_unico="c0ffee") for _ in range(2)]
    assert respuestas[0].url == respuestas[1].url
    assert Carga.objects.count() == 1


def test_the_progress_is_a_fragment_that_asks_for_itself_until_all_is_read(client, ejercicio, administradora):
    client.force_login(administradora)
    carga = upload(ejercicio, administradora, maule=MAULE, atacama=ATACAMA)
    avance = locate("carga_avance", pk=carga.pk)
    antes = client.get(avance, headers=HTMX).content.decode()
    assert f'hx-get="{avance}"' in antes
    assert "<html" not in antes
    client.post(locate("libro_revisado", pk=carga.pk, orden=1))
    client.post(locate("libro_revisado", pk=carga.pk, orden=2))
    despues = client.get(avance, headers=HTMX).content.decode()
    assert "hx-get" not in despues
    assert client.get(avance).url == locate("carga", pk=carga.pk)


def test_an_upload_that_nobody_reads_says_so(client, ejercicio, administradora):
    client.force_login(administradora)
    carga = upload(ejercicio, administradora, maule=MAULE)
    assert not client.get(locate("carga", pk=carga.pk)).context["pagina"].detenida
    Carga.objects.update(momento="2009-06-30T12:00:00Z")
    assert client.get(locate("carga", pk=carga.pk)).context["pagina"].detenida


def test_all_together_or_one_by_one(client, ejercicio, administradora):
    client.force_login(administradora)
    for modo, contenidos in (("todos", (MAULE, ATACAMA)), ("cada", (write_hoja_iii_1(5), ATACAMA))):
        carga = upload_and_read(ejercicio, administradora, uno=contenidos[0], dos=contenidos[1])[0].carga
        pares = [f"{libro.orden}-{libro.version}" for libro in list_libros(carga)]
        client.post(locate("carga_aplicada", pk=carga.pk), {"modo": modo, "libro": pares})
    assert list(LibroCargado.objects.order_by("pk").values_list("estado", flat=True)) == [
        EstadoLibro.APLICADO,
        EstadoLibro.APLICADO,
        EstadoLibro.APLICADO,
        EstadoLibro.SIN_CAMBIOS,
    ]


def test_the_effect_of_all_that_is_ready_is_for_who_sees_the_whole_service(
    client, ejercicio, administradora, directora_maule
):
    (libro, _) = upload_and_read(ejercicio, administradora, maule=MAULE, atacama=ATACAMA)
    (propio,) = upload_and_read(ejercicio, directora_maule, maule=MAULE)
    client.force_login(administradora)
    efecto = client.get(locate("carga", pk=libro.carga.pk)).context["pagina"].efecto
    assert efecto == ("Con todos los listos aplicados, el servicio pasa de «Sin compromisos» a «En juego».")
    client.force_login(directora_maule)
    assert client.get(locate("carga", pk=propio.carga.pk)).context["pagina"].efecto == ""
    assert client.get(locate("carga", pk=libro.carga.pk)).status_code == 404


def test_two_of_one_territory_are_told_and_not_offered_together(client, ejercicio, administradora):
    client.force_login(administradora)
    (libro, _) = upload_and_read(ejercicio, administradora, uno=MAULE, dos=write_hoja_iii_1(5))
    pagina = client.get(locate("carga", pk=libro.carga.pk))
    assert pagina.context["pagina"].repetidos == "Maule"
    assert 'value="todos"' not in pagina.content.decode()
    pares = [f"{otro.orden}-{otro.version}" for otro in list_libros(libro.carga)]
    client.post(locate("carga_aplicada", pk=libro.carga.pk), {"modo": "cada", "libro": pares})
    assert Importacion.objects.count() == 0


def test_questions_are_one_form_and_its_answers_read_the_file_again(client, ejercicio, administradora):
    client.force_login(administradora)
    (libro,) = upload_and_read(ejercicio, administradora, maule=OTROS_ENCABEZADOS)
    pagina = client.get(locate("libro", pk=libro.carga.pk, orden=1))
    form = pagina.context["form"]
    datos = {"version": libro.version} | {
        nombre: "ponderacion" for nombre, p in form.preguntas.items() if p["clave"] not in form.correcciones
    }
    client.post(locate("libro_respondido", pk=libro.carga.pk, orden=1), datos)
    (libro,) = list_libros(libro.carga)
    assert (libro.estado, AliasColumna.objects.get().columna) == (EstadoLibro.LISTO, "ponderacion")
    respondida = client.get(locate("libro", pk=libro.carga.pk, orden=1)).context["form"]
    assert [respondida.initial[n] for n in respondida.preguntas if respondida.initial[n]] == ["ponderacion"]


def test_a_form_shown_before_the_last_change_is_told_so(client, ejercicio, administradora):
    client.force_login(administradora)
    (libro,) = upload_and_read(ejercicio, administradora, maule=MAULE)
    lugar = {"pk": libro.carga.pk, "orden": 1}
    vieja = client.post(locate("libro_aplicado", **lugar), {"version": libro.version - 1}, follow=True)
    assert read_mensajes(vieja) == ["«maule.xlsx» cambió desde que usted abrió la página: revise cómo quedó."]
    sin_version = client.post(locate("libro_aplicado", **lugar), {"version": "²"}, follow=True)
    assert read_mensajes(sin_version) == [
        "No se sabe qué versión del archivo mostraba la página: ábrala otra vez."
    ]
    assert Importacion.objects.count() == 0


def test_files_come_back_as_they_were_and_are_never_pages(client, ejercicio, directora_maule, director_atacama):
    (libro,) = upload_and_read(ejercicio, directora_maule, maule=MAULE)
    client.force_login(directora_maule)
    lugar = {"pk": libro.carga.pk, "orden": 1}
    client.post(locate("libro_aplicado", **lugar), {"version": libro.version})
    importada = locate("importacion_original", pk=Importacion.objects.get().pk)
    for direccion in (locate("libro_original", **lugar), importada):
        respuesta = client.get(direccion)
        assert sha256(b"".join(respuesta.streaming_content)).hexdigest() == libro.sha256
        assert respuesta["Content-Disposition"] == 'attachment; filename="maule.xlsx"'
        assert (respuesta["X-Content-Type-Options"], respuesta["Content-Type"]) == (
            "nosniff",
            "application/octet-stream",
        )
    client.force_login(director_atacama)
    assert client.get(importada).status_code == 404


def test_the_marked_copy_lists_the_problems(client, ejercicio, directora_maule):
    contenido = write_hoja_iii_1(total="90%")
    (libro,) = upload_and_read(ejercicio, directora_maule, maule=contenido)
    client.force_login(directora_maule)
    respuesta = client.get(locate("libro_marcado", pk=libro.carga.pk, orden=1))
    assert "Problemas" in load_workbook(BytesIO(respuesta.content)).sheetnames
    assert respuesta["X-Content-Type-Options"] == "nosniff"


def test_undoing_asks_why_and_names_what_changed_since(client, ejercicio, directora_maule):
    client.force_login(directora_maule)
    for contenido in (MAULE, write_hoja_iii_1(3)):
        (libro,) = upload_and_read(ejercicio, directora_maule, maule=contenido)
        lugar = {"pk": libro.carga.pk, "orden": 1}
        client.post(locate("libro_aplicado", **lugar), {"version": libro.version})
    segunda, primera = Importacion.objects.all()
    sin_motivo = client.post(locate("importacion_deshecha", pk=segunda.pk), {})
    assert sin_motivo.context["form"].errors["motivo"] == ["Escriba por qué la deshace: queda en el historial."]
    con_cambios = client.post(locate("importacion_deshecha", pk=primera.pk), {"motivo": "Era un borrador"})
    codigos = {fila.codigo for fila in con_cambios.context["rechazo"].filas}
    assert codigos
    assert all(codigo in con_cambios.content.decode() for codigo in codigos)
    deshecha = client.post(locate("importacion_deshecha", pk=segunda.pk), {"motivo": "Repetida"}, follow=True)
    assert read_mensajes(deshecha) == ["Se deshizo la importación de «maule.xlsx»."]
    assert deshecha.context["pagina"].estado.palabra == "Deshecha"
    otra_vez = client.post(locate("importacion_deshecha", pk=segunda.pk), {"motivo": "Repetida"})
    assert otra_vez.context["rechazo"] is not None


def test_a_closed_year_takes_no_workbooks(client, ejercicio, administradora):
    type(ejercicio).objects.update(etapa="CERRADO")
    client.force_login(administradora)
    assert "sus planillas ya no se importan" in client.get(locate("planillas")).content.decode()


@pytest.mark.parametrize("libro", ["9" * 5_000 + "-1", "1-" + "9" * 5_000, "1-" + "9" * 20, "²-1", "1", "-"])
def test_a_forged_version_applies_nothing(client, ejercicio, directora_maule, libro):
    upload_and_read(ejercicio, directora_maule, maule=MAULE)
    client.force_login(directora_maule)
    carga = Carga.objects.get()
    respuesta = client.post(locate("carga_aplicada", pk=carga.pk), {"libro": libro}, follow=True)
    assert read_mensajes(respuesta) == ["Ningún libro de la carga está listo para aplicarse."]
    assert Importacion.objects.count() == 0


def test_a_workbook_of_another_territory_offers_its_correction_and_no_marked_copy(
    client, ejercicio, directora_maule
):
    upload_and_read(ejercicio, directora_maule, atacama=ATACAMA)
    client.force_login(directora_maule)
    lugar = {"pk": Carga.objects.get().pk, "orden": 1}
    pagina = client.get(locate("libro", **lugar)).content.decode()
    assert pagina.count("¿Es de otro territorio?") == 1
    assert '<details class="panel" id="correcciones" open>' in pagina
    assert client.get(locate("libro_marcado", **lugar)).status_code == 404
    assert client.get(locate("carga", pk=lugar["pk"])).status_code == 200


def count_consultas(client, direccion):
    with CaptureQueriesContext(connection) as consultas:
        assert client.get(direccion).status_code == 200
    return len(consultas)


def test_queries_do_not_depend_on_how_many_workbooks_nor_rows(client, ejercicio, administradora):
    client.force_login(administradora)
    una = upload_and_read(ejercicio, administradora, maule=write_hoja_iii_1(2))[0].carga
    region = [r.nombre_corto for r in Region.objects.existing_in(2009) if not r.es_nivel_central][:6]
    muchas = {f"libro-{i}": write_hoja_iii_1(12, region=nombre) for i, nombre in enumerate(region)}
    varias = upload_and_read(ejercicio, administradora, **muchas)[0].carga
    for nombre, lugar in (("carga", {}), ("libro", {"orden": 1})):
        poca, mucha = (count_consultas(client, locate(nombre, pk=c.pk, **lugar)) for c in (una, varias))
        assert poca == mucha
    antes = count_consultas(client, locate("planillas"))
    for contenido in muchas.values():
        upload_and_read(ejercicio, administradora, otro=contenido)
    assert count_consultas(client, locate("planillas")) == antes
