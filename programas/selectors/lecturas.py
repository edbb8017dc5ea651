"""Does the verdict depend on how the rules are read? Every way side by side, and which choice decides."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from programas.models import Ejercicio
from programas.scoring import Estado, Lectura, Ponderacion, ResultadoServicio, Veredicto, join_literal
from programas.selectors import frases
from programas.selectors.presentacion import (
    MOSTRADOS,
    EstadoMostrado,
    join_nombres,
    show_decimal,
)
from programas.selectors.resultados import evaluate_ejercicio
from programas.selectors.simulacion.calculo import Filas, Simulado, load_filas, simulate
from programas.selectors.simulacion.direccion import write_direccion
from programas.selectors.simulacion.escenario import TODO, Escenario
from regiones.models import CUT_NIVEL_CENTRAL, Usuario

LITERAL = "LITERAL"
COLUMNAS = {
    Lectura.POR_PROGRAMA.value: "Por programa",
    Lectura.POR_TERRITORIO.value: "Por territorio",
    LITERAL: "Suma literal",
}
# What each choice other than the official one is called in a sentence.
AL_LEER = {
    Lectura.POR_PROGRAMA.value: "leer por programa",
    Lectura.POR_TERRITORIO.value: "leer por territorio",
    LITERAL: "sumar a la letra lo ganado (nota 11)",
}
AL_PONDERAR = {"u": "ponderar todas las filas por igual", "e": "ponderar como está escrito en las filas"}
PESOS = {"": "La de cada programa", "u": "Uniforme", "e": "La escrita"}


@dataclass(frozen=True, slots=True)
class Base:
    """What the three readings are applied to."""

    pesos: str
    declarado: bool
    nivel_central: bool

    def suppose(self, ejercicio: Ejercicio) -> Escenario:
        nivel_central = None if self.nivel_central == ejercicio.cuenta_nivel_central else self.nivel_central
        return Escenario(
            pesos={TODO: self.pesos} if self.pesos else {},
            nivel_central=nivel_central,
            declarado=self.declarado,
        )


@dataclass(frozen=True, slots=True)
class Modo:
    """One way of reading the rules, decided. ``elecciones`` are those that part from the official one."""

    columna: str
    elecciones: tuple[str, ...]
    veredicto: Veredicto
    servicio: ResultadoServicio
    simulado: Simulado
    direccion: str | None


@dataclass(frozen=True, slots=True)
class CeldaLectura:
    """``direccion`` opens it as a scenario; the literal sum has none, for it is nobody's official reading."""

    columna: str
    estado: EstadoMostrado
    oficial: bool
    distinta: bool
    direccion: str | None


