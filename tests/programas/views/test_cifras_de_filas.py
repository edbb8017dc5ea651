"""The figures of a programme, a scenario, the lists and several services, computed again from the raw rows."""

import re
from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone
from lxml import html

from programas.models import AnalisisAvance, Compromiso, Corte, Ejercicio, Evidencia, ObjetivoEspecifico
from programas.scoring import (
    DIEZMILESIMAS_POR_PUNTO,
    TIPOS,
    Estado,
    Lectura,
    Ponderacion,
    Resultado,
    ResultadoServicio,
)
from regiones.enums import Rol
from regiones.models import Asignacion, Region, Servicio, Usuario
from tests.fabrica import build_programa
from tests.oraculo import (
    PALABRAS,
    Fila,
    Oraculo,
    check_pasos,
    find,
    list_filas,
    read_barra,
    read_estado,
    read_pasos,
    read_texto,
    write_barra,
    write_cantidad,
    write_celda,
    write_estado,
    write_pct,
)

CUMPLE = {"si": "✓ Sí", "no": "✕ No", "parcial": "✕ Parcial", "": "—"}
RESPUESTA = {"si": "Sí", "no": "No", "parcial": "Parcial"}
POR_PAGINA = 50


def load_pagina(client: Any, direccion: str) -> Any:
    respuesta = client.get(direccion)
    assert (direccion, respuesta.status_code) == (direccion, 200)
    return html.fromstring(respuesta.content.decode())


# -- a programme ------------------------------------------------------------------------------------------------


def check_programa(pagina: Any, oraculo: Oraculo, cut: str, tipo: str, resultado: Resultado) -> None:
    """Its opening, its sheet row by row with its total, and the sum laid out."""
    estado, cifra, barra = write_celda(resultado)
    apertura = find(pagina, "apertura")[0]
    assert (read_estado(apertura), read_barra(apertura)) == (estado, barra)
    filas = oraculo.list_del_programa(cut, tipo)
    assert read_control(pagina) == [write_control(oraculo, fila) for fila in filas]
    assert read_texto(find(pagina, "totales")[0].xpath("./div[1]/dd/b")[0]) == cifra
    calculo = find(pagina, "calculo")[0]
    check_pasos(read_pasos(calculo), resultado)
    sumadas = [
        tuple(read_texto(celda) for celda in fila.xpath("./td"))
        for fila in list_filas(find(find(calculo, "filas")[0], "tarjetas")[0])
    ]
    assert sumadas == [write_sumada(fila) for fila in filas]


def read_control(pagina: Any) -> list[tuple[str, ...]]:
    """Each row of the official table: its code, what it weighs, whether it is fulfilled, what it earns."""
    (tabla,) = find(pagina, "control")
    return [
        (
            fila.get("id"),
            *(
                read_texto(find(find(fila, f"c-{columna}")[0], "linea")[0])
                for columna in ("ponderacion", "cumple", "ganada")
            ),
        )
        for fila in list_filas(tabla)
    ]


def write_control(oraculo: Oraculo, fila: Fila) -> tuple[str, ...]:
    pondera = oraculo.write_ponderacion(fila)
    ganada = {"": "—", "si": pondera}.get(fila.validado, "0 %")
    return fila.codigo, pondera, CUMPLE[fila.validado], ganada


def write_sumada(fila: Fila) -> tuple[str, ...]:
    """What a row adds, in the units of the sum: one each where all weigh the same."""
    uniforme = fila.ponderacion is Ponderacion.UNIFORME
    pondera = "1" if uniforme else f"{write_cantidad(Fraction(fila.peso or 0, DIEZMILESIMAS_POR_PUNTO))} %"
    ganada = {"": "—", "si": pondera}.get(fila.validado, "0")
    return pondera, RESPUESTA.get(fila.validado, "sin evaluar"), ganada


