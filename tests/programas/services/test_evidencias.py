"""Evidence: who adds it, what is kept of it, and that none is ever lost, overwritten or left behind."""

from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError
from django.db.transaction import Atomic
from django.utils import timezone

from programas.enums import Etapa
from programas.models import Compromiso, Ejercicio, Evidencia, MedioVerificacion
from programas.selectors.evidencias import query_vigentes
from programas.services import evidencias
from programas.services.archivos import ArchivoRechazado
from programas.services.cumplimiento import FueraDeEtapa
from programas.services.evidencias import (
    ArchivoRepetido,
    EvidenciaNoVigente,
    UltimaEvidencia,
    attach_evidencia,
    withdraw_evidencia,
)
from regiones.enums import Acto
from regiones.models import Registro
from regiones.services import CambioObsoleto
from tests.documentos import PDF, build_documento
from tests.fabrica import build_programa

DE_EVIDENCIA = Registro.objects.filter(clase="programas.evidencia")


@pytest.fixture(autouse=True)
def carpeta(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def compromiso(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "--")
    return Compromiso.objects.order_by("codigo").first()


def attach(compromiso, actor, nombre="acta.pdf", contenido=PDF, **otros):
    return attach_evidencia(
        compromiso=compromiso, documento=build_documento(nombre, contenido), actor=actor, **otros
    )


def list_archivos(carpeta: Path) -> list[bytes]:
    return sorted(ruta.read_bytes() for ruta in carpeta.rglob("*") if ruta.is_file())


def test_a_file_is_kept_with_its_name_date_size_and_sha256(compromiso, encargada_maule, carpeta):
    medio = compromiso.medios.get()
    attach(compromiso, encargada_maule, "Acta de la mesa.pdf", medio=medio)
    guardada = Evidencia.objects.get()
    assert (guardada.nombre, guardada.tipo, guardada.tamano, guardada.sha256, guardada.fecha_documento) == (
        "Acta de la mesa.pdf",
        "application/pdf",
        len(PDF),
        sha256(PDF).hexdigest(),
        date(2009, 6, 30),
    )
    assert (guardada.medio, guardada.subida_por, guardada.codigo) == (medio, encargada_maule, compromiso.codigo)
    assert list_archivos(carpeta) == [PDF]
    assert "Acta" not in guardada.archivo.name
    registro = DE_EVIDENCIA.get()
    assert (registro.acto, registro.actor, registro.codigo) == (Acto.ADJUNTAR, encargada_maule, compromiso.codigo)
    assert registro.despues["sha256"] == sha256(PDF).hexdigest()


@pytest.mark.parametrize("quien", ["director_atacama", "revisora", "auditor"])
def test_others_add_and_withdraw_nothing(compromiso, encargada_maule, request, carpeta, quien):
    evidencia = attach(compromiso, encargada_maule)
    intruso = request.getfixturevalue(quien)
    with pytest.raises(PermissionDenied):
        attach(compromiso, intruso, contenido=PDF + b"intruso")
    with pytest.raises(PermissionDenied):
        withdraw_evidencia(evidencia=evidencia, motivo="No sirve", actor=intruso)
    assert list_archivos(carpeta) == [PDF]
    assert DE_EVIDENCIA.count() == 1


@pytest.mark.parametrize("etapa", [Etapa.FORMULACION, Etapa.CERRADO])
def test_there_is_a_time_to_prove(compromiso, ejercicio, encargada_maule, carpeta, etapa):
    evidencia = attach(compromiso, encargada_maule)
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=etapa)
    with pytest.raises(FueraDeEtapa, match="los avances, la evidencia y el cumplimiento se registran"):
        attach(compromiso, encargada_maule)
    with pytest.raises(FueraDeEtapa):
        withdraw_evidencia(evidencia=evidencia, motivo="No sirve", actor=encargada_maule)
    assert list_archivos(carpeta) == [PDF]


def test_a_new_version_supersedes_and_the_old_one_stays(compromiso, encargada_maule, carpeta):
    medio = compromiso.medios.get()
    primera = attach(compromiso, encargada_maule, medio=medio)
    segunda = attach(compromiso, encargada_maule, contenido=PDF + b"firmada", reemplaza=primera)
    assert (segunda.reemplaza, segunda.medio) == (primera, medio)
    assert list(query_vigentes(compromiso)) == [segunda]
    assert list_archivos(carpeta) == sorted([PDF, PDF + b"firmada"])
    with pytest.raises(EvidenciaNoVigente, match=r"«acta\.pdf» ya fue reemplazada o retirada"):
        attach(compromiso, encargada_maule, reemplaza=primera)
    with pytest.raises(EvidenciaNoVigente):
        withdraw_evidencia(evidencia=primera, motivo="Sin firma", actor=encargada_maule)
    assert len(list_archivos(carpeta)) == 2


def test_a_file_that_already_counts_there_is_not_added_again(compromiso, encargada_maule, carpeta):
    primera = attach(compromiso, encargada_maule)
    with pytest.raises(ArchivoRepetido, match=r"«copia\.pdf» ya está como evidencia: es «acta\.pdf», que subió"):
        attach(compromiso, encargada_maule, nombre="copia.pdf")
    assert list_archivos(carpeta) == [PDF]
    withdraw_evidencia(evidencia=primera, motivo="Sin firma", actor=encargada_maule)
    attach(compromiso, encargada_maule)
    assert list_archivos(carpeta) == [PDF, PDF]


