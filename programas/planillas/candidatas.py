"""Rows that look like the header of a table whose headings nobody knows: asked about, never guessed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from programas.formulario.celda import Celda
from programas.formulario.declaracion import squash_heading
from programas.formulario.hojas import HOJAS
from programas.formulario.lectura import Nivel
from programas.formulario.preguntas import NINGUNA, AsuntoPregunta, Pregunta, build_clave
from programas.planillas.cobertura import is_peso
from programas.planillas.encabezados import LARGO_DE_ENCABEZADO, MINIMO_DE_COLUMNAS, TablaHallada, read_destino
from programas.planillas.lector import Lector
from programas.planillas.libro import Grilla
from programas.planillas.rotulos import CIFRA, find_seccion_en_nombre
from programas.planillas.tablas import FilaApartada, HojaExplorada
from programas.planillas.vocabulario import INSTANCIAS, Destino, Vocabulario, find_destino
from regiones.textos import fold_text

TABLAS = (
    *((clave, f"{clave} · {hoja.nombre}") for clave, hoja in HOJAS.items() if clave != "III.4"),
    (INSTANCIAS, "III.2 · Instancias de complementariedad"),
    ("III.4", f"III.4 · {HOJAS['III.4'].nombre}"),
    (NINGUNA, "No es del formulario"),
)


@dataclass(slots=True)
class Candidata:
    """A row of headings with the rows under it, none of which a table took."""

    encabezado: FilaApartada
    filas: list[FilaApartada]

    @property
    def numero(self) -> int:
        return self.encabezado.cruda.numero

    @property
    def pesa(self) -> bool:
        return any(is_peso(celda) or celda.es_numero for fila in self.filas for celda in fila.celdas)


def ask_candidatas(lector: Lector, grilla: Grilla, hoja: HojaExplorada, vocabulario: Vocabulario) -> None:
    """Ask of each unknown table of a sheet which one it is, and of which column its headings are."""
    candidatas = [*find_candidatas(hoja.apartadas), *find_tragadas(grilla, hoja)]
    for candidata in candidatas:
        propuesta = suggest_tabla(hoja, candidata)
        ask_tabla(lector, hoja.nombre, candidata.numero, candidata.encabezado.celdas[0], propuesta)
        dicho = vocabulario.destinos.get((hoja.nombre, candidata.numero))
        destino = dicho or (find_destino(propuesta) if len(candidatas) == 1 else None)
        if dicho is not None and dicho.modelo is None:
            discard_candidata(lector, hoja, candidata)
        elif destino is not None:
            ask_columnas_de_candidata(lector, grilla, candidata, destino, vocabulario, dicha=dicho is not None)


def find_tragadas(grilla: Grilla, hoja: HojaExplorada) -> Iterator[Candidata]:
    """A control table of unknown headings under the one of instancias, which took its rows for its own.

    Its headings stand beyond the columns of the table above.
    """
    if any(tabla.tabla.clave == "control" for tabla in hoja.tablas):
        return
    for tabla in (tabla for tabla in hoja.tablas if tabla.tabla.clave == INSTANCIAS):
        ancho = max(tabla.list_columnas())
        filas = [FilaApartada(cruda, grilla.get_propias(cruda.numero), tabla) for cruda in tabla.filas]
        for lugar, fila in enumerate(filas[:-1]):
            fuera = [columna for columna in grilla.list_columnas(fila.cruda.numero) if columna > ancho]
            if len(fuera) >= MINIMO_DE_COLUMNAS and is_cabecera(fila):
                yield Candidata(fila, filas[lugar + 1 :])
                break


def find_candidatas(apartadas: Sequence[FilaApartada]) -> Iterator[Candidata]:
    """The blocks of rows of three cells or more that begin with nothing but short texts.

    Another block begins after a gap, with texts in columns that the one above does not have.
    """
    abierta: Candidata | None = None
    for fila in (fila for fila in apartadas if not fila.es_nota and len(fila.celdas) >= MINIMO_DE_COLUMNAS):
        if abierta is not None and not begins_otra(abierta, fila):
            if not abierta.filas and is_cabecera(fila) and len(fila.celdas) > len(abierta.encabezado.celdas):
                abierta.encabezado = fila
            else:
                abierta.filas.append(fila)
        elif is_cabecera(fila):
            if abierta is not None and abierta.filas:
                yield abierta
            abierta = Candidata(fila, [])
    if abierta is not None and abierta.filas:
        yield abierta


def begins_otra(abierta: Candidata, fila: FilaApartada) -> bool:
    ultima = (abierta.filas or [abierta.encabezado])[-1].cruda.numero
    columnas = {get_columna(celda) for celda in abierta.encabezado.celdas}
    return (
        fila.cruda.numero > ultima + 1
        and is_cabecera(fila)
        and not {get_columna(celda) for celda in fila.celdas} <= columnas
    )


def get_columna(celda: Celda) -> str:
    return celda.direccion.rstrip("0123456789")


def is_cabecera(fila: FilaApartada) -> bool:
    """Whether a row may be one of headings: short texts, none of them a figure, no two the same."""
    textos = [squash_heading(celda.texto) for celda in fila.celdas]
    return len(set(textos)) == len(textos) and all(
        isinstance(celda.valor, str)
        and not celda.defecto
        and not CIFRA.match(celda.texto)
        and not celda.texto.endswith(":")
        and len(celda.texto) <= LARGO_DE_ENCABEZADO
        for celda in fila.celdas
    )


def suggest_tabla(hoja: HojaExplorada, candidata: Candidata) -> str:
    """The table that the titles or the name of its sheet announce; empty when they do not."""
    anunciada = hoja.anuncios[0].hoja if hoja.anuncios else find_seccion_en_nombre(hoja.nombre)
    return INSTANCIAS if anunciada == "III.2" and not candidata.pesa else anunciada or ""


def ask_tabla(lector: Lector, hoja: str, fila: int, celda: Celda, propuesta: str) -> None:
    lector.ask(
        Pregunta(
            AsuntoPregunta.TABLA,
            build_clave(AsuntoPregunta.TABLA, f"{hoja}:{fila}"),
            f"¿Qué tabla del formulario encabeza la fila {fila} de la hoja «{hoja}»?",
            TABLAS,
            f"{hoja}!{celda.direccion}",
            celda.texto,
            propuesta,
            obligatoria=not propuesta,
        )
    )


def discard_candidata(lector: Lector, hoja: HojaExplorada, candidata: Candidata) -> None:
    """Leave out, as the person said, a table that is not of the form."""
    suyas = [candidata.encabezado, *candidata.filas]
    numeros = {fila.cruda.numero for fila in suyas}
    hoja.apartadas = [fila for fila in hoja.apartadas if fila.cruda.numero not in numeros]
    for tabla in hoja.tablas:
        tabla.filas = [cruda for cruda in tabla.filas if cruda.numero not in numeros]
    celda = candidata.encabezado.celdas[0]
    lector.note(
        Nivel.ADVERTENCIA,
        hoja.nombre,
        celda.direccion,
        celda.texto,
        f"la tabla no es del formulario, según se respondió: no se leen sus {len(candidata.filas)} filas",
        "Si lo es, cambie la respuesta.",
    )


def ask_columnas_de_candidata(
    lector: Lector,
    grilla: Grilla,
    candidata: Candidata,
    destino: Destino,
    vocabulario: Vocabulario,
    *,
    dicha: bool,
) -> None:
    tabla = read_destino(grilla, candidata.numero, destino, vocabulario)
    if tabla is None:
        return
    ask_columnas(lector, tabla)
    faltan = ", ".join(f"«{columna.encabezado}»" for columna in tabla.faltantes)
    if dicha and faltan:
        celda = candidata.encabezado.celdas[0]
        lector.note(
            Nivel.IMPIDE,
            grilla.nombre,
            celda.direccion,
            celda.texto,
            f"no se sabe qué columna de la tabla es {faltan}",
            "Indique a qué columna del formulario corresponde cada encabezado.",
            preguntas=tuple(name_pregunta(tabla, sobrante) for sobrante in tabla.sobrantes),
        )


def ask_columnas(lector: Lector, tabla: TablaHallada) -> None:
    """Ask to which of the columns that lack each unknown heading belongs."""
    faltan = [*tabla.faltantes, *tabla.ausentes]
    if not faltan:
        return
    opciones = (*((c.clave, c.encabezado) for c in faltan), (NINGUNA, "No es del formulario"))
    for celda in tabla.sobrantes:
        texto = " ".join(celda.texto.split())
        lector.ask(
            Pregunta(
                AsuntoPregunta.ENCABEZADO,
                name_pregunta(tabla, celda),
                f"¿Qué columna del formulario es «{texto}»?",
                opciones,
                f"{tabla.grilla}!{celda.direccion}",
                texto,
                suggest_columna(texto, opciones),
                obligatoria=bool(tabla.faltantes),
            )
        )


def name_pregunta(tabla: TablaHallada, celda: Celda) -> str:
    """The key of the question about a heading."""
    return build_clave(AsuntoPregunta.ENCABEZADO, f"{tabla.tabla.clave}:{squash_heading(celda.texto)}")


def suggest_columna(texto: str, opciones: Sequence[tuple[str, str]]) -> str:
    """The one column whose heading shares a word of some length with this one."""
    palabras = split_palabras(texto)
    parecidas = [clave for clave, titulo in opciones[:-1] if palabras & split_palabras(titulo)]
    return parecidas[0] if len(parecidas) == 1 else ""


def split_palabras(texto: str) -> set[str]:
    return {palabra[:6] for palabra in fold_text(texto).split() if len(palabra) > 3}
