"""The validations V1 to V14 over a territory's form, each with its place and what it does to the verdict."""

from dataclasses import replace
from fractions import Fraction

import pytest

from programas.formulario.contenido import (
    AnalisisContenido,
    CompromisoContenido,
    ObjetivoContenido,
    ProgramaContenido,
    TerritorioContenido,
)
from programas.formulario.lectura import Nivel
from programas.formulario.reglas import REGLAS, Contexto, check_territorio

CONTEXTO = Contexto(
    anio=2009, umbral=Fraction(9, 10), por_territorio=False, en_evaluacion=False, cerrado=False, corte=None
)
EN_EVALUACION = replace(CONTEXTO, en_evaluacion=True)


def build_compromiso(numero=1, ponderacion=500_000, **campos):
    valores = {
        "codigo": f"2009-07-III.1-{numero:02d}.1",
        "procedencia": {},
        "id": numero,
        "ponderacion": ponderacion,
        "declarado": "",
        "validado": "",
        "motivo": "",
        "unidad": "Unidad de Participación",
        "unidades": 1,
        "actividades": (f"Difundir la oferta {numero}", "Evaluar los cupos"),
        "medios": ("Informe",),
    }
    return CompromisoContenido(**(valores | campos))


def build_objetivo(numero=1, compromisos=None, **campos):
    valores = {
        "codigo": f"2009-07-III.1-{numero:02d}",
        "procedencia": {},
        "id": numero,
        "texto": f"Ampliar el acceso a la oferta {'abcdefgh'[numero] * 9}",
        "texto_etapa2": "",
        "clase": "",
        "indicador": f"% de comunas {numero}",
        "meta": "25% de 30 comunas",
        "resultado": "",
        "compromisos": (build_compromiso(numero),) if compromisos is None else tuple(compromisos),
    }
    return ObjetivoContenido(**(valores | campos))


def build_programa(*objetivos, **campos):
    valores = {
        "id": 1,
        "codigo": "2009-07-III.1",
        "tipo": "III.1",
        "region": "07",
        "region_nombre": "Maule",
        "responsable": "Dirección Regional",
        "modalidad": "METAS",
        "ponderacion": "MANUAL",
        "estado": "BORRADOR",
        "es_demostracion": False,
        "total_declarado": None,
        "objetivos": objetivos,
    }
    return ProgramaContenido(**(valores | campos))


def build_analisis(numero=1, **campos):
    valores = {
        "codigo": f"2009-07-III.1-A{numero:02d}",
        "procedencia": {},
        "id": numero,
        "corte_id": 1,
        "objetivo": f"2009-07-III.1-{numero:02d}",
        "objetivo_texto": f"Ampliar el acceso a la oferta {'abcdefgh'[numero] * 9}",
        "avance_efectivo": f"Se avanzó {numero}",
        "avance_medidas": "",
        "recomendaciones": "",
        "sin_recomendaciones": False,
        "responsable": "",
    }
    return AnalisisContenido(**(valores | campos))


def check(*programas, contexto=CONTEXTO):
    territorio = TerritorioContenido("07", "Maule", programas)
    return check_territorio(territorio, contexto)


def list_reglas(*programas, contexto=CONTEXTO):
    return [hallazgo.regla for hallazgo in check(*programas, contexto=contexto)]


def only(regla, *programas, contexto=CONTEXTO):
    (hallazgo,) = [h for h in check(*programas, contexto=contexto) if h.regla == regla]
    return hallazgo


def test_a_sound_form_has_no_findings():
    assert check(build_programa(build_objetivo(1), build_objetivo(2))) == []


def test_every_rule_is_told_once_by_its_own_name():
    assert [regla.id for regla in REGLAS] == [
        *("V3", "V9", "V13", "V2", "V1", "V8", "V4", "V5", "V6", "V7", "V11", "V12", "V14"),
        *("Repetido", "Unidad", "Nota 2"),
    ]


# V1 and V2: sums and equality, within rounding.


