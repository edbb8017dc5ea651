"""The rows of the forms of some territories, put together as their workbooks print them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from programas.formulario.contenido import (
    AnalisisContenido,
    CompromisoContenido,
    InstanciaContenido,
    ObjetivoContenido,
    ProgramaContenido,
)
from programas.models import (
    Ejercicio,
)
from programas.selectors import testigo
from programas.selectors.consultas_exportadas import PRUEBA, TEXTOS, query_colgadas, query_filas
from programas.selectors.dichos import Dicho, Dichos, Prueba, build_dicho


@dataclass(slots=True)
class Cargado:
    """What was loaded of one territory. ``informe`` is the state of the report of ``corte``, empty without one."""

    corte: date | None = None
    informe: str = ""
    nacional_inventado: bool = False
    programas: dict[str, ProgramaContenido] = field(default_factory=dict)
    versiones: list[testigo.FilaVersionada] = field(default_factory=list)
    dichos: Dichos = field(default_factory=dict)


@dataclass(slots=True)
class Colgadas:
    """The rows that hang from others, by the key of these."""

    actividades: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    medios: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    instancias: dict[int, list[InstanciaContenido]] = field(default_factory=lambda: defaultdict(list))
    analisis: dict[int, list[AnalisisContenido]] = field(default_factory=lambda: defaultdict(list))
    versiones: dict[int, list[testigo.FilaVersionada]] = field(default_factory=lambda: defaultdict(list))
    pruebas: dict[int, list[Prueba]] = field(default_factory=lambda: defaultdict(list))


def load_programas(ejercicio: Ejercicio, region_ids: list[int]) -> dict[int, Cargado]:
    colgadas = load_colgadas(ejercicio, region_ids)
    cargados: dict[int, Cargado] = defaultdict(Cargado)
    for _, del_programa in groupby(query_filas(ejercicio, region_ids), key=lambda fila: fila["pk"]):
        filas = list(del_programa)
        primera, cargado = filas[0], cargados[filas[0]["region_id"]]
        cargado.corte, cargado.informe = primera["fecha"], primera["informe"] or ""
        cargado.nacional_inventado = primera["nacional_inventado"]
        cargado.programas[primera["tipo"]] = build_programa(filas, colgadas, cargado.versiones)
        cargado.dichos |= {fila["c_codigo"]: read_dichos(fila, colgadas) for fila in filas if fila["c_pk"]}
    for region_id, versiones in colgadas.versiones.items():
        cargados[region_id].versiones += versiones
    return cargados


def build_programa(
    filas: list[dict[str, Any]], colgadas: Colgadas, versiones: list[testigo.FilaVersionada]
) -> ProgramaContenido:
    programa = filas[0]
    versiones.append((testigo.PROGRAMA, programa["codigo"], programa["version"]))
    objetivos = []
    for clave, del_objetivo in groupby(filas, key=lambda fila: fila["o_pk"]):
        if clave is not None:
            objetivos.append(build_objetivo(list(del_objetivo), colgadas, versiones))
    return ProgramaContenido(
        programa["pk"],
        programa["codigo"],
        programa["tipo"],
        programa["cut"],
        programa["nombre"],
        programa["responsable"],
        programa["modalidad"],
        programa["ponderacion"],
        programa["estado"],
        programa["es_demostracion"],
        programa["total_declarado"],
        tuple(objetivos),
        tuple(colgadas.instancias[programa["pk"]]),
        tuple(colgadas.analisis[programa["pk"]]),
    )


def build_objetivo(
    filas: list[dict[str, Any]], colgadas: Colgadas, versiones: list[testigo.FilaVersionada]
) -> ObjetivoContenido:
    objetivo = filas[0]
    versiones.append((testigo.OBJETIVO, objetivo["o_codigo"], objetivo["o_version"]))
    if objetivo["i_pk"] is not None:
        versiones.append((testigo.INDICADOR, objetivo["o_codigo"], objetivo["i_version"]))
    compromisos = [build_compromiso(fila, colgadas) for fila in filas if fila["c_pk"] is not None]
    versiones += [(testigo.COMPROMISO, fila["c_codigo"], fila["c_version"]) for fila in filas if fila["c_pk"]]
    return ObjetivoContenido(
        objetivo["o_codigo"],
        {},
        objetivo["o_pk"],
        objetivo["o_texto"],
        objetivo["o_texto_etapa2"],
        objetivo["o_clase"],
        objetivo["i_texto"] or "",
        objetivo["i_meta"] or "",
        objetivo["i_resultado"] or "",
        tuple(compromisos),
    )


def build_compromiso(fila: dict[str, Any], colgadas: Colgadas) -> CompromisoContenido:
    return CompromisoContenido(
        fila["c_codigo"],
        {},
        fila["c_pk"],
        fila["c_ponderacion"],
        fila["c_declarado"],
        fila["c_validado"],
        fila["c_motivo"],
        fila["c_unidad_texto"],
        0,
        tuple(colgadas.actividades[fila["c_pk"]]),
        tuple(colgadas.medios[fila["c_pk"]]),
    )


def read_dichos(fila: dict[str, Any], colgadas: Colgadas) -> tuple[Dicho, Dicho, str, tuple[Prueba, ...]]:
    return (
        build_dicho(fila["c_declarado"], fila["c_declaro"] or "", fila["c_declarado_en"]),
        build_dicho(fila["c_validado"], fila["c_valido"] or "", fila["c_validado_en"]),
        fila["c_motivo"],
        tuple(colgadas.pruebas[fila["c_pk"]]),
    )


def load_colgadas(ejercicio: Ejercicio, region_ids: list[int]) -> Colgadas:
    colgadas = Colgadas()
    filas = query_colgadas(ejercicio, region_ids)
    for fila in sorted(filas, key=lambda fila: (fila["padre"], fila["orden"], fila["pk"])):
        take_colgada(colgadas, fila)
    return colgadas


def take_colgada(colgadas: Colgadas, fila: dict[str, Any]) -> None:
    letra, padre = fila["letra"], fila["padre"]
    textos: list[str] = [fila[clave] for clave in TEXTOS]
    if letra == PRUEBA:
        nombre, fecha, suma, *_ = textos
        colgadas.pruebas[padre].append(Prueba(fila["pk"], nombre, date.fromisoformat(fecha), suma))
        return
    colgadas.versiones[fila["region_id"]].append((letra, fila["codigo"], fila["version"]))
    if letra == testigo.ACTIVIDAD:
        colgadas.actividades[padre].append(textos[0])
    elif letra == testigo.MEDIO:
        colgadas.medios[padre].append(textos[0])
    elif letra == testigo.INSTANCIA:
        nombre, problema, territorios, instituciones, productos = textos
        colgadas.instancias[padre].append(
            InstanciaContenido(fila["codigo"], {}, nombre, problema, territorios, instituciones, productos, ())
        )
    elif fila["es_del_corte"]:
        objetivo, efectivo, medidas, recomendaciones, responsable = textos
        colgadas.analisis[padre].append(
            AnalisisContenido(
                fila["codigo"],
                {},
                fila["pk"],
                0,
                fila["enlace"],
                objetivo,
                efectivo,
                medidas,
                recomendaciones,
                fila["marca"],
                responsable,
            )
        )
