"""Telephones for the tests: the codes that one shows, by its seed or by the key that was typed into it."""

from base64 import b32decode

import pytest
from django_otp.oath import totp

from regiones.models import Usuario
from regiones.services.factor import activate_factor, compute_clave, create_semilla


def show_codigo(clave: bytes, pasos: int = 0) -> str:
    """What a telephone shows now, or some steps of 30 seconds later."""
    return f"{totp(clave, t0=-30 * pasos):06d}"


def type_clave(escrita: str) -> bytes:
    """The key, from what a person typed."""
    return b32decode(escrita.replace(" ", ""))


def give_factor(usuario: Usuario) -> tuple[bytes, list[str]]:
    """Give a person a factor whose last code is of the step before this one; its key and its codes of recovery."""
    semilla = create_semilla()
    clave = compute_clave(semilla)
    codigos = activate_factor(usuario=usuario, semilla=semilla, codigo=show_codigo(clave, -1))
    return clave, codigos


def stop_reloj(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Stop the clock that codes and their count go by, at ``hora``: nothing depends on when a test runs."""
    reloj = {"hora": 1_800_000_015.0}
    for modulo in ("django_otp.oath", "regiones.services.factor", "regiones.services.limites"):
        monkeypatch.setattr(f"{modulo}.time", lambda: reloj["hora"])
    return reloj
