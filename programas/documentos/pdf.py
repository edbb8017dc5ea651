"""Documents as PDF: tagged for readers (PDF/UA-1) and fit to be archived (PDF/A-2a)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from programas.documentos.fuentes import CARPETA, fit_texto
from programas.documentos.textos import ANEXO
from programas.selectors.oficial.tipos import DocumentoOficial

PDF = "application/pdf"
PLANTILLAS = Path(__file__).parent / "typst"
Norma = Literal["a-2a", "a-3a", "ua-1"]
NORMAS: tuple[Norma, ...] = ("a-2a", "ua-1")


@lru_cache(maxsize=1)
def load_fuentes() -> typst.Fonts:
    """Only the fonts that travel with the system: the same document comes out the same everywhere."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(CARPETA)])


def write_pdf(documento: DocumentoOficial, momento: datetime) -> bytes:
    datos = asdict(documento) | {
        "sello": documento.etapa.label.upper(),
        "varias": len(documento.hojas[0].partes) > 1,
        "titulo_anexo": ANEXO,
    }
    return compile_pdf("formulario.typ", datos, momento)


def compile_pdf(
    plantilla: str,
    datos: Mapping[str, Any],
    momento: datetime,
    *,
    normas: Sequence[Norma] = NORMAS,
    exactos: Mapping[str, str] | None = None,
) -> bytes:
    """Draw a template with its data, whose texts are data and never markup.

    ``exactos`` are data that go as they are, not cut to fit: what is attached, drawn or copied from the page.
    """
    return typst.compile(
        PLANTILLAS / plantilla,
        sys_inputs={"datos": json.dumps(fit_datos(datos) | (exactos or {}), ensure_ascii=False)},
        font_paths=load_fuentes(),
        pdf_standards=list(normas),
        timestamp=momento.astimezone(UTC).replace(microsecond=0),
    )


def fit_datos(dato: Any) -> Any:
    if isinstance(dato, str):
        return fit_texto(dato)
    if isinstance(dato, Mapping):
        return {clave: fit_datos(valor) for clave, valor in dato.items()}
    if isinstance(dato, list | tuple):
        return [fit_datos(valor) for valor in dato]
    return dato
