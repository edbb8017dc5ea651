"""The page that explains the API, drawn from its own document, without anything from elsewhere."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from programas.api.operaciones import load_esquema

REFERENCIA = "#/components/schemas/"
TIPOS = {"string": "texto", "integer": "entero", "boolean": "sí o no", "array": "lista", "null": "nulo"}
FORMATOS = {"date": "fecha AAAA-MM-DD", "date-time": "fecha y hora UTC"}


@dataclass(frozen=True, slots=True)
class Dato:
    """A parameter, or a field of an answer: its name, what it is and what it says."""

    nombre: str
    tipo: str
    explicacion: str


@dataclass(frozen=True, slots=True)
class Direccion:
    """An address: what it takes, and the name of what it answers."""

    camino: str
    resumen: str
    parametros: tuple[Dato, ...]
    respuesta: str


@dataclass(frozen=True, slots=True)
class Forma:
    """Something that is answered, field by field."""

    nombre: str
    campos: tuple[Dato, ...]


@require_safe
def documentacion(request: HttpRequest) -> HttpResponse:
    esquema = load_esquema()
    contexto = {
        "direcciones": [describe_direccion(c, o["get"]) for c, o in esquema["paths"].items()],
        "formas": list_formas(esquema["components"]["schemas"]),
        "por_minuto": settings.API_PEDIDOS_POR_MINUTO,
        "raiz": request.build_absolute_uri("/api/v1/"),
    }
    return render(request, "programas/api/documentacion.html", contexto)


def describe_direccion(camino: str, operacion: dict[str, Any]) -> Direccion:
    parametros = tuple(
        Dato(p["name"], describe_tipo(p["schema"]), p.get("description", "")) for p in operacion["parameters"]
    )
    contenido = operacion["responses"][200]["content"]["application/json"]["schema"]
    return Direccion(camino, operacion["summary"], parametros, describe_tipo(contenido))


def list_formas(componentes: dict[str, Any]) -> list[Forma]:
    """What is answered: parameters are told with their address."""
    return [
        Forma(
            name_forma(nombre),
            tuple(
                Dato(campo, describe_tipo(detalle), detalle.get("description", ""))
                for campo, detalle in componente["properties"].items()
            ),
        )
        for nombre, componente in componentes.items()
        if "properties" in componente and not nombre.startswith("Paginas")
    ]


def describe_tipo(detalle: dict[str, Any]) -> str:
    if "$ref" in detalle:
        return name_forma(detalle["$ref"].removeprefix(REFERENCIA))
    if "anyOf" in detalle:
        return " o ".join(describe_tipo(opcion) for opcion in detalle["anyOf"])
    if "enum" in detalle:
        return ", ".join(f"«{valor}»" for valor in detalle["enum"])
    if detalle.get("type") == "array":
        return f"lista de {describe_tipo(detalle['items'])}"
    return FORMATOS.get(detalle.get("format", ""), TIPOS.get(detalle.get("type", ""), "valor"))


def name_forma(nombre: str) -> str:
    """«Tanda de Compromiso», from the name that the code gives it."""
    base, _, de = nombre.partition("_")
    limpios = [parte.removesuffix("Servido").removesuffix("Servida") for parte in (base, de.rstrip("_")) if parte]
    return " de ".join(limpios)
