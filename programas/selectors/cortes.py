"""The cortes of a year: where each stands, and how much of it each territory has written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from programas.enums import EstadoCorte, EstadoPrograma
from programas.models import AnalisisAvance, Corte, Ejercicio, InformeAvance, ObjetivoEspecifico
from programas.selectors.congelado import freeze_nombres
from programas.selectors.plazos import describe_atraso, load_primeros_envios
from programas.selectors.presentacion import EstadoMostrado, show_cantidad
from regiones.enums import Acto
from regiones.models import Region, Registro, Usuario

MOSTRADOS = {
    EstadoCorte.PREVISTO: EstadoMostrado("Previsto", "○", "sc"),
    EstadoCorte.ABIERTO: EstadoMostrado("Abierto", "◐", "ju"),
    EstadoCorte.CERRADO: EstadoMostrado("Cerrado", "✓", "sc"),
}


@dataclass(frozen=True, slots=True)
class TerritorioEnCorte:
    """How many objectives of a territory have their analysis, where its report stands and how late it came."""

    cut: str
    nombre: str
    escritos: int
    objetivos: int
    informe: str
    atraso: str


@dataclass(frozen=True, slots=True)
class CorteMostrado:
    """A corte with the territories that the reader sees. ``ultimo`` is the act that left it as it is."""

    corte: Corte
    estado: EstadoMostrado
    resumen: str
    territorios: tuple[TerritorioEnCorte, ...]
    ultimo: Registro | None


@dataclass(frozen=True, slots=True)
class PaginaCortes:
    frase: str
    cortes: tuple[CorteMostrado, ...]


def load_cortes(ejercicio: Ejercicio, usuario: Usuario) -> PaginaCortes:
    """Load every corte of a year: a fixed number of queries, whatever its cortes, territories and objectives."""
    cortes = list(ejercicio.cortes.order_by("fecha_medicion"))
    objetivos = count_objetivos(ejercicio, usuario)
    escritos = count_escritos(ejercicio, usuario)
    informes = {
        (informe.corte_id, informe.region_id): informe
        for informe in InformeAvance.objects.visible_to(usuario).filter(corte__in=cortes)
    }
    enviados = load_primeros_envios(ejercicio, [informe.pk for informe in informes.values()])
    regiones = list(Region.objects.filter(pk__in=objetivos).order_by("orden"))
    freeze_nombres(ejercicio, regiones)
    ultimos = load_ultimos(ejercicio, cortes)
    mostrados = []
    for corte in cortes:
        territorios = tuple(
            show_territorio(
                region,
                corte,
                informes.get((corte.pk, region.pk)),
                enviados,
                escritos=escritos[corte.pk, region.pk],
                objetivos=objetivos[region.pk],
            )
            for region in regiones
        )
        mostrados.append(
            CorteMostrado(
                corte,
                MOSTRADOS[EstadoCorte(corte.estado)],
                describe_territorios(territorios),
                territorios,
                ultimos.get(corte.pk),
            )
        )
    return PaginaCortes(describe_cortes(mostrados), tuple(mostrados))


def show_territorio(
    region: Region,
    corte: Corte,
    informe: InformeAvance | None,
    enviados: Mapping[int, datetime],
    *,
    escritos: int,
    objetivos: int,
) -> TerritorioEnCorte:
    """``enviados`` says when each report was first sent."""
    return TerritorioEnCorte(
        region.cut,
        region.nombre_corto,
        escritos,
        objetivos,
        EstadoPrograma(informe.estado).label if informe else EstadoPrograma.BORRADOR.label,
        describe_atraso(corte, enviados.get(informe.pk)) if informe else "",
    )


def count_objetivos(ejercicio: Ejercicio, usuario: Usuario) -> dict[int, int]:
    """The objectives of each territory that the user sees."""
    visibles = ObjetivoEspecifico.objects.visible_to(usuario).filter(programa__ejercicio=ejercicio)
    return dict(visibles.order_by().values_list("programa__region").annotate(Count("pk")))


def count_escritos(ejercicio: Ejercicio, usuario: Usuario) -> Counter[tuple[int, int]]:
    """The objectives analysed, by corte and territory."""
    escritos = (
        AnalisisAvance.objects.visible_to(usuario)
        .filter(corte__ejercicio=ejercicio, objetivo__isnull=False)
        .exclude(avance_efectivo="")
    )
    filas = escritos.order_by().values_list("corte", "programa__region").annotate(cuenta=Count("objetivo"))
    return Counter({(corte, region): cuenta for corte, region, cuenta in filas})


def load_ultimos(ejercicio: Ejercicio, cortes: list[Corte]) -> dict[int, Registro]:
    claves = [corte.pk for corte in cortes]
    registros = Registro.objects.of_filas(ejercicio.servicio_id, Corte, claves).filter(
        acto__in=(Acto.ABRIR_CORTE, Acto.CERRAR_CORTE)
    )
    return {registro.objeto: registro for registro in registros.select_related("actor").order_by("momento", "id")}


def describe_territorios(territorios: tuple[TerritorioEnCorte, ...]) -> str:
    """«465 de 496 objetivos con análisis; 14 de 16 territorios completos.»."""
    escritos = sum(territorio.escritos for territorio in territorios)
    total = sum(territorio.objetivos for territorio in territorios)
    frase = f"{escritos} de {show_cantidad(total, 'objetivo', 'objetivos')} con análisis"
    if len(territorios) > 1:
        completos = sum(1 for t in territorios if t.escritos == t.objetivos)
        frase += f"; {completos} de {len(territorios)} territorios completos"
    return f"{frase}."


def describe_cortes(mostrados: list[CorteMostrado]) -> str:
    """What the reader came for: which corte is open, and until when."""
    if not mostrados:
        return "El ejercicio no tiene cortes todavía."
    abiertos = [mostrado for mostrado in mostrados if mostrado.corte.abierto]
    if not abiertos:
        previstos = [m.corte for m in mostrados if m.corte.estado == EstadoCorte.PREVISTO]
        if previstos:
            return f"Ningún corte está abierto; el próximo mide al {previstos[0].fecha_medicion:%d-%m-%Y}."
        return "Todos los cortes del ejercicio están cerrados."
    primero = abiertos[0]
    frase = (
        f"Está abierto el corte al {primero.corte.fecha_medicion:%d-%m-%Y}, con plazo hasta el "
        f"{primero.corte.plazo:%d-%m-%Y}{' (vencido)' if primero.corte.vencido else ''}: {primero.resumen}"
    )
    otros = len(abiertos) - 1
    return frase + (f" Hay {otros} más {'abierto' if otros == 1 else 'abiertos'}." if otros else "")
