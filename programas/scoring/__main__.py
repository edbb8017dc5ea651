"""``python -m programas.scoring [FILE|-]``: score one case or a list of cases, for anyone with Python."""

import json
import sys
from typing import Any

from programas.scoring.caso import CasoInvalido, score
from programas.scoring.entrada import read_json, write_error, write_salida

USO = "uso: python -m programas.scoring [ARCHIVO|-]"


def read_entrada(argumentos: list[str]) -> Any:
    if len(argumentos) > 1:
        raise CasoInvalido("", USO)
    return read_json(argumentos[0] if argumentos else "-")


def main(argumentos: list[str]) -> int:
    """Write the answer to standard output; return 2 with one line on standard error for bad input."""
    try:
        respuesta = score(read_entrada(argumentos))
    except CasoInvalido as error:
        write_error(str(error))
        return 2
    write_salida(json.dumps(respuesta, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
