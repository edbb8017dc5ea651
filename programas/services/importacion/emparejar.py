"""Tell which stored row each row of a workbook is: by its code, or by what it says, as the paper carries none."""

from collections import defaultdict, deque
from collections.abc import Container, Sequence
from difflib import SequenceMatcher
from typing import Any

from regiones.textos import fold_text

PARECIDO_SUFICIENTE = 0.6
# Comparing costs the product of two lengths: the first letters tell two rows apart.
LARGO_COMPARADO = 400

# What a row says, column by column; ``None`` where the workbook has no such column.
Textos = Sequence[str | None]
Clave = tuple[str, ...]


def pair_filas(
    leidas: Sequence[Any],
    textos: Sequence[Textos],
    guardadas: Sequence[Any],
    textos_guardados: Sequence[Textos],
    escritas: Container[str] = (),
) -> list[int | None]:
    """Return, for each row read, the index of the stored row with its code; of the others, by ``match_filas``.

    A code among ``escritas``, those that the workbook took from here, is of that row and of no other.
    """
    por_codigo = {fila.codigo: i for i, fila in enumerate(guardadas)}
    parejas = [por_codigo.pop(leida.codigo, None) for leida in leidas]
    tomadas = set(parejas)
    sueltas = [i for i, par in enumerate(parejas) if par is None and leidas[i].codigo not in escritas]
    libres = [j for j in range(len(guardadas)) if j not in tomadas]
    halladas = match_filas([textos[i] for i in sueltas], [textos_guardados[j] for j in libres])
    for i, hallada in zip(sueltas, halladas, strict=True):
        parejas[i] = None if hallada is None else libres[hallada]
    return parejas


def match_filas(leidas: Sequence[Textos], guardadas: Sequence[Textos]) -> list[int | None]:
    """Return, for each row read, the index of the stored row that it is, or ``None`` when it is new.

    First the rows that say the same in every text, then in the first two, in their order; then those with the
    same first text, when it is the only one left on both sides; then the nearest, from 0.6 of similarity.
    """
    if not leidas or not guardadas:
        return [None] * len(leidas)
    presentes = [k for k in range(len(leidas[0])) if all(fila[k] is not None for fila in leidas)]
    planas = [tuple(fold_text(fila[k] or "") for k in presentes) for fila in leidas]
    sabidas = [tuple(fold_text(fila[k] or "") for k in presentes) for fila in guardadas]
    parejas: list[int | None] = [None] * len(leidas)
    libres = set(range(len(guardadas)))
    for ancho in (len(presentes), 2):
        pair_equal(planas, sabidas, parejas, libres, ancho)
    pair_equal(planas, sabidas, parejas, libres, 1, solo_unicas=True)
    pair_similar(planas, sabidas, parejas, libres)
    return parejas


def place_filas(parejas: Sequence[int | None], ordenes: Sequence[int]) -> list[int]:
    """The place of each row read: a stored row keeps its own unless one before it already reached it."""
    lugares: list[int] = []
    ultimo = 0
    for pareja in parejas:
        propio = None if pareja is None else ordenes[pareja]
        ultimo = propio if propio is not None and (propio > ultimo or not lugares) else ultimo + 1
        lugares.append(ultimo)
    return lugares


def pair_equal(
    leidas: Sequence[Clave],
    guardadas: Sequence[Clave],
    parejas: list[int | None],
    libres: set[int],
    ancho: int,
    solo_unicas: bool = False,
) -> None:
    """Pair the rows whose first texts are equal."""
    por_clave: dict[Clave, deque[int]] = defaultdict(deque)
    for j in sorted(libres):
        por_clave[guardadas[j][:ancho]].append(j)
    pendientes: dict[Clave, list[int]] = defaultdict(list)
    for i, textos in enumerate(leidas):
        if parejas[i] is None:
            pendientes[textos[:ancho]].append(i)
    for valor, indices in pendientes.items():
        candidatas = por_clave[valor]
        if solo_unicas and (len(indices) != 1 or len(candidatas) != 1):
            continue
        for i in indices[: len(candidatas)]:
            parejas[i] = candidatas.popleft()
            libres.discard(parejas[i])


def pair_similar(
    leidas: Sequence[Clave], guardadas: Sequence[Clave], parejas: list[int | None], libres: set[int]
) -> None:
    """Pair what is left by its first two texts, nearest first."""
    parecidos = []
    comparados = SequenceMatcher(None, autojunk=False)
    for j in sorted(libres):
        comparados.set_seq2(" ".join(guardadas[j][:2])[:LARGO_COMPARADO])
        for i in (i for i, pareja in enumerate(parejas) if pareja is None):
            comparados.set_seq1(" ".join(leidas[i][:2])[:LARGO_COMPARADO])
            if (
                comparados.quick_ratio() >= PARECIDO_SUFICIENTE
                and (parecido := comparados.ratio()) >= PARECIDO_SUFICIENTE
            ):
                parecidos.append((-parecido, i, j))
    for _, i, j in sorted(parecidos):
        if parejas[i] is None and j in libres:
            parejas[i] = j
            libres.discard(j)
