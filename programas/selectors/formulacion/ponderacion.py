"""The weights of a programme in one table, as they are typed."""

from dataclasses import dataclass

from programas import permissions
from programas.models import Compromiso, Ejercicio, ProgramaTrabajo
from programas.scoring import Ponderacion
from programas.selectors.contenido import load_contenido
from programas.selectors.formulacion.mesa import build_suma, find_contenido, show_parte
from programas.selectors.formulacion.suma import Suma, describe_suma
from regiones.models import Region, Usuario


@dataclass(frozen=True, slots=True)
class FilaPonderada:
    """A weighted row: the stored weight in ten-thousandths of a percent, and the version that was read."""

    id: int
    codigo: str
    objetivo: str
    que: str
    peso: int | None
    version: int
    puede: bool


@dataclass(frozen=True, slots=True)
class TablaPonderacion:
    """``parte`` is what each row weighs while the programme weighs uniformly; empty when weights are typed."""

    frase: str
    uniforme: bool
    parte: str
    suma: Suma
    filas: tuple[FilaPonderada, ...]
    redacta: bool


def load_ponderacion(
    ejercicio: Ejercicio, usuario: Usuario, region: Region, programa: ProgramaTrabajo
) -> TablaPonderacion:
    """Every weighted row of a programme, in the order of the form: a fixed number of queries."""
    (territorio,) = load_contenido(ejercicio_id=ejercicio.pk, region_ids=[region.pk])
    contenido = find_contenido(territorio, programa.tipo)
    redacta = permissions.can_draft_programa(usuario, programa)
    consulta = Compromiso.objects.filter(objetivo__programa=programa)
    versiones = dict(consulta.values_list("pk", "version"))
    propios: set[int] = set()
    if not redacta and permissions.drafts_as_unidad(usuario, programa):
        propios = set(consulta.filter(unidades__in=usuario.alcance.unidades).values_list("pk", flat=True))
    suma = build_suma(ejercicio, territorio, contenido)
    uniforme = contenido.ponderacion == Ponderacion.UNIFORME
    parte = show_parte(contenido)
    filas = tuple(
        FilaPonderada(
            compromiso.id,
            compromiso.codigo,
            objetivo.texto,
            "; ".join(compromiso.actividades) if len(objetivo.compromisos) > 1 else objetivo.meta,
            compromiso.ponderacion,
            versiones[compromiso.id],
            redacta or compromiso.id in propios,
        )
        for objetivo in contenido.objetivos
        for compromiso in objetivo.compromisos
    )
    nombre = f"{programa.tipo} de {region.nombre_corto}"
    dicho = f"cada fila pesa {parte}: suman 100 %" if parte else describe_suma(suma)
    return TablaPonderacion(f"{nombre}: {dicho}.", uniforme, parte, suma, filas, redacta)
