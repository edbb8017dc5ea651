"""What decided a year at a past moment: the rows of today, with the record undone line by line."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from programas import scoring
from programas.enums import Etapa
from programas.models import Compromiso, Ejercicio, ObjetivoEspecifico, ProgramaTrabajo
from programas.models.campos import as_fraction
from programas.scoring import Lectura, Ponderacion, ResultadoServicio, Sumas
from regiones.models import CUT_NIVEL_CENTRAL, Registro

EJERCICIO = Ejercicio._meta.label_lower
PROGRAMA = ProgramaTrabajo._meta.label_lower
OBJETIVO = ObjetivoEspecifico._meta.label_lower
COMPROMISO = Compromiso._meta.label_lower

# Of each table, the fields that a verdict depends on, as validated or as declared: no other is followed.
DECIDEN: dict[str, tuple[str, ...]] = {
    EJERCICIO: ("umbral", "lectura", "cuenta_nivel_central", "etapa"),
    PROGRAMA: ("region", "tipo", "ponderacion"),
    OBJETIVO: ("programa",),
    COMPROMISO: ("objetivo", "ponderacion", "validado", "declarado"),
}

# By table and key, the fields that decide of every row there was.
Filas = dict[str, dict[int, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Linea:
    """A line of the record: when it was written, of which act, its row, and what stood before and after.

    ``region`` is ``None`` when it is of the whole year.
    """

    momento: datetime
    acto: str
    region: int | None
    clase: str
    objeto: int
    codigo: str
    antes: Mapping[str, Any]
    despues: Mapping[str, Any]

    @property
    def dia(self) -> date:
        return timezone.localdate(self.momento)

    @property
    def decide(self) -> bool:
        """Whether it touched anything that a verdict depends on."""
        campos = DECIDEN.get(self.clase, ())
        return any(campo in self.antes or campo in self.despues for campo in campos)


def load_filas(ejercicio: Ejercicio, regiones: Collection[int] | None = None) -> Filas:
    """What decides today in the whole year, or in these territories: one query."""
    programas = ProgramaTrabajo.objects.filter(ejercicio=ejercicio)
    if regiones is not None:
        programas = programas.filter(region__in=regiones)
    rutas = {PROGRAMA: "", OBJETIVO: "objetivos__", COMPROMISO: "objetivos__compromisos__"}
    campos = {clase: [f"{ruta}{campo}" for campo in ("pk", *DECIDEN[clase])] for clase, ruta in rutas.items()}
    filas: Filas = {clase: {} for clase in rutas}
    for fila in programas.order_by().values(*(campo for propios in campos.values() for campo in propios)):
        for clase, propios in campos.items():
            if (pk := fila[propios[0]]) is not None:
                valores = (fila[campo] for campo in propios[1:])
                filas[clase][pk] = dict(zip(DECIDEN[clase], valores, strict=True))
    filas[EJERCICIO] = {ejercicio.pk: {campo: getattr(ejercicio, campo) for campo in DECIDEN[EJERCICIO]}}
    return filas


def load_lineas(ejercicio: Ejercicio, regiones: Collection[int] | None = None) -> list[Linea]:
    """The lines of the record that changed what decides there, newest first: one query."""
    # Of an objective only the programme decides, and that never changes: it is read from a deleted one.
    condicion = Q(clase=OBJETIVO, despues={})
    for clase in (PROGRAMA, COMPROMISO):
        campos = list(DECIDEN[clase])
        condicion |= Q(clase=clase) & (Q(antes__has_any_keys=campos) | Q(despues__has_any_keys=campos))
    if regiones is not None:
        condicion &= Q(region__in=regiones)
    condicion |= Q(clase=EJERCICIO, objeto=ejercicio.pk) & ~Q(antes={})
    registros = Registro.objects.filter(condicion, servicio=ejercicio.servicio_id, anio=ejercicio.anio)
    lineas = (
        Linea(momento, str(lote or pk), *resto)
        for pk, lote, momento, *resto in registros.order_by("-momento", "-pk").values_list(
            *("pk", "lote", "momento", "region", "clase", "objeto", "codigo", "antes", "despues")
        )
    )
    return [linea for linea in lineas if linea.decide]


def pick_campos(clase: str, valores: Mapping[str, Any]) -> dict[str, Any]:
    return {campo: valores[campo] for campo in DECIDEN[clase] if campo in valores}


def undo_linea(filas: Filas, linea: Linea) -> None:
    """Leave the rows as they were before a line: what it created goes, what it deleted is back."""
    tabla = filas[linea.clase]
    if linea.antes and not linea.despues:
        tabla[linea.objeto] = pick_campos(linea.clase, linea.antes)
    elif linea.despues and not linea.antes:
        tabla.pop(linea.objeto, None)
    elif linea.objeto in tabla:
        tabla[linea.objeto] |= pick_campos(linea.clase, linea.antes)


def walk_atras(filas: Filas, lineas: Iterable[Linea], dias: Iterable[date]) -> Iterator[tuple[date, Filas]]:
    """The rows as each day ended, from the last day to the first; ``lineas`` come newest first.

    The rows given are the ones handed out, undone in place: read them before asking for another day.
    """
    pendientes = iter(lineas)
    linea = next(pendientes, None)
    for dia in sorted(dias, reverse=True):
        while linea is not None and linea.dia > dia:
            undo_linea(filas, linea)
            linea = next(pendientes, None)
        yield dia, filas


def get_reglas(filas: Filas) -> dict[str, Any]:
    """What the year itself decides by."""
    (ejercicio,) = filas[EJERCICIO].values()
    return ejercicio


def sum_filas(filas: Filas, *, declarado: bool = False) -> dict[int, dict[str, Sumas]]:
    """The sums of each programme, by territory and type; as declared where nothing was validated, if asked."""
    por_programa: dict[int, list[scoring.Compromiso]] = defaultdict(list)
    for pk, fila in filas[COMPROMISO].items():
        respuesta = fila["validado"] or (declarado and fila["declarado"])
        por_programa[filas[OBJETIVO][fila["objetivo"]]["programa"]].append(
            scoring.Compromiso(str(pk), fila["ponderacion"], scoring.Cumple(respuesta) if respuesta else None)
        )
    por_region: dict[int, dict[str, Sumas]] = defaultdict(dict)
    for pk, programa in filas[PROGRAMA].items():
        sumas = scoring.sum_compromisos(Ponderacion(programa["ponderacion"]), por_programa[pk])
        por_region[programa["region"]][programa["tipo"]] = sumas
    return por_region


def evaluate_filas(
    filas: Filas, regiones: Mapping[int, tuple[str, str]], *, declarado: bool = False
) -> ResultadoServicio:
    """Decide the year that these rows make. ``regiones`` gives the code and name of each territory, in order."""
    reglas = get_reglas(filas)
    sumas = sum_filas(filas, declarado=declarado)
    return scoring.evaluate_servicio(
        [
            scoring.Territorio(cut, nombre, tuple(scoring.Programa(*propio) for propio in sumas[pk].items()))
            for pk, (cut, nombre) in regiones.items()
            if reglas["cuenta_nivel_central"] or cut != CUT_NIVEL_CENTRAL
        ],
        as_fraction(reglas["umbral"]),
        cerrado=reglas["etapa"] == Etapa.CERRADO,
        lectura=Lectura(reglas["lectura"]),
    )
