"""Pages: who sees which, at how many queries, and with whose figures."""

from hashlib import sha256
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from programas.enums import EstadoCarga, EstadoLibro
from programas.models import (
    Carga,
    Certificado,
    Cierre,
    Compromiso,
    DocumentoGenerado,
    Ejercicio,
    Importacion,
    InformeAvance,
    Observacion,
    Reclamo,
)
from programas.scoring import format_pct
from programas.scoring.certificado import read_codigo
from programas.selectors.certificado import describe_certificado
from programas.selectors.resultados import evaluate_ejercicio
from programas.services.importacion import keep_original
from regiones.models import Region, Registro, Usuario
from tests.cabeceras import find_faltas, read_produccion
from tests.cargas import build_vista
from tests.documentos import build_archivo
from tests.fabrica import build_nacional, build_programa

PROPIO, AJENO = "07", "03"
EN_EJERCICIO = {"servicio": "sernam", "anio": 2009}
ROLES = ("anonimo", "directora_maule", "director_atacama", "revisora", "administradora", "auditor")

# What each role gets: 200, 302 (to log in, or to where its work is) or 404 (not its own).
CON_SESION = dict.fromkeys(ROLES, 200) | {"anonimo": 302}
ENLACE_VENCIDO = {"uidb64": "MQ", "token": "c0ffee-0"}
VEN_TODO = {"anonimo": 302, "directora_maule": 404, "director_atacama": 404, "revisora": 200}
VEN_TODO |= {"administradora": 200, "auditor": 200}
VEN_SU_PARTE = VEN_TODO | {"directora_maule": 200, "director_atacama": 200}
SOLO_MAULE = VEN_TODO | {"directora_maule": 200}
TABLA: dict[str, list[tuple[dict, dict[str, int]]]] = {
    "inicio": [({}, dict.fromkeys(ROLES, 302))],
    "ejercicios": [({}, dict.fromkeys(ROLES, 200) | {"anonimo": 302})],
    # Nobody of the table sees more than one service: the rest is in the tests of the page.
    "servicios": [({}, dict.fromkeys(ROLES, 404) | {"anonimo": 302})],
    "ingresar": [({}, dict.fromkeys(ROLES, 200))],
    "mi_cuenta": [({}, CON_SESION)],
    "salud_viva": [({}, dict.fromkeys(ROLES, 200))],
    "salud_lista": [({}, dict.fromkeys(ROLES, 200))],
    # Of who administers the installation, who is nobody of the table.
    "operacion": [({}, dict.fromkeys(ROLES, 404) | {"anonimo": 302})],
    "ingresos": [({}, VEN_TODO | {"revisora": 404})],
    "cambiar_clave": [({}, CON_SESION)],
    "clave_olvidada": [({}, dict.fromkeys(ROLES, 200))],
    "clave_enviada": [({}, dict.fromkeys(ROLES, 200))],
    "clave_nueva": [(ENLACE_VENCIDO, dict.fromkeys(ROLES, 200))],
    "tablero": [(EN_EJERCICIO, VEN_TODO)],
    "calculo": [(EN_EJERCICIO, VEN_TODO)],
    "auditoria": [(EN_EJERCICIO, VEN_SU_PARTE)],
    "auditoria_territorio": [(EN_EJERCICIO | {"cut": PROPIO}, SOLO_MAULE)],
    "territorios": [(EN_EJERCICIO, VEN_TODO | {"directora_maule": 302, "director_atacama": 302})],
    "territorio": [
        (EN_EJERCICIO | {"cut": PROPIO}, SOLO_MAULE),
        (EN_EJERCICIO | {"cut": AJENO}, VEN_TODO | {"director_atacama": 200}),
        (EN_EJERCICIO | {"cut": "16"}, dict.fromkeys(ROLES, 404) | {"anonimo": 302}),
        (EN_EJERCICIO | {"cut": "xx"}, dict.fromkeys(ROLES, 404) | {"anonimo": 302}),
    ],
    "programa": [
        (EN_EJERCICIO | {"cut": PROPIO, "tipo": "III.1"}, SOLO_MAULE),
        (EN_EJERCICIO | {"cut": PROPIO, "tipo": "III.4"}, dict.fromkeys(ROLES, 404) | {"anonimo": 302}),
    ],
}
EN_PROGRAMA = EN_EJERCICIO | {"cut": PROPIO, "tipo": "III.1"}
EN_OBSERVACION = EN_EJERCICIO | {"pk": 900_001}
TABLA |= {
    "envio": [
        (EN_PROGRAMA, SOLO_MAULE),
        (EN_PROGRAMA | {"cut": AJENO}, VEN_TODO | {"director_atacama": 200}),
        (EN_PROGRAMA | {"tipo": "III.4"}, dict.fromkeys(ROLES, 404) | {"anonimo": 302}),
    ],
    "revision": [(EN_EJERCICIO, VEN_TODO)],
    "revision_programa": [(EN_PROGRAMA, VEN_TODO)],
    "observaciones": [(EN_EJERCICIO, VEN_SU_PARTE)],
}
EN_FILA = EN_EJERCICIO | {"codigo": "2009-07-III.1-01.1"}
EN_OTRA_FILA = EN_EJERCICIO | {"codigo": "2009-07-III.1-02.1"}
EN_AVANCE = EN_FILA | {"pk": 900_001}
EN_EVIDENCIA = EN_EJERCICIO | {"pk": 900_001}
REDACTAN = {"anonimo": 302, "directora_maule": 200, "director_atacama": 404, "revisora": 403}
REDACTAN |= {"administradora": 200, "auditor": 403}
VALIDAN = REDACTAN | {"directora_maule": 403, "revisora": 200, "administradora": 403}
DE_NADIE = dict.fromkeys(ROLES, 404) | {"anonimo": 302}
TABLA |= {
    "compromiso": [
        (EN_FILA, SOLO_MAULE),
        (EN_FILA | {"codigo": "2009-03-III.1-01.1"}, VEN_TODO | {"director_atacama": 200}),
        (EN_FILA | {"codigo": "2009-07-III.1-99.1"}, DE_NADIE),
    ],
    "avance": [(EN_AVANCE, REDACTAN), (EN_AVANCE | {"codigo": "2009-07-III.1-02.1"}, DE_NADIE)],
    "evidencia_nueva": [(EN_FILA, REDACTAN)],
    "evidencia": [(EN_EVIDENCIA, SOLO_MAULE), (EN_EVIDENCIA | {"pk": 900_009}, DE_NADIE)],
    "declaracion": [(EN_FILA, REDACTAN)],
    "validacion": [(EN_FILA, VALIDAN)],
    "compromiso_observado": [(EN_FILA, VALIDAN)],
    "discrepancias": [(EN_EJERCICIO, VEN_SU_PARTE)],
}
EN_CORTE = EN_EJERCICIO | {"cut": PROPIO, "fecha": "2009-06-30"}
EN_ANALISIS = EN_CORTE | {"codigo": "2009-07-III.1-01"}
TABLA |= {
    "revision_informe": [(EN_CORTE, VEN_TODO), (EN_CORTE | {"cut": AJENO}, DE_NADIE)],
    "analisis": [
        (EN_CORTE, SOLO_MAULE),
        (EN_CORTE | {"cut": AJENO}, VEN_TODO | {"director_atacama": 200}),
        (EN_CORTE | {"fecha": "2009-12-31"}, DE_NADIE),
    ],
    "analisis_objetivo": [
        (EN_ANALISIS, SOLO_MAULE),
        (EN_ANALISIS | {"cut": AJENO, "codigo": "2009-03-III.1-01"}, VEN_TODO | {"director_atacama": 200}),
        (EN_ANALISIS | {"codigo": "2009-03-III.1-01"}, DE_NADIE),
    ],
    "cortes": [(EN_EJERCICIO, VEN_SU_PARTE)],
    "borrador": [({}, CON_SESION)],
}
EN_RECLAMO = EN_EJERCICIO | {"pk": 900_002}
# Of a row, those who draft its territory; the rest of who see it may not.
SOLO_REDACTAN = dict.fromkeys(ROLES, 403) | {"anonimo": 302, "directora_maule": 200, "director_atacama": 404}
SOLO_REDACTAN |= {"administradora": 200}
TABLA |= {
    "pendientes": [(EN_EJERCICIO, VEN_SU_PARTE)],
    "evaluacion": [(EN_EJERCICIO, VEN_TODO)],
    "cierres": [(EN_EJERCICIO, VEN_TODO)],
    "cierre": [(EN_EJERCICIO | {"numero": 1}, VEN_TODO)],
    "reclamos": [(EN_EJERCICIO, VEN_SU_PARTE)],
    "reclamo": [(EN_RECLAMO, SOLO_MAULE)],
    "reclamo_nuevo": [(EN_FILA, SOLO_REDACTAN)],
    "historial": [(EN_EJERCICIO, VEN_SU_PARTE)],
}
# The year by dates, of the service and of each territory; and how well it is reported, for who reviews it all.
EN_TERRITORIO = EN_EJERCICIO | {"cut": PROPIO}
TABLA |= {
    "evolucion": [(EN_EJERCICIO, VEN_TODO)],
    "evolucion_territorio": [
        (EN_TERRITORIO, SOLO_MAULE),
        (EN_TERRITORIO | {"cut": AJENO}, VEN_TODO | {"director_atacama": 200}),
        (EN_TERRITORIO | {"cut": "16"}, DE_NADIE),
    ],
    "calidad": [(EN_EJERCICIO, VEN_TODO)],
    "calidad_territorio": [(EN_TERRITORIO, VEN_TODO), (EN_TERRITORIO | {"cut": "16"}, DE_NADIE)],
}
# The formulation: everybody who sees the territory reads its workbench; who drafts it writes.
EN_OBJETIVO = EN_PROGRAMA | {"codigo": "2009-07-III.1-01"}
EN_III_2 = EN_PROGRAMA | {"tipo": "III.2"}
EN_INSTANCIA = EN_III_2 | {"codigo": "2009-07-III.2-I01"}
TABLA |= {
    "formulacion": [
        (EN_PROGRAMA, SOLO_MAULE),
        (EN_PROGRAMA | {"cut": AJENO}, VEN_TODO | {"director_atacama": 200}),
        (EN_PROGRAMA | {"tipo": "III.4"}, DE_NADIE),
    ],
    "programa_datos": [(EN_PROGRAMA, REDACTAN)],
    "fila_nueva": [(EN_PROGRAMA, REDACTAN)],
    "fila": [(EN_OBJETIVO, REDACTAN), (EN_OBJETIVO | {"codigo": "2009-03-III.1-01"}, DE_NADIE)],
    "fila_eliminada": [(EN_OBJETIVO, REDACTAN), (EN_OBJETIVO | {"codigo": "2009-03-III.1-01"}, DE_NADIE)],
    "ponderacion": [(EN_PROGRAMA, REDACTAN)],
    "instancia_nueva": [(EN_III_2, REDACTAN), (EN_PROGRAMA, DE_NADIE)],
    "instancia": [(EN_INSTANCIA, REDACTAN), (EN_INSTANCIA | {"codigo": "2009-07-III.2-I02"}, DE_NADIE)],
    "instancia_eliminada": [(EN_INSTANCIA, REDACTAN)],
    "copia_anterior": [(EN_PROGRAMA, REDACTAN)],
}
# Evidence in one ZIP: of each territory for who sees it; of the service, for who sees it whole.
TABLA |= {
    "paquetes": [(EN_EJERCICIO, VEN_SU_PARTE)],
    "paquete_avance": [(EN_EJERCICIO, dict.fromkeys(ROLES, 302))],
    "paquete_territorio": [
        (EN_TERRITORIO, SOLO_MAULE),
        (EN_TERRITORIO | {"cut": AJENO}, VEN_TODO | {"director_atacama": 200}),
        (EN_TERRITORIO | {"cut": "16"}, DE_NADIE),
    ],
    "paquete_territorio_zip": [
        (EN_TERRITORIO, SOLO_MAULE),
        (EN_TERRITORIO | {"cut": AJENO}, VEN_TODO | {"director_atacama": 200}),
        (EN_TERRITORIO | {"cut": "16"}, DE_NADIE),
    ],
}
# Certificates: anybody with the code reads what is public of a closing.
PUBLICO = dict.fromkeys(ROLES, 200)
EN_CERTIFICADO = {"codigo": "7K3M-9QXA-2PWT"}
DESCONOCIDO = ({"codigo": "0000-0000-0000"}, dict.fromkeys(ROLES, 404))
TABLA |= {
    "verificacion": [({}, PUBLICO)],
    "verificador": [({}, PUBLICO)],
    "certificado_publico": [(EN_CERTIFICADO, PUBLICO), DESCONOCIDO, ({"codigo": "x"}, dict.fromkeys(ROLES, 404))],
    "certificado_json": [(EN_CERTIFICADO, PUBLICO), DESCONOCIDO],
    "certificado_pdf": [(EN_CERTIFICADO, PUBLICO), DESCONOCIDO],
}
# Public data: anybody's, of closed years alone.
EN_CONJUNTO = EN_EJERCICIO | {"conjunto": "resultados", "formato": "csv"}
TABLA |= {
    "datos_abiertos": [({}, PUBLICO)],
    "diccionario": [({"formato": "csv"}, PUBLICO), ({"formato": "pdf"}, dict.fromkeys(ROLES, 404))],
    "conjunto_abierto": [(EN_CONJUNTO, dict.fromkeys(ROLES, 404))],
}
# Workbooks on their way out: who sees a territory takes its own.
TABLA |= {
    "exportacion": [
        (EN_EJERCICIO | {"cut": PROPIO}, SOLO_MAULE),
        (EN_EJERCICIO | {"cut": AJENO}, VEN_TODO | {"director_atacama": 200}),
        (EN_EJERCICIO | {"cut": "16"}, DE_NADIE),
    ],
    "plantilla": [
        (EN_EJERCICIO | {"cut": PROPIO}, SOLO_MAULE),
        (EN_EJERCICIO | {"cut": AJENO}, VEN_TODO | {"director_atacama": 200}),
    ],
    "etapa4": [
        (EN_EJERCICIO | {"cut": PROPIO}, SOLO_MAULE),
        (EN_EJERCICIO | {"cut": AJENO}, VEN_TODO | {"director_atacama": 200}),
    ],
    "formulario": [
        (EN_EJERCICIO | {"cut": PROPIO, "formato": "pdf"}, SOLO_MAULE),
        (EN_EJERCICIO | {"cut": AJENO, "formato": "pdf"}, VEN_TODO | {"director_atacama": 200}),
        (EN_EJERCICIO | {"cut": PROPIO, "formato": "docx"}, SOLO_MAULE),
        (EN_EJERCICIO | {"cut": PROPIO, "formato": "odt"}, DE_NADIE),
    ],
    "exportaciones": [(EN_EJERCICIO, VEN_SU_PARTE)],
    "plantillas": [(EN_EJERCICIO, VEN_SU_PARTE)],
}
# Documents of the whole service: of who sees all of it; those of a territory, of who sees it.
EN_DOCUMENTO = EN_EJERCICIO | {"pk": 900_005}
TABLA |= {
    "documentos": [(EN_EJERCICIO, VEN_SU_PARTE)],
    "documentos_avance": [(EN_EJERCICIO, dict.fromkeys(ROLES, 302))],
    "documento": [(EN_DOCUMENTO, VEN_TODO), (EN_DOCUMENTO | {"pk": 900_009}, DE_NADIE)],
}
# Workbooks: everybody sees what was imported into the territories that they see; uploads, who uploaded them
# and who sees the whole service.
EN_CARGA = EN_EJERCICIO | {"pk": 900_003}
EN_LIBRO = EN_CARGA | {"orden": 1}
EN_IMPORTACION = EN_EJERCICIO | {"pk": 900_004}
TABLA |= {
    "planillas": [(EN_EJERCICIO, VEN_SU_PARTE)],
    "carga": [(EN_CARGA, SOLO_MAULE), (EN_CARGA | {"pk": 900_009}, DE_NADIE)],
    "carga_avance": [(EN_CARGA, dict.fromkeys(ROLES, 302))],
    "libro": [(EN_LIBRO, SOLO_MAULE), (EN_LIBRO | {"orden": 9}, DE_NADIE)],
    "libro_original": [(EN_LIBRO, SOLO_MAULE)],
    "libro_marcado": [(EN_LIBRO, SOLO_MAULE)],
    "importacion": [(EN_IMPORTACION, SOLO_MAULE), (EN_IMPORTACION | {"pk": 900_009}, DE_NADIE)],
    "importacion_original": [(EN_IMPORTACION, SOLO_MAULE)],
    "importacion_deshecha": [(EN_IMPORTACION, REDACTAN)],
}
# What if, of what each one sees; and every reading of the rules, of the whole service.
TABLA |= {"simulacion": [(EN_EJERCICIO, VEN_SU_PARTE)], "lecturas": [(EN_EJERCICIO, VEN_TODO)]}
# Explanations: whoever sees a figure opens it.
TABLA |= {
    "explicacion": [
        (EN_EJERCICIO | {"cut": PROPIO}, SOLO_MAULE),
        (EN_EJERCICIO | {"cut": AJENO}, VEN_TODO | {"director_atacama": 200}),
        (EN_EJERCICIO | {"cut": "16"}, DE_NADIE),
    ],
    "explicacion_texto": [(EN_EJERCICIO | {"cut": PROPIO}, SOLO_MAULE)],
    "calculo_texto": [(EN_EJERCICIO, VEN_TODO)],
}
# Lists: the rows of the territories that one sees, on the page and in the file.
EN_LISTA = EN_EJERCICIO | {"clave": "compromisos"}
TABLA |= {
    "lista": [
        (EN_LISTA, VEN_SU_PARTE),
        (EN_LISTA | {"clave": "evidencias"}, VEN_SU_PARTE),
        (EN_LISTA | {"clave": "analisis"}, VEN_SU_PARTE),
        (EN_LISTA | {"clave": "otra"}, DE_NADIE),
    ],
    "lista_exportada": [
        (EN_LISTA | {"formato": "xlsx"}, VEN_SU_PARTE),
        (EN_LISTA | {"clave": "evidencias", "formato": "csv"}, VEN_SU_PARTE),
        (EN_LISTA | {"formato": "pdf"}, DE_NADIE),
    ],
}
# Early warning and least effort: each one of what it sees.
TABLA |= {"alerta": [(EN_EJERCICIO, VEN_SU_PARTE)], "esfuerzo": [(EN_EJERCICIO, VEN_SU_PARTE)]}
# The API: the same scopes; whoever is nobody is told so, and not sent to log in.
EN_API = {nombre: valor | {"anonimo": 401} for nombre, valor in (("todo", VEN_TODO), ("parte", VEN_SU_PARTE))}
EN_API |= {"maule": SOLO_MAULE | {"anonimo": 401}, "nadie": DE_NADIE | {"anonimo": 401}}
DE_API = {
    "api_programas": "2009-07-III.1",
    "api_objetivos": "2009-07-III.1-01",
    "api_compromisos": "2009-07-III.1-01.1",
}
TABLA |= {
    "api_documentacion": [({}, CON_SESION)],
    "api_openapi": [({}, EN_API["parte"])],
    "api_ejercicios": [({}, EN_API["parte"])],
    "api_ejercicio": [(EN_EJERCICIO, EN_API["parte"]), (EN_EJERCICIO | {"anio": 2010}, EN_API["nadie"])],
    "api_avances": [(EN_EJERCICIO, EN_API["parte"])],
    "api_resultados": [(EN_EJERCICIO, EN_API["parte"]), (EN_EJERCICIO | {"servicio": "otro"}, EN_API["nadie"])],
    "api_resultado_nacional": [(EN_EJERCICIO, EN_API["todo"])],
    "api_territorios": [(EN_EJERCICIO, EN_API["parte"])],
    **{nombre: [(EN_EJERCICIO, EN_API["parte"])] for nombre in DE_API},
}
for nombre in ("api_territorio", "api_resultado"):
    TABLA[nombre] = [
        (EN_EJERCICIO | {"cut": PROPIO}, EN_API["maule"]),
        (EN_EJERCICIO | {"cut": AJENO}, EN_API["todo"] | {"director_atacama": 200}),
        (EN_EJERCICIO | {"cut": "16"}, EN_API["nadie"]),
    ]
