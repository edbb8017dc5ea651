"""Programmes, objectives and indicators in files."""

from typing import Any

from import_export.fields import Field

from programas.enums import ClaseObjetivo, Modalidad, OrigenObjetivo, Ponderacion, Tipo
from programas.models import Indicador, ObjetivoEspecifico, ProgramaTrabajo
from programas.resources.base import (
    DE_OBJETIVO,
    DE_PROGRAMA,
    FormularioResource,
    Porcentaje,
    build_servicio,
)
from programas.resources.ejercicio import DE_EJERCICIO
from regiones.models import Region
from regiones.resources.valores import Codigo, Cut, Entero, Opcion, Referencia, SiNo, Texto


def find_territorio(clave: str, row: Any, resource: Any) -> Any:
    """A territory where the person reaches something, by its code."""
    alcance = resource.usuario.alcance
    regiones = Region.objects.filter(cut=clave)
    if alcance.todo or alcance.servicios_completos:
        return regiones
    return regiones.filter(pk__in={region for _, region in alcance.territorios})


class ProgramaResource(FormularioResource):
    claves = ("ejercicio", "region", "tipo")
    al_servicio = "ejercicio__servicio"
    informativas = frozenset({"estado", "total_declarado"})
    relaciones = ("ejercicio__servicio", "region")

    servicio = build_servicio("ejercicio__servicio")
    codigo = Field("codigo", "codigo", widget=Codigo())
    ejercicio = Field("ejercicio", "ejercicio", widget=DE_EJERCICIO)
    region = Field("region", "region", widget=Referencia("el territorio", "cut", find_territorio, Cut()))
    tipo = Field("tipo", "tipo", widget=Opcion(Tipo.choices))
    responsable = Field("responsable", "responsable", widget=Texto())
    modalidad = Field("modalidad", "modalidad", widget=Opcion(Modalidad.choices))
    ponderacion = Field("ponderacion", "ponderacion", widget=Opcion(Ponderacion.choices))
    estado = Field("estado", "estado", widget=Codigo())
    total_declarado = Field("total_declarado", "total_declarado", widget=Porcentaje())

    class Meta:
        model = ProgramaTrabajo
        name = "Programas de trabajo"
        fields = (
            *("servicio", "codigo", "ejercicio", "region", "tipo", "responsable"),
            *("modalidad", "ponderacion", "estado", "total_declarado", "version"),
        )
        import_id_fields = ()

    def find_fila(self, row: Any) -> Any:
        """A programme is also known by what its code says: year, territory and sheet."""
        filas = self.get_queryset().filter(
            ejercicio__servicio__codigo=row["servicio"],
            ejercicio__anio=Entero().clean(row["ejercicio"]),
            region__cut=Cut().clean(row["region"]),
            tipo=Opcion(Tipo.choices).clean(row["tipo"]),
        )
        return filas.first()


class ObjetivoResource(FormularioResource):
    al_servicio = "programa__ejercicio__servicio"
    relaciones = ("programa__ejercicio__servicio",)

    servicio = build_servicio("programa__ejercicio__servicio")
    codigo = Field("codigo", "codigo", widget=Codigo())
    programa = Field("programa", "programa", widget=DE_PROGRAMA)
    orden = Field("orden", "orden", widget=Entero())
    texto = Field("texto", "texto", widget=Texto())
    texto_etapa2 = Field("texto_etapa2", "texto_etapa2", widget=Texto())
    plurianual = Field("plurianual", "plurianual", widget=SiNo())
    clase = Field("clase", "clase", widget=Opcion(ClaseObjetivo.choices))
    origen = Field("origen", "origen", widget=Opcion(OrigenObjetivo.choices))
    formato = Field("formato", "formato", widget=Texto())
    contenido = Field("contenido", "contenido", widget=Texto())
    periodicidad = Field("periodicidad", "periodicidad", widget=Texto())

    class Meta:
        model = ObjetivoEspecifico
        name = "Objetivos específicos"
        fields = (
            *("servicio", "codigo", "programa", "orden", "texto", "texto_etapa2", "plurianual"),
            *("clase", "origen", "formato", "contenido", "periodicidad", "version"),
        )
        import_id_fields = ()


class IndicadorResource(FormularioResource):
    """An indicator goes by its objective's code. Value, unit and base are told from the texts, never read."""

    claves = ("objetivo",)
    al_servicio = "objetivo__programa__ejercicio__servicio"
    relaciones = ("objetivo__programa__ejercicio__servicio",)

    servicio = build_servicio("objetivo__programa__ejercicio__servicio")
    objetivo = Field("objetivo", "objetivo", widget=DE_OBJETIVO)
    texto = Field("texto", "texto", widget=Texto())
    formula = Field("formula", "formula", widget=Texto())
    meta = Field("meta", "meta", widget=Texto())
    resultado = Field("resultado", "resultado", widget=Texto())

    class Meta:
        model = Indicador
        name = "Indicadores"
        fields = ("servicio", "objetivo", "texto", "formula", "meta", "resultado", "version")
        import_id_fields = ()

    def find_fila(self, row: Any) -> Any:
        servicio = {f"{self.al_servicio}__codigo": row["servicio"]}
        codigo = Codigo().clean(row["objetivo"])
        return self.get_queryset().filter(objetivo__codigo=codigo, **servicio).first()
