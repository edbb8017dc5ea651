"""A workbook taken from here, filled in somewhere else, and brought back after others changed the form."""

from dataclasses import replace

import pytest

from programas.formulario.metadatos import VERSION_FORMULARIO, Metadatos, mark_valor
from programas.models import Actividad, Compromiso, Indicador, Instancia, ObjetivoEspecifico
from programas.services.edicion import change_fila, remove_fila
from programas.services.importacion import (
    ImportacionRechazada,
    OpcionesImportacion,
    import_formulario,
    preview_formulario,
)
from tests.libros import HojaEscrita, build_fila, build_filas, build_instancia, write_libro
from tests.territorios import build_pedido, read_ruta

PRIMERA, SEGUNDA = "2009-07-III.2-01", "2009-07-III.2-02"
DE_OBJETIVO = ("texto", "clase", "indicador", "columna_4")
DE_COMPROMISO = ("ponderacion", "cumple", "unidad", "actividades", "medios")
DE_INSTANCIA = ("nombre", "problema", "territorios", "instituciones", "productos")


def read_maule(carpeta, filas, instancias=()):
    ruta = write_libro(carpeta / "maule.xlsx", HojaEscrita("III.2", filas, instancias))
    return read_ruta(ruta, build_pedido())


def mark(fila, campos):
    return {campo: mark_valor(getattr(fila, campo)) for campo in campos}


def take(lectura, codigos):
    """Give each row of a workbook, by its order, the code under which it was taken from here."""
    programa = lectura.programas["III.2"]
    objetivos = tuple(
        replace(o, codigo=codigo, compromisos=(replace(o.compromisos[0], codigo=f"{codigo}.1"),)) if codigo else o
        for o, codigo in zip(programa.objetivos, codigos, strict=True)
    )
    instancias = tuple(
        replace(fila, codigo=f"2009-07-III.2-I{i:02d}") for i, fila in enumerate(programa.instancias, 1)
    )
    return replace(lectura, programas={"III.2": replace(programa, objetivos=objetivos, instancias=instancias)})


def describe_base(lectura):
    """What a workbook says of its rows when it is taken from here."""
    programa = lectura.programas["III.2"]
    base = {}
    for objetivo in programa.objetivos:
        base[objetivo.codigo] = mark(objetivo, DE_OBJETIVO)
        for compromiso in objetivo.compromisos:
            base[compromiso.codigo] = mark(compromiso, DE_COMPROMISO) | {"padre": objetivo.codigo}
    for instancia in programa.instancias:
        base[instancia.codigo] = mark(instancia, DE_INSTANCIA)
    return Metadatos("sernam", 2009, "07", VERSION_FORMULARIO, "testigo", "2009-05-01T12:00:00", base)


@pytest.fixture
def filas():
    return build_filas(2)


@pytest.fixture
def instancias():
    return [build_instancia(1), build_instancia(2)]


@pytest.fixture
def tomado(tmp_path, filas, instancias, ejercicio):
    """The form as it was taken, already stored: its metadata."""
    lectura = read_maule(tmp_path, filas, instancias)
    import_formulario(lectura=lectura, ejercicio=ejercicio, actor=None)
    return describe_base(take(lectura, [PRIMERA, SEGUNDA]))


@pytest.fixture
def bring(tmp_path, filas, instancias, ejercicio, tomado):
    """Read again what was taken, as it stands in ``filas`` now."""

    def read(codigos=(PRIMERA, SEGUNDA)):
        return replace(take(read_maule(tmp_path, filas, instancias), codigos), metadatos=tomado)

    return read


def act(lectura, ejercicio, actor=None, **respuestas):
    opciones = OpcionesImportacion(respuestas={c.replace("__", ":"): v for c, v in respuestas.items()})
    return import_formulario(lectura=lectura, ejercicio=ejercicio, actor=actor, opciones=opciones)


def answer(lectura, ejercicio, respuestas, actor=None):
    opciones = OpcionesImportacion(respuestas=respuestas)
    return import_formulario(lectura=lectura, ejercicio=ejercicio, actor=actor, opciones=opciones)


def change(modelo, actor, valores, **cual):
    fila = modelo.objects.get(**cual)
    for campo, valor in valores.items():
        setattr(fila, campo, valor)
    change_fila(fila=fila, actor=actor, motivo="Acordado")


