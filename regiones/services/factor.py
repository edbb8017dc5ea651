"""The second factor: given to a telephone, asked for on entering, taken away by who manages the account.

A code is counted before it is looked at, whatever comes of it: that count is not undone with what it refuses.
"""

import re
from base64 import b32encode
from datetime import datetime
from secrets import choice, token_hex
from string import ascii_uppercase, digits
from time import time
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.oath import TOTP

from regiones import permissions
from regiones.enums import Acto
from regiones.models import CodigoRecuperacion, Consumo, SegundoFactor, Usuario
from regiones.models.acceso import compute_suma
from regiones.services.edicion import check_permiso
from regiones.services.limites import MINUTO, count_pedido
from regiones.services.rechazo import ActoRechazado
from regiones.services.registro import record

EMISOR = "Gestión Territorial"
# As telephones expect them: 160 bits, six figures, a new code every 30 seconds; one step early or late.
LARGO_CLAVE, CIFRAS, PASO, TOLERANCIA = 20, 6, 30, 1
CODIGOS = 10
# Without the letters that are read as figures: 78 bits each.
LETRAS = sorted({*digits, *ascii_uppercase} - {*"01ILOU"})
LARGO_CODIGO, GRUPO = 16, 4
DIA = 24 * 60 * MINUTO
MAXIMO_AL_DIA = 30


class CodigoIncorrecto(ActoRechazado):
    def __init__(self) -> None:
        super().__init__(
            "El código no es correcto, venció o ya se usó. Escriba el que su teléfono muestra ahora; "
            "si lo rechaza otra vez, revise que la hora del teléfono sea automática."
        )


