"""Gather the writes of one import and make those of several together, each row with its line in the record."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from programas.formulario.celda import clean_text
from programas.models import (
    Actividad,
    AnalisisAvance,
    Compromiso,
    Indicador,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.services.importacion.informe import Accion, Cambio
from programas.services.importacion.insercion import hang_filas, insert_filas, take_claves
from regiones.enums import Acto
from regiones.models import Editable, Registro, Usuario
from regiones.services import build_registro, describe_fila
from regiones.services.armado import build_nueva
from regiones.services.registro import to_json

PADRES_PRIMERO: tuple[type[Editable], ...] = (
    ProgramaTrabajo,
    ObjetivoEspecifico,
    Indicador,
    Compromiso,
    Actividad,
    MedioVerificacion,
    Instancia,
    AnalisisAvance,
)
# Nothing of the form hangs from these.
HOJAS: tuple[type[Editable], ...] = (AnalisisAvance, Instancia, Actividad, MedioVerificacion)


@dataclass(slots=True)
class Escritura:
    """Rows to insert, update and delete, and what is to be told and recorded of them.

    ``enlazados`` are lines of the record that name a row still to be inserted; ``previos`` the links of the rows
    to delete, by the row's identity.
    """

    actor: Usuario | None
    lote: UUID
    motivo: str
    acto: Acto = Acto.IMPORTAR
    cambios: list[Cambio] = field(default_factory=list)
    nuevas: dict[type[Editable], list[Editable]] = field(default_factory=lambda: defaultdict(list))
    cambiadas: dict[type[Editable], dict[Any, tuple[Editable, set[str]]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    registros: list[Registro] = field(default_factory=list)
    eliminar: list[Editable] = field(default_factory=list)
    enlaces: dict[tuple[type[Editable], str], list[tuple[Editable, list[int]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    enlazados: list[tuple[Registro, AnalisisAvance]] = field(default_factory=list)
    previos: dict[int, dict[str, list[int]]] = field(default_factory=dict)

    def insert(self, fila: Editable, tabla: str = "", partes: dict[str, Any] | None = None) -> None:
        """Plan an insertion. ``tabla`` names the rows that the report lists, with the ``partes`` that they own."""
        self.nuevas[type(fila)].append(fila)
        if tabla:
            self.tell(tabla, fila, Accion.NUEVA, {}, describe_fila(fila) | (partes or {}))

    def tell(
        self,
        tabla: str,
        fila: Any,
        accion: Accion,
        antes: dict[str, Any] | None = None,
        despues: dict[str, Any] | None = None,
    ) -> None:
        """List a row in the report."""
        texto, lugar = describe_lugar(fila)
        self.cambios.append(Cambio(tabla, fila.clave_registro, accion, antes or {}, despues or {}, texto, lugar))

    @property
    def cambia(self) -> bool:
        return bool(self.registros or self.eliminar or any(self.nuevas.values()))

    def update(self, fila: Editable, valores: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Plan the fields that differ and return them before and after.

        A text that differs only in what a workbook cannot hold (double spaces, blank lines) does not.
        """
        antes: dict[str, Any] = {}
        despues: dict[str, Any] = {}
        for nombre, valor in valores.items():
            actual = getattr(fila, nombre)
            if actual == valor or (isinstance(valor, str) and clean_text(actual) == valor):
                continue
            campo: Any = fila._meta.get_field(nombre)
            antes[campo.name] = write_valor(actual)
            setattr(fila, nombre, valor)
            despues[campo.name] = write_valor(valor)
        if despues:
            self.touch(fila, set(despues))
        return antes, despues

    def touch(self, fila: Editable, campos: set[str]) -> None:
        """Plan the writing of some fields of a stored row. A row still to be inserted carries them already."""
        if fila.pk is not None:
            _, previos = self.cambiadas[type(fila)].setdefault(fila.pk, (fila, set()))
            previos |= campos

    def report(
        self, tabla: str, fila: Any, antes: dict[str, Any], despues: dict[str, Any], origen: Any = None
    ) -> Registro | None:
        """List a stored row as changed or equal; a changed one grows its version and is recorded."""
        if not despues:
            self.tell(tabla, fila, Accion.IGUAL)
            return None
        previo, nuevo = dict(antes), dict(despues)
        if origen is not None and fila.procedencia != origen:
            previo["procedencia"], nuevo["procedencia"] = fila.procedencia, origen
            fila.procedencia = origen
            self.touch(fila, {"procedencia"})
        self.tell(tabla, fila, Accion.CAMBIADA, antes, despues)
        return self.record_cambio(fila, previo, nuevo)

    def record_cambio(self, fila: Editable, antes: dict[str, Any], despues: dict[str, Any]) -> Registro:
        """Plan the line of the record of a changed row, whose version grows."""
        fila.version += 1
        self.touch(fila, {"version"})
        registro = self.build_registro(fila, self.acto, antes, despues)
        self.registros.append(registro)
        return registro

    def link(self, fila: Editable, campo: str, claves: list[int]) -> None:
        """Plan the many-to-many links of a row: exactly these."""
        self.enlaces[type(fila), campo].append((fila, claves))

    def build_registro(
        self, fila: Editable, acto: Acto, antes: dict[str, Any], despues: dict[str, Any]
    ) -> Registro:
        return build_registro(
            fila=fila,
            acto=acto,
            actor=self.actor,
            antes=antes,
            despues=despues,
            motivo=self.motivo,
            lote=self.lote,
        )


