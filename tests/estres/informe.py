"""The table of an evening, in Spanish: what was asked, what failed, and what was left."""

from collections import Counter
from collections.abc import Sequence
from statistics import median

from tests.estres.comprobacion import Cuenta
from tests.estres.libreta import Libreta, Medida
from tests.estres.percances import Percance

EXIGIDO = 3
# No answer, and «the database is away»: what is not served takes no time worth telling.
SIN_SERVIR = (0, 503)
# After a fall everybody asks again at once: so many seconds are counted apart.
ECO = 5.0


def print_cuentas(cuentas: Sequence[Cuenta]) -> list[str]:
    titulos = (
        "",
        "aceptadas",
        "rechazadas",
        "inciertas",
        "(están)",
        "perdidas",
        "duplicadas",
        "indebidas",
        "pisadas",
    )
    filas = []
    for c in cuentas:
        vistas = (c.aceptadas, c.rechazadas, c.inciertas, c.inciertas_presentes)
        faltas = (c.perdidas, c.duplicadas, c.indebidas, c.pisadas)
        filas.append((str(c.clase), *map(str, vistas), *map(str, faltas)))
    return align([titulos, *filas])


def align(filas: Sequence[Sequence[str]]) -> list[str]:
    anchos = [max(len(fila[i]) for fila in filas) for i in range(len(filas[0]))]
    return [
        "  ".join(
            celda.ljust(ancho) if i == 0 else celda.rjust(ancho)
            for i, (celda, ancho) in enumerate(zip(fila, anchos, strict=True))
        ).rstrip()
        for fila in filas
    ]


def print_percances(percances: Sequence[Percance], desde: float) -> list[str]:
    return [f"  {p.desde - desde:5.0f} s  {p.nombre}: {p.dicho or 'no ocurrió'}" for p in percances]


def print_medidas(libreta: Libreta, percances: Sequence[Percance], desde: float, hasta: float) -> list[str]:
    """Latencies of the whole evening and of its calm part: without what fell, and the moments after."""
    dentro = [m for m in libreta.medidas if desde <= m.cuando <= hasta]
    calma = [m for m in dentro if not is_perturbada(m, percances)]
    filas: list[tuple[str, ...]] = [("", "respuestas", "por segundo", "mediana", "p95", "p95/mediana", "máxima")]
    for nombre, medidas, segundos in (
        ("En calma, leer (GET)", [m for m in calma if m.clase == "GET"], 0.0),
        ("En calma, guardar (POST)", [m for m in calma if m.clase == "POST"], 0.0),
        ("En calma, todo", calma, 0.0),
        ("Con caídas, todo", dentro, hasta - desde),
    ):
        filas.append(print_serie(nombre, medidas, segundos))
    return align(filas)


def print_serie(nombre: str, medidas: Sequence[Medida], segundos: float) -> tuple[str, ...]:
    tiempos = sorted(m.segundos for m in medidas if m.estado not in SIN_SERVIR)
    if not tiempos:
        return (nombre, "0", "", "", "", "", "")
    media, p95 = median(tiempos), tiempos[int(len(tiempos) * 0.95)]
    return (
        nombre,
        str(len(tiempos)),
        show(len(tiempos) / segundos) if segundos else "",
        f"{media * 1000:.0f} ms",
        f"{p95 * 1000:.0f} ms",
        f"{show(p95 / media)} {'✓' if p95 <= EXIGIDO * media else '✕'}",
        f"{tiempos[-1] * 1000:.0f} ms",
    )


def print_estados(libreta: Libreta) -> str:
    """How many answers of each status; 0 are those that did not come."""
    cuantos = Counter(medida.estado for medida in libreta.medidas)
    dichos = (f"{estado or 'sin respuesta'} × {veces}" for estado, veces in sorted(cuantos.items()))
    return f"  Respuestas de toda la tarde: {', '.join(dichos)}"


def show(numero: float) -> str:
    return f"{numero:.1f}".replace(".", ",")


def is_perturbada(medida: Medida, percances: Sequence[Percance]) -> bool:
    fin = medida.cuando + medida.segundos
    return any(p.desde and fin >= p.desde and medida.cuando <= (p.hasta or fin) + ECO for p in percances)
