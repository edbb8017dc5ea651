"""Where the central unit validated something other than what the territory declared."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from programas.enums import Cumple
from programas.models import Compromiso, Ejercicio
from programas.scoring import Lectura
from programas.selectors.congelado import freeze_nombres
from programas.selectors.efecto import FilaPesada, find_oficial, foresee
from programas.selectors.presentacion import show_cantidad
from programas.selectors.resultados import evaluate_ejercicio
from regiones.models import Usuario


@dataclass(frozen=True, slots=True)
class Discrepancia:
    """One row with both answers. ``efecto`` is how the verdict would stand with what was declared."""

    codigo: str
    territorio: str
    tipo: str
    objetivo: str
    declarado: str
    validado: str
    motivo: str
    valido: str
    cuando: datetime | None
    efecto: str
    decide: bool


@dataclass(frozen=True, slots=True)
class Discrepancias:
    """``decide`` is what a row that counts would change: «el estado de su programa», or that of its territory."""

    frase: str
    decide: str
    filas: tuple[Discrepancia, ...]


def load_discrepancias(ejercicio: Ejercicio, usuario: Usuario) -> Discrepancias:
    """The disagreements that the user may see, those that decide first: two queries."""
    evaluado = evaluate_ejercicio(ejercicio, usuario)
    estados = {
        (territorio.cut, tipo): find_oficial(ejercicio, territorio, tipo).estado
        for territorio in evaluado.territorios
        for tipo in territorio.programas
    }
    filas = []
    compromisos = query_discrepantes(ejercicio, usuario)
    freeze_nombres(ejercicio, [compromiso.objetivo.programa.region for compromiso in compromisos])
    for compromiso in compromisos:
        programa = compromiso.objetivo.programa
        fila = FilaPesada(programa.region.cut, programa.tipo, compromiso.ponderacion, compromiso.validado)
        efecto = foresee(ejercicio, evaluado, fila, compromiso.declarado)
        filas.append(
            Discrepancia(
                compromiso.codigo,
                programa.region.nombre_corto,
                programa.tipo,
                compromiso.objetivo.texto,
                Cumple(compromiso.declarado).label if compromiso.declarado else "Sin declarar",
                Cumple(compromiso.validado).label,
                compromiso.motivo,
                str(compromiso.validado_por or ""),
                compromiso.validado_en,
                efecto.frase,
                efecto.resultado.estado is not estados[fila.cut, fila.tipo],
            )
        )
    filas.sort(key=lambda fila: not fila.decide)
    decide = f"el estado de su {'territorio' if ejercicio.lectura == Lectura.POR_TERRITORIO else 'programa'}"
    return Discrepancias(describe_discrepancias(filas, decide), decide, tuple(filas))


def query_discrepantes(ejercicio: Ejercicio, usuario: Usuario) -> list[Compromiso]:
    return list(
        Compromiso.objects.visible_to(usuario)
        .filter(objetivo__programa__ejercicio=ejercicio)
        .exclude(validado="")
        .exclude(validado=F("declarado"))
        .select_related("objetivo__programa__region", "validado_por")
        .order_by(
            *("objetivo__programa__region__orden", "objetivo__programa__tipo"),
            *("objetivo__orden", "objetivo_id", "orden", "pk"),
        )
    )


def describe_discrepancias(filas: list[Discrepancia], decide: str) -> str:
    """«Hay 3 discrepancias, y 1 cambiaría el estado de su programa.»."""
    if not filas:
        return "No hay discrepancias: todo lo validado coincide con lo declarado."
    deciden = sum(fila.decide for fila in filas)
    hay = f"Hay {show_cantidad(len(filas), 'discrepancia', 'discrepancias')} entre lo declarado y lo validado"
    if not deciden:
        return f"{hay}; {'no' if len(filas) == 1 else 'ninguna'} cambiaría {decide}."
    return f"{hay}: {show_cantidad(deciden, 'cambiaría', 'cambiarían')} {decide}."
