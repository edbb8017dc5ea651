"""What a workbook holds and no table took: told, so that no commitment is left out without a word."""

from collections.abc import Iterator, Sequence

from programas.formulario.celda import Celda
from programas.formulario.hojas import PROGRAMA_EN_ANALISIS
from programas.formulario.lectura import Nivel
from programas.planillas.encabezados import MINIMO_DE_COLUMNAS, is_encabezado
from programas.planillas.filas import continues_text
from programas.planillas.lector import Lector
from programas.planillas.libro import Grilla
from programas.planillas.rotulos import CIFRA, find_rotulo_de_total, find_seccion_en_nombre, is_firma
from programas.planillas.tablas import MAXIMO_RECORRIDO, FilaApartada, HojaExplorada

# Beyond these, the rest of a sheet is told in one finding.
MAXIMO_AVISOS = 20
QUITE = "Si no es del formulario, quítela u ocúltela."


def note_cobertura(lector: Lector, hojas: Sequence[HojaExplorada]) -> None:
    """Tell what was left out of the visible sheets: their rows, and the programmes that they announce."""
    controles = {t.hoja for hoja in hojas for t in hoja.tablas if t.tabla.clave == "control"}
    ausentes = [tipo for tipo in PROGRAMA_EN_ANALISIS if tipo not in controles]
    con_tablas = any(hoja.tablas for hoja in hojas)
    for hoja in hojas:
        note_desmedida(lector, hoja)
        note_al_lado(lector, hoja)
    if not con_tablas:
        return
    for hoja in hojas:
        note_anuncios(lector, hoja, ausentes)
        if is_del_formulario(hoja):
            note_apartadas(lector, hoja)
        else:
            note_ajena(lector, hoja, ausentes)
    anunciados = {tipo for hoja in hojas for tipo, _ in list_anunciados(hoja)}
    if None not in controles and not any(hoja.al_lado or hoja.es_desmedida for hoja in hojas):
        for tipo in ausentes:
            if tipo not in anunciados:
                note_ausente(lector, tipo)
    if lector.propio and not any(t.tabla.clave == "analisis" for hoja in hojas for t in hoja.tablas):
        lector.note(
            Nivel.INFO, "III.4", "", "", "el libro no trae la hoja III.4: los análisis guardados no cambian"
        )


def is_del_formulario(hoja: HojaExplorada) -> bool:
    return bool(hoja.tablas or hoja.anuncios or find_seccion_en_nombre(hoja.nombre))


def list_anunciados(hoja: HojaExplorada) -> list[tuple[str, Celda]]:
    """The sheets of the form that a sheet says it holds: by its titles or, when it has none, by its tab."""
    if hoja.anuncios or hoja.tablas or hoja.es_desmedida:
        return [(anuncio.hoja, anuncio.celda) for anuncio in hoja.anuncios]
    tipo = find_seccion_en_nombre(hoja.nombre)
    primera = next((celda for fila in hoja.apartadas for celda in fila.celdas), Celda("A1"))
    return [(tipo, Celda(primera.direccion, hoja.nombre))] if tipo else []


def note_anuncios(lector: Lector, hoja: HojaExplorada, ausentes: Sequence[str]) -> None:
    """A programme announced without its table, or a title among the rows of another, leaves rows out."""
    propias = {tabla.hoja for tabla in hoja.tablas if tabla.tabla.clave == "control"}
    cortan = {
        anuncio.celda.direccion for anuncio in hoja.anuncios if anuncio.corta and anuncio.hoja not in propias
    }
    vistos: set[str] = set()
    for tipo, celda in list_anunciados(hoja):
        if tipo in ausentes and tipo not in vistos:
            vistos.add(tipo)
            lector.note(
                Nivel.IMPIDE,
                hoja.nombre,
                celda.direccion,
                celda.texto,
                f"se anuncia {tipo} y no se reconoce su tabla de control",
                "Escriba sus encabezados como en el formulario: «Objetivos específicos», «Actividades "
                f"comprometidas», «Ponderación (%)»… Si no compromete {tipo}, quite el título y la hoja.",
            )
        elif celda.direccion in cortan and tipo in PROGRAMA_EN_ANALISIS:
            lector.note(
                Nivel.IMPIDE,
                hoja.nombre,
                celda.direccion,
                celda.texto,
                f"el título de {tipo} está en medio de otra tabla",
                "Si es parte de una fila, únalo a ella; si es un título, póngalo sobre su propia tabla.",
            )


def note_al_lado(lector: Lector, hoja: HojaExplorada) -> None:
    for celda in hoja.al_lado:
        lector.note(
            Nivel.IMPIDE,
            hoja.nombre,
            celda.direccion,
            celda.texto,
            "hay dos tablas del formulario una al lado de la otra: sus filas no se distinguen",
            "Ponga cada tabla debajo de la anterior, o en su propia hoja.",
        )


def note_apartadas(lector: Lector, hoja: HojaExplorada) -> None:
    """Rows of a sheet of the form that no table took. What may be a commitment is an impediment."""
    avisos = [(fila, nivel) for fila in hoja.apartadas if (nivel := weigh_apartada(fila)) is not None]
    for fila, nivel in avisos[:MAXIMO_AVISOS]:
        note_apartada(lector, hoja, fila, nivel)
    if resto := avisos[MAXIMO_AVISOS:]:
        primera = resto[0][0]
        lector.note(
            Nivel.IMPIDE if any(nivel is Nivel.IMPIDE for _, nivel in resto) else Nivel.ADVERTENCIA,
            hoja.nombre,
            primera.celdas[0].direccion,
            primera.celdas[0].texto,
            f"de ahí en adelante hay {len(resto)} filas más que no se leen",
            "Corrija las primeras y vuelva a importar.",
        )


