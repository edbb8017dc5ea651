"""Several services at once: what each one's verdict is, in the years that are asked for."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max

from programas import permissions, scoring
from programas.models import Cierre, Ejercicio, ProgramaTrabajo
from programas.scoring import TIPOS, Estado, Lectura, Motivo, ResultadoServicio
from programas.selectors.frases import describe_reparto
from programas.selectors.nacional import SUMAS, build_programa
from programas.selectors.preparadas import fetch_preparada
from programas.selectors.presentacion import (
    MOSTRADOS,
    NBSP,
    EstadoMostrado,
    join_nombres,
    show_cantidad,
)
from regiones.models import Region, Usuario

DE_REGION = ("orden", "cut", "nombre_corto", "vigente_desde", "vigente_hasta")
NADA_COMPROMETIDO = scoring.Sumas(scoring.Ponderacion.MANUAL, 0, 0, 0, 0, 0)
AUSENTES = {tipo: scoring.Programa(tipo, NADA_COMPROMETIDO) for tipo in TIPOS}
# How the opening sentence counts, worst first.
PALABRAS = {
    Estado.NO_CUMPLE: ("no cumple", "no cumplen"),
    Estado.EN_JUEGO: ("sigue en juego", "siguen en juego"),
    Estado.CUMPLE: ("cumple", "cumplen"),
    Estado.SIN_PONDERACION: ("está sin ponderación", "están sin ponderación"),
    Estado.SIN_COMPROMISOS: ("no tiene compromisos", "no tienen compromisos"),
}


@dataclass(frozen=True, slots=True)
class ProgramaDeServicio:
    """One programme of a service across its territories, and how they are shared out."""

    tipo: str
    estado: EstadoMostrado
    reparto: str


@dataclass(frozen=True, slots=True)
class Decidido:
    """A service's year decided: its verdict, why, and each of its programmes."""

    estado: Estado
    razon: str
    programas: tuple[ProgramaDeServicio, ...]


@dataclass(frozen=True, slots=True)
class FilaServicio:
    """A service in a year. ``veredicto`` and ``programas`` are for who sees the whole service."""

    codigo: str
    sigla: str
    nombre: str
    anio: int
    etapa: str
    veredicto: EstadoMostrado | None
    razon: str
    programas: tuple[ProgramaDeServicio, ...]


@dataclass(frozen=True, slots=True)
class Servicios:
    """``anios`` are those that may be asked for, newest first, each with whether it is shown."""

    frase: str
    anios: tuple[tuple[int, bool], ...]
    filas: tuple[FilaServicio, ...]


def load_servicios(usuario: Usuario, pedidos: Collection[str]) -> Servicios:
    """The services that the user sees, in the years asked for or in the last one that runs: four queries."""
    visibles = Ejercicio.objects.visible_to(usuario).select_related("servicio")
    todos = list(visibles.order_by("servicio__sigla", "-anio"))
    anios = sorted({ejercicio.anio for ejercicio in todos}, reverse=True)
    elegidos = {anio for anio in anios if str(anio) in pedidos} or pick_anio(todos)
    ejercicios = [ejercicio for ejercicio in todos if ejercicio.anio in elegidos]
    completos = [e for e in ejercicios if usuario.alcance.sees_servicio(e.servicio_id)]
    decididos = load_cerrados([e for e in completos if e.cerrado])
    decididos |= load_sumados([e for e in completos if e.pk not in decididos])
    return Servicios(
        describe_servicios([decididos[e.pk].estado for e in completos], len(elegidos)),
        tuple((anio, anio in elegidos) for anio in anios),
        tuple(show_fila(ejercicio, decididos.get(ejercicio.pk)) for ejercicio in ejercicios),
    )


def pick_anio(ejercicios: Sequence[Ejercicio]) -> set[int]:
    """The last year in which some service is being evaluated; the last of all when none is."""
    en_curso = [ejercicio for ejercicio in ejercicios if ejercicio.etapa in permissions.EVALUABLES]
    return {max(ejercicio.anio for ejercicio in en_curso or ejercicios)} if ejercicios else set()


def load_sumados(ejercicios: Sequence[Ejercicio]) -> dict[int, Decidido]:
    """Decide the years that no closing froze: one grouped query of integer sums for all of them.

    And one of the territories, which count though they commit nothing.
    """
    if not ejercicios:
        return {}
    regiones = list(Region.objects.only(*DE_REGION).order_by("orden"))
    programas: dict[tuple[int, int], list[scoring.Programa]] = defaultdict(list)
    for ejercicio, region, *valores in fetch_preparada(query_sumas, ejercicio=[e.pk for e in ejercicios]):
        programas[ejercicio, region].append(build_programa(*valores))
    return {e.pk: decide(e, regiones, programas) for e in ejercicios}


def query_sumas(*, ejercicio: list[int]) -> Any:
    """Grouped by keys alone: with names beside them the database would sort all that is stored."""
    programas = ProgramaTrabajo.objects.filter(ejercicio__in=ejercicio).order_by()
    return programas.values_list("ejercicio", "region", "tipo", "ponderacion").annotate(**SUMAS)


