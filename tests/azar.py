"""Hostile input for any address: what a page reads is seen by asking it, and each field gets what nobody types."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# How many times the usual number of examples: FUZZ=50 is some minutes.
VECES = int(os.environ.get("FUZZ", "1"))
LARGO = 20_000

NUMEROS = (
    *("-1", "0", "1", "00", "-0", "+1", "1.0", "1,5", "1.000.000,00", "0x10", "1_000", "1e400", "NaN", "Infinity"),
    *("2147483648", "9223372036854775808", "-9223372036854775809", "9" * 30, "9" * 4_301, "1" + "0" * 400),
    *("١٢٣", "²", "½", "１２", "0.00000000000000000001", "100", "100,0000001", "-5"),
)
FECHAS = (
    *(
        "2009-06-30",
        "30-06-2009",
        "2009-02-30",
        "9999-12-31",
        "0001-01-01",
        "01-01-0001",
        "31-12-9999",
        "20090630",
    ),
    *("2009-W27-2", "0000-00-00", "2009-06-30T25:61", "99999-01-01", "-2009-06-30", "2009-06-30T00:00+99:99"),
)
TEXTOS = (
    *(
        "",
        " ",
        "\0",
        "a\0b",
        "\ud800",
        "a\udfffb",
        "\ufeff",
        "\ufffe",
        "\U0010ffff",
        "\u202etxt.exe",
        "\u200f",
        "\u2028",
    ),
    *("' OR 1=1 --", '"; DROP TABLE x; --', "%", "_", "%%", "%s", "%(x)s", "{0}", "{x.__class__}", "{{ 7*7 }}"),
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "]]>", "&#0;", "&lt;"),
    *(
        "//mal.example",
        "https://mal.example/",
        "/\\mal.example",
        "\\\\mal\\x",
        "../../etc/passwd",
        "..%2f..%2f",
        "%00",
    ),
    *("\r\nSet-Cookie: x=1", "\n", "\t", "\x1b[31m", "\x7f", "%c0%af", "None", "null", "true", "[]", "{}", "[1]"),
    *(
        "İ",
        "ß",
        "ﬁ",
        "日本語",
        "عربى",
        "e\u0301",
        "Ñ",
        "z" + "\u0301" * 500,
        "=1+1",
        "@SUM(A1)",
        "-2+3",
        "__all__",
    ),
    *("si", "no", "parcial", "METAS", "UNIFORME", "TODAS", "07", "99", "III.1", "III.4", "SERNAM", "x" * LARGO),
)

hostiles = st.one_of(
    st.sampled_from(TEXTOS),
    st.sampled_from(NUMEROS),
    st.sampled_from(FECHAS),
    st.text(max_size=12),
    st.integers().map(str),
)


def bounded(ejemplos: int) -> settings:
    """Always the same examples, and as many more of others as FUZZ says."""
    return settings(
        max_examples=ejemplos * VECES,
        derandomize=VECES == 1,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


class Archivos(MultiValueDict):
    """What stands for ``request.FILES`` when no file came."""


class Leidos:
    """The names that a page asked of what was sent: ``campos`` of its address and its body, and ``archivos``."""

    def __init__(self) -> None:
        self.campos: set[str] = set()
        self.archivos: set[str] = set()

    def note(self, dichos: Any, nombre: Any) -> None:
        if isinstance(nombre, str):
            if isinstance(dichos, QueryDict):
                self.campos.add(nombre)
            elif isinstance(dichos, Archivos):
                self.archivos.add(nombre)


@contextmanager
def watch_leidos() -> Iterator[Leidos]:
    """See what is asked of every ``request.GET``, ``POST`` and ``FILES`` meanwhile."""
    leidos = Leidos()

    def watch(metodo: Any) -> Any:
        def read(self: Any, nombre: Any, *resto: Any, **opciones: Any) -> Any:
            leidos.note(self, nombre)
            return metodo(self, nombre, *resto, **opciones)

        return read

    with pytest.MonkeyPatch.context() as parche:
        for nombre in ("get", "getlist", "__getitem__"):
            parche.setattr(MultiValueDict, nombre, watch(getattr(MultiValueDict, nombre)))
        parche.setattr(MultiValueDict, "__contains__", watch(dict.__contains__), raising=False)
        parche.setattr("django.http.request.MultiValueDict", Archivos)
        yield leidos


def write_consulta(pares: Any) -> str:
    """Pairs as an address or a form writes them, halves of characters too."""
    return "&".join(f"{write_valor(nombre)}={write_valor(valor)}" for nombre, valor in pares)


def write_valor(valor: Any) -> str:
    return quote_plus(str(valor).encode("utf-8", "surrogatepass"))


LIMITE = "frontera"


def write_multiparte(pares: Any, archivos: Any) -> bytes:
    """A form with files, each one (field, name, type, content), whatever their names hold."""
    partes = [
        f'Content-Disposition: form-data; name="{nombre}"\r\n\r\n'.encode("utf-8", "surrogatepass")
        + str(valor).encode("utf-8", "surrogatepass")
        for nombre, valor in pares
    ]
    for campo, nombre, tipo, contenido in archivos:
        cabeza = (
            f'Content-Disposition: form-data; name="{campo}"; filename="{nombre}"\r\nContent-Type: {tipo}\r\n\r\n'
        )
        partes.append(cabeza.encode("utf-8", "surrogatepass") + contenido)
    cuerpo = b"".join(b"--" + LIMITE.encode() + b"\r\n" + parte + b"\r\n" for parte in partes)
    return cuerpo + b"--" + LIMITE.encode() + b"--\r\n"


MULTIPARTE = f"multipart/form-data; boundary={LIMITE}"
URLENCODED = "application/x-www-form-urlencoded"
# Bodies that are no form, each with the type that it says it is.
CUERPOS = (
    (MULTIPARTE, b""),
    (MULTIPARTE, b"--frontera\r\nContent-Disposition: form-data\r\n\r\nx"),
    (
        MULTIPARTE,
        b'--frontera\r\nContent-Disposition: form-data; name="x"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n%%%\r\n--frontera--",
    ),
    (
        MULTIPARTE,
        b"--frontera\r\nContent-Disposition: form-data; name*=nada'x'y; filename*=utf-8''%00%2f\r\n"
        b"Content-Type: text/plain; charset=nada\r\n\r\nx\r\n--frontera--",
    ),
    (MULTIPARTE, b"--otra\r\n\r\n--otra--"),
    (MULTIPARTE, b"\xff\xfe" * 500),
    ("multipart/form-data", b"x=1"),
    ("multipart/form-data; boundary=", b"x=1"),
    (f"multipart/form-data; boundary={'x' * 300}", b"x=1"),
    ("multipart/form-data; boundary=ñ", b"x=1"),
    (URLENCODED, b"\xff\xfe\x00=%ff%fe&=&&&==;"),
    (URLENCODED, b"%"),
    (f"{URLENCODED}; charset=utf-16", "x=1".encode("utf-16")),
    (f"{URLENCODED}; charset=nada", b"x=1"),
    (URLENCODED, b"&".join(b"c%d=1" % n for n in range(5_001))),
    ("application/json", b"{"),
    ("application/json", b"[" * 100_000),
    ("application/json", json.dumps({"usuario": 1, "clave": "\ud800", "datos": {"a": ["\0"]}}).encode()),
    ("application/json", b'{"usuario": 1e999, "clave": "x", "version": true, "datos": {"a": "b"}}'),
    ("application/json", b"\xff\xfe{}"),
    ("application/json; charset=latin-1", '{"ñ": 1}'.encode("latin-1")),
    ("text/xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ("", b"x=1"),
)  # fmt: skip
