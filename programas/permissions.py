"""Who may do what: predicates over a user's assignments. Services ask them, and pages hide by them."""

from datetime import date

from programas.enums import EstadoCorte, EstadoPrograma, EstadoReclamo, Etapa
from programas.models import (
    Actividad,
    AliasColumna,
    AnalisisAvance,
    Avance,
    Carga,
    Compromiso,
    Corte,
    Ejercicio,
    Evidencia,
    Indicador,
    InformeAvance,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    Observacion,
    ProgramaTrabajo,
    Reclamo,
)
from regiones.enums import Acto, Rol
from regiones.models import Editable, Region, Registro, Usuario
from regiones.permissions import administers_some

EDITABLES = (EstadoPrograma.BORRADOR, EstadoPrograma.OBSERVADO)
EVALUABLES = (Etapa.EJECUCION, Etapa.EVALUACION)
# The parts of a row's code.
LARGO_FILA = 4

DE_PROGRAMA: tuple[type[Editable], ...] = (ObjetivoEspecifico, Instancia)
DE_FILA: tuple[type[Editable], ...] = (Indicador, Compromiso, Actividad, MedioVerificacion, AnalisisAvance)
AUTORIA = (
    *(Acto.CREAR, Acto.MODIFICAR, Acto.ELIMINAR, Acto.IMPORTAR, Acto.DESHACER),
    *(Acto.COPIAR, Acto.ENVIAR),
)
DE_PARTE = (*AUTORIA, Acto.DECLARAR, Acto.ADJUNTAR, Acto.RECLAMAR)


def can_administer(usuario: Usuario, servicio_id: int) -> bool:
    """Catalogues, users, ejercicios."""
    return usuario.alcance.has_rol(Rol.ADMINISTRACION, servicio_id)


def can_set_cortes(usuario: Usuario, servicio_id: int) -> bool:
    """Open, move and close cortes."""
    return can_administer(usuario, servicio_id) or usuario.alcance.has_rol(Rol.CENTRAL, servicio_id)


def can_draft(usuario: Usuario, ejercicio: Ejercicio, region: Region) -> bool:
    """Write the form of a territory: its own people, or the administration (§3)."""
    alcance = usuario.alcance
    return any(
        alcance.has_rol(rol, ejercicio.servicio_id, region.pk)
        for rol in (Rol.ENCARGADA, Rol.DIRECCION, Rol.ADMINISTRACION)
    )


def drafts_some(usuario: Usuario, servicio_id: int) -> bool:
    """Whether the user may write the form of some territory of a service: its people, or the administration."""
    return can_administer(usuario, servicio_id) or any(
        servicio == servicio_id and rol in (Rol.ENCARGADA, Rol.DIRECCION)
        for servicio, _, rol in usuario.alcance.por_territorio
    )


def can_handle(usuario: Usuario, carga: Carga) -> bool:
    """Answer, apply or discard what was uploaded: whoever uploaded it, while they draft, or the administration."""
    servicio_id = carga.ejercicio.servicio_id
    return can_administer(usuario, servicio_id) or (
        carga.actor_id == usuario.pk and drafts_some(usuario, servicio_id)
    )


def can_request_documento(usuario: Usuario, servicio_id: int) -> bool:
    """Ask for a document of the whole service: whoever sees all of it."""
    return usuario.alcance.sees_servicio(servicio_id)


def can_draft_programa(usuario: Usuario, programa: ProgramaTrabajo) -> bool:
    return can_draft(usuario, programa.ejercicio, programa.region)


def can_draft_compromiso(usuario: Usuario, compromiso: Compromiso) -> bool:
    """Write one row: whoever drafts the territory, or the unit that answers for the row."""
    programa = compromiso.objetivo.programa
    if can_draft_programa(usuario, programa):
        return True
    return (
        compromiso.pk is not None
        and drafts_as_unidad(usuario, programa)
        and compromiso.unidades.filter(pk__in=usuario.alcance.unidades).exists()
    )


