"""What ``make`` runs: prepare the environment of a bare checkout, then serve, test or check.

Standard library only: nothing is installed yet when this starts.
"""

import hashlib
import os
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

RAIZ = Path(__file__).resolve().parent.parent
VENV = RAIZ / ".venv"
PYTHON = VENV / "bin" / "python"
PUERTO = 8000
CODIGO = ("gestion_territorial", "programas", "regiones", "manage.py")
# Apart from what the tests use: it brings a good deal with it.
PIP_AUDIT = "pip-audit==2.10.1"
NAVEGADORES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Falta(Exception):
    """Something the machine lacks, with what to do about it."""


def say(texto: str) -> None:
    sys.stdout.write(texto + "\n")
    sys.stdout.flush()


def execute(*orden: str | Path, **entorno: str) -> None:
    """Run a command in the checkout, its output in sight; stop with its code when it fails."""
    resultado = subprocess.run([str(parte) for parte in orden], cwd=RAIZ, env=os.environ | entorno, check=False)
    if resultado.returncode:
        raise SystemExit(resultado.returncode)


def succeeds(*orden: str | Path) -> bool:
    return (
        subprocess.run([str(parte) for parte in orden], cwd=RAIZ, capture_output=True, check=False).returncode == 0
    )


def prepare(requisitos: str) -> None:
    """Make ``.venv`` and install a requirements file, once for each version of it."""
    archivo = RAIZ / requisitos
    marca = VENV / f".{requisitos}.instalado"
    huella = hashlib.sha256(archivo.read_bytes() + sys.version.encode()).hexdigest()
    if PYTHON.exists() and marca.exists() and marca.read_text() == huella:
        return
    say(f"Preparando .venv con {requisitos} (solo la primera vez)…")
    uv = shutil.which("uv")
    if not (uv and prepare_with_uv(uv, archivo)):
        prepare_with_pip(archivo)
    marca.write_text(huella)


def prepare_with_uv(uv: str, archivo: Path) -> bool:
    """Try the fast installer; its own index settings may not know this machine's, so failing is no fault."""
    creado = PYTHON.exists() or succeeds(uv, "venv", "--quiet", "--python", sys.executable, VENV)
    return creado and succeeds(uv, "pip", "install", "--quiet", "--python", PYTHON, "-r", archivo)


