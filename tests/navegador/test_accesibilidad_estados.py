"""axe finds no fault in what the walk of the year does not open.

Other people's pages, a stale write beside what was typed, the account, the administration, and what is answered
when there is no page.
"""

from typing import Any

import pytest
from django.db.models import F, Model
from django.test import Client
from django.urls import reverse

from gestion_territorial.entorno import ClaveUnica
from programas.models import (
    AnalisisAvance,
    Avance,
    Compromiso,
    Ejercicio,
    Instancia,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from regiones.models import Asignacion, Usuario
from tests.factores import give_factor, stop_reloj
from tests.navegador.test_accesibilidad import (
    ANIO,
    CORTE,
    DIRECCION,
    ESTADOS,
    FILA,
    HOJA,
    INSTANCIAS,
    REVISION,
    Sala,
    _junto_al_navegador,
    build_camino,
    build_lleno,
    get_paginas,
    personas,
    sala,
)
from tests.programas.views.test_formulacion import read_form

__all__ = ["_junto_al_navegador", "personas", "sala"]

pytestmark = [pytest.mark.navegador, pytest.mark.recorrido, pytest.mark.django_db]

# A form of each kind of row, who writes it, what is typed there and what somebody else saves meanwhile.
OBSOLETAS: dict[str, tuple[str, dict[str, Any], dict[str, str], type[Model], dict[str, Any]]] = {
    "fila": (
        DIRECCION,
        HOJA | {"codigo": "2009-07-III.1-01"},
        {"texto": "Lo mío"},
        ObjetivoEspecifico,
        {"texto": "Lo ajeno"},
    ),
    "ponderacion": (DIRECCION, HOJA, {}, Compromiso, {"ponderacion": 400_000}),
    "programa_datos": (DIRECCION, HOJA, {"responsable": "Lo mío"}, ProgramaTrabajo, {"responsable": "Lo ajeno"}),
    "instancia": (
        DIRECCION,
        INSTANCIAS | {"codigo": "2009-07-III.2-I01"},
        {"problema": "Lo mío"},
        Instancia,
        {"problema": "Lo ajeno"},
    ),
    "avance": (DIRECCION, FILA, {"texto": "Lo mío"}, Avance, {"texto": "Lo ajeno"}),
    "declaracion": (DIRECCION, FILA, {"respuesta": "si"}, Compromiso, {"declarado": "no", "motivo": "Lo ajeno"}),
    "validacion": (REVISION, FILA, {"respuesta": "si"}, Compromiso, {"declarado": "no", "motivo": "Lo ajeno"}),
    "analisis_objetivo": (
        DIRECCION,
        CORTE | {"codigo": "2009-07-III.1-01"},
        {"avance_efectivo": "Lo mío"},
        AnalisisAvance,
        {"avance_efectivo": "Lo ajeno"},
    ),
}
DE_LA_CUENTA = ("mi_cuenta", "cambiar_clave", "clave_olvidada", "clave_enviada", "ejercicios")
# One of each kind of page of the administration: people, their roles, the year, and a row with what hangs from it.
ADMINISTRADOS: tuple[type[Model], ...] = (Usuario, Asignacion, Ejercicio, Compromiso)
# People are deactivated; a row with progress and evidence says so on its own page.
SIN_ELIMINAR = (Usuario, Compromiso)
# A scenario that changes everything that one can, one that cannot be read, and that of who sees one territory.
ESCENARIOS = [
    (REVISION, "f=07.1-01.1n&t=03s_07.2f&p=u_07.1u&u=85.5&l=t&nc=0&d=1&v=07.1"),
    (REVISION, "f=zz&u=mucho&v=07.1"),
    (DIRECCION, "t=07n&v=07.1"),
]


@pytest.mark.parametrize("rol", ["administradora", "otra"])
@pytest.mark.parametrize("estado", ["vacio", "aprobado", "cerrado"])
def test_no_page_of_who_administers_or_audits_has_a_fault(
    sala: Sala, ejercicio: Ejercicio, corte: Any, personas: dict[str, Usuario], estado: str, rol: str
) -> None:
    ESTADOS[estado](ejercicio, personas)
    faltas = {
        nombre: hallado
        for nombre, camino, respuesta in get_paginas(personas[rol])
        if (hallado := sala.find_faltas(nombre, respuesta, camino))
    }
    assert faltas == {}


@pytest.mark.parametrize("nombre", OBSOLETAS)
def test_no_stale_write_has_a_fault(
    sala: Sala, ejercicio: Ejercicio, corte: Any, personas: dict[str, Usuario], nombre: str
) -> None:
    build_lleno(ejercicio, personas)
    rol, argumentos, escrito, modelo, ajeno = OBSOLETAS[nombre]
    cliente = Client()
    cliente.force_login(personas[rol])
    camino = build_camino(nombre, argumentos)
    datos = read_form(cliente.get(camino)) | escrito
    modelo._base_manager.update(version=F("version") + 1, **ajeno)
    respuesta = cliente.post(camino, datos)
    assert respuesta.context["obsoleto"] is not None
    assert sala.find_faltas(f"{nombre} obsoleta", respuesta, camino) == []


def test_no_page_of_the_account_has_a_fault(sala: Sala, personas: dict[str, Usuario]) -> None:
    cliente = Client()
    faltas = {"ingresar": sala.find_faltas("ingresar", cliente.get("/ingresar/"), "/ingresar/")}
    cliente.force_login(personas[DIRECCION])
    for nombre in DE_LA_CUENTA:
        camino = reverse(nombre)
        faltas[nombre] = sala.find_faltas(nombre, cliente.get(camino), camino)
    cliente.force_login(personas["administradora"])
    camino = reverse("ingresos")
    faltas["ingresos"] = sala.find_faltas("ingresos", cliente.get(camino), camino)
    personas["administradora"].is_superuser = True
    personas["administradora"].save()
    camino = reverse("operacion")
    faltas["operacion"] = sala.find_faltas("operacion", cliente.get(camino), camino)
    cliente.force_login(personas[DIRECCION])
    camino = reverse("cambiar_clave")
    faltas["error"] = sala.find_faltas("cambiar_clave con errores", cliente.post(camino, {}), camino)
    assert {nombre: falta for nombre, falta in faltas.items() if falta} == {}


@pytest.mark.parametrize("motivo", ["desconocida", "sin_respuesta"])
def test_no_page_of_claveunica_has_a_fault(
    sala: Sala, personas: dict[str, Usuario], settings: Any, monkeypatch: pytest.MonkeyPatch, motivo: str
) -> None:
    """What is told of a RUN that opens nothing, and when nobody answers; and the way in, from where one left."""
    settings.CLAVEUNICA = ClaveUnica(
        "http://localhost:9", "gestion", "de-prueba", "https://claveunica.example.cl/"
    )
    if motivo == "desconocida":
        monkeypatch.setattr("gestion_territorial.claveunica.prove_run", lambda *de_nadie: "1-9")
    faltas = {}
    for camino in (reverse("claveunica_vuelta"), "/ingresar/?salio=1&next=/cuenta/"):
        respuesta = Client().get(camino)
        assert "ClaveÚnica" in respuesta.content.decode()
        faltas[camino] = sala.find_faltas(f"{camino} {motivo}", respuesta, camino)
    assert {camino: falta for camino, falta in faltas.items() if falta} == {}


def test_no_page_of_the_second_factor_has_a_fault(
    sala: Sala, personas: dict[str, Usuario], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_reloj(monkeypatch)
    settings.SEGUNDO_FACTOR_ROLES = frozenset({"DIRECCION"})
    directora = personas[DIRECCION]
    cliente, faltas = Client(), {}
    propia, nueva, codigo = reverse("segundo_factor"), reverse("factor_nuevo"), reverse("factor_codigo")

    def look(nombre: str, respuesta: Any, camino: str) -> None:
        assert respuesta.status_code in (200, 429)
        faltas[nombre] = sala.find_faltas(nombre, respuesta, camino)

    cliente.force_login(directora)
    look("hay que hacerlo", cliente.post(nueva, {}), nueva)
    _, codigos = give_factor(directora)
    look("pide el código", cliente.post(codigo, {"codigo": "000000"}), codigo)
    cliente.post(codigo, {"codigo": codigos[0]})
    look("lo tiene", cliente.get(propia), propia)
    look("otro teléfono", cliente.get(nueva), nueva)
    look("códigos", cliente.post(propia, {"codigo": codigos[1]}), propia)
    cliente.force_login(personas["otra"])
    look("no lo tiene", cliente.get(propia), propia)
    cliente.force_login(personas["administradora"])
    camino = reverse("admin:regiones_usuario_factor", args=[directora.pk])
    look("quitarlo", cliente.post(camino, {}), camino)
    assert {nombre: falta for nombre, falta in faltas.items() if falta} == {}


def test_no_answer_without_a_page_has_a_fault(
    sala: Sala, ejercicio: Ejercicio, corte: Any, personas: dict[str, Usuario], settings: Any
) -> None:
    settings.DESCARGAS_POR_MINUTO = 0
    build_lleno(ejercicio, personas)
    cliente = Client()
    cliente.force_login(personas[REVISION])
    faltas = {}
    for camino, estado in (
        ("/sernam/1999/", 404),
        (build_camino("declaracion", FILA), 403),
        ("/sernam/2009/historial/?texto=%00", 400),
        (build_camino("plantilla", ANIO | {"cut": "07"}), 429),
    ):
        respuesta = cliente.get(camino)
        assert respuesta.status_code == estado
        faltas[estado] = sala.find_faltas(str(estado), respuesta, camino)
    assert {estado: falta for estado, falta in faltas.items() if falta} == {}


@pytest.mark.parametrize("modelo", ADMINISTRADOS)
def test_no_page_of_the_administration_has_a_fault(
    sala: Sala, ejercicio: Ejercicio, corte: Any, personas: dict[str, Usuario], modelo: type[Model]
) -> None:
    build_lleno(ejercicio, personas)
    cliente = Client()
    cliente.force_login(personas["administradora"])
    lugar = f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}"
    # Usuario has no scope of its own: whom one administers is decided by their assignments.
    vistas = (
        modelo._base_manager.all() if modelo is Usuario else modelo.objects.visible_to(personas["administradora"])
    )
    clave = vistas.latest("pk").pk
    caminos = [reverse(f"{lugar}_{pagina}") for pagina in ("changelist", "add")]
    caminos += [reverse(f"{lugar}_{pagina}", args=[clave]) for pagina in ("change", "history")]
    if modelo not in SIN_ELIMINAR:
        caminos.append(reverse(f"{lugar}_delete", args=[clave]))
    faltas = {}
    for camino in caminos:
        respuesta = cliente.get(camino)
        assert respuesta.status_code == 200
        if hallado := sala.find_faltas(camino, respuesta, camino):
            faltas[camino] = hallado
    assert faltas == {}


@pytest.mark.parametrize(("rol", "consulta"), ESCENARIOS)
def test_no_scenario_has_a_fault(
    sala: Sala, ejercicio: Ejercicio, corte: Any, personas: dict[str, Usuario], rol: str, consulta: str
) -> None:
    build_lleno(ejercicio, personas)
    cliente = Client()
    cliente.force_login(personas[rol])
    camino = f"{build_camino('simulacion', ANIO)}?{consulta}"
    respuesta = cliente.get(camino)
    assert respuesta.status_code == 200
    assert sala.find_faltas(f"simulacion {consulta}", respuesta, camino) == []