def test_what_comes_back_untouched_changes_nothing(bring, ejercicio):
    assert act(bring(), ejercicio).cambia is False


def test_a_row_is_known_by_its_code_whatever_it_says(bring, filas, ejercicio):
    filas[0], filas[1] = filas[1] | {"objetivo": "Algo enteramente distinto"}, filas[0]
    informe = act(bring((SEGUNDA, PRIMERA)), ejercicio)
    assert [c.accion for c in informe.cambios if c.tabla == "objetivos"] == ["cambiada", "cambiada"]
    assert ObjetivoEspecifico.objects.get(codigo=SEGUNDA).texto == "Algo enteramente distinto"
    assert ObjetivoEspecifico.objects.count() == 2


def test_what_others_changed_and_the_workbook_did_not_stands(bring, filas, instancias, ejercicio, directora_maule):
    change(ObjetivoEspecifico, directora_maule, {"texto": "Otro objetivo"}, codigo=PRIMERA)
    change(Indicador, directora_maule, {"texto": "% de otra cosa", "meta": "7%"}, objetivo__codigo=PRIMERA)
    change(Compromiso, directora_maule, {"ponderacion": 30_000, "unidad_texto": "Otra"}, codigo=f"{PRIMERA}.1")
    change(Actividad, directora_maule, {"texto": "Otra actividad"}, compromiso__codigo=f"{PRIMERA}.1")
    change(Instancia, directora_maule, {"problema": "Otro"}, codigo="2009-07-III.2-I01")
    filas[0] |= {"medios": "Acta", "ponderacion": filas[0]["ponderacion"]}
    filas[1] |= {"unidad": "La nuestra"}
    informe = act(bring(), ejercicio)
    cambiados = {c.codigo: list(c.despues) for c in informe.cambios if c.accion == "cambiada"}
    assert cambiados == {f"{PRIMERA}.1": ["medios"], f"{SEGUNDA}.1": ["unidad_texto"]}
    compromiso = Compromiso.objects.select_related("objetivo__indicador").get(codigo=f"{PRIMERA}.1")
    assert (compromiso.objetivo.texto, compromiso.objetivo.indicador.meta, compromiso.ponderacion) == (
        "Otro objetivo",
        "7%",
        30_000,
    )
    assert [a.texto for a in compromiso.actividades.all()] == ["Otra actividad"]
    (nota,) = [h.problema for h in informe.lectura if "después de que se descargó" in h.problema]
    assert nota.startswith("después de que se descargó el libro cambió en el sistema 7")


CLAVE = f"CONFLICTO:{PRIMERA}.1:unidad"


@pytest.fixture
def disputado(bring, filas, directora_maule):
    change(Compromiso, directora_maule, {"unidad_texto": "La de la directora"}, codigo=f"{PRIMERA}.1")
    filas[0] |= {"unidad": "La del libro"}
    return bring()


def test_what_both_changed_is_asked_and_refused_until_it_is_answered(disputado, ejercicio):
    with pytest.raises(ImportacionRechazada) as rechazo:
        act(disputado, ejercicio)
    (hallazgo,) = rechazo.value.hallazgos
    assert hallazgo.problema.startswith(
        "alguien cambió «Unidad Responsable» después de que se descargó el libro (directora.maule, "
    )
    (pregunta,) = rechazo.value.libros[0].preguntas
    assert (pregunta.clave, pregunta.obligatoria, pregunta.valor) == (CLAVE, True, "La del libro")
    assert pregunta.opciones == (
        ("libro", "Lo del libro: La del libro"),
        ("guardado", "Lo guardado: La de la directora"),
    )
    assert Compromiso.objects.get(codigo=f"{PRIMERA}.1").unidad_texto == "La de la directora"


@pytest.mark.parametrize(("respuesta", "queda"), [("libro", "La del libro"), ("guardado", "La de la directora")])
def test_the_answer_decides(disputado, ejercicio, respuesta, queda):
    informe = answer(disputado, ejercicio, {CLAVE: respuesta})
    assert informe.cambia is (respuesta == "libro")
    assert Compromiso.objects.get(codigo=f"{PRIMERA}.1").unidad_texto == queda