def write_escrituras(escrituras: Sequence[Escritura]) -> None:
    """Delete, insert and update everything, then its record: as many statements whatever the imports and rows."""
    for escritura in escrituras:
        escritura.registros += [
            escritura.build_registro(
                fila, Acto.ELIMINAR, describe_fila(fila) | escritura.previos.get(id(fila), {}), {}
            )
            for fila in escritura.eliminar
        ]
    # What takes the place of another comes after it goes; what another hung from goes after it let go.
    delete_filas(HOJAS, escrituras)
    insert_nuevas(escrituras)
    for modelo in PADRES_PRIMERO:
        update_filas(modelo, escrituras)
    delete_filas([modelo for modelo in reversed(PADRES_PRIMERO) if modelo not in HOJAS], escrituras)


def insert_nuevas(escrituras: Sequence[Escritura]) -> None:
    """Insert the new rows, their links and the whole record, which names the keys that they take."""
    nuevas: dict[type[Model], list[Model]] = {
        modelo: [fila for escritura in escrituras for fila in escritura.nuevas[modelo]]
        for modelo in PADRES_PRIMERO
    }
    take_claves(nuevas)
    for escritura in escrituras:
        for registro, analisis in escritura.enlazados:
            hang_filas([analisis])
            registro.despues["objetivo"] = analisis.objetivo_id
        enlaces = {id(f): {campo: c} for (_, campo), pares in escritura.enlaces.items() for f, c in pares}
        escritura.registros += [
            escritura.build_registro(fila, escritura.acto, {}, describe_fila(fila) | enlaces.get(id(fila), {}))
            for modelo in PADRES_PRIMERO
            for fila in escritura.nuevas[modelo]
        ]
    enlazadas = change_enlaces(escrituras)
    insert_filas(nuevas | enlazadas | {Registro: [registro for e in escrituras for registro in e.registros]})


def delete_filas(modelos: Sequence[type[Editable]], escrituras: Sequence[Escritura]) -> None:
    for modelo in modelos:
        claves = [fila.pk for e in escrituras for fila in e.eliminar if type(fila) is modelo]
        if claves:
            modelo._base_manager.filter(pk__in=claves).delete()


def update_filas(modelo: type[Editable], escrituras: Sequence[Escritura]) -> None:
    """Write the rows that change in one statement: an insertion that finds them there already."""
    pares = [par for escritura in escrituras for par in escritura.cambiadas[modelo].values()]
    campos = sorted({campo for _, campos in pares for campo in campos})
    if campos:
        tabla: Any = modelo._base_manager
        tabla.bulk_create(
            [fila for fila, _ in pares], update_conflicts=True, unique_fields=["pk"], update_fields=campos
        )


def change_enlaces(escrituras: Sequence[Escritura]) -> dict[type[Model], list[Model]]:
    """Take away the many-to-many links of the stored rows that are to have others; return the rows to insert."""
    reunidos: dict[tuple[type[Editable], str], list[tuple[Editable, list[int]]]] = defaultdict(list)
    for escritura in escrituras:
        for clave, pares in escritura.enlaces.items():
            reunidos[clave] += pares
    enlazadas: dict[type[Model], list[Model]] = {}
    for (modelo, nombre), pares in reunidos.items():
        campo: Any = modelo._meta.get_field(nombre)
        intermedia = campo.remote_field.through
        propia, ajena = campo.m2m_field_name(), campo.m2m_reverse_field_name()
        nuevas = {id(fila) for escritura in escrituras for fila in escritura.nuevas[modelo]}
        if guardadas := [fila.pk for fila, _ in pares if id(fila) not in nuevas]:
            intermedia._base_manager.filter(**{f"{propia}__in": guardadas}).delete()
        enlazadas[intermedia] = [
            build_nueva(intermedia, **{f"{propia}_id": fila.pk, f"{ajena}_id": clave})
            for fila, claves in pares
            for clave in claves
        ]
    return enlazadas


def write_valor(valor: Any) -> Any:
    """A value for the record: of a moment, all of it, so that it may be put back."""
    return valor.isoformat() if isinstance(valor, datetime) else to_json(valor)


def describe_lugar(fila: Any) -> tuple[str, str]:
    """What a row says of itself, and the first cell that it was read from."""
    textos = (getattr(fila, campo, "") for campo in ("texto", "nombre", "objetivo_texto"))
    texto = next(filter(None, textos), "")
    if isinstance(fila, Compromiso) or (isinstance(fila, Indicador) and not texto):
        texto = fila.objetivo.texto
    procedencia = getattr(fila, "procedencia", None) or {}
    celda = next((cita["celda"] for cita in procedencia.get("celdas", {}).values()), "")
    return texto, f"{procedencia['hoja']}!{celda}" if celda else ""
