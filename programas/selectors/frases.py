"""The sentence that opens each page: what the verdict is and why, in words."""

from collections.abc import Sequence

from programas.scoring import (
    TIPOS,
    Estado,
    Lectura,
    Motivo,
    ResultadoServicio,
    Veredicto,
)
from programas.selectors.presentacion import (
    MOSTRADOS,
    join_nombres,
    show_cantidad,
    show_decimal,
    show_pct,
    show_umbral,
)
from programas.selectors.resultados import ProgramaEvaluado, TerritorioEvaluado

# What is validated stands, whatever was declared.
SI_SE_VALIDA = "Si se valida lo declarado donde nada se ha validado"
NOMBRES_LECTURA = {Lectura.POR_PROGRAMA: "por programa", Lectura.POR_TERRITORIO: "por territorio"}


def describe_servicio(
    servicio: ResultadoServicio, territorios: Sequence[TerritorioEvaluado], *, cerrado: bool
) -> tuple[str, str]:
    """The reason of the national verdict: its subject, to stand out, and the rest of the sentence."""
    if servicio.lectura is Lectura.POR_TERRITORIO:
        return describe_por_territorio(servicio.lecturas[Lectura.POR_TERRITORIO], cerrado=cerrado)
    veredicto = servicio.lecturas[Lectura.POR_PROGRAMA]
    if veredicto.estado is Estado.NO_CUMPLE:
        return describe_perdida(veredicto.motivos, territorios, cerrado=cerrado)
    if veredicto.estado is Estado.CUMPLE:
        cuantos = len({motivo.codigo for motivo in veredicto.motivos})
        umbral = show_umbral(veredicto.motivos[0].resultado.umbral)
        todo = ("territorio cumple todo lo que compromete", "territorios cumplen todo lo que comprometen")
        return (
            show_cantidad(cuantos, *todo),
            f": cada programa tiene {umbral} o más.",
        )
    if veredicto.estado is Estado.SIN_COMPROMISOS:
        return "Ningún territorio compromete programas", " en este ejercicio."
    return describe_en_juego(veredicto)


def describe_perdida(
    motivos: Sequence[Motivo], territorios: Sequence[TerritorioEvaluado], *, cerrado: bool
) -> tuple[str, str]:
    """«Atacama perdió III.1: no cumplió 2 de 12 compromisos y ya no puede pasar de 83,33 %…»."""
    umbral = show_umbral(motivos[0].resultado.umbral)
    regla = f" Basta un territorio bajo {umbral} para que el servicio no cumpla."
    if len(motivos) > 1:
        lugares = join_nombres([f"{motivo.nombre} ({motivo.tipo})" for motivo in motivos])
        return f"Hay {len(motivos)} programas perdidos", f": {lugares}.{regla}"
    motivo = motivos[0]
    evaluado = next(t for t in territorios if t.cut == motivo.codigo).programas[motivo.tipo or ""]
    perdidas = count_perdidas(evaluado, cerrado=cerrado)
    alcance = show_pct(motivo.resultado.techo)
    limite = f"y quedó en {alcance}" if cerrado else f"y ya no puede pasar de {alcance}"
    de_cuantos = show_cantidad(evaluado.filas, "compromiso", "compromisos")
    return (
        f"{motivo.nombre} perdió {motivo.tipo}",
        f": no cumplió {perdidas} de {de_cuantos} {limite}.{regla}",
    )


def count_perdidas(evaluado: ProgramaEvaluado, *, cerrado: bool) -> int:
    """How many rows are lost: those answered «no» or «parcial», and at closing the blank ones."""
    return evaluado.perdidas + (evaluado.sin_validar if cerrado else 0)


