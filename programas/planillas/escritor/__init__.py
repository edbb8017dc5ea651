"""The official workbook, written: today's data as the form prints them, or a template that calculates itself."""

from programas.planillas.escritor.libro import name_archivo, write_libro, write_libro_de_todos
from programas.planillas.escritor.listas import Catalogos
from programas.planillas.escritor.textos import TextoNoCabe

__all__ = ["Catalogos", "TextoNoCabe", "name_archivo", "write_libro", "write_libro_de_todos"]
