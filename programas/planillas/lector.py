"""Reads cells by their columns, gathering what is wrong instead of stopping at the first fault."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from programas.formulario.celda import Celda
from programas.formulario.columnas import parse_celda
from programas.formulario.declaracion import CeldaIlegible, Columna
from programas.formulario.lectura import Hallazgo, Nivel
from programas.formulario.pesos import Escala
from programas.formulario.preguntas import AsuntoPregunta, Pregunta, build_clave
from programas.formulario.territorios import CatalogoRegiones
from programas.planillas.encabezados import FilaCruda, TablaHallada
from programas.planillas.filas import FilaUnida


@dataclass(frozen=True, slots=True)
class Pedido:
    """What the person says of a workbook before it is read.

    ``catalogo`` knows every territory; ``del_anio`` only those that exist in ``anio``. ``region`` and ``escala``
    are given when the workbook does not tell them. ``alias_columnas`` are the headings of a service that somebody
    gave a column before, by table and squashed heading («» is no column of the form), and ``respuestas`` what the
    person answered of this workbook, by question. ``servicio`` is the code of the one that imports.
    """

    anio: int
    catalogo: CatalogoRegiones
    del_anio: CatalogoRegiones
    nombres: dict[str, str]
    region: str | None = None
    escala: Escala | None = None
    alias_columnas: Mapping[tuple[str, str], str] = field(default_factory=dict)
    respuestas: Mapping[str, str] = field(default_factory=dict)
    servicio: str = ""


@dataclass(slots=True)
class Lector:
    """Reads one workbook, gathering findings instead of stopping at the first.

    ``propio`` is one that this system wrote.
    """

    pedido: Pedido
    propio: bool = False
    hallazgos: list[Hallazgo] = field(default_factory=list)
    preguntas: dict[str, Pregunta] = field(default_factory=dict)

    def note(
        self,
        nivel: Nivel,
        hoja: str,
        celda: str,
        valor: str,
        problema: str,
        remedio: str = "",
        regla: str = "Lectura",
        preguntas: tuple[str, ...] = (),
    ) -> None:
        self.hallazgos.append(Hallazgo(regla, nivel, hoja, celda, valor, problema, remedio, preguntas=preguntas))

    def ask(self, pregunta: Pregunta) -> None:
        """Ask what only a person can answer; what tables repeat is asked once."""
        self.preguntas.setdefault(pregunta.clave, pregunta)

    def get_respuesta(self, asunto: AsuntoPregunta, de: str = "") -> str:
        return self.pedido.respuestas.get(build_clave(asunto, de), "")

    def get_escala(self, tipo: str) -> Escala | None:
        """The scale of a programme's weights, when the person said it: of that programme, or of all."""
        respuesta = self.get_respuesta(AsuntoPregunta.ESCALA, tipo)
        return next((escala for escala in Escala if escala.value == respuesta), self.pedido.escala)

    def parse(self, hoja: str, columna: Columna, celda: Celda, defecto: Any) -> Any:
        """Read a cell by its column; what cannot be read is an impediment, and ``defecto`` stands in.

        A computed column is never data, so a fault in it is only told; of a workbook of this system,
        not even that.
        """
        if columna.calculada and celda.defecto and self.propio:
            return defecto
        try:
            return parse_celda(columna, celda)
        except CeldaIlegible as error:
            nivel = Nivel.INFO if columna.calculada else Nivel.IMPIDE
            regla = "V3" if columna.clave == "ponderacion" and not celda.defecto else "Lectura"
            problema = f"{columna.titulo}: {error.problema}"
            self.note(nivel, hoja, celda.direccion, celda.texto, problema, error.remedio, regla)
            return defecto


def read_celda(lector: Lector, tabla: TablaHallada, fila: FilaUnida, clave: str, defecto: Any = "") -> Any:
    """The value of a column in a row; ``None`` when the workbook has no such column, so that nothing is erased."""
    if clave not in tabla.columnas:
        return None
    return lector.parse(tabla.grilla, tabla.tabla.get_columna(clave), fila.get(clave), defecto)


def check_principal(lector: Lector, tabla: TablaHallada, fila: FilaUnida, clave: str) -> None:
    """Refuse a row of this system's that lost what names it; the others are told apart by it."""
    celda = fila.get(clave)
    if not (celda.texto or celda.defecto):
        titulo = tabla.tabla.get_columna(clave).titulo
        lector.note(
            Nivel.IMPIDE,
            tabla.grilla,
            celda.direccion,
            "",
            f"la fila {fila.numero} quedó sin «{titulo}»",
            "Escríbalo de nuevo. Para quitar la fila, borre todas sus celdas; para agregar otra, use una vacía.",
        )


def build_procedencia(tabla: TablaHallada, fila: FilaUnida) -> dict[str, Any]:
    """Where each column of a row was read, and what its cells held, as written."""
    celdas = {clave: cite_celda(celda) for clave in fila.piezas if (celda := fila.get(clave)).texto}
    return {"hoja": tabla.grilla, "celdas": celdas}


def cite_celda(celda: Celda) -> dict[str, str]:
    return {"celda": celda.direccion, "texto": celda.escrito}


def note_continuaciones(lector: Lector, tabla: TablaHallada, fila: FilaUnida) -> None:
    for numero in fila.continuaciones:
        lector.note(
            Nivel.INFO,
            tabla.grilla,
            f"A{numero}",
            "",
            f"la fila {numero} continúa la {fila.numero}, cortada por un salto de página: se unieron",
        )


def note_huerfana(lector: Lector, tabla: TablaHallada, cruda: FilaCruda) -> None:
    celda = next(celda for clave, celda in cruda.celdas.items() if cruda.has(clave))
    lector.note(
        Nivel.IMPIDE,
        tabla.grilla,
        celda.direccion,
        celda.texto,
        f"la fila {cruda.numero} parece continuar otra y no hay ninguna antes",
        "Escriba su objetivo o su nombre en la primera columna, con mayúscula.",
    )
