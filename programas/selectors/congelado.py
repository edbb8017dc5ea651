"""The frozen figures of a closed ejercicio: what its last closing answered, whatever the code says since."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from programas.models import Cierre, Ejercicio
from programas.scoring import (
    TIPOS,
    Estado,
    Lectura,
    Motivo,
    Ponderacion,
    Resultado,
    ResultadoServicio,
    ResultadoTerritorio,
    Sumas,
    Territorio,
    Veredicto,
    evaluate_conjunto,
    evaluate_programa,
)
from programas.scoring.caso import read_caso
from regiones.models import CUT_NIVEL_CENTRAL, Region

NADA_COMPROMETIDO = Sumas(Ponderacion.MANUAL, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Congelado:
    """``nombres`` are of every territory of the year, by code; ``resultados`` of what each committed."""

    nombres: dict[str, str]
    resultados: dict[tuple[str, str], Resultado]
    servicio: ResultadoServicio


def find_cierre(ejercicio: Ejercicio) -> Cierre | None:
    """The closing in force: the last one, while the ejercicio is closed. Without its heavy columns."""
    if not ejercicio.cerrado:
        return None
    return ejercicio.cierres.defer("entrada", "resultado", "contenido").first()


def load_congelado(ejercicio: Ejercicio) -> Congelado | None:
    """``None`` while the ejercicio is open."""
    if not ejercicio.cerrado:
        return None
    cierre = ejercicio.cierres.first()
    if cierre is None:
        return None
    caso = read_caso(cierre.entrada, "")
    nombres = {territorio["codigo"]: territorio["nombre"] for territorio in cierre.contenido["territorios"]}
    resultados = {
        (territorio["codigo"], programa["tipo"]): thaw_resultado(programa, caso.umbral)
        for territorio in cierre.resultado["territorios"]
        for programa in territorio["programas"]
    }
    con_programas = {territorio.codigo: territorio for territorio in caso.territorios}
    territorios = tuple(
        thaw_territorio(con_programas.get(codigo) or Territorio(codigo, nombre, ()), resultados, caso.umbral)
        for codigo, nombre in nombres.items()
        if ejercicio.cuenta_nivel_central or codigo != CUT_NIVEL_CENTRAL
    )
    return Congelado(nombres, resultados, thaw_servicio(cierre.resultado, caso.lectura, territorios))


def load_nombres(ejercicio: Ejercicio) -> dict[str, str]:
    """What the last closing called each territory, by code: one query. Empty while the ejercicio is open."""
    if not ejercicio.cerrado:
        return {}
    territorios = ejercicio.cierres.values_list("contenido__territorios", flat=True).first()
    return {territorio["codigo"]: territorio["nombre"] for territorio in territorios or ()}


def freeze_nombres(ejercicio: Ejercicio, regiones: Iterable[Region]) -> None:
    """Call these territories, in memory, as the closing does: a closed year shows one name of each."""
    nombres = load_nombres(ejercicio)
    for region in regiones:
        region.nombre_corto = nombres.get(region.cut, region.nombre_corto)


def thaw_territorio(
    territorio: Territorio, resultados: dict[tuple[str, str], Resultado], umbral: Fraction
) -> ResultadoTerritorio:
    """A territory with its three programmes: the closing does not speak of those that it does not commit."""
    ausente = evaluate_programa(NADA_COMPROMETIDO, umbral, cerrado=True)
    return ResultadoTerritorio(
        territorio,
        {tipo: resultados.get((territorio.codigo, tipo), ausente) for tipo in TIPOS},
        evaluate_conjunto([programa.sumas for programa in territorio.programas], umbral, cerrado=True),
    )


def thaw_resultado(programa: dict[str, Any], umbral: Fraction) -> Resultado:
    def read(clave: str) -> Fraction | None:
        return None if programa[clave] is None else Fraction(programa[clave])

    def amount(clave: str) -> Fraction:
        return Fraction(programa[clave])

    return Resultado(
        Estado(programa["estado"]),
        amount("comprometido"),
        amount("ganado"),
        amount("perdido"),
        amount("pendiente"),
        read("piso"),
        read("techo"),
        amount("holgura"),
        umbral,
    )


def thaw_servicio(
    respuesta: dict[str, Any], lectura: Lectura, territorios: tuple[ResultadoTerritorio, ...]
) -> ResultadoServicio:
    """The national result as it was answered, each verdict with the territories that decide it."""
    por_programa = {
        tipo: pick_motivos(
            Estado(veredicto["veredicto"]),
            [build_motivo(t.territorio, tipo, t.por_tipo[tipo]) for t in territorios],
        )
        for tipo, veredicto in respuesta["servicio"]["por_programa"].items()
    }
    estados = {Lectura(nombre): Estado(estado) for nombre, estado in respuesta["lecturas"].items()}
    por_programa_deciden = [
        motivo
        for veredicto in por_programa.values()
        if veredicto.estado is estados[Lectura.POR_PROGRAMA]
        for motivo in veredicto.motivos
    ]
    return ResultadoServicio(
        lectura,
        por_programa,
        {
            Lectura.POR_PROGRAMA: Veredicto(estados[Lectura.POR_PROGRAMA], tuple(por_programa_deciden)),
            Lectura.POR_TERRITORIO: pick_motivos(
                estados[Lectura.POR_TERRITORIO],
                [build_motivo(t.territorio, None, t.conjunto) for t in territorios],
            ),
        },
        territorios,
    )


def build_motivo(territorio: Territorio, tipo: str | None, resultado: Resultado) -> Motivo:
    return Motivo(territorio.codigo, territorio.nombre, tipo, resultado)


def pick_motivos(estado: Estado, motivos: list[Motivo]) -> Veredicto:
    """At a closing whoever decides a verdict is in the same state: lost the lost ones, won all that commit."""
    if estado is Estado.SIN_COMPROMISOS:
        return Veredicto(estado, ())
    return Veredicto(estado, tuple(motivo for motivo in motivos if motivo.resultado.estado is estado))
