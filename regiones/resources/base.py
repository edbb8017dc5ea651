"""What every import and export does: natural keys, a service call per row, everything wrong told at once."""

import hashlib
from collections.abc import Callable
from types import ModuleType
from typing import Any, ClassVar
from uuid import uuid4

from diff_match_patch import diff_match_patch  # type: ignore[import-untyped]
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from import_export import resources
from import_export.fields import Field
from import_export.results import RowResult

from regiones.models import Servicio, Usuario
from regiones.resources.valores import Codigo, Entero, Referencias, read_texto
from regiones.services import ActoRechazado
from regiones.services.edicion import Carga
from regiones.textos import clean_controles, fold_text

VERSION = "version"
# Of a short value the whole is shown, not its letters: «0,31 %» becomes «0,5 %».
CORTO = 40
MARCAS = {0: "{}", 1: "<ins>{}</ins>", -1: "<del>{}</del>"}


class ImportacionInvalida(ActoRechazado):
    """The file as a whole cannot be imported."""


class Diferencia(resources.Diff):
    """What a row changes, column by column, marked without styles of its own."""

    def as_html(self) -> list[SafeString]:
        comparador = diff_match_patch()
        return [
            mark_diferencia(comparador, "" if self.new and antes != despues else str(antes), str(despues))
            for antes, despues in zip(self.left, self.right, strict=True)
        ]


def mark_diferencia(comparador: Any, antes: str, despues: str) -> SafeString:
    if antes != despues and max(len(antes), len(despues)) <= CORTO:
        partes = [(signo, texto) for signo, texto in ((-1, antes), (1, despues)) if texto]
    else:
        partes = comparador.diff_main(antes, despues)
        comparador.diff_cleanupSemantic(partes)
    return mark_safe("".join(MARCAS[signo].format(escape(texto)) for signo, texto in partes))  # noqa: S308 # nosec B308 B703


