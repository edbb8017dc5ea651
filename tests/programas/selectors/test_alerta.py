"""Early warning: states, slack, critical rows and decisive territories, each recomputed from the raw rows."""

import pytest

from programas.scoring import TIPOS, Estado, Lectura
from programas.selectors.alerta import load_alerta
from programas.selectors.presentacion import show_estado
from regiones.models import Region
from tests.fabrica import build_nacional, build_programa
from tests.programas.crudas import answer, decide, decide_lugar, list_blancas, read_crudas

NORTE = ("15", "03", "07", "99")


@pytest.fixture(params=["2 x 3", "16 x 31"])
def nacional(request, ejercicio):
    """A year small and at full national size; the small one has nothing lost yet."""
    regiones = list(Region.objects.existing_in(2009).order_by("orden"))
    if request.param == "16 x 31":
        build_nacional(ejercicio, regiones, (12, 16, 3))
        return ejercicio
    for region in (region for region in regiones if region.cut in ("07", "99")):
        build_programa(ejercicio, region, "III.1", "ssssssssss--")
        build_programa(ejercicio, region, "III.2", "n" + "s" * 12 + "---")
        build_programa(ejercicio, region, "III.3", "s--", ["50", "40", "10"])
    return ejercicio


@pytest.fixture(params=list(Lectura))
def leido(request, nacional):
    """The same under each official reading."""
    nacional.lectura = request.param
    nacional.save(update_fields=["lectura"])
    return nacional


def test_each_state_is_the_core_s(leido, revisora):
    resultado = decide(read_crudas(leido), leido)
    esperados = {}
    for territorio in resultado.territorios:
        por_tipo = {tipo: show_estado(r) for tipo, r in territorio.por_tipo.items()}
        if leido.lectura == Lectura.POR_TERRITORIO:
            por_tipo["Juntos"] = show_estado(territorio.conjunto)
        esperados[territorio.territorio.codigo] = por_tipo
    filas = {fila.cut: fila for fila in load_alerta(leido, revisora).filas}
    assert {cut: {c.tipo: c.estado for c in filas[cut].celdas} for cut in esperados} == esperados


def list_solas(crudas, ejercicio):
    """The blank rows whose failure alone loses their place under the official reading, with their place."""
    solas = {}
    for codigo, (cut, tipo) in list_blancas(crudas).items():
        lugar = (cut, tipo if ejercicio.lectura == Lectura.POR_PROGRAMA else None)
        peor = answer(crudas, "no", {codigo})
        antes, despues = (decide_lugar(c, ejercicio, *lugar) for c in (crudas, peor))
        if (antes, despues) == (Estado.EN_JUEGO, Estado.NO_CUMPLE):
            solas[codigo] = (cut, tipo)
    return solas


def rank(crudas, ejercicio, codigo, tipo):
    """0 when its failure changes the service's verdict, 1 when only its programme's in the country, else 2."""
    antes, despues = decide(crudas, ejercicio), decide(answer(crudas, "no", {codigo}), ejercicio)
    if antes.veredicto is not despues.veredicto:
        return 0
    cambia = antes.por_programa[tipo].estado is not despues.por_programa[tipo].estado
    return 1 if cambia and ejercicio.lectura == Lectura.POR_PROGRAMA else 2


def test_critical_rows_are_those_that_lose_alone_by_their_effect_on_the_country(leido, revisora):
    crudas = read_crudas(leido)
    solas = list_solas(crudas, leido)
    alerta = load_alerta(leido, revisora)
    mostradas = {fila.codigo: (p.cut, p.tipo) for p in alerta.criticos for fila in p.filas}
    assert mostradas == solas
    assert alerta.total_criticos == len(solas)
    rangos = [rank(crudas, leido, p.filas[0].codigo, p.tipo) for p in alerta.criticos]
    assert rangos == sorted(rangos)
    dichos = [0 if "pasaría" in p.alcance else 1 if "quedaría" in p.alcance else 2 for p in alerta.criticos]
    assert dichos == rangos


