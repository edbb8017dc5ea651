"""What changed in the year since a date, by territory, as the record tells it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from programas.enums import Cumple
from programas.selectors.panorama import Fila
from programas.selectors.presentacion import show_cantidad
from programas.selectors.resultados import TerritorioEvaluado
from regiones.enums import Acto

DIAS = 7
HECHOS = {
    Acto.ENVIAR: "enviado a revisión",
    Acto.APROBAR: "aprobado",
    Acto.OBSERVAR: "devuelto con observaciones",
    Acto.REABRIR: "reabierto",
}


@dataclass(frozen=True, slots=True)
class Novedad:
    """What changed in a territory; in the year as a whole when ``cut`` is empty."""

    cut: str
    nombre: str
    hechos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Novedades:
    desde: date
    frase: str
    lista: tuple[Novedad, ...]


def get_desde() -> date:
    """From when, unless somebody asks for another day."""
    return timezone.localdate() - timedelta(days=DIAS)


def build_novedades(
    territorios: Iterable[TerritorioEvaluado], desde: date, actos: Iterable[Fila], respuestas: Iterable[Fila]
) -> Novedades:
    """The year's own acts first; then the territories, north to south. The rows are of ``load_panorama``."""
    hechos: defaultdict[int | None, list[str]] = defaultdict(list)
    for region, acto, codigo in list_vigentes(actos):
        hechos[region].append(describe_acto(acto, codigo))
    validadas: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for region, cuantas, _, respuesta, *_ in respuestas:
        validadas[region][respuesta] = cuantas
    for region, cuentas in validadas.items():
        hechos[region].append(describe_respuestas(cuentas))
    lugares: list[tuple[int | None, str, str]] = [(None, "", "Todo el ejercicio")]
    lugares += [(territorio.id, territorio.cut, territorio.nombre) for territorio in territorios]
    lista = tuple(Novedad(cut, nombre, tuple(hechos[id_])) for id_, cut, nombre in lugares if id_ in hechos)
    total = sum(cuantas for cuentas in validadas.values() for cuantas in cuentas.values())
    return Novedades(desde, describe_novedades(lista, total, desde), lista)


def list_vigentes(actos: Iterable[Fila]) -> list[tuple[int | None, Acto, str]]:
    """The last of the acts on each document, in the order of their codes; and each act on the year, once."""
    ultimos: dict[tuple[str, str], tuple[int, int | None, Acto, str]] = {}
    for region, numero, _, nombre, codigo, _ in actos:
        acto = Acto(nombre)
        clave = (codigo, "" if acto in HECHOS else nombre)
        ultimos[clave] = max(ultimos.get(clave, (0, None, acto, "")), (numero, region, acto, codigo))
    return [(region, acto, codigo) for _, (_, region, acto, codigo) in sorted(ultimos.items())]


def describe_acto(acto: Acto, codigo: str) -> str:
    """«III.1 aprobado», «III.4 al 30-06-2009 enviado a revisión», «Apertura de un corte: 30-06-2009»."""
    if acto in HECHOS:
        _, _, hoja, *corte = codigo.split("-", 3)
        al = f" al {date.fromisoformat(corte[0]):%d-%m-%Y}" if corte else ""
        return f"{hoja}{al} {HECHOS[acto]}"
    if acto in (Acto.ABRIR_CORTE, Acto.CERRAR_CORTE):
        return f"{acto.label}: {codigo.rsplit(' ', 1)[-1]}"
    return str(acto.label)


def describe_respuestas(cuentas: Mapping[str, int]) -> str:
    """«Validaciones: 3 «Sí», 1 «No», 2 retiradas»."""
    partes = [f"{cuentas[uno]} «{uno.label}»" for uno in Cumple if uno in cuentas]
    if retiradas := cuentas.get("", 0):
        partes.append(show_cantidad(retiradas, "retirada", "retiradas"))
    return f"Validaciones: {', '.join(partes)}"


def describe_novedades(lista: tuple[Novedad, ...], validaciones: int, desde: date) -> str:
    dia = f"{desde:%d-%m-%Y}"
    if not lista:
        return f"Nada ha cambiado de estado ni se ha validado desde el {dia}."
    territorios = sum(1 for novedad in lista if novedad.cut)
    frase = f"Desde el {dia} hay cambios en {show_cantidad(territorios, 'territorio', 'territorios')}"
    if not territorios:
        frase = f"Desde el {dia} solo cambió el ejercicio"
    if validaciones:
        frase += f", con {show_cantidad(validaciones, 'validación', 'validaciones')}"
    return f"{frase}."
