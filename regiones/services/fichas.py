"""The tokens of a person's programs: given once, told once, taken back by the person or the administration."""

from datetime import date, timedelta
from secrets import token_urlsafe

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from regiones import permissions
from regiones.enums import Acto
from regiones.models import Ficha, Usuario
from regiones.models.acceso import compute_suma
from regiones.services.edicion import check_permiso
from regiones.services.rechazo import ActoRechazado
from regiones.services.registro import record

PREFIJO = "gt_"
LARGO_COMIENZO = 9
MAXIMO_DE_DIAS = 366
MAXIMO_VIGENTES = 10


class DemasiadasFichas(ActoRechazado):
    """A person keeps few tokens, so that each is known."""

    def __init__(self) -> None:
        super().__init__(
            f"Ya tiene {MAXIMO_VIGENTES} fichas vigentes: revoque una que no use antes de crear otra."
        )


class FichaRevocada(ActoRechazado):
    def __init__(self, ficha: Ficha) -> None:
        super().__init__(f"La ficha «{ficha}» ya estaba revocada.")


@transaction.atomic
def create_ficha(*, usuario: Usuario, nombre: str, vence_en: date) -> tuple[Ficha, str]:
    """Give a person a token of their own, and return it with its text, which nobody can tell again.

    Raises ``PermissionDenied``, ``DemasiadasFichas``, and ``ValidationError`` for a bad name or date.
    """
    check_permiso(permissions.has_access(usuario))
    hoy = timezone.localdate()
    if not hoy <= vence_en <= hoy + timedelta(days=MAXIMO_DE_DIAS):
        raise ValidationError({"vence_en": "Elija un día desde hoy y, a lo más, dentro de un año."})
    # Two at once wait for each other here: the limit holds.
    Usuario.objects.select_for_update().get(pk=usuario.pk)
    if Ficha.objects.in_force(hoy).filter(usuario=usuario).count() >= MAXIMO_VIGENTES:
        raise DemasiadasFichas
    clave = PREFIJO + token_urlsafe(32)
    ficha = Ficha(usuario=usuario, nombre=nombre.strip(), vence_en=vence_en)
    ficha.sha256, ficha.comienzo = compute_suma(clave), clave[:LARGO_COMIENZO]
    ficha.full_clean()
    ficha.save(force_insert=True)
    record(fila=usuario, acto=Acto.DAR_FICHA, actor=usuario, motivo=f"{ficha}, hasta el {vence_en:%d-%m-%Y}")
    return ficha, clave


@transaction.atomic
def revoke_ficha(*, ficha: Ficha, actor: Usuario) -> None:
    """Make a token open nothing from now on: its own person, or who manages the account.

    Raises ``PermissionDenied`` and ``FichaRevocada``.
    """
    guardada = Ficha.objects.select_for_update().get(pk=ficha.pk)
    check_permiso(guardada.usuario_id == actor.pk or permissions.can_manage_usuario(actor, guardada.usuario))
    if guardada.revocada_en is not None:
        raise FichaRevocada(guardada)
    guardada.revocada_en, guardada.revocada_por = timezone.now(), actor
    guardada.save(update_fields=["revocada_en", "revocada_por"])
    record(fila=guardada.usuario, acto=Acto.REVOCAR_FICHA, actor=actor, motivo=str(guardada))


def note_uso(ficha: Ficha) -> None:
    """Keep the last day on which a token was used: written once a day."""
    hoy = timezone.localdate()
    if ficha.ultimo_uso != hoy:
        Ficha.objects.filter(pk=ficha.pk).update(ultimo_uso=hoy)
