"""The certificate of a closed year and its checker, as an outsider runs it: one file, an empty environment."""

import json
import subprocess
import sys
import zipfile
from copy import deepcopy
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.management import call_command

from programas.documentos.verificador import build_verificador
from programas.scoring import VERSION
from programas.scoring.caso import score
from programas.scoring.certificado import (
    build_certificado,
    derive_codigo,
    read_codigo,
    show_codigo,
    walk_valores,
    write_ruta,
)
from programas.scoring.verificador import Cambio, check_certificado, main

# Both ways of weighting, rows lost and partial, a territory that loses and another without weight in the verdict.
ENTRADA = {
    "nombre": "SERNAM 2009",
    "umbral": "0.9",
    "cerrado": True,
    "lectura": "POR_PROGRAMA",
    "territorios": [
        {
            "codigo": "03",
            "nombre": "Atacama",
            "programas": [
                {
                    "tipo": "III.1",
                    "ponderacion": "MANUAL",
                    "compromisos": [
                        {"id": "2009-03-III.1-01.1", "ponderacion": "3.2", "cumple": "si"},
                        {"id": "2009-03-III.1-02.1", "ponderacion": "3.2", "cumple": "parcial"},
                    ],
                },
                {"tipo": "III.2", "ponderacion": "UNIFORME", "compromisos": []},
            ],
        },
        {
            "codigo": "07",
            "nombre": "Maule",
            "programas": [
                {
                    "tipo": "III.1",
                    "ponderacion": "UNIFORME",
                    "compromisos": [
                        {"id": f"2009-07-III.1-{i:02d}.1", "ponderacion": None, "cumple": "si" if i > 1 else "no"}
                        for i in range(1, 11)
                    ],
                }
            ],
        },
    ],
}
CABEZA = {
    "servicio": {"codigo": "sernam", "sigla": "SERNAM", "nombre": "Servicio Nacional de la Mujer"},
    "anio": 2009,
    "version": 2,
    "reemplaza": {"version": 1, "codigo": "7K3M9QXA2PWT", "huella": "1" * 64},
    "cerrado_en": "2010-01-15T18:03:22Z",
    "demostracion": False,
    "reglas": VERSION,
    "sha256_cierre": "2" * 64,
    "sha256_contenido": "3" * 64,
}
FILA = "entrada.territorios[1].programas[0].compromisos[0]"


@pytest.fixture(scope="module")
def certificado():
    return build_certificado(CABEZA, ENTRADA, score(ENTRADA))


def write_en(datos, ruta, valor):
    """The same with another value at a path."""
    copia = deepcopy(datos)
    hacia = copia
    for paso in ruta[:-1]:
        hacia = hacia[paso]
    hacia[ruta[-1]] = valor
    return copia


def mutate(valor):
    """Other values of the same kind, and of another."""
    if isinstance(valor, bool):
        return [not valor, str(valor)]
    if isinstance(valor, int):
        return [valor + 1, str(valor)]
    if isinstance(valor, str):
        return [f"{valor}0", "si" if valor != "si" else "no", "", None]
    return ["0", False] if valor is None else ["0", None]


def test_a_true_certificate_has_nothing_changed(certificado):
    assert certificado["resultado"]["servicio"]["veredicto"] == "NO CUMPLE"
    assert check_certificado(certificado).cambios == ()
    assert check_certificado(certificado, certificado["huella"]).cambios == ()
    # Whatever the order and the spaces with which somebody writes it again.
    assert check_certificado(json.loads(json.dumps(certificado, sort_keys=True, indent=4))).cambios == ()


@pytest.mark.parametrize("con_huella", [False, True])
def test_each_value_of_a_certificate_that_changes_is_named(certificado, con_huella):
    """Every one of them, by itself, with other values: the one that changed is named, and no other."""
    publicada = certificado["huella"] if con_huella else ""
    probados = 0
    for ruta, valor in walk_valores(certificado):
        for otro in mutate(valor):
            revision = check_certificado(write_en(certificado, ruta, otro), publicada)
            assert [cambio.ruta for cambio in revision.cambios] == [write_ruta(ruta)], (ruta, valor, otro)
            probados += 1
    assert probados > 300


