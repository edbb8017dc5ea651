"""From the lines of the record of one import to the writes that put every row back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

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
from programas.services.cadena import PADRES
from programas.services.codigos import SERIES
from programas.services.importacion.encabezados import DE_MODELO, name_encabezado
from programas.services.importacion.escritura import PADRES_PRIMERO, Escritura
from programas.services.importacion.guardado import Guardado
from programas.services.importacion.informe import Accion, FilaCambiada
from regiones.enums import Acto
from regiones.models import Editable, Registro
from regiones.services.registro import to_json

TABLAS: dict[type[Editable], str] = {
    ProgramaTrabajo: "programas",
    ObjetivoEspecifico: "objetivos",
    Indicador: "indicadores",
    Compromiso: "compromisos",
    Instancia: "instancias",
    AnalisisAvance: "analisis",
}
MODELOS = {modelo._meta.label_lower: modelo for modelo in PADRES_PRIMERO}
# The record of a commitment lists its parts, which have lines of their own.
DE_PARTES = frozenset({"actividades", "medios"})
# Where a row was read is put back, but its change is nobody's.
ORIGEN = frozenset({"procedencia"})
Clave = tuple[str, int]


@dataclass(slots=True)
class Reposicion:
    """Plans, line by line, what undoes an import. ``cambiadas`` are the rows that somebody changed since.

    ``creadas`` are those that the import added. ``posteriores`` is what the record says of each row after it.
    """

    escritura: Escritura
    guardado: Guardado
    posteriores: Mapping[Clave, Sequence[Registro]]
    filas: dict[Clave, Any] = field(default_factory=dict)
    creadas: set[Clave] = field(default_factory=set)
    cambiadas: list[FilaCambiada] = field(default_factory=list)

    def plan(self, registros: Sequence[Registro]) -> None:
        self.filas = index_filas(self.guardado)
        self.creadas = {
            (registro.clase, registro.objeto)
            for registro in registros
            if registro.acto != Acto.ELIMINAR and not registro.antes
        }
        # A row hangs from one that was put back before it.
        orden = list(MODELOS)
        borrados = sorted((r for r in registros if r.acto == Acto.ELIMINAR), key=lambda r: orden.index(r.clase))
        for registro in borrados:
            self.bring_back(registro)
        for registro in registros:
            if (registro.clase, registro.objeto) in self.creadas:
                self.take_away(registro)
            elif registro.acto != Acto.ELIMINAR:
                self.put_back(registro)
        self.restore_contadores(borrados)

    def take_away(self, registro: Registro) -> None:
        """Delete a row that the import added, if it still says what it said and is still there."""
        fila = self.filas.get((registro.clase, registro.objeto))
        if fila is None:
            return
        if self.note_cambios(fila, registro, set(registro.despues) - ORIGEN):
            return
        self.escritura.eliminar.append(fila)
        self.escritura.previos[id(fila)] = {
            campo: self.read_campo(fila, campo) for campo in ("unidades", "regiones") if campo in registro.despues
        }
        self.tell(fila, Accion.ELIMINADA)

    def put_back(self, registro: Registro) -> None:
        """Give a row that the import changed what it had before, if it still has what the import gave it."""
        fila = self.filas.get((registro.clase, registro.objeto))
        if fila is None:
            self.cambiadas.append(FilaCambiada(registro.codigo, "se eliminó después"))
            return
        if self.note_cambios(fila, registro, set(registro.despues) - ORIGEN - DE_PARTES):
            return
        for campo in set(registro.antes) - DE_PARTES:
            self.write_campo(fila, campo, registro.antes[campo])
        self.escritura.record_cambio(fila, registro.despues, registro.antes)
        visibles = set(registro.antes) - ORIGEN
        self.tell(
            fila,
            Accion.CAMBIADA,
            {campo: registro.despues[campo] for campo in visibles},
            {campo: registro.antes[campo] for campo in visibles},
        )

    def bring_back(self, registro: Registro) -> None:
        """Create again a row that the import deleted, with its key, its code and its links."""
        modelo: Any = MODELOS[registro.clase]
        fila = modelo(pk=registro.objeto)
        padre, _ = PADRES[modelo]
        campo_padre: Any = modelo._meta.get_field(padre)
        superior = self.filas.get((campo_padre.related_model._meta.label_lower, registro.antes[padre]))
        if superior is None:
            self.cambiadas.append(FilaCambiada(registro.codigo, "ya no existe aquello de lo que dependía"))
            return
        setattr(fila, padre, superior)
        for campo, valor in registro.antes.items():
            if campo != padre:
                self.write_campo(fila, campo, valor, nueva=True)
        if isinstance(fila, AnalisisAvance):
            fila.corte = next(
                (a.corte for a in self.guardado.analisis[superior.tipo] if a.corte_id == fila.corte_id), fila.corte
            )
        self.filas[registro.clase, registro.objeto] = fila
        self.escritura.nuevas[modelo].append(fila)
        self.tell(fila, Accion.NUEVA)

    def note_cambios(self, fila: Any, registro: Registro, campos: set[str]) -> bool:
        """Name what is no longer as the import left it: the field, who changed it and when."""
        distintos = sorted(campo for campo in campos if not self.holds(fila, campo, registro.despues[campo]))
        posteriores = self.posteriores.get((registro.clase, registro.objeto), ())
        for campo in distintos:
            ultimo = next((otro for otro in posteriores if campo in otro.despues), None)
            nombre = name_encabezado(DE_MODELO[type(fila)], registro.codigo, campo)
            self.cambiadas.append(FilaCambiada(registro.codigo, f"cambió «{nombre}»{describe_autor(ultimo)}"))
        return bool(distintos)

    def holds(self, fila: Any, campo: str, escrito: Any) -> bool:
        """Whether a field is as the record wrote it, which may keep neither all decimals nor microseconds."""
        actual = self.read_campo(fila, campo)
        definido: Any = fila._meta.get_field(campo)
        if actual == escrito or definido.many_to_many:
            return bool(actual == escrito)
        suyo, otro = definido.to_python(actual), definido.to_python(escrito)
        return bool(suyo == otro or to_json(suyo) == to_json(otro))

    def read_campo(self, fila: Any, campo: str) -> Any:
        """A field, or the links, of a stored row as the record writes them."""
        if campo == "unidades":
            return sorted(self.guardado.unidades.get(fila.pk, []))
        if campo == "regiones":
            return sorted(self.guardado.regiones.get(fila.pk, []))
        return to_json(fila._meta.get_field(campo).value_from_object(fila))

    def write_campo(self, fila: Any, campo: str, valor: Any, *, nueva: bool = False) -> None:
        definido: Any = fila._meta.get_field(campo)
        if definido.many_to_many:
            self.escritura.link(fila, campo, list(valor))
            return
        setattr(fila, definido.attname, definido.to_python(valor))
        if not nueva:
            self.escritura.touch(fila, {campo})

    def tell(
        self, fila: Any, accion: Accion, antes: dict[str, Any] | None = None, despues: dict[str, Any] | None = None
    ) -> None:
        if tabla := TABLAS.get(type(fila)):
            self.escritura.tell(tabla, fila, accion, antes, despues)

    def restore_contadores(self, borrados: Sequence[Registro]) -> None:
        """A row that comes back goes on counting where it was: no code is given twice."""
        vueltas = [self.filas.get((registro.clase, registro.objeto)) for registro in borrados]
        padres = {fila.codigo: fila for fila in vueltas if isinstance(fila, ObjetivoEspecifico | Compromiso)}
        if not padres:
            return
        clases = {modelo: modelo._meta.label_lower for modelo in (Compromiso, Actividad, MedioVerificacion)}
        ambito = borrados[0]
        dados = Registro.objects.filter(
            servicio=ambito.servicio_id, anio=ambito.anio, region=ambito.region_id, clase__in=clases.values()
        )
        for clase, codigo in dados.order_by().values_list("clase", "codigo").distinct():
            serie = SERIES[MODELOS[clase]]
            anterior, _, numero = codigo.rpartition(serie.formato.replace("{}", ""))
            if (padre := padres.get(anterior)) is not None:
                setattr(padre, serie.contador, max(getattr(padre, serie.contador), int(numero)))


def index_filas(guardado: Guardado) -> dict[Clave, Any]:
    """Every stored row of a territory's form, as the record names it."""
    filas: list[Any] = [
        *guardado.programas.values(),
        *guardado.indicadores.values(),
        *(
            fila
            for grupo in (
                guardado.objetivos,
                guardado.compromisos,
                guardado.instancias,
                guardado.analisis,
                *guardado.partes.values(),
            )
            for propias in grupo.values()  # type: ignore[attr-defined]
            for fila in propias
        ),
    ]
    return {(fila._meta.label_lower, fila.pk): fila for fila in filas}


def describe_autor(registro: Registro | None) -> str:
    """« (Ana Soto, 03-05-2009)»; nothing when the record does not tell."""
    if registro is None:
        return ""
    quien = str(registro.actor.get_full_name() or registro.actor) if registro.actor else "el sistema"
    return f" ({quien}, {timezone.localtime(registro.momento):%d-%m-%Y})"