class DemasiadosCodigos(ActoRechazado):
    """``espera`` are the seconds until codes are looked at again."""

    def __init__(self, espera: int) -> None:
        self.espera = espera
        minutos = -(-espera // MINUTO)
        plazo = f"{minutos} minuto{'' if minutos == 1 else 's'}" if minutos < 60 else f"{-(-minutos // 60)} horas"
        super().__init__(f"Demasiados códigos equivocados. Vuelva a intentarlo en {plazo}.")


class FactorAusente(ActoRechazado):
    """Somebody took it away already, or it was never there."""

    def __init__(self, usuario: Usuario) -> None:
        super().__init__(f"{usuario} no tiene segundo factor.")


def create_semilla() -> str:
    return token_hex(20)


def compute_clave(semilla: str) -> bytes:
    """The key that the telephone keeps: of the seed and the installation's own. Neither tells it alone."""
    return salted_hmac("regiones.factor", semilla, algorithm="sha256").digest()[:LARGO_CLAVE]


def write_clave(semilla: str) -> str:
    """The key as a person types it, in groups of four letters."""
    return " ".join(re.findall("....", b32encode(compute_clave(semilla)).decode()))


def build_direccion(usuario: Usuario, semilla: str) -> str:
    """What the drawn code says to the telephone."""
    datos = {
        "secret": b32encode(compute_clave(semilla)).decode(),
        "issuer": EMISOR,
        "digits": CIFRAS,
        "period": PASO,
    }
    etiqueta = quote(f"{EMISOR}:{usuario.get_username()}")
    return f"otpauth://totp/{etiqueta}?{urlencode(datos, quote_via=quote)}"


def find_paso(semilla: str, codigo: str, ultimo: int) -> int | None:
    """The step of time of a code that is good now and later than the last one taken; ``None`` when it is not."""
    if not re.fullmatch(f"[0-9]{{{CIFRAS}}}", codigo):
        return None
    totp = TOTP(compute_clave(semilla), step=PASO, digits=CIFRAS)
    totp.time = time()
    # What it verified moves it to the step of that code.
    return totp.t() if totp.verify(int(codigo), TOLERANCIA, ultimo + 1) else None


def clean_codigo(codigo: str) -> str:
    return re.sub(r"[\s-]", "", codigo).upper()


def count_intento(usuario: Usuario) -> None:
    """Count one code of a person, in this while and in the day. Raises ``DemasiadosCodigos``."""
    espera = int(settings.AXES_COOLOFF_TIME.total_seconds())
    for clave, segundos, maximo in (
        (f"factor:{usuario.pk}", espera, settings.AXES_FAILURE_LIMIT),
        (f"factor-dia:{usuario.pk}", DIA, MAXIMO_AL_DIA),
    ):
        intentos, faltan = count_pedido(clave, segundos)
        if intentos > maximo:
            raise DemasiadosCodigos(faltan)


def forget_intentos(usuario: Usuario) -> None:
    Consumo.objects.filter(clave__in=[f"factor:{usuario.pk}", f"factor-dia:{usuario.pk}"]).delete()


def check_codigo(*, usuario: Usuario, codigo: str) -> None:
    """Take a code of the person's telephone, or one of recovery: each enters once.

    Raises ``DemasiadosCodigos`` and ``CodigoIncorrecto``. Not within a transaction of the caller's.
    """
    count_intento(usuario)
    use_codigo(usuario, clean_codigo(codigo))
    forget_intentos(usuario)


@transaction.atomic
def use_codigo(usuario: Usuario, codigo: str) -> None:
    # Two at once with the same code wait for each other here.
    factor = SegundoFactor.objects.select_for_update().filter(usuario=usuario).first()
    if factor is None:
        raise CodigoIncorrecto
    paso = find_paso(factor.semilla, codigo, factor.ultimo_paso)
    if paso is not None:
        factor.ultimo_paso = paso
        factor.save(update_fields=["ultimo_paso"])
        return
    sin_usar = usuario.codigos_recuperacion.filter(sha256=compute_suma(codigo), usado_en__isnull=True)
    if not sin_usar.update(usado_en=timezone.now()):
        raise CodigoIncorrecto
    quedan = usuario.codigos_recuperacion.filter(usado_en__isnull=True).count()
    record(fila=usuario, acto=Acto.USAR_CODIGO, actor=usuario, motivo=f"Le quedan {quedan}")


def activate_factor(*, usuario: Usuario, semilla: str, codigo: str, codigo_actual: str = "") -> list[str]:
    """Give a person the factor that their telephone just proved to have, instead of the one they had.

    Returns its codes of recovery, which nobody can tell again. Who has a factor gives a code of it as well.
    Raises ``DemasiadosCodigos`` and ``CodigoIncorrecto``. Not within a transaction of the caller's.
    """
    if usuario.factor_desde is not None:
        check_codigo(usuario=usuario, codigo=codigo_actual)
    count_intento(usuario)
    paso = find_paso(semilla, clean_codigo(codigo), -1)
    if paso is None:
        raise CodigoIncorrecto
    codigos = write_factor(usuario, semilla, paso)
    forget_intentos(usuario)
    return codigos


@transaction.atomic
def write_factor(usuario: Usuario, semilla: str, paso: int) -> list[str]:
    guardado = Usuario.objects.select_for_update().get(pk=usuario.pk)
    if guardado.factor_desde != usuario.factor_desde:
        # Another page made it meanwhile: its codes are the good ones.
        raise CodigoIncorrecto
    SegundoFactor.objects.update_or_create(usuario=usuario, defaults={"semilla": semilla, "ultimo_paso": paso})
    mark_factor(usuario, timezone.now())
    record(fila=usuario, acto=Acto.ACTIVAR_FACTOR, actor=usuario)
    return write_codigos(usuario)


def mark_factor(usuario: Usuario, desde: datetime | None) -> None:
    """Every session that gave proof of another factor, or of none, must give it again."""
    usuario.factor_desde = desde
    usuario.save(update_fields=["factor_desde"])


def renew_codigos(*, usuario: Usuario, codigo: str) -> list[str]:
    """Give a person other codes of recovery; those of before enter no more. Raises as ``check_codigo``."""
    check_codigo(usuario=usuario, codigo=codigo)
    with transaction.atomic():
        record(fila=usuario, acto=Acto.DAR_CODIGOS, actor=usuario)
        return write_codigos(usuario)


def write_codigos(usuario: Usuario) -> list[str]:
    usuario.codigos_recuperacion.all().delete()
    codigos = ["".join(choice(LETRAS) for _ in range(LARGO_CODIGO)) for _ in range(CODIGOS)]
    CodigoRecuperacion.objects.bulk_create(
        CodigoRecuperacion(usuario=usuario, sha256=compute_suma(codigo)) for codigo in codigos
    )
    return ["-".join(re.findall("." * GRUPO, codigo)) for codigo in codigos]


@transaction.atomic
def reset_factor(*, usuario: Usuario, actor: Usuario | None, motivo: str) -> None:
    """Take away a person's factor and codes, so that they make others; their open sessions end.

    ``actor`` is ``None`` from the command line. Raises ``PermissionDenied``, ``FactorAusente``, and
    ``ActoRechazado`` without a reason.
    """
    guardado = Usuario.objects.select_for_update().get(pk=usuario.pk)
    if guardado.factor_desde is None:
        raise FactorAusente(guardado)
    check_permiso(actor is None or permissions.can_reset_factor(actor, guardado))
    if not motivo.strip():
        raise ActoRechazado("Escriba por qué se quita el segundo factor.")
    SegundoFactor.objects.filter(usuario=guardado).delete()
    guardado.codigos_recuperacion.all().delete()
    mark_factor(guardado, None)
    forget_intentos(guardado)
    record(fila=guardado, acto=Acto.QUITAR_FACTOR, actor=actor, motivo=motivo.strip())
    usuario.factor_desde = None
