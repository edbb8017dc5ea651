"""A new ejercicio as a copy of another: everything that is committed, nothing that was answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from programas import permissions
from programas.enums import EstadoPrograma, Etapa
from programas.models import (
    Actividad,
    Compromiso,
    Corte,
    Ejercicio,
    Indicador,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.services.codigos import SERIES
from regiones.enums import Acto
from regiones.models import Editable, Region, Registro, Usuario
from regiones.services import build_registro, describe_fila

Fila = TypeVar("Fila", bound=Editable)

# What a copied row says again; the rest is new, or was answered.
CAMPOS: dict[type[Editable], tuple[str, ...]] = {
    Ejercicio: ("servicio_id", "umbral", "lectura", "base_ponderacion", "cuenta_nivel_central"),
    ProgramaTrabajo: ("tipo", "responsable", "modalidad", "ponderacion", "es_demostracion"),
    ObjetivoEspecifico: (
        *("orden", "texto", "texto_etapa2", "plurianual"),
        *("clase", "origen", "formato", "contenido", "periodicidad"),
    ),
    Indicador: ("texto", "formula", "meta", "meta_valor", "meta_unidad", "meta_base"),
    Compromiso: ("orden", "ponderacion", "unidad_texto"),
    Actividad: ("orden", "texto"),
    MedioVerificacion: ("orden", "texto"),
    Instancia: ("orden", "nombre", "problema", "territorios", "instituciones", "productos"),
}
PADRES_PRIMERO = (
    *(ProgramaTrabajo, ObjetivoEspecifico, Indicador, Compromiso),
    *(Actividad, MedioVerificacion, Instancia, Corte),
)


@dataclass(frozen=True, slots=True)
class CopiaEjercicio:
    """The new ejercicio, the rows copied by table, and the territories left out: they did not exist that year."""

    ejercicio: Ejercicio
    conteos: dict[str, int]
    omitidos: tuple[Region, ...]


@dataclass(slots=True)
class Copia:
    """The copies under way, by the key of their originals."""

    hechas: dict[type[Editable], dict[int, Any]] = field(
        default_factory=lambda: {modelo: {} for modelo in PADRES_PRIMERO}
    )

    def add(self, original: Editable, copia: Fila) -> Fila:
        for campo in CAMPOS[type(original)]:
            setattr(copia, campo, getattr(original, campo))
        self.hechas[type(original)][original.pk] = copia
        return copia

    def hang(self, originales: Iterable[Any], modelo: type[Editable], padre: str) -> None:
        """Copy the rows whose parent was copied, each with the next code of its new parent."""
        padres = self.hechas[modelo._meta.get_field(padre).related_model]  # type: ignore[index]
        for original in originales:
            nuevo_padre = padres.get(getattr(original, f"{padre}_id"))
            if nuevo_padre is None:
                continue
            copia: Any = self.add(original, modelo(**{padre: nuevo_padre}))
            if modelo in SERIES:
                copia.codigo = SERIES[modelo].next(nuevo_padre)

    @property
    def filas(self) -> list[Editable]:
        return [fila for modelo in PADRES_PRIMERO for fila in self.hechas[modelo].values()]

    def write(self) -> None:
        """Insert the copies, parents first: one query for each table."""
        for modelo in PADRES_PRIMERO:
            modelo._base_manager.bulk_create(self.hechas[modelo].values())


@transaction.atomic
def copy_ejercicio(*, origen: Ejercicio, anio: int, actor: Usuario) -> CopiaEjercicio:
    """Open an ejercicio with the programmes, objectives, commitments and cortes of another: a few queries in all.

    Everything is BORRADOR, in FORMULACION, with codes of the new year; answers, results and analyses stay behind.
    Raises ``PermissionDenied``, or ``ValidationError`` when the year exists already or is no year.
    """
    if not permissions.can_administer(actor, origen.servicio_id):
        raise PermissionDenied("Solo la administración del servicio crea ejercicios.")
    ejercicio = Ejercicio(anio=anio, etapa=Etapa.FORMULACION)
    for campo in CAMPOS[Ejercicio]:
        setattr(ejercicio, campo, getattr(origen, campo))
    ejercicio.full_clean()
    ejercicio.save(force_insert=True)
    vigentes = set(Region.objects.existing_in(anio).values_list("pk", flat=True))
    copia = Copia()
    omitidos = copy_programas(copia, origen, ejercicio, vigentes)
    copy_filas(
        copia,
        ObjetivoEspecifico.objects.filter(programa__ejercicio=origen),
        Instancia.objects.filter(programa__ejercicio=origen),
    )
    copy_cortes(copia, origen, ejercicio)
    copia.write()
    copy_enlaces(copia, vigentes)
    record_copia([ejercicio, *copia.filas], origen.anio, actor)
    conteos = {str(modelo._meta.verbose_name_plural): len(filas) for modelo, filas in copia.hechas.items()}
    return CopiaEjercicio(ejercicio, conteos, omitidos)


def copy_programas(
    copia: Copia, origen: Ejercicio, ejercicio: Ejercicio, vigentes: set[int]
) -> tuple[Region, ...]:
    """Copy the programmes of the territories that exist in the new year; return the others."""
    omitidos: dict[int, Region] = {}
    for original in origen.programas.select_related("region").order_by("region__orden", "tipo"):
        if original.region_id not in vigentes:
            omitidos[original.region_id] = original.region
            continue
        programa = copia.add(
            original,
            ProgramaTrabajo(ejercicio=ejercicio, region=original.region, estado=EstadoPrograma.BORRADOR),
        )
        programa.codigo = programa.build_codigo()
    return tuple(omitidos.values())


def copy_filas(copia: Copia, objetivos: QuerySet[ObjetivoEspecifico], instancias: QuerySet[Instancia]) -> None:
    """Copy rows and what hangs from them, in the order of the form, so that codes run in it."""
    copia.hang(objetivos.order_by("programa_id", "orden", "pk"), ObjetivoEspecifico, "programa")
    copia.hang(instancias.order_by("programa_id", "orden", "pk"), Instancia, "programa")
    copia.hang(Indicador.objects.filter(objetivo__in=objetivos), Indicador, "objetivo")
    copia.hang(
        Compromiso.objects.filter(objetivo__in=objetivos).order_by("objetivo_id", "orden", "pk"),
        Compromiso,
        "objetivo",
    )
    for modelo in (Actividad, MedioVerificacion):
        partes: Any = modelo._base_manager.filter(compromiso__objetivo__in=objetivos)
        copia.hang(partes.order_by("compromiso_id", "orden", "pk"), modelo, "compromiso")


def copy_cortes(copia: Copia, origen: Ejercicio, ejercicio: Ejercicio) -> None:
    """Copy the cortes to the same days of the new year; a deadline in the next year stays in the next."""
    diferencia = ejercicio.anio - origen.anio
    for original in origen.cortes.all():
        copia.hechas[Corte][original.pk] = Corte(
            ejercicio=ejercicio,
            fecha_medicion=move_fecha(original.fecha_medicion, diferencia),
            plazo=move_fecha(original.plazo, diferencia),
        )


def move_fecha(fecha: date, anios: int) -> date:
    """The same day some years later; 29 February becomes the 28th where there is none."""
    try:
        return fecha.replace(year=fecha.year + anios)
    except ValueError:
        return fecha.replace(year=fecha.year + anios, day=28)


def copy_enlaces(copia: Copia, vigentes: set[int]) -> None:
    """Link the copies as their originals: units, the regions that exist that year, the copied objectives."""
    compromisos, instancias = copia.hechas[Compromiso], copia.hechas[Instancia]
    link(Compromiso.unidades.through, "compromiso", "unidadresponsable", compromisos, None)
    link(Instancia.regiones.through, "instancia", "region", instancias, dict.fromkeys(vigentes))
    objetivos = {clave: objetivo.pk for clave, objetivo in copia.hechas[ObjetivoEspecifico].items()}
    link(Instancia.objetivos.through, "instancia", "objetivoespecifico", instancias, objetivos)


def link(
    intermedia: Any, propia: str, ajena: str, copias: Mapping[int, Any], ajenas: Mapping[int, int | None] | None
) -> None:
    """Repeat the links of some originals. ``ajenas`` says which of the linked rows remain, and as which."""
    enlaces = intermedia.objects.filter(**{f"{propia}__in": list(copias)})
    intermedia.objects.bulk_create(
        intermedia(
            **{f"{propia}_id": copias[propia_id].pk, f"{ajena}_id": (ajenas or {}).get(ajena_id) or ajena_id}
        )
        for propia_id, ajena_id in enlaces.values_list(f"{propia}_id", f"{ajena}_id")
        if ajenas is None or ajena_id in ajenas
    )


def record_copia(filas: Iterable[Editable], anio: int, actor: Usuario, motivo: str = "") -> None:
    """Leave one line for each copied row, joined by their lot. ``anio`` is that of the originals."""
    lote = uuid4()
    Registro.objects.bulk_create(
        build_registro(
            fila=fila,
            acto=Acto.COPIAR,
            actor=actor,
            despues=describe_fila(fila),
            motivo=f"Copia del ejercicio {anio}" + (f": {motivo}" if motivo else ""),
            lote=lote,
        )
        for fila in filas
    )
