"""Names that any system can unpack: no folder that leads elsewhere, none repeated, none too long."""

import re
import unicodedata

# What Windows does not admit in a name, and what leads to another folder.
PROHIBIDOS = re.compile(r'[<>:"/\\|?*]')
ESPACIOS = re.compile(r"\s+")
RESERVADOS = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,10}\Z")
SIN_NOMBRE = "sin nombre"
# Unpacked in a folder of some depth, a path stays under the 260 letters that Windows admits.
LARGO_CARPETA, LARGO_ARCHIVO = 40, 60


def clean_segmento(texto: str, largo: int = LARGO_CARPETA) -> str:
    """One folder of a path, told by a text."""
    sin_signos = PROHIBIDOS.sub("-", unicodedata.normalize("NFC", texto))
    # Control, format and half characters go: among them those that write backwards.
    visible = "".join(c for c in ESPACIOS.sub(" ", sin_signos) if unicodedata.category(c)[0] != "C")
    corto = ESPACIOS.sub(" ", visible)[:largo].strip(" .")
    return f"_{corto}" if RESERVADOS.fullmatch(corto) else corto or SIN_NOMBRE


def clean_archivo(nombre: str, largo: int = LARGO_ARCHIVO) -> str:
    """The name of a file, with its extension."""
    hallada = EXTENSION.search(nombre)
    extension = hallada[0] if hallada else ""
    return clean_segmento(nombre.removesuffix(extension), largo - len(extension)) + extension


class Rutas:
    """The paths of a ZIP: each is given once, whatever the letters' case."""

    def __init__(self) -> None:
        self.dadas: set[str] = set()

    def take(self, carpetas: tuple[str, ...], nombre: str) -> str:
        limpio = clean_archivo(nombre)
        base, punto, extension = limpio.rpartition(".") if EXTENSION.search(limpio) else (limpio, "", "")
        ruta, vez = "/".join((*carpetas, limpio)), 1
        while ruta.casefold() in self.dadas:
            vez += 1
            ruta = "/".join((*carpetas, f"{base} ({vez}){punto}{extension}"))
        self.dadas.add(ruta.casefold())
        return ruta
