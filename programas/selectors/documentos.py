"""What is sent to review, a programme or the report of a corte, read alike: its rows, its place, its name."""

from collections.abc import Iterable

from programas.models import Ejercicio, InformeAvance, ProgramaTrabajo
from programas.selectors.envios import Contenido, load_por_enviar, order_filas
from programas.selectors.informes import load_informe

Documento = ProgramaTrabajo | InformeAvance

ANALISIS = "III.4"


def get_ejercicio(documento: Documento) -> Ejercicio:
    return documento.corte.ejercicio if isinstance(documento, InformeAvance) else documento.ejercicio


def get_hoja(documento: Documento) -> str:
    """The sheet of the form that a document is."""
    return ANALISIS if isinstance(documento, InformeAvance) else documento.tipo


def name_clase(documento: Documento) -> str:
    return "informe" if isinstance(documento, InformeAvance) else "programa"


def name_lugar(documento: Documento) -> str:
    """«Maule», or «Maule al 30-06-2009»."""
    if isinstance(documento, InformeAvance):
        return f"{documento.region} al {documento.corte.fecha_medicion:%d-%m-%Y}"
    return str(documento.region)


def load_por_enviar_de(documento: Documento) -> Contenido:
    """What each row of a document would say if it were sent now."""
    if isinstance(documento, InformeAvance):
        return load_informe(get_ejercicio(documento), documento.region, documento.corte).contenido
    return load_por_enviar(documento).contenido


def order_codigos(documento: Documento, codigos: Iterable[str]) -> list[str]:
    """Sort the codes of a submission's rows as the form is read. Rows deleted since, last."""
    if isinstance(documento, ProgramaTrabajo):
        return order_filas(documento, codigos)
    analisis = documento.corte.analisis.filter(programa__region=documento.region_id)
    actuales = analisis.order_by("programa__tipo", "objetivo__orden", "objetivo_id").values_list(
        "codigo", flat=True
    )
    lugares = {codigo: lugar for lugar, codigo in enumerate(actuales)}
    return sorted(codigos, key=lambda codigo: (lugares.get(codigo, len(lugares)), codigo))
