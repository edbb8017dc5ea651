"""The least effort as it is shown: its counts, its rows and its reasons, held against the raw rows."""

import pytest

from programas.scoring import TIPOS, Estado, Lectura
from programas.selectors.esfuerzo import load_esfuerzos
from regiones.models import Region
from tests.fabrica import build_programa
from tests.programas.crudas import answer, decide, decide_lugar, list_blancas, read_crudas


@pytest.fixture
def nacional(ejercicio):
    """A full year, mostly at stake: some rows even, some of many weights, some lost."""
    for i, region in enumerate(Region.objects.existing_in(2009).order_by("orden")):
        blancas = 2 + i % 4
        build_programa(ejercicio, region, "III.1", "s" * (12 - blancas) + "-" * blancas)
        pesos = [str(1 + (i * 7 + j * 5) % 11) for j in range(16)]
        build_programa(ejercicio, region, "III.2", "n" * (i % 3) + "s" * 8 + "-" * (8 - i % 3), pesos)
        build_programa(ejercicio, region, "III.3", "s--" if i % 2 else "---")
    return ejercicio


@pytest.mark.parametrize("lectura", list(Lectura))
def test_the_rows_shown_win_or_lose_their_place_and_one_less_does_not(nacional, revisora, lectura):
    nacional.lectura = lectura
    nacional.save(update_fields=["lectura"])
    crudas = read_crudas(nacional)
    vistos = 0
    for territorio in load_esfuerzos(nacional, revisora).territorios:
        for lugar in territorio.lugares:
            tipo = lugar.tipo if lugar.tipo in TIPOS else None
            estado = decide_lugar(crudas, nacional, territorio.cut, tipo)
            assert bool(lugar.conjuntos) == (estado is Estado.EN_JUEGO)
            for respuesta, conjunto, decidido in zip(
                ("si", "no"), lugar.conjuntos, (Estado.CUMPLE, Estado.NO_CUMPLE), strict=False
            ):
                codigos = [fila.codigo for fila in conjunto.filas]
                con = answer(crudas, respuesta, codigos)
                sin_una = answer(crudas, respuesta, codigos[1:])
                assert decide_lugar(con, nacional, territorio.cut, tipo) is decidido
                assert decide_lugar(sin_una, nacional, territorio.cut, tipo) is Estado.EN_JUEGO
                vistos += 1
    assert vistos > 20


def test_the_national_count_is_what_secures_every_territory(ejercicio, maule, atacama, revisora):
    build_programa(ejercicio, maule, "III.1", "-" * 12)
    build_programa(ejercicio, atacama, "III.1", "s" * 10 + "--")
    build_programa(ejercicio, atacama, "III.3", "s--")
    esfuerzos = load_esfuerzos(ejercicio, revisora)
    ganan = {
        fila.codigo
        for t in esfuerzos.territorios
        for lugar in t.lugares
        if lugar.tipo in TIPOS
        for fila in lugar.conjuntos[0].filas
    }
    crudas = read_crudas(ejercicio)
    assert decide(answer(crudas, "si", ganan), ejercicio).veredicto is Estado.CUMPLE
    assert all(
        decide(answer(crudas, "si", ganan - {codigo}), ejercicio).veredicto is Estado.EN_JUEGO for codigo in ganan
    )
    assert esfuerzos.frase.replace("\xa0", " ") == (
        f"Faltan {len(ganan)} filas, de 3 programas, para asegurar el servicio; "
        "basta que falle 1 fila (III.3 de Atacama) para perderlo."
    )
    assert len(ganan) == 11 + 1 + 2
    assert [n.frase.replace("\xa0", " ") for n in esfuerzos.nacionales] == [
        "Faltan 12 filas, de 2 programas, para asegurar III.1 en el país; "
        "basta que fallen 2 filas (III.1 de Atacama) para perderlo.",
        "Ningún territorio lo compromete.",
        "Faltan 2 filas, de 1 programa, para asegurar III.3 en el país; "
        "basta que falle 1 fila (III.3 de Atacama) para perderlo.",
    ]


def tell(ejercicio, usuario, cut="07"):
    """What is said of each place of a territory."""
    (territorio,) = (t for t in load_esfuerzos(ejercicio, usuario).territorios if t.cut == cut)
    return {lugar.tipo: lugar.frase.replace("\xa0", " ") for lugar in territorio.lugares}


@pytest.mark.parametrize(
    ("validados", "pesos", "frase"),
    [
        (
            "-" * 12,
            None,
            "Faltan 11 filas para asegurar III.1 de Maule; basta que fallen 2 para perderlo.",
        ),
        ("ss-", None, "Falta 1 fila para asegurar III.1 de Maule; basta que falle 1 para perderlo."),
        (
            "----",
            ["60", "31", "5", "4"],
            "Faltan 2 filas para asegurar III.1 de Maule; basta que falle 1 para perderlo.",
        ),
        (
            "nn" + "s" * 6 + "----",
            None,
            "No se puede asegurar III.1 de Maule: aunque se cumplieran todas las pendientes, llegaría a 83,33 % "
            "y se exige 90 %.",
        ),
        (
            "ns-",
            None,
            "No se puede asegurar III.1 de Maule: aunque se cumpliera la pendiente, llegaría a 66,66 % "
            "y se exige 90 %.",
        ),
        ("ns", None, "No se puede asegurar III.1 de Maule: quedó en 50,00 % y se exige 90 %."),
        (
            "s" * 11 + "-",
            None,
            "Ya está asegurado III.1 de Maule con 91,66 %; no lo pierde la fila pendiente, aunque falle.",
        ),
        (
            "s" * 18 + "--",
            None,
            "Ya está asegurado III.1 de Maule con 90,00 %; "
            "no lo pierden las 2 filas pendientes, aunque fallen todas.",
        ),
        ("ss", None, "Ya está asegurado III.1 de Maule con 100,00 %; no queda nada pendiente."),
        (
            "s-",
            ["50", None],
            "No se puede saber qué asegura III.1 de Maule mientras falten ponderaciones.",
        ),
    ],
)
def test_each_programme_says_what_it_lacks_or_why_it_cannot(ejercicio, maule, revisora, validados, pesos, frase):
    build_programa(ejercicio, maule, "III.1", validados, pesos)
    assert tell(ejercicio, revisora)["III.1"] == frase


