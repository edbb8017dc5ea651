"""Write the official workbook of a territory, as it stands or as a template to be filled."""

from datetime import UTC, datetime
from io import BytesIO

from openpyxl import Workbook

from programas.formulario.metadatos import VERSION_FORMULARIO, Metadatos
from programas.planillas.escritor.calculadas import inject_valores
from programas.planillas.escritor.estilos import add_estilos
from programas.planillas.escritor.hojas import LibroEnObra, write_hojas
from programas.planillas.escritor.listas import Catalogos, write_listas
from programas.planillas.escritor.notas import write_notas
from programas.planillas.escritor.paginas import print_apaisada, protect_pagina
from programas.planillas.metadatos import write_metadatos
from programas.selectors.exportacion import FormularioExportado
from regiones.textos import fold_text


def write_libro(
    formulario: FormularioExportado, plantilla: Catalogos | None = None, momento: datetime | None = None
) -> bytes:
    """The workbook as a file; with the catalogues that its drop-downs offer, a template.

    Raises ``TextoNoCabe`` when a text is longer than a cell.
    """
    libro = Workbook()
    libro.remove(libro.active)
    add_estilos(libro, abiertas=plantilla is not None)
    libro.properties.creator = "Gestión Territorial"
    libro.properties.title = f"Formulario {formulario.anio} · {formulario.nombre}"
    obra = LibroEnObra(libro, formulario, plantilla is not None)
    if plantilla is not None:
        obra.rangos = write_listas(libro, plantilla)
    write_hojas(obra)
    notas = write_notas(libro, formulario.anio, obra.plantilla)
    print_apaisada(notas.pagina, f"{formulario.servicio_nombre} · {formulario.anio}")
    if obra.plantilla:
        protect_pagina(notas.pagina)
        libro.move_sheet(libro.worksheets[0], len(libro.worksheets))
    write_metadatos(libro, describe_libro(formulario, obra, momento or datetime.now(UTC)))
    libro.active = 0
    salida = BytesIO()
    libro.save(salida)
    numeros = {pagina.title: numero for numero, pagina in enumerate(libro.worksheets, start=1)}
    return inject_valores(
        salida.getvalue(), {numeros[clave]: lienzo.valores for clave, lienzo in obra.lienzos.items()}
    )


def describe_libro(formulario: FormularioExportado, obra: LibroEnObra, momento: datetime) -> Metadatos:
    return Metadatos(
        servicio=formulario.servicio,
        anio=formulario.anio,
        region=formulario.region,
        version=VERSION_FORMULARIO,
        testigo=formulario.testigo,
        escrito=momento.isoformat(timespec="seconds"),
        filas=obra.marcas,
    )


def name_archivo(formulario: FormularioExportado, prefijo: str = "gestion-territorial") -> str:
    """«gestion-territorial-2009-07-maule.xlsx»: year, code and name of the territory, in plain letters."""
    nombre = "-".join(fold_text(formulario.nombre).split())
    return f"{prefijo}-{formulario.anio}-{formulario.region}-{nombre}.xlsx"
