"""Accounts: created and managed by who administers their services, deactivated and never deleted."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from regiones.enums import Acto, Rol
from regiones.models import Asignacion, Registro, Servicio, Usuario
from regiones.permissions import can_manage_usuario, visible_usuarios
from regiones.services import CambioObsoleto, edicion
from regiones.services.usuarios import (
    DesactivacionPropia,
    change_usuario,
    create_usuario,
    deactivate_usuario,
    set_clave,
)

CLAVE = "una frase bastante larga"


@pytest.fixture
def otro_servicio(db):
    return Servicio.objects.create(codigo="otro", sigla="OTRO", nombre="Otro servicio")


@pytest.fixture
def ajena(otro_servicio):
    usuario = Usuario.objects.create_user("ajena", password="clave-de-prueba-1")
    Asignacion.objects.create(usuario=usuario, servicio=otro_servicio, rol=Rol.CENTRAL, desde="2009-01-01")
    return usuario


def test_an_administrator_creates_an_account_that_enters_and_no_record_holds_its_password(administradora, client):
    usuario = create_usuario(usuario=Usuario(username="nueva"), clave=CLAVE, actor=administradora)
    registro = Registro.objects.get(clase="regiones.usuario")
    assert (registro.acto, registro.actor, registro.despues["username"]) == (Acto.CREAR, administradora, "nueva")
    assert "password" not in registro.despues
    assert usuario.password not in json.dumps(list(Registro.objects.values("antes", "despues")))
    assert client.login(username="nueva", password=CLAVE) is True


@pytest.mark.parametrize("clave", ["corta", "123456789012345", "password1234567"[:8]])
def test_a_weak_password_is_refused(administradora, clave):
    with pytest.raises(ValidationError):
        create_usuario(usuario=Usuario(username="nueva"), clave=clave, actor=administradora)
    assert Usuario.objects.filter(username="nueva").count() == 0


def test_an_administrator_does_not_create_a_superuser(administradora):
    with pytest.raises(PermissionDenied):
        create_usuario(usuario=Usuario(username="nueva", is_superuser=True), clave=CLAVE, actor=administradora)


@pytest.mark.parametrize("quien", ["directora_maule", "revisora", "auditor"])
def test_others_do_not_manage_accounts(quien, request, director_atacama):
    actor = request.getfixturevalue(quien)
    with pytest.raises(PermissionDenied):
        create_usuario(usuario=Usuario(username="nueva"), clave=CLAVE, actor=actor)
    with pytest.raises(PermissionDenied):
        deactivate_usuario(usuario=director_atacama, actor=actor)
    with pytest.raises(PermissionDenied):
        set_clave(usuario=director_atacama, clave=CLAVE, actor=actor)


def test_a_deactivated_person_enters_no_more_and_keeps_their_name(administradora, directora_maule, client):
    assert deactivate_usuario(usuario=directora_maule, actor=administradora, motivo="Dejó el servicio") is True
    registro = Registro.objects.get(clase="regiones.usuario")
    assert (registro.antes, registro.despues) == ({"is_active": True}, {"is_active": False})
    assert client.login(username="directora.maule", password="clave-de-prueba-1") is False
    assert edicion.permissions.can_remove(administradora, directora_maule) is False
    with pytest.raises(PermissionDenied):
        edicion.remove_fila(fila=directora_maule, actor=administradora)


def test_nobody_deactivates_themselves(administradora):
    with pytest.raises(DesactivacionPropia):
        deactivate_usuario(usuario=administradora, actor=administradora)


def test_another_services_person_is_out_of_reach(administradora, ajena, instaladora, otro_servicio, servicio):
    assert list(visible_usuarios(administradora)) == [administradora]
    for usuario in (ajena, instaladora):
        with pytest.raises(PermissionDenied):
            set_clave(usuario=usuario, clave=CLAVE, actor=administradora)
    Asignacion.objects.create(usuario=ajena, servicio=servicio, rol=Rol.AUDITORIA, desde="2009-01-01")
    assert can_manage_usuario(administradora, ajena) is False
    assert can_manage_usuario(instaladora, ajena) is True


def test_a_person_without_assignments_is_managed_by_any_administrator(administradora):
    suelta = Usuario.objects.create_user("suelta", password="clave-de-prueba-1")
    assert can_manage_usuario(administradora, suelta) is True
    assert set(visible_usuarios(administradora)) == {administradora, suelta}


def test_an_administrator_does_not_grant_power_over_the_installation(administradora, directora_maule):
    directora_maule.is_superuser = True
    with pytest.raises(PermissionDenied):
        change_usuario(usuario=directora_maule, actor=administradora)
    assert Usuario.objects.filter(is_superuser=True).count() == 0


def test_changing_an_account_leaves_its_password_alone(administradora, directora_maule, client):
    leida = Usuario.objects.get(pk=directora_maule.pk)
    Usuario.objects.filter(pk=leida.pk).update(password=leida.password)
    leida.first_name, leida.password = "Directora", "otra cosa"
    assert change_usuario(usuario=leida, actor=administradora) is True
    assert client.login(username="directora.maule", password="clave-de-prueba-1") is True


def test_a_new_password_is_recorded_without_it(administradora, directora_maule, client):
    set_clave(usuario=directora_maule, clave=CLAVE, actor=administradora)
    registro = Registro.objects.get(clase="regiones.usuario")
    assert (registro.antes, registro.despues, registro.motivo) == ({}, {}, "Cambio de contraseña")
    assert client.login(username="directora.maule", password=CLAVE) is True
    set_clave(usuario=directora_maule, clave="otra frase muy larga", actor=directora_maule)
    assert Registro.objects.filter(actor=directora_maule).count() == 1


def test_a_stale_account_is_refused(administradora, directora_maule):
    leida = Usuario.objects.get(pk=directora_maule.pk)
    set_clave(usuario=directora_maule, clave=CLAVE, actor=administradora)
    leida.email = "x@example.cl"
    with pytest.raises(CambioObsoleto):
        change_usuario(usuario=leida, actor=administradora)
