"""The analyses of the corte under review: copied, with difficulties left alone, or about a reworded objective."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile

from programas.models import AnalisisAvance, Corte, Ejercicio
from programas.selectors.calidad.copias import compare_anteriores, find_repetidas
from programas.selectors.calidad.dificultades import find_dificultad
from programas.selectors.calidad.tipos import Falta, HallazgoCalidad, Lugar
from regiones.models import Usuario
from regiones.textos import fold_text


@dataclass(frozen=True, slots=True)
class AnalisisLeido:
    """An analysis with the objective that it is about; ``objetivo`` is empty while nobody linked it."""

    fecha: str
    corte: int
    region: int
    codigo: str
    cut: str
    objetivo: str
    texto: str
    indicador: str
    objetivo_texto: str
    avance_efectivo: str
    avance_medidas: str
    recomendaciones: str

    @property
    def lugar(self) -> Lugar:
        if self.objetivo:
            return Lugar("analisis_objetivo", (self.cut, self.fecha, self.objetivo))
        return Lugar("analisis", (self.cut, self.fecha))

    def build(
        self, falta: Falta, problema: str, cita: str, otra: "AnalisisLeido | None" = None
    ) -> HallazgoCalidad:
        return HallazgoCalidad(
            falta,
            self.region,
            self.codigo,
            problema,
            cita,
            self.lugar,
            otra.codigo if otra else "",
            otra.lugar if otra else None,
        )


# In the order of what is read of each analysis after its corte and territory.
CAMPOS = (
    *("codigo", "programa__region__cut", "objetivo__codigo", "objetivo__texto", "objetivo__indicador__texto"),
    *("objetivo_texto", "avance_efectivo", "avance_medidas", "recomendaciones"),
)


def find_cortes(ejercicio: Ejercicio, usuario: Usuario) -> list[Corte]:
    """The corte under review, the last one with something written, and the one before it: two queries."""
    escritos = AnalisisAvance.objects.visible_to(usuario).filter(corte__ejercicio=ejercicio)
    con_texto = set(escritos.exclude(avance_efectivo="").order_by().values_list("corte", flat=True).distinct())
    cortes = ejercicio.cortes.order_by("-fecha_medicion")
    return list(dropwhile(lambda corte: corte.pk not in con_texto, cortes))[:2]


def load_analisis(cortes: list[Corte], usuario: Usuario) -> list[AnalisisLeido]:
    """The analyses of some cortes, in the order of the form: one query."""
    fechas = {corte.pk: f"{corte.fecha_medicion:%Y-%m-%d}" for corte in cortes}
    orden = ("programa__region__orden", "programa__tipo", "orden", "pk")
    consulta = AnalisisAvance.objects.visible_to(usuario).filter(corte__in=cortes).order_by(*orden)
    return [
        AnalisisLeido(fechas[corte], corte, region, *(valor or "" for valor in textos))
        for corte, region, *textos in consulta.values_list("corte", "programa__region", *CAMPOS)
    ]


def check_analisis(cortes: list[Corte], leidos: list[AnalisisLeido]) -> Iterator[HallazgoCalidad]:
    """Every finding of the first of the cortes; the second is what it may have been copied from."""
    if not cortes:
        return
    actuales = [leido for leido in leidos if leido.corte == cortes[0].pk]
    anteriores = {leido.objetivo: leido for leido in leidos if leido.corte != cortes[0].pk and leido.objetivo}
    yield from check_anteriores(actuales, anteriores)
    yield from check_repetidas(actuales)
    for leido in actuales:
        yield from check_dificultad(leido)
        yield from check_redaccion(leido)


def check_anteriores(
    actuales: list[AnalisisLeido], anteriores: dict[str, AnalisisLeido]
) -> Iterator[HallazgoCalidad]:
    por_codigo = {leido.codigo: leido for leido in actuales}
    pares = [
        (leido.codigo, leido.avance_efectivo, anteriores[leido.objetivo].avance_efectivo)
        for leido in actuales
        if leido.objetivo in anteriores
    ]
    for codigo, copia in compare_anteriores(pares).items():
        leido = por_codigo[codigo]
        problema = f"{describe_parecido(copia.parecido)} lo escrito en el corte anterior"
        yield leido.build(Falta.COPIA_CORTE, problema, leido.avance_efectivo, anteriores[leido.objetivo])


def check_repetidas(actuales: list[AnalisisLeido]) -> Iterator[HallazgoCalidad]:
    por_codigo = {leido.codigo: leido for leido in actuales}
    repetidas = find_repetidas({leido.codigo: leido.avance_efectivo for leido in actuales})
    for leido in actuales:
        if leido.codigo in repetidas:
            copia, iguales = repetidas[leido.codigo]
            problema = f"{describe_parecido(copia.parecido)} lo escrito en otra fila"
            if iguales > 1:
                problema += f" (y en {iguales - 1} más)"
            yield leido.build(Falta.COPIA_FILA, problema, leido.avance_efectivo, por_codigo[copia.otro])


def describe_parecido(parecido: float) -> str:
    return "repite palabra por palabra" if parecido == 1 else "repite casi palabra por palabra"


def check_dificultad(leido: AnalisisLeido) -> Iterator[HallazgoCalidad]:
    if leido.recomendaciones.strip():
        return
    palabra = find_dificultad(leido.avance_efectivo, leido.avance_medidas)
    if palabra:
        cita = "\n".join(filter(None, [leido.avance_efectivo, leido.avance_medidas]))
        yield leido.build(Falta.SIN_RECOMENDACION, f"dice «{palabra}» y no recomienda nada", cita)


def check_redaccion(leido: AnalisisLeido) -> Iterator[HallazgoCalidad]:
    """V14: what III.4 calls the objective is neither its text nor its indicator; or nobody linked it yet."""
    escrito = fold_text(leido.objetivo_texto)
    if not leido.objetivo:
        yield leido.build(Falta.REDACCION, "nadie ha dicho qué objetivo analiza esta fila", leido.objetivo_texto)
    elif escrito and escrito not in (fold_text(leido.texto), fold_text(leido.indicador)):
        problema = f"en su hoja el objetivo {leido.objetivo} dice «{leido.texto}»"
        yield leido.build(Falta.REDACCION, problema, leido.objetivo_texto)
