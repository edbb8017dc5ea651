"""What a workbook that this system wrote says of itself, so that it is recognised when it comes back."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from programas.scoring import Ponderacion

# Grows when the sheets or columns that the writer produces change their meaning.
VERSION_FORMULARIO = "2009.1"

# The hidden sheet that carries them.
HOJA_METADATOS = "_gestion_territorial"
# The sheet with the text that explains the figures: derived from the others, one line in each row.
HOJA_EXPLICACION = "Cómo se calcula"

# The key, under a sheet of the form, of the mark of how its programme shares out its weights.
REPARTO = "ponderacion"


@dataclass(frozen=True, slots=True)
class Metadatos:
    """Service, year and territory (its code) of a workbook, and the state it was taken from.

    ``testigo`` is the state token of the territory's form; ``filas`` gives, by row code and column, the mark of
    what the workbook said when it was written (see ``mark_valor``).
    """

    servicio: str
    anio: int
    region: str
    version: str
    testigo: str
    escrito: str
    filas: dict[str, dict[str, str]]

    def is_uniforme(self, tipo: str) -> bool:
        """Whether the sheet of a programme was written with weights that it computes."""
        return self.filas.get(tipo, {}).get(REPARTO) == mark_valor(Ponderacion.UNIFORME.value)


def mark_valor(valor: Any) -> str:
    """The mark of a value as the reader reads it: equal values, equal marks; twelve hexadecimal figures.

    Texts are compared by their words: a cell gains or loses spaces and line breaks without anyone changing it.
    """
    if isinstance(valor, str):
        valor = " ".join(valor.split())
    elif isinstance(valor, list | tuple):
        valor = [" ".join(str(texto).split()) for texto in valor]
    escrito = json.dumps(valor, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(escrito.encode()).hexdigest()[:12]
