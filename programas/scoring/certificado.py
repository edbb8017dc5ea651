"""The certificate of a closed year: its shape, the seal of each of its values, its hash and its short code.

A certificate is JSON. ``huella`` is the SHA-256 of all of it but ``huella`` and ``codigo``, which follow from it.
``sellos`` holds a short hash of each value that is not computed, by its path: so that what changed can be named.
``resultado`` needs none, being computed again from ``entrada``.
"""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

FORMATO = "gestion-territorial/certificado/1"
SIN_HUELLA = ("codigo", "huella")
SIN_SELLO = (*SIN_HUELLA, "resultado", "sellos")
LARGO_SELLO = 16
# Crockford's: without I, L, O and U, which are mistaken for others when they are read or typed.
ALFABETO = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CONFUNDIDAS = str.maketrans("OIL", "011")
LARGO_CODIGO, GRUPO = 12, 4
BITS_POR_LETRA = 5

Ruta = tuple[str | int, ...]


def build_certificado(cabeza: Mapping[str, Any], entrada: Any, resultado: Any) -> dict[str, Any]:
    """Seal a closing: ``cabeza`` says of which service, year and version it is."""
    datos = {"formato": FORMATO, **cabeza, "entrada": entrada, "resultado": resultado}
    datos["sellos"] = seal_valores(datos)
    datos["huella"] = compute_huella(datos)
    datos["codigo"] = derive_codigo(datos["huella"])
    return datos


def write_canonico(valor: Any) -> bytes:
    """The one way of writing it that any reader repeats: keys in order, no spaces, UTF-8."""
    return json.dumps(valor, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def compute_huella(datos: Mapping[str, Any]) -> str:
    return sha256(write_canonico({c: v for c, v in datos.items() if c not in SIN_HUELLA})).hexdigest()


def seal_valores(datos: Mapping[str, Any]) -> dict[str, str]:
    """The seal of each value that is given and not computed, by its path."""
    dados = {clave: valor for clave, valor in datos.items() if clave not in SIN_SELLO}
    return {write_ruta(ruta): seal(ruta, valor) for ruta, valor in walk_valores(dados)}


def seal(ruta: Ruta, valor: Any) -> str:
    """Of the value and of its place: two that change places are told."""
    return sha256(write_ruta(ruta).encode() + b"\n" + write_canonico(valor)).hexdigest()[:LARGO_SELLO]


def walk_valores(valor: Any, ruta: Ruta = ()) -> Iterator[tuple[Ruta, Any]]:
    """Every value with its path, in the order written: texts, numbers, booleans, nulls, and what is empty."""
    if isinstance(valor, dict) and valor:
        for clave, contenido in valor.items():
            yield from walk_valores(contenido, (*ruta, clave))
    elif isinstance(valor, list) and valor:
        for i, contenido in enumerate(valor):
            yield from walk_valores(contenido, (*ruta, i))
    else:
        yield ruta, valor


def write_ruta(ruta: Ruta) -> str:
    """«entrada.territorios[0].nombre»; between brackets and quotes, a key that is not a plain word."""
    escrita = ""
    for paso in ruta:
        if isinstance(paso, int):
            escrita += f"[{paso}]"
        elif paso.isidentifier():
            escrita += f".{paso}" if escrita else paso
        else:
            escrita += f"[{json.dumps(paso)}]"
    return escrita


def derive_codigo(huella: str) -> str:
    """The short code of a hash, its first 60 bits: «7K3M9QXA2PWT»."""
    numero = int(huella[: LARGO_CODIGO * BITS_POR_LETRA // 4], 16)
    letras = ""
    for _ in range(LARGO_CODIGO):
        numero, resto = divmod(numero, len(ALFABETO))
        letras = ALFABETO[resto] + letras
    return letras


def show_codigo(codigo: str) -> str:
    """In groups, as it is read aloud and typed: «7K3M-9QXA-2PWT»."""
    return "-".join(codigo[i : i + GRUPO] for i in range(0, len(codigo), GRUPO))


def read_codigo(escrito: str) -> str:
    """The code that somebody typed, forgiving hyphens, spaces, case, and letters taken for others; or nothing."""
    letras = "".join(c for c in escrito.upper() if c not in "-–— \t").translate(CONFUNDIDAS)
    return letras if len(letras) == LARGO_CODIGO and set(letras) <= set(ALFABETO) else ""
