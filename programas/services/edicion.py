"""Write the rows of the form on behalf of somebody: who may, while it is open, with its code and its record."""

from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from programas import permissions
from programas.enums import EstadoCorte, Etapa
from programas.models import (
    AnalisisAvance,
    Compromiso,
    Corte,
    Ejercicio,
    Indicador,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.models.base import FilaFormulario
from programas.services.cadena import PADRES, lock_cadena, lock_ejercicio, lock_programa
from programas.services.codigos import SERIES, CodigoRechazado
from programas.services.medidas import describe_medida
from programas.services.validadas import check_parte, check_sustento
from regiones.enums import Acto
from regiones.models import Editable, Usuario
from regiones.services import ActoRechazado, Enlaces, create_fila, delete_fila, save_fila
from regiones.services.edicion import Carga, check_permiso, tell_origen
from regiones.textos import clean_controles

Fila = TypeVar("Fila", bound=Editable)

# What names a row cannot change: a programme's code says it, an analysis is of its corte.
FIJOS: dict[type[Editable], tuple[str, ...]] = {
    ProgramaTrabajo: ("ejercicio", "region", "tipo"),
    Ejercicio: ("servicio", "anio"),
    AnalisisAvance: ("corte",),
}
# What of an objective or a commitment is a «change of weight or objective» (§3).
COMPROMETIDOS: dict[type[Editable], tuple[str, ...]] = {
    ProgramaTrabajo: ("ponderacion", "modalidad"),
    ObjetivoEspecifico: ("texto",),
    Compromiso: ("ponderacion",),
}
# What of an ejercicio decides its verdict.
DE_REGLAS = ("umbral", "lectura", "base_ponderacion", "cuenta_nivel_central", "exige_evidencia")
DE_PLAZO = ("reclamos_desde", "reclamos_hasta")
DE_RESULTADO = frozenset({"resultado", "resultado_valor", "resultado_unidad", "resultado_base"})


class FilaBloqueada(ActoRechazado):
    """The stage of the ejercicio, or the state of the programme, keeps the row from changing."""


class MotivoRequerido(ActoRechazado):
    """After a programme was first sent, weights and objectives change only with a reason."""

    def __init__(self, programa: ProgramaTrabajo) -> None:
        super().__init__(
            f"El programa {programa.codigo} ya fue enviado una vez: escriba el motivo del cambio. "
            "El programa deberá enviarse y aprobarse de nuevo."
        )


class MotivoDeReglas(ActoRechazado):
    """Once the year began, what decides its verdict changes only with a reason."""

    def __init__(self, ejercicio: Ejercicio, campos: list[str]) -> None:
        super().__init__(
            f"El ejercicio {ejercicio.anio} está en «{ejercicio.get_etapa_display()}» y cambiar "
            f"{', '.join(campos)} puede cambiar su resultado: escriba el motivo."
        )


class FilaValidada(ActoRechazado):
    """A row that the central unit validated is not deleted: the verdict counts it."""

    def __init__(self, compromiso: Compromiso) -> None:
        super().__init__(
            f"El compromiso {compromiso.codigo} está validado «{compromiso.get_validado_display()}»: "
            "no se elimina mientras la unidad central no deje su validación en blanco."
        )


@transaction.atomic
def add_fila(
    *, fila: Fila, actor: Usuario, motivo: str = "", enlaces: Enlaces | None = None, carga: Carga | None = None
) -> Fila:
    """Insert a row of the form, with the next code of its parent (or the free one that a file gives it).

    Raises ``PermissionDenied``; ``FilaBloqueada``, ``SustentoValidado``, ``MotivoRequerido``, ``CodigoRechazado``
    or ``PadreAusente``; ``ValidationError`` when the row breaks its own rules.
    """
    lock_cadena(fila)
    check_permiso(permissions.can_edit(actor, fila))
    check_abierta(fila)
    check_parte(fila)
    if type(fila) in (ObjetivoEspecifico, Compromiso):
        check_motivo(fila, motivo)
    check_enlaces(fila, enlaces)
    assign_codigo(fila)
    if isinstance(fila, Indicador):
        derive_medidas(fila, None)
    return create_fila(fila=fila, actor=actor, enlaces=enlaces, **tell_origen(Acto.CREAR, motivo, carga))


@transaction.atomic
def change_fila(
    *, fila: Editable, actor: Usuario, motivo: str = "", enlaces: Enlaces | None = None, carga: Carga | None = None
) -> bool:
    """Write what a person may type of a row; return whether anything changed.

    What no form types (code, state, answers, counters) stays as stored. Raises like ``add_fila``, and
    ``CambioObsoleto``.
    """
    lock_fila(fila)
    guardada = type(fila)._base_manager.get(pk=fila.pk)
    check_permiso(permissions.can_edit(actor, with_padre(guardada, fila)))
    check_fijos(guardada, fila)
    restore_no_editables(guardada, fila)
    if isinstance(fila, Indicador) and isinstance(guardada, Indicador):
        derive_medidas(fila, guardada)
    if isinstance(fila, AnalisisAvance) and isinstance(guardada, AnalisisAvance):
        own_copia(fila, guardada)
    cambios = list_cambios(guardada, fila)
    check_abierta(fila, cambios)
    check_sustento(guardada, cambios)
    if cambios & set(COMPROMETIDOS.get(type(fila), ())):
        check_motivo(fila, motivo)
    if isinstance(fila, Ejercicio) and isinstance(guardada, Ejercicio):
        check_reglas(guardada, cambios, motivo)
    if isinstance(guardada, Corte) and "fecha_medicion" in cambios:
        check_previsto(guardada)
    check_enlaces(fila, enlaces)
    return save_fila(fila=fila, actor=actor, enlaces=enlaces, **tell_origen(Acto.MODIFICAR, motivo, carga))


@transaction.atomic
def remove_fila(*, fila: Editable, actor: Usuario, motivo: str = "", lote: UUID | None = None) -> None:
    """Delete a row and what it owns. Raises like ``change_fila``, ``FilaValidada`` and ``FilaEnUso``."""
    lock_fila(fila)
    check_permiso(permissions.can_remove(actor, fila))
    check_abierta(fila)
    if isinstance(fila, Indicador) and (bloqueo := permissions.explain_formulacion(fila.objetivo.programa)):
        raise FilaBloqueada(bloqueo)
    check_parte(fila)
    if type(fila) in (ObjetivoEspecifico, Compromiso):
        check_motivo(fila, motivo)
    if isinstance(fila, Compromiso) and fila.validado:
        raise FilaValidada(fila)
    if isinstance(fila, Corte):
        check_previsto(fila)
    delete_fila(fila=fila, actor=actor, motivo=motivo, lote=lote)


def lock_fila(fila: Editable) -> None:
    """Lock a stored row's chain; an ejercicio and a programme are their own lock."""
    if isinstance(fila, ProgramaTrabajo):
        fila.ejercicio = lock_programa(fila.pk).ejercicio
    elif isinstance(fila, Ejercicio):
        lock_ejercicio(fila.pk)
    else:
        lock_cadena(fila)


def with_padre(guardada: Editable, fila: Editable) -> Editable:
    """The stored row hung from the same loaded parent, when it is the same."""
    nombre, _ = PADRES.get(type(fila), ("", ""))
    if nombre and getattr(guardada, f"{nombre}_id") == getattr(fila, f"{nombre}_id"):
        setattr(guardada, nombre, getattr(fila, nombre))
    return guardada


def check_abierta(fila: Editable, cambios: set[str] | None = None) -> None:
    """Refuse what the state of the programme locks: of an indicator, all but its result."""
    bloqueo = permissions.explain_bloqueo(fila)
    if isinstance(fila, Indicador) and not bloqueo and (cambios is None or cambios - DE_RESULTADO):
        bloqueo = permissions.explain_formulacion(fila.objetivo.programa)
    if bloqueo:
        raise FilaBloqueada(bloqueo)


def check_motivo(fila: Editable, motivo: str) -> None:
    programa = permissions.get_programa(fila)
    if programa is not None and permissions.needs_motivo(programa) and not motivo.strip():
        raise MotivoRequerido(programa)


def check_reglas(ejercicio: Ejercicio, cambios: set[str], motivo: str) -> None:
    """Ask why the rules of a year under way change. Setting the days to claim for the first time needs none."""
    sensibles = [*DE_REGLAS, *(campo for campo in DE_PLAZO if getattr(ejercicio, campo))]
    campos = [str(ejercicio._meta.get_field(campo).verbose_name) for campo in sensibles if campo in cambios]  # type: ignore[union-attr]
    if campos and ejercicio.etapa != Etapa.FORMULACION and not motivo.strip():
        raise MotivoDeReglas(ejercicio, campos)


def check_previsto(corte: Corte) -> None:
    """Once opened, a corte keeps its date: analyses and reports go by it."""
    if corte.estado != EstadoCorte.PREVISTO:
        raise FilaBloqueada(
            f"El corte al {corte.fecha_medicion:%d-%m-%Y} está «{corte.get_estado_display()}»: "
            "su fecha ya no cambia, y no se elimina."
        )


def check_fijos(guardada: Editable, fila: Editable) -> None:
    """Refuse to move a row: its code names what it hangs from."""
    nombre, _ = PADRES.get(type(fila), ("", ""))
    for fijo in filter(None, (*FIJOS.get(type(fila), ()), nombre)):
        campo: Any = fila._meta.get_field(fijo)
        if campo.value_from_object(fila) != campo.value_from_object(guardada):
            raise ValidationError({fijo: "No se cambia después de creada la fila."})


def restore_no_editables(guardada: Editable, fila: Editable) -> None:
    """Keep as stored what no form types; their own services change it."""
    for campo in fila._meta.concrete_fields:
        if not campo.editable and campo.name != "version":
            setattr(fila, campo.attname, getattr(guardada, campo.attname))


def own_copia(analisis: AnalisisAvance, guardado: AnalisisAvance) -> None:
    """A text copied from the corte before is somebody's own as soon as it says something else."""
    if clean_controles(analisis.avance_efectivo) != guardado.avance_efectivo:
        analisis.copiado_de = None


def list_cambios(guardada: Editable, fila: Editable) -> set[str]:
    return {
        campo.name
        for campo in fila._meta.concrete_fields
        if campo.value_from_object(fila) != campo.value_from_object(guardada)
    }


def check_enlaces(fila: Editable, enlaces: Enlaces | None) -> None:
    """Linked units are of the service, linked regions exist that year, linked objectives are of the programme."""
    programa = permissions.get_programa(fila)
    if not enlaces or programa is None:
        return
    ajenas: dict[str, str] = {}
    for nombre, claves in enlaces.items():
        modelo: Any = type(fila)._meta.get_field(nombre).related_model
        filas = modelo.objects.filter(pk__in=claves)
        if nombre == "unidades":
            malas = filas.exclude(servicio=programa.ejercicio.servicio_id)
            problema = "no es una unidad del servicio"
        elif nombre == "regiones":
            malas = filas.exclude(pk__in=modelo.objects.existing_in(programa.ejercicio.anio))
            problema = f"no existía en {programa.ejercicio.anio} (V10)"
        else:
            malas = filas.exclude(programa=programa)
            problema = "es de otro programa"
        if nombres := ", ".join(str(mala) for mala in malas):
            ajenas[nombre] = f"{nombres}: {problema}."
    if ajenas:
        raise ValidationError(ajenas)


def assign_codigo(fila: Editable) -> None:
    """Give a new row its code, and its place after its siblings when it says none."""
    if isinstance(fila, ProgramaTrabajo):
        propio, fila.codigo = fila.codigo, fila.build_codigo()
        if propio and propio != fila.codigo:
            raise CodigoRechazado(f"El código de ese programa es «{fila.codigo}», no «{propio}».")
    elif isinstance(fila, FilaFormulario):
        nombre, _ = PADRES[type(fila)]
        padre = getattr(fila, nombre)
        serie = SERIES[type(fila)]
        fila.codigo = serie.adopt(type(fila), padre, fila.codigo) if fila.codigo else serie.next(padre)
        padre.save(update_fields=[serie.contador])
        if not fila.orden:
            hermanas = type(fila)._base_manager.filter(**{nombre: padre})
            fila.orden = (hermanas.aggregate(ultimo=Max("orden"))["ultimo"] or 0) + 1


def derive_medidas(indicador: Indicador, guardado: Indicador | None) -> None:
    """Tell apart value, unit and base of a meta or result whose text is new; keep the others as stored."""
    for campo in ("meta", "resultado"):
        texto = getattr(indicador, campo)
        if guardado is None or texto != getattr(guardado, campo):
            medida = describe_medida(campo, texto)
        else:
            medida = {nombre: getattr(guardado, nombre) for nombre in describe_medida(campo, texto)}
        for nombre, valor in medida.items():
            setattr(indicador, nombre, valor)
