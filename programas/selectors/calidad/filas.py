"""The rows of III.1 to III.3: targets with several values, no progress for months, evidence of another year."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Max, Min, Q

from programas.formulario.lectores import count_valores
from programas.models import Ejercicio, Evidencia, Indicador, ObjetivoEspecifico
from programas.permissions import is_evaluable
from programas.selectors.calidad.tipos import Falta, HallazgoCalidad, Lugar
from regiones.models import Usuario

DIAS_SIN_AVANCE = 90


def check_metas(ejercicio: Ejercicio, usuario: Usuario) -> Iterator[HallazgoCalidad]:
    """V13, in the order of the form: one query."""
    orden = ("objetivo__programa__region__orden", "objetivo__programa__tipo", "objetivo__orden")
    consulta = (
        Indicador.objects.visible_to(usuario)
        .filter(objetivo__programa__ejercicio=ejercicio)
        .exclude(meta="")
        .annotate(fila=Min("objetivo__compromisos__codigo"))
        .order_by(*orden)
    )
    for codigo, fila, region, meta in consulta.values_list(
        "objetivo__codigo", "fila", "objetivo__programa__region", "meta"
    ):
        cuantos = count_valores(meta)
        if cuantos > 1:
            problema = f"la meta contiene {cuantos} valores"
            yield HallazgoCalidad(Falta.VARIAS_METAS, region, codigo, problema, meta, place_fila(codigo, fila))


def check_avances(ejercicio: Ejercicio, usuario: Usuario, hoy: date) -> Iterator[HallazgoCalidad]:
    """Objectives with rows still to be validated and no progress in the last 90 days of the year: one query."""
    referencia = min(hoy, date(ejercicio.anio, 12, 31))
    limite = referencia - timedelta(days=DIAS_SIN_AVANCE)
    if not is_evaluable(ejercicio) or limite < date(ejercicio.anio, 1, 1):
        return
    consulta = (
        ObjetivoEspecifico.objects.visible_to(usuario)
        .filter(programa__ejercicio=ejercicio)
        .annotate(
            fila=Min("compromisos__codigo"),
            pendientes=Count("compromisos", filter=Q(compromisos__validado=""), distinct=True),
            ultimo=Max("compromisos__avances__fecha", filter=Q(compromisos__avances__fecha__lte=referencia)),
        )
        .filter(Q(ultimo__lt=limite) | Q(ultimo__isnull=True), pendientes__gt=0)
        .order_by("programa__region__orden", "programa__tipo", "orden")
    )
    for codigo, fila, region, texto, ultimo in consulta.values_list(
        "codigo", "fila", "programa__region", "texto", "ultimo"
    ):
        problema = "ningún avance registrado en el año"
        if ultimo:
            dias = (referencia - ultimo).days
            problema = f"su último avance es del {ultimo:%d-%m-%Y}, {dias} días antes del {referencia:%d-%m-%Y}"
        yield HallazgoCalidad(Falta.SIN_AVANCE, region, codigo, problema, texto, place_fila(codigo, fila))


def check_evidencias(ejercicio: Ejercicio, usuario: Usuario) -> Iterator[HallazgoCalidad]:
    """Evidence in force whose document is of another year: one query."""
    consulta = (
        Evidencia.objects.visible_to(usuario)
        .filter(
            compromiso__objetivo__programa__ejercicio=ejercicio,
            retirada_en__isnull=True,
            reemplazada_por__isnull=True,
        )
        .exclude(fecha_documento__year=ejercicio.anio)
        .order_by("compromiso__objetivo__programa__region__orden", "compromiso__codigo", "pk")
    )
    for codigo, region, nombre, fecha in consulta.values_list(
        "compromiso__codigo", "compromiso__objetivo__programa__region", "nombre", "fecha_documento"
    ):
        problema = f"el documento lleva fecha {fecha:%d-%m-%Y}"
        yield HallazgoCalidad(
            Falta.EVIDENCIA_FUERA, region, codigo, problema, nombre, Lugar("compromiso", (codigo,))
        )


def place_fila(objetivo: str, fila: str | None) -> Lugar:
    """The page of an objective's first row; of one without rows, its programme's."""
    if fila:
        return Lugar("compromiso", (fila,))
    _, cut, tipo, *_ = objetivo.split("-")
    return Lugar("programa", (cut, tipo))
