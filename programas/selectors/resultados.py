"""The verdict of an ejercicio: one grouped query of integer sums, decided by ``scoring``."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, FilteredRelation, Max, Min, Q, Sum

from programas import scoring
from programas.models import Ejercicio
from programas.scoring import Ponderacion, ResultadoServicio, Sumas
from programas.selectors.congelado import Congelado, load_congelado
from regiones.models import CUT_NIVEL_CENTRAL, Region, Usuario

SI = scoring.Cumple.SI.value
NO_CUMPLIDO = (scoring.Cumple.NO.value, scoring.Cumple.PARCIAL.value)
FILA = "p__objetivos__compromisos"


@dataclass(frozen=True, slots=True)
class ProgramaEvaluado:
    """A programme with its official result and the one «según lo declarado».

    ``filas`` counts its rows, ``perdidas`` those officially lost, ``sin_validar`` those not evaluated yet.
    ``id`` is ``None`` when the territory has no such programme. ``limite`` is the largest weight that may fail
    alone under the official reading; ``None`` where no row decides by itself.
    """

    id: int | None
    tipo: str
    estado: str
    es_demostracion: bool
    filas: int
    perdidas: int
    sin_validar: int
    resultado: scoring.Resultado
    declarado: scoring.Resultado
    sumas: Sumas
    sumas_declaradas: Sumas
    menor_pendiente: int | None
    peso_comun: int | None
    limite: int | None = None

    def is_critica(self, peso: int | None) -> bool:
        """Whether the failure of a blank row of that weight decides by itself, under the official reading."""
        propio = 1 if self.sumas.ponderacion is Ponderacion.UNIFORME else peso or 0
        return self.limite is not None and propio > self.limite

    @property
    def filas_de_holgura(self) -> int | None:
        """How many more rows may fail, when all weigh the same (``peso_comun``); ``None`` otherwise."""
        if self.peso_comun is None or self.resultado.estado is not scoring.Estado.EN_JUEGO:
            return None
        unidad = 1 if self.sumas.ponderacion is Ponderacion.UNIFORME else scoring.DIEZMILESIMAS_POR_PUNTO
        return int(self.resultado.holgura * unidad / self.peso_comun)

    @property
    def sin_holgura(self) -> bool:
        """Whether every row still blank is critical: even the lightest (``menor_pendiente``) loses it alone."""
        limite = scoring.critical_limit(self.sumas.ponderacion, self.resultado)
        return limite is not None and self.menor_pendiente is not None and self.menor_pendiente > limite

    @property
    def difiere_lo_declarado(self) -> bool:
        return self.resultado.estado is not self.declarado.estado or self.resultado.piso != self.declarado.piso


@dataclass(frozen=True, slots=True)
class TerritorioEvaluado:
    """A territory with its three programmes, by type."""

    id: int
    cut: str
    nombre: str
    programas: dict[str, ProgramaEvaluado]
    cuenta: bool

    @property
    def es_nivel_central(self) -> bool:
        return self.cut == CUT_NIVEL_CENTRAL

    @property
    def es_demostracion(self) -> bool:
        return any(programa.es_demostracion for programa in self.programas.values())

    def as_territorio(self, *, declarado: bool) -> scoring.Territorio:
        return scoring.Territorio(
            self.cut,
            self.nombre,
            tuple(
                scoring.Programa(tipo, programa.sumas_declaradas if declarado else programa.sumas)
                for tipo, programa in self.programas.items()
            ),
        )


@dataclass(frozen=True, slots=True)
class EjercicioEvaluado:
    """An ejercicio decided. ``servicio`` is the official national result; ``declarado`` as the regions declare.

    Both are ``None`` for a user who does not see the whole service: a part would pass for the whole.
    """

    territorios: tuple[TerritorioEvaluado, ...]
    servicio: ResultadoServicio | None
    declarado: ResultadoServicio | None

    def get_territorio(self, cut: str) -> TerritorioEvaluado | None:
        return next((territorio for territorio in self.territorios if territorio.cut == cut), None)


def evaluate_ejercicio(
    ejercicio: Ejercicio, usuario: Usuario | None = None, region_id: int | None = None
) -> EjercicioEvaluado:
    """Decide every programme that the user sees, and the service when the user sees all of it: one query.

    Without a user (commands), everything. With ``region_id``, that territory alone. A closed ejercicio answers
    what its closing froze, with one query more.
    """
    congelado = load_congelado(ejercicio)
    regiones = Region.objects.filter(cut__in=congelado.nombres) if congelado else ejercicio.regiones
    completo = region_id is None and (usuario is None or usuario.alcance.sees_servicio(ejercicio.servicio_id))
    if usuario is not None and not usuario.alcance.sees_servicio(ejercicio.servicio_id):
        regiones = regiones.filter(
            pk__in=[
                region for servicio, region in usuario.alcance.territorios if servicio == ejercicio.servicio_id
            ]
        )
    if region_id is not None:
        regiones = regiones.filter(pk=region_id)
    ausentes = {tipo: evaluate_ausente(tipo, ejercicio) for tipo in scoring.TIPOS}
    territorios: dict[int, TerritorioEvaluado] = {}
    for fila in query_sumas(regiones, ejercicio):
        cuenta = ejercicio.cuenta_nivel_central or fila["cut"] != CUT_NIVEL_CENTRAL
        territorio = territorios.setdefault(
            fila["pk"],
            TerritorioEvaluado(fila["pk"], fila["cut"], name_territorio(fila, congelado), dict(ausentes), cuenta),
        )
        if fila["tipo"] is not None:
            territorio.programas[fila["tipo"]] = freeze_programa(evaluate_fila(fila, ejercicio), fila, congelado)
    ordenados = tuple(territorios.values())
    if not ejercicio.cerrado:
        for territorio in ordenados:
            set_limites(territorio, ejercicio)
    if not completo:
        return EjercicioEvaluado(ordenados, None, None)
    if congelado:
        return EjercicioEvaluado(ordenados, congelado.servicio, congelado.servicio)
    return EjercicioEvaluado(
        ordenados, join_servicio(ejercicio, ordenados, False), join_servicio(ejercicio, ordenados, True)
    )


def set_limites(territorio: TerritorioEvaluado, ejercicio: Ejercicio) -> None:
    """Which rows decide, once all the programmes of the territory are there: they may be read together."""
    programas = territorio.programas
    limites = scoring.critical_limits(
        {tipo: programa.sumas for tipo, programa in programas.items()},
        ejercicio.umbral_razon,
        scoring.Lectura(ejercicio.lectura),
    )
    programas.update({tipo: replace(programas[tipo], limite=limite) for tipo, limite in limites.items()})


def join_servicio(
    ejercicio: Ejercicio, territorios: tuple[TerritorioEvaluado, ...], declarado: bool
) -> ResultadoServicio:
    """The national result over the territories that count."""
    return scoring.evaluate_servicio(
        [territorio.as_territorio(declarado=declarado) for territorio in territorios if territorio.cuenta],
        ejercicio.umbral_razon,
        cerrado=ejercicio.cerrado,
        lectura=scoring.Lectura(ejercicio.lectura),
    )


def query_sumas(regiones: Any, ejercicio: Ejercicio) -> Any:
    """One row per territory and programme with the integer sums and counts of its commitments."""
    validado, declarado, peso = f"{FILA}__validado", f"{FILA}__declarado", f"{FILA}__ponderacion"
    grupos = match_validado(FILA) | {
        "ganado_declarado": Q(**{validado: SI}) | Q(**{validado: "", declarado: SI}),
        "perdido_declarado": Q(**{f"{validado}__in": NO_CUMPLIDO})
        | Q(**{validado: "", f"{declarado}__in": NO_CUMPLIDO}),
    }
    sumas = sum_grupos(FILA, grupos) | {
        "menor_pendiente": Min(peso, filter=Q(**{validado: ""})),
        "menor_peso": Min(peso),
        "mayor_peso": Max(peso),
    }
    return (
        regiones.annotate(p=FilteredRelation("programas", condition=Q(programas__ejercicio=ejercicio)))
        .order_by("orden", "p__tipo")
        .values(
            *("pk", "orden", "cut", "nombre_corto"),
            tipo=F("p__tipo"),
            programa=F("p__pk"),
            estado=F("p__estado"),
            ponderacion=F("p__ponderacion"),
            es_demostracion=F("p__es_demostracion"),
        )
        .annotate(**sumas)
    )


def match_validado(fila: str) -> dict[str, Q]:
    """The commitments won and lost officially, given the path to them."""
    return {
        "ganado": Q(**{f"{fila}__validado": SI}),
        "perdido": Q(**{f"{fila}__validado__in": NO_CUMPLIDO}),
    }


def sum_grupos(fila: str, grupos: dict[str, Q]) -> dict[str, Any]:
    """The counts and sums that ``build_sumas`` reads, of all the commitments and of each group of them."""
    peso = f"{fila}__ponderacion"
    sumas: dict[str, Any] = {"filas": Count(fila), "con_peso": Count(peso), "comprometido": Sum(peso)}
    for nombre, condicion in grupos.items():
        sumas[f"{nombre}_filas"] = Count(fila, filter=condicion)
        sumas[f"{nombre}_peso"] = Sum(peso, filter=condicion)
    return sumas


def evaluate_fila(fila: dict[str, Any], ejercicio: Ejercicio) -> ProgramaEvaluado:
    sumas = build_sumas(fila, "")
    declaradas = build_sumas(fila, "_declarado")
    umbral, cerrado = ejercicio.umbral_razon, ejercicio.cerrado
    return ProgramaEvaluado(
        fila["programa"],
        fila["tipo"],
        fila["estado"],
        fila["es_demostracion"],
        fila["filas"],
        fila["perdido_filas"],
        fila["filas"] - fila["ganado_filas"] - fila["perdido_filas"],
        scoring.evaluate_programa(sumas, umbral, cerrado=cerrado),
        scoring.evaluate_programa(declaradas, umbral, cerrado=cerrado),
        sumas,
        declaradas,
        1 if sumas.ponderacion is Ponderacion.UNIFORME else fila["menor_pendiente"],
        find_peso_comun(fila),
    )


def name_territorio(fila: dict[str, Any], congelado: Congelado | None) -> str:
    return congelado.nombres[fila["cut"]] if congelado else fila["nombre_corto"]


def freeze_programa(
    programa: ProgramaEvaluado, fila: dict[str, Any], congelado: Congelado | None
) -> ProgramaEvaluado:
    """The programme with the result of the closing; one that did not count there was not frozen."""
    resultado = congelado and congelado.resultados.get((fila["cut"], programa.tipo))
    return replace(programa, resultado=resultado, declarado=resultado) if resultado else programa


def find_peso_comun(fila: dict[str, Any]) -> int | None:
    """The weight of every row, in stored units, when they all weigh the same."""
    if fila["ponderacion"] == Ponderacion.UNIFORME:
        return 1
    iguales = fila["menor_peso"] == fila["mayor_peso"] and fila["con_peso"] == fila["filas"]
    return fila["menor_peso"] if iguales else None


def build_sumas(fila: dict[str, Any], sufijo: str) -> Sumas:
    """The sums that ``scoring`` takes, in rows or in weight as the programme is weighted."""
    if fila["ponderacion"] == Ponderacion.UNIFORME:
        return Sumas(
            Ponderacion.UNIFORME,
            fila["filas"],
            0,
            fila["filas"],
            fila[f"ganado{sufijo}_filas"],
            fila[f"perdido{sufijo}_filas"],
        )
    return Sumas(
        Ponderacion.MANUAL,
        fila["filas"],
        fila["filas"] - fila["con_peso"],
        fila["comprometido"] or 0,
        fila[f"ganado{sufijo}_peso"] or 0,
        fila[f"perdido{sufijo}_peso"] or 0,
    )


def evaluate_ausente(tipo: str, ejercicio: Ejercicio) -> ProgramaEvaluado:
    """A programme that the territory does not have commits nothing."""
    sumas = Sumas(Ponderacion.MANUAL, 0, 0, 0, 0, 0)
    resultado = scoring.evaluate_programa(sumas, ejercicio.umbral_razon, cerrado=ejercicio.cerrado)
    return ProgramaEvaluado(None, tipo, "", False, 0, 0, 0, resultado, resultado, sumas, sumas, None, None)
