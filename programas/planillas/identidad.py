"""Whose workbook it is: its one territory, and its year."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from programas.formulario.celda import VACIA, Celda
from programas.formulario.declaracion import ANIO
from programas.formulario.lectura import Nivel
from programas.formulario.metadatos import HOJA_METADATOS, Metadatos
from programas.formulario.preguntas import AsuntoPregunta, Pregunta, build_clave
from programas.planillas.lector import Lector
from programas.planillas.tablas import HojaExplorada
from regiones.textos import fold_text

# A title that begins so says whose sheet it is; one that only mentions a region may say something else.
TITULO_DE_REGION = re.compile(
    r"^(?:direccion regional|(?:[ivx]{1,4} )?region (?:de|del|metropolitana)|nivel central)\b"
)
MENCION = re.compile(r"\b(?:region|regional|nivel central)\b")
DE_TERRITORIO = build_clave(AsuntoPregunta.TERRITORIO)
ESCRIBA = "Escriba su nombre, como «Maule», o agregue esta forma como alias del territorio."


@dataclass(frozen=True, slots=True)
class Dicho:
    """A cell that says of which territory its sheet is; ``cut`` is ``None`` when that cannot be told."""

    hoja: str
    celda: Celda
    cut: str | None


def read_region(lector: Lector, hojas: Sequence[HojaExplorada]) -> tuple[str, Dicho | None]:
    """The code of the one territory of the workbook, by its «REGIÓN (1)» cells or its titles, and the cell."""
    pedido = lector.pedido
    dichos = list_dichos(lector, hojas)
    primeros: dict[str, Dicho] = {}
    for dicho in dichos:
        if dicho.cut:
            primeros.setdefault(dicho.cut, dicho)
    if len(primeros) > 1:
        for cut, dicho in primeros.items():
            note(
                lector,
                dicho,
                f"el libro trae más de un territorio; aquí, {pedido.nombres[cut]}",
                "Separe un libro por territorio.",
            )
        return "", None
    respuesta = read_respuesta(lector)
    cut = respuesta or next(iter(primeros), None) or pedido.region or ""
    for dicho in (dicho for otro, dicho in primeros.items() if respuesta not in ("", otro)):
        problema = f"la celda dice otro territorio; se lee como {pedido.nombres[respuesta]}, según se respondió"
        note(lector, dicho, problema, "Revise que el libro sea de ese territorio.", Nivel.ADVERTENCIA)
    for dicho in (dicho for dicho in dichos if dicho.cut is None):
        varias = len(pedido.catalogo.find_within(dicho.celda.texto)[0]) > 1
        problema = "la celda nombra más de una región" if varias else "no se reconoce la región"
        preguntas = () if varias else (DE_TERRITORIO,)
        nivel = Nivel.IMPIDE if varias or not cut else Nivel.ADVERTENCIA
        note(lector, dicho, problema, ESCRIBA, nivel, preguntas=preguntas)
        if not varias:
            ask_territorio(lector, dicho, obligatoria=not primeros)
    if cut:
        check_region(lector, primeros.get(cut, Dicho("", VACIA, cut)), cut)
    elif not dichos:
        primera = Dicho(hojas[0].nombre if hojas else "", VACIA, None)
        note(
            lector,
            primera,
            "el libro no dice de qué región es",
            "Escríbala junto a «REGIÓN (1)», o indíquela al importar.",
            preguntas=(DE_TERRITORIO,),
        )
        ask_territorio(lector, primera, obligatoria=True)
    return cut, primeros.get(cut) or next(iter(dichos), None)


def read_respuesta(lector: Lector) -> str:
    """The territory that the person answered, when there is one of that code."""
    respuesta = lector.get_respuesta(AsuntoPregunta.TERRITORIO)
    return respuesta if respuesta in lector.pedido.nombres else ""


def ask_territorio(lector: Lector, dicho: Dicho, *, obligatoria: bool) -> None:
    """Ask whose workbook it is, unless who asked for the import said it. It may be left if another cell tells."""
    pedido = lector.pedido
    if pedido.region is not None:
        return
    existentes = set(pedido.del_anio.claves.values())
    lector.ask(
        Pregunta(
            AsuntoPregunta.TERRITORIO,
            DE_TERRITORIO,
            "¿De qué territorio es el libro?",
            tuple((cut, nombre) for cut, nombre in pedido.nombres.items() if cut in existentes),
            f"{dicho.hoja}!{dicho.celda.direccion}" if dicho.celda.direccion else dicho.hoja,
            dicho.celda.texto,
            obligatoria=obligatoria,
        )
    )


def list_dichos(lector: Lector, hojas: Sequence[HojaExplorada]) -> list[Dicho]:
    """What the sheets with tables say of their territory; where they say nothing, what the others say."""
    for grupo in ([h for h in hojas if h.tablas], [h for h in hojas if not h.tablas]):
        for leer in (read_celdas, read_menciones):
            if dichos := [dicho for hoja in grupo for dicho in leer(lector, hoja)]:
                return dichos
    return []


def read_celdas(lector: Lector, hoja: HojaExplorada) -> Iterator[Dicho]:
    """The cells of the label «REGIÓN (1)», and the titles that begin with the name of a territory."""
    find = lector.pedido.catalogo.find_only
    for celda in hoja.regiones:
        if celda.texto:
            yield Dicho(hoja.nombre, celda, find(celda.texto))
    for celda in hoja.titulos:
        if TITULO_DE_REGION.match(fold_text(celda.texto)) and (cut := find(celda.texto)):
            yield Dicho(hoja.nombre, celda, cut)


def read_menciones(lector: Lector, hoja: HojaExplorada) -> Iterator[Dicho]:
    """The titles that mention one region among other words."""
    for celda in (*hoja.secciones, *hoja.titulos):
        if MENCION.search(fold_text(celda.texto)) and (cut := lector.pedido.catalogo.find_only(celda.texto)):
            yield Dicho(hoja.nombre, celda, cut)


def check_region(lector: Lector, dicho: Dicho, cut: str) -> None:
    pedido = lector.pedido
    if pedido.region and pedido.region != cut:
        note(
            lector,
            dicho,
            f"el libro es de {pedido.nombres[cut]} y se pidió importar {pedido.nombres[pedido.region]}",
            "Elija el libro de ese territorio, o importe sin indicar la región.",
        )
    if cut not in pedido.del_anio.claves.values():
        note(
            lector,
            dicho,
            f"{pedido.nombres[cut]} no existía en {pedido.anio} (V10)",
            "Revise el ejercicio, o el territorio del libro.",
            regla="V10",
        )


def note(
    lector: Lector,
    dicho: Dicho,
    problema: str,
    remedio: str,
    nivel: Nivel = Nivel.IMPIDE,
    regla: str = "Lectura",
    preguntas: tuple[str, ...] = (),
) -> None:
    lector.note(nivel, dicho.hoja, dicho.celda.direccion, dicho.celda.texto, problema, remedio, regla, preguntas)


def check_anio(lector: Lector, hojas: Sequence[HojaExplorada]) -> None:
    """A title that names other years, and not this one, is of another year's workbook."""
    for hoja in hojas:
        otros = [t for t in hoja.titulos if fold_text(t.texto).startswith(("etapa", "actividad"))]
        for celda in (*hoja.secciones, *otros):
            anios = [int(hallado) for hallado in ANIO.findall(celda.texto)]
            if anios and lector.pedido.anio not in anios:
                lector.note(
                    Nivel.IMPIDE,
                    hoja.nombre,
                    celda.direccion,
                    celda.texto,
                    f"el libro es del año {anios[0]} y el ejercicio es {lector.pedido.anio}",
                    "Elija el ejercicio de ese año, o corrija el título.",
                )


def check_metadatos(lector: Lector, metadatos: Metadatos, region: str) -> None:
    """A workbook of this system belongs to the service, the year and the territory it was written for."""
    pedido = lector.pedido
    problemas = []
    if pedido.servicio and metadatos.servicio != pedido.servicio:
        problemas.append((f"el libro se generó para otro servicio ({metadatos.servicio})", "de este servicio"))
    if metadatos.anio != pedido.anio:
        problemas.append((f"el libro se generó para el año {metadatos.anio}", f"de {pedido.anio}"))
    if region and metadatos.region != region:
        nombre = pedido.nombres.get(metadatos.region, metadatos.region)
        problemas.append((f"el libro se generó para {nombre}", f"de {pedido.nombres[region]}"))
    for problema, cual in problemas:
        lector.note(Nivel.IMPIDE, HOJA_METADATOS, "", "", problema, f"Descargue el libro {cual} y llene ese.")