def test_each_key_or_element_that_is_missing_or_added_is_named(certificado):
    probados = 0
    for ruta, _ in walk_valores(certificado):
        if not isinstance(ruta[-1], str):
            continue
        falta = deepcopy(certificado)
        hacia = falta
        for paso in ruta[:-1]:
            hacia = hacia[paso]
        del hacia[ruta[-1]]
        assert write_ruta(ruta) in {cambio.ruta for cambio in check_certificado(falta).cambios}
        probados += 1
    assert probados > 100
    con_sello = certificado | {"sellos": certificado["sellos"] | {"otro": None}}
    assert [cambio.ruta for cambio in check_certificado(con_sello).cambios] == ["sellos.otro"]
    otra_fila = {"id": "2009-07-III.1-99.1", "ponderacion": None, "cumple": "si"}
    agregada = deepcopy(certificado)
    agregada["entrada"]["territorios"][1]["programas"][0]["compromisos"].append(otra_fila)
    revision = check_certificado(agregada)
    assert [cambio.ruta.rsplit(".")[-1] for cambio in revision.cambios] == ["id", "ponderacion", "cumple"]
    assert revision.cambios[0].problema == (
        "Maule, III.1, 2009-07-III.1-99.1: dice «2009-07-III.1-99.1», y no estaba en el certificado"
    )


def test_an_answer_that_changes_is_told_with_its_row_and_what_it_would_do(certificado):
    otra = check_certificado(write_en(certificado, ruta_de_fila("cumple"), "si"))
    assert otra.cambios == (
        Cambio(f"{FILA}.cumple", "Maule, III.1, 2009-07-III.1-01.1: dice «si», y se certificó otro valor"),
    )
    assert otra.consecuencias[0] == Cambio(
        "resultado.territorios[1].programas[0].ganado", "dice «9», y al recalcular da «10»"
    )


def ruta_de_fila(campo):
    return ("entrada", "territorios", 1, "programas", 0, "compromisos", 0, campo)


def test_a_forgery_sealed_again_is_not_the_published_one(certificado):
    entrada = write_en(ENTRADA, ruta_de_fila("cumple")[1:], "si")
    falso = build_certificado(CABEZA, entrada, score(entrada))
    assert check_certificado(falso).cambios == ()
    (cambio,) = check_certificado(falso, certificado["huella"]).cambios
    assert cambio.ruta == "huella"
    assert "el archivo es coherente, pero no es el publicado" in cambio.problema


def test_a_verdict_forged_with_its_seals_does_not_follow_from_its_data():
    resultado = write_en(score(ENTRADA), ("servicio", "veredicto"), "CUMPLE")
    revision = check_certificado(build_certificado(CABEZA, ENTRADA, resultado))
    assert revision.cambios == (
        Cambio("resultado.servicio.veredicto", "dice «CUMPLE», y al recalcular da «NO CUMPLE»"),
    )


def test_the_checker_is_the_same_bytes_always_and_holds_the_standard_library_alone():
    contenido = build_verificador()
    build_verificador.cache_clear()
    assert sha256(build_verificador()).hexdigest() == sha256(contenido).hexdigest()
    with zipfile.ZipFile(BytesIO(contenido)) as bulto:
        nombres = bulto.namelist()
        assert {(entrada.date_time, entrada.compress_type) for entrada in bulto.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)
        }
    assert nombres[:3] == ["__main__.py", "programas/__init__.py", "programas/scoring/__init__.py"]
    assert nombres[2:] == sorted(nombres[2:])


def test_a_command_writes_it_and_tells_its_hash(tmp_path, capsys):
    salida = tmp_path / "verificador.pyz"
    call_command("build_verificador", salida=salida)
    assert salida.read_bytes() == build_verificador()
    assert capsys.readouterr().out == f"{salida} · sha256 {sha256(build_verificador()).hexdigest()}\n"


@pytest.fixture(scope="module")
def carpeta(tmp_path_factory, certificado):
    carpeta = tmp_path_factory.mktemp("verificador")
    (carpeta / "verificador.pyz").write_bytes(build_verificador())
    write_json(carpeta / "certificado.json", certificado)
    return carpeta


def write_json(ruta, datos):
    ruta.write_text(json.dumps(datos, ensure_ascii=False), encoding="utf-8")


def run_verificador(carpeta, *argumentos):
    """In an empty environment, without site packages, away from the project."""
    orden = [sys.executable, "-I", "-S", "verificador.pyz", *argumentos]
    proceso = subprocess.run(orden, cwd=carpeta, env={}, capture_output=True, timeout=30, check=False)
    return proceso.returncode, proceso.stdout.decode(), proceso.stderr.decode()


