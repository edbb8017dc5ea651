"""Rows still to be declared, declared ones that lack what proves them, and lost ones that may be claimed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from programas import permissions
from programas.enums import Cumple
from programas.models import Compromiso, Evidencia, Reclamo
from programas.selectors import frases
from programas.selectors.criticos import describe_efecto
from programas.selectors.pendientes.tipos import Ambito, Pendiente
from programas.selectors.presentacion import show_cantidad
from programas.selectors.resultados import ProgramaEvaluado, TerritorioEvaluado

INCUMPLIDAS = (Cumple.NO.value, Cumple.PARCIAL.value)
DECLARAR, PROBAR, RECLAMAR = "declarar", "probar", "reclamar"


@dataclass(frozen=True, slots=True)
class FilaPendiente:
    """A row that owes something: what, and how many of its means of verification have no evidence."""

    falta: str
    codigo: str
    objetivo: str
    peso: int | None
    medios: int
    con_evidencia: bool
    territorio: TerritorioEvaluado
    programa: ProgramaEvaluado

    @property
    def critica(self) -> bool:
        """Whether its failure alone decides, as ``scoring`` tells it. A lost row decides no more."""
        return self.falta != RECLAMAR and self.territorio.cuenta and self.programa.is_critica(self.peso)


def list_compromisos(ambito: Ambito, hoy: date) -> list[Pendiente]:
    """What the rows owe: one query. Critical rows one by one, the others together by programme."""
    if not permissions.is_evaluable(ambito.ejercicio):
        return []
    filas = list(load_filas(ambito, hoy))
    pendientes = [show_critica(fila, ambito) for fila in filas if fila.critica]
    for falta in (DECLARAR, PROBAR):
        propias = [fila for fila in filas if fila.falta == falta and not fila.critica]
        pendientes += [show_grupo(grupo) for grupo in group_programas(propias)]
    return pendientes + [show_reclamable(fila, ambito) for fila in filas if fila.falta == RECLAMAR]


def load_filas(ambito: Ambito, hoy: date) -> Iterable[FilaPendiente]:
    vigentes = Evidencia.objects.filter(
        compromiso=OuterRef("pk"), retirada_en__isnull=True, reemplazada_por__isnull=True
    )
    de_medio = Evidencia.objects.filter(
        medio=OuterRef("medios"), retirada_en__isnull=True, reemplazada_por__isnull=True
    )
    medios_sin = Q(Q(medios__isnull=False), ~Exists(de_medio))
    condicion = Q(validado="", declarado__in=["", Cumple.SI])
    if permissions.in_plazo_de_reclamos(ambito.ejercicio, hoy):
        reclamados = Reclamo.objects.filter(compromiso=OuterRef("pk"))
        condicion |= Q(Q(validado__in=INCUMPLIDAS, declarado=Cumple.SI), ~Exists(reclamados))
    programa = "objetivo__programa"
    filas = (
        Compromiso.objects.filter(ambito.narrow(f"{programa}__region", "pk"), condicion)
        .filter(objetivo__programa__ejercicio=ambito.ejercicio)
        .annotate(con_evidencia=Exists(vigentes), sin_prueba=Count("medios", filter=medios_sin))
        .order_by(f"{programa}__region__orden", f"{programa}__tipo", "objetivo__orden", "orden", "pk")
        .values_list(
            *("codigo", "objetivo__texto", "ponderacion", "declarado", "validado"),
            *("con_evidencia", "sin_prueba", f"{programa}__region", f"{programa}__tipo"),
        )
    )
    for codigo, objetivo, peso, declarado, validado, con_evidencia, sin_prueba, region, tipo in filas:
        falta = find_falta(ambito, declarado, validado, con_evidencia, sin_prueba)
        if falta:
            territorio = ambito.territorios[region]
            yield FilaPendiente(
                *(falta, codigo, objetivo, peso, sin_prueba, con_evidencia),
                *(territorio, territorio.programas[tipo]),
            )


def find_falta(ambito: Ambito, declarado: str, validado: str, con_evidencia: bool, sin_prueba: int) -> str:
    if validado:
        return RECLAMAR
    if not declarado:
        return DECLARAR
    return PROBAR if ambito.ejercicio.exige_evidencia and (sin_prueba or not con_evidencia) else ""


def group_programas(filas: list[FilaPendiente]) -> Iterable[list[FilaPendiente]]:
    grupos: dict[int | None, list[FilaPendiente]] = {}
    for fila in filas:
        grupos.setdefault(fila.programa.id, []).append(fila)
    return grupos.values()


def show_critica(fila: FilaPendiente, ambito: Ambito) -> Pendiente:
    return Pendiente(
        que=describe_falta(fila),
        donde=name_fila(fila),
        porque=f"{describe_efecto(fila.territorio, fila.programa, fila.peso, ambito.ejercicio.lectura)}.",
        boton="Declarar" if fila.falta == DECLARAR else "Adjuntar evidencia",
        pagina="compromiso",
        argumentos=(fila.codigo,),
        critico=True,
        detalle=fila.objetivo,
    )


def describe_falta(fila: FilaPendiente) -> str:
    if fila.falta == DECLARAR:
        return "Declarar si se cumplió"
    if not fila.con_evidencia:
        return "Adjuntar la evidencia del «sí» declarado"
    return f"Adjuntar la evidencia de {show_cantidad(fila.medios, 'medio', 'medios')} de verificación"


def show_grupo(filas: list[FilaPendiente]) -> Pendiente:
    """The rows of one programme that lack the same; alone, the row itself."""
    primera, cuantas = filas[0], len(filas)
    programa, territorio = primera.programa, primera.territorio
    una = cuantas == 1
    if primera.falta == DECLARAR:
        que = "Declarar si se cumplió" if una else f"Declarar {cuantas} compromisos"
        porque, boton = frases.describe_programa(programa), "Declarar"
    else:
        que = describe_falta(primera) if una else f"Adjuntar la evidencia de {cuantas} compromisos declarados «sí»"
        porque, boton = "Lo declarado se valida con sus documentos a la vista.", "Adjuntar evidencia"
    return Pendiente(
        que=que,
        donde=name_fila(primera) if una else f"{programa.tipo} de {territorio.nombre}",
        porque=porque,
        boton=boton if una else f"Ver las {cuantas} filas",
        pagina="compromiso" if una else "programa",
        argumentos=(primera.codigo,) if una else (territorio.cut, programa.tipo),
        detalle=primera.objetivo if una else "",
    )


def show_reclamable(fila: FilaPendiente, ambito: Ambito) -> Pendiente:
    return Pendiente(
        que="Decidir si reclama de la validación",
        donde=name_fila(fila),
        porque="Se declaró «sí» y la unidad central lo validó como no cumplido.",
        boton="Reclamar",
        pagina="reclamo_nuevo",
        argumentos=(fila.codigo,),
        plazo=ambito.ejercicio.reclamos_hasta,
        detalle=fila.objetivo,
    )


def name_fila(fila: FilaPendiente) -> str:
    return f"{fila.programa.tipo} de {fila.territorio.nombre} · {fila.codigo}"
