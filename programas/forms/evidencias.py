"""A file as evidence of a commitment: which one, what it proves, and the date that it bears."""

from typing import Any

from django import forms
from django.conf import settings

from programas.forms.base import ConVersionForm, DiaField
from programas.models import Compromiso, Evidencia, MedioVerificacion
from programas.services.archivos import ADMITIDOS, EXTENSIONES
from programas.services.evidencias import Documento


class MedioField(forms.ModelChoiceField):
    def label_from_instance(self, obj: MedioVerificacion) -> str:
        return obj.texto if len(obj.texto) <= 120 else f"{obj.texto[:119].rstrip()}…"


class EvidenciaForm(ConVersionForm):
    """A new file, or a new version of one: then it proves what the old one did."""

    archivo = forms.FileField(label="Archivo", allow_empty_file=True)
    medio = MedioField(
        label="Medio de verificación que prueba",
        queryset=MedioVerificacion.objects.none(),
        required=False,
        empty_label="La fila en general",
    )
    fecha_documento = DiaField(label="Fecha del documento", help_text="La que lleva escrita el documento.")
    descripcion = forms.CharField(label="Descripción", required=False, max_length=300)

    def __init__(
        self, *args: Any, compromiso: Compromiso, reemplaza: Evidencia | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]
        archivo = self.fields["archivo"]
        archivo.help_text = f"{ADMITIDOS}, de hasta {settings.EVIDENCIA_MAXIMO_MB} MB."
        archivo.widget.attrs["accept"] = ",".join(f".{extension}" for extension in EXTENSIONES)
        if reemplaza is not None:
            del self.fields["medio"]
            self.initial["descripcion"] = reemplaza.descripcion
            return
        medio: Any = self.fields["medio"]
        medio.queryset = compromiso.medios.order_by("orden", "pk")

    def read_documento(self) -> Documento:
        datos = self.cleaned_data
        return Documento(datos["archivo"], datos["fecha_documento"], datos["descripcion"])


class RetiroForm(ConVersionForm):
    """Why an evidence is withdrawn."""

    motivo = forms.CharField(label="Por qué la retira", max_length=500)