for nombre, codigo in DE_API.items():
    TABLA[nombre.removesuffix("s")] = [
        (EN_EJERCICIO | {"codigo": codigo}, EN_API["maule"]),
        (EN_EJERCICIO | {"codigo": codigo.replace("-07-", "-03-")}, EN_API["todo"] | {"director_atacama": 200}),
        (EN_EJERCICIO | {"codigo": codigo.replace("-07-", "-16-")}, EN_API["nadie"]),
    ]
TABLA["recordatorios"] = [(EN_EJERCICIO, VEN_TODO)]
TABLA["fichas"] = [({}, CON_SESION)]
# Who owes nothing goes on; what is owed is in the tests of the pages.
TABLA["segundo_factor"] = [({}, CON_SESION)]
TABLA["factor_nuevo"] = [({}, CON_SESION)]
# Where it is not configured, there is none.
TABLA["claveunica"] = TABLA["claveunica_vuelta"] = [({}, dict.fromkeys(ROLES, 404))]
TABLA["factor_codigo"] = [({}, dict.fromkeys(ROLES, 302))]
# The guide is of whoever logs in.
TABLA["guia"] = [({}, CON_SESION)]
TABLA["guia_tarea"] = [({"clave": "validar"}, CON_SESION), ({"clave": "otra"}, DE_NADIE)]
# What each role gets when it posts: 302 (done, or told why not), 200 (the form again, with its faults),
# 403 (may not), 404 (not its own). One or more cases for every page that writes.
ACTOS: dict[str, list[tuple[dict, dict, dict[str, int]]]] = {
    "ingresar": [({}, {"username": "nadie", "password": "otra"}, dict.fromkeys(ROLES, 200))],
    "salir": [({}, {}, dict.fromkeys(ROLES, 302))],
    # Of a person that nobody knows: the rest is in the tests of the page.
    "bloqueo_levantado": [({"pk": 900_009}, {}, dict.fromkeys(ROLES, 404) | {"anonimo": 302})],
    "cambiar_clave": [({}, {}, CON_SESION)],
    "segundo_factor": [({}, {}, CON_SESION)],
    "factor_nuevo": [({}, {}, CON_SESION)],
    "factor_codigo": [({}, {"codigo": "000000"}, dict.fromkeys(ROLES, 302))],
    "clave_olvidada": [({}, {"email": "nadie@example.cl"}, dict.fromkeys(ROLES, 302))],
    "clave_nueva": [(ENLACE_VENCIDO, {"new_password1": "una frase bastante larga"}, dict.fromkeys(ROLES, 200))],
    "fichas": [({}, {}, CON_SESION), ({}, {"nombre": "Panel", "vence_en": "2009-01-01"}, CON_SESION)],
    "recordatorios_propios": [({}, {"recibe": "0"}, dict.fromkeys(ROLES, 302))],
    "ficha_revocada": [({"pk": 900_009}, {}, dict.fromkeys(ROLES, 404) | {"anonimo": 302})],
}
SOLO_DIRECCION = dict.fromkeys(ROLES, 403) | {"anonimo": 302, "directora_maule": 200, "director_atacama": 404}
SOLO_CENTRAL = SOLO_DIRECCION | {"directora_maule": 403, "revisora": 200}
CONVERSAN = SOLO_DIRECCION | {"revisora": 200, "administradora": 200}
ACTOS |= {
    "envio": [(EN_PROGRAMA, {}, SOLO_DIRECCION)],
    "reapertura": [
        (EN_PROGRAMA, {}, SOLO_DIRECCION),
        (EN_PROGRAMA, {"version": 1, "motivo": "Sí"}, SOLO_DIRECCION),
    ],
    "revision_filas": [(EN_PROGRAMA, {}, SOLO_CENTRAL)],
    "revision_informe_filas": [
        (EN_CORTE, {}, SOLO_CENTRAL),
        (EN_CORTE, {"filas": "2009-07-III.1-A01", "decision": "OBSERVADA", "texto": "No"}, SOLO_CENTRAL),
        (EN_CORTE | {"cut": AJENO}, {}, DE_NADIE),
    ],
    "revision_informe_cierre": [
        (EN_CORTE, {}, SOLO_CENTRAL),
        (EN_CORTE, {"version": 1, "decision": "APROBADA"}, SOLO_CENTRAL),
        (EN_CORTE | {"cut": AJENO}, {}, DE_NADIE),
    ],
    "revision_cierre": [
        (EN_PROGRAMA, {}, SOLO_CENTRAL),
        (EN_PROGRAMA, {"version": 1, "decision": "APROBADA"}, SOLO_CENTRAL),
    ],
    "observacion_respuesta": [
        (EN_OBSERVACION, {}, CONVERSAN),
        (
            EN_OBSERVACION,
            {"texto": "Doce comunas"},
            CONVERSAN | {"directora_maule": 302, "revisora": 302, "administradora": 302},
        ),
        (EN_OBSERVACION | {"pk": 900_009}, {"texto": "Sí"}, dict.fromkeys(ROLES, 404) | {"anonimo": 302}),
    ],
    "observacion_resuelta": [
        (EN_OBSERVACION, {}, SOLO_CENTRAL),
        (EN_OBSERVACION, {"version": 1}, SOLO_CENTRAL | {"revisora": 302}),
    ],
}

