"""The record against the rows: what it tells of each, act by act, ends in what is stored."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Max

from programas.models import Carga, Cierre, DocumentoGenerado, Envio, LibroCargado
from programas.selectors.consistencia.revision import Revision
from programas.selectors.guardados import FILAS_POR_VEZ
from regiones.enums import Acto
from regiones.models import Editable, Registro, Usuario
from regiones.services import describe_fila

# Its history is that of the carga it came in, and of the import that it became.
SIN_HISTORIA: tuple[type[Editable], ...] = (LibroCargado,)
# Asked for by a person, which is recorded; how far the work goes, by nobody, which is not.
DE_TRABAJO: tuple[type[Editable], ...] = (Carga, DocumentoGenerado)
NUMERADAS: tuple[tuple[Any, str], ...] = ((Envio, "programa"), (Envio, "informe"), (Cierre, "ejercicio"))


@dataclass(slots=True)
class Historia:
    """What the record tells of one row: ``estado`` is what it must say today, by field."""

    objeto: int
    codigo: str = ""
    lineas: int = 0
    nacida: bool = False
    eliminada: bool = False
    estado: dict[str, Any] = field(default_factory=dict)


def check_historia(revision: Revision) -> None:
    """Every row that people edit, against its lines: two queries for each table, read side by side."""
    modelos = [modelo for modelo in apps.get_models() if issubclass(modelo, Editable)]
    for modelo in sorted(set(modelos) - set(SIN_HISTORIA), key=lambda m: m._meta.label):
        for fila, historia in pair_historias(modelo):
            revision.revisadas += 1
            for problema in list_problemas(fila, historia):
                revision.tell(name_fila(modelo, fila, historia), problema)
            if fila is not None and is_primera(fila, historia):
                revision.warn(
                    name_fila(modelo, fila, historia), "se creó desde la consola, sin línea en el registro"
                )


def pair_historias(modelo: type[Editable]) -> Iterator[tuple[Any, Historia | None]]:
    """Each row with its history, or either alone, in the order of the keys."""
    filas = iter(modelo._base_manager.order_by("pk").iterator(FILAS_POR_VEZ))
    historias = iter_historias(modelo)
    fila, historia = next(filas, None), next(historias, None)
    while fila is not None or historia is not None:
        if historia is None or (fila is not None and fila.pk < historia.objeto):
            yield fila, None
            fila = next(filas, None)
        elif fila is None or historia.objeto < fila.pk:
            yield None, historia
            historia = next(historias, None)
        else:
            yield fila, historia
            fila, historia = next(filas, None), next(historias, None)


def iter_historias(modelo: type[Editable]) -> Iterator[Historia]:
    lineas = Registro.objects.filter(clase=modelo._meta.label_lower).order_by("objeto", "pk")
    valores = lineas.values_list("objeto", "codigo", "acto", "antes", "despues").iterator(FILAS_POR_VEZ)
    for objeto, propias in groupby(valores, key=itemgetter(0)):
        historia = Historia(objeto)
        for _, codigo, acto, antes, despues in propias:
            historia.nacida = historia.nacida or (not historia.lineas and not antes and bool(despues))
            historia.codigo = codigo
            historia.lineas += 1
            historia.eliminada = acto == Acto.ELIMINAR or (bool(antes) and not despues)
            historia.estado = {} if historia.eliminada else historia.estado | despues
        yield historia


def list_problemas(fila: Any, historia: Historia | None) -> Iterator[str]:
    if historia is None:
        if not is_primera(fila, historia):
            yield "no tiene ninguna línea en el registro"
        return
    if fila is None:
        if not historia.eliminada:
            yield "el registro la nombra y no está: falta la línea que la eliminó"
        return
    if historia.eliminada:
        yield "el registro dice que se eliminó, y está"
    elif not historia.nacida and not is_primera(fila, historia):
        yield "falta en el registro la línea que la creó"
    if type(fila) in DE_TRABAJO:
        return
    # Each version after the first has its line.
    if fila.version > historia.lineas + (not historia.nacida):
        yield f"va en la versión {fila.version} y el registro tiene {historia.lineas} líneas: falta alguna"
    distintos = sorted(list_distintos(fila, historia.estado))
    if distintos:
        yield f"no dice lo último que el registro cuenta de: {', '.join(distintos)}"


def is_primera(fila: Any, historia: Historia | None) -> bool:
    """An account that ``createsuperuser`` made: nobody was there yet to do it."""
    return isinstance(fila, Usuario) and fila.is_superuser and not (historia and historia.nacida)


def list_distintos(fila: Any, estado: dict[str, Any]) -> Iterator[str]:
    """The fields that do not say what the record says that they do. Those that it never told are not compared."""
    for nombre, valor in describe_fila(fila).items():
        campo = fila._meta.get_field(nombre)
        if (
            nombre in estado
            and estado[nombre] != valor
            and read_contado(campo, estado[nombre]) != campo.to_python(valor)
        ):
            yield str(campo.verbose_name)


def read_contado(campo: Any, contado: Any) -> Any:
    """A value of the record as the field holds it: of a moment, what every line keeps of it, its milliseconds."""
    try:
        valor = campo.to_python(contado)
    except (ValidationError, TypeError):
        return contado
    if isinstance(valor, datetime):
        return valor.replace(microsecond=valor.microsecond // 1000 * 1000)
    return valor


def name_fila(modelo: type[Editable], fila: Any, historia: Historia | None) -> str:
    """«compromiso 2009-07-III.1-01.1»: as its lines name it, or by its key."""
    return f"{modelo._meta.verbose_name} {historia.codigo if historia else f'n.º {fila.pk}'}"


def check_numeracion(revision: Revision) -> None:
    """Submissions and closings are numbered from 1 without gaps: one that is gone leaves one. A query for each."""
    for modelo, padre in NUMERADAS:
        grupos = modelo.objects.filter(**{f"{padre}__isnull": False}).order_by().values(padre)
        contados = grupos.annotate(filas=Count("pk"), ultimo=Max("numero"))
        revision.revisadas += contados.count()
        for grupo in contados.exclude(filas=F("ultimo")):
            revision.tell(
                f"{padre} n.º {grupo[padre]}",
                f"tiene {grupo['filas']} {modelo._meta.verbose_name_plural} y el último es el {grupo['ultimo']}",
            )
