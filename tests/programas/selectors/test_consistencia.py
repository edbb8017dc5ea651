"""The audit finds nothing in a sound installation, and names each thing that was touched behind its back."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from programas.models import Certificado, Cierre, Compromiso, Ejercicio, Evidencia, MedioVerificacion
from programas.selectors.consistencia.archivos import check_sobrantes
from programas.selectors.consistencia.cierres import check_certificados, check_cierres
from programas.selectors.consistencia.historia import check_historia, check_numeracion
from programas.selectors.consistencia.revision import Revision
from programas.services.evidencias import attach_evidencia
from regiones.enums import Acto
from regiones.models import AliasRegion, Region, Registro, Usuario
from regiones.services import create_fila, record, save_fila
from regiones.services.filas import delete_fila
from tests.documentos import build_documento
from tests.instalaciones import lift_disparadores
from tests.programas.cierres import build_evaluado, close, correct
from tests.programas.services.test_carreras import base_aparte, plantilla  # noqa: F401

pytestmark = pytest.mark.django_db
FILA = "2009-07-III.1-01.1"


def run_audit() -> dict[str, Any]:
    salida = StringIO()
    with suppress(CommandError):
        call_command("audit", json=True, stdout=salida)
    return json.loads(salida.getvalue())


def list_fallas(informe: dict[str, Any]) -> set[tuple[str, str]]:
    return {(f["fila"], f["problema"]) for revision in informe["revisiones"] for f in revision["fallas"]}


@pytest.fixture
def instalacion(base_aparte, settings, tmp_path) -> None:  # noqa: F811
    """The demonstration, with an evidence, an account made at the console, and rows changed and deleted."""
    settings.MEDIA_ROOT = tmp_path
    call_command("load_demostracion", stdout=StringIO())
    call_command("createsuperuser", username="instaladora", email="", interactive=False, stdout=StringIO())
    fila = Compromiso.objects.get(codigo=FILA)
    directora = Usuario.objects.get(username="direccion.maule")
    for nombre in ("acta.pdf", "lista.pdf"):
        attach_evidencia(compromiso=fila, documento=build_documento(nombre), actor=directora)
    persona = Usuario.objects.get(username="instaladora")
    persona.first_name = "Instaladora"
    save_fila(fila=persona, actor=None)
    # An import keeps its moments whole in the record; other acts, to the millisecond.
    importada = Compromiso.objects.exclude(declarado_en=None)[0]
    importada.declarado_en += timedelta(microseconds=123_456)
    importada.save()
    momento = {"declarado_en": importada.declarado_en.isoformat()}
    record(fila=importada, acto=Acto.IMPORTAR, actor=None, despues=momento)
    maule = Region.objects.get(cut="07")
    delete_fila(fila=create_fila(fila=AliasRegion(region=maule, texto="El Maule"), actor=None), actor=None)


def test_a_sound_installation_passes_and_each_thing_touched_behind_its_back_is_named(instalacion, tmp_path):
    salida = StringIO()
    call_command("audit", stdout=salida)
    dicho = salida.getvalue()
    assert "Todo es lo que dice ser." in dicho
    assert "· usuario instaladora: se creó desde la consola, sin línea en el registro." in dicho
    assert run_audit()["fallas"] == 0

    Compromiso.objects.filter(codigo=FILA).update(declarado="no", motivo="Otro")
    Compromiso.objects.filter(codigo="2009-07-III.1-02.1").update(version=7)
    perdido = MedioVerificacion.objects.order_by("pk")[0]
    MedioVerificacion.objects.filter(pk=perdido.pk).delete()
    muda = AliasRegion.objects.create(region=Region.objects.get(cut="03"), texto="Sin línea", clave="sin linea")
    vuelta = Registro.objects.get(clase="regiones.aliasregion", acto="ELIMINAR")
    AliasRegion.objects.create(
        pk=vuelta.objeto, region=Region.objects.get(cut="07"), texto="El Maule", clave="el maule"
    )
    cambiada, ausente = Evidencia.objects.order_by("pk")
    (tmp_path / cambiada.archivo.name).write_bytes(b"otra cosa")
    (tmp_path / ausente.archivo.name).unlink()
    for nombre in ("viejo", "recién llegado"):
        default_storage.save(nombre, ContentFile(b"x"))
    os.utime(tmp_path / "viejo", (0, 0))
    informe = run_audit()
    assert list_fallas(informe) == {
        (f"compromiso {FILA}", "no dice lo último que el registro cuenta de: declarado, motivo"),
        (
            "compromiso 2009-07-III.1-02.1",
            "va en la versión 7 y el registro tiene 3 líneas: falta alguna",
        ),
        (
            f"medio de verificación {perdido.codigo}",
            "el registro la nombra y no está: falta la línea que la eliminó",
        ),
        (f"alias de territorio n.º {muda.pk}", "no tiene ninguna línea en el registro"),
        (f"alias de territorio {vuelta.codigo}", "el registro dice que se eliminó, y está"),
        (
            f"evidencia n.º {cambiada.pk}",
            f"su archivo {cambiada.archivo.name} no es el que se guardó: recupérelo de un respaldo",
        ),
        (
            f"evidencia n.º {ausente.pk}",
            f"no está su archivo {ausente.archivo.name}: recupérelo de un respaldo",
        ),
        ("viejo", "ninguna fila nombra este archivo"),
    }
    assert informe["fallas"] == 8
    with pytest.raises(CommandError, match="La auditoría encontró 8 fallas"):
        call_command("audit", stdout=StringIO())


@pytest.mark.parametrize(
    ("ruta", "horas", "fallas", "avisos"),
    [
        ("evidencias/2009/7/" + "ab" * 16, 0, 0, 0),
        ("evidencias/2009/7/" + "ab" * 16, 2, 0, 1),
        ("evidencias/2009/7/" + "ab" * 16, 24 * 30 + 23, 0, 1),
        ("evidencias/2009/7/" + "ab" * 16, 24 * 31 + 1, 1, 0),
        ("evidencias/ajeno", 2, 1, 0),
    ],
)
def test_a_file_left_behind_is_no_fault_until_the_purge_should_have_taken_it(
    settings, tmp_path, ruta, horas, fallas, avisos
):
    settings.MEDIA_ROOT = tmp_path
    default_storage.save(ruta, ContentFile(b"x"))
    momento = (timezone.now() - timedelta(hours=horas)).timestamp()
    os.utime(tmp_path / ruta, (momento, momento))
    revision = Revision("Archivos sin fila")
    check_sobrantes(revision)
    assert (revision.revisadas, len(revision.fallas), len(revision.avisos)) == (1, fallas, avisos)


@pytest.fixture
def cerrado(ejercicio, corte, maule, atacama, administradora) -> Ejercicio:
    """A year closed twice."""
    evaluado = build_evaluado(ejercicio, maule, atacama)
    close(evaluado, administradora)
    correct(evaluado, administradora)
    close(evaluado, administradora)
    return evaluado


def check_todo() -> set[tuple[str, str]]:
    revision = Revision("Todo")
    for check in (check_cierres, check_certificados, check_numeracion):
        check(revision)
    assert revision.revisadas == Cierre.objects.count() + Certificado.objects.count() + 1
    return {(falla.fila, falla.problema) for falla in revision.fallas}


def change_resultado() -> None:
    cierre = Cierre.objects.get(numero=2)
    resultado = cierre.resultado | {"servicio": cierre.resultado["servicio"] | {"veredicto": "CUMPLE"}}
    Cierre.objects.filter(numero=2).update(resultado=resultado)


def change_certificado() -> None:
    certificado = Certificado.objects.get(cierre__numero=2)
    Certificado.objects.filter(pk=certificado.pk).update(datos=certificado.datos | {"anio": 2008})


CIERRE, CERTIFICADO = "SERNAM 2009 · cierre 2", "certificado {}"
SIN_SHA = "su contenido no tiene el SHA-256 con que se cerró"


@pytest.mark.parametrize(
    ("toca", "esperadas"),
    [
        (lambda: None, set()),
        (
            change_resultado,
            {
                (CIERRE, SIN_SHA),
                (CIERRE, "calculado de nuevo desde sus datos, el resultado es otro"),
                (CERTIFICADO, "sus datos o su resultado no son los de su cierre"),
            },
        ),
        (lambda: Cierre.objects.filter(numero=2).update(contenido={}), {(CIERRE, SIN_SHA)}),
        (change_certificado, {(CERTIFICADO, "anio: dice «2008», y se certificó otro valor")}),
        (
            lambda: Compromiso.objects.filter(validado="parcial").update(validado="si"),
            {(CIERRE, "lo que hoy está guardado del ejercicio no es lo que se cerró")},
        ),
        (
            lambda: Registro.objects.filter(motivo__contains="Cierre 2, sha256").delete(),
            {(CIERRE, "el registro no tiene la línea que lo cerró con ese SHA-256")},
        ),
        (
            lambda: Certificado.objects.filter(cierre__numero=2).delete(),
            {(CIERRE, "no tiene certificado: emítalo la administración en la página de los cierres")},
        ),
        (
            lambda: [m.objects.order_by("pk")[:1].get().delete() for m in (Certificado, Cierre)],
            {
                (CERTIFICADO, "no nombra al certificado de la versión anterior"),
                ("ejercicio", "tiene 1 cierres y el último es el 2"),
            },
        ),
    ],
    ids=["sano", "resultado", "contenido", "certificado", "datos", "registro", "sin certificado", "sin cierre"],
)
def test_closings_and_certificates_are_computed_again(
    cerrado, toca: Callable[[], Any], esperadas: set[tuple[str, str]]
):
    nombre = f"certificado {Certificado.objects.get(cierre__numero=2)}"
    with lift_disparadores():
        toca()
    nombres = {CERTIFICADO: nombre, "ejercicio": f"ejercicio n.º {cerrado.pk}"}
    assert check_todo() == {(nombres.get(fila, fila), problema) for fila, problema in esperadas}


def test_the_history_of_more_rows_takes_the_same_queries(ejercicio, maule, administradora):
    def count() -> int:
        with CaptureQueriesContext(connection) as consultas:
            check_historia(Revision("Historia"))
        return len(consultas)

    antes = count()
    for texto in ("Uno", "Dos", "Tres"):
        create_fila(fila=AliasRegion(region=maule, texto=texto), actor=administradora)
    assert count() == antes
