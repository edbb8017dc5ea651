"""Several services at once: what each one's verdict is, in the years that are asked for."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, FilteredRelation, Max, Q

from programas import permissions, scoring
from programas.models import Cierre, Ejercicio
from programas.scoring import TIPOS, Estado, Lectura, Motivo, ResultadoServicio
from programas.selectors.frases import describe_reparto
from programas.selectors.presentacion import (
    MOSTRADOS,
    NBSP,
    EstadoMostrado,
    join_nombres,
    show_cantidad,
)
from programas.selectors.resultados import FILA, build_sumas, match_validado, sum_grupos
from regiones.models import Region, Usuario

DE_REGION = ("orden", "cut", "nombre_corto", "vigente_desde", "vigente_hasta")
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
    """The services that the user sees, in the years asked for or in the last one that runs: three queries."""
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

    Every territory comes with it, though it commit nothing.
    """
    if not ejercicios:
        return {}
    propios = Q(programas__ejercicio__in=[ejercicio.pk for ejercicio in ejercicios])
    filas: Any = (
        Region.objects.annotate(p=FilteredRelation("programas", condition=propios))
        .order_by()
        .values(
            # By its key, which groups without sorting by its texts.
            *("pk", *DE_REGION),
            programa=F("p__pk"),
            ejercicio=F("p__ejercicio"),
            tipo=F("p__tipo"),
            ponderacion=F("p__ponderacion"),
        )
        .annotate(**sum_grupos(FILA, match_validado(FILA)))
    )
    regiones: dict[str, Region] = {}
    programas: dict[int, dict[str, list[scoring.Programa]]] = defaultdict(lambda: defaultdict(list))
    for fila in filas:
        if fila["cut"] not in regiones:
            regiones[fila["cut"]] = Region(**{campo: fila[campo] for campo in DE_REGION})
        if fila["programa"] is not None:
            programa = scoring.Programa(fila["tipo"], build_sumas(fila, ""))
            programas[fila["ejercicio"]][fila["cut"]].append(programa)
    de_norte_a_sur = sorted(regiones.values(), key=lambda region: region.orden)
    return {e.pk: decide(e, de_norte_a_sur, programas[e.pk]) for e in ejercicios}


def decide(
    ejercicio: Ejercicio, regiones: Sequence[Region], programas: dict[str, list[scoring.Programa]]
) -> Decidido:
    """The verdict over the territories of the year: those that exist in it, and those that commit something."""
    resultado = scoring.evaluate_servicio(
        [
            scoring.Territorio(region.cut, region.nombre_corto, complete_programas(programas.get(region.cut, [])))
            for region in regiones
            if (region.exists_in(ejercicio.anio) or region.cut in programas)
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


def complete_programas(programas: list[scoring.Programa]) -> tuple[scoring.Programa, ...]:
    """The three programmes of a territory: one that it does not have commits nothing."""
    propios = {programa.tipo: programa for programa in programas}
    nada = scoring.Sumas(scoring.Ponderacion.MANUAL, 0, 0, 0, 0, 0)
    return tuple(propios.get(tipo) or scoring.Programa(tipo, nada) for tipo in TIPOS)


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
