"""What headings of workbooks were said to be, in files."""

from typing import Any

from import_export.fields import Field

from programas.formulario.declaracion import squash_heading
from programas.models import AliasColumna
from programas.services import edicion
from regiones.resources.base import FilaResource
from regiones.resources.catalogos import build_servicio
from regiones.resources.valores import Codigo, Texto


class AliasColumnaResource(FilaResource):
    edicion = edicion
    claves = ("tabla", "texto")
    relaciones = ("servicio",)

    servicio = build_servicio()
    tabla = Field("tabla", "tabla", widget=Codigo())
    columna = Field("columna", "columna", widget=Codigo())
    texto = Field("texto", "texto", widget=Texto())

    class Meta:
        model = AliasColumna
        name = "Alias de columnas"
        fields = ("servicio", "tabla", "columna", "texto", "version")
        import_id_fields = ()

    def find_fila(self, row: Any) -> Any:
        claves = {"tabla": Codigo().clean(row["tabla"]), "clave": squash_heading(Texto().clean(row["texto"]))}
        return self.get_queryset().filter(servicio__codigo=row["servicio"], **claves).first()
