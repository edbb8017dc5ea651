"""How the text of a cell becomes what the form means by it. Pure: text in, value out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from regiones.textos import fold_text

SI = frozenset({"si", "s", "x", "cumple", "si cumple", "cumplido", "cumplida", "verdadero", "true"})
NO = frozenset(
    {"no", "n", "no cumple", "no se cumple", "no cumplido", "no cumplida", "incumplido", "falso", "false"}
)
PARCIAL = frozenset({"parcial", "parcialmente", "en parte", "cumple parcialmente", "cumplimiento parcial"})
SIGNOS_SI = frozenset("✓✔☑√✅")
SIGNOS_NO = frozenset("✗✘❌")
VARIANTE = "\ufe0f"


class Respuesta(Enum):
    """Column (9) could be read; ``value`` is what is stored."""

    BLANCO = ""
    SI = "si"
    NO = "no"
    PARCIAL = "parcial"


def parse_cumple(texto: str) -> Respuesta | None:
    """Read column (9): «SI», «Sí », «x», «✓», «Parcial», blank. ``None`` when it cannot be told."""
    if not texto or set(texto) <= set("-–—_. "):
        return Respuesta.BLANCO
    signo = texto.replace(VARIANTE, "")
    if signo in SIGNOS_SI:
        return Respuesta.SI
    if signo in SIGNOS_NO:
        return Respuesta.NO
    palabra = fold_text(texto)
    for palabras, respuesta in ((SI, Respuesta.SI), (NO, Respuesta.NO), (PARCIAL, Respuesta.PARCIAL)):
        if palabra in palabras:
            return respuesta
    return None


# «Actividades:» before the first item says what follows; it is no item itself.
ROTULO = re.compile(r"^(?:actividad(?:es)?|medios? de verificaci[oó]n|medios?)\s*:\s*", re.IGNORECASE)
MAYUSCULA = r"(?=[^\W\d_a-záéíóúüñ]|[«\"¿(])"
NUMERO = re.compile(
    rf"(?:^|(?<=\s))(\d{{1,2}})\s?(?:\.-|[.)\-])\s*{MAYUSCULA}|^(\d{{1,2}})(?:\.-|[.)])\s+(?=\S)", re.MULTILINE
)
GUION = re.compile(r"(?:^|(?<=\s))[-–—•·▪*](?=[^\W\d_a-záéíóúüñ])|^[-–—•·▪*]\s+(?=\S)", re.MULTILINE)
META = re.compile(r"^meta(?:\s+anual)?\s*:\s*", re.IGNORECASE)
ACTIVIDADES = re.compile(r"(?:^|(?<=\s))actividad(?:es)?\s*:\s*", re.IGNORECASE)


def split_items(texto: str) -> tuple[str, ...]:
    """Split the activities or means that run together in one cell, only where the text shows it.

    That is: numbers that run 1, 2, 3… from the start, dashes from the start, or line breaks. Otherwise the
    whole text is one item. «MINTRAB-MINSAL» has no dash in this sense. A «Meta: …» before the activities is
    an item of its own.
    """
    cuerpo = ROTULO.sub("", texto).strip()
    if not cuerpo:
        return (texto,) if texto else ()
    if META.match(cuerpo):
        meta, resto = cut_meta(cuerpo)
        return (meta, *split_items(resto))
    seguidas = list(take_sequence(NUMERO.finditer(cuerpo)))
    if len(seguidas) > 1 and seguidas[0].start() == 0:
        return cut_at(cuerpo, seguidas)
    guiones = list(GUION.finditer(cuerpo))
    if len(guiones) > 1 and guiones[0].start() == 0:
        return cut_at(cuerpo, guiones)
    if "\n" in cuerpo:
        return join_wrapped(cuerpo.split("\n"))
    return (texto,)


def cut_meta(texto: str) -> tuple[str, str]:
    """«Meta: 25% Actividades: …» in two: the meta ends where the text shows that the activities begin."""
    numeros = list(take_sequence(NUMERO.finditer(texto)))
    guiones = list(GUION.finditer(texto))
    marcas = [marca for serie in (numeros, guiones) if len(serie) > 1 for marca in serie[:1]]
    if rotulo := ACTIVIDADES.search(texto):
        marcas.append(rotulo)
    salto = texto.find("\n")
    fin = min([marca.start() for marca in marcas] + ([salto] if salto >= 0 else []), default=len(texto))
    return texto[:fin].strip(), texto[fin:].strip()


def strip_meta(texto: str) -> str | None:
    """What «Meta: 25% de 345 municipios» says of the meta; ``None`` when it is not one."""
    hallado = META.match(texto)
    return texto[hallado.end() :].strip() if hallado else None


def take_sequence(marcas: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Keep the marks that count 1, 2, 3…: «4.2» inside a text does not."""
    siguiente = 1
    for marca in marcas:
        if int(marca[1] or marca[2]) == siguiente:
            siguiente += 1
            yield marca


def cut_at(texto: str, marcas: list[re.Match[str]]) -> tuple[str, ...]:
    fines = [marca.start() for marca in marcas[1:]] + [len(texto)]
    partes = (
        texto[marca.end() : fin].replace("\n", " ").strip() for marca, fin in zip(marcas, fines, strict=True)
    )
    return tuple(parte for parte in partes if parte)


