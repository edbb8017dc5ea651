"""How far the data of a document may be relied on, which every page of it says."""

from collections.abc import Iterator, Sequence

from programas.enums import EstadoPrograma, EtapaDatos
from programas.selectors.exportacion import FormularioExportado

DEMOSTRACION = "Datos de demostración"
NACIONAL_INVENTADO = "El resultado del servicio incluye datos de demostración"


def tell_etapa(formularios: Sequence[FormularioExportado]) -> EtapaDatos:
    """Definitive once the year is closed; in force when all that is printed is approved; a draft otherwise."""
    if all(formulario.cerrado for formulario in formularios):
        return EtapaDatos.DEFINITIVO
    return EtapaDatos.BORRADOR if any(list_faltas(formularios)) else EtapaDatos.VIGENTE


def list_faltas(formularios: Sequence[FormularioExportado]) -> Iterator[str]:
    """What is printed without having been approved: the commitments, or the analyses of the corte (III.4)."""
    estados = {programa.estado for formulario in formularios for programa in formulario.programas.values()}
    if estados != {EstadoPrograma.APROBADO}:
        yield "programas"
    if any(prints_analisis(f) and f.informe != EstadoPrograma.APROBADO for f in formularios):
        yield "análisis del avance (III.4)"


def prints_analisis(formulario: FormularioExportado) -> bool:
    return any(programa.analisis for programa in formulario.programas.values())


def explain_etapa(formularios: Sequence[FormularioExportado]) -> str:
    """«Borrador: hay programas sin aprobar»."""
    etapa = tell_etapa(formularios)
    if etapa == EtapaDatos.DEFINITIVO:
        return f"{etapa.label}: ejercicio cerrado"
    if etapa == EtapaDatos.BORRADOR:
        return f"{etapa.label}: hay {' y '.join(list_faltas(formularios))} sin aprobar"
    aprobados = (
        "programas y análisis aprobados" if any(map(prints_analisis, formularios)) else "programas aprobados"
    )
    return f"{etapa.label}: {aprobados}, ejercicio abierto"


def tell_demostracion(formularios: Sequence[FormularioExportado]) -> str:
    """What a document says where some of its data, or of those behind its national result, were made up."""
    programas = (programa for formulario in formularios for programa in formulario.programas.values())
    if any(programa.es_demostracion for programa in programas):
        return DEMOSTRACION
    return NACIONAL_INVENTADO if any(f.nacional and f.nacional_inventado for f in formularios) else ""
