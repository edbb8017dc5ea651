"""Imports and exports in the admin: the file, a preview, the confirmation, and everything that is wrong."""

import base64
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from import_export.admin import ImportExportMixin
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.results import RowResult
from import_export.tmp_storages import BaseStorage

from regiones.resources.formatos import ArchivoIlegible, Csv, Json, Xlsx

TAMANO_MAXIMO = 5 * 1024 * 1024
FIRMA = "importacion"
# A preview that nobody confirms in this time is to be loaded again.
VIGENCIA = 2 * 60 * 60


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
        help_text="Queda en la historia. Obligatorio si el archivo cambia pesos u objetivos ya enviados una vez.",
    )
    field_order = ["resource", "import_file", "format", "motivo"]

    def clean_import_file(self) -> Any:
        archivo = self.cleaned_data["import_file"]
        if archivo.size > TAMANO_MAXIMO:
            raise forms.ValidationError("El archivo pesa más de 5 MB: divídalo.")
        return archivo


class ConfirmacionForm(ConfirmImportForm):
    motivo = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    huella = forms.CharField(required=False, widget=forms.HiddenInput)


class IntercambioMixin(ImportExportMixin):
    """A list whose rows come from and go to files. Put it before the page's own base class."""

    import_formats = [Xlsx, Csv, Json]
    export_formats = [Xlsx, Csv, Json]
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
    de_filas = [f"Fila {numero}: {error.error}" for numero, errores in result.row_errors() for error in errores]
    invalidas = [
        f"Fila {fila.number}: {' '.join(mensaje for mensajes in fila.error_dict.values() for mensaje in mensajes)}"
        for fila in result.invalid_rows
    ]
    return [*generales, *de_filas, *invalidas]
