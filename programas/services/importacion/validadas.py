"""What a workbook may not change: what a validation rests on, as pages and administration refuse it."""

from programas.formulario.lectura import Hallazgo
from programas.models import Actividad, Compromiso, Indicador, MedioVerificacion, ObjetivoEspecifico
from programas.selectors.presentacion import join_nombres
from programas.services.importacion.importador import Importador, build_bloqueo
from programas.services.validadas import SUSTENTO, SustentoValidado, name_sustento
from regiones.models import Registro

MODELOS = {modelo._meta.label_lower: modelo for modelo in (ObjetivoEspecifico, Indicador, Compromiso)}
# The record of a commitment tells its activities and means as lists of texts.
PARTES = {
    "actividades": SUSTENTO[Actividad]["texto"],
    "medios": SUSTENTO[MedioVerificacion]["texto"],
}


def list_validadas(importador: Importador) -> list[Hallazgo]:
    """What the plan changes of rows that are validated: one finding for each row that it would change."""
    por_objetivo = importador.guardado.compromisos
    sostenidos: dict[tuple[str, int | None], list[Compromiso]] = {}
    for objetivo_id, compromisos in por_objetivo.items():
        validados = [compromiso for compromiso in compromisos if compromiso.validado]
        sostenidos[ObjetivoEspecifico._meta.label_lower, objetivo_id] = validados
        if indicador := importador.guardado.indicadores.get(objetivo_id):
            sostenidos[Indicador._meta.label_lower, indicador.pk] = validados
        for compromiso in validados:
            sostenidos[Compromiso._meta.label_lower, compromiso.pk] = [compromiso]
    return [
        build_bloqueo(
            compromiso.objetivo.programa.tipo,
            str(SustentoValidado(compromiso, f"cambiar {campos}")).rstrip("."),
            "Deje en el libro lo que ya está guardado, o pida que se retire la validación.",
        )
        for registro in importador.escritura.registros
        if registro.clase in MODELOS
        for compromiso in sostenidos.get((registro.clase, registro.objeto), [])[:1]
        if (campos := name_cambios(registro))
    ]


def name_cambios(registro: Registro) -> str:
    """Which changes of a line of the record touch what a validation rests on; a mere order of texts does not."""
    partes = [
        que
        for clave, que in PARTES.items()
        if sorted(registro.antes.get(clave, ())) != sorted(registro.despues.get(clave, ()))
    ]
    propios = name_sustento(MODELOS[registro.clase], registro.despues, registro.antes)
    return join_nombres([nombre for nombre in (propios, *partes) if nombre])
