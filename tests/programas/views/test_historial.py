"""The record as a page: searched, within one's reach, in words, and never changed."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programas.models import Compromiso, Ejercicio, ProgramaTrabajo
from programas.services.cumplimiento import validate_cumplimiento
from programas.services.edicion import change_fila
from regiones.enums import Acto, Rol
from regiones.models import Registro, Servicio
from tests.conftest import create_usuario
from tests.fabrica import build_programa
from tests.mundo import build_registro

HISTORIAL = reverse("historial", kwargs={"servicio": "sernam", "anio": 2009})


@pytest.fixture
def registrado(ejercicio, maule, atacama, directora_maule, revisora):
    """A change in Maule by its director, a validation, and another territory's line."""
    Ejercicio.objects.update(exige_evidencia=False)
    programa = build_programa(ejercicio, maule, "III.1", "--", pesos="50")
    build_programa(ejercicio, atacama, "III.1", "-")
    fila = Compromiso.objects.get(codigo="2009-07-III.1-01.1")
    fila.ponderacion = 333_000
    change_fila(fila=fila, actor=directora_maule)
    validate_cumplimiento(compromiso=fila, respuesta="no", motivo="No llegó el acta", actor=revisora)
    build_registro(ejercicio.servicio, atacama, Compromiso.objects.get(codigo="2009-03-III.1-01.1"))
    return programa


def list_del_formulario(pagina):
    """The lines about rows of the form, and not about territories or people."""
    return [a.codigo for _, a in pagina.context["historial"].asientos if a.codigo.startswith("2009-")]


def buscar(client, **filtros):
    pagina = client.get(HISTORIAL, filtros)
    return [(asiento.acto, asiento.codigo) for _, asiento in pagina.context["historial"].asientos]


def test_changes_read_as_people_write_them_newest_first(client, registrado, auditor):
    client.force_login(auditor)
    pagina = client.get(HISTORIAL)
    asientos = [asiento for lugar, asiento in pagina.context["historial"].asientos if lugar == "Maule"]
    assert [
        (a.acto, a.quien, a.motivo, [(c.campo, c.antes, c.despues) for c in a.cambios][:2]) for a in asientos
    ] == [
        (
            "Validación",
            "revisora",
            "No llegó el acta",
            [("motivo", "(vacío)", "No llegó el acta"), ("validado", "(vacío)", "No")],
        ),
        ("Modificación", "directora.maule", "", [("ponderación", "50 %", "33,3 %")]),
    ]
    cuantos = 3 + Registro.objects.filter(servicio=None).count()
    frase = f"{cuantos}\xa0actos en el registro, del más reciente al más antiguo."
    assert pagina.context["historial"].frase == frase


@pytest.mark.parametrize(
    ("filtros", "esperado"),
    [
        ({"texto": "2009-07-III.1-01"}, [Acto.VALIDAR, Acto.MODIFICAR]),
        ({"texto": "No llegó"}, [Acto.VALIDAR]),
        ({"texto": "llegó el ACTA"}, [Acto.VALIDAR]),
        ({"texto": "LLEGÓ EL ACTA"}, [Acto.VALIDAR]),
        ({"texto": "llego el acta"}, [Acto.VALIDAR]),
        ({"texto": "llegó él acta"}, [Acto.VALIDAR]),
        ({"texto": "333000"}, [Acto.MODIFICAR]),
        ({"region": "07"}, [Acto.VALIDAR, Acto.MODIFICAR]),
        ({"actor": "directora.maule"}, [Acto.MODIFICAR]),
        ({"acto": "VALIDAR"}, [Acto.VALIDAR]),
        ({"texto": "100%_"}, []),
        ({"desde": "2001-01-01", "hasta": "2001-12-31"}, []),
    ],
)
def test_it_is_searched_by_each_of_its_parts(client, registrado, auditor, filtros, esperado):
    client.force_login(auditor)
    actos = [acto for acto, codigo in buscar(client, **filtros) if codigo.startswith("2009-07")]
    assert actos == [acto.label for acto in esperado]


def test_each_sees_its_own_part_and_nothing_else_is_offered(client, registrado, directora_maule, director_atacama):
    client.force_login(directora_maule)
    pagina = client.get(HISTORIAL)
    assert {lugar for lugar, _ in pagina.context["historial"].asientos} == {"Maule"}
    texto = pagina.content.decode()
    assert "Atacama" not in texto
    ajeno = client.get(HISTORIAL, {"region": "03", "texto": "2009-03"})
    assert list(ajeno.context["form"].errors) == ["region"]
    assert "Ajuste de Atacama" not in ajeno.content.decode()
    assert ajeno.context["historial"].asientos == ()


@pytest.mark.parametrize("texto", ["PARTICIPACIÓN «ÑUBLE»", "participacion «nuble»", "Participación «Ñuble»"])
def test_what_a_row_said_is_found_however_it_is_written(client, registrado, auditor, directora_maule, texto):
    fila = Compromiso.objects.get(codigo="2009-07-III.1-02.1")
    fila.unidad_texto = "Unidad de Participación «Ñuble»"
    change_fila(fila=fila, actor=directora_maule)
    client.force_login(auditor)
    assert buscar(client, texto=texto) == [("Modificación", fila.codigo)]


