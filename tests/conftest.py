"""What every test may ask for: the territories of Chile, a service and its year, and a fixed cast of people."""

import os
from datetime import date

import pytest
from django.conf import settings
from hypothesis import settings as de_hypothesis

from programas.enums import EstadoCorte, Etapa
from programas.models import Corte, Ejercicio
from regiones.enums import Rol
from regiones.models import Asignacion, Region, Servicio, UnidadResponsable, Usuario
from regiones.services.catalogo import load_regiones
from tests.mundo import Mundo, build_mundo

# No deadline for an example: what a busy machine takes says nothing of the code.
de_hypothesis.register_profile("casa", deadline=None)
de_hypothesis.load_profile("casa")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    def cost(item: pytest.Item) -> int:
        if item.get_closest_marker("navegador"):
            return 2
        usadas = {"db", "transactional_db"}.intersection(getattr(item, "fixturenames", ()))
        return int(bool(usadas) or item.get_closest_marker("django_db") is not None)

    for item in items:
        if item.get_closest_marker("navegador"):
            # What Playwright waits for has its own limit, but opening and closing a page have none. A browser that
            # hangs takes its process with it, and one that dies its page: that test alone is begun again, once.
            # Whatever the application does wrong fails at the first time.
            item.add_marker(pytest.mark.timeout(300))
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["TargetClosedError"]))
    items.sort(key=cost)
    if os.environ.get("SOLO_CON_BASE"):
        # Of a second run, on another database: what touches none has been seen already.
        config.hook.pytest_deselected(items=[item for item in items if not cost(item)])
        items[:] = [item for item in items if cost(item)]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:
    """The catalogue of territories is there for every test, as in every installation."""
    with django_db_blocker.unblock():
        load_regiones(settings.BASE_DIR / "fixtures" / "regiones.csv")


@pytest.fixture
def servicio(db: None) -> Servicio:
    return Servicio.objects.create(codigo="sernam", sigla="SERNAM", nombre="Servicio Nacional de la Mujer")


@pytest.fixture
def ejercicio(servicio: Servicio) -> Ejercicio:
    return Ejercicio.objects.create(
        servicio=servicio,
        anio=2009,
        etapa=Etapa.EJECUCION,
        reclamos_desde=date(2009, 12, 1),
        reclamos_hasta=date(2009, 12, 31),
    )


@pytest.fixture
def corte(ejercicio: Ejercicio) -> Corte:
    return Corte.objects.create(
        ejercicio=ejercicio,
        fecha_medicion=date(2009, 6, 30),
        plazo=date(2009, 7, 15),
        estado=EstadoCorte.ABIERTO,
    )


@pytest.fixture
def maule(db: None) -> Region:
    return Region.objects.get(cut="07")


@pytest.fixture
def atacama(db: None) -> Region:
    return Region.objects.get(cut="03")


@pytest.fixture
def nivel_central(db: None) -> Region:
    return Region.objects.get(cut="99")


def create_usuario(nombre: str, servicio: Servicio, rol: Rol, region: Region | None = None) -> Usuario:
    usuario = Usuario.objects.create_user(nombre, password="clave-de-prueba-1")
    Asignacion.objects.create(usuario=usuario, servicio=servicio, rol=rol, region=region, desde=date(2009, 1, 1))
    return usuario


@pytest.fixture
def directora_maule(servicio: Servicio, maule: Region) -> Usuario:
    return create_usuario("directora.maule", servicio, Rol.DIRECCION, maule)


@pytest.fixture
def director_atacama(servicio: Servicio, atacama: Region) -> Usuario:
    return create_usuario("director.atacama", servicio, Rol.DIRECCION, atacama)


@pytest.fixture
def revisora(servicio: Servicio) -> Usuario:
    return create_usuario("revisora", servicio, Rol.CENTRAL)


@pytest.fixture
def administradora(servicio: Servicio) -> Usuario:
    return create_usuario("administradora", servicio, Rol.ADMINISTRACION)


@pytest.fixture
def auditor(servicio: Servicio) -> Usuario:
    return create_usuario("auditor", servicio, Rol.AUDITORIA)


@pytest.fixture
def encargada_maule(servicio: Servicio, maule: Region) -> Usuario:
    return create_usuario("encargada.maule", servicio, Rol.ENCARGADA, maule)


@pytest.fixture
def unidad_vif(servicio: Servicio) -> UnidadResponsable:
    return UnidadResponsable.objects.create(servicio=servicio, nombre="Unidad de VIF", clave="unidad de vif")


@pytest.fixture
def jefa_vif(servicio: Servicio, nivel_central: Region, unidad_vif: UnidadResponsable) -> Usuario:
    """Who drafts for a unit, in Nivel Central."""
    usuario = Usuario.objects.create_user("jefa.vif", password="clave-de-prueba-1")
    Asignacion.objects.create(
        usuario=usuario,
        servicio=servicio,
        rol=Rol.UNIDAD,
        region=nivel_central,
        unidad=unidad_vif,
        desde=date(2009, 1, 1),
    )
    return usuario


@pytest.fixture
def instaladora(db: None) -> Usuario:
    """The administrator of the installation: no assignment, every service."""
    return Usuario.objects.create_superuser("instaladora", password="clave-de-prueba-1")


@pytest.fixture
def mundo(servicio: Servicio, ejercicio: Ejercicio, unidad_vif: UnidadResponsable) -> Mundo:
    return build_mundo(servicio, ejercicio, unidad_vif)
