"""What a programme says when it is sent, and what it lacks to be sent."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from programas.enums import Modalidad, Ponderacion
from programas.formulario.columnas import show_items
from programas.formulario.contenido import ProgramaContenido, TerritorioContenido
from programas.formulario.declaracion import Columna
from programas.formulario.hojas import HOJAS, get_control
from programas.formulario.lectura import Hallazgo
from programas.formulario.reglas import REGLAS
from programas.models import Compromiso, Instancia, ProgramaTrabajo
from programas.selectors.auditoria import build_contexto
from programas.selectors.contenido import load_contenido
from programas.selectors.hoja_mostrada import Valor
from programas.selectors.hojas import show_compromiso, show_instancia, show_objetivo

# Submissions: the code of each row → its columns as the form shows them.
Contenido = Mapping[str, Mapping[str, str]]

# What must hold to send: V3 always, the others unless somebody writes why not.
EXIGIDAS = ("V1", "V2", "V3", "V4", "V5")
SIN_EXCUSA = "V3"
# The answers are not part of what is committed.
DE_RESPUESTA = ("cumple", "ganada")
DE_PROGRAMA = {"responsable": "Responsable (1)", "modalidad": "Trabaja por", "ponderacion": "Ponderación"}
UNIFORME = "Uniforme"


@dataclass(frozen=True, slots=True)
class FaltaDeEnvio:
    """A rule that does not hold: its findings, and whether a written reason is enough to send."""

    regla: str
    pide: str
    hallazgos: tuple[Hallazgo, ...]

    @property
    def justificable(self) -> bool:
        return self.regla != SIN_EXCUSA


@dataclass(frozen=True, slots=True)
class PorEnviar:
    """A programme as it would be sent now. ``huella`` tells whether it changed since it was read."""

    contenido: Contenido
    faltas: tuple[FaltaDeEnvio, ...]
    huella: str
    objetivos: int
    compromisos: int
    instancias: int

    @property
    def por_corregir(self) -> int:
        """How many findings no written reason excuses."""
        return sum(len(falta.hallazgos) for falta in self.faltas if not falta.justificable)


def load_por_enviar(programa: ProgramaTrabajo) -> PorEnviar:
    """Read a programme and what keeps it from being sent: a fixed number of queries."""
    (territorio,) = load_contenido(ejercicio_id=programa.ejercicio_id, region_ids=[programa.region_id])
    propio = next(contenido for contenido in territorio.programas if contenido.id == programa.pk)
    contenido = describe_contenido(propio)
    return PorEnviar(
        contenido,
        list_faltas(programa, territorio, propio),
        sign_contenido(contenido),
        len(propio.objetivos),
        len(propio.compromisos),
        len(propio.instancias),
    )


def sign_contenido(contenido: Contenido) -> str:
    return sha256(json.dumps(contenido, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def list_faltas(
    programa: ProgramaTrabajo, territorio: TerritorioContenido, propio: ProgramaContenido
) -> tuple[FaltaDeEnvio, ...]:
    """The rules of sending that do not hold. V1 may be about the three programmes of the territory together."""
    contexto = build_contexto(programa.ejercicio, None)
    solo = replace(territorio, programas=(propio,))
    faltas = []
    for regla in REGLAS:
        if regla.id not in EXIGIDAS:
            continue
        juntos = regla.id == "V1" and contexto.por_territorio and propio.ponderacion == Ponderacion.MANUAL
        hallazgos = tuple(regla.check(territorio if juntos else solo, contexto))
        if hallazgos:
            faltas.append(FaltaDeEnvio(regla.id, regla.pide, hallazgos))
    return tuple(sorted(faltas, key=lambda falta: (falta.justificable, falta.regla)))


def describe_contenido(programa: ProgramaContenido) -> dict[str, dict[str, str]]:
    """Each row as the form shows it, without its answers; first the programme's own data, by its code.

    An objective without commitments is a row too. Uniform weights are said so, not by their share, which every
    new row would change.
    """
    filas: dict[str, dict[str, str]] = {
        programa.codigo: {
            "responsable": programa.responsable,
            "modalidad": Modalidad(programa.modalidad).label,
            "ponderacion": Ponderacion(programa.ponderacion).label,
        }
    }
    for instancia in programa.instancias:
        filas[instancia.codigo] = write_valores(show_instancia(instancia))
    for objetivo in programa.objetivos:
        cabeza = show_objetivo(objetivo, objetivo.meta)
        if not objetivo.compromisos:
            filas[objetivo.codigo] = write_valores(cabeza)
        for i, compromiso in enumerate(objetivo.compromisos):
            valores = show_compromiso(compromiso, show_items(compromiso.actividades), None)
            if programa.ponderacion == Ponderacion.UNIFORME:
                valores["ponderacion"] = Valor(UNIFORME)
            filas[compromiso.codigo] = write_valores(cabeza | valores if i == 0 else valores)
    return filas


def write_valores(valores: Mapping[str, Valor]) -> dict[str, str]:
    return {clave: valor.texto for clave, valor in valores.items() if clave not in DE_RESPUESTA}


def list_columnas(tipo: str, claves: Iterable[str], anio: int) -> list[tuple[str, str]]:
    """The key and the heading of each column of a row, in the order of the form."""
    presentes = set(claves)
    if "modalidad" in presentes:
        return list(DE_PROGRAMA.items())
    tablas: list[tuple[Columna, ...]] = [tabla.columnas for tabla in HOJAS[tipo].tablas]
    propias = (columnas for columnas in tablas if presentes <= {columna.clave for columna in columnas})
    propia = next(propias, None) or get_control(tipo).columnas
    return [(c.clave, c.titulo.format(anio=anio)) for c in propia if c.clave in presentes]


def order_filas(programa: ProgramaTrabajo, codigos: Iterable[str]) -> list[str]:
    """Sort codes as the form is read: the programme, its bodies, its commitments. Rows deleted since, last.

    The database does not keep the order of a submission's rows.
    """
    compromisos = Compromiso.objects.filter(objetivo__programa=programa).order_by(
        "objetivo__orden", "objetivo_id", "orden", "pk"
    )
    lugares: dict[str, int] = {programa.codigo: 0}
    instancias = (
        Instancia.objects.filter(programa=programa).order_by("orden", "pk").values_list("codigo", flat=True)
    )
    for codigo in instancias:
        lugares[codigo] = len(lugares)
    for codigo, del_objetivo in compromisos.values_list("codigo", "objetivo__codigo"):
        lugares.setdefault(del_objetivo, len(lugares))
        lugares[codigo] = len(lugares)
    return sorted(codigos, key=lambda codigo: (lugares.get(codigo, len(lugares)), codigo))