def build_pesos(*pesos, **campos):
    """A programme with one row per weight."""
    return build_programa(
        *(build_objetivo(i, [build_compromiso(i, peso)]) for i, peso in enumerate(pesos, start=1)), **campos
    )


@pytest.mark.parametrize("pesos", [[333_000] * 3, [333_300] * 3, [330_000] * 3, [167_000] * 6, [1_000_000]])
def test_v1_accepts_sums_within_rounding(pesos):
    assert list_reglas(build_pesos(*pesos)) == []


@pytest.mark.parametrize(("pesos", "suma"), [([500_000, 498_000], "99,8 %"), ([3_100] * 3, "0,93 %")])
def test_v1_shows_a_sum_that_is_not_100(pesos, suma):
    hallazgo = only("V1", build_pesos(*pesos))
    assert (hallazgo.nivel, hallazgo.lugar, hallazgo.valor, hallazgo.decide) == (
        Nivel.ADVERTENCIA,
        "III.1",
        suma,
        False,
    )
    assert hallazgo.problema == f"las {len(pesos)} ponderaciones de III.1 suman {suma}, no 100 %"
    assert hallazgo.efecto.startswith("No cambia el resultado: se calcula sobre lo comprometido (G / C).")


def test_v1_says_when_the_literal_sum_of_note_11_would_decide_otherwise():
    fila = build_compromiso(1, 32_000, validado="si")
    hallazgo = only("V1", build_programa(build_objetivo(1, [fila])))
    assert hallazgo.efecto.endswith("que no es oficial, III.1 sería NO CUMPLE y no CUMPLE.")


def test_v1_adds_the_three_programmes_when_the_base_is_the_territory():
    primero, segundo = build_pesos(500_000), build_pesos(500_000, tipo="III.2", codigo="2009-07-III.2")
    contexto = replace(CONTEXTO, por_territorio=True)
    assert list_reglas(primero, segundo, contexto=contexto) == []
    assert list_reglas(primero, segundo) == ["V1", "V1"]
    assert only("V1", primero, build_pesos(400_000, tipo="III.3"), contexto=contexto).lugar == "III.1 + III.3"


def test_v1_and_v3_do_not_look_at_uniform_programmes():
    assert list_reglas(build_pesos(None, 3_100, ponderacion="UNIFORME")) == []


def build_actividades(*pesos):
    filas = [build_compromiso(i, peso) for i, peso in enumerate(pesos, start=1)]
    return build_programa(build_objetivo(1, filas), modalidad="ACTIVIDADES")


@pytest.mark.parametrize(
    ("pesos", "reglas"),
    [
        ([500_000, 500_000], []),
        ([333_000, 333_000, 334_000], []),
        ([400_000, 600_000], ["V2"]),
    ],
)
def test_v2_wants_equal_activities_within_rounding(pesos, reglas):
    assert list_reglas(build_actividades(*pesos)) == reglas


def test_v2_decides_when_uniform_weights_would_give_another_verdict():
    filas = [build_compromiso(1, 950_000, validado="si"), build_compromiso(2, 50_000, validado="no", motivo="x")]
    hallazgo = only("V2", build_programa(build_objetivo(1, filas), modalidad="ACTIVIDADES"))
    assert (hallazgo.valor, hallazgo.decide) == ("5 % a 95 %", True)


# V3, V8: weights and totals.


def build_procedencia(hoja="III.1", **celdas):
    return {"hoja": hoja, "celdas": {clave: {"celda": celda, "texto": "…"} for clave, celda in celdas.items()}}


