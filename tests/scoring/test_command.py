"""``python -m programas.scoring`` as an outsider runs it: another process, no Django, no installation."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scoring.casos import caso_json, programa_json, territorio_json

RAIZ = Path(__file__).resolve().parents[2]


def run(entrada: bytes | str, *argumentos: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command without site-packages (-S) and without the user's environment (-E)."""
    return subprocess.run(
        [sys.executable, "-E", "-S", "-m", "programas.scoring", *argumentos],
        input=entrada.encode() if isinstance(entrada, str) else entrada,
        capture_output=True,
        cwd=RAIZ,
        check=False,
    )


def score(caso) -> object:
    proceso = run(json.dumps(caso))
    assert (proceso.returncode, proceso.stderr) == (0, b"")
    return json.loads(proceso.stdout)


def test_one_case_answers_one_object_with_every_figure():
    maule = territorio_json(
        "07",
        programa_json("III.1", "s" * 10 + "-p", "3.2"),
        programa_json("III.3", "", None),
        nombre="Maule",
    )
    assert score(caso_json(maule, nombre="prueba")) == {
        "nombre": "prueba",
        "servicio": {
            "veredicto": "EN JUEGO",
            "por_programa": {
                "III.1": {"veredicto": "EN JUEGO", "motivos": ["Maule entre 83,33 % y 91,66 %"]},
                "III.2": {"veredicto": "SIN COMPROMISOS", "motivos": []},
                "III.3": {"veredicto": "SIN COMPROMISOS", "motivos": []},
            },
        },
        "lecturas": {"POR_PROGRAMA": "EN JUEGO", "POR_TERRITORIO": "EN JUEGO"},
        "territorios": [
            {
                "codigo": "07",
                "programas": [
                    {
                        "tipo": "III.1",
                        "estado": "EN JUEGO",
                        "comprometido": "192/5",
                        "ganado": "32",
                        "perdido": "16/5",
                        "pendiente": "16/5",
                        "piso": "5/6",
                        "techo": "11/12",
                        "piso_pct": "83.33",
                        "techo_pct": "91.66",
                        "holgura": "16/25",
                        "criticos": ["11"],
                    },
                    {
                        "tipo": "III.3",
                        "estado": "SIN COMPROMISOS",
                        "comprometido": "0",
                        "ganado": "0",
                        "perdido": "0",
                        "pendiente": "0",
                        "piso": None,
                        "techo": None,
                        "piso_pct": None,
                        "techo_pct": None,
                        "holgura": "0",
                        "criticos": [],
                    },
                ],
            }
        ],
    }


def test_list_answers_a_list_in_its_order():
    casos = [
        caso_json(territorio_json("01", programa_json("III.1", respuestas)), nombre=respuestas)
        for respuestas in ("sss", "ssn", "---")
    ]
    assert [(r["nombre"], r["servicio"]["veredicto"]) for r in score(casos)] == [
        ("sss", "CUMPLE"),
        ("ssn", "NO CUMPLE"),
        ("---", "EN JUEGO"),
    ]
    assert score([]) == []


def test_official_reading_decides_the_service():
    territorio = territorio_json("07", programa_json("III.1", "s" * 28), programa_json("III.3", "ssn"))
    por_programa, por_territorio = score([caso_json(territorio), caso_json(territorio, lectura="POR_TERRITORIO")])
    assert por_programa["servicio"]["veredicto"] == "NO CUMPLE"
    assert por_territorio["servicio"]["veredicto"] == "CUMPLE"
    assert por_programa["lecturas"] == por_territorio["lecturas"]


def test_file_dash_and_standard_input_are_the_same(tmp_path):
    texto = json.dumps(caso_json(territorio_json("01", programa_json("III.1", "sss"), nombre="Ñuble")))
    archivo = tmp_path / "caso.json"
    archivo.write_text(texto, encoding="utf-8-sig")
    salidas = {run(texto).stdout, run(texto, "-").stdout, run("", str(archivo)).stdout}
    assert len(salidas) == 1
    assert "Ñuble" in salidas.pop().decode()


