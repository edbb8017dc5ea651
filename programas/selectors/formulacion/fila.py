"""A whole row of the form, as its one web form edits it, with a token that says which state of it was read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from programas.formulario.columnas import show_items, show_peso
from programas.formulario.hojas import get_control
from programas.models import Actividad, Compromiso, Indicador, MedioVerificacion, ObjetivoEspecifico
from programas.selectors.obsoleto import Diferencia, Obsoleto
from regiones.models import Editable, Registro, UnidadResponsable
from regiones.services.valores import VACIO, name_campo, show_valor

DEL_OBJETIVO = ("texto", "texto_etapa2", "plurianual", *ObjetivoEspecifico.campos_de_informacion)
DEL_INDICADOR = ("texto", "meta")
# The columns of the form that these fields are.
COLUMNAS = {("objetivo", "texto"): "objetivo", ("indicador", "texto"): "indicador"}


@dataclass(frozen=True, slots=True)
class DatosCompromiso:
    """A weighted row as typed. ``id`` is ``None`` for a new one; ``quitar`` takes a stored one away.

    ``ponderacion`` in ten-thousandths of a percent. ``unidades`` are the keys of the units that ``unidad`` names.
    """

    id: int | None = None
    ponderacion: int | None = None
    unidad: str = ""
    unidades: tuple[int, ...] = ()
    actividades: tuple[str, ...] = ()
    medios: tuple[str, ...] = ()
    quitar: bool = False

    @property
    def vacio(self) -> bool:
        return not (self.ponderacion or self.unidad or self.unidades or self.actividades or self.medios)


@dataclass(frozen=True, slots=True)
class DatosFila:
    """A row of the form as typed: fields of its objective and of its indicator by name, and its commitments."""

    objetivo: dict[str, Any]
    indicador: dict[str, Any]
    compromisos: tuple[DatosCompromiso, ...]


@dataclass(frozen=True, slots=True)
class FilaGuardada:
    """A row as stored. ``version`` changes when anything of it does; ``nombres`` are those of its units by key."""

    codigo: str
    version: str
    datos: DatosFila
    nombres: dict[int, str]


def load_fila(objetivo: ObjetivoEspecifico) -> FilaGuardada:
    """The whole row of an objective: six queries, whatever it holds."""
    indicador = Indicador.objects.filter(objetivo=objetivo).first()
    compromisos = list(Compromiso.objects.filter(objetivo=objetivo).order_by("orden", "pk"))
    actividades = list(Actividad.objects.filter(compromiso__objetivo=objetivo).order_by("orden", "pk"))
    medios = list(MedioVerificacion.objects.filter(compromiso__objetivo=objetivo).order_by("orden", "pk"))
    unidades, nombres = load_unidades(objetivo)
    textos_actividades, textos_medios = group_textos(actividades), group_textos(medios)
    datos = DatosFila(
        {campo: getattr(objetivo, campo) for campo in DEL_OBJETIVO},
        {campo: getattr(indicador, campo, "") for campo in DEL_INDICADOR},
        tuple(
            DatosCompromiso(
                compromiso.pk,
                compromiso.ponderacion,
                compromiso.unidad_texto,
                tuple(unidades[compromiso.pk]),
                tuple(textos_actividades[compromiso.pk]),
                tuple(textos_medios[compromiso.pk]),
            )
            for compromiso in compromisos
        ),
    )
    filas = [objetivo, *([indicador] if indicador else []), *compromisos, *actividades, *medios]
    return FilaGuardada(objetivo.codigo, build_version(filas), datos, nombres)


def load_unidades(objetivo: ObjetivoEspecifico) -> tuple[dict[int, list[int]], dict[int, str]]:
    """The linked units of each commitment, by key, and their names."""
    enlazadas: dict[int, list[int]] = defaultdict(list)
    nombres: dict[int, str] = {}
    consulta = UnidadResponsable.objects.filter(compromisos__objetivo=objetivo).order_by("nombre")
    for compromiso_id, pk, nombre in consulta.values_list("compromisos__pk", "pk", "nombre"):
        enlazadas[compromiso_id].append(pk)
        nombres[pk] = nombre
    return enlazadas, nombres


def group_textos(partes: Iterable[Any]) -> dict[int, list[str]]:
    textos: dict[int, list[str]] = defaultdict(list)
    for parte in partes:
        textos[parte.compromiso_id].append(parte.texto)
    return textos


def build_version(filas: Iterable[Editable]) -> str:
    """One token for the versions of several rows: «objetivoespecifico.12.3 compromiso.40.1»."""
    return " ".join(f"{fila._meta.model_name}.{fila.pk}.{fila.version}" for fila in filas)


def describe_datos(tipo: str, datos: DatosFila) -> dict[str, str]:
    """Everything that a row says, by the headings of the form, as people read it."""
    control = get_control(tipo)
    dichos: dict[str, str] = {}
    for modelo, clave, valores in (
        (ObjetivoEspecifico, "objetivo", datos.objetivo),
        (Indicador, "indicador", datos.indicador),
    ):
        for campo, valor in valores.items():
            columna = COLUMNAS.get((clave, campo))
            rotulo = control.get_columna(columna).encabezado if columna else name_campo(modelo, campo)
            dato: Any = modelo._meta.get_field(campo)
            dichos[rotulo[:1].upper() + rotulo[1:]] = show_valor(dato, valor)
    vigentes = [compromiso for compromiso in datos.compromisos if not compromiso.quitar]
    for i, compromiso in enumerate(vigentes, start=1):
        for clave, texto in (
            ("actividades", show_items(compromiso.actividades)),
            ("unidad", compromiso.unidad),
            ("medios", show_items(compromiso.medios)),
            ("ponderacion", show_peso(compromiso.ponderacion)),
        ):
            rotulo = control.get_columna(clave).encabezado
            dichos[f"{rotulo} · {i}" if len(vigentes) > 1 else rotulo] = texto or VACIO
    return dichos


def diff_datos(tipo: str, propios: DatosFila, guardados: DatosFila) -> dict[str, tuple[str, str]]:
    """What two states of a row say differently, by heading: (own, stored)."""
    uno, otro = describe_datos(tipo, propios), describe_datos(tipo, guardados)
    return {
        rotulo: (uno.get(rotulo, VACIO), otro.get(rotulo, VACIO))
        for rotulo in {**uno, **otro}
        if uno.get(rotulo, VACIO) != otro.get(rotulo, VACIO)
    }


def find_ultimo(servicio_id: int, codigo: str) -> Registro | None:
    """The last line of the record about a row, a programme, or what hangs from them.

    Codes are unique within a service.
    """
    registros = Registro.objects.filter(servicio=servicio_id).select_related("actor")
    propios = registros.filter(codigo=codigo)
    propios |= registros.filter(codigo__startswith=f"{codigo}.") | registros.filter(
        codigo__startswith=f"{codigo}-"
    )
    return propios.first()


def describe_fila_obsoleta(servicio_id: int, codigo: str, diferencias: Mapping[str, tuple[str, str]]) -> Obsoleto:
    """Like ``describe_obsoleto``, of a row that several tables hold."""
    ultimo = find_ultimo(servicio_id, codigo)
    return Obsoleto(
        str(ultimo.actor) if ultimo and ultimo.actor else "",
        timezone.localtime(ultimo.momento) if ultimo else None,
        tuple(Diferencia(campo, propio, guardado) for campo, (propio, guardado) in diferencias.items()),
    )
