"""Where each finding of the audit is mended: its form, for whom may; its row's page, for everybody else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from programas import permissions
from programas.formulario.contenido import AnalisisContenido, TerritorioContenido
from programas.formulario.lectura import Hallazgo
from programas.models import Ejercicio
from programas.selectors.resultados import TerritorioEvaluado
from regiones.models import Region, Usuario

DE_FORMULACION = ("V1", "V2", "V3", "V4", "V5", "V13", "Repetido", "Unidad", "Nota 2")
DE_RESPUESTA = ("V6", "V7")


@dataclass(frozen=True, slots=True)
class Remedio:
    """A page with its arguments. ``corrige`` when the reader mends the finding there."""

    pagina: str
    argumentos: tuple[str | int, ...]
    corrige: bool = False


@dataclass(frozen=True, slots=True)
class Lugares:
    """What tells where a territory's findings are mended.

    ``filas`` maps each objective to its first commitment; ``cortes`` each corte to its date. ``redacta`` and
    ``responde`` say whether the reader writes the form and answers for its rows now.
    """

    ejercicio: tuple[str, int]
    cut: str
    redacta: bool
    responde: bool
    editables: frozenset[str]
    filas: Mapping[str, str]
    analisis: Mapping[str, AnalisisContenido]
    cortes: Mapping[int, str]
    abiertos: frozenset[int]

    def find(self, hallazgo: Hallazgo) -> Remedio:
        programa = "-".join(hallazgo.fila.split("-")[:3])
        numero, _, compromiso = hallazgo.fila.removeprefix(programa).lstrip("-").partition(".")
        objetivo = f"{programa}-{numero}"
        analisis = self.analisis.get(hallazgo.fila)
        if analisis is not None:
            return self.find_analisis(analisis.corte_id, analisis.objetivo, analisis.id)
        if hallazgo.regla == "V11" and self.cortes:
            return self.find_analisis(max(self.cortes, key=self.cortes.__getitem__), objetivo)
        tipo = programa.rpartition("-")[2]
        if self.redacta and programa in self.editables and hallazgo.regla in DE_FORMULACION:
            propia = ("fila", (self.cut, tipo, objetivo)) if numero else ("ponderacion", (self.cut, tipo))
            return self.build(*propia, corrige=True)
        fila = hallazgo.fila if compromiso else self.filas.get(objetivo, "")
        if fila and self.responde and hallazgo.regla in DE_RESPUESTA:
            return self.build("declaracion", (fila,), corrige=True)
        return self.build("compromiso", (fila,)) if fila else self.build("programa", (self.cut, tipo))

    def find_analisis(self, corte: int, objetivo: str | None, pk: int | None = None) -> Remedio:
        """The analysis of an objective; one that nobody linked is linked in the administration (V14)."""
        corrige = self.redacta and corte in self.abiertos
        if objetivo is not None:
            return self.build("analisis_objetivo", (self.cut, self.cortes[corte], objetivo), corrige=corrige)
        if corrige and pk is not None:
            return Remedio("admin:programas_analisisavance_change", (pk,), corrige)
        return self.build("analisis", (self.cut, self.cortes[corte]))

    def build(self, pagina: str, argumentos: tuple[str, ...], *, corrige: bool = False) -> Remedio:
        return Remedio(pagina, (*self.ejercicio, *argumentos), corrige)


def load_lugares(
    ejercicio: Ejercicio,
    usuario: Usuario,
    territorios: Iterable[TerritorioEvaluado],
    contenidos: Iterable[TerritorioContenido],
) -> dict[str, Lugares]:
    """By territory: one query, whatever its findings."""
    cortes = list(ejercicio.cortes.all())
    ids = {territorio.cut: territorio.id for territorio in territorios}
    lugares = {}
    for contenido in contenidos:
        redacta = permissions.can_draft(usuario, ejercicio, Region(pk=ids[contenido.region]))
        lugares[contenido.region] = Lugares(
            (ejercicio.servicio.codigo, ejercicio.anio),
            contenido.region,
            redacta and not ejercicio.cerrado,
            redacta and permissions.is_evaluable(ejercicio),
            frozenset(p.codigo for p in contenido.programas if p.estado in permissions.EDITABLES),
            {o.codigo: o.compromisos[0].codigo for p in contenido.programas for o in p.objetivos if o.compromisos},
            {analisis.codigo: analisis for p in contenido.programas for analisis in p.analisis},
            {corte.pk: f"{corte.fecha_medicion:%Y-%m-%d}" for corte in cortes},
            frozenset(corte.pk for corte in cortes if corte.abierto),
        )
    return lugares
