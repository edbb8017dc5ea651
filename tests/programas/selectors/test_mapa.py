"""The map: each territory in its shape, painted by what the scoring core says of its rows."""

import json
import re

import pytest
from django.conf import settings

from programas.models import Compromiso, Ejercicio
from programas.scoring import (
    TIPOS,
    Cumple,
    Estado,
    Ponderacion,
    evaluate_programa,
    format_pct,
    sum_compromisos,
)
from programas.scoring import Compromiso as Fila
from programas.selectors.mapa import build_mapa
from programas.selectors.presentacion import CUMPLE, EN_JUEGO, NO_CUMPLE, SIN_COMPROMISOS, SIN_EVALUAR
from programas.selectors.resultados import evaluate_ejercicio
from programas.selectors.siluetas import is_inside, load_siluetas, read_anillos
from regiones.models import Region
from tests.fabrica import build_nacional, build_programa

ANTES_EN = {"16": "08", "14": "10", "15": "01"}
PALABRAS = {Estado.CUMPLE: "Cumple", Estado.EN_JUEGO: "En juego", Estado.NO_CUMPLE: "No cumple"}


def paint(ejercicio, tipo=""):
    return {lugar.cut: lugar for lugar in build_mapa(evaluate_ejercicio(ejercicio), tipo, ANTES_EN).filas}


def score(ejercicio, region, tipo):
    """A programme decided from its raw rows."""
    programa = ejercicio.programas.get(region=region, tipo=tipo)
    filas = Compromiso.objects.filter(objetivo__programa=programa)
    sumas = sum_compromisos(
        Ponderacion(programa.ponderacion),
        [Fila(f.codigo, f.ponderacion, Cumple(f.validado) if f.validado else None) for f in filas],
    )
    return evaluate_programa(sumas, ejercicio.umbral_razon, cerrado=False)


@pytest.mark.parametrize("tipo", TIPOS)
def test_by_one_programme_each_territory_says_the_core_s_figure(ejercicio, tipo):
    regiones = list(Region.objects.existing_in(2009))
    build_nacional(ejercicio, regiones, (12, 16, 3))
    esperado = {}
    for region in regiones:
        resultado = score(ejercicio, region, tipo)
        esperado[region.cut] = f"{region}: {PALABRAS[resultado.estado]}, asegurado {format_pct(resultado.piso)}"
    assert {cut: lugar.titulo.replace("\xa0", " ") for cut, lugar in paint(ejercicio, tipo).items()} == esperado


@pytest.mark.parametrize(
    ("validados", "estado", "programa", "asegurado"),
    [
        (("s" * 10, "s" * 10, "ss-"), EN_JUEGO, "III.3", "66,66 %"),
        (("s" * 9 + "n", "s" * 10, "sss"), CUMPLE, "III.1", "90,00 %"),
        (("s" * 10, "nn" + "s" * 8, "---"), NO_CUMPLE, "III.2", "80,00 %"),
        (("--", "--", "--"), SIN_EVALUAR, "", "—"),
        (("ss", "--", ""), EN_JUEGO, "III.2", "—"),
        (("", "", ""), SIN_COMPROMISOS, "", "—"),
    ],
)
def test_as_a_whole_a_territory_is_what_its_deciding_programme_is(
    ejercicio, maule, validados, estado, programa, asegurado
):
    for tipo, letras in zip(TIPOS, validados, strict=True):
        if letras:
            build_programa(ejercicio, maule, tipo, letras)
    lugar = paint(ejercicio)["07"]
    assert (lugar.estado, lugar.programa, lugar.asegurado.replace("\xa0", " ")) == (estado, programa, asegurado)


def test_read_by_territory_it_is_painted_by_what_its_programmes_add_to(ejercicio, maule):
    Ejercicio.objects.update(lectura="POR_TERRITORIO")
    ejercicio.refresh_from_db()
    for tipo, letras in zip(TIPOS, ("s" * 12, "s" * 16, "ssn"), strict=True):
        build_programa(ejercicio, maule, tipo, letras)
    assert paint(ejercicio)["07"].titulo.replace("\xa0", " ") == "Maule: Cumple, asegurado 96,77 %"
    assert paint(ejercicio, "III.3")["07"].titulo.replace("\xa0", " ") == "Maule: No cumple, asegurado 66,66 %"


def test_before_it_existed_a_region_s_shape_was_of_the_one_it_belonged_to(servicio, ejercicio):
    siluetas = load_siluetas()
    de_2009 = paint(ejercicio)
    assert de_2009["08"].trazo == siluetas["16"].trazo + siluetas["08"].trazo
    assert (len(de_2009), "16" in de_2009) == (16, False)
    de_2019 = paint(Ejercicio.objects.create(servicio=servicio, anio=2019))
    assert {cut: lugar.trazo for cut, lugar in de_2019.items()} == {
        **{cut: silueta.trazo for cut, silueta in siluetas.items()},
        "99": "",
    }


def test_nivel_central_stands_beside_the_map(ejercicio):
    mapa = build_mapa(evaluate_ejercicio(ejercicio), "", ANTES_EN)
    assert [lugar.nombre for lugar in mapa.aparte] == ["Nivel Central"]
    assert mapa.sin_datos == ()
    assert mapa.clave == (SIN_COMPROMISOS,)


def test_the_map_keeps_where_it_comes_from_and_is_drawn_light(db):
    original = json.loads((settings.BASE_DIR / "fixtures" / "mapa_regiones.json").read_text(encoding="utf-8"))
    assert "SUBDERE" in original["proveniencia"]
    siluetas = load_siluetas()
    assert (
        set(siluetas)
        == set(original["regiones"])
        == set(Region.objects.exclude(cut="99").values_list("cut", flat=True))
    )
    assert sum(len(silueta.trazo) for silueta in siluetas.values()) < 20_000
    for cut, silueta in siluetas.items():
        assert re.fullmatch(r"(M-?\d+,-?\d+l(-?\d+,-?\d+ ?)+z)+", silueta.trazo)
        assert any(is_inside((silueta.x, silueta.y), anillo) for anillo in read_anillos(original["regiones"][cut]))