def can_draft_fila_de_objetivo(usuario: Usuario, objetivo: ObjetivoEspecifico | None) -> bool:
    """Write the indicator or the analysis of an objective: also the unit that answers for one of its rows."""
    if objetivo is None:
        return False
    if can_draft_programa(usuario, objetivo.programa):
        return True
    return (
        drafts_as_unidad(usuario, objetivo.programa)
        and objetivo.compromisos.filter(unidades__in=usuario.alcance.unidades).exists()
    )


def drafts_as_unidad(usuario: Usuario, programa: ProgramaTrabajo) -> bool:
    return usuario.alcance.has_rol(Rol.UNIDAD, programa.ejercicio.servicio_id, programa.region_id)


def can_send(usuario: Usuario, ejercicio: Ejercicio, region: Region) -> bool:
    """Send a territory's programme, or its report of a corte: its direction, who answers for it (§3)."""
    return usuario.alcance.has_rol(Rol.DIRECCION, ejercicio.servicio_id, region.pk)


def is_revisor(usuario: Usuario, servicio_id: int) -> bool:
    """Whether the user is of the central unit, which reviews, validates and rules."""
    return usuario.alcance.has_rol(Rol.CENTRAL, servicio_id)


def can_review(usuario: Usuario, documento: ProgramaTrabajo | InformeAvance) -> bool:
    """Approve or observe what a territory sent: the central unit, never its own work (V15)."""
    return is_revisor(usuario, documento.ambito.servicio_id or 0) and not wrote(usuario, documento)


def wrote(usuario: Usuario, documento: ProgramaTrabajo | InformeAvance) -> bool:
    """Whether the user drafted or sent any part of a document, by the record."""
    if isinstance(documento, InformeAvance):
        analisis = documento.corte.analisis.filter(programa__region=documento.region_id)
        clase = AnalisisAvance._meta.label_lower
        propios = Registro.objects.filter(clase=clase, objeto__in=analisis.values("pk"))
        propios |= Registro.objects.filter(clase=documento._meta.label_lower, objeto=documento.pk)
        return propios.filter(actor=usuario, acto__in=AUTORIA).exists()
    ambito = documento.ambito
    propios = Registro.objects.filter(
        actor=usuario, acto__in=AUTORIA, servicio=ambito.servicio_id, anio=ambito.anio, region=ambito.region_id
    ).exclude(clase=AnalisisAvance._meta.label_lower)
    return (
        propios.filter(codigo=documento.codigo) | propios.filter(codigo__startswith=f"{documento.codigo}-")
    ).exists()


def can_declare(usuario: Usuario, compromiso: Compromiso) -> bool:
    """Say whether a row was fulfilled: whoever may write it, from EJECUCION until closing."""
    return is_evaluable(compromiso.objetivo.programa.ejercicio) and can_draft_compromiso(usuario, compromiso)


def can_validate(usuario: Usuario, compromiso: Compromiso) -> bool:
    """The central unit, and never who drafted, declared or proved the row (V15)."""
    servicio_id = compromiso.objetivo.programa.ejercicio.servicio_id
    return (
        is_revisor(usuario, servicio_id)
        and compromiso.declarado_por_id != usuario.pk
        and not takes_part(usuario, compromiso)
    )


def takes_part(usuario: Usuario, compromiso: Compromiso) -> bool:
    """Whether the user wrote anything of a row, declared it, or brought what proves it, by the record."""
    ambito = compromiso.ambito
    propios = Registro.objects.filter(
        actor=usuario, acto__in=DE_PARTE, servicio=ambito.servicio_id, anio=ambito.anio, region=ambito.region_id
    ).exclude(clase=AnalisisAvance._meta.label_lower)
    return (
        propios.filter(codigo__in=(compromiso.codigo, compromiso.objetivo.codigo))
        | propios.filter(codigo__startswith=f"{compromiso.codigo}-")
    ).exists()


