"""The sheets of the official form, filled, as they are shown: headings, note numbers, rows, totals."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from programas.formulario.columnas import compose_columnas_4_y_5, show_cumple, show_items, show_peso
from programas.formulario.contenido import (
    AnalisisContenido,
    CompromisoContenido,
    InstanciaContenido,
    ObjetivoContenido,
    ProgramaContenido,
)
from programas.formulario.declaracion import Hoja, Tabla, Total
from programas.formulario.hojas import HOJAS, NOTA_DE_CLASE, PROGRAMA_EN_ANALISIS
from programas.models import Ejercicio
from programas.scoring import Ponderacion
from programas.selectors.hoja_mostrada import (
    CeldaMostrada,
    Encabezado,
    FilaMostrada,
    HojaMostrada,
    NotaMostrada,
    TablaMostrada,
    TotalMostrado,
    Valor,
)
from programas.selectors.presentacion import NADA, show_pct, show_umbral
from programas.selectors.resultados import ProgramaEvaluado
from regiones.textos import fold_text

VALIDADO = {"si": "✓ Sí", "no": "✕ No", "parcial": "✕ Parcial"}


def show_nota(hoja: Hoja, numero: int, anio: int, lugar: str = "") -> NotaMostrada:
    nota = hoja.get_nota(numero)
    return NotaMostrada(f"nota-{hoja.clave.replace('.', '-')}-{numero}{lugar}", numero, nota.explain(anio))


def show_tabla(
    hoja: Hoja,
    tabla: Tabla,
    anio: int,
    rotulo: str,
    filas: Iterable[FilaMostrada],
    vacia: str,
    aclaracion: str = "",
) -> TablaMostrada:
    encabezados = tuple(
        Encabezado(
            columna.clave,
            columna.encabezado.format(anio=anio),
            None if columna.nota is None else show_nota(hoja, columna.nota, anio, f"-{tabla.clave}"),
            columna.numerica,
        )
        for columna in tabla.columnas
    )
    grupos = tuple((grupo, len(list(columnas))) for grupo, columnas in groupby(tabla.columnas, lambda c: c.grupo))
    return TablaMostrada(
        tabla.clave, rotulo, grupos if grupos[0][0] else (), encabezados, tuple(filas), vacia, aclaracion
    )


def show_hoja_programa(
    ejercicio: Ejercicio, contenido: ProgramaContenido | None, evaluado: ProgramaEvaluado
) -> HojaMostrada:
    """Sheet III.1, III.2 or III.3 of a territory, empty when it commits nothing."""
    hoja = HOJAS[evaluado.tipo]
    anio = ejercicio.anio
    tablas = []
    for tabla in hoja.tablas:
        if tabla.clave == "instancias":
            instancias = contenido.instancias if contenido else ()
            filas = [build_fila(tabla, anio, i.codigo, show_instancia(i)) for i in instancias]
            tablas.append(show_tabla(hoja, tabla, anio, "Instancias", filas, "No hay instancias registradas."))
        else:
            filas = list_control(tabla, ejercicio, contenido) if contenido else []
            rotulo = "Control de resultados y operacional"
            aclaracion = "" if ejercicio.columna_4_es_resultado else explain_columna_4(tabla)
            tablas.append(show_tabla(hoja, tabla, anio, rotulo, filas, "No compromete este programa.", aclaracion))
    return HojaMostrada(
        hoja.clave,
        hoja.nombre,
        hoja.get_titulo(anio),
        contenido.responsable if contenido else "",
        show_nota(hoja, 1, anio, "-region"),
        tuple(tablas),
        tuple(show_total(hoja, total, ejercicio, contenido, evaluado) for total in hoja.totales),
        tuple(show_nota(hoja, nota.numero, anio) for nota in hoja.notas),
    )


def explain_columna_4(tabla: Tabla) -> str:
    """Until EVALUACION the result's column carries the meta, as the form of 2009 does."""
    numero = tabla.get_columna("resultado").nota
    return f"Hasta la etapa de evaluación la columna ({numero}) lleva la meta comprometida."


def build_fila(tabla: Tabla, anio: int, codigo: str, valores: dict[str, Valor]) -> FilaMostrada:
    """Lay a row out by its table's columns. A column without a value belongs to a cell that spans from above."""
    return FilaMostrada(
        codigo,
        tuple(
            CeldaMostrada(
                columna.clave,
                columna.titulo.format(anio=anio),
                tuple(valor.texto.split("\n")),
                valor.aparte,
                columna.numerica,
                valor.alto,
            )
            for columna in tabla.columnas
            if (valor := valores.get(columna.clave)) is not None
        ),
    )


def show_instancia(instancia: InstanciaContenido) -> dict[str, Valor]:
    cuantas = len(instancia.regiones)
    regiones = f"Regiones ({cuantas}): {', '.join(instancia.regiones)}" if cuantas else ""
    return {
        "nombre": Valor(instancia.nombre),
        "problema": Valor(instancia.problema),
        "territorios": Valor(instancia.territorios, regiones),
        "instituciones": Valor(instancia.instituciones),
        "productos": Valor(instancia.productos),
    }


def list_control(tabla: Tabla, ejercicio: Ejercicio, programa: ProgramaContenido) -> list[FilaMostrada]:
    """One row per commitment. The objective's own columns span all of its commitments."""
    uniforme = programa.ponderacion == Ponderacion.UNIFORME
    parte = Fraction(1, max(len(programa.compromisos), 1))
    filas = []
    for objetivo in programa.objetivos:
        for i, compromiso in enumerate(objetivo.compromisos):
            columna_4, columna_5 = compose_columnas_4_y_5(
                meta=objetivo.meta if i == 0 else "",
                resultado=objetivo.resultado,
                actividades=compromiso.actividades,
                columna_4_es_resultado=ejercicio.columna_4_es_resultado,
            )
            valores = show_compromiso(compromiso, columna_5, parte if uniforme else None)
            if i == 0:
                vacia = NADA if ejercicio.columna_4_es_resultado else ""
                valores |= show_objetivo(objetivo, columna_4 or vacia)
            filas.append(build_fila(tabla, ejercicio.anio, compromiso.codigo, valores))
    return filas