REDACTAN_Y_VUELVEN = REDACTAN | {"directora_maule": 302, "administradora": 302}
ABREN_Y_CIERRAN = dict.fromkeys(ROLES, 403) | {"anonimo": 302, "revisora": 302, "administradora": 302}
ACTOS |= {
    "analisis_objetivo": [
        (EN_ANALISIS, {}, REDACTAN),
        (EN_ANALISIS, {"copiar": "1"}, REDACTAN_Y_VUELVEN),
        (EN_ANALISIS, {"version": 0, "avance_efectivo": "Se avanzó"}, REDACTAN_Y_VUELVEN),
    ],
    "informe_envio": [
        (EN_CORTE, {"transicion": "ENVIAR", "version": 0}, SOLO_DIRECCION),
        (EN_CORTE, {"transicion": "REABRIR", "version": 1}, SOLO_DIRECCION),
        (EN_CORTE | {"cut": AJENO}, {"transicion": "REABRIR", "version": 1}, DE_NADIE),
    ],
    "corte_estado": [
        (EN_EJERCICIO | {"fecha": "2009-06-30"}, {"estado": "CERRADO", "version": 1}, ABREN_Y_CIERRAN),
        (EN_EJERCICIO | {"fecha": "2009-12-31"}, {"estado": "CERRADO", "version": 1}, DE_NADIE),
    ],
    "borrador": [({}, {}, dict.fromkeys(ROLES, 400) | {"anonimo": 302})],
}
ACTOS |= {
    "avance_nuevo": [
        (EN_FILA, {}, REDACTAN),
        (EN_FILA, {"fecha": "2009-06-30", "texto": "Se avanzó"}, REDACTAN_Y_VUELVEN),
    ],
    "avance": [
        (EN_AVANCE, {}, REDACTAN),
        (EN_AVANCE, {"version": 1, "fecha": "2009-06-30", "texto": "Se avanzó más"}, REDACTAN_Y_VUELVEN),
    ],
    "evidencia_nueva": [(EN_FILA, {}, REDACTAN)],
    "evidencia_retirada": [
        (EN_EVIDENCIA, {}, REDACTAN_Y_VUELVEN),
        (EN_EVIDENCIA, {"version": 1, "motivo": "No corresponde"}, REDACTAN_Y_VUELVEN),
        (EN_EVIDENCIA | {"pk": 900_009}, {"version": 1, "motivo": "No corresponde"}, DE_NADIE),
    ],
    "declaracion": [
        (EN_FILA, {}, REDACTAN),
        (EN_FILA, {"version": 1, "version_indicador": 1, "resultado": "100%"}, REDACTAN_Y_VUELVEN),
    ],
    "validacion": [
        (EN_FILA, {}, VALIDAN),
        (EN_OTRA_FILA, {"version": 1, "respuesta": "no", "motivo": "Falta"}, VALIDAN | {"revisora": 302}),
    ],
    "compromiso_observado": [
        (EN_FILA, {}, VALIDAN),
        (EN_FILA, {"asunto": "DECLARADO", "texto": "Falta el acta"}, VALIDAN | {"revisora": 302}),
    ],
}