def test_the_page_of_a_programme_shows_what_its_rows_score(client, oraculo, revisora):
    client.force_login(revisora)
    por_cut = {e.territorio.codigo: e for e in oraculo.score().territorios}
    for cut, tipo in (("07", "III.1"), ("03", "III.2"), ("02", "III.3"), ("99", "III.2")):
        pagina = load_pagina(client, f"/sernam/2009/territorios/{cut}/{tipo}/")
        check_programa(pagina, oraculo, cut, tipo, por_cut[cut].por_tipo[tipo])


# -- a scenario -------------------------------------------------------------------------------------------------


def write_alcance(resultado: Resultado) -> str:
    piso, techo = write_pct(resultado.piso), write_pct(resultado.techo)
    if write_estado(resultado) == "Sin evaluar":
        return "—"
    return piso if piso == techo and resultado.piso == resultado.techo else f"{piso} a {techo}"


def expect_simulada(hoy: ResultadoServicio, supuesto: ResultadoServicio) -> Any:
    """Each cell of the scenario; and today's where it is otherwise."""
    juntos = supuesto.lectura is Lectura.POR_TERRITORIO
    celdas = {}
    for antes, despues in zip(hoy.territorios, supuesto.territorios, strict=True):
        pares = {tipo: (antes.por_tipo[tipo], despues.por_tipo[tipo]) for tipo in TIPOS}
        if juntos:
            pares["Juntos"] = antes.conjunto, despues.conjunto
        for tipo, (a, d) in pares.items():
            igual = (a.estado, a.piso, a.techo) == (d.estado, d.piso, d.techo)
            celdas[despues.territorio.nombre, tipo] = (
                write_estado(d),
                write_barra(d),
                write_alcance(d),
                "" if igual else f"Hoy: {write_estado(a).lower()}, {write_alcance(a)}",
            )
    return celdas


def read_simulada(pagina: Any) -> Any:
    (tabla,) = find(pagina, "simulada")
    return {
        (read_texto(fila.find("th")).removesuffix(" no cuenta"), celda.get("data-tipo")): (
            read_estado(celda),
            read_barra(celda),
            read_texto(find(celda, "alcance")[0]),
            "".join(read_texto(antes) for antes in find(celda, "declarado")),
        )
        for fila in list_filas(tabla)
        for celda in fila.xpath("./td")
    }


def read_nacional(pagina: Any) -> list[tuple[str, ...]]:
    """Of the country and of each programme, the state today and the one supposed."""
    titulo = pagina.get_element_by_id("veredicto")
    dicho = re.fullmatch(r"Hoy: . (.+) → ; en el escenario: . (.+)", read_texto(titulo))
    assert dicho
    tabla = pagina.xpath("//section[@aria-labelledby='nacional']//table")[0]
    return [
        dicho.groups(),
        *(tuple(read_estado(celda) for celda in fila.xpath("./td")[:2]) for fila in list_filas(tabla)),
    ]


def test_a_scenario_shows_what_its_supposed_rows_score(client, oraculo, revisora):
    client.force_login(revisora)
    hoy = oraculo.score()
    por_territorio = {"lectura": Lectura.POR_TERRITORIO}
    escenarios: dict[str, tuple[Oraculo, dict[str, Any], bool]] = {
        "d=1": (oraculo, {"declarado": True}, True),
        "p=u&u=75": (oraculo, {"uniforme": True, "umbral": Fraction(3, 4)}, True),
        "t=10n&l=t&nc=0": (oraculo.suppose("10", "no"), por_territorio, False),
    }
    for consulta, (filas, como, nivel_central) in escenarios.items():
        pagina = load_pagina(client, f"/sernam/2009/simulacion/?{consulta}")
        supuesto = filas.score(**como)
        assert (consulta, read_simulada(pagina)) == (consulta, expect_simulada(hoy, supuesto))
        pais = filas.score(**como, nivel_central=nivel_central)
        assert read_nacional(pagina) == [
            (PALABRAS[hoy.veredicto], PALABRAS[pais.veredicto]),
            *((PALABRAS[hoy.por_programa[t].estado], PALABRAS[pais.por_programa[t].estado]) for t in TIPOS),
        ]


