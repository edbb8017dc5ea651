"""The fields of a scenario. Their names are those of its address: what they send is read there."""

from typing import Any

from django import forms

from programas.models import Ejercicio
from programas.scoring import Lectura
from programas.selectors.presentacion import show_decimal
from programas.selectors.simulacion.calculo import suppose
from programas.selectors.simulacion.escenario import DE_GRUPO, TODO, Escenario
from programas.selectors.simulacion.pagina import ProgramaAbierto

COMO_HOY = [("", "Como hoy")]
UNIFORME = ("u", "Uniforme")
ESCRITA = ("e", "Escrita en cada fila")


class ReglasForm(forms.Form):
    """The rules of the year, for every territory."""

    use_required_attribute = False

    u = forms.CharField(label="Umbral (%)", max_length=12)
    l = forms.ChoiceField(label="Lectura", choices=[("p", "Por programa"), ("t", "Por territorio")])  # noqa: E741
    rg = forms.ChoiceField(
        label="Ponderación",
        choices=[("", "La de cada programa"), ("u", "Uniforme en todos"), ("e", "Escrita donde la haya")],
    )
    d = forms.ChoiceField(label="Se cuenta", choices=[("0", "Solo lo validado"), ("1", "También lo declarado")])
    nc = forms.ChoiceField(label="Nivel Central", choices=[("1", "Cuenta"), ("0", "No cuenta")])

    def __init__(self, ejercicio: Ejercicio, escenario: Escenario, *, completo: bool, umbral: str = "") -> None:
        """``umbral`` is what was typed and is not one; ``completo``, for who sees the whole service."""
        supuesto = suppose(ejercicio, escenario)
        iniciales: dict[str, Any] = {
            "u": umbral or show_decimal(supuesto.umbral_razon * 100),
            "l": "t" if supuesto.lectura == Lectura.POR_TERRITORIO else "p",
            "rg": escenario.pesos.get(TODO, ""),
            "d": str(int(escenario.declarado)),
            "nc": str(int(supuesto.cuenta_nivel_central)),
        }
        super().__init__(initial=iniciales)
        if not completo:
            del self.fields["nc"]


class LugarForm(forms.Form):
    """The programme that is open, all of it at once, and its territory."""

    use_required_attribute = False

    rp = forms.ChoiceField(choices=[*COMO_HOY, *DE_GRUPO.items()])
    rw = forms.ChoiceField()
    rt = forms.ChoiceField(choices=[*COMO_HOY, *DE_GRUPO.items()])

    def __init__(self, abierto: ProgramaAbierto, escenario: Escenario) -> None:
        cut, tipo = abierto.lugar
        super().__init__(
            initial={
                "rt": escenario.grupos.get((cut, ""), ""),
                "rp": escenario.grupos.get(abierto.lugar, ""),
                "rw": escenario.pesos.get(abierto.lugar, ""),
            }
        )
        self.fields["rp"].label = f"Todas las filas de {tipo}"
        self.fields["rw"].label = f"Ponderación de {tipo}"
        self.fields["rt"].label = f"Todas las filas de {abierto.territorio}"
        campo: Any = self.fields["rw"]
        campo.choices = [*COMO_HOY, UNIFORME, *([ESCRITA] if abierto.escrita else [])]
