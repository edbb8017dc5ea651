"""One evening, from an empty database to its table. Everything it starts ends with it."""

import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from threading import Event, Thread
from time import monotonic, sleep

from django.db import connection

from tests.estres.comprobacion import judge
from tests.estres.directora import Directora
from tests.estres.disco import Disco
from tests.estres.informe import print_cuentas, print_estados, print_medidas, print_percances
from tests.estres.libreta import Libreta
from tests.estres.navegante import Navegante
from tests.estres.oficina import Administradora, Revisora
from tests.estres.percances import Escena, Percance, run_percances
from tests.estres.personas import Persona
from tests.estres.procesos import RAIZ, Proceso, build_procesos
from tests.estres.siembra import ServicioSembrado, build_pais, open_sesion
from tests.estres.veredicto import check_veredictos, close_ejercicios
from tests.postgres import Postgres

MOSTRADOS = 20
# How long somebody may take to end what was begun when the evening ends.
SALIDA = 180
# An evening of so many seconds gives time for everything to come back.
LARGA = 60


@dataclass(frozen=True, slots=True)
class Opciones:
    """How many people, for how many seconds, the seconds that each thinks between two acts, and how much falls."""

    directores: int
    segundos: float
    pausa: float
    llegada: float
    caida: float
    procesos: int
    ingresos: int
    semilla: int


@dataclass(slots=True)
class Elenco:
    """Everybody who works by their own, and those who only look when something fails."""

    activas: list[Persona]
    revisoras: list[Revisora]
    testigo: Directora
    administradora: Administradora
    importadora: Administradora


def build_elenco(
    servicios: list[ServicioSembrado], puertos: tuple[int, ...], libreta: Libreta, opciones: Opciones, fin: Event
) -> Elenco:
    territorios = [territorio for servicio in servicios for territorio in servicio.territorios]
    azares = Random(opciones.semilla)
    turnos = iter(range(1_000_000))

    def hire(usuario: str, propias: frozenset[str] | None) -> tuple[object, ...]:
        navegante = Navegante(puertos, next(turnos), propias, libreta)
        return usuario, navegante, libreta, opciones.pausa, fin, Random(azares.random())

    def hire_directora(usuario: str, lugar: int) -> Directora:
        propio = territorios[lugar]
        vecinas = [*territorios[:lugar], *territorios[lugar + 1 :]]
        return Directora(*hire(usuario, frozenset({propio.marca})), territorio=propio, vecinas=vecinas)

    directoras = [
        hire_directora(persona, lugar)
        for lugar, territorio in enumerate(territorios)
        for persona in territorio.personas
    ][: opciones.directores]

    def list_marcas(servicio: ServicioSembrado) -> frozenset[str]:
        return frozenset(territorio.marca for territorio in servicio.territorios)

    def hire_oficina(
        clase: type[Revisora] | type[Administradora], servicio: ServicioSembrado
    ) -> Revisora | Administradora:
        usuario = servicio.revisora if clase is Revisora else servicio.administradora
        return clase(*hire(usuario, list_marcas(servicio)), servicio=servicio)

    # A password costs a tenth of a second of a core: these enter by it, the others come with their session.
    for directora in directoras[opciones.ingresos :]:
        directora.sesion = open_sesion(directora.usuario)
    de_importar = servicios[0]
    activas: list[Persona] = [*directoras, hire_oficina(Administradora, de_importar)]
    activas += [hire_oficina(Revisora, servicio) for servicio in servicios]
    cierran = [hire_oficina(Revisora, servicio) for servicio in servicios]
    ultimo = len(territorios) - 1
    testigo = hire_directora(territorios[ultimo].personas[0], ultimo)
    de_reserva = [hire_oficina(Administradora, de_importar) for _ in range(2)]
    return Elenco(activas, cierran, testigo, *de_reserva)


def spend_tarde(
    elenco: Elenco, escena: Escena, opciones: Opciones, libreta: Libreta, fin: Event
) -> tuple[list[Percance], float, float]:
    """Everybody at work, what fails at its time, and everybody home. When it began and ended."""
    for persona in (*elenco.revisoras, elenco.testigo, elenco.administradora, elenco.importadora):
        persona.enter()
    desde = monotonic()
    llegadas = Random(opciones.semilla)
    hilos = [
        Thread(target=persona.work, args=(llegadas.random() * opciones.llegada,), daemon=True)
        for persona in elenco.activas
    ]
    for hilo in hilos:
        hilo.start()
    percances = escena.list_percances()
    run_percances(percances, desde, opciones.segundos, libreta)
    sleep(max(0.0, desde + opciones.segundos - monotonic()))
    hasta = monotonic()
    fin.set()
    hilos += [escena.importacion] if escena.importacion else []
    limite = monotonic() + SALIDA
    for hilo in hilos:
        hilo.join(max(0.0, limite - monotonic()))
    if colgados := sum(hilo.is_alive() for hilo in hilos):
        libreta.note_falla(f"{colgados} personas no terminaron en {SALIDA} s")
    return percances, desde + opciones.llegada, hasta


