"""The folder of the files, on a disk that can be filled."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.estres.procesos import Proceso

TROZO = 64 * 1024
TAMANO = "96m"
# Where no small file system can be had, no process may write a larger file: in bytes.
TOPE = 512


@dataclass(slots=True)
class Disco:
    """The folder of the files. ``montada``: it is a file system of its own, and small."""

    carpeta: Path
    montada: bool
    relleno: list[Path] = field(default_factory=list)

    def describe(self) -> str:
        return f"sistema de archivos de {TAMANO[:-1]} MB" if self.montada else f"RLIMIT_FSIZE de {TOPE} bytes"

    @property
    def archivos(self) -> Path:
        return self.carpeta / "archivos"

    def fill(self, procesos: Sequence[Proceso]) -> None:
        if not self.montada:
            for proceso in procesos:
                proceso.limit_archivos(TOPE)
            return
        relleno = self.carpeta / "relleno"
        with suppress(OSError), relleno.open("wb", buffering=0) as abierto:
            while abierto.write(b"\0" * TROZO) == TROZO:
                pass
        self.relleno.append(relleno)

    def free(self, procesos: Sequence[Proceso]) -> None:
        for proceso in procesos:
            if not self.montada:
                proceso.limit_archivos(-1)
        while self.relleno:
            self.relleno.pop().unlink()


@contextmanager
def open_disco(carpeta: Path, *, monta: bool) -> Iterator[Disco]:
    """A small file system in memory, where that may be made; else a folder, whose writing is limited."""
    carpeta.mkdir()
    orden = ["mount", "-t", "tmpfs", "-o", f"size={TAMANO},mode=0755", "tmpfs", str(carpeta)]
    try:
        montada = monta and subprocess.run(orden, check=False, capture_output=True).returncode == 0
    except OSError:
        montada = False
    disco = Disco(carpeta, montada)
    try:
        disco.archivos.mkdir()
        yield disco
    finally:
        if montada:
            subprocess.run(["umount", "--lazy", str(carpeta)], check=False)
