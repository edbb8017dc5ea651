"""A workbook taken from here and brought back later: what its person changed, beside what others changed since.

A field that still says what the workbook said when it was written was not touched, and what is stored stands. One
that both changed, each otherwise, is for a person to decide.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from programas.enums import Ponderacion
from programas.formulario.columnas import compose_columnas_4_y_5, show_items
from programas.formulario.lectores import split_items
from programas.formulario.lectura import (
    AnalisisLeido,
    CompromisoLeido,
    FormularioLeido,
    InstanciaLeida,
    ObjetivoLeido,
    ProgramaLeido,
)
from programas.formulario.metadatos import mark_valor
from programas.formulario.territorios import show_responsable
from programas.models import (
    Actividad,
    AnalisisAvance,
    Compromiso,
    Ejercicio,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
)
from programas.services.importacion.analisis import read_columna_4
from programas.services.importacion.guardado import Guardado
from programas.services.importacion.vacias import is_borrada
from regiones.models import Region

LIBRO, GUARDADO = "libro", "guardado"
FILA = "fila"
Leida = TypeVar("Leida", ObjetivoLeido, CompromisoLeido, InstanciaLeida, AnalisisLeido)

# What stands for «as stored» in a row read; of every other field, that the workbook does not bring it.
COMO_GUARDADO = ("texto", "objetivo_texto", "nombre", "ponderacion")
EN_BLANCO = ("clase", "cumple")
# A weight may be blank; of any other field, ``None`` says that the workbook has no such column.
ANULABLES = ("ponderacion",)

# The stored values that a field may have been printed from: the first one is what stands today.
Valores = Mapping[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Conflicto:
    """A field of a row that the workbook and somebody else changed, each otherwise.

    ``campo`` is «fila» for a row that somebody else deleted and the workbook changed. A programme is a row too.
    """

    codigo: str
    campo: str
    procedencia: dict[str, Any]
    libro: Any
    guardado: Any

    @property
    def clave(self) -> str:
        return f"CONFLICTO:{self.codigo}:{self.campo}"


@dataclass(slots=True)
class Mezcla:
    """What of a workbook is to be compared: its own changes alone.

    ``ajenos`` counts the fields that others changed since and stand; ``eliminadas`` are the rows that others
    deleted and the workbook did not touch.
    """

    guardado: Guardado
    base: Mapping[str, Mapping[str, str]]
    respuestas: Mapping[str, str]
    es_resultado: bool
    codigos: set[str]
    conflictos: list[Conflicto] = field(default_factory=list)
    ajenos: int = 0
    eliminadas: list[str] = field(default_factory=list)

    @property
    def callados(self) -> tuple[str, ...]:
        """The fields of which a blank says nothing: nobody is asked to choose between it and what is stored."""
        return ("cumple", "columna_4") if self.es_resultado else ("cumple",)

    def merge(self, lectura: FormularioLeido) -> FormularioLeido:
        return replace(
            lectura, programas={tipo: self.merge_programa(leido) for tipo, leido in lectura.programas.items()}
        )

    def merge_programa(self, leido: ProgramaLeido) -> ProgramaLeido:
        objetivos = {fila.codigo: fila for fila in self.guardado.objetivos.get(leido.tipo, [])}
        instancias = {fila.codigo: fila for fila in self.guardado.instancias.get(leido.tipo, [])}
        analisis = {fila.codigo: fila for fila in self.guardado.analisis.get(leido.tipo, [])}
        quedan = tuple(o for fila in leido.objetivos for o in self.merge_objetivo(fila, objetivos))
        return replace(
            leido,
            responsable=self.merge_responsable(leido),
            por_actividades=leido.por_actividades and any(self.adds_filas(objetivo) for objetivo in quedan),
            objetivos=quedan,
            instancias=tuple(
                i
                for fila in leido.instancias
                for i in self.merge_fila(fila, instancias.get(fila.codigo), describe_instancia)
            ),
            analisis=tuple(
                a
                for fila in leido.analisis
                for a in self.merge_fila(fila, analisis.get(fila.codigo), self.describe_analisis)
            ),
        )

    def merge_responsable(self, leido: ProgramaLeido) -> str:
        """Who answers for the programme, when the workbook changed it; empty leaves what is stored."""
        programa = self.guardado.programas.get(leido.tipo)
        base = self.base.get(leido.tipo, {}).get("responsable")
        if programa is None or base is None:
            return leido.responsable
        impreso = show_responsable(programa.region.nombre_corto, programa.responsable)
        if not leido.responsable:
            self.ajenos += mark_valor(impreso) != base
            return ""
        origen = {"hoja": leido.tipo, "celdas": {}}
        conflicto = Conflicto(programa.codigo, "responsable", origen, leido.responsable, programa.responsable)
        return leido.responsable if self.takes_campo(conflicto, (programa.responsable, impreso), base) else ""

    def adds_filas(self, objetivo: ObjetivoLeido) -> bool:
        """Whether the workbook gives an objective several commitments, some of them new."""
        return len(objetivo.compromisos) > 1 and any(c.codigo not in self.codigos for c in objetivo.compromisos)

    def merge_objetivo(
        self, leido: ObjetivoLeido, guardados: Mapping[str, ObjetivoEspecifico]
    ) -> tuple[ObjetivoLeido, ...]:
        guardado = guardados.get(leido.codigo)
        if guardado is None and self.is_eliminada(leido):
            tocada = self.is_tocada(leido) or any(self.is_tocada(fila) for fila in leido.compromisos)
            return (leido,) if self.keeps_eliminada(leido, tocada) else ()
        compromisos = {} if guardado is None else {c.codigo: c for c in self.guardado.compromisos[guardado.pk]}

        def describe(compromiso: Compromiso) -> Valores:
            return self.describe_compromiso(compromiso, next(iter(compromisos), ""))

        quedan = tuple(
            c for fila in leido.compromisos for c in self.merge_fila(fila, compromisos.get(fila.codigo), describe)
        )
        return self.merge_fila(replace(leido, compromisos=quedan), guardado, self.describe_objetivo)

    def merge_fila(self, leida: Leida, guardada: Any, describe: Any) -> tuple[Leida, ...]:
        """The row with what its person changed, or nothing when it is not to be written at all."""
        if guardada is None:
            if not self.is_eliminada(leida):
                return (self.forget_codigo(leida),)
            return (leida,) if self.keeps_eliminada(leida, self.is_tocada(leida)) else ()
        base = self.base.get(leida.codigo)
        if base is None:
            return (leida,)
        reemplazos: dict[str, Any] = {}
        valores: Valores = describe(guardada)
        for campo, guardados in valores.items():
            escrito = getattr(leida, campo)
            if escrito is None and campo not in ANULABLES:
                continue
            if campo in self.callados and is_borrada(escrito, base.get(campo)):
                continue
            conflicto = Conflicto(leida.codigo, campo, leida.procedencia, escrito, guardados[0])
            # What carries no mark was reckoned, not typed.
            if campo not in base or not self.takes_campo(conflicto, guardados, base[campo]):
                reemplazos[campo] = guardados[0] if campo in COMO_GUARDADO else "" if campo in EN_BLANCO else None
        return (replace(leida, **reemplazos),)

    def takes_campo(self, conflicto: Conflicto, guardados: tuple[Any, ...], base: str) -> bool:
        """Whether what the workbook says of a field is to be written; asked when somebody else changed it too."""
        propia, actuales = mark_valor(conflicto.libro), {mark_valor(valor) for valor in guardados}
        if propia == base:
            self.ajenos += base not in actuales
            return False
        if base in actuales or propia in actuales:
            return True
        self.conflictos.append(conflicto)
        return self.respuestas.get(conflicto.clave) != GUARDADO

    def is_eliminada(self, leida: Leida) -> bool:
        """Whether the row came from here and somebody deleted it since."""
        return leida.codigo in self.base and leida.codigo not in self.codigos

    def is_tocada(self, leida: Leida) -> bool:
        """Whether the workbook says of a row anything that it did not say when it was written."""
        return leida.codigo not in self.base or any(
            mark_valor(valor) != marca
            for campo, marca in self.base[leida.codigo].items()
            if campo != "padre" and ((valor := getattr(leida, campo, None)) is not None or campo in ANULABLES)
        )

    def keeps_eliminada(self, leida: Leida, tocada: bool) -> bool:
        if not tocada:
            self.eliminadas.append(leida.codigo)
            return False
        conflicto = Conflicto(leida.codigo, FILA, leida.procedencia, "", "")
        self.conflictos.append(conflicto)
        return self.respuestas.get(conflicto.clave) != GUARDADO

    def forget_codigo(self, leida: Leida) -> Leida:
        """A code of a row that stands elsewhere, or of none, says nothing here."""
        return replace(leida, codigo="") if leida.codigo else leida

    def describe_objetivo(self, objetivo: ObjetivoEspecifico) -> Valores:
        indicador = self.guardado.get_indicador(objetivo)
        return {
            "texto": (objetivo.texto,),
            "clase": (objetivo.clase,),
            "indicador": (indicador.texto,),
            "columna_4": (indicador.resultado if self.es_resultado else indicador.meta,),
        }

    def describe_compromiso(self, compromiso: Compromiso, primero: str) -> Valores:
        """``primero`` is the code of the first row of its objective, which prints the meta in column (5)."""
        actividades = self.guardado.get_textos(Actividad, compromiso)
        indicador = self.guardado.get_indicador(compromiso.objetivo)
        _, columna_5 = compose_columnas_4_y_5(
            meta=indicador.meta if compromiso.codigo == primero else "",
            resultado=indicador.resultado,
            actividades=actividades,
            columna_4_es_resultado=self.es_resultado,
        )
        medios = self.guardado.get_textos(MedioVerificacion, compromiso)
        manual = compromiso.objetivo.programa.ponderacion == Ponderacion.MANUAL
        return {
            **({"ponderacion": (compromiso.ponderacion,)} if manual else {}),
            "cumple": (compromiso.validado or compromiso.declarado, compromiso.declarado),
            "unidad": (compromiso.unidad_texto,),
            "actividades": (split_items(columna_5), actividades),
            "medios": (split_items(show_items(medios)), medios),
        }

    def describe_analisis(self, analisis: AnalisisAvance) -> Valores:
        textos = {o.pk: o.texto for filas in self.guardado.objetivos.values() for o in filas}
        return {
            "objetivo_texto": (analisis.objetivo_texto, textos.get(analisis.objetivo_id or 0, "")),
            "recomendaciones": (read_columna_4(analisis),),
            **{
                campo: (getattr(analisis, campo),)
                for campo in ("avance_efectivo", "avance_medidas", "responsable")
            },
        }


def describe_instancia(instancia: Instancia) -> Valores:
    campos = ("nombre", "problema", "territorios", "instituciones", "productos")
    return {campo: (getattr(instancia, campo),) for campo in campos}


def find_base(lectura: FormularioLeido, ejercicio: Ejercicio, region: Region) -> dict[str, dict[str, str]]:
    """The marks of a workbook that was taken from this very form; none for any other."""
    metadatos = lectura.metadatos
    if metadatos is None or (metadatos.anio, metadatos.region) != (ejercicio.anio, region.cut):
        return {}
    return metadatos.filas if metadatos.servicio == ejercicio.servicio.codigo else {}
