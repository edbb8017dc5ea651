"""What was noticed in a workbook, as its page tells it."""

from programas.formulario.lectura import Hallazgo, Nivel
from programas.selectors.planillas.hallazgos import group_hallazgos

SIN_CALCULAR = "la celda tiene una fórmula sin valor calculado"


def build_hallazgo(hoja, celda, problema=SIN_CALCULAR, valor="", nivel=Nivel.IMPIDE):
    return Hallazgo("Lectura", nivel, hoja, celda, valor, problema, "Escríbalo.").as_dict()


def test_the_same_said_of_many_cells_is_told_once_with_all_of_them():
    de_a_una = [build_hallazgo("III.1", f"G{fila}") for fila in (6, 7, 8, 17)]
    (grupo,) = group_hallazgos([*de_a_una, *(build_hallazgo("III.2", f"G{fila}") for fila in (18, 19))])
    (hallazgo,) = grupo.hallazgos
    assert (hallazgo.lugares, hallazgo.problema) == ("III.1!G6–G8, III.1!G17, III.2!G18–G19", SIN_CALCULAR)
    assert (grupo.cuantos, grupo.abierto) == (6, True)


def test_what_differs_or_has_no_cell_of_its_own_is_told_apart():
    (impiden, informan) = group_hallazgos(
        [
            build_hallazgo("III.1", "A17 + A19", "otra cosa", "un valor"),
            build_hallazgo("III.1", "", "otra cosa", "otro valor"),
            build_hallazgo("III.1", "G6"),
            build_hallazgo("III.1", "G6", nivel=Nivel.INFO),
        ]
    )
    assert [(h.lugares, h.valores) for h in impiden.hallazgos] == [
        ("III.1!A17 + A19, III.1", ("un valor", "otro valor")),
        ("III.1!G6", ()),
    ]
    assert (informan.cuantos, informan.abierto) == (1, False)
