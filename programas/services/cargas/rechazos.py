"""Why an act on an upload is not done. Nothing was written."""

from programas.selectors.presentacion import join_nombres
from regiones.services import ActoRechazado


class LibroIlegible(ActoRechazado):
    """A file that cannot be read at all. Its message is the one clear line that says why."""


class CargaExcesiva(ActoRechazado):
    """More workbooks, or larger ones, than one upload may bring."""


class CargaOcupada(ActoRechazado):
    """Somebody is reading the upload now."""

    def __init__(self) -> None:
        super().__init__("La carga se está leyendo en este momento: espere a que termine.")


class LibroCambiado(ActoRechazado):
    """The workbook was answered, read again, applied or discarded after its page was shown."""

    def __init__(self, archivo: str) -> None:
        super().__init__(f"«{archivo}» cambió desde que usted abrió la página: revise cómo quedó.")


class VistaVencida(ActoRechazado):
    """What is stored changed since the preview, and the workbook would now do something else."""

    def __init__(self, archivos: list[str]) -> None:
        nombres = ", ".join(f"«{archivo}»" for archivo in archivos)
        super().__init__(
            f"Los datos cambiaron desde la vista previa de {nombres}. No se escribió nada: revise lo que "
            "haría ahora."
        )


class FaltaMotivo(ActoRechazado):
    """Weights or objectives of a programme already sent once change only with a reason (§3)."""

    def __init__(self, archivos: list[str]) -> None:
        cambian = "cambia" if len(archivos) == 1 else "cambian"
        super().__init__(
            f"{join_nombres([f'«{archivo}»' for archivo in archivos])} {cambian} ponderaciones u objetivos de un "
            "programa que ya fue enviado: escriba el motivo del cambio. No se escribió nada."
        )


class NadaQueAplicar(ActoRechazado):
    """No workbook of the upload is ready."""

    def __init__(self) -> None:
        super().__init__("Ningún libro de la carga está listo para aplicarse.")


class TerritorioRepetido(ActoRechazado):
    """Two workbooks of one territory: which of them is the good one, only a person knows."""

    def __init__(self, territorio: str, archivos: list[str]) -> None:
        nombres = " y ".join(f"«{archivo}»" for archivo in archivos)
        super().__init__(
            f"Hay más de un libro de {territorio}: {nombres}. No se escribió nada: descarte los que sobran."
        )
