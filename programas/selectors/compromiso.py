"""A commitment's page: what it is, how far it has come, what proves it, and what is said of it."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.apps import apps
from django.db.models import Q
from django.utils.timezone import localdate

from programas import permissions
from programas.enums import Cumple
from programas.formulario.columnas import compose_columnas_4_y_5, show_peso
from programas.formulario.contenido import CompromisoContenido, ObjetivoContenido
from programas.formulario.hojas import HOJAS, get_control
from programas.models import Compromiso, Observacion
from programas.scoring import Ponderacion
from programas.selectors.avances import Avances, load_avances
from programas.selectors.efecto import Efecto, load_efectos
from programas.selectors.evidencias import EvidenciasDeFila, load_evidencias
from programas.selectors.hoja_mostrada import Encabezado, Valor
from programas.selectors.hojas import build_fila, show_compromiso, show_objetivo, show_tabla
from programas.selectors.observaciones import Conversacion, load_conversaciones
from programas.selectors.presentacion import EstadoMostrado, show_pct
from programas.selectors.reclamos import ReclamoDeFila, load_de_fila
from regiones.enums import Acto
from regiones.models import Registro, Usuario

ULTIMOS = 8
SIN_DECLARAR = EstadoMostrado("Sin declarar", "○", "sc")
CONTESTADO = {Acto.DECLARAR: "declarado", Acto.VALIDAR: "validado", Acto.RESOLVER: "validado"}


@dataclass(frozen=True, slots=True)
class ColumnaMostrada:
    """A column of the form with what the row says in it."""

    encabezado: Encabezado
    lineas: tuple[str, ...]
    aparte: str


@dataclass(frozen=True, slots=True)
class Asiento:
    """A line of the record: what was done, by whom, when and why."""

    que: str
    quien: str
    cuando: datetime
    motivo: str


@dataclass(frozen=True, slots=True)
class Respuesta:
    """One side's answer, with who gave it and when; ``texto`` is empty when there is none."""

    texto: str
    quien: str
    cuando: datetime | None


@dataclass(frozen=True, slots=True)
class PaginaCompromiso:
    """``si_se_valida`` is what validating the declaration would do; empty when there is nothing to validate."""

    codigo: str
    cut: str
    territorio: str
    tipo: str
    objetivo: str
    frase: str
    estado: EstadoMostrado
    declarado: Respuesta
    validado: Respuesta
    motivo: str
    resultado: str
    discrepa: bool
    si_se_valida: Efecto | None
    columnas: tuple[ColumnaMostrada, ...]
    avances: Avances
    evidencias: EvidenciasDeFila
    asientos: tuple[Asiento, ...]
    conversaciones: tuple[Conversacion, ...]
    reclamos: tuple[ReclamoDeFila, ...]
    puede_escribir: bool
    puede_validar: bool
    puede_reclamar: bool
    declaro_el_lector: bool


def load_compromiso(compromiso: Compromiso, usuario: Usuario) -> PaginaCompromiso:
    """Load the page of a commitment that the user sees: a fixed number of queries."""
    programa = compromiso.objetivo.programa
    indicador = getattr(compromiso.objetivo, "indicador", None)
    evidencias = load_evidencias(compromiso)
    avances = load_avances(compromiso, evidencias.por_avance)
    columnas, peso = show_columnas(compromiso)
    evaluable = permissions.is_evaluable(programa.ejercicio)
    pendiente = evaluable and compromiso.declarado and not compromiso.validado
    efectos = load_efectos(compromiso, usuario) if pendiente else {}
    reclamos = load_de_fila(compromiso, usuario)
    return PaginaCompromiso(
        codigo=compromiso.codigo,
        cut=programa.region.cut,
        territorio=programa.region.nombre_corto,
        tipo=programa.tipo,
        objetivo=compromiso.objetivo.texto,
        frase=describe_compromiso(compromiso, avances.ultimo, peso),
        estado=show_respuestas(compromiso.declarado, compromiso.validado),
        declarado=Respuesta(
            compromiso.get_declarado_display(), str(compromiso.declarado_por or ""), compromiso.declarado_en
        ),
        validado=Respuesta(
            compromiso.get_validado_display(), str(compromiso.validado_por or ""), compromiso.validado_en
        ),
        motivo=compromiso.motivo,
        resultado=indicador.resultado if indicador else "",
        discrepa=bool(compromiso.validado) and compromiso.validado != compromiso.declarado,
        si_se_valida=efectos.get(compromiso.declarado),
        columnas=columnas,
        avances=avances,
        evidencias=evidencias,
        asientos=load_asientos(compromiso),
        conversaciones=load_conversaciones(
            Observacion.objects.filter(programa=programa, fila=compromiso.codigo), programa.ejercicio, usuario
        ),
        reclamos=reclamos,
        puede_escribir=permissions.can_declare(usuario, compromiso),
        puede_validar=evaluable and permissions.can_validate(usuario, compromiso),
        puede_reclamar=bool(compromiso.validado)
        and not any(reclamo.pendiente for reclamo in reclamos)
        and permissions.in_plazo_de_reclamos(programa.ejercicio, localdate())
        and permissions.can_draft_programa(usuario, programa),
        declaro_el_lector=compromiso.declarado_por_id == usuario.pk,
    )


