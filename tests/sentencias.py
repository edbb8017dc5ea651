"""Whether a statement says of which service it asks: what one day would send it to one server alone.

A statement is taken apart into its selects. Each one over tables of a service must be tied: to values, in some key
of those tables or in the service; to another select, which is tied in its turn; or to the select around it.
"""

import re
from collections.abc import Iterator

from django.apps import apps

from programas.models import Certificado
from regiones.models import Asignacion, Servicio

SELECT = re.compile(r"\(\s*SELECT\b")
TABLA = re.compile(r'(?:FROM|JOIN)\s+"(\w+)"(?:\s+(?:AS\s+)?"?(\w+)"?)?')
PALABRAS = {"ON", "WHERE", "INNER", "LEFT", "RIGHT", "GROUP", "ORDER", "LIMIT", "FOR", "UNION", "SET"}
# A column that is compared, with what: a value, a list, another select, or a column.
COMPARADA = re.compile(r'"?(\w+)"?\."(\w+)"\s*(?:=|IN|= ANY|IS)\s*(NULL|\(#|\(?\'|\(?-?\d|\(?"?\w+"?\."\w+")')


def list_tablas_de_servicio() -> dict[str, frozenset[str]]:
    """The tables whose rows belong to a service, each with the columns that lead towards it."""
    todos = apps.get_models(include_auto_created=True)
    modelos = [modelo for modelo in todos if modelo._meta.app_label in ("programas", "regiones")]
    # People are of all services, and what is public of a closing is found by its code.
    de_servicio = {Servicio}
    while nuevos := {
        modelo
        for modelo in modelos
        if modelo not in {*de_servicio, Asignacion, Certificado}
        and any(campo.related_model in de_servicio for campo in modelo._meta.concrete_fields)
    }:
        de_servicio |= nuevos
    return {
        modelo._meta.db_table: frozenset(
            campo.column for campo in modelo._meta.concrete_fields if campo.related_model in de_servicio
        )
        for modelo in de_servicio
    }


def split_selects(sql: str) -> Iterator[str]:
    """Each select of a statement, with ``(#)`` in the place of those inside it; the innermost first."""
    while hallado := SELECT.search(sql):
        # The last one that opens holds none inside.
        hallado = list(SELECT.finditer(sql))[-1]
        fin, hondura = hallado.start(), 0
        for fin in range(hallado.start(), len(sql)):
            hondura += {"(": 1, ")": -1}.get(sql[fin], 0)
            if not hondura:
                break
        yield sql[hallado.start() + 1 : fin]
        sql = f"{sql[: hallado.start()]}(#){sql[fin + 1 :]}"
    yield sql


def find_suelto(sql: str, tablas: dict[str, frozenset[str]]) -> str | None:
    """A select of the statement over tables of a service that is tied to nothing; ``None`` when all are."""
    for select in split_selects(sql):
        nombres = {
            alias if alias and alias.upper() not in PALABRAS else tabla: tabla
            for tabla, alias in TABLA.findall(select)
        }
        propias = {nombre for nombre, tabla in nombres.items() if tabla in tablas}
        if propias and not is_atado(select, nombres, propias, tablas):
            return select
    return None


def is_atado(select: str, nombres: dict[str, str], propias: set[str], tablas: dict[str, frozenset[str]]) -> bool:
    for nombre, columna, valor in COMPARADA.findall(select):
        if nombre not in propias:
            continue
        tabla = nombres[nombre]
        es_clave = columna == "id" or columna in tablas[tabla]
        es_clave |= tabla == "regiones_servicio" and columna == "codigo"
        ajeno = valor.strip("(").replace('"', "").split(".")[0]
        if es_clave and ("." not in valor or ajeno not in nombres):
            return True
    return False
