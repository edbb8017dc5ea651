"""A closed year calls each territory as its closing did, on every page, whatever the catalogue says."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programas.enums import EstadoPrograma, Etapa
from programas.models import (
    Compromiso,
    Ejercicio,
    Indicador,
    Instancia,
    ObjetivoEspecifico,
    Observacion,
    Reclamo,
)
from programas.services.ejercicios import change_etapa
from regiones.enums import Acto
from regiones.models import Region
from regiones.services import record
from tests.fabrica import build_programa

EN_EJERCICIO = {"servicio": "sernam", "anio": 2009}
MAULE = {"cut": "07"}
DEL_PROGRAMA = MAULE | {"tipo": "III.2"}
FILA = "2009-07-III.2-01"
# Every page that speaks of a territory; those marked say the name of Maule, the others only must not say another.
PAGINAS = [
    ("tablero", {}, True),
    ("calculo", {}, True),
    ("territorios", {}, True),
    ("territorio", MAULE, True),
    ("programa", DEL_PROGRAMA, True),
    ("formulacion", DEL_PROGRAMA, True),
    ("envio", DEL_PROGRAMA, True),
    ("compromiso", {"codigo": f"{FILA}.1"}, True),
    ("reclamo_nuevo", {"codigo": f"{FILA}.1"}, False),
    ("analisis", MAULE | {"fecha": "2009-06-30"}, True),
    ("analisis_objetivo", MAULE | {"fecha": "2009-06-30", "codigo": FILA}, True),
    ("auditoria", {}, True),
    ("auditoria_territorio", MAULE, True),
    ("discrepancias", {}, True),
    ("cortes", {}, True),
    ("reclamos", {}, True),
    ("observaciones", {}, True),
    ("revision", {"estado": "APROBADO"}, True),
    ("revision_programa", DEL_PROGRAMA, True),
    ("historial", {}, True),
    ("evaluacion", {}, False),
    ("pendientes", {}, False),
    ("cierres", {}, False),
    ("cierre", {"numero": 1}, True),
]


@pytest.fixture
def cerrado(ejercicio, corte, maule, atacama, administradora, revisora, directora_maule):
    """A closed year in which Maule disagreed, claimed and was observed; afterwards Maule is called Linares."""
    ayer = timezone.localdate() - timedelta(days=1)
    Ejercicio.objects.update(
        etapa=Etapa.EVALUACION, exige_evidencia=False, reclamos_desde=ayer, reclamos_hasta=ayer
    )
    aprobado = {"estado": EstadoPrograma.APROBADO}
    programa = build_programa(ejercicio, maule, "III.2", "nss", declarados="sss", **aprobado)
    build_programa(ejercicio, atacama, "III.2", "s", declarados="s", **aprobado)
    instancia = Instancia.objects.create(
        programa=programa, codigo=f"{programa.codigo}-I01", orden=1, nombre="Mesa"
    )
    instancia.regiones.add(maule)
    ObjetivoEspecifico.objects.update(texto="Un objetivo")
    Indicador.objects.update(resultado="100%")
    Compromiso.objects.update(validado_por=revisora)
    Compromiso.objects.filter(validado="no").update(motivo="No llegó el acta")
    fila = Compromiso.objects.get(codigo=f"{FILA}.1")
    Reclamo.objects.create(
        compromiso=fila,
        validado="no",
        validado_por=revisora,
        pide="si",
        fundamento="El acta está",
        presentado_por=directora_maule,
        estado="RECHAZADO",
        resuelto_por=administradora,
        resuelto_en=timezone.now(),
    )
    Observacion.objects.create(programa=programa, fila=fila.codigo, abierta_por=revisora)
    record(fila=fila, acto=Acto.DECLARAR, actor=directora_maule, despues={"declarado": "si"})
    ejercicio = Ejercicio.objects.get(pk=ejercicio.pk)
    change_etapa(ejercicio=ejercicio, etapa=Etapa.CERRADO, actor=administradora)
    Region.objects.filter(pk=maule.pk).update(nombre_corto="Linares")
    return Ejercicio.objects.get(pk=ejercicio.pk)


def read_pagina(client, nombre, argumentos):
    argumentos = dict(argumentos)
    estado = argumentos.pop("estado", None)
    respuesta = client.get(
        reverse(nombre, kwargs=EN_EJERCICIO | argumentos), {"estado": estado} if estado else None
    )
    assert respuesta.status_code == 200
    return respuesta.content.decode()


@pytest.mark.parametrize(("nombre", "argumentos", "lo_dice"), PAGINAS, ids=[nombre for nombre, *_ in PAGINAS])
def test_a_page_of_a_closed_year_says_the_name_of_its_closing(
    client, cerrado, instaladora, nombre, argumentos, lo_dice
):
    client.force_login(instaladora)
    pagina = read_pagina(client, nombre, argumentos)
    assert "Linares" not in pagina
    assert "Maule" in pagina or not lo_dice


def test_a_claim_is_called_as_its_closing_too(client, cerrado, instaladora):
    client.force_login(instaladora)
    assert "Linares" not in read_pagina(client, "reclamo", {"pk": Reclamo.objects.get().pk})


def test_a_year_opened_again_says_the_name_of_today(client, cerrado, administradora, instaladora):
    change_etapa(ejercicio=cerrado, etapa=Etapa.EVALUACION, actor=administradora, motivo="Faltó un acta")
    client.force_login(instaladora)
    for nombre, argumentos, lo_dice in PAGINAS:
        if nombre != "cierre" and lo_dice:
            assert "Linares" in read_pagina(client, nombre, argumentos), nombre
