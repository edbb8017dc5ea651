"""The workbench of a programme: its rows with what the rules say of each, and what may be done with them."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from programas import permissions
from programas.enums import BasePonderacion, EstadoPrograma, Modalidad
from programas.formulario.columnas import show_peso
from programas.formulario.contenido import (
    CompromisoContenido,
    InstanciaContenido,
    ObjetivoContenido,
    ProgramaContenido,
    TerritorioContenido,
)
from programas.formulario.lectura import Hallazgo
from programas.models import Ejercicio, ObjetivoEspecifico, ProgramaTrabajo
from programas.scoring import Ponderacion
from programas.selectors.auditoria import audit_territorios
from programas.selectors.formulacion.suma import Suma, describe_suma, list_pesos
from programas.selectors.presentacion import NADA, show_cantidad, show_pct
from regiones.models import Region, Usuario

# The rules of the formulation; the others are of the year that follows.
REGLAS = frozenset({"V1", "V2", "V3", "V4", "V5", "V13", "Nota 2", "Repetido", "Unidad"})


@dataclass(frozen=True, slots=True)
class CompromisoMesa:
    codigo: str
    actividades: tuple[str, ...]
    unidad: str
    medios: tuple[str, ...]
    peso: str


@dataclass(frozen=True, slots=True)
class FilaMesa:
    """A row of the form. ``puede`` says whether the user may edit it; who drafts the territory also moves it."""

    codigo: str
    numero: int
    texto: str
    indicador: str
    meta: str
    compromisos: tuple[CompromisoMesa, ...]
    hallazgos: tuple[Hallazgo, ...]
    puede: bool


@dataclass(frozen=True, slots=True)
class Mesa:
    """``bloqueo`` says why nothing may be changed now.

    ``redacta``: the user drafts the whole programme, and may now; ``lee``: never; ``envia``: sends it for review.
    """

    frase: str
    tramite: str
    bloqueo: str
    redacta: bool
    lee: bool
    envia: bool
    pide_motivo: bool
    hallazgos: tuple[Hallazgo, ...]
    filas: tuple[FilaMesa, ...]
    instancias: tuple[InstanciaContenido, ...]

    def get_fila(self, codigo: str) -> FilaMesa | None:
        return next((fila for fila in self.filas if fila.codigo == codigo), None)

    def get_instancia(self, codigo: str) -> InstanciaContenido | None:
        return next((instancia for instancia in self.instancias if instancia.codigo == codigo), None)

    def list_cambiadas(self, antes: "Mesa") -> tuple[FilaMesa, ...]:
        """The rows that say something else than before: what one row says may bear on the others."""
        previas = {fila.codigo: fila for fila in antes.filas}
        return tuple(fila for fila in self.filas if previas.get(fila.codigo, fila) != fila)


def load_mesa(ejercicio: Ejercicio, usuario: Usuario, region: Region, programa: ProgramaTrabajo) -> Mesa:
    """The workbench of a programme that the user sees: a fixed number of queries."""
    (auditado,) = audit_territorios(ejercicio, [region.pk])
    contenido = find_contenido(auditado.contenido, programa.tipo)
    hallazgos = [hallazgo for hallazgo in auditado.hallazgos if hallazgo.regla in REGLAS]
    bloqueo = permissions.explain_formulacion(programa)
    redacta = permissions.can_draft_programa(usuario, programa)
    propias = find_propias(usuario, programa)
    uniforme = show_parte(contenido)
    filas = tuple(
        show_fila(objetivo, numero, uniforme, hallazgos, not bloqueo and (redacta or objetivo.id in propias))
        for numero, objetivo in enumerate(contenido.objetivos, start=1)
    )
    return Mesa(
        describe_mesa(ejercicio, region, auditado.contenido, contenido),
        EstadoPrograma(programa.estado).label,
        bloqueo,
        redacta and not bloqueo,
        not redacta and not propias,
        bool(filas) and not bloqueo and permissions.can_send(usuario, ejercicio, region),
        permissions.needs_motivo(programa),
        tuple(hallazgo for hallazgo in hallazgos if is_general(hallazgo, programa.tipo)),
        filas,
        contenido.instancias,
    )


def find_contenido(territorio: TerritorioContenido, tipo: str) -> ProgramaContenido:
    return next(programa for programa in territorio.programas if programa.tipo == tipo)


def find_propias(usuario: Usuario, programa: ProgramaTrabajo) -> set[int]:
    """The rows that the user drafts for a unit, which is not all of the programme."""
    if not permissions.drafts_as_unidad(usuario, programa):
        return set()
    propias = ObjetivoEspecifico.objects.filter(
        programa=programa, compromisos__unidades__in=usuario.alcance.unidades
    )
    return set(propias.values_list("pk", flat=True))


def show_parte(programa: ProgramaContenido) -> str:
    """What each row weighs while the programme weighs uniformly; empty when weights are typed."""
    if programa.ponderacion != Ponderacion.UNIFORME or not programa.compromisos:
        return ""
    return show_pct(Fraction(1, len(programa.compromisos)))


def show_fila(
    objetivo: ObjetivoContenido, numero: int, uniforme: str, hallazgos: Collection[Hallazgo], puede: bool
) -> FilaMesa:
    lugares = list_lugares(objetivo)
    return FilaMesa(
        objetivo.codigo,
        numero,
        objetivo.texto,
        objetivo.indicador,
        objetivo.meta,
        tuple(show_compromiso(compromiso, uniforme) for compromiso in objetivo.compromisos),
        tuple(hallazgo for hallazgo in hallazgos if (hallazgo.hoja, hallazgo.celda) in lugares),
        puede,
    )


def show_compromiso(compromiso: CompromisoContenido, uniforme: str) -> CompromisoMesa:
    return CompromisoMesa(
        compromiso.codigo,
        compromiso.actividades,
        compromiso.unidad,
        compromiso.medios,
        uniforme or show_peso(compromiso.ponderacion) or NADA,
    )


def list_lugares(objetivo: ObjetivoContenido) -> set[tuple[str, str]]:
    """Where a finding about the row may be placed: its codes and, of an imported one, its cells."""
    filas: list[ObjetivoContenido | CompromisoContenido] = [objetivo, *objetivo.compromisos]
    lugares = {(fila.codigo, "") for fila in filas}
    for fila in filas:
        for celda in fila.procedencia.get("celdas", {}).values():
            lugares.add((fila.procedencia["hoja"], celda["celda"]))
    return lugares


def is_general(hallazgo: Hallazgo, tipo: str) -> bool:
    """Whether a finding is of the whole programme: its place is the sheet, or several («III.1 + III.2»)."""
    return not hallazgo.celda and tipo in hallazgo.hoja.split(" + ")


def build_suma(ejercicio: Ejercicio, territorio: TerritorioContenido, programa: ProgramaContenido) -> Suma:
    """The weights of a programme, with those of the others when the ejercicio adds up the whole territory."""
    otras: tuple[int, ...] = ()
    if ejercicio.base_ponderacion == BasePonderacion.TERRITORIO:
        otras = list_pesos(
            [
                compromiso.ponderacion
                for otro in territorio.programas
                if otro.id != programa.id and otro.ponderacion == Ponderacion.MANUAL
                for compromiso in otro.compromisos
            ]
        )
    return Suma(tuple(compromiso.ponderacion for compromiso in programa.compromisos), otras)


def describe_mesa(
    ejercicio: Ejercicio, region: Region, territorio: TerritorioContenido, programa: ProgramaContenido
) -> str:
    """«III.1 de Maule: 12 filas, suman 98,4 %: faltan 1,6 puntos.»."""
    nombre = f"{programa.tipo} de {region.nombre_corto}"
    cuantas = len(programa.compromisos)
    if not programa.objetivos:
        return f"{nombre} todavía no tiene filas: agregue la primera."
    filas = show_cantidad(len(programa.objetivos), "fila", "filas")
    if programa.modalidad == Modalidad.ACTIVIDADES:
        filas += f" con {show_cantidad(cuantas, 'actividad', 'actividades')}"
    if uniforme := show_parte(programa):
        if cuantas == 1:
            return f"{nombre}: {filas}, que pesa 100 %."
        return f"{nombre}: {filas}, que pesan lo mismo, {uniforme} cada una: suman 100 %."
    return f"{nombre}: {filas}, {describe_suma(build_suma(ejercicio, territorio, programa))}."
