"""Write what was previewed, and only that: what is stored is rehearsed again just before, under its lock."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from programas import permissions
from programas.enums import EstadoLibro
from programas.models import Carga, Importacion, LibroCargado, ProgramaTrabajo
from programas.services.cadena import lock_ejercicio
from programas.services.cargas.examen import Examen, Lector, build_opciones, examine_libro, needs_motivo
from programas.services.cargas.lectura import store_examen
from programas.services.cargas.rechazos import (
    FaltaMotivo,
    LibroCambiado,
    NadaQueAplicar,
    TerritorioRepetido,
    VistaVencida,
)
from programas.services.importacion import ImportacionRechazada, import_formularios, undo_importacion
from regiones.models import Usuario
from regiones.services.edicion import check_permiso

# What a preview promises. The national sentence moves with every other territory: it is told, not promised.
PROMETIDO = ("cambios", "impedimentos", "preguntas", "conteos", "necesita_motivo")


def apply_libro(
    *, libro: LibroCargado, actor: Usuario, version: int, lector: Lector, motivo: str = ""
) -> Importacion:
    """Write one workbook in one transaction.

    Raises ``PermissionDenied``, ``FaltaMotivo``, ``LibroCambiado`` and ``VistaVencida``: then the new preview is
    the one kept.
    """
    check_permiso(permissions.can_handle(actor, libro.carga))
    return apply_juntos([(libro.pk, version)], libro.carga, actor, lector, motivo)[0]


def apply_carga(
    *, carga: Carga, actor: Usuario, versiones: dict[int, int], lector: Lector, motivo: str = ""
) -> list[Importacion]:
    """Write every workbook of those versions, all in one transaction or none.

    Raises also ``NadaQueAplicar`` and ``TerritorioRepetido``.
    """
    check_permiso(permissions.can_handle(actor, carga))
    if not versiones:
        raise NadaQueAplicar
    return apply_juntos(list(versiones.items()), carga, actor, lector, motivo)


def apply_juntos(
    versiones: Sequence[tuple[int, int]], carga: Carga, actor: Usuario, lector: Lector, motivo: str
) -> list[Importacion]:
    with transaction.atomic():
        carga.ejercicio = lock_ejercicio(carga.ejercicio_id)
        libros = [lock_libro(carga, pk, version) for pk, version in versiones]
        check_territorios(libros)
        check_motivo(libros, motivo)
        lock_programas(libros)
        examenes = [examine_libro(libro, actor, lector) for libro in libros]
        pares = list(zip(libros, examenes, strict=True))
        vencidos = [libro for libro, examen in pares if not keeps_promesa(libro, examen)]
        importaciones = [] if vencidos else write_libros(pares, carga, actor, motivo)
        for libro, examen in pares:
            if libro in vencidos:
                store_examen(libro, examen)
    if vencidos:
        raise VistaVencida([libro.archivo for libro in vencidos])
    return importaciones


def lock_programas(libros: Sequence[LibroCargado]) -> None:
    """Nobody writes in those territories between the rehearsal and the act."""
    regiones = [libro.region_id for libro in libros]
    ejercicios = {libro.carga.ejercicio_id for libro in libros}
    programas = ProgramaTrabajo.objects.filter(ejercicio__in=ejercicios, region__in=regiones)
    list(programas.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def lock_libro(carga: Carga, pk: int, version: int) -> LibroCargado:
    """A workbook ready to be applied, locked, as it was shown."""
    libro = LibroCargado.objects.select_for_update(of=("self",)).select_related("region").get(pk=pk, carga=carga)
    if libro.version != version or libro.estado != EstadoLibro.LISTO:
        raise LibroCambiado(libro.archivo)
    libro.carga = carga
    return libro


def check_territorios(libros: Sequence[LibroCargado]) -> None:
    for territorio, archivos in list_repetidos(libros).items():
        raise TerritorioRepetido(territorio, archivos)


def check_motivo(libros: Sequence[LibroCargado], motivo: str) -> None:
    if archivos := [libro.archivo for libro in libros if needs_motivo(libro) and not motivo.strip()]:
        raise FaltaMotivo(archivos)


def list_repetidos(libros: Sequence[LibroCargado]) -> dict[str, list[str]]:
    """The files of each territory of which there is more than one."""
    archivos: dict[str, list[str]] = defaultdict(list)
    for libro in libros:
        archivos[str(libro.region)].append(libro.archivo)
    return {territorio: suyos for territorio, suyos in archivos.items() if len(suyos) > 1}


def keeps_promesa(libro: LibroCargado, examen: Examen) -> bool:
    """Whether the workbook would do now what its preview said."""
    if examen.estado != EstadoLibro.LISTO or examen.region != libro.region:
        return False
    return all(examen.vista[parte] == libro.vista.get(parte) for parte in PROMETIDO)


def write_libros(
    pares: Sequence[tuple[LibroCargado, Examen]], carga: Carga, actor: Usuario, motivo: str
) -> list[Importacion]:
    """The same import that was rehearsed; each workbook is left with its own."""
    lecturas = [(examen.lectura, build_opciones(libro, motivo)) for libro, examen in pares if examen.lectura]
    try:
        informes = import_formularios(lecturas=lecturas, ejercicio=carga.ejercicio, actor=actor)
    except ImportacionRechazada as error:
        raise VistaVencida([libro.archivo for libro, _ in pares]) from error
    importaciones = []
    for (libro, _), informe in zip(pares, informes, strict=True):
        assert informe.importacion is not None, "a workbook that is ready changes something"  # noqa: S101
        LibroCargado.objects.filter(pk=libro.pk).update(
            estado=EstadoLibro.APLICADO, importacion=informe.importacion, version=F("version") + 1
        )
        importaciones.append(informe.importacion)
    return importaciones


@transaction.atomic
def undo_aplicada(*, importacion: Importacion, actor: Usuario, motivo: str) -> None:
    """Undo an import, and say it of the workbook that it came from. Raises like ``undo_importacion``."""
    undo_importacion(importacion=importacion, actor=actor, motivo=motivo)
    LibroCargado.objects.filter(importacion=importacion).update(
        estado=EstadoLibro.DESHECHO, version=F("version") + 1
    )
