"""The certificate as PDF: tagged for readers (PDF/UA-1), fit to be archived (PDF/A-3a), with its JSON attached."""

from io import BytesIO
from typing import Any

import segno

from programas.documentos.pdf import compile_pdf
from programas.selectors.certificado import CertificadoMostrado, FilaCertificada
from programas.selectors.cierre import ResultadoCerrado
from programas.selectors.presentacion import NADA, NBSP, EstadoMostrado


def write_pdf(certificado: CertificadoMostrado, pagina: str, adjunto: bytes) -> bytes:
    """``pagina`` is the address of its public page, which the QR opens; ``adjunto`` the JSON that it certifies."""
    exactos = {
        "codigo": certificado.codigo,
        "huella": certificado.huella,
        "pagina": pagina,
        "qr": draw_qr(pagina),
        "adjunto": adjunto.decode(),
        "archivo": f"certificado-{certificado.codigo}.json",
    }
    return compile_pdf(
        "certificado.typ", describe(certificado), certificado.cerrado_en, normas=("ua-1", "a-3a"), exactos=exactos
    )


def describe(certificado: CertificadoMostrado) -> dict[str, Any]:
    """Everything that the page says, as texts: the template puts none of its own together from data."""
    version = str(certificado.version)
    if certificado.anterior:
        version += f", que reemplaza a la {certificado.version_anterior}, certificado {certificado.anterior}"
    return {
        "servicio": certificado.servicio,
        "anio": str(certificado.anio),
        "estado": describe_estado(certificado.estado),
        "frase": f"{certificado.lectura}, con umbral de {certificado.umbral}",
        "demostracion": certificado.demostracion,
        "datos": [
            ["Versión", version],
            ["Cierre del ejercicio", f"{certificado.cerrado_en:%d-%m-%Y %H:%M} (hora de Chile continental)"],
            ["Reglas", certificado.reglas],
        ],
        "programas": [
            *map(describe_resultado, certificado.programas),
            *(["Servicio, " + nombre, *resto] for nombre, *resto in map(describe_resultado, certificado.lecturas)),
        ],
        "territorios": list(map(describe_territorio, certificado.territorios)),
    }


def describe_estado(estado: EstadoMostrado) -> dict[str, str]:
    return {"palabra": estado.palabra, "signo": estado.signo, "clase": estado.clase}


def describe_resultado(resultado: ResultadoCerrado) -> list[Any]:
    motivos = resultado.motivos.replace(" %", f"{NBSP}%")
    return [resultado.nombre, describe_estado(resultado.estado), motivos or NADA]


def describe_territorio(fila: FilaCertificada) -> dict[str, Any]:
    return {
        "nombre": fila.nombre,
        "celdas": [
            None if celda is None else {"estado": describe_estado(celda.estado), "cifra": celda.cifra}
            for _, celda in fila.celdas
        ],
    }


def draw_qr(texto: str) -> str:
    salida = BytesIO()
    segno.make(texto, error="m", micro=False).save(salida, kind="svg", xmldecl=False, border=2)
    return salida.getvalue().decode()
