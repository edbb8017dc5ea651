"""One upload: where each of its workbooks stands, and what all those that are ready would do together."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from programas import scoring
from programas.enums import EstadoCarga, EstadoLibro
from programas.models import Carga, Ejercicio, LibroCargado
from programas.selectors.congelado import freeze_nombres
from programas.selectors.nacional import foresee_nacional
from programas.selectors.planillas.cuentas import describe_acciones
from programas.selectors.planillas.estados import DE_CARGA, DE_LIBRO, name_persona
from programas.selectors.planillas.pagina import count_libros
from programas.selectors.presentacion import MOSTRADOS, EstadoMostrado, join_nombres
from regiones.models import Usuario

# A worker looks at the queue each second: who waits for longer is told that nobody is at it.
SIN_NADIE = 15
VIVAS = (EstadoCarga.EN_ESPERA, EstadoCarga.LEYENDO)


@dataclass(frozen=True, slots=True)
class LibroResumido:
    """A workbook in a line. ``repetido`` when another one that is ready is of the same territory."""

    orden: int
    archivo: str
    territorio: str
    estado: EstadoMostrado
    dice: str
    efecto: tuple[str, ...]
    version: int
    pk: int
    en_espera: bool
    listo: bool
    repetido: bool
    necesita_motivo: bool


@dataclass(frozen=True, slots=True)
class PaginaCarga:
    """``detenida`` when there is something to read and nobody seems to read it."""

    frase: str
    quien: str
    estado: EstadoMostrado
    activa: bool
    detenida: bool
    leidos: int
    total: int
    libros: tuple[LibroResumido, ...]
    listos: int
    repetidos: str
    efecto: str

    @property
    def con_motivo(self) -> tuple[LibroResumido, ...]:
        """Those that change weights or objectives of a programme already sent once."""
        return tuple(libro for libro in self.libros if libro.necesita_motivo)


def load_carga(carga: Carga, usuario: Usuario) -> PaginaCarga:
    """Load an upload for somebody who sees it: a fixed number of queries, whatever its workbooks."""
    visibles = LibroCargado.objects.visible_to(usuario).filter(carga=carga)
    libros = list(visibles.select_related("region").order_by("orden"))
    freeze_nombres(carga.ejercicio, [libro.region for libro in libros if libro.region])
    listos = [libro for libro in libros if libro.estado == EstadoLibro.LISTO]
    cuenta_listos = Counter(libro.region_id for libro in listos)
    repetidas = {region for region, cuantos in cuenta_listos.items() if cuantos > 1}
    activa = carga.estado in VIVAS
    return PaginaCarga(
        count_libros(Counter(libro.estado for libro in libros)) + ".",
        name_persona(carga.actor),
        DE_CARGA[EstadoCarga(carga.estado)],
        activa,
        activa and is_detenida(carga),
        sum(1 for libro in libros if libro.estado != EstadoLibro.EN_ESPERA),
        len(libros),
        tuple(resume_libro(libro, repetidas) for libro in libros),
        len(listos),
        join_nombres(sorted({str(libro.region) for libro in listos if libro.region_id in repetidas})),
        "" if repetidas else foresee_juntos(carga.ejercicio, usuario, listos),
    )


def is_detenida(carga: Carga) -> bool:
    desde = carga.latido or carga.momento
    return (timezone.now() - desde).total_seconds() > SIN_NADIE


def resume_libro(libro: LibroCargado, repetidas: set[int | None]) -> LibroResumido:
    vista = libro.vista
    listo = libro.estado == EstadoLibro.LISTO
    return LibroResumido(
        libro.orden,
        libro.archivo,
        str(libro.region or ""),
        DE_LIBRO[EstadoLibro(libro.estado)],
        libro.problema or describe_vista(libro),
        tuple(vista["efecto"]["frases"]) if listo else (),
        libro.version,
        libro.pk,
        libro.estado == EstadoLibro.EN_ESPERA,
        listo,
        listo and libro.region_id in repetidas,
        listo and bool(vista.get("necesita_motivo")),
    )


def describe_vista(libro: LibroCargado) -> str:
    """What the workbook brings or what keeps it back, in a few words."""
    vista: dict[str, Any] = libro.vista
    if not vista:
        return ""
    if libro.estado == EstadoLibro.PREGUNTA:
        abiertas = [p for p in vista["preguntas"] if p["obligatoria"] and p["clave"] not in libro.respuestas]
        return abiertas[0]["texto"] if len(abiertas) == 1 else f"{len(abiertas)} preguntas sin responder"
    if libro.estado == EstadoLibro.RECHAZADO:
        problemas = vista["impedimentos"]
        return f"1 problema: {problemas[0]['problema']}" if len(problemas) == 1 else f"{len(problemas)} problemas"
    return describe_acciones(vista["resumen"])


def foresee_juntos(ejercicio: Ejercicio, usuario: Usuario, listos: list[LibroCargado]) -> str:
    """The national verdict with all of them applied: for who sees the whole service (decision 0002)."""
    despues = {
        libro.region.cut: {tipo: read_sumas(sumas) for tipo, sumas in libro.vista["efecto"]["sumas"].items()}
        for libro in listos
        if libro.region and libro.vista.get("efecto", {}).get("sumas")
    }
    if not despues or not usuario.alcance.sees_servicio(ejercicio.servicio_id) or ejercicio.cerrado:
        return ""
    de, a = foresee_nacional(ejercicio, despues)
    if de is a:
        return f"Con todos los listos aplicados, el servicio sigue «{MOSTRADOS[de].palabra}»."
    return (
        f"Con todos los listos aplicados, el servicio pasa de «{MOSTRADOS[de].palabra}» "
        f"a «{MOSTRADOS[a].palabra}»."
    )


def read_sumas(sumas: list[Any]) -> scoring.Sumas:
    """The sums of a programme as a preview keeps them."""
    ponderacion, *cifras = sumas
    return scoring.Sumas(scoring.Ponderacion(ponderacion), *cifras)
