"""The real data entry: programme, objectives, commitments, activities, each page leading to the next."""

import pytest
from django.contrib import admin
from django.urls import reverse

from programas.enums import EstadoPrograma, Etapa
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
from regiones.enums import Acto
from regiones.models import Registro


def url(modelo, pagina, *args):
    return reverse(f"admin:programas_{modelo._meta.model_name}_{pagina}", args=args)


def leer_datos(respuesta):
    """What a browser would send back of the form on a page."""
    formulario = respuesta.context["adminform"].form
    datos = {}
    for campo in formulario:
        valor = campo.value()
        if valor is False or valor is None:
            continue
        datos[campo.html_name] = [str(v) for v in valor] if isinstance(valor, list | tuple) else str(valor)
    return datos


def list_errores(respuesta):
    return respuesta.context["adminform"].form.errors


def test_a_whole_form_is_typed_in_page_after_page(client, ejercicio, corte, maule, unidad_vif, encargada_maule):
    client.force_login(encargada_maule)
    client.post(
        url(ProgramaTrabajo, "add") + f"?ejercicio={ejercicio.pk}",
        {
            "ejercicio": ejercicio.pk,
            "region": maule.pk,
            "tipo": "III.2",
            "modalidad": "METAS",
            "ponderacion": "MANUAL",
        },
    )
    programa = ProgramaTrabajo.objects.get()
    pagina = client.get(url(ProgramaTrabajo, "change", programa.pk))
    agregar = [tabla.agregar_url for tabla in pagina.context["tablas"]]
    assert agregar == [
        f"{url(ObjetivoEspecifico, 'add')}?programa={programa.pk}",
        f"{url(Instancia, 'add')}?programa={programa.pk}",
        f"{url(AnalisisAvance, 'add')}?programa={programa.pk}",
    ]
    respuesta = client.post(agregar[0], {"programa": programa.pk, "texto": "Ampliar la red"})
    assert respuesta.headers["Location"] == url(ProgramaTrabajo, "change", programa.pk)
    objetivo = ObjetivoEspecifico.objects.get()
    pagina = client.get(url(ObjetivoEspecifico, "change", objetivo.pk))
    de_indicador, de_compromiso = (tabla.agregar_url for tabla in pagina.context["tablas"])
    client.post(de_indicador, {"objetivo": objetivo.pk, "texto": "Redes", "meta": "85% de 174 redes"})
    client.post(
        de_compromiso,
        {"objetivo": objetivo.pk, "ponderacion": "33,33 %", "unidades": [unidad_vif.pk], "unidad_texto": "VIF"},
    )
    compromiso = Compromiso.objects.get()
    pagina = client.get(url(Compromiso, "change", compromiso.pk))
    for tabla, texto in zip(pagina.context["tablas"], ("Taller", "Acta del taller"), strict=True):
        client.post(tabla.agregar_url, {"compromiso": compromiso.pk, "texto": texto})
    client.post(
        agregar[1],
        {"programa": programa.pk, "nombre": "Mesa rural", "regiones": [maule.pk], "objetivos": [objetivo.pk]},
    )
    client.post(
        agregar[2],
        {"programa": programa.pk, "corte": corte.pk, "objetivo": objetivo.pk, "avance_efectivo": "Se avanza"},
    )
    assert (compromiso.codigo, compromiso.ponderacion, list(compromiso.unidades.all())) == (
        "2009-07-III.2-01.1",
        333_300,
        [unidad_vif],
    )
    assert Indicador.objects.get().meta_valor == 85
    assert (Actividad.objects.get().texto, MedioVerificacion.objects.get().texto) == ("Taller", "Acta del taller")
    assert [r.cut for r in Instancia.objects.get().regiones.all()] == ["07"]
    assert AnalisisAvance.objects.get().codigo == "2009-07-III.2-A01"
    assert Registro.objects.filter(acto=Acto.CREAR, actor=encargada_maule).count() == 8
    pagina = client.get(url(Actividad, "change", Actividad.objects.get().pk))
    assert [nombre for nombre, _ in pagina.context["ancestros"]] == [
        "SERNAM 2009",
        "2009-07-III.2",
        "2009-07-III.2-01",
        "2009-07-III.2-01.1",
    ]


