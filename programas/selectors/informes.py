"""Sheet III.4 of a territory at a corte: what of it is written, and what it lacks to be sent (V11, V12)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from programas.formulario.contenido import AnalisisContenido, ObjetivoContenido, ProgramaContenido
from programas.formulario.hojas import PROGRAMA_EN_ANALISIS
from programas.models import AnalisisAvance, Corte, Ejercicio, InformeAvance
from programas.selectors.contenido import load_contenido
from programas.selectors.envios import sign_contenido, write_valores
from programas.selectors.hojas import show_analisis
from regiones.models import Region


@dataclass(frozen=True, slots=True)
class FilaInforme:
    """An objective with its analysis at the corte, if it has one."""

    programa: ProgramaContenido
    objetivo: ObjetivoContenido
    analisis: AnalisisContenido | None
    copiado: bool

    @property
    def escrita(self) -> bool:
        return self.analisis is not None and bool(self.analisis.avance_efectivo.strip())


@dataclass(frozen=True, slots=True)
class Informe:
    """``documento`` is ``None`` while nobody sent it. ``sueltos`` are the analyses without objective (V14)."""

    corte: Corte
    documento: InformeAvance | None
    filas: tuple[FilaInforme, ...]
    sueltos: int

    @property
    def escritas(self) -> int:
        return sum(1 for fila in self.filas if fila.escrita)

    @property
    def contenido(self) -> dict[str, Mapping[str, str]]:
        """What each row says as the form shows it, by the code of its analysis: what a submission keeps."""
        return {fila.analisis.codigo: describe_fila(fila) for fila in self.filas if fila.analisis is not None}

    @property
    def huella(self) -> str:
        """Tells whether anything that would be sent changed since it was read."""
        return sign_contenido(self.contenido)

    @property
    def faltas(self) -> tuple[tuple[str, FilaInforme, str], ...]:
        """What keeps the report from being sent: (rule, row, what it lacks)."""
        sin_analisis = [("V11", fila, "no tiene análisis") for fila in self.filas if not fila.escrita]
        sin_responsable = [
            ("V12", fila, "tiene recomendaciones sin responsable")
            for fila in self.filas
            if fila.analisis is not None and fila.analisis.sin_responsable
        ]
        return (*sin_analisis, *sin_responsable)


def describe_fila(fila: FilaInforme) -> dict[str, str]:
    assert fila.analisis is not None  # noqa: S101
    valores = write_valores(show_analisis(fila.analisis, {fila.objetivo.codigo: fila.objetivo.texto}))
    return {"programa": f"{fila.programa.tipo} {PROGRAMA_EN_ANALISIS[fila.programa.tipo]}"} | valores


def load_informe(ejercicio: Ejercicio, region: Region, corte: Corte) -> Informe:
    """Load the report of a territory at a corte: a fixed number of queries, whatever its objectives."""
    programas = [
        programa
        for territorio in load_contenido(ejercicio_id=ejercicio.pk, region_ids=[region.pk])
        for programa in territorio.programas
    ]
    copiados = frozenset(
        AnalisisAvance.objects.filter(corte=corte, programa__region=region, copiado_de__isnull=False).values_list(
            "pk", flat=True
        )
    )
    documento = corte.informes.filter(region=region).select_related("enviado_por").first()
    if documento is not None:
        documento.corte, documento.region = corte, region
    del_corte = [a for programa in programas for a in programa.analisis if a.corte_id == corte.pk]
    return Informe(
        corte,
        documento,
        tuple(list_filas(programas, corte.pk, copiados)),
        sum(1 for analisis in del_corte if analisis.objetivo is None),
    )


def list_filas(
    programas: Iterable[ProgramaContenido], corte_id: int, copiados: frozenset[int]
) -> Iterable[FilaInforme]:
    for programa in programas:
        propios = {a.objetivo: a for a in programa.analisis if a.corte_id == corte_id}
        for objetivo in programa.objetivos:
            analisis = propios.get(objetivo.codigo)
            yield FilaInforme(programa, objetivo, analisis, analisis is not None and analisis.id in copiados)