def record_sin_servicio(fila, codigo):
    Registro.objects.create(
        acto=Acto.CREAR, clase=fila._meta.label_lower, objeto=fila.pk, codigo=codigo, despues={"email": codigo}
    )


def list_sin_servicio(client, quien):
    client.force_login(quien)
    asientos = [asiento.codigo for _, asiento in client.get(HISTORIAL).context["historial"].asientos]
    return [codigo for codigo in asientos if codigo.startswith("sin-servicio")]


def test_territories_and_accounts_of_the_service_are_in_it_for_who_sees_it_whole(
    client, registrado, auditor, administradora, directora_maule, maule
):
    otro = Servicio.objects.create(codigo="otro", sigla="OTRO", nombre="Otro")
    ajeno = create_usuario("de.otro.servicio", otro, Rol.AUDITORIA)
    for nombre, fila in (
        ("territorio", maule),
        ("cuenta", directora_maule),
        ("cuenta-ajena", ajeno),
        ("programa", registrado),
    ):
        record_sin_servicio(fila, f"sin-servicio-{nombre}")
    propios = ["sin-servicio-cuenta", "sin-servicio-territorio"]
    assert [list_sin_servicio(client, quien) for quien in (auditor, administradora, directora_maule)] == [
        propios,
        propios,
        [],
    ]
    de_cada_uno = {
        quien.username: sorted(
            Registro.objects.visible_to(quien)
            .filter(servicio=None, codigo__startswith="sin-servicio")
            .values_list("codigo", flat=True)
        )
        for quien in (auditor, directora_maule, ajeno)
    }
    assert de_cada_uno == {
        "auditor": propios,
        "directora.maule": [],
        "de.otro.servicio": ["sin-servicio-cuenta-ajena", "sin-servicio-territorio"],
    }


def test_another_service_and_another_year_are_not_of_this_page(client, registrado, auditor, maule):
    otro = Servicio.objects.create(codigo="otro", sigla="OTRO", nombre="Otro")
    build_registro(otro, maule, Compromiso.objects.first())
    for servicio, anio in ((otro, 2009), (registrado.ejercicio.servicio, 2008)):
        Registro.objects.create(
            acto=Acto.MODIFICAR, servicio=servicio, anio=anio, clase="x.y", objeto=1, codigo="2009-07-III.1"
        )
    client.force_login(auditor)
    assert len(list_del_formulario(client.get(HISTORIAL))) == 3


def test_it_goes_page_by_page_keeping_what_is_looked_for(client, registrado, auditor, atacama):
    compromiso = Compromiso.objects.get(codigo="2009-03-III.1-01.1")
    for _ in range(30):
        build_registro(registrado.ejercicio.servicio, atacama, compromiso)
    client.force_login(auditor)
    primera = client.get(HISTORIAL, {"texto": "2009-03"})
    assert len(primera.context["historial"].asientos) == 25
    assert 'href="?texto=2009-03&amp;pagina=2"' in primera.content.decode()
    assert len(buscar(client, texto="2009-03", pagina="2")) == 6
    assert len(buscar(client, texto="2009-03", pagina="no es un número")) == 25


def test_the_queries_are_the_same_for_one_line_and_for_many(client, ejercicio, maule, auditor):
    build_programa(ejercicio, maule, "III.1", "-" * 30)
    client.force_login(auditor)
    cuentas = []
    for compromiso in Compromiso.objects.all():
        build_registro(ejercicio.servicio, maule, compromiso)
        if len(cuentas) == 0:
            cuentas.append(count_consultas(client))
    cuentas.append(count_consultas(client))
    assert cuentas == [9, 9]


def count_consultas(client):
    with CaptureQueriesContext(connection) as consultas:
        client.get(HISTORIAL, {"region": "07"})
    return len(consultas)


def test_a_date_that_is_none_is_told_and_does_not_filter(client, registrado, auditor):
    client.force_login(auditor)
    pagina = client.get(HISTORIAL, {"desde": "ayer"})
    assert list(pagina.context["form"].errors) == ["desde"]
    assert len(list_del_formulario(pagina)) == 3


def test_the_day_is_that_of_chile(client, ejercicio, maule, auditor):
    programa = build_programa(ejercicio, maule, "III.1", "-")
    registro = build_registro(ejercicio.servicio, maule, Compromiso.objects.get())
    assert ProgramaTrabajo.objects.get() == programa
    Registro.objects.bulk_create(
        [
            Registro(
                momento="2009-07-02T02:30:00Z",
                acto=Acto.MODIFICAR,
                servicio=ejercicio.servicio,
                region=maule,
                anio=2009,
                clase=registro.clase,
                objeto=registro.objeto,
                codigo="de-noche",
            )
        ]
    )
    client.force_login(auditor)
    dia = date(2009, 7, 1).isoformat()
    assert buscar(client, desde=dia, hasta=dia) == [("Modificación", "de-noche")]
