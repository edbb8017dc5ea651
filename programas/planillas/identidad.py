"""Whose workbook it is: its one territory, and its year."""

from collections.abc import Sequence

from programas.formulario.celda import Celda
from programas.formulario.declaracion import ANIO
from programas.formulario.lectura import Nivel
from programas.planillas.lector import Lector
from programas.planillas.tablas import HojaExplorada
from regiones.textos import fold_text


def read_region(lector: Lector, hojas: Sequence[HojaExplorada]) -> str:
    """The code of the one territory of the workbook, by its «REGIÓN (1)» cells or its titles."""
    pedido = lector.pedido
    dichas: dict[str, tuple[str, Celda]] = {}
    for hoja in hojas:
        if hoja.region is not None and hoja.region.texto:
            cut = pedido.catalogo.find(hoja.region.texto) or only(
                pedido.catalogo.find_within(hoja.region.texto)[0]
            )
            if cut is None:
                lector.note(
                    Nivel.IMPIDE,
                    hoja.nombre,
                    hoja.region.direccion,
                    hoja.region.texto,
                    "no se reconoce la región",
                    "Escriba su nombre, como «Maule», o agregue esta forma como alias del territorio.",
                )
                continue
            dichas.setdefault(cut, (hoja.nombre, hoja.region))
        elif hoja.tablas:
            for celda in hoja.titulos:
                if cut := only(pedido.catalogo.find_within(celda.texto)[0]):
                    dichas.setdefault(cut, (hoja.nombre, celda))
    if len(dichas) > 1:
        for cut, (nombre, celda) in dichas.items():
            lector.note(
                Nivel.IMPIDE,
                nombre,
                celda.direccion,
                celda.texto,
                f"el libro trae más de un territorio; aquí, {pedido.nombres[cut]}",
                "Separe un libro por territorio.",
            )
        return pedido.region or ""
    cut = next(iter(dichas), pedido.region or "")
    if not cut:
        if not any(h.regla == "Lectura" and "región" in h.problema for h in lector.hallazgos):
            lector.note(
                Nivel.IMPIDE,
                hojas[0].nombre if hojas else "",
                "",
                "",
                "el libro no dice de qué región es",
                "Escríbala junto a «REGIÓN (1)», o indíquela al importar.",
            )
        return ""
    nombre, celda = dichas.get(cut, ("", Celda("")))
    if pedido.region and pedido.region != cut:
        lector.note(
            Nivel.IMPIDE,
            nombre,
            celda.direccion,
            celda.texto,
            f"el libro es de {pedido.nombres[cut]} y se pidió importar {pedido.nombres[pedido.region]}",
            "Elija el libro de ese territorio, o importe sin indicar la región.",
        )
    if cut not in pedido.del_anio.claves.values():
        lector.note(
            Nivel.IMPIDE,
            nombre,
            celda.direccion,
            celda.texto,
            f"{pedido.nombres[cut]} no existía en {pedido.anio} (V10)",
            "Revise el ejercicio, o el territorio del libro.",
            "V10",
        )
    return cut


def only(hallados: frozenset[str]) -> str | None:
    return next(iter(hallados)) if len(hallados) == 1 else None


def check_anio(lector: Lector, hojas: Sequence[HojaExplorada]) -> None:
    """A workbook whose titles name another year, and not this one, is another year's."""
    titulos = [
        (hoja.nombre, celda)
        for hoja in hojas
        for celda in hoja.titulos
        if ANIO.search(celda.texto) and fold_text(celda.texto).startswith(("actividad", "etapa", "programa"))
    ]
    anios = {int(hallado) for _, celda in titulos for hallado in ANIO.findall(celda.texto)}
    if anios and lector.pedido.anio not in anios:
        nombre, celda = titulos[0]
        lector.note(
            Nivel.IMPIDE,
            nombre,
            celda.direccion,
            celda.texto,
            f"el libro es del año {min(anios)} y el ejercicio es {lector.pedido.anio}",
            "Elija el ejercicio de ese año, o corrija el título.",
        )
