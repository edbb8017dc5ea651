"""The state token of a territory's form: it changes with every change of any of its rows."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, F, Value

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

# A row by the letter of its kind, its code and its version. An indicator goes by its objective's code.
FilaVersionada = tuple[str, str, int]

PROGRAMA, OBJETIVO, INDICADOR, COMPROMISO, ACTIVIDAD, MEDIO, INSTANCIA, ANALISIS = "POICAMNL"
LETRAS: tuple[tuple[str, Any, str, str], ...] = (
    (PROGRAMA, ProgramaTrabajo, "codigo", ""),
    (OBJETIVO, ObjetivoEspecifico, "codigo", "programa__"),
    (INDICADOR, Indicador, "objetivo__codigo", "objetivo__programa__"),
    (COMPROMISO, Compromiso, "codigo", "objetivo__programa__"),
    (ACTIVIDAD, Actividad, "codigo", "compromiso__objetivo__programa__"),
    (MEDIO, MedioVerificacion, "codigo", "compromiso__objetivo__programa__"),
    (INSTANCIA, Instancia, "codigo", "programa__"),
    (ANALISIS, AnalisisAvance, "codigo", "programa__"),
)


def digest_filas(filas: Iterable[FilaVersionada]) -> str:
    """The token of some rows, whatever their order: sixteen hexadecimal figures."""
    escritas = "\n".join(sorted(f"{letra} {codigo} {version}" for letra, codigo, version in filas))
    return hashlib.sha256(escritas.encode()).hexdigest()[:16]


def build_testigo(*, ejercicio_id: int, region_id: int) -> str:
    """The token of a territory's form as it is stored now: one query."""
    consultas = [
        modelo._base_manager.filter(
            **{f"{camino}ejercicio": ejercicio_id, f"{camino}region": region_id},
        )
        .order_by()
        .annotate(letra=Value(letra, CharField()), clave=F(codigo))
        .values_list("letra", "clave", "version")
        for letra, modelo, codigo, camino in LETRAS
    ]
    return digest_filas(consultas[0].union(*consultas[1:], all=True))
