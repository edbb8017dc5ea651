"""Check the certificate of a closed year without trusting whoever gives it: compute it again, name what changed.

``verificador.pyz`` is these modules in one file. It answers 0 when nothing changed, 1 when something did, 2 when
it could not check: no file, no certificate in it, or one of other rules.
"""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from programas.scoring import VERSION
from programas.scoring.caso import CasoInvalido, score
from programas.scoring.certificado import (
    FORMATO,
    Ruta,
    compute_huella,
    derive_codigo,
    seal_valores,
    show_codigo,
    walk_valores,
    write_canonico,
    write_ruta,
)
from programas.scoring.entrada import read_json, show_visible, write_error, write_salida

USO = "uso: python -I -S verificador.pyz CERTIFICADO.json [--huella HUELLA-PUBLICADA]"
AYUDA = f"""{USO}

Recalcula el resultado de un certificado desde sus propios datos y dice si algún valor cambió, y cuál.
Con --huella se compara además con la huella (SHA-256) que muestra la página pública de verificación.
Termina en 0 si nada cambió, en 1 si algo cambió, y en 2 si no se pudo comprobar."""
HUELLA = re.compile(r"[0-9a-f]{64}")
SIGNO_DE_RESULTADO = {"CUMPLE": "✓", "NO CUMPLE": "✕"}
MUESTRA = 80


@dataclass(frozen=True, slots=True)
class Cambio:
    """A value that is not the certified one. ``ruta`` is its path in the file."""

    ruta: str
    problema: str


@dataclass(frozen=True, slots=True)
class Revision:
    """What changed; and, where the inputs did, what of the result does not follow from them any more."""

    cambios: tuple[Cambio, ...]
    consecuencias: tuple[Cambio, ...] = ()


def check_certificado(datos: Any, publicada: str = "") -> Revision:
    """Look for every changed value. Raises ``CasoInvalido`` when it is no certificate or of other rules."""
    if not isinstance(datos, dict) or not {"entrada", "resultado", "sellos", "huella"} & set(datos):
        raise CasoInvalido("", "el archivo no es un certificado")
    cambios = compare_sellos(datos, publicada)
    if not cambios and datos.get("formato") != FORMATO:
        raise CasoInvalido("formato", f"este verificador lee «{FORMATO}»: descargue el de su certificado")
    if not cambios and datos.get("reglas") != VERSION and is_huella_de(datos, datos.get("huella")):
        raise CasoInvalido("reglas", f"este verificador aplica las reglas {VERSION}: descargue el de las suyas")
    distintos = compare_resultado(datos, sin_cambios=not cambios)
    if any(cambio.ruta.startswith("entrada") for cambio in cambios):
        return Revision(tuple(cambios + compare_codigo(datos, cambios)), tuple(distintos))
    cambios += distintos
    return Revision(tuple(cambios + compare_huella(datos, publicada, cambios) + compare_codigo(datos, cambios)))


def compare_sellos(datos: Mapping[str, Any], publicada: str) -> list[Cambio]:
    """The given values whose seal is another's; or the seals themselves, when the hash says that it was they."""
    sellos, calculados = datos.get("sellos"), seal_valores(datos)
    if not isinstance(sellos, dict):
        return [Cambio("sellos", "falta, o no es lo que se certificó")]
    ajenos = calculados.keys() ^ sellos.keys()
    distintos = [r for r in {**calculados, **sellos} if r in ajenos or calculados[r] != sellos[r]]
    if not distintos:
        return []
    resellado = {**datos, "sellos": calculados}
    if any(is_huella_de(resellado, huella) for huella in (publicada, datos.get("huella"))):
        return [Cambio(write_ruta(("sellos", ruta)), "el sello cambió; el valor no") for ruta in distintos]
    valores = {write_ruta(ruta): (ruta, valor) for ruta, valor in walk_valores(datos)}
    return [describe_cambio(datos, ruta, valores, sellado=ruta in sellos) for ruta in distintos]


def describe_cambio(
    datos: Mapping[str, Any], escrita: str, valores: Mapping[str, tuple[Ruta, Any]], *, sellado: bool
) -> Cambio:
    if escrita not in valores:
        return Cambio(escrita, "falta: el certificado traía este valor")
    ruta, valor = valores[escrita]
    lugar = locate(datos, ruta)
    dicho = f"{lugar}dice {show_valor(valor)}"
    return Cambio(
        escrita, f"{dicho}, y se certificó otro valor" if sellado else f"{dicho}, y no estaba en el certificado"
    )


def locate(datos: Any, ruta: Ruta) -> str:
    """Of which territory, programme and row a value is, if of one: «Maule, III.1, 2009-07-III.1-04.1: »."""
    nombres: list[str] = []
    for paso in ruta:
        if isinstance(datos, dict):
            nombres += [datos[c] for c in ("nombre", "tipo", "id") if isinstance(datos.get(c), str)]
        datos = datos[paso]
    propios = nombres[1:] if ruta[:1] == ("entrada",) else nombres
    return f"{', '.join(propios)}: " if propios else ""


def compare_resultado(datos: Mapping[str, Any], *, sin_cambios: bool) -> list[Cambio]:
    """What the result says and the rules do not answer from the inputs of the same file."""
    try:
        calculado = score(datos.get("entrada"))
    except CasoInvalido as error:
        ruta = f"entrada.{error.ruta}" if error.ruta else "entrada"
        return [Cambio(ruta, error.problema)] if sin_cambios else []
    except (ArithmeticError, ValueError) as error:
        return [Cambio("entrada", str(error))] if sin_cambios else []
    escritos = dict(walk_valores(datos.get("resultado"), ("resultado",)))
    esperados = dict(walk_valores(calculado, ("resultado",)))
    return [
        Cambio(write_ruta(ruta), explain_distinto(ruta, escritos, esperados))
        for ruta in {**esperados, **escritos}
        if ruta not in escritos
        or ruta not in esperados
        or write_canonico(escritos[ruta]) != write_canonico(esperados[ruta])
    ]