def test_a_lost_service_cannot_be_secured_and_says_where_it_was_lost(ejercicio, maule, atacama, revisora):
    build_programa(ejercicio, atacama, "III.1", "nn" + "s" * 9 + "-")
    build_programa(ejercicio, maule, "III.1", "-" * 12)
    esfuerzos = load_esfuerzos(ejercicio, revisora)
    assert esfuerzos.frase.replace("\xa0", " ") == (
        "No se puede asegurar el servicio: ya está perdido por III.1 de Atacama (83,33 %)."
    )


def test_missing_weights_bar_the_country_and_say_where(ejercicio, maule, atacama, revisora):
    build_programa(ejercicio, atacama, "III.1", "s-", ["50", None])
    build_programa(ejercicio, maule, "III.1", "-" * 12)
    assert load_esfuerzos(ejercicio, revisora).frase.replace("\xa0", " ") == (
        "No se puede asegurar el servicio mientras falten ponderaciones en III.1 de Atacama; "
        "basta que fallen 2 filas (III.1 de Maule) para perderlo."
    )


def test_both_readings_are_told_where_they_ask_for_other_rows_and_only_there(ejercicio, maule, atacama, revisora):
    build_programa(ejercicio, atacama, "III.1", "s" * 10 + "--")
    esfuerzos = load_esfuerzos(ejercicio, revisora)
    assert esfuerzos.otra_lectura == ""
    assert list(tell(ejercicio, revisora, "03")) == ["III.1"]
    build_programa(ejercicio, maule, "III.1", "s" * 10 + "--")
    build_programa(ejercicio, maule, "III.3", "s--")
    esfuerzos = load_esfuerzos(ejercicio, revisora)
    assert esfuerzos.otra_lectura.replace("\xa0", " ") == (
        "Faltan 4 filas, de 2 territorios, para asegurar el servicio; "
        "basta que fallen 2 filas (Atacama, sumados sus programas) para perderlo."
    )
    assert tell(ejercicio, revisora) == {
        "III.1": "Falta 1 fila para asegurar III.1 de Maule; basta que fallen 2 para perderlo.",
        "III.3": "Faltan 2 filas para asegurar III.3 de Maule; basta que falle 1 para perderlo.",
        "Juntos": "Faltan 3 filas para asegurar Maule, sumados sus programas; basta que fallen 2 para perderlo.",
    }


def test_who_sees_one_territory_reads_of_it_alone(ejercicio, maule, atacama, directora_maule):
    build_programa(ejercicio, atacama, "III.1", "nn" + "s" * 10)
    build_programa(ejercicio, maule, "III.1", "s" * 10 + "--")
    build_programa(ejercicio, maule, "III.3", "n--")
    esfuerzos = load_esfuerzos(ejercicio, directora_maule)
    assert (esfuerzos.nacionales, esfuerzos.otra_lectura) == ((), "")
    assert [t.cut for t in esfuerzos.territorios] == ["07"]
    assert esfuerzos.frase.replace("\xa0", " ") == (
        "Falta 1 fila para asegurar III.1 de Maule. Ya no se puede asegurar III.3 de Maule."
    )


def test_a_closed_year_has_nothing_to_secure(ejercicio, maule, revisora):
    build_programa(ejercicio, maule, "III.1", "s" * 12)
    ejercicio.etapa = "CERRADO"
    esfuerzos = load_esfuerzos(ejercicio, revisora)
    assert (esfuerzos.frase, esfuerzos.territorios) == (
        "El ejercicio está cerrado: el resultado ya no cambia y no queda nada que asegurar.",
        (),
    )


def test_rows_of_one_weight_say_that_any_would_do(ejercicio, maule, revisora):
    build_programa(ejercicio, maule, "III.1", "s" * 8 + "----")
    build_programa(ejercicio, maule, "III.3", "----", ["60", "31", "5", "4"])
    (territorio,) = load_esfuerzos(ejercicio, revisora).territorios
    dichos = [[c.detalle for c in lugar.conjuntos] for lugar in territorio.lugares[:2]]
    assert dichos == [
        [
            "Todas pesan lo mismo: sirven 3 cualesquiera de las 4 pendientes; estas son las primeras.",
            "Todas pesan lo mismo: sirven 2 cualesquiera de las 4 pendientes; estas son las primeras.",
        ],
        ["Son las que más pesan: ningún conjunto menor alcanza."] * 2,
    ]
    assert len(list_blancas(read_crudas(ejercicio))) == 8
