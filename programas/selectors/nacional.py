"""The official national verdict as it stands, and as it would be were some programmes left with other sums."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from programas import scoring
from programas.models import Ejercicio, ProgramaTrabajo
from programas.scoring import Estado, Lectura, Programa, Sumas, Territorio
from programas.selectors.preparadas import fetch_preparada
from programas.selectors.resultados import build_sumas, match_validado, sum_grupos
from regiones.models import CUT_NIVEL_CENTRAL

FILAS = "objetivos__compromisos"
SUMAS = sum_grupos(FILAS, match_validado(FILAS))
COLUMNAS = ("tipo", "ponderacion", *SUMAS)
# The sums of each programme, by territory and type.
SumasPorTerritorio = Mapping[str, Mapping[str, Sumas]]


def foresee_nacional(ejercicio: Ejercicio, despues: SumasPorTerritorio) -> tuple[Estado, Estado]:
    """The verdict today, and with the programmes of ``despues`` at those sums: one query.

    Of an open ejercicio; for who sees the whole service (decision 0002). Names and reasons are not looked for.
    """
    hoy = load_sumas(ejercicio)
    previsto = hoy | {cut: {**hoy.get(cut, {}), **sumas} for cut, sumas in despues.items()}
    return decide_nacional(ejercicio, hoy), decide_nacional(ejercicio, previsto)


def load_sumas(ejercicio: Ejercicio) -> dict[str, dict[str, Sumas]]:
    """The official sums of every programme of the year."""
    por_territorio: dict[str, dict[str, Sumas]] = {}
    for cut, *valores in fetch_preparada(query_sumas, ejercicio=[ejercicio.pk]):
        programa = build_programa(*valores)
        por_territorio.setdefault(cut, {})[programa.tipo] = programa.sumas
    return por_territorio


# Programmes repeat the same few sums.
@lru_cache(maxsize=4096)
def build_programa(*valores: Any) -> Programa:
    """A programme from its ``COLUMNAS``."""
    fila = dict(zip(COLUMNAS, valores, strict=True))
    return Programa(fila["tipo"], build_sumas(fila, ""))


def query_sumas(*, ejercicio: list[int]) -> Any:
    programas = ProgramaTrabajo.objects.filter(ejercicio__in=ejercicio).order_by()
    return programas.values_list("region__cut", "tipo", "ponderacion").annotate(**SUMAS)


def decide_nacional(ejercicio: Ejercicio, sumas: SumasPorTerritorio) -> Estado:
    return scoring.evaluate_servicio(
        [
            Territorio(cut, cut, tuple(Programa(tipo, propias) for tipo, propias in programas.items()))
            for cut, programas in sumas.items()
            if ejercicio.cuenta_nivel_central or cut != CUT_NIVEL_CENTRAL
        ],
        ejercicio.umbral_razon,
        lectura=Lectura(ejercicio.lectura),
    ).veredicto
