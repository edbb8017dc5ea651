"""The address of a scenario: short, of characters that no mail program breaks, and read with distrust.

``f=07.1-03.1n-04.1s_03.2-01.1b`` rows; ``t=07c_03.2n`` whole territories and programmes; ``p=u_07.1e`` weights;
``u=85.5`` threshold; ``l=p`` or ``t`` reading; ``nc=0`` or ``1`` whether Nivel Central counts; ``d=1`` declared as
validated; ``v=07.1`` the programme that is open. What the form sends besides (``r.03.1=n``) ends up in these.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from programas.models import Ejercicio
from programas.scoring import DIEZMILESIMAS_POR_PUNTO, Lectura, parse_peso
from programas.selectors.presentacion import show_cantidad
from programas.selectors.simulacion.escenario import DE_FILA, DE_GRUPO, PESOS, TODO, Escenario, Lugar

T = TypeVar("T")

LARGO_MAXIMO = 1800
PREFIJO_FILA = "r."
LUGAR = re.compile(r"([0-9]{2})(?:\.([123]))?")
FILA = re.compile(r"([0-9]{2,3}\.[0-9]{1,3})([a-z])")
LECTURAS = {"p": Lectura.POR_PROGRAMA, "t": Lectura.POR_TERRITORIO}
BOOLEANOS = {"0": False, "1": True}


@dataclass(frozen=True, slots=True)
class Leido:
    """A scenario as its address says it, and what could not be read: none of that is supposed."""

    escenario: Escenario
    problemas: tuple[str, ...]


class Lector:
    """Reads one address, keeping what it does not understand."""

    def __init__(self, datos: Mapping[str, str]) -> None:
        self.datos = datos
        self.problemas: list[str] = []

    def read(self, ejercicio: Ejercicio) -> Leido:
        abierto = self.read_abierto()
        escenario = Escenario(
            filas=self.read_filas(abierto),
            grupos=self.read_grupos(abierto),
            pesos=self.read_pesos(abierto),
            umbral=self.read_umbral(ejercicio),
            lectura=self.read_opcion("l", LECTURAS, Lectura(ejercicio.lectura)),
            nivel_central=self.read_opcion("nc", BOOLEANOS, ejercicio.cuenta_nivel_central),
            declarado=bool(self.read_opcion("d", BOOLEANOS, False)),
            abierto=abierto,
        )
        largo = len(write_direccion(escenario))
        if largo > LARGO_MAXIMO:
            cuantas = show_cantidad(sum(map(len, escenario.filas.values())), "fila", "filas")
            self.problemas.append(
                f"el escenario cambia {cuantas} una por una y no cabe en una dirección ({largo} caracteres de "
                f"{LARGO_MAXIMO}): cambie programas o territorios completos. No se aplicó ninguno de sus cambios"
            )
            escenario = Escenario()
        return Leido(escenario, tuple(self.problemas))

    def reject(self, texto: str) -> None:
        self.problemas.append(f"«{texto[:40]}» no se entiende")

    def read_lugar(self, texto: str) -> Lugar | None:
        hallado = LUGAR.fullmatch(texto)
        if hallado:
            return hallado[1], f"III.{hallado[2]}" if hallado[2] else ""
        if texto:
            self.reject(texto)
        return None

    def read_abierto(self) -> Lugar | None:
        lugar = self.read_lugar(self.datos.get("v", ""))
        if lugar and not lugar[1]:
            self.reject(self.datos["v"])
            return None
        return lugar

    def read_filas(self, abierto: Lugar | None) -> dict[Lugar, dict[str, str]]:
        filas: dict[Lugar, dict[str, str]] = {}
        for grupo in split(self.datos.get("f", ""), "_"):
            escrito, *cambios = grupo.split("-")
            lugar = self.read_lugar(escrito)
            if lugar is None or not lugar[1] or not cambios:
                if lugar:
                    self.reject(grupo)
                continue
            for cambio in cambios:
                hallado = FILA.fullmatch(cambio)
                if hallado and hallado[2] in DE_FILA:
                    filas.setdefault(lugar, {})[hallado[1]] = hallado[2]
                else:
                    self.reject(cambio)
        for nombre, letra in self.datos.items():
            if abierto and nombre.startswith(PREFIJO_FILA):
                self.set_fila(filas.setdefault(abierto, {}), nombre.removeprefix(PREFIJO_FILA), letra)
        return {lugar: propias for lugar, propias in filas.items() if propias}

    def set_fila(self, propias: dict[str, str], fila: str, letra: str) -> None:
        """What the form says of a row of the open programme: nothing means as today."""
        propias.pop(fila, None)
        if letra in DE_FILA and FILA.fullmatch(fila + letra):
            propias[fila] = letra
        elif letra:
            self.reject(fila + letra)

    def read_grupos(self, abierto: Lugar | None) -> dict[Lugar, str]:
        grupos = self.read_letras("t", DE_GRUPO)
        grupos.pop(TODO, None)
        if abierto:
            self.set_letra(grupos, (abierto[0], ""), "rt", DE_GRUPO)
            self.set_letra(grupos, abierto, "rp", DE_GRUPO)
        return grupos

    def read_pesos(self, abierto: Lugar | None) -> dict[Lugar, str]:
        pesos = {
            lugar: letra for lugar, letra in self.read_letras("p", PESOS).items() if lugar[1] or lugar == TODO
        }
        self.set_letra(pesos, TODO, "rg", PESOS)
        if abierto:
            self.set_letra(pesos, abierto, "rw", PESOS)
        return pesos

    def read_letras(self, nombre: str, validas: Iterable[str]) -> dict[Lugar, str]:
        letras: dict[Lugar, str] = {}
        for grupo in split(self.datos.get(nombre, ""), "_"):
            escrito, letra = grupo[:-1], grupo[-1]
            lugar = self.read_lugar(escrito) if escrito else TODO
            if lugar and letra in validas:
                letras[lugar] = letra
            elif lugar:
                self.reject(grupo)
        return letras

    def set_letra(self, letras: dict[Lugar, str], lugar: Lugar, nombre: str, validas: Iterable[str]) -> None:
        """What the form says of a place, when it says something of it: nothing means as today."""
        letra = self.datos.get(nombre)
        if letra is None:
            return
        letras.pop(lugar, None)
        if letra in validas:
            letras[lugar] = letra
        elif letra:
            self.reject(letra)

    def read_umbral(self, ejercicio: Ejercicio) -> int | None:
        texto = self.datos.get("u", "").strip().removesuffix("%").strip()
        if not texto:
            return None
        try:
            umbral = parse_peso(texto.replace(",", "."))
        except ValueError:
            umbral = 0
        if not umbral:
            self.problemas.append(
                f"el umbral «{texto[:40]}» no es un porcentaje mayor que 0 y hasta 100, con hasta cuatro decimales"
            )
            return None
        return None if umbral == ejercicio.umbral else umbral

    def read_opcion(self, nombre: str, opciones: Mapping[str, T], hoy: T) -> T | None:
        """One of the options; ``None`` when it is what holds today, or is not there."""
        letra = self.datos.get(nombre, "")
        if letra not in opciones:
            if letra:
                self.reject(f"{nombre}={letra}")
            return None
        return None if opciones[letra] == hoy else opciones[letra]


def read_direccion(datos: Mapping[str, str], ejercicio: Ejercicio) -> Leido:
    return Lector(datos).read(ejercicio)


def write_direccion(escenario: Escenario) -> str:
    """The query of a scenario; one scenario has only one."""
    partes = {
        "f": "_".join(
            "-".join([write_lugar(lugar), *(fila + letra for fila, letra in sorted(filas.items()))])
            for lugar, filas in sorted(escenario.filas.items())
        ),
        "t": write_letras(escenario.grupos),
        "p": write_letras(escenario.pesos),
        "u": "" if escenario.umbral is None else write_umbral(escenario.umbral),
        "l": find_letra(LECTURAS, escenario.lectura),
        "nc": find_letra(BOOLEANOS, escenario.nivel_central),
        "d": "1" if escenario.declarado else "",
        "v": write_lugar(escenario.abierto) if escenario.abierto else "",
    }
    return urlencode({nombre: valor for nombre, valor in partes.items() if valor})


def write_lugar(lugar: Lugar) -> str:
    cut, tipo = lugar
    return f"{cut}.{tipo.removeprefix('III.')}" if tipo else cut


def write_letras(letras: Mapping[Lugar, str]) -> str:
    return "_".join(write_lugar(lugar) + letra for lugar, letra in sorted(letras.items()))


def write_umbral(umbral: int) -> str:
    enteros, resto = divmod(umbral, DIEZMILESIMAS_POR_PUNTO)
    return f"{enteros}.{resto:04d}".rstrip("0").rstrip(".")


def find_letra(opciones: Mapping[str, T], valor: T | None) -> str:
    return next((letra for letra, opcion in opciones.items() if opcion == valor and valor is not None), "")


def split(texto: str, separador: str) -> list[str]:
    return [parte for parte in texto.split(separador) if parte]
