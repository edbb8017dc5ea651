"""What an import does to the verdict: every programme of its territory before and after, and the service."""

from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass, field
from typing import Any

from programas import scoring
from programas.models import Ejercicio
from programas.scoring import TIPOS, Lectura, Resultado, Sumas
from programas.selectors.efecto import SUMADOS, describe_efecto
from programas.selectors.nacional import foresee_nacional
from programas.selectors.presentacion import MOSTRADOS, show_estado, show_pct
from regiones.models import Region, Usuario

# The sums of a programme: official, and as they would be were everything declared validated.
DosSumas = tuple[Sumas, Sumas]
NADA_COMPROMETIDO = Sumas(scoring.Ponderacion.MANUAL, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class EstadoVista:
    """A result as people see it: its word, sign and colour, and its shares already written."""

    palabra: str
    signo: str
    clase: str
    asegurado: str
    alcanzable: str
    filas: int


@dataclass(frozen=True, slots=True)
class EfectoPrograma:
    """A programme before and after: what is official, and «si se valida lo declarado»."""

    tipo: str
    antes: EstadoVista
    despues: EstadoVista
    declarado_antes: EstadoVista
    declarado_despues: EstadoVista

    @property
    def cambia(self) -> bool:
        return (self.antes, self.declarado_antes) != (self.despues, self.declarado_despues)


@dataclass(frozen=True, slots=True)
class EfectoImportacion:
    """``frases`` say what changes of the territory; ``servicio`` is for who sees the whole service, and empty.

    ``sumas`` are the official ones as the territory would be left, by programme, to lay several together.
    """

    programas: tuple[EfectoPrograma, ...] = ()
    frases: tuple[str, ...] = ()
    servicio: str = ""
    sumas: dict[str, list[Any]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def sum_programa(ponderacion: str, filas: list[tuple[int | None, str, str]]) -> DosSumas:
    """The sums of some rows given as (weight, declared, validated)."""
    oficial, declarada = (
        scoring.sum_compromisos(
            scoring.Ponderacion(ponderacion),
            [
                scoring.Compromiso("", peso, scoring.Cumple(respuesta) if respuesta else None)
                for (peso, _, _), respuesta in zip(filas, respuestas, strict=True)
            ],
        )
        for respuestas in (
            [validado for _, _, validado in filas],
            [validado or declarado for _, declarado, validado in filas],
        )
    )
    return oficial, declarada


def foresee_importacion(
    ejercicio: Ejercicio,
    region: Region,
    antes: Mapping[str, DosSumas],
    despues: Mapping[str, DosSumas],
    usuario: Usuario | None,
) -> EfectoImportacion:
    """The effect of going from some sums to others, by programme. One query, for who may know of the service.

    Without a user (commands), everything. A closed ejercicio changes nothing.
    """
    if ejercicio.cerrado:
        return EfectoImportacion()
    programas = tuple(
        EfectoPrograma(
            tipo,
            *(
                show_sumas(ejercicio, sumas.get(tipo, (NADA_COMPROMETIDO, NADA_COMPROMETIDO))[i])
                for i in (0, 1)
                for sumas in (antes, despues)
            ),
        )
        for tipo in TIPOS
    )
    cambian = [programa.tipo for programa in programas if programa.cambia]
    if not cambian:
        return EfectoImportacion(programas)
    frases = tuple(describe_territorio(ejercicio, region, antes, despues, cambian))
    sumas = {tipo: list(astuple(par[0])) for tipo, par in despues.items()}
    return EfectoImportacion(
        programas, frases, describe_nacional(ejercicio, region, antes, despues, usuario), sumas
    )


def show_sumas(ejercicio: Ejercicio, sumas: Sumas) -> EstadoVista:
    resultado = scoring.evaluate_programa(sumas, ejercicio.umbral_razon, cerrado=False)
    mostrado = show_estado(resultado)
    return EstadoVista(
        mostrado.palabra,
        mostrado.signo,
        mostrado.clase,
        show_pct(resultado.piso),
        show_pct(resultado.techo),
        sumas.filas,
    )


def describe_territorio(
    ejercicio: Ejercicio,
    region: Region,
    antes: Mapping[str, DosSumas],
    despues: Mapping[str, DosSumas],
    cambian: list[str],
) -> list[str]:
    """A sentence for each official result that moves, and for each that would if what is declared is validated."""
    frases = []
    for i, condicion in ((0, ""), (1, "Si se valida lo declarado: ")):
        if ejercicio.lectura == Lectura.POR_TERRITORIO:
            de, a = (evaluate_territorio(ejercicio, sumas, i) for sumas in (antes, despues))
            lugares = [(region.nombre_corto, de, a, SUMADOS)]
        else:
            lugares = [
                (
                    f"{tipo} de {region.nombre_corto}",
                    evaluate_tipo(ejercicio, antes, tipo, i),
                    evaluate_tipo(ejercicio, despues, tipo, i),
                    "",
                )
                for tipo in cambian
            ]
        frases += [
            condicion + describe_efecto(lugar, de, a, sumados) for lugar, de, a, sumados in lugares if de != a
        ]
    # Where nothing is validated, what is official and what is declared say the same: once is enough.
    return list(dict.fromkeys(frases))


def evaluate_tipo(ejercicio: Ejercicio, sumas: Mapping[str, DosSumas], tipo: str, cual: int) -> Resultado:
    propias = sumas.get(tipo, (NADA_COMPROMETIDO, NADA_COMPROMETIDO))[cual]
    return scoring.evaluate_programa(propias, ejercicio.umbral_razon, cerrado=False)


def evaluate_territorio(ejercicio: Ejercicio, sumas: Mapping[str, DosSumas], cual: int) -> Resultado:
    propias = [par[cual] for par in sumas.values()]
    return scoring.evaluate_conjunto(propias, ejercicio.umbral_razon, cerrado=False)


def describe_nacional(
    ejercicio: Ejercicio,
    region: Region,
    antes: Mapping[str, DosSumas],
    despues: Mapping[str, DosSumas],
    usuario: Usuario | None,
) -> str:
    """«El servicio pasa de «En juego» a «No cumple».»; empty for who does not see all of it (decision 0002)."""
    if usuario is not None and not usuario.alcance.sees_servicio(ejercicio.servicio_id):
        return ""
    cuenta = ejercicio.cuenta_nivel_central or not region.es_nivel_central
    if not cuenta or not (region.exists_in(ejercicio.anio) or antes):
        return ""
    de, a = foresee_nacional(ejercicio, {region.cut: {tipo: par[0] for tipo, par in despues.items()}})
    if de is a:
        return f"El servicio sigue «{MOSTRADOS[de].palabra}»."
    return f"El servicio pasa de «{MOSTRADOS[de].palabra}» a «{MOSTRADOS[a].palabra}»."
