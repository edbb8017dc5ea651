"""What is stored of a form, as frozen rows: what pages show, rules check and exports print."""

from dataclasses import dataclass, field
from typing import Any

from programas.formulario.lectores import show_recomendaciones


@dataclass(frozen=True, slots=True)
class ConOrigen:
    """A row that may have been imported. ``procedencia`` says from which cells."""

    codigo: str
    procedencia: dict[str, Any]

    def locate(self, *claves: str) -> tuple[str, str]:
        """The sheet and cell of the first of these columns that was imported; the row's code otherwise."""
        celdas = self.procedencia.get("celdas", {})
        for clave in claves:
            if clave in celdas:
                return self.procedencia["hoja"], celdas[clave]["celda"]
        if celdas:
            return self.procedencia["hoja"], next(iter(celdas.values()))["celda"]
        return self.codigo, ""


@dataclass(frozen=True, slots=True)
class CompromisoContenido(ConOrigen):
    """A weighted row. ``ponderacion`` in ten-thousandths of a percent; answers are si, no, parcial or empty."""

    id: int
    ponderacion: int | None
    declarado: str
    validado: str
    motivo: str
    unidad: str
    unidades: int
    actividades: tuple[str, ...]
    medios: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ObjetivoContenido(ConOrigen):
    id: int
    texto: str
    texto_etapa2: str
    clase: str
    indicador: str
    meta: str
    resultado: str
    compromisos: tuple[CompromisoContenido, ...]


@dataclass(frozen=True, slots=True)
class InstanciaContenido(ConOrigen):
    nombre: str
    problema: str
    territorios: str
    instituciones: str
    productos: str
    regiones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnalisisContenido(ConOrigen):
    """``objetivo`` is the code of the objective it analyses, ``None`` while nobody linked it (V14)."""

    id: int
    corte_id: int
    objetivo: str | None
    objetivo_texto: str
    avance_efectivo: str
    avance_medidas: str
    recomendaciones: str
    sin_recomendaciones: bool
    responsable: str

    @property
    def columna_4(self) -> str:
        """What the form prints of its recommendations."""
        return show_recomendaciones(self.recomendaciones, self.sin_recomendaciones)

    @property
    def sin_responsable(self) -> bool:
        """Whether it recommends something that nobody is responsible for (V12)."""
        return bool(self.recomendaciones) and not self.sin_recomendaciones and not self.responsable


@dataclass(frozen=True, slots=True)
class ProgramaContenido:
    """One programme of one territory with everything it holds."""

    id: int
    codigo: str
    tipo: str
    region: str
    region_nombre: str
    responsable: str
    modalidad: str
    ponderacion: str
    estado: str
    es_demostracion: bool
    total_declarado: int | None
    objetivos: tuple[ObjetivoContenido, ...] = ()
    instancias: tuple[InstanciaContenido, ...] = ()
    analisis: tuple[AnalisisContenido, ...] = ()

    @property
    def compromisos(self) -> tuple[CompromisoContenido, ...]:
        return tuple(compromiso for objetivo in self.objetivos for compromiso in objetivo.compromisos)


@dataclass(frozen=True, slots=True)
class TerritorioContenido:
    """A territory's programmes, in the order of the form."""

    region: str
    nombre: str
    programas: tuple[ProgramaContenido, ...] = field(default_factory=tuple)