ACTOS |= {
    "paquetes": [(EN_EJERCICIO, {}, VEN_TODO | {"revisora": 302, "administradora": 302, "auditor": 302})],
    "certificados_emitidos": [
        (EN_EJERCICIO, {}, VEN_TODO | {"revisora": 403, "administradora": 302, "auditor": 403}),
        (EN_EJERCICIO | {"anio": 2010}, {}, DE_NADIE),
    ],
}
RESUELVE = {"version": 1, "decision": "acoger", "resolucion": "Sí"}
ACTOS |= {
    "etapa": [
        (
            EN_EJERCICIO,
            {"version": 1, "etapa": "EVALUACION"},
            dict.fromkeys(ROLES, 404) | {"anonimo": 302, "revisora": 403, "administradora": 302, "auditor": 403},
        ),
        (EN_EJERCICIO, {"version": 1, "etapa": "FORMULACION"}, VEN_TODO | {"revisora": 403, "auditor": 403}),
    ],
    "reclamo_nuevo": [
        (EN_FILA, {}, SOLO_REDACTAN),
        (EN_FILA, {"version": 1, "pide": "parcial", "fundamento": "Sí"}, SOLO_REDACTAN),
    ],
    "reclamo": [
        (EN_RECLAMO, {}, SOLO_CENTRAL),
        # Out of EVALUACION the ruling is refused, and the page says so.
        (EN_RECLAMO, RESUELVE, SOLO_CENTRAL),
    ],
}

