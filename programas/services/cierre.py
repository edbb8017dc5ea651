"""Closing a year: nothing may be missing, and what was decided is frozen with its hash."""

from django.db.models import Max

from programas.enums import Etapa
from programas.models import Cierre, Ejercicio, ProgramaTrabajo
from programas.selectors.cierre import compute_sha256
from programas.selectors.faltas import load_impedimentos
from programas.selectors.fotografia import build_cierre
from programas.services.certificado import write_certificados
from regiones.enums import Acto
from regiones.models import Registro, Usuario
from regiones.services import ActoRechazado


class CambioEtapaRechazado(ActoRechazado):
    """The ejercicio cannot go to that stage now."""


class CierreIncompleto(CambioEtapaRechazado):
    """Something lacks what the verdict needs: the message says how much and where."""


def check_cierre(ejercicio: Ejercicio) -> None:
    """Refuse to close while something is missing."""
    # Whoever is writing in a programme ends first; whoever comes later finds the ejercicio closed.
    list(ProgramaTrabajo.objects.select_for_update().filter(ejercicio=ejercicio).order_by("pk").values_list("pk"))
    faltas = load_impedimentos(ejercicio)
    if faltas:
        raise CierreIncompleto("No se puede cerrar: " + " ".join(map(str, faltas)))


def freeze_cierre(*, ejercicio: Ejercicio, actor: Usuario, motivo: str) -> Cierre:
    """Write the next version of the closing and its certificate, inside the transaction that closes.

    ``ejercicio`` says already that it is closed. The reason is that of the correction, when there was one, and
    what was typed.
    """
    cierre = build_cierre(ejercicio)
    cierre.numero = (ejercicio.cierres.aggregate(ultimo=Max("numero"))["ultimo"] or 0) + 1
    cierre.cerrado_por = actor
    cierre.motivo = "\n".join(filter(None, [find_correccion(ejercicio), motivo]))
    cierre.sha256 = compute_sha256(cierre)
    cierre.full_clean()
    cierre.save(force_insert=True)
    write_certificados(ejercicio)
    return cierre


def find_correccion(ejercicio: Ejercicio) -> str:
    """Why the year was opened again after it was closed; empty the first time."""
    propios = Registro.objects.of_filas(ejercicio.servicio_id, Ejercicio, [ejercicio.pk])
    registro = propios.filter(acto=Acto.CAMBIAR_ETAPA, antes__etapa=Etapa.CERRADO.value).first()
    return registro.motivo if registro else ""
