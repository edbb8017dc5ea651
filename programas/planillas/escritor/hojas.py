"""The sheets III.1 to III.4 of a territory, as the form prints them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from programas.formulario.declaracion import Hoja, Total
from programas.formulario.hojas import HOJAS
from programas.formulario.metadatos import REPARTO, mark_valor
from programas.planillas.escritor import estilos
from programas.planillas.escritor.filas import (
    check_filas,
    mark_control,
    mark_simples,
)
from programas.planillas.escritor.formulas import (
    Calculada,
    build_desempeno,
    build_estado,
    build_suma,
    cut_numero,
    evaluate_filas,
)
from programas.planillas.escritor.lienzo import Lienzo
from programas.planillas.escritor.listas import offer_opciones
from programas.planillas.escritor.paginas import lay_out, print_apaisada
from programas.planillas.escritor.tablas import (
    ANCHO_CODIGO,
    CONTROL,
    TablaEscrita,
    place_columnas,
    write_tabla,
)
from programas.planillas.escritor.textos import check_largo, clean_celda
from programas.planillas.metadatos import RESPONSABLE
from programas.scoring import Ponderacion
from programas.selectors.exportacion import FormularioExportado
from programas.selectors.oficial.documento import list_totales
from programas.selectors.oficial.filas import (
    INSTANCIAS,
    FilaOficial,
    list_analisis,
    list_control,
    list_instancias,
    name_responsable,
)
from programas.selectors.oficial.totales import PALABRAS, say_estado

ANALISIS = HOJAS["III.4"].get_tabla("analisis")
ANCHOS = {clave: tuple(columna.ancho for columna in CONTROL.columnas) for clave in ("III.1", "III.2", "III.3")}
GANADA = place_columnas(CONTROL)["ganada"]
ANCHOS["III.4"] = tuple(columna.ancho for columna in ANALISIS.columnas)


@dataclass(slots=True)
class LibroEnObra:
    """A workbook while it is being written.

    ``lienzos`` go by the title of their sheet; ``marcas`` gathers those of its rows; ``rangos`` are its lists;
    ``etapa`` is what each page says of how far its data may be relied on.
    """

    libro: Workbook
    formulario: FormularioExportado
    etapa: str
    plantilla: bool = False
    es_de_todos: bool = False
    rangos: Mapping[str, str] = field(default_factory=dict)
    lienzos: dict[str, Lienzo] = field(default_factory=dict)
    marcas: dict[str, dict[str, str]] = field(default_factory=dict)


def write_hojas(obra: LibroEnObra) -> None:
    for hoja in HOJAS.values():
        write_hoja(obra, hoja, hoja.clave)


def write_hoja(obra: LibroEnObra, hoja: Hoja, titulo: str) -> None:
    lienzo = open_lienzo(obra, hoja, titulo)
    write_titulo(obra, hoja, lienzo)
    tablas = write_analisis(obra, lienzo) if hoja.clave == "III.4" else write_programa(obra, hoja, lienzo)
    codigos = lienzo.pagina.column_dimensions[get_column_letter(len(lienzo.anchos) + 1)]
    codigos.hidden, codigos.width = True, ANCHO_CODIGO
    lay_out(obra.formulario, lienzo, tablas, obra.etapa, obra.plantilla)
    if obra.plantilla:
        for tabla in tablas:
            offer_opciones(lienzo.pagina, hoja.clave, tabla, obra.rangos)


def open_lienzo(obra: LibroEnObra, hoja: Hoja, titulo: str) -> Lienzo:
    lienzo = Lienzo(obra.libro.create_sheet(titulo), ANCHOS[hoja.clave])
    obra.lienzos[titulo] = lienzo
    return lienzo


def write_nacional(obra: LibroEnObra, hoja: Hoja, titulo: str) -> None:
    """The sheet after those of the last territory, with the result that is national (note 12)."""
    formulario = obra.formulario
    lienzo = open_lienzo(obra, hoja, titulo)
    lienzo.write_linea(hoja.get_titulo(formulario.anio))
    lienzo.fila += 1
    for total in list_totales(hoja, formulario, ("servicio",)):
        write_total(lienzo, total.titulo, total.estado, total.cifra, GANADA)
    print_apaisada(lienzo.pagina, f"{formulario.servicio_nombre} · {formulario.anio}", obra.etapa)


def write_titulo(obra: LibroEnObra, hoja: Hoja, lienzo: Lienzo) -> None:
    """The title of the sheet and whose it is; the date, when it is that of a corte."""
    lienzo.write_linea(hoja.get_titulo(obra.formulario.anio))
    responsable = clean_celda(name_responsable(obra.formulario, hoja.clave))
    check_largo(hoja.clave, "REGIÓN", responsable)
    obra.marcas[hoja.clave] = {RESPONSABLE: mark_valor(responsable)}
    write_dato(lienzo, "REGIÓN (1)", responsable)
    if hoja.clave == "III.4" and obra.formulario.corte:
        write_dato(lienzo, "Fecha de medición", f"{obra.formulario.corte:%d-%m-%Y}")
    lienzo.fila += 1


def write_dato(lienzo: Lienzo, rotulo: str, valor: str) -> None:
    lugar = range(2, 4)
    lienzo.put(lienzo.fila, range(1, 2), rotulo, estilos.ROTULO)
    lienzo.put(lienzo.fila, lugar, valor, estilos.REGION)
    lienzo.fit(lienzo.fila, [(valor, lugar)])
    lienzo.fila += 1


def write_programa(obra: LibroEnObra, hoja: Hoja, lienzo: Lienzo) -> list[TablaEscrita]:
    """Sheet III.1, III.2 or III.3, empty when the territory does not commit it."""
    formulario = obra.formulario
    programa = formulario.programas.get(hoja.clave)
    tablas = []
    if hoja.clave == "III.2":
        instancias = check_filas(INSTANCIAS, list_instancias(programa)) if programa else []
        obra.marcas |= mark_simples(INSTANCIAS, instancias)
        tablas.append(write_tabla(lienzo, INSTANCIAS, formulario.anio, instancias, obra.plantilla))
        lienzo.fila += 1
    control = hoja.get_tabla("control")
    filas = list_control(formulario, programa, con_declarado=obra.plantilla) if programa else []
    filas = check_filas(control, filas)
    uniforme = programa is not None and programa.ponderacion == Ponderacion.UNIFORME
    obra.marcas |= mark_control(hoja.clave, filas, uniforme)
    if uniforme:
        obra.marcas[hoja.clave][REPARTO] = mark_valor(Ponderacion.UNIFORME.value)
    tablas.append(write_tabla(lienzo, control, formulario.anio, filas, obra.plantilla, uniforme))
    write_totales(obra, hoja, lienzo, tablas[-1], filas, uniforme)
    return tablas


def write_analisis(obra: LibroEnObra, lienzo: Lienzo) -> list[TablaEscrita]:
    filas = check_filas(ANALISIS, list_analisis(obra.formulario, con_pendientes=obra.plantilla))
    obra.marcas |= mark_simples(ANALISIS, filas)
    return [write_tabla(lienzo, ANALISIS, obra.formulario.anio, filas, obra.plantilla)]


def write_totales(
    obra: LibroEnObra, hoja: Hoja, lienzo: Lienzo, tabla: TablaEscrita, filas: list[FilaOficial], uniforme: bool
) -> None:
    """The region's total with its state, and the service's, which is given once for the whole country."""
    if obra.plantilla:
        write_total(
            lienzo, "Suma de ponderaciones", "", build_suma(tabla.rango, filas), tabla.lugares["ponderacion"]
        )
    lienzo.fila += 1
    for total in hoja.totales:
        if total.clave == "servicio" and obra.es_de_todos:
            continue
        estado, valor = compute_total(obra, hoja, total, tabla, filas, uniforme)
        write_total(lienzo, total.get_titulo(obra.formulario.anio), estado, valor, tabla.lugares["ganada"])


def compute_total(
    obra: LibroEnObra, hoja: Hoja, total: Total, tabla: TablaEscrita, filas: list[FilaOficial], uniforme: bool
) -> tuple[str | Calculada, str | float | Calculada]:
    """The state and the figure of a total: official, or the template's own, which it calculates."""
    formulario = obra.formulario
    if total.clave == "servicio":
        nacional = formulario.nacional.get(hoja.clave)
        return PALABRAS[nacional] if nacional else "", ""
    if obra.plantilla:
        propio = evaluate_filas(filas, uniforme, formulario.umbral)
        return build_estado(tabla.rango, propio), build_desempeno(tabla.rango, propio)
    resultado = formulario.resultados.get(hoja.clave)
    if resultado is None:
        return "", ""
    sin_cifra = resultado.piso is None or resultado.sin_evaluar
    return say_estado(resultado), "" if sin_cifra or resultado.piso is None else cut_numero(resultado.piso)


def write_total(
    lienzo: Lienzo, rotulo: str, estado: str | Calculada, valor: str | float | Calculada, lugar: range
) -> None:
    """A label, a state and a figure, in the column that it adds up or in that of the earned weights."""
    lugar_rotulo = range(1, 7)
    lienzo.put(lienzo.fila, lugar_rotulo, rotulo, estilos.TOTAL)
    if lugar.start > lugar_rotulo.stop:
        lienzo.put(lienzo.fila, range(lugar_rotulo.stop, lugar.start), estado, estilos.TOTAL_ESTADO)
    lienzo.put(lienzo.fila, lugar, valor, estilos.TOTAL_VALOR)
    lienzo.fit(lienzo.fila, [(rotulo, lugar_rotulo)])
    lienzo.fila += 1
