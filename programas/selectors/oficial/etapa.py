"""How far the data of a document may be relied on, which every page of it says."""

from collections.abc import Sequence

from programas.enums import EstadoPrograma, EtapaDatos
from programas.selectors.exportacion import FormularioExportado

EXPLICADAS = {
    EtapaDatos.BORRADOR: "hay programas sin aprobar",
    EtapaDatos.VIGENTE: "programas aprobados, ejercicio abierto",
    EtapaDatos.DEFINITIVO: "ejercicio cerrado",
}

DEMOSTRACION = "Datos de demostración"


def tell_etapa(formularios: Sequence[FormularioExportado]) -> EtapaDatos:
    """Definitive once the year is closed; in force when all that is committed is approved; a draft otherwise."""
    if all(formulario.cerrado for formulario in formularios):
        return EtapaDatos.DEFINITIVO
    estados = {programa.estado for formulario in formularios for programa in formulario.programas.values()}
    return EtapaDatos.VIGENTE if estados == {EstadoPrograma.APROBADO} else EtapaDatos.BORRADOR


def explain_etapa(etapa: EtapaDatos) -> str:
    """«Borrador: hay programas sin aprobar»."""
    return f"{etapa.label}: {EXPLICADAS[etapa]}"


def tell_demostracion(formularios: Sequence[FormularioExportado]) -> str:
    """What a document says where some of its data were made up to show the system; nothing of real ones."""
    programas = (programa for formulario in formularios for programa in formulario.programas.values())
    return DEMOSTRACION if any(programa.es_demostracion for programa in programas) else ""
