"""The address of a scenario: it says all of it, and nothing that it does not understand is supposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programas.models import Ejercicio
from programas.scoring import Lectura
from programas.selectors.simulacion.direccion import LARGO_MAXIMO, read_direccion, write_direccion
from programas.selectors.simulacion.escenario import DE_FILA, DE_GRUPO, PESOS, TODO, Escenario

ANIO = Ejercicio(umbral=900_000, lectura=Lectura.POR_PROGRAMA, cuenta_nivel_central=True)

cuts = st.sampled_from(["01", "07", "15", "99"])
programas = st.tuples(cuts, st.sampled_from(["III.1", "III.2", "III.3"]))
claves = st.builds("{:02d}.{}".format, st.integers(1, 120), st.integers(1, 9))
escenarios = st.builds(
    Escenario,
    filas=st.dictionaries(
        programas, st.dictionaries(claves, st.sampled_from(sorted(DE_FILA)), min_size=1, max_size=8), max_size=4
    ),
    grupos=st.dictionaries(
        programas | cuts.map(lambda cut: (cut, "")), st.sampled_from(sorted(DE_GRUPO)), max_size=6
    ),
    pesos=st.dictionaries(programas | st.just(TODO), st.sampled_from(sorted(PESOS)), max_size=6),
    umbral=st.none() | st.integers(1, 1_000_000).filter(lambda umbral: umbral != ANIO.umbral),
    lectura=st.sampled_from([None, Lectura.POR_TERRITORIO]),
    nivel_central=st.sampled_from([None, False]),
    declarado=st.booleans(),
    abierto=st.none() | programas,
)


def read(consulta):
    """As the server does: from the raw text of an address."""
    datos = dict(parte.split("=", 1) for parte in consulta.split("&") if parte)
    return read_direccion(datos, ANIO)


@given(escenarios)
def test_what_is_written_is_read_back_whole(escenario):
    direccion = write_direccion(escenario)
    assert set(direccion) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-_=&")
    leido = read(direccion)
    assert (leido.escenario, leido.problemas) == (escenario, ())


@given(
    st.dictionaries(st.sampled_from(["f", "t", "p", "u", "l", "nc", "d", "v", "r.01.1", "rt", "rp"]), st.text())
)
def test_no_address_breaks_the_reader_and_what_it_understands_has_one_address(datos):
    leido = read_direccion(datos, ANIO)
    assert read(write_direccion(leido.escenario)).escenario == leido.escenario


@pytest.mark.parametrize(
    ("consulta", "problema"),
    [
        ("f=07.4-01.1n", "«07.4» no se entiende"),
        ("f=07-01.1n", "«07-01.1n» no se entiende"),
        ("f=07.1", "«07.1» no se entiende"),
        ("f=07.1-01.1x", "«01.1x» no se entiende"),
        ("f=07.1-01.1c", "«01.1c» no se entiende"),
        ("f=07.1-uno", "«uno» no se entiende"),
        ("t=07q", "«07q» no se entiende"),
        ("t=700s", "«700» no se entiende"),
        ("p=07.1z", "«07.1z» no se entiende"),
        ("l=x", "«l=x» no se entiende"),
        ("nc=2", "«nc=2» no se entiende"),
        ("d=si", "«d=si» no se entiende"),
        ("v=07", "«07» no se entiende"),
        ("v=07.1&r.01.1=q", "«01.1q» no se entiende"),
        ("u=0", "el umbral «0» no es un porcentaje mayor que 0 y hasta 100, con hasta cuatro decimales"),
        ("u=101", "el umbral «101» no es un porcentaje mayor que 0 y hasta 100, con hasta cuatro decimales"),
        ("u=-5", "el umbral «-5» no es un porcentaje mayor que 0 y hasta 100, con hasta cuatro decimales"),
        ("u=1e1", "el umbral «1e1» no es un porcentaje mayor que 0 y hasta 100, con hasta cuatro decimales"),
        (
            "u=90.12345",
            "el umbral «90.12345» no es un porcentaje mayor que 0 y hasta 100, con hasta cuatro decimales",
        ),
    ],
)
def test_what_is_not_understood_is_told_and_not_supposed(consulta, problema):
    leido = read(consulta)
    assert leido.problemas == (problema,)
    assert (*leido.escenario.lugares,) in ((), (("07", "III.1"),))
    assert write_direccion(leido.escenario) in ("", "v=07.1")


def test_a_scenario_that_is_too_long_is_refused_whole():
    filas = {(cut, "III.1"): {f"{i:02d}.1": "n" for i in range(1, 32)} for cut in ("01", "02", "03", "04", "05")}
    cabe = Escenario(filas=filas)
    assert read(write_direccion(cabe)).escenario == cabe
    filas |= {(cut, "III.2"): filas["01", "III.1"] for cut in ("01", "02", "03", "04", "05", "06")}
    direccion = write_direccion(Escenario(filas=filas, umbral=850_000))
    leido = read(direccion)
    assert leido.escenario == Escenario()
    assert leido.problemas == (
        "el escenario cambia 341\xa0filas una por una y no cabe en una dirección "
        f"({len(direccion)} caracteres de {LARGO_MAXIMO}): cambie programas o territorios completos. "
        "No se aplicó ninguno de sus cambios",
    )


def test_the_form_adds_changes_and_takes_back():
    """What it carries on of the address, and the fields of the programme that is open."""
    datos = {"f": "07.1-01.1n-02.1s_03.2-01.1n", "t": "07s_07.1n", "p": "u_07.1e", "v": "07.1", "u": "90,0"}
    datos |= {"r.01.1": "", "r.02.1": "b", "r.03.1": "n", "rt": "", "rp": "f", "rg": "", "rw": "u"}
    datos |= {"l": "p", "nc": "1", "d": "0"}
    leido = read_direccion(datos, ANIO)
    assert leido.problemas == ()
    assert write_direccion(leido.escenario) == "f=03.2-01.1n_07.1-02.1b-03.1n&t=07.1f&p=07.1u&v=07.1"


def test_what_already_holds_is_not_supposed():
    assert read("u=90&l=p&nc=1&d=0").escenario == Escenario()
    otro = Ejercicio(umbral=850_000, lectura=Lectura.POR_TERRITORIO, cuenta_nivel_central=False)
    leido = read_direccion({"u": "90", "l": "p", "nc": "1"}, otro)
    assert write_direccion(leido.escenario) == "u=90&l=p&nc=1"
