"""What the guide says, read from its templates: what it quotes of each page, its pictures, what is refused."""

import ast
import re
from copy import deepcopy
from functools import cache
from html import unescape
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from lxml import html

from programas.views.guia.tareas import TAREAS, Tarea

IMAGENES: Path = settings.BASE_DIR / "static" / "guia"
MEDIOS = (960, 390)
CITA = re.compile("«(?:[^«»]|«[^«»]*»)+»")


@cache
def read_tarea(tarea: Tarea) -> html.HtmlElement:
    """A task of the guide, as it is drawn."""
    return html.fragment_fromstring(render_to_string(tarea.plantilla), create_parent="article")


def squeeze(texto: str) -> str:
    return " ".join(texto.split())


def list_citas() -> dict[str, dict[str, set[str]]]:
    """What is quoted of each page, by page and task: of the innermost ``data-pagina`` around it, or of «»."""
    citas: dict[str, dict[str, set[str]]] = {}
    for tarea in TAREAS:
        arbol = deepcopy(read_tarea(tarea))
        for dicho in arbol.findall(".//samp"):
            dicho.drop_tree()
        # What is within comes after what is around it.
        for nodo in [arbol, *arbol.findall(".//*[@data-pagina]")][::-1]:
            dichas = {squeeze(cita[1:-1]) for cita in CITA.findall(nodo.text_content())}
            if dichas:
                citas.setdefault(nodo.get("data-pagina", ""), {}).setdefault(tarea.clave, set()).update(dichas)
            if nodo is not arbol:
                nodo.drop_tree()
    return citas


def list_imagenes() -> dict[str, str]:
    """The pictures of the guide by their name, with their alternative text."""
    return {
        imagen.get("src").rpartition("/")[2].removesuffix(f"-{MEDIOS[0]}.png"): imagen.get("alt")
        for tarea in TAREAS
        for imagen in read_tarea(tarea).iter("img")
    }


def list_rechazos() -> list[str]:
    """What the guide says that the application answers; «…» for what changes."""
    return [squeeze(dicho.text_content()) for tarea in TAREAS for dicho in read_tarea(tarea).iter("samp")]


@cache
def read_dichos() -> tuple[str, ...]:
    """Everything that the code and the templates, but for the guide's, may say; «…» for what changes."""
    dichos = []
    for carpeta in ("gestion_territorial", "programas", "regiones", "templates"):
        for fuente in (settings.BASE_DIR / carpeta).rglob("*.*"):
            if {"migrations", "guia"} & set(fuente.relative_to(settings.BASE_DIR).parts):
                continue
            if fuente.suffix == ".py":
                dichos += [join_texto(nodo) for nodo in ast.walk(ast.parse(fuente.read_text(encoding="utf-8")))]
            elif fuente.suffix == ".html":
                dichos.append(squeeze(re.sub(r"\{[{%].*?[}%]\}|<[^>]*>", "…", fuente.read_text(encoding="utf-8"))))
    return tuple(filter(None, dichos))


def join_texto(nodo: ast.AST) -> str:
    if isinstance(nodo, ast.Constant) and isinstance(nodo.value, str):
        return squeeze(nodo.value)
    if isinstance(nodo, ast.JoinedStr):
        partes = [str(v.value) if isinstance(v, ast.Constant) else "…" for v in nodo.values]
        return squeeze("".join(partes))
    return ""


def is_dicho(rechazo: str) -> bool:
    """Whether some text of the application says that, with its own words where «…» is written."""
    patron = re.compile(".*".join(re.escape(parte.strip()) for parte in rechazo.split("…")))
    return any(patron.search(dicho) for dicho in read_dichos())


# What of a page nobody sees, or is what the guide itself says there; and the marks that part no words.
AYUDAS = re.compile(r'<details class="ayudas">.*?</details>', re.DOTALL)
OCULTO = re.compile(r"<(script|style|svg|noscript|datalist)\b.*?</\1>|<!--.*?-->", re.DOTALL)
EN_LINEA = re.compile(r"</?(?:abbr|b|code|em|i|small|span|strong|time)\b[^>]*>")
NOMBRE = re.compile(r'(?:aria-label|value)="([^"]+)"')


def read_palabras(pagina: str) -> str:
    """The words of a page: what is seen of it, and the names that are only heard or are written on its buttons."""
    visto = OCULTO.sub(" ", AYUDAS.sub(" ", pagina))
    nombres = " ".join(NOMBRE.findall(visto))
    return squeeze(unescape(f"{re.sub('<[^>]*>', ' ', EN_LINEA.sub('', visto))} {nombres}"))


def find_ausentes(palabras: str, citas: dict[str, set[str]]) -> list[str]:
    """What the guide quotes of a page and is not there, as whole words."""
    return [
        f"{tarea}: «{cita}»"
        for tarea, dichas in sorted(citas.items())
        for cita in sorted(dichas)
        if not re.search(rf"(?<!\w){re.escape(cita)}(?!\w)", palabras)
    ]
