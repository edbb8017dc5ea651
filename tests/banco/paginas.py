"""Requests per second of the pages that people leave open, against a bare page of 20 KB behind the same login.

Asked of the WSGI application in this same process, one at a time: with a server between, what it adds to both
would bring the ratios nearer to one.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.contrib.auth import get_user_model
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from programas.selectors.presentacion import MOSTRADOS
from programas.selectors.sin_cambios import get_hora
from tests.banco.bases import Base
from tests.banco.contendientes import decide_en_sql
from tests.banco.medidas import Comparacion, Medida, measure_por_turnos, time_ms
from tests.banco.urls import TAMANO
from tests.banco.veredictos import Desacuerdo

RONDAS = 60
SERVIDOR = "localhost"
# As in production: which files are static is known beforehand.
AJUSTES = {"ROOT_URLCONF": "tests.banco.urls", "WHITENOISE_AUTOREFRESH": False}


class Navegador:
    """Somebody's browser: its session, its token, and what it kept of a page."""

    def __init__(self, aplicacion: WSGIHandler, base: Base) -> None:
        self.aplicacion = aplicacion
        self.base = base
        with base:
            cliente = Client(SERVER_NAME=SERVIDOR)
            cliente.force_login(get_user_model().objects.get(pk=base.usuario.pk))
            cliente.get(reverse("tablero", args=[base.ejercicio.servicio.codigo, base.ejercicio.anio]))
        self.galletas = "; ".join(f"{clave}={galleta.value}" for clave, galleta in cliente.cookies.items())

    def ask(self, direccion: str, llave: str = "") -> tuple[int, dict[str, str], bytes]:
        """One request, as the server hands it over and until its connection is let go."""
        pedido: dict[str, Any] = {"HTTP_COOKIE": self.galletas} | ({"HTTP_IF_NONE_MATCH": llave} if llave else {})
        entorno = RequestFactory(SERVER_NAME=SERVIDOR).get(direccion, **pedido).environ
        estado, cabeceras = 0, {}

        def start_response(linea: str, pares: list[tuple[str, str]], *_: object) -> Any:
            nonlocal estado, cabeceras
            estado, cabeceras = int(linea.split()[0]), dict(pares)
            return BytesIO().write

        respuesta = self.aplicacion(entorno, start_response)
        try:
            return estado, cabeceras, b"".join(respuesta)
        finally:
            respuesta.close()

    def time(self, direccion: str, llave: str, estado: int) -> float:
        """Milliseconds of one request, that must be answered with that state."""
        with self.base:
            respuestas: list[int] = []
            tiempo = time_ms(lambda: respuestas.append(self.ask(direccion, llave)[0]))
        if respuestas != [estado]:
            raise Desacuerdo(f"{direccion}: {respuestas}")
        return tiempo


class Pagina:
    """A page of a database: drawn for the first time, or known to be the same."""

    def __init__(self, navegador: Navegador, nombre: str, *argumentos: Any, consulta: str = "") -> None:
        self.navegador = navegador
        self.direccion = reverse(nombre, args=argumentos) + consulta
        self.read()

    def read(self) -> None:
        """Ask for it, and keep its key and what it says."""
        self.hora = get_hora()
        with self.navegador.base:
            estado, cabeceras, cuerpo = self.navegador.ask(self.direccion)
        if estado != 200:
            raise Desacuerdo(f"{self.direccion}: {estado}")
        self.llave = cabeceras.get("ETag", "")
        self.texto = cuerpo.decode()

    def draw(self) -> float:
        return self.navegador.time(self.direccion, "", 200)

    def confirm(self) -> float:
        # A kept page is of its hour.
        if get_hora() != self.hora:
            self.read()
        return self.navegador.time(self.direccion, self.llave, 304)


class Paginas:
    """The pages that are measured in one database, after looking at what they say."""

    def __init__(self, aplicacion: WSGIHandler, base: Base) -> None:
        navegador = Navegador(aplicacion, base)
        ejercicio = base.ejercicio
        self.pelada = Pagina(navegador, "pelada")
        self.tablero = Pagina(navegador, "tablero", ejercicio.servicio.codigo, ejercicio.anio)
        with base:
            palabra = MOSTRADOS[decide_en_sql(ejercicio)].palabra
        if palabra not in self.tablero.texto or len(self.pelada.texto) < TAMANO:
            raise Desacuerdo(f"«{palabra}» no está en {self.tablero.direccion}")
        self.servicios = None
        if base.tamano.servicios > 1:
            self.servicios = Pagina(navegador, "servicios")
            if self.servicios.texto.count('<th scope="row">') != base.tamano.servicios:
                raise Desacuerdo(f"{self.servicios.direccion} no muestra {base.tamano.servicios} servicios")


def measure_paginas(bases: Mapping[str, Base], rondas: int = RONDAS) -> list[Comparacion]:
    """The dashboard of S and of L, and the services of L, each against the bare page of the same database."""
    with override_settings(**AJUSTES):
        aplicacion = WSGIHandler()
        s, l = Paginas(aplicacion, bases["S"]), Paginas(aplicacion, bases["L"])  # noqa: E741
        assert l.servicios is not None
        medidas = measure_por_turnos(
            {
                "S bare": s.pelada.draw,
                "S dashboard": s.tablero.draw,
                "S dashboard, 304": s.tablero.confirm,
                "L bare": l.pelada.draw,
                "L dashboard": l.tablero.draw,
                "L services": l.servicios.draw,
                "L services, 304": l.servicios.confirm,
            },
            rondas,
        )
    return [
        *compare_pagina("dashboard, first view", medidas["S dashboard"], medidas["S bare"], 0.45, 2.3),
        *compare_pagina("dashboard, unchanged", medidas["S dashboard, 304"], medidas["S bare"], 0.95, 1.1),
        *compare_pagina("services of L, first view", medidas["L services"], medidas["L bare"], 0.40, None),
        *compare_pagina("services of L, unchanged", medidas["L services, 304"], medidas["L bare"], 0.95, None),
        Comparacion("dashboard on L", "dashboard on S", medidas["L dashboard"], medidas["S dashboard"], 0.9, True),
    ]


def compare_pagina(
    nombre: str, propia: Medida, pelada: Medida, parte: float, cola: float | None
) -> list[Comparacion]:
    """Requests per second, and the slowest twentieth of them."""
    contra = "bare page of 20 KB"
    filas = [Comparacion(f"{nombre}, requests/s", contra, propia, pelada, parte, inversa=True)]
    return filas + [Comparacion(f"{nombre}, p95", contra, propia, pelada, cola, de_p95=True)] * (cola is not None)
