"""Reads cells by their columns, gathering what is wrong instead of stopping at the first fault."""

from dataclasses import dataclass, field
from typing import Any

from programas.formulario.celda import Celda
from programas.formulario.declaracion import CeldaIlegible, Columna
from programas.formulario.hojas import parse_celda
from programas.formulario.lectura import Hallazgo, Nivel
from programas.formulario.pesos import Escala
from programas.formulario.territorios import CatalogoRegiones
from programas.planillas.encabezados import FilaCruda, TablaHallada
from programas.planillas.filas import FilaUnida


@dataclass(frozen=True, slots=True)
class Pedido:
    """What the person says of a workbook before it is read.

    ``catalogo`` knows every territory; ``del_anio`` only those that exist in ``anio``. ``region`` and ``escala``
    are given when the workbook does not tell them.
    """

    anio: int
    catalogo: CatalogoRegiones
    del_anio: CatalogoRegiones
    nombres: dict[str, str]
    region: str | None = None
    escala: Escala | None = None


@dataclass(slots=True)
class Lector:
    """Reads one workbook, gathering findings instead of stopping at the first."""

    pedido: Pedido
    hallazgos: list[Hallazgo] = field(default_factory=list)

    def note(
        self,
        nivel: Nivel,
        hoja: str,
        celda: str,
        valor: str,
        problema: str,
        remedio: str = "",
        regla: str = "Lectura",
    ) -> None:
        self.hallazgos.append(Hallazgo(regla, nivel, hoja, celda, valor, problema, remedio))

    def parse(self, hoja: str, columna: Columna, celda: Celda, defecto: Any) -> Any:
        """Read a cell by its column; what cannot be read is an impediment, and ``defecto`` stands in.

        A computed column is never data, so a fault in it is only told.
        """
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
