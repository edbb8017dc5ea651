"""Ejercicios and their cortes in files."""

from typing import Any

from import_export.fields import Field

from programas.enums import BasePonderacion, Lectura
from programas.models import Corte, Ejercicio
from programas.resources.base import Porcentaje
from programas.services import edicion
from regiones.resources.base import FilaResource
from regiones.resources.catalogos import build_servicio
from regiones.resources.valores import Codigo, Entero, Fecha, Opcion, Referencia, SiNo


def find_ejercicio(clave: str, row: Any, resource: Any) -> Any:
    anio: Any = Entero().clean(clave)
    return Ejercicio.objects.visible_to(resource.usuario).filter(anio=anio, servicio__codigo=row["servicio"])


DE_EJERCICIO = Referencia("el ejercicio", "anio", find_ejercicio)


class EjercicioResource(FilaResource):
    edicion = edicion
    claves = ("anio",)
    informativas = frozenset({"etapa"})
    relaciones = ("servicio",)

    servicio = build_servicio()
    anio = Field("anio", "anio", widget=Entero())
    umbral = Field("umbral", "umbral", widget=Porcentaje())
    lectura = Field("lectura", "lectura", widget=Opcion(Lectura.choices))
    base_ponderacion = Field("base_ponderacion", "base_ponderacion", widget=Opcion(BasePonderacion.choices))
    cuenta_nivel_central = Field("cuenta_nivel_central", "cuenta_nivel_central", widget=SiNo())
    exige_evidencia = Field("exige_evidencia", "exige_evidencia", widget=SiNo())
    reclamos_desde = Field("reclamos_desde", "reclamos_desde", widget=Fecha())
    reclamos_hasta = Field("reclamos_hasta", "reclamos_hasta", widget=Fecha())
    etapa = Field("etapa", "etapa", widget=Codigo())

    class Meta:
        model = Ejercicio
        name = "Ejercicios"
        fields = (
            *("servicio", "anio", "umbral", "lectura", "base_ponderacion", "cuenta_nivel_central"),
            *("exige_evidencia", "reclamos_desde", "reclamos_hasta", "etapa", "version"),
        )
        import_id_fields = ()

    def find_fila(self, row: Any) -> Any:
        anio = Entero().clean(row["anio"])
        return self.get_queryset().filter(anio=anio, servicio__codigo=row["servicio"]).first()


class CorteResource(FilaResource):
    edicion = edicion
    claves = ("ejercicio", "fecha_medicion")
    relaciones = ("ejercicio__servicio",)

    servicio = Field("ejercicio__servicio__codigo", "servicio", widget=Codigo(), readonly=True)
    ejercicio = Field("ejercicio", "ejercicio", widget=DE_EJERCICIO)
    fecha_medicion = Field("fecha_medicion", "fecha_medicion", widget=Fecha())
    plazo = Field("plazo", "plazo", widget=Fecha())

    class Meta:
        model = Corte
        name = "Cortes"
        fields = ("servicio", "ejercicio", "fecha_medicion", "plazo", "version")
        import_id_fields = ()

    def find_fila(self, row: Any) -> Any:
        filas = self.get_queryset().filter(
            ejercicio__anio=Entero().clean(row["ejercicio"]),
            ejercicio__servicio__codigo=row["servicio"],
            fecha_medicion=Fecha().clean(row["fecha_medicion"]),
        )
        return filas.first()