TODA_LA_FILA = {"bloques": 1, "texto": "Objetivo nuevo", "actividades_0": "Reunión", "medios_0": "Acta"}
ACTOS |= {
    "programa_nuevo": [(EN_PROGRAMA, {}, REDACTAN_Y_VUELVEN)],
    "programa_datos": [
        (EN_PROGRAMA, {"version": ""}, REDACTAN),
        (
            EN_PROGRAMA,
            {"version": 1, "responsable": "Seremi", "modalidad": "METAS", "ponderacion": "UNIFORME"},
            REDACTAN_Y_VUELVEN,
        ),
    ],
    "fila_nueva": [(EN_PROGRAMA, {"bloques": 1}, REDACTAN), (EN_PROGRAMA, TODA_LA_FILA, REDACTAN_Y_VUELVEN)],
    "fila": [
        (EN_OBJETIVO, {"bloques": 1}, REDACTAN),
        (EN_OBJETIVO | {"codigo": "2009-03-III.1-01"}, TODA_LA_FILA, DE_NADIE),
    ],
    "fila_eliminada": [(EN_OBJETIVO, {"version": ""}, REDACTAN)],
    "fila_orden": [
        (EN_OBJETIVO, {"sentido": "abajo"}, REDACTAN_Y_VUELVEN),
        (EN_OBJETIVO | {"codigo": "2009-03-III.1-01"}, {"sentido": "abajo"}, DE_NADIE),
    ],
    "ponderacion": [
        (EN_PROGRAMA, {"reparto-version": ""}, REDACTAN),
        # Some of its rows are validated: what they weigh no longer changes, and the page says so.
        (EN_PROGRAMA, {"reparto-version": 1, "reparto-uniforme": "False"}, REDACTAN),
    ],
    "instancia_nueva": [
        (EN_III_2, {}, REDACTAN),
        (EN_III_2, {"version": 1, "nombre": "Mesa", "alcance": "TODAS"}, REDACTAN_Y_VUELVEN),
    ],
    "instancia": [(EN_INSTANCIA, {"version": 1, "nombre": "Mesa", "alcance": "TODAS"}, REDACTAN_Y_VUELVEN)],
    "instancia_eliminada": [(EN_INSTANCIA, {"version": 1}, REDACTAN_Y_VUELVEN)],
    "copia_anterior": [(EN_PROGRAMA, {}, REDACTAN)],
}
ACTOS |= {
    "planillas": [
        (EN_EJERCICIO, {}, VEN_SU_PARTE | {"revisora": 403, "auditor": 403}),
    ],
    "carga_aplicada": [(EN_CARGA, {}, REDACTAN_Y_VUELVEN)],
    "carga_cancelada": [(EN_CARGA, {}, REDACTAN_Y_VUELVEN)],
    "libro_respondido": [(EN_LIBRO, {}, REDACTAN), (EN_LIBRO, {"version": 1}, REDACTAN_Y_VUELVEN)],
    "libro_aplicado": [(EN_LIBRO, {"version": 1}, REDACTAN_Y_VUELVEN)],
    "libro_descartado": [(EN_LIBRO, {"version": 1}, REDACTAN_Y_VUELVEN)],
    "libro_revisado": [(EN_LIBRO, {}, REDACTAN_Y_VUELVEN)],
    "importacion_deshecha": [(EN_IMPORTACION, {}, REDACTAN)],
}
ACTOS |= {
    "documento_nuevo": [
        (EN_EJERCICIO, {}, VEN_TODO | dict.fromkeys(("revisora", "administradora", "auditor"), 302)),
        (EN_EJERCICIO | {"anio": 2010}, {}, DE_NADIE),
    ],
    "documento_ahora": [
        (EN_DOCUMENTO, {}, VEN_TODO | dict.fromkeys(("revisora", "administradora", "auditor"), 302)),
    ],
}