def test_another_of_the_same_is_added_under_the_same_row(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    compromiso = mundo.propias[Compromiso]
    respuesta = client.post(
        url(Actividad, "add"), {"compromiso": compromiso.pk, "texto": "Otra", "_addanother": "1"}
    )
    assert respuesta.headers["Location"] == f"{url(Actividad, 'add')}?compromiso={compromiso.pk}"


def test_a_second_indicator_is_not_offered(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    pagina = client.get(url(ObjetivoEspecifico, "change", mundo.propias[ObjetivoEspecifico].pk))
    assert [(tabla.titulo, bool(tabla.agregar_url)) for tabla in pagina.context["tablas"]] == [
        ("Indicador", False),
        ("Compromisos", True),
    ]


def test_rows_are_not_begun_under_what_is_unseen_forbidden_or_locked(client, mundo, encargada_maule, jefa_vif):
    client.force_login(encargada_maule)
    ajeno = client.get(url(Actividad, "add") + f"?compromiso={mundo.ajenas[Compromiso].pk}")
    assert ajeno.status_code == 404
    assert "Atacama" not in ajeno.content.decode()
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.ENVIADO)
    propio = mundo.propias[Compromiso]
    bloqueado = client.get(url(Actividad, "add") + f"?compromiso={propio.pk}", follow=True)
    assert bloqueado.redirect_chain == [(url(Compromiso, "change", propio.pk), 302)]
    assert "está «Enviado a revisión»" in bloqueado.content.decode()
    client.force_login(jefa_vif)
    otro = Compromiso.objects.get(codigo="2009-99-III.2-01.1")
    otro.unidades.clear()
    assert client.get(url(Actividad, "add") + f"?compromiso={otro.pk}").status_code == 403


def test_a_row_of_another_territory_is_not_written_by_naming_it_in_the_form(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    ajeno = mundo.ajenas[Compromiso]
    respuesta = client.post(url(Actividad, "add"), {"compromiso": ajeno.pk, "texto": "Intrusa"})
    assert respuesta.status_code == 200
    assert list(list_errores(respuesta)) == ["compromiso"]
    assert Actividad.objects.filter(texto="Intrusa").count() == 0


def test_a_stale_form_comes_back_with_both_values_and_what_was_typed(
    client, mundo, encargada_maule, directora_maule
):
    compromiso = mundo.propias[Compromiso]
    pagina = url(Compromiso, "change", compromiso.pk)
    client.force_login(encargada_maule)
    datos = leer_datos(client.get(pagina))
    client.force_login(directora_maule)
    client.post(pagina, {**datos, "ponderacion": "45"})
    client.force_login(encargada_maule)
    respuesta = client.post(pagina, {**datos, "ponderacion": "33,33", "unidad_texto": "Lo mío"})
    assert respuesta.status_code == 200
    assert list_errores(respuesta)["__all__"] == [
        "Otra persona guardó esta fila después de que usted la abrió. Nada suyo se ha escrito.",
        "Ponderación: usted escribió «33,33 %»; hoy dice «45 %».",
        "Unidad responsable: usted escribió «Lo mío»; hoy dice «(vacío)».",
        "Corrija lo que corresponda y guarde otra vez: quedará lo que diga este formulario.",
    ]
    formulario = respuesta.context["adminform"].form
    assert (formulario["ponderacion"].value(), formulario["unidad_texto"].value()) == ("33,33", "Lo mío")
    assert Compromiso.objects.get(pk=compromiso.pk).ponderacion == 450_000
    otra_vez = client.post(pagina, leer_datos(respuesta))
    assert otra_vez.status_code == 302
    assert Compromiso.objects.get(pk=compromiso.pk).ponderacion == 333_300


@pytest.mark.parametrize("version", ["", "0", "99"])
def test_a_form_that_does_not_say_its_version_is_stale(client, mundo, encargada_maule, version):
    compromiso = mundo.propias[Compromiso]
    pagina = url(Compromiso, "change", compromiso.pk)
    client.force_login(encargada_maule)
    datos = leer_datos(client.get(pagina)) | {"version_leida": version, "unidad_texto": "x"}
    assert "Otra persona guardó esta fila" in client.post(pagina, datos).content.decode()
    assert Compromiso.objects.get(pk=compromiso.pk).unidad_texto == ""


def test_a_refusal_of_the_domain_is_told_in_the_form(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    compromiso = mundo.propias[Compromiso]
    pagina = url(Compromiso, "change", compromiso.pk)
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.OBSERVADO)
    datos = leer_datos(client.get(pagina)) | {"ponderacion": "10"}
    [mensaje] = list_errores(client.post(pagina, datos))["__all__"]
    assert "ya fue enviado una vez: escriba el motivo del cambio" in mensaje
    assert client.post(pagina, datos | {"motivo_del_cambio": "Acuerdo"}).status_code == 302
    assert Registro.objects.get(actor=encargada_maule).motivo == "Acuerdo"


@pytest.mark.parametrize("peso", ["0", "101", "3,21234", "mucho"])
def test_a_weight_that_is_none_is_told_beside_its_field(client, mundo, encargada_maule, peso):
    client.force_login(encargada_maule)
    pagina = url(Compromiso, "change", mundo.propias[Compromiso].pk)
    datos = leer_datos(client.get(pagina)) | {"ponderacion": peso}
    errores = list_errores(client.post(pagina, datos))
    assert len(errores) == 1
    assert Compromiso.objects.exclude(ponderacion=None).count() == 0


def test_a_locked_row_is_read_with_its_reason_and_its_posts_are_refused(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    pagina = url(Compromiso, "change", mundo.propias[Compromiso].pk)
    datos = leer_datos(client.get(pagina))
    Compromiso.objects.update(ponderacion=32_000)
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.APROBADO, ponderacion="MANUAL")
    vista = client.get(pagina)
    assert b'name="_save"' not in vista.content
    contenido = vista.content.decode()
    assert "su formulación no se modifica" in contenido
    assert "3,2 %" in contenido
    assert "32000" not in contenido
    assert "delete" not in contenido
    for direccion, hecho in ((pagina, "No se guardó."), (pagina.replace("change", "delete"), "No se elimina.")):
        respuesta = client.post(direccion, datos | {"post": "yes", "ponderacion": "10"}, follow=True)
        assert respuesta.redirect_chain == [(pagina, 302)]
        assert f"{hecho} El programa 2009-07-III.2 está «Aprobado»" in respuesta.content.decode()
    assert Compromiso.objects.get(pk=mundo.propias[Compromiso].pk).ponderacion == 32_000


def test_the_annual_result_is_written_while_the_programme_is_approved(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    indicador = mundo.propias[Indicador]
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.APROBADO)
    pagina = url(Indicador, "change", indicador.pk)
    datos = leer_datos(client.get(pagina))
    assert set(datos) == {"resultado", "version_leida"}
    assert client.post(pagina, datos | {"resultado": "98%", "meta": "0%"}).status_code == 302
    indicador.refresh_from_db()
    assert (indicador.resultado, indicador.meta) == ("98%", "100%")


def test_a_row_is_deleted_with_its_reason_and_leads_back_up(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    compromiso = mundo.propias[Compromiso]
    pagina = url(Compromiso, "delete", compromiso.pk)
    assert client.get(pagina).status_code == 200
    client.post(pagina, {"post": "yes", "version_leida": "1", "motivo": "Repetido"})
    assert Compromiso.objects.filter(pk=compromiso.pk).count() == 0
    assert set(Registro.objects.filter(acto=Acto.ELIMINAR).values_list("motivo", flat=True)) == {"Repetido"}


def test_a_stale_deletion_is_refused(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    compromiso = mundo.propias[Compromiso]
    Compromiso.objects.filter(pk=compromiso.pk).update(version=2)
    respuesta = client.post(
        url(Compromiso, "delete", compromiso.pk), {"post": "yes", "version_leida": "1"}, follow=True
    )
    assert "Otra persona guardó esta fila" in respuesta.content.decode()
    assert Compromiso.objects.filter(pk=compromiso.pk).count() == 1


@pytest.mark.parametrize("version", [None, "", "0", "99", "²", "9" * 5000])
def test_a_deletion_that_does_not_say_the_version_it_saw_is_refused(client, mundo, encargada_maule, version):
    client.force_login(encargada_maule)
    compromiso = mundo.propias[Compromiso]
    datos = {"post": "yes", "motivo": "Repetido"} | ({} if version is None else {"version_leida": version})
    respuesta = client.post(url(Compromiso, "delete", compromiso.pk), datos, follow=True)
    assert "Otra persona guardó esta fila" in respuesta.content.decode()
    assert Compromiso.objects.filter(pk=compromiso.pk).count() == 1


@pytest.mark.parametrize("modelo", admin.site._registry)
def test_no_list_deletes_several_rows_without_their_versions_and_reasons(client, mundo, instaladora, modelo):
    client.force_login(instaladora)
    cuantas = modelo.objects.count()
    claves = list(modelo.objects.values_list("pk", flat=True))
    lista = reverse(f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}_changelist")
    assert 'name="action"' not in client.get(lista).content.decode()
    client.post(lista, {"action": "delete_selected", "_selected_action": claves, "post": "yes"})
    assert modelo.objects.count() == cuantas


def test_what_may_not_be_deleted_is_not_offered_and_its_page_says_why(client, mundo, administradora):
    client.force_login(administradora)
    Compromiso.objects.update(validado="si")
    de_maule = ProgramaTrabajo.objects.get(codigo="2009-07-III.2")
    ProgramaTrabajo.objects.filter(pk=de_maule.pk).update(estado=EstadoPrograma.APROBADO)
    aprobado, validado = mundo.propias[Indicador], Compromiso.objects.get(codigo="2009-99-III.2-01.1")
    for fila, motivo in ((aprobado, "está «Aprobado»"), (validado, "está validado «Sí»: no se elimina")):
        pagina, eliminar = (url(type(fila), p, fila.pk) for p in ("change", "delete"))
        contenido = client.get(pagina).content.decode()
        assert 'name="_save"' in contenido
        assert eliminar not in contenido
        respuesta = client.get(eliminar, follow=True)
        assert respuesta.redirect_chain == [(pagina, 302)]
        [aviso] = [str(aviso) for aviso in respuesta.context["messages"]]
        assert aviso.startswith("No se elimina. El ")
        assert motivo in aviso


def test_a_row_with_others_says_what_to_delete_first(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    objetivo = mundo.propias[ObjetivoEspecifico]
    contenido = client.get(url(ObjetivoEspecifico, "delete", objetivo.pk)).content.decode()
    assert "mientras existan estas filas, que dependen de ello" in contenido
    assert "Elimine primero, una a una y con su motivo, las que tienen enlace" in contenido
    assert url(Compromiso, "change", mundo.propias[Compromiso].pk) in contenido
    assert 'name="post"' not in contenido


def test_pickers_offer_only_what_is_within_reach(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    consulta = {"app_label": "programas", "model_name": "compromiso", "field_name": "objetivo", "term": "Objetivo"}
    resultados = client.get(reverse("admin:autocomplete"), consulta).json()["results"]
    objetivo = mundo.propias[ObjetivoEspecifico]
    assert resultados == [
        {"id": str(objetivo.pk), "text": f"{objetivo.codigo} · {objetivo.texto}"},
    ]
    formulario = client.get(url(ProgramaTrabajo, "add")).context["adminform"].form
    assert [region.cut for region in formulario.fields["region"].queryset] == ["07"]


def test_filters_offer_only_what_is_within_reach(client, mundo, directora_maule, revisora):
    filtros = {}
    for actor in (directora_maule, revisora):
        client.force_login(actor)
        lista = client.get(url(Compromiso, "changelist"))
        filtros[actor] = {
            spec.title: len(spec.lookup_choices)
            for spec in lista.context["cl"].filter_specs
            if hasattr(spec, "lookup_choices")
        }
    assert "territorio" not in filtros[directora_maule]
    assert filtros[revisora]["territorio"] == 17


def test_a_filter_through_another_table_tells_nothing(client, mundo, directora_maule):
    client.force_login(directora_maule)
    for consulta in ("declarado_por__password__startswith=a", "objetivo__programa__region__cut=03"):
        assert client.get(f"{url(Compromiso, 'changelist')}?{consulta}").status_code == 400
    ajeno = mundo.ajenas[ObjetivoEspecifico].pk
    lista = client.get(f"{url(Compromiso, 'changelist')}?objetivo__id__exact={ajeno}")
    assert list(lista.context["cl"].result_list) == []


def test_the_history_tells_who_when_before_after_and_why(client, mundo, encargada_maule, unidad_vif):
    client.force_login(encargada_maule)
    compromiso = mundo.propias[Compromiso]
    pagina = url(Compromiso, "change", compromiso.pk)
    datos = leer_datos(client.get(pagina))
    client.post(
        pagina,
        datos | {"ponderacion": "12,5", "unidades": [unidad_vif.pk], "motivo_del_cambio": "Acuerdo <del> comité"},
    )
    historia = client.get(url(Compromiso, "history", compromiso.pk))
    asiento = historia.context["asientos"][0]
    assert (asiento.quien, asiento.acto, asiento.motivo) == (
        "encargada.maule",
        "Modificación",
        "Acuerdo <del> comité",
    )
    assert [(c.campo, c.antes, c.despues) for c in asiento.cambios] == [
        ("ponderación", "(vacío)", "12,5 %"),
        ("unidades responsables", "(vacío)", "Unidad de VIF"),
    ]
    assert "Acuerdo &lt;del&gt; comité" in historia.content.decode()


def test_the_region_declares_and_the_central_unit_validates_from_the_page(
    client, mundo, ejercicio, encargada_maule, revisora, auditor
):
    # What proves a «sí» (V6) is not this page's.
    Ejercicio.objects.filter(pk=ejercicio.pk).update(exige_evidencia=False)
    compromiso = mundo.propias[Compromiso]
    pagina, declarar, validar = (url(Compromiso, p, compromiso.pk) for p in ("change", "declarar", "validar"))
    botones = {}
    for actor in (encargada_maule, revisora, auditor):
        client.force_login(actor)
        botones[actor] = [boton["texto"] for boton in client.get(pagina).context["botones"]]
    assert botones == {encargada_maule: ["Declarar"], revisora: ["Validar"], auditor: []}
    client.force_login(encargada_maule)
    datos = leer_datos(client.get(declarar)) | {"respuesta": "si"}
    assert client.post(declarar, datos).headers["Location"] == pagina
    assert client.get(validar).status_code == 403
    client.force_login(revisora)
    assert client.post(validar, leer_datos(client.get(validar)) | {"respuesta": "si"}).status_code == 302
    guardado = Compromiso.objects.get(pk=compromiso.pk)
    assert (guardado.declarado, guardado.validado) == ("si", "si")
    assert client.get(declarar).status_code == 403
    client.force_login(encargada_maule)
    rechazo = client.post(declarar, datos | {"respuesta": "no", "version_leida": str(guardado.version)})
    assert "ya está validado «Sí»" in rechazo.content.decode()


def test_an_unseen_commitment_is_not_declared_nor_validated(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    ajeno = mundo.ajenas[Compromiso]
    assert client.get(url(Compromiso, "declarar", ajeno.pk)).status_code == 404
    assert client.post(url(Compromiso, "declarar", ajeno.pk), {"respuesta": "si"}).status_code == 404
    assert Compromiso.objects.get(pk=ajeno.pk).declarado == ""


def test_at_another_stage_nobody_declares_and_the_reason_is_the_stage(client, mundo, encargada_maule, auditor):
    Ejercicio.objects.update(etapa=Etapa.FORMULACION)
    compromiso = mundo.propias[Compromiso]
    pagina, declarar = (url(Compromiso, p, compromiso.pk) for p in ("change", "declarar"))
    client.force_login(encargada_maule)
    assert client.get(pagina).context["botones"] == []
    respuesta = client.get(declarar, follow=True)
    assert respuesta.redirect_chain == [(pagina, 302)]
    assert "está en «Formulación»" in respuesta.content.decode()
    rechazo = client.post(declarar, {"respuesta": "no", "motivo": "Lluvia", "version_leida": "1"})
    assert "está en «Formulación»" in rechazo.content.decode()
    assert "Lluvia" in rechazo.content.decode()
    assert Compromiso.objects.get(pk=compromiso.pk).declarado == ""
    client.force_login(auditor)
    assert client.get(declarar).status_code == 403


def test_a_closed_year_offers_its_correction_and_nothing_else(client, mundo, ejercicio, administradora):
    client.force_login(administradora)
    Ejercicio.objects.update(etapa=Etapa.CERRADO)
    respuesta = client.get(url(Ejercicio, "etapa", ejercicio.pk))
    opciones = respuesta.context["adminform"].form.fields["etapa"].choices
    assert (respuesta.status_code, [clave for clave, _ in opciones]) == (200, ["EVALUACION"])
    sin_motivo = client.post(
        url(Ejercicio, "etapa", ejercicio.pk), {"etapa": "EVALUACION", "version_leida": ejercicio.version}
    )
    assert "escriba el motivo" in sin_motivo.content.decode()
    guardar = client.post(url(Ejercicio, "change", ejercicio.pk), {"umbral": "10"}, follow=True)
    assert "El ejercicio 2009 está cerrado: no se modifica." in guardar.content.decode()


def test_an_ejercicio_is_copied_from_its_page(client, mundo, ejercicio, administradora, revisora):
    client.force_login(administradora)
    copiar = url(Ejercicio, "copiar", ejercicio.pk)
    formulario = client.get(copiar).context["adminform"].form
    assert formulario["anio"].value() == 2010
    respuesta = client.post(copiar, {"anio": 2010, "version_leida": 1}, follow=True)
    nuevo = Ejercicio.objects.get(anio=2010)
    assert respuesta.redirect_chain == [(url(Ejercicio, "change", nuevo.pk), 302)]
    assert "Se creó el ejercicio 2010 con 3 programas de trabajo" in respuesta.content.decode()
    assert "ya tiene un ejercicio de ese año" in client.post(copiar, {"anio": 2010}).content.decode()
    client.force_login(revisora)
    assert client.post(copiar, {"anio": 2011}).status_code == 403


def test_the_stage_changes_from_the_page_and_says_what_is_missing(client, mundo, ejercicio, administradora):
    client.force_login(administradora)
    etapa = url(Ejercicio, "etapa", ejercicio.pk)
    opciones = client.get(etapa).context["adminform"].form.fields["etapa"].choices
    assert [clave for clave, _ in opciones] == ["EVALUACION", "FORMULACION"]
    assert client.post(etapa, {"etapa": "EVALUACION", "version_leida": 1}).status_code == 302
    rechazo = client.post(etapa, {"etapa": "CERRADO", "version_leida": 2})
    assert "No se puede cerrar: 3 compromisos están sin validar (V9)" in rechazo.content.decode()
    assert Ejercicio.objects.get(pk=ejercicio.pk).etapa == Etapa.EVALUACION


def test_an_instancia_is_offered_its_own_programme_s_objectives(client, mundo, administradora):
    client.force_login(administradora)
    formulario = client.get(url(Instancia, "change", mundo.propias[Instancia].pk)).context["adminform"].form
    objetivo = mundo.propias[ObjetivoEspecifico]
    assert list(formulario.fields["objetivos"].queryset) == [objetivo]
    cuts = [region.cut for region in formulario.fields["regiones"].queryset]
    assert ("16" in cuts, len(cuts)) == (False, 16)
