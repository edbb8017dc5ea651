"""The admin of the territory and its people, a page per noun."""

from regiones.admin import registro, servicio, territorio, usuario

__all__ = ["registro", "servicio", "territorio", "usuario"]
