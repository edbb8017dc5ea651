"""The least that must be done to win, and the least whose loss loses: of each programme and of the country."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from programas import scoring
from programas.enums import Tipo
from programas.models import Ejercicio
from programas.scoring import TIPOS, EsfuerzoServicio, Estado, Lectura
from programas.selectors import frases_esfuerzo as frases
from programas.selectors.frases_esfuerzo import Lugar
from programas.selectors.presentacion import EstadoMostrado, show_estado
from programas.selectors.puntuadas import FilaPuntuada, list_pendientes, list_programas, load_puntuadas
from programas.selectors.resultados import TerritorioEvaluado, evaluate_ejercicio
from regiones.models import Usuario


@dataclass(frozen=True, slots=True)
class Conjunto:
    """A set of rows that decides. ``detalle`` says whether others would do as well."""

    titulo: str
    detalle: str
    filas: tuple[FilaPuntuada, ...]


@dataclass(frozen=True, slots=True)
class LugarMostrado:
    """A programme, or a territory read as a whole, with the sets that decide it while it is at stake."""

    tipo: str
    estado: EstadoMostrado
    frase: str
    conjuntos: tuple[Conjunto, ...]


@dataclass(frozen=True, slots=True)
class TerritorioMostrado:
    cut: str
    nombre: str
    cuenta: bool
    lugares: tuple[LugarMostrado, ...]
    difiere: str


@dataclass(frozen=True, slots=True)
class ResultadoNacional:
    clave: str
    nombre: str
    frase: str


@dataclass(frozen=True, slots=True)
class Esfuerzos:
    """``nacionales`` and ``otra_lectura`` are empty for who does not see the whole service."""

    frase: str
    otra_lectura: str
    nacionales: tuple[ResultadoNacional, ...]
    territorios: tuple[TerritorioMostrado, ...]


@dataclass(frozen=True, slots=True)
class TerritorioMedido:
    """A territory with what each reading makes of it."""

    territorio: TerritorioEvaluado
    lecturas: Mapping[Lectura, tuple[Lugar, ...]]
    filas: Mapping[str, FilaPuntuada]


def load_esfuerzos(ejercicio: Ejercicio, usuario: Usuario) -> Esfuerzos:
    """Load the page for what the user sees: two queries, whatever the rows. A closed year is decided."""
    if ejercicio.cerrado:
        return Esfuerzos(frases.CERRADO, "", (), ())
    evaluado = evaluate_ejercicio(ejercicio, usuario)
    filas = load_puntuadas(list_programas(evaluado.territorios))
    medidos = [measure_territorio(ejercicio, territorio, filas) for territorio in evaluado.territorios]
    oficial = Lectura(ejercicio.lectura)
    mostrados = tuple(show_territorio(medido, oficial) for medido in medidos if medido.filas)
    if evaluado.servicio is None:
        return Esfuerzos(frases.describe_parte(list_lugares(medidos, oficial)), "", (), mostrados)
    cuentan = [medido for medido in medidos if medido.territorio.cuenta]
    lugares = list_lugares(cuentan, oficial)
    por_programa = list_lugares(cuentan, Lectura.POR_PROGRAMA)
    return Esfuerzos(
        frases.describe_nacional("el servicio", join_lugares(lugares), lugares),
        describe_otra(cuentan, oficial),
        tuple(build_nacional(tipo, [lugar for lugar in por_programa if lugar.tipo == tipo]) for tipo in TIPOS),
        mostrados,
    )


def measure_territorio(
    ejercicio: Ejercicio, territorio: TerritorioEvaluado, filas: Mapping[int, list[FilaPuntuada]]
) -> TerritorioMedido:
    """Its places under both readings, and its blank rows by code."""
    propios = [programa for programa in territorio.programas.values() if programa.id is not None]
    sumas = {tipo: programa.sumas for tipo, programa in territorio.programas.items()}
    pendientes = [p for programa in propios for p in list_pendientes(programa, filas[programa.id or 0])]
    conjunto = scoring.evaluate_conjunto(sumas.values(), ejercicio.umbral_razon, cerrado=False)

    def build(lectura: Lectura) -> tuple[Lugar, ...]:
        esfuerzos = scoring.list_lugares(sumas, pendientes, ejercicio.umbral_razon, lectura)
        return tuple(
            Lugar(
                territorio.cut,
                territorio.nombre,
                tipo,
                territorio.programas[tipo].resultado if tipo else conjunto,
                esfuerzo,
                territorio.programas[tipo].peso_comun is not None if tipo else False,
                sum(tipo in (None, pendiente.tipo) for pendiente in pendientes),
            )
            for tipo, esfuerzo in esfuerzos.items()
        )

    return TerritorioMedido(
        territorio,
        {lectura: build(lectura) for lectura in Lectura},
        {fila.codigo: fila for programa in propios for fila in filas[programa.id or 0]},
    )


def list_lugares(medidos: Iterable[TerritorioMedido], lectura: Lectura) -> list[Lugar]:
    return [lugar for medido in medidos for lugar in medido.lecturas[lectura]]


def join_lugares(lugares: Sequence[Lugar]) -> EsfuerzoServicio:
    return scoring.measure_servicio([lugar.esfuerzo for lugar in lugares])


def build_nacional(tipo: str, lugares: Sequence[Lugar]) -> ResultadoNacional:
    frase = frases.describe_nacional(f"{tipo} en el país", join_lugares(lugares), lugares)
    return ResultadoNacional(tipo, Tipo(tipo).label, frase)


def count_esfuerzo(esfuerzo: EsfuerzoServicio) -> tuple[int | None, int | None]:
    """How many rows win and how many lose: what two readings are compared by."""
    return (
        None if esfuerzo.ganar is None else len(esfuerzo.ganar),
        None if esfuerzo.perder is None else len(esfuerzo.perder),
    )


def describe_otra(medidos: Sequence[TerritorioMedido], oficial: Lectura) -> str:
    """What the reading that is not official would ask for; empty when it asks for as much."""
    otra = next(lectura for lectura in Lectura if lectura is not oficial)
    propios, ajenos = list_lugares(medidos, oficial), list_lugares(medidos, otra)
    if count_esfuerzo(join_lugares(propios)) == count_esfuerzo(join_lugares(ajenos)):
        return ""
    return frases.describe_nacional("el servicio", join_lugares(ajenos), ajenos)


def show_territorio(medido: TerritorioMedido, oficial: Lectura) -> TerritorioMostrado:
    """Its programmes; and read as a whole when that is official, or when it asks for something else."""
    por_programa, junto = (medido.lecturas[lectura] for lectura in (Lectura.POR_PROGRAMA, Lectura.POR_TERRITORIO))
    difiere = count_esfuerzo(join_lugares(por_programa)) != count_esfuerzo(join_lugares(junto))
    por_territorio = oficial is Lectura.POR_TERRITORIO
    lugares = (*por_programa, *junto) if difiere or por_territorio else por_programa
    return TerritorioMostrado(
        medido.territorio.cut,
        medido.territorio.nombre,
        medido.territorio.cuenta,
        tuple(show_lugar(lugar, medido.filas) for lugar in lugares),
        frases.describe_lectura(oficial) if difiere else "",
    )


def show_lugar(lugar: Lugar, filas: Mapping[str, FilaPuntuada]) -> LugarMostrado:
    conjuntos: tuple[Conjunto, ...] = ()
    if lugar.resultado.estado is Estado.EN_JUEGO:
        conjuntos = (
            build_conjunto("Para asegurarlo", lugar, lugar.esfuerzo.ganar or (), filas),
            build_conjunto("Para perderlo", lugar, lugar.esfuerzo.perder or (), filas),
        )
    return LugarMostrado(
        lugar.tipo or "Juntos", show_estado(lugar.resultado), frases.describe_lugar(lugar), conjuntos
    )


def build_conjunto(
    titulo: str, lugar: Lugar, codigos: Sequence[str], filas: Mapping[str, FilaPuntuada]
) -> Conjunto:
    return Conjunto(
        titulo, frases.describe_conjunto(lugar, len(codigos)), tuple(filas[codigo] for codigo in codigos)
    )
