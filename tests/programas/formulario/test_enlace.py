"""Rows of III.4 and the objectives they analyse (V14)."""

from programas.formulario.enlace import Enlace, link_analisis

CURSOS = "Coordinar con el Ministerio los cursos de capacitación laboral"
CENTROS = "Ampliar el acceso a la atención especializada de mujeres víctimas"
OBJETIVOS = {1: (CURSOS, "% de cursos"), 2: (CENTROS, "Información actualizada en la página web")}


def test_the_same_words_link_whatever_their_accents_and_signs():
    assert link_analisis([CENTROS.upper() + ".", CURSOS], OBJETIVOS) == [Enlace(2), Enlace(1)]


def test_an_indicator_used_as_objective_links():
    assert link_analisis(["Información actualizada en la pagina web"], OBJETIVOS) == [Enlace(2)]


def test_nine_tenths_of_likeness_link():
    assert link_analisis([CENTROS.replace("Ampliar", "Ampliad")], OBJETIVOS) == [Enlace(2)]


def test_a_rewritten_objective_is_only_proposed_nearest_first():
    enlace = link_analisis(["Coordinar con el Ministerio la oferta de nivelación laboral"], OBJETIVOS)[0]
    assert (enlace.objetivo, enlace.candidatos[0][0]) == (None, 1)
    assert all(0.4 <= parecido < 0.9 for _, parecido in enlace.candidatos)


def test_what_resembles_nothing_is_proposed_nothing():
    assert link_analisis(["XYZ 123"], OBJETIVOS) == [Enlace(None, ())]


def test_two_equal_objectives_are_a_tie_for_a_person():
    repetidos = {1: (CURSOS, "% de talleres"), 2: (CURSOS, "% de escuelas"), 3: (CENTROS, "")}
    enlaces = link_analisis([CURSOS, CENTROS], repetidos)
    assert enlaces == [Enlace(None, ((1, 1.0), (2, 1.0))), Enlace(3)]


def test_two_texts_that_claim_one_objective_are_both_proposed():
    enlaces = link_analisis([CURSOS, CURSOS + "es"], OBJETIVOS)
    assert [(enlace.objetivo, enlace.candidatos[0][0]) for enlace in enlaces] == [(None, 1), (None, 1)]


def test_an_objective_already_linked_is_not_proposed_to_another():
    enlaces = link_analisis([CURSOS, "Coordinar con el Ministerio las clases de capacitación"], OBJETIVOS)
    assert enlaces[0] == Enlace(1)
    assert 1 not in [clave for clave, _ in enlaces[1].candidatos]


def test_without_texts_or_objectives_there_is_nothing_to_link():
    assert (link_analisis([], OBJETIVOS), link_analisis(["Uno"], {})) == ([], [Enlace(None, ())])
    assert link_analisis([""], {1: ("", "")}) == [Enlace(None, ())]


def test_very_long_texts_are_compared_in_reasonable_time():
    textos = [f"{i} " + "capacitar a las personas " * 1_200 for i in range(3)]
    assert len(link_analisis(textos, {i: (texto, texto) for i, texto in enumerate(textos)})) == 3
