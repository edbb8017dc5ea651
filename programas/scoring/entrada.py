"""Read JSON that comes from elsewhere, refusing what could change a verdict in silence."""

import json
import sys
import unicodedata
from pathlib import Path
from typing import Any

from programas.scoring.caso import CasoInvalido


def read_json(origen: str) -> Any:
    """The JSON of a file, or of standard input with «-». Raises ``CasoInvalido``."""
    try:
        contenido = sys.stdin.buffer.read() if origen == "-" else Path(origen).read_bytes()
        return json.loads(
            contenido.decode("utf-8-sig"), object_pairs_hook=reject_repeated, parse_constant=reject_constante
        )
    except CasoInvalido:
        raise
    except OSError as error:
        raise CasoInvalido("", f"no se puede leer «{origen}»: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CasoInvalido("", f"«{origen}» no está en UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise CasoInvalido("", f"«{origen}» no es JSON: {error}") from None


def reject_repeated(pares: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key written twice would drop one of its values in silence."""
    datos = dict(pares)
    if len(datos) < len(pares):
        claves = [clave for clave, _ in pares]
        repetida = next(clave for clave in claves if claves.count(clave) > 1)
        raise CasoInvalido("", f"la clave «{repetida}» está repetida en un mismo objeto")
    return datos


def reject_constante(palabra: str) -> Any:
    """Python reads «NaN» and «Infinity», which are not JSON and no other reader takes."""
    raise ValueError(f"«{palabra}» no es un valor")


def show_visible(texto: str) -> str:
    """A line that may carry words of others: what would begin a line, or hide some, is told by its number."""
    return "".join(
        f"\\u{ord(c):04x}" if unicodedata.category(c)[0] == "C" or c in "\u2028\u2029" else c for c in texto
    )


def write_salida(texto: str) -> None:
    """To standard output in UTF-8, whatever the machine's own encoding."""
    sys.stdout.buffer.write(texto.encode("utf-8", "backslashreplace") + b"\n")


def write_error(texto: str) -> None:
    """One line to standard error."""
    sys.stderr.buffer.write((show_visible(" ".join(texto.split())) + "\n").encode("utf-8", "backslashreplace"))
