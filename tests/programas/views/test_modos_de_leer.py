"""Does the verdict depend on how the rules are read? Every verdict is the core's, and what decides is named."""

from itertools import product

import pytest
from django.urls import reverse

from programas.models import Compromiso, Ejercicio, ProgramaTrabajo
from programas.scoring import Estado, Lectura, Ponderacion
from programas.selectors.presentacion import MOSTRADOS
from programas.services.cierre import freeze_cierre
from tests.fabrica import build_nacional, build_programa
from tests.programas.views.test_simulacion import ANIO, answer_declarado, answer_hoy, read, score_filas

LECTURAS = reverse("lecturas", kwargs=ANIO)


def load_lecturas(client, usuario):
    client.force_login(usuario)
    return client.get(LECTURAS).context["lecturas"]


def list_decisiones(lecturas):
    return [(d.elecciones, d.estado.palabra, d.direccion) for d in lecturas.decisiones]


def score_literal(servicio):
    """Note (11) to the letter, territory by territory, from the amounts of each programme."""
    estados = []
    for territorio in servicio.territorios:
        for programa in territorio.territorio.programas:
            resultado, sumas = territorio.por_tipo[programa.tipo], programa.sumas
            exigido = resultado.umbral * 100
            if resultado.piso is None or sumas.ponderacion is Ponderacion.UNIFORME:
                estados.append(resultado.estado)
            elif resultado.ganado >= exigido:
                estados.append(Estado.CUMPLE)
            else:
                alcanza = resultado.ganado + resultado.pendiente >= exigido
                estados.append(Estado.EN_JUEGO if alcanza else Estado.NO_CUMPLE)
    if Estado.NO_CUMPLE in estados:
        return Estado.NO_CUMPLE
    return Estado.CUMPLE if set(estados) == {Estado.CUMPLE} else Estado.EN_JUEGO


@pytest.mark.parametrize("cuenta", [True, False])
def test_every_verdict_is_the_core_s(client, ejercicio, maule, atacama, nivel_central, revisora, cuenta):
    build_nacional(ejercicio, [atacama, maule, nivel_central], (12, 16, 3))
    # One that is weighted uniformly and keeps the weights that were typed.
    ProgramaTrabajo.objects.filter(codigo="2009-07-III.1").update(ponderacion=Ponderacion.UNIFORME)
    for i, fila in enumerate(Compromiso.objects.order_by("pk")):
        Compromiso.objects.filter(pk=fila.pk).update(declarado=["si", "no", "", "si"][i % 4])
    Ejercicio.objects.update(cuenta_nivel_central=cuenta)
    obtenido = [
        ((fila.pesos, fila.cuenta, fila.nivel_central), [celda.estado for celda in fila.celdas])
        for fila in load_lecturas(client, revisora).filas
    ]
    uniformes = set(
        ProgramaTrabajo.objects.exclude(objetivos__compromisos__ponderacion=None).values_list("pk", flat=True)
    )
    assert uniformes == set(ProgramaTrabajo.objects.filter(region=maule).values_list("pk", flat=True))
    esperado = []
    for sin, answer, pesos in product(
        [(), ("99",)] if cuenta else [("99",), ()], [answer_hoy, answer_declarado], ["", "u", "e"]
    ):
        if pesos == "e":
            ProgramaTrabajo.objects.filter(region=maule).update(ponderacion=Ponderacion.MANUAL)
        servicio = score_filas(ejercicio, answer, modo=Ponderacion.UNIFORME if pesos == "u" else None, sin=sin)
        ProgramaTrabajo.objects.filter(codigo="2009-07-III.1").update(ponderacion=Ponderacion.UNIFORME)
        estados = [*(servicio.lecturas[lectura].estado for lectura in Lectura), score_literal(servicio)]
        esperado.append(
            (
                (
                    {"": "La de cada programa", "u": "Uniforme", "e": "La escrita"}[pesos],
                    "Solo lo validado" if answer is answer_hoy else "También lo declarado",
                    "No cuenta" if sin else "Cuenta",
                ),
                [MOSTRADOS[estado] for estado in estados],
            )
        )
    assert obtenido == esperado


