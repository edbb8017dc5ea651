"""An ejercicio as a case for ``python -m programas.scoring``: so that anyone can recompute its verdict."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from programas.formulario.contenido import ProgramaContenido, TerritorioContenido
from programas.models import Ejercicio
from programas.scoring import DIEZMILESIMAS_POR_PUNTO, Ponderacion
from programas.selectors.contenido import load_contenido
from regiones.models import CUT_NIVEL_CENTRAL


def load_caso(ejercicio: Ejercicio) -> dict[str, Any]:
    """The official inputs of the verdict, row by row: what is not validated is blank.

    Of a closed ejercicio, those that its closing froze.
    """
    cierre = ejercicio.cierres.first() if ejercicio.cerrado else None
    return cierre.entrada if cierre else build_caso(ejercicio)


def build_caso(ejercicio: Ejercicio) -> dict[str, Any]:
    """The same, from what is stored today."""
    territorios = load_contenido(ejercicio_id=ejercicio.pk)
    return {
        "nombre": str(ejercicio),
        "umbral": write_decimal(ejercicio.umbral_razon),
        "cerrado": ejercicio.cerrado,
        "lectura": ejercicio.lectura,
        "territorios": [
            describe_territorio(territorio)
            for territorio in territorios
            if ejercicio.cuenta_nivel_central or territorio.region != CUT_NIVEL_CENTRAL
        ],
    }


def describe_territorio(territorio: TerritorioContenido) -> dict[str, Any]:
    return {
        "codigo": territorio.region,
        "nombre": territorio.nombre,
        "programas": [describe_programa(programa) for programa in territorio.programas],
    }


def describe_programa(programa: ProgramaContenido) -> dict[str, Any]:
    uniforme = programa.ponderacion == Ponderacion.UNIFORME
    return {
        "tipo": programa.tipo,
        "ponderacion": programa.ponderacion,
        "compromisos": [
            {
                "id": compromiso.codigo,
                "ponderacion": None
                if uniforme or compromiso.ponderacion is None
                else write_decimal(Fraction(compromiso.ponderacion, DIEZMILESIMAS_POR_PUNTO)),
                "cumple": compromiso.validado or None,
            }
            for compromiso in programa.compromisos
        ],
    }


def write_decimal(cantidad: Fraction) -> str:
    """An exact decimal with a point, as the case is written: every stored percentage has one."""
    exacto = (Decimal(cantidad.numerator) / Decimal(cantidad.denominator)).normalize()
    if Fraction(exacto) != cantidad:
        raise ValueError(f"{cantidad} no tiene una escritura decimal exacta.")
    return f"{exacto:f}"
