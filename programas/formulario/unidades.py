"""Tell the units that a cell names, in any of their spellings, even when several run together."""

from collections.abc import Mapping

from regiones.textos import fold_text

NEXOS = frozenset({"y", "e", "de", "del", "la", "las", "los", "el"})


class CatalogoUnidades:
    """The units of a service by folded name or alias."""

    def __init__(self, claves: Mapping[str, int]) -> None:
        self.claves = dict(claves)
        self.por_largo = sorted(self.claves, key=len, reverse=True)

    def find(self, texto: str) -> tuple[int, ...]:
        """The units that a text names, in its order; none unless every word of it is accounted for."""
        plano = fold_text(texto)
        if plano in self.claves:
            return (self.claves[plano],)
        resto, halladas = f" {plano} ", []
        for clave in self.por_largo:
            if f" {clave} " in resto:
                halladas.append((f" {plano} ".index(f" {clave} "), self.claves[clave]))
                resto = resto.replace(f" {clave} ", "  ")
        if not halladas or set(resto.split()) - NEXOS:
            return ()
        return tuple(dict.fromkeys(unidad for _, unidad in sorted(halladas)))