def test_the_country_hangs_on_the_territories_whose_loss_alone_changes_its_verdict(leido, revisora):
    crudas = read_crudas(leido)
    antes = decide(crudas, leido)
    for resultado in load_alerta(leido, revisora).pais:
        clave = resultado.clave
        tipos = {clave} if clave else set(TIPOS)

        def get_estado(servicio, clave=clave):
            return servicio.por_programa[clave].estado if clave else servicio.veredicto

        esperados = set()
        for cut in {cut for cut, _ in crudas}:
            suyas = {c for c, lugar in list_blancas(crudas).items() if lugar[0] == cut and lugar[1] in tipos}
            sin_ella = {lugar: datos for lugar, datos in crudas.items() if lugar[0] != cut}
            if get_estado(antes) is Estado.NO_CUMPLE:
                con_perdida = decide({k: v for k, v in crudas.items() if k[0] == cut}, leido)
                decisivo = get_estado(con_perdida) is Estado.NO_CUMPLE
                solo = get_estado(decide(sin_ella, leido)) is not Estado.NO_CUMPLE
                assert (f"Perdido solo por {nombre(cut)}" in resultado.frase) == (decisivo and solo)
            else:
                decisivo = get_estado(decide(answer(crudas, "no", suyas), leido)) is not get_estado(antes)
            esperados |= {cut} if decisivo else set()
        assert {territorio.cut for territorio in resultado.territorios} == esperados


def nombre(cut):
    return Region.objects.get(cut=cut).nombre_corto


def test_slack_is_said_in_rows(ejercicio, maule, revisora):
    build_programa(ejercicio, maule, "III.1", "-" * 12)
    build_programa(ejercicio, maule, "III.2", "n" + "-" * 15)
    build_programa(ejercicio, maule, "III.3", "-" * 4, ["4", "4", "4", "88"])
    celdas = {
        c.tipo: c.holgura.replace("\xa0", " ")
        for f in load_alerta(ejercicio, revisora).filas
        for c in f.celdas
        if f.cut == "07"
    }
    assert celdas == {
        "III.1": "Puede fallar 1 fila.",
        "III.2": "Ninguna fila más puede fallar.",
        "III.3": "Una sola fila, la que más pesa, puede perderlo.",
    }


@pytest.mark.parametrize(
    ("pesos", "dicho"),
    [
        (["6", "5", "4", "85"], "Una sola fila, la que más pesa, puede perderlo."),
        ([*["6", "5"] * 9, "1"], "Puede fallar 1 fila, cualquiera."),
        ([*["4", "3"] * 14, "2"], "Pueden fallar 2 filas, cualesquiera."),
    ],
)
def test_slack_of_rows_that_weigh_differently_holds_whichever_fail(ejercicio, maule, revisora, pesos, dicho):
    build_programa(ejercicio, maule, "III.1", "-" * len(pesos), pesos)
    (fila,) = (f for f in load_alerta(ejercicio, revisora).filas if f.cut == "07")
    assert fila.celdas[0].holgura == dicho


def test_a_lost_country_tells_who_lost_it_alone_and_what_it_would_be(ejercicio, maule, atacama, revisora):
    build_programa(ejercicio, atacama, "III.1", "nn" + "s" * 10)
    build_programa(ejercicio, maule, "III.1", "s" * 12)
    servicio, iii_1, iii_2, _ = load_alerta(ejercicio, revisora).pais
    assert servicio.frase == iii_1.frase == "Perdido solo por Atacama: sin él estaría «Cumple»."
    assert iii_2.frase == "Ningún territorio lo compromete."
    build_programa(ejercicio, maule, "III.2", "n-")
    servicio, *_ = load_alerta(ejercicio, revisora).pais
    assert servicio.frase == "Perdido en 2 territorios: ninguno, por sí solo, lo recuperaría."


def test_who_sees_one_territory_sees_nothing_of_the_country(ejercicio, maule, atacama, directora_maule):
    build_programa(ejercicio, atacama, "III.1", "nn" + "s" * 10)
    build_programa(ejercicio, maule, "III.3", "s--")
    alerta = load_alerta(ejercicio, directora_maule)
    assert (alerta.pais, alerta.sujeto, alerta.razon) == ((), "", "")
    assert [fila.cut for fila in alerta.filas] == ["07"]
    assert [(p.cut, p.alcance, len(p.filas)) for p in alerta.criticos] == [("07", "", 2)]


def test_what_does_not_count_decides_nothing(ejercicio, nivel_central, maule, revisora):
    ejercicio.cuenta_nivel_central = False
    ejercicio.save(update_fields=["cuenta_nivel_central"])
    build_programa(ejercicio, nivel_central, "III.3", "s--")
    build_programa(ejercicio, maule, "III.3", "s--")
    alerta = load_alerta(ejercicio, revisora)
    assert {p.cut for p in alerta.criticos} == {"07"}
    assert [t.cut for t in alerta.pais[0].territorios] == ["07"]
    assert {fila.cut: fila.cuenta for fila in alerta.filas if fila.cut in NORTE} == {
        "15": True,
        "03": True,
        "07": True,
        "99": False,
    }