@pytest.fixture
def formularios(ejercicio, corte, maule, atacama, directora_maule):
    build_nacional(ejercicio, [maule, atacama], (12, 16, 3))
    claim_compromiso(ejercicio)
    observe_programa(ejercicio, maule)
    InformeAvance.objects.create(corte=corte, region=maule, estado="OBSERVADO")
    prove_fila(Compromiso.objects.get(codigo=EN_FILA["codigo"]))
    upload_libro(ejercicio, maule, directora_maule)
    keep_documento(ejercicio)
    de_maule = ejercicio.programas.filter(region=maule, tipo="III.2")
    de_maule.get().instancias.create(codigo=EN_INSTANCIA["codigo"], orden=1, nombre="Objetivo 1 de Maule")
    de_maule.update(ultima_instancia=1)
    return ejercicio


def prove_fila(compromiso):
    """A progress entry and a file of a row, by somebody of its territory."""
    autora = Usuario.objects.create_user("quien.avanza", password="clave-de-prueba-1")
    compromiso.avances.create(
        pk=EN_AVANCE["pk"], fecha="2009-06-30", valor=30, texto="Objetivo 1 de Maule", registrado_por=autora
    )
    compromiso.evidencias.create(
        pk=EN_EVIDENCIA["pk"],
        archivo=build_archivo(contenido=b"Objetivo 1 de Maule"),
        nombre="acta.txt",
        tipo="text/plain",
        tamano=19,
        sha256="0" * 64,
        fecha_documento="2009-06-30",
        subida_por=autora,
    )


def upload_libro(ejercicio, region, actor):
    """A workbook of a territory uploaded by somebody of it, and an import of it."""
    contenido = b"Objetivo 1 de Maule;Indicador\n"
    suma = sha256(contenido).hexdigest()
    lugar, _ = keep_original(contenido, suma)
    carga = Carga.objects.create(pk=EN_CARGA["pk"], ejercicio=ejercicio, actor=actor, estado=EstadoCarga.LISTA)
    carga.libros.create(
        orden=1,
        archivo="maule.csv",
        sha256=suma,
        tamano=len(contenido),
        original=lugar,
        region=region,
        estado=EstadoLibro.RECHAZADO,
        vista=build_vista(problemas=["Objetivo 1 de Maule no se entiende"]),
    )
    Importacion.objects.create(
        pk=EN_IMPORTACION["pk"],
        ejercicio=ejercicio,
        region=region,
        actor=actor,
        archivo="Objetivo 1 de Maule.csv",
        sha256=suma,
        lote=uuid4(),
        original=lugar,
    )


def keep_documento(ejercicio):
    """A document of the whole service, already written."""
    autora = Usuario.objects.create_user("quien.pide", password="clave-de-prueba-1")
    contenido = b"Objetivo 1 de Maule"
    documento = DocumentoGenerado(
        pk=EN_DOCUMENTO["pk"],
        ejercicio=ejercicio,
        actor=autora,
        clase="FORMULARIO",
        formato="pdf",
        estado="LISTO",
        paso=3,
        nombre="formulario.pdf",
        sha256=sha256(contenido).hexdigest(),
        tamano=len(contenido),
    )
    documento.archivo.save("formulario.pdf", build_archivo(contenido=contenido), save=True)


def observe_programa(ejercicio, region):
    """A remark on the programme III.1 of a territory, by somebody of the central unit."""
    revisor = Usuario.objects.create_user("quien.observa", password="clave-de-prueba-1")
    programa = ejercicio.programas.get(region=region, tipo="III.1")
    observacion = Observacion.objects.create(
        pk=EN_OBSERVACION["pk"], programa=programa, fila=f"{programa.codigo}-01.1", abierta_por=revisor
    )
    observacion.mensajes.create(autor=revisor, texto="Objetivo 1 de Maule: precise la meta.")


def claim_compromiso(ejercicio):
    """A claim on the first row of Maule, and a closing of the year that was corrected since."""
    persona = Usuario.objects.create_user("quien.reclama", password="clave-de-prueba-1")
    Reclamo.objects.create(
        pk=EN_RECLAMO["pk"],
        compromiso=Compromiso.objects.get(codigo=EN_FILA["codigo"]),
        validado="no",
        validado_por=persona,
        pide="si",
        fundamento="Objetivo 1 de Maule: el acta está",
        presentado_por=persona,
    )
    cierre = Cierre.objects.create(
        ejercicio=ejercicio,
        numero=1,
        cerrado_por=persona,
        entrada={"umbral": "0.9", "lectura": "POR_PROGRAMA", "nombre": "Objetivo 1 de todos", "territorios": []},
        resultado={"servicio": {"veredicto": "CUMPLE", "por_programa": {}}, "lecturas": {}, "territorios": []},
        contenido={"territorios": [], "filas": []},
    )
    datos = describe_certificado(cierre, None)
    codigo = read_codigo(EN_CERTIFICADO["codigo"])
    Certificado.objects.create(cierre=cierre, codigo=codigo, huella=datos["huella"], datos=datos)


