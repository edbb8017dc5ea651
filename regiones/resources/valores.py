"""How each kind of column is written in a file, and read back from what people type."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from import_export.widgets import ManyToManyWidget, Widget

from regiones.textos import clean_controles, fold_text

SI = frozenset({"si", "s", "1", "true", "verdadero", "x"})
NO = frozenset({"no", "n", "0", "false", "falso", ""})
FECHAS = ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d")


def read_texto(valor: Any) -> str:
    """What a cell says, as text. Raises ``ValueError`` for what is no cell («[…]» in a JSON)."""
    if valor is None:
        return ""
    if isinstance(valor, bool):
        return "sí" if valor else "no"
    if isinstance(valor, Decimal):
        return f"{valor.normalize():f}".replace(".", ",")
    if isinstance(valor, datetime | date):
        return f"{valor:%d-%m-%Y}"
    if isinstance(valor, list | dict):
        raise ValueError("Se esperaba un texto, no una lista.")
    return clean_controles(str(valor))


class Texto(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return read_texto(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return clean_controles(value or "")


class Codigo(Texto):
    """A text without spaces around: codes, names that identify."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return read_texto(value).strip()


class Cut(Codigo):
    """A territory's code, with the zero that spreadsheets eat."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        cut = read_texto(value).strip()
        return cut.zfill(2) if cut else ""


class Entero(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        texto = read_texto(value).strip()
        if not texto:
            return None
        if not (texto.isascii() and texto.isdigit() and len(texto) < 10):
            raise ValueError(f"«{texto}» no es un número entero.")
        return int(texto)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return "" if value is None else value


class SiNo(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        texto = fold_text(read_texto(value))
        if texto in SI:
            return True
        if texto in NO:
            return False
        raise ValueError(f"«{value}» no es «sí» ni «no».")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "sí" if value else "no"


class Fecha(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        texto = read_texto(value).strip()
        if not texto:
            return None
        for formato in FECHAS:
            try:
                return datetime.strptime(texto, formato).date()
            except ValueError:
                continue
        raise ValueError(f"«{texto}» no es una fecha: escríbala dd-mm-aaaa.")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return f"{value:%d-%m-%Y}" if value else ""


class Opcion(Widget):
    """One of a closed list, by its stored value or by its name."""

    def __init__(self, opciones: Sequence[tuple[Any, Any]]) -> None:
        super().__init__()
        self.valores = {fold_text(str(nombre)): str(clave) for clave, nombre in opciones}
        self.valores |= {fold_text(str(clave)): str(clave) for clave, _ in opciones}
        self.admitidos = ", ".join(str(clave) for clave, _ in opciones)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        texto = read_texto(value).strip()
        if not texto:
            return ""
        try:
            return self.valores[fold_text(texto)]
        except KeyError:
            raise ValueError(f"«{texto}» no es una de las opciones: {self.admitidos}.") from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value or "")


# Given the text, the row and the resource, the rows that it may name.
Buscar = Callable[[str, Any, Any], QuerySet[Any]]


class Referencia(Widget):
    """Another row, by its natural key, among those that the person may see."""

    def __init__(self, que: str, atributo: str, buscar: Buscar, lectura: Widget | None = None) -> None:
        super().__init__()
        self.que, self.atributo, self.buscar = que, atributo, buscar
        self.lectura = lectura or Codigo()

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        clave = self.lectura.clean(value)
        if not clave:
            return None
        recurso = kwargs["resource"]
        nombre = (self.que, row.get("servicio"), clave)
        if nombre not in recurso.halladas:
            hallada = self.buscar(clave, row, recurso).first()
            if hallada is None:
                raise ValueError(f"No existe {self.que} «{clave}», o no está a su alcance.")
            recurso.halladas[nombre] = hallada
        return recurso.halladas[nombre]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(getattr(value, self.atributo))


class Referencias(ManyToManyWidget):
    """Several rows by their natural keys, one to a line."""

    def __init__(self, que: str, atributo: str, buscar: Buscar, lectura: Widget | None = None) -> None:
        self.una = Referencia(que, atributo, buscar, lectura)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[Any]:
        lineas = [linea for linea in read_texto(value).split("\n") if linea.strip()]
        return [self.una.clean(linea, row, **kwargs) for linea in lineas]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else "\n".join(self.una.render(fila) for fila in value.all())
