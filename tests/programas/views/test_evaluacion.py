"""Evaluation, claims and closing as people meet them: the page that says what is missing, and what is frozen."""

import json
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.urls import reverse
from django.utils import timezone

from programas.enums import EstadoPrograma, Etapa
from programas.models import Cierre, Compromiso, Ejercicio, Indicador, ProgramaTrabajo, Reclamo
from programas.selectors.cierre import write_canonico
from programas.services.ejercicios import change_etapa
from regiones.enums import Rol
from regiones.models import Region, UnidadResponsable
from tests.conftest import create_usuario
from tests.fabrica import build_programa

EN_EJERCICIO = {"servicio": "sernam", "anio": 2009}
PAGINAS = ("tablero", "calculo", "territorios", "evaluacion")


@pytest.fixture
def evaluado(ejercicio, maule, atacama, revisora):
    """A year in EVALUACION with a lost row in Maule, whose claims are open, and nothing else missing."""
    hoy = timezone.localdate()
    build_programa(ejercicio, maule, "III.1", "nss", declarados="sss", estado=EstadoPrograma.APROBADO)
    build_programa(ejercicio, atacama, "III.1", "sss", estado=EstadoPrograma.APROBADO)
    Compromiso.objects.update(validado_por=revisora)
    Compromiso.objects.filter(validado="no").update(motivo="No llegó el acta")
    Indicador.objects.update(resultado="100%")
    Ejercicio.objects.filter(pk=ejercicio.pk).update(
        etapa=Etapa.EVALUACION, exige_evidencia=False, reclamos_desde=hoy, reclamos_hasta=hoy
    )
    ejercicio.refresh_from_db()
    return ejercicio


@pytest.fixture
def cerrado(evaluado, administradora):
    ayer = timezone.localdate() - timedelta(days=1)
    Ejercicio.objects.update(reclamos_desde=ayer, reclamos_hasta=ayer)
    evaluado.refresh_from_db()
    change_etapa(ejercicio=evaluado, etapa=Etapa.CERRADO, actor=administradora)
    return Ejercicio.objects.get(pk=evaluado.pk)


def ir(client, nombre, **argumentos):
    return client.get(reverse(nombre, kwargs=EN_EJERCICIO | argumentos))


def test_a_claim_goes_from_the_region_to_its_ruling(client, evaluado, servicio, directora_maule, revisora):
    codigo = "2009-07-III.1-01.1"
    client.force_login(directora_maule)
    assert "Reclamar" in ir(client, "pendientes").content.decode()
    direccion = reverse("reclamo_nuevo", kwargs=EN_EJERCICIO | {"codigo": codigo})
    pagina = client.get(direccion)
    assert [valor for valor, _ in pagina.context["form"].fields["pide"].choices] == ["si", "parcial"]
    vacio = client.post(direccion, {"version": 1, "pide": "si"})
    assert vacio.context["form"].errors == {"fundamento": ["Escriba el fundamento del reclamo."]}
    respuesta = client.post(direccion, {"version": 1, "pide": "si", "fundamento": "El acta está"}, follow=True)
    assert respuesta.redirect_chain == [(reverse("reclamos", kwargs=EN_EJERCICIO), 302)]
    assert "1\xa0reclamo: 1 por resolver." in respuesta.content.decode()
    reclamo = Reclamo.objects.get()
    resolver = reverse("reclamo", kwargs=EN_EJERCICIO | {"pk": reclamo.pk})
    datos = {"version": 1, "decision": "acoger", "resolucion": "El acta lo prueba"}
    client.force_login(revisora)
    assert client.get(resolver).context["reclamo"].puede_resolver is False
    assert client.post(resolver, datos).status_code == 403
    client.force_login(create_usuario("revisor.dos", servicio, Rol.CENTRAL))
    assert "III.1 de Maule queda asegurado: 100,00\xa0%" in client.get(resolver).content.decode()
    assert client.post(resolver, datos).status_code == 302
    assert Compromiso.objects.get(codigo=codigo).validado == "si"
    segunda = client.post(resolver, datos)
    assert segunda.status_code == 200
    assert "ya está resuelto: acogido por revisor.dos" in segunda.content.decode()


