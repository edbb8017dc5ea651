"""The stress program itself: a small evening goes well, and whatever is amiss afterwards is told."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from hashlib import sha256
from random import Random
from threading import Event

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from programas.enums import EstadoCorte, EstadoPrograma, Etapa
from programas.models import AnalisisAvance, Avance, Borrador, Compromiso, Evidencia, Indicador, ObjetivoEspecifico
from programas.services.analisis import build_analisis, save_analisis
from programas.services.avances import DatosAvance, record_avance
from programas.services.borradores import save_borrador
from programas.services.cortes import change_corte
from programas.services.cumplimiento import declare_cumplimiento, validate_cumplimiento
from programas.services.ejercicios import change_etapa
from programas.services.evidencias import Documento, attach_evidencia
from regiones.enums import Acto
from regiones.models import Registro
from tests.documentos import build_archivo
from tests.estres.comprobacion import check_actas, check_cortes, judge, list_sobrantes
from tests.estres.informe import print_cuentas, print_serie
from tests.estres.libreta import Acta, Clase, Libreta, Medida, Respuesta
from tests.estres.navegante import Navegante, Pagina, SinRespuesta
from tests.estres.personas import Persona
from tests.estres.veredicto import check_veredictos
from tests.fabrica import build_programa
from tests.instalaciones import lift_disparadores

DIA = date(2009, 6, 15)


@pytest.fixture
def libreta(ejercicio, corte, maule, encargada_maule, settings, tmp_path) -> Libreta:
    """An evening that went well: one act of each kind that a territory does, acknowledged."""
    settings.MEDIA_ROOT = tmp_path
    build_programa(ejercicio, maule, "III.1", "---", "3.2")
    libreta, quien = Libreta(), encargada_maule
    primera, segunda, _ = Compromiso.objects.select_related("objetivo__programa__ejercicio").order_by("codigo")

    def accept(clase: Clase, visto: str | None = None, sha256: str = "") -> str:
        acta = libreta.open_acta(clase, "s000-07", visto, sha256)
        acta.settle(aceptada=True)
        return acta.marca

    motivo = accept(Clase.DECLARACION, "")
    declare_cumplimiento(compromiso=primera, respuesta="no", motivo=motivo, actor=quien)
    indicador = Indicador.objects.get(objetivo=segunda.objetivo)
    indicador.resultado = accept(Clase.RESULTADO, "")
    declare_cumplimiento(compromiso=segunda, respuesta="no", motivo="x", actor=quien, indicador=indicador)
    record_avance(compromiso=primera, datos=DatosAvance(DIA, accept(Clase.AVANCE)), actor=quien)
    archivo = build_archivo()
    evidencia = attach_evidencia(
        compromiso=primera, documento=Documento(archivo, DIA, accept(Clase.EVIDENCIA)), actor=quien
    )
    libreta.actas[-1].sha256 = evidencia.sha256
    analisis = build_analisis(ObjetivoEspecifico.objects.select_related("programa").first(), corte)
    analisis.avance_efectivo = accept(Clase.ANALISIS, "")
    save_analisis(analisis=analisis, actor=quien)
    clave = f"analisis/{analisis.objetivo.codigo}/{corte.pk}"
    save_borrador(usuario=quien, clave=clave, datos={"avance_efectivo": ["a medias"]}, version=1)
    libreta.keep_borrador(quien.username, clave, {"a medias"}, seguro=True)
    return libreta


def get_acta(libreta: Libreta, clase: Clase) -> Acta:
    return next(acta for acta in libreta.actas if acta.clase is clase)


def look(libreta: Libreta) -> list[str]:
    """The kind of each fault found."""
    return sorted({problema.partition(":")[0].split()[0] for problema in judge(libreta).problemas})


def test_an_evening_that_went_well_has_nothing_to_tell(libreta):
    juicio = judge(libreta)
    assert juicio.problemas == []
    assert [c.aceptadas for c in juicio.cuentas] == [1, 1, 1, 1, 1, 0, 0]
    assert juicio.de_caidas == 0


def lose_row(libreta):
    Avance.objects.all().delete()


def lose_line(libreta):
    with lift_disparadores():
        Registro.objects.filter(acto=Acto.DECLARAR).delete()


def keep_refused(libreta):
    get_acta(libreta, Clase.EVIDENCIA).respuesta = Respuesta.RECHAZADA


def write_twice(libreta):
    avance = Avance.objects.get()
    Avance.objects.create(
        compromiso=avance.compromiso, fecha=DIA, texto=avance.texto, registrado_por=avance.registrado_por
    )


def write_unseen(libreta):
    get_acta(libreta, Clase.ANALISIS).visto = "otra cosa"


def lose_update(libreta):
    AnalisisAvance.objects.update(avance_efectivo="lo de antes")


def change_file(libreta):
    archivo = Evidencia.objects.get().archivo
    archivo.storage.delete(archivo.name)
    archivo.storage.save(archivo.name, ContentFile(b"otro"))


def lose_file(libreta):
    archivo = Evidencia.objects.get().archivo
    archivo.storage.delete(archivo.name)


def leave_file(libreta):
    default_storage.save("evidencias/2009/1/suelto", ContentFile(b"nadie lo nombra"))


def change_draft(libreta):
    Borrador.objects.update(datos={"avance_efectivo": ["otra cosa"]})


@pytest.mark.parametrize(
    ("spoil", "dicho"),
    [
        (lose_row, ["Avances", "perdida"]),
        (lose_line, ["perdida"]),
        (keep_refused, ["indebida"]),
        (write_twice, ["duplicada"]),
        (write_unseen, ["pisada"]),
        (lose_update, ["Análisis"]),
        (change_file, ["archivo"]),
        (lose_file, ["archivo"]),
        (leave_file, ["sobra"]),
        (change_draft, ["borrador"]),
    ],
)
def test_what_is_amiss_is_told(libreta, spoil, dicho):
    spoil(libreta)
    assert look(libreta) == dicho


def test_what_nobody_knows_may_be_there_once_or_not_and_never_twice(libreta):
    acta = get_acta(libreta, Clase.AVANCE)
    acta.respuesta, acta.dudosa = Respuesta.INCIERTA, True
    assert look(libreta) == []
    # Refused when it was sent again: the first sending may have come through.
    acta.settle(aceptada=False)
    assert acta.respuesta is Respuesta.INCIERTA
    write_twice(libreta)
    assert look(libreta) == ["duplicada"]


def test_a_file_on_its_way_when_something_fell_is_counted_apart(libreta):
    leave_file(libreta)
    caida = libreta.open_acta(Clase.EVIDENCIA, "s000-07")
    with default_storage.open("evidencias/2009/1/suelto") as abierto:
        caida.sha256 = sha256(abierto.read()).hexdigest()
    caida.dudosa = True
    assert list_sobrantes(libreta.actas) == (1, [])


def test_an_analysis_after_the_closing_of_its_corte_is_told(libreta, corte, revisora, encargada_maule):
    change_corte(corte=corte, estado=EstadoCorte.CERRADO, actor=revisora, motivo="", version=corte.version)
    assert check_cortes() == []
    tarde = Registro.objects.filter(clase="programas.analisisavance").latest("pk")
    tarde.pk = None
    tarde.save(force_insert=True)
    assert check_cortes() == [f"corte: {tarde.codigo} se escribió con el corte cerrado"]


def test_a_verdict_that_is_not_that_of_its_rows_is_told(libreta, ejercicio, revisora, administradora):
    programa = ObjetivoEspecifico.objects.first().programa
    type(programa).objects.update(estado=EstadoPrograma.APROBADO)
    for fila in Compromiso.objects.select_related("objetivo__programa__ejercicio"):
        validate_cumplimiento(compromiso=fila, respuesta="no", motivo="No se hizo", actor=revisora)
    for etapa in (Etapa.EVALUACION, Etapa.CERRADO):
        ejercicio.refresh_from_db()
        change_etapa(ejercicio=ejercicio, etapa=etapa, actor=administradora)
    vistos, problemas = check_veredictos()
    assert (vistos, problemas) == (4, [])
    Compromiso.objects.update(validado="si")
    _, problemas = check_veredictos()
    assert sorted(problema.split(": ")[1] for problema in problemas) == [
        *["las filas dan CUMPLE y el cierre selló NO CUMPLE"] * 2,
        *["las filas dan CUMPLE y las páginas dicen NO CUMPLE"] * 2,
    ]


def test_what_is_of_others_and_what_broke_are_noted():
    libreta = Libreta()
    navegante = Navegante((1, 2), 0, frozenset({"s000-07"}), libreta)
    navegante.look("GET", "/propia/", 200, "Objetivo [[s000-07]]")
    navegante.look("GET", "/ajena/", 200, "Objetivo [[s000-07]] y [[s001-03]]")
    navegante.look("GET", "/rota/", 500, "")
    assert libreta.fugas == ["GET /ajena/ muestra a ['s000-07'] algo de ['s001-03']"]
    assert libreta.fallas == ["GET /rota/ respondió 500"]


class Cortada:
    """Who answers as it is told to; and shows what it has."""

    def __init__(self, *respuestas):
        self.respuestas = list(respuestas)

    def send(self):
        respuesta = self.respuestas.pop(0)
        if respuesta is None:
            raise SinRespuesta
        return respuesta


@pytest.mark.parametrize(
    ("respuestas", "esta", "queda"),
    [
        ([Pagina(200, "Guardado", redirigida=True)], False, Respuesta.ACEPTADA),
        ([Pagina(200, "falta la fecha")], False, Respuesta.RECHAZADA),
        ([None], True, Respuesta.ACEPTADA),
        ([None, Pagina(200, "Guardado", redirigida=True)], False, Respuesta.ACEPTADA),
        ([None, Pagina(200, "versión vieja")], False, Respuesta.INCIERTA),
        ([Pagina(200, "otra página", redirigida=True)], False, Respuesta.INCIERTA),
        ([None] * 4, False, Respuesta.INCIERTA),
    ],
)
def test_a_person_sends_again_until_it_is_known(monkeypatch, respuestas, esta, queda):
    monkeypatch.setattr("tests.estres.personas.sleep", lambda _: None)
    libreta = Libreta()
    navegante = Navegante((1, 2), 0, None, libreta)
    persona = Persona("quien", navegante, libreta, 1.0, Event(), Random(1))
    acta = libreta.open_acta(Clase.AVANCE, "s000-07")
    persona.settle(acta, Cortada(*respuestas).send, exito="Guardado", shows=lambda: esta)
    assert acta.respuesta is queda


def test_a_form_is_read_as_a_browser_would_send_it():
    pagina = Pagina(
        200,
        '<form action="/otra/"><input name="a" value="0"></form><form method="post" action="/esta/?x=1&amp;y=2">'
        '<input type="hidden" name="a" value="1 &amp; 2"><input type="radio" name="b" value="si">'
        '<input type="radio" name="b" value="no" checked><input type="file" name="c">'
        '<textarea name="d">\nuno\ndos</textarea></form>',
    )
    assert pagina.read_forma("/esta/?x=1&y=2") == {"a": "1 & 2", "b": "no", "d": "uno\ndos"}
    assert pagina.read_forma("/esta/?x=1&y=2", "d")["b"] == "no"
    with pytest.raises(LookupError):
        pagina.read_forma("/ninguna/")


def test_the_table_says_how_each_ended_and_how_long_it_took(libreta):
    cuentas, _ = check_actas(libreta.actas)
    assert [linea.split() for linea in print_cuentas(cuentas)][3] == ["Avances", "1", *"0000000"]
    medidas = [Medida(0.0, "GET", n / 1000, 200) for n in range(1, 101)]
    assert print_serie("Todo", medidas, 10.0) == ("Todo", "100", "10,0", "50 ms", "96 ms", "1,9 ✓", "100 ms")
    lenta = [*medidas[:90], *(replace(m, segundos=9.0) for m in medidas[90:])]
    assert print_serie("Todo", lenta, 0.0)[5].endswith("✕")


@pytest.mark.recorrido
@pytest.mark.skipif(connection.vendor != "postgresql", reason="two hosts share a PostgreSQL")
def test_a_small_evening_loses_nothing():
    """Two hosts, ten people and every fall, on a server of its own."""
    opciones = (
        "--directores=10",
        "--segundos=6",
        "--pausa=0.4",
        "--llegada=1",
        "--caida=0.5",
        "--procesos=1",
        "--ingresos=2",
    )
    hecho = subprocess.run(
        [sys.executable, "-m", "tests.estres", *opciones],
        cwd=settings.BASE_DIR,
        env={clave: valor for clave, valor in os.environ.items() if clave != "DATABASE_URL"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert hecho.returncode == 0, hecho.stdout[-4000:] + hecho.stderr[-2000:]
    assert "0 perdidas, 0 duplicadas, 0 fugas; 0 problemas." in hecho.stdout
    assert hecho.stdout.count("sin base de datos") == (not os.environ.get("TEST_DATABASE_URL"))
