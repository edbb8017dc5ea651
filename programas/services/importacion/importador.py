"""What every step of an import shares: what is stored, what is planned, what refuses it and what it asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from programas.formulario.celda import clean_text
from programas.formulario.lectura import Hallazgo, Nivel
from programas.formulario.preguntas import AsuntoPregunta, Pregunta
from programas.formulario.unidades import CatalogoUnidades
from programas.models import Indicador, ObjetivoEspecifico, ProgramaTrabajo
from programas.services.importacion.emparejar import place_filas
from programas.services.importacion.escritura import Escritura
from programas.services.importacion.guardado import Guardado
from programas.services.importacion.informe import Accion
from programas.services.importacion.vacias import Columnas
from regiones.models import Editable
from regiones.textos import fold_text

CONSERVAR, ELIMINAR = "conservar", "eliminar"


@dataclass(frozen=True, slots=True)
class Unidades:
    """The units of the service: to find them in a text, and by key those that are offered."""

    catalogo: CatalogoUnidades
    ofrecidas: Mapping[int, str]


@dataclass(slots=True)
class Importador:
    """Compares what a workbook says with what is stored, and plans the difference.

    ``columna_4_es_resultado`` tells what column (4) carries, and ``columna_4_dudosa`` that a row which does not
    show it must be asked; ``admite_respuestas`` whether «cumple» may be declared. ``escritas`` are the codes
    that the workbook took from here, in its order, and ``eliminadas`` the stored rows that it is to delete.
    ``columnas`` tells where a blank cell is; ``notas`` are what its person is to know.
    """

    escritura: Escritura
    guardado: Guardado
    unidades: Unidades
    region_ids: dict[str, int]
    columna_4_es_resultado: bool
    columna_4_dudosa: bool
    admite_respuestas: bool
    respuestas: Mapping[str, str] = field(default_factory=dict)
    escritas: Sequence[str] = ()
    hallazgos: list[Hallazgo] = field(default_factory=list)
    preguntas: dict[str, Pregunta] = field(default_factory=dict)
    eliminadas: list[Editable] = field(default_factory=list)
    columnas: Columnas = field(default_factory=dict)
    notas: list[Hallazgo] = field(default_factory=list)

    def refuse(
        self,
        procedencia: dict[str, Any],
        clave: str,
        valor: str,
        problema: str,
        remedio: str,
        pregunta: str = "",
    ) -> None:
        """Refuse the import for what a cell says; until ``pregunta`` is answered, when one may take it away."""
        hallazgo = cite_lectura(procedencia, clave, valor, problema, remedio)
        self.hallazgos.append(replace(hallazgo, preguntas=(pregunta,) if pregunta else ()))

    def ask(self, pregunta: Pregunta) -> str:
        """Ask once; return what the person answered already, if it is one of the answers."""
        self.preguntas.setdefault(pregunta.clave, pregunta)
        respuesta = self.respuestas.get(pregunta.clave, "")
        return respuesta if any(respuesta == valor for valor, _ in pregunta.opciones) else ""

    def find_unidades(self, texto: str, procedencia: dict[str, Any]) -> list[int]:
        """The units that a text names; of one that names none, the unit that the person answered."""
        halladas = sorted(self.unidades.catalogo.find(texto))
        if halladas or not texto.strip() or not self.unidades.ofrecidas:
            return halladas
        respuesta = self.ask(
            Pregunta(
                AsuntoPregunta.UNIDAD,
                f"{AsuntoPregunta.UNIDAD}:{fold_text(texto)}",
                f"¿Qué unidad del catálogo es «{clean_text(texto)}»?",
                (
                    ("", "Ninguna: dejarla como texto"),
                    *((str(clave), nombre) for clave, nombre in self.unidades.ofrecidas.items()),
                ),
                cite_lugar(procedencia, "unidad"),
                clean_text(texto),
                obligatoria=False,
            )
        )
        return [int(respuesta)] if respuesta else []

    def place(self, parejas: Sequence[int | None], guardadas: Sequence[Any]) -> list[int]:
        """The place of each row read; where others moved rows and the workbook did not, theirs stand."""
        ordenes = [guardada.orden for guardada in guardadas]
        escritas = {codigo: i for i, codigo in enumerate(self.escritas)}
        conocidas = [j for j in parejas if j is not None and guardadas[j].codigo in escritas]
        como_escritas = [escritas[guardadas[j].codigo] for j in conocidas]
        como_guardadas = [ordenes[j] for j in conocidas]
        if como_escritas == sorted(como_escritas) and como_guardadas != sorted(como_guardadas):
            siguientes = iter(range(max(ordenes) + 1, max(ordenes) + 1 + len(parejas)))
            return [next(siguientes) if j is None else ordenes[j] for j in parejas]
        return place_filas(parejas, ordenes)

    def note_ausentes(self, tabla: str, guardados: Sequence[Any], parejas: Sequence[int | None]) -> None:
        """List the stored rows that the workbook lacks: they are told, and deleted only when a person says so.

        A row that was added after the workbook was taken from here is not missing from it.
        """
        presentes = {pareja for pareja in parejas if pareja is not None}
        for i, fila in enumerate(guardados):
            if i in presentes or (self.escritas and fila.codigo not in self.escritas):
                continue
            eliminar = self.ask(ask_ausente(fila)) == ELIMINAR
            if eliminar:
                self.eliminadas.append(fila)
            self.escritura.tell(tabla, fila, Accion.ELIMINADA if eliminar else Accion.AUSENTE)

    def get_indicador(self, objetivo: ObjetivoEspecifico) -> Indicador:
        """The indicator of an objective as the plan leaves it, stored or new."""
        nuevos: Any = self.escritura.nuevas[Indicador]
        nuevo = next((i for i in reversed(nuevos) if i.objetivo is objetivo), None)
        return nuevo or self.guardado.get_indicador(objetivo)

    def list_objetivos(self, programa: ProgramaTrabajo) -> list[tuple[ObjetivoEspecifico, Indicador]]:
        """The programme's objectives with their indicators, stored and new, in order."""
        nuevos = [
            indicador
            for indicador in self.escritura.nuevas[Indicador]
            if isinstance(indicador, Indicador) and indicador.objetivo.programa is programa
        ]
        de_nuevos = [(i.objetivo, i) for i in nuevos if i.objetivo.pk is None]
        sin_indicador = {id(i.objetivo): i for i in nuevos if i.objetivo.pk is not None}
        return [
            *(
                (o, sin_indicador.get(id(o)) or self.guardado.get_indicador(o))
                for o in self.guardado.objetivos[programa.tipo]
                if o not in self.eliminadas
            ),
            *de_nuevos,
        ]


