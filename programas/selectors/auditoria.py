"""The audit of a form: every rule over what is stored, with its effect on the verdict."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from programas import scoring
from programas.enums import BasePonderacion, Etapa
from programas.formulario.contenido import TerritorioContenido
from programas.formulario.lectura import Hallazgo, Nivel
from programas.formulario.reglas import REGLAS, Contexto, check_territorio
from programas.models import Ejercicio, Importacion
from programas.selectors import frases
from programas.selectors.congelado import load_nombres
from programas.selectors.contenido import load_contenido
from programas.selectors.presentacion import MOSTRADOS, show_cantidad, show_estado
from programas.selectors.remedios import Lugares, Remedio, load_lugares
from programas.selectors.resultados import EjercicioEvaluado, evaluate_ejercicio
from programas.selectors.tablero import LecturaMostrada, list_lecturas
from regiones.models import Region, Usuario


@dataclass(frozen=True, slots=True)
class TerritorioAuditado:
    """A territory's findings, in the order of the rules."""

    contenido: TerritorioContenido
    hallazgos: tuple[Hallazgo, ...]

    @property
    def deciden(self) -> int:
        return sum(1 for hallazgo in self.hallazgos if hallazgo.decide)


def build_contexto(ejercicio: Ejercicio, corte_id: int | None) -> Contexto:
    return Contexto(
        anio=ejercicio.anio,
        umbral=ejercicio.umbral_razon,
        por_territorio=ejercicio.base_ponderacion == BasePonderacion.TERRITORIO,
        en_evaluacion=Etapa(ejercicio.etapa).orden >= Etapa.EVALUACION.orden,
        cerrado=ejercicio.cerrado,
        corte=corte_id,
    )


def find_ultimo_corte(ejercicio: Ejercicio) -> int | None:
    """The corte whose analyses are due: the last one."""
    return ejercicio.cortes.order_by("-fecha_medicion").values_list("pk", flat=True).first()


def audit_territorios(
    ejercicio: Ejercicio, region_ids: Iterable[int] | None = None
) -> tuple[TerritorioAuditado, ...]:
    """Audit some territories of an ejercicio, or all: a fixed number of queries."""
    contexto = build_contexto(ejercicio, find_ultimo_corte(ejercicio))
    return tuple(
        TerritorioAuditado(contenido, tuple(check_territorio(contenido, contexto)))
        for contenido in load_contenido(
            ejercicio_id=ejercicio.pk, region_ids=region_ids, nombres=load_nombres(ejercicio)
        )
    )


@dataclass(frozen=True, slots=True)
class FilaAuditoria:
    """A territory's findings counted: in all, by level, and those that can change a verdict."""

    cut: str
    nombre: str
    total: int
    deciden: int
    errores: int
    advertencias: int
    notas: int


@dataclass(frozen=True, slots=True)
class GrupoHallazgos:
    """The findings of one rule, with the territory of each and where it is mended."""

    regla: str
    pide: str
    hallazgos: tuple[tuple[str, Hallazgo, Remedio], ...]

    @property
    def deciden(self) -> int:
        return sum(1 for _, hallazgo, _ in self.hallazgos if hallazgo.decide)


@dataclass(frozen=True, slots=True)
class PaginaAuditoria:
    """The audit page. Without a chosen territory ``grupos`` holds only what can change a verdict."""

    frase: str
    filas: tuple[FilaAuditoria, ...]
    grupos: tuple[GrupoHallazgos, ...]
    lectura: tuple[Hallazgo, ...]
    importacion: Importacion | None
    lecturas: tuple[LecturaMostrada, ...]
    depende: bool
    otra_lectura: str
    literales: tuple[str, ...]


def load_auditoria(ejercicio: Ejercicio, usuario: Usuario, region: Region | None) -> PaginaAuditoria:
    """Audit everything that the user sees, or one territory in full: a fixed number of queries."""
    evaluado = evaluate_ejercicio(ejercicio, usuario)
    ids = [territorio.id for territorio in evaluado.territorios]
    auditados = audit_territorios(ejercicio, [region.pk] if region else ids)
    importacion = load_importacion(ejercicio, region) if region else None
    depende, otra = (False, "")
    if evaluado.servicio is not None:
        depende, otra = frases.describe_lecturas(evaluado.servicio)
    return PaginaAuditoria(
        describe_auditoria(auditados, region),
        tuple(count_hallazgos(auditado) for auditado in auditados),
        group_hallazgos(
            auditados,
            load_lugares(ejercicio, usuario, evaluado.territorios, [a.contenido for a in auditados]),
            solo_deciden=region is None,
        ),
        tuple(Hallazgo(**hallazgo) for hallazgo in importacion.hallazgos) if importacion else (),
        importacion,
        list_lecturas(evaluado.servicio) if evaluado.servicio else (),
        depende,
        otra,
        list_literales(evaluado, region),
    )


def load_importacion(ejercicio: Ejercicio, region: Region) -> Importacion | None:
    """The last workbook imported for the territory."""
    return ejercicio.importaciones.filter(region=region).select_related("actor").first()


def describe_auditoria(auditados: tuple[TerritorioAuditado, ...], region: Region | None) -> str:
    total = sum(len(auditado.hallazgos) for auditado in auditados)
    deciden = sum(auditado.deciden for auditado in auditados)
    lugar = (
        f"en {region.nombre_corto}"
        if region
        else f"en {show_cantidad(len(auditados), 'territorio', 'territorios')}"
    )
    if not total:
        return f"Sin hallazgos {lugar}."
    pueden = "ninguno puede" if not deciden else show_cantidad(deciden, "puede", "pueden")
    return f"{show_cantidad(total, 'hallazgo', 'hallazgos')} {lugar}; {pueden} cambiar un resultado."


def count_hallazgos(auditado: TerritorioAuditado) -> FilaAuditoria:
    niveles = Counter(hallazgo.nivel for hallazgo in auditado.hallazgos)
    return FilaAuditoria(
        auditado.contenido.region,
        auditado.contenido.nombre,
        len(auditado.hallazgos),
        auditado.deciden,
        niveles[Nivel.ERROR],
        niveles[Nivel.ADVERTENCIA],
        niveles[Nivel.INFO],
    )


def group_hallazgos(
    auditados: tuple[TerritorioAuditado, ...], lugares: Mapping[str, Lugares], *, solo_deciden: bool
) -> tuple[GrupoHallazgos, ...]:
    """Findings by rule, in the order of the rules, which puts first those that can change a verdict."""
    grupos = []
    for regla in REGLAS:
        hallazgos = tuple(
            (auditado.contenido.nombre, hallazgo, lugares[auditado.contenido.region].find(hallazgo))
            for auditado in auditados
            for hallazgo in auditado.hallazgos
            if hallazgo.regla == regla.id and (hallazgo.decide or not solo_deciden)
        )
        if hallazgos:
            grupos.append(GrupoHallazgos(regla.id, regla.pide, hallazgos))
    return tuple(grupos)


def list_literales(evaluado: EjercicioEvaluado, region: Region | None) -> tuple[str, ...]:
    """Where the literal sum of note (11) would decide otherwise."""
    return tuple(
        f"{territorio.nombre} · {tipo}: a la letra «{MOSTRADOS[literal].palabra}», "
        f"relativo a lo comprometido «{show_estado(programa.resultado).palabra}»"
        for territorio in evaluado.territorios
        if region is None or territorio.id == region.pk
        for tipo, programa in territorio.programas.items()
        if (literal := scoring.evaluate_literal(programa.sumas, programa.resultado))
        is not programa.resultado.estado
    )
