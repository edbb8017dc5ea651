"""The drop-downs of a template: what each column may say, from a hidden sheet where the list is long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from programas.formulario.columnas import RESPUESTAS
from programas.formulario.hojas import NOTA_DE_CLASE, PROGRAMA_EN_ANALISIS
from programas.planillas.escritor.tablas import TablaEscrita
from programas.planillas.escritor.textos import clean_celda, escape_celda
from programas.planillas.metadatos import HOJA_LISTAS

TODAS = "Todas las regiones"


@dataclass(frozen=True, slots=True)
class Catalogos:
    """What the columns offer: the units of the service, the regions of the year, and the kinds of III.3 by key."""

    unidades: Sequence[str] = ()
    regiones: Sequence[str] = ()
    clases: Mapping[str, str] | None = None

    def list_opciones(self) -> dict[str, list[str]]:
        clases = [f"{nombre} ({NOTA_DE_CLASE[clase]})" for clase, nombre in (self.clases or {}).items()]
        return {
            "unidad": list(self.unidades),
            "territorios": [TODAS, *self.regiones],
            "programa": list(PROGRAMA_EN_ANALISIS.values()),
            "clase": clases,
        }


def write_listas(libro: Workbook, catalogos: Catalogos) -> dict[str, str]:
    """Write the lists, one per column, and return the range of each."""
    pagina = libro.create_sheet(HOJA_LISTAS)
    pagina.sheet_state = "hidden"
    rangos = {}
    for i, (clave, opciones) in enumerate(catalogos.list_opciones().items(), start=1):
        letra = pagina.cell(1, i).column_letter
        for numero, opcion in enumerate(opciones, start=1):
            celda = pagina.cell(numero, i)
            celda.value = escape_celda(clean_celda(opcion))
            celda.data_type = "s"
        if opciones:
            rangos[clave] = f"{HOJA_LISTAS}!${letra}$1:${letra}${len(opciones)}"
    return rangos


def offer_opciones(pagina: Worksheet, hoja: str, tabla: TablaEscrita, rangos: Mapping[str, str]) -> None:
    """Offer in each column its answers. Only «cumple» and the weight refuse anything else."""
    letras = tabla.rango.letras
    for clave in letras.keys() & rangos.keys():
        offer(pagina, tabla, clave, DataValidation("list", formula1=rangos[clave], allow_blank=True))
    if hoja == "III.3" and "clase" in rangos:
        offer(pagina, tabla, "objetivo", DataValidation("list", formula1=rangos["clase"], allow_blank=True))
    if "cumple" in letras:
        respuestas = ",".join(filter(None, RESPUESTAS.values()))
        offer(
            pagina,
            tabla,
            "cumple",
            refuse(
                DataValidation("list", formula1=f'"{respuestas}"', allow_blank=True),
                "Elija Sí, No o Parcial, o deje la celda en blanco.",
            ),
        )
        offer(
            pagina,
            tabla,
            "ponderacion",
            refuse(
                DataValidation("decimal", operator="between", formula1="0.000001", formula2="1", allow_blank=True),
                "Escriba un porcentaje mayor que 0 y hasta 100, como 3,2%.",
            ),
        )


def offer(pagina: Worksheet, tabla: TablaEscrita, clave: str, validacion: DataValidation) -> None:
    validacion.add(tabla.rango.span(clave))
    pagina.add_data_validation(validacion)


def refuse(validacion: DataValidation, mensaje: str) -> DataValidation:
    validacion.showErrorMessage = True
    validacion.errorTitle = "No se entiende"
    validacion.error = mensaje
    return validacion
