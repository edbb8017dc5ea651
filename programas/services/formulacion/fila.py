"""A row of the form as one thing: its objective, indicator, commitments, activities and means."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction

from programas import permissions
from programas.enums import Ponderacion
from programas.models import (
    Actividad,
    Compromiso,
    Indicador,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.selectors.formulacion.fila import (
    DatosCompromiso,
    DatosFila,
    diff_datos,
    load_fila,
)
from programas.services.cadena import get_or_refuse, lock_programa
from programas.services.edicion import FilaBloqueada, add_fila, change_fila, remove_fila
from programas.services.importacion.compromisos import pair_partes
from regiones.models import Editable, Usuario
from regiones.services import ActoRechazado, CambioObsoleto, Enlaces
from regiones.services.enlaces import read_enlaces, sort_enlaces
from regiones.textos import clean_controles

Fila = TypeVar("Fila", bound=Editable)


class FilaObsoleta(CambioObsoleto):
    """Something of the row changed after it was read. ``diferencias`` as in ``CambioObsoleto``.

    ``version`` is the token of what stands now.
    """

    def __init__(self, diferencias: Mapping[str, tuple[str, str]], version: str) -> None:
        ActoRechazado.__init__(
            self, "Otra persona guardó esta fila después de que usted la abrió. Nada suyo se ha escrito."
        )
        self.diferencias = dict(diferencias)
        self.version = version


class FilaSinCompromisos(ActoRechazado):
    """A row of the form keeps at least one commitment."""

    def __init__(self) -> None:
        super().__init__("La fila quedaría sin nada que ponderar: elimine la fila completa.")


@transaction.atomic
def save_fila_formulario(
    *,
    programa: ProgramaTrabajo,
    objetivo: ObjetivoEspecifico | None,
    datos: DatosFila,
    version: str = "",
    actor: Usuario,
    motivo: str = "",
) -> ObjetivoEspecifico:
    """Write everything that a row of the form says, or a new row after the last one; return its objective.

    ``version`` is the token of ``load_fila`` that was read. A stored commitment stays unless ``quitar``.
    Raises ``FilaObsoleta``, ``FilaSinCompromisos`` and what ``edicion.change_fila`` raises.
    """
    programa = lock_programa(programa.pk)
    check_redaccion(actor, programa, objetivo)
    if objetivo is None:
        objetivo = add_fila(
            fila=ObjetivoEspecifico(programa=programa, **datos.objetivo), actor=actor, motivo=motivo
        )
        add_fila(fila=Indicador(objetivo=objetivo, **datos.indicador), actor=actor)
    else:
        objetivo = get_or_refuse(ObjetivoEspecifico.objects.select_for_update(), objetivo.pk)
        objetivo.programa = programa
        check_version(programa, objetivo, datos, version)
        write_campos(objetivo, datos.objetivo, actor, motivo)
        indicador = Indicador.objects.filter(objetivo=objetivo).first()
        if indicador is not None:
            write_campos(indicador, datos.indicador, actor)
        elif any(datos.indicador.values()):
            add_fila(fila=Indicador(objetivo=objetivo, **datos.indicador), actor=actor)
    save_compromisos(programa, objetivo, datos.compromisos, actor, motivo)
    return objetivo


def check_redaccion(actor: Usuario, programa: ProgramaTrabajo, objetivo: ObjetivoEspecifico | None) -> None:
    """Refuse whoever drafts nothing of the row, and everybody while its programme is locked."""
    concedido = (
        permissions.can_draft_programa(actor, programa)
        if objetivo is None
        else permissions.can_draft_fila_de_objetivo(actor, objetivo)
    )
    if not concedido:
        raise PermissionDenied("Solo redacta esta fila quien redacta el territorio, o la unidad que responde.")
    if bloqueo := permissions.explain_formulacion(programa):
        raise FilaBloqueada(bloqueo)


def check_version(programa: ProgramaTrabajo, objetivo: ObjetivoEspecifico, datos: DatosFila, version: str) -> None:
    """Refuse what was typed over another state of the row, unless it says what stands already."""
    guardada = load_fila(objetivo)
    if guardada.version == version:
        return
    if diferencias := diff_datos(programa.tipo, datos, guardada.datos):
        raise FilaObsoleta(diferencias, guardada.version)


def write_campos(
    fila: Editable, valores: Mapping[str, Any], actor: Usuario, motivo: str = "", enlaces: Enlaces | None = None
) -> None:
    """Change a stored row when these values, or links, are not what it has: only then is permission asked."""
    nuevos = {
        campo: clean_controles(valor) if isinstance(valor, str) else valor for campo, valor in valores.items()
    }
    ordenados = sort_enlaces(enlaces)
    iguales = all(getattr(fila, campo) == valor for campo, valor in nuevos.items())
    if iguales and read_enlaces(fila, list(ordenados)) == ordenados:
        return
    for campo, valor in nuevos.items():
        setattr(fila, campo, valor)
    change_fila(fila=fila, actor=actor, motivo=motivo, enlaces=enlaces)


def save_compromisos(
    programa: ProgramaTrabajo,
    objetivo: ObjetivoEspecifico,
    datos: tuple[DatosCompromiso, ...],
    actor: Usuario,
    motivo: str,
) -> None:
    """Bring the commitments of a row to what was typed. The first one stands even when it says nothing yet."""
    guardados = {fila.pk: fila for fila in Compromiso.objects.filter(objetivo=objetivo).order_by("orden", "pk")}
    quitados = [guardados[dato.id] for dato in datos if dato.quitar and dato.id in guardados]
    escritos = [dato for dato in datos if not dato.quitar and (dato.id in guardados or not dato.vacio)]
    if not escritos and len(quitados) == len(guardados):
        if quitados:
            raise FilaSinCompromisos
        escritos = [DatosCompromiso()]
    for compromiso in quitados:
        compromiso.objetivo = objetivo
        remove_fila(fila=compromiso, actor=actor, motivo=motivo)
    for dato in escritos:
        save_compromiso(programa, objetivo, guardados.get(dato.id or 0), dato, actor, motivo)


def save_compromiso(
    programa: ProgramaTrabajo,
    objetivo: ObjetivoEspecifico,
    compromiso: Compromiso | None,
    dato: DatosCompromiso,
    actor: Usuario,
    motivo: str,
) -> None:
    """Write one weighted row. While the programme weighs uniformly, what is typed of its weight is not taken."""
    valores: dict[str, Any] = {"unidad_texto": dato.unidad}
    if programa.ponderacion == Ponderacion.MANUAL:
        valores["ponderacion"] = dato.ponderacion
    enlaces = {"unidades": list(dato.unidades)}
    if compromiso is None:
        compromiso = add_fila(
            fila=Compromiso(objetivo=objetivo, **valores), actor=actor, motivo=motivo, enlaces=enlaces
        )
    else:
        compromiso.objetivo = objetivo
        write_campos(compromiso, valores, actor, motivo, enlaces)
    save_partes(Actividad, compromiso, dato.actividades, actor)
    save_partes(MedioVerificacion, compromiso, dato.medios, actor)


def save_partes(modelo: Any, compromiso: Compromiso, textos: tuple[str, ...], actor: Usuario) -> None:
    """Bring the activities or means to these lines: a line keeps its row's code by its text, then by its place."""
    partes = list(modelo.objects.filter(compromiso=compromiso).order_by("orden", "pk"))
    anteriores = [parte.texto for parte in partes]
    # A stored text may hold line breaks of its own: what the form showed of it, unchanged, changes nothing.
    if "\n".join(textos) == "\n".join(anteriores):
        return
    parejas = pair_partes(textos, anteriores)
    for i in set(range(len(partes))) - set(parejas):
        remove_fila(fila=partes[i], actor=actor)
    for orden, (texto, pareja) in enumerate(zip(textos, parejas, strict=True), start=1):
        if pareja is None:
            add_fila(fila=modelo(compromiso=compromiso, texto=texto, orden=orden), actor=actor)
        else:
            write_campos(partes[pareja], {"texto": texto, "orden": orden}, actor)