def test_a_claim_against_what_changed_meanwhile_is_refused_and_keeps_the_text(client, evaluado, directora_maule):
    client.force_login(directora_maule)
    Compromiso.objects.filter(validado="no").update(version=4)
    direccion = reverse("reclamo_nuevo", kwargs=EN_EJERCICIO | {"codigo": "2009-07-III.1-01.1"})
    pagina = client.post(direccion, {"version": 1, "pide": "si", "fundamento": "Lo que escribí"})
    texto = pagina.content.decode()
    assert (Reclamo.objects.count(), pagina.status_code) == (0, 200)
    assert "Otra persona guardó esta fila" in texto
    assert "Lo que escribí" in texto
    assert pagina.context["form"]["version"].value() == "4"


def test_the_page_says_what_is_missing_and_who_may_move_it(client, evaluado, administradora, revisora):
    Compromiso.objects.filter(codigo__startswith="2009-03").update(validado="")
    client.force_login(revisora)
    pagina = ir(client, "evaluacion")
    datos = pagina.context["evaluacion"]
    assert datos.frase == "El ejercicio 2009 está en evaluación: faltan 2\xa0cosas para cerrarlo."
    assert [str(falta) for falta in datos.impedimentos] == [
        "3 compromisos están sin validar (V9): Atacama III.1 (3).",
        f"El plazo de reclamos corre hasta el {timezone.localdate():%d-%m-%Y}.",
    ]
    assert datos.titulo == "Resultado preliminar"
    assert "Es preliminar: cuenta solo lo validado" in pagina.content.decode()
    assert pagina.context["formularios"] == []
    client.force_login(administradora)
    etapas = [etapa for etapa, _, _ in ir(client, "evaluacion").context["formularios"]]
    assert etapas == [Etapa.CERRADO, Etapa.EJECUCION]


def test_the_preliminary_verdict_stands_beside_the_declared_one(client, evaluado, revisora):
    client.force_login(revisora)
    Compromiso.objects.filter(codigo__startswith="2009-03").update(validado="", declarado="no")
    filas = {fila.nombre: fila for fila in ir(client, "evaluacion").context["evaluacion"].filas}
    assert (filas["III.1"].oficial.motivos, filas["III.1"].declarado.motivos) == (
        "Maule 66,66\xa0%",
        "Atacama 0,00\xa0% y Maule 66,66\xa0%",
    )
    assert filas["III.1"].difiere is True
    assert filas["III.2"].difiere is False


def test_going_back_asks_for_its_reason_and_keeps_what_was_typed(client, evaluado, administradora):
    client.force_login(administradora)
    direccion = reverse("etapa", kwargs=EN_EJERCICIO)
    pagina = client.post(direccion, {"version": evaluado.version, "etapa": "EJECUCION", "motivo": ""})
    assert pagina.context["rechazado"].errors == {"motivo": ["Para volver atrás escriba el motivo."]}
    vieja = client.post(direccion, {"version": 99, "etapa": "EJECUCION", "motivo": "Faltó algo"})
    assert "Otra persona guardó esta fila" in vieja.content.decode()
    assert "Faltó algo" in vieja.content.decode()
    assert Ejercicio.objects.get().etapa == Etapa.EVALUACION
    hecho = client.post(direccion, {"version": evaluado.version, "etapa": "EJECUCION", "motivo": "Faltó algo"})
    assert (hecho.status_code, Ejercicio.objects.get().etapa) == (302, Etapa.EJECUCION)
    assert client.post(direccion, {"version": 1, "etapa": "OTRA"}).status_code == 200


def test_every_page_of_a_closed_year_names_its_closing(client, cerrado, revisora, directora_maule):
    cierre = Cierre.objects.get()
    sello = f"Cierre 1 del {timezone.localtime(cierre.cerrado_en):%d-%m-%Y}"
    client.force_login(revisora)
    for nombre in PAGINAS:
        texto = ir(client, nombre).content.decode()
        assert sello in texto, nombre
        assert cierre.sha256 in texto, nombre
    client.force_login(directora_maule)
    for nombre, argumentos in (
        ("pendientes", {}),
        ("territorio", {"cut": "07"}),
        ("programa", {"cut": "07", "tipo": "III.1"}),
        ("auditoria", {}),
    ):
        texto = ir(client, nombre, **argumentos).content.decode()
        assert sello in texto, nombre
        assert reverse("cierre", kwargs=EN_EJERCICIO | {"numero": 1}) not in texto