def test_every_page_is_in_the_table():
    propios = {
        patron.name
        for patron in get_resolver().url_patterns[-1].url_patterns + get_resolver().url_patterns
        if getattr(patron, "name", None)
    }
    assert propios == set(TABLA) | set(ACTOS)


@pytest.fixture
def visit(request, formularios, rol, settings, monkeypatch):
    """What an address of production answers to the role of the test. Nothing of a visit stays written."""
    for nombre, valor in read_produccion(monkeypatch).items():
        setattr(settings, nombre, valor)
    # Everybody of the tables is there, whoever visits.
    elenco = {nombre: request.getfixturevalue(nombre) for nombre in ROLES if nombre != "anonimo"}
    entrada = Client()
    if rol in elenco:
        entrada.force_login(elenco[rol])

    def visit_address(metodo, direccion, datos=None):
        # A browser of its own: what one page leaves in a cookie is not told to the next.
        navegador = Client()
        navegador.cookies.update(entrada.cookies)
        punto = transaction.savepoint()
        antes = Registro.objects.count()
        respuesta = getattr(navegador, metodo)(direccion, datos, secure=True)
        escritas = Registro.objects.count() - antes
        transaction.savepoint_rollback(punto)
        return respuesta, escritas

    return visit_address


@pytest.mark.parametrize("rol", ROLES)
def test_each_role_gets_its_pages_and_no_other(visit, rol):
    obtenido, esperado, faltas = {}, {}, []
    for nombre, casos in TABLA.items():
        for numero, (argumentos, esperados) in enumerate(casos):
            respuesta, _ = visit("get", reverse(nombre, kwargs=argumentos))
            obtenido[nombre, numero] = respuesta.status_code
            esperado[nombre, numero] = esperados[rol]
            faltas += find_faltas(respuesta)
            if esperados[rol] == 404:
                assert "Objetivo 1 de" not in respuesta.content.decode(), (nombre, argumentos)
    assert obtenido == esperado
    assert faltas == [], "\n".join(map(str, faltas))


@pytest.mark.parametrize("rol", ROLES)
def test_each_role_does_its_acts_and_no_other(visit, rol):
    obtenido, esperado = {}, {}
    for nombre, casos in ACTOS.items():
        for numero, (argumentos, datos, esperados) in enumerate(casos):
            respuesta, escritas = visit("post", reverse(nombre, kwargs=argumentos), datos)
            obtenido[nombre, numero] = respuesta.status_code
            esperado[nombre, numero] = esperados[rol]
            if esperados[rol] in (403, 404):
                assert escritas == 0, (nombre, argumentos)
    assert obtenido == esperado


# On the way in or out: nothing to log in for.
SIN_INGRESO = {"salir", "factor_codigo", "factor_nuevo"}


@pytest.mark.parametrize("rol", ROLES)
def test_pages_refuse_every_other_method(visit, rol):
    obtenido, esperado = {}, {}
    for nombre in {*TABLA, *ACTOS}:
        argumentos, *_, esperados = (TABLA.get(nombre) or ACTOS[nombre])[0]
        metodos = {"get", "post", "put", "patch", "delete"}
        metodos -= ({"get"} if nombre in TABLA else set()) | ({"post"} if nombre in ACTOS else set())
        # Who has no session is sent to log in before anything, but where there is nothing to log in for.
        a_ingresar = rol == "anonimo" and esperados[rol] == 302 and nombre not in SIN_INGRESO
        for metodo in metodos:
            respuesta, _ = visit(metodo, reverse(nombre, kwargs=argumentos))
            obtenido[nombre, metodo] = respuesta.status_code
            esperado[nombre, metodo] = 302 if a_ingresar else 405
    assert obtenido == esperado


def test_a_user_of_another_service_sees_nothing_of_this_one(client, formularios, django_user_model):
    ajeno = django_user_model.objects.create_user("ajeno", password="clave-de-prueba-1")
    client.force_login(ajeno)
    for nombre in ("tablero", "territorios", "auditoria", "calculo"):
        assert client.get(reverse(nombre, kwargs=EN_EJERCICIO)).status_code == 404
    assert "todavía no tiene un territorio asignado" in client.get(reverse("inicio")).content.decode()


def test_an_ended_assignment_opens_nothing(client, formularios, directora_maule):
    directora_maule.asignaciones.update(hasta="2009-12-31")
    client.force_login(directora_maule)
    assert client.get(reverse("territorio", kwargs=EN_EJERCICIO | {"cut": PROPIO})).status_code == 404


def test_lists_and_counts_hold_only_the_own_territory(client, formularios, directora_maule):
    client.force_login(directora_maule)
    pagina = client.get(reverse("auditoria", kwargs=EN_EJERCICIO)).content.decode()
    assert "Maule" in pagina
    assert "Atacama" not in pagina
    assert "territorio asignado" not in pagina


def test_login_takes_each_one_to_its_work(client, formularios, revisora, directora_maule):
    client.force_login(revisora)
    assert client.get(reverse("inicio")).url == "/sernam/2009/"
    client.force_login(directora_maule)
    respuesta = client.get(reverse("inicio"), follow=True)
    assert respuesta.redirect_chain == [("/sernam/2009/pendientes/", 302)]


@pytest.mark.parametrize(
    ("etapas", "destino"),
    [
        ({2009: "EJECUCION", 2010: "FORMULACION"}, 2009),
        ({2008: "EVALUACION", 2009: "EJECUCION", 2010: "FORMULACION"}, 2009),
        ({2008: "CERRADO", 2009: "EVALUACION", 2010: "FORMULACION"}, 2009),
        ({2009: "CERRADO", 2010: "FORMULACION"}, 2010),
        ({2009: "CERRADO", 2010: "EJECUCION"}, 2010),
    ],
)
def test_login_opens_the_year_that_runs_before_one_being_formulated(
    client, servicio, revisora, directora_maule, etapas, destino
):
    for anio, etapa in etapas.items():
        Ejercicio.objects.create(servicio=servicio, anio=anio, etapa=etapa)
    client.force_login(revisora)
    assert client.get(reverse("inicio")).url == f"/sernam/{destino}/"
    client.force_login(directora_maule)
    assert client.get(reverse("inicio")).url == f"/sernam/{destino}/pendientes/"


@pytest.fixture(params=["2 x 3", "16 x 31"])
def tamano(request, ejercicio, corte):
    """The same year, small and at full national size."""
    regiones = list(Region.objects.existing_in(2009))
    if request.param == "2 x 3":
        build_nacional(ejercicio, [r for r in regiones if r.cut in ("07", "99")], (1, 1, 1))
    else:
        build_nacional(ejercicio, regiones, (12, 16, 3))
    return ejercicio


