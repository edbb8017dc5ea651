"""The form as it stands, to tell whether an act left it as it was."""

from typing import Any

from programas.models import (
    Actividad,
    AnalisisAvance,
    Compromiso,
    Indicador,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)

TABLAS = (
    *(ProgramaTrabajo, ObjetivoEspecifico, Indicador, Compromiso, Actividad, MedioVerificacion),
    *(Instancia, AnalisisAvance),
)
# What only grows: versions against stale writes, and counters so that no code is given twice.
CRECEN = {
    "version",
    *("ultimo_objetivo", "ultima_instancia", "ultimo_analisis"),
    *("ultimo_compromiso", "ultima_actividad", "ultimo_medio"),
}


def snapshot() -> dict[Any, Any]:
    """Every stored row of the form and its links, but for what only grows."""
    filas = {modelo: list(modelo.objects.order_by("pk").values()) for modelo in TABLAS}
    dichas = {
        m: [{c: v for c, v in f.items() if c not in CRECEN} for f in propias] for m, propias in filas.items()
    }
    enlaces = (Compromiso.unidades.through, Instancia.regiones.through)
    return dichas | {m: sorted(m.objects.values_list(*[f.attname for f in m._meta.fields][1:])) for m in enlaces}
