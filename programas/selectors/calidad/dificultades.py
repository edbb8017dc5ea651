"""Words that tell a difficulty in an analysis, unless the text denies it."""

import re

from regiones.textos import fold_text

# By their beginning, as people look for them: «atras» finds «atraso», «atrasada», «atrasó».
PALABRAS = (
    *(
        "dificult",
        "problema",
        "obstacul",
        "impedimento",
        "inconvenient",
        "limitacion",
        "atras",
        "retras",
        "demora",
    ),
    *("suspend", "postergad", "reprogramad", "insuficient", "incumpl", "falta de", "no se pudo", "no se logro"),
    *("no fue posible", "no se ha podido", "no se realizo", "sin presupuesto", "sin financiamiento"),
)
MOSTRADAS = (
    *("dificultad", "problema", "obstáculo", "impedimento", "inconveniente", "limitación", "atraso", "retraso"),
    *("demora", "suspender", "postergado", "reprogramado", "insuficiente", "incumplir", "falta de", "no se pudo"),
    *(
        "no se logró",
        "no fue posible",
        "no se ha podido",
        "no se realizó",
        "sin presupuesto",
        "sin financiamiento",
    ),
)
NIEGAN = (
    "sin ",
    "ningun ",
    "ninguna ",
    "sin mayores ",
    "no hubo ",
    "no hay ",
    "no se presentaron ",
    "no presenta ",
)
PATRON = re.compile(
    "".join(rf"(?<!\b{negacion})" for negacion in NIEGAN) + rf"\b(?P<raiz>{'|'.join(PALABRAS)})\w*"
)


def find_dificultad(*textos: str) -> str:
    """The first word of some texts that tells a difficulty, unaccented as it is compared; empty if none does."""
    for texto in textos:
        if hallada := PATRON.search(fold_text(texto)):
            return hallada[0]
    return ""
