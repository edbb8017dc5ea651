"""ONE form for a row of the official form: objective, indicator, meta, and each of its commitments."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from programas.enums import Modalidad, Ponderacion, Tipo
from programas.forms.base import read_numero
from programas.forms.formulacion.campos import (
    ConMotivo,
    LineasField,
    TextoField,
    UnidadesField,
    build_de_modelo,
    build_peso,
    describe_columna,
)
from programas.formulario.hojas import HOJAS, NOTA_DE_CLASE, get_control
from programas.formulario.unidades import CatalogoUnidades
from programas.models import Indicador, ObjetivoEspecifico, ProgramaTrabajo
from programas.selectors.formulacion.fila import DEL_OBJETIVO, DatosCompromiso, DatosFila, FilaGuardada

BLOQUES_MAXIMOS = 40
# Two activities, at least, for an objective that works by them (note 5, V4).
BLOQUES_DE_ACTIVIDADES = 2


@dataclass(frozen=True, slots=True)
class Bloque:
    """The fields of one commitment, under their heading."""

    titulo: str
    campos: tuple[BoundField, ...]


@dataclass(frozen=True, slots=True)
class Redaccion:
    """What of the row the user may write: all of it, or the commitments of the units that they draft for."""

    todo: bool
    compromisos: frozenset[int] = frozenset()


class FilaForm(ConMotivo):
    """Fields of the objective and the indicator, and «actividades_0», «unidades_0»… for each commitment."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    bloques = forms.IntegerField(min_value=1, max_value=BLOQUES_MAXIMOS, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        programa: ProgramaTrabajo,
        guardada: FilaGuardada | None,
        unidades: CatalogoUnidades,
        redaccion: Redaccion,
        pide_motivo: bool,
        escrito: Mapping[str, Any] | None = None,
    ) -> None:
        """``escrito`` is what was typed in a form that asked for one more activity: shown again, not validated."""
        super().__init__(data)
        self.programa, self.guardada, self.unidades, self.redaccion = programa, guardada, unidades, redaccion
        self.hoja, self.control = HOJAS[programa.tipo], get_control(programa.tipo)
        self.por_id = {dato.id: dato for dato in guardada.datos.compromisos} if guardada else {}
        enviado = data if data is not None else escrito
        self.ids = self.list_ids(enviado)
        self.add_objetivo()
        for i, clave in enumerate(self.ids):
            self.add_bloque(i, self.por_id.get(clave))
        self.set_motivo(pide_motivo)
        self.initial.update(bloques=len(self.ids), version=guardada.version if guardada else "")
        if escrito is not None:
            self.show_escrito(escrito)

    def list_ids(self, enviado: Mapping[str, Any] | None) -> list[int | None]:
        """The commitment of each block, ``None`` for a new one: as sent, or as stored and with room to write."""
        if enviado is not None:
            cuantos = read_numero(enviado.get("bloques", "")) or 1
            claves = [enviado.get(f"id_{i}", "") for i in range(min(max(cuantos, 1), BLOQUES_MAXIMOS))]
            return [read_numero(clave) for clave in claves]
        minimo = BLOQUES_DE_ACTIVIDADES if self.por_actividades and self.redaccion.todo else 1
        ids = [dato.id for dato in self.guardada.datos.compromisos] if self.guardada else []
        return [*ids, *[None] * (minimo - len(ids))]

    @property
    def por_actividades(self) -> bool:
        return self.programa.modalidad == Modalidad.ACTIVIDADES

    def describe(self, clave: str, ayuda: str = "") -> dict[str, Any]:
        return describe_columna(self.hoja, self.control, clave, self.programa.ejercicio.anio, ayuda)

    def add_objetivo(self) -> None:
        bloqueado = not self.redaccion.todo
        self.fields["texto"] = TextoField(disabled=bloqueado, **self.describe("objetivo"))
        de_informacion = ObjetivoEspecifico.campos_de_informacion if self.programa.tipo == Tipo.INFORMACION else ()
        for nombre in (*de_informacion, "plurianual", "texto_etapa2"):
            campo = build_de_modelo(ObjetivoEspecifico, nombre)
            campo.disabled = bloqueado
            self.fields[nombre] = campo
        if "clase" in self.fields:
            notas = (self.hoja.get_nota(numero) for numero in NOTA_DE_CLASE.values())
            self.fields["clase"].help_text = " ".join(f"({nota.numero}) {nota.texto}" for nota in notas)
        self.fields["indicador"] = TextoField(required=False, rows=2, **self.describe("indicador"))
        self.fields["meta"] = build_de_modelo(Indicador, "meta", rows=1)
        self.fields["meta"].help_text = "Por ejemplo: «25% de 345 municipios»."
        self.order_fields(["version", "bloques", "texto", "clase", "origen", "indicador", "meta"])
        if self.guardada:
            datos = self.guardada.datos
            self.initial.update(datos.objetivo, indicador=datos.indicador["texto"], meta=datos.indicador["meta"])

    def add_bloque(self, i: int, dato: DatosCompromiso | None) -> None:
        """The fields of one commitment. The notes help the first; repeated, they would hide the rest."""
        campos: dict[str, forms.Field] = {
            "actividades": LineasField(
                rows=2 if self.por_actividades else 4,
                **self.describe("actividades", "" if self.por_actividades else "Una actividad por línea."),
            ),
            "unidades": UnidadesField(
                **self.describe("unidad", "Escriba y elija del catálogo; una unidad en cada casilla.")
            ),
            "medios": LineasField(**self.describe("medios", "Un medio por línea.")),
        }
        if self.programa.ponderacion == Ponderacion.MANUAL:
            campos["ponderacion"] = build_peso(**self.describe("ponderacion", "Como «3,2»."))
        if dato is not None and self.redaccion.todo and len(self.ids) > 1:
            campos["quitar"] = forms.BooleanField(required=False, label="Quitar esta actividad al guardar")
        bloqueado = not self.redaccion.todo and (dato is None or dato.id not in self.redaccion.compromisos)
        for nombre, campo in campos.items():
            campo.disabled = bloqueado
            if i:
                campo.help_text = ""
            self.fields[f"{nombre}_{i}"] = campo
        self.fields[f"id_{i}"] = forms.CharField(required=False, widget=forms.HiddenInput)
        if dato is not None:
            self.initial.update(
                {
                    f"id_{i}": dato.id,
                    f"actividades_{i}": dato.actividades,
                    f"unidades_{i}": self.list_unidades(dato),
                    f"medios_{i}": dato.medios,
                    f"ponderacion_{i}": dato.ponderacion,
                }
            )

    def list_unidades(self, dato: DatosCompromiso) -> tuple[str, ...]:
        """The units as written, then those linked that the text does not name."""
        textos = tuple(filter(None, dato.unidad.split("\n")))
        dichas = {clave for texto in textos for clave in self.unidades.find(texto)}
        nombres = self.guardada.nombres if self.guardada else {}
        return (*textos, *(nombres[clave] for clave in dato.unidades if clave not in dichas))

    def show_escrito(self, escrito: Mapping[str, Any]) -> None:
        """Keep what was typed, with one block more."""
        for nombre, campo in self.fields.items():
            if not campo.disabled:
                self.initial[nombre] = campo.widget.value_from_datadict(escrito, {}, nombre)
        if len(self.ids) < BLOQUES_MAXIMOS:
            self.ids.append(None)
            self.add_bloque(len(self.ids) - 1, None)
            self.fields[f"actividades_{len(self.ids) - 1}"].widget.attrs["autofocus"] = True
        self.initial["bloques"] = len(self.ids)

    def get_principales(self) -> list[BoundField]:
        """The fields of the objective and the indicator, in the order of the form."""
        nombres = [nombre for nombre in self.fields if not nombre.rpartition("_")[2].isdigit()]
        return [self[nombre] for nombre in nombres if not self[nombre].is_hidden and nombre != "motivo"]

    def get_bloques(self) -> Iterator[Bloque]:
        for i in range(len(self.ids)):
            nombres = [f"{n}_{i}" for n in ("actividades", "unidades", "medios", "ponderacion", "quitar")]
            titulo = f"Actividad {i + 1}" if self.por_actividades or len(self.ids) > 1 else "Lo que se compromete"
            yield Bloque(titulo, tuple(self[nombre] for nombre in nombres if nombre in self.fields))

    def build_datos(self) -> DatosFila:
        """The row as typed."""
        limpio = self.cleaned_data
        guardado = self.guardada.datos.objetivo if self.guardada else {}
        compromisos = (self.build_compromiso(i, clave) for i, clave in enumerate(self.ids))
        return DatosFila(
            guardado | {nombre: limpio[nombre] for nombre in DEL_OBJETIVO if nombre in limpio},
            {"texto": limpio["indicador"], "meta": limpio["meta"]},
            tuple(dato for dato in compromisos if dato.id or not dato.vacio),
        )

    def build_compromiso(self, i: int, clave: int | None) -> DatosCompromiso:
        limpio, guardado = self.cleaned_data, self.por_id.get(clave)
        textos = limpio[f"unidades_{i}"]
        unidad, unidades = "\n".join(textos), tuple(k for texto in textos for k in self.unidades.find(texto))
        if guardado is not None and f"unidades_{i}" not in self.changed_data:
            unidad, unidades = guardado.unidad, guardado.unidades
        return DatosCompromiso(
            clave,
            limpio.get(f"ponderacion_{i}", guardado.ponderacion if guardado else None),
            unidad,
            tuple(dict.fromkeys(unidades)),
            limpio[f"actividades_{i}"],
            limpio[f"medios_{i}"],
            limpio.get(f"quitar_{i}", False),
        )

    def list_avisos(self) -> list[str]:
        """What the form's columns say of the values typed (V3, V5, V13), and units that the catalogue lacks."""
        avisos: dict[str, None] = {}
        datos = self.build_datos()
        vigentes = [dato for dato in datos.compromisos if not dato.quitar] or [DatosCompromiso()]
        dichos: list[tuple[str, Collection[Any]]] = [
            ("resultado", [datos.indicador["meta"]]),
            ("medios", [dato.medios for dato in vigentes]),
        ]
        if self.programa.ponderacion == Ponderacion.MANUAL:
            dichos.append(("ponderacion", [dato.ponderacion for dato in vigentes]))
        for clave, valores in dichos:
            for valor in valores:
                for regla, problema, remedio in self.control.get_columna(clave).validate(valor):
                    avisos[f"{regla}: {problema}. {remedio}"] = None
        for i in range(len(self.ids)):
            for texto in self.cleaned_data[f"unidades_{i}"]:
                if not self.unidades.find(texto):
                    avisos[
                        f"«{texto}» no está en el catálogo de unidades: queda como está escrita hasta que la "
                        "administración la agregue."
                    ] = None
        return list(avisos)
