"""The rows of last year's programme that may be brought into this one."""

from dataclasses import dataclass

from programas.formulario.contenido import ProgramaContenido
from programas.models import ProgramaTrabajo
from programas.selectors.contenido import load_contenido
from regiones.textos import fold_text


@dataclass(frozen=True, slots=True)
class FilaCopiable:
    """A row of an earlier year. ``repetida``: this year's programme already says the same."""

    codigo: str
    titulo: str
    detalle: str
    repetida: bool


@dataclass(frozen=True, slots=True)
class Copiables:
    """What an earlier programme offers: its rows and, in III.2, its instancias."""

    anterior: ProgramaTrabajo
    anio: int
    filas: tuple[FilaCopiable, ...]
    instancias: tuple[FilaCopiable, ...]


def find_anterior(programa: ProgramaTrabajo) -> ProgramaTrabajo | None:
    """The same programme of the same territory and service in the last earlier year that has it."""
    return (
        ProgramaTrabajo.objects.filter(
            ejercicio__servicio=programa.ejercicio.servicio_id,
            ejercicio__anio__lt=programa.ejercicio.anio,
            region=programa.region_id,
            tipo=programa.tipo,
        )
        .select_related("ejercicio", "region")
        .order_by("-ejercicio__anio")
        .first()
    )


def load_copiables(programa: ProgramaTrabajo) -> Copiables | None:
    """What may be copied, in the order of the form; ``None`` when no earlier year has the programme."""
    anterior = find_anterior(programa)
    if anterior is None:
        return None
    antes, ahora = load_programa(anterior), load_programa(programa)
    dichas = {fold_text(f"{objetivo.texto} {objetivo.indicador}") for objetivo in ahora.objetivos}
    nombradas = {fold_text(instancia.nombre) for instancia in ahora.instancias}
    return Copiables(
        anterior,
        anterior.ejercicio.anio,
        tuple(
            FilaCopiable(
                objetivo.codigo,
                objetivo.texto,
                objetivo.indicador,
                fold_text(f"{objetivo.texto} {objetivo.indicador}") in dichas,
            )
            for objetivo in antes.objetivos
        ),
        tuple(
            FilaCopiable(
                instancia.codigo, instancia.nombre, instancia.territorios, fold_text(instancia.nombre) in nombradas
            )
            for instancia in antes.instancias
        ),
    )


def load_programa(programa: ProgramaTrabajo) -> ProgramaContenido:
    (territorio,) = load_contenido(
        ejercicio_id=programa.ejercicio_id, region_ids=[programa.region_id], tipo=programa.tipo
    )
    (contenido,) = territorio.programas
    return contenido
