"""The units that a cell names, in any spelling, even when several run together."""

import pytest

from programas.formulario.unidades import CatalogoUnidades

CATALOGO = CatalogoUnidades(
    {
        "unidad de participacion": 1,
        "participacion": 1,
        "unidad de vif": 2,
        "informatica": 3,
        "unidad de informatica": 3,
    }
)


@pytest.mark.parametrize(
    ("texto", "unidades"),
    [
        ("Unidad de Participación", (1,)),
        ("UNIDAD DE PARTICIPACION.", (1,)),
        ("Participación", (1,)),
        ("Unidad de Informática Unidad de VIF", (3, 2)),
        ("Unidad de VIF y Participación", (2, 1)),
        ("Participación, Unidad de Participación", (1,)),
        ("Unidad de Participación y Otra", ()),
        ("Otra", ()),
        ("", ()),
    ],
)
def test_every_word_of_the_cell_must_be_accounted_for(texto, unidades):
    assert CATALOGO.find(texto) == unidades