def test_v1_v2_and_v8_cite_the_cells_of_an_imported_programme():
    filas = [
        build_compromiso(i, peso, procedencia=build_procedencia("Hoja 1", ponderacion=f"G{10 + i}"))
        for i, peso in enumerate((300_000, 350_000, 400_000), start=1)
    ]
    procedencia = build_procedencia("Hoja 1", objetivo="A11") | {
        "total": {"hoja": "Hoja 1", "celda": "B20", "texto": "38%"}
    }
    programa = build_programa(
        build_objetivo(1, filas, procedencia=procedencia), modalidad="ACTIVIDADES", total_declarado=380_000
    )
    assert {h.regla: h.lugar for h in check(programa)} == {
        "V1": "Hoja 1!G11:G13",
        "V2": "Hoja 1!G11:G13",
        "V8": "Hoja 1!B20",
    }
    v1 = only("V1", programa)
    # The pages that gather what is of the whole programme know it by its sheet of the form, without a cell.
    assert (v1.hoja, v1.celda) == ("III.1", "")
    assert (v1.as_dict()["hoja"], v1.as_dict()["celda"]) == ("Hoja 1", "G11:G13")


def test_v1_cites_every_sheet_of_a_base_that_is_the_territory():
    def build(tipo, celda):
        procedencia = build_procedencia(tipo, ponderacion=celda)
        return build_programa(
            build_objetivo(1, [build_compromiso(1, 300_000, procedencia=procedencia)]), tipo=tipo
        )

    hallazgo = only(
        "V1", build("III.1", "G11"), build("III.3", "G7"), contexto=replace(CONTEXTO, por_territorio=True)
    )
    assert hallazgo.lugar == "III.1!G11 + III.3!G7"


def test_a_row_that_left_no_cell_is_placed_by_its_objective():
    sola = build_compromiso(1, None, medios=(), declarado="no", procedencia={"hoja": "III.3", "celdas": {}})
    objetivo = build_objetivo(1, [sola], procedencia=build_procedencia("III.3", objetivo="A8"))
    assert {h.regla: h.lugar for h in check(build_programa(objetivo))} == {
        "V3": "III.3!A8",
        "V5": "III.3!A8",
        "V7": "III.3!A8",
    }
    escrita = build_objetivo(1, [replace(sola, procedencia={})])
    assert only("V3", build_programa(escrita)).lugar == sola.codigo


def test_v3_names_the_row_without_weight_and_what_it_costs():
    procedencia = {"hoja": "III.1", "celdas": {"actividades": {"celda": "D12", "texto": "Difundir"}}}
    programa = build_programa(
        build_objetivo(1, [build_compromiso(1, 1_000_000)]),
        build_objetivo(2, [build_compromiso(2, None, procedencia=procedencia)]),
    )
    hallazgo = only("V3", programa)
    assert (hallazgo.nivel, hallazgo.lugar, hallazgo.decide) == (Nivel.ERROR, "III.1!D12", True)
    assert hallazgo.problema == "el compromiso 2009-07-III.1-02.1 no tiene ponderación"
    assert hallazgo.efecto == "III.1 queda «sin ponderación»: impide que el servicio cumpla."


def test_v8_tells_a_committed_total_from_a_result():
    hallazgo = only("V8", build_pesos(*[3_100] * 7, total_declarado=217_000))
    assert (hallazgo.nivel, hallazgo.valor) == (Nivel.INFO, "21,7 %")
    assert hallazgo.problema == (
        "el total (11) trae escrito 21,7 % sin que haya ningún compromiso evaluado: es un total comprometido, no "
        "un resultado; diez veces la suma de las filas (2,17 %) es 21,7 %: puede haber una coma corrida en las "
        "ponderaciones"
    )


def test_v8_is_silent_when_the_total_is_what_the_rows_earn():
    filas = [build_compromiso(1, validado="si"), build_compromiso(2, validado="no", motivo="Sin presupuesto")]
    programa = build_programa(build_objetivo(1, filas), total_declarado=500_000)
    assert list_reglas(programa) == []
    otro = only("V8", replace(programa, total_declarado=600_000))
    assert otro.problema == "el total (11) trae escrito 60 %, y no es lo que ganan las filas"


# V4, V5, V13, units, repetitions, Etapa 2: what each row says.


