"""Reminders by mail: only to who owes something, first what decides, once a day; one failure stops no other."""

from datetime import date
from io import StringIO
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from programas.models import Compromiso, Ejercicio, Recordatorio
from programas.selectors.pendientes import load_pendientes
from programas.services import recordatorios as servicio_de_recordatorios
from programas.services.recordatorios import send_recordatorios, write_mensaje
from regiones.models import Registro, Usuario
from tests.fabrica import build_programa

HOY = date(2009, 7, 10)


@pytest.fixture(autouse=True)
def _sitio(settings):
    settings.DIRECCION_DEL_SITIO = "https://gestion.example.cl"


@pytest.fixture
def elenco(ejercicio, corte, maule, atacama, directora_maule, director_atacama, encargada_maule, revisora):
    """Maule has a row that decides and one of a lost programme; Atacama has sent and declared all."""
    build_programa(ejercicio, maule, "III.1", "s" * 8 + "n-", None)
    build_programa(ejercicio, maule, "III.2", "nn-", None)
    build_programa(ejercicio, atacama, "III.1", "ss", None, estado="APROBADO")
    ejercicio.cortes.all().delete()
    for persona in (directora_maule, director_atacama, encargada_maule, revisora):
        persona.email = f"{persona.username}@example.cl"
        persona.save()
    ejercicio.programas.filter(region=maule).update(estado="APROBADO")
    return ejercicio


def send(**opciones):
    return {envio.aviso.usuario.username: envio.problema for envio in send_recordatorios(hoy=HOY, **opciones)}


def test_each_one_who_owes_gets_one_message_and_nobody_else(elenco):
    assert send() == {"directora.maule": "", "encargada.maule": ""}
    assert sorted(correo.to[0] for correo in mail.outbox) == [
        "directora.maule@example.cl",
        "encargada.maule@example.cl",
    ]


def test_the_message_is_what_the_page_says_in_its_order(elenco, directora_maule):
    send()
    correo = next(c for c in mail.outbox if c.to == ["directora.maule@example.cl"])
    pendientes = load_pendientes(elenco, directora_maule, HOY)
    assert pendientes.criticos
    textos = [f"* {p.que} — SERNAM 2009, {p.donde}" for p in (*pendientes.criticos, *pendientes.otros)]
    lugares = [correo.body.index(texto) for texto in textos]
    assert lugares == sorted(lugares)
    assert correo.subject == "Gestión Territorial: le faltan 2 cosas, 1 puede perder un programa"
    (html, tipo) = correo.alternatives[0]
    assert tipo == "text/html"
    for pendiente in (*pendientes.criticos, *pendientes.otros):
        camino = reverse(pendiente.pagina, args=("sernam", 2009, *pendiente.argumentos))
        assert f"https://gestion.example.cl{camino}\n" in correo.body
        assert f'href="https://gestion.example.cl{camino}"' in html


def test_it_goes_once_a_day(elenco):
    assert len(send()) == 2
    assert send() == {}
    assert len(mail.outbox) == 2
    assert {e.aviso.usuario.username for e in send_recordatorios(hoy=date(2009, 7, 11))} == {
        "directora.maule",
        "encargada.maule",
    }


def test_one_failure_stops_no_other_and_is_tried_again(elenco, monkeypatch):
    original = servicio_de_recordatorios.EmailMultiAlternatives.send

    def fail(correo, *args):
        if correo.to == ["directora.maule@example.cl"]:
            raise SMTPServerDisconnected("se cortó")
        return original(correo, *args)

    monkeypatch.setattr(servicio_de_recordatorios.EmailMultiAlternatives, "send", fail)
    assert send() == {"directora.maule": "SMTPServerDisconnected: se cortó", "encargada.maule": ""}
    assert dict(Recordatorio.objects.values_list("usuario__username", "estado")) == {
        "directora.maule": "FALLIDO",
        "encargada.maule": "ENVIADO",
    }
    monkeypatch.undo()
    assert send() == {"directora.maule": ""}
    assert Recordatorio.objects.filter(estado="ENVIADO", problema="").count() == 2


def test_one_whose_things_cannot_be_gathered_stops_no_other_and_is_tried_again(elenco, monkeypatch):
    original = servicio_de_recordatorios.load_aviso

    def fail(persona, *args):
        if persona.username == "directora.maule":
            raise ZeroDivisionError("una fila imposible")
        return original(persona, *args)

    monkeypatch.setattr(servicio_de_recordatorios, "load_aviso", fail)
    esperado = {"directora.maule": "ZeroDivisionError: una fila imposible", "encargada.maule": ""}
    assert send(ensayo=True) == esperado
    assert not Recordatorio.objects.exists()
    assert send() == esperado
    assert [correo.to for correo in mail.outbox] == [["encargada.maule@example.cl"]]
    with pytest.raises(CommandError, match="No se pudo enviar a 1"):
        call_command("send_recordatorios", stdout=(salida := StringIO()))
    assert "directora.maule <directora.maule@example.cl>: FALLÓ: ZeroDivisionError" in salida.getvalue()
    monkeypatch.undo()
    assert send() == {"directora.maule": ""}