def test_where_all_agree_it_says_so(client, ejercicio, maule, nivel_central, revisora):
    build_programa(ejercicio, maule, "III.1", "sss", "33.3333")
    build_programa(ejercicio, nivel_central, "III.1", "ssss")
    lecturas = load_lecturas(client, revisora)
    # Two weightings × validated or declared × with and without Nivel Central × three readings.
    assert lecturas.frase == "Los 24 modos de leer las reglas dan «Cumple»: el resultado no depende de ninguno."
    assert lecturas.decisiones == ()
    assert "Qué elección decide" not in read(client.get(LECTURAS))
    oficiales = [celda.oficial for fila in lecturas.filas for celda in fila.celdas]
    assert oficiales == [True] + [False] * 23


def test_the_choice_that_decides_is_named_with_its_scenario(client, ejercicio, maule, atacama, revisora):
    build_programa(ejercicio, maule, "III.1", "s" * 17)
    build_programa(ejercicio, maule, "III.2", "ssn")
    lecturas = load_lecturas(client, revisora)
    assert lecturas.frase == "El resultado oficial es «No cumple», y cambiaría al leer por territorio."
    assert list_decisiones(lecturas) == [("Leer por territorio", "Cumple", "l=t")]
    decidido = client.get(reverse("simulacion", kwargs=ANIO) + "?l=t").context["pagina"]
    assert decidido.nacional.supuesto is MOSTRADOS[Estado.CUMPLE]


def test_each_choice_decides_by_itself(client, ejercicio, maule, atacama, nivel_central, revisora):
    build_programa(ejercicio, maule, "III.1", "ss", ["89", "11"], declarados="ss")
    build_programa(ejercicio, nivel_central, "III.1", "s" * 9 + "-", declarados="s" * 9 + "n")
    build_programa(ejercicio, atacama, "III.1", "sn", ["95", "5"])
    lecturas = load_lecturas(client, revisora)
    assert list_decisiones(lecturas) == [("Ponderar todas las filas por igual", "No cumple", "p=u")]
    Compromiso.objects.filter(codigo="2009-99-III.1-09.1").update(validado="", declarado="no")
    assert list_decisiones(load_lecturas(client, revisora)) == [
        ("Ponderar todas las filas por igual", "No cumple", "p=u"),
        ("Dar por validado lo declarado", "No cumple", "d=1"),
        ("No contar el Nivel Central", "Cumple", "nc=0"),
    ]


def test_choices_that_only_decide_together_are_told_together(client, ejercicio, maule, nivel_central, revisora):
    build_programa(ejercicio, maule, "III.1", "-", declarados="s")
    build_programa(ejercicio, nivel_central, "III.1", "-", declarados="-")
    lecturas = load_lecturas(client, revisora)
    assert list_decisiones(lecturas) == [
        ("Dar por validado lo declarado y no contar el Nivel Central", "Cumple", "nc=0&d=1")
    ]


def test_the_literal_sum_is_told_with_its_amounts_and_is_no_scenario(client, ejercicio, maule, revisora):
    build_programa(ejercicio, maule, "III.1", "s" * 31, "0.31")
    lecturas = load_lecturas(client, revisora)
    assert list_decisiones(lecturas) == [("Sumar a la letra lo ganado (nota 11)", "No cumple", None)]
    assert (lecturas.decisiones[0].sujeto, lecturas.decisiones[0].razon) == (
        "Maule (III.1)",
        ": lo escrito no suma los 90 puntos; el que menos, llega a 9,61.",
    )


def test_a_closed_year_answers_what_its_closing_froze(client, ejercicio, maule, revisora, administradora):
    build_programa(ejercicio, maule, "III.1", "ssn", "33.3")
    Ejercicio.objects.update(etapa="CERRADO")
    ejercicio.refresh_from_db()
    freeze_cierre(ejercicio=ejercicio, actor=administradora, motivo="")
    Compromiso.objects.update(validado="si")
    lecturas = load_lecturas(client, revisora)
    assert [celda.estado.palabra for celda in lecturas.filas[0].celdas] == ["No cumple"] * 3


def test_the_dashboard_leads_to_it(client, ejercicio, maule, revisora):
    build_programa(ejercicio, maule, "III.1", "s")
    client.force_login(revisora)
    assert f'<a href="{LECTURAS}">¿Depende de la lectura?</a>' in read(client.get(reverse("tablero", kwargs=ANIO)))