# -- the lists --------------------------------------------------------------------------------------------------


@pytest.fixture
def anotado(oraculo: Oraculo, ejercicio: Ejercicio, corte: Corte, directora_maule: Usuario) -> Oraculo:
    """Every third row has a file and every sixth another one, withdrawn; every fifth objective, its analysis."""
    comun = {"tamano": 9, "fecha_documento": date(2009, 5, 4), "subida_por": directora_maule}
    filas = list(Compromiso.objects.order_by("pk"))
    retirada = {"retirada_por": directora_maule, "retirada_en": timezone.now()}
    Evidencia.objects.bulk_create(
        [
            *(Evidencia(compromiso=fila, nombre="acta.pdf", sha256="a" * 64, **comun) for fila in filas[::3]),
            *(
                Evidencia(compromiso=fila, nombre="lista.pdf", sha256="b" * 64, **comun, **retirada)
                for fila in filas[::6]
            ),
        ]
    )
    AnalisisAvance.objects.bulk_create(
        AnalisisAvance(
            programa_id=objetivo.programa_id,
            corte=corte,
            objetivo=objetivo,
            codigo=f"{objetivo.codigo}-A01",
            avance_efectivo="Se avanza",
            recomendaciones="Seguir" if i % 2 else "",
        )
        for i, objetivo in enumerate(ObjetivoEspecifico.objects.order_by("pk")[::5])
    )
    return oraculo


def read_frase(pagina: Any) -> int:
    """How many rows the opening sentence counts: «496 compromisos en lo que usted ve…»."""
    return int(read_texto(find(pagina, "frase")[0]).split()[0].replace(".", "").replace("Nada", "0"))


def read_lista(pagina: Any) -> list[dict[str, str]]:
    (tabla,) = find(pagina, "listado")
    return [
        {
            "Fila": read_texto(fila.find("th")),
            **{celda.get("data-rotulo"): read_texto(celda) for celda in fila.xpath("./td")},
        }
        for fila in list_filas(tabla)
    ]


def write_respuesta(fila: Fila) -> str:
    if fila.validado:
        return f"{'✓' if fila.validado == 'si' else '✕'} Validado «{RESPUESTA[fila.validado]}»"
    return f"◐ Declarado «{RESPUESTA[fila.declarado]}», sin validar" if fila.declarado else "○ Sin declarar"


