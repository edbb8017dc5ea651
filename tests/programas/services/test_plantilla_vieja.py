"""A template that somebody downloads and fills in while others change the form: nothing of theirs is undone."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from programas.enums import EstadoPrograma, Etapa, Modalidad, Ponderacion
from programas.models import (
    Actividad,
    AnalisisAvance,
    Compromiso,
    Ejercicio,
    Indicador,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.services.edicion import change_fila, remove_fila
from programas.services.importacion import (
    ImportacionRechazada,
    OpcionesImportacion,
    import_formulario,
    preview_formulario,
)
from regiones.models import Region, Servicio
from tests.formularios import build_corte
from tests.plantillas import (
    ANALISIS,
    DE_GORE,
    DOS,
    INSTANCIA,
    OTRO_ANALISIS,
    TRES,
    UNO,
    Planilla,
    store_formulario,
)


@dataclass(frozen=True)
class Campo:
    """A cell of the workbook and where it is stored. ``valores`` are two things to type, as stored afterwards.

    ``pregunta`` names it in a conflict: its row and its field.
    """

    fila: str
    columna: str
    modelo: type[Any]
    filtro: dict[str, Any]
    campo: str
    valores: tuple[tuple[Any, Any], tuple[Any, Any]]
    pregunta: str

    def read(self):
        filas = self.modelo.objects.filter(**self.filtro)
        if self.campo == "columna_4":
            return [(a.recomendaciones, a.sin_recomendaciones) for a in filas]
        return list(filas.order_by("pk").values_list(self.campo, flat=True))

    def store(self, cual):
        guardado = self.valores[cual][1]
        filas = self.modelo.objects.filter(**self.filtro)
        if self.campo == "columna_4":
            texto, sin_ellas = guardado
            filas.update(recomendaciones=texto, sin_recomendaciones=sin_ellas)
        else:
            filas.update(**{self.campo: guardado})


def typed(que):
    return tuple((f"{que} de {quien}", f"{que} de {quien}") for quien in ("Ana", "Elena"))


CAMPOS = (
    Campo("III.1", "responsable", ProgramaTrabajo, {"tipo": "III.1"}, "responsable", typed("Seremi"),
          "2009-07-III.1:responsable"),
    Campo(f"{UNO}.1", "objetivo", ObjetivoEspecifico, {"codigo": UNO}, "texto", typed("Objetivo"), f"{UNO}:texto"),
    Campo(f"{UNO}.1", "indicador", Indicador, {"objetivo__codigo": UNO}, "texto", typed("% de comunas"),
          f"{UNO}:indicador"),
    Campo(f"{UNO}.1", "resultado", Indicador, {"objetivo__codigo": UNO}, "meta", (("41%", "41%"), ("42%", "42%")),
          f"{UNO}:columna_4"),
    Campo(f"{UNO}.2", "actividades", Actividad, {"compromiso__codigo": f"{UNO}.2"}, "texto", typed("Jornada"),
          f"{UNO}.2:actividades"),
    Campo(f"{UNO}.2", "unidad", Compromiso, {"codigo": f"{UNO}.2"}, "unidad_texto", typed("Unidad"),
          f"{UNO}.2:unidad"),
    Campo(f"{UNO}.2", "medios", MedioVerificacion, {"compromiso__codigo": f"{UNO}.2"}, "texto", typed("Acta"),
          f"{UNO}.2:medios"),
    Campo(f"{UNO}.1", "ponderacion", Compromiso, {"codigo": f"{UNO}.1"}, "ponderacion",
          ((0.255, 255_000), (0.032, 32_000)), f"{UNO}.1:ponderacion"),
    Campo(f"{DOS}.1", "cumple", Compromiso, {"codigo": f"{DOS}.1"}, "declarado",
          (("No", "no"), ("Parcial", "parcial")), f"{DOS}.1:cumple"),
    Campo(f"{DE_GORE}.1", "objetivo", ObjetivoEspecifico, {"codigo": DE_GORE}, "clase",
          (("Datos del borde costero (12)", "PROVISION"), ("Datos del borde costero (13)", "OTROS")),
          f"{DE_GORE}:clase"),
    *(
        Campo(INSTANCIA, columna, Instancia, {"codigo": INSTANCIA}, columna, typed(columna.capitalize()),
              f"{INSTANCIA}:{columna}")
        for columna in ("nombre", "problema", "territorios", "instituciones", "productos")
    ),
    *(
        Campo(OTRO_ANALISIS, columna, AnalisisAvance, {"codigo": OTRO_ANALISIS}, columna,
              typed(columna.capitalize()), f"{OTRO_ANALISIS}:{columna}")
        for columna in ("avance_efectivo", "avance_medidas", "responsable")
    ),
    Campo(ANALISIS, "recomendaciones", AnalisisAvance, {"codigo": ANALISIS}, "columna_4",
          (("No hay recomendaciones.", ("", True)), ("Convocar antes", ("Convocar antes", False))),
          f"{ANALISIS}:recomendaciones"),
)  # fmt: skip


def read_campos():
    return {campo.pregunta: campo.read() for campo in CAMPOS}


def bring(lectura, ejercicio, corte, respuestas=None):
    opciones = OpcionesImportacion(corte=corte, respuestas=respuestas or {})
    return import_formulario(lectura=lectura, ejercicio=ejercicio, actor=None, opciones=opciones)


def list_obligatorias(lectura, ejercicio, corte):
    """What must be answered before the workbook can be written; it is refused while anything must."""
    vista = preview_formulario(
        lectura=lectura, ejercicio=ejercicio, actor=None, opciones=OpcionesImportacion(corte=corte)
    )
    assert len(vista.impedimentos) == len(vista.pendientes)
    return {pregunta.clave for pregunta in vista.pendientes}


class Mezcla(TestCase):
    """Each field of a workbook on its own: what either side changed, as a merge has it."""

    @classmethod
    def setUpTestData(cls):
        servicio = Servicio.objects.create(codigo="sernam", sigla="SERNAM", nombre="Servicio")
        cls.ejercicio = Ejercicio.objects.create(servicio=servicio, anio=2009, etapa=Etapa.EJECUCION)
        cls.corte = build_corte(cls.ejercicio)
        with TemporaryDirectory() as carpeta:
            store_formulario(Path(carpeta), cls.ejercicio, cls.corte)
        cls.plantilla = Planilla.take(cls.ejercicio, Region.objects.get(cut="07")).save()
        cls.originales = read_campos()

    @settings(
        max_examples=30,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )
    @given(
        st.fixed_dictionaries(
            {
                campo.pregunta: st.tuples(
                    st.sampled_from([None, 0, 1]), st.sampled_from([None, 0, 1]), st.booleans()
                )
                for campo in CAMPOS
            }
        )
    )
    def test_every_field_is_merged_and_asked_only_when_both_changed_it_otherwise(self, ediciones):
        planilla = Planilla(self.plantilla)
        esperados, conflictos = dict(self.originales), {}
        for campo in CAMPOS:
            propia, ajena, vale_el_libro = ediciones[campo.pregunta]
            if ajena is not None:
                campo.store(ajena)
                esperados[campo.pregunta] = [campo.valores[ajena][1]]
            if propia is not None:
                planilla.write(campo.fila, **{campo.columna: campo.valores[propia][0]})
                if ajena is not None and ajena != propia:
                    conflictos[f"CONFLICTO:{campo.pregunta}"] = "libro" if vale_el_libro else "guardado"
                if ajena is None or vale_el_libro:
                    esperados[campo.pregunta] = [campo.valores[propia][1]]
        lectura = planilla.read()
        assert list_obligatorias(lectura, self.ejercicio, self.corte) == set(conflictos)
        bring(lectura, self.ejercicio, self.corte, conflictos)
        assert read_campos() == esperados
        otra_vez = bring(lectura, self.ejercicio, self.corte, conflictos)
        assert otra_vez.cambia is False


@pytest.fixture
def plantilla(tmp_path, ejercicio, corte, maule):
    store_formulario(tmp_path, ejercicio, corte)
    return Planilla.take(ejercicio, maule)


def list_cambiadas(informe):
    return {(c.codigo, c.accion, *c.despues) for c in informe.cambios if c.accion != "igual"}


def test_an_old_template_undoes_nothing_of_a_programme(plantilla, ejercicio, corte):
    puestos = {"responsable": "Otra", "modalidad": Modalidad.METAS, "total_declarado": 900_000}
    ProgramaTrabajo.objects.update(**puestos)
    informe = bring(plantilla.read(), ejercicio, corte)
    assert informe.cambia is False
    assert list(ProgramaTrabajo.objects.values(*puestos)) == [puestos] * 3
    assert [h.problema for h in informe.lectura] == [
        "después de que se descargó el libro cambió en el sistema 3\xa0datos que el libro no toca: "
        "vale lo guardado"
    ]


def test_who_answers_for_a_programme_is_asked_when_both_changed_it(plantilla, ejercicio, corte, directora_maule):
    programa = ProgramaTrabajo.objects.get(tipo="III.3")
    programa.responsable = "Maule — Seremi"
    change_fila(fila=programa, actor=directora_maule)
    plantilla.write("III.3", responsable="Intendencia del Maule")
    with pytest.raises(ImportacionRechazada) as rechazo:
        bring(plantilla.read(), ejercicio, corte)
    (libro,) = rechazo.value.libros
    (hallazgo,), pregunta = libro.hallazgos, next(p for p in libro.preguntas if p.obligatoria)
    assert hallazgo.problema.startswith(
        "alguien cambió «REGIÓN (1)» después de que se descargó el libro (directora.maule, "
    )
    assert (hallazgo.lugar, hallazgo.valor) == ("III.3", "Intendencia del Maule")
    assert (pregunta.clave, pregunta.opciones) == (
        "CONFLICTO:2009-07-III.3:responsable",
        (("libro", "Lo del libro: Intendencia del Maule"), ("guardado", "Lo guardado: Maule — Seremi")),
    )


def test_rows_that_others_added_and_deleted_meanwhile_stay_so(plantilla, ejercicio, corte, maule, directora_maule):
    otra = Planilla.take(ejercicio, maule)
    nueva = {"objetivo": "Abrir otra oficina", "actividades": "Abrirla", "medios": "Acta", "ponderacion": 0.05}
    otra.add("III.1", "control", **nueva)
    otra.write(f"{DOS}.1", medios="Nómina")
    bring(otra.read(), ejercicio, corte)
    remove_fila(fila=Compromiso.objects.get(codigo=f"{UNO}.2"), actor=directora_maule)
    remove_fila(fila=Instancia.objects.get(codigo=INSTANCIA), actor=directora_maule)
    plantilla.write(f"{DOS}.1", unidad="La nuestra")
    plantilla.write(OTRO_ANALISIS, avance_efectivo="Se hicieron dos")
    informe = bring(plantilla.read(), ejercicio, corte)
    assert list_cambiadas(informe) == {
        (f"{DOS}.1", "cambiada", "unidad_texto"),
        (OTRO_ANALISIS, "cambiada", "avance_efectivo"),
    }
    assert [h.problema for h in informe.lectura if h.problema.startswith("la fila")] == [
        f"la fila {UNO}.2 se eliminó después de que se descargó el libro: no se crea de nuevo",
        f"la fila {INSTANCIA} se eliminó después de que se descargó el libro: no se crea de nuevo",
    ]
    de_iii_1 = Compromiso.objects.filter(objetivo__programa__tipo="III.1").order_by("objetivo__orden")
    assert list(de_iii_1.values_list("codigo", "unidad_texto", "medios__texto")) == [
        (f"{UNO}.1", "Unidad de Participación", "Informe 1 de jornadas"),
        (f"{DOS}.1", "La nuestra", "Nómina"),
        (f"{TRES}.1", "Unidad de Participación", "Informe 3 de jornadas"),
        ("2009-07-III.1-04.1", "", "Acta"),
    ]


def test_what_was_approved_meanwhile_is_not_touched_and_the_rest_is_written(plantilla, ejercicio, corte):
    ProgramaTrabajo.objects.filter(tipo="III.1").update(estado=EstadoPrograma.APROBADO)
    plantilla.write(f"{DE_GORE}.1", unidad="La nuestra")
    informe = bring(plantilla.read(), ejercicio, corte)
    assert list_cambiadas(informe) == {(f"{DE_GORE}.1", "cambiada", "unidad_texto")}
    plantilla.write(f"{DOS}.1", unidad="Otra nuestra")
    with pytest.raises(ImportacionRechazada) as rechazo:
        bring(plantilla.read(), ejercicio, corte)
    assert [h.problema for h in rechazo.value.hallazgos] == [
        "el programa 2009-07-III.1 está «Aprobado» y el libro lo cambia"
    ]


def list_pesos(tipo="III.1"):
    return list(
        Compromiso.objects.filter(objetivo__programa__tipo=tipo)
        .order_by("codigo")
        .values_list("ponderacion", flat=True)
    )


def test_weights_that_were_shared_equally_do_not_undo_those_that_others_gave(
    tmp_path, ejercicio, corte, maule, directora_maule
):
    store_formulario(tmp_path, ejercicio, corte)
    ProgramaTrabajo.objects.filter(tipo="III.1").update(ponderacion=Ponderacion.UNIFORME)
    Compromiso.objects.filter(objetivo__programa__tipo="III.1").update(ponderacion=None)
    plantilla = Planilla.take(ejercicio, maule)
    ProgramaTrabajo.objects.filter(tipo="III.1").update(ponderacion=Ponderacion.MANUAL)
    Compromiso.objects.filter(objetivo__programa__tipo="III.1").update(ponderacion=250_000)
    plantilla.write(f"{DOS}.1", ponderacion=0.2, unidad="La nuestra")
    informe = bring(plantilla.read(), ejercicio, corte)
    assert list_cambiadas(informe) == {(f"{DOS}.1", "cambiada", "unidad_texto")}
    assert list_pesos() == [250_000] * 4


def test_weights_typed_before_others_shared_them_equally_are_no_conflict(plantilla, ejercicio, corte):
    ProgramaTrabajo.objects.filter(tipo="III.1").update(ponderacion=Ponderacion.UNIFORME)
    Compromiso.objects.filter(objetivo__programa__tipo="III.1").update(ponderacion=None)
    plantilla.write(f"{DOS}.1", ponderacion=0.2, unidad="La nuestra")
    informe = bring(plantilla.read(), ejercicio, corte)
    assert list_cambiadas(informe) == {(f"{DOS}.1", "cambiada", "unidad_texto")}
    assert list_pesos() == [None] * 4
