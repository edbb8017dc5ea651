"""The least effort in sentences: how many rows are missing, how few are enough to lose, and why it cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass

from programas.scoring import Esfuerzo, EsfuerzoServicio, Estado, Lectura, Resultado
from programas.selectors.presentacion import join_nombres, show_cantidad, show_pct, show_umbral

CERRADO = "El ejercicio está cerrado: el resultado ya no cambia y no queda nada que asegurar."
SIN_PROGRAMAS = "Todavía no hay programas comprometidos."


@dataclass(frozen=True, slots=True)
class Lugar:
    """A place of the verdict: a programme of a territory, or under ``tipo`` ``None`` all of them together.

    ``parejas`` when its rows weigh the same, so that any of them would do; ``pendientes`` counts the blank ones.
    """

    cut: str
    territorio: str
    tipo: str | None
    resultado: Resultado
    esfuerzo: Esfuerzo
    parejas: bool
    pendientes: int

    @property
    def nombre(self) -> str:
        return f"{self.tipo} de {self.territorio}" if self.tipo else f"{self.territorio}, sumados sus programas"


def describe_lugar(lugar: Lugar) -> str:
    """«Faltan 11 filas para asegurar III.1 de Maule; basta que fallen 2 para perderlo.»."""
    resultado = lugar.resultado
    coma = "" if lugar.tipo else ","
    if resultado.estado is Estado.SIN_PONDERACION:
        return f"No se puede saber qué asegura {lugar.nombre}{coma} mientras falten ponderaciones."
    if resultado.estado is Estado.NO_CUMPLE:
        alcance = f"{show_pct(resultado.techo)} y se exige {show_umbral(resultado.umbral)}"
        if not lugar.pendientes:
            return f"No se puede asegurar {lugar.nombre}: quedó en {alcance}."
        cumplan = "se cumpliera la pendiente" if lugar.pendientes == 1 else "se cumplieran todas las pendientes"
        return f"No se puede asegurar {lugar.nombre}: aunque {cumplan}, llegaría a {alcance}."
    if resultado.estado is Estado.CUMPLE:
        return f"Ya está asegurado {lugar.nombre}{coma} con {show_pct(resultado.piso)}; {describe_sobra(lugar)}"
    ganar, perder = len(lugar.esfuerzo.ganar or ()), len(lugar.esfuerzo.perder or ())
    falle = "falle" if perder == 1 else "fallen"
    return f"{describe_falta(ganar)} para asegurar {lugar.nombre}; basta que {falle} {perder} para perderlo."


def describe_sobra(lugar: Lugar) -> str:
    if not lugar.pendientes:
        return "no queda nada pendiente."
    if lugar.pendientes == 1:
        return "no lo pierde la fila pendiente, aunque falle."
    return f"no lo pierden las {lugar.pendientes} filas pendientes, aunque fallen todas."


def describe_falta(cuantas: int) -> str:
    return f"{'Falta' if cuantas == 1 else 'Faltan'} {show_cantidad(cuantas, 'fila', 'filas')}"


def describe_conjunto(lugar: Lugar, cuantas: int) -> str:
    """Whether those rows, or any as many."""
    if cuantas == lugar.pendientes:
        return "Es la única pendiente." if cuantas == 1 else "Son todas las pendientes."
    if lugar.parejas:
        return (
            f"Todas pesan lo mismo: sirve cualquiera de las {lugar.pendientes} pendientes; esta es la primera."
            if cuantas == 1
            else f"Todas pesan lo mismo: sirven {cuantas} cualesquiera de las {lugar.pendientes} pendientes; "
            "estas son las primeras."
        )
    return "Son las que más pesan: ningún conjunto menor alcanza."


def describe_nacional(que: str, esfuerzo: EsfuerzoServicio, lugares: Sequence[Lugar]) -> str:
    """The same of the country, where every place must win and one that loses is enough (note 12)."""
    if not lugares:
        return SIN_PROGRAMAS if que == "el servicio" else "Ningún territorio lo compromete."
    perdidos = [lugar for lugar in lugares if lugar.resultado.estado is Estado.NO_CUMPLE]
    if perdidos:
        donde = join_nombres([f"{lugar.nombre} ({show_pct(lugar.resultado.techo)})" for lugar in perdidos])
        return f"No se puede asegurar {que}: ya está perdido por {donde}."
    pierde = f"; {describe_perder(esfuerzo, lugares)} para perderlo" if esfuerzo.perder else ""
    if esfuerzo.ganar is None:
        sin_peso = [lugar.nombre for lugar in lugares if lugar.resultado.estado is Estado.SIN_PONDERACION]
        return f"No se puede asegurar {que} mientras falten ponderaciones en {join_nombres(sin_peso)}{pierde}."
    if not esfuerzo.ganar:
        return f"Ya está asegurado {que}: ninguna fila pendiente puede perderlo."
    abiertos = [lugar for lugar in lugares if lugar.resultado.estado is Estado.EN_JUEGO]
    donde = show_cantidad(len(abiertos), "programa", "programas")
    if abiertos[0].tipo is None:
        donde = show_cantidad(len(abiertos), "territorio", "territorios")
    return f"{describe_falta(len(esfuerzo.ganar))}, de {donde}, para asegurar {que}{pierde}."


def describe_perder(esfuerzo: EsfuerzoServicio, lugares: Sequence[Lugar]) -> str:
    """«basta que fallen 2 filas (III.3 de Aysén)»: the first place that loses with so few."""
    decide = next(lugar for lugar in lugares if lugar.esfuerzo.perder == esfuerzo.perder)
    cuantas = len(esfuerzo.perder or ())
    falle = "falle" if cuantas == 1 else "fallen"
    return f"basta que {falle} {show_cantidad(cuantas, 'fila', 'filas')} ({decide.nombre})"


def describe_parte(lugares: Sequence[Lugar]) -> str:
    """The opening of who sees some territories: how many rows, of how many places, and what is lost."""
    if not lugares:
        return SIN_PROGRAMAS
    abiertos = [lugar for lugar in lugares if lugar.resultado.estado is Estado.EN_JUEGO]
    perdidos = [lugar for lugar in lugares if lugar.resultado.estado is Estado.NO_CUMPLE]
    partes = []
    if abiertos:
        faltan = sum(len(lugar.esfuerzo.ganar or ()) for lugar in abiertos)
        partes.append(f"{describe_falta(faltan)} para asegurar {name_lugares(abiertos)}.")
    if perdidos:
        partes.append(f"Ya no se puede asegurar {name_lugares(perdidos)}.")
    return " ".join(partes) or "No queda nada en juego."


def name_lugares(lugares: Sequence[Lugar]) -> str:
    """«III.1 y III.3 de Maule; III.2 de Aysén»."""
    tipos: dict[str, list[str]] = {}
    for lugar in lugares:
        tipos.setdefault(lugar.territorio, []).append(lugar.tipo or "los programas")
    return "; ".join(f"{join_nombres(nombres)} de {territorio}" for territorio, nombres in tipos.items())


def describe_lectura(oficial: Lectura) -> str:
    """Said where both readings ask for different rows: which one counts."""
    decide = "cada programa por separado" if oficial is Lectura.POR_PROGRAMA else "los programas juntos"
    return f"Las dos lecturas piden filas distintas: la oficial exige {decide}."
