"""What people were told against what is stored: lost, twice, there though refused, or written over unseen.

It asks the tables by itself: of the application it uses the models alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.files.storage import default_storage

from programas.enums import EstadoCorte
from programas.models import (
    AnalisisAvance,
    Avance,
    Borrador,
    Compromiso,
    Corte,
    DocumentoGenerado,
    Evidencia,
    Importacion,
    Indicador,
    LibroCargado,
)
from regiones.enums import Acto
from regiones.models import Registro
from tests.estres.libreta import Acta, Clase, Libreta, Respuesta

# Where each act is written: table and field. The text of a validation is in its line of the record.
LUGARES: dict[Clase, tuple[type[Any], str]] = {
    Clase.DECLARACION: (Compromiso, "motivo"),
    Clase.RESULTADO: (Indicador, "resultado"),
    Clase.AVANCE: (Avance, "texto"),
    Clase.EVIDENCIA: (Evidencia, "descripcion"),
    Clase.ANALISIS: (AnalisisAvance, "avance_efectivo"),
    Clase.PLANILLA: (Indicador, "texto"),
}
CON_ARCHIVO = (
    (Evidencia, "archivo"),
    (LibroCargado, "original"),
    (Importacion, "original"),
    (DocumentoGenerado, "archivo"),
)


@dataclass(frozen=True, slots=True)
class Linea:
    """A line of the record that says a text: of which row, and what stood there before."""

    objeto: int
    antes: str


@dataclass(frozen=True, slots=True)
class Guardado:
    """What is stored of a kind of act: its lines by text, what each row must say last, and what the rows say."""

    lineas: dict[str, list[Linea]]
    ultimos: dict[int, str]
    filas: dict[int, str]

    def count_filas(self, marca: str) -> int:
        return sum(valor == marca for valor in self.filas.values())


def load_guardado(clase: Clase) -> Guardado:
    modelo, campo = LUGARES[clase]
    lineas: dict[str, list[Linea]] = defaultdict(list)
    ultimos: dict[int, str] = {}
    contadas = Registro.objects.filter(clase=modelo._meta.label_lower).order_by("pk")
    for objeto, antes, despues in contadas.values_list("objeto", "antes", "despues").iterator():
        if campo in despues:
            lineas[despues[campo]].append(Linea(objeto, antes.get(campo, "")))
            ultimos[objeto] = despues[campo]
    return Guardado(lineas, ultimos, dict(modelo._base_manager.values_list("pk", campo)))


def load_validaciones() -> Guardado:
    lineas: dict[str, list[Linea]] = defaultdict(list)
    for motivo, objeto in Registro.objects.filter(acto=Acto.VALIDAR).values_list("motivo", "objeto"):
        lineas[motivo].append(Linea(objeto, ""))
    return Guardado(lineas, {}, {})


@dataclass(slots=True)
class Cuenta:
    """How the acts of a kind ended, and what is wrong with them."""

    clase: Clase
    aceptadas: int = 0
    rechazadas: int = 0
    inciertas: int = 0
    inciertas_presentes: int = 0
    perdidas: int = 0
    duplicadas: int = 0
    indebidas: int = 0
    pisadas: int = 0


@dataclass(frozen=True, slots=True)
class Juicio:
    """What was found: the acts by kind, every fault in words, and the files that what fell left behind."""

    cuentas: list[Cuenta]
    problemas: list[str]
    de_caidas: int


def judge(libreta: Libreta) -> Juicio:
    """Everything that people were told, against everything that is stored."""
    cuentas, problemas = check_actas(libreta.actas)
    de_caidas, sobrantes = list_sobrantes(libreta.actas)
    problemas += check_evidencias(libreta.actas) + check_borradores(libreta.borradores) + check_cortes()
    return Juicio(cuentas, problemas + sobrantes, de_caidas)


def check_actas(actas: Iterable[Acta]) -> tuple[list[Cuenta], list[str]]:
    """Each act against the record and its row: the counts by kind, and every fault in words."""
    por_clase: dict[Clase, list[Acta]] = defaultdict(list)
    for acta in actas:
        por_clase[acta.clase].append(acta)
    cuentas, problemas = [], []
    for clase in Clase:
        guardado = load_guardado(clase) if clase in LUGARES else load_validaciones()
        cuenta = Cuenta(clase)
        for acta in por_clase[clase]:
            problemas += check_acta(acta, guardado, cuenta)
        problemas += [
            f"{clase}: la fila n.º {objeto} no dice lo último que cuenta el registro: «{ultimo}»"
            for objeto, ultimo in guardado.ultimos.items()
            if guardado.filas.get(objeto) != ultimo
        ]
        cuentas.append(cuenta)
    return cuentas, problemas


def check_acta(acta: Acta, guardado: Guardado, cuenta: Cuenta) -> Iterator[str]:
    lineas = guardado.lineas.get(acta.marca, [])
    veces = max(len(lineas), guardado.count_filas(acta.marca))
    match acta.respuesta:
        case Respuesta.ACEPTADA:
            cuenta.aceptadas += 1
            if not lineas or (
                acta.clase in (Clase.AVANCE, Clase.EVIDENCIA) and not guardado.count_filas(acta.marca)
            ):
                cuenta.perdidas += 1
                yield f"perdida: {acta.marca} se aceptó y no está"
        case Respuesta.RECHAZADA:
            cuenta.rechazadas += 1
            if veces:
                cuenta.indebidas += 1
                yield f"indebida: {acta.marca} se rechazó y está"
        case Respuesta.INCIERTA:
            cuenta.inciertas += 1
            cuenta.inciertas_presentes += bool(veces)
    if veces > 1:
        cuenta.duplicadas += 1
        yield f"duplicada: {acta.marca} está {veces} veces"
    if acta.visto is not None and any(linea.antes != acta.visto for linea in lineas):
        cuenta.pisadas += 1
        yield f"pisada: {acta.marca} reemplazó «{lineas[0].antes}» y su formulario mostraba «{acta.visto}»"


def check_evidencias(actas: Iterable[Acta]) -> list[str]:
    """The bytes of every acknowledged document are the ones that were sent."""
    enviadas = {
        a.marca: a.sha256 for a in actas if a.clase is Clase.EVIDENCIA and a.respuesta is Respuesta.ACEPTADA
    }
    problemas = []
    for evidencia in Evidencia.objects.filter(descripcion__in=enviadas):
        try:
            with evidencia.archivo.open("rb") as abierto:
                leido = sha256(abierto.read()).hexdigest()
        except FileNotFoundError:
            problemas.append(f"archivo: no está el de {evidencia.descripcion}")
            continue
        if not leido == evidencia.sha256 == enviadas[evidencia.descripcion]:
            problemas.append(f"archivo: el de {evidencia.descripcion} no es el que se envió")
    return problemas


def list_sobrantes(actas: Iterable[Acta]) -> tuple[int, list[str]]:
    """Files that no row names: how many were on their way when a process was killed, and the others."""
    nombrados = {
        ruta for modelo, campo in CON_ARCHIVO for ruta in modelo._base_manager.values_list(campo, flat=True)
    }
    dudosos = {acta.sha256 for acta in actas if acta.clase is Clase.EVIDENCIA and acta.dudosa}
    de_caidas, otros = 0, []
    for ruta in walk_archivos(""):
        if ruta in nombrados:
            continue
        with default_storage.open(ruta) as abierto:
            de_caida = sha256(abierto.read()).hexdigest() in dudosos
        de_caidas += de_caida
        otros += [] if de_caida else [f"sobra: ninguna fila nombra el archivo {ruta}"]
    return de_caidas, otros


def walk_archivos(carpeta: str) -> Iterator[str]:
    carpetas, archivos = default_storage.listdir(carpeta)
    for nombre in archivos:
        yield f"{carpeta}/{nombre}" if carpeta else nombre
    for nombre in carpetas:
        yield from walk_archivos(f"{carpeta}/{nombre}" if carpeta else nombre)


def check_borradores(esperados: dict[tuple[str, str], set[str | None]]) -> list[str]:
    """Each draft says the last that its author was told to be kept."""
    filas = Borrador.objects.values_list("usuario__username", "clave", "datos")
    guardados = {(usuario, clave): "".join(datos.get("avance_efectivo", [""])) for usuario, clave, datos in filas}
    return [
        f"borrador {clave} de {usuario}: dice «{guardados.get((usuario, clave))}»"
        for (usuario, clave), textos in esperados.items()
        if guardados.get((usuario, clave)) not in textos
    ]


def check_cortes() -> list[str]:
    """No analysis was written in a corte after the line that closed it."""
    problemas = []
    for corte in Corte.objects.filter(estado=EstadoCorte.CERRADO):
        cierre = Registro.objects.filter(
            clase=Corte._meta.label_lower, objeto=corte.pk, acto=Acto.CERRAR_CORTE
        ).latest("pk")
        propios = AnalisisAvance.objects.filter(corte=corte).values("pk")
        tarde = Registro.objects.filter(
            clase=AnalisisAvance._meta.label_lower, objeto__in=propios, pk__gt=cierre.pk
        ).exclude(acto=Acto.ADJUNTAR)
        problemas += [
            f"corte: {codigo} se escribió con el corte cerrado"
            for codigo in tarde.values_list("codigo", flat=True)
        ]
    return problemas
