"""The rows of a year by their names: programmes, objectives, commitments and progress."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from programas.enums import Tipo
from programas.models import Avance, Ejercicio, ObjetivoEspecifico, ProgramaTrabajo
from programas.selectors.listas.compromisos import query_compromisos, show_ponderacion
from regiones.models import Usuario

Fila = dict[str, Any]
Nombres = Mapping[str, str]
DE_OBJETIVO = ("texto", "texto_etapa2", "plurianual", "clase", "origen", "formato", "contenido", "periodicidad")
DE_INDICADOR = ("texto", "formula", "meta", "resultado")


@dataclass(frozen=True, slots=True)
class Clase:
    """A kind of row: how those that a person sees are found, put in order and written.

    ``programa`` is the path to the programme, with its last «__»; ``codigo`` the path to the row's code.
    ``show`` takes a row and the names that the closing of the year gave to territories.
    """

    query: Callable[[Ejercicio, Usuario], QuerySet[Any]]
    programa: str
    codigo: str
    orden: tuple[str, ...]
    show: Callable[[Any, Nombres], Fila]


def query_filas(
    clase: Clase, ejercicio: Ejercicio, usuario: Usuario, *, territorio: str = "", programa: str = ""
) -> QuerySet[Any]:
    """Those that the person sees of a year, in the order of the form, of one territory or programme if asked."""
    filas = clase.query(ejercicio, usuario)
    if territorio:
        filas = filas.filter(**{f"{clase.programa}region__cut": territorio})
    if programa:
        filas = filas.filter(**{f"{clase.programa}tipo": programa})
    return filas.order_by(f"{clase.programa}region__orden", f"{clase.programa}tipo", *clase.orden)


def place(programa: ProgramaTrabajo, nombres: Nombres) -> Fila:
    """Where a row belongs."""
    region = programa.region
    return {
        "territorio": region.cut,
        "nombre_territorio": nombres.get(region.cut, region.nombre_corto),
        "programa": programa.tipo,
    }


def query_programas(ejercicio: Ejercicio, usuario: Usuario) -> QuerySet[Any]:
    return ProgramaTrabajo.objects.visible_to(usuario).filter(ejercicio=ejercicio).select_related("region")


def show_programa(programa: ProgramaTrabajo, nombres: Nombres) -> Fila:
    return {
        "codigo": programa.codigo,
        **place(programa, nombres),
        "nombre": Tipo(programa.tipo).label,
        "responsable": programa.responsable,
        "modalidad": programa.modalidad,
        "ponderacion": programa.ponderacion,
        "estado": programa.estado,
        "demostracion": programa.es_demostracion,
    }


def query_objetivos(ejercicio: Ejercicio, usuario: Usuario) -> QuerySet[Any]:
    propios = ObjetivoEspecifico.objects.visible_to(usuario).filter(programa__ejercicio=ejercicio)
    return propios.select_related("programa__region", "indicador")


def show_objetivo(objetivo: ObjetivoEspecifico, nombres: Nombres) -> Fila:
    indicador = getattr(objetivo, "indicador", None)
    return {
        "codigo": objetivo.codigo,
        **place(objetivo.programa, nombres),
        **{campo: getattr(objetivo, campo) for campo in DE_OBJETIVO},
        "indicador": {campo: getattr(indicador, campo) for campo in DE_INDICADOR} if indicador else None,
    }


def query_con_partes(ejercicio: Ejercicio, usuario: Usuario) -> QuerySet[Any]:
    filas = query_compromisos(ejercicio, usuario).select_related("objetivo__programa__region")
    return filas.prefetch_related("actividades", "medios")


def show_compromiso(compromiso: Any, nombres: Nombres) -> Fila:
    return {
        "codigo": compromiso.codigo,
        **place(compromiso.objetivo.programa, nombres),
        "objetivo": compromiso.objetivo.codigo,
        "ponderacion": show_ponderacion(compromiso).texto,
        "unidad_responsable": compromiso.unidad_texto,
        "actividades": [actividad.texto for actividad in compromiso.actividades.all()],
        "medios_de_verificacion": [medio.texto for medio in compromiso.medios.all()],
        "declarado": compromiso.declarado,
        "validado": compromiso.validado,
        "motivo": compromiso.motivo,
        "evidencias": compromiso.pruebas,
    }


def query_avances(ejercicio: Ejercicio, usuario: Usuario) -> QuerySet[Any]:
    propios = Avance.objects.visible_to(usuario).filter(compromiso__objetivo__programa__ejercicio=ejercicio)
    return propios.select_related("compromiso__objetivo__programa__region", "registrado_por")


def show_avance(avance: Avance, nombres: Nombres) -> Fila:
    return {
        "id": avance.pk,
        **place(avance.compromiso.objetivo.programa, nombres),
        "compromiso": avance.compromiso.codigo,
        "fecha": avance.fecha,
        "porcentaje": write_exacto(avance.valor),
        "logrado": write_exacto(avance.numerador),
        "de_un_total_de": write_exacto(avance.denominador),
        "texto": avance.texto,
        "registrado_por": str(avance.registrado_por),
        "registrado_en": avance.registrado_en,
    }


def write_exacto(valor: Any) -> str | None:
    """A stored decimal with a point and no zeros that add nothing; no number of JSON would keep it exact."""
    return None if valor is None else f"{valor.normalize():f}"


PROGRAMAS = Clase(query_programas, "", "codigo", ("pk",), show_programa)
OBJETIVOS = Clase(query_objetivos, "programa__", "codigo", ("orden", "pk"), show_objetivo)
COMPROMISOS = Clase(
    query_con_partes,
    "objetivo__programa__",
    "codigo",
    ("objetivo__orden", "objetivo_id", "orden", "pk"),
    show_compromiso,
)
AVANCES = Clase(
    query_avances,
    "compromiso__objetivo__programa__",
    "compromiso__codigo",
    (
        "compromiso__objetivo__orden",
        "compromiso__objetivo_id",
        "compromiso__orden",
        "compromiso_id",
        "fecha",
        "pk",
    ),
    show_avance,
)
