"""The two queries that bring the forms of some territories, whatever they hold."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from programas.enums import EstadoCorte
from programas.models import (
    Actividad,
    AnalisisAvance,
    Corte,
    Ejercicio,
    Evidencia,
    InformeAvance,
    Instancia,
    MedioVerificacion,
    ProgramaTrabajo,
)
from programas.selectors import testigo
from programas.selectors.dichos import VIGENTE
from regiones.models import CUT_NIVEL_CENTRAL

# The letter of a file that proves a row, which is no part of the form nor of its state token.
PRUEBA = "E"
TEXTOS = ("t1", "t2", "t3", "t4", "t5")


def find_corte_vigente(ejercicio: Ejercicio) -> Any:
    """The corte whose analyses are printed: the open one, otherwise the last that was closed, or is planned."""
    return (
        Corte.objects.filter(ejercicio=ejercicio)
        .annotate(
            lugar=Case(
                When(estado=EstadoCorte.ABIERTO, then=0),
                When(estado=EstadoCorte.CERRADO, then=1),
                default=2,
                output_field=IntegerField(),
            )
        )
        .order_by("lugar", "-fecha_medicion")
    )


def query_filas(ejercicio: Ejercicio, region_ids: list[int]) -> Any:
    """One row per commitment with its objective and programme, in the order of the form; those without too.

    Each says also the state of the report whose analyses are printed, and whether the national result takes in
    data of demonstration.
    """
    corte = find_corte_vigente(ejercicio)
    informe = InformeAvance.objects.filter(corte=Subquery(corte.values("pk")[:1]), region=OuterRef("region"))
    cuentan = Q() if ejercicio.cuenta_nivel_central else ~Q(region__cut=CUT_NIVEL_CENTRAL)
    inventados = ProgramaTrabajo.objects.filter(cuentan, ejercicio=ejercicio, es_demostracion=True)
    return (
        ProgramaTrabajo.objects.filter(ejercicio=ejercicio, region__in=region_ids)
        .annotate(
            fecha=Subquery(corte.values("fecha_medicion")[:1]),
            informe=Subquery(informe.values("estado")[:1]),
            nacional_inventado=Exists(inventados),
        )
        .order_by(
            *("region__orden", "tipo", "objetivos__orden", "objetivos__pk"),
            *("objetivos__compromisos__orden", "objetivos__compromisos__pk"),
        )
        .values(
            *("pk", "codigo", "version", "tipo", "region_id", "responsable", "modalidad", "ponderacion"),
            *("estado", "es_demostracion", "total_declarado", "fecha"),
            *("informe", "nacional_inventado"),
            nombre=F("region__nombre_corto"),
            cut=F("region__cut"),
            **name_campos("o_", "objetivos__", ("pk", "codigo", "version", "texto", "texto_etapa2", "clase")),
            **name_campos("i_", "objetivos__indicador__", ("pk", "version", "texto", "meta", "resultado")),
            **name_campos(
                "c_",
                "objetivos__compromisos__",
                (
                    *("pk", "codigo", "version", "ponderacion", "declarado", "validado", "motivo", "unidad_texto"),
                    *("declarado_en", "validado_en"),
                ),
            ),
            c_declaro=F("objetivos__compromisos__declarado_por__username"),
            c_valido=F("objetivos__compromisos__validado_por__username"),
        )
    )


def name_campos(prefijo: str, camino: str, campos: Iterable[str]) -> dict[str, F]:
    return {f"{prefijo}{campo}": F(f"{camino}{campo}") for campo in campos}


def query_colgadas(ejercicio: Ejercicio, region_ids: list[int]) -> Any:
    """Activities, means, instancias, analyses and evidence in one query: every kind has up to five texts."""
    de_compromiso: dict[str, Any] = {
        "region": "compromiso__objetivo__programa",
        "padre": "compromiso_id",
        "textos": ("texto",),
    }
    de_programa: dict[str, Any] = {"region": "programa", "padre": "programa_id"}
    consultas = [
        query_clase(ejercicio, region_ids, testigo.ACTIVIDAD, Actividad, **de_compromiso),
        query_clase(ejercicio, region_ids, testigo.MEDIO, MedioVerificacion, **de_compromiso),
        query_clase(
            ejercicio,
            region_ids,
            testigo.INSTANCIA,
            Instancia,
            **de_programa,
            textos=("nombre", "problema", "territorios", "instituciones", "productos"),
        ),
        query_clase(
            ejercicio,
            region_ids,
            testigo.ANALISIS,
            AnalisisAvance,
            **de_programa,
            textos=("objetivo_texto", "avance_efectivo", "avance_medidas", "recomendaciones", "responsable"),
            del_corte=Case(
                When(corte=Subquery(find_corte_vigente(ejercicio).values("pk")[:1]), then=Value(True)),
                default=Value(False),
            ),
            marca=F("sin_recomendaciones"),
            enlace=F("objetivo__codigo"),
        ),
        query_clase(
            ejercicio,
            region_ids,
            PRUEBA,
            Evidencia,
            region="compromiso__objetivo__programa",
            padre="compromiso_id",
            textos=("nombre", Cast("fecha_documento", TextField()), "sha256"),
            filtro=VIGENTE,
            propios={"orden": Value(0), "codigo": F("compromiso__codigo")},
        ),
    ]
    return consultas[0].union(*consultas[1:], all=True)


def query_clase(
    ejercicio: Ejercicio,
    region_ids: list[int],
    letra: str,
    modelo: Any,
    *,
    region: str,
    padre: str,
    textos: tuple[Any, ...],
    del_corte: Any = None,
    marca: Any = None,
    enlace: Any = None,
    filtro: Mapping[str, Any] | None = None,
    propios: Mapping[str, Any] | None = None,
) -> Any:
    vacios = [Cast(Value(""), TextField())] * (len(TEXTOS) - len(textos))
    dichos = [F(texto) if isinstance(texto, str) else texto for texto in textos]
    campos = dict(zip(TEXTOS, [*dichos, *vacios], strict=True))
    return (
        modelo._base_manager.filter(
            **{f"{region}__ejercicio": ejercicio, f"{region}__region__in": region_ids}, **(filtro or {})
        )
        .order_by()
        .annotate(**(propios or {}))
        .values(
            *("orden", "pk", "codigo", "version"),
            letra=Value(letra, CharField()),
            region_id=F(f"{region}__region_id"),
            padre=Cast(F(padre), BigIntegerField()),
            es_del_corte=del_corte or Value(True, BooleanField()),
            marca=marca or Value(False, BooleanField()),
            enlace=enlace or Cast(Value(None), CharField()),
            **campos,
        )
    )
