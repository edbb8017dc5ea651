"""Every page takes the same queries in a year with one row of each thing and in another with many of each."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programas.enums import EstadoCorte, EstadoPrograma, Etapa
from programas.models import (
    AnalisisAvance,
    Avance,
    Cierre,
    Compromiso,
    Corte,
    Ejercicio,
    Envio,
    Indicador,
    InformeAvance,
    Instancia,
    ObjetivoEspecifico,
    Observacion,
    ProgramaTrabajo,
    Reclamo,
)
from programas.selectors.informes import load_informe
from programas.services.cierre import freeze_cierre
from programas.services.envios import keep_envio
from regiones.models import Region, UnidadResponsable, Usuario
from tests.documentos import build_archivo
from tests.fabrica import build_programa
from tests.mundo import build_registro
from tests.programas.revisiones import approve_filas, observe_fila, send
from tests.programas.views.test_paginas import ACTOS, TABLA
from tests.sentencias import find_suelto, list_tablas_de_servicio

# A year of each size, and the year before it, from which rows are copied.
POCAS, MUCHAS = 2009, 2014
# What is about a person and not about a year, or is no page: measured where it is tested.
SIN_ANIO = {nombre for nombre, casos in TABLA.items() if "anio" not in casos[0][0]} | {"evidencia"}
# Each page of the record asks for the tables that its own lines mention: ``test_historial`` measures it. What is
# about one workbook is measured with one and with many in ``test_planillas``.
DE_UN_LIBRO = {nombre for nombre in TABLA if nombre.split("_")[0] in ("carga", "libro", "importacion")}
# A file already written, and the part of its page that moves.
DE_UN_LIBRO |= {"documento", "documentos_avance", "paquete_avance"}
PAGINAS = sorted(set(TABLA) - SIN_ANIO - DE_UN_LIBRO - {"historial"})
DE_OTRA_FILA = {"reclamo": Reclamo, "avance": Avance}
ROLES = ("directora_maule", "encargada_maule", "revisora", "administradora", "auditor")


@pytest.fixture
def personas(request) -> dict[str, Usuario]:
    return {rol: request.getfixturevalue(rol) for rol in ROLES}


def build_anio(servicio, anio: int, cuantas: int, personas: dict[str, Usuario]) -> Ejercicio:
    """A year of one service with ``cuantas`` of everything: territories, rows, what hangs from them."""
    hoy = timezone.localdate()
    ejercicio = Ejercicio.objects.create(
        servicio=servicio,
        anio=anio,
        etapa=Etapa.EVALUACION,
        exige_evidencia=False,
        reclamos_desde=hoy - timedelta(days=1),
        reclamos_hasta=hoy + timedelta(days=1),
    )
    meses = range(7 - cuantas, 7)
    cortes = [
        Corte.objects.create(
            ejercicio=ejercicio,
            fecha_medicion=date(anio, mes, 30),
            plazo=date(anio, mes, 30) + timedelta(days=15),
            estado=EstadoCorte.ABIERTO,
        )
        for mes in meses
    ]
    otras = Region.objects.existing_in(anio).exclude(cut="07").order_by("-orden")[:cuantas]
    for region in (Region.objects.get(cut="07"), *otras):
        for tipo in ("III.1", "III.2", "III.3"):
            fill_programa(
                build_programa(ejercicio, region, tipo, "n" * cuantas, "3.2", "s" * cuantas), cortes, personas
            )
        for corte in cortes:
            InformeAvance.objects.create(
                corte=corte, region=region, estado=EstadoPrograma.ENVIADO, enviado_por=personas["directora_maule"]
            )
    return ejercicio


def fill_programa(programa: ProgramaTrabajo, cortes: list[Corte], personas: dict[str, Usuario]) -> None:
    """Hang one of everything from each row of a programme, as often as there are cortes where it may repeat."""
    autora, revisora = personas["directora_maule"], personas["revisora"]
    for i in range(1, len(cortes) + 1) if programa.tipo == "III.2" else ():
        instancia = Instancia.objects.create(
            programa=programa, codigo=f"{programa.codigo}-I{i:02d}", orden=i, nombre=f"Mesa {i}"
        )
        instancia.regiones.set(Region.objects.existing_in(programa.ejercicio.anio)[: len(cortes)])
    ProgramaTrabajo.objects.filter(pk=programa.pk).update(ultima_instancia=9, ultimo_analisis=99)
    Indicador.objects.filter(objetivo__programa=programa).update(resultado="90%")
    for objetivo in ObjetivoEspecifico.objects.filter(programa=programa):
        for j, corte in enumerate(cortes, start=1):
            AnalisisAvance.objects.create(
                programa=programa,
                corte=corte,
                objetivo=objetivo,
                codigo=f"{objetivo.codigo}-A{j:02d}",
                orden=objetivo.orden,
                avance_efectivo="Se avanzó",
                recomendaciones="Seguir",
            )
    for fila in Compromiso.objects.filter(objetivo__programa=programa):
        fill_fila(fila, len(cortes), autora, revisora)


def fill_fila(fila: Compromiso, cuantas: int, autora: Usuario, revisora: Usuario) -> None:
    programa = fila.objetivo.programa
    Compromiso.objects.filter(pk=fila.pk).update(validado_por=revisora, declarado_por=autora, motivo="Faltó")
    for i in range(1, cuantas + 1):
        unidad, _ = UnidadResponsable.objects.get_or_create(
            servicio=programa.ejercicio.servicio, nombre=f"Unidad {i}", clave=f"unidad {i}"
        )
        fila.unidades.add(unidad)
        avance = fila.avances.create(
            fecha=date(programa.ejercicio.anio, i, 1), valor=i, texto="Se avanzó", registrado_por=autora
        )
        fila.evidencias.create(
            archivo=build_archivo("acta.txt", b"acta"),
            nombre="acta.txt",
            tipo="text/plain",
            tamano=4,
            sha256=f"{i:064d}",
            fecha_documento=avance.fecha,
            subida_por=autora,
            medio=fila.medios.get(),
            avance=avance,
        )
        observacion = Observacion.objects.create(programa=programa, fila=fila.codigo, abierta_por=revisora)
        observacion.mensajes.create(autor=revisora, texto="Precise")
        Reclamo.objects.create(
            compromiso=fila,
            validado="no",
            validado_por=revisora,
            pide="si",
            fundamento="El acta está",
            presentado_por=autora,
            # One claim waits at a time.
            **({"estado": "RECHAZADO", "resuelto_por": revisora, "resuelto_en": timezone.now()} if i > 1 else {}),
        )
        build_registro(programa.ejercicio.servicio, programa.region, fila)


def send_todo(ejercicio: Ejercicio, personas: dict[str, Usuario]) -> None:
    """Twice, so that there is a difference to show; and decided, a row observed and the others approved."""
    filas = Compromiso.objects.filter(objetivo__programa__ejercicio=ejercicio)
    filas.update(ponderacion=None)
    ejercicio.programas.update(ponderacion="UNIFORME")
    Observacion.objects.filter(programa__ejercicio=ejercicio).update(
        resuelta_por=personas["revisora"], resuelta_en=timezone.now()
    )
    for programa in ejercicio.programas.filter(region__cut="07"):
        for texto in ("Antes", "Después"):
            programa.objetivos.update(texto=texto)
            envio = send(programa, personas["directora_maule"], justificaciones={"V4": "Así se acordó"})
            ProgramaTrabajo.objects.filter(pk=programa.pk).update(estado=EstadoPrograma.OBSERVADO)
        ProgramaTrabajo.objects.filter(pk=programa.pk).update(estado=EstadoPrograma.ENVIADO)
        primera, *resto = sorted(envio.contenido)
        approve_filas(envio, personas["otra_revisora"], primera)
        for fila in resto:
            observe_fila(envio, personas["revisora"], fila)
    for informe in InformeAvance.objects.filter(corte__ejercicio=ejercicio, region__cut="07"):
        send_informe_dos_veces(informe, personas)


def send_informe_dos_veces(informe: InformeAvance, personas: dict[str, Usuario]) -> None:
    for texto in ("Antes", "Después"):
        informe.corte.analisis.filter(programa__region=informe.region).update(avance_efectivo=texto)
        contenido = load_informe(informe.corte.ejercicio, informe.region, informe.corte).contenido
        envio = keep_envio(Envio(informe=informe, enviado_por=personas["directora_maule"], contenido=contenido))
    primera, *resto = sorted(envio.contenido)
    approve_filas(envio, personas["otra_revisora"], primera)
    for fila in resto:
        observe_fila(envio, personas["revisora"], fila)


def close_todo(ejercicio: Ejercicio, personas: dict[str, Usuario]) -> None:
    """Closed, as often as the year is large."""
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=Etapa.CERRADO)
    ejercicio.refresh_from_db()
    filas = Compromiso.objects.filter(objetivo__programa__ejercicio=ejercicio)
    for _ in range(1 if filas.count() < 10 else 3):
        freeze_cierre(ejercicio=ejercicio, actor=personas["administradora"], motivo="Se corrige")


ESTADOS = {"en curso": lambda ejercicio, personas: None, "enviado": send_todo, "cerrado": close_todo}

# What nobody opens in that state: each such page sends back to the one that says why.
FORMULAN = {"programa_datos", "ponderacion", "copia_anterior", "fila", "fila_nueva", "fila_eliminada"}
FORMULAN |= {"instancia", "instancia_nueva", "instancia_eliminada"}
CUMPLEN = {"avance", "evidencia_nueva", "declaracion", "validacion", "compromiso_observado"}
LLENAN = {"plantilla", "plantillas"}
SIN_VER: dict[str, set[str]] = {
    "en curso": {"cierre", "conjunto_abierto"},
    "enviado": {"cierre", "conjunto_abierto", *FORMULAN},
    "cerrado": FORMULAN | CUMPLEN | {"plantilla", "plantillas"},
}


def name_direccion(nombre: str, anio: int) -> str:
    """The address of a page in that year, about its first row."""
    argumentos = {
        campo: valor.replace("2009", str(anio)) if isinstance(valor, str) else valor
        for campo, valor in (TABLA.get(nombre) or ACTOS[nombre])[0][0].items()
    } | {"anio": anio}
    if nombre in DE_OTRA_FILA:
        consulta = DE_OTRA_FILA[nombre].objects.filter(compromiso__objetivo__programa__ejercicio__anio=anio)
        argumentos["pk"] = consulta.filter(compromiso__codigo=f"{anio}-07-III.1-01.1").earliest("pk").pk
    if nombre == "cierre":
        argumentos["numero"] = Cierre.objects.filter(ejercicio__anio=anio).count() or 1
    return reverse(nombre, kwargs=argumentos)


def count_consultas(cliente: Client, direccion: str) -> tuple[int, list[str]]:
    """How the page answers, and what it asked the database."""
    with CaptureQueriesContext(connection) as consultas:
        estado = cliente.get(direccion).status_code
    return estado, [consulta["sql"] for consulta in consultas]


@pytest.mark.recorrido
@pytest.mark.parametrize("estado", ESTADOS)
def test_no_page_takes_more_queries_for_more_rows(servicio, personas, revisora, estado):
    personas |= {"otra_revisora": Usuario.objects.create_user("otra.revisora", password="clave-de-prueba-1")}
    personas["otra_revisora"].asignaciones.create(servicio=servicio, rol="CENTRAL", desde=date(2009, 1, 1))
    for anio, cuantas in ((POCAS, 1), (MUCHAS, 3)):
        build_anio(servicio, anio - 1, cuantas, personas)
        ESTADOS[estado](build_anio(servicio, anio, cuantas, personas), personas)
    distintas, vistas, sueltas = {}, set(), {}
    tablas = list_tablas_de_servicio()
    for rol in ROLES:
        cliente = Client()
        cliente.force_login(personas[rol])
        for nombre in PAGINAS:
            (una, pocas), (otra, muchas) = (
                count_consultas(cliente, name_direccion(nombre, anio)) for anio in (POCAS, MUCHAS)
            )
            if una == 200:
                vistas.add(nombre)
            sueltas |= {suelto: nombre for sql in pocas if (suelto := find_suelto(sql, tablas))}
            if (una, len(pocas)) != (otra, len(muchas)):
                distintas[f"{nombre} · {rol}"] = (una, len(pocas)), (otra, len(muchas))
    assert distintas == {}
    # Each page asks for what is of one service, and says so to the database.
    assert sueltas == {}
    assert set(PAGINAS) - vistas == SIN_VER[estado]


def test_the_list_of_years_takes_the_same_queries_whatever_the_years(client, servicio, administradora):
    client.force_login(administradora)
    cuentas = []
    for anio in (2009, 2010, 2011, 2012):
        Ejercicio.objects.create(servicio=servicio, anio=anio)
        cuentas.append([len(count_consultas(client, reverse(nombre))[1]) for nombre in ("ejercicios", "inicio")])
    assert cuentas == cuentas[:1] * 4
