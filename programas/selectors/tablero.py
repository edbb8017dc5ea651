"""The national dashboard of an ejercicio: the verdict, its reasons and where it hangs, ready to be shown."""

from dataclasses import dataclass
from datetime import date

from programas.enums import Tipo
from programas.models import Ejercicio
from programas.scoring import TIPOS, Lectura, Motivo, Resultado, ResultadoServicio, find_peor
from programas.selectors import frases
from programas.selectors.criticos import Critico, build_criticos, map_programas
from programas.selectors.entrega import Entrega, build_entrega
from programas.selectors.mapa import Mapa, build_mapa
from programas.selectors.novedades import Novedades, build_novedades
from programas.selectors.panorama import ACTO, ANTES, CORTE, CRITICO, RESPUESTA, load_panorama
from programas.selectors.presentacion import (
    MOSTRADOS,
    NADA,
    NBSP,
    Barra,
    EstadoMostrado,
    build_barra,
    show_cantidad,
    show_estado,
    show_pct,
    show_umbral,
)
from programas.selectors.resultados import (
    EjercicioEvaluado,
    ProgramaEvaluado,
    evaluate_ejercicio,
)
from regiones.models import Usuario

CRITICOS_A_LA_VISTA = 6


@dataclass(frozen=True, slots=True)
class CeldaMatriz:
    """One territory × programme. ``si_se_valida`` is there when what was declared would show otherwise."""

    tipo: str
    estado: EstadoMostrado
    cifra: str
    pendientes: str
    si_se_valida: str
    barra: Barra | None


@dataclass(frozen=True, slots=True)
class FilaMatriz:
    cut: str
    nombre: str
    es_nivel_central: bool
    es_demostracion: bool
    cuenta: bool
    celdas: tuple[CeldaMatriz, ...]
    conjunto: CeldaMatriz | None


@dataclass(frozen=True, slots=True)
class Tarjeta:
    """One programme across the country: its state, why, and the territory that is nearest to losing it."""

    tipo: str
    nombre: str
    estado: EstadoMostrado
    porque: str
    barra: Barra | None
    peor: str
    reparto: str


@dataclass(frozen=True, slots=True)
class LecturaMostrada:
    """A reading of the rules and what it gives."""

    nombre: str
    oficial: bool
    estado: EstadoMostrado


@dataclass(frozen=True, slots=True)
class Tablero:
    """Everything that the dashboard shows. ``sujeto`` opens the reason and stands out."""

    estado: EstadoMostrado
    rotulo: str
    por_territorio: bool
    sujeto: str
    razon: str
    depende: bool
    otra_lectura: str
    lecturas: tuple[LecturaMostrada, ...]
    declarado: str
    tarjetas: tuple[Tarjeta, ...]
    filas: tuple[FilaMatriz, ...]
    criticos: tuple[Critico, ...]
    mas_criticos: tuple[Critico, ...]
    total_criticos: int
    hay_demostracion: bool
    mapa: Mapa
    entrega: Entrega
    novedades: Novedades


def load_tablero(ejercicio: Ejercicio, usuario: Usuario, tipo: str, desde: date) -> Tablero:
    """Load the dashboard for someone who sees the whole service: two queries, whatever the rows.

    ``tipo`` paints the map by one programme, or by all when empty; ``desde`` is since when changes are told.
    """
    evaluado = evaluate_ejercicio(ejercicio, usuario)
    assert evaluado.servicio is not None and evaluado.declarado is not None  # noqa: S101, PT018
    servicio = evaluado.servicio
    sujeto, razon = frases.describe_servicio(servicio, evaluado.territorios, cerrado=ejercicio.cerrado)
    depende, otra = frases.describe_lecturas(servicio)
    programas = map_programas(evaluado.territorios)
    panorama = load_panorama(ejercicio, programas, desde)
    criticos = build_criticos(panorama[CRITICO], programas, ejercicio)
    return Tablero(
        estado=MOSTRADOS[servicio.veredicto],
        rotulo="Resultado del servicio" + ("" if ejercicio.cerrado else ", a la fecha"),
        por_territorio=servicio.lectura is Lectura.POR_TERRITORIO,
        sujeto=sujeto,
        razon=razon,
        depende=depende,
        otra_lectura=otra,
        lecturas=list_lecturas(servicio),
        declarado=frases.describe_declarado(servicio, evaluado.declarado),
        tarjetas=tuple(build_tarjeta(tipo, evaluado, servicio) for tipo in TIPOS),
        filas=build_filas(evaluado),
        criticos=criticos[:CRITICOS_A_LA_VISTA],
        mas_criticos=criticos[CRITICOS_A_LA_VISTA:],
        total_criticos=sum(critico.filas for critico in criticos),
        hay_demostracion=any(territorio.es_demostracion for territorio in evaluado.territorios),
        mapa=build_mapa(evaluado, tipo, {cut: antes for _, _, _, cut, antes, _ in panorama[ANTES]}),
        entrega=build_entrega(evaluado.territorios, panorama[CORTE]),
        novedades=build_novedades(evaluado.territorios, desde, panorama[ACTO], panorama[RESPUESTA]),
    )


