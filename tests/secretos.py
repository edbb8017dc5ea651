"""Whether a key or a password is among the files kept in git, or ever was: ``python -m tests.secretos``.

What looks like one and was seen to be none is in ``.secretos.json``: file → hash → why. ``--anotar`` adds what is
new with an empty reason, which does not pass until somebody writes it. Places are not kept: lines move.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from detect_secrets.core.scan import scan_file
from detect_secrets.settings import transient_settings

RAIZ = Path(__file__).resolve().parent.parent
REVISADOS = ".secretos.json"
DETECTORES = (
    *(
        "ArtifactoryDetector",
        "AWSKeyDetector",
        "AzureStorageKeyDetector",
        "BasicAuthDetector",
        "GitHubTokenDetector",
    ),
    *("GitLabTokenDetector", "JwtTokenDetector", "KeywordDetector", "NpmDetector", "OpenAIDetector"),
    *("PrivateKeyDetector", "PypiTokenDetector", "SendGridDetector", "SlackDetector", "StripeDetector"),
)
DESORDEN = ({"name": "Base64HighEntropyString", "limit": 4.5}, {"name": "HexHighEntropyString", "limit": 3.0})
# Nothing is asked of anybody: whether a key opens something is not tried.
FILTROS = ("is_sequential_string", "is_potential_uuid", "is_templated_secret", "is_indirect_reference")
# Others' published files, as they published them.
AJENOS = "static/vendor"
BINARIOS = {".png", ".woff", ".woff2", ".xlsx", ".ico", ".pdf", ".zip", ".ttf"}
# What is surely a key. Of history and tests, only this: they are full of passwords of nobody and of hashes.
LLAVE = re.compile(
    r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b"
    r"|\bglpat-[\w-]{20}\b|\bxox[baprs]-[\w-]{10,}|\bsk_live_[A-Za-z0-9]{20,}|\bpypi-AgE[\w-]{50,}"
)
Hallados = dict[str, dict[str, str]]


def run_git(raiz: Path, *orden: str) -> str:
    hecho = subprocess.run(["git", *orden], cwd=raiz, capture_output=True, check=False)
    if hecho.returncode:
        raise SystemExit(f"git {orden[0]}: {hecho.stderr.decode(errors='replace').strip()}")
    return hecho.stdout.decode(errors="replace")


def list_archivos(raiz: Path) -> list[Path]:
    """The files that git keeps, or would with what is not ignored, and that are text."""
    rutas = run_git(raiz, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    archivos = [raiz / ruta for ruta in rutas if ruta and ruta != REVISADOS]
    return [archivo for archivo in archivos if archivo.suffix not in BINARIOS and archivo.is_file()]


def scan(archivos: Iterable[Path], raiz: Path) -> Hallados:
    """File → hash of what looks like a secret → what it looks like, with its line."""
    ajustes = {
        "plugins_used": [*({"name": detector} for detector in DETECTORES), *DESORDEN],
        "filters_used": [{"path": f"detect_secrets.filters.heuristic.{filtro}"} for filtro in FILTROS],
    }
    hallados: Hallados = {}
    with transient_settings(ajustes):
        for archivo in archivos:
            for secreto in scan_file(str(archivo)):
                en_archivo = hallados.setdefault(str(archivo.relative_to(raiz)), {})
                en_archivo[secreto.secret_hash] = f"{secreto.type}, línea {secreto.line_number}"
    return hallados


def scan_all(raiz: Path) -> Hallados:
    aparte = (raiz / "tests", raiz / AJENOS)
    return scan([archivo for archivo in list_archivos(raiz) if not any(map(archivo.is_relative_to, aparte))], raiz)


def find_llaves(raiz: Path) -> list[str]:
    """Keys in any file as it is now, tests with the rest."""
    return [
        f"{archivo.relative_to(raiz)}: {llave[0][:12]}…: parece una llave"
        for archivo in list_archivos(raiz)
        if (llave := LLAVE.search(archivo.read_text(encoding="utf-8", errors="replace")))
    ]


def find_en_historia(raiz: Path) -> list[str]:
    """Keys in whatever was ever committed: what is deleted stays readable there."""
    commit, faltas = "", []
    for linea in run_git(raiz, "log", "--all", "-p", "-U0", "--no-color", "--format=commit %h").splitlines():
        if linea.startswith("commit "):
            commit = linea
        elif linea.startswith("+") and (llave := LLAVE.search(linea)):
            faltas.append(f"{commit}: {llave[0][:12]}…")
    return faltas


def find_faltas(hallados: Hallados, revisados: Mapping[str, Mapping[str, str]]) -> list[str]:
    """What nobody has seen, what was seen without saying why, and what is no longer there."""
    faltas = [
        f"{archivo}: {que}: parece un secreto"
        for archivo, huellas in hallados.items()
        for huella, que in huellas.items()
        if not revisados.get(archivo, {}).get(huella, "").strip()
    ]
    return faltas + [
        f"{REVISADOS}: {archivo}: {huella[:8]} ya no está; quítelo"
        for archivo, huellas in revisados.items()
        for huella in huellas
        if huella not in hallados.get(archivo, {})
    ]


def annotate(hallados: Hallados, revisados: Mapping[str, Mapping[str, str]], destino: Path) -> None:
    anotados = {
        archivo: {huella: revisados.get(archivo, {}).get(huella, "") for huella in sorted(huellas)}
        for archivo, huellas in sorted(hallados.items())
    }
    destino.write_text(json.dumps(anotados, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main(argumentos: list[str]) -> int:
    archivo = RAIZ / REVISADOS
    revisados = json.loads(archivo.read_text(encoding="utf-8")) if archivo.exists() else {}
    hallados = scan_all(RAIZ)
    if argumentos == ["--anotar"]:
        annotate(hallados, revisados, archivo)
        return 0
    faltas = find_faltas(hallados, revisados) + find_llaves(RAIZ) + find_en_historia(RAIZ)
    sys.stderr.writelines(f"{falta}\n" for falta in faltas)
    return 1 if faltas else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
