"""The evidence of a commitment: which counts, and what was replaced or withdrawn."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.timezone import localtime

from programas.models import Compromiso, Evidencia, MedioVerificacion
from regiones.models import Registro

MEGA = 1024 * 1024


@dataclass(frozen=True, slots=True)
class EvidenciaMostrada:
    """A file as people see it. ``situacion`` says why it no longer counts; empty while it does."""

    id: int
    version: int
    nombre: str
    tamano: str
    sha256: str
    fecha_documento: date
    descripcion: str
    quien: str
    cuando: datetime
    situacion: str

    @property
    def vigente(self) -> bool:
        return not self.situacion


@dataclass(frozen=True, slots=True)
class GrupoEvidencias:
    """The evidence against one means of verification; ``medio`` is ``None`` for that of the row as a whole."""

    medio: int | None
    texto: str
    vigentes: tuple[EvidenciaMostrada, ...]
    anteriores: tuple[EvidenciaMostrada, ...]


@dataclass(frozen=True, slots=True)
class EvidenciasDeFila:
    """By means of verification, and beside each progress entry, by its key."""

    grupos: tuple[GrupoEvidencias, ...]
    por_avance: dict[int, tuple[EvidenciaMostrada, ...]]
    vigentes: int

    @property
    def sin_prueba(self) -> int:
        """How many means of verification have nothing that proves them."""
        return sum(1 for grupo in self.grupos if grupo.medio is not None and not grupo.vigentes)


def query_vigentes(compromiso: Compromiso) -> QuerySet[Evidencia]:
    """The evidence in force of a commitment: neither replaced by a new version nor withdrawn."""
    return filter_vigentes(Evidencia.objects.filter(compromiso=compromiso))


def filter_vigentes(evidencias: QuerySet[Evidencia]) -> QuerySet[Evidencia]:
    return evidencias.filter(retirada_en__isnull=True, reemplazada_por__isnull=True)


def load_evidencias(compromiso: Compromiso) -> EvidenciasDeFila:
    """Everything ever added to a commitment, in three queries at most."""
    filas = list(compromiso.evidencias.select_related("subida_por", "retirada_por").order_by("subida_en", "pk"))
    reemplazadas = {fila.reemplaza_id for fila in filas}
    motivos = load_motivos(compromiso, [fila.pk for fila in filas if fila.retirada_en])
    por_medio: dict[int | None, list[EvidenciaMostrada]] = defaultdict(list)
    por_avance: dict[int, list[EvidenciaMostrada]] = defaultdict(list)
    for fila in filas:
        mostrada = show_evidencia(fila, fila.pk in reemplazadas, motivos.get(fila.pk, ""))
        if fila.avance_id is not None:
            por_avance[fila.avance_id].append(mostrada)
        else:
            por_medio[fila.medio_id].append(mostrada)
    medios = list(compromiso.medios.order_by("orden", "pk"))
    grupos = [build_grupo(medio, por_medio[medio.pk]) for medio in medios]
    if sueltas := por_medio[None]:
        grupos.append(build_grupo(None, sueltas))
    mostradas = [e for lista in (*por_medio.values(), *por_avance.values()) for e in lista]
    return EvidenciasDeFila(
        tuple(grupos),
        {avance: tuple(lista) for avance, lista in por_avance.items()},
        sum(evidencia.vigente for evidencia in mostradas),
    )


def build_grupo(medio: MedioVerificacion | None, filas: list[EvidenciaMostrada]) -> GrupoEvidencias:
    return GrupoEvidencias(
        medio.pk if medio else None,
        medio.texto if medio else "De la fila en general, sin un medio de verificación en particular",
        tuple(fila for fila in filas if fila.vigente),
        tuple(fila for fila in filas if not fila.vigente),
    )


def load_motivos(compromiso: Compromiso, ids: list[int]) -> dict[int, str]:
    """Why each evidence was withdrawn, by the record."""
    if not ids:
        return {}
    registros = Registro.objects.of_filas(compromiso.ambito.servicio_id, Evidencia, ids).exclude(motivo="")
    return dict(registros.values_list("objeto", "motivo"))


def show_evidencia(fila: Evidencia, reemplazada: bool, motivo: str) -> EvidenciaMostrada:
    situacion = ""
    if fila.retirada_en:
        situacion = f"Retirada por {fila.retirada_por} el {localtime(fila.retirada_en):%d-%m-%Y}: {motivo}"
    elif reemplazada:
        situacion = "Reemplazada por una versión posterior"
    return EvidenciaMostrada(
        fila.pk,
        fila.version,
        fila.nombre,
        show_tamano(fila.tamano),
        fila.sha256,
        fila.fecha_documento,
        fila.descripcion,
        str(fila.subida_por),
        fila.subida_en,
        situacion,
    )


def show_tamano(octetos: int) -> str:
    """«84 kB», «3,2 MB»: rounded up, so that no file weighs nothing."""
    if octetos < MEGA:
        return f"{-(-octetos // 1024)}\u00a0kB"
    decimas = -(-octetos * 10 // MEGA)
    return f"{decimas // 10},{decimas % 10}\u00a0MB"