def test_a_closing_reads_the_same_whatever_becomes_of_the_catalogues(client, cerrado, revisora, maule, atacama):
    client.force_login(revisora)
    antes = {nombre: read_contexto(ir(client, nombre)) for nombre in ("tablero", "evaluacion")}
    cierre = ir(client, "cierre", numero=1).context["mostrado"]
    Region.objects.filter(pk=maule.pk).update(nombre_corto="Otro nombre", nombre_oficial="Otro nombre")
    Region.objects.filter(pk=atacama.pk).update(vigente_desde=date(2018, 9, 6))
    UnidadResponsable.objects.create(servicio=cerrado.servicio, nombre="Nueva", clave="nueva")
    ProgramaTrabajo.objects.update(responsable="Otra persona")
    pagina = ir(client, "cierre", numero=1)
    assert pagina.context["mostrado"] == cierre
    assert "Otro nombre" not in pagina.content.decode()
    assert pagina.context["comparacion"].integro is True
    assert {nombre: read_contexto(ir(client, nombre)) for nombre in ("tablero", "evaluacion")} == antes
    assert ir(client, "territorio", cut="03").status_code == 200


def read_contexto(pagina):
    return pagina.context.get("tablero") or pagina.context.get("evaluacion")


def test_anyone_may_take_what_was_sealed_and_compute_its_hash(client, cerrado, auditor):
    client.force_login(auditor)
    respuesta = client.get(reverse("cierre", kwargs=EN_EJERCICIO | {"numero": 1}), {"formato": "json"})
    assert respuesta.headers["Content-Disposition"] == 'attachment; filename="cierre-sernam-2009-1.json"'
    datos = json.loads(respuesta.content)
    cierre = Cierre.objects.get()
    assert list(datos) == ["reglas", "entrada", "resultado", "contenido"]
    assert sha256(write_canonico(datos)).hexdigest() == cierre.sha256


def test_a_correction_leaves_the_older_closing_readable(client, cerrado, administradora, auditor):
    primero = Cierre.objects.get()
    client.force_login(administradora)
    etapa = reverse("etapa", kwargs=EN_EJERCICIO)
    corrige = {"version": cerrado.version, "etapa": "EVALUACION", "motivo": "Faltó un acta"}
    assert client.post(etapa, corrige).status_code == 302
    assert "ningún cierre rige" in ir(client, "cierres").content.decode()
    Compromiso.objects.filter(validado="no").update(validado="si")
    cierra = {"version": cerrado.version + 1, "etapa": "CERRADO", "motivo": ""}
    assert client.post(etapa, cierra).url == reverse("cierres", kwargs=EN_EJERCICIO)
    client.force_login(auditor)
    filas = ir(client, "cierres").context["cierres"]
    assert [(fila.numero, fila.motivo, fila.estado.palabra) for fila in filas] == [
        (2, "Faltó un acta", "Cumple"),
        (1, "", "No cumple"),
    ]
    pagina = ir(client, "cierre", numero=1)
    assert pagina.context["mostrado"].estado.palabra == "No cumple"
    assert primero.sha256 in pagina.content.decode()
    assert ir(client, "cierre", numero=3).status_code == 404


def test_nothing_is_posted_into_a_closed_year(client, cerrado, directora_maule, revisora, administradora):
    client.force_login(directora_maule)
    direccion = reverse("reclamo_nuevo", kwargs=EN_EJERCICIO | {"codigo": "2009-07-III.1-01.1"})
    version = Compromiso.objects.get(codigo="2009-07-III.1-01.1").version
    pagina = client.post(direccion, {"version": version, "pide": "si", "fundamento": "El acta está"})
    assert "está en «Cerrado»" in pagina.content.decode()
    client.force_login(administradora)
    for etapa in ("FORMULACION", "EJECUCION"):
        datos = {"version": cerrado.version, "etapa": etapa, "motivo": "Porque sí"}
        client.post(reverse("etapa", kwargs=EN_EJERCICIO), datos)
    assert (Reclamo.objects.count(), Ejercicio.objects.get().etapa) == (0, Etapa.CERRADO)
