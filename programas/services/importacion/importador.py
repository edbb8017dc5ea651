"""What every step of an import shares: what is stored, what is planned, and what refuses it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from programas.formulario.celda import clean_text
from programas.formulario.lectura import Hallazgo, Nivel
from programas.formulario.unidades import CatalogoUnidades
from programas.models import Indicador, ObjetivoEspecifico, ProgramaTrabajo
from programas.services.importacion.escritura import Escritura
from programas.services.importacion.guardado import Guardado
from programas.services.importacion.informe import Accion, Cambio


@dataclass(slots=True)
class Importador:
    """Compares what a workbook says with what is stored, and plans the difference.

    ``columna_4_es_resultado`` tells what column (4) carries, and ``columna_4_dudosa`` that a row which does not
    show it must be asked; ``admite_respuestas`` whether «cumple» may be declared already.
    """

    escritura: Escritura
    guardado: Guardado
    unidades: CatalogoUnidades
    region_ids: dict[str, int]
    columna_4_es_resultado: bool
    columna_4_dudosa: bool
    admite_respuestas: bool
    hallazgos: list[Hallazgo] = field(default_factory=list)

    def refuse(self, procedencia: dict[str, Any], clave: str, valor: str, problema: str, remedio: str) -> None:
        """Refuse the import for what a cell says."""
        celda = procedencia["celdas"].get(clave, {})
        self.hallazgos.append(
            Hallazgo(
                "Lectura",
                Nivel.IMPIDE,
                procedencia["hoja"],
                celda.get("celda", ""),
                clean_text(celda.get("texto", valor)),
                problema,
                remedio,
            )
        )

    def note_ausentes(self, tabla: str, guardados: Sequence[Any], parejas: Sequence[int | None]) -> None:
        """List the stored rows that the workbook lacks: they are told, never deleted."""
        presentes = {pareja for pareja in parejas if pareja is not None}
        for i, fila in enumerate(guardados):
            if i not in presentes:
                self.escritura.cambios.append(Cambio(tabla, fila.codigo, Accion.AUSENTE))

    def list_objetivos(self, programa: ProgramaTrabajo) -> list[tuple[ObjetivoEspecifico, Indicador]]:
        """The programme's objectives with their indicators, stored and new, in order."""
        nuevos = [
            indicador
            for indicador in self.escritura.nuevas[Indicador]
            if isinstance(indicador, Indicador) and indicador.objetivo.programa is programa
        ]
        de_nuevos = [(i.objetivo, i) for i in nuevos if i.objetivo.pk is None]
        sin_indicador = {id(i.objetivo): i for i in nuevos if i.objetivo.pk is not None}
        guardados = self.guardado.objetivos[programa.tipo]
        return [
            *((o, sin_indicador.get(id(o)) or self.guardado.get_indicador(o)) for o in guardados),
            *de_nuevos,
        ]
