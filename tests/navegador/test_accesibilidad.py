"""axe finds no fault on any page, in any of its states, for either side of the review; and none overflows a phone.

Pages are rendered in this process over a year built for each state, and shown by a real Chromium with their
real style sheets, scripts and headers: no other test sees those years.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route

from programas import urls
from programas.enums import EstadoCorte, EstadoPrograma, Etapa
from programas.models import (
    AnalisisAvance,
    Avance,
    Carga,
    Certificado,
    Compromiso,
    Corte,
    Ejercicio,
    Envio,
    Evidencia,
    Importacion,
    Indicador,
    InformeAvance,
    Instancia,
    Observacion,
    ProgramaTrabajo,
    Reclamo,
)
from programas.selectors.informes import load_informe
from programas.selectors.listas import LISTAS
from programas.services.ejercicios import change_etapa
from programas.services.envios import keep_envio
from programas.services.observaciones import reply_observacion
from programas.services.reclamos import present_reclamo
from programas.services.revision import approve_programa, return_programa
from regiones.models import Region, Servicio, Usuario
from tests.cargas import upload_and_read, write_hoja_iii_1
from tests.documentos import build_archivo
from tests.fabrica import build_programa
from tests.programas.revisiones import approve_filas, load_programa, observe_fila, send

pytestmark = [pytest.mark.navegador, pytest.mark.recorrido, pytest.mark.django_db]

ORIGEN = "http://accesibilidad.test"
NORMAS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = Axe().axe_script
MIRAR = "async (opciones) => (await axe.run(document, opciones)).violations"
ANCHOS = (1366, 390)
ANGOSTOS = (390, 320)
# What reaches beyond the width and does not slide within its own box: the innermost ones.
SOBRESALEN = """() => {
  const fuera = (nodo) =>
    nodo.scrollWidth > nodo.clientWidth + 1 || nodo.getBoundingClientRect().right > innerWidth;
  return [...document.querySelectorAll("body *")]
    .filter((nodo) => !nodo.closest(".desliza, .visually-hidden"))
    .filter((nodo) => fuera(nodo) && ![...nodo.children].some(fuera))
    .map((nodo) => nodo.outerHTML.slice(0, 160)).slice(0, 3);
}"""

DIRECCION, REVISION = "directora_maule", "revisora"

ANIO = {"servicio": "sernam", "anio": 2009}
HOJA = ANIO | {"cut": "07", "tipo": "III.1"}
INSTANCIAS = HOJA | {"tipo": "III.2"}
FILA = ANIO | {"codigo": "2009-07-III.1-01.1"}
CORTE = ANIO | {"cut": "07", "fecha": "2009-06-30"}
PK = {"avance": Avance, "evidencia": Evidencia, "reclamo": Reclamo}
PK |= {"carga": Carga, "libro": Carga, "libro_respondido": Carga}
PK |= {"importacion": Importacion, "importacion_deshecha": Importacion}

# Every page that answers GET, and where. Those of a row that a year lacks are not there: 404.
PAGINAS: dict[str, dict[str, Any]] = {
    "api_documentacion": {},
    "recordatorios": ANIO,
    "datos_abiertos": {},
    "ejercicios": {},
    "servicios": {},
    "guia": {},
    "guia_tarea": {"clave": "formular-el-programa"},
    "tablero": ANIO,
    "pendientes": ANIO,
    "evaluacion": ANIO,
    "reclamo_nuevo": FILA,
    "reclamos": ANIO,
    "reclamo": ANIO,
    "cierres": ANIO,
    "cierre": ANIO | {"numero": 1},
    "verificacion": {},
    "paquetes": ANIO,
    "paquete_territorio": ANIO | {"cut": "07"},
    "certificado_publico": {"codigo": "0"},
    "historial": ANIO,
    "evolucion": ANIO,
    "evolucion_territorio": ANIO | {"cut": "07"},
    "calidad": ANIO,
    "calidad_territorio": ANIO | {"cut": "07"},
    "revision": ANIO,
    "revision_programa": HOJA,
    "revision_informe": CORTE,
    "observaciones": ANIO,
    "envio": HOJA,
    "calculo": ANIO,
    "lecturas": ANIO,
    "simulacion": ANIO,
    "alerta": ANIO,
    "esfuerzo": ANIO,
    "auditoria": ANIO,
    "auditoria_territorio": ANIO | {"cut": "07"},
    "compromiso": FILA,
    "avance": FILA,
    "evidencia_nueva": FILA,
    "declaracion": FILA,
    "validacion": FILA,
    "compromiso_observado": FILA,
    "discrepancias": ANIO,
    "territorios": ANIO,
    "territorio": ANIO | {"cut": "07"},
    "programa": HOJA,
    "analisis": CORTE,
    "analisis_objetivo": CORTE | {"codigo": "2009-07-III.1-01"},
    "cortes": ANIO,
    "lista": ANIO | {"clave": "compromisos"},
    "explicacion": ANIO | {"cut": "07"},
    "formulacion": HOJA,
    "programa_datos": HOJA,
    "fila_nueva": HOJA,
    "fila": HOJA | {"codigo": "2009-07-III.1-01"},
    "fila_eliminada": HOJA | {"codigo": "2009-07-III.1-01"},
    "ponderacion": HOJA,
    "instancia_nueva": INSTANCIAS,
    "instancia": INSTANCIAS | {"codigo": "2009-07-III.2-I01"},
    "instancia_eliminada": INSTANCIAS | {"codigo": "2009-07-III.2-I01"},
    "copia_anterior": HOJA,
    "documentos": ANIO,
    "planillas": ANIO,
    "carga": ANIO,
    "libro": ANIO | {"orden": 1},
    "importacion": ANIO,
    "importacion_deshecha": ANIO,
}
# The lists that share a page with that of the commitments.
OTRAS = [("lista", ANIO | {"clave": clave}) for clave in LISTAS if clave != PAGINAS["lista"]["clave"]]
# What answers GET and is no page: a redirection, a file, data for the drafts.
SIN_PAGINA = {"inicio", "evidencia", "borrador"}
SIN_PAGINA |= {"carga_avance", "libro_original", "libro_marcado", "importacion_original"}
SIN_PAGINA |= {"exportacion", "plantilla", "exportaciones", "plantillas", "lista_exportada"}
SIN_PAGINA |= {"formulario", "etapa4", "documento", "documentos_avance"}
SIN_PAGINA |= {"explicacion_texto", "calculo_texto"}
SIN_PAGINA |= {"paquete_avance", "paquete_territorio_zip"}
SIN_PAGINA |= {"certificado_json", "certificado_pdf", "verificador", "diccionario", "conjunto_abierto"}
SIN_PAGINA |= {patron.name for patron in urls.urlpatterns if patron.name.startswith("api_")} - {
    "api_documentacion"
}
# What is sent wrong: with nothing, or with what breaks more than one field.
ERRORES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "reclamo_nuevo": (FILA, {}),
    "reclamo": (ANIO, {}),
    "etapa": (ANIO, {"etapa": "OTRA"}),
    "revision_filas": (HOJA, {"decision": "OBSERVADA"}),
    "revision_cierre": (HOJA, {}),
    "revision_informe_filas": (CORTE, {"decision": "OBSERVADA"}),
    "revision_informe_cierre": (CORTE, {}),
    "observacion_respuesta": (ANIO, {}),
    "envio": (HOJA, {}),
    "reapertura": (HOJA, {}),
    "avance_nuevo": (FILA, {}),
    "avance": (FILA, {"fecha": "ayer", "valor": "mucho"}),
    "evidencia_nueva": (FILA, {}),
    "declaracion": (FILA, {"respuesta": "quizás"}),
    "validacion": (FILA, {"respuesta": "quizás"}),
    "compromiso_observado": (FILA, {}),
    "analisis_objetivo": (
        CORTE | {"codigo": "2009-07-III.1-01"},
        {"sin_recomendaciones": "on", "recomendaciones": "Seguir"},
    ),
    "corte_estado": (ANIO | {"fecha": "2009-06-30"}, {"estado": "OTRO"}),
    "programa_datos": (HOJA, {}),
    "fila_nueva": (HOJA, {"bloques": 1}),
    "fila": (HOJA | {"codigo": "2009-07-III.1-01"}, {"bloques": 1, "ponderacion_0": "mucho"}),
    "fila_eliminada": (HOJA | {"codigo": "2009-07-III.1-01"}, {}),
    "ponderacion": (HOJA, {"reparto-version": ""}),
    "instancia_nueva": (INSTANCIAS, {}),
    "instancia": (INSTANCIAS | {"codigo": "2009-07-III.2-I01"}, {}),
    "copia_anterior": (HOJA, {}),
    "planillas": (ANIO, {}),
    "libro_respondido": (ANIO | {"orden": 1}, {}),
    "importacion_deshecha": (ANIO, {}),
}


@pytest.fixture(scope="session", autouse=True)
def _junto_al_navegador(navegador: Browser, django_db_blocker: Any) -> Iterator[None]:
    """The browser's driver keeps a loop in this thread: the database is used by turns with it, never within.

    While there is a loop Django keeps connections apart: they are closed before it ends.
    """
    with pytest.MonkeyPatch.context() as parche:
        parche.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield
        with django_db_blocker.unblock():
            connections.close_all()


# What an attribute says of its own page, and changes nothing of how it is read or seen.
PROPIO = re.compile(
    r'(?<=[ "])(id|for|href|action|name|value|content|nonce|title|data-[\w-]+|hx-\w+|d|points|aria-[a-z]+by)'
    r'="[^"]+"'
)


@dataclass(frozen=True)
class Molde:
    """A page without its words: its name and every tag that it opens, with its attributes."""

    nombre: str
    entero: str
    marcas: frozenset[str]

    @classmethod
    def read(cls, nombre: str, respuesta: Any) -> "Molde":
        etiquetas = {PROPIO.sub(r"\1", e) for e in re.findall(r"<[a-z][^>]*>", respuesta.content.decode())}
        entero = sign(nombre + "".join(sorted(etiquetas)))
        return cls(sign(nombre), entero, frozenset(map(sign, etiquetas)))

    def list_marcas(self) -> set[str]:
        return {self.nombre, self.entero, *self.marcas}


def sign(texto: str) -> str:
    return hashlib.sha256(texto.encode()).hexdigest()


@dataclass
class Miradas:
    """What every process of this run found without faults: whole pages, and each tag by itself.

    A page that differs from another in its words alone is not opened again. One that brings no tag that is new is
    measured at each width, but axe has nothing to say of it: its rules look at an element, and it saw them all.
    """

    archivo: Path

    def read(self) -> set[str]:
        return set(self.archivo.read_text().split()) if self.archivo.exists() else set()

    def add(self, molde: Molde) -> None:
        with self.archivo.open("a") as archivo:
            fcntl.flock(archivo, fcntl.LOCK_EX)
            archivo.write("".join(f"{marca}\n" for marca in sorted(molde.list_marcas() - self.read())))


def fulfill(ruta: Route, respuesta: Any) -> None:
    """Give the browser a page that was drawn in this process, and the static files that it asks for."""
    camino = urlsplit(ruta.request.url).path
    archivo = finders.find(camino.removeprefix("/static/")) if camino.startswith("/static/") else None
    if archivo:
        ruta.fulfill(path=Path(str(archivo)))
    elif ruta.request.is_navigation_request() and respuesta is not None:
        ruta.fulfill(status=200, headers=dict(respuesta.items()), body=respuesta.content.decode())
    else:
        ruta.fulfill(json={"usuario": 0, "token": "", "borradores": {}})


@dataclass
class Sala:
    """What the browser gets of the one address it may ask: the page that is being looked at, and static files."""

    pagina: Page
    miradas: Miradas
    respuesta: Any = None

    def answer(self, ruta: Route) -> None:
        fulfill(ruta, self.respuesta)

    def find_faltas(self, nombre: str, respuesta: Any, camino: str) -> list[str]:
        """What axe says of a page at each width, and the widths that it overflows."""
        molde = Molde.read(nombre, respuesta)
        por_mirar = molde.list_marcas() - self.miradas.read()
        if molde.entero not in por_mirar:
            return []
        con_axe = por_mirar != {molde.entero}
        self.respuesta = respuesta
        self.pagina.set_viewport_size({"width": ANCHOS[0], "height": 900})
        self.pagina.goto(ORIGEN + camino)
        if con_axe:
            self.pagina.evaluate(AXE)
        faltas = []
        for ancho in sorted({*ANCHOS, *ANGOSTOS}, reverse=True):
            self.pagina.set_viewport_size({"width": ancho, "height": 900})
            if con_axe and ancho in ANCHOS:
                faltas += [
                    f"{ancho}: {falta['id']} {nodo['html'][:200]}"
                    for falta in self.pagina.evaluate(MIRAR, {"runOnly": NORMAS, "resultTypes": ["violations"]})
                    for nodo in falta["nodes"][:3]
                ]
            if (
                ancho in ANGOSTOS
                and (real := self.pagina.evaluate("document.documentElement.scrollWidth")) > ancho
            ):
                faltas.append(f"{ancho}: mide {real} {self.pagina.evaluate(SOBRESALEN)}")
        if not faltas:
            self.miradas.add(molde)
        return faltas


@pytest.fixture
def sala(navegador: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sala]:
    carpeta = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        # Each process has a folder of its own within that of the run.
        carpeta = carpeta.parent
    contexto = navegador.new_context(locale="es-CL", timezone_id="America/Santiago", reduced_motion="reduce")
    sala = Sala(contexto.new_page(), Miradas(carpeta / "miradas"))
    contexto.route("**/*", sala.answer)
    yield sala
    contexto.close()


# -- the year in each of its states --------------------------------------------------------------------------


def build_vacio(ejercicio: Ejercicio, personas: dict[str, Usuario]) -> None:
    """A year that begins: no programme, and its corte still to be opened."""
    Ejercicio.objects.update(etapa=Etapa.FORMULACION)
    Corte.objects.update(estado=EstadoCorte.PREVISTO)


def build_lleno(ejercicio: Ejercicio, personas: dict[str, Usuario]) -> None:
    """A year under way, of two territories, with one row of everything."""
    directora = personas[DIRECCION]
    for cut in ("07", "03"):
        region = Region.objects.get(cut=cut)
        for tipo, filas in (("III.1", "---"), ("III.2", "sn"), ("III.3", "p")):
            build_programa(
                ejercicio, region, tipo, filas, "33.3" if tipo == "III.1" else None, declarados="-" * len(filas)
            )
    hoja = ProgramaTrabajo.objects.get(codigo="2009-07-III.2")
    Instancia.objects.create(programa=hoja, codigo=f"{hoja.codigo}-I01", orden=1, nombre="Mesa regional")
    ProgramaTrabajo.objects.filter(pk=hoja.pk).update(ultima_instancia=1)
    Indicador.objects.update(meta="100%", meta_valor=100, meta_unidad="%")
    fila = Compromiso.objects.get(codigo=FILA["codigo"])
    for mes, valor in ((3, 20), (6, 45)):
        fila.avances.create(fecha=date(2009, mes, 30), valor=valor, texto="Se avanzó", registrado_por=directora)
    for nombre in ("acta.txt", "lista.txt"):
        fila.evidencias.create(
            archivo=build_archivo(nombre, b"acta"),
            nombre=nombre,
            tipo="text/plain",
            tamano=4,
            sha256="0" * 64,
            fecha_documento=date(2009, 6, 30),
            subida_por=directora,
            medio=fila.medios.get(),
        )
    import_planilla(ejercicio, directora)
    programa = load_programa()
    AnalisisAvance.objects.create(
        programa=programa,
        objetivo=programa.objetivos.get(orden=1),
        corte=ejercicio.cortes.get(),
        codigo=f"{programa.codigo}-A01",
        orden=1,
        avance_efectivo="Se hicieron doce mesas",
        recomendaciones="Seguir",
        responsable="Dirección Regional",
    )


def import_planilla(ejercicio: Ejercicio, directora: Usuario) -> None:
    """A workbook with questions and problems, and an import that was written."""
    contenido = write_hoja_iii_1(total="90%", encabezados={"ponderacion": "Peso relativo"})
    upload_and_read(ejercicio, directora, maule=contenido)
    Importacion.objects.create(
        ejercicio=ejercicio,
        region=Region.objects.get(cut="07"),
        actor=directora,
        archivo="maule.xlsx",
        sha256="0" * 64,
        lote=uuid4(),
        resumen={"objetivos": {"nueva": 4, "igual": 2}},
    )


def build_enviado(ejercicio: Ejercicio, personas: dict[str, Usuario]) -> None:
    """A programme under review: a row approved, a row observed and answered."""
    build_lleno(ejercicio, personas)
    envio = send(load_programa(), personas[DIRECCION], justificaciones={"V2": "Así se acordó"})
    approve_filas(envio, personas[REVISION], "2009-07-III.1-01.1")
    observe_fila(envio, personas[REVISION], "2009-07-III.1-02.1")
    reply_observacion(observacion=Observacion.objects.get(), actor=personas[DIRECCION], texto="Se precisó")
    send_informe_corregido(personas)


def send_informe_corregido(personas: dict[str, Usuario]) -> None:
    """The report of a corte under review for the second time, with a row that changed and was observed."""
    corte = Corte.objects.select_related("ejercicio").get()
    informe = InformeAvance.objects.create(
        corte=corte,
        region=Region.objects.get(cut="07"),
        estado=EstadoPrograma.ENVIADO,
        enviado_por=personas[DIRECCION],
        enviado_en=timezone.now(),
    )
    for texto in ("Se hicieron diez mesas", "Se hicieron doce mesas"):
        corte.analisis.update(avance_efectivo=texto)
        contenido = load_informe(corte.ejercicio, informe.region, corte).contenido
        envio = keep_envio(Envio(informe=informe, enviado_por=personas[DIRECCION], contenido=contenido))
    observe_fila(envio, personas[REVISION], "2009-07-III.1-A01")


def build_observado(ejercicio: Ejercicio, personas: dict[str, Usuario]) -> None:
    """What was sent is given back, with its remarks."""
    build_enviado(ejercicio, personas)
    leido = load_programa()
    return_programa(programa=leido, actor=personas[REVISION], texto="Faltan filas", version=leido.version)


def build_aprobado(ejercicio: Ejercicio, personas: dict[str, Usuario]) -> None:
    """Formulation locked, corte closed, rows validated, and a claim in its time."""
    build_lleno(ejercicio, personas)
    leido = load_programa()
    approve_filas(send(leido, personas[DIRECCION], justificaciones={"V2": "Así se acordó"}), personas[REVISION])
    leido = load_programa()
    approve_programa(programa=leido, actor=personas[REVISION], version=leido.version)
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.APROBADO)
    Corte.objects.update(estado=EstadoCorte.CERRADO)
    Compromiso.objects.update(declarado="si", validado="si", validado_por=personas[REVISION])
    Compromiso.objects.filter(orden=1, objetivo__orden=1).update(validado="no", motivo="Sin presupuesto")
    Indicador.objects.update(resultado="100%")
    hoy = timezone.localdate()
    Ejercicio.objects.update(
        etapa=Etapa.EVALUACION,
        exige_evidencia=False,
        reclamos_desde=hoy - timedelta(days=1),
        reclamos_hasta=hoy + timedelta(days=1),
    )
    fila = Compromiso.objects.get(codigo=FILA["codigo"])
    present_reclamo(compromiso=fila, pide="si", fundamento="El acta está", actor=personas[DIRECCION])


def build_cerrado(ejercicio: Ejercicio, personas: dict[str, Usuario]) -> None:
    """The year closed, with its verdict frozen."""
    build_aprobado(ejercicio, personas)
    Reclamo.objects.update(estado="RECHAZADO", resolucion="El acta no lo prueba", resuelto_por=personas["otra"])
    Reclamo.objects.update(resuelto_en=timezone.now())
    ayer = timezone.localdate() - timedelta(days=1)
    Ejercicio.objects.update(reclamos_hasta=ayer)
    ejercicio.refresh_from_db()
    change_etapa(ejercicio=ejercicio, etapa=Etapa.CERRADO, actor=personas["administradora"])


ESTADOS: dict[str, Callable[[Ejercicio, dict[str, Usuario]], None]] = {
    "vacio": build_vacio,
    "lleno": build_lleno,
    "enviado": build_enviado,
    "observado": build_observado,
    "aprobado": build_aprobado,
    "cerrado": build_cerrado,
}


@pytest.fixture
def personas(
    directora_maule: Usuario, revisora: Usuario, administradora: Usuario, auditor: Usuario
) -> dict[str, Usuario]:
    otro = Servicio.objects.create(codigo="otro", sigla="OTRO", nombre="Otro servicio")
    Ejercicio.objects.create(servicio=otro, anio=2009)
    revisora.asignaciones.create(servicio=otro, rol="CENTRAL", desde=date(2009, 1, 1))
    return {DIRECCION: directora_maule, REVISION: revisora, "administradora": administradora, "otra": auditor}


def build_camino(nombre: str, argumentos: dict[str, Any]) -> str:
    """The address of a page; of a row that has a number, that of the first one, and of a certificate the last."""
    if nombre == "certificado_publico" and (certificado := Certificado.objects.last()):
        return reverse(nombre, args=[str(certificado)])
    modelo = PK.get(nombre, Observacion if nombre.startswith("observacion_") else None)
    if modelo is None:
        return reverse(nombre, kwargs=argumentos)
    return reverse(nombre, kwargs=argumentos | {"pk": modelo.objects.values_list("pk", flat=True).first() or 0})


def is_pagina(respuesta: Any) -> bool:
    return respuesta.status_code == 200 and respuesta.headers["Content-Type"].startswith("text/html")


def get_paginas(usuario: Usuario) -> Iterator[tuple[str, str, Any]]:
    """Every page that there is for somebody: its name, address and answer."""
    cliente = Client()
    cliente.force_login(usuario)
    for nombre, argumentos in (*PAGINAS.items(), *OTRAS):
        camino = build_camino(nombre, argumentos)
        respuesta = cliente.get(camino)
        if is_pagina(respuesta):
            yield nombre, camino, respuesta


def test_every_page_that_answers_get_is_in_the_table(client: Client, administradora: Usuario) -> None:
    client.force_login(administradora)
    ejemplos = {"slug": "sernam", "int": 2009, "str": "2009-06-30"}
    responden = set()
    for patron in urls.urlpatterns:
        tipos = dict(re.findall(r"<(?P<tipo>\w+):(?P<nombre>\w+)>", str(patron.pattern)))
        argumentos = {nombre: ejemplos[tipo] for tipo, nombre in re.findall(r"<(\w+):(\w+)>", str(patron.pattern))}
        assert set(tipos) <= set(ejemplos)
        if client.get(reverse(patron.name, kwargs=argumentos)).status_code != 405:
            responden.add(patron.name)
    assert responden == set(PAGINAS) | SIN_PAGINA


def test_every_page_is_looked_at_in_some_state(
    ejercicio: Ejercicio, corte: Corte, personas: dict[str, Usuario]
) -> None:
    vistas = set()
    for estado in ("observado", "aprobado", "cerrado"):
        with transaction.atomic():
            ESTADOS[estado](ejercicio, personas)
            vistas |= {nombre for rol in (DIRECCION, REVISION) for nombre, _, _ in get_paginas(personas[rol])}
            transaction.set_rollback(True)
        ejercicio.refresh_from_db()
    assert vistas == set(PAGINAS)


@pytest.mark.parametrize("rol", [DIRECCION, REVISION])
@pytest.mark.parametrize("estado", ESTADOS)
def test_no_page_has_a_fault_nor_overflows(
    sala: Sala, ejercicio: Ejercicio, corte: Corte, personas: dict[str, Usuario], estado: str, rol: str
) -> None:
    ESTADOS[estado](ejercicio, personas)
    faltas = {
        nombre: hallado
        for nombre, camino, respuesta in get_paginas(personas[rol])
        if (hallado := sala.find_faltas(nombre, respuesta, camino))
    }
    assert faltas == {}


@pytest.mark.parametrize("rol", [DIRECCION, REVISION])
def test_no_form_sent_wrong_has_a_fault_nor_overflows(
    sala: Sala, ejercicio: Ejercicio, corte: Corte, personas: dict[str, Usuario], rol: str
) -> None:
    build_observado(ejercicio, personas)
    cliente = Client()
    cliente.force_login(personas[rol])
    faltas = {}
    for nombre, (argumentos, datos) in ERRORES.items():
        camino = build_camino(nombre, argumentos)
        respuesta = cliente.post(camino, datos)
        if is_pagina(respuesta) and (hallado := sala.find_faltas(nombre, respuesta, camino)):
            faltas[nombre] = hallado
    assert faltas == {}