def describe_en_juego(veredicto: Veredicto) -> tuple[str, str]:
    sin_peso = [m for m in veredicto.motivos if m.resultado.estado is Estado.SIN_PONDERACION]
    abiertos = [m for m in veredicto.motivos if m.resultado.estado is not Estado.SIN_PONDERACION]
    if not abiertos:
        lugares = join_nombres([f"{motivo.nombre} ({motivo.tipo})" for motivo in sin_peso])
        return "Faltan ponderaciones", f" en {lugares}: mientras falten, el servicio no puede cumplir."
    territorios = list(dict.fromkeys(motivo.nombre for motivo in abiertos))
    resto = f" en {join_nombres(territorios)}. Ninguno está perdido."
    if sin_peso:
        resto += f" Además faltan ponderaciones en {join_nombres([m.nombre for m in sin_peso])}."
    return f"{show_cantidad(len(abiertos), 'programa sigue', 'programas siguen')} en juego", resto


def describe_por_territorio(veredicto: Veredicto, *, cerrado: bool) -> tuple[str, str]:
    """The reason in the reading that takes each territory as a whole."""
    nombres = join_nombres([motivo.nombre for motivo in veredicto.motivos])
    if veredicto.estado is Estado.NO_CUMPLE:
        primero = veredicto.motivos[0].resultado
        verbo = "quedó en" if cerrado else "ya no puede pasar de"
        detalle = f" {verbo} {show_pct(primero.techo)}" if len(veredicto.motivos) == 1 else " no llegan al umbral"
        return nombres, f"{detalle}, sumados sus programas (lectura por territorio)."
    if veredicto.estado is Estado.EN_JUEGO:
        sin_peso = [m.nombre for m in veredicto.motivos if m.resultado.estado is Estado.SIN_PONDERACION]
        abiertos = [m.nombre for m in veredicto.motivos if m.resultado.estado is not Estado.SIN_PONDERACION]
        faltan = f"faltan ponderaciones en {join_nombres(sin_peso)}" if sin_peso else ""
        if not abiertos:
            return "Faltan ponderaciones", f" en {join_nombres(sin_peso)}: el servicio no puede cumplir todavía."
        resto = f". Además {faltan}" if faltan else ""
        return "Siguen en juego", f": {join_nombres(abiertos)} (lectura por territorio){resto}."
    if veredicto.estado is Estado.CUMPLE:
        return "Todos los territorios cumplen", ", sumados sus programas (lectura por territorio)."
    return "Ningún territorio compromete programas", " en este ejercicio."


def describe_programa_nacional(
    tipo: str, servicio: ResultadoServicio, territorios: Sequence[TerritorioEvaluado]
) -> str:
    """What keeps one programme from being won across the country, or that it is."""
    veredicto = servicio.por_programa[tipo]
    nombres = join_nombres([motivo.nombre for motivo in veredicto.motivos])
    if veredicto.estado is Estado.NO_CUMPLE:
        return f"Perdido en {nombres}."
    if veredicto.estado is Estado.CUMPLE:
        return "Asegurado en todos los territorios que lo comprometen."
    if veredicto.estado is Estado.SIN_COMPROMISOS:
        return "Ningún territorio lo compromete."
    sin_holgura = [t.nombre for t in territorios if t.cuenta and t.programas[tipo].sin_holgura]
    if sin_holgura:
        return f"En {join_nombres(sin_holgura)} no puede fallar ninguna fila más."
    if all(motivo.resultado.estado is Estado.SIN_PONDERACION for motivo in veredicto.motivos):
        return f"Faltan ponderaciones en {nombres}."
    return f"En juego en {nombres}."


def describe_reparto(servicio: ResultadoServicio, tipo: str) -> str:
    """«6 cumplen · 9 en juego · 1 sin compromisos», over the territories."""
    cuenta: dict[Estado, int] = {}
    for territorio in servicio.territorios:
        estado = territorio.por_tipo[tipo].estado
        cuenta[estado] = cuenta.get(estado, 0) + 1
    palabras = {
        Estado.CUMPLE: ("cumple", "cumplen"),
        Estado.EN_JUEGO: ("en juego", "en juego"),
        Estado.NO_CUMPLE: ("no cumple", "no cumplen"),
        Estado.SIN_PONDERACION: ("sin ponderación", "sin ponderación"),
        Estado.SIN_COMPROMISOS: ("sin compromisos", "sin compromisos"),
    }
    return " · ".join(show_cantidad(cuenta[e], *palabras[e]) for e in palabras if e in cuenta)


