"""The admin of the official form, a page per noun, each level listing the next."""

from programas.admin import analisis, compromiso, ejercicio, importacion, objetivo, planilla, programa

__all__ = ["analisis", "compromiso", "ejercicio", "importacion", "objetivo", "planilla", "programa"]