def test_the_checker_runs_in_an_empty_environment(carpeta, certificado):
    huella = certificado["huella"]
    codigo, salida, error = run_verificador(carpeta, "certificado.json", "--huella", huella)
    assert (codigo, error) == (0, "")
    assert salida.splitlines() == [
        f"Certificado {show_codigo(certificado['codigo'])} · SERNAM 2009 · versión 2",
        f"✕ NO CUMPLE: recalculado con las reglas {VERSION} desde 2 territorios y 12 compromisos, da lo mismo.",
        "  III.1: NO CUMPLE",
        "  III.2: SIN COMPROMISOS",
        "  III.3: SIN COMPROMISOS",
        f"✓ Ningún valor cambió. Huella (SHA-256): {huella}",
        "✓ Es la huella publicada que usted indicó.",
    ]
    write_json(carpeta / "alterado.json", write_en(certificado, ruta_de_fila("cumple"), "si"))
    codigo, salida, error = run_verificador(carpeta, "alterado.json", f"--huella={huella}")
    assert (codigo, error) == (1, "")
    assert salida.splitlines()[:2] == [
        "✕ No es lo que se certificó: 1 valor cambió.",
        f"  {FILA}.cumple: Maule, III.1, 2009-07-III.1-01.1: dice «si», y se certificó otro valor.",
    ]


@pytest.mark.parametrize(
    ("contenido", "argumentos", "dicho"),
    [
        ("", (), "uso: python -I -S verificador.pyz"),
        ("[]", (), "el archivo no es un certificado"),
        ("{", (), "no es JSON"),
        ('{"anio": 2009}', (), "el archivo no es un certificado"),
        ('{"a": 1, "a": 2}', (), "la clave «a» está repetida"),
        ('{"entrada": NaN}', (), "«NaN» no es un valor"),
        ("{}", ("--huella", "123"), "la huella son 64 dígitos"),
        ("{}", ("--otra",), "uso:"),
    ],
)
def test_what_cannot_be_checked_is_told_in_one_line(tmp_path, capsysbinary, contenido, argumentos, dicho):
    archivo = tmp_path / "certificado.json"
    archivo.write_text(contenido)
    assert main([str(archivo), *argumentos] if contenido else []) == 2
    salida, error = capsysbinary.readouterr()
    assert (salida, error.count(b"\n")) == (b"", 1)
    assert dicho in error.decode()


def test_no_value_writes_a_line_of_the_answer_nor_hides_one(tmp_path, capsysbinary):
    archivo = tmp_path / "certificado.json"
    entrada = ENTRADA | {"nombre": "SERNAM\n✓ Es la huella publicada que usted indicó.\x1b[8m\u202e\u2028"}
    write_json(archivo, build_certificado(CABEZA, entrada, score(entrada)))
    assert main([str(archivo)]) == 0
    salida = capsysbinary.readouterr().out.decode()
    assert len(salida.splitlines()) == 7
    assert r"SERNAM\u000a✓ Es la huella publicada que usted indicó.\u001b[8m\u202e\u2028 · versión 2" in salida


def test_a_certificate_of_other_rules_is_for_their_checker(tmp_path, capsysbinary):
    archivo = tmp_path / "certificado.json"
    write_json(archivo, build_certificado(CABEZA | {"reglas": "2031.7"}, ENTRADA, {}))
    assert main([str(archivo)]) == 2
    assert f"aplica las reglas {VERSION}" in capsysbinary.readouterr().err.decode()


def test_anything_in_the_place_of_a_certificate_ends_in_an_answer(certificado):
    for clave in certificado:
        for otro in ([], {}, None, 1, "x", [{}], {"a": []}):
            if otro != certificado[clave]:
                assert check_certificado(certificado | {clave: otro}).cambios, (clave, otro)


def test_codes_are_typed_without_care(certificado):
    codigo = certificado["codigo"]
    assert codigo == derive_codigo(certificado["huella"])
    assert read_codigo(f" {show_codigo(codigo).lower()} ") == codigo
    assert [read_codigo("ILO0-0000-0000"), read_codigo("ILO"), read_codigo("7K3M-9QXA-2PW*")] == [
        "110000000000",
        "",
        "",
    ]