def test_the_lists_show_and_count_the_rows_as_they_are_stored(client, anotado, revisora):
    client.force_login(revisora)
    pruebas = Counter(Evidencia.objects.filter(retirada_en=None).values_list("compromiso__codigo", flat=True))
    esperadas = [
        (fila.codigo, anotado.write_ponderacion(fila), write_respuesta(fila), str(pruebas[fila.codigo]))
        for fila in anotado.filas
    ]
    columnas = ("Fila", "Ponderación (%)", "Estado", "Evidencias")
    mostradas = []
    for numero in range(1, len(anotado.filas) // POR_PAGINA + 2):
        pagina = load_pagina(client, f"/sernam/2009/listas/compromisos/?pagina={numero}")
        assert read_frase(pagina) == len(anotado.filas)
        mostradas += [tuple(fila[columna] for columna in columnas) for fila in read_lista(pagina)]
    assert mostradas == esperadas
    validadas = Counter(fila.validado for fila in anotado.filas)
    por_validar = sum(1 for fila in anotado.filas if fila.declarado and not fila.validado)
    cuentas = {
        **{f"compromisos/?estado={respuesta}": validadas[respuesta] for respuesta in ("si", "no", "parcial")},
        "compromisos/?estado=por-validar": por_validar,
        "compromisos/?estado=sin-declarar": validadas[""] - por_validar,
        "compromisos/?estado=sin-evidencia": len(anotado.filas) - len(pruebas),
        "evidencias/": Evidencia.objects.count(),
        "evidencias/?estado=vigente": pruebas.total(),
        "evidencias/?estado=retirada": Evidencia.objects.count() - pruebas.total(),
        "analisis/": AnalisisAvance.objects.count(),
        "analisis/?estado=con-recomendaciones": AnalisisAvance.objects.exclude(recomendaciones="").count(),
    }
    assert {
        direccion: read_frase(load_pagina(client, f"/sernam/2009/listas/{direccion}")) for direccion in cuentas
    } == cuentas


# -- several services -------------------------------------------------------------------------------------------


def read_servicios(pagina: Any) -> Any:
    """Of each service its verdict and why, and of each programme its state and how it is shared out."""
    (tabla,) = find(pagina, "matriz")
    return {
        read_texto(fila.xpath("./th/a")[0]): [
            (read_estado(celda), read_texto(find(celda, "sub")[0])) for celda in fila.xpath("./td")
        ]
        for fila in list_filas(tabla)
    }


def write_razon(servicio: ResultadoServicio) -> str:
    """The first two programmes that are lost and how many more; how many are open; nothing when all are won."""
    motivos = servicio.lecturas[servicio.lectura].motivos
    if servicio.veredicto is Estado.EN_JUEGO:
        return f"{len(motivos)} programa{'s' if len(motivos) > 1 else ''} en juego"
    perdidos = [m for m in motivos if m.resultado.estado is Estado.NO_CUMPLE]
    nombres = [f"{m.nombre} {write_pct(m.resultado.techo)} ({m.tipo})" for m in perdidos]
    return f"{', '.join(nombres[:2])} y {len(nombres) - 2} más" if len(nombres) > 3 else " y ".join(nombres)


def write_reparto(servicio: ResultadoServicio, tipo: str) -> str:
    palabras = {
        Estado.CUMPLE: ("cumple", "cumplen"),
        Estado.EN_JUEGO: ("en juego", "en juego"),
        Estado.NO_CUMPLE: ("no cumple", "no cumplen"),
        Estado.SIN_COMPROMISOS: ("sin compromisos", "sin compromisos"),
    }
    cuenta = Counter(evaluado.por_tipo[tipo].estado for evaluado in servicio.territorios)
    return " · ".join(f"{cuenta[e]} {palabras[e][cuenta[e] > 1]}" for e in palabras if cuenta[e])


def test_the_overview_of_services_shows_what_the_rows_of_each_score(client, oraculo, ejercicio, revisora):
    otro = Servicio.objects.create(codigo="otro", sigla="OTRO", nombre="Otro servicio")
    segundo = Ejercicio.objects.create(servicio=otro, anio=2009, etapa=ejercicio.etapa)
    for region in Region.objects.existing_in(2009):
        for tipo, letras in zip(TIPOS, ("sssssssssn", "ss-", "s"), strict=True):
            build_programa(segundo, region, tipo, letras)
    Asignacion.objects.create(usuario=revisora, servicio=otro, rol=Rol.AUDITORIA, desde=date(2009, 1, 1))
    client.force_login(revisora)
    puntuados = {"SERNAM 2009": oraculo.score(), "OTRO 2009": Oraculo(segundo).score()}
    assert {servicio.veredicto for servicio in puntuados.values()} == {Estado.NO_CUMPLE, Estado.EN_JUEGO}
    assert read_servicios(load_pagina(client, "/servicios/")) == {
        nombre: [
            (PALABRAS[servicio.veredicto], write_razon(servicio)),
            *((PALABRAS[servicio.por_programa[t].estado], write_reparto(servicio, t)) for t in TIPOS),
        ]
        for nombre, servicio in puntuados.items()
    }
