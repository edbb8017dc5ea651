"""Write the official workbook of a territory, as it stands or as a template to be filled, or of the service."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

from openpyxl import Workbook

from programas.formulario.hojas import HOJAS
from programas.formulario.metadatos import VERSION_FORMULARIO, Metadatos
from programas.planillas.escritor.calculadas import inject_valores
from programas.planillas.escritor.estilos import add_estilos
from programas.planillas.escritor.explicacion import write_explicaciones
from programas.planillas.escritor.hojas import LibroEnObra, write_hoja, write_hojas, write_nacional
from programas.planillas.escritor.listas import Catalogos, write_listas
from programas.planillas.escritor.notas import write_notas
from programas.planillas.escritor.paginas import print_apaisada, protect_pagina
from programas.planillas.metadatos import write_metadatos
from programas.selectors.exportacion import FormularioExportado
from programas.selectors.oficial.etapa import explain_etapa, tell_demostracion
from regiones.textos import fold_text

# What the title of a sheet may be long, and what it may not say.
LARGO_DE_TITULO = 31
FUERA_DE_TITULO = str.maketrans("", "", "[]:*?/\\")


def write_libro(
    formulario: FormularioExportado, plantilla: Catalogos | None = None, momento: datetime | None = None
) -> bytes:
    """The workbook as a file; with the catalogues that its drop-downs offer, a template.

    Raises ``TextoNoCabe`` when a text is longer than a cell.
    """
    libro = begin_libro(f"Formulario {formulario.anio} · {formulario.nombre}", abiertas=plantilla is not None)
    obra = LibroEnObra(libro, formulario, tell_datos([formulario]), plantilla is not None)
    if plantilla is not None:
        obra.rangos = write_listas(libro, plantilla)
    write_hojas(obra)
    notas = write_notas(libro, formulario.anio, obra.plantilla)
    print_apaisada(notas.pagina, f"{formulario.servicio_nombre} · {formulario.anio}", obra.etapa)
    write_explicaciones(libro, [formulario], obra.etapa)
    if obra.plantilla:
        protect_pagina(notas.pagina)
        libro.move_sheet(libro.worksheets[0], len(libro.worksheets))
    write_metadatos(libro, describe_libro(formulario, obra, momento or datetime.now(UTC)))
    return save_libro(obra)


def write_libro_de_todos(formularios: Sequence[FormularioExportado]) -> bytes:
    """The workbook of the service: each sheet of the form, territory by territory, and its national result last.

    It is to be read: what is imported is the workbook of a territory. Raises ``TextoNoCabe``.
    """
    primero = formularios[0]
    libro = begin_libro(f"Formulario {primero.anio} · {primero.servicio_nombre}", abiertas=False)
    obra = LibroEnObra(libro, primero, tell_datos(formularios), es_de_todos=True)
    for hoja in HOJAS.values():
        for formulario in formularios:
            obra.formulario = formulario
            write_hoja(obra, hoja, name_hoja(hoja.clave, formulario.nombre))
        if hoja.totales:
            write_nacional(obra, hoja, name_hoja(hoja.clave, "Nacional"))
    notas = write_notas(libro, primero.anio, plantilla=False)
    print_apaisada(notas.pagina, f"{primero.servicio_nombre} · {primero.anio}", obra.etapa)
    write_explicaciones(libro, formularios, obra.etapa)
    return save_libro(obra)


def tell_datos(formularios: Sequence[FormularioExportado]) -> str:
    """How far the data may be relied on, and whether they are real."""
    return " · ".join(filter(None, (explain_etapa(formularios), tell_demostracion(formularios))))


def name_hoja(clave: str, nombre: str) -> str:
    """«III.1 Maule»."""
    return f"{clave} {nombre}".translate(FUERA_DE_TITULO)[:LARGO_DE_TITULO].rstrip("'")


def begin_libro(titulo: str, *, abiertas: bool) -> Workbook:
    libro = Workbook()
    libro.remove(libro.active)
    add_estilos(libro, abiertas)
    libro.properties.creator = "Gestión Territorial"
    libro.properties.title = titulo
    return libro


def save_libro(obra: LibroEnObra) -> bytes:
    obra.libro.active = 0
    salida = BytesIO()
    obra.libro.save(salida)
    numeros = {pagina.title: numero for numero, pagina in enumerate(obra.libro.worksheets, start=1)}
    return inject_valores(
        salida.getvalue(), {numeros[titulo]: lienzo.valores for titulo, lienzo in obra.lienzos.items()}
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
