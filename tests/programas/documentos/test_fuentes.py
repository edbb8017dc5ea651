"""Texts as the fonts of a PDF can draw them: found by who searches, taken by an archive, and with nothing lost."""

from dataclasses import replace

import pytest

from programas.documentos.fuentes import CORTE, fit_texto
from programas.documentos.pdf import write_pdf
from programas.selectors.oficial.documento import build_documento
from tests.oficiales import MOMENTO, build_formulario, build_programa

C = CORTE


@pytest.mark.parametrize(
    ("texto", "dibujado"),
    [
        ("Ñuñoa, «áéíóú» ½ № ✓ → ☐", "Ñuñoa, «áéíóú» ½ № ✓ → ☐"),
        ("n\u0303andu\u0301", "ñandú"),
        ("\ufeffhola\u00ad\u200b \u202emundo", "hola mundo"),
        ("ﬁnanciar", "financiar"),
        ("\uf0b7 viñeta", "• viñeta"),
        ("漢 y \ue000 y x\u0327", "[U+6F22] y [U+E000] y x[U+0327]"),
        ("uno\tdos\x0btres\r\ncuatro", "uno dos\ntres\ncuatro"),
        ("e-learning 2009-2010, -Optimizar", f"{C}e-{C}learning 2009-2010, -Optimizar"),
        ("MINTRAB-MINSAL", f"{C}MINTRAB-{C}MINSAL"),
        ("a" * 25, "a" * 25),
        ("a" * 30, f"{C}{'a' * 12}{C}{'a' * 12}{C}{'a' * 6}"),
    ],
)
def test_a_text_keeps_its_letters_and_tells_what_no_font_draws(texto, dibujado):
    assert fit_texto(texto) == dibujado


def test_no_letter_keeps_a_document_from_being_written():
    letras = [*range(0x10000)[::7], 0xFEFF, 0xFFFE, 0xEE01, 0xF42F, 0x1F642, 0xE0001, 0x10FFFF]
    texto = " ".join(map(chr, letras))
    programa = replace(build_programa("III.1", ("si",), (texto,)), analisis=())
    assert write_pdf(build_documento([build_formulario(programa)], MOMENTO), MOMENTO).startswith(b"%PDF-1.7")