def list_con_parte(usuario: Usuario, ejercicio: Ejercicio) -> frozenset[str]:
    """The codes of the rows of a year in which the user takes part, as ``takes_part`` tells one: in one query."""
    codigos = (
        Registro.objects.filter(
            actor=usuario, acto__in=DE_PARTE, servicio=ejercicio.servicio_id, anio=ejercicio.anio
        )
        .exclude(clase=AnalisisAvance._meta.label_lower)
        .order_by()
        .values_list("codigo", flat=True)
        .distinct()
    )
    # «2009-07-III.1-03.1-M1» is of «2009-07-III.1-03.1»; what hangs from an objective is not of its commitments.
    filas = [codigo.split("-") for codigo in codigos]
    return frozenset(
        "-".join(partes[:LARGO_FILA])
        for partes in filas
        if len(partes) <= LARGO_FILA or "." in partes[LARGO_FILA - 1]
    )


def is_evaluable(ejercicio: Ejercicio) -> bool:
    """Whether the ejercicio is at a stage where rows are declared and validated."""
    return ejercicio.etapa in EVALUABLES


def is_open(programa: ProgramaTrabajo) -> bool:
    """Whether a programme's formulation may be changed: not while it is sent or approved, nor once closed."""
    return programa.estado in EDITABLES and programa.ejercicio.etapa != Etapa.CERRADO


def needs_motivo(programa: ProgramaTrabajo) -> bool:
    """Whether a change of weight or objective needs its reason: the programme was already sent once (§3)."""
    return programa.estado != EstadoPrograma.BORRADOR


def get_programa(fila: Editable) -> ProgramaTrabajo | None:
    """The programme that a row of the form belongs to; ``None`` for what belongs to no programme."""
    if isinstance(fila, ProgramaTrabajo):
        return fila
    if isinstance(fila, ObjetivoEspecifico | Instancia | AnalisisAvance | Observacion):
        return fila.programa
    if isinstance(fila, Indicador | Compromiso):
        return fila.objetivo.programa
    if isinstance(fila, Actividad | MedioVerificacion | Avance | Evidencia | Reclamo):
        return fila.compromiso.objetivo.programa
    return None


def edits_some(usuario: Usuario, modelo: type[Editable]) -> bool:
    """Whether the user may change rows of this kind at all: what lists and menus offer."""
    alcance = usuario.alcance
    if modelo is Corte and any(rol == Rol.CENTRAL for _, rol in alcance.por_servicio):
        return True
    if administers_some(usuario):
        return True
    roles = {rol for _, _, rol in alcance.por_territorio}
    redacta = bool(roles & {Rol.ENCARGADA, Rol.DIRECCION})
    if modelo in DE_FILA:
        return redacta or Rol.UNIDAD in roles
    return redacta and modelo in (ProgramaTrabajo, *DE_PROGRAMA)


def adds_some(usuario: Usuario, modelo: type[Editable]) -> bool:
    """Whether the user may add rows of this kind. A unit writes its own rows and does not add others."""
    return edits_some(usuario, ObjetivoEspecifico if modelo is Compromiso else modelo)


def removes_some(usuario: Usuario, modelo: type[Editable]) -> bool:
    """Whether the user may delete rows of this kind: of the form's rows, a unit removes parts only."""
    if modelo in (Indicador, Compromiso, AnalisisAvance):
        return edits_some(usuario, ObjetivoEspecifico)
    return edits_some(usuario, modelo)


def can_edit(usuario: Usuario, fila: Editable) -> bool:
    """Whether the user may change this row, or add it when it is new and knows what it hangs from."""
    if isinstance(fila, Ejercicio):
        return can_administer(usuario, fila.servicio_id)
    if isinstance(fila, Corte):
        return can_set_cortes(usuario, fila.ejercicio.servicio_id)
    if isinstance(fila, AliasColumna):
        return can_administer(usuario, fila.servicio_id)
    if isinstance(fila, Compromiso):
        return can_draft_compromiso(usuario, fila)
    if isinstance(fila, Actividad | MedioVerificacion):
        return can_draft_compromiso(usuario, fila.compromiso)
    if isinstance(fila, Indicador):
        return can_draft_fila_de_objetivo(usuario, fila.objetivo)
    if isinstance(fila, AnalisisAvance):
        return can_draft_programa(usuario, fila.programa) or can_draft_fila_de_objetivo(usuario, fila.objetivo)
    programa = get_programa(fila)
    return programa is not None and can_draft_programa(usuario, programa)