def describe_lecturas(servicio: ResultadoServicio) -> tuple[bool, str]:
    """Whether the verdict depends on the reading, and what the other one says."""
    otra = next(lectura for lectura in Lectura if lectura is not servicio.lectura)
    estado = MOSTRADOS[servicio.lecturas[otra].estado].palabra.lower()
    nombre = NOMBRES_LECTURA[otra]
    if servicio.depende_de_la_lectura:
        return True, f"Sí: {nombre}, el servicio estaría «{estado}»."
    return False, f"No: {nombre} también está «{estado}»."


def describe_declarado(oficial: ResultadoServicio, declarado: ResultadoServicio) -> str:
    """What would change if everything declared were validated; empty when nothing would."""
    if oficial.veredicto is not declarado.veredicto:
        return f"{SI_SE_VALIDA}, el servicio quedaría «{MOSTRADOS[declarado.veredicto].palabra}»."
    cambian = [
        tipo for tipo in TIPOS if oficial.por_programa[tipo].estado is not declarado.por_programa[tipo].estado
    ]
    if not cambian:
        return ""
    partes = [f"{tipo} quedaría «{MOSTRADOS[declarado.por_programa[tipo].estado].palabra}»" for tipo in cambian]
    return f"{SI_SE_VALIDA}, {join_nombres(partes)}."


def describe_programa(evaluado: ProgramaEvaluado) -> str:
    """One programme of one territory in a sentence: where it stands and what it can still spare."""
    resultado = evaluado.resultado
    umbral = show_umbral(resultado.umbral)
    if resultado.estado is Estado.SIN_COMPROMISOS:
        return "El territorio no compromete este programa: queda fuera del resultado nacional."
    if resultado.estado is Estado.SIN_PONDERACION:
        faltan = show_cantidad(evaluado.sumas.sin_peso, "compromiso", "compromisos")
        return f"Falta la ponderación de {faltan}: sin ella no hay resultado, y el servicio no puede cumplir."
    if not resultado.pendiente:
        return f"Quedó en {show_pct(resultado.piso)} y se exige {umbral}."
    if resultado.estado is Estado.CUMPLE:
        return f"Ya tiene {show_pct(resultado.piso)} y se exige {umbral}."
    if resultado.estado is Estado.NO_CUMPLE:
        return f"Lo más que alcanza es {show_pct(resultado.techo)} y se exige {umbral}."
    if resultado.sin_evaluar:
        return f"Todavía no hay nada evaluado y se exige {umbral}. {describe_holgura(evaluado)}"
    return (
        f"Tiene {show_pct(resultado.piso)}, puede llegar a {show_pct(resultado.techo)} y se exige {umbral}. "
        f"{describe_holgura(evaluado)}"
    )


def describe_holgura(evaluado: ProgramaEvaluado) -> str:
    """How much may still fail: in rows when all weigh the same, otherwise in weight."""
    tolera = evaluado.filas_de_holgura
    if tolera is None:
        resultado = evaluado.resultado
        return (
            f"Aún puede perder {show_decimal(resultado.holgura)} de {show_decimal(resultado.comprometido)} puntos."
        )
    if not tolera:
        return "Ninguna fila más puede fallar." if evaluado.perdidas else "Ninguna fila puede fallar."
    de_mas = " más" if evaluado.perdidas else ""
    return f"{'Puede' if tolera == 1 else 'Pueden'} fallar {show_cantidad(tolera, 'fila', 'filas')}{de_mas}."
