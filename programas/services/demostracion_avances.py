"""The progress entries of the demonstration: invented, plausible, of what some territories did not answer yet."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any

from programas.models import Avance, Compromiso
from regiones.enums import Acto
from regiones.models import Registro, Usuario
from regiones.services import build_registro, describe_fila

# Each is written some days after the one that it measures, at noon in Chile.
DESPUES, HORA = timedelta(days=6), time(15, tzinfo=UTC)
# What is not declared is not done.
MAXIMO = 95


def create_avances(*, datos: dict[str, Any], compromisos: Sequence[Compromiso], motivo: str) -> None:
    """Measure the rows without answer of the territories that the data name, each entry with its record."""
    medidos = datos["avances"]["territorios"]
    autores = {usuario.username: usuario for usuario in Usuario.objects.all()}
    avances: list[Avance] = []
    for cut, territorio in medidos.items():
        pendientes = [c for c in compromisos if c.objetivo.programa.region.cut == cut and not c.declarado]
        for compromiso, ritmo in zip(pendientes, cycle(territorio["ritmos"]), strict=False):
            if ritmo is not None:
                avances += build_avances(datos["avances"], compromiso, ritmo, autores[territorio["autor"]])
    Avance.objects.bulk_create(avances)
    registros = []
    for avance in avances:
        registro = build_registro(
            fila=avance,
            acto=Acto.CREAR,
            actor=avance.registrado_por,
            despues=describe_fila(avance),
            motivo=motivo,
        )
        registro.momento = avance.registrado_en
        registros.append(registro)
    Registro.objects.bulk_create(registros)


def build_avances(datos: dict[str, Any], compromiso: Compromiso, ritmo: int, autor: Usuario) -> Iterator[Avance]:
    """One entry per date: so much of what a year that advances evenly would have, in whole points."""
    for fecha, texto in zip(map(date.fromisoformat, datos["fechas"]), datos["textos"], strict=True):
        valor = min(MAXIMO, fecha.timetuple().tm_yday * ritmo // 365)
        yield Avance(
            compromiso=compromiso,
            fecha=fecha,
            valor=Decimal(valor),
            texto=texto,
            registrado_por=autor,
            registrado_en=datetime.combine(fecha + DESPUES, HORA),
        )