def describe_compromiso(compromiso: Compromiso, avanzado: str, peso: str) -> str:
    """«78,00 % avanzado al 30-06-2009; pondera 3,2 % y todavía no gana nada: solo un «sí» validado gana…».

    Progress and earned weight stand apart: the first never becomes the second (note 10).
    """
    nota = get_control(compromiso.objetivo.programa.tipo).get_columna("ganada").nota
    pondera = f"pondera {peso}" if peso else "no tiene ponderación"
    if compromiso.validado == Cumple.SI:
        gana = "y la gana completa: está validado «Sí»" if peso else "aunque está validado «Sí»"
    elif compromiso.validado:
        gana = f"y no gana nada: está validado «{compromiso.get_validado_display()}»"
    else:
        gana = "y todavía no gana nada: solo un «sí» validado gana"
    return f"{avanzado or 'Sin avances medidos'}; {pondera} {gana} (nota {nota})."


def show_respuestas(declarado: str, validado: str) -> EstadoMostrado:
    """Where the row stands: validated, declared and waiting, or nothing said."""
    if validado:
        clase, signo = ("ok", "✓") if validado == Cumple.SI else ("no", "✕")
        return EstadoMostrado(f"Validado «{Cumple(validado).label}»", signo, clase)
    if declarado:
        return EstadoMostrado(f"Declarado «{Cumple(declarado).label}», sin validar", "◐", "ju")
    return SIN_DECLARAR


def show_columnas(compromiso: Compromiso) -> tuple[tuple[ColumnaMostrada, ...], str]:
    """The row as the official table shows it, column by column with their notes; and its weight."""
    programa = compromiso.objetivo.programa
    ejercicio = programa.ejercicio
    contenido, objetivo = read_contenido(compromiso)
    columna_4, columna_5 = compose_columnas_4_y_5(
        meta=objetivo.meta,
        resultado=objetivo.resultado,
        actividades=contenido.actividades,
        columna_4_es_resultado=ejercicio.columna_4_es_resultado,
    )
    parte = None
    if programa.ponderacion == Ponderacion.UNIFORME:
        parte = Fraction(1, Compromiso.objects.filter(objetivo__programa=programa).count())
    valores: dict[str, Valor] = show_objetivo(objetivo, columna_4) | show_compromiso(contenido, columna_5, parte)
    hoja, tabla = HOJAS[programa.tipo], get_control(programa.tipo)
    fila = build_fila(tabla, ejercicio.anio, compromiso.codigo, valores)
    mostrada = show_tabla(hoja, tabla, ejercicio.anio, compromiso.codigo, [fila], "")
    columnas = tuple(
        ColumnaMostrada(encabezado, celda.lineas, celda.aparte)
        for encabezado, celda in zip(mostrada.encabezados, fila.celdas, strict=True)
    )
    return columnas, show_peso(compromiso.ponderacion) if parte is None else show_pct(parte)


def read_contenido(compromiso: Compromiso) -> tuple[CompromisoContenido, ObjetivoContenido]:
    """The row and its objective as the sheets take them."""
    objetivo = compromiso.objetivo
    indicador = getattr(objetivo, "indicador", None)
    contenido = CompromisoContenido(
        compromiso.codigo,
        compromiso.procedencia,
        compromiso.pk,
        compromiso.ponderacion,
        compromiso.declarado,
        compromiso.validado,
        compromiso.motivo,
        compromiso.unidad_texto,
        0,
        tuple(compromiso.actividades.order_by("orden", "pk").values_list("texto", flat=True)),
        tuple(compromiso.medios.order_by("orden", "pk").values_list("texto", flat=True)),
    )
    return contenido, ObjetivoContenido(
        objetivo.codigo,
        objetivo.procedencia,
        objetivo.pk,
        objetivo.texto,
        objetivo.texto_etapa2,
        objetivo.clase,
        indicador.texto if indicador else "",
        indicador.meta if indicador else "",
        indicador.resultado if indicador else "",
        (contenido,),
    )


def load_asientos(compromiso: Compromiso) -> tuple[Asiento, ...]:
    """The last acts on the row, its parts, its objective and its indicator, newest first: one query."""
    ambito = compromiso.ambito
    propios = Q(codigo__in=(compromiso.codigo, compromiso.objetivo.codigo)) | Q(
        codigo__startswith=f"{compromiso.codigo}-"
    )
    registros = Registro.objects.filter(
        propios, servicio=ambito.servicio_id, region=ambito.region_id, anio=ambito.anio
    ).select_related("actor")
    return tuple(
        Asiento(name_acto(registro), str(registro.actor or "Sistema"), registro.momento, registro.motivo)
        for registro in registros[:ULTIMOS]
    )


def name_acto(registro: Registro) -> str:
    """«Declaración: «Sí»», «Evidencia: «acta.pdf»», «Creación de avance»."""
    acto, despues = Acto(registro.acto), registro.despues
    if respuesta := despues.get(CONTESTADO.get(acto, "")):
        return f"{acto.label}: «{Cumple(respuesta).label}»"
    if acto is Acto.ADJUNTAR:
        return f"{acto.label}: «{despues['nombre']}»"
    if acto in CONTESTADO:
        return acto.label
    if "retirada_en" in despues:
        return "Retiro de evidencia"
    return f"{acto.label} de {apps.get_model(registro.clase)._meta.verbose_name}"