def join_wrapped(lineas: list[str]) -> tuple[str, ...]:
    """Each line is an item, but for those that go on in lower case the one before."""
    items: list[str] = []
    for linea in lineas:
        if items and linea[0].islower():
            items[-1] += " " + linea
        else:
            items.append(linea)
    return tuple(items)


SIN_RECOMENDACIONES = "Sin recomendaciones"
SIN_ELLAS = frozenset({"sin recomendaciones", "no hay recomendaciones", "no existen recomendaciones"})


def parse_recomendaciones(texto: str) -> str:
    """Column (4) of III.4. When it only says that there are none, «Sin recomendaciones» stands for it."""
    return SIN_RECOMENDACIONES if fold_text(texto) in SIN_ELLAS else texto


def show_recomendaciones(texto: str, sin_recomendaciones: bool) -> str:
    """What column (4) of III.4 prints: the tick in its words."""
    return SIN_RECOMENDACIONES if sin_recomendaciones else texto


NOTA_FINAL = re.compile(r"\s*\((\d{1,2})\)\s*$")
# The three kinds of objective of III.3 and the notes that explain them.
NOTA_DE_CLASE = {"OFERTA": 11, "PROVISION": 12, "OTROS": 13}
CLASES = {
    "OFERTA": ("oferta de informacion",),
    "PROVISION": ("provision de informacion",),
    "OTROS": ("otros objetivos", "otro objetivo"),
}


def parse_clase(texto: str) -> str:
    """The kind of an objective of III.3 by the number of its note, (11) to (13), or its first words; or empty."""
    nota = NOTA_FINAL.search(texto)
    for clase, numero in NOTA_DE_CLASE.items():
        if nota and int(nota[1]) == numero:
            return clase
    palabras = fold_text(texto)
    for clase, comienzos in CLASES.items():
        if palabras.startswith(comienzos):
            return clase
    return ""


def strip_nota(texto: str) -> str:
    """«Oferta de información al GORE(11)» without the number of the note that explains it."""
    return NOTA_FINAL.sub("", texto)


@dataclass(frozen=True, slots=True)
class Medida:
    """A target or result in parts: «25% de 345 municipios» is 25, «%», «345 municipios»."""

    valor: Decimal
    unidad: str
    base: str


LIMITE_VALOR = Decimal(10) ** 12
DECIMALES_VALOR = 4
LARGO_UNIDAD = 120
LARGO_BASE = 200
CANTIDAD = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+\.\d{1,2}(?![\d.])|\d+(?:,\d+)?"
ROTULO_META = re.compile(r"^meta\s*:?\s+", re.IGNORECASE)
DE_BASE = re.compile(rf"(?P<valor>{CANTIDAD})\s*%\s+de(?:\s+las|\s+los)?\s+(?P<base>(?:{CANTIDAD}).*)", re.DOTALL)
SOLA = re.compile(rf"(?P<valor>{CANTIDAD})\s*(?P<unidad>%|(?:[^\d%,;]*))\.?", re.DOTALL)
VALORES = re.compile(rf"(?:{CANTIDAD})\s*%\s+de(?:\s+las|\s+los)?\s+(?:{CANTIDAD})|(?:{CANTIDAD})(?:\s*%)?")
MILES = re.compile(r"\.(?=\d{3})")
FECHA = re.compile(r"(?<!\d)\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d(?!\d)")
ANIO = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]*\d)(?!\s*%)")


def count_valores(texto: str) -> int:
    """How many values a target names (V13): «20.000 85%» names two, «25% de 345 municipios» one.

    A year or a date is not a value.
    """
    return len(VALORES.findall(ANIO.sub("", FECHA.sub("", texto))))


def parse_medida(texto: str) -> Medida | None:
    """Tell a target apart into value, unit and base, or ``None`` when it says more, or says it otherwise."""
    cuerpo = ROTULO_META.sub("", texto).strip()
    if count_valores(cuerpo) != 1:
        return None
    if hallado := DE_BASE.fullmatch(cuerpo):
        medida = Medida(read_cantidad(hallado["valor"]), "%", hallado["base"].strip())
    elif hallado := SOLA.fullmatch(cuerpo):
        medida = Medida(read_cantidad(hallado["valor"]), hallado["unidad"].strip(), "")
    else:
        return None
    return medida if fits_medida(medida) else None


def fits_medida(medida: Medida) -> bool:
    """Whether a target can be kept in parts exactly; otherwise only its text is."""
    exponente = medida.valor.normalize().as_tuple().exponent
    return (
        medida.valor < LIMITE_VALOR
        and isinstance(exponente, int)
        and -exponente <= DECIMALES_VALOR
        and len(medida.unidad) <= LARGO_UNIDAD
        and len(medida.base) <= LARGO_BASE
    )


def read_cantidad(texto: str) -> Decimal:
    """«6.500» is six thousand five hundred; «3,5» and «3.5» are three and a half."""
    return Decimal(MILES.sub("", texto).replace(",", "."))
