"""What the territories declared and the central unit has not validated, first what decides the result."""

from dataclasses import dataclass
from datetime import datetime

from programas import permissions
from programas.enums import Cumple
from programas.models import Compromiso, Ejercicio
from programas.models.compromiso import CompromisoQuerySet
from programas.selectors.congelado import freeze_nombres
from programas.selectors.efecto import FilaPesada, find_oficial, foresee
from programas.selectors.presentacion import show_cantidad
from programas.selectors.resultados import evaluate_ejercicio
from regiones.models import Usuario


@dataclass(frozen=True, slots=True)
class PorValidar:
    """A row that waits. ``efecto`` is what the verdict would lose with a «no»; ``decide``, what moves with it.

    ``valida`` tells whether the reader may answer; ``es_propia``, that it is of who would.
    """

    codigo: str
    territorio: str
    objetivo: str
    declarado: str
    declaro: str
    cuando: datetime | None
    efecto: str
    decide: str
    valida: bool
    es_propia: bool


@dataclass(frozen=True, slots=True)
class PaginaPorValidar:
    frase: str
    filas: tuple[PorValidar, ...]


def load_por_validar(ejercicio: Ejercicio, usuario: Usuario) -> PaginaPorValidar:
    """The rows that the user may see: first those that move the service, then their programme. Fixed queries."""
    compromisos = list(
        query_por_validar(ejercicio)
        .visible_to(usuario)
        .select_related("objetivo__programa__region", "declarado_por")
        .order_by(
            *("objetivo__programa__region__orden", "objetivo__programa__tipo"),
            *("objetivo__orden", "objetivo_id", "orden", "pk"),
        )
    )
    if not compromisos:
        return PaginaPorValidar(describe_por_validar(0, 0), ())
    freeze_nombres(ejercicio, [compromiso.objetivo.programa.region for compromiso in compromisos])
    revisa = permissions.is_revisor(usuario, ejercicio.servicio_id) and permissions.is_evaluable(ejercicio)
    propias = permissions.list_con_parte(usuario, ejercicio) if revisa else frozenset()
    evaluado = evaluate_ejercicio(ejercicio, usuario)
    filas = []
    for compromiso in compromisos:
        programa = compromiso.objetivo.programa
        fila = FilaPesada(programa.region.cut, programa.tipo, compromiso.ponderacion, compromiso.validado)
        territorio = next(t for t in evaluado.territorios if t.cut == fila.cut)
        efecto = foresee(ejercicio, evaluado, fila, Cumple.NO)
        mueve = efecto.resultado.estado is not find_oficial(ejercicio, territorio, fila.tipo).estado
        es_propia = compromiso.declarado_por_id == usuario.pk or not propias.isdisjoint(
            {compromiso.codigo, compromiso.objetivo.codigo}
        )
        filas.append(
            PorValidar(
                compromiso.codigo,
                programa.region.nombre_corto,
                compromiso.objetivo.texto,
                Cumple(compromiso.declarado).label,
                str(compromiso.declarado_por or ""),
                compromiso.declarado_en,
                f"{efecto.frase} {efecto.servicio}".strip(),
                "decide el servicio" if efecto.servicio else ("decide su programa" if mueve else ""),
                revisa and not es_propia,
                revisa and es_propia,
            )
        )
    filas.sort(key=lambda fila: ("decide el servicio", "decide su programa", "").index(fila.decide))
    return PaginaPorValidar(describe_por_validar(len(filas), sum(1 for f in filas if f.decide)), tuple(filas))


def count_por_validar(ejercicio: Ejercicio) -> int:
    return query_por_validar(ejercicio).count()


def query_por_validar(ejercicio: Ejercicio) -> CompromisoQuerySet:
    return Compromiso.objects.filter(objetivo__programa__ejercicio=ejercicio, validado="").exclude(declarado="")


def describe_por_validar(cuantas: int, deciden: int) -> str:
    """«3 filas declaradas esperan validación; 1 decide el resultado.»."""
    if not cuantas:
        return "No hay nada declarado que espere validación."
    filas = show_cantidad(cuantas, "fila declarada espera", "filas declaradas esperan")
    verbo = show_cantidad(deciden, "decide", "deciden") if deciden else "ninguna decide"
    return f"{filas} validación; {verbo} el resultado."