def fault(ruta: str, valor, cerrado=False):
    """A good case with one fault put in at a path such as ``territorios.0.codigo``."""
    caso = caso_json(
        territorio_json(
            "01",
            programa_json("III.1", "sn-", ["50", "30", "20"]),
            programa_json("III.2", "ss"),
        ),
        territorio_json("02"),
        cerrado=cerrado,
    )
    destino = caso
    *camino, ultimo = [int(parte) if parte.isdigit() else parte for parte in ruta.split(".")]
    for parte in camino:
        destino = destino[parte]
    if valor is KeyError:
        del destino[ultimo]
    else:
        destino[ultimo] = valor
    return caso


@pytest.mark.parametrize(
    ("ruta", "valor", "dicho"),
    [
        ("umbral", KeyError, "umbral: "),
        ("umbral", 0.9, "umbral: "),
        ("umbral", "90", "umbral: "),
        ("umbral", "0", "umbral: "),
        ("umbral", "noventa", "umbral: "),
        ("cerrado", "no", "cerrado: "),
        ("lectura", "POR_SERVICIO", "lectura: "),
        ("territorios", {}, "territorios: "),
        ("territorios", KeyError, "territorios: "),
        ("territorios.0", 7, "territorios[0]: "),
        ("territorios.1.codigo", "01", "territorios[1].codigo: "),
        ("territorios.0.codigo", 1, "territorios[0].codigo: "),
        ("territorios.0.programas.0.tipo", "III.4", "territorios[0].programas[0].tipo: "),
        ("territorios.0.programas.1.tipo", "III.1", "territorios[0].programas[1].tipo: "),
        ("territorios.0.programas.0.ponderacion", "uniforme", "territorios[0].programas[0].ponderacion: "),
        (
            "territorios.0.programas.0.compromisos.1.id",
            "1",
            "territorios[0].programas[0].compromisos[1].id: ",
        ),
        (
            "territorios.0.programas.0.compromisos.2.cumple",
            "quizás",
            "territorios[0].programas[0].compromisos[2].cumple: ",
        ),
        (
            "territorios.0.programas.0.compromisos.2.cumple",
            True,
            "territorios[0].programas[0].compromisos[2].cumple: ",
        ),
        (
            "territorios.0.programas.0.compromisos.2.cumple",
            KeyError,
            "territorios[0].programas[0].compromisos[2].cumple: ",
        ),
        *[
            (
                "territorios.0.programas.0.compromisos.2.ponderacion",
                valor,
                "territorios[0].programas[0].compromisos[2].ponderacion: ",
            )
            for valor in (KeyError, 20, "veinte", "-20", "100.1", "0.00001", "1e9", "")
        ],
    ],
)
def test_bad_input_is_one_line_with_the_path_of_the_fault(ruta, valor, dicho):
    proceso = run(json.dumps(fault(ruta, valor)))
    error = proceso.stderr.decode()
    assert (proceso.returncode, proceso.stdout) == (2, b"")
    assert error.startswith(dicho)
    assert error.count("\n") == 1
    assert error.endswith("\n")


def test_closed_case_without_weighting_names_the_row():
    ruta = "territorios.0.programas.0.compromisos.2.ponderacion"
    assert run(json.dumps(fault(ruta, None))).returncode == 0
    proceso = run(json.dumps(fault(ruta, None, cerrado=True)))
    assert proceso.returncode == 2
    assert proceso.stderr.decode().startswith("territorios[0].programas[0].compromisos[2].ponderacion: ")


def test_fault_in_a_list_names_the_case():
    proceso = run(json.dumps([caso_json(), fault("umbral", "2")]))
    assert proceso.stderr.decode().startswith("[1].umbral: ")


@pytest.mark.parametrize(
    "entrada",
    [b"", b"{", b"7", b"\xff\xfe", b"[" * 100_000, b'{"umbral":' + b"9" * 5000 + b"}", b'{"a":1,"a":2}'],
)
def test_what_is_not_a_case_is_refused_in_one_line(entrada):
    proceso = run(entrada)
    assert proceso.returncode == 2
    assert proceso.stderr.count(b"\n") == 1


def test_missing_file_and_too_many_arguments_are_refused():
    assert run("", "/no/existe.json").returncode == 2
    assert run("", "a", "b").returncode == 2
