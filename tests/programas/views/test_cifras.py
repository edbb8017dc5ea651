"""Every figure that a page shows at full national size is the core's, computed here again from the raw rows."""

import re
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from lxml import html

from programas import scoring
from programas.scoring import TIPOS, Lectura, Resultado, ResultadoServicio
from tests.oraculo import (
    CIFRA,
    PALABRAS,
    UMBRAL,
    Oraculo,
    check_pasos,
    find,
    list_filas,
    read_barra,
    read_estado,
    read_pasos,
    read_texto,
    write_barra,
    write_celda,
    write_estado,
    write_pct,
    write_rango,
)


def read_matriz(pagina: Any) -> Any:
    (tabla,) = find(pagina, "matriz")
    return {
        (read_texto(fila.xpath("./th/a")[0]), celda.get("data-tipo")): (
            read_estado(celda),
            read_texto(find(celda, "cifra")[0]),
            read_barra(celda),
        )
        for fila in list_filas(tabla)
        for celda in fila.xpath("./td")
    }


def read_tarjetas(pagina: Any) -> Any:
    return [(read_estado(tarjeta), read_barra(tarjeta)) for tarjeta in find(pagina, "prog")]


def read_tablero(pagina: Any) -> Any:
    return read_texto(pagina.get_element_by_id("veredicto"))[2:], read_tarjetas(pagina), read_matriz(pagina)


def read_mapa(pagina: Any) -> Any:
    return sorted(lugar.get("aria-label").replace("\xa0", " ") for lugar in find(find(pagina, "mapa")[0], "lugar"))


def read_calculo(pagina: Any) -> Any:
    return [
        [
            (
                read_texto(fila.xpath("./th/a")[0]),
                *(read_texto(celda) for celda in find(fila, "num")),
                read_estado(fila),
            )
            for fila in list_filas(tabla)
        ]
        for tabla in pagina.xpath("//section[starts-with(@aria-labelledby, 'conjuncion')]//table")
    ]


def read_alerta(pagina: Any) -> Any:
    (tabla,) = find(pagina, "alertas")
    return [
        (read_texto(fila.xpath("./th/a")[0]), *(read_estado(celda) for celda in fila.xpath("./td")))
        for fila in list_filas(tabla)
    ]


def read_esfuerzo(pagina: Any) -> Any:
    """Of each place its state, and how many rows each of its sets says and lists."""
    return {
        (seccion.get("id").removeprefix("t-"), read_texto(find(lugar, "num")[0])): (
            read_estado(lugar),
            [
                (
                    int(re.findall(r": (\d+) filas?$", read_texto(conjunto.find("summary")))[0]),
                    len(conjunto.xpath(".//li")),
                )
                for conjunto in lugar.xpath("./details")
            ],
        )
        for seccion in pagina.xpath("//section[starts-with(@id, 't-')]")
        for lugar in find(seccion, "lugar")
    }


def read_lecturas(pagina: Any) -> Any:
    (tabla,) = find(pagina, "modos")
    return {
        tuple(map(read_texto, fila.xpath("./th | ./td[not(.//*[contains(@class, 'estado')])]"))): [
            read_estado(celda) for celda in fila.xpath("./td[.//*[contains(@class, 'estado')]]")
        ]
        for fila in list_filas(tabla)
    }


def read_evolucion(pagina: Any) -> Any:
    """The last date: of each series what is validated and, where it differs, what is declared."""
    (tabla,) = find(pagina, "fechas")
    return [
        [(read_estado(parte), read_texto(find(parte, "rango")[0])) for parte in (celda, *find(celda, "sub"))]
        for celda in list_filas(tabla)[0].xpath("./td")
    ]


def read_explicacion(pagina: Any) -> Any:
    """Of each programme, the first table of steps: the amounts by their letter, the percentages by their name."""
    pasos = []
    for tipo in TIPOS:
        seccion = pagina.xpath(f"//section[@aria-labelledby='{tipo}']")[0]
        pasos.append(read_pasos(seccion))
    return pasos


