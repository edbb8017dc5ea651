"""Progress entries: exact percentages, who writes them, and that they earn nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from programas.enums import Etapa
from programas.models import Avance, Compromiso, Ejercicio, Evidencia
from programas.selectors.resultados import evaluate_ejercicio
from programas.services.archivos import ArchivoRechazado
from programas.services.avances import DatosAvance, change_avance, compute_valor, record_avance
from programas.services.cumplimiento import FueraDeEtapa
from regiones.enums import Acto
from regiones.models import Registro
from regiones.services import CambioObsoleto
from tests.documentos import PDF, build_documento
from tests.fabrica import build_programa

DIA = date(2009, 6, 30)


@pytest.fixture(autouse=True)
def carpeta(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def compromiso(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "--")
    return Compromiso.objects.order_by("codigo").first()


def record(compromiso, actor, *archivos, **datos):
    return record_avance(
        compromiso=compromiso,
        datos=DatosAvance(**{"fecha": DIA, "texto": "Se visitaron municipios"} | datos),
        actor=actor,
        archivos=archivos,
    )


@pytest.mark.parametrize(
    ("numerador", "denominador", "valor"),
    [
        ("1", "3", "33.3333"),
        ("2", "3", "66.6666"),
        ("86", "345", "24.9275"),
        ("345", "345", "100"),
        ("380", "345", "100"),
        ("0", "345", "0"),
        ("0.1", "0.3", "33.3333"),
        ("9999", "10000", "99.99"),
        ("999999", "1000000", "99.9999"),
        ("9999999", "10000000", "99.9999"),
    ],
)
def test_a_ratio_gives_its_percentage_exactly_and_never_reaches_100_before_its_time(numerador, denominador, valor):
    datos = DatosAvance(DIA, "x", numerador=Decimal(numerador), denominador=Decimal(denominador))
    assert compute_valor(datos) == Decimal(valor)


def test_a_progress_entry_keeps_who_when_and_its_ratio_and_earns_nothing(compromiso, ejercicio, encargada_maule):
    record(compromiso, encargada_maule, numerador=Decimal(78), denominador=Decimal(100))
    guardado = Avance.objects.get()
    assert (guardado.valor, guardado.numerador, guardado.denominador, guardado.registrado_por) == (
        Decimal(78),
        Decimal(78),
        Decimal(100),
        encargada_maule,
    )
    registro = Registro.objects.get(clase="programas.avance")
    assert (registro.acto, registro.actor, registro.codigo) == (Acto.CREAR, encargada_maule, compromiso.codigo)
    resultado = evaluate_ejercicio(ejercicio).get_territorio("07").programas["III.1"].resultado
    assert (resultado.ganado, resultado.piso) == (0, 0)


@pytest.mark.parametrize("quien", ["director_atacama", "revisora", "auditor"])
def test_others_write_no_progress(compromiso, encargada_maule, request, quien):
    avance = record(compromiso, encargada_maule)
    intruso = request.getfixturevalue(quien)
    with pytest.raises(PermissionDenied):
        record(compromiso, intruso)
    with pytest.raises(PermissionDenied):
        change_avance(avance=avance, datos=DatosAvance(DIA, "Otra cosa"), actor=intruso)
    assert Avance.objects.get().texto == "Se visitaron municipios"


def test_a_unit_writes_progress_of_its_own_rows(ejercicio, nivel_central, unidad_vif, jefa_vif):
    build_programa(ejercicio, nivel_central, "III.1", "--")
    propio, ajeno = Compromiso.objects.order_by("codigo")
    propio.unidades.add(unidad_vif)
    assert record(propio, jefa_vif).registrado_por == jefa_vif
    with pytest.raises(PermissionDenied):
        record(ajeno, jefa_vif)


@pytest.mark.parametrize("etapa", [Etapa.FORMULACION, Etapa.CERRADO])
def test_there_is_a_time_to_advance(compromiso, ejercicio, encargada_maule, etapa):
    avance = record(compromiso, encargada_maule)
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=etapa)
    with pytest.raises(FueraDeEtapa):
        record(compromiso, encargada_maule)
    with pytest.raises(FueraDeEtapa):
        change_avance(avance=avance, datos=DatosAvance(DIA, "Otra cosa"), actor=encargada_maule)


@pytest.mark.parametrize(
    ("datos", "problema"),
    [
        ({"fecha": date(2010, 1, 2)}, "debe ser del año 2009"),
        ({"fecha": timezone.localdate() + timedelta(days=1)}, "no puede ser futura"),
        ({"valor": Decimal("100.1")}, "va de 0 % a 100 %"),
        ({"numerador": Decimal(3)}, "van juntos"),
        ({"numerador": Decimal(3), "denominador": Decimal(0)}, "van juntos, y el total es mayor que cero"),
        ({"texto": "  "}, "no puede"),
    ],
)
def test_what_makes_no_sense_is_refused(compromiso, encargada_maule, datos, problema):
    with pytest.raises(ValidationError, match=problema):
        record(compromiso, encargada_maule, **datos)
    assert Avance.objects.count() == 0


def test_an_entry_is_corrected_and_its_first_version_stays_in_the_record(compromiso, encargada_maule):
    avance = record(compromiso, encargada_maule, valor=Decimal(30))
    datos = DatosAvance(DIA, "Se visitaron municipios", valor=Decimal(20))
    assert change_avance(avance=avance, datos=datos, actor=encargada_maule, motivo="Error de tipeo") is True
    assert change_avance(avance=avance, datos=datos, actor=encargada_maule) is False
    registro = Registro.objects.get(clase="programas.avance", acto=Acto.MODIFICAR)
    assert (registro.antes, registro.despues, registro.motivo) == (
        {"valor": "30.0000"},
        {"valor": "20.0000"},
        "Error de tipeo",
    )


def test_a_stale_correction_is_refused_with_both_values(compromiso, encargada_maule, directora_maule):
    record(compromiso, encargada_maule)
    leido, otro = Avance.objects.get(), Avance.objects.get()
    change_avance(avance=otro, datos=DatosAvance(DIA, "Lo de ella"), actor=directora_maule)
    with pytest.raises(CambioObsoleto) as rechazo:
        change_avance(avance=leido, datos=DatosAvance(DIA, "Lo mío"), actor=encargada_maule)
    assert rechazo.value.diferencias == {"qué se hizo": ("Lo mío", "Lo de ella")}


def test_files_come_with_the_entry_or_nothing_does(compromiso, encargada_maule, carpeta):
    bueno, malo = build_documento("acta.pdf"), build_documento("foto.png", PDF)
    antes = Registro.objects.count()
    with pytest.raises(ArchivoRechazado):
        record(compromiso, encargada_maule, bueno, malo)
    assert Registro.objects.count() == antes
    assert (Avance.objects.count(), Evidencia.objects.count()) == (0, 0)
    assert [ruta for ruta in carpeta.rglob("*") if ruta.is_file()] == []
    avance = record(compromiso, encargada_maule, build_documento("acta.pdf"), build_documento("otra.pdf"))
    assert [(e.nombre, e.avance) for e in Evidencia.objects.all()] == [("acta.pdf", avance), ("otra.pdf", avance)]
