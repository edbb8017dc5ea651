"""Reminders by mail: one message for each person and day, written down before it is sent."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from programas.enums import EstadoRecordatorio
from programas.models import Ejercicio, Recordatorio
from programas.selectors.recordatorios import Aviso, Cosa, list_abiertos, list_avisados, load_aviso, query_personas
from regiones.models import Usuario

registro = logging.getLogger(__name__)
LARGO_PROBLEMA = 300


@dataclass(frozen=True, slots=True)
class Mensaje:
    asunto: str
    texto: str
    html: str


@dataclass(frozen=True, slots=True)
class Envio:
    """What became of one person's message: ``problema`` is empty when it went out."""

    aviso: Aviso
    problema: str


def write_mensaje(aviso: Aviso) -> Mensaje:
    """The message of a person: what decides the verdict first. It holds no secret: its links ask to log in."""
    contexto = {
        "aviso": aviso,
        "criticas": [(cosa, link_cosa(cosa)) for cosa in aviso.criticas],
        "otras": [(cosa, link_cosa(cosa)) for cosa in aviso.otras],
        "cuenta": f"{settings.DIRECCION_DEL_SITIO}{reverse('mi_cuenta')}",
    }
    return Mensaje(
        f"Gestión Territorial: le {'falta' if aviso.cuantas == 1 else 'faltan'} {describe_cosas(aviso)}",
        render_to_string("correo/recordatorio.txt", contexto),
        render_to_string("correo/recordatorio.html", contexto),
    )


def describe_cosas(aviso: Aviso) -> str:
    """«4 cosas, 1 puede perder un programa»."""
    cosas, deciden = f"{aviso.cuantas} {'cosa' if aviso.cuantas == 1 else 'cosas'}", len(aviso.criticas)
    pueden = "puede" if deciden == 1 else "pueden"
    return f"{cosas}, {deciden} {pueden} perder un programa" if deciden else cosas


def link_cosa(cosa: Cosa) -> str:
    ejercicio, pendiente = cosa.ejercicio, cosa.pendiente
    argumentos = (ejercicio.servicio.codigo, ejercicio.anio, *pendiente.argumentos)
    return f"{settings.DIRECCION_DEL_SITIO}{reverse(pendiente.pagina, args=argumentos)}"


def send_recordatorios(*, hoy: date | None = None, ensayo: bool = False) -> Iterator[Envio]:
    """Send each person what they owe, once a day, and say how each one went; ``ensayo`` sends and writes nothing.

    Who owes nothing, switched them off or has no mail is passed over. One that fails stops no other.
    """
    hoy = hoy or timezone.localdate()
    personas = list(query_personas(hoy).filter(recibe_recordatorios=True).exclude(email=""))
    avisados, ejercicios = list_avisados(hoy, personas), list_abiertos()
    for persona in personas:
        if persona.pk not in avisados and (envio := remind(persona, ejercicios, hoy, ensayo)) is not None:
            yield envio


def remind(persona: Usuario, ejercicios: list[Ejercicio], hoy: date, ensayo: bool) -> Envio | None:
    """Tell one person, and say how it went; ``None`` when there is nothing to tell, or another process does."""
    try:
        aviso = load_aviso(persona, ejercicios, hoy)
    except Exception as error:
        # Written down as failed, it is tried again when the order is repeated.
        registro.exception("No se pudo reunir lo que le falta a %s", persona.pk)
        aviso, problema = Aviso(persona, (), (), ""), describe_error(error)
    else:
        problema = ""
    if aviso.impide:
        return None
    if ensayo:
        return Envio(aviso, problema)
    recordatorio = claim(aviso, hoy)
    if recordatorio is None:
        return None
    return Envio(aviso, end_recordatorio(recordatorio, problema or deliver(aviso)))


def claim(aviso: Aviso, hoy: date) -> Recordatorio | None:
    """Take a person's message of the day; ``None`` when another process has it. A failed one is taken again."""
    campos: dict[str, Any] = {"estado": EstadoRecordatorio.EN_CURSO, "cosas": aviso.cuantas, "problema": ""}
    propio = Recordatorio.objects.filter(usuario=aviso.usuario, dia=hoy)
    if propio.filter(estado=EstadoRecordatorio.FALLIDO).update(**campos, momento=timezone.now()):
        return propio.get()
    try:
        with transaction.atomic():
            return Recordatorio.objects.create(usuario=aviso.usuario, dia=hoy, **campos)
    except IntegrityError:
        return None


def deliver(aviso: Aviso) -> str:
    """Send it; return what went wrong, or nothing."""
    try:
        mensaje = write_mensaje(aviso)
        correo = EmailMultiAlternatives(
            mensaje.asunto,
            mensaje.texto,
            to=[aviso.usuario.email],
            # Nobody's «out of the office» answers it.
            headers={"Auto-Submitted": "auto-generated"},
        )
        correo.attach_alternative(mensaje.html, "text/html")
        correo.send()
    except Exception as error:
        registro.exception("No se pudo enviar el recordatorio de %s", aviso.usuario)
        return describe_error(error)
    return ""


def describe_error(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:LARGO_PROBLEMA]


def end_recordatorio(recordatorio: Recordatorio, problema: str) -> str:
    """Write down how it went, and hand it on."""
    recordatorio.estado = EstadoRecordatorio.FALLIDO if problema else EstadoRecordatorio.ENVIADO
    recordatorio.problema, recordatorio.momento = problema, timezone.now()
    recordatorio.save(update_fields=["estado", "problema", "momento"])
    return problema
