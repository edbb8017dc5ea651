"""Pictures of the dashboards in every state, for ``docs/tableros.md``: made by ``make capturas``, never by hand.

The demonstration is brought to each state in a transaction that is taken back, drawn in this process and shown by
a real Chromium: on a desktop, on a phone, and as a sheet of paper is printed.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser

from programas.enums import Etapa
from programas.models import Compromiso, Ejercicio, ProgramaTrabajo
from programas.services.cierre import freeze_cierre
from regiones.enums import Rol
from regiones.models import Asignacion, Region, Servicio, Usuario
from tests.fabrica import build_nacional
from tests.navegador.fotografia import _junto_al_navegador, demostracion, show, write_foto

__all__ = ["_junto_al_navegador", "demostracion"]

pytestmark = [pytest.mark.navegador, pytest.mark.django_db]

DOCS = settings.BASE_DIR / "docs"
CARPETA = DOCS / "img" / "tableros"
# What is seen of a page: a screen and a half, two screens of a phone, and what a sheet leaves within its margins.
TAMANOS = {"1366": (1366, 1280), "390": (390, 1520), "impreso": (1032, 688)}


def leave(ejercicio: Ejercicio) -> None:
    """The year as the demonstration brings it: under way, lost by one territory."""


def begin(ejercicio: Ejercicio) -> None:
    """A year that begins, with nothing committed yet."""
    Ejercicio.objects.filter(pk=ejercicio.pk).update(anio=2008)
    Ejercicio.objects.create(servicio=ejercicio.servicio, anio=2009, etapa=Etapa.FORMULACION)


def recover(ejercicio: Ejercicio) -> None:
    """What was lost is to be evaluated again: everything is at stake."""
    Compromiso.objects.filter(validado__in=("no", "parcial")).update(validado="")


def win(ejercicio: Ejercicio) -> None:
    """Everything is fulfilled."""
    ProgramaTrabajo.objects.update(ponderacion="UNIFORME")
    Compromiso.objects.update(validado="si", declarado="si")


def read_juntos(ejercicio: Ejercicio) -> None:
    """The other reading is the official one."""
    Ejercicio.objects.filter(pk=ejercicio.pk).update(lectura="POR_TERRITORIO")


def close(ejercicio: Ejercicio) -> None:
    """The year is over, its verdict frozen: what was not fulfilled is lost."""
    ProgramaTrabajo.objects.update(ponderacion="UNIFORME")
    Compromiso.objects.filter(validado="").update(validado="si")
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=Etapa.CERRADO)
    ejercicio.refresh_from_db()
    freeze_cierre(ejercicio=ejercicio, actor=Usuario.objects.get(username="administracion"), motivo="")


def multiply(ejercicio: Ejercicio) -> None:
    """A ministry: the service beside two others."""
    usuario = Usuario.objects.get(username="unidad.central")
    regiones = list(Region.objects.existing_in(2009))
    for codigo, nombre, respuesta in (
        ("agro", "Servicio de ejemplo, agrícola", "si"),
        ("salud", "Servicio de ejemplo, de salud", ""),
    ):
        servicio = Servicio.objects.create(codigo=codigo, sigla=codigo.upper(), nombre=nombre)
        Asignacion.objects.create(usuario=usuario, servicio=servicio, rol=Rol.CENTRAL, desde=date(2009, 1, 1))
        otro = Ejercicio.objects.create(servicio=servicio, anio=2009, etapa=Etapa.EJECUCION)
        build_nacional(otro, regiones, (4, 4, 1))
        propios = Compromiso.objects.filter(objetivo__programa__ejercicio=otro)
        propios.exclude(validado="si").update(validado=respuesta)


# How the page of pictures calls what is looked at.
NOMBRES = {
    "tablero": "National page",
    "calculo": "How the verdict is reached",
    "alerta": "Early warning",
    "esfuerzo": "Least effort",
    "lecturas": "Does it depend on the reading?",
    "simulacion": "What if: a row of Atacama were «sí»",
    "evolucion": "Evolution of the service",
    "evolucion-territorio": "Evolution of a territory",
    "calidad": "Quality of reporting",
    "calidad-territorio": "Quality of reporting of a territory",
    "lista": "List of commitments",
    "territorio": "A territory",
    "explicacion": "Every figure explained",
    "servicios": "Several services",
}

# Each state, and what is looked at in it: the name of the picture and the address.
ESTADOS: dict[str, tuple[Callable[[Ejercicio], None], dict[str, str]]] = {
    "en-curso": (
        leave,
        {
            "tablero": "",
            "calculo": "calculo/",
            "alerta": "alerta/",
            "esfuerzo": "esfuerzo/",
            "lecturas": "lecturas/",
            "simulacion": "simulacion/?f=03.1-09.1s",
            "evolucion": "evolucion/",
            "evolucion-territorio": "evolucion/07/",
            "calidad": "calidad/",
            "calidad-territorio": "calidad/05/",
            "lista": "listas/compromisos/",
            "territorio": "territorios/07/",
            "explicacion": "territorios/07/explicacion/",
        },
    ),
    "sin-compromisos": (begin, {"tablero": "", "alerta": "alerta/"}),
    "en-juego": (recover, {"tablero": ""}),
    "asegurado": (win, {"tablero": "", "esfuerzo": "esfuerzo/"}),
    "por-territorio": (read_juntos, {"tablero": "", "alerta": "alerta/"}),
    "cerrado": (close, {"tablero": "", "alerta": "alerta/"}),
    "varios-servicios": (multiply, {"servicios": "/servicios/"}),
}


@pytest.mark.parametrize("estado", ESTADOS)
def test_pictures_are_taken(navegador: Browser, demostracion: None, estado: str) -> None:
    prepare, paginas = ESTADOS[estado]
    ejercicio = Ejercicio.objects.select_related("servicio").get()
    prepare(ejercicio)
    cliente = Client()
    cliente.force_login(Usuario.objects.get(username="unidad.central"))
    for nombre, camino in paginas.items():
        direccion = camino if camino.startswith("/") else f"/sernam/2009/{camino}"
        respuesta = cliente.get(direccion)
        assert respuesta.status_code == 200
        for medio, tamano in TAMANOS.items():
            archivo = CARPETA / f"{estado}-{nombre}-{medio}.png"
            take(navegador, respuesta, direccion, tamano, archivo, impreso=medio == "impreso")
            assert archivo.stat().st_size > 0


def test_the_page_of_pictures_is_written() -> None:
    lineas = [
        "# The dashboards, in every state",
        "",
        "Written with its pictures by `make capturas`, from the demonstration: what one sees on a desktop",
        "(1366 px), on a phone (390 px) and on a printed sheet. Long pages are cut.",
    ]
    for estado, (prepare, paginas) in ESTADOS.items():
        lineas += [
            "",
            f"## {estado.capitalize().replace('-', ' ')}",
            "",
            " ".join((prepare.__doc__ or "").split()),
        ]
        for nombre in paginas:
            fotos = [f"img/tableros/{estado}-{nombre}-{medio}.png" for medio in TAMANOS]
            assert all((DOCS / foto).exists() for foto in fotos)
            celdas = [
                f'<img src="{foto}" alt="{NOMBRES[nombre]}, {estado}, {medio}" width="{ancho}">'
                for foto, medio, ancho in zip(fotos, TAMANOS, (460, 160, 320), strict=True)
            ]
            lineas += ["", f"### {NOMBRES[nombre]}", "", "| 1366 px | 390 px | print |", "|---|---|---|"]
            lineas.append(f"| {' | '.join(celdas)} |")
    (DOCS / "tableros.md").write_text("\n".join(lineas) + "\n", encoding="utf-8")


def take(
    navegador: Browser, respuesta: object, direccion: str, tamano: tuple[int, int], archivo: Path, *, impreso: bool
) -> None:
    """One picture, no longer than its page."""
    ancho, alto = tamano
    with show(navegador, respuesta, direccion, tamano, impreso=impreso) as pagina:
        largo = int(pagina.evaluate("document.documentElement.scrollHeight"))
        write_foto(pagina, {"x": 0, "y": 0, "width": ancho, "height": min(alto, largo)}, archivo)
