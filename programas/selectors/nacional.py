"""The official national verdict as it stands, and as it would be were some programmes left with other sums."""

from collections.abc import Mapping

from programas import scoring
from programas.models import Ejercicio, ProgramaTrabajo
from programas.scoring import Estado, Lectura, Programa, Sumas, Territorio
from programas.selectors.resultados import build_sumas, match_validado, sum_grupos
from regiones.models import CUT_NIVEL_CENTRAL

FILAS = "objetivos__compromisos"
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
    programas = ProgramaTrabajo.objects.filter(ejercicio=ejercicio).order_by()
    por_territorio: dict[str, dict[str, Sumas]] = {}
    for fila in programas.values("region__cut", "tipo", "ponderacion").annotate(
        **sum_grupos(FILAS, match_validado(FILAS))
    ):
        por_territorio.setdefault(fila["region__cut"], {})[fila["tipo"]] = build_sumas(dict(fila), "")
    return por_territorio


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
