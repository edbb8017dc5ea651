"""Writing the rows of the form: who may, while it is open, each with its code and its record."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from programas.enums import EstadoPrograma, Etapa, Ponderacion
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
from programas.services import edicion
from programas.services.codigos import CodigoRechazado
from programas.services.edicion import FilaBloqueada, FilaValidada, MotivoDeReglas, MotivoRequerido
from regiones.enums import Acto
from regiones.models import Region, Registro, Servicio, UnidadResponsable
from regiones.services import CambioObsoleto, FilaEnUso
from tests.fabrica import build_programa


@pytest.fixture
def programa(ejercicio, maule):
    return build_programa(ejercicio, maule, "III.1", "--", pesos=["40", "60"])


@pytest.fixture
def compromiso(programa):
    return Compromiso.objects.get(codigo="2009-07-III.1-01.1")


def set_estado(programa, estado):
    ProgramaTrabajo.objects.filter(pk=programa.pk).update(estado=estado)
    programa.refresh_from_db()


def test_a_territory_drafts_its_whole_form_from_nothing(ejercicio, maule, encargada_maule, corte):
    def add(fila):
        return edicion.add_fila(fila=fila, actor=encargada_maule)

    programa = add(ProgramaTrabajo(ejercicio=ejercicio, region=maule, tipo="III.2"))
    objetivo = add(ObjetivoEspecifico(programa=programa, texto="Ampliar la red"))
    segundo = add(ObjetivoEspecifico(programa=programa, texto="Ampliar la red"))
    indicador = add(Indicador(objetivo=objetivo, texto="Redes", meta="25% de 345 municipios"))
    compromiso = add(Compromiso(objetivo=objetivo, ponderacion=32_000))
    actividad = add(Actividad(compromiso=compromiso, texto="Reunión"))
    medio = add(MedioVerificacion(compromiso=compromiso, texto="Acta"))
    instancia = add(Instancia(programa=programa, nombre="Mesa rural"))
    analisis = add(AnalisisAvance(programa=programa, corte=corte, objetivo=objetivo))
    filas = (programa, objetivo, segundo, indicador, compromiso, actividad, medio, instancia, analisis)
    assert [fila.codigo for fila in filas] == [
        "2009-07-III.2",
        "2009-07-III.2-01",
        "2009-07-III.2-02",
        "2009-07-III.2-01",
        "2009-07-III.2-01.1",
        "2009-07-III.2-01.1-A1",
        "2009-07-III.2-01.1-M1",
        "2009-07-III.2-I01",
        "2009-07-III.2-A01",
    ]
    assert (objetivo.orden, segundo.orden) == (1, 2)
    assert (indicador.meta_valor, indicador.meta_unidad, indicador.meta_base) == (25, "%", "345 municipios")
    registros = Registro.objects.filter(acto=Acto.CREAR, actor=encargada_maule, region=maule, anio=2009)
    assert registros.count() == len(filas)


def test_a_number_is_never_given_twice(programa, encargada_maule):
    objetivo = edicion.add_fila(fila=ObjetivoEspecifico(programa=programa, texto="Nuevo"), actor=encargada_maule)
    assert objetivo.codigo == "2009-07-III.1-03"
    edicion.remove_fila(fila=objetivo, actor=encargada_maule)
    otro = edicion.add_fila(fila=ObjetivoEspecifico(programa=programa, texto="Otro"), actor=encargada_maule)
    assert otro.codigo == "2009-07-III.1-04"


def test_saving_a_programme_read_before_does_not_give_back_its_numbers(programa, encargada_maule):
    leido = ProgramaTrabajo.objects.get(pk=programa.pk)
    edicion.add_fila(fila=ObjetivoEspecifico(programa=programa, texto="Nuevo"), actor=encargada_maule)
    leido.responsable = "Seremi"
    assert edicion.change_fila(fila=leido, actor=encargada_maule) is True
    assert ProgramaTrabajo.objects.get(pk=programa.pk).ultimo_objetivo == 3


@pytest.mark.parametrize(
    ("codigo", "mensaje"),
    [
        ("2009-03-III.1-09", "no es un código de 2009-07-III.1"),
        ("2009-07-III.1-9", "no es un código de 2009-07-III.1"),
        ("2009-07-III.1-02", "ya se dio una vez"),
        ("cualquiera", "no es un código de 2009-07-III.1"),
    ],
)
def test_a_code_that_is_not_free_is_refused(programa, encargada_maule, codigo, mensaje):
    with pytest.raises(CodigoRechazado, match=mensaje):
        edicion.add_fila(
            fila=ObjetivoEspecifico(programa=programa, texto="x", codigo=codigo), actor=encargada_maule
        )


def test_a_free_code_is_kept_and_the_next_one_follows_it(programa, encargada_maule):
    edicion.add_fila(
        fila=ObjetivoEspecifico(programa=programa, texto="x", codigo="2009-07-III.1-07"), actor=encargada_maule
    )
    nuevo = edicion.add_fila(fila=ObjetivoEspecifico(programa=programa, texto="y"), actor=encargada_maule)
    assert nuevo.codigo == "2009-07-III.1-08"


def test_another_territory_is_refused_and_nothing_is_written(programa, compromiso, director_atacama):
    antes = Registro.objects.count()
    compromiso.unidad_texto = "Ajena"
    with pytest.raises(PermissionDenied):
        edicion.change_fila(fila=compromiso, actor=director_atacama)
    with pytest.raises(PermissionDenied):
        edicion.add_fila(fila=ObjetivoEspecifico(programa=programa, texto="Ajeno"), actor=director_atacama)
    with pytest.raises(PermissionDenied):
        edicion.remove_fila(fila=compromiso, actor=director_atacama)
    assert Compromiso.objects.get(pk=compromiso.pk).unidad_texto == ""
    assert (ObjetivoEspecifico.objects.count(), Registro.objects.count()) == (2, antes)


@pytest.mark.parametrize("quien", ["revisora", "auditor"])
def test_who_reviews_or_audits_does_not_draft(programa, quien, request):
    actor = request.getfixturevalue(quien)
    with pytest.raises(PermissionDenied):
        edicion.add_fila(fila=ObjetivoEspecifico(programa=programa, texto="x"), actor=actor)


def test_a_unit_writes_its_own_rows_and_no_others(ejercicio, nivel_central, unidad_vif, jefa_vif):
    build_programa(ejercicio, nivel_central, "III.1", "--")
    propio, ajeno = Compromiso.objects.order_by("codigo")
    propio.unidades.add(unidad_vif)
    propio.unidad_texto = "Unidad de VIF"
    assert edicion.change_fila(fila=propio, actor=jefa_vif) is True
    actividad = edicion.add_fila(fila=Actividad(compromiso=propio, texto="Taller"), actor=jefa_vif)
    assert actividad.codigo == "2009-99-III.1-01.1-A2"
    indicador = propio.objetivo.indicador
    indicador.resultado = "98%"
    assert edicion.change_fila(fila=indicador, actor=jefa_vif) is True
    ajeno.unidad_texto = "Unidad de VIF"
    for fila in (ajeno, ajeno.objetivo.indicador, propio.objetivo):
        with pytest.raises(PermissionDenied):
            edicion.change_fila(fila=fila, actor=jefa_vif)
    with pytest.raises(PermissionDenied):
        edicion.remove_fila(fila=propio, actor=jefa_vif)


@pytest.mark.parametrize("estado", [EstadoPrograma.ENVIADO, EstadoPrograma.APROBADO])
def test_a_sent_or_approved_programme_is_locked_but_for_results_and_analyses(
    programa, compromiso, corte, encargada_maule, estado
):
    objetivo = compromiso.objetivo
    indicador = objetivo.indicador
    set_estado(programa, estado)
    compromiso.ponderacion = 50_000
    with pytest.raises(FilaBloqueada, match="su formulación no se modifica"):
        edicion.change_fila(fila=compromiso, actor=encargada_maule)
    with pytest.raises(FilaBloqueada):
        edicion.add_fila(fila=Actividad(compromiso=compromiso, texto="x"), actor=encargada_maule)
    with pytest.raises(FilaBloqueada):
        edicion.remove_fila(fila=indicador, actor=encargada_maule)
    indicador.meta = "90%"
    with pytest.raises(FilaBloqueada):
        edicion.change_fila(fila=indicador, actor=encargada_maule)
    indicador.refresh_from_db()
    indicador.resultado = "85% de 174 redes"
    assert edicion.change_fila(fila=indicador, actor=encargada_maule) is True
    assert (indicador.resultado_valor, indicador.resultado_base) == (85, "174 redes")
    analisis = AnalisisAvance(programa=programa, corte=corte, objetivo=objetivo, avance_efectivo="Se avanza")
    assert edicion.add_fila(fila=analisis, actor=encargada_maule).codigo == "2009-07-III.1-A01"


def test_nothing_of_a_closed_ejercicio_changes(
    ejercicio, programa, compromiso, corte, encargada_maule, administradora
):
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=Etapa.CERRADO)
    indicador = compromiso.objetivo.indicador
    indicador.resultado = "100%"
    analisis = AnalisisAvance(programa=programa, corte=corte)
    for escribir, fila in (
        (edicion.change_fila, compromiso),
        (edicion.change_fila, indicador),
        (edicion.add_fila, analisis),
        (edicion.change_fila, programa),
        (edicion.change_fila, corte),
        (edicion.remove_fila, corte),
    ):
        with pytest.raises(FilaBloqueada, match="está cerrado"):
            escribir(fila=fila, actor=administradora)
    ejercicio.refresh_from_db()
    ejercicio.umbral = 100
    with pytest.raises(FilaBloqueada, match="está cerrado"):
        edicion.change_fila(fila=ejercicio, actor=administradora)


def test_after_the_first_submission_weights_and_objectives_need_a_reason(programa, compromiso, encargada_maule):
    set_estado(programa, EstadoPrograma.OBSERVADO)
    compromiso.ponderacion = 500_000
    with pytest.raises(MotivoRequerido, match="escriba el motivo del cambio"):
        edicion.change_fila(fila=compromiso, actor=encargada_maule)
    with pytest.raises(MotivoRequerido):
        edicion.add_fila(fila=ObjetivoEspecifico(programa=programa, texto="x"), actor=encargada_maule)
    assert edicion.change_fila(fila=compromiso, actor=encargada_maule, motivo="Lo pidió la revisión") is True
    registro = Registro.objects.get(acto=Acto.MODIFICAR, actor__isnull=False)
    assert (registro.antes, registro.despues) == ({"ponderacion": 400_000}, {"ponderacion": 500_000})
    assert registro.motivo == "Lo pidió la revisión"
    compromiso.unidad_texto = "Sin peso ni objetivo"
    assert edicion.change_fila(fila=compromiso, actor=encargada_maule) is True


def test_linked_units_are_written_recorded_and_grow_the_version(compromiso, servicio, encargada_maule):
    unidades = [UnidadResponsable.objects.create(servicio=servicio, nombre=n, clave=n) for n in "ab"]
    claves = [unidad.pk for unidad in unidades]
    assert edicion.change_fila(fila=compromiso, actor=encargada_maule, enlaces={"unidades": claves}) is True
    assert list(compromiso.unidades.values_list("pk", flat=True)) == claves
    registro = Registro.objects.get(acto=Acto.MODIFICAR, actor__isnull=False)
    assert (registro.antes, registro.despues) == ({"unidades": []}, {"unidades": claves})
    assert Compromiso.objects.get(pk=compromiso.pk).version == 2
    assert edicion.change_fila(fila=compromiso, actor=encargada_maule, enlaces={"unidades": claves}) is False


def test_links_to_what_does_not_belong_are_refused(ejercicio, maule, atacama, compromiso, encargada_maule):
    otro = Servicio.objects.create(codigo="otro", sigla="OTRO", nombre="Otro servicio")
    ajena = UnidadResponsable.objects.create(servicio=otro, nombre="Ajena", clave="ajena")
    with pytest.raises(ValidationError, match="Ajena: no es una unidad del servicio"):
        edicion.change_fila(fila=compromiso, actor=encargada_maule, enlaces={"unidades": [ajena.pk]})
    programa = build_programa(ejercicio, maule, "III.2", "-")
    nuble = Region.objects.get(cut="16")
    with pytest.raises(ValidationError, match="Ñuble: no existía en 2009"):
        edicion.add_fila(
            fila=Instancia(programa=programa, nombre="Mesa"),
            actor=encargada_maule,
            enlaces={"regiones": [nuble.pk]},
        )
    with pytest.raises(ValidationError, match="es de otro programa"):
        edicion.add_fila(
            fila=Instancia(programa=programa, nombre="Mesa"),
            actor=encargada_maule,
            enlaces={"objetivos": [compromiso.objetivo_id]},
        )
    assert Instancia.objects.count() == 0


def test_a_region_that_did_not_exist_commits_nothing(ejercicio, administradora):
    with pytest.raises(ValidationError, match="Ñuble no existía en 2009"):
        edicion.add_fila(
            fila=ProgramaTrabajo(ejercicio=ejercicio, region=Region.objects.get(cut="16"), tipo="III.1"),
            actor=administradora,
        )


def test_a_stale_row_is_refused_with_both_values(compromiso, servicio, encargada_maule, directora_maule):
    unidad = UnidadResponsable.objects.create(servicio=servicio, nombre="Unidad A", clave="unidad a")
    mio = Compromiso.objects.get(pk=compromiso.pk)
    compromiso.ponderacion = 450_000
    edicion.change_fila(fila=compromiso, actor=directora_maule, enlaces={"unidades": [unidad.pk]})
    mio.ponderacion = 333_300
    with pytest.raises(CambioObsoleto) as rechazo:
        edicion.change_fila(fila=mio, actor=encargada_maule, enlaces={"unidades": []})
    assert rechazo.value.diferencias == {
        "ponderación": ("33,33 %", "45 %"),
        "unidades responsables": ("(vacío)", "Unidad A"),
    }
    assert Compromiso.objects.get(pk=compromiso.pk).ponderacion == 450_000


def test_a_row_does_not_move_to_another_parent(ejercicio, maule, compromiso, encargada_maule):
    otro = build_programa(ejercicio, maule, "III.3", "-")
    objetivo = compromiso.objetivo
    objetivo.programa = otro
    with pytest.raises(ValidationError, match="No se cambia"):
        edicion.change_fila(fila=objetivo, actor=encargada_maule)


def test_what_no_form_types_stays_as_stored(compromiso, encargada_maule):
    compromiso.codigo, compromiso.declarado, compromiso.validado = "otro", "si", "si"
    compromiso.unidad_texto = "Unidad"
    edicion.change_fila(fila=compromiso, actor=encargada_maule)
    guardado = Compromiso.objects.get(pk=compromiso.pk)
    assert (guardado.codigo, guardado.declarado, guardado.validado) == ("2009-07-III.1-01.1", "", "")


def test_line_breaks_of_browsers_are_kept_as_one_character(compromiso, encargada_maule):
    compromiso.unidad_texto = "una\r\ndos\rtres"
    edicion.change_fila(fila=compromiso, actor=encargada_maule)
    assert Compromiso.objects.get(pk=compromiso.pk).unidad_texto == "una\ndos\ntres"


def test_deleting_keeps_in_the_record_what_the_row_and_its_parts_said(compromiso, unidad_vif, encargada_maule):
    compromiso.unidades.add(unidad_vif)
    edicion.remove_fila(fila=compromiso, actor=encargada_maule, motivo="Repetido")
    eliminadas = Registro.objects.filter(acto=Acto.ELIMINAR)
    assert {r.clase for r in eliminadas} == {
        "programas.compromiso",
        "programas.actividad",
        "programas.medioverificacion",
    }
    propia = eliminadas.get(clase="programas.compromiso")
    assert (propia.antes["ponderacion"], propia.antes["unidades"]) == (400_000, [unidad_vif.pk])
    assert propia.motivo == "Repetido"


def test_what_others_depend_on_is_not_deleted(ejercicio, maule, compromiso, encargada_maule):
    with pytest.raises(FilaEnUso, match=r"2009-07-III\.1-01\.1"):
        edicion.remove_fila(fila=compromiso.objetivo, actor=encargada_maule)
    programa = build_programa(ejercicio, maule, "III.2", "")
    objetivo = edicion.add_fila(fila=ObjetivoEspecifico(programa=programa, texto="x"), actor=encargada_maule)
    edicion.add_fila(
        fila=Instancia(programa=programa, nombre="Mesa"),
        actor=encargada_maule,
        enlaces={"objetivos": [objetivo.pk]},
    )
    with pytest.raises(FilaEnUso, match=r"2009-07-III\.2-I01"):
        edicion.remove_fila(fila=objetivo, actor=encargada_maule)


def test_a_validated_row_is_not_deleted(compromiso, encargada_maule):
    Compromiso.objects.filter(pk=compromiso.pk).update(validado="no")
    compromiso.refresh_from_db()
    with pytest.raises(FilaValidada, match="está validado «No»"):
        edicion.remove_fila(fila=compromiso, actor=encargada_maule)


def test_a_stale_deletion_is_refused(compromiso, encargada_maule):
    leido = Compromiso.objects.get(pk=compromiso.pk)
    compromiso.unidad_texto = "Nueva"
    edicion.change_fila(fila=compromiso, actor=encargada_maule)
    with pytest.raises(CambioObsoleto):
        edicion.remove_fila(fila=leido, actor=encargada_maule)


def test_ejercicios_are_the_administrations_and_cortes_also_the_central_units(
    servicio, ejercicio, corte, administradora, revisora, encargada_maule
):
    nuevo = edicion.add_fila(fila=Ejercicio(servicio=servicio, anio=2010), actor=administradora)
    assert nuevo.etapa == Etapa.FORMULACION
    for actor in (revisora, encargada_maule):
        with pytest.raises(PermissionDenied):
            edicion.add_fila(fila=Ejercicio(servicio=servicio, anio=2011), actor=actor)
    corte.plazo = corte.plazo.replace(day=31)
    assert edicion.change_fila(fila=corte, actor=revisora) is True
    with pytest.raises(PermissionDenied):
        edicion.add_fila(
            fila=Corte(ejercicio=ejercicio, fecha_medicion=corte.plazo, plazo=corte.plazo), actor=encargada_maule
        )


def test_a_uniform_programme_changes_its_mode_with_a_record(programa, encargada_maule):
    programa.ponderacion = Ponderacion.UNIFORME
    edicion.change_fila(fila=programa, actor=encargada_maule)
    registro = Registro.objects.get(acto=Acto.MODIFICAR, actor__isnull=False)
    assert (registro.antes, registro.despues) == ({"ponderacion": "MANUAL"}, {"ponderacion": "UNIFORME"})


def test_a_lower_free_code_does_not_take_numbers_back(programa, encargada_maule):
    ProgramaTrabajo.objects.filter(pk=programa.pk).update(ultimo_objetivo=9)
    adoptado = ObjetivoEspecifico(programa=programa, codigo="2009-07-III.1-05", texto="Del archivo")
    edicion.add_fila(fila=adoptado, actor=encargada_maule)
    siguiente = edicion.add_fila(fila=ObjetivoEspecifico(programa=programa, texto="Otro"), actor=encargada_maule)
    assert siguiente.codigo == "2009-07-III.1-10"


@pytest.mark.parametrize(("campo", "valor"), [("umbral", 800_000), ("lectura", "POR_TERRITORIO")])
def test_what_decides_a_verdict_changes_with_a_reason_once_the_year_began(ejercicio, administradora, campo, valor):
    setattr(ejercicio, campo, valor)
    with pytest.raises(MotivoDeReglas, match="puede cambiar su resultado: escriba el motivo"):
        edicion.change_fila(fila=ejercicio, actor=administradora)
    assert getattr(Ejercicio.objects.get(), campo) != valor
    assert edicion.change_fila(fila=ejercicio, actor=administradora, motivo="Oficio 12 del comité") is True
    assert Registro.objects.get(clase="programas.ejercicio").motivo == "Oficio 12 del comité"


def test_before_the_year_begins_its_rules_are_still_being_set(ejercicio, administradora):
    Ejercicio.objects.update(etapa=Etapa.FORMULACION)
    ejercicio.umbral = 800_000
    assert edicion.change_fila(fila=ejercicio, actor=administradora) is True
