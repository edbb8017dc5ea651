"""People who move or leave: no access from that day, at once; what they did stays theirs."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from programas.models import Compromiso
from programas.services.cumplimiento import declare_cumplimiento
from regiones.enums import Acto, Rol
from regiones.models import Asignacion, Registro, Usuario
from regiones.services.usuarios import deactivate_usuario
from tests.fabrica import build_programa

DE_MAULE = "/sernam/2009/territorios/07/"
DE_ATACAMA = "/sernam/2009/territorios/03/"


@pytest.fixture
def compromiso(ejercicio, maule, atacama):
    build_programa(ejercicio, atacama, "III.1", "-")
    build_programa(ejercicio, maule, "III.1", "-")
    return Compromiso.objects.get(objetivo__programa__region=maule)


def declare(compromiso, actor):
    leido = Compromiso.objects.get(pk=compromiso.pk)
    declare_cumplimiento(compromiso=leido, respuesta="no", motivo="No se hizo", actor=actor)


def move(administradora, client, usuario, region):
    """As the administration does it on its pages: one assignment ends yesterday, another begins today."""
    client.force_login(administradora)
    hoy = timezone.localdate()
    actual = Asignacion.objects.get(usuario=usuario)
    pagina = reverse("admin:regiones_asignacion_change", args=[actual.pk])
    datos = {"rol": actual.rol, "region": actual.region_id, "desde": "01-01-2009", "version_leida": 1}
    respuesta = client.post(pagina, datos | {"hasta": f"{hoy - timedelta(days=1):%d-%m-%Y}"})
    assert respuesta.status_code == 302
    datos = {"usuario": usuario.pk, "servicio": actual.servicio_id, "rol": Rol.DIRECCION, "region": region.pk}
    respuesta = client.post(reverse("admin:regiones_asignacion_add"), datos | {"desde": f"{hoy:%d-%m-%Y}"})
    assert respuesta.status_code == 302


def test_a_moved_director_keeps_no_access_and_the_record_keeps_both_moves(
    client, compromiso, administradora, directora_maule, atacama
):
    declare(compromiso, directora_maule)
    move(administradora, client, directora_maule, atacama)
    movida = Usuario.objects.get(pk=directora_maule.pk)
    client.force_login(movida)
    assert [client.get(url).status_code for url in (DE_MAULE, DE_ATACAMA)] == [404, 200]
    antes = Registro.objects.count()
    with pytest.raises(PermissionDenied):
        declare(compromiso, movida)
    assert Registro.objects.count() == antes
    asientos = Registro.objects.filter(clase="regiones.asignacion").order_by("pk")
    assert [(a.actor, a.acto) for a in asientos] == [
        (administradora, Acto.MODIFICAR),
        (administradora, Acto.CREAR),
    ]


def test_an_assignment_holds_from_its_first_to_its_last_day(directora_maule, servicio, maule):
    hoy = timezone.localdate()
    un_dia = timedelta(days=1)
    for desde, hasta, llega in (
        (hoy, hoy, True),
        (hoy + un_dia, None, False),
        (hoy - un_dia, hoy - un_dia, False),
    ):
        Asignacion.objects.filter(usuario=directora_maule).update(desde=desde, hasta=hasta)
        alcance = Usuario.objects.get(pk=directora_maule.pk).alcance
        assert alcance.sees_territorio(servicio.pk, maule.pk) is llega


def test_a_deactivated_person_is_out_at_once_and_their_history_stays_signed(
    client, compromiso, administradora, directora_maule
):
    declare(compromiso, directora_maule)
    client.force_login(directora_maule)
    assert client.get(DE_MAULE).status_code == 200
    deactivate_usuario(usuario=Usuario.objects.get(pk=directora_maule.pk), actor=administradora)
    assert client.get(DE_MAULE).url == f"{reverse('ingresar')}?next={DE_MAULE}"
    antes = Registro.objects.count()
    with pytest.raises(PermissionDenied):
        declare(compromiso, Usuario.objects.get(pk=directora_maule.pk))
    assert Registro.objects.count() == antes
    [asiento] = Registro.objects.filter(acto=Acto.DECLARAR)
    assert (asiento.actor, asiento.codigo) == (directora_maule, compromiso.codigo)
