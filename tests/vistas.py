"""The pages that the guide speaks of: in which state of the year, by whom, and which part is its picture.

One table for the pictures (``make capturas``) and for the test that looks for what the guide quotes.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from programas.enums import EstadoCorte, EstadoPrograma, Etapa, Ponderacion
from programas.management.commands.load_demostracion import CLAVE, DATOS
from programas.models import (
    AnalisisAvance,
    Carga,
    Compromiso,
    Corte,
    Ejercicio,
    Importacion,
    Indicador,
    ProgramaTrabajo,
    Reclamo,
)
from programas.planillas.guardados import build_lector
from programas.scoring import parse_peso
from programas.services.cargas import apply_libro
from programas.services.cierre import freeze_cierre
from programas.services.demostracion import create_demostracion, create_regiones
from programas.services.edicion import add_fila
from programas.services.formulacion import copy_filas_anteriores
from programas.services.observaciones import reply_observacion
from programas.services.reclamos import present_reclamo
from programas.services.revision import return_programa
from regiones.models import Region, Usuario
from tests.cargas import list_libros, upload_and_read, write_hoja_iii_1
from tests.programas.revisiones import approve_filas, load_programa, observe_fila, send

CON_PESOS = ("30", "30", "20", "10")
PROPIO = "2010-07-III.1"
MAULE, CENTRAL, ADMINISTRACION = "direccion.maule", "unidad.central", "administracion"
JEFATURA, REVISION = "jefatura.central", "revision.central"
# Of the territories of the demonstration, those that the guide opens: enough for its words.
TERRITORIOS = ("03", "07", "11")


@dataclass(frozen=True, slots=True)
class Vista:
    """A page as a person sees it. Without ``usuario``, as who has not logged in.

    ``parte`` is the selector of what is pictured, or «» when only its words matter; ``alto`` is how much of it, on
    a desktop and on a phone.
    """

    usuario: str
    camino: str
    parte: str = "main"
    alto: tuple[int, int] = (620, 700)


def get_persona(usuario: str) -> Usuario:
    return Usuario.objects.get(username=usuario)


def load_demostracion_chica() -> None:
    """The demonstration with a few of its territories, and without the real workbook of Nivel Central."""
    datos = json.loads(DATOS.read_text(encoding="utf-8"))
    de_todos = datos["respuestas"]["territorios"]
    datos["respuestas"]["territorios"] = {cut: de_todos[cut] for cut in TERRITORIOS}
    create_regiones(datos=datos, ejercicio=create_demostracion(datos=datos, clave=CLAVE))


# -- the states --------------------------------------------------------------------------------------------------


def leave(ejercicio: Ejercicio) -> None:
    """The year as the demonstration brings it."""


def formulate(ejercicio: Ejercicio) -> None:
    """The next year begins: Maule copies four rows of III.1, whose weights do not add up yet, and has no III.3."""
    directora, region = get_persona(MAULE), Region.objects.get(cut="07")
    nuevo = Ejercicio.objects.create(servicio=ejercicio.servicio, anio=2010)
    for tipo in ("III.1", "III.2"):
        add_fila(fila=ProgramaTrabajo(ejercicio=nuevo, region=region, tipo=tipo), actor=directora)
    programa = load_programa(PROPIO)
    anteriores = [f"2009-07-III.1-{orden:02d}" for orden in range(1, len(CON_PESOS) + 1)]
    copy_filas_anteriores(programa=programa, codigos=anteriores, actor=directora)
    ProgramaTrabajo.objects.filter(pk=programa.pk).update(ponderacion=Ponderacion.MANUAL)
    for orden, peso in enumerate(CON_PESOS, start=1):
        filas = Compromiso.objects.filter(objetivo__programa=programa, objetivo__orden=orden)
        filas.update(ponderacion=parse_peso(peso))


def formulate_and_send(ejercicio: Ejercicio) -> None:
    """That programme under review: a row approved, and a row observed and answered."""
    formulate(ejercicio)
    programa = load_programa(PROPIO)
    envio = send(
        programa, get_persona(MAULE), justificaciones={"V1": "Falta acordar una quinta fila con la seremi."}
    )
    revisora = get_persona(REVISION)
    approve_filas(envio, revisora, f"{PROPIO}-01.1")
    observe_fila(envio, revisora, f"{PROPIO}-02.1", "Precise en cuántos municipios.")
    observacion = programa.observaciones.get()
    reply_observacion(observacion=observacion, actor=get_persona(MAULE), texto="En ocho municipios.")


def formulate_and_return(ejercicio: Ejercicio) -> None:
    """That programme given back, with a remark to answer."""
    formulate(ejercicio)
    programa = load_programa(PROPIO)
    ProgramaTrabajo.objects.filter(pk=programa.pk).update(ponderacion=Ponderacion.UNIFORME)
    envio = send(programa, get_persona(MAULE))
    revisora = get_persona(REVISION)
    observe_fila(envio, revisora, f"{PROPIO}-02.1", "Precise en cuántos municipios.")
    leido = load_programa(PROPIO)
    return_programa(programa=leido, actor=revisora, texto="", version=leido.version)


def leave_sin_analizar(ejercicio: Ejercicio) -> None:
    """Maule still owes two analyses, and one corte is still to be opened."""
    AnalisisAvance.objects.filter(objetivo__codigo__in=("2009-07-III.1-01", "2009-07-III.1-02")).delete()
    fecha = ejercicio.cortes.get().fecha_medicion
    Corte.objects.create(
        ejercicio=ejercicio,
        fecha_medicion=fecha.replace(month=9),
        plazo=fecha.replace(month=10, day=15),
        estado=EstadoCorte.PREVISTO,
    )


def close_corte(ejercicio: Ejercicio) -> None:
    ejercicio.cortes.update(estado=EstadoCorte.CERRADO)


def upload_con_pregunta(ejercicio: Ejercicio) -> None:
    """A workbook whose heading nobody knows."""
    upload_libro(ejercicio, encabezados={"ponderacion": "Peso relativo"})


def upload_listo(ejercicio: Ejercicio) -> None:
    """A workbook ready to be applied."""
    upload_libro(ejercicio)


def upload_and_apply(ejercicio: Ejercicio) -> None:
    """A workbook that was written."""
    upload_libro(ejercicio)
    libro = list_libros(ejercicio.cargas.get())[0]
    apply_libro(
        libro=libro,
        actor=get_persona(JEFATURA),
        version=libro.version,
        lector=build_lector(ejercicio),
        motivo="",
    )


def upload_libro(ejercicio: Ejercicio, **cambios: object) -> None:
    contenido = write_hoja_iii_1(region="NIVEL CENTRAL", **cambios)
    upload_and_read(ejercicio, get_persona(JEFATURA), **{"nivel-central": contenido})


def evaluate(ejercicio: Ejercicio) -> None:
    """The time of claims: a row of Maule was declared «sí» and validated «parcial»."""
    hoy = timezone.localdate()
    Compromiso.objects.filter(codigo="2009-07-III.1-02.1").update(
        validado="parcial", motivo="El informe no trae dos municipios."
    )
    Ejercicio.objects.filter(pk=ejercicio.pk).update(
        etapa=Etapa.EVALUACION, reclamos_desde=hoy - timedelta(days=1), reclamos_hasta=hoy + timedelta(days=5)
    )


def claim(ejercicio: Ejercicio) -> None:
    """That claim, presented."""
    evaluate(ejercicio)
    fila = Compromiso.objects.get(codigo="2009-07-III.1-02.1")
    present_reclamo(
        compromiso=fila,
        pide="si",
        fundamento="Los dos municipios están en la última hoja.",
        actor=get_persona(MAULE),
    )


def decide_todo(ejercicio: Ejercicio) -> None:
    """Nothing keeps the year from being closed."""
    ayer = timezone.localdate() - timedelta(days=1)
    ProgramaTrabajo.objects.update(ponderacion=Ponderacion.UNIFORME, estado=EstadoPrograma.APROBADO)
    Compromiso.objects.filter(validado="").update(validado="si", declarado="si")
    Compromiso.objects.exclude(validado="si").filter(motivo="").update(motivo="No se completaron las actividades.")
    Compromiso.objects.filter(declarado="").update(declarado=F("validado"))
    Indicador.objects.filter(resultado="").update(resultado=F("meta"))
    Corte.objects.update(estado=EstadoCorte.CERRADO)
    Ejercicio.objects.filter(pk=ejercicio.pk).update(
        etapa=Etapa.EVALUACION, exige_evidencia=False, reclamos_desde=ayer, reclamos_hasta=ayer
    )


def close(ejercicio: Ejercicio) -> None:
    """The year closed, with its certificate."""
    decide_todo(ejercicio)
    ejercicio.refresh_from_db()
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=Etapa.CERRADO)
    ejercicio.refresh_from_db()
    freeze_cierre(ejercicio=ejercicio, actor=get_persona(ADMINISTRACION), motivo="")


# -- the pages ---------------------------------------------------------------------------------------------------

ANIO, MESA = "/sernam/2009/", "/sernam/2010/territorios/07/III.1/"
FILA = f"{ANIO}compromisos/2009-07-III.3-03.1/"
DECLARADA = f"{ANIO}compromisos/2009-07-III.1-11.1/"
CORTE = f"{ANIO}territorios/07/III.4/2009-06-30/"

ESTADOS: dict[str, tuple[Callable[[Ejercicio], None], dict[str, Vista]]] = {
    "en curso": (
        leave,
        {
            "pendientes": Vista(MAULE, f"{ANIO}pendientes/"),
            "territorio": Vista(MAULE, f"{ANIO}territorios/07/", alto=(560, 700)),
            "compromiso": Vista(MAULE, FILA),
            "avance": Vista(MAULE, FILA, "#avances", (760, 900)),
            "evidencia": Vista(MAULE, f"{FILA}evidencias/nueva/", ".panel >> nth=0"),
            "declaracion": Vista(MAULE, f"{FILA}declaracion/", ".panel >> nth=0", (760, 900)),
            "por-validar": Vista(CENTRAL, f"{ANIO}discrepancias/"),
            "validacion": Vista(CENTRAL, f"{DECLARADA}validacion/", ".panel >> nth=0", (900, 1000)),
            "observar-lo-declarado": Vista(CENTRAL, f"{DECLARADA}observacion/", "main", (480, 600)),
            "planillas": Vista(ADMINISTRACION, f"{ANIO}planillas/", "main", (560, 700)),
            "planillas-territorio": Vista(MAULE, f"{ANIO}planillas/", "main", (620, 760)),
            "tablero": Vista(CENTRAL, ANIO, "main", (900, 800)),
            "alerta": Vista(CENTRAL, f"{ANIO}alerta/", "main", (700, 760)),
            "esfuerzo": Vista(CENTRAL, f"{ANIO}esfuerzo/", "", (0, 0)),
            "evolucion": Vista(CENTRAL, f"{ANIO}evolucion/", "main", (700, 760)),
            "calidad": Vista(CENTRAL, f"{ANIO}calidad/", "", (0, 0)),
            "calculo": Vista(CENTRAL, f"{ANIO}calculo/", "main", (620, 760)),
            "lecturas": Vista(CENTRAL, f"{ANIO}lecturas/", "main", (620, 760)),
            "programa": Vista(MAULE, f"{ANIO}territorios/07/III.1/", "[aria-labelledby=calculo]", (640, 800)),
            "explicacion": Vista(MAULE, f"{ANIO}territorios/07/explicacion/", "", (0, 0)),
            "simulacion": Vista(CENTRAL, f"{ANIO}simulacion/?f=03.1-09.1s&v=03.1", "main", (620, 760)),
            "evaluacion": Vista(ADMINISTRACION, f"{ANIO}evaluacion/", ""),
            "documentos": Vista(CENTRAL, f"{ANIO}documentos/", "main", (560, 760)),
            "paquetes": Vista(CENTRAL, f"{ANIO}evidencias/", ""),
            "lista": Vista(CENTRAL, f"{ANIO}listas/compromisos/", "main", (620, 760)),
            "auditoria": Vista("auditoria", f"{ANIO}auditoria/11/", "main", (620, 760)),
            "historial": Vista("auditoria", f"{ANIO}historial/", "main", (700, 760)),
            "ingresar": Vista("", "/ingresar/", ""),
            "clave-olvidada": Vista("", "/cuenta/clave/olvidada/", ""),
            "cuenta": Vista(MAULE, "/cuenta/", "main", (620, 760)),
            "clave": Vista(MAULE, "/cuenta/clave/", ""),
            "factor": Vista(MAULE, "/cuenta/segundo-factor/", ""),
            "factor-nuevo": Vista(MAULE, "/cuenta/segundo-factor/nuevo/", ""),
            "fichas": Vista(MAULE, "/cuenta/fichas/", ""),
            "ingresos": Vista(ADMINISTRACION, "/ingresos/", ""),
            "administracion": Vista(ADMINISTRACION, "/admin/", ""),
            "ejercicio-nuevo": Vista(ADMINISTRACION, "/admin/programas/ejercicio/add/", "#content", (640, 760)),
            "ejercicio": Vista(ADMINISTRACION, "admin:programas_ejercicio_change", ""),
            "persona": Vista(ADMINISTRACION, "admin:regiones_usuario_change", ""),
            "corte-nuevo": Vista(ADMINISTRACION, "/admin/programas/corte/add/", ""),
            "usuario-nuevo": Vista(ADMINISTRACION, "/admin/regiones/usuario/add/", ""),
            "asignacion-nueva": Vista(ADMINISTRACION, "/admin/regiones/asignacion/add/", "#content", (560, 760)),
        },
    ),
    "formulación": (
        formulate,
        {
            "sin-programa": Vista(MAULE, "/sernam/2010/territorios/07/III.3/formulacion/", "", (0, 0)),
            "mesa": Vista(MAULE, f"{MESA}formulacion/", "main", (700, 860)),
            "mesa-instancias": Vista(MAULE, "/sernam/2010/territorios/07/III.2/formulacion/", ""),
            "fila": Vista(MAULE, f"{MESA}formulacion/filas/nueva/", "form.forma", (1000, 1040)),
            "ponderacion": Vista(MAULE, f"{MESA}formulacion/ponderacion/", "main", (620, 760)),
            "datos-del-programa": Vista(MAULE, f"{MESA}formulacion/programa/", ""),
            "copia": Vista(MAULE, f"{MESA}formulacion/copia/", ""),
            "envio": Vista(MAULE, f"{MESA}envio/", "main", (700, 860)),
            "etapas": Vista(ADMINISTRACION, "/sernam/2010/evaluacion/", "[aria-labelledby=etapa]"),
        },
    ),
    "en revisión": (
        formulate_and_send,
        {
            "cola": Vista(REVISION, "/sernam/2010/revision/", "main", (560, 760)),
            "revision": Vista(REVISION, "/sernam/2010/revision/07/III.1/", "main", (860, 900)),
            "enviado": Vista(MAULE, MESA, "#tramite"),
        },
    ),
    "observado": (
        formulate_and_return,
        {
            "devuelto": Vista(MAULE, MESA, "#tramite"),
            "observaciones": Vista(MAULE, "/sernam/2010/observaciones/", "main", (480, 560)),
        },
    ),
    "por analizar": (
        leave_sin_analizar,
        {
            "informe": Vista(MAULE, CORTE, "main", (760, 860)),
            "analisis": Vista(MAULE, f"{CORTE}2009-07-III.1-01/", "form.forma", (860, 860)),
            "cortes": Vista(CENTRAL, f"{ANIO}cortes/", "main", (560, 700)),
        },
    ),
    "corte cerrado": (close_corte, {"corte-cerrado": Vista(CENTRAL, f"{ANIO}cortes/", "")}),
    "con pregunta": (upload_con_pregunta, {"pregunta": Vista(JEFATURA, "libro", "[aria-labelledby=preguntas]")}),
    "listo": (
        upload_listo,
        {
            "libro": Vista(JEFATURA, "libro", "main", (760, 860)),
            "carga": Vista(JEFATURA, "carga", ""),
        },
    ),
    "importado": (
        upload_and_apply,
        {
            "importacion": Vista(JEFATURA, "importacion", "main", (520, 640)),
            "deshacer": Vista(JEFATURA, "importacion_deshecha", ""),
        },
    ),
    "en evaluación": (
        evaluate,
        {
            "reclamos": Vista(MAULE, f"{ANIO}reclamos/", "main", (420, 520)),
            "reclamo-nuevo": Vista(
                MAULE, f"{ANIO}compromisos/2009-07-III.1-02.1/reclamo/", ".panel >> nth=0", (640, 760)
            ),
        },
    ),
    "reclamado": (claim, {"reclamo": Vista(REVISION, "reclamo", "main", (760, 860))}),
    "por cerrar": (
        decide_todo,
        {"por-cerrar": Vista(ADMINISTRACION, f"{ANIO}evaluacion/", "[aria-labelledby=etapa]")},
    ),
    "cerrado": (
        close,
        {
            "cierres": Vista(ADMINISTRACION, f"{ANIO}cierres/", ""),
            "cierre": Vista(ADMINISTRACION, f"{ANIO}cierres/1/", "main", (640, 760)),
            "reabrir": Vista(ADMINISTRACION, f"{ANIO}evaluacion/", ""),
        },
    ),
}


# The pages of a row that the state makes: the last one.
DE_UNA_FILA = {"carga": Carga, "libro": Carga, "importacion": Importacion, "importacion_deshecha": Importacion}
DE_UNA_FILA |= {"reclamo": Reclamo}
DE_LA_ADMINISTRACION = {"admin:programas_ejercicio_change": Ejercicio, "admin:regiones_usuario_change": Usuario}


def open_estado(estado: str) -> Iterator[tuple[str, Vista, str, HttpResponse]]:
    """Bring the demonstration to a state, and open each of its pages: name, what it is, address and answer."""
    prepare, vistas = ESTADOS[estado]
    prepare(Ejercicio.objects.select_related("servicio").get(anio=2009))
    for nombre, vista in vistas.items():
        cliente = Client()
        if vista.usuario:
            cliente.force_login(get_persona(vista.usuario))
        camino = build_camino(vista.camino)
        yield nombre, vista, camino, cliente.get(camino)


def build_camino(camino: str) -> str:
    if camino.startswith("/"):
        return camino
    if camino in DE_LA_ADMINISTRACION:
        return reverse(camino, args=[DE_LA_ADMINISTRACION[camino].objects.latest("pk").pk])
    argumentos = {"servicio": "sernam", "anio": 2009, "pk": DE_UNA_FILA[camino].objects.latest("pk").pk}
    return reverse(camino, kwargs=argumentos | ({"orden": 1} if camino == "libro" else {}))
