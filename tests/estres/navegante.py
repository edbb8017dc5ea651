"""A browser without a screen: cookies, forms with their hidden fields, and two hosts behind one name."""

import http.client
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from http.cookies import SimpleCookie
from itertools import cycle, islice
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from tests.estres.libreta import Libreta

SEGUNDOS = 60
# How long somebody goes on trying while no host answers at all.
PACIENCIA = 60
PAUSA = 0.5
CORTADA = (OSError, http.client.HTTPException)
FORMA = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
CAMPO = re.compile(r"<input\b([^>]*)>|<textarea\b([^>]*)>(.*?)</textarea>", re.S)
ATRIBUTO = re.compile(r'([\w-]+)="([^"]*)"')
# Every text of a territory, planted or typed, says whose it is.
MARCA = re.compile(r"\[\[(s\d{3}-\d\d)\]\]")
Campos = Mapping[str, str] | Iterable[tuple[str, str]]
INGRESO = "/ingresar/"
LIMITADO = 429
ROTO = 500
OCUPADO = 503


class SinRespuesta(Exception):
    """What was sent got no answer that tells whether it was saved."""


@dataclass(frozen=True, slots=True)
class Pagina:
    estado: int
    texto: str
    destino: str = ""
    crudo: bytes = b""
    redirigida: bool = False

    def list_campos(self, accion: str, con: str = "") -> list[tuple[str, str]]:
        """The fields of the form with that action (and with a field ``con``) as shown. Raises ``LookupError``."""
        for atributos, cuerpo in FORMA.findall(self.texto):
            if unescape(dict(ATRIBUTO.findall(atributos)).get("action", "")) == accion:
                campos = list(read_campos(cuerpo))
                if not con or any(nombre == con for nombre, _ in campos):
                    return campos
        raise LookupError(f"la página ({self.estado}) no trae el formulario {accion or con}")

    def read_forma(self, accion: str, con: str = "") -> dict[str, str]:
        return dict(self.list_campos(accion, con))

    def read_json(self) -> Any:
        return json.loads(self.texto)


@dataclass(frozen=True, slots=True)
class Adjunto:
    campo: str
    nombre: str
    contenido: bytes
    tipo: str = "text/plain"


def read_campos(cuerpo: str) -> Iterable[tuple[str, str]]:
    for entrada, area, texto in CAMPO.findall(cuerpo):
        dados = dict(ATRIBUTO.findall(entrada or area))
        if "name" not in dados or dados.get("type") in ("file", "submit"):
            continue
        if dados.get("type") in ("radio", "checkbox") and not re.search(r"\schecked\b", entrada):
            continue
        # A browser drops the line break with which an area begins.
        yield dados["name"], unescape(dados.get("value", "") if entrada else texto.removeprefix("\n"))


