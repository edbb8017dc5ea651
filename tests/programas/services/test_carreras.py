"""Two people at once, each in a connection of their own: one goes first and the other is told.

Nothing stays half done. Rows are committed for real, in a copy of the test database that each test throws away.
"""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from programas.enums import EstadoCorte, EstadoPrograma, EstadoReclamo, Etapa
from programas.formulario.lectura import CompromisoLeido, FormularioLeido, ObjetivoLeido, ProgramaLeido
from programas.models import (
    AnalisisAvance,
    Cierre,
    Compromiso,
    Corte,
    Ejercicio,
    Envio,
    Importacion,
    Indicador,
    ObjetivoEspecifico,
    Reclamo,
)
from programas.selectors.caso import build_caso
from programas.selectors.envios import load_por_enviar
from programas.selectors.formulacion.fila import DatosCompromiso, DatosFila, load_fila
from programas.services.analisis import build_analisis, save_analisis
from programas.services.cortes import change_corte
from programas.services.cumplimiento import FueraDeEtapa, declare_cumplimiento, validate_cumplimiento
from programas.services.edicion import FilaBloqueada, change_fila
from programas.services.ejercicios import CierreIncompleto, change_etapa
from programas.services.envios import send_programa
from programas.services.formulacion import FilaObsoleta, save_fila_formulario
from programas.services.importacion import ImportacionRechazada, import_formulario, undo_importacion
from programas.services.importacion.deshacer import DeshacerRechazado
from programas.services.reclamos import present_reclamo, resolve_reclamo
from programas.services.revision import approve_programa, reopen_programa, return_programa
from programas.services.transiciones import TransicionRechazada
from regiones.enums import Acto, Rol
from regiones.models import Region, Registro, Servicio, Usuario
from regiones.services import ActoRechazado, CambioObsoleto
from regiones.services.factor import CodigoIncorrecto, use_codigo
from tests.conftest import create_usuario
from tests.fabrica import build_programa
from tests.factores import give_factor, show_codigo
from tests.programas.revisiones import approve_filas, load_programa, send

# The common database is opened and left as it is: each test works in its own copy.
pytestmark = pytest.mark.django_db

ESPERA = 30
Gesto = Callable[[], Any]


