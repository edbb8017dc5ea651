"""Build programmes of any size straight into the tables, for tests that are about something else."""

from typing import Any

from programas.enums import Ponderacion
from programas.models import (
    Actividad,
    Compromiso,
    Ejercicio,
    Indicador,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.scoring import parse_peso
from regiones.models import Region

RESPUESTAS = {"s": "si", "n": "no", "p": "parcial", "-": ""}


def build_programa(
    ejercicio: Ejercicio,
    region: Region,
    tipo: str,
    validados: str,
    pesos: str | list[str | None] | None = None,
    declarados: str = "",
    **campos: Any,
) -> ProgramaTrabajo:
    """A programme with one row per letter of ``validados`` (s, n, p, -); uniform unless ``pesos`` are given."""
    programa = ProgramaTrabajo.objects.create(
        ejercicio=ejercicio,
        region=region,
        tipo=tipo,
        codigo=f"{ejercicio.anio}-{region.cut}-{tipo}",
        ponderacion=Ponderacion.UNIFORME if pesos is None else Ponderacion.MANUAL,
        ultimo_objetivo=len(validados),
        **campos,
    )
    lista = pesos if isinstance(pesos, list) else [pesos] * len(validados)
    objetivos = ObjetivoEspecifico.objects.bulk_create(
        ObjetivoEspecifico(
            programa=programa,
            codigo=f"{programa.codigo}-{i:02d}",
            orden=i,
            texto=f"Objetivo {i} de {region}",
            ultimo_compromiso=1,
        )
        for i in range(1, len(validados) + 1)
    )
    Indicador.objects.bulk_create(
        Indicador(objetivo=objetivo, texto=f"Indicador de {objetivo.codigo}", meta="100%")
        for objetivo in objetivos
    )
    compromisos = Compromiso.objects.bulk_create(
        Compromiso(
            objetivo=objetivo,
            codigo=f"{objetivo.codigo}.1",
            orden=1,
            ultima_actividad=1,
            ultimo_medio=1,
            ponderacion=None if peso is None else parse_peso(peso),
            validado=RESPUESTAS[letra],
            declarado=RESPUESTAS[declarado],
        )
        for objetivo, peso, letra, declarado in zip(
            objetivos, lista, validados, declarados or "-" * len(validados), strict=True
        )
    )
    for modelo, letra, texto in ((Actividad, "A", "Actividad"), (MedioVerificacion, "M", "Informe")):
        modelo.objects.bulk_create(
            modelo(compromiso=c, codigo=f"{c.codigo}-{letra}1", orden=1, texto=f"{texto} de {c.codigo}")
            for c in compromisos
        )
    return programa


def build_nacional(ejercicio: Ejercicio, regiones: list[Region], filas: tuple[int, int, int]) -> None:
    """Give each territory its three programmes, with answers that differ from one to the next."""
    patron = "sssns-sssp-ss-ns"
    for i, region in enumerate(regiones):
        for tipo, cuantas in zip(("III.1", "III.2", "III.3"), filas, strict=True):
            validados = "".join(patron[(i * 5 + j) % len(patron)] for j in range(cuantas))
            build_programa(ejercicio, region, tipo, validados, "3.2" if i % 2 else None)
