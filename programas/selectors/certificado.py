"""The certificate of a closing: made from its row and the one before, and read by whoever has its code."""

from datetime import UTC
from hashlib import sha256
from typing import Any

from programas.models import Certificado, Cierre
from programas.scoring.certificado import build_certificado, write_canonico


def describe_certificado(cierre: Cierre, anterior: Certificado | None) -> dict[str, Any]:
    """All that is public of a closing, sealed: no person's name, and nothing of what its rows say but their hash.

    ``anterior`` is the certificate of the version that this one replaces.
    """
    ejercicio = cierre.ejercicio
    servicio = ejercicio.servicio
    cabeza = {
        "servicio": {"codigo": servicio.codigo, "sigla": servicio.sigla, "nombre": servicio.nombre},
        "anio": ejercicio.anio,
        "version": cierre.numero,
        "reemplaza": None if anterior is None else describe_anterior(anterior),
        "cerrado_en": f"{cierre.cerrado_en.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "demostracion": ejercicio.programas.filter(es_demostracion=True).exists(),
        "reglas": cierre.reglas,
        "sha256_cierre": cierre.sha256,
        "sha256_contenido": sha256(write_canonico(cierre.contenido)).hexdigest(),
    }
    return build_certificado(cabeza, cierre.entrada, cierre.resultado)


def describe_anterior(anterior: Certificado) -> dict[str, Any]:
    return {"version": anterior.datos["version"], "codigo": anterior.codigo, "huella": anterior.huella}
