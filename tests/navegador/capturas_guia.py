"""The pictures of the guide, for ``static/guia``: made by ``make capturas``, never by hand."""

import pytest
from django.db import transaction
from playwright.sync_api import Browser, FloatRect, Page

from tests.guia import IMAGENES, MEDIOS, find_ausentes, list_citas, list_imagenes
from tests.navegador.fotografia import _junto_al_navegador, demostracion, show, write_foto
from tests.vistas import ESTADOS, Vista, open_estado

__all__ = ["_junto_al_navegador", "demostracion"]

pytestmark = [pytest.mark.navegador, pytest.mark.django_db]

MARGEN = 8
# What would change at each taking, or lie over the rest, is left out; what a browser writes by itself, as one in
# Spanish does, whatever the language of this one.
PREPARA = """raiz => {
  raiz.querySelectorAll(".cab, .migas").forEach((nodo) => { nodo.hidden = true; });
  raiz.querySelectorAll(".marcadas").forEach((nodo) => { nodo.style.position = "static"; });
  raiz.querySelectorAll("#avances details").forEach((nodo) => { nodo.open = true; });
  raiz.querySelectorAll("input[type=date]").forEach((nodo) => { nodo.type = "text"; nodo.value = "dd-mm-aaaa"; });
  raiz.querySelectorAll("input[type=file]").forEach((nodo) => {
    nodo.type = "text";
    nodo.value = nodo.multiple ? "Elegir archivos: ninguno seleccionado" : "Elegir archivo: ninguno seleccionado";
  });
}"""
# What a page says once everything that folds is unfolded, with the names that are only heard.
PALABRAS = """raiz => {
  raiz.querySelectorAll(".ayudas").forEach((nodo) => nodo.remove());
  const plegados = [...raiz.querySelectorAll("details:not([open])")];
  plegados.forEach((nodo) => { nodo.open = true; });
  const oidas = [...raiz.querySelectorAll("[aria-label], option, input[type=submit]")].map(
    (nodo) => nodo.getAttribute("aria-label") || nodo.textContent || nodo.value);
  const visto = raiz.innerText;
  plegados.forEach((nodo) => { nodo.open = false; });
  return [visto, ...oidas].join("\\n");
}"""


@pytest.mark.parametrize("estado", ESTADOS)
def test_pictures_of_the_guide_are_taken(navegador: Browser, demostracion: None, estado: str) -> None:
    citas, fotos = list_citas(), list_imagenes()
    with transaction.atomic():
        for nombre, vista, camino, respuesta in open_estado(estado):
            if nombre not in fotos:
                continue
            assert respuesta.status_code == 200
            for ancho, alto in zip(MEDIOS, vista.alto, strict=True):
                with show(navegador, respuesta, camino, (ancho, 900)) as pagina:
                    assert find_ausentes(read_vistas(pagina), citas.get(nombre, {})) == []
                    write_foto(pagina, frame(pagina, vista, ancho, alto), IMAGENES / f"{nombre}-{ancho}.png")
        transaction.set_rollback(True)


def frame(pagina: Page, vista: Vista, ancho: int, alto: int) -> FloatRect:
    """The part of a page that is pictured, without the way to it, and no more than ``alto`` of it."""
    pagina.locator("body").evaluate(PREPARA)
    caja = pagina.locator(vista.parte).first.bounding_box()
    assert caja is not None
    arriba = max(caja["y"] - MARGEN, 0)
    return {"x": 0, "y": arriba, "width": ancho, "height": min(alto, caja["height"] + 2 * MARGEN)}


def read_vistas(pagina: Page) -> str:
    return " ".join(pagina.locator("body").evaluate(PALABRAS).split())
