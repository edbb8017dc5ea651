"""The page of sheet III.4 of a territory at a corte: each objective, and what may be done of it."""

from dataclasses import dataclass

from programas import permissions
from programas.formulario.contenido import AnalisisContenido
from programas.formulario.hojas import PROGRAMA_EN_ANALISIS
from programas.models import Borrador, Compromiso, Corte, Ejercicio, InformeAvance
from programas.selectors.informes import FilaInforme, Informe, load_informe
from programas.selectors.observaciones import Conversacion, load_conversaciones, query_abiertas
from programas.selectors.plazos import Atrasos, load_atrasos
from programas.selectors.presentacion import EstadoMostrado
from regiones.enums import Acto, Rol
from regiones.models import Region, Registro, Usuario

TRAMITES = (Acto.ENVIAR, Acto.APROBAR, Acto.OBSERVAR, Acto.REABRIR)

EN_FALTA = EstadoMostrado("Falta", "○", "sc")
EN_BORRADOR = EstadoMostrado("Borrador sin guardar", "◐", "ju")
SIN_RESPONSABLE = EstadoMostrado("Falta el responsable", "!", "no")
COPIADO = EstadoMostrado("Copiado del corte anterior", "◐", "ju")
ESCRITO = EstadoMostrado("Escrito", "✓", "ok")


@dataclass(frozen=True, slots=True)
class ObjetivoInforme:
    """A line of the page: an objective, what is said of it at the corte, and whether the reader may write it."""

    programa: str
    codigo: str
    texto: str
    compromete: str
    estado: EstadoMostrado
    atraso: str
    analisis: AnalisisContenido | None
    se_escribe: bool
    se_copia: bool
    conversaciones: tuple[Conversacion, ...]


@dataclass(frozen=True, slots=True)
class PaginaInforme:
    """Sheet III.4 of a territory at a corte, as its page shows it. ``bloqueo`` says why nothing is written now."""

    frase: str
    bloqueo: str
    atraso: str
    informe: Informe
    grupos: tuple[tuple[str, tuple[ObjetivoInforme, ...]], ...]
    cortes: tuple[Corte, ...]
    historia: tuple[Registro, ...]

    def get_fila(self, codigo: str) -> ObjetivoInforme | None:
        return next((fila for _, filas in self.grupos for fila in filas if fila.codigo == codigo), None)


def load_pagina(ejercicio: Ejercicio, usuario: Usuario, region: Region, corte: Corte) -> PaginaInforme:
    """Load the page of a territory's report: a fixed number of queries, whatever its objectives."""
    informe = load_informe(ejercicio, region, corte)
    bloqueo = permissions.explain_bloqueo(ejercicio) or permissions.explain_corte(corte)
    bloqueo = bloqueo or permissions.explain_informe(informe.documento)
    escribibles = list_escribibles(usuario, ejercicio, region, informe) if not bloqueo else frozenset()
    borradores = list_borradores(usuario, informe)
    cortes = tuple(ejercicio.cortes.order_by("fecha_medicion"))
    previos = frozenset(otro.pk for otro in cortes if otro.fecha_medicion < corte.fecha_medicion)
    abiertas = query_abiertas(informe.documento or InformeAvance(corte=corte, region=region))
    conversaciones = load_conversaciones(abiertas, ejercicio, usuario)
    atrasos = load_atrasos(corte, region, informe.documento)
    grupos: dict[str, list[ObjetivoInforme]] = {}
    for fila in informe.filas:
        codigo, tipo = fila.objetivo.codigo, fila.programa.tipo
        con_borrador = name_borrador(codigo, corte.pk) in borradores
        programa = f"{tipo} {PROGRAMA_EN_ANALISIS[tipo]}"
        mostrada = show_fila(programa, fila, previos, conversaciones, atrasos, codigo in escribibles, con_borrador)
        grupos.setdefault(programa, []).append(mostrada)
    return PaginaInforme(
        describe_informe(informe),
        bloqueo,
        atrasos.informe,
        informe,
        tuple((titulo, tuple(filas)) for titulo, filas in grupos.items()),
        cortes,
        list_historia(informe.documento),
    )


def list_escribibles(usuario: Usuario, ejercicio: Ejercicio, region: Region, informe: Informe) -> frozenset[str]:
    """The codes of the objectives whose analysis the user may write: all, or those of its own unit."""
    if permissions.can_draft(usuario, ejercicio, region):
        return frozenset(fila.objetivo.codigo for fila in informe.filas)
    if not informe.filas or not usuario.alcance.has_rol(Rol.UNIDAD, ejercicio.servicio_id, region.pk):
        return frozenset()
    propios = Compromiso.objects.filter(
        objetivo__programa__ejercicio=ejercicio,
        objetivo__programa__region=region,
        unidades__in=usuario.alcance.unidades,
    )
    return frozenset(propios.values_list("objetivo__codigo", flat=True))


def name_borrador(codigo: str, corte_id: int) -> str:
    """The key of the draft of an objective's analysis at a corte."""
    return f"analisis/{codigo}/{corte_id}"


def list_borradores(usuario: Usuario, informe: Informe) -> frozenset[str]:
    claves = [name_borrador(fila.objetivo.codigo, informe.corte.pk) for fila in informe.filas]
    return frozenset(Borrador.objects.filter(usuario=usuario, clave__in=claves).values_list("clave", flat=True))


def show_fila(
    programa: str,
    fila: FilaInforme,
    previos: frozenset[int],
    conversaciones: tuple[Conversacion, ...],
    atrasos: Atrasos,
    se_escribe: bool,
    con_borrador: bool,
) -> ObjetivoInforme:
    codigo = fila.objetivo.codigo
    anteriores = [a for a in fila.programa.analisis if a.objetivo == codigo and a.corte_id in previos]
    return ObjetivoInforme(
        programa,
        codigo,
        fila.objetivo.texto,
        fila.objetivo.meta,
        show_estado_fila(fila, con_borrador),
        atrasos.analisis.get(fila.analisis.id, "") if fila.analisis is not None else "",
        fila.analisis,
        se_escribe,
        se_escribe and fila.analisis is None and any(a.avance_efectivo for a in anteriores),
        tuple(c for c in conversaciones if fila.analisis is not None and c.fila == fila.analisis.codigo),
    )


def show_estado_fila(fila: FilaInforme, con_borrador: bool) -> EstadoMostrado:
    if con_borrador:
        return EN_BORRADOR
    if fila.analisis is None or not fila.escrita:
        return EN_FALTA
    if fila.analisis.sin_responsable:
        return SIN_RESPONSABLE
    return COPIADO if fila.copiado else ESCRITO


def describe_informe(informe: Informe) -> str:
    """«Corte al 30-06-2009: 12 de 31 objetivos con análisis; plazo 15-07-2009.»."""
    corte = informe.corte
    vencido = " (vencido)" if corte.vencido else ""
    return (
        f"Corte al {corte.fecha_medicion:%d-%m-%Y}: {informe.escritas} de {len(informe.filas)} objetivos con "
        f"análisis; plazo {corte.plazo:%d-%m-%Y}{vencido}."
    )


def list_historia(documento: InformeAvance | None) -> tuple[Registro, ...]:
    """What was done with the report, newest first."""
    if documento is None:
        return ()
    registros = Registro.objects.of_filas(documento.ambito.servicio_id, InformeAvance, [documento.pk])
    return tuple(registros.filter(acto__in=TRAMITES).select_related("actor"))
