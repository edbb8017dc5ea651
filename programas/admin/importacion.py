"""The workbooks imported: read by who may, changed by nobody."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from programas import permissions
from programas.models import Importacion
from regiones.admin.filtros import FiltroAlcance
from regiones.admin.pagina import PaginaAdmin


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
                (tabla, ", ".join(f"{cuantas} {accion}" for accion, cuantas in acciones.items()))
                for tabla, acciones in importacion.resumen.items()
            ),
        )

    @admin.display(description="hallazgos")
    def lista(self, importacion: Importacion) -> Any:
        return (
            format_html_join("\n", "<div>{}</div>", ((describe_hallazgo(h),) for h in importacion.hallazgos))
            or "—"
        )


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
