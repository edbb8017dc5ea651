"""Stop reading an upload, or set one of its workbooks aside."""

from django.db import transaction
from django.db.models import F

from programas import permissions
from programas.enums import EstadoCarga, EstadoLibro
from programas.models import Carga, LibroCargado
from programas.services.cargas.rechazos import LibroCambiado
from regiones.enums import Acto
from regiones.models import Usuario
from regiones.services import ActoRechazado, record
from regiones.services.edicion import check_permiso

EN_MANOS = (EstadoLibro.EN_ESPERA, EstadoLibro.LISTO, EstadoLibro.PREGUNTA, EstadoLibro.RECHAZADO)
DESCARTABLES = (*EN_MANOS, EstadoLibro.SIN_CAMBIOS)


@transaction.atomic
def cancel_carga(*, carga: Carga, actor: Usuario) -> None:
    """Stop before the next workbook: those not read are set aside, those already read stay for their person."""
    check_permiso(permissions.can_handle(actor, carga))
    vivas = Carga.objects.filter(pk=carga.pk, estado__in=(EstadoCarga.EN_ESPERA, EstadoCarga.LEYENDO))
    if not vivas.update(estado=EstadoCarga.CANCELADA, latido=None, version=F("version") + 1):
        raise ActoRechazado("La carga ya no se está leyendo: no hay nada que cancelar.")
    carga.libros.filter(estado=EstadoLibro.EN_ESPERA).update(
        estado=EstadoLibro.DESCARTADO, version=F("version") + 1
    )
    record(
        fila=carga,
        acto=Acto.MODIFICAR,
        actor=actor,
        antes={"estado": carga.estado},
        despues={"estado": EstadoCarga.CANCELADA.value},
    )


@transaction.atomic
def discard_libro(*, libro: LibroCargado, actor: Usuario, version: int) -> None:
    """Set a workbook aside: it is not applied, and its file stays kept."""
    check_permiso(permissions.can_handle(actor, libro.carga))
    vivos = LibroCargado.objects.filter(pk=libro.pk, version=version, estado__in=DESCARTABLES)
    if not vivos.update(estado=EstadoLibro.DESCARTADO, version=F("version") + 1):
        raise LibroCambiado(libro.archivo)