# Session, user and assignments come with every page; then the ejercicio and what the page is about.
CONSULTAS = {"tablero": 6, "calculo": 5, "territorios": 5, "auditoria": 16, "territorio": 16, "programa": 18}
DE_CONSULTAS = {"territorio": {"cut": "07"}, "programa": {"cut": "07", "tipo": "III.1"}}
CONSULTAS |= {"analisis": 21, "analisis_objetivo": 18, "cortes": 10}
DE_CONSULTAS |= {"analisis": EN_CORTE, "analisis_objetivo": EN_ANALISIS}
CONSULTAS |= {"evaluacion": 9, "historial": 9, "reclamos": 5, "pendientes": 5}

CONSULTAS |= {"envio": 17, "observaciones": 5}
DE_CONSULTAS |= {"envio": EN_PROGRAMA}

CONSULTAS |= {"formulacion": 16}
DE_CONSULTAS |= {"formulacion": EN_PROGRAMA}

CONSULTAS |= {"simulacion": 6, "lecturas": 6}

CONSULTAS |= {"compromiso": 15, "validacion": 18, "discrepancias": 7}
DE_CONSULTAS |= {"compromiso": EN_FILA, "validacion": EN_FILA}

CONSULTAS |= {"alerta": 8, "esfuerzo": 6}

CONSULTAS |= {"evolucion": 9, "evolucion_territorio": 9, "calidad": 10, "calidad_territorio": 11}
DE_CONSULTAS |= {"evolucion_territorio": EN_TERRITORIO, "calidad_territorio": EN_TERRITORIO}

# Of a program: who it is, its reach, how often it asks, and the ejercicio with its revision; then what it reads.
CONSULTAS |= {"api_ejercicios": 7, "api_ejercicio": 5, "api_territorios": 6, "api_territorio": 6}
CONSULTAS |= {"api_programas": 7, "api_objetivos": 7, "api_compromisos": 9, "api_avances": 6}
CONSULTAS |= {"api_programa": 6, "api_objetivo": 6, "api_compromiso": 8}
CONSULTAS |= {"api_resultados": 6, "api_resultado_nacional": 6, "api_resultado": 19}
DE_CONSULTAS |= {nombre: TABLA[nombre][0][0] for nombre in CONSULTAS if nombre.startswith("api_")}


@pytest.mark.parametrize("nombre", CONSULTAS)
def test_queries_do_not_depend_on_the_rows(client, tamano, revisora, django_assert_num_queries, nombre):
    client.force_login(revisora)
    argumentos = DE_CONSULTAS.get(nombre, {})
    direccion = reverse(nombre, kwargs=argumentos if nombre == "api_ejercicios" else EN_EJERCICIO | argumentos)
    with django_assert_num_queries(CONSULTAS[nombre]):
        client.get(direccion)


def test_dashboard_shows_the_core_s_figures(client, tamano, revisora):
    client.force_login(revisora)
    pagina = client.get(reverse("tablero", kwargs=EN_EJERCICIO))
    evaluado = evaluate_ejercicio(tamano)
    mostradas = [celda.cifra.replace("\xa0", " ") for f in pagina.context["tablero"].filas for celda in f.celdas]
    esperadas = [
        "—" if p.resultado.piso is None or p.resultado.sin_evaluar else format_pct(p.resultado.piso)
        for territorio in evaluado.territorios
        for p in territorio.programas.values()
    ]
    assert mostradas == esperadas
    texto = pagina.content.decode().replace("\xa0", " ")
    for cifra in set(esperadas):
        assert f'<span class="cifra">{cifra}</span>' in texto


def test_programme_page_explains_its_figure_down_to_the_rows(client, ejercicio, maule, directora_maule):
    build_programa(ejercicio, maule, "III.2", "ssssssssssssssn-", None)
    client.force_login(directora_maule)
    pagina = client.get(reverse("programa", kwargs=EN_EJERCICIO | {"cut": "07", "tipo": "III.2"}))
    calculo = pagina.context["pagina"].calculo
    assert [fila.ganada for fila in calculo.filas] == ["1"] * 14 + ["0", "—"]
    assert {paso.letra: (paso.valor, paso.nota.numero if paso.nota else None) for paso in calculo.pasos[:4]} == {
        "C": ("16", 13),
        "G": ("14", 15),
        "L": ("1", 14),
        "S": ("1", None),
    }
    assert [fila.critica for fila in calculo.filas] == [False] * 15 + [True]
    assert "7/8 = 87,50 %" in pagina.content.decode().replace("\xa0", " ")


def test_sheet_keeps_the_form_s_headings_numbers_and_totals(client, formularios, directora_maule):
    client.force_login(directora_maule)
    pagina = client.get(reverse("territorio", kwargs=EN_EJERCICIO | {"cut": PROPIO}))
    hojas = {hoja.clave: hoja for hoja in pagina.context["territorio"].hojas}
    assert list(hojas) == ["III.1", "III.2", "III.3", "III.4"]
    control = hojas["III.2"].tablas[1]
    assert [(e.texto, e.nota.numero) for e in control.encabezados] == [
        ("Objetivos específicos", 7),
        ("Indicador", 8),
        ("Resultado anual del indicador", 9),
        ("Meta anual o actividades comprometidas", 10),
        ("Unidad Responsable", 11),
        ("Medio de verificación", 12),
        ("Ponderación (%)", 13),
        ("Cumple/no cumple", 14),
        ("Ponderación ganada", 15),
    ]
    assert [[total.nota.numero for total in hoja.totales] for hoja in hojas.values()] == [
        [11, 12],
        [16, 17],
        [14, 15],
        [],
    ]
    assert "se suman" not in control.encabezados[0].nota.texto
    assert "El servicio debe cumplir el 90% de las metas" in hojas["III.2"].totales[0].nota.texto


def test_texts_of_the_form_are_never_markup(client, ejercicio, maule, directora_maule):
    programa = build_programa(ejercicio, maule, "III.1", "s", None)
    programa.objetivos.update(texto="<script>alert(1)</script> & «texto»")
    client.force_login(directora_maule)
    texto = client.get(reverse("territorio", kwargs=EN_EJERCICIO | {"cut": PROPIO})).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; «texto»" in texto
    assert "<script>" not in texto


def test_territory_without_programmes_says_so(client, ejercicio, directora_maule):
    client.force_login(directora_maule)
    texto = client.get(reverse("territorio", kwargs=EN_EJERCICIO | {"cut": PROPIO})).content.decode()
    assert "No compromete programas en este ejercicio." in texto
    assert texto.count("No compromete este programa.") == 3
