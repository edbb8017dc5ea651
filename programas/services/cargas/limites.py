"""How much one upload may bring, and how much of it is read at once, without waiting for its turn."""

MEGA = 1024 * 1024
# A year has sixteen territories: twice over, and some to spare.
MAXIMO_LIBROS = 40
MAXIMO_LIBRO = 20 * MEGA
MAXIMO_CARGA = 60 * MEGA
# What a person waits for in front of the page.
AL_MOMENTO_LIBROS = 3
AL_MOMENTO_BYTES = 2 * MEGA


def is_corta(tamanos: list[int]) -> bool:
    """Whether workbooks of those sizes are read in the request that brings them."""
    return len(tamanos) <= AL_MOMENTO_LIBROS and sum(tamanos) <= AL_MOMENTO_BYTES
