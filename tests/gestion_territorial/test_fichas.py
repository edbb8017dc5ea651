"""The page of one's own tokens: made, told once, revoked by their person or who manages the account."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from regiones.models import Ficha, Registro
from regiones.services.fichas import MAXIMO_VIGENTES, create_ficha

MANANA = f"{timezone.localdate() + timedelta(days=1)}"


def make(client, **cambios):
    return client.post(reverse("fichas"), {"nombre": "Panel de Maule", "vence_en": MANANA, **cambios})


def give(usuario):
    return create_ficha(usuario=usuario, nombre="Cuadro", vence_en=timezone.localdate())[0]


def test_a_new_token_is_shown_once_and_kept_nowhere(client, directora_maule):
    client.force_login(directora_maule)
    datos = {"envio_unico": str(uuid4())}
    respuesta = make(client, **datos)
    clave = re.search(r'value="(gt_[\w-]{43})"', respuesta.content.decode())[1]
    assert respuesta.headers["Cache-Control"] == "no-store"
    assert Ficha.objects.find_vigente(clave).usuario == directora_maule
    assert clave not in client.get(reverse("fichas")).content.decode()
    assert make(client, **datos).status_code == 302
    assert Ficha.objects.count() == 1


@pytest.mark.parametrize(
    ("cambios", "mensaje"),
    [
        ({"nombre": ""}, "Escriba qué programa la usará."),
        ({"vence_en": ""}, "Elija hasta qué día sirve."),
        ({"vence_en": "ayer"}, "Escriba un día, como 31-12-2027."),
        ({"vence_en": "2009-01-01"}, "Elija un día desde hoy y, a lo más, dentro de un año."),
        ({"vence_en": "2100-01-01"}, "Elija un día desde hoy y, a lo más, dentro de un año."),
    ],
)
def test_what_is_missing_is_told_and_makes_nothing(client, directora_maule, cambios, mensaje):
    client.force_login(directora_maule)
    assert mensaje in make(client, **cambios).content.decode()
    assert not Ficha.objects.exists()
    assert not Registro.objects.filter(acto="DAR_FICHA").exists()


def test_a_person_keeps_few(client, directora_maule):
    client.force_login(directora_maule)
    for _ in range(MAXIMO_VIGENTES):
        give(directora_maule)
    assert "Ya tiene 10 fichas vigentes" in make(client).content.decode()
    client.post(reverse("ficha_revocada", args=[Ficha.objects.first().pk]))
    assert "Copie ahora la ficha" in make(client).content.decode()


def test_who_has_no_assignment_makes_none(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("nadie"))
    assert "Crear una ficha" not in client.get(reverse("fichas")).content.decode()
    assert make(client).status_code == 403


@pytest.mark.parametrize(
    ("rol", "estado"),
    [("directora_maule", 302), ("administradora", 302), ("instaladora", 302), ("revisora", 404), ("auditor", 404)],
)
def test_it_is_revoked_by_its_person_or_who_manages_the_account(client, request, directora_maule, rol, estado):
    ficha = give(directora_maule)
    quien = request.getfixturevalue(rol)
    client.force_login(quien)
    visible = "Cuadro" in client.get(reverse("fichas")).content.decode()
    assert client.post(reverse("ficha_revocada", args=[ficha.pk])).status_code == estado
    ficha.refresh_from_db()
    assert (visible, ficha.estado) == ((True, "Revocada") if estado == 302 else (False, "Vigente"))
    lineas = Registro.objects.filter(acto="REVOCAR_FICHA").values_list("actor", "objeto")
    assert list(lineas) == ([(quien.pk, directora_maule.pk)] if estado == 302 else [])


def test_the_list_takes_the_same_queries_whatever_the_tokens(
    client, administradora, directora_maule, director_atacama, django_assert_num_queries
):
    client.force_login(administradora)
    give(directora_maule)
    with django_assert_num_queries(5) as pocas:
        client.get(reverse("fichas"))
    for persona in (administradora, directora_maule, director_atacama) * 2:
        give(persona)
    with django_assert_num_queries(len(pocas)):
        client.get(reverse("fichas"))