def note_apartada(lector: Lector, hoja: HojaExplorada, fila: FilaApartada, nivel: Nivel) -> None:
    celda = fila.celdas[0]
    problema = f"la fila {fila.cruda.numero} está fuera de las tablas y no se lee"
    remedio = "Póngala entre las filas de su tabla, bajo el encabezado, o bórrela si no es del formulario."
    if fila.es_nota:
        problema = f"la fila {fila.cruda.numero} parece una nota y está en medio de la tabla: no se lee"
        remedio = "Si continúa la fila anterior, únala a ella; si es una nota, póngala después de la tabla."
    elif nivel is Nivel.IMPIDE:
        problema += ": se perdería lo que dice"
    lector.note(nivel, hoja.nombre, celda.direccion, celda.texto, problema, remedio)


def weigh_apartada(fila: FilaApartada) -> Nivel | None:
    """How much a row that no table took matters; ``None`` for a note, a title, a total or a signature."""
    if fila.es_nota:
        return Nivel.ADVERTENCIA if fila.en_medio else None
    celdas = [celda for celda in fila.celdas if not is_encabezado(celda)]
    if not celdas or is_firma(celdas) or find_rotulo_de_total(celdas)[0]:
        return None
    if holds_compromiso(fila, celdas) or cuts_compromiso(fila):
        return Nivel.IMPIDE
    return Nivel.ADVERTENCIA if fila.en_medio and fila.cruda.propias else None


def holds_compromiso(fila: FilaApartada, celdas: Sequence[Celda]) -> bool:
    """Whether a row has the cells of a commitment, or a weight. A label «Servicio:» with its value is none."""
    pesa = any(is_peso(celda) for celda in celdas)
    if fila.tabla is not None and fila.cruda.has("ponderacion"):
        return pesa or bool(CIFRA.match(fila.cruda.get("ponderacion").texto)) or len(celdas) >= MINIMO_DE_COLUMNAS
    if fila.tabla is None and celdas[0].texto.endswith(":"):
        return pesa and len(celdas) >= MINIMO_DE_COLUMNAS
    return len(celdas) >= MINIMO_DE_COLUMNAS or (pesa and len(celdas) > 1)


def cuts_compromiso(fila: FilaApartada) -> bool:
    """Whether a row continues one of the table above, of which a note or a title cut it."""
    propias = fila.cruda.propias
    return len(propias) > 1 and (fila.en_medio or any(continues_text(fila.cruda.get(c).texto) for c in propias))


def is_peso(celda: Celda) -> bool:
    return (
        celda.es_porcentaje or celda.lleva_signo or (celda.texto.endswith("%") and bool(CIFRA.match(celda.texto)))
    )


def note_ajena(lector: Lector, hoja: HojaExplorada, ausentes: Sequence[str]) -> None:
    """A sheet that is not of the form is not read. It may be one whose headings nobody recognises."""
    filas = [fila for fila in hoja.apartadas if len(fila.celdas) >= MINIMO_DE_COLUMNAS]
    if not filas:
        return
    pesadas = [fila for fila in filas if any(is_peso(celda) for celda in fila.celdas)]
    celda = (pesadas or filas)[0].celdas[0]
    lector.note(
        Nivel.IMPIDE if pesadas or ausentes else Nivel.ADVERTENCIA,
        hoja.nombre,
        celda.direccion,
        celda.texto,
        f"la hoja trae {len(filas)} filas y ninguna tabla del formulario que se reconozca: no se lee"
        + (f"; el libro no trae {', '.join(ausentes)}" if ausentes else ""),
        "Si es del formulario, escriba sus encabezados como en él. " + QUITE,
    )


def note_ausente(lector: Lector, tipo: str) -> None:
    lector.note(
        Nivel.INFO,
        tipo,
        "",
        "",
        f"el libro no trae la hoja {tipo}: se lee que el territorio no compromete ese programa. Si ya está "
        "guardado, se conserva",
        "Si lo compromete, agregue su hoja.",
    )


def note_desmedida(lector: Lector, hoja: HojaExplorada) -> None:
    if hoja.es_desmedida:
        lector.note(
            Nivel.IMPIDE,
            hoja.nombre,
            "A1",
            "",
            f"la hoja trae {hoja.filas} filas escritas y el máximo es {MAXIMO_RECORRIDO}",
            f"Deje solo las del formulario. {QUITE}",
        )


def note_ocultas(lector: Lector, hoja: HojaExplorada, grilla: Grilla) -> None:
    """Hidden rows and columns are read like the others, and told: who looks at the sheet does not see them."""
    for celda in list_ocultas(hoja, grilla):
        lector.note(
            Nivel.ADVERTENCIA,
            grilla.nombre,
            celda.direccion,
            celda.texto,
            "la fila está oculta y se lee como las demás",
            "Muéstrela y revísela; bórrela si no corresponde.",
        )
    for tabla in hoja.tablas:
        for tramo in tabla.columnas.values():
            if all(grilla.is_oculta(columna) for columna in tramo):
                celda = grilla.get(tabla.fila_encabezado, tramo.start)[0]
                lector.note(
                    Nivel.ADVERTENCIA,
                    grilla.nombre,
                    celda.direccion,
                    celda.texto,
                    "la columna está oculta y se lee como las demás",
                    "Muéstrela y revísela.",
                )


def list_ocultas(hoja: HojaExplorada, grilla: Grilla) -> Iterator[Celda]:
    """The first cell of each row of a table that is hidden."""
    for tabla in hoja.tablas:
        for cruda in tabla.filas:
            if cruda.numero in grilla.filas_ocultas and cruda.propias:
                yield next(celda for clave, celda in cruda.celdas.items() if cruda.has(clave))
