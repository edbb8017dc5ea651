"""Texts on their way to a document: as they are, but for what no document can hold."""

import re

ANEXO = "Anexo: cómo se calcula"
SALTOS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
FUERA_DE_TEXTO = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean_texto(texto: str) -> str:
    """Without the characters that XML refuses; every line break is the same one, and a tab is a space."""
    return FUERA_DE_TEXTO.sub("", SALTOS.sub("\n", texto)).replace("\t", " ")