def show_objetivo(objetivo: ObjetivoContenido, columna_4: str) -> dict[str, Valor]:
    alto = len(objetivo.compromisos)
    clase = f" ({NOTA_DE_CLASE[objetivo.clase]})" if objetivo.clase else ""
    etapa2 = ""
    if objetivo.texto_etapa2 and fold_text(objetivo.texto_etapa2) != fold_text(objetivo.texto):
        etapa2 = f"En la etapa 2: {objetivo.texto_etapa2}"
    return {
        "objetivo": Valor(objetivo.texto + clase, etapa2, alto),
        "indicador": Valor(objetivo.indicador, alto=alto),
        "resultado": Valor(columna_4, alto=alto),
    }


def show_compromiso(compromiso: CompromisoContenido, columna_5: str, parte: Fraction | None) -> dict[str, Valor]:
    """The weighted row. ``parte`` is its share when the programme weighs uniformly."""
    peso = show_peso(compromiso.ponderacion) if parte is None else show_pct(parte)
    declara = ""
    if compromiso.declarado and compromiso.declarado != compromiso.validado:
        declara = f"Declara: {show_cumple(compromiso.declarado)}" + (
            "" if compromiso.validado else " (sin validar)"
        )
    ganada = {"": "", "si": peso}.get(compromiso.validado, "0 %")
    return {
        "actividades": Valor(columna_5),
        "unidad": Valor(compromiso.unidad),
        "medios": Valor(show_items(compromiso.medios)),
        "ponderacion": Valor(peso or NADA, "" if parte is None else "uniforme"),
        "cumple": Valor(VALIDADO.get(compromiso.validado, NADA), declara),
        "ganada": Valor(ganada or NADA),
    }


def show_total(
    hoja: Hoja,
    total: Total,
    ejercicio: Ejercicio,
    contenido: ProgramaContenido | None,
    evaluado: ProgramaEvaluado,
) -> TotalMostrado:
    nota = show_nota(hoja, total.nota, ejercicio.anio, "-total")
    titulo = total.encabezado.format(anio=ejercicio.anio)
    if total.clave == "servicio":
        return TotalMostrado(titulo, nota, "", "Es un resultado nacional: se informa una vez, en el tablero.")
    resultado = evaluado.resultado
    aparte = ""
    if resultado.piso is not None:
        aparte = f"Se exige {show_umbral(resultado.umbral)}; alcanzable {show_pct(resultado.techo)}."
    if contenido and contenido.total_declarado is not None:
        aparte += f" La planilla traía escrito {show_peso(contenido.total_declarado)}."
    valor = NADA if resultado.sin_evaluar else show_pct(resultado.piso)
    return TotalMostrado(titulo, nota, valor, aparte.strip())


def show_hoja_analisis(
    ejercicio: Ejercicio, programas: Iterable[ProgramaContenido], corte_id: int | None
) -> HojaMostrada:
    """Sheet III.4 of a territory at one corte, programme by programme."""
    hoja = HOJAS["III.4"]
    tabla = hoja.get_tabla("analisis")
    filas: list[FilaMostrada] = []
    responsable = ""
    for programa in programas:
        responsable = responsable or programa.responsable
        propios = [analisis for analisis in programa.analisis if analisis.corte_id == corte_id]
        textos = {objetivo.codigo: objetivo.texto for objetivo in programa.objetivos}
        for i, analisis in enumerate(propios):
            valores = show_analisis(analisis, textos)
            valores["programa"] = Valor(PROGRAMA_EN_ANALISIS[programa.tipo], alto=len(propios))
            fila = build_fila(tabla, ejercicio.anio, analisis.codigo, valores)
            filas.append(fila if i == 0 else replace(fila, celdas=fila.celdas[1:], encabeza=fila.celdas[0]))
    return HojaMostrada(
        hoja.clave,
        hoja.nombre,
        hoja.get_titulo(ejercicio.anio),
        responsable,
        show_nota(hoja, 1, ejercicio.anio, "-region"),
        (
            show_tabla(
                hoja,
                tabla,
                ejercicio.anio,
                "Análisis del avance",
                filas,
                "No hay análisis en este corte.",
            ),
        ),
        (),
        tuple(show_nota(hoja, nota.numero, ejercicio.anio) for nota in hoja.notas),
    )


def show_analisis(analisis: AnalisisContenido, textos: dict[str, str]) -> dict[str, Valor]:
    enlace = ""
    if analisis.objetivo is None:
        enlace = "Sin enlazar con certeza a un objetivo"
    elif analisis.objetivo_texto and fold_text(analisis.objetivo_texto) != fold_text(textos[analisis.objetivo]):
        enlace = f"Analiza {analisis.objetivo}, que dice: {textos[analisis.objetivo]}"
    return {
        "objetivo": Valor(analisis.objetivo_texto or textos.get(analisis.objetivo or "", ""), enlace),
        "avance_efectivo": Valor(analisis.avance_efectivo or NADA),
        "avance_medidas": Valor(analisis.avance_medidas or NADA),
        "recomendaciones": Valor(analisis.columna_4 or NADA),
        "responsable": Valor(analisis.responsable or NADA),
    }
