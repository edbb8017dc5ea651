"""Pictures of pages: drawn in this process over the demonstration, shown by a real Chromium, in few colours."""

import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from playwright.sync_api import Browser, FloatRect, Page

from tests.navegador.test_accesibilidad import ORIGEN, _junto_al_navegador, fulfill

__all__ = ["_junto_al_navegador", "demostracion", "show", "write_foto"]

# The colours of a picture, every other one told as the nearest: what letters need, at a third of the size.
REDUCE = """async (datos) => {
  const imagen = await createImageBitmap(await (await fetch(datos)).blob());
  const lienzo = new OffscreenCanvas(imagen.width, imagen.height).getContext("2d");
  lienzo.drawImage(imagen, 0, 0);
  const pixeles = new Uint32Array(lienzo.getImageData(0, 0, imagen.width, imagen.height).data.buffer);
  const veces = new Map();
  for (const pixel of pixeles) veces.set(pixel, (veces.get(pixel) || 0) + 1);
  const paleta = [...veces].sort((a, b) => b[1] - a[1]).slice(0, 128).map(([color]) => color);
  const canales = (color) => [color & 255, (color >> 8) & 255, (color >> 16) & 255];
  const nearest = (color) => {
    const distancia = (otro) => canales(otro).reduce((suma, v, i) => suma + (v - canales(color)[i]) ** 2, 0);
    return paleta.reduce((mejor, otro, i) => (distancia(otro) < distancia(paleta[mejor]) ? i : mejor), 0);
  };
  const lugares = new Map([...veces.keys()].map((color) => [color, nearest(color)]));
  let texto = "";
  for (const pixel of pixeles) texto += String.fromCharCode(lugares.get(pixel));
  return { ancho: imagen.width, alto: imagen.height, paleta: paleta.flatMap(canales), puntos: btoa(texto) };
}"""


@pytest.fixture(scope="module")
def demostracion(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The demonstration, once for all the pictures."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        call_command("load_demostracion", verbosity=0)
        yield
        transaction.set_rollback(True)


@contextmanager
def show(
    navegador: Browser, respuesta: object, direccion: str, tamano: tuple[int, int], *, impreso: bool = False
) -> Iterator[Page]:
    """A page that was drawn in this process, in a browser of that size that asks nobody for anything."""
    ancho, alto = tamano
    contexto = navegador.new_context(
        viewport={"width": ancho, "height": alto}, locale="es-CL", reduced_motion="reduce"
    )
    contexto.route("**/*", lambda ruta: fulfill(ruta, respuesta))
    pagina = contexto.new_page()
    if impreso:
        pagina.emulate_media(media="print")
    pagina.goto(ORIGEN + direccion)
    yield pagina
    contexto.close()


def write_foto(pagina: Page, recorte: FloatRect, archivo: Path) -> None:
    """The picture of a part of a page, in a file of few colours."""
    archivo.parent.mkdir(parents=True, exist_ok=True)
    navegador = pagina.context.browser
    assert navegador is not None
    archivo.write_bytes(shrink_png(navegador, pagina.screenshot(clip=recorte, full_page=True)))


def shrink_png(navegador: Browser, foto: bytes) -> bytes:
    """The same picture with a palette: the browser finds the colours, and here they are written."""
    hoja = navegador.new_page()
    reducida = hoja.evaluate(REDUCE, f"data:image/png;base64,{b64encode(foto).decode()}")
    hoja.close()
    ancho, puntos = reducida["ancho"], b64decode(reducida["puntos"])
    lineas = b"".join(b"\0" + puntos[i : i + ancho] for i in range(0, len(puntos), ancho))
    partes = [
        (b"IHDR", struct.pack(">IIBBBBB", ancho, reducida["alto"], 8, 3, 0, 0, 0)),
        (b"PLTE", bytes(reducida["paleta"])),
        (b"IDAT", zlib.compress(lineas, 9)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(datos)) + tipo + datos + struct.pack(">I", zlib.crc32(tipo + datos))
        for tipo, datos in partes
    )