def ask_ausente(fila: Any) -> Pregunta:
    texto = next(filter(None, (getattr(fila, c, "") for c in ("texto", "nombre", "objetivo_texto"))), "")
    return Pregunta(
        AsuntoPregunta.AUSENTE,
        f"{AsuntoPregunta.AUSENTE}:{fila.codigo}",
        f"El libro no trae la fila {fila.codigo}, que está guardada.",
        ((CONSERVAR, "Conservarla"), (ELIMINAR, "Eliminarla")),
        fila.codigo,
        texto or getattr(getattr(fila, "objetivo", None), "texto", ""),
        CONSERVAR,
        obligatoria=False,
    )


def cite_lectura(procedencia: dict[str, Any], clave: str, valor: str, problema: str, remedio: str) -> Hallazgo:
    """A finding that refuses the import, at the cell of a column."""
    celda = procedencia["celdas"].get(clave, {})
    return Hallazgo(
        "Lectura",
        Nivel.IMPIDE,
        procedencia["hoja"],
        celda.get("celda", ""),
        clean_text(celda.get("texto", valor)),
        problema,
        remedio,
    )


def cite_lugar(procedencia: dict[str, Any], clave: str) -> str:
    celda = procedencia["celdas"].get(clave, {}).get("celda", "")
    return f"{procedencia['hoja']}!{celda}" if celda else str(procedencia["hoja"])


def build_bloqueo(hoja: str, problema: str, remedio: str) -> Hallazgo:
    return Hallazgo("Lectura", Nivel.IMPIDE, hoja, "", "", problema, remedio)
