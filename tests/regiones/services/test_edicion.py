"""The catalogues and the assignments: who may write which."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from regiones.enums import Rol
from regiones.models import AliasRegion, AliasUnidad, Asignacion, Registro, Servicio, UnidadResponsable
from regiones.services import edicion


@pytest.fixture
def otro_servicio(db):
    return Servicio.objects.create(codigo="otro", sigla="OTRO", nombre="Otro servicio")


def add(fila, actor):
    return edicion.add_fila(fila=fila, actor=actor)


def test_the_administration_writes_the_catalogues_of_its_service(servicio, administradora, maule):
    unidad = add(UnidadResponsable(servicio=servicio, nombre="Unidad de VIF"), administradora)
    alias = add(AliasUnidad(unidad=unidad, texto="VIF"), administradora)
    add(AliasRegion(region=maule, texto="Talca y alrededores"), administradora)
    unidad.nombre = "Unidad de Violencia Intrafamiliar"
    assert edicion.change_fila(fila=unidad, actor=administradora) is True
    edicion.remove_fila(fila=alias, actor=administradora)
    assert Registro.objects.filter(actor=administradora).count() == 5


@pytest.mark.parametrize("quien", ["directora_maule", "revisora", "auditor", "jefa_vif"])
def test_others_do_not_write_catalogues(servicio, maule, unidad_vif, quien, request):
    actor = request.getfixturevalue(quien)
    for fila in (
        UnidadResponsable(servicio=servicio, nombre="Nueva"),
        AliasUnidad(unidad=unidad_vif, texto="x"),
        AliasRegion(region=maule, texto="x"),
        Servicio(codigo="nuevo", sigla="N", nombre="Nuevo"),
        Asignacion(usuario=actor, servicio=servicio, rol=Rol.ADMINISTRACION),
    ):
        with pytest.raises(PermissionDenied):
            add(fila, actor)
    for fila in (maule, servicio, unidad_vif):
        with pytest.raises(PermissionDenied):
            edicion.change_fila(fila=fila, actor=actor)


def test_another_services_catalogue_is_refused(otro_servicio, servicio, administradora):
    with pytest.raises(PermissionDenied):
        add(UnidadResponsable(servicio=otro_servicio, nombre="Nueva"), administradora)
    propia = add(UnidadResponsable(servicio=servicio, nombre="Propia"), administradora)
    propia.servicio = otro_servicio
    with pytest.raises(PermissionDenied):
        edicion.change_fila(fila=propia, actor=administradora)
    with pytest.raises(PermissionDenied):
        add(Asignacion(usuario=administradora, servicio=otro_servicio, rol=Rol.CENTRAL), administradora)


def test_territories_are_of_every_service(maule, administradora, otro_servicio, instaladora):
    maule.nombre_corto = "Maule y más"
    with pytest.raises(PermissionDenied):
        edicion.change_fila(fila=maule, actor=administradora)
    assert edicion.change_fila(fila=maule, actor=instaladora) is True


def test_services_are_opened_by_the_installation_and_described_by_their_administration(
    servicio, administradora, instaladora
):
    servicio.nombre = "Servicio Nacional de la Mujer y la Equidad de Género"
    assert edicion.change_fila(fila=servicio, actor=administradora) is True
    with pytest.raises(PermissionDenied):
        edicion.remove_fila(fila=servicio, actor=administradora)
    assert add(Servicio(codigo="nuevo", sigla="N", nombre="Nuevo"), instaladora).pk is not None


def test_an_assignment_is_checked_and_recorded(servicio, administradora, directora_maule, maule):
    with pytest.raises(ValidationError, match="llevan territorio"):
        add(Asignacion(usuario=directora_maule, servicio=servicio, rol=Rol.ENCARGADA), administradora)
    asignacion = add(
        Asignacion(usuario=directora_maule, servicio=servicio, rol=Rol.ENCARGADA, region=maule), administradora
    )
    registro = Registro.objects.get(clase="regiones.asignacion")
    assert (registro.objeto, registro.servicio, registro.region) == (asignacion.pk, servicio, maule)
