"""The last backup, audit and purge, as «Operación» shows them, and what of them asks for somebody's hand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max, Q
from django.utils import timezone

from programas.enums import ClaseMantencion, ResultadoMantencion
from programas.models import Mantencion
from programas.selectors.documentos_generados import show_peso
from programas.selectors.presentacion import EstadoMostrado, show_cantidad

ESTADOS = {
    ResultadoMantencion.BIEN: EstadoMostrado("Bien", "✓", "ok"),
    ResultadoMantencion.CON_FALLAS: EstadoMostrado("Con fallas", "!", "no"),
    ResultadoMantencion.FALLIDA: EstadoMostrado("No terminó", "✕", "no"),
}
NUNCA = EstadoMostrado("Nunca", "○", "sc")
ORDENES = {
    ClaseMantencion.RESPALDO: "manage.py backup",
    ClaseMantencion.AUDITORIA: "manage.py audit",
    ClaseMantencion.LIMPIEZA: "manage.py purge",
}


@dataclass(frozen=True, slots=True)
class Mantenida:
    """One of the daily acts: the last time it was done, and the last that it went well."""

    clase: ClaseMantencion
    ultima: Mantencion | None
    buena: Mantencion | None

    @property
    def estado(self) -> EstadoMostrado:
        return NUNCA if self.ultima is None else ESTADOS[ResultadoMantencion(self.ultima.resultado)]

    @property
    def duracion(self) -> str:
        return "" if self.ultima is None else show_duracion(self.ultima.termino - self.ultima.comienzo)

    @property
    def detalle(self) -> str:
        """What it did, or why it did nothing."""
        if self.ultima is None:
            return ""
        return DETALLES[self.clase](self.ultima.datos) if self.ultima.datos else self.ultima.problema

    @property
    def fallas(self) -> list[str]:
        """What the last audit found, as far as it was kept."""
        datos = self.ultima.datos if self.ultima is not None else {}
        return [falla for revision in datos.get("revisiones", []) for falla in revision["fallas"]]

    @property
    def atrasada(self) -> bool:
        limite = timedelta(hours=settings.MANTENCION_ESPERA_HORAS)
        return self.ultima is not None and timezone.now() - self.ultima.termino > limite


def load_mantenidas() -> tuple[Mantenida, ...]:
    """The last of each, and the last that went well: one query."""
    ultimas = Mantencion.objects.order_by().values("clase").annotate(ultima=Max("pk")).values("ultima")
    filas = Mantencion.objects.filter(
        Q(pk__in=ultimas) | Q(pk__in=ultimas.filter(resultado=ResultadoMantencion.BIEN))
    )
    por_clase: dict[str, list[Mantencion]] = {}
    for fila in filas.order_by("-pk"):
        por_clase.setdefault(fila.clase, []).append(fila)
    return tuple(build_mantenida(clase, por_clase.get(clase, [])) for clase in ClaseMantencion)


def build_mantenida(clase: ClaseMantencion, filas: list[Mantencion]) -> Mantenida:
    """``filas`` are newest first."""
    buenas = [fila for fila in filas if fila.resultado == ResultadoMantencion.BIEN]
    return Mantenida(clase, filas[0] if filas else None, buenas[0] if buenas else None)


def list_atrasos(mantenidas: Iterable[Mantenida]) -> Iterator[str]:
    """What was never done, is late, or went wrong, and what mends it, as sentences."""
    for mantenida in mantenidas:
        nombre, orden = mantenida.clase.label, ORDENES[mantenida.clase]
        if mantenida.ultima is None:
            yield f"{nombre}: no consta que se haya hecho nunca. Ponga en marcha «{orden}» cada día."
            continue
        if mantenida.ultima.resultado != ResultadoMantencion.BIEN:
            buena = f" Resultó bien por última vez el {show_momento(mantenida.buena)}." if mantenida.buena else ""
            yield f"{nombre} del {show_momento(mantenida.ultima)}. {mantenida.ultima.problema}{buena}"
        if mantenida.atrasada:
            yield (
                f"{nombre}: terminó por última vez el {show_momento(mantenida.ultima)}, hace más de "
                f"{show_cantidad(settings.MANTENCION_ESPERA_HORAS, 'hora', 'horas')}. "
                f"Revise que «{orden}» se ejecute cada día."
            )


def show_momento(mantencion: Mantencion) -> str:
    """«29-11-2026 a las 03:15»."""
    return f"{timezone.localtime(mantencion.termino):%d-%m-%Y a las %H:%M}"


def show_duracion(duracion: timedelta) -> str:
    """«12 s», «3 min 5 s»: whole seconds, at least one."""
    segundos = max(1, round(duracion.total_seconds()))
    return f"{segundos} s" if segundos < 60 else f"{segundos // 60} min {segundos % 60} s"


def describe_respaldo(datos: dict[str, Any]) -> str:
    return (
        f"{datos['archivo']}, {show_peso(datos['tamano'])}: {show_cantidad(datos['filas'], 'fila', 'filas')} y "
        f"{show_cantidad(datos['archivos'], 'archivo', 'archivos')}. SHA-256 {datos['sha256']}"
    )


def describe_auditoria(datos: dict[str, Any]) -> str:
    partes = [
        f"{revision['nombre']}: {revision['revisadas']}"
        + (f", {mal} con fallas" if (mal := revision["cuantas"]) else "")
        for revision in datos["revisiones"]
    ]
    return f"Revisó lo que sigue. {'; '.join(partes)}."


def describe_limpieza(datos: dict[str, Any]) -> str:
    idas = [f"{parte['nombre']}: {parte['cuantas']}" for parte in datos["partes"] if parte["cuantas"]]
    return f"Borró lo que cumplió su plazo. {'; '.join(idas)}." if idas else "Nada había cumplido su plazo."


DETALLES = {
    ClaseMantencion.RESPALDO: describe_respaldo,
    ClaseMantencion.AUDITORIA: describe_auditoria,
    ClaseMantencion.LIMPIEZA: describe_limpieza,
}
