"""«Lo que me falta»: only the own, first what decides the verdict, then by deadline."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programas.enums import EstadoCorte, EstadoPrograma, Etapa
from programas.models import (
    AnalisisAvance,
    Compromiso,
    Corte,
    Ejercicio,
    Evidencia,
    InformeAvance,
    MedioVerificacion,
    Observacion,
    ProgramaTrabajo,
)
from programas.selectors.pendientes import load_pendientes
from regiones.models import Region, Usuario
from tests.fabrica import build_nacional, build_programa

HOY = date(2009, 7, 10)


@pytest.fixture
def aprobados():
    """What the tests build is approved already, unless they are about sending."""
    return {"estado": EstadoPrograma.APROBADO}


def list_que(pendientes):
    return [(p.que, p.donde) for p in (*pendientes.criticos, *pendientes.otros)]


def load(ejercicio, usuario, hoy=HOY):
    return load_pendientes(ejercicio, Usuario.objects.get(pk=usuario.pk), hoy)


def prove(compromiso, usuario, **campos):
    return Evidencia.objects.create(
        compromiso=compromiso,
        archivo="evidencias/x",
        nombre="acta.pdf",
        tipo="application/pdf",
        tamano=1,
        sha256="0" * 64,
        fecha_documento=HOY,
        subida_por=usuario,
        **campos,
    )


def test_critical_rows_come_one_by_one_and_the_rest_by_programme(ejercicio, maule, directora_maule, aprobados):
    build_programa(ejercicio, maule, "III.1", "s" * 9 + "---", **aprobados)
    build_programa(ejercicio, maule, "III.3", "ss-", **aprobados)
    pendientes = load(ejercicio, directora_maule)
    assert pendientes.frase == "Le faltan 2 cosas."
    assert [(p.donde, p.que, p.porque, p.pagina, p.argumentos) for p in pendientes.criticos] == [
        (
            "III.3 de Maule · 2009-07-III.3-03.1",
            "Declarar si se cumplió",
            "Si falla, III.3 de Maule queda perdido (66,66\xa0%).",
            "compromiso",
            ("2009-07-III.3-03.1",),
        )
    ]
    assert [(p.donde, p.que, p.pagina, p.argumentos) for p in pendientes.otros] == [
        ("III.1 de Maule", "Declarar 3 compromisos", "programa", ("07", "III.1"))
    ]


def test_a_declared_yes_still_owes_its_evidence(ejercicio, maule, directora_maule, aprobados):
    build_programa(ejercicio, maule, "III.1", "-" * 3 + "s" * 28, declarados="s" * 31, **aprobados)
    assert list_que(load(ejercicio, directora_maule)) == [
        ("Adjuntar la evidencia de 3 compromisos declarados «sí»", "III.1 de Maule")
    ]
    for compromiso in Compromiso.objects.filter(validado="")[:2]:
        prove(compromiso, directora_maule, medio=compromiso.medios.get())
    ultimo = Compromiso.objects.filter(validado="").last()
    assert list_que(load(ejercicio, directora_maule)) == [
        ("Adjuntar la evidencia del «sí» declarado", f"III.1 de Maule · {ultimo.codigo}")
    ]
    retirada = prove(ultimo, directora_maule, medio=ultimo.medios.get(), retirada_en="2009-07-01T12:00Z")
    assert len(list_que(load(ejercicio, directora_maule))) == 1
    Evidencia.objects.filter(pk=retirada.pk).update(retirada_en=None)
    assert load(ejercicio, directora_maule).frase == "No le falta nada."
    MedioVerificacion.objects.create(compromiso=ultimo, codigo=f"{ultimo.codigo}-M2", orden=2, texto="Lista")
    assert [p.que for p in load(ejercicio, directora_maule).otros] == [
        "Adjuntar la evidencia de 1\xa0medio de verificación"
    ]
    Ejercicio.objects.update(exige_evidencia=False)
    assert load(Ejercicio.objects.get(), directora_maule).frase == "No le falta nada."


def test_analyses_of_the_open_corte_carry_their_deadline(ejercicio, corte, maule, directora_maule, aprobados):
    programa = build_programa(ejercicio, maule, "III.1", "sss", **aprobados)
    pendientes = load(ejercicio, directora_maule)
    assert pendientes.frase == "Le falta 1 cosa antes del 15-07-2009."
    assert [(p.que, p.plazo, p.vencido, p.pagina, p.argumentos) for p in pendientes.otros] == [
        (
            "Escribir 3\xa0análisis del corte al 30-06-2009",
            date(2009, 7, 15),
            False,
            "analisis",
            ("07", "2009-06-30"),
        )
    ]
    assert load(ejercicio, directora_maule, date(2009, 7, 16)).frase == "Le falta 1 cosa; 1 ya venció."
    for i, objetivo in enumerate(programa.objetivos.all()):
        AnalisisAvance.objects.create(
            programa=programa, corte=corte, objetivo=objetivo, codigo=f"A{i}", avance_efectivo="Se avanza"
        )
    assert [p.que for p in load(ejercicio, directora_maule).otros] == [
        "Enviar el análisis del corte al 30-06-2009"
    ]
    InformeAvance.objects.create(corte=corte, region=maule, estado=EstadoPrograma.ENVIADO)
    assert load(ejercicio, directora_maule).frase == "No le falta nada."
    InformeAvance.objects.all().delete()
    Corte.objects.update(estado=EstadoCorte.CERRADO)
    assert load(ejercicio, directora_maule).frase == "No le falta nada."


def test_who_does_not_send_is_told_who_does(ejercicio, maule, encargada_maule, directora_maule):
    build_programa(ejercicio, maule, "III.1", "s")
    build_programa(ejercicio, maule, "III.2", "s", estado=EstadoPrograma.OBSERVADO)
    assert [p.que for p in load(ejercicio, directora_maule).otros] == [
        "Enviar a revisión",
        "Corregir y enviar de nuevo",
    ]
    assert [p.que for p in load(ejercicio, encargada_maule).otros] == [
        "Enviar a revisión: lo envía la dirección regional",
        "Corregir y enviar de nuevo: lo envía la dirección regional",
    ]


def test_remarks_wait_until_they_are_answered(ejercicio, maule, directora_maule, revisora, aprobados):
    programa = build_programa(ejercicio, maule, "III.1", "ss", **aprobados)
    for fila in ("01.1", "02.1"):
        Observacion.objects.create(programa=programa, fila=f"{programa.codigo}-{fila}", abierta_por=revisora)
    assert list_que(load(ejercicio, directora_maule)) == [
        ("Responder 2\xa0observaciones de la unidad central", "III.1 de Maule")
    ]
    Observacion.objects.update(respondida=True)
    assert load(ejercicio, directora_maule).frase == "No le falta nada."


def test_lost_rows_may_be_claimed_while_there_is_time(ejercicio, maule, directora_maule, revisora, aprobados):
    build_programa(ejercicio, maule, "III.1", "nn", declarados="sn", **aprobados)
    Ejercicio.objects.update(etapa=Etapa.EVALUACION, reclamos_desde=HOY, reclamos_hasta=HOY + timedelta(days=5))
    ejercicio.refresh_from_db()
    assert [(p.que, p.plazo, p.pagina, p.argumentos) for p in load(ejercicio, directora_maule).otros] == [
        (
            "Decidir si reclama de la validación",
            date(2009, 7, 15),
            "reclamo_nuevo",
            ("2009-07-III.1-01.1",),
        )
    ]
    assert load(ejercicio, directora_maule, HOY - timedelta(days=1)).frase == "No le falta nada."


def test_only_the_own_territory_and_of_a_unit_its_own_rows(mundo, directora_maule, jefa_vif, ejercicio, revisora):
    atacama = mundo.ajenas[ProgramaTrabajo]
    Observacion.objects.create(programa=atacama, fila=f"{atacama.codigo}-01.1", abierta_por=revisora)
    ajena = build_programa(ejercicio, Region.objects.get(cut="99"), "III.1", "--")
    Observacion.objects.create(programa=ajena, fila=f"{ajena.codigo}-01.1", abierta_por=revisora)
    pendientes = load(ejercicio, directora_maule)
    assert pendientes.territorios == (("07", "Maule"),)
    assert {p.donde for p in (*pendientes.criticos, *pendientes.otros)} == {
        "III.2 de Maule · 2009-07-III.2-01.1",
        "III.2 de Maule",
        "III.4 de Maule",
    }
    assert list_que(load(ejercicio, jefa_vif)) == [
        ("Declarar si se cumplió", "III.2 de Nivel Central · 2009-99-III.2-01.1")
    ]
    nadie = load(ejercicio, revisora)
    assert (nadie.frase, nadie.criticos, nadie.otros) == (
        "No le falta nada: en este ejercicio no tiene un territorio que redactar.",
        (),
        (),
    )


def test_a_closed_year_asks_for_nothing(ejercicio, maule, directora_maule):
    build_programa(ejercicio, maule, "III.1", "--")
    Ejercicio.objects.update(etapa=Etapa.CERRADO)
    pendientes = load(Ejercicio.objects.get(), directora_maule)
    assert (pendientes.frase, pendientes.otros) == ("No le falta nada: el ejercicio 2009 está cerrado.", ())


def test_the_queries_are_the_same_for_one_row_and_for_thirty_one(servicio, maule, directora_maule, jefa_vif):
    cuentas = []
    for anio, filas in ((2010, (1, 1, 1)), (2011, (12, 16, 3))):
        ejercicio = Ejercicio.objects.create(servicio=servicio, anio=anio, etapa=Etapa.EJECUCION)
        Corte.objects.create(
            ejercicio=ejercicio,
            fecha_medicion=date(anio, 6, 30),
            plazo=date(anio, 7, 15),
            estado=EstadoCorte.ABIERTO,
        )
        build_nacional(ejercicio, [maule, Region.objects.get(cut="99")], filas)
        for usuario in (directora_maule, jefa_vif):
            fresco = Usuario.objects.get(pk=usuario.pk)
            with CaptureQueriesContext(connection) as consultas:
                load_pendientes(ejercicio, fresco, HOY)
            cuentas.append(len(consultas))
    assert cuentas[:2] == cuentas[2:]
    assert max(cuentas) == 8
