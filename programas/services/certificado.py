"""The certificates of the closings of a year: each closing has its own, written once."""

from django.db import transaction

from programas import permissions
from programas.models import Certificado, Ejercicio
from programas.selectors.certificado import describe_certificado
from programas.services.cadena import lock_ejercicio
from regiones.enums import Acto
from regiones.models import Usuario
from regiones.services import ActoRechazado, record
from regiones.services.edicion import check_permiso


class CertificadosAlDia(ActoRechazado):
    def __init__(self) -> None:
        super().__init__("Todos los cierres de este ejercicio ya tienen su certificado.")


@transaction.atomic
def issue_certificados(*, ejercicio: Ejercicio, actor: Usuario) -> list[Certificado]:
    """Write the certificates of closings made before there were any; those made since have theirs.

    Raises ``PermissionDenied`` and ``CertificadosAlDia``.
    """
    guardado = lock_ejercicio(ejercicio.pk)
    check_permiso(permissions.can_administer(actor, guardado.servicio_id))
    emitidos = write_certificados(guardado)
    if not emitidos:
        raise CertificadosAlDia
    for certificado in emitidos:
        despues = {
            "cierre": certificado.cierre.numero,
            "certificado": str(certificado),
            "sha256": certificado.huella,
        }
        record(fila=guardado, acto=Acto.CREAR, actor=actor, despues=despues, motivo=f"Certificado {certificado}")
    return emitidos


def write_certificados(ejercicio: Ejercicio) -> list[Certificado]:
    """One for each closing that lacks it, the first version first, inside the caller's transaction."""
    anterior, emitidos = None, []
    for cierre in ejercicio.cierres.select_related("certificado").order_by("numero"):
        cierre.ejercicio = ejercicio
        if not hasattr(cierre, "certificado"):
            datos = describe_certificado(cierre, anterior)
            certificado = Certificado(cierre=cierre, codigo=datos["codigo"], huella=datos["huella"], datos=datos)
            certificado.full_clean()
            certificado.save(force_insert=True)
            emitidos.append(certificado)
        anterior = cierre.certificado
    return emitidos