def can_begin(usuario: Usuario, fila: Editable) -> bool:
    """Whether the user may open the form of a new row: its territory, or its objective, may be still to choose.

    What is chosen is checked when it is saved (``can_edit``).
    """
    alcance = usuario.alcance
    if isinstance(fila, AliasColumna) and fila.servicio_id is None:
        return administers_some(usuario)
    if isinstance(fila, ProgramaTrabajo) and fila.region_id is None:
        return drafts_some(usuario, fila.ejercicio.servicio_id)
    if isinstance(fila, AnalisisAvance) and fila.objetivo_id is None and drafts_as_unidad(usuario, fila.programa):
        return fila.programa.objetivos.filter(compromisos__unidades__in=alcance.unidades).exists()
    return can_edit(usuario, fila)


def can_remove(usuario: Usuario, fila: Editable) -> bool:
    """Whether the user may delete this row. A unit empties its rows; who drafts the territory removes them."""
    if isinstance(fila, Compromiso | Indicador | AnalisisAvance):
        programa = get_programa(fila)
        return programa is not None and can_draft_programa(usuario, programa)
    return can_edit(usuario, fila)


def explain_bloqueo(fila: Editable) -> str:
    """Why the state of things, whoever asks, keeps the row from changing; empty when it may change.

    The analysis of progress, while its corte is open, and the annual result are written also while the
    programme is approved.
    """
    programa = get_programa(fila)
    ejercicio = programa.ejercicio if programa else getattr(fila, "ejercicio", fila)
    if isinstance(ejercicio, Ejercicio) and ejercicio.pk and ejercicio.cerrado:
        return f"El ejercicio {ejercicio.anio} está cerrado: no se modifica."
    if isinstance(fila, AnalisisAvance):
        return explain_analisis(fila)
    if isinstance(fila, Corte) and fila.estado == EstadoCorte.CERRADO:
        return f"El corte al {fila.fecha_medicion:%d-%m-%Y} está cerrado: no se modifica mientras no se reabra."
    if programa is None or isinstance(fila, Indicador):
        return ""
    return explain_formulacion(programa)


def explain_analisis(analisis: AnalisisAvance) -> str:
    """Why an analysis may not change now: its corte is not open, or its territory's report was sent."""
    if analisis.corte_id is None:
        return ""
    return explain_corte(analisis.corte) or explain_informe(
        analisis.corte.informes.filter(region=analisis.programa.region_id).first()
    )


def explain_corte(corte: Corte) -> str:
    """Why nothing is written in a corte now; empty while it is open."""
    if corte.estado == EstadoCorte.PREVISTO:
        return (
            f"El corte al {corte.fecha_medicion:%d-%m-%Y} todavía no se abre: su análisis se escribe desde que la "
            f"unidad central lo abra y hasta el {corte.plazo:%d-%m-%Y}."
        )
    if corte.estado == EstadoCorte.CERRADO:
        return (
            f"El corte al {corte.fecha_medicion:%d-%m-%Y} se cerró: su análisis no se modifica mientras la unidad "
            "central no lo reabra."
        )
    return ""


def explain_informe(informe: InformeAvance | None) -> str:
    """Why the analyses of a territory's report may not change; empty while it is drafted or observed."""
    if informe is None or informe.estado in EDITABLES:
        return ""
    return (
        f"El informe {informe.codigo} está «{informe.get_estado_display()}»: sus análisis no se modifican "
        "mientras la unidad central no lo observe."
    )


def explain_formulacion(programa: ProgramaTrabajo) -> str:
    """Why the formulation of a programme may not change now; empty when it may."""
    if is_open(programa):
        return ""
    if programa.ejercicio.cerrado:
        return f"El ejercicio {programa.ejercicio.anio} está cerrado: no se modifica."
    return (
        f"El programa {programa.codigo} está «{programa.get_estado_display()}»: su formulación no se modifica "
        "mientras la unidad central no lo observe."
    )