class Navegante:
    """One person's session. ``propias`` are the marks that may be seen; ``None`` when all of them may."""

    def __init__(self, puertos: tuple[int, ...], turno: int, propias: frozenset[str] | None, libreta: Libreta):
        orden = cycle(puertos)
        self.puertos = list(islice(orden, turno % len(puertos), turno % len(puertos) + len(puertos)))
        self.propias, self.libreta = propias, libreta
        self.galletas: dict[str, str] = {}

    def get(self, ruta: str) -> Pagina:
        """A page, asked for again while a host or the database is away."""
        limite = monotonic() + PACIENCIA
        while True:
            try:
                pagina = self.ask("GET", ruta)
            except SinRespuesta:
                pagina = None
            if pagina is not None and pagina.estado != OCUPADO:
                return pagina
            if monotonic() > limite:
                raise TimeoutError(f"GET {ruta}: nadie respondió en {PACIENCIA} s")
            sleep(PAUSA)

    def post(self, ruta: str, campos: Campos, *adjuntos: Adjunto) -> Pagina:
        """Send a form once and follow where it leads. Raises ``SinRespuesta`` when nobody knows how it went."""
        return self.follow(self.ask("POST", ruta, *encode(campos, adjuntos)))

    def follow(self, pagina: Pagina) -> Pagina:
        return replace(self.get(pagina.destino), redirigida=True) if pagina.destino else pagina

    def post_json(self, ruta: str, datos: Any) -> Pagina:
        return self.ask("POST", ruta, json.dumps(datos).encode(), "application/json")

    def post_doble(self, ruta: str, campos: Campos) -> list[Pagina]:
        """The same form sent twice at once, to both hosts: what answered."""
        cuerpo, tipo = encode(campos, ())
        enviadas = []
        for puerto in self.puertos[:2]:
            try:
                enviadas.append(self.send(puerto, "POST", ruta, cuerpo, tipo))
            except CORTADA:
                continue
        paginas = []
        for conexion, desde in enviadas:
            try:
                paginas.append(self.receive(conexion, desde, "POST", ruta))
            except SinRespuesta:
                continue
        if len(paginas) < len(self.puertos[:2]):
            raise SinRespuesta(ruta)
        return [self.follow(pagina) for pagina in paginas]

    def ask(self, metodo: str, ruta: str, cuerpo: bytes = b"", tipo: str = "") -> Pagina:
        """One request to the first host that takes it. Raises ``SinRespuesta`` when its answer was lost."""
        limite = monotonic() + PACIENCIA
        while monotonic() < limite:
            for puerto in self.puertos:
                try:
                    conexion, desde = self.send(puerto, metodo, ruta, cuerpo, tipo)
                except ConnectionRefusedError:
                    continue
                except CORTADA as error:
                    raise SinRespuesta(ruta) from error
                return self.receive(conexion, desde, metodo, ruta)
            sleep(PAUSA)
        raise TimeoutError(f"{metodo} {ruta}: ningún servidor recibe")

    def send(
        self, puerto: int, metodo: str, ruta: str, cuerpo: bytes, tipo: str
    ) -> tuple[http.client.HTTPConnection, float]:
        conexion = http.client.HTTPConnection("127.0.0.1", puerto, timeout=SEGUNDOS)
        cabeceras = {
            "Cookie": "; ".join(f"{nombre}={valor}" for nombre, valor in self.galletas.items()),
            "Connection": "close",
        }
        if metodo == "POST":
            cabeceras |= {"Content-Type": tipo, "X-CSRFToken": self.galletas.get("csrftoken", "")}
        desde = monotonic()
        conexion.connect()
        conexion.request(metodo, ruta, body=cuerpo or None, headers=cabeceras)
        return conexion, desde

    def receive(self, conexion: http.client.HTTPConnection, desde: float, metodo: str, ruta: str) -> Pagina:
        estado = 0
        try:
            respuesta = conexion.getresponse()
            crudo = respuesta.read()
            estado = respuesta.status
        except CORTADA as error:
            raise SinRespuesta(ruta) from error
        finally:
            conexion.close()
            self.libreta.note_medida(metodo, desde, estado)
        destino = locate(respuesta.headers.get("Location", ""))
        if destino.startswith(INGRESO) and not ruta.startswith(INGRESO):
            self.libreta.note_falla(f"{metodo} {ruta} lleva a ingresar otra vez: se perdió la sesión")
        self.keep_galletas(respuesta.headers.get_all("Set-Cookie") or [])
        texto = crudo.decode("utf-8", "replace")
        self.look(metodo, ruta, estado, texto)
        if metodo == "POST" and estado >= ROTO:
            raise SinRespuesta(ruta)
        return Pagina(estado, texto, destino, crudo)

    def keep_galletas(self, recibidas: list[str]) -> None:
        for recibida in recibidas:
            for nombre, galleta in SimpleCookie(recibida).items():
                if galleta.value:
                    self.galletas[nombre] = galleta.value
                else:
                    self.galletas.pop(nombre, None)

    def look(self, metodo: str, ruta: str, estado: int, texto: str) -> None:
        """Whether an answer shows what this person may not see, or is one that nobody should get."""
        self.libreta.count("respuestas miradas")
        if self.propias is not None and (ajenas := set(MARCA.findall(texto)) - self.propias):
            self.libreta.note_fuga(f"{metodo} {ruta} muestra a {sorted(self.propias)} algo de {sorted(ajenas)}")
        if estado in (ROTO, LIMITADO):
            self.libreta.note_falla(f"{metodo} {ruta} respondió {estado}")


def locate(destino: str) -> str:
    partes = urlsplit(destino)
    return f"{partes.path}?{partes.query}" if partes.query else partes.path


def encode(campos: Campos, adjuntos: Sequence[Adjunto]) -> tuple[bytes, str]:
    """The body of a form and its type, with files or without."""
    pares = list(campos.items()) if isinstance(campos, Mapping) else list(campos)
    if not adjuntos:
        return urlencode(pares).encode(), "application/x-www-form-urlencoded"
    borde = uuid4().hex
    partes = [
        f'--{borde}\r\nContent-Disposition: form-data; name="{nombre}"\r\n\r\n{valor}\r\n'.encode()
        for nombre, valor in pares
    ]
    for adjunto in adjuntos:
        disposicion = f'form-data; name="{adjunto.campo}"; filename="{adjunto.nombre}"'
        cabeza = f"--{borde}\r\nContent-Disposition: {disposicion}\r\nContent-Type: {adjunto.tipo}\r\n\r\n"
        partes += [cabeza.encode(), adjunto.contenido, b"\r\n"]
    partes.append(f"--{borde}--\r\n".encode())
    return b"".join(partes), f"multipart/form-data; boundary={borde}"