@pytest.fixture(scope="module")
def plantilla(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The test database as it stands between tests, copied once: the name of that copy."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            archivo = tmp_path_factory.mktemp("carreras") / "plantilla.sqlite3"
            destino = sqlite3.connect(archivo)
            connection.connection.backup(destino)
            destino.close()
            yield str(archivo)
            return
        copia = f"{connection.settings_dict['NAME']}_plantilla"
        # A database is copied while nobody is in it.
        connection.close()
        copy_postgres(connection.settings_dict["NAME"], copia)
        yield copia
        drop_postgres(copia)


def copy_postgres(original: str, copia: str) -> None:
    drop_postgres(copia)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{copia}" TEMPLATE "{original}"')


def drop_postgres(copia: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{copia}" WITH (FORCE)')


@pytest.fixture
def base_aparte(plantilla: str, tmp_path: Path) -> Iterator[None]:
    """Every connection of the test, of whatever thread, is to a copy of the database."""
    comun, ajustes = connections["default"], connections.settings["default"]
    if connection.vendor == "sqlite":
        propia = str(shutil.copy(plantilla, tmp_path))
    else:
        propia = f"{plantilla}_copia"
        copy_postgres(plantilla, propia)
    connections.settings["default"] = ajustes | {"NAME": propia}
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    connections["default"], connections.settings["default"] = comun, ajustes
    if connection.vendor == "postgresql":
        drop_postgres(propia)


@dataclass(frozen=True, slots=True)
class Anio:
    """A year with people of every kind, and the programme III.1 of Maule with its rows."""

    ejercicio: Ejercicio
    corte: Corte
    directora: Usuario
    encargada: Usuario
    revisora: Usuario
    revisor: Usuario
    administradora: Usuario


@pytest.fixture
def anio(base_aparte: None) -> Anio:
    servicio = Servicio.objects.create(codigo="sernam", sigla="SERNAM", nombre="Servicio Nacional de la Mujer")
    ejercicio = Ejercicio.objects.create(servicio=servicio, anio=2009, etapa=Etapa.EJECUCION)
    corte = Corte.objects.create(
        ejercicio=ejercicio,
        fecha_medicion=date(2009, 6, 30),
        plazo=date(2009, 7, 15),
        estado=EstadoCorte.ABIERTO,
    )
    maule = Region.objects.get(cut="07")
    build_programa(ejercicio, maule, "III.1", "--")
    return Anio(
        ejercicio,
        corte,
        create_usuario("directora.maule", servicio, Rol.DIRECCION, maule),
        create_usuario("encargada.maule", servicio, Rol.ENCARGADA, maule),
        create_usuario("revisora", servicio, Rol.CENTRAL),
        create_usuario("revisor", servicio, Rol.CENTRAL),
        create_usuario("administradora", servicio, Rol.ADMINISTRACION),
    )


@pytest.fixture
def enviado(anio: Anio) -> Anio:
    """The programme is sent, and its rows approved: it awaits its decision."""
    approve_filas(send(load_programa(), anio.directora), anio.revisora)
    return anio


@pytest.fixture
def evaluado(anio: Anio) -> Anio:
    """A year in EVALUACION with nothing missing: its rows validated «sí» and «no», its time for claims over."""
    filas = Compromiso.objects.order_by("codigo")
    filas.update(validado="si", declarado="si", validado_por=anio.revisora)
    filas.filter(codigo=FILAS[1]).update(validado="no", declarado="no", motivo="Sin presupuesto")
    Indicador.objects.update(resultado="100%")
    anio.ejercicio.programas.update(estado=EstadoPrograma.APROBADO)
    hoy = timezone.localdate()
    Ejercicio.objects.update(
        etapa=Etapa.EVALUACION,
        exige_evidencia=False,
        reclamos_desde=hoy - timedelta(days=9),
        reclamos_hasta=hoy - timedelta(days=2),
    )
    anio.ejercicio.refresh_from_db()
    return anio


FILAS = ("2009-07-III.1-01.1", "2009-07-III.1-02.1")


def race(primero: Gesto, segundo: Gesto) -> BaseException | None:
    """Begin ``segundo`` once ``primero`` has written and before it commits; return how it was refused, if it was.

    The first is always done. Both were read before: each act closes over what its person had on the page.
    """
    escrito, sigue = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            try:
                primero()
            finally:
                escrito.set()
            assert sigue.wait(ESPERA)

    with ThreadPoolExecutor(2) as personas:
        una = personas.submit(alone, hold)
        assert escrito.wait(ESPERA)
        otra = personas.submit(alone, segundo)
        espera = is_waiting(otra)
        sigue.set()
        assert (espera, una.exception(ESPERA)) == (True, None)
        return otra.exception(ESPERA)


def alone(acto: Gesto) -> None:
    """Run an act in the thread's own connection, and leave none behind."""
    try:
        acto()
    finally:
        connections.close_all()


def is_waiting(otra: Future[None]) -> bool:
    """Whether the second comes to wait for the first: PostgreSQL says it; SQLite, only by not ending."""
    if connection.vendor == "sqlite":
        return not wait([otra], 0.3).done
    limite = time.monotonic() + ESPERA
    while time.monotonic() < limite and not wait([otra], 0.02).done:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone() == (1,):
                return True
    return False


def count_actos(acto: Acto, **campos: Any) -> int:
    """Lines of the record that people wrote: the fixtures' rows have none."""
    return Registro.objects.filter(acto=acto, actor__isnull=False, **campos).count()


def approve(actor: Usuario) -> Gesto:
    leido = load_programa()
    return lambda: approve_programa(programa=leido, actor=actor, version=leido.version)


@pytest.mark.parametrize("de_recuperacion", [False, True])
def test_a_code_of_the_second_factor_opens_one_of_two_sessions(anio, de_recuperacion):
    clave, codigos = give_factor(anio.directora)
    codigo = codigos[0].replace("-", "") if de_recuperacion else show_codigo(clave)
    assert isinstance(race(*[lambda: use_codigo(anio.directora, codigo)] * 2), CodigoIncorrecto)


def test_of_two_who_approve_one_does_and_the_other_is_told_who(enviado):
    segundo = race(approve(enviado.revisora), approve(enviado.revisor))
    assert type(segundo) is TransicionRechazada
    assert "revisora" in str(segundo)
    assert (load_programa().estado, load_programa().version) == (EstadoPrograma.APROBADO, 3)
    registro = Registro.objects.get(acto=Acto.APROBAR, clase="programas.programatrabajo")
    assert (registro.actor, registro.despues) == (enviado.revisora, {"estado": "APROBADO"})


def test_of_many_who_approve_at_the_same_instant_exactly_one_does(enviado):
    largada = Barrier(4)

    def start(acto: Gesto) -> Gesto:
        return lambda: (largada.wait(ESPERA), acto())

    actos = [approve(actor) for actor in (enviado.revisora, enviado.revisor) * 2]
    with ThreadPoolExecutor(4) as personas:
        hechos = [personas.submit(alone, start(acto)) for acto in actos]
        rechazos = [type(hecho.exception(ESPERA)) for hecho in hechos]
    assert sorted(rechazos, key=str) == sorted([type(None), *[TransicionRechazada] * 3], key=str)
    assert count_actos(Acto.APROBAR, clase="programas.programatrabajo") == 1
    assert load_programa().version == 3


def test_giving_back_what_is_being_approved_needs_to_be_read_again(enviado):
    leido = load_programa()
    segundo = race(
        approve(enviado.revisora),
        lambda: return_programa(programa=leido, actor=enviado.revisor, texto="Precise", version=leido.version),
    )
    assert type(segundo) is CambioObsoleto
    assert load_programa().estado == EstadoPrograma.APROBADO
    assert (load_programa().observaciones.count(), count_actos(Acto.OBSERVAR)) == (0, 0)


def test_what_its_direction_takes_back_is_not_approved(enviado):
    leido = load_programa()
    segundo = race(
        lambda: reopen_programa(
            programa=leido, actor=enviado.directora, motivo="Faltó una fila", version=leido.version
        ),
        approve(enviado.revisora),
    )
    assert type(segundo) is TransicionRechazada
    assert (load_programa().estado, count_actos(Acto.APROBAR, clase="programas.programatrabajo")) == (
        EstadoPrograma.OBSERVADO,
        0,
    )


def submit(actor: Usuario) -> Gesto:
    leido = load_programa()
    huella, version = load_por_enviar(leido).huella, leido.version
    return lambda: send_programa(programa=leido, actor=actor, justificaciones={}, version=version, huella=huella)


def test_a_programme_is_sent_once(anio):
    segundo = race(submit(anio.directora), submit(anio.directora))
    assert type(segundo) is TransicionRechazada
    assert (Envio.objects.count(), count_actos(Acto.ENVIAR)) == (1, 1)


def test_a_programme_is_not_sent_over_a_row_that_was_just_changed(anio):
    fila = Compromiso.objects.get(codigo=FILAS[0])
    fila.unidad_texto = "Unidad de VIF"
    segundo = race(lambda: change_fila(fila=fila, actor=anio.encargada), submit(anio.directora))
    assert isinstance(segundo, ActoRechazado)
    assert (Envio.objects.count(), load_programa().estado) == (0, EstadoPrograma.BORRADOR)


def type_unidad(texto: str, actor: Usuario) -> Gesto:
    fila = Compromiso.objects.get(codigo=FILAS[0])
    fila.unidad_texto = texto
    return lambda: change_fila(fila=fila, actor=actor)


def test_of_two_who_save_a_commitment_the_second_sees_both_texts(anio):
    segundo = race(type_unidad("Unidad A", anio.directora), type_unidad("Unidad B", anio.encargada))
    assert type(segundo) is CambioObsoleto
    assert list(segundo.diferencias.values()) == [("Unidad B", "Unidad A")]
    guardada = Compromiso.objects.get(codigo=FILAS[0])
    assert (guardada.unidad_texto, guardada.version) == ("Unidad A", 2)
    assert list(Registro.objects.filter(actor__isnull=False).values_list("actor__username", "acto")) == [
        ("directora.maule", Acto.MODIFICAR)
    ]


def type_fila(texto: str, actividad: str, actor: Usuario) -> Gesto:
    """A whole row as its page sends it: the objective, and one activity more."""
    objetivo = ObjetivoEspecifico.objects.get(codigo="2009-07-III.1-01")
    leida = load_fila(objetivo)
    (dato,) = leida.datos.compromisos
    nuevo = DatosCompromiso(
        dato.id, dato.ponderacion, dato.unidad, dato.unidades, (*dato.actividades, actividad), dato.medios
    )
    datos = DatosFila(leida.datos.objetivo | {"texto": texto}, leida.datos.indicador, (nuevo,))
    programa = load_programa()
    return lambda: save_fila_formulario(
        programa=programa, objetivo=objetivo, datos=datos, version=leida.version, actor=actor
    )


def test_of_two_who_save_a_row_of_the_form_nothing_of_the_second_is_written(anio):
    segundo = race(
        type_fila("Objetivo A", "Taller A", anio.directora), type_fila("Objetivo B", "Taller B", anio.encargada)
    )
    assert type(segundo) is FilaObsoleta
    objetivo = ObjetivoEspecifico.objects.get(codigo="2009-07-III.1-01")
    (dato,) = load_fila(objetivo).datos.compromisos
    assert (objetivo.texto, dato.actividades[1:]) == ("Objetivo A", ("Taller A",))
    assert {r.actor for r in Registro.objects.filter(actor__isnull=False)} == {anio.directora}


def add_fila_nueva(texto: str, actor: Usuario) -> Gesto:
    datos = DatosFila(
        {"texto": texto}, {"texto": "", "meta": ""}, (DatosCompromiso(None, None, "", (), ("X",), ()),)
    )
    programa = load_programa()
    return lambda: save_fila_formulario(programa=programa, objetivo=None, datos=datos, actor=actor)


def test_two_new_rows_at_once_take_two_codes(anio):
    assert race(add_fila_nueva("A", anio.directora), add_fila_nueva("B", anio.encargada)) is None
    nuevos = load_programa().objetivos.filter(texto__in="AB").order_by("codigo")
    assert list(nuevos.values_list("codigo", "orden", "texto")) == [
        ("2009-07-III.1-03", 3, "A"),
        ("2009-07-III.1-04", 4, "B"),
    ]


def test_a_row_is_not_saved_into_what_is_being_sent(anio):
    segundo = race(submit(anio.directora), type_unidad("Unidad B", anio.encargada))
    assert type(segundo) is FilaBloqueada
    assert (Compromiso.objects.get(codigo=FILAS[0]).unidad_texto, count_actos(Acto.MODIFICAR)) == ("", 0)


def close_anio(anio: Anio) -> Gesto:
    leido = Ejercicio.objects.get(pk=anio.ejercicio.pk)
    return lambda: change_etapa(ejercicio=leido, etapa=Etapa.CERRADO, actor=anio.administradora)


def declare(anio: Anio, motivo: str) -> Gesto:
    fila = Compromiso.objects.get(codigo=FILAS[1])
    return lambda: declare_cumplimiento(compromiso=fila, respuesta="no", motivo=motivo, actor=anio.directora)


def list_motivos() -> tuple[str, str]:
    """The reason of the lost row: as it stands, and as the closing froze it."""
    (cierre,) = Cierre.objects.all()
    congelada = {fila["codigo"]: dict(fila["columnas"]) for fila in cierre.contenido["filas"]}
    return Compromiso.objects.get(codigo=FILAS[1]).motivo, congelada[FILAS[1]]["Motivo"]


def test_who_declares_while_the_year_closes_is_refused(evaluado):
    segundo = race(close_anio(evaluado), declare(evaluado, "Se cayó el puente"))
    assert type(segundo) is FueraDeEtapa
    assert list_motivos() == ("Sin presupuesto", "Sin presupuesto")
    assert count_actos(Acto.DECLARAR) == 0


def test_what_was_being_declared_when_the_year_closes_is_in_the_closing(evaluado):
    assert race(declare(evaluado, "Se cayó el puente"), close_anio(evaluado)) is None
    assert list_motivos() == ("Se cayó el puente", "Se cayó el puente")
    assert Cierre.objects.get().entrada == build_caso(Ejercicio.objects.get(pk=evaluado.ejercicio.pk))


def test_a_year_does_not_close_over_a_validation_that_is_being_withdrawn(evaluado):
    fila = Compromiso.objects.get(codigo=FILAS[0])
    segundo = race(
        lambda: validate_cumplimiento(
            compromiso=fila, respuesta="", motivo="Faltaba el acta", actor=evaluado.revisora
        ),
        close_anio(evaluado),
    )
    assert type(segundo) is CierreIncompleto
    assert (Ejercicio.objects.get(pk=evaluado.ejercicio.pk).etapa, Cierre.objects.count()) == (Etapa.EVALUACION, 0)
    assert count_actos(Acto.CERRAR) == 0


def test_a_validation_is_not_withdrawn_from_a_year_that_is_closing(evaluado):
    fila = Compromiso.objects.get(codigo=FILAS[0])
    segundo = race(
        close_anio(evaluado),
        lambda: validate_cumplimiento(
            compromiso=fila, respuesta="", motivo="Faltaba el acta", actor=evaluado.revisora
        ),
    )
    assert type(segundo) is FueraDeEtapa
    assert (Compromiso.objects.get(codigo=FILAS[0]).validado, count_actos(Acto.VALIDAR)) == ("si", 0)


def test_a_year_closes_once(evaluado):
    segundo = race(close_anio(evaluado), close_anio(evaluado))
    assert type(segundo) is CambioObsoleto
    assert (Cierre.objects.count(), count_actos(Acto.CERRAR)) == (1, 1)


def write_analisis(anio: Anio, texto: str, actor: Usuario) -> Gesto:
    objetivo = ObjetivoEspecifico.objects.select_related("programa").get(codigo="2009-07-III.1-01")
    analisis = build_analisis(objetivo, Corte.objects.get(pk=anio.corte.pk))
    analisis.avance_efectivo = texto
    return lambda: save_analisis(analisis=analisis, actor=actor)


def close_corte(anio: Anio) -> Gesto:
    leido = Corte.objects.get(pk=anio.corte.pk)
    return lambda: change_corte(
        corte=leido, estado=EstadoCorte.CERRADO, actor=anio.revisora, motivo="", version=leido.version
    )


def test_an_analysis_is_not_saved_in_a_corte_that_is_closing(anio):
    segundo = race(close_corte(anio), write_analisis(anio, "Doce mesas", anio.encargada))
    assert type(segundo) is FilaBloqueada
    assert (AnalisisAvance.objects.count(), load_programa().ultimo_analisis) == (0, 0)
    assert (Corte.objects.get(pk=anio.corte.pk).estado, count_actos(Acto.CREAR)) == (EstadoCorte.CERRADO, 0)


def test_an_analysis_that_was_being_saved_is_in_the_corte_when_it_closes(anio):
    assert race(write_analisis(anio, "Doce mesas", anio.encargada), close_corte(anio)) is None
    assert AnalisisAvance.objects.get().avance_efectivo == "Doce mesas"
    assert (Corte.objects.get(pk=anio.corte.pk).estado, count_actos(Acto.CERRAR_CORTE)) == (EstadoCorte.CERRADO, 1)


def test_of_two_first_analyses_of_an_objective_one_stays(anio):
    segundo = race(
        write_analisis(anio, "Doce mesas", anio.encargada), write_analisis(anio, "Trece mesas", anio.directora)
    )
    assert type(segundo) is CambioObsoleto
    assert list(segundo.diferencias.values()) == [("Trece mesas", "Doce mesas")]
    assert (AnalisisAvance.objects.get().avance_efectivo, load_programa().ultimo_analisis) == ("Doce mesas", 1)


@pytest.fixture
def reclamado(evaluado: Anio) -> Anio:
    """A claim on the row validated «no», with its time open today."""
    hoy = timezone.localdate()
    Ejercicio.objects.update(reclamos_desde=hoy - timedelta(days=1), reclamos_hasta=hoy + timedelta(days=1))
    fila = Compromiso.objects.get(codigo=FILAS[1])
    present_reclamo(compromiso=fila, pide="si", fundamento="El acta está", actor=evaluado.directora)
    return evaluado


def rule(acoge: bool, actor: Usuario) -> Gesto:
    leido = Reclamo.objects.get()
    return lambda: resolve_reclamo(
        reclamo=leido, acoge=acoge, resolucion="El acta lo prueba", actor=actor, version=leido.version
    )


def test_a_claim_is_ruled_once(reclamado):
    servicio, otro = reclamado.ejercicio.servicio, "revisor.tres"
    tercero = create_usuario(otro, servicio, Rol.CENTRAL)
    segundo = race(rule(True, reclamado.revisor), rule(False, tercero))
    assert isinstance(segundo, ActoRechazado)
    assert (Reclamo.objects.get().estado, Compromiso.objects.get(codigo=FILAS[1]).validado) == (
        EstadoReclamo.ACOGIDO,
        "si",
    )
    assert count_actos(Acto.RESOLVER, clase="programas.reclamo") == 1


def import_libro(anio: Anio, actor: Usuario, **campos: Any) -> Gesto:
    """Import the two rows of Maule, each with these columns of its own."""
    filas = ObjetivoEspecifico.objects.filter(programa__tipo="III.1").order_by("orden")
    leidos = tuple(
        ObjetivoLeido(
            objetivo.texto,
            "",
            f"Indicador de {objetivo.codigo}",
            None,
            (CompromisoLeido(None, "", None, None, None, PROCEDENCIA),),
            PROCEDENCIA,
        )
        for objetivo in filas
    )
    leidos = (replace(leidos[0], **campos), *leidos[1:])
    lectura = FormularioLeido(
        "maule.xlsx", "0" * 64, "07", {"III.1": ProgramaLeido("III.1", "", False, None, leidos)}
    )
    return lambda: import_formulario(lectura=lectura, ejercicio=anio.ejercicio, actor=actor)


PROCEDENCIA: dict[str, Any] = {"hoja": "III.1", "celdas": {}}


def test_two_imports_of_a_territory_go_one_after_the_other(anio):
    primero = import_libro(anio, anio.directora, indicador="% de comunas")
    segundo = import_libro(anio, anio.encargada, indicador="% de provincias")
    assert race(primero, segundo) is None
    assert Indicador.objects.get(objetivo__codigo="2009-07-III.1-01").texto == "% de provincias"
    cambios = Registro.objects.filter(clase="programas.indicador", acto=Acto.IMPORTAR).order_by("pk")
    assert [(r.antes["texto"], r.despues["texto"]) for r in cambios] == [
        ("Indicador de 2009-07-III.1-01", "% de comunas"),
        ("% de comunas", "% de provincias"),
    ]
    assert Importacion.objects.count() == 2


def test_a_row_being_imported_is_not_overwritten_by_who_had_it_open(anio):
    objetivo = ObjetivoEspecifico.objects.select_related("programa").get(codigo="2009-07-III.1-01")
    guardada = load_fila(objetivo)
    datos = replace(guardada.datos, indicador=guardada.datos.indicador | {"texto": "% de la página"})

    def save() -> None:
        save_fila_formulario(
            programa=objetivo.programa,
            objetivo=objetivo,
            datos=datos,
            version=guardada.version,
            actor=anio.encargada,
        )

    segundo = race(import_libro(anio, anio.directora, indicador="% de comunas"), save)
    assert type(segundo) is FilaObsoleta
    assert Indicador.objects.get(objetivo=objetivo).texto == "% de comunas"


def test_an_import_finds_the_year_that_was_closing_closed(evaluado):
    def close() -> None:
        change_etapa(ejercicio=leido, etapa=Etapa.CERRADO, actor=evaluado.administradora, motivo="")

    leido = Ejercicio.objects.get()
    segundo = race(close, import_libro(evaluado, evaluado.directora, indicador="% de comunas"))
    assert type(segundo) is ImportacionRechazada
    assert [hallazgo.problema for hallazgo in segundo.hallazgos] == ["el ejercicio 2009 está cerrado"]
    assert (Importacion.objects.count(), Cierre.objects.count()) == (0, 1)


def test_an_import_is_undone_once_by_two_at_a_time(anio):
    import_libro(anio, anio.directora, indicador="% de comunas")()
    importacion = Importacion.objects.get()

    def undo(actor: Usuario) -> Gesto:
        return lambda: undo_importacion(importacion=importacion, actor=actor, motivo="")

    assert type(race(undo(anio.directora), undo(anio.encargada))) is DeshacerRechazado
    assert Indicador.objects.get(objetivo__codigo="2009-07-III.1-01").texto == "Indicador de 2009-07-III.1-01"
    assert Importacion.objects.count() == 2