def test_v4_wants_two_activities_per_objective_when_it_works_by_them():
    sola = build_objetivo(1, [build_compromiso(1, 1_000_000)])
    assert list_reglas(build_programa(sola, modalidad="ACTIVIDADES")) == ["V4"]
    assert list_reglas(build_programa(sola)) == []


def test_v4_tells_an_imported_cell_whose_activities_cannot_be_told_apart():
    procedencia = {"hoja": "III.1", "celdas": {"actividades": {"celda": "D11", "texto": "Entrega Asesoría"}}}
    fila = build_compromiso(1, 1_000_000, actividades=("Entrega Asesoría",), procedencia=procedencia)
    hallazgo = only("V4", build_programa(build_objetivo(1, [fila])))
    assert (hallazgo.lugar, hallazgo.valor, hallazgo.nivel) == ("III.1!D11", "Entrega Asesoría", Nivel.ADVERTENCIA)
    separada = replace(fila, actividades=("Entrega", "Asesoría"))
    assert list_reglas(build_programa(build_objetivo(1, [separada]))) == []


def test_v5_wants_a_means_of_verification_per_row():
    fila = build_compromiso(1, 1_000_000, medios=())
    hallazgo = only("V5", build_programa(build_objetivo(1, [fila])))
    assert hallazgo.efecto == "Sin medio de verificación no se puede declarar «sí»."


def test_v13_tells_a_target_with_several_values_and_that_it_may_decide():
    procedencia = {"hoja": "III.1", "celdas": {"resultado": {"celda": "C23", "texto": "20.000 85%"}}}
    objetivo = build_objetivo(1, [build_compromiso(1, 1_000_000)], meta="20.000 85%", procedencia=procedencia)
    hallazgo = only("V13", build_programa(objetivo))
    assert (hallazgo.lugar, hallazgo.valor, hallazgo.decide) == ("III.1!C23", "20.000 85%", True)


def test_repeated_objectives_and_progress_are_shown():
    objetivos = (build_objetivo(1, texto="Instaurar procesos"), build_objetivo(2, texto="INSTAURAR PROCESOS."))
    analisis = (build_analisis(1, avance_efectivo="Igual"), build_analisis(2, avance_efectivo="igual."))
    programa = build_programa(*objetivos, analisis=analisis)
    assert list_reglas(programa) == ["Repetido"] * 4
    assert {hallazgo.nivel for hallazgo in check(programa)} == {Nivel.INFO}


def test_an_unknown_unit_is_told_once_per_spelling():
    filas = [
        build_compromiso(1, unidades=0, unidad="Unidad de VIF"),
        build_compromiso(2, unidades=0, unidad="UNIDAD DE VIF."),
    ]
    assert only("Unidad", build_programa(build_objetivo(1, filas))).valor == "Unidad de VIF"


def test_a_difference_with_etapa_2_is_shown():
    fila = [build_compromiso(1, 1_000_000)]
    igual = build_objetivo(1, fila, texto="Ampliar el acceso", texto_etapa2="AMPLIAR EL ACCESO.")
    otro = build_objetivo(1, fila, texto="Ampliar el acceso", texto_etapa2="Fortalecer el acceso")
    assert list_reglas(build_programa(igual)) == []
    assert only("Nota 2", build_programa(otro)).remedio == "En la etapa 2: «Fortalecer el acceso»."


# V6, V7, V9: what is declared and validated.


def test_v6_wants_the_result_of_a_si_in_evaluacion():
    fila = build_compromiso(1, 1_000_000, declarado="si", validado="si")
    assert list_reglas(build_programa(build_objetivo(1, [fila]))) == []
    assert list_reglas(build_programa(build_objetivo(1, [fila])), contexto=EN_EVALUACION) == ["V6"]
    con_resultado = build_objetivo(1, [fila], resultado="100%")
    assert list_reglas(build_programa(con_resultado), contexto=EN_EVALUACION) == []