# -- what each should show --------------------------------------------------------------------------------------


def expect_tarjetas(servicio: ResultadoServicio) -> Any:
    tarjetas = []
    for tipo in TIPOS:
        peor = scoring.find_peor(servicio.por_programa[tipo].motivos)
        assert peor is not None
        tarjetas.append((PALABRAS[servicio.por_programa[tipo].estado], write_barra(peor.resultado)))
    return tarjetas


def expect_matriz(servicio: ResultadoServicio) -> Any:
    return {
        (evaluado.territorio.nombre, tipo): write_celda(resultado)
        for evaluado in servicio.territorios
        for tipo, resultado in evaluado.por_tipo.items()
    }


def expect_mapa(servicio: ResultadoServicio) -> Any:
    rotulos = []
    for evaluado in servicio.territorios:
        estado, cifra, _ = write_celda(evaluado.por_tipo["III.2"])
        rotulos.append(
            f"{evaluado.territorio.nombre}: {estado}" + ("" if cifra == "—" else f", asegurado {cifra}")
        )
    return sorted(rotulos)


def expect_calculo(servicio: ResultadoServicio) -> Any:
    """The conjunction of each programme; then the territories as a whole, which is the other reading."""
    columnas = [[evaluado.por_tipo[tipo] for evaluado in servicio.territorios] for tipo in TIPOS]
    columnas.append([evaluado.conjunto for evaluado in servicio.territorios])
    return [
        [
            (
                evaluado.territorio.nombre,
                write_celda(resultado)[1],
                write_pct(resultado.techo),
                write_estado(resultado),
            )
            for evaluado, resultado in zip(servicio.territorios, columna, strict=True)
        ]
        for columna in columnas
    ]


def expect_alerta(servicio: ResultadoServicio) -> Any:
    return [
        (evaluado.territorio.nombre, *(write_estado(evaluado.por_tipo[tipo]) for tipo in TIPOS))
        for evaluado in servicio.territorios
    ]


def check_esfuerzo(mostrado: Any, oraculo: Oraculo, servicio: ResultadoServicio) -> None:
    """Each programme; and the territory as a whole, where the page says that it asks for something else."""
    esperado = {}
    for evaluado in servicio.territorios:
        cut = evaluado.territorio.codigo
        sumas = {tipo: oraculo.sum(cut, tipo) for tipo in TIPOS}
        pendientes = {tipo: oraculo.list_pendientes(cut, tipo) for tipo in TIPOS}
        for tipo in TIPOS:
            esfuerzo = scoring.measure_programa(sumas[tipo], pendientes[tipo], UMBRAL)
            esperado[cut, tipo] = write_esfuerzo(evaluado.por_tipo[tipo], esfuerzo)
        junto = scoring.measure_territorio(
            sumas, [fila for filas in pendientes.values() for fila in filas], UMBRAL
        )
        esperado[cut, "Juntos"] = write_esfuerzo(evaluado.conjunto, junto)
    assert mostrado == {lugar: esperado[lugar] for lugar in esperado if lugar in mostrado or lugar[1] != "Juntos"}


def write_esfuerzo(resultado: Resultado, esfuerzo: scoring.Esfuerzo) -> tuple[str, list[tuple[int, int]]]:
    """The state, and the size of the set that wins and of the one that loses while it is at stake."""
    conjuntos = [esfuerzo.ganar, esfuerzo.perder] if resultado.estado is scoring.Estado.EN_JUEGO else []
    return write_estado(resultado), [(len(conjunto or ()), len(conjunto or ())) for conjunto in conjuntos]


def expect_lecturas(oraculo: Oraculo) -> Any:
    modos = {}
    for uniforme, pesos in ((False, "La de cada programa"), (True, "Uniforme")):
        for declarado, cuenta in ((False, "Solo lo validado"), (True, "También lo declarado")):
            for nivel_central, central in ((True, "Cuenta"), (False, "No cuenta")):
                servicio = oraculo.score(nivel_central=nivel_central, declarado=declarado, uniforme=uniforme)
                veredictos = [*(servicio.lecturas[lectura] for lectura in Lectura), scoring.join_literal(servicio)]
                modos[pesos, cuenta, central] = [PALABRAS[veredicto.estado] for veredicto in veredictos]
    return modos


