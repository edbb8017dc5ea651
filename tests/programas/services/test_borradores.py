"""Drafts: one's own, of forms and rows that one sees, and no secrets."""

import pytest

from programas.models import Borrador, Compromiso, ObjetivoEspecifico
from programas.services.borradores import (
    CARACTERES,
    MAXIMOS,
    BorradorRechazado,
    discard_borrador,
    find_borradores,
    save_borrador,
)
from tests.fabrica import build_programa

CLAVE = "analisis/2009-07-III.1-01/2009-06-30"


@pytest.fixture(autouse=True)
def programas(ejercicio, maule, atacama):
    build_programa(ejercicio, maule, "III.1", "-")
    build_programa(ejercicio, atacama, "III.1", "-")


def save(usuario, clave=CLAVE, datos=None, version=0):
    return save_borrador(usuario=usuario, clave=clave, datos=datos or {"avance": ["Se hizo"]}, version=version)


def test_the_last_draft_of_a_form_takes_the_place_of_the_one_before(directora_maule):
    save(directora_maule)
    save(directora_maule, datos={"avance": ["Se hizo más"]}, version=3)
    borrador = Borrador.objects.get()
    assert (borrador.datos, borrador.version) == ({"avance": ["Se hizo más"]}, 3)


def test_a_draft_is_seen_and_discarded_only_by_its_author(directora_maule, encargada_maule):
    save(directora_maule)
    assert find_borradores(usuario=encargada_maule, claves=[CLAVE]) == []
    discard_borrador(usuario=encargada_maule, clave=CLAVE)
    assert find_borradores(usuario=directora_maule, claves=[CLAVE]) == [Borrador.objects.get()]
    discard_borrador(usuario=directora_maule, clave=CLAVE)
    assert Borrador.objects.count() == 0


def test_rows_are_named_by_code_or_by_number(directora_maule):
    compromiso = Compromiso.objects.get(objetivo__programa__region__cut="07")
    save(directora_maule, f"declaracion/{compromiso.pk}")
    save(directora_maule, f"declaracion/{compromiso.codigo}/2")
    assert Borrador.objects.count() == 2


@pytest.mark.parametrize(
    "clave",
    [
        "analisis/2009-03-III.1-01/2009-06-30",
        "analisis/{ajeno}",
        "analisis/99999999",
        "analisis/99999999999999999999",
        "analisis/²",
        "analisis/",
        "analisis",
        "inventado/2009-07-III.1-01",
        "observacion/no-existe",
        "avance/2009-07-III.1-01.1/" + "1" * 120,
        "avance/2009-07-III.1-01.1/otro",
        "avance/2009-07-III.1-01.1/",
        "avance/2009-07-III.1-01.1/1/2",
        "avance/2009-07-III.1-01.1-abc",
        "avance/2009-07-III.1-01.1\n",
        "avance/0{propio}",
        "",
    ],
)
def test_no_draft_is_kept_of_other_forms_or_of_rows_out_of_reach(directora_maule, clave):
    ajeno = ObjetivoEspecifico.objects.get(programa__region__cut="03")
    propio = Compromiso.objects.get(objetivo__programa__region__cut="07")
    with pytest.raises(BorradorRechazado):
        save(directora_maule, clave.format(ajeno=ajeno.pk, propio=propio.pk))
    assert Borrador.objects.count() == 0


def test_secrets_are_not_kept_and_length_has_a_limit(directora_maule):
    save(
        directora_maule, datos={"avance": ["a"], "csrfmiddlewaretoken": ["x"], "password1": ["y"], "clave": ["z"]}
    )
    assert Borrador.objects.get().datos == {"avance": ["a"]}
    with pytest.raises(BorradorRechazado):
        save(directora_maule, datos={"avance": ["a" * CARACTERES]})
    assert Borrador.objects.get().datos == {"avance": ["a"]}


@pytest.mark.parametrize("agregado", ["nueva", "instancia"])
def test_a_new_row_s_draft_hangs_from_its_programme(directora_maule, agregado):
    assert save(directora_maule, f"formulacion/2009-07-III.1-{agregado}").pk


def test_past_the_limit_the_oldest_draft_goes_and_never_the_one_being_written(directora_maule, encargada_maule):
    ajeno = save(encargada_maule)
    antiguo = save(directora_maule, f"{CLAVE[:-10]}1")
    for asunto in range(2, MAXIMOS + 1):
        save(directora_maule, f"{CLAVE[:-10]}{asunto}")
    Borrador.objects.update(guardado_en=antiguo.guardado_en)
    save(directora_maule, antiguo.clave, version=1)
    assert Borrador.objects.filter(usuario=directora_maule).count() == MAXIMOS
    save(directora_maule, f"{CLAVE[:-10]}{MAXIMOS + 1}")
    quedan = set(Borrador.objects.filter(usuario=directora_maule).values_list("clave", flat=True))
    assert (len(quedan), antiguo.clave in quedan, f"{CLAVE[:-10]}2" in quedan) == (MAXIMOS, True, False)
    assert Borrador.objects.filter(pk=ajeno.pk).exists()
