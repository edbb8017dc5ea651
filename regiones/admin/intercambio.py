"""Imports and exports in the admin: the file, a preview, the confirmation, and everything that is wrong."""

import base64
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import strip_tags
from import_export.admin import ImportExportMixin
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.results import RowResult
from import_export.tmp_storages import BaseStorage

from regiones.admin.niveles import classify_pieza
from regiones.resources.formatos import ArchivoIlegible, Csv, Json, Xlsx

TAMANO_MAXIMO = 5 * 1024 * 1024
FIRMA = "importacion"
# A preview that nobody confirms in this time is to be loaded again.
VIGENCIA = 2 * 60 * 60
FORMATOS = [Xlsx, Csv, Json]


class ArchivoFirmado(BaseStorage):
    """Carry the file from the preview to its confirmation in the page itself, signed.

    Nothing stays on the server's disk, nobody confirms another's file, and any server can take the confirmation.
    """

    def save(self, data: bytes) -> None:
        self.name = signing.dumps(base64.b64encode(data).decode(), salt=FIRMA, compress=True)

    def read(self) -> bytes:
        return base64.b64decode(signing.loads(self.name, salt=FIRMA, max_age=VIGENCIA))

    def remove(self) -> None:
        """Nothing: it was never stored."""


class ArchivoForm(ImportForm):
    import_file = forms.FileField(label="Archivo", help_text="xlsx, csv o json, de hasta 5 MB.")
    motivo = forms.CharField(
        label="Motivo",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Queda en el historial. Obligatorio si el archivo cambia pesos u objetivos ya enviados una vez.",
    )
    field_order = ["resource", "import_file", "format", "motivo"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo: Any = self.fields["format"]
        campo.required = False
        campo.choices = [("", "El de su extensión"), *list(campo.choices)[1:]]

    def clean(self) -> dict[str, Any] | None:
        """A file that says no format is of its extension's."""
        limpios: dict[str, Any] = super().clean() or self.cleaned_data
        archivo = limpios.get("import_file")
        if archivo is not None and limpios.get("format") == "":
            extension = PurePath(archivo.name).suffix.lower().lstrip(".")
            indices = {formato.titulo: str(i) for i, formato in enumerate(FORMATOS)}
            if extension in indices:
                limpios["format"] = indices[extension]
            else:
                self.add_error("format", "El nombre del archivo no dice su formato: elíjalo.")
        return limpios

    def clean_import_file(self) -> Any:
        archivo = self.cleaned_data["import_file"]
        if archivo.size > TAMANO_MAXIMO:
            raise forms.ValidationError("El archivo pesa más de 5 MB: divídalo.")
        return archivo


class ConfirmacionForm(ConfirmImportForm):
    motivo = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    huella = forms.CharField(required=False, widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class FilaVista:
    """A row of the preview: what happens to it, and what it says in the columns that are shown."""

    clase: str
    acto: str
    celdas: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class VistaPrevia:
    """What an import would change, without the columns that no row fills."""

    columnas: tuple[str, ...]
    filas: tuple[FilaVista, ...]


def build_vista(result: Any) -> VistaPrevia:
    filas = [fila for fila in result.valid_rows() if not fila.is_skip()]
    llenas = [i for i in range(len(result.diff_headers)) if any(fila.diff[i] for fila in filas)]
    return VistaPrevia(
        tuple(result.diff_headers[i] for i in llenas),
        tuple(
            FilaVista(
                fila.import_type,
                "Nueva" if fila.is_new() else "Cambia",
                tuple((fila.diff[i], classify_pieza(strip_tags(fila.diff[i]))) for i in llenas),
            )
            for fila in filas
        ),
    )


class IntercambioMixin(ImportExportMixin):
    """A list whose rows come from and go to files. Put it before the page's own base class."""

    import_formats = FORMATOS
    export_formats = FORMATOS
    import_form_class = ArchivoForm
    confirm_form_class = ConfirmacionForm
    export_form_class = ExportForm
    tmp_storage_class = ArchivoFirmado

    def has_import_permission(self, request: HttpRequest) -> bool:
        pagina: Any = self
        return pagina.permisos.edits_some(request.user, pagina.model)

    def has_export_permission(self, request: HttpRequest) -> bool:
        pagina: Any = self
        return pagina.has_view_permission(request)

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        datos = getattr(kwargs.get("form"), "cleaned_data", {})
        return {
            "usuario": request.user,
            "motivo": datos.get("motivo", ""),
            "huella": datos.get("huella", ""),
            "avisar": partial(setattr, request, "huella"),
        }

    def get_export_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {"usuario": request.user}

    def get_import_data_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {"rollback_on_validation_errors": True}

    def get_valid_export_item_pks(self, request: HttpRequest) -> Any:
        pagina: Any = self
        return pagina.get_queryset(request).values_list("pk", flat=True)

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: Any) -> str:
        pagina: Any = self
        return f"{pagina.opts.model_name}.{file_format.get_extension()}"

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        inicial = super().get_confirm_form_initial(request, import_form)
        if import_form is None:
            return inicial
        return {**inicial, "motivo": import_form.cleaned_data["motivo"], "huella": request.huella}  # type: ignore[attr-defined]

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        mensaje = str(e) if isinstance(e, ArchivoIlegible) else "El archivo no se pudo leer en ese formato."
        form.add_error("import_file", mensaje)

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        respuesta: Any = super().import_action(request, **kwargs)
        result = getattr(respuesta, "context_data", {}).get("result")
        if result is not None and not result.has_errors() and not result.has_validation_errors():
            respuesta.context_data["vista"] = build_vista(result)
        return respuesta

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """Tell when the address holds filters that mean nothing, as lists do, before exporting all the rows."""
        pagina: Any = self
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            pagina.message_user(
                request,
                "Los filtros de esa dirección no se entienden: si exporta ahora, saldrán todas las filas.",
                messages.WARNING,
            )
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Write what the preview showed; a confirmation that was altered, or is too old, starts again."""
        pagina: Any = self
        try:
            return super().process_import(request, **kwargs)
        except (signing.BadSignature, ArchivoIlegible):
            pagina.message_user(request, "La confirmación ya no vale: cargue el archivo otra vez.", messages.ERROR)
            return HttpResponseRedirect(reverse(pagina.name_url("import")))

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """Tell what was written; or, when something came to be wrong since the preview, that nothing was."""
        pagina: Any = self
        if result.has_errors() or result.has_validation_errors():
            for problema in list_problemas(result)[:10]:
                pagina.message_user(request, problema, messages.ERROR)
            pagina.message_user(request, "No se importó nada.", messages.ERROR)
            return HttpResponseRedirect(reverse(pagina.name_url("import")))
        cuentas = result.totals
        nuevas, cambiadas = cuentas[RowResult.IMPORT_TYPE_NEW], cuentas[RowResult.IMPORT_TYPE_UPDATE]
        iguales = cuentas[RowResult.IMPORT_TYPE_SKIP]
        pagina.message_user(
            request,
            f"Importado. Filas nuevas: {nuevas}; cambiadas: {cambiadas}; iguales: {iguales}.",
            messages.SUCCESS,
        )
        return HttpResponseRedirect(reverse(pagina.name_url("changelist")))


def list_problemas(result: Any) -> list[str]:
    """Everything that stopped an import, a line each."""
    generales = [str(error.error) for error in result.base_errors]
    de_filas = [f"Fila {fila.number}: {error.error}" for fila in result.error_rows for error in fila.errors]
    invalidas = [
        f"Fila {fila.number}: {' '.join(mensaje for mensajes in fila.error_dict.values() for mensaje in mensajes)}"
        for fila in result.invalid_rows
    ]
    return [*generales, *de_filas, *invalidas]
