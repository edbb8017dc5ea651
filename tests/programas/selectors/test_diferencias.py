"""Differences between two texts."""

import pytest

from programas.selectors.diferencias import compare_textos


@pytest.mark.parametrize(
    ("antes", "ahora", "trozos"),
    [
        ("igual", "igual", [("", "igual")]),
        ("", "", []),
        ("", "nuevo texto", [("ins", "nuevo texto")]),
        ("texto viejo", "", [("del", "texto viejo")]),
        (
            "25% de 345 municipios",
            "30% de 345 municipios",
            [("del", "25%"), ("ins", "30%"), ("", " de 345 municipios")],
        ),
        ("20 regiones y 40", "un solo taller", [("del", "20 regiones y 40"), ("ins", "un solo taller")]),
        ("Informe\nActa", "Informe\nActa\nFoto", [("", "Informe\nActa"), ("ins", "\nFoto")]),
    ],
)
def test_changes_are_told_word_by_word(antes, ahora, trozos):
    assert [tuple(trozo) for trozo in compare_textos(antes, ahora)] == trozos


def test_both_texts_can_be_read_back_from_their_differences():
    antes, ahora = "Coordinar con  MINSAL y MIDEPLAN", "Coordinar la red con MINSAL, y\ncon MIDEPLAN"
    trozos = compare_textos(antes, ahora)
    assert "".join(t.texto for t in trozos if t.clase != "ins") == antes
    assert "".join(t.texto for t in trozos if t.clase != "del") == ahora
