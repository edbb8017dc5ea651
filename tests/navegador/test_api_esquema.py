"""The API against a running server keeps its own document, as each role, and gives nobody another's row.

``API_EJEMPLOS=300 pytest tests/navegador/test_api_esquema.py`` tries much more than the few examples of every day.
"""

import os
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import requests
import schemathesis
from django.utils import timezone
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig

from tests.navegador.conftest import CLAVE

pytestmark = [pytest.mark.navegador, pytest.mark.recorrido]

EJEMPLOS = int(os.environ.get("API_EJEMPLOS", 5))
LARGO = 2_000
DE_CODIGO = re.compile(r"2009-(\d\d)-III\.[123]")
DE_TERRITORIO = re.compile(r'"territorio": "(\d\d)"')
# What exists, of several territories; and what does not.
CODIGOS = ["2009-07-III.1", "2009-07-III.1-01", "2009-07-III.1-01.1", "2009-03-III.1", "2009-03-III.2-01.1"]
CODIGOS += ["2009-99-III.1-01", "2009-07-III.1-99.9"]
VALORES = {
    "servicio": ["sernam", "ajeno"],
    "anio": [2009, 2010],
    "cut": ["07", "03", "11", "99", "16"],
    "codigo": CODIGOS,
    "territorio": ["07", "03", "11", "99", ""],
}
# Every role of the demonstration, and the territories that its account sees; ``None`` is all of them.
ROLES = {
    "anonimo": set(),
    "direccion.maule": {"07"},
    "encargada.aysen": {"11"},
    "unidad.participacion": {"99"},
    "unidad.central": None,
    "administracion": None,
    "auditoria": None,
}


def enter_api(servidor: str, usuario: str) -> dict[str, str]:
    """The header of a token that its person makes in the page; none for nobody."""
    if usuario == "anonimo":
        return {}
    sesion = requests.Session()
    entrada, fichas = f"{servidor}/ingresar/", f"{servidor}/cuenta/fichas/"
    sesion.get(entrada)
    datos = {"csrfmiddlewaretoken": sesion.cookies["csrftoken"], "username": usuario, "password": CLAVE}
    assert sesion.post(entrada, datos).ok
    sesion.get(fichas)
    vence = timezone.localdate() + timedelta(days=1)
    datos = {"csrfmiddlewaretoken": sesion.cookies["csrftoken"], "nombre": "Prueba", "vence_en": f"{vence}"}
    clave = re.search(r'value="(gt_[\w-]+)"', sesion.post(fichas, datos).text)
    assert clave is not None
    return {"Authorization": f"Bearer {clave[1]}"}


def load_documento(servidor: str, rol: str):
    quien = rol if rol != "anonimo" else "auditoria"
    documento = requests.get(f"{servidor}/api/v1/openapi.json", headers=enter_api(servidor, quien)).json()
    generacion = GenerationConfig(deterministic=True, with_security_parameters=False)
    proyecto = ProjectsConfig(default=ProjectConfig(generation=generacion))
    return schemathesis.openapi.from_dict(documento, config=SchemathesisConfig(projects=proyecto))


def list_ajenos(texto: str, propios: set[str] | None) -> set[str]:
    """The territories of which an answer says something and that are not one's own."""
    dichos = {*DE_CODIGO.findall(texto), *DE_TERRITORIO.findall(texto)}
    return set() if propios is None else dichos - propios


@pytest.mark.parametrize("rol", ROLES)
def test_the_api_keeps_its_document_and_each_one_s_scope(servidor, rol):
    cabeceras, vistos = enter_api(servidor, rol), set()

    @settings(
        max_examples=EJEMPLOS,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(datos=st.data())
    def check(operacion, datos):
        modo = datos.draw(
            st.sampled_from([GenerationMode.POSITIVE, GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
        )
        caso = datos.draw(operacion.as_strategy(generation_mode=modo))
        # What no server takes as an address is not the API's.
        assume(len(urlencode(caso.query or {}, doseq=True)) < LARGO)
        if modo is GenerationMode.POSITIVE:
            for lugar in (caso.path_parameters, caso.query):
                for campo in set(lugar or ()) & set(VALORES):
                    lugar[campo] = datos.draw(st.sampled_from(VALORES[campo]))
        respuesta = caso.call_and_validate(base_url=servidor, headers=cabeceras)
        assert respuesta.status_code < 500
        assert list_ajenos(respuesta.text, ROLES[rol]) == set()
        vistos.add(respuesta.status_code)

    for resultado in load_documento(servidor, rol).get_all_operations():
        check(resultado.ok())
    if rol == "anonimo":
        # What is of no address is of none for anybody.
        assert vistos - {400, 404} == {401}
    else:
        assert {200, 404, 422} <= vistos
