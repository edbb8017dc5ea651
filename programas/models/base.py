"""What the rows of the form share: an immutable code, a place, and the cells they came from."""

from django.db import models

from regiones.models import Editable


class FilaFormulario(Editable):
    """A row of the official form. ``codigo`` never changes; ``orden`` does."""

    codigo = models.CharField("código", max_length=40, editable=False)
    orden = models.PositiveSmallIntegerField("orden", default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.codigo


class Procedencia(models.Model):
    """Where an imported row was read: its sheet, and each cell's address and text as written.

    ``{"hoja": "III.1", "celdas": {"objetivo": {"celda": "A17 + A19", "texto": "…"}}}``; empty for a row
    that was typed in.
    """

    procedencia = models.JSONField("celdas de origen", default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

    def get_celda(self, clave: str) -> str:
        """The address of the cell a column was read from, with its sheet: «III.1!C12»; empty if typed in."""
        celda = self.procedencia.get("celdas", {}).get(clave, {}).get("celda", "")
        return f"{self.procedencia['hoja']}!{celda}" if celda else ""