@pytest.mark.parametrize(("declarado", "reglas"), [("no", ["V7"]), ("parcial", ["V7"]), ("si", []), ("", [])])
def test_v7_wants_the_reason_of_a_no(declarado, reglas):
    fila = build_compromiso(1, 1_000_000, declarado=declarado)
    assert list_reglas(build_programa(build_objetivo(1, [fila]))) == reglas
    con_motivo = replace(fila, motivo="Sin presupuesto")
    assert list_reglas(build_programa(build_objetivo(1, [con_motivo]))) == []


def test_v9_counts_what_is_left_without_validation():
    filas = [build_compromiso(1), build_compromiso(2, validado="no", motivo="x")]
    programa = build_programa(build_objetivo(1, filas))
    hallazgo = only("V9", programa, contexto=EN_EVALUACION)
    assert (hallazgo.problema, hallazgo.decide) == ("1 de 2 compromisos está sin validar", True)
    assert list_reglas(programa) == []
    assert list_reglas(programa, contexto=replace(EN_EVALUACION, cerrado=True)) == []


# V11, V12, V14: sheet III.4.

CON_CORTE = replace(CONTEXTO, corte=1)


def test_v11_wants_every_objective_analysed_in_the_corte_that_is_due():
    objetivos = (build_objetivo(1), build_objetivo(2))
    completo = build_programa(*objetivos, analisis=(build_analisis(1), build_analisis(2)))
    de_otro_corte = build_programa(*objetivos, analisis=(build_analisis(1), build_analisis(2, corte_id=9)))
    assert list_reglas(completo, contexto=CON_CORTE) == []
    assert only("V11", de_otro_corte, contexto=CON_CORTE).problema == (
        "el objetivo 2009-07-III.1-02 no tiene análisis del avance en el corte"
    )
    assert list_reglas(de_otro_corte) == []


def test_v11_names_the_analysis_that_only_waits_to_be_confirmed():
    procedencia = {"hoja": "III.4", "celdas": {"objetivo": {"celda": "B16", "texto": "…"}}}
    objetivo = build_objetivo(1, [build_compromiso(1, 1_000_000)], texto="Coordinar con Minsal el diagnóstico")
    suelto = build_analisis(
        1, objetivo=None, objetivo_texto="Coordinar con Minsal la atención", procedencia=procedencia
    )
    hallazgos = check(build_programa(objetivo, analisis=(suelto,)), contexto=CON_CORTE)
    assert [(h.regla, h.lugar) for h in hallazgos] == [("V11", "2009-07-III.1-01"), ("V14", "III.4!B16")]
    assert hallazgos[0].problema.endswith("solo tiene un análisis por confirmar: III.4!B16")
    assert hallazgos[1].problema.endswith("se parece a 2009-07-III.1-01")


def test_v12_wants_a_responsible_for_a_recommendation():
    objetivo = build_objetivo(1, [build_compromiso(1, 1_000_000)])
    casos = {
        "falta": build_analisis(recomendaciones="Seguir"),
        "está": build_analisis(recomendaciones="Seguir", responsable="Dirección Regional"),
        "sin recomendaciones": build_analisis(recomendaciones="No hay", sin_recomendaciones=True),
        "en blanco": build_analisis(),
    }
    assert {nombre: list_reglas(build_programa(objetivo, analisis=(a,))) for nombre, a in casos.items()} == {
        "falta": ["V12"],
        "está": [],
        "sin recomendaciones": [],
        "en blanco": [],
    }


def test_v14_lists_an_analysis_that_resembles_nothing():
    objetivo = build_objetivo(1, [build_compromiso(1, 1_000_000)])
    suelto = build_analisis(objetivo=None, objetivo_texto="XYZ 123")
    assert only("V14", build_programa(objetivo, analisis=(suelto,))).problema == (
        "no se sabe con certeza qué objetivo analiza la fila; ninguno se le parece"
    )


def test_a_finding_of_a_typed_row_is_placed_by_its_code():
    programa = build_programa(build_objetivo(1, [build_compromiso(1, 1_000_000, medios=())]))
    assert only("V5", programa).lugar == "2009-07-III.1-01.1"