def run_evening(
    opciones: Opciones, entorno: dict[str, str], carpeta: Path, postgres: Postgres | None, disco: Disco
) -> int:
    """The whole of it on an empty database; 1 when something was lost, twice, leaked or does not add up."""
    libreta, fin = Libreta(), Event()
    comienzo = monotonic()
    servicios = build_pais(opciones.directores)
    say(f"Sembrado en {monotonic() - comienzo:.0f} s: {describe_pais(servicios)}.")
    with build_procesos(entorno, carpeta, opciones.procesos) as (anfitriones, trabajador):
        puertos = tuple(anfitrion.puerto for anfitrion in anfitriones)
        elenco = build_elenco(servicios, puertos, libreta, opciones, fin)
        connection.close()
        escena = Escena(
            anfitriones,
            trabajador,
            postgres,
            disco,
            libreta,
            elenco.revisoras,
            elenco.testigo,
            elenco.administradora,
            elenco.importadora,
            opciones.caida,
            opciones.segundos >= LARGA,
        )
        percances, desde, hasta = spend_tarde(elenco, escena, opciones, libreta, fin)
        note_caidos([*anfitriones, trabajador], libreta)
    return report(opciones, servicios, libreta, percances, desde, hasta, entorno)


def note_caidos(procesos: list[Proceso], libreta: Libreta) -> None:
    for proceso in procesos:
        if proceso.cayo:
            libreta.note_falla(f"{proceso.nombre} terminó por sí solo: {proceso.bitacora.read_text()[-600:]}")


def report(
    opciones: Opciones,
    servicios: list[ServicioSembrado],
    libreta: Libreta,
    percances: list[Percance],
    desde: float,
    hasta: float,
    entorno: dict[str, str],
) -> int:
    """Close the years, look at everything, print it; 1 when something is wrong."""
    comienzo = monotonic()
    juicio = judge(libreta)
    cerrados = close_ejercicios(servicios)
    cifras, distintas = check_veredictos()
    auditoria = run_auditoria(entorno)
    say(
        "",
        f"{opciones.directores} directores, {hasta - desde:.0f} s medidos, piensan {opciones.pausa:g} s de media",
        f"{os.cpu_count()} núcleos, {platform.machine()} · {date.today():%d-%m-%Y}",
        *print_percances(percances, desde - opciones.llegada),
        "",
        *print_cuentas(juicio.cuentas),
        "",
        *print_medidas(libreta, percances, desde, hasta),
        print_estados(libreta),
        "",
        *(f"  {cuantas:>6} {que}" for que, cuantas in sorted(libreta.cuentas.items())),
        f"  {len(libreta.borradores):>6} borradores comprobados",
        f"  {juicio.de_caidas:>6} archivos sin fila, que dejó lo que cayó",
        f"  {cerrados:>6} ejercicios cerrados; {cifras} veredictos recalculados desde las filas",
        f"  Auditoría: {auditoria or 'todo es lo que dice ser'}",
        f"  Comprobado en {monotonic() - comienzo:.0f} s",
        "",
    )
    todos = [f"fuga: {fuga}" for fuga in libreta.fugas]
    todos += juicio.problemas + distintas + libreta.fallas + ([f"auditoría: {auditoria}"] if auditoria else [])
    say(*(f"✕ {problema}" for problema in todos[:MOSTRADOS]))
    if len(todos) > MOSTRADOS:
        say(f"… y {len(todos) - MOSTRADOS} más")
    perdidas, duplicadas = sum(c.perdidas for c in juicio.cuentas), sum(c.duplicadas for c in juicio.cuentas)
    say(f"{perdidas} perdidas, {duplicadas} duplicadas, {len(libreta.fugas)} fugas; {len(todos)} problemas.")
    return 1 if todos else 0


def run_auditoria(entorno: dict[str, str]) -> str:
    """What ``manage.py audit`` finds wrong; empty when nothing."""
    orden = [sys.executable, "manage.py", "audit", "--json"]
    hecho = subprocess.run(orden, cwd=RAIZ, env=entorno, capture_output=True, text=True, check=False)
    if not hecho.returncode:
        return ""
    try:
        informe = json.loads(hecho.stdout)
    except ValueError:
        return hecho.stderr[-600:]
    fallas = [falla for revision in informe["revisiones"] for falla in revision["fallas"]]
    return f"{informe['fallas']} fallas; la primera: {fallas[:1]}"


def describe_pais(servicios: list[ServicioSembrado]) -> str:
    territorios = [territorio for servicio in servicios for territorio in servicio.territorios]
    filas = sum(len(territorio.filas) for territorio in territorios)
    return f"{len(servicios)} servicios, {len(territorios)} territorios, {filas} compromisos"


def say(*lineas: str) -> None:
    for linea in lineas:
        sys.stdout.write(linea + "\n")
    sys.stdout.flush()
