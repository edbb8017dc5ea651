"""The code keeps its own conventions."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin

from regiones.models import Editable

RAIZ: Path = settings.BASE_DIR
PLANTILLAS = sorted((RAIZ / "templates").rglob("*.html"))
PUROS = sorted((RAIZ / "programas" / "scoring").rglob("*.py"))
FUENTES = [
    ruta
    for app in ("gestion_territorial", "programas", "regiones")
    for ruta in sorted((RAIZ / app).rglob("*.py"))
    if "migrations" not in ruta.parts
]


@pytest.mark.parametrize("plantilla", PLANTILLAS, ids=lambda ruta: ruta.name)
def test_templates_carry_no_inline_style_script_or_handler(plantilla):
    texto = plantilla.read_text(encoding="utf-8")
    assert (
        re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\s(?:hx-)?on[a-z:-]*=|javascript:|[\"']js:", texto)
        == []
    )


@pytest.mark.parametrize("fuente", PUROS, ids=lambda ruta: ruta.name)
def test_no_float_in_the_path_of_a_verdict(fuente):
    arbol = ast.parse(fuente.read_text(encoding="utf-8"))
    flotantes = [n for n in ast.walk(arbol) if isinstance(n, ast.Constant) and isinstance(n.value, float)]
    nombres = [n for n in ast.walk(arbol) if isinstance(n, ast.Name) and n.id == "float"]
    assert flotantes + nombres == []


@pytest.mark.parametrize("fuente", FUENTES, ids=lambda ruta: str(ruta.relative_to(RAIZ)))
def test_names_are_ascii(fuente):
    arbol = ast.parse(fuente.read_text(encoding="utf-8"))
    nombres = {n.id for n in ast.walk(arbol) if isinstance(n, ast.Name)}
    nombres |= {n.arg for n in ast.walk(arbol) if isinstance(n, ast.arg)}
    nombres |= {n.name for n in ast.walk(arbol) if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    assert [nombre for nombre in nombres if not nombre.isascii()] == []


# What is written as an act, on its own page: nobody types it as a row of a table.
EN_SUS_PAGINAS = {
    "Avance",
    "Carga",
    "Evidencia",
    "InformeAvance",
    "DocumentoGenerado",
    "LibroCargado",
    "Observacion",
    "Reclamo",
}


def test_every_table_of_the_form_can_be_entered_in_the_administration():
    editables = {modelo.__name__ for modelo in apps.get_models() if issubclass(modelo, Editable)}
    assert editables - {modelo.__name__ for modelo in admin.site._registry} == EN_SUS_PAGINAS


def test_the_database_keeps_every_rule_with_a_spanish_sentence():
    """A violated constraint reaches people: its message must be ours, not the framework's."""
    sin_frase = [
        restriccion.name
        for modelo in apps.get_models()
        if modelo._meta.app_label in ("programas", "regiones")
        for restriccion in modelo._meta.constraints
        if restriccion.violation_error_message == restriccion.default_violation_error_message
    ]
    assert sin_frase == []


DEL_CODIGO, DE_SUS_VALORES, INMUTABLE = "of this version's code", "of values given whole", "of what never changes"
DE_LA_CONFIGURACION = "of what is read once, when the process starts"
RECUERDAN = {
    "gestion_territorial.claveunica.build_cliente": DE_LA_CONFIGURACION,
    "gestion_territorial.salud.list_migraciones": DEL_CODIGO,
    "programas.documentos.fuentes.read_letras": DEL_CODIGO,
    "programas.documentos.pdf.load_fuentes": DEL_CODIGO,
    "programas.documentos.verificador.build_verificador": DEL_CODIGO,
    "programas.selectors.preparadas.prepare_consulta": DEL_CODIGO,
    "programas.selectors.siluetas.load_siluetas": DEL_CODIGO,
    "programas.selectors.sin_cambios.compute_version": DEL_CODIGO,
    "programas.services.importacion.encabezados.list_encabezados": DEL_CODIGO,
    "programas.services.importacion.insercion.describe_tabla": DEL_CODIGO,
    "programas.services.importacion.juntas.describe_tabla": DEL_CODIGO,
    "programas.views.guia.paginas.read_texto": DEL_CODIGO,
    "regiones.admin.pagina.build_si_no": DEL_CODIGO,
    "regiones.services.armado.list_defectos": DEL_CODIGO,
    "regiones.services.registro.list_registrados": DEL_CODIGO,
    "regiones.services.valores.find_formulario": DEL_CODIGO,
    "programas.formulario.celda.clean_text": DE_SUS_VALORES,
    "programas.formulario.declaracion.squash_heading": DE_SUS_VALORES,
    "programas.formulario.enlace.measure_parecido": DE_SUS_VALORES,
    "programas.selectors.nacional.build_programa": DE_SUS_VALORES,
    "programas.scoring.programa.remember_programas": DE_SUS_VALORES,
    "programas.scoring.servicio.remember_conjuntos": DE_SUS_VALORES,
    "regiones.textos.fold_text": DE_SUS_VALORES,
    "programas.views.verificacion.draw_pdf": INMUTABLE,
}


def test_what_a_process_remembers_is_never_a_row_that_another_process_may_change():
    """Several servers share one database: whatever one of them keeps to itself goes stale in silence."""
    hallados = {
        f"{'.'.join(ruta.relative_to(RAIZ).with_suffix('').parts)}.{nodo.name}"
        for ruta in FUENTES
        for nodo in ast.walk(ast.parse(ruta.read_text(encoding="utf-8")))
        if isinstance(nodo, ast.FunctionDef)
        and any(re.match(r"(lru_)?cache\b", ast.unparse(decorador)) for decorador in nodo.decorator_list)
    }
    assert hallados == set(RECUERDAN)
    assert not hasattr(settings, "CACHES") or list(settings.CACHES) == ["default"]
