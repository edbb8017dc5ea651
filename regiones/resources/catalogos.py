"""The catalogues of the territory in files."""

from typing import Any

from import_export.fields import Field

from regiones.models import AliasRegion, AliasUnidad, Region, Servicio, UnidadResponsable
from regiones.resources.base import FilaResource
from regiones.resources.valores import Codigo, Cut, Entero, Fecha, Referencia, SiNo, Texto
from regiones.services import edicion
from regiones.textos import fold_region, fold_text


def find_servicio(clave: str, row: Any, resource: Any) -> Any:
    return Servicio.objects.visible_to(resource.usuario).filter(codigo=clave)


def find_region(clave: str, row: Any, resource: Any) -> Any:
    return Region.objects.filter(cut=clave)


def find_unidad(clave: str, row: Any, resource: Any) -> Any:
    unidades = UnidadResponsable.objects.visible_to(resource.usuario)
    return unidades.filter(servicio__codigo=row["servicio"], clave=fold_text(clave))


def build_servicio(atributo: str = "servicio") -> Field:
    """The column that says of which service a row is."""
    return Field(atributo, "servicio", widget=Referencia("el servicio", "codigo", find_servicio))


class ServicioResource(FilaResource):
    edicion = edicion
    claves = ("codigo",)

    codigo = Field("codigo", "codigo", widget=Codigo())
    sigla = Field("sigla", "sigla", widget=Codigo())
    nombre = Field("nombre", "nombre", widget=Texto())

    class Meta:
        model = Servicio
        name = "Servicios"
        fields = ("codigo", "sigla", "nombre", "version")
        import_id_fields = ()

    def find_fila(self, row: Any) -> Any:
        return self.get_queryset().filter(codigo=Codigo().clean(row["codigo"])).first()


class RegionResource(FilaResource):
    edicion = edicion
    publico = True
    claves = ("cut",)
    relaciones = ("antes_en",)

    cut = Field("cut", "cut", widget=Cut())
    romano = Field("romano", "romano", widget=Codigo())
    nombre_oficial = Field("nombre_oficial", "nombre_oficial", widget=Texto())
    nombre_corto = Field("nombre_corto", "nombre_corto", widget=Texto())
    iso_3166_2 = Field("iso_3166_2", "iso_3166_2", widget=Codigo())
    orden = Field("orden", "orden", widget=Entero())
    vigente_desde = Field("vigente_desde", "vigente_desde", widget=Fecha())
    vigente_hasta = Field("vigente_hasta", "vigente_hasta", widget=Fecha())
    antes_en = Field("antes_en", "antes_en", widget=Referencia("el territorio", "cut", find_region, Cut()))

    class Meta:
        model = Region
        name = "Territorios"
        fields = (
            *("cut", "romano", "nombre_oficial", "nombre_corto", "iso_3166_2", "orden"),
            *("vigente_desde", "vigente_hasta", "antes_en", "version"),
        )
        import_id_fields = ()

    def find_fila(self, row: Any) -> Any:
        return self.get_queryset().filter(cut=Cut().clean(row["cut"])).first()


class AliasRegionResource(FilaResource):
    edicion = edicion
    publico = True
    claves = ("texto", "region")
    relaciones = ("region",)

    texto = Field("texto", "texto", widget=Texto())
    region = Field("region", "region", widget=Referencia("el territorio", "cut", find_region, Cut()))

    class Meta:
        model = AliasRegion
        name = "Alias de territorios"
        fields = ("texto", "region", "version")
        import_id_fields = ()

    def find_fila(self, row: Any) -> Any:
        return self.get_queryset().filter(clave=fold_region(Texto().clean(row["texto"]))).first()


class UnidadResource(FilaResource):
    edicion = edicion
    claves = ("nombre",)
    relaciones = ("servicio",)

    servicio = build_servicio()
    nombre = Field("nombre", "nombre", widget=Texto())
    vigente = Field("vigente", "vigente", widget=SiNo())

    class Meta:
        model = UnidadResponsable
        name = "Unidades responsables"
        fields = ("servicio", "nombre", "vigente", "version")
        import_id_fields = ()

    def find_fila(self, row: Any) -> Any:
        clave = fold_text(Texto().clean(row["nombre"]))
        return self.get_queryset().filter(servicio__codigo=row["servicio"], clave=clave).first()


class AliasUnidadResource(FilaResource):
    edicion = edicion
    claves = ("texto", "unidad")
    relaciones = ("servicio", "unidad")

    servicio = build_servicio()
    texto = Field("texto", "texto", widget=Texto())
    unidad = Field("unidad", "unidad", widget=Referencia("la unidad", "nombre", find_unidad))

    class Meta:
        model = AliasUnidad
        name = "Alias de unidades"
        fields = ("servicio", "texto", "unidad", "version")
        import_id_fields = ()

    def find_fila(self, row: Any) -> Any:
        clave = fold_text(Texto().clean(row["texto"]))
        return self.get_queryset().filter(servicio__codigo=row["servicio"], clave=clave).first()
