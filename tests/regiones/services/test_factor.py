"""The second factor: codes enter once, wrong ones are counted, and only who manages the account takes it away."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from regiones.models import CodigoRecuperacion, Registro, SegundoFactor
from regiones.permissions import lacks_factor, requires_factor
from regiones.services import ActoRechazado, factor
from regiones.services.factor import (
    CodigoIncorrecto,
    DemasiadosCodigos,
    FactorAusente,
    activate_factor,
    check_codigo,
    create_semilla,
    find_paso,
    renew_codigos,
    reset_factor,
)
from regiones.services.usuarios import change_usuario
from tests.factores import give_factor, show_codigo, stop_reloj


@pytest.fixture(autouse=True)
def hora(monkeypatch):
    return stop_reloj(monkeypatch)


def list_actos(usuario):
    return list(
        Registro.objects.filter(clase="regiones.usuario", objeto=usuario.pk)
        .order_by("pk")
        .values_list("acto", "actor", "motivo")
    )


@pytest.mark.parametrize(
    ("pasos", "esperado"), [(-2, None), (-1, 59_999_999), (0, 60_000_000), (1, 60_000_001), (2, None)]
)
def test_a_code_is_good_in_its_step_and_one_around(pasos, esperado):
    semilla = create_semilla()
    assert find_paso(semilla, show_codigo(factor.compute_clave(semilla), pasos), -1) == esperado


@pytest.mark.parametrize("codigo", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "+12345", "12 345"])
def test_what_is_no_code_is_not_one(codigo):
    assert find_paso(create_semilla(), codigo, -1) is None


def test_the_published_vector_of_the_standard_holds(monkeypatch, hora):
    """RFC 6238, appendix B, SHA-1: eight figures, of which a telephone shows the last six."""
    monkeypatch.setattr(factor, "compute_clave", lambda semilla: b"12345678901234567890")
    for momento, codigo in (
        (59, "287082"),
        (1111111109, "081804"),
        (1234567890, "005924"),
        (20000000000, "353130"),
    ):
        hora["hora"] = float(momento)
        assert find_paso("", codigo, -1) == momento // 30


def test_what_is_stored_tells_neither_the_key_nor_the_codes(directora_maule, settings):
    clave, codigos = give_factor(directora_maule)
    assert (len(clave), len(codigos), len(set(codigos))) == (20, 10, 10)
    guardado = str([*SegundoFactor.objects.values_list(), *CodigoRecuperacion.objects.values_list()])
    guardado += str(list(Registro.objects.values_list()))
    assert [
        codigo for codigo in (clave.hex(), *codigos) if codigo in guardado or codigo.replace("-", "") in guardado
    ] == []
    settings.SECRET_KEY = "otra" * 20
    assert factor.compute_clave(SegundoFactor.objects.get().semilla) != clave


def test_no_code_enters_twice_nor_an_earlier_one(directora_maule, hora):
    clave, _ = give_factor(directora_maule)
    ahora = show_codigo(clave)
    check_codigo(usuario=directora_maule, codigo=f"{ahora[:3]} {ahora[3:]}")
    for repetido in (ahora, show_codigo(clave, -1)):
        with pytest.raises(CodigoIncorrecto):
            check_codigo(usuario=directora_maule, codigo=repetido)
    hora["hora"] += 30
    check_codigo(usuario=directora_maule, codigo=show_codigo(clave))


def test_another_persons_codes_do_not_enter(directora_maule, director_atacama):
    clave, codigos = give_factor(director_atacama)
    give_factor(directora_maule)
    for ajeno in (show_codigo(clave), codigos[0]):
        with pytest.raises(CodigoIncorrecto):
            check_codigo(usuario=directora_maule, codigo=ajeno)
    check_codigo(usuario=director_atacama, codigo=codigos[0])


def test_a_code_of_recovery_enters_once_and_leaves_its_line(directora_maule):
    _, codigos = give_factor(directora_maule)
    check_codigo(usuario=directora_maule, codigo=codigos[3].lower().replace("-", " "))
    with pytest.raises(CodigoIncorrecto):
        check_codigo(usuario=directora_maule, codigo=codigos[3])
    assert list_actos(directora_maule) == [
        ("ACTIVAR_FACTOR", directora_maule.pk, ""),
        ("USAR_CODIGO", directora_maule.pk, "Le quedan 9"),
    ]


def test_new_codes_need_a_good_one_and_end_the_old(directora_maule):
    clave, viejos = give_factor(directora_maule)
    with pytest.raises(CodigoIncorrecto):
        renew_codigos(usuario=directora_maule, codigo="000000")
    nuevos = renew_codigos(usuario=directora_maule, codigo=show_codigo(clave))
    with pytest.raises(CodigoIncorrecto):
        check_codigo(usuario=directora_maule, codigo=viejos[0])
    check_codigo(usuario=directora_maule, codigo=nuevos[0])


def test_wrong_codes_are_counted_whatever_their_kind_and_the_good_one_waits_too(directora_maule, hora, settings):
    clave, codigos = give_factor(directora_maule)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        with pytest.raises(CodigoIncorrecto):
            check_codigo(usuario=directora_maule, codigo="AAAA-AAAA-AAAA-AAAA")
    for bueno in (show_codigo(clave), codigos[0]):
        with pytest.raises(DemasiadosCodigos, match="Vuelva a intentarlo en 15 minutos"):
            check_codigo(usuario=directora_maule, codigo=bueno)
    hora["hora"] += 15 * 60
    check_codigo(usuario=directora_maule, codigo=show_codigo(clave))


def test_in_a_day_they_are_few_however_they_are_spread(directora_maule, hora, settings):
    give_factor(directora_maule)
    rechazos = []
    for _ in range(factor.MAXIMO_AL_DIA + 1):
        with pytest.raises(ActoRechazado) as rechazo:
            check_codigo(usuario=directora_maule, codigo="000000")
        rechazos.append(type(rechazo.value))
        hora["hora"] += 15 * 60 / settings.AXES_FAILURE_LIMIT
    assert rechazos == [CodigoIncorrecto] * factor.MAXIMO_AL_DIA + [DemasiadosCodigos]


def test_good_codes_are_not_held_against_anybody(directora_maule, hora, settings):
    clave, _ = give_factor(directora_maule)
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        hora["hora"] += 30
        check_codigo(usuario=directora_maule, codigo=show_codigo(clave))


def test_another_telephone_needs_a_code_of_the_present_one(directora_maule, hora):
    clave, _ = give_factor(directora_maule)
    desde, semilla = directora_maule.factor_desde, create_semilla()
    datos = {"usuario": directora_maule, "semilla": semilla, "codigo": show_codigo(factor.compute_clave(semilla))}
    for actual in ("", datos["codigo"]):
        with pytest.raises(CodigoIncorrecto):
            activate_factor(**datos, codigo_actual=actual)
    activate_factor(**datos, codigo_actual=show_codigo(clave))
    assert directora_maule.factor_desde > desde
    hora["hora"] += 30
    with pytest.raises(CodigoIncorrecto):
        check_codigo(usuario=directora_maule, codigo=show_codigo(clave))
    check_codigo(usuario=directora_maule, codigo=show_codigo(factor.compute_clave(semilla)))


@pytest.mark.parametrize("quien", ["directora_maule", "director_atacama", "revisora", "auditor"])
def test_only_who_manages_the_account_takes_a_factor_away(request, directora_maule, quien):
    clave, _ = give_factor(directora_maule)
    with pytest.raises(PermissionDenied):
        reset_factor(usuario=directora_maule, actor=request.getfixturevalue(quien), motivo="Perdió el teléfono")
    check_codigo(usuario=directora_maule, codigo=show_codigo(clave))


def test_taking_it_away_needs_a_reason_and_leaves_its_line(administradora, directora_maule):
    clave, codigos = give_factor(directora_maule)
    with pytest.raises(ActoRechazado, match="por qué"):
        reset_factor(usuario=directora_maule, actor=administradora, motivo=" ")
    reset_factor(usuario=directora_maule, actor=administradora, motivo="Perdió el teléfono")
    assert list_actos(directora_maule)[-1] == ("QUITAR_FACTOR", administradora.pk, "Perdió el teléfono")
    for codigo in (show_codigo(clave), codigos[0]):
        with pytest.raises(CodigoIncorrecto):
            check_codigo(usuario=directora_maule, codigo=codigo)
    with pytest.raises(FactorAusente):
        reset_factor(usuario=directora_maule, actor=administradora, motivo="Otra vez")


def test_an_administrator_does_not_take_away_the_installations_nor_their_own(administradora, instaladora):
    for usuario in (administradora, instaladora):
        give_factor(usuario)
        with pytest.raises(PermissionDenied):
            reset_factor(usuario=usuario, actor=administradora, motivo="Perdió el teléfono")


def test_the_command_line_takes_it_away_from_whoever_is_left_out(instaladora):
    with pytest.raises(CommandError, match="no tiene segundo factor"):
        call_command("reset_segundo_factor", "instaladora", motivo="Perdió el teléfono")
    give_factor(instaladora)
    with pytest.raises(CommandError, match="No hay ninguna cuenta"):
        call_command("reset_segundo_factor", "nadie", motivo="Perdió el teléfono")
    call_command("reset_segundo_factor", "instaladora", motivo="Perdió el teléfono", stdout=StringIO())
    assert list_actos(instaladora)[-1] == ("QUITAR_FACTOR", None, "Perdió el teléfono")
    assert not SegundoFactor.objects.exists()


@pytest.mark.parametrize(
    ("roles", "obligados"),
    [
        ((), set()),
        (("DIRECCION",), {"directora_maule", "instaladora"}),
        (("INSTALACION",), {"instaladora"}),
        (("ADMINISTRACION", "CENTRAL"), {"administradora", "revisora", "instaladora"}),
    ],
)
def test_it_is_asked_of_the_roles_of_today(request, settings, directora_maule, roles, obligados):
    settings.SEGUNDO_FACTOR_ROLES = frozenset(roles)
    elenco = ("directora_maule", "administradora", "revisora", "auditor", "encargada_maule", "instaladora")
    personas = {nombre: request.getfixturevalue(nombre) for nombre in elenco}
    assert {nombre for nombre, persona in personas.items() if lacks_factor(persona)} == obligados
    give_factor(directora_maule)
    assert (lacks_factor(directora_maule), requires_factor(directora_maule)) == (False, "DIRECCION" in roles)


def test_an_assignment_that_ended_or_is_to_begin_asks_nothing(settings, directora_maule, django_user_model):
    settings.SEGUNDO_FACTOR_ROLES = frozenset({"DIRECCION"})
    asignacion = directora_maule.asignaciones.get()
    hoy = factor.timezone.localdate()
    for desde, hasta, obliga in (
        (hoy - timedelta(days=9), hoy - timedelta(days=1), False),
        (hoy + timedelta(days=1), None, False),
        (hoy, hoy, True),
    ):
        asignacion.desde, asignacion.hasta = desde, hasta
        asignacion.save()
        assert lacks_factor(django_user_model.objects.get(pk=directora_maule.pk)) is obliga


def test_changing_an_account_leaves_its_factor_alone(administradora, directora_maule, django_user_model):
    leida = django_user_model.objects.get(pk=directora_maule.pk)
    give_factor(directora_maule)
    leida.first_name = "Directora"
    assert change_usuario(usuario=leida, actor=administradora) is True
    assert django_user_model.objects.get(pk=leida.pk).factor_desde == directora_maule.factor_desde
