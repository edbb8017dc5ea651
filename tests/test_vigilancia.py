"""The three looks of ``make check`` at what is dangerous fail when there is something to see."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from gestion_territorial import bootstrap
from tests import dependencias, secretos

RAIZ: Path = settings.BASE_DIR
HOY = date(2026, 12, 1)
# Written apart, so that this file holds none itself.
LLAVE = "AKIA" + "QYLPMN5HHHFPZAM2"


def run_bandit(archivo):
    orden = [sys.executable, "-m", "bandit", "-q", "-c", str(RAIZ / "pyproject.toml"), str(archivo)]
    return subprocess.run(orden, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("codigo", "falta"),
    [
        ("import subprocess\nsubprocess.run('ls ' + x, shell=True)\n", "B602"),
        ("def f(cursor, x):\n    cursor.execute(f'SELECT * FROM t WHERE a = {x}')\n", "B608"),
        ("import pickle\npickle.loads(x)\n", "B301"),
        ("import hashlib\nhashlib.md5(x)\n", "B324"),
        ("assert x\n", ""),
    ],
)
def test_dangerous_code_is_found(tmp_path, codigo, falta):
    archivo = tmp_path / "modulo.py"
    archivo.write_text(codigo)
    hecho = run_bandit(archivo)
    assert (hecho.returncode, falta in hecho.stdout) == (1 if falta else 0, True), hecho.stderr


def install(carpeta, nombre, version, licencia="MIT", *pide):
    datos = carpeta / f"{nombre}-{version}.dist-info"
    datos.mkdir(parents=True)
    lineas = ["Metadata-Version: 2.4", f"Name: {nombre}", f"Version: {version}"]
    lineas += [f"License-Expression: {licencia}"] if licencia else []
    lineas += [f"Requires-Dist: {pedida}" for pedida in pide]
    (datos / "METADATA").write_text("\n".join(lineas) + "\n")


PROYECTO = """[project]
dependencies = ["Django==5.2.19", "uno[dos]==1.0"]
[project.optional-dependencies]
dev = ["prueba==3.0"]
"""
FIJADAS = "django==5.2.19  # via x\nuno==1.0\ndos==2.5\n"


@pytest.fixture
def sana(tmp_path):
    """A project of four packages, one brought by an extra of another, all as they were chosen."""
    (tmp_path / "pyproject.toml").write_text(PROYECTO)
    (tmp_path / "requirements.txt").write_text(FIJADAS)
    (tmp_path / "requirements-dev.txt").write_text(f"{FIJADAS}prueba==3.0\n")
    install(tmp_path / "lib", "Django", "5.2.19", "BSD-3-Clause")
    install(tmp_path / "lib", "uno", "1.0", "MIT", 'dos<3,>=2; extra == "dos"', 'tres; python_version < "3"')
    install(tmp_path / "lib", "dos", "2.5", "LGPL-3.0-only")
    install(tmp_path / "lib", "prueba", "3.0")
    return tmp_path


def find_faltas(raiz, hoy=HOY):
    return dependencias.find_faltas(raiz, dependencias.load_instaladas([str(raiz / "lib")]), hoy)


def test_dependencies_as_they_were_chosen_are_well(sana):
    assert find_faltas(sana) == []


def change(archivo, viejo, nuevo):
    texto = archivo.read_text()
    assert viejo in texto
    archivo.write_text(texto.replace(viejo, nuevo))


DE_UNO, DE_DOS = "lib/uno-1.0.dist-info/METADATA", "lib/dos-2.5.dist-info/METADATA"
LISTA = "requirements.txt"


@pytest.mark.parametrize(
    ("archivo", "viejo", "nuevo", "falta"),
    [
        (DE_DOS, "Version: 2.5", "Version: 2.6", f"{LISTA}: dos==2.5, y en .venv 2.6"),
        (LISTA, "dos==2.5\n", "", f'{LISTA}: uno pide dos<3,>=2; extra == "dos", y la lista dice nada'),
        (LISTA, "uno==1.0", "uno==1.1", f"{LISTA}: pyproject.toml pide uno[dos]==1.0, y la lista dice 1.1"),
        (LISTA, "dos==2.5", "dos==2.5\nsuelto==1", f"{LISTA}: nadie pide suelto"),
        (DE_UNO, "<3,>=2", "<2", f'{LISTA}: uno pide dos<2; extra == "dos", y la lista dice 2.5'),
        (
            *(DE_UNO, "License-Expression: MIT\n", ""),
            "uno: no dice su licencia; véala y anótela en tests/dependencias.py",
        ),
        (DE_UNO, "MIT", "AGPL-3.0-or-later", "uno: su licencia (AGPL-3.0-or-later) no se admite"),
        (DE_UNO, "MIT", "GPL-3.0-only", "uno: su licencia (GPL-3.0-only) no se admite"),
    ],
)
def test_a_dependency_that_was_not_chosen_is_told(sana, archivo, viejo, nuevo, falta):
    change(sana / archivo, viejo, nuevo)
    assert falta in find_faltas(sana)


def test_a_line_without_its_version_is_refused(sana):
    change(sana / "requirements.txt", "dos==2.5", "dos>=2")
    with pytest.raises(SystemExit, match="sin versión exacta: dos>=2"):
        find_faltas(sana)


def test_what_nobody_mends_any_more_is_told(sana):
    assert "django 5.2: sin correcciones desde 30-04-2028; pase a la siguiente" in find_faltas(
        sana, date(2028, 5, 1)
    )
    vieja = dependencias.find_sin_sosten({"django": "4.1.3", "python": "3.11"}, HOY)
    assert vieja == ["django 4.1: anote en tests/dependencias.py hasta cuándo se sostiene"]


@pytest.fixture
def deposito(tmp_path):
    """A repository with one file that git keeps."""
    secretos.run_git(tmp_path, "init", "--quiet")
    (tmp_path / "modulo.py").write_text("DATO = 1\n")
    commit(tmp_path)
    return tmp_path


def commit(raiz):
    secretos.run_git(raiz, "add", "--all")
    quien = ("-c", "user.name=x", "-c", "user.email=x@example.cl", "-c", "commit.gpgsign=false")
    secretos.run_git(raiz, *quien, "commit", "--quiet", "--no-verify", "--message=x")


def test_a_secret_in_a_file_is_found_until_somebody_says_why_it_is_none(deposito):
    assert secretos.find_faltas(secretos.scan_all(deposito), {}) == []
    (deposito / "nuevo.py").write_text(f'ALGO = 1\npassword = "{LLAVE.lower()}"\n')
    hallados = secretos.scan_all(deposito)
    assert secretos.find_faltas(hallados, {}) == ["nuevo.py: Secret Keyword, línea 2: parece un secreto"]
    revisados = deposito / ".secretos.json"
    secretos.annotate(hallados, {}, revisados)
    (huella,) = hallados["nuevo.py"]
    assert len(secretos.find_faltas(hallados, {"nuevo.py": {huella: " "}})) == 1
    assert secretos.find_faltas(hallados, {"nuevo.py": {huella: "un ejemplo"}}) == []
    assert secretos.find_faltas({}, {"nuevo.py": {huella: "un ejemplo"}}) == [
        f".secretos.json: nuevo.py: {huella[:8]} ya no está; quítelo"
    ]


def test_a_key_is_found_in_tests_and_in_what_was_deleted(deposito):
    (deposito / "tests").mkdir()
    prueba = deposito / "tests" / "test_x.py"
    prueba.write_text(f"X = {LLAVE!r}\n")
    assert secretos.find_llaves(deposito) == ["tests/test_x.py: AKIAQYLPMN5H…: parece una llave"]
    commit(deposito)
    prueba.unlink()
    commit(deposito)
    assert secretos.find_llaves(deposito) == []
    (falta,) = secretos.find_en_historia(deposito)
    assert falta.endswith(": AKIAQYLPMN5H…")


@pytest.mark.parametrize(
    ("codigo", "dicho", "motivo"),
    [
        (1, "ERROR: Found 1 known vulnerability in 1 package", SystemExit),
        (1, "ERROR: could not connect", bootstrap.Falta),
        (0, "", None),
    ],
)
def test_not_to_reach_who_knows_the_faults_is_told_and_fails(monkeypatch, codigo, dicho, motivo):
    hecho = subprocess.CompletedProcess([], codigo, "", dicho)
    monkeypatch.setattr(bootstrap, "prepare", lambda _: None)
    monkeypatch.setattr(bootstrap, "succeeds", lambda *_: True)
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *_, **__: hecho)
    if motivo is None:
        bootstrap.vulnerabilidades()
        return
    with pytest.raises(motivo) as error:
        bootstrap.vulnerabilidades()
    assert ("nada se comprobó" in str(error.value)) is (motivo is bootstrap.Falta)