@dataclass(frozen=True, slots=True)
class FilaLectura:
    pesos: str
    cuenta: str
    nivel_central: str
    celdas: tuple[CeldaLectura, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice, or the fewest of them together, that changes the verdict."""

    elecciones: str
    estado: EstadoMostrado
    sujeto: str
    razon: str
    direccion: str | None


@dataclass(frozen=True, slots=True)
class Lecturas:
    estado: EstadoMostrado
    frase: str
    decisiones: tuple[Decision, ...]
    columnas: tuple[str, ...]
    con_nivel_central: bool
    filas: tuple[FilaLectura, ...]


def load_lecturas(ejercicio: Ejercicio, usuario: Usuario) -> Lecturas:
    """Decide every way for someone who sees the whole service: two queries, whatever the rows."""
    hoy = evaluate_ejercicio(ejercicio, usuario)
    assert hoy.servicio is not None  # noqa: S101
    filas = load_filas(ejercicio, usuario)
    oficial = Base("", False, ejercicio.cuenta_nivel_central)
    # Of a closed year, what its closing froze.
    simulados = {oficial: Simulado(ejercicio, hoy.territorios, hoy.servicio)}
    for base in list_bases(ejercicio, filas):
        if base != oficial:
            simulados[base] = simulate(ejercicio, hoy, filas, base.suppose(ejercicio))
    modos = {base: list_modos(ejercicio, base, simulado) for base, simulado in simulados.items()}
    estado = hoy.servicio.veredicto
    todos = [modo for propios in modos.values() for modo in propios]
    decisiones = list_decisiones(todos, estado, cerrado=ejercicio.cerrado)
    return Lecturas(
        MOSTRADOS[estado],
        describe_dependencia(estado, len(todos), decisiones),
        decisiones,
        tuple(COLUMNAS.values()),
        any(base.nivel_central != ejercicio.cuenta_nivel_central for base in modos),
        tuple(show_fila(base, propios, estado) for base, propios in modos.items()),
    )


def list_bases(ejercicio: Ejercicio, filas: Filas) -> Iterator[Base]:
    """The official one first. What nothing would weigh otherwise is no choice, nor Nivel Central without rows."""
    cuenta = ejercicio.cuenta_nivel_central
    compromete = any(cut == CUT_NIVEL_CENTRAL for cut, _ in filas)
    pesos = [""]
    if any(real.ponderacion is Ponderacion.MANUAL for real in filas.values()):
        pesos.append("u")
    if any(real.ponderacion is Ponderacion.UNIFORME and real.escrita for real in filas.values()):
        pesos.append("e")
    for nivel_central in (cuenta, not cuenta) if compromete else (cuenta,):
        for declarado, propios in product((False, True), pesos):
            yield Base(propios, declarado, nivel_central)


def list_modos(ejercicio: Ejercicio, base: Base, simulado: Simulado) -> list[Modo]:
    """The three readings of one base, each with its reasons."""
    servicio = simulado.servicio
    assert servicio is not None  # noqa: S101
    escenario = base.suppose(ejercicio)
    comunes = list_elecciones(base, ejercicio)
    modos = []
    for lectura in Lectura:
        oficial = lectura.value == ejercicio.lectura
        modos.append(
            Modo(
                lectura.value,
                comunes if oficial else (AL_LEER[lectura.value], *comunes),
                servicio.lecturas[lectura],
                replace(servicio, lectura=lectura),
                simulado,
                write_direccion(replace(escenario, lectura=None if oficial else lectura)),
            )
        )
    return [*modos, Modo(LITERAL, (AL_LEER[LITERAL], *comunes), join_literal(servicio), servicio, simulado, None)]


def list_elecciones(base: Base, ejercicio: Ejercicio) -> tuple[str, ...]:
    elecciones = [AL_PONDERAR[base.pesos]] if base.pesos else []
    if base.declarado:
        elecciones.append("dar por validado lo declarado")
    if base.nivel_central != ejercicio.cuenta_nivel_central:
        elecciones.append("contar el Nivel Central" if base.nivel_central else "no contar el Nivel Central")
    return tuple(elecciones)


def list_decisiones(modos: list[Modo], oficial: Estado, *, cerrado: bool) -> tuple[Decision, ...]:
    """The choices that change the verdict, alone or together: none that holds a smaller one."""
    minimos: list[Modo] = []
    for modo in sorted(modos, key=lambda modo: len(modo.elecciones)):
        if modo.veredicto.estado is oficial:
            continue
        if not any(set(menor.elecciones) <= set(modo.elecciones) for menor in minimos):
            minimos.append(modo)
    return tuple(
        Decision(
            capitalize(join_nombres(list(modo.elecciones))),
            MOSTRADOS[modo.veredicto.estado],
            *describe_modo(modo, cerrado=cerrado),
            modo.direccion,
        )
        for modo in minimos
    )


def describe_modo(modo: Modo, *, cerrado: bool) -> tuple[str, str]:
    if modo.columna != LITERAL:
        return frases.describe_servicio(modo.servicio, modo.simulado.territorios, cerrado=cerrado)
    motivos = modo.veredicto.motivos
    lugares = join_nombres([f"{motivo.nombre} ({motivo.tipo})" for motivo in motivos])
    exigidos = show_decimal(motivos[0].resultado.umbral * 100)
    if modo.veredicto.estado is Estado.NO_CUMPLE:
        resultado = min((motivo.resultado for motivo in motivos), key=lambda r: r.ganado + r.pendiente)
        maximo = show_decimal(resultado.ganado + resultado.pendiente)
        return lugares, f": lo escrito no suma los {exigidos} puntos; el que menos, llega a {maximo}."
    if modo.veredicto.estado is Estado.CUMPLE:
        return "Todos los territorios", f" suman {exigidos} puntos o más de lo escrito."
    return lugares, f": lo escrito puede sumar {exigidos} puntos, y todavía no los suma."


def describe_dependencia(estado: Estado, cuantos: int, decisiones: tuple[Decision, ...]) -> str:
    palabra = MOSTRADOS[estado].palabra
    if not decisiones:
        return f"Los {cuantos} modos de leer las reglas dan «{palabra}»: el resultado no depende de ninguno."
    formas = [decision.elecciones[:1].lower() + decision.elecciones[1:] for decision in decisiones]
    return f"El resultado oficial es «{palabra}», y cambiaría al {'; al '.join(formas)}."


def show_fila(base: Base, modos: list[Modo], oficial: Estado) -> FilaLectura:
    return FilaLectura(
        PESOS[base.pesos],
        "También lo declarado" if base.declarado else "Solo lo validado",
        "Cuenta" if base.nivel_central else "No cuenta",
        tuple(
            CeldaLectura(
                COLUMNAS[modo.columna],
                MOSTRADOS[modo.veredicto.estado],
                not modo.elecciones,
                modo.veredicto.estado is not oficial,
                modo.direccion,
            )
            for modo in modos
        ),
    )


def capitalize(texto: str) -> str:
    return texto[:1].upper() + texto[1:]