def list_lecturas(servicio: ResultadoServicio) -> tuple[LecturaMostrada, ...]:
    """Both readings, the official one first."""
    nombres = {
        Lectura.POR_PROGRAMA: "Por programa: se exige que cada programa de cada territorio alcance el umbral",
        Lectura.POR_TERRITORIO: "Por territorio: se exige que los programas de cada territorio lo alcancen juntos",
    }
    ordenadas = sorted(Lectura, key=lambda lectura: lectura is not servicio.lectura)
    return tuple(
        LecturaMostrada(
            nombres[lectura], lectura is servicio.lectura, MOSTRADOS[servicio.lecturas[lectura].estado]
        )
        for lectura in ordenadas
    )


def build_filas(evaluado: EjercicioEvaluado) -> tuple[FilaMatriz, ...]:
    """The matrix, north to south, Nivel Central last; with what each adds to, when that reading is official."""
    conjuntos: dict[str, Resultado] = {}
    if evaluado.servicio and evaluado.servicio.lectura is Lectura.POR_TERRITORIO:
        conjuntos = {t.territorio.codigo: t.conjunto for t in evaluado.servicio.territorios}
    return tuple(
        FilaMatriz(
            territorio.cut,
            territorio.nombre,
            territorio.es_nivel_central,
            territorio.es_demostracion,
            territorio.cuenta,
            tuple(build_celda(territorio.programas[tipo]) for tipo in TIPOS),
            build_conjunto(conjuntos.get(territorio.cut)),
        )
        for territorio in evaluado.territorios
    )


def build_celda(programa: ProgramaEvaluado) -> CeldaMatriz:
    resultado = programa.resultado
    sin_cifra = resultado.sin_evaluar or resultado.piso is None
    declarado = ""
    if programa.difiere_lo_declarado:
        estado = show_estado(programa.declarado)
        declarado = f"Si se valida: {estado.signo} {estado.palabra.lower()}, {show_pct(programa.declarado.piso)}"
    return CeldaMatriz(
        programa.tipo,
        show_estado(resultado),
        NADA if sin_cifra else show_pct(resultado.piso),
        show_cantidad(programa.sin_validar, "sin evaluar", "sin evaluar") if programa.sin_validar else "",
        declarado,
        build_barra(resultado),
    )


def build_conjunto(resultado: Resultado | None) -> CeldaMatriz | None:
    """A territory's programmes together: what its reading decides by."""
    if resultado is None:
        return None
    sin_cifra = resultado.sin_evaluar or resultado.piso is None
    cifra = NADA if sin_cifra else show_pct(resultado.piso)
    return CeldaMatriz("Juntos", show_estado(resultado), cifra, "", "", build_barra(resultado))


def build_tarjeta(tipo: str, evaluado: EjercicioEvaluado, servicio: ResultadoServicio) -> Tarjeta:
    veredicto = servicio.por_programa[tipo]
    peor = find_peor(veredicto.motivos)
    return Tarjeta(
        tipo,
        Tipo(tipo).label,
        MOSTRADOS[veredicto.estado],
        frases.describe_programa_nacional(tipo, servicio, evaluado.territorios),
        build_barra(peor.resultado) if peor else None,
        describe_peor(peor),
        frases.describe_reparto(servicio, tipo),
    )


def describe_peor(peor: Motivo | None) -> str:
    if peor is None:
        return ""
    resultado = peor.resultado
    umbral = f"umbral{NBSP}{show_umbral(resultado.umbral)}"
    if resultado.sin_evaluar:
        return f"{peor.nombre}: sin evaluar, {umbral}"
    return f"{peor.nombre}: asegurado {show_pct(resultado.piso)}, alcanzable {show_pct(resultado.techo)}, {umbral}"