def sees_catalogo(usuario: Usuario, modelo: type[Editable]) -> bool:
    """Every kind of row is seen by those who have access: which rows, their scope says."""
    return True


def can_reply(usuario: Usuario, observacion: Observacion) -> bool:
    """Take part in the conversation of a remark: also the unit that answers for the row observed."""
    programa = observacion.programa
    return talks_in(usuario, programa) or (
        drafts_as_unidad(usuario, programa) and observacion.fila in list_filas_de_unidad(usuario, programa)
    )


def talks_in(usuario: Usuario, programa: ProgramaTrabajo) -> bool:
    """Take part in every conversation of a programme: the central unit, or whoever drafts the territory."""
    return is_revisor(usuario, programa.ejercicio.servicio_id) or can_draft_programa(usuario, programa)


def list_filas_de_unidad(usuario: Usuario, programa: ProgramaTrabajo) -> frozenset[str]:
    """The codes of the rows that the user's units answer for: commitments, their objectives and analyses."""
    filas = Compromiso.objects.filter(objetivo__programa=programa, unidades__in=usuario.alcance.unidades)
    codigos = filas.values_list("codigo", "objetivo__codigo", "objetivo__analisis__codigo")
    return frozenset(codigo for fila in codigos for codigo in fila if codigo)


def list_propios(usuario: Usuario, ejercicio: Ejercicio) -> frozenset[str]:
    """The codes of the programmes of a year that the user wrote, as ``wrote`` tells one: in one query."""
    codigos = (
        Registro.objects.filter(
            actor=usuario, acto__in=AUTORIA, servicio=ejercicio.servicio_id, anio=ejercicio.anio
        )
        .exclude(clase=AnalisisAvance._meta.label_lower)
        .order_by()
        .values_list("codigo", flat=True)
        .distinct()
    )
    # «2009-07-III.1-03.1» is of «2009-07-III.1»: a programme's code has three parts.
    return frozenset("-".join(codigo.split("-")[:3]) for codigo in codigos)


def list_informes_propios(usuario: Usuario, ejercicio: Ejercicio) -> frozenset[tuple[int, int]]:
    """The reports of a year that the user wrote, as ``wrote`` tells one, by corte and territory: in one query."""
    propios = Registro.objects.filter(
        actor=usuario, acto__in=AUTORIA, servicio=ejercicio.servicio_id, anio=ejercicio.anio
    ).order_by()
    analisis = AnalisisAvance.objects.filter(
        corte__ejercicio=ejercicio, pk__in=propios.filter(clase=AnalisisAvance._meta.label_lower).values("objeto")
    )
    informes = InformeAvance.objects.filter(
        corte__ejercicio=ejercicio, pk__in=propios.filter(clase=InformeAvance._meta.label_lower).values("objeto")
    )
    return frozenset(
        analisis.order_by()
        .values_list("corte_id", "programa__region_id")
        .union(informes.order_by().values_list("corte_id", "region_id"))
    )


def can_rule(usuario: Usuario, reclamo: Reclamo) -> bool:
    """Rule on a claim: the central unit, never who validated the row, claimed it or declared it (§3, V15)."""
    compromiso = reclamo.compromiso
    parte = {reclamo.validado_por_id, reclamo.presentado_por_id, compromiso.declarado_por_id}
    if reclamo.estado == EstadoReclamo.PENDIENTE:
        # Once it is upheld, whoever ruled is the validator.
        parte.add(compromiso.validado_por_id)
    return (
        is_revisor(usuario, compromiso.objetivo.programa.ejercicio.servicio_id)
        and usuario.pk not in parte
        and not takes_part(usuario, compromiso)
    )


def in_plazo_de_reclamos(ejercicio: Ejercicio, dia: date) -> bool:
    """Whether a claim may be presented on a day: in EVALUACION, from the first day set to the last."""
    desde, hasta = ejercicio.reclamos_desde, ejercicio.reclamos_hasta
    if ejercicio.etapa != Etapa.EVALUACION or desde is None or hasta is None:
        return False
    return desde <= dia <= hasta
