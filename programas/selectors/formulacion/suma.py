"""How much the typed weights of a programme add to, and what is missing to 100 % (V1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from programas.formulario.cifras import count_decimales, format_ponderacion
from programas.formulario.reglas.pesos import is_cien
from programas.scoring import DIEZMILESIMAS_POR_PUNTO, PESO_MAXIMO
from programas.selectors.presentacion import NBSP, show_cantidad, show_decimal


@dataclass(frozen=True, slots=True)
class Suma:
    """The weights of a programme, ``None`` where none is typed, and those that count with them towards 100 %.

    ``otras`` are the typed weights of the territory's other programmes, when the ejercicio adds them together.
    """

    pesos: tuple[int | None, ...]
    otras: tuple[int, ...] = ()

    @property
    def propia(self) -> int:
        return sum(peso for peso in self.pesos if peso is not None)

    @property
    def sin_peso(self) -> int:
        return sum(1 for peso in self.pesos if peso is None)

    @property
    def otras_suma(self) -> int:
        return sum(self.otras)

    @property
    def otras_decimales(self) -> int:
        """The decimals of the finest of the other weights: rounding is told by them too."""
        return max((count_decimales(peso) for peso in self.otras), default=0)


def describe_suma(suma: Suma) -> str:
    """«suman 98,4 %: faltan 1,6 puntos»."""
    escritos = [*(peso for peso in suma.pesos if peso is not None), *suma.otras]
    total = suma.propia + suma.otras_suma
    dicho = f"{'suma' if len(suma.pesos) == 1 else 'suman'} {show_pesos(suma.propia)}"
    if suma.otras:
        dicho += f" y, con los otros programas del territorio, {show_pesos(total)}"
    if suma.sin_peso:
        sin_peso = show_cantidad(suma.sin_peso, "fila no tiene", "filas no tienen")
        return f"{dicho}; {sin_peso} ponderación"
    if total == PESO_MAXIMO:
        return dicho
    if is_cien(escritos):
        return f"{dicho}, que con el redondeo de lo escrito valen 100{NBSP}%"
    return f"{dicho}: {describe_resto(PESO_MAXIMO - total)}"


def show_pesos(diezmilesimas: int) -> str:
    return format_ponderacion(diezmilesimas).replace(" ", NBSP)


def describe_resto(resto: int) -> str:
    """«faltan 1,6 puntos», «sobra 1 punto»."""
    puntos = show_decimal(Fraction(abs(resto), DIEZMILESIMAS_POR_PUNTO))
    uno = abs(resto) == DIEZMILESIMAS_POR_PUNTO
    verbo = ("falta" if uno else "faltan") if resto > 0 else ("sobra" if uno else "sobran")
    return f"{verbo} {puntos}{NBSP}{'punto' if uno else 'puntos'}"


def list_pesos(pesos: Sequence[int | None]) -> tuple[int, ...]:
    return tuple(peso for peso in pesos if peso is not None)