def expect_evolucion(servicio: ResultadoServicio, declarado: ResultadoServicio) -> Any:
    series = []
    for lugar in (None, *TIPOS):
        propios = [s.por_programa[lugar] if lugar else s.lecturas[s.lectura] for s in (servicio, declarado)]
        escritos = [(PALABRAS[v.estado], write_rango(scoring.find_peor(v.motivos))) for v in propios]
        peores = [scoring.find_peor(v.motivos) for v in propios]
        iguales = escritos[0] == escritos[1] and peores[0].nombre == peores[1].nombre
        series.append(escritos[:1] if iguales else escritos)
    return series


def check_explicacion(mostrado: list[dict[str, str]], oraculo: Oraculo, cut: str) -> None:
    (evaluado,) = [e for e in oraculo.score().territorios if e.territorio.codigo == cut]
    for tipo, pasos in zip(TIPOS, mostrado, strict=True):
        check_pasos(pasos, evaluado.por_tipo[tipo])


# -- the pages --------------------------------------------------------------------------------------------------


def test_every_page_shows_what_the_rows_score(client, oraculo, revisora):
    client.force_login(revisora)
    servicio, declarado = oraculo.score(), oraculo.score(declarado=True)
    maule = next(evaluado for evaluado in servicio.territorios if evaluado.territorio.codigo == "07")
    paginas: dict[str, tuple[Callable[[Any], Any], Any]] = {
        "": (
            read_tablero,
            (
                PALABRAS[servicio.veredicto].upper(),
                expect_tarjetas(servicio),
                expect_matriz(servicio),
            ),
        ),
        "?mapa=III.2": (read_mapa, expect_mapa(servicio)),
        "territorios/": (read_matriz, expect_matriz(servicio)),
        "territorios/07/": (
            read_tarjetas,
            [(write_estado(resultado), write_barra(resultado)) for resultado in maule.por_tipo.values()],
        ),
        "calculo/": (read_calculo, expect_calculo(servicio)),
        "alerta/": (read_alerta, expect_alerta(servicio)),
        "lecturas/": (read_lecturas, expect_lecturas(oraculo)),
        "evolucion/": (read_evolucion, expect_evolucion(servicio, declarado)),
    }
    reales = list_reales(oraculo, servicio, declarado)
    for camino, (read, esperado) in paginas.items():
        pagina = html.fromstring(client.get(f"/sernam/2009/{camino}").content.decode())
        assert (camino, read(pagina)) == (camino, esperado)
        cifras = set(CIFRA.findall(read_texto(pagina.xpath("//main")[0])))
        assert (camino, cifras - reales) == (camino, set())
    pagina = html.fromstring(client.get("/sernam/2009/esfuerzo/").content.decode())
    check_esfuerzo(read_esfuerzo(pagina), oraculo, servicio)
    for cut in ("07", "03", "99"):
        pagina = html.fromstring(client.get(f"/sernam/2009/territorios/{cut}/explicacion/").content.decode())
        check_explicacion(read_explicacion(pagina), oraculo, cut)


def list_reales(oraculo: Oraculo, *servicios: ResultadoServicio) -> set[str]:
    """Every percentage that the core answers, what a row weighs, and the hundred that a whole year is."""
    resultados = [r for s in servicios for e in s.territorios for r in (*e.por_tipo.values(), e.conjunto)]
    # Of a uniform programme a row weighs its share; typed, 3,2 % everywhere.
    pesos = {Fraction(1, cuantas) for cuantas in Counter((fila.cut, fila.tipo) for fila in oraculo.filas).values()}
    return {write_pct(razon) for r in resultados for razon in (r.piso, r.techo)} | {
        *map(write_pct, pesos),
        "100,00 %",
    }
