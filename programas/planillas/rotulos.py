"""What a row says it is by its first words: a title, the region, a total, a note, a rule."""

import re
from collections.abc import Sequence

from programas.formulario.celda import Celda
from programas.formulario.declaracion import squash_heading
from regiones.textos import fold_text

SECCION = re.compile(r"^actividad (?:iii|3) ?([1-4])\b")
SECCION_SUELTA = re.compile(r"^(?:actividad )?(?:iii ?|3 )([1-4])\b")
TITULOS_SIN_NUMERO = (
    ("programa de complementariedad territorial", "III.2"),
    ("programa de trabajo de mejoras a", "III.3"),
    ("programa de trabajo de gestion territorial", "III.1"),
    ("analisis del avance en la implementacion", "III.4"),
)
DESEMPENO = re.compile(r"^desempeno anual (region|servicio)\b")
DESEMPENO_DE_HOJA = (
    ("desempeno anual region programa de complementariedad", "III.2"),
    ("desempeno anual region programa de informacion", "III.3"),
    ("desempeno anual region programa de trabajo", "III.1"),
)
DE_TOTAL = (
    r"(?: (?:general|anual|total|programa|trabajo|region|ponderacion(?:es)?|metas|actividades|de|del|la|las))*"
)
TOTAL = re.compile(rf"^(?:(?:sub ?)?total(?:es)?|suma(?:toria)?){DE_TOTAL}$")
RESULTADO = re.compile(r"^(?:(?:no )?cumple(?: no cumple)?|en juego|sin (?:evaluar|compromisos|ponderacion))$")
FIRMA = re.compile(
    r"^(?:nombre|firma|fecha|timbre|cargo|rut|v ?b|visto bueno|(?:elaborad|revisad|aprobad)[oa] por)\b"
)
CIFRA = re.compile(r"^[-+=]?\s*[\d.,]+\s*%?$")
ENCABEZADO_DE_NOTAS = re.compile(r"^notas?(?: (?:de la )?actividad\b.*)?$")
NOTA = re.compile(r"^\(\s*\d{1,2}\s*\)")
SOLO_NOTA = re.compile(r"^\(\s*\d{1,2}\s*\)$")
PAGINA = re.compile(r"^pag(?:ina)? \d{1,3}(?: (?:de|/) \d{1,3})?$")
ROTULOS_DE_REGION = frozenset({"region", "regionresponsable", "regiononivelcentral", "regionnivelcentral"})
GRUPOS = frozenset({"controlderesultados", "controloperacional"})
RAYA = frozenset("-–—_=. ")


def find_seccion(texto: str, *, en_tabla: bool) -> str | None:
    """The sheet of the form that a title announces. Between the rows of a table it must say «Actividad».

    A figure is no title: «3,2%» is a weight.
    """
    if CIFRA.match(texto):
        return None
    plano = fold_text(texto)
    if hallado := (SECCION if en_tabla else SECCION_SUELTA).match(plano):
        return f"III.{hallado[1]}"
    return next((hoja for comienzo, hoja in TITULOS_SIN_NUMERO if plano.startswith(comienzo)), None)


def find_seccion_en_nombre(nombre: str) -> str | None:
    """The sheet of the form that a tab's name says: «III.1», «III_2», «Actividad III 3», «3.1»."""
    hallado = SECCION_SUELTA.match(fold_text(nombre))
    return f"III.{hallado[1]}" if hallado else None


def find_seccion_en_total(texto: str) -> str | None:
    """The sheet whose total a label names."""
    plano = fold_text(texto)
    return next((hoja for comienzo, hoja in DESEMPENO_DE_HOJA if plano.startswith(comienzo)), None)


def is_rotulo_de_region(texto: str) -> bool:
    return squash_heading(texto) in ROTULOS_DE_REGION


def read_region(propias: list[Celda]) -> Celda | None:
    """The value of the label «REGIÓN (1)»: after its colon, or in the next filled cell.

    ``None`` when the row has no such label; an empty cell when the label has no value.
    """
    for i, celda in enumerate(propias):
        rotulo, _, valor = celda.texto.partition(":")
        if NOTA.match(celda.texto) or not is_rotulo_de_region(rotulo):
            continue
        if valor.strip():
            return Celda(celda.direccion, valor.strip())
        return propias[i + 1] if i + 1 < len(propias) else Celda(celda.direccion)
    return None


def is_nota(propias: list[Celda]) -> bool:
    """A note under a table, alone in its row: «(1) Región: identificar…», or the heading of the notes."""
    return len(propias) == 1 and bool(
        NOTA.match(propias[0].texto) or ENCABEZADO_DE_NOTAS.match(fold_text(propias[0].texto))
    )


def find_rotulo_de_total(propias: list[Celda]) -> tuple[str, list[Celda]]:
    """The folded label of a total, of the form or of the column itself, and the other cells of its row.

    A total is a label and figures, or the words of a result, no more: a commitment may name one in its texts. The
    label is empty when the row is no total.
    """
    for i, celda in enumerate(propias):
        plano = fold_text(celda.texto)
        es_desempeno = DESEMPENO.match(plano)
        if not es_desempeno and not TOTAL.match(plano):
            continue
        otras = [*propias[:i], *propias[i + 1 :]]
        if es_desempeno and (len(otras) <= 1 or all(map(is_de_total, otras))):
            return plano, otras
        if not es_desempeno and all(otra.defecto or CIFRA.match(otra.texto) for otra in otras):
            return plano, otras
    return "", propias


def is_de_total(celda: Celda) -> bool:
    plano = fold_text(celda.texto)
    return bool(celda.defecto or CIFRA.match(celda.texto) or DESEMPENO.match(plano) or RESULTADO.match(plano))


def is_titulo_numerado(texto: str) -> bool:
    """Whether a title says the number of its sheet: those that only name the programme may head any of them."""
    return bool(SECCION_SUELTA.match(fold_text(texto)))


def is_firma(celdas: Sequence[Celda]) -> bool:
    """The labels where somebody signs: «Nombre y firma», «Fecha», «Timbre»."""
    return all(FIRMA.match(fold_text(celda.texto)) for celda in celdas)


def is_adorno(propias: list[Celda]) -> bool:
    """A rule of dashes, a page number, the numbers of the notes, or the band «Control de Resultados»."""
    return any(
        all(condicion(celda.texto) for celda in propias)
        for condicion in (
            lambda texto: set(texto) <= RAYA,
            lambda texto: SOLO_NOTA.match(texto),
            lambda texto: PAGINA.match(fold_text(texto)),
            lambda texto: squash_heading(texto) in GRUPOS,
        )
    )
