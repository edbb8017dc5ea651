"""``python -m tests.postgres python -m tests.banco escala S M L``: how far one PostgreSQL goes, with whole rows.

Unlike the other measures, every row has what hangs from it and its line in the record, as an import leaves them.
What is stored is printed, and what the main pages and acts take at each size.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import override_settings

from tests.banco.bases import TAMANOS, Base, build_bases
from tests.banco.contendientes import decide_nuestro
from tests.banco.corrida import build_ejercicio, describe_maquina, say
from tests.banco.declaracion import Declaracion
from tests.banco.importacion import Banco, time_y_deshacer
from tests.banco.medidas import Medida, measure_por_turnos, show_medida
from tests.banco.paginas import AJUSTES, Pagina, Paginas

MEGA = 1024 * 1024
CONEXIONES = 80
RONDAS = 9
REGISTRO = """
INSERT INTO regiones_registro
  (momento, acto, servicio_id, region_id, anio, clase, objeto, codigo, antes, despues, motivo)
SELECT now() - interval '90 days', 'CREAR', e.servicio_id, p.region_id, e.anio, %s, t.id, t.codigo, '{{}}',
  to_jsonb(t), ''
FROM {tabla} t {union} JOIN programas_ejercicio e ON e.id = p.ejercicio_id
"""
PESO = """
SELECT relname, reltuples::bigint, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class
WHERE relkind = 'r' AND (relname LIKE 'programas_%%' OR relname LIKE 'regiones_%%')
ORDER BY pg_total_relation_size(oid) DESC LIMIT 8
"""


def run_escala(nombres: list[str]) -> None:
    """Measure at the sizes of these names, on PostgreSQL."""
    logging.getLogger("gestion_territorial.consultas").setLevel(logging.ERROR)
    with build_bases([TAMANOS[nombre] for nombre in nombres], enteras=True) as bases:
        for base in bases.values():
            with base:
                add_registro()
        say(describe_maquina())
        say(print_pesos(bases))
        say(print_tiempos(bases))
        say(print_conexiones(bases[nombres[0]]))


def add_registro() -> None:
    """A line of the record for each row, with what it says."""

    programa = "JOIN programas_programatrabajo p ON p.id = {}.programa_id"
    objetivo = "JOIN programas_objetivoespecifico o ON o.id = {}.objetivo_id " + programa.format("o")
    compromiso = "JOIN programas_compromiso c ON c.id = t.compromiso_id " + objetivo.format("c")
    uniones = {
        "objetivoespecifico": programa.format("t"),
        "compromiso": objetivo.format("t"),
        "actividad": compromiso,
        "medioverificacion": compromiso,
    }
    with connection.cursor() as cursor:
        for nombre, union in uniones.items():
            cursor.execute(REGISTRO.format(tabla=f"programas_{nombre}", union=union), [f"programas.{nombre}"])
        cursor.execute("ANALYZE")


def print_pesos(bases: Mapping[str, Base]) -> str:
    """What each size holds, in rows and in megabytes on disk."""

    lineas = []
    for base in bases.values():
        with base, connection.cursor() as cursor:
            cursor.execute(PESO)
            tablas = cursor.fetchall()
            cursor.execute("SELECT pg_database_size(current_database())")
            ((todo,),) = cursor.fetchall()
        mayores = " · ".join(
            f"{nombre.split('_')[1]} {filas:,} rows, {datos / MEGA:.0f} + {indices / MEGA:.0f}"
            for nombre, filas, datos, indices in tablas[:6]
        )
        datos, indices = (sum(tabla[i] for tabla in tablas) / MEGA for i in (2, 3))
        celdas = (
            base.tamano.nombre,
            f"{base.tamano.total:,}",
            *(f"{n:.0f}" for n in (todo / MEGA, datos, indices)),
        )
        lineas.append(f"| {' | '.join(celdas)} | {mayores} |")
    return "\n".join(
        [
            "| size | commitments | database, MB | tables | indexes | largest tables: rows, MB + MB of indexes |",
            "|---|---|---|---|---|---|",
            *lineas,
        ]
    )


def print_tiempos(bases: Mapping[str, Base]) -> str:
    """The main pages, in turns over all the sizes; then of the acts, which change what they show."""
    with TemporaryDirectory(prefix="gestion-banco-") as carpeta, override_settings(**AJUSTES):
        aplicacion = WSGIHandler()
        medidas = measure_por_turnos(
            {
                f"{nombre}|{pagina}": run
                for nombre, b in bases.items()
                for pagina, run in list_paginas(aplicacion, b)
            },
            rondas=RONDAS,
        )
        medidas |= measure_por_turnos(
            {f"{nombre}|{acto}": run for nombre, b in bases.items() for acto, run in list_actos(b, Path(carpeta))},
            rondas=RONDAS,
        )
    lineas = [f"| ms | {' | '.join(bases)} |", "|---" * (len(bases) + 1) + "|"]
    for nombre in dict.fromkeys(clave.split("|")[1] for clave in medidas):
        celdas = [show_medida(medidas[clave]) if (clave := f"{b}|{nombre}") in medidas else "–" for b in bases]
        lineas.append(f"| {nombre} | {' | '.join(celdas)} |")
    return "\n".join(lineas)


def list_paginas(aplicacion: WSGIHandler, base: Base) -> Iterator[tuple[str, Callable[[], float]]]:
    paginas = Paginas(aplicacion, base)
    navegador = paginas.tablero.navegador
    lugar = base.ejercicio.servicio.codigo, base.ejercicio.anio
    yield "dashboard", paginas.tablero.draw
    yield "dashboard, unchanged", paginas.tablero.confirm
    yield "a territory", Pagina(navegador, "territorio", *lugar, "07").draw
    yield "list of commitments", Pagina(navegador, "lista", *lugar, "compromisos").draw
    if paginas.servicios:
        yield "page of all services", paginas.servicios.draw


def list_actos(base: Base, carpeta: Path) -> Iterator[tuple[str, Callable[[], float]]]:
    yield "declare one row + verdict", Declaracion(base).declare
    with base:
        banco = Banco(*build_ejercicio(), carpeta)
    yield "import one workbook", import_libro(base, banco)


def import_libro(base: Base, banco: Banco) -> Callable[[], float]:
    def run() -> float:
        with base:
            return time_y_deshacer(lambda: banco.write(1))

    return run


def print_conexiones(base: Base) -> str:
    """What idle connections take, and whether they slow down who works."""

    def measure() -> Medida:
        return measure_por_turnos({"uno": lambda: base.time(lambda: decide_nuestro(base.ejercicio))})["uno"]

    sola = measure()
    otras = [type(base.conexion)(base.conexion.settings_dict, "default") for _ in range(CONEXIONES)]
    try:
        for otra in otras:
            with otra.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM programas_ejercicio")
        with base, connection.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
            memorias = [read_privada(pid) for (pid,) in cursor.fetchall()]
        junto = measure()
    finally:
        for otra in otras:
            otra.close()
    return (
        f"One connection: the verdict of a year in {show_medida(sola)} ms. With {CONEXIONES} more open and idle: "
        f"{show_medida(junto)} ms; each holds {sum(memorias) / len(memorias):.1f} MB of its own."
    )


def read_privada(pid: int) -> float:
    """Megabytes that are of a process alone."""
    texto = Path(f"/proc/{pid}/smaps_rollup").read_text()
    valores = [int(linea.split()[1]) for linea in texto.splitlines() if linea.startswith("Private_")]
    return sum(valores) / 1024
