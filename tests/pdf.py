"""Read a tagged PDF as a reader of screens does: by its structure, each piece with the text it marks."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

PARES = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
TRIOS = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


@dataclass
class Elemento:
    """A piece of the structure: its role («Table», «TD»), what it holds, and the text marked as its own."""

    papel: str
    hijos: list["Elemento"] = field(default_factory=list)
    propio: str = ""
    alto: int = 1
    ancho: int = 1

    @property
    def texto(self) -> str:
        return self.propio + "".join(hijo.texto for hijo in self.hijos)

    def find(self, papel: str) -> Iterator["Elemento"]:
        for hijo in self.hijos:
            if hijo.papel == papel:
                yield hijo
            else:
                yield from hijo.find(papel)


def squash(texto: str) -> str:
    """Without spaces: where a line ends no space is drawn."""
    return "".join(texto.split())


def read_estructura(contenido: bytes) -> Elemento:
    lector = PdfReader(BytesIO(contenido))
    raiz = lector.trailer["/Root"]["/StructTreeRoot"]
    textos = {}
    for pagina in lector.pages:
        for mcid, texto in read_marcados(lector, pagina).items():
            textos[(pagina.indirect_reference.idnum, mcid)] = texto
    documento = Elemento("Raiz")
    take_hijos(documento, raiz["/K"], None, textos)
    return documento


def take_hijos(padre: Elemento, hijos: Any, pagina: int | None, textos: dict[tuple[int | None, int], str]) -> None:
    hijos = hijos.get_object() if hasattr(hijos, "get_object") else hijos
    for hijo in hijos if isinstance(hijos, list) else [hijos]:
        nodo = hijo.get_object() if hasattr(hijo, "get_object") else hijo
        if isinstance(nodo, int):
            padre.propio += textos.get((pagina, nodo), "")
        elif "/MCID" in nodo:
            propia = nodo.raw_get("/Pg").idnum if "/Pg" in nodo else pagina
            padre.propio += textos.get((propia, nodo["/MCID"]), "")
        elif "/S" in nodo:
            propia = nodo.raw_get("/Pg").idnum if "/Pg" in nodo else pagina
            elemento = Elemento(str(nodo["/S"])[1:])
            for atributos in list_atributos(nodo):
                elemento.alto = int(atributos.get("/RowSpan", elemento.alto))
                elemento.ancho = int(atributos.get("/ColSpan", elemento.ancho))
            # The text of a piece stands where it stands among the others.
            if "/K" in nodo:
                take_hijos(elemento, nodo["/K"], propia, textos)
            padre.hijos.append(elemento)


def list_atributos(nodo: Any) -> list[Any]:
    atributos = nodo.get("/A", [])
    varios = atributos if isinstance(atributos, list) else [atributos]
    return [atributo.get_object() for atributo in varios]


def read_marcados(lector: PdfReader, pagina: Any) -> dict[int, str]:
    """The text of each marked piece of a page."""
    fuentes = {
        nombre: read_unicode(fuente.get_object()["/ToUnicode"].get_data())
        for nombre, fuente in pagina["/Resources"].get("/Font", {}).items()
    }
    textos: dict[int, str] = defaultdict(str)
    pila: list[int | None] = []
    fuente: dict[int, str] = {}
    for operandos, operador in ContentStream(pagina["/Contents"], lector).operations:
        if operador in (b"BDC", b"BMC"):
            propiedades = operandos[1] if operador == b"BDC" else {}
            pila.append(propiedades.get("/MCID", pila[-1] if pila else None))
        elif operador == b"EMC":
            pila.pop()
        elif operador == b"Tf":
            fuente = fuentes[operandos[0]]
        elif operador in (b"Tj", b"TJ"):
            trozos = operandos[0] if operador == b"TJ" else [operandos[0]]
            dicho = "".join(decode(trozo, fuente) for trozo in trozos if not isinstance(trozo, int | float))
            if pila and pila[-1] is not None:
                textos[pila[-1]] += dicho
    return textos


def decode(trozo: Any, fuente: dict[int, str]) -> str:
    datos = trozo.original_bytes if hasattr(trozo, "original_bytes") else bytes(trozo)
    return "".join(fuente[int.from_bytes(datos[i : i + 2])] for i in range(0, len(datos), 2))


def read_unicode(mapa: bytes) -> dict[int, str]:
    """What each number of a font says."""
    letras = {}
    for bloque in re.findall(rb"beginbfchar(.*?)endbfchar", mapa, re.DOTALL):
        for numero, texto in PARES.findall(bloque):
            letras[int(numero, 16)] = bytes.fromhex(texto.decode()).decode("utf-16-be")
    for bloque in re.findall(rb"beginbfrange(.*?)endbfrange", mapa, re.DOTALL):
        for primero, ultimo, texto in TRIOS.findall(bloque):
            for i, numero in enumerate(range(int(primero, 16), int(ultimo, 16) + 1)):
                letras[numero] = chr(int(texto, 16) + i)
    return letras


def read_tablas(contenido: bytes) -> list[list[list[Elemento]]]:
    """The tables of a PDF, row by row: the cells of each, headings included."""
    return [
        [[*(celda for celda in fila.hijos if celda.papel in ("TH", "TD"))] for fila in tabla.find("TR")]
        for tabla in read_estructura(contenido).find("Table")
    ]
