"""The year in which it happens: services, territories and people, each row with its line in the record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat

from gestion_territorial.sesion import SessionStore
from programas.enums import EstadoCorte, EstadoPrograma, Etapa
from programas.models import (
    Actividad,
    Compromiso,
    Corte,
    Ejercicio,
    Indicador,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from regiones.enums import Acto, Rol
from regiones.models import Asignacion, Editable, Region, Registro, Servicio, Usuario
from regiones.services import describe_fila
from regiones.services.catalogo import load_regiones
from regiones.services.registro import build_registro
from tests.fabrica import build_programa

ANIO = 2009
CORTE = date(ANIO, 6, 30)
FILAS = (("III.1", 6), ("III.2", 4), ("III.3", 2))
# Two people write in each territory, so that they get in each other's way.
POR_TERRITORIO = 2
POR_SERVICIO = 16
# More than are read at once in front of the page.
LIBROS = 4
CLAVE = "la-ultima-tarde-2009"
# Where each row finds its service, its year and its territory.
CAMINOS: dict[type[Any], tuple[str, ...]] = {
    ProgramaTrabajo: ("ejercicio",),
    ObjetivoEspecifico: ("programa__ejercicio",),
    Indicador: ("objetivo__programa__ejercicio",),
    Compromiso: ("objetivo__programa__ejercicio",),
    Actividad: ("compromiso__objetivo__programa__ejercicio",),
    MedioVerificacion: ("compromiso__objetivo__programa__ejercicio",),
    Corte: ("ejercicio",),
    Asignacion: ("servicio", "region", "usuario"),
}


@dataclass(frozen=True, slots=True)
class Territorio:
    """``marca`` is written in every text of it, between double brackets."""

    servicio: str
    cut: str
    nombre: str
    filas: tuple[str, ...]
    objetivos: tuple[str, ...]
    personas: tuple[str, ...]

    @property
    def marca(self) -> str:
        return f"{self.servicio}-{self.cut}"

    @property
    def raiz(self) -> str:
        return f"/{self.servicio}/{ANIO}/"


@dataclass(frozen=True, slots=True)
class ServicioSembrado:
    """``se_importa``: its programmes are drafts, so that workbooks may change them, and its year stays open."""

    codigo: str
    territorios: tuple[Territorio, ...]
    revisora: str
    administradora: str
    se_importa: bool


def build_pais(directores: int) -> list[ServicioSembrado]:
    """So many people in territories of as many services as that takes. Rows are written with their history."""
    load_regiones(settings.BASE_DIR / "fixtures" / "regiones.csv")
    faltan = -(-directores // POR_TERRITORIO)
    clave = make_password(CLAVE)
    servicios = []
    while faltan > 0:
        # The first is where workbooks are brought in: as many as the worker reads. The others close.
        cuantos = min(faltan, POR_SERVICIO) if servicios else max(1, min(faltan - 1, LIBROS))
        with transaction.atomic():
            servicios.append(build_servicio(len(servicios), cuantos, clave))
        faltan -= cuantos
    with transaction.atomic():
        write_historia()
    return servicios


def build_servicio(numero: int, cuantos: int, clave: str) -> ServicioSembrado:
    servicio = Servicio.objects.create(
        codigo=f"s{numero:03d}", sigla=f"S{numero:03d}", nombre=f"Servicio {numero}"
    )
    ejercicio = Ejercicio.objects.create(
        servicio=servicio,
        anio=ANIO,
        etapa=Etapa.EJECUCION,
        exige_evidencia=False,
        reclamos_desde=date(ANIO, 12, 1),
        reclamos_hasta=date(ANIO, 12, 31),
    )
    Corte.objects.create(
        ejercicio=ejercicio, fecha_medicion=CORTE, plazo=date(ANIO, 7, 15), estado=EstadoCorte.ABIERTO
    )
    regiones = list(ejercicio.regiones.order_by("orden")[:cuantos])
    territorios = tuple(
        build_territorio(ejercicio, region, i, numero == 0, clave) for i, region in enumerate(regiones)
    )
    revisora, administradora = (
        build_persona(f"{nombre}.{servicio.codigo}", clave, servicio, rol)
        for nombre, rol in (("revisora", Rol.CENTRAL), ("administradora", Rol.ADMINISTRACION))
    )
    return ServicioSembrado(servicio.codigo, territorios, revisora, administradora, numero == 0)


def build_territorio(ejercicio: Ejercicio, region: Region, lugar: int, borrador: bool, clave: str) -> Territorio:
    """Its three programmes, weighted alike or by hand, and the people who write in it."""
    servicio = ejercicio.servicio
    estado = EstadoPrograma.BORRADOR if borrador else EstadoPrograma.APROBADO
    for tipo, cuantas in FILAS:
        pesos = "3.2" if lugar % 2 else None
        build_programa(ejercicio, region, tipo, "-" * cuantas, pesos, estado=estado)
    propios: dict[str, Any] = {"programa__ejercicio": ejercicio, "programa__region": region}
    objetivos = ObjetivoEspecifico.objects.filter(**propios).order_by("codigo")
    filas = Compromiso.objects.filter(objetivo__in=objetivos)
    territorio = Territorio(
        servicio.codigo,
        region.cut,
        region.nombre_corto,
        tuple(filas.order_by("codigo").values_list("codigo", flat=True)),
        tuple(objetivos.values_list("codigo", flat=True)),
        tuple(
            build_persona(f"{nombre}.{servicio.codigo}.{region.cut}", clave, servicio, rol, region)
            for nombre, rol in (("direccion", Rol.DIRECCION), ("encargada", Rol.ENCARGADA))
        ),
    )
    for textos in (
        *(objetivos, Indicador.objects.filter(objetivo__in=objetivos)),
        *(modelo.objects.filter(compromiso__in=filas) for modelo in (Actividad, MedioVerificacion)),
    ):
        textos.update(texto=Concat("texto", Value(f" [[{territorio.marca}]]")))
    return territorio


def build_persona(nombre: str, clave: str, servicio: Servicio, rol: Rol, region: Region | None = None) -> str:
    usuario = Usuario.objects.create(username=nombre, password=clave, email=f"{nombre}@example.cl")
    Asignacion.objects.create(usuario=usuario, servicio=servicio, region=region, rol=rol, desde=date(ANIO, 1, 1))
    return nombre


def write_historia() -> None:
    """Give each row the line that made it, as if people had written it."""
    for modelo in apps.get_models():
        if issubclass(modelo, Editable):
            Registro.objects.bulk_create(iter_lineas(modelo), batch_size=1000)


def iter_lineas(modelo: type[Editable]) -> Iterator[Registro]:
    contadas = Registro.objects.filter(clase=modelo._meta.label_lower).values("objeto")
    filas = modelo._base_manager.exclude(pk__in=contadas).order_by("pk")
    for fila in filas.select_related(*CAMINOS[modelo]) if modelo in CAMINOS else filas:
        yield build_registro(fila=fila, acto=Acto.CREAR, actor=None, despues=describe_fila(fila))


def open_sesion(usuario: str) -> str:
    """A session as the login leaves it, for who does not go through it: its key."""
    persona = Usuario.objects.get(username=usuario)
    sesion = SessionStore()
    sesion[SESSION_KEY] = str(persona.pk)
    sesion[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    sesion[HASH_SESSION_KEY] = persona.get_session_auth_hash()
    sesion.save(must_create=True)
    return str(sesion.session_key)
