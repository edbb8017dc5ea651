"""What an ejercicio lacks to be closed, or to go on: how much of each thing, and where."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone

from programas.enums import Cumple, EstadoPrograma, EstadoReclamo, Etapa
from programas.models import Compromiso, Ejercicio, Evidencia, MedioVerificacion, ProgramaTrabajo, Reclamo
from programas.scoring import Estado
from programas.selectors.resultados import EjercicioEvaluado, ProgramaEvaluado, evaluate_ejercicio

NOMBRADOS = 5


@dataclass(frozen=True, slots=True)
class Lugar:
    """Where something is missing: a programme, or one row when it has ``codigo``."""

    texto: str
    cut: str
    tipo: str
    codigo: str = ""


@dataclass(frozen=True, slots=True)
class Falta:
    """One thing that is missing, «3 compromisos están sin validar (V9)», and every place that lacks it."""

    texto: str
    lugares: tuple[Lugar, ...] = ()

    def __str__(self) -> str:
        return f"{self.texto}{': ' if self.lugares else ''}{list_some([lugar.texto for lugar in self.lugares])}."


def list_some(nombres: list[str]) -> str:
    """The first names of a list, and how many more there are."""
    resto = len(nombres) - NOMBRADOS
    return ", ".join(nombres[:NOMBRADOS]) + (f" y {resto} más" if resto > 0 else "")


def load_impedimentos(ejercicio: Ejercicio, evaluado: EjercicioEvaluado | None = None) -> tuple[Falta, ...]:
    """Everything that keeps an ejercicio from being closed: a fixed number of queries, whatever the rows."""
    evaluado = evaluado or evaluate_ejercicio(ejercicio)
    programas = [
        (Lugar(f"{territorio.nombre} {programa.tipo}", territorio.cut, programa.tipo), programa)
        for territorio in evaluado.territorios
        for programa in territorio.programas.values()
    ]
    faltas = [
        find_sin_validar(programas),
        find_sin_ponderacion(programas),
        find_sin_motivo(ejercicio),
        *find_sin_sustento(ejercicio),
        find_sin_aprobar(ejercicio),
        find_reclamos(ejercicio),
        find_plazo(ejercicio),
    ]
    return tuple(falta for falta in faltas if falta)


def find_sin_validar(programas: Iterable[tuple[Lugar, ProgramaEvaluado]]) -> Falta | None:
    faltan = [(lugar, programa.sin_validar) for lugar, programa in programas if programa.sin_validar]
    total = sum(cuantos for _, cuantos in faltan)
    return build_falta(
        total,
        ("compromiso está sin validar (V9)", "compromisos están sin validar (V9)"),
        [Lugar(f"{lugar.texto} ({n})", lugar.cut, lugar.tipo) for lugar, n in faltan],
    )


def find_sin_ponderacion(programas: Iterable[tuple[Lugar, ProgramaEvaluado]]) -> Falta | None:
    faltan = [lugar for lugar, programa in programas if programa.resultado.estado is Estado.SIN_PONDERACION]
    return build_falta(
        len(faltan), ("programa tiene filas sin ponderación", "programas tienen filas sin ponderación"), faltan
    )


def find_sin_motivo(ejercicio: Ejercicio) -> Falta | None:
    faltan = Compromiso.objects.filter(
        objetivo__programa__ejercicio=ejercicio, validado__in=(Cumple.NO, Cumple.PARCIAL), motivo=""
    ).order_by("objetivo__programa__region__orden", "objetivo__programa__tipo", "objetivo__orden", "orden")
    lugares = [
        Lugar(codigo, cut, tipo, codigo)
        for codigo, cut, tipo in faltan.values_list(
            "codigo", "objetivo__programa__region__cut", "objetivo__programa__tipo"
        )
    ]
    return build_falta(
        len(lugares),
        ("compromiso no cumplido está sin motivo (V7)", "compromisos no cumplidos están sin motivo (V7)"),
        lugares,
    )


def find_sin_sustento(ejercicio: Ejercicio) -> list[Falta | None]:
    """A validated «sí» still has what it rests on: means (V5), evidence in force and result (V6). One query."""
    vigentes = Evidencia.objects.filter(
        compromiso=OuterRef("pk"), retirada_en__isnull=True, reemplazada_por__isnull=True
    )
    programa = "objetivo__programa"
    filas = (
        Compromiso.objects.filter(objetivo__programa__ejercicio=ejercicio, validado=Cumple.SI)
        .order_by(f"{programa}__region__orden", f"{programa}__tipo", "objetivo__orden", "orden", "pk")
        .annotate(
            con_medio=Exists(MedioVerificacion.objects.filter(compromiso=OuterRef("pk"))),
            con_evidencia=Exists(vigentes),
        )
        .values_list(
            *("codigo", f"{programa}__region__cut", f"{programa}__tipo"),
            *("con_medio", "con_evidencia", "objetivo__indicador__resultado"),
        )
    )
    exige, evaluacion = ejercicio.exige_evidencia, ejercicio.columna_4_es_resultado
    sin_medio, sin_evidencia, sin_resultado = [], [], []
    for codigo, cut, tipo, con_medio, con_evidencia, resultado in filas:
        lugar = Lugar(codigo, cut, tipo, codigo)
        sin_medio += [] if con_medio else [lugar]
        sin_evidencia += [lugar] if exige and not con_evidencia else []
        sin_resultado += [lugar] if evaluacion and not resultado else []
    return [
        build_falta(
            len(lugares),
            (f"compromiso validado «Sí» no tiene {que}", f"compromisos validados «Sí» no tienen {que}"),
            lugares,
        )
        for que, lugares in (
            ("medio de verificación (V5)", sin_medio),
            ("evidencia vigente (V6)", sin_evidencia),
            ("resultado anual (V6)", sin_resultado),
        )
    ]


def find_reclamos(ejercicio: Ejercicio) -> Falta | None:
    pendientes = Reclamo.objects.filter(
        compromiso__objetivo__programa__ejercicio=ejercicio, estado=EstadoReclamo.PENDIENTE
    ).order_by("compromiso__objetivo__programa__region__orden", "compromiso__codigo")
    programa = "compromiso__objetivo__programa"
    lugares = [
        Lugar(codigo, cut, tipo, codigo)
        for codigo, cut, tipo in pendientes.values_list(
            "compromiso__codigo", f"{programa}__region__cut", f"{programa}__tipo"
        )
    ]
    return build_falta(len(lugares), ("reclamo está sin resolver", "reclamos están sin resolver"), lugares)


def find_plazo(ejercicio: Ejercicio) -> Falta | None:
    """Territories had their days to claim, and the last of them is over."""
    hasta = ejercicio.reclamos_hasta
    if hasta is None:
        return Falta("El ejercicio no tiene plazo de reclamos: la administración lo fija en sus datos")
    if timezone.localdate() > hasta:
        return None
    return Falta(f"El plazo de reclamos corre hasta el {hasta:%d-%m-%Y}")


def find_sin_aprobar(ejercicio: Ejercicio) -> Falta | None:
    """What is weighed was approved: weights that nobody reviewed decide nothing (§3)."""
    programas = (
        ProgramaTrabajo.objects.filter(ejercicio=ejercicio, objetivos__compromisos__isnull=False)
        .exclude(estado=EstadoPrograma.APROBADO)
        .distinct()
    )
    lugares = [
        Lugar(f"{nombre} {tipo}", cut, tipo)
        for nombre, cut, tipo, _ in programas.order_by("region__orden", "tipo").values_list(
            "region__nombre_corto", "region__cut", "tipo", "region__orden"
        )
    ]
    return build_falta(len(lugares), ("programa no está aprobado", "programas no están aprobados"), lugares)


def build_falta(cuantas: int, palabras: tuple[str, str], lugares: list[Lugar]) -> Falta | None:
    if not cuantas:
        return None
    return Falta(f"{cuantas} {palabras[0] if cuantas == 1 else palabras[1]}", tuple(lugares))


def load_advertencias(ejercicio: Ejercicio) -> tuple[Falta, ...]:
    """What is better mended before the next stage and does not forbid it: two queries at most."""
    faltas = [find_sin_aprobar(ejercicio)] if ejercicio.etapa != Etapa.EVALUACION else []
    if ejercicio.etapa != Etapa.FORMULACION:
        faltas.append(find_sin_declarar(ejercicio))
    return tuple(falta for falta in faltas if falta)


def find_sin_declarar(ejercicio: Ejercicio) -> Falta | None:
    programa = "objetivo__programa"
    filas = Compromiso.objects.filter(objetivo__programa__ejercicio=ejercicio, declarado="", validado="").order_by(
        f"{programa}__region__orden", f"{programa}__tipo"
    )
    cuentas: dict[tuple[str, str, str], int] = {}
    for clave in filas.values_list(
        f"{programa}__region__nombre_corto", f"{programa}__region__cut", f"{programa}__tipo"
    ):
        cuentas[clave] = cuentas.get(clave, 0) + 1
    return build_falta(
        sum(cuentas.values()),
        ("compromiso está sin declarar", "compromisos están sin declarar"),
        [Lugar(f"{nombre} {tipo} ({n})", cut, tipo) for (nombre, cut, tipo), n in cuentas.items()],
    )
