"""Commitments with their activities and means of verification, and instancias, in files."""

from import_export.fields import Field

from programas.models import Actividad, Compromiso, Instancia, MedioVerificacion
from programas.resources.base import (
    DE_COMPROMISO,
    DE_OBJETIVO,
    DE_PROGRAMA,
    FormularioResource,
    Porcentaje,
    build_servicio,
    find_objetivo,
)
from regiones.resources.catalogos import find_region, find_unidad
from regiones.resources.valores import Codigo, Cut, Entero, Referencias, Texto


class CompromisoResource(FormularioResource):
    """What was declared and validated goes out, and is never read in: it has its own acts."""

    al_servicio = "objetivo__programa__ejercicio__servicio"
    informativas = frozenset({"declarado", "motivo", "validado"})
    relaciones = ("objetivo__programa__ejercicio__servicio",)
    prelecturas = ("unidades",)

    servicio = build_servicio("objetivo__programa__ejercicio__servicio")
    codigo = Field("codigo", "codigo", widget=Codigo())
    objetivo = Field("objetivo", "objetivo", widget=DE_OBJETIVO)
    orden = Field("orden", "orden", widget=Entero())
    ponderacion = Field("ponderacion", "ponderacion", widget=Porcentaje())
    unidades = Field("unidades", "unidades", widget=Referencias("la unidad", "nombre", find_unidad))
    unidad_texto = Field("unidad_texto", "unidad_texto", widget=Texto())
    declarado = Field("declarado", "declarado", widget=Codigo())
    motivo = Field("motivo", "motivo", widget=Texto())
    validado = Field("validado", "validado", widget=Codigo())

    class Meta:
        model = Compromiso
        name = "Compromisos"
        fields = (
            *("servicio", "codigo", "objetivo", "orden", "ponderacion", "unidades", "unidad_texto"),
            *("declarado", "motivo", "validado", "version"),
        )
        import_id_fields = ()


class ParteResource(FormularioResource):
    al_servicio = "compromiso__objetivo__programa__ejercicio__servicio"
    relaciones = ("compromiso__objetivo__programa__ejercicio__servicio",)

    servicio = build_servicio("compromiso__objetivo__programa__ejercicio__servicio")
    codigo = Field("codigo", "codigo", widget=Codigo())
    compromiso = Field("compromiso", "compromiso", widget=DE_COMPROMISO)
    orden = Field("orden", "orden", widget=Entero())
    texto = Field("texto", "texto", widget=Texto())


class ActividadResource(ParteResource):
    class Meta:
        model = Actividad
        name = "Actividades"
        fields = ("servicio", "codigo", "compromiso", "orden", "texto", "version")
        import_id_fields = ()


class MedioResource(ParteResource):
    class Meta:
        model = MedioVerificacion
        name = "Medios de verificación"
        fields = ("servicio", "codigo", "compromiso", "orden", "texto", "version")
        import_id_fields = ()


class InstanciaResource(FormularioResource):
    al_servicio = "programa__ejercicio__servicio"
    relaciones = ("programa__ejercicio__servicio",)
    prelecturas = ("regiones", "objetivos")

    servicio = build_servicio("programa__ejercicio__servicio")
    codigo = Field("codigo", "codigo", widget=Codigo())
    programa = Field("programa", "programa", widget=DE_PROGRAMA)
    orden = Field("orden", "orden", widget=Entero())
    nombre = Field("nombre", "nombre", widget=Texto())
    problema = Field("problema", "problema", widget=Texto())
    territorios = Field("territorios", "territorios", widget=Texto())
    regiones = Field("regiones", "regiones", widget=Referencias("el territorio", "cut", find_region, Cut()))
    instituciones = Field("instituciones", "instituciones", widget=Texto())
    productos = Field("productos", "productos", widget=Texto())
    objetivos = Field("objetivos", "objetivos", widget=Referencias("el objetivo", "codigo", find_objetivo))

    class Meta:
        model = Instancia
        name = "Instancias"
        fields = (
            *("servicio", "codigo", "programa", "orden", "nombre", "problema", "territorios"),
            *("regiones", "instituciones", "productos", "objetivos", "version"),
        )
        import_id_fields = ()
