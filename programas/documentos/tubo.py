class Tubo:
    """Where a file is written piece by piece, and taken from as it comes."""

    def __init__(self) -> None:
        self.pedazos: list[bytes] = []

    def write(self, pedazo: bytes) -> int:
        self.pedazos.append(bytes(pedazo))
        return len(pedazo)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def take(self) -> bytes:
        tomado = b"".join(self.pedazos)
        self.pedazos.clear()
        return tomado
