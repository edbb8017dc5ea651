"""A list narrowed, sorted and cut into pages; and whole, to be taken away."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet

from programas.models import Compromiso, Ejercicio
from programas.selectors.congelado import load_nombres
from programas.selectors.listas.tipos import Celda, Columna, FilaLista, Filtros, Lista
from programas.selectors.presentacion import show_cantidad
from regiones.models import Usuario
from regiones.textos import fold_text

POR_PAGINA = 50
# How many rows are held at a time on their way to a file.
POR_TANDA = 500
CODIGO = re.compile(r"[0-9]{4}-\S*")


@dataclass(frozen=True, slots=True)
class PaginaLista:
    """A page of a list: its rows, each with its cells under their columns."""

    frase: str
    filas: tuple[tuple[FilaLista, tuple[tuple[Columna, Celda], ...]], ...]
    pagina: Page[int]


def query_filas(lista: Lista, ejercicio: Ejercicio, usuario: Usuario, filtros: Filtros) -> QuerySet[Any]:
    """The rows within the user's reach that the filters leave, in order, before their texts are searched."""
    condiciones: dict[str, Any] = {
        f"{lista.programa}__region__cut": filtros.territorio,
        f"{lista.programa}__tipo": filtros.programa,
        "corte__fecha_medicion": filtros.corte,
    }
    consulta = lista.query(ejercicio, usuario).filter(**{c: valor for c, valor in condiciones.items() if valor})
    if filtros.estado:
        consulta = consulta.filter(lista.estados[filtros.estado].condicion)
    if filtros.unidad:
        campo, de_la_fila = lista.por_unidad
        de_la_unidad = Compromiso.objects.filter(
            unidades__clave=filtros.unidad, unidades__servicio=ejercicio.servicio_id
        )
        consulta = consulta.filter(**{f"{campo}__in": de_la_unidad.order_by().values(de_la_fila)})
    return sort_filas(lista, consulta, filtros.orden)


def sort_filas(lista: Lista, consulta: QuerySet[Any], orden: str) -> QuerySet[Any]:
    """By what is asked and then as the form is read. What has nothing to sort by goes last, both ways."""
    clave = orden.removeprefix("-")
    campos = (lista.ordenes[clave][1] if clave else ()) or lista.base
    resto = () if campos is lista.base else lista.base
    sentido = "desc" if orden.startswith("-") else "asc"
    pedidos = [getattr(F(campo), sentido)(nulls_last=True) for campo in campos]
    return consulta.order_by(*pedidos, *(F(campo).asc(nulls_last=True) for campo in resto))


def list_filas(lista: Lista, consulta: QuerySet[Any], texto: str) -> QuerySet[Any] | list[int]:
    """The rows by their keys: of a code, those that begin with it; of words, those that say them all."""
    if not texto:
        return consulta.values_list("pk", flat=True)
    if CODIGO.fullmatch(texto):
        return consulta.filter(**{f"{lista.codigo}__istartswith": texto}).values_list("pk", flat=True)
    palabras = fold_text(texto).split()
    if not palabras:
        return []
    return [pk for pk, dicho in lista.texts(consulta) if has_todas(palabras, fold_text(dicho))]


def has_todas(palabras: list[str], dicho: str) -> bool:
    return all(palabra in dicho for palabra in palabras)


def load_lista(
    lista: Lista,
    ejercicio: Ejercicio,
    usuario: Usuario,
    filtros: Filtros,
    numero: int | str,
    nombres: Mapping[str, str],
) -> PaginaLista:
    """One page of what is looked for: a fixed number of queries, whatever the rows."""
    consulta = query_filas(lista, ejercicio, usuario, filtros)
    pagina = Paginator(list_filas(lista, consulta, filtros.texto), POR_PAGINA).get_page(numero)
    filtrada = filtros != Filtros(orden=filtros.orden)
    return PaginaLista(
        describe_lista(lista, pagina.paginator.count, filtrada=filtrada),
        tuple(
            (fila, tuple(zip(lista.columnas, fila.celdas, strict=True)))
            for fila in read_tanda(lista, consulta, list(pagina.object_list), nombres)
        ),
        pagina,
    )


def load_filas(
    lista: Lista, ejercicio: Ejercicio, usuario: Usuario, filtros: Filtros
) -> Iterator[tuple[FilaLista, ...]]:
    """Everything that is looked for, some rows at a time."""
    nombres = load_nombres(ejercicio)
    consulta = query_filas(lista, ejercicio, usuario, filtros)
    ids = list(list_filas(lista, consulta, filtros.texto))
    for desde in range(0, len(ids), POR_TANDA):
        yield read_tanda(lista, consulta, ids[desde : desde + POR_TANDA], nombres)


def read_tanda(
    lista: Lista, consulta: QuerySet[Any], ids: list[int], nombres: Mapping[str, str]
) -> tuple[FilaLista, ...]:
    leidas = lista.read(consulta.order_by().filter(pk__in=ids), nombres)
    return tuple(leidas[pk] for pk in ids if pk in leidas)


def describe_lista(lista: Lista, cuantas: int, *, filtrada: bool) -> str:
    """«496 compromisos en lo que usted ve de este ejercicio.», «1 compromiso coincide con lo que busca.»."""
    if not cuantas:
        return "Nada coincide con lo que busca." if filtrada else f"Todavía no hay {lista.cuenta[1]}."
    filas = show_cantidad(cuantas, *lista.cuenta)
    if not filtrada:
        return f"{filas} en lo que usted ve de este ejercicio."
    return f"{filas} {'coincide' if cuantas == 1 else 'coinciden'} con lo que busca."
