"""Whether what is installed is what was chosen, and may be used: ``python -m tests.dependencias``.

It asks nobody, so that it answers the same anywhere: what others found since in these versions is another
question, which ``make vulnerabilidades`` puts to who keeps that list.
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

RAIZ = Path(__file__).resolve().parent.parent
# Their copyleft reaches whoever uses a service, or they are not free.
PROHIBIDAS = re.compile(
    r"\bAGPL|Affero|\bSSPL|Server Side Public|\bBUSL|Business Source|Commons Clause|(?<!L)GPL", re.I
)
# Looked up where each is kept: what their packages do not say.
SIN_LICENCIA_ESCRITA = {"axe-playwright-python": "MIT"}
# Until when the makers of what holds the rest mend its faults.
SOSTENIDAS = {
    "django": {"5.2": date(2028, 4, 30)},
    "python": {
        "3.11": date(2027, 10, 31),
        "3.12": date(2028, 10, 31),
        "3.13": date(2029, 10, 31),
        "3.14": date(2030, 10, 31),
    },
}
# The version that the lists are compiled for, whichever runs this.
COMPILADA = {"python_version": "3.11", "python_full_version": "3.11.0"}

Instaladas = Mapping[str, Distribution]


def load_instaladas(rutas: list[str] | None = None) -> dict[str, Distribution]:
    """Each package by its one spelling."""
    halladas = distributions(path=rutas) if rutas is not None else distributions()
    return {canonicalize_name(hallada.metadata["Name"]): hallada for hallada in halladas}


def read_fijadas(archivo: Path) -> dict[str, str]:
    """The version of each package of a compiled list. A line that pins none is an error."""
    lineas = [linea.partition("#")[0].strip() for linea in archivo.read_text(encoding="utf-8").splitlines()]
    partes = [linea.partition("==") for linea in lineas if linea]
    if sueltas := [nombre for nombre, igual, version in partes if not (igual and version)]:
        raise SystemExit(f"{archivo.name}: sin versión exacta: {', '.join(sueltas)}")
    return {canonicalize_name(nombre): version for nombre, _, version in partes}


def walk_pedidas(pedidas: Iterable[str], instaladas: Instaladas) -> Iterator[tuple[Requirement, str]]:
    """All that a list asks for, with what each thing brings: (requirement, who asks for it)."""
    por_ver = [(Requirement(pedida), "pyproject.toml") for pedida in pedidas]
    vistas: set[tuple[str, frozenset[str], str]] = set()
    while por_ver:
        pedida, quien = por_ver.pop()
        nombre = canonicalize_name(pedida.name)
        clave = (nombre, frozenset(pedida.extras), str(pedida.specifier))
        if clave in vistas:
            continue
        vistas.add(clave)
        yield pedida, quien
        for texto in (instaladas[nombre].requires or []) if nombre in instaladas else []:
            otra = Requirement(texto)
            entornos = [COMPILADA | {"extra": extra} for extra in ("", *pedida.extras)]
            if otra.marker is None or any(otra.marker.evaluate(entorno) for entorno in entornos):
                por_ver.append((otra, nombre))


def find_desfases(
    nombre: str, fijadas: Mapping[str, str], pedidas: list[str], instaladas: Instaladas
) -> list[str]:
    """Where a compiled list, what ``pyproject.toml`` asks for and what is installed differ."""
    faltas = []
    for paquete, version in fijadas.items():
        hallada = instaladas.get(paquete)
        if hallada is None or hallada.version != version:
            tiene = hallada.version if hallada else "no está"
            faltas.append(f"{nombre}: {paquete}=={version}, y en .venv {tiene}")
    todas = list(walk_pedidas(pedidas, instaladas))
    faltas += [
        f"{nombre}: {quien} pide {pedida}, y la lista dice {fijadas.get(canonicalize_name(pedida.name), 'nada')}"
        for pedida, quien in todas
        if not pedida.specifier.contains(fijadas.get(canonicalize_name(pedida.name), "0.dev0"), prereleases=True)
        or canonicalize_name(pedida.name) not in fijadas
    ]
    sobran = sorted(set(fijadas) - {canonicalize_name(pedida.name) for pedida, _ in todas})
    return faltas + [f"{nombre}: nadie pide {paquete}" for paquete in sobran]


def describe_licencia(distribucion: Distribution) -> str:
    """What a package says of its licence, wherever it says it."""
    datos = distribucion.metadata
    de_clase = [clase for clase in datos.get_all("Classifier") or [] if clase.startswith("License ::")]
    libre = (datos.get("License") or "").splitlines()
    return "; ".join(filter(None, [datos.get("License-Expression") or "", *de_clase, *libre[:1]]))


def find_licencias(fijadas: Iterable[str], instaladas: Instaladas) -> list[str]:
    faltas = []
    for paquete in fijadas:
        if paquete not in instaladas:
            continue
        licencia = describe_licencia(instaladas[paquete]) or SIN_LICENCIA_ESCRITA.get(paquete, "")
        if not licencia:
            faltas.append(f"{paquete}: no dice su licencia; véala y anótela en tests/dependencias.py")
        elif PROHIBIDAS.search(licencia):
            faltas.append(f"{paquete}: su licencia ({licencia}) no se admite")
    return faltas


def find_sin_sosten(versiones: Mapping[str, str], hoy: date) -> list[str]:
    """What nobody mends any more, or whose end is not known here."""
    faltas = []
    for que, version in versiones.items():
        serie = ".".join(version.split(".")[:2])
        hasta = SOSTENIDAS[que].get(serie)
        if hasta is None:
            faltas.append(f"{que} {serie}: anote en tests/dependencias.py hasta cuándo se sostiene")
        elif hoy > hasta:
            faltas.append(f"{que} {serie}: sin correcciones desde {hasta:%d-%m-%Y}; pase a la siguiente")
    return faltas


def find_faltas(raiz: Path, instaladas: Instaladas, hoy: date) -> list[str]:
    proyecto = tomllib.loads((raiz / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    propias = proyecto["dependencies"]
    listas = {
        "requirements.txt": propias,
        "requirements-dev.txt": propias + proyecto["optional-dependencies"]["dev"],
    }
    faltas, todas = [], {}
    for nombre, pedidas in listas.items():
        fijadas = read_fijadas(raiz / nombre)
        faltas += find_desfases(nombre, fijadas, pedidas, instaladas)
        todas |= fijadas
    versiones = {"python": ".".join(map(str, sys.version_info[:2])), "django": todas["django"]}
    return faltas + find_licencias(todas, instaladas) + find_sin_sosten(versiones, hoy)


def main() -> int:
    faltas = find_faltas(RAIZ, load_instaladas(), date.today())
    sys.stderr.writelines(f"{falta}\n" for falta in faltas)
    return 1 if faltas else 0


if __name__ == "__main__":
    sys.exit(main())
