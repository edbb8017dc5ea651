"""Tell which stored row each row of a workbook is, by what it says: the paper form carries no codes."""

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from regiones.textos import fold_text

PARECIDO_SUFICIENTE = 0.6

Textos = Sequence[str]


def match_filas(leidas: Sequence[Textos], guardadas: Sequence[Textos]) -> list[int | None]:
    """Return, for each row read, the index of the stored row that it is, or ``None`` when it is new.

    First the rows that say the same in every text, in their order; then those with the same first text, when
    it is the only one left on both sides; then the nearest, from 0.6 of similarity.
    """
    parejas: list[int | None] = [None] * len(leidas)
    libres = set(range(len(guardadas)))
    pair_equal(leidas, guardadas, parejas, libres, lambda textos: tuple(fold_text(t) for t in textos))
    pair_equal(leidas, guardadas, parejas, libres, lambda textos: fold_text(textos[0]), solo_unicas=True)
    pair_similar(leidas, guardadas, parejas, libres)
    return parejas


def pair_equal(
    leidas: Sequence[Textos],
    guardadas: Sequence[Textos],
    parejas: list[int | None],
    libres: set[int],
    clave: Callable[[Textos], object],
    solo_unicas: bool = False,
) -> None:
    por_clave: dict[object, deque[int]] = defaultdict(deque)
    for j in sorted(libres):
        por_clave[clave(guardadas[j])].append(j)
    pendientes: dict[object, list[int]] = defaultdict(list)
    for i, textos in enumerate(leidas):
        if parejas[i] is None:
            pendientes[clave(textos)].append(i)
    for valor, indices in pendientes.items():
        candidatas = por_clave[valor]
        if solo_unicas and (len(indices) != 1 or len(candidatas) != 1):
            continue
        for i in indices[: len(candidatas)]:
            parejas[i] = candidatas.popleft()
            libres.discard(parejas[i])


def pair_similar(
    leidas: Sequence[Textos], guardadas: Sequence[Textos], parejas: list[int | None], libres: set[int]
) -> None:
    """Pair what is left, nearest first."""
    textos_guardados = {j: fold_text(" ".join(guardadas[j])) for j in libres}
    parecidos = []
    for i, textos in enumerate(leidas):
        if parejas[i] is None:
            plano = fold_text(" ".join(textos))
            for j, guardado in textos_guardados.items():
                parecido = SequenceMatcher(None, plano, guardado, autojunk=False).ratio()
                if parecido >= PARECIDO_SUFICIENTE:
                    parecidos.append((-parecido, i, j))
    for _, i, j in sorted(parecidos):
        if parejas[i] is None and j in libres:
            parejas[i] = j
            libres.discard(j)
