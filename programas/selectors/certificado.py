"""The certificate of a closing: made from its row and the one before, and read by whoever has its code."""

from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any

from django.utils.timezone import localtime

from programas.models import Certificado, Cierre
from programas.scoring import TIPOS, Lectura
from programas.scoring.certificado import build_certificado, read_codigo, show_codigo, write_canonico
from programas.selectors.cierre import (
    LECTURAS,
    CeldaCerrada,
    ResultadoCerrado,
    list_lecturas,
    list_programas,
    show_cifra,
    show_palabra,
)
from programas.selectors.presentacion import EstadoMostrado, show_umbral


@dataclass(frozen=True, slots=True)
class FilaCertificada:
    """A territory and its programmes, ``None`` where it committed nothing."""

    nombre: str
    celdas: tuple[tuple[str, CeldaCerrada | None], ...]


@dataclass(frozen=True, slots=True)
class CertificadoMostrado:
    """A certificate as people read it, its code in groups. ``anterior`` is that of the version it replaces."""

    codigo: str
    servicio: str
    sigla: str
    anio: int
    version: int
    anterior: str
    version_anterior: int
    cerrado_en: datetime
    demostracion: bool
    reglas: str
    huella: str
    sha256_cierre: str
    estado: EstadoMostrado
    umbral: str
    lectura: str
    programas: tuple[ResultadoCerrado, ...]
    lecturas: tuple[ResultadoCerrado, ...]
    territorios: tuple[FilaCertificada, ...]


@dataclass(frozen=True, slots=True)
class Situacion:
    """Whether a certificate is still the one in force. ``posterior`` is the code of the one that replaced it."""

    vigente: bool
    frase: str
    posterior: str = ""


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


def find_certificado(escrito: str) -> Certificado | None:
    """The one of a code, however it was typed, with its year: one query. Anybody may ask."""
    codigo = read_codigo(escrito)
    if not codigo:
        return None
    consulta = Certificado.objects.select_related("cierre__ejercicio").only(
        *("codigo", "huella", "datos", "emitido_en", "cierre__numero"),
        *("cierre__ejercicio__etapa", "cierre__ejercicio__anio", "cierre__ejercicio__servicio"),
    )
    return consulta.filter(codigo=codigo).first()


def find_situacion(certificado: Certificado) -> Situacion:
    """How it stands today: one query. What it certifies does not change."""
    ejercicio = certificado.cierre.ejercicio
    posteriores = Certificado.objects.filter(
        cierre__ejercicio=ejercicio, cierre__numero__gt=certificado.cierre.numero
    ).order_by("-cierre__numero")
    ultimo = posteriores.values_list("codigo", "cierre__numero").first()
    if ultimo is not None:
        frase = f"Ya no rige: lo reemplazó la versión {ultimo[1]}, certificado {show_codigo(ultimo[0])}."
        return Situacion(False, frase, show_codigo(ultimo[0]))
    if not ejercicio.cerrado:
        return Situacion(False, "El ejercicio se reabrió para corregirlo: hasta que se cierre de nuevo nada rige.")
    return Situacion(True, f"Es la versión vigente del resultado de {ejercicio.anio}.")


def show_certificado(datos: dict[str, Any]) -> CertificadoMostrado:
    """Lay a certificate out from what it says alone: no query, no arithmetic."""
    anterior = datos["reemplaza"] or {}
    return CertificadoMostrado(
        show_codigo(datos["codigo"]),
        datos["servicio"]["nombre"],
        datos["servicio"]["sigla"],
        datos["anio"],
        datos["version"],
        show_codigo(anterior.get("codigo", "")),
        anterior.get("version", 0),
        localtime(datetime.fromisoformat(datos["cerrado_en"])),
        datos["demostracion"],
        datos["reglas"],
        datos["huella"],
        datos["sha256_cierre"],
        show_palabra(datos["resultado"]["servicio"]["veredicto"]),
        show_umbral(Fraction(datos["entrada"]["umbral"])),
        LECTURAS[Lectura(datos["entrada"]["lectura"])],
        list_programas(datos["resultado"]),
        list_lecturas(datos["resultado"]),
        list_territorios(datos),
    )


def list_territorios(datos: dict[str, Any]) -> tuple[FilaCertificada, ...]:
    nombres = {territorio["codigo"]: territorio["nombre"] for territorio in datos["entrada"]["territorios"]}
    return tuple(
        FilaCertificada(nombres[territorio["codigo"]], show_celdas(territorio["programas"]))
        for territorio in datos["resultado"]["territorios"]
    )


def show_celdas(programas: list[dict[str, Any]]) -> tuple[tuple[str, CeldaCerrada | None], ...]:
    celdas = {
        programa["tipo"]: CeldaCerrada(
            programa["tipo"], show_palabra(programa["estado"]), show_cifra(programa["piso"])
        )
        for programa in programas
    }
    return tuple((tipo, celdas.get(tipo)) for tipo in TIPOS)
