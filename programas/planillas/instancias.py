"""The table of instancias of III.2."""

from collections.abc import Sequence

from programas.formulario.lectura import InstanciaLeida, Nivel
from programas.formulario.territorios import parse_territorios
from programas.planillas.encabezados import TablaHallada
from programas.planillas.filas import join_simple
from programas.planillas.lector import (
    Lector,
    build_procedencia,
    check_principal,
    note_continuaciones,
    note_huerfana,
    read_celda,
)


def read_instancias(lector: Lector, tablas: Sequence[TablaHallada]) -> tuple[InstanciaLeida, ...]:
    leidas: list[InstanciaLeida] = []
    for tabla in tablas:
        claves = [columna.clave for columna in tabla.tabla.columnas]
        filas, huerfanas = join_simple(tabla, "nombre", claves)
        for cruda in huerfanas:
            note_huerfana(lector, tabla, cruda)
        for fila in filas:
            note_continuaciones(lector, tabla, fila)
            check_principal(lector, tabla, fila, "nombre")
            textos = {clave: read_celda(lector, tabla, fila, clave) for clave in claves}
            regiones = parse_territorios(textos["territorios"] or "", lector.pedido.del_anio)
            if textos["territorios"] and regiones is None:
                lector.note(
                    Nivel.ADVERTENCIA,
                    tabla.grilla,
                    fila.get("territorios").direccion,
                    textos["territorios"],
                    "no se sabe qué regiones nombra el texto: se guarda como está escrito",
                    "Elija las regiones de la instancia después de importar.",
                )
            leidas.append(
                InstanciaLeida(
                    **textos,
                    regiones=regiones,
                    procedencia=build_procedencia(tabla, fila),
                    codigo=fila.codigo.fila,
                )
            )
    return tuple(leidas)
