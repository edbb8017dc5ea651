"""The processes of an installation: two application hosts and a worker, that can be killed and come back."""

import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

RAIZ = Path(__file__).resolve().parent.parent.parent
ESPERA = 60


class Proceso:
    """One of them, in a group of its own: who kills it kills its children too."""

    def __init__(self, nombre: str, orden: list[str], entorno: dict[str, str], carpeta: Path, puerto: int = 0):
        self.nombre, self.orden, self.entorno, self.puerto = nombre, orden, entorno, puerto
        self.bitacora = carpeta / f"{nombre}.txt"
        self.vivo: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.bitacora.open("ab") as salida:
            self.vivo = subprocess.Popen(
                self.orden, cwd=RAIZ, env=self.entorno, stdout=salida, stderr=salida, start_new_session=True
            )

    def kill(self) -> None:
        """As when the machine goes: nothing is told to anybody."""
        self.send(signal.SIGKILL)

    def stop(self) -> None:
        self.send(signal.SIGTERM)

    def send(self, senal: int) -> None:
        if self.vivo is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.vivo.pid, senal)
        self.vivo.wait(timeout=ESPERA)
        self.vivo = None

    @property
    def cayo(self) -> bool:
        """Whether it ended by itself."""
        return self.vivo is not None and self.vivo.poll() is not None

    def wait_listo(self) -> None:
        limite = monotonic() + ESPERA
        while monotonic() < limite:
            with suppress(OSError):
                conexion = HTTPConnection("127.0.0.1", self.puerto, timeout=5)
                conexion.request("GET", "/salud/lista")
                if conexion.getresponse().status:
                    return
            sleep(0.1)
        raise TimeoutError(f"{self.nombre} no respondió: {self.bitacora.read_text()[-2000:]}")

    def limit_archivos(self, octetos: int) -> None:
        """No process of the group writes a file beyond so many bytes; when negative, beyond what it could."""
        if self.vivo is None:
            return
        for pid in list_grupo(self.vivo.pid):
            _, maximo = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (maximo if octetos < 0 else octetos, maximo))


def list_grupo(lider: int) -> list[int]:
    pids = []
    for entrada in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if os.getpgid(int(entrada.name)) == lider:
                pids.append(int(entrada.name))
    return pids


def find_puerto() -> int:
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        puerto: int = libre.getsockname()[1]
    return puerto


@contextmanager
def build_procesos(
    entorno: dict[str, str], carpeta: Path, trabajadores: int
) -> Iterator[tuple[list[Proceso], Proceso]]:
    """The hosts, running and ready, and the worker. None outlives the block."""
    anfitriones = []
    for nombre in ("servidor-a", "servidor-b"):
        puerto = find_puerto()
        orden = [sys.executable, "-m", "gunicorn", "gestion_territorial.wsgi", "--bind", f"127.0.0.1:{puerto}"]
        orden += ["--workers", str(trabajadores), "--threads", "4", "--log-level", "warning"]
        anfitriones.append(Proceso(nombre, orden, entorno, carpeta, puerto))
    trabajador = Proceso("trabajador", [sys.executable, "manage.py", "run_worker"], entorno, carpeta)
    todos = [*anfitriones, trabajador]
    try:
        for proceso in todos:
            proceso.start()
        for anfitrion in anfitriones:
            anfitrion.wait_listo()
        yield anfitriones, trabajador
    finally:
        for proceso in todos:
            proceso.kill()