def test_one_that_never_ended_is_not_sent_again_that_day(elenco, directora_maule):
    Recordatorio.objects.create(usuario=directora_maule, dia=HOY, cosas=2)
    assert send() == {"encargada.maule": ""}


@pytest.mark.parametrize(
    "cambio", [{"recibe_recordatorios": False}, {"email": ""}, {"is_active": False}], ids=lambda c: next(iter(c))
)
def test_who_switched_them_off_has_no_mail_or_left_gets_none(elenco, encargada_maule, cambio):
    Usuario.objects.filter(pk=encargada_maule.pk).update(**cambio)
    assert send() == {"directora.maule": ""}


def test_nothing_is_owed_in_a_closed_year_nor_by_an_ended_assignment(elenco, encargada_maule):
    encargada_maule.asignaciones.update(hasta="2009-12-31")
    assert send() == {"directora.maule": ""}
    Ejercicio.objects.update(etapa="CERRADO")
    assert {e.aviso.usuario.username for e in send_recordatorios(hoy=date(2009, 7, 11))} == set()


def test_a_person_of_several_years_gets_one_message(elenco, servicio, maule, directora_maule):
    otro = Ejercicio.objects.create(servicio=servicio, anio=2010, etapa="FORMULACION")
    build_programa(otro, maule, "III.1", "-", None)
    envio = next(e for e in send_recordatorios(hoy=HOY) if e.aviso.usuario == directora_maule)
    assert [cosa.ejercicio.anio for cosa in (*envio.aviso.criticas, *envio.aviso.otras)] == [2009, 2009, 2010]
    assert len([c for c in mail.outbox if c.to == ["directora.maule@example.cl"]]) == 1
    assert "SERNAM 2010" in write_mensaje(envio.aviso).texto


def run(*opciones):
    salida = StringIO()
    call_command("send_recordatorios", *opciones, stdout=salida)
    return salida.getvalue()


def test_a_rehearsal_says_who_would_get_what_and_sends_nothing(elenco):
    assert "directora.maule <directora.maule@example.cl>: 2 cosas, 1 puede perder un programa" in run("--dry-run")
    assert (mail.outbox, Recordatorio.objects.count()) == ([], 0)
    assert "Se recordó a 2 personas." in run()


def test_the_command_ends_badly_when_one_fails(elenco, monkeypatch):
    monkeypatch.setattr(servicio_de_recordatorios, "write_mensaje", lambda aviso: 1 // 0)
    with pytest.raises(CommandError, match="No se pudo enviar a 2"):
        run()


@pytest.mark.parametrize(("falta", "valor"), [("HAY_CORREO", False), ("DIRECCION_DEL_SITIO", "")])
def test_without_mail_or_address_nothing_begins(elenco, settings, falta, valor):
    setattr(settings, falta, valor)
    with pytest.raises(CommandError):
        run()
    assert Recordatorio.objects.count() == 0


def test_the_central_unit_sees_who_would_get_what(client, elenco, revisora, directora_maule, encargada_maule):
    Usuario.objects.filter(pk=encargada_maule.pk).update(recibe_recordatorios=False)
    client.force_login(revisora)
    pagina = client.get(reverse("recordatorios", args=["sernam", 2009]))
    mostrados = {aviso.usuario.username: aviso.impide for aviso, _ in pagina.context["filas"]}
    assert mostrados == {
        "director.atacama": "No debe nada.",
        "directora.maule": "",
        "encargada.maule": "Los apagó en su cuenta.",
    }
    mensaje = next(m for a, m in pagina.context["filas"] if a.usuario == directora_maule)
    assert mensaje.asunto in pagina.content.decode()
    assert "https://gestion.example.cl/sernam/2009/compromisos/" in pagina.content.decode()


def test_each_one_switches_their_own(client, elenco, directora_maule):
    client.force_login(directora_maule)
    assert "No recibir recordatorios" in client.get(reverse("mi_cuenta")).content.decode()
    client.post(reverse("recordatorios_propios"), {"recibe": "0"})
    assert not Usuario.objects.get(pk=directora_maule.pk).recibe_recordatorios
    linea = Registro.objects.filter(clase="regiones.usuario", objeto=directora_maule.pk).first()
    assert (linea.actor, linea.antes) == (directora_maule, {"recibe_recordatorios": True})
    assert "Recibir recordatorios" in client.get(reverse("mi_cuenta")).content.decode()


def test_what_is_owed_takes_the_same_queries_whatever_the_rows(elenco, directora_maule, django_assert_num_queries):
    personas = Usuario.objects.filter(pk=directora_maule.pk)
    aviso = servicio_de_recordatorios.load_aviso
    ejercicios = servicio_de_recordatorios.list_abiertos()
    with django_assert_num_queries(6) as pocas:
        aviso(personas.get(), ejercicios, HOY)
    for tipo in ("III.3",):
        build_programa(elenco, directora_maule.asignaciones.get().region, tipo, "-" * 20, None)
    assert Compromiso.objects.count() > 30
    with django_assert_num_queries(len(pocas)):
        aviso(personas.get(), ejercicios, HOY)
