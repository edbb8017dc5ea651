"""However the drifts of real workbooks come together, the same form is read."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programas.formulario.hojas import HOJAS, get_control
from tests.formatos import FORMATOS
from tests.libros import BLANCA, ENCABEZADO, RAYA, Escrita, HojaEscrita, build_fila
from tests.programas.planillas.lectura import list_hallazgos, read_hojas

CLAVES = tuple(columna.clave for columna in get_control("III.1").columnas)
REGIONES = (
    "O´HIGGINS",
    "VI",
    "6",
    6,
    "06",
    "Región  del Libertador\nGeneral Bernardo O’Higgins",
    "Libertador Bernardo",
)
SI = ("SI", "Sí ", "si", "x", "✓", "S\u00adí", "\u00a0SÍ\u00a0", True)
NO = ("NO", "No cumple", "no ", "✗", False)
ENCABEZADOS = {
    "objetivo": ("Objetivos específicos (2)", "OBJETIVO\nESPECÍFICO", "Objetivos  espe\u00adcíficos (2)"),
    "actividades": ("Meta anual o actividades comprometidas (5)", "Actividades comprometidas", "META  ANUAL"),
    "ponderacion": ("Ponderación (%) (8)", "Ponderación\u00a0%", "PONDERACION (8)"),
    "cumple": ("Cumple/no cumple (9)", "Cumple/n o cumple (9)", "Cumple (Sí/No)"),
}
# What stands between two rows and is no row.
RUIDO = (
    [],
    [BLANCA],
    [RAYA],
    [ENCABEZADO],
    [BLANCA, ENCABEZADO],
    [{"objetivo": "Página 2 de 3"}],
    [{"objetivo": "Subtotal", "ponderacion": "12%"}],
    [{"objetivo": "REGIÓN (1)", "indicador": "O'Higgins"}, ENCABEZADO],
    [{"objetivo": HOJAS["III.1"].get_titulo(2009)}, ENCABEZADO],
    [{"L": "#REF!"}, {"M": "nota al margen"}],
)
FINAL = (
    [],
    [{"ponderacion": 0.9999999999999999}],
    [{"medios": "TOTAL", "ponderacion": "100%"}],
    [{"ponderacion": 100}],
)


def write_peso(puntos: int, como: str):
    """The same weight as people write it; «sin signo» only where the column's sum shows the scale."""
    return {
        "texto": f"{puntos}%",
        "texto con coma": f"{puntos},0 %",
        "formato": Escrita(puntos / 100, "0%"),
        "signo de adorno": Escrita(puntos, '0"%"'),
        "sin signo": puntos,
        "texto sin signo": f"{puntos}.0",
    }[como]


@st.composite
def libros(draw):
    cuantas = draw(st.sampled_from([2, 4, 5, 10]))
    respuestas = [draw(st.sampled_from(["si", "no", ""])) for _ in range(cuantas)]
    limpias = [build_fila(i, ponderacion=100 // cuantas, cumple=r) for i, r in enumerate(respuestas, start=1)]
    sucias = []
    for fila in limpias:
        sucia = fila | {
            "ponderacion": write_peso(
                fila["ponderacion"],
                draw(
                    st.sampled_from(
                        [
                            *("texto", "texto con coma", "formato"),
                            *("signo de adorno", "sin signo", "texto sin signo"),
                        ]
                    )
                ),
            ),
            "cumple": {"si": draw(st.sampled_from(SI)), "no": draw(st.sampled_from(NO)), "": None}[fila["cumple"]],
            "ganada": draw(st.sampled_from([None, "#DIV/0!", "=G7", 0])),
        }
        sucias += [*draw(st.sampled_from(RUIDO)), *cut(draw, sucia)]
    hoja = HojaEscrita(
        "III.1",
        [*sucias, *draw(st.sampled_from(FINAL))],
        region=draw(st.sampled_from(REGIONES)),
        nombre=draw(st.sampled_from(["III.1", "Hoja1", "3.1", "Programa de trabajo"])),
        sobre=["Portada"] * draw(st.integers(0, 20)),
        orden=tuple(draw(st.permutations(CLAVES))),
        encabezados={clave: draw(st.sampled_from(formas)) for clave, formas in ENCABEZADOS.items()},
        extra=draw(st.sampled_from([(), ("Observaciones",)])),
        con_notas=draw(st.booleans()),
        total=draw(st.sampled_from([None, "38%", "#REF!", 0.9999999999999999])),
    )
    return hoja, limpias


def cut(draw, fila):
    """A row whole, or cut by a page break within its objective and another of its cells."""
    if not draw(st.booleans()):
        return [fila]
    comienzo, resto = fila["objetivo"].split(" del ")
    medio = fila["indicador"].split(" con ")
    arriba = fila | {"objetivo": comienzo, "indicador": medio[0]}
    return [
        arriba,
        *draw(st.sampled_from([[], [ENCABEZADO]])),
        {"objetivo": f"del {resto}", "indicador": f"con {medio[1]}"},
    ]


@pytest.mark.parametrize("formato", FORMATOS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(caso=libros())
def test_any_mixture_of_drifts_reads_as_the_clean_form(formato, caso):
    hoja, limpias = caso
    with TemporaryDirectory() as carpeta:
        leido = read_hojas(Path(carpeta), hoja, formato=formato)
    assert (leido.region, list_hallazgos(leido)) == ("06", [])
    assert [
        (
            o.texto,
            o.indicador,
            o.columna_4,
            [(c.ponderacion, c.cumple, c.actividades, c.unidad) for c in o.compromisos],
        )
        for o in leido.programas["III.1"].objetivos
    ] == [
        (
            fila["objetivo"],
            fila["indicador"],
            fila["resultado"],
            [(fila["ponderacion"] * 10_000, fila["cumple"], (fila["actividades"],), fila["unidad"])],
        )
        for fila in limpias
    ]
