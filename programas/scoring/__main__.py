"""``python -m programas.scoring [FILE|-]``: score one case or a list of cases, for anyone with Python."""

import json
import sys
from pathlib import Path
from typing import Any

from programas.scoring.caso import CasoInvalido, score

USO = "uso: python -m programas.scoring [ARCHIVO|-]"


def reject_repeated(pares: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key written twice would drop one of its values in silence."""
    datos = dict(pares)
    if len(datos) < len(pares):
        claves = [clave for clave, _ in pares]
        repetida = next(clave for clave in claves if claves.count(clave) > 1)
        raise CasoInvalido("", f"la clave «{repetida}» está repetida en un mismo objeto")
    return datos


def read_entrada(argumentos: list[str]) -> Any:
    if len(argumentos) > 1:
        raise CasoInvalido("", USO)
    origen = argumentos[0] if argumentos else "-"
    try:
        contenido = sys.stdin.buffer.read() if origen == "-" else Path(origen).read_bytes()
        return json.loads(contenido.decode("utf-8-sig"), object_pairs_hook=reject_repeated)
    except CasoInvalido:
        raise
    except OSError as error:
        raise CasoInvalido("", f"no se puede leer «{origen}»: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CasoInvalido("", f"«{origen}» no está en UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise CasoInvalido("", f"«{origen}» no es JSON: {error}") from None


def main(argumentos: list[str]) -> int:
    """Write the answer to standard output; return 2 with one line on standard error for bad input."""
    try:
        respuesta = score(read_entrada(argumentos))
    except CasoInvalido as error:
        sys.stderr.buffer.write((" ".join(str(error).split()) + "\n").encode("utf-8", "backslashreplace"))
        return 2
    texto = json.dumps(respuesta, ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(texto.encode("utf-8", "backslashreplace") + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
