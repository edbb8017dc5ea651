"""Gather the writes of one import and make them together, each with its line in the record."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

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
from regiones.enums import Acto
from regiones.models import Editable, Registro, Usuario
from regiones.services import build_registro, describe_fila, diff_fila

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


@dataclass(slots=True)
class Escritura:
    """Rows to insert and to update, and what is to be told and recorded of them."""

    actor: Usuario | None
    lote: UUID
    motivo: str
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

    def insert(self, fila: Editable, tabla: str = "") -> None:
        """Plan an insertion. ``tabla`` names the rows that the report lists; parts go with their owner."""
        self.nuevas[type(fila)].append(fila)
        if tabla:
            self.cambios.append(Cambio(tabla, fila.clave_registro, Accion.NUEVA, {}, describe_fila(fila)))

    @property
    def cambia(self) -> bool:
        return bool(self.registros or any(self.nuevas.values()))

    def update(self, fila: Editable, valores: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Plan the fields that differ and return them before and after.

        A text that differs only in what a workbook cannot hold (double spaces, blank lines) does not.
        """
        antes = describe_fila(fila)
        for campo, valor in valores.items():
            if not isinstance(valor, str) or clean_text(getattr(fila, campo)) != valor:
                setattr(fila, campo, valor)
        anterior, posterior = diff_fila(antes, describe_fila(fila))
        if posterior:
            self.touch(fila, set(posterior))
        return anterior, posterior

    def touch(self, fila: Editable, campos: set[str]) -> None:
        """Plan the writing of some fields of a stored row. A row still to be inserted carries them already."""
        if fila.pk is not None:
            _, previos = self.cambiadas[type(fila)].setdefault(fila.pk, (fila, set()))
            previos |= campos

    def report(
        self, tabla: str, fila: Editable, antes: dict[str, Any], despues: dict[str, Any], origen: Any = None
    ) -> None:
        """List a stored row as changed or equal; a changed one grows its version and is recorded."""
        if not despues:
            self.cambios.append(Cambio(tabla, fila.clave_registro, Accion.IGUAL))
            return
        fila.version += 1
        campos = {"version"}
        if origen is not None:
            fila.procedencia = origen  # type: ignore[attr-defined]
            campos.add("procedencia")
        self.touch(fila, campos)
        self.cambios.append(Cambio(tabla, fila.clave_registro, Accion.CAMBIADA, antes, despues))
        self.registros.append(self.build_registro(fila, Acto.IMPORTAR, antes, despues))

    def link(self, fila: Editable, campo: str, claves: list[int]) -> None:
        """Plan the many-to-many links of a row: exactly these."""
        self.enlaces[type(fila), campo].append((fila, claves))

    def write(self) -> None:
        """Insert and update everything, then its record: a few statements, whatever the rows."""
        self.registros += [
            self.build_registro(fila, Acto.ELIMINAR, describe_fila(fila), {}) for fila in self.eliminar
        ]
        for fila in self.eliminar:
            fila.delete()
        enlaces = {id(f): {campo: c} for (_, campo), pares in self.enlaces.items() for f, c in pares}
        for modelo in PADRES_PRIMERO:
            filas = self.nuevas[modelo]
            modelo._base_manager.bulk_create(filas)
            self.registros += [
                self.build_registro(fila, Acto.IMPORTAR, {}, describe_fila(fila) | enlaces.get(id(fila), {}))
                for fila in filas
            ]
        for modelo, pares in self.cambiadas.items():
            for campos in {frozenset(campos) for _, campos in pares.values()}:
                filas = [fila for fila, suyos in pares.values() if suyos == campos]
                modelo._base_manager.bulk_update(filas, sorted(campos))
        for (modelo, campo), enlazadas in self.enlaces.items():
            write_enlaces(modelo._meta.get_field(campo), enlazadas)
        Registro.objects.bulk_create(self.registros)

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


def write_enlaces(campo: Any, pares: list[tuple[Editable, list[int]]]) -> None:
    """Set a many-to-many field of some rows to exactly these keys."""
    intermedia = campo.remote_field.through._base_manager
    propia, ajena = campo.m2m_field_name(), campo.m2m_reverse_field_name()
    intermedia.filter(**{f"{propia}__in": [fila.pk for fila, _ in pares]}).delete()
    intermedia.bulk_create(
        intermedia.model(**{f"{propia}_id": fila.pk, f"{ajena}_id": clave})
        for fila, claves in pares
        for clave in claves
    )
