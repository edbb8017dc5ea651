"""The forms of some territories with the text that explains their figures, the same as anywhere else."""

from collections.abc import Sequence
from dataclasses import replace

from programas.models import Ejercicio
from programas.selectors.calculo_servicio import explain_servicio
from programas.selectors.congelado import load_congelado
from programas.selectors.explicacion import explain_territorio
from programas.selectors.exportacion import FormularioExportado, build_exportado
from programas.selectors.filas_exportadas import Cargado, load_programas
from programas.selectors.resultados import evaluate_ejercicio
from programas.selectors.texto_explicado import write_explicacion
from regiones.models import Region, Usuario


def load_explicados(
    ejercicio: Ejercicio, usuario: Usuario, regiones: Sequence[Region]
) -> list[FormularioExportado]:
    """The forms of some territories that the user sees, in their order, each with its explanation.

    That of the national result is for who sees the whole service. Three queries whatever the territories, and two
    more for the closing of a closed ejercicio.
    """
    congelado = load_congelado(ejercicio)
    evaluado = evaluate_ejercicio(ejercicio, usuario)
    territorios = {territorio.id: territorio for territorio in evaluado.territorios}
    cargados = load_programas(ejercicio, [region.pk for region in regiones])
    nacional = write_explicacion(ejercicio, explain_servicio(ejercicio, evaluado)) if evaluado.servicio else ""
    formularios = []
    for region in regiones:
        cargado = cargados.get(region.pk, Cargado())
        formulario = build_exportado(ejercicio, region, cargado, congelado, evaluado.servicio)
        propia = ""
        # A territory that the closing does not know has no figures to explain.
        if territorio := territorios.get(region.pk):
            explicado = explain_territorio(ejercicio, territorio, cargado.programas, cargado.dichos)
            propia = write_explicacion(ejercicio, explicado)
        formularios.append(replace(formulario, explicacion=propia, explicacion_nacional=nacional))
    return formularios


def list_explicaciones(formularios: Sequence[FormularioExportado]) -> tuple[tuple[str, str], ...]:
    """Each explanation after the name of what it explains: that of a territory, and then the service's.

    The document of the whole service has the service's alone: the rows of each territory are explained in its own.
    """
    primero = formularios[0]
    todas = [(primero.nombre, primero.explicacion)] if len(formularios) == 1 else []
    todas.append((primero.servicio_nombre, primero.explicacion_nacional))
    return tuple((sujeto, texto) for sujeto, texto in todas if texto)