def decide(
    ejercicio: Ejercicio, regiones: Sequence[Region], programas: Mapping[tuple[int, int], list[scoring.Programa]]
) -> Decidido:
    """The verdict over the territories of the year: those that exist in it, and those that commit something."""
    propias = [(region, programas.get((ejercicio.pk, region.pk), [])) for region in regiones]
    resultado = scoring.evaluate_servicio(
        [
            scoring.Territorio(region.cut, region.nombre_corto, complete_programas(suyos))
            for region, suyos in propias
            if (suyos or region.exists_in(ejercicio.anio))
            and (ejercicio.cuenta_nivel_central or not region.es_nivel_central)
        ],
        ejercicio.umbral_razon,
        cerrado=ejercicio.cerrado,
        lectura=Lectura(ejercicio.lectura),
    )
    return Decidido(
        resultado.veredicto,
        describe_razon(resultado),
        tuple(
            ProgramaDeServicio(tipo, MOSTRADOS[veredicto.estado], describe_reparto(resultado, tipo))
            for tipo, veredicto in resultado.por_programa.items()
        ),
    )


def complete_programas(programas: Sequence[scoring.Programa]) -> tuple[scoring.Programa, ...]:
    """The three programmes of a territory, in the order of the form: one that it does not have commits nothing."""
    propios = {programa.tipo: programa for programa in programas}
    return tuple([propios.get(tipo) or AUSENTES[tipo] for tipo in TIPOS])


def describe_razon(resultado: ResultadoServicio) -> str:
    """«Atacama 83,33 % (III.1)» of what was lost, «9 programas en juego» of the rest; nothing when all won."""
    motivos = resultado.lecturas[resultado.lectura].motivos
    if resultado.veredicto is Estado.EN_JUEGO:
        sin_peso = [m for m in motivos if m.resultado.estado is Estado.SIN_PONDERACION]
        nombre = "territorio" if resultado.lectura is Lectura.POR_TERRITORIO else "programa"
        abiertos = len(motivos) - len(sin_peso)
        cuantos = show_cantidad(abiertos, f"{nombre} en juego", f"{nombre}s en juego") if abiertos else ""
        return " · ".join(filter(None, [cuantos, name_motivos(sin_peso)]))
    return name_motivos(motivos) if resultado.veredicto is Estado.NO_CUMPLE else ""


def name_motivos(motivos: Sequence[Motivo]) -> str:
    nombres = [
        scoring.describe_motivo(m).replace(" %", f"{NBSP}%") + (f" ({m.tipo})" if m.tipo else "") for m in motivos
    ]
    return join_nombres(nombres, maximo=3)


def load_cerrados(ejercicios: Sequence[Ejercicio]) -> dict[int, Decidido]:
    """What the last closing of each year answered, without its heavy columns: one query."""
    ultimos = Cierre.objects.filter(ejercicio__in=[ejercicio.pk for ejercicio in ejercicios]).order_by()
    cierres: Any = ultimos.annotate(ultimo=Max("ejercicio__cierres__numero")).filter(numero=F("ultimo"))
    return {
        cierre["ejercicio_id"]: thaw_decidido(cierre)
        for cierre in cierres.values("ejercicio_id", "numero", "cerrado_en", "resultado__servicio")
    }


def thaw_decidido(cierre: dict[str, Any]) -> Decidido:
    servicio = cierre["resultado__servicio"]
    return Decidido(
        Estado(servicio["veredicto"]),
        f"Cierre {cierre['numero']} del {cierre['cerrado_en']:%d-%m-%Y}",
        tuple(
            ProgramaDeServicio(tipo, MOSTRADOS[Estado(veredicto["veredicto"])], "")
            for tipo, veredicto in servicio["por_programa"].items()
        ),
    )


def describe_servicios(estados: Sequence[Estado], anios: int) -> str:
    """«De 6 servicios, 2 no cumplen, 3 siguen en juego y 1 cumple.»"""
    if not estados:
        return "Ve una parte de cada servicio: ábralo para ver sus territorios."
    cuenta = Counter(estados)
    partes = [show_cantidad(cuenta[estado], *PALABRAS[estado]) for estado in PALABRAS if estado in cuenta]
    palabras = ("servicio", "servicios") if anios == 1 else ("ejercicio", "ejercicios")
    return f"De {show_cantidad(len(estados), *palabras)}, {join_nombres(partes, maximo=len(PALABRAS))}."


def show_fila(ejercicio: Ejercicio, decidido: Decidido | None) -> FilaServicio:
    return FilaServicio(
        ejercicio.servicio.codigo,
        ejercicio.servicio.sigla,
        ejercicio.servicio.nombre,
        ejercicio.anio,
        ejercicio.get_etapa_display(),
        MOSTRADOS[decidido.estado] if decidido else None,
        decidido.razon if decidido else "",
        decidido.programas if decidido else (),
    )
