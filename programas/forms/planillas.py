"""Workbooks uploaded together, what is answered of one, and why an import is undone."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from programas.forms.base import ConVersionForm
from programas.formulario.preguntas import AsuntoPregunta
from programas.services.cargas import CargaExcesiva, check_limites
from programas.services.cargas.limites import MAXIMO_CARGA, MAXIMO_LIBROS, MEGA

ADMITIDOS = ".xlsx,.xls,.ods,.csv,.zip"
# Up to so many answers are laid out to choose from; more, in a list that opens.
A_LA_VISTA = 4
SIN_RESPUESTA = ("", "Sin responder")
GRUPOS = {
    AsuntoPregunta.TERRITORIO: "El libro",
    AsuntoPregunta.CORTE: "El libro",
    AsuntoPregunta.ESCALA: "El libro",
    AsuntoPregunta.TABLA: "Sus tablas",
    AsuntoPregunta.COLUMNA_4: "El libro",
    AsuntoPregunta.ENCABEZADO: "Sus columnas",
    AsuntoPregunta.UNIDAD: "Unidades que no están en el catálogo",
    AsuntoPregunta.CONFLICTO: "Lo que otra persona cambió mientras tanto",
    AsuntoPregunta.AUSENTE: "Filas guardadas que el libro no trae",
}

CORRECCIONES = "Corregir lo que se reconoció"


class VariosArchivosInput(forms.FileInput):
    allow_multiple_selected = True


class VariosArchivosField(forms.FileField):
    """One file or many, each as Django receives it."""

    widget = VariosArchivosInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        archivos = [super(VariosArchivosField, self).clean(uno) for uno in data or [None]]
        try:
            check_limites([(archivo.name, archivo.size) for archivo in archivos])
        except CargaExcesiva as error:
            raise ValidationError(str(error)) from error
        return archivos


class CargaForm(forms.Form):
    """What is uploaded: refused by its size before any of it is read."""

    archivos = VariosArchivosField(
        label="Archivos",
        allow_empty_file=True,
        widget=VariosArchivosInput(attrs={"accept": ADMITIDOS}),
        help_text=f"Uno o varios archivos .xlsx, .xls, .ods o .csv, o un .zip con ellos: hasta {MAXIMO_LIBROS} "
        f"planillas y {MAXIMO_CARGA // MEGA} MB en total.",
        error_messages={"required": "Elija al menos un archivo."},
    )


class RespuestaField(forms.ChoiceField):
    """An answer that may wait, however needed it is to write the workbook."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


class PreguntasForm(ConVersionForm):
    """Every question of a workbook at once, whatever it is about. What stays blank stays without an answer."""

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        preguntas: Sequence[Mapping[str, Any]],
        correcciones: Sequence[Mapping[str, Any]] = (),
        respuestas: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.correcciones = [pregunta["clave"] for pregunta in correcciones]
        todas = enumerate((*preguntas, *correcciones), start=1)
        self.preguntas = {f"pregunta-{i}": pregunta for i, pregunta in todas}
        for nombre, pregunta in self.preguntas.items():
            self.fields[nombre] = build_campo(pregunta)
            self.initial[nombre] = respuestas.get(pregunta["clave"]) or pregunta["sugerida"]

    def list_grupos(self) -> Iterator[tuple[str, list[BoundField], bool]]:
        """The questions under what they are about, in the order in which they decide, and whether they wait."""
        for titulo in (*dict.fromkeys(GRUPOS.values()), CORRECCIONES):
            campos = [self[nombre] for nombre, p in self.preguntas.items() if self.get_grupo(p) == titulo]
            if campos:
                yield titulo, campos, titulo in (GRUPOS[AsuntoPregunta.AUSENTE], CORRECCIONES)

    def asks(self) -> bool:
        """Whether anything is left to decide, besides correcting what was recognised."""
        return any(self.get_grupo(pregunta) != CORRECCIONES for pregunta in self.preguntas.values())

    def get_grupo(self, pregunta: Mapping[str, Any]) -> str:
        sabida = pregunta["asunto"] == AsuntoPregunta.CORTE and not pregunta["obligatoria"]
        return CORRECCIONES if sabida or pregunta["clave"] in self.correcciones else GRUPOS[pregunta["asunto"]]

    def read_respuestas(self) -> dict[str, str]:
        return {pregunta["clave"]: self.cleaned_data[nombre] for nombre, pregunta in self.preguntas.items()}


def build_campo(pregunta: Mapping[str, Any]) -> forms.ChoiceField:
    opciones = [tuple(opcion) for opcion in pregunta["opciones"]]
    pocas = len(opciones) <= A_LA_VISTA
    if not pocas and all(valor for valor, _ in opciones):
        opciones = [SIN_RESPUESTA, *opciones]
    lugar = f"{pregunta['lugar']}: " if pregunta["lugar"] and pregunta["valor"] else pregunta["lugar"]
    return RespuestaField(
        label=pregunta["texto"],
        choices=opciones,
        required=pregunta["obligatoria"],
        widget=forms.RadioSelect if pocas else forms.Select,
        help_text=f"{lugar}«{pregunta['valor']}»" if pregunta["valor"] else lugar,
    )


class MotivoForm(forms.Form):
    """Why weights or objectives of a programme already sent once change."""

    motivo = forms.CharField(
        label="Motivo del cambio",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="El programa ya fue enviado una vez: deberá enviarse y aprobarse de nuevo.",
        error_messages={"required": "Escriba por qué cambian las ponderaciones o los objetivos."},
    )


class DeshacerForm(forms.Form):
    """Why an import is undone."""

    motivo = forms.CharField(
        label="Por qué se deshace",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Escriba por qué la deshace: queda en el historial."},
    )