def test_an_answer_that_is_none_of_the_offered_answers_nothing(disputado, ejercicio):
    with pytest.raises(ImportacionRechazada):
        answer(disputado, ejercicio, {CLAVE: "cualquiera"})


def test_both_writing_the_same_is_no_conflict(bring, filas, ejercicio, directora_maule):
    change(Compromiso, directora_maule, {"unidad_texto": "La misma"}, codigo=f"{PRIMERA}.1")
    filas[0] |= {"unidad": "La misma"}
    assert act(bring(), ejercicio).cambia is False


def test_a_row_that_others_deleted_is_not_created_again(bring, ejercicio, directora_maule):
    delete_segunda(directora_maule)
    informe = act(bring(), ejercicio)
    assert informe.cambia is False
    assert [h.problema for h in informe.lectura if h.problema.startswith("la fila")] == [
        f"la fila {SEGUNDA} se eliminó después de que se descargó el libro: no se crea de nuevo"
    ]


def delete_segunda(actor):
    remove_fila(fila=Compromiso.objects.get(codigo=f"{SEGUNDA}.1"), actor=actor)
    remove_fila(fila=ObjetivoEspecifico.objects.get(codigo=SEGUNDA), actor=actor)


@pytest.mark.parametrize(("respuesta", "cuantas"), [("libro", 2), ("guardado", 1)])
def test_a_row_that_others_deleted_and_the_workbook_changed_is_asked(
    bring, filas, ejercicio, directora_maule, respuesta, cuantas
):
    delete_segunda(directora_maule)
    filas[1] |= {"medios": "Acta"}
    clave = f"CONFLICTO:{SEGUNDA}:fila"
    with pytest.raises(ImportacionRechazada) as rechazo:
        act(bring(), ejercicio)
    assert [p.clave for p in rechazo.value.libros[0].preguntas] == [clave]
    answer(bring(), ejercicio, {clave: respuesta})
    assert ObjetivoEspecifico.objects.count() == cuantas
    assert not ObjetivoEspecifico.objects.filter(codigo=SEGUNDA).exists()


def test_a_row_that_others_added_is_not_missing(bring, tmp_path, filas, instancias, ejercicio):
    ampliado = [*filas, build_fila(9, ponderacion="1%")]
    import_formulario(lectura=read_maule(tmp_path, ampliado, instancias), ejercicio=ejercicio, actor=None)
    vista = preview_formulario(lectura=bring(), ejercicio=ejercicio, actor=None)
    assert (vista.cambios, vista.preguntas, vista.cambia) == ((), (), False)


def test_a_row_that_the_workbook_deleted_is_missing(bring, filas, ejercicio):
    del filas[1]
    vista = preview_formulario(lectura=bring((PRIMERA,)), ejercicio=ejercicio, actor=None)
    assert [(c.codigo, c.accion) for c in vista.cambios] == [(SEGUNDA, "ausente")]


def test_the_order_that_others_gave_stands_when_the_workbook_did_not_move_rows(bring, filas, ejercicio):
    ObjetivoEspecifico.objects.filter(codigo=PRIMERA).update(orden=8)
    assert act(bring(), ejercicio).cambia is False
    filas.append(build_fila(9, ponderacion="1%"))
    act(bring((PRIMERA, SEGUNDA, "")), ejercicio)
    assert list(ObjetivoEspecifico.objects.order_by("orden").values_list("codigo", flat=True)) == [
        SEGUNDA,
        PRIMERA,
        "2009-07-III.2-03",
    ]


def test_the_metadata_of_another_territory_or_year_is_not_of_this_form(bring, ejercicio, filas, directora_maule):
    change(Compromiso, directora_maule, {"unidad_texto": "La de la directora"}, codigo=f"{PRIMERA}.1")
    lectura = bring()
    for ajeno in ({"region": "03"}, {"anio": 2010}, {"servicio": "otro"}):
        de_otro = replace(lectura, metadatos=replace(lectura.metadatos, **ajeno))
        vista = preview_formulario(lectura=de_otro, ejercicio=ejercicio, actor=None)
        assert [campo.campo for fila in vista.cambios for campo in fila.campos] == ["unidad_texto"]
