"""Read the workbooks that an upload keeps, with all that is known of their territories and headings."""

from collections.abc import Callable

from programas.formulario.lectura import FormularioLeido
from programas.models import Ejercicio, LibroCargado
from programas.planillas.formulario import read_formulario
from programas.planillas.lector import Pedido
from programas.planillas.paquete import LibroRechazado
from programas.selectors.catalogo import build_catalogo, load_alias_columnas, load_regiones_conocidas
from programas.services.cargas import LibroIlegible

SIN_ARCHIVO = "Su archivo ya no está guardado: súbalo de nuevo."


def build_lector(ejercicio: Ejercicio) -> Callable[[LibroCargado], FormularioLeido]:
    """A reader of the workbooks of a year. What it knows is loaded for each: an answer may have taught more."""

    def read(libro: LibroCargado) -> FormularioLeido:
        try:
            with libro.original.open("rb") as archivo:
                contenido = archivo.read()
            return read_formulario(libro.archivo, contenido, build_pedido(ejercicio, libro))
        except LibroRechazado as error:
            raise LibroIlegible(str(error)) from error
        except FileNotFoundError as error:
            raise LibroIlegible(SIN_ARCHIVO) from error

    return read


def build_pedido(ejercicio: Ejercicio, libro: LibroCargado) -> Pedido:
    conocidas = load_regiones_conocidas()
    return Pedido(
        anio=ejercicio.anio,
        catalogo=build_catalogo(conocidas.values()),
        del_anio=build_catalogo(par for par in conocidas.values() if par[0].exists_in(ejercicio.anio)),
        nombres={cut: region.nombre_corto for cut, (region, _) in conocidas.items()},
        alias_columnas=load_alias_columnas(ejercicio.servicio_id),
        respuestas=libro.respuestas,
        servicio=ejercicio.servicio.codigo,
    )
