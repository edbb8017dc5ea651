"""What the files of the official form share: percentages, the service of each row, rows by their code."""

from typing import Any, ClassVar

from import_export.fields import Field
from import_export.widgets import Widget

from programas.formulario.cifras import format_ponderacion, parse_ponderacion
from programas.models import Compromiso, ObjetivoEspecifico, ProgramaTrabajo
from programas.services import edicion
from regiones.resources.base import FilaResource
from regiones.resources.valores import Codigo, Referencia, read_texto


class Porcentaje(Widget):
    """«3,2 %», «3.2» or 3.2: ten-thousandths of a percent inside, as people write it outside."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        texto = read_texto(value).strip()
        return parse_ponderacion(texto) if texto else None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else format_ponderacion(value)


class FormularioResource(FilaResource):
    """Rows of the form, by their immutable code within their service. A new one may leave it blank."""

    edicion = edicion
    claves: ClassVar[tuple[str, ...]] = ("codigo",)
    al_servicio: ClassVar[str] = ""

    def find_fila(self, row: Any) -> Any:
        codigo = Codigo().clean(row["codigo"])
        if not codigo:
            return None
        servicio = {f"{self.al_servicio}__codigo": row["servicio"]}
        return self.get_queryset().filter(codigo=codigo, **servicio).first()


def build_servicio(al_servicio: str) -> Field:
    """The column that says of which service a row is; its parent decides it."""
    return Field(f"{al_servicio}__codigo", "servicio", widget=Codigo(), readonly=True)


def find_programa(clave: str, row: Any, resource: Any) -> Any:
    visibles = ProgramaTrabajo.objects.visible_to(resource.usuario)
    return visibles.filter(codigo=clave, ejercicio__servicio__codigo=row["servicio"])


def find_objetivo(clave: str, row: Any, resource: Any) -> Any:
    visibles = ObjetivoEspecifico.objects.visible_to(resource.usuario)
    return visibles.filter(codigo=clave, programa__ejercicio__servicio__codigo=row["servicio"])


def find_compromiso(clave: str, row: Any, resource: Any) -> Any:
    visibles = Compromiso.objects.visible_to(resource.usuario)
    return visibles.filter(codigo=clave, objetivo__programa__ejercicio__servicio__codigo=row["servicio"])


DE_PROGRAMA = Referencia("el programa", "codigo", find_programa)
DE_OBJETIVO = Referencia("el objetivo", "codigo", find_objetivo)
DE_COMPROMISO = Referencia("el compromiso", "codigo", find_compromiso)
