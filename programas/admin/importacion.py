"""The workbooks imported: read by who may, changed by nobody."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from programas import permissions
from programas.models import Importacion
from regiones.admin.filtros import FiltroAlcance
from regiones.admin.pagina import PaginaAdmin

TABLAS = {
    "programas": "Programas",
    "objetivos": "Objetivos",
    "indicadores": "Indicadores",
    "compromisos": "Compromisos",
    "instancias": "Instancias",
    "analisis": "Análisis del avance",
}
# What was done with the rows, of one and of several.
ACCIONES = {
    "nueva": ("nueva", "nuevas"),
    "cambiada": ("cambiada", "cambiadas"),
    "igual": ("igual", "iguales"),
    "ausente": ("ausente de la planilla", "ausentes de la planilla"),
}


@admin.register(Importacion)
class ImportacionAdmin(PaginaAdmin):
    permisos = permissions
    relaciones = ("ejercicio__servicio", "region", "actor")
    list_display = ["momento", "archivo", "region", "ejercicio", "quien", "cuenta_hallazgos"]
    list_filter = [("ejercicio", FiltroAlcance), ("region", FiltroAlcance), "momento"]
    search_fields = ["archivo", "sha256"]
    fields = ["momento", "quien", "ejercicio", "region", "archivo", "sha256", "lote", "filas", "lista"]

    @admin.display(description="quién", ordering="actor__username")
    def quien(self, importacion: Importacion) -> str:
        return str(importacion.actor or "El sistema")

    @admin.display(description="hallazgos")
    def cuenta_hallazgos(self, importacion: Importacion) -> int:
        return len(importacion.hallazgos)

    @admin.display(description="filas")
    def filas(self, importacion: Importacion) -> SafeString:
        return format_html_join(
            "\n",
            "<div>{}: {}</div>",
            (
                (
                    TABLAS.get(tabla, tabla),
                    ", ".join(count_filas(cuantas, accion) for accion, cuantas in sort_claves(acciones, ACCIONES)),
                )
                for tabla, acciones in sort_claves(importacion.resumen, TABLAS)
            ),
        )

    @admin.display(description="hallazgos")
    def lista(self, importacion: Importacion) -> Any:
        return (
            format_html_join("\n", "<div>{}</div>", ((describe_hallazgo(h),) for h in importacion.hallazgos))
            or "—"
        )


def sort_claves(datos: dict[str, Any], nombres: dict[str, Any]) -> list[tuple[str, Any]]:
    """What a JSON says, in the order of those names: PostgreSQL keeps none of its own."""
    orden = {nombre: i for i, nombre in enumerate(nombres)}
    return sorted(datos.items(), key=lambda par: orden.get(par[0], len(orden)))


def count_filas(cuantas: int, accion: str) -> str:
    """«1 fila nueva», «3 filas nuevas»."""
    una, varias = ACCIONES.get(accion, (accion, accion))
    return f"1 fila {una}" if cuantas == 1 else f"{cuantas} filas {varias}"


def describe_hallazgo(hallazgo: dict[str, Any]) -> str:
    """One finding in a line: rule, place, problem and remedy."""
    lugar = "!".join(str(hallazgo[clave]) for clave in ("hoja", "celda") if hallazgo.get(clave))
    partes = [
        f"[{hallazgo.get('regla', '')}]",
        lugar,
        str(hallazgo.get("problema", "")),
        str(hallazgo.get("remedio", "")),
    ]
    return " ".join(filter(None, partes))