def explain_distinto(ruta: Ruta, escritos: Mapping[Ruta, Any], esperados: Mapping[Ruta, Any]) -> str:
    if ruta not in escritos:
        return f"falta, y al recalcular da {show_valor(esperados[ruta])}"
    if ruta not in esperados:
        return f"dice {show_valor(escritos[ruta])}, y al recalcular no está"
    return f"dice {show_valor(escritos[ruta])}, y al recalcular da {show_valor(esperados[ruta])}"


def compare_huella(datos: Mapping[str, Any], publicada: str, cambios: list[Cambio]) -> list[Cambio]:
    """Once no value is known to have changed: whether the hash is of this file, and is the published one."""
    if cambios:
        return []
    calculada = compute_huella(datos)
    if datos.get("huella") != calculada:
        return [Cambio("huella", f"dice {show_valor(datos.get('huella'))}, y la de este archivo es {calculada}")]
    if publicada and publicada != calculada:
        return [
            Cambio(
                "huella",
                f"es {calculada}, y la publicada es {publicada}: el archivo es coherente, pero no es el "
                "publicado. Descárguelo de la página de verificación y compárelos",
            )
        ]
    return []


def compare_codigo(datos: Mapping[str, Any], cambios: list[Cambio]) -> list[Cambio]:
    huella = datos.get("huella") if cambios else compute_huella(datos)
    if isinstance(huella, str) and HUELLA.fullmatch(huella) and datos.get("codigo") != derive_codigo(huella):
        return [Cambio("codigo", f"dice {show_valor(datos.get('codigo'))}, y el de su huella es otro")]
    return []


def is_huella_de(datos: Mapping[str, Any], huella: Any) -> bool:
    return bool(huella) and compute_huella(datos) == huella


def show_valor(valor: Any) -> str:
    escrito = valor if isinstance(valor, str) else write_canonico(valor).decode("utf-8", "backslashreplace")
    return f"«{escrito if len(escrito) <= MUESTRA else escrito[:MUESTRA] + '…'}»"


def read_argumentos(argumentos: list[str]) -> tuple[str, str]:
    """The file and the published hash, if it is given. Raises ``CasoInvalido``."""
    sueltos, publicada = [], ""
    resto = iter(argumentos)
    for argumento in resto:
        nombre, igual, valor = argumento.partition("=")
        if nombre == "--huella":
            publicada = (valor if igual else next(resto, "")).strip().lower()
            if not HUELLA.fullmatch(publicada):
                raise CasoInvalido("", "la huella son 64 dígitos, del 0 al 9 y de la a a la f")
        else:
            sueltos.append(argumento)
    if len(sueltos) != 1 or sueltos[0].startswith("--"):
        raise CasoInvalido("", USO)
    return sueltos[0], publicada


def describe_certificado(datos: Mapping[str, Any]) -> list[str]:
    """What a certificate in which nothing changed says: its heading, the verdict, and each programme's."""
    servicio = datos["resultado"]["servicio"]
    veredicto = servicio["veredicto"]
    filas = sum(len(p["compromisos"]) for t in datos["entrada"]["territorios"] for p in t["programas"])
    return [
        f"Certificado {show_codigo(datos['codigo'])} · {datos['entrada']['nombre']} · versión {datos['version']}",
        f"{SIGNO_DE_RESULTADO.get(veredicto, '–')} {veredicto}: recalculado con las reglas {VERSION} desde "
        f"{len(datos['entrada']['territorios'])} territorios y {filas} compromisos, da lo mismo.",
        *(f"  {tipo}: {v['veredicto']}" for tipo, v in servicio["por_programa"].items()),
    ]


def describe_revision(revision: Revision) -> list[str]:
    cuantos = "1 valor cambió" if len(revision.cambios) == 1 else f"{len(revision.cambios)} valores cambiaron"
    lineas = [f"✕ No es lo que se certificó: {cuantos}."]
    lineas += [f"  {cambio.ruta}: {cambio.problema}." for cambio in revision.cambios]
    if revision.consecuencias:
        lineas.append("Con esos datos el resultado sería otro:")
        lineas += [f"  {cambio.ruta}: {cambio.problema}." for cambio in revision.consecuencias]
    return lineas


def main(argumentos: list[str]) -> int:
    if argumentos in (["--ayuda"], ["--help"], ["-h"]):
        write_salida(AYUDA)
        return 0
    try:
        origen, publicada = read_argumentos(argumentos)
        datos = read_json(origen)
        revision = check_certificado(datos, publicada)
        lineas = describe_revision(revision) if revision.cambios else describe_certificado(datos)
    except CasoInvalido as error:
        write_error(str(error))
        return 2
    except (RecursionError, LookupError, TypeError, AttributeError):
        write_error("el archivo no es un certificado: no tiene la forma de uno")
        return 2
    if not revision.cambios:
        lineas.append(f"✓ Ningún valor cambió. Huella (SHA-256): {datos['huella']}")
        lineas.append(
            "✓ Es la huella publicada que usted indicó."
            if publicada
            else "! Falta compararla con la publicada: repita con --huella y la de la página de verificación."
        )
    write_salida("\n".join(map(show_visible, lineas)))
    return 1 if revision.cambios else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