class FilaResource(resources.ModelResource):
    """Rows of one table in a file. Whatever is wrong is told row by row, and then nothing is written.

    ``edicion`` is the module of services that writes them; ``claves`` the columns without which no row is known;
    ``informativas`` those that go out and are not read in: a changed one is refused. The optional column
    «version» refuses a row that somebody changed after it was exported.
    """

    edicion: ModuleType
    claves: ClassVar[tuple[str, ...]] = ()
    publico: ClassVar[bool] = False
    informativas: ClassVar[frozenset[str]] = frozenset()
    relaciones: ClassVar[tuple[str, ...]] = ()
    prelecturas: ClassVar[tuple[str, ...]] = ()

    version = Field(VERSION, VERSION, widget=Entero())

    def __init__(
        self,
        usuario: Usuario | None = None,
        motivo: str = "",
        huella: str = "",
        avisar: Callable[[str], None] | None = None,
        **kwargs: Any,
    ) -> None:
        """``huella`` is the mark of the preview that is being confirmed; ``avisar`` is told this import's mark."""
        super().__init__(**kwargs)
        self.usuario, self.motivo, self.huella_vista, self.avisar = usuario, motivo, huella, avisar
        self.vistas: set[Any] = set()
        # Rows already found by name, so that each parent is looked for once.
        self.halladas: dict[tuple[Any, ...], Any] = {}
        self.enlaces: dict[str, list[int]] = {}
        self.carga = Carga("", uuid4())
        self.servicios: dict[str, Servicio] | None = None

    @classmethod
    def get_diff_class(cls) -> type[Diferencia]:
        return Diferencia

    # -- what goes out ---------------------------------------------------------------------------------------

    def get_queryset(self) -> QuerySet[Any]:
        """The rows that the person sees; without a person, none."""
        todas: Any = self._meta.model.objects
        if self.usuario is None:
            return todas.none()
        if hasattr(todas, "visible_to"):
            filas = todas.visible_to(self.usuario)
        else:
            filas = todas.all() if self.publico else todas.none()
        return filas.select_related(*self.relaciones)

    def filter_export(self, queryset: QuerySet[Any], **kwargs: Any) -> QuerySet[Any]:
        return queryset.select_related(*self.relaciones).prefetch_related(*self.prelecturas)

    def get_import_fields(self) -> list[Field]:
        """The columns that are compared and shown: the version is neither."""
        return [campo for campo in super().get_import_fields() if campo.column_name != VERSION]

    def get_user_visible_fields(self) -> list[Field]:
        return super().get_import_fields()

    # -- what comes in ---------------------------------------------------------------------------------------

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Recognise the headings whatever their case and accents; refuse those that nobody would read."""
        columnas = {fold_text(campo.column_name): campo.column_name for campo in self.fields.values()}
        encabezados = [columnas.get(fold_text(nombre), nombre) for nombre in dataset.headers]
        desconocidas = [nombre for nombre in encabezados if nombre not in columnas.values()]
        faltan = [clave for clave in self.claves if clave not in encabezados]
        if desconocidas or faltan:
            dataset.wipe()
            problemas = [f"Columnas desconocidas: {', '.join(desconocidas)}."] if desconocidas else []
            problemas += [f"Faltan columnas: {', '.join(faltan)}."] if faltan else []
            raise ImportacionInvalida(
                f"{' '.join(problemas)} Las admitidas son: {', '.join(self.get_export_headers())}."
            )
        dataset.headers = encabezados
        self.carga = Carga(kwargs.get("file_name") or "un archivo", uuid4())

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Say the service where the row leaves it out and the person has only one."""
        self.enlaces = {}
        if "servicio" not in self.fields:
            return
        codigo = Codigo().clean(row.get("servicio"))
        servicios = self.load_servicios()
        if not codigo and len(servicios) == 1:
            codigo = next(iter(servicios))
        if codigo not in servicios:
            raise ValidationError({"servicio": [f"No existe el servicio «{codigo}», o no está a su alcance."]})
        row["servicio"] = codigo

    def load_servicios(self) -> dict[str, Servicio]:
        if self.servicios is None:
            visibles = Servicio.objects.visible_to(self.usuario) if self.usuario else Servicio.objects.none()
            self.servicios = {servicio.codigo: servicio for servicio in visibles}
        return self.servicios

    def get_servicio(self, row: Any) -> Servicio:
        return self.load_servicios()[row["servicio"]]

    def find_fila(self, row: Any) -> Any:
        """The stored row that a file's row is, if it is one that the person sees."""
        raise NotImplementedError

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        fila = self.find_fila(row)
        if fila is not None and fila.pk in self.vistas:
            raise ValidationError("Esta fila ya está más arriba en el archivo.")
        if fila is not None:
            self.vistas.add(fila.pk)
        return fila

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Take every column of a row, and tell all that is wrong with it together."""
        errores: dict[str, list[str]] = {}
        for campo in self.get_import_fields():
            if campo.column_name not in row:
                continue
            try:
                self.take_columna(campo, instance, row, **kwargs)
            except ValueError as error:
                errores[campo.column_name] = [str(error)]
        if errores:
            raise ValidationError(errores)

    def take_columna(self, campo: Field, instance: Any, row: Any, **kwargs: Any) -> None:
        if instance.pk is None and not read_texto(row[campo.column_name]).strip():
            return  # what a new row leaves in blank takes its default
        if campo.column_name in self.informativas:
            self.check_informativa(campo, instance, row)
        elif isinstance(campo.widget, Referencias):
            filas = campo.clean(row, resource=self)
            self.enlaces[str(campo.attribute)] = sorted({fila.pk for fila in filas})
        else:
            campo.save(instance, row, resource=self)

    def check_informativa(self, campo: Field, instance: Any, row: Any) -> None:
        escrito = read_texto(row[campo.column_name])
        actual = read_texto(campo.export(instance))
        if escrito and escrito != actual:
            raise ValueError(f"No se cambia por archivo: dice «{escrito}» y hoy es «{actual}».")

    def skip_row(
        self, instance: Any, original: Any, row: Any, import_validation_errors: dict[str, Any] | None = None
    ) -> bool:
        if import_validation_errors or original.pk is None:
            return False
        return all(self.is_igual(campo, instance, original) for campo in self.get_import_fields())

    def is_igual(self, campo: Field, instance: Any, original: Any) -> bool:
        if isinstance(campo.widget, Referencias):
            nuevas = self.enlaces.get(str(campo.attribute))
            actuales = getattr(original, str(campo.attribute)).values_list("pk", flat=True)
            return nuevas is None or nuevas == sorted(actuales)
        return bool(clean_valor(campo.get_value(instance)) == clean_valor(campo.get_value(original)))

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Write the row by its service, which asks who, whether it is open, and records."""
        datos: dict[str, Any] = {
            "fila": instance,
            "actor": self.usuario,
            "motivo": self.motivo,
            "enlaces": self.enlaces,
            "carga": self.carga,
        }
        if is_create:
            self.edicion.add_fila(**datos)
            return
        leida = Entero().clean(row.get(VERSION))
        instance.version = instance.version if leida is None else leida
        self.edicion.change_fila(**datos)

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Nothing: the service wrote the links with the row."""

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> RowResult:
        """Tell the refusals of the domain like anything else wrong with a row, so that all are listed together."""
        resultado = super().import_row(row, instance_loader, **kwargs)
        for error in resultado.errors:
            if isinstance(error.error, ActoRechazado | PermissionDenied | IntegrityError | ValueError):
                resultado.errors = []
                resultado.import_type = RowResult.IMPORT_TYPE_INVALID
                resultado.validation_error = ValidationError(explain_error(error.error))
                break
        return resultado

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Number the rows as their file does; refuse to write something else than what the preview showed."""
        number_filas(result, getattr(dataset, "numeros", []))
        huella = hash_cambios(result)
        if self.avisar:
            self.avisar(huella)
        if not kwargs.get("dry_run") and self.huella_vista and self.huella_vista != huella:
            raise ImportacionInvalida(
                "Los datos cambiaron después de la vista previa: no se escribió nada. Vuelva a cargar el archivo."
            )


def explain_error(error: Exception) -> str:
    if isinstance(error, IntegrityError):
        return "La fila choca con otra que ya existe."
    return str(error) or "Su rol no permite hacer ese cambio."


def number_filas(result: Any, numeros: list[int]) -> None:
    """Call each row with faults by its number in the file, where blank rows count too."""
    for fila in (*result.invalid_rows, *result.error_rows):
        if fila.number <= len(numeros):
            fila.number = numeros[fila.number - 1]


def clean_valor(valor: Any) -> Any:
    return clean_controles(valor) if isinstance(valor, str) else valor


def hash_cambios(result: Any) -> str:
    """A mark of what an import does, row by row: equal for the same file over the same data."""
    cambios = [(fila.import_type, [str(celda) for celda in fila.diff or []]) for fila in result.rows]
    return hashlib.sha256(repr(cambios).encode()).hexdigest()
