"""The figures of a year for other programs: those of its pages, each also as the exact fraction behind it."""

from fractions import Fraction
from typing import Any

from programas.models import Ejercicio
from programas.scoring import Resultado
from programas.selectors import frases
from programas.selectors.calculo import Paso
from programas.selectors.calculo_servicio import load_calculo_servicio
from programas.selectors.dichos import Dicho
from programas.selectors.explicacion import FilaExplicada, ProgramaExplicado, load_explicacion
from programas.selectors.presentacion import show_estado, show_pct
from programas.selectors.resultados import ProgramaEvaluado, TerritorioEvaluado, evaluate_ejercicio
from programas.selectors.texto_explicado import write_explicacion
from regiones.models import Region, Usuario

Figura = dict[str, Any]
DURO, SUAVE = "\u00a0", " "


def list_territorios(ejercicio: Ejercicio, usuario: Usuario) -> list[Figura]:
    """The territories of the year that the person sees: one query, two once it is closed."""
    return [
        {
            "territorio": territorio.cut,
            "nombre": territorio.nombre,
            "nivel_central": territorio.es_nivel_central,
            "cuenta": territorio.cuenta,
            "compromete": [tipo for tipo, programa in territorio.programas.items() if programa.filas],
        }
        for territorio in evaluate_ejercicio(ejercicio, usuario).territorios
    ]


def list_resultados(ejercicio: Ejercicio, usuario: Usuario, region_id: int | None = None) -> list[Figura]:
    """The result of every programme that the person sees: one query, two once it is closed."""
    evaluado = evaluate_ejercicio(ejercicio, usuario, region_id)
    return [
        describe_resultado(territorio, programa)
        for territorio in evaluado.territorios
        for programa in territorio.programas.values()
    ]


def describe_resultado(territorio: TerritorioEvaluado, programa: ProgramaEvaluado) -> Figura:
    resultado = programa.resultado
    return {
        "territorio": territorio.cut,
        "nombre_territorio": territorio.nombre,
        "programa": programa.tipo,
        "demostracion": programa.es_demostracion,
        "estado": show_estado(resultado).palabra,
        "frase": soften(frases.describe_programa(programa)),
        **describe_cifras(resultado),
        "compromisos": programa.filas,
        "sin_validar": programa.sin_validar,
        "segun_lo_declarado": describe_declarado(programa),
    }


def describe_cifras(resultado: Resultado) -> Figura:
    exactas = ("comprometido", "ganado", "perdido", "pendiente", "holgura")
    return {
        "asegurado": describe_cifra(resultado.piso),
        "alcanzable": describe_cifra(resultado.techo),
        "umbral": describe_cifra(resultado.umbral),
        **{cantidad: str(getattr(resultado, cantidad)) for cantidad in exactas},
    }


def describe_declarado(programa: ProgramaEvaluado) -> Figura | None:
    """The figure «según lo declarado», where it is another than the official one."""
    if not programa.difiere_lo_declarado:
        return None
    return {
        "estado": show_estado(programa.declarado).palabra,
        "asegurado": describe_cifra(programa.declarado.piso),
        "alcanzable": describe_cifra(programa.declarado.techo),
    }


def describe_cifra(razon: Fraction | None) -> Figura | None:
    return None if razon is None else {"exacta": str(razon), "mostrada": soften(show_pct(razon))}


def describe_territorio(ejercicio: Ejercicio, usuario: Usuario, region: Region) -> Figura:
    """A territory's results with everything behind them: a fixed number of queries."""
    explicado = load_explicacion(ejercicio, usuario, region)
    return {
        "territorio": explicado.cut,
        "nombre": explicado.nombre,
        "frase": soften(explicado.frase),
        "resultados": list_resultados(ejercicio, usuario, region.pk),
        "explicaciones": [describe_programa(p) for p in explicado.programas if p.calculo is not None],
        "conjunto": {
            "estado": explicado.estado_conjunto.palabra,
            "oficial": explicado.por_territorio,
            "pasos": [describe_paso(paso) for paso in explicado.conjunto],
        },
        "texto": write_explicacion(ejercicio, explicado),
    }


def describe_programa(programa: ProgramaExplicado) -> Figura:
    assert programa.calculo is not None  # noqa: S101
    return {
        "programa": programa.mostrado.tipo,
        "unidad": programa.calculo.unidad,
        "pasos": [describe_paso(paso) for paso in programa.calculo.pasos],
        "pasos_segun_lo_declarado": [describe_paso(paso) for paso in programa.declarados],
        "suma_literal": soften(programa.calculo.literal),
        "filas": [describe_fila(fila) for fila in programa.filas],
        "notas": [{"numero": nota.numero, "texto": soften(nota.texto)} for nota in programa.notas],
    }


def describe_paso(paso: Paso) -> Figura:
    return {
        "letra": paso.letra,
        "nombre": paso.nombre,
        "formula": soften(paso.formula),
        "valor": soften(paso.valor),
        "nota": paso.nota.numero if paso.nota else None,
    }


def describe_fila(explicada: FilaExplicada) -> Figura:
    fila = explicada.fila
    return {
        "compromiso": fila.codigo,
        "objetivo": fila.objetivo,
        "pondera": soften(fila.peso),
        "gana": soften(fila.ganada),
        "decide": fila.critica,
        "declarado": describe_dicho(explicada.declarado),
        "validado": describe_dicho(explicada.validado),
        "motivo": explicada.motivo,
        "evidencias": [
            {"nombre": prueba.nombre, "fecha": prueba.fecha, "sha256": prueba.sha256}
            for prueba in explicada.pruebas
        ],
    }


def describe_dicho(dicho: Dicho) -> Figura:
    return {"respuesta": dicho.respuesta, "quien": dicho.quien, "cuando": dicho.cuando}


def describe_servicio(ejercicio: Ejercicio, usuario: Usuario) -> Figura:
    """The national result with its explanation, for who sees the whole service."""
    calculo = load_calculo_servicio(ejercicio, usuario)
    return {
        "estado": calculo.estado.palabra,
        "frase": soften(f"{calculo.sujeto}{calculo.razon}"),
        "umbral": soften(calculo.umbral),
        "depende_de_la_lectura": calculo.depende,
        "lecturas": [
            {"nombre": lectura.nombre, "oficial": lectura.oficial, "estado": lectura.estado.palabra}
            for lectura in calculo.lecturas
        ],
        "conjunciones": [
            {
                "clave": conjuncion.clave,
                "nombre": conjuncion.nombre,
                "estado": conjuncion.estado.palabra,
                "frase": soften(conjuncion.frase),
                "territorios": [
                    {
                        "territorio": fila.cut,
                        "nombre": fila.nombre,
                        "asegurado": soften(fila.piso),
                        "alcanzable": soften(fila.techo),
                        "estado": fila.estado.palabra,
                        "decide": fila.decide,
                    }
                    for fila in conjuncion.filas
                ],
            }
            for conjuncion in calculo.conjunciones
        ],
        "texto": write_explicacion(ejercicio, calculo),
    }


def soften(texto: str) -> str:
    """The words of a page without the blanks that keep its lines from breaking."""
    return texto.replace(DURO, SUAVE)
