"""Progress through the year: how far a commitment has come at a date. It never earns weight (note 10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from programas.models import Avance, Compromiso, Evidencia
from programas.services.evidencias import Documento, discard_on_failure, open_compromiso, write_evidencia
from regiones.enums import Acto
from regiones.models import Usuario
from regiones.services import create_fila, save_fila

COMPLETO = 100
DIEZMILESIMAS = 10_000


@dataclass(frozen=True, slots=True)
class DatosAvance:
    """What is typed of a progress entry. ``valor`` is a percentage; it is computed when the ratio is given."""

    fecha: date
    texto: str
    valor: Decimal | None = None
    numerador: Decimal | None = None
    denominador: Decimal | None = None


def record_avance(
    *, compromiso: Compromiso, datos: DatosAvance, actor: Usuario, archivos: Sequence[Documento] = ()
) -> Avance:
    """Add a progress entry to a commitment, with the files that come with it: all of it, or nothing.

    Raises ``PermissionDenied``, ``FueraDeEtapa``, ``ArchivoRechazado``, ``ArchivoRepetido`` and
    ``ValidationError``.
    """
    with discard_on_failure() as escritos:
        open_compromiso(compromiso, actor)
        avance = Avance(compromiso=compromiso, registrado_por=actor)
        apply_datos(avance, datos)
        create_fila(fila=avance, actor=actor)
        for documento in archivos:
            evidencia = Evidencia(compromiso=compromiso, avance=avance)
            write_evidencia(evidencia, documento, actor, escritos)
        return avance


@transaction.atomic
def change_avance(*, avance: Avance, datos: DatosAvance, actor: Usuario, motivo: str = "") -> bool:
    """Correct a progress entry; return whether anything changed. Its first version stays in the record.

    ``avance.version`` is the version that was read. Raises ``PermissionDenied``, ``FueraDeEtapa``,
    ``CambioObsoleto`` and ``ValidationError``.
    """
    open_compromiso(avance.compromiso, actor)
    apply_datos(avance, datos)
    return save_fila(fila=avance, actor=actor, acto=Acto.MODIFICAR, motivo=motivo.strip())


def apply_datos(avance: Avance, datos: DatosAvance) -> None:
    if datos.fecha > timezone.localdate():
        raise ValidationError({"fecha": "La fecha del avance no puede ser futura."})
    if (datos.numerador is None) != (datos.denominador is None):
        falta = "numerador" if datos.numerador is None else "denominador"
        raise ValidationError({falta: "Lo logrado y el total van juntos."})
    avance.fecha, avance.texto = datos.fecha, datos.texto.strip()
    avance.numerador, avance.denominador = pad_decimal(datos.numerador), pad_decimal(datos.denominador)
    avance.valor = pad_decimal(compute_valor(datos))


def compute_valor(datos: DatosAvance) -> Decimal | None:
    """The percentage of a ratio, exact and cut to four decimals; 100 when more than the total was achieved."""
    if datos.numerador is None or not datos.denominador or datos.denominador < 0:
        return datos.valor
    razon = Fraction(datos.numerador) / Fraction(datos.denominador)
    return Decimal(int(min(razon, Fraction(1)) * COMPLETO * DIEZMILESIMAS)) / DIEZMILESIMAS


def pad_decimal(cantidad: Decimal | None) -> Decimal | None:
    """The same amount with the decimals that the table gives back: only what changes shows as changed."""
    return None if cantidad is None else cantidad + Decimal("0.0000")
