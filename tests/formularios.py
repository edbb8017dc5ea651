"""Forms of a territory of any shape, straight into the tables, as the pages might have left them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hypothesis import strategies as st

from programas.enums import EstadoCorte, Modalidad, Ponderacion
from programas.formulario.enlace import link_analisis
from programas.models import (
    Actividad,
    AnalisisAvance,
    Compromiso,
    Corte,
    Ejercicio,
    Indicador,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from regiones.models import Region

LETRAS = "abcdefghijklmnñopqrstuvwxyzáéíóúü ABCÑ.,;:()/-«»%0123456789'\"=+_\n"
RESPUESTAS = ("", "si", "no", "parcial")
# They name no region, as the row that carries them: a page would have linked those that its text names.
TERRITORIOS = ("", "En todas las provincias", "=las comunas", "-Comunas «rurales»\nY urbanas")


@dataclass(frozen=True, slots=True)
class FilaGenerada:
    """An objective with its commitments: (activities, means, unit, weight, declared, validated)."""

    texto: str
    indicador: str
    meta: str
    resultado: str
    clase: str
    compromisos: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class ProgramaGenerado:
    tipo: str
    uniforme: bool
    responsable: str
    filas: tuple[FilaGenerada, ...]
    instancias: tuple[tuple[str, ...], ...] = ()
    analisis: tuple[tuple[Any, ...], ...] = field(default=())


def textos(maximo: int = 60, minimo: int = 0) -> st.SearchStrategy[str]:
    """What a person types: spaces around it are taken away by every page, and two together are one."""
    return st.text(LETRAS, min_size=minimo, max_size=maximo).map(squeeze).filter(lambda t: len(t) >= minimo)


def squeeze(texto: str) -> str:
    return "\n".join(linea for linea in (" ".join(parte.split()) for parte in texto.split("\n")) if linea)


def titulos(comienzo: str = "") -> st.SearchStrategy[str]:
    """A text that is not blank; ``comienzo`` keeps it from looking like the end of another."""
    comunes = st.one_of(
        textos(), st.sampled_from(["=1+1", "-Optimizar", "+56 2", "@todos", "'cita'", "«Ñuñoa»", "_x0041_"])
    )
    return comunes.map(lambda texto: squeeze(comienzo + texto) or "Ñ")


def recomendaciones() -> st.SearchStrategy[str]:
    return st.one_of(textos(), st.sampled_from(["Sin recomendaciones", "No hay recomendaciones."]))


@st.composite
def filas(draw, tipo: str, por_actividades: bool, comienzo: str) -> FilaGenerada:
    cuantos = draw(st.integers(1, 3)) if por_actividades else 1
    compromisos = tuple(
        (
            tuple(draw(st.lists(titulos(comienzo), max_size=2))),
            tuple(draw(st.lists(titulos(comienzo), min_size=1, max_size=2))),
            draw(textos(20)),
            draw(st.integers(1, 1_000_000)),
            draw(st.sampled_from(RESPUESTAS)),
            draw(st.sampled_from(RESPUESTAS)),
        )
        for _ in range(cuantos)
    )
    return FilaGenerada(
        draw(titulos(comienzo)),
        draw(textos()),
        draw(textos(12)),
        draw(textos(12)),
        draw(st.sampled_from(["OFERTA", "PROVISION", "OTROS"])) if tipo == "III.3" else "",
        compromisos,
    )


@st.composite
def programas(draw, tipo: str, comienzo: str = "") -> ProgramaGenerado:
    """A programme of either kind and weighting. ``comienzo`` begins the texts that tell rows apart."""
    por_actividades = draw(st.booleans())
    cuantas = draw(st.one_of(st.integers(0, 5), st.just(40))) if tipo == "III.1" else draw(st.integers(0, 3))
    propias = tuple(draw(st.lists(filas(tipo, por_actividades, comienzo), min_size=min(cuantas, 3), max_size=3)))
    repetidas = tuple(propias[i % len(propias)] for i in range(cuantas)) if propias else ()
    largo = draw(st.sampled_from(["", "Ñ" * 4_000, "«Larga» = -1\n" * 300]))
    if repetidas and largo:
        primera = repetidas[0]
        larga = FilaGenerada(
            squeeze(comienzo + largo), largo, primera.meta, primera.resultado, primera.clase, primera.compromisos
        )
        repetidas = (larga, *repetidas[1:])
    instancias = st.tuples(titulos(comienzo), textos(), st.sampled_from(TERRITORIOS), textos(), textos())
    analisis = st.tuples(titulos(comienzo), titulos(), textos(), recomendaciones(), textos(20), st.booleans())
    return ProgramaGenerado(
        tipo,
        draw(st.booleans()),
        draw(st.sampled_from(["", "Seremi de Planificación", "Dirección Regional del Maule", "=SUMA(A1)"])),
        repetidas,
        tuple(draw(st.lists(instancias, max_size=2))) if tipo == "III.2" else (),
        tuple(draw(st.lists(analisis, max_size=3))) if repetidas else (),
    )


def formularios(comienzo: str = "") -> st.SearchStrategy[tuple[ProgramaGenerado, ...]]:
    return st.tuples(*(programas(tipo, comienzo) for tipo in ("III.1", "III.2", "III.3")))


def build_corte(ejercicio: Ejercicio) -> Corte:
    return Corte.objects.create(
        ejercicio=ejercicio,
        fecha_medicion=date(2009, 6, 30),
        plazo=date(2009, 7, 15),
        estado=EstadoCorte.ABIERTO,
    )


def store_programa(ejercicio: Ejercicio, region: Region, corte: Corte, generado: ProgramaGenerado) -> None:
    varios = any(len(fila.compromisos) > 1 for fila in generado.filas)
    programa = ProgramaTrabajo.objects.create(
        ejercicio=ejercicio,
        region=region,
        tipo=generado.tipo,
        codigo=f"{ejercicio.anio}-{region.cut}-{generado.tipo}",
        modalidad=Modalidad.ACTIVIDADES if varios else Modalidad.METAS,
        ponderacion=Ponderacion.UNIFORME if generado.uniforme else Ponderacion.MANUAL,
        responsable=generado.responsable,
    )
    for i, fila in enumerate(generado.filas, start=1):
        store_fila(programa, i, fila)
    for i, textos_de_instancia in enumerate(generado.instancias, start=1):
        claves = ("nombre", "problema", "territorios", "instituciones", "productos")
        Instancia.objects.create(
            programa=programa,
            codigo=f"{programa.codigo}-I{i:02d}",
            orden=i,
            **dict(zip(claves, textos_de_instancia, strict=True)),
        )
    store_analisis(programa, corte, generado)


def store_analisis(programa: ProgramaTrabajo, corte: Corte, generado: ProgramaGenerado) -> None:
    """The analyses, each linked to its objective when that is certain, as an import or a page leaves them."""
    objetivos = list(programa.objetivos.order_by("orden").select_related("indicador"))
    enlaces = link_analisis(
        [textos_de_analisis[0] for textos_de_analisis in generado.analisis],
        {objetivo.pk: (objetivo.texto, objetivo.indicador.texto) for objetivo in objetivos},
    )
    ocupados: set[int] = set()
    for i, (textos_de_analisis, enlace) in enumerate(zip(generado.analisis, enlaces, strict=True), start=1):
        libre = None if enlace.objetivo in ocupados else enlace.objetivo
        ocupados |= {libre} if libre else set()
        claves = ("objetivo_texto", "avance_efectivo", "avance_medidas", "recomendaciones", "responsable")
        *escritos, sin_ellas = textos_de_analisis
        if sin_ellas:
            escritos[3:] = "", ""
        AnalisisAvance.objects.create(
            programa=programa,
            corte=corte,
            objetivo_id=libre,
            codigo=f"{programa.codigo}-A{i:02d}",
            orden=i,
            sin_recomendaciones=sin_ellas,
            **dict(zip(claves, escritos, strict=True)),
        )


def store_fila(programa: ProgramaTrabajo, numero: int, fila: FilaGenerada) -> None:
    objetivo = ObjetivoEspecifico.objects.create(
        programa=programa,
        codigo=f"{programa.codigo}-{numero:02d}",
        orden=numero,
        texto=fila.texto,
        clase=fila.clase,
    )
    Indicador.objects.create(objetivo=objetivo, texto=fila.indicador, meta=fila.meta, resultado=fila.resultado)
    for j, (actividades, medios, unidad, peso, declarado, validado) in enumerate(fila.compromisos, start=1):
        compromiso = Compromiso.objects.create(
            objetivo=objetivo,
            codigo=f"{objetivo.codigo}.{j}",
            orden=j,
            ponderacion=peso if programa.ponderacion == Ponderacion.MANUAL else None,
            unidad_texto=unidad,
            declarado=declarado,
            validado=validado,
        )
        for modelo, letra, partes in ((Actividad, "A", actividades), (MedioVerificacion, "M", medios)):
            modelo.objects.bulk_create(
                modelo(compromiso=compromiso, codigo=f"{compromiso.codigo}-{letra}{k}", orden=k, texto=texto)
                for k, texto in enumerate(partes, start=1)
            )
