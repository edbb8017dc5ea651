"""Gather the writes of one import and make them together, each with its line in the record."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

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

    def insert(self, fila: Editable, tabla: str = "") -> None:
        """Plan an insertion. ``tabla`` names the rows that the report lists; parts go with their owner."""
        self.nuevas[type(fila)].append(fila)
        if tabla:
            self.cambios.append(Cambio(tabla, fila.clave_registro, Accion.NUEVA, {}, describe_fila(fila)))

    def update(self, fila: Editable, valores: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Plan the fields that differ and return them before and after."""
        antes = describe_fila(fila)
        for campo, valor in valores.items():
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
        self.registros.append(
            build_registro(
                fila=fila,
                acto=Acto.IMPORTAR,
                actor=self.actor,
                antes=antes,
                despues=despues,
                motivo=self.motivo,
                lote=self.lote,
            )
        )

    def write(self) -> None:
        """Insert and update everything, then its record: a few statements, whatever the rows."""
        for fila in self.eliminar:
            fila.delete()
        for modelo in PADRES_PRIMERO:
            filas = self.nuevas[modelo]
            modelo._base_manager.bulk_create(filas)
            self.registros += [
                build_registro(
                    fila=fila,
                    acto=Acto.IMPORTAR,
                    actor=self.actor,
                    despues=describe_fila(fila),
                    motivo=self.motivo,
                    lote=self.lote,
                )
                for fila in filas
            ]
        for modelo, pares in self.cambiadas.items():
            for campos in {frozenset(campos) for _, campos in pares.values()}:
                filas = [fila for fila, suyos in pares.values() if suyos == campos]
                modelo._base_manager.bulk_update(filas, sorted(campos))
        Registro.objects.bulk_create(self.registros)