@transaction.atomic
def remove_fila_formulario(
    *, objetivo: ObjetivoEspecifico, version: str, actor: Usuario, motivo: str = ""
) -> None:
    """Delete a row of the form with all that it holds. Raises like ``remove_fila``, and ``FilaObsoleta``."""
    programa = lock_programa(objetivo.programa_id)
    objetivo = get_or_refuse(ObjetivoEspecifico.objects.select_for_update(), objetivo.pk)
    objetivo.programa = programa
    if not permissions.can_remove(actor, objetivo):
        raise PermissionDenied("Solo elimina filas quien redacta el territorio.")
    guardada = load_fila(objetivo)
    if guardada.version != version:
        raise FilaObsoleta({}, guardada.version)
    for compromiso in Compromiso.objects.filter(objetivo=objetivo):
        remove_fila(fila=compromiso, actor=actor, motivo=motivo)
    remove_fila(fila=objetivo, actor=actor, motivo=motivo)


@transaction.atomic
def move_fila(*, objetivo: ObjetivoEspecifico, arriba: bool, actor: Usuario) -> bool:
    """Change places with the row before, or after; return whether there was one. Codes stay: only places move.

    Raises ``PermissionDenied`` and ``FilaBloqueada``.
    """
    programa = lock_programa(objetivo.programa_id)
    if not permissions.can_draft_programa(actor, programa):
        raise PermissionDenied("Solo ordena las filas quien redacta el territorio.")
    if bloqueo := permissions.explain_formulacion(programa):
        raise FilaBloqueada(bloqueo)
    filas = list(ObjetivoEspecifico.objects.filter(programa=programa).order_by("orden", "pk"))
    desde = next((i for i, fila in enumerate(filas) if fila.pk == objetivo.pk), -1)
    hasta = desde - 1 if arriba else desde + 1
    if desde < 0 or not 0 <= hasta < len(filas):
        return False
    filas[desde], filas[hasta] = filas[hasta], filas[desde]
    for orden, fila in enumerate(filas, start=1):
        write_campos(fila, {"orden": orden}, actor)
    return True