def prepare_with_pip(archivo: Path) -> None:
    # A folder without pip is what a Python without python3-venv leaves half-made.
    tiene_pip = succeeds(PYTHON, "-m", "pip", "--version") if PYTHON.exists() else False
    if not tiene_pip and not succeeds(sys.executable, "-m", "venv", "--clear", VENV):
        raise Falta("No se pudo crear .venv. En Debian o Ubuntu: apt install python3-venv")
    execute(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", archivo)


def prepare_entorno() -> None:
    """Write the development settings of this checkout once; what the environment says comes first."""
    archivo = RAIZ / ".env"
    if not archivo.exists():
        archivo.write_text(f"ENTORNO=desarrollo\nDEBUG=0\nSECRET_KEY={secrets.token_urlsafe(50)}\n")
        archivo.chmod(0o600)


def read_puerto() -> int:
    texto = os.environ.get("PORT", str(PUERTO))
    if not (texto.isascii() and texto.isdigit() and 0 < int(texto) < 65536):
        raise Falta(f"PORT={texto!r} no es un puerto: use un número entre 1 y 65535.")
    puerto = int(texto)
    with socket.socket() as prueba:
        prueba.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prueba.bind(("127.0.0.1", puerto))
        except OSError as error:
            raise Falta(f"El puerto {puerto} no está libre: pruebe «PORT={puerto + 1} make run».") from error
    return puerto


def run() -> None:
    """Install, migrate, load the demonstration once, serve, and say where and with which accounts."""
    puerto = read_puerto()
    prepare("requirements.txt")
    prepare_entorno()
    execute(PYTHON, "manage.py", "migrate", "--verbosity", "0")
    execute(PYTHON, "manage.py", "load_demostracion", "--direccion", f"http://127.0.0.1:{puerto}/")
    servidor: list[str | Path] = [
        PYTHON,
        "-m",
        "gunicorn",
        "gestion_territorial.wsgi",
        "--bind",
        f"127.0.0.1:{puerto}",
    ]
    # With threads, a long download takes no worker for itself, nor is it cut when the worker's time is over.
    servidor += ["--workers", "2", "--threads", "4", "--log-level", "warning"]
    serve(servidor, [PYTHON, "manage.py", "run_worker", "--verbosity", "0"])


def serve(servidor: list[str | Path], trabajador: list[str | Path]) -> None:
    """Run the server with a worker beside it; what stops the first stops the second."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with subprocess.Popen([str(parte) for parte in trabajador], cwd=RAIZ) as lectura:
        try:
            with subprocess.Popen([str(parte) for parte in servidor], cwd=RAIZ) as web:
                try:
                    codigo = web.wait()
                finally:
                    web.terminate()
        finally:
            lectura.terminate()
    raise SystemExit(codigo)


def test() -> None:
    """Run the whole suite on SQLite and on a real PostgreSQL, with the browser tests."""
    prepare("requirements-dev.txt")
    entorno = {"CHROMIUM": find_navegador(), "DATABASE_URL": ""}
    pytest: list[str | Path] = [PYTHON, "-m", "pytest", "-n", "auto", "--maxprocesses", "4"]
    say("— Pruebas sobre SQLite —")
    # The long walks are made once, below, on the database of production.
    execute(*pytest, "-m", "not recorrido", **entorno)
    say("— Pruebas sobre PostgreSQL —")
    execute(PYTHON, "-m", "tests.postgres", *pytest, SOLO_CON_BASE="1", **entorno)


def find_navegador() -> str:
    """The Chromium that the browser tests drive, installed by apt when that is possible."""
    if not (hallado := which_navegador()) and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Instalando Chromium para las pruebas de navegador…")
        if not succeeds("apt-get", "install", "-y", "--no-install-recommends", "chromium"):
            succeeds("apt-get", "update")
            succeeds("apt-get", "install", "-y", "--no-install-recommends", "chromium")
        hallado = which_navegador()
    if not hallado:
        raise Falta("Las pruebas de navegador necesitan Chromium: apt install chromium")
    return hallado


def which_navegador() -> str:
    return next((ruta for nombre in NAVEGADORES if (ruta := shutil.which(nombre))), "")


def bench() -> None:
    """Print the ratios of this machine, on SQLite and on a real PostgreSQL, each from one run."""
    prepare("requirements-dev.txt")
    execute(PYTHON, "-m", "tests.banco", DATABASE_URL="")
    execute(PYTHON, "-m", "tests.postgres", PYTHON, "-m", "tests.banco", POSTGRES_DE_FABRICA="1")


def stress() -> None:
    """Let two hundred people save while servers fall, and look at what is left: about five minutes."""
    prepare("requirements-dev.txt")
    execute(PYTHON, "-m", "tests.estres", *shlex.split(os.environ.get("ESTRES", "")))


def capturas() -> None:
    """Take the pictures of the dashboards again, with the page that shows them, and those of the guide."""
    prepare("requirements-dev.txt")
    capturas = ("tests/navegador/capturas.py", "tests/navegador/capturas_guia.py")
    execute(PYTHON, "-m", "pytest", "-q", *capturas, DATABASE_URL="", CHROMIUM=find_navegador())


def check() -> None:
    """Format, lint, layers, types, templates, deployment settings, missing migrations, and what is dangerous."""
    prepare("requirements-dev.txt")
    bin_ = VENV / "bin"
    # The file of variables of a server, as the guide of deployment has it filled in.
    lineas = (RAIZ / "deploy" / "entorno.example").read_text(encoding="utf-8").splitlines()
    produccion = dict(linea.split("=", 1) for linea in lineas if linea and not linea.startswith("#"))
    produccion |= {"DEBUG": "0", "SECRET_KEY": secrets.token_urlsafe(50)}
    desarrollo = {"ENTORNO": "desarrollo", "DATABASE_URL": ""}
    execute(bin_ / "ruff", "format", "--check", "--quiet", ".")
    execute(bin_ / "ruff", "check", "--quiet", ".")
    execute(bin_ / "lint-imports", "--no-cache")
    execute(bin_ / "mypy", "--no-error-summary", ".", **desarrollo)
    plantillas = sorted(str(ruta.relative_to(RAIZ)) for ruta in (RAIZ / "templates").rglob("*.html"))
    execute(bin_ / "djade", "--check", "--target-version", "5.2", *plantillas)
    execute(PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **produccion)
    execute(PYTHON, "manage.py", "makemigrations", "--check", "--dry-run", "--verbosity", "1", **desarrollo)
    check_seguridad()
    say("Todo en orden.")


def check_seguridad() -> None:
    """Look for what is dangerous in the code, the dependencies and the files that git keeps."""
    orden = [str(VENV / "bin" / "bandit"), "--quiet", "--configfile", "pyproject.toml", "--recursive", *CODIGO]
    # It warns of each mark in a statement of several lines; what it finds is all that matters.
    bandit = subprocess.run(orden, cwd=RAIZ, capture_output=True, text=True, check=False)
    if bandit.returncode:
        say(bandit.stdout + bandit.stderr)
        raise SystemExit(bandit.returncode)
    execute(PYTHON, "-m", "tests.dependencias")
    execute(PYTHON, "-m", "tests.secretos")


def vulnerabilidades() -> None:
    """Ask for the known faults of the pinned versions. Not to reach who knows them is a failure too."""
    prepare("requirements-dev.txt")
    carpeta = VENV / "pip-audit"
    listas = [f"--requirement={lista}" for lista in ("requirements.txt", "requirements-dev.txt")]
    orden: list[str | Path] = [
        carpeta / "bin" / "pip-audit",
        "--strict",
        "--no-deps",
        "--disable-pip",
        "--timeout",
        "20",
        *listas,
    ]
    if not succeeds(orden[0], "--version"):
        execute(sys.executable, "-m", "venv", carpeta)
        execute(carpeta / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", PIP_AUDIT)
    hecho = subprocess.run([str(parte) for parte in orden], cwd=RAIZ, capture_output=True, text=True, check=False)
    say(hecho.stdout.strip())
    if hecho.returncode:
        # It answers the same code when it finds a fault and when it could ask nobody.
        if "vulnerabilit" not in hecho.stderr:
            raise Falta(
                f"No se pudo preguntar por las vulnerabilidades conocidas: nada se comprobó.\n{hecho.stderr}"
            )
        raise SystemExit(hecho.returncode)
    say("Ninguna versión fijada tiene vulnerabilidades conocidas.")


ORDENES: dict[str, Callable[[], None]] = {
    "run": run,
    "test": test,
    "check": check,
    "vulnerabilidades": vulnerabilidades,
    "bench": bench,
    "stress": stress,
    "capturas": capturas,
}


def main(argumentos: list[str]) -> int:
    if sys.version_info < (3, 11):
        sys.stderr.write(f"Se necesita Python 3.11 o posterior; este es {sys.version.split()[0]}.\n")
        return 1
    try:
        ORDENES[argumentos[0]]()
    except Falta as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
