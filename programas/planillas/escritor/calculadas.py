"""Put the computed value beside each formula: whoever only looks at the workbook, or reads it, sees it too."""

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

# As openpyxl writes a formula: without its value.
FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)><f>(.*?)</f><v\s*(?:/>|></v>)</c>', re.DOTALL)
TIPO = re.compile(r'\s+t="[^"]*"')


def inject_valores(contenido: bytes, por_hoja: Mapping[int, Mapping[str, Any]]) -> bytes:
    """The same workbook with these values, by number of sheet and cell."""
    if not any(por_hoja.values()):
        return contenido
    salida = BytesIO()
    with zipfile.ZipFile(BytesIO(contenido)) as libro, zipfile.ZipFile(salida, "w", zipfile.ZIP_DEFLATED) as nuevo:
        partes = {f"xl/worksheets/sheet{numero}.xml": valores for numero, valores in por_hoja.items()}
        for parte in libro.infolist():
            datos = libro.read(parte)
            if valores := partes.get(parte.filename):
                datos = inject_en_hoja(datos.decode(), valores).encode()
            nuevo.writestr(parte.filename, datos)
    return salida.getvalue()


def inject_en_hoja(xml: str, valores: Mapping[str, Any]) -> str:
    def fill(hallada: re.Match[str]) -> str:
        celda, atributos, formula = hallada.groups()
        if celda not in valores:
            return hallada[0]
        valor, atributos = valores[celda], TIPO.sub("", atributos)
        if isinstance(valor, str):
            return f'<c r="{celda}"{atributos} t="str"><f>{formula}</f><v>{escape(valor)}</v></c>'
        return f'<c r="{celda}"{atributos}><f>{formula}</f><v>{valor!r}</v></c>'

    return FORMULA.sub(fill, xml)
