"""Other ways to the same verdict, written plainly: raw SQL, and the loops that people write first.

They know the threshold by heart, and neither missing weights nor the other reading: the data has none of that.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db import connection

from programas.models import Compromiso, Ejercicio, ProgramaTrabajo
from programas.scoring import Estado
from programas.selectors.nacional import decide_nacional, load_sumas
from regiones.models import Region

# From the best to the worst: the worst of all is the verdict.
ESTADOS = (Estado.CUMPLE, Estado.EN_JUEGO, Estado.NO_CUMPLE)
PESO = "CASE WHEN p.ponderacion = 'UNIFORME' THEN 1 ELSE c.ponderacion END"
VEREDICTOS = f"""
SELECT ejercicio_id, tipo, CASE
    WHEN ganado * 100 >= todo * 90 THEN 0
    WHEN (todo - perdido) * 100 < todo * 90 THEN 2
    ELSE 1 END
FROM (
  SELECT p.id, p.ejercicio_id, p.tipo,
    SUM({PESO}) AS todo,
    COALESCE(SUM({PESO}) FILTER (WHERE c.validado = 'si'), 0) AS ganado,
    COALESCE(SUM({PESO}) FILTER (WHERE c.validado IN ('no', 'parcial')), 0) AS perdido
  FROM programas_programatrabajo p
  JOIN programas_objetivoespecifico o ON o.programa_id = p.id
  JOIN programas_compromiso c ON c.objetivo_id = o.id
  {{donde}}
  GROUP BY p.id, p.ejercicio_id, p.tipo
) programas
"""
DE_UNO = VEREDICTOS.format(donde="WHERE p.ejercicio_id = %s")
DE_TODOS = VEREDICTOS.format(donde="")


def decide_nuestro(ejercicio: Ejercicio) -> Estado:
    return decide_nacional(ejercicio, load_sumas(ejercicio))


def decide_en_sql(ejercicio: Ejercicio) -> Estado:
    with connection.cursor() as cursor:
        cursor.execute(DE_UNO, [ejercicio.pk])
        return ESTADOS[max(estado for _, _, estado in cursor.fetchall())]


def decide_con_select_related(ejercicio: Ejercicio) -> Estado:
    """One query with everything in it, and a loop over the rows."""
    filas = Compromiso.objects.filter(objetivo__programa__ejercicio=ejercicio)
    por_programa: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for fila in filas.select_related("objetivo__programa__region", "objetivo__programa__ejercicio__servicio"):
        programa = fila.objetivo.programa
        por_programa[programa.pk].append((weigh(programa, fila), fila.validado))
    return join_peor(por_programa.values())


def decide_con_una_consulta_por_programa(ejercicio: Ejercicio) -> Estado:
    """N + 1: the territories, the programmes of each, and the rows of each programme."""
    programas = []
    for region in Region.objects.existing_in(ejercicio.anio):
        for programa in region.programas.filter(ejercicio=ejercicio):
            filas = Compromiso.objects.filter(objetivo__programa=programa)
            programas.append([(weigh(programa, fila), fila.validado) for fila in filas])
    return join_peor(programas)


def weigh(programa: ProgramaTrabajo, fila: Compromiso) -> int:
    return 1 if programa.ponderacion == "UNIFORME" else fila.ponderacion or 0


def join_peor(programas: Iterable[list[tuple[int, str]]]) -> Estado:
    """The worst of the programmes, each given as the weight and the answer of its rows."""
    peor = 0
    for filas in programas:
        todo = sum(peso for peso, _ in filas)
        ganado = sum(peso for peso, validado in filas if validado == "si")
        perdido = sum(peso for peso, validado in filas if validado in ("no", "parcial"))
        estado = 0 if ganado * 100 >= todo * 90 else 2 if (todo - perdido) * 100 < todo * 90 else 1
        peor = max(peor, estado)
    return ESTADOS[peor]


def decide_todos_en_sql() -> list[tuple[int, str, int]]:
    """The verdict of every programme that is stored."""
    with connection.cursor() as cursor:
        cursor.execute(DE_TODOS)
        return cursor.fetchall()


DE_UN_ANIO: dict[str, Callable[[Ejercicio], Estado]] = {
    "ours": decide_nuestro,
    "raw SQL": decide_en_sql,
    "select_related loop": decide_con_select_related,
    "N+1 loop": decide_con_una_consulta_por_programa,
}