def test_one_file_may_prove_two_means_or_two_rows_and_take_its_own_place(compromiso, encargada_maule, carpeta):
    primera = attach(compromiso, encargada_maule)
    attach(compromiso, encargada_maule, medio=compromiso.medios.get())
    attach(Compromiso.objects.exclude(pk=compromiso.pk).get(), encargada_maule)
    attach(compromiso, encargada_maule, reemplaza=primera)
    assert list_archivos(carpeta) == [PDF] * 4


def test_evidence_goes_with_its_own_commitment(compromiso, encargada_maule, carpeta):
    otro = Compromiso.objects.exclude(pk=compromiso.pk).get()
    evidencia = attach(compromiso, encargada_maule)
    with pytest.raises(ValidationError, match="de otro compromiso"):
        attach(otro, encargada_maule, medio=MedioVerificacion.objects.get(compromiso=compromiso))
    with pytest.raises(ValidationError, match="de otro compromiso"):
        attach(otro, encargada_maule, reemplaza=evidencia)
    assert list_archivos(carpeta) == [PDF]


def test_a_withdrawn_evidence_stays_in_the_history_and_no_longer_counts(compromiso, encargada_maule, carpeta):
    evidencia = attach(compromiso, encargada_maule)
    with pytest.raises(ValidationError, match="por qué retira"):
        withdraw_evidencia(evidencia=evidencia, motivo=" ", actor=encargada_maule)
    assert withdraw_evidencia(evidencia=evidencia, motivo="Es de otro año", actor=encargada_maule) is True
    guardada = Evidencia.objects.get()
    assert (guardada.retirada_por, guardada.retirada_en is None) == (encargada_maule, False)
    assert list(query_vigentes(compromiso)) == []
    assert list_archivos(carpeta) == [PDF]
    assert DE_EVIDENCIA.get(acto=Acto.MODIFICAR).motivo == "Es de otro año"


def test_a_yes_is_not_left_without_proof(compromiso, ejercicio, encargada_maule):
    unica = attach(compromiso, encargada_maule)
    Compromiso.objects.filter(pk=compromiso.pk).update(declarado="si")
    with pytest.raises(UltimaEvidencia, match="es la única evidencia"):
        withdraw_evidencia(evidencia=unica, motivo="Es de otro año", actor=encargada_maule)
    attach(compromiso, encargada_maule, "otra.pdf", PDF + b"otra")
    assert withdraw_evidencia(evidencia=unica, motivo="Es de otro año", actor=encargada_maule) is True
    Ejercicio.objects.filter(pk=ejercicio.pk).update(exige_evidencia=False)
    (otra,) = query_vigentes(compromiso)
    assert withdraw_evidencia(evidencia=otra, motivo="También", actor=encargada_maule) is True


def test_a_stale_withdrawal_is_refused(compromiso, encargada_maule):
    evidencia = attach(compromiso, encargada_maule)
    Evidencia.objects.filter(pk=evidencia.pk).update(version=2, descripcion="Firmada por la dirección")
    with pytest.raises(CambioObsoleto):
        withdraw_evidencia(evidencia=evidencia, motivo="No sirve", actor=encargada_maule)
    assert Evidencia.objects.get().retirada_en is None


@pytest.mark.parametrize("fecha", [date(1, 1, 1), date(1989, 12, 31)])
def test_a_document_too_old_to_be_true_is_refused(compromiso, encargada_maule, carpeta, fecha):
    with pytest.raises(ValidationError, match="Revise el año: no se reciben documentos anteriores a 1990"):
        attach_evidencia(compromiso=compromiso, documento=build_documento(fecha=fecha), actor=encargada_maule)
    assert (list_archivos(carpeta), Evidencia.objects.count()) == ([], 0)
    antiguo = build_documento(fecha=date(1990, 1, 1))
    assert attach_evidencia(compromiso=compromiso, documento=antiguo, actor=encargada_maule).version == 1


def test_a_document_of_tomorrow_is_refused(compromiso, encargada_maule, carpeta):
    manana = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="no puede ser futura"):
        attach_evidencia(compromiso=compromiso, documento=build_documento(fecha=manana), actor=encargada_maule)
    assert list_archivos(carpeta) == []


def test_a_refused_file_leaves_nothing_behind(compromiso, encargada_maule, carpeta):
    with pytest.raises(ArchivoRechazado):
        attach(compromiso, encargada_maule, "acta.pdf", b"no es un pdf")
    assert (Evidencia.objects.count(), list_archivos(carpeta)) == (0, [])


def test_no_file_is_left_behind_when_the_transaction_fails(compromiso, encargada_maule, carpeta, monkeypatch):
    def write_and_fail(**campos):
        create_fila(**campos)
        raise RuntimeError("se cortó la luz")

    create_fila = evidencias.create_fila
    monkeypatch.setattr(evidencias, "create_fila", write_and_fail)
    with pytest.raises(RuntimeError):
        attach(compromiso, encargada_maule)
    assert (Evidencia.objects.count(), DE_EVIDENCIA.count(), list_archivos(carpeta)) == (0, 0, [])


def test_the_file_of_a_row_that_may_have_been_committed_stays(compromiso, encargada_maule, carpeta, monkeypatch):
    """The connection breaks once the database was told to commit: nobody is told whether it did."""

    class Confirmada(Atomic):
        def __exit__(self, *error):
            super().__exit__(*error)
            if self.durable and not any(error):
                raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(
        evidencias.transaction, "atomic", lambda durable=False: Confirmada(None, savepoint=True, durable=durable)
    )
    with pytest.raises(OperationalError):
        attach(compromiso, encargada_maule)
    assert (Evidencia.objects.count(), list_archivos(carpeta)) == (1, [PDF])
