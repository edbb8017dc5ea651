"""Accounts and assignments in the admin: created, given a password, deactivated; never deleted, never leaked."""

from django.urls import reverse

from regiones.enums import Rol
from regiones.models import Asignacion, Registro, Usuario

CLAVE = "una frase bastante larga"


def url(pagina, *args, modelo="usuario"):
    return reverse(f"admin:regiones_{modelo}_{pagina}", args=args)


def test_an_account_is_created_then_given_its_role(client, servicio, maule, administradora):
    client.force_login(administradora)
    datos = {"username": "nueva.persona", "clave": CLAVE, "clave_repetida": CLAVE}
    client.post(url("add"), datos)
    usuario = Usuario.objects.get(username="nueva.persona")
    assert usuario.check_password(CLAVE) is True
    pagina = client.get(url("change", usuario.pk))
    [tabla] = pagina.context["tablas"]
    assert tabla.agregar_url == f"{url('add', modelo='asignacion')}?usuario={usuario.pk}"
    respuesta = client.post(
        tabla.agregar_url,
        {
            "usuario": usuario.pk,
            "servicio": servicio.pk,
            "rol": Rol.ENCARGADA,
            "region": maule.pk,
            "desde": "01-01-2009",
        },
    )
    assert respuesta.headers["Location"] == url("change", usuario.pk)
    assert [str(asignacion) for asignacion in usuario.asignaciones.all()] == [
        "nueva.persona: Encargada/o regional, Maule"
    ]
    assert Registro.objects.filter(actor=administradora).count() == 2


def test_a_wrong_or_weak_password_is_told_beside_its_field(client, administradora):
    client.force_login(administradora)
    datos = {"username": "nueva", "clave": "corta", "clave_repetida": "otra"}
    errores = client.post(url("add"), datos).context["adminform"].form.errors
    assert set(errores) == {"clave", "clave_repetida"}
    assert Usuario.objects.filter(username="nueva").count() == 0


def test_a_role_that_does_not_fit_its_place_is_told(client, servicio, administradora, directora_maule):
    client.force_login(administradora)
    datos = {"usuario": directora_maule.pk, "servicio": servicio.pk, "rol": Rol.ENCARGADA, "desde": "01-01-2009"}
    respuesta = client.post(url("add", modelo="asignacion"), datos)
    assert "llevan territorio" in respuesta.content.decode()


def test_a_person_is_deactivated_and_never_deleted(client, administradora, directora_maule, instaladora):
    client.force_login(administradora)
    client.post(url("change", directora_maule.pk), {"username": "directora.maule", "version_leida": 1})
    assert Usuario.objects.get(pk=directora_maule.pk).is_active is False
    for actor in (administradora, instaladora):
        client.force_login(actor)
        assert client.post(url("delete", directora_maule.pk), {"post": "yes"}).status_code == 403
        assert client.get(url("changelist")).context["action_form"] is None
    assert Usuario.objects.filter(pk=directora_maule.pk).count() == 1


def test_the_administrator_gives_a_new_password(client, administradora, directora_maule):
    client.force_login(administradora)
    respuesta = client.post(
        url("clave", directora_maule.pk), {"clave": CLAVE, "clave_repetida": CLAVE, "version_leida": 1}
    )
    assert respuesta.status_code == 302
    assert Usuario.objects.get(pk=directora_maule.pk).check_password(CLAVE) is True


def test_powers_over_the_installation_are_not_offered_nor_taken_from_a_form(
    client, administradora, directora_maule, instaladora
):
    client.force_login(administradora)
    formulario = client.get(url("change", directora_maule.pk)).context["adminform"].form
    assert "is_superuser" not in formulario.fields
    datos = {"username": "directora.maule", "is_active": "on", "is_superuser": "on", "is_staff": "on"}
    client.post(url("change", directora_maule.pk), datos | {"version_leida": 1})
    assert Usuario.objects.get(pk=directora_maule.pk).is_superuser is False
    client.force_login(instaladora)
    formulario = client.get(url("change", directora_maule.pk)).context["adminform"].form
    assert "is_superuser" in formulario.fields


def test_another_services_people_are_not_found(client, mundo, administradora):
    client.force_login(administradora)
    ajena = mundo.ajenas[Usuario]
    for pagina in ("change", "clave", "history"):
        respuesta = client.get(url(pagina, ajena.pk))
        assert respuesta.status_code == 404
        assert "persona.ajena" not in respuesta.content.decode()
    client.post(url("clave", ajena.pk), {"clave": CLAVE, "clave_repetida": CLAVE})
    assert Usuario.objects.get(pk=ajena.pk).check_password(CLAVE) is False
    consulta = {"app_label": "regiones", "model_name": "asignacion", "field_name": "usuario", "term": "persona"}
    resultados = client.get(reverse("admin:autocomplete"), consulta).json()["results"]
    assert [resultado["text"] for resultado in resultados] == ["persona.propia"]


def test_a_password_is_not_told_letter_by_letter(client, administradora):
    client.force_login(administradora)
    for consulta in ("password__startswith=md5", "password=x"):
        assert client.get(f"{url('changelist')}?{consulta}").status_code == 400


def test_the_history_of_an_account_tells_no_secret(client, administradora, directora_maule):
    client.force_login(administradora)
    datos = {"clave": CLAVE, "clave_repetida": CLAVE, "version_leida": 1}
    client.post(url("clave", directora_maule.pk), datos)
    historia = client.get(url("history", directora_maule.pk))
    [asiento] = historia.context["asientos"]
    assert (asiento.motivo, asiento.cambios) == ("Cambio de contraseña", ())
    directora_maule.refresh_from_db()
    assert directora_maule.password not in historia.content.decode()


def test_an_assignment_ends_by_its_date(client, administradora, directora_maule):
    client.force_login(administradora)
    asignacion = Asignacion.objects.get(usuario=directora_maule)
    datos = {"rol": asignacion.rol, "region": asignacion.region_id, "desde": "01-01-2009", "hasta": "31-12-2009"}
    client.post(url("change", asignacion.pk, modelo="asignacion"), datos | {"version_leida": 1})
    client.force_login(directora_maule)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403
