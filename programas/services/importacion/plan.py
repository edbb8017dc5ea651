"""What an import would do, worked out whole before anything is written: the preview and the act share it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.core.exceptions import PermissionDenied

from programas import permissions
from programas.enums import Etapa, Tipo
from programas.formulario.contenido import TerritorioContenido
from programas.formulario.lectura import FormularioLeido, Hallazgo, Nivel
from programas.formulario.preguntas import AsuntoPregunta, Pregunta
from programas.formulario.reglas import check_territorio
from programas.models import Corte, Ejercicio, ProgramaTrabajo
from programas.selectors.auditoria import build_contexto
from programas.selectors.catalogo import build_catalogo_unidades
from programas.selectors.congelado import load_nombres
from programas.selectors.efecto_importacion import DosSumas
from programas.selectors.presentacion import join_nombres, show_cantidad
from programas.services.importacion.analisis import apply_analisis
from programas.services.importacion.bloqueos import list_impedimentos
from programas.services.importacion.columna_4 import RESULTADO, decide_columna_4
from programas.services.importacion.conflictos import ask_conflictos
from programas.services.importacion.corte import find_corte, refuse_sin_corte
from programas.services.importacion.escritura import Escritura
from programas.services.importacion.guardado import Guardado, load_cargado
from programas.services.importacion.importador import Importador, Unidades, build_bloqueo
from programas.services.importacion.informe import Accion, ImportacionRechazada, LibroRefusado
from programas.services.importacion.instancias import apply_instancias
from programas.services.importacion.mezcla import Mezcla, find_base
from programas.services.importacion.motivo import list_con_motivo, note_motivo, refuse_sin_motivo
from programas.services.importacion.opciones import OpcionesImportacion
from programas.services.importacion.programa import apply_programa
from programas.services.importacion.resultante import Resultante, sum_contenido, sum_guardado
from programas.services.importacion.uniformes import drop_calculados
from programas.services.importacion.vacias import list_borradas, map_columnas
from regiones.models import Region, Usuario

Libro = tuple[FormularioLeido, OpcionesImportacion]


@dataclass(slots=True)
class Plan:
    """One workbook against its territory. ``impedimentos`` refuse it; ``notas`` are for its person to know.

    ``con_motivo`` are the programmes of which it changes what only a reason lets change (§3).
    """

    lectura: FormularioLeido
    region: Region
    opciones: OpcionesImportacion
    importador: Importador
    antes: dict[str, DosSumas]
    contenido: TerritorioContenido
    auditoria: tuple[Hallazgo, ...]
    impedimentos: tuple[Hallazgo, ...]
    notas: tuple[Hallazgo, ...]
    nombres: dict[int, str]
    con_motivo: tuple[ProgramaTrabajo, ...]

    @property
    def escritura(self) -> Escritura:
        return self.importador.escritura

    @property
    def cambia(self) -> bool:
        return self.escritura.cambia or bool(self.importador.eliminadas)

    @property
    def despues(self) -> dict[str, DosSumas]:
        return sum_contenido(self.contenido)

    @property
    def hallazgos(self) -> tuple[Hallazgo, ...]:
        """What was noticed in the workbook."""
        return (*self.lectura.hallazgos, *self.notas)

    @property
    def preguntas(self) -> tuple[Pregunta, ...]:
        return (*self.lectura.preguntas, *self.importador.preguntas.values())

    @property
    def falta_motivo(self) -> bool:
        return bool(self.con_motivo) and not self.opciones.motivo.strip()

    def require_motivo(self) -> None:
        """A change that needs its reason is not written without it."""
        if self.falta_motivo:
            self.impedimentos += (refuse_sin_motivo(self.con_motivo),)

    def refuse(self) -> LibroRefusado:
        return LibroRefusado(self.lectura.archivo, self.impedimentos, self.preguntas)


@dataclass(frozen=True, slots=True)
class Entorno:
    """What the plans of one act share."""

    ejercicio: Ejercicio
    actor: Usuario | None
    regiones: Mapping[int, Region]
    cortes: Sequence[Corte]
    unidades: Unidades
    nombres: Mapping[str, str]


def plan_libros(
    libros: Sequence[Libro], ejercicio: Ejercicio, actor: Usuario | None, *, bloquear: bool
) -> list[Plan]:
    """Plan some workbooks, each of its territory: as many queries however many they are.

    With ``bloquear`` what they are compared with is locked; the ejercicio is locked already. Raises
    ``PermissionDenied`` when the actor may not write one of the territories; ``ImportacionRechazada`` for those
    of which it is not known whose they are, or that are of the same one.
    """
    cargado = load_cargado(
        ejercicio,
        {lectura.region for lectura, _ in libros},
        bloquear=bloquear,
        con_analisis=any(has_analisis(lectura) for lectura, _ in libros),
    )
    por_cut = {region.cut: region for region in cargado.regiones.values()}
    check_territorios(libros, por_cut)
    propias = [por_cut[lectura.region] for lectura, _ in libros]
    if actor is not None and not all(permissions.can_draft(actor, ejercicio, region) for region in propias):
        raise PermissionDenied("No puede importar libros de ese territorio.")
    guardados = cargado.guardados
    unidades = Unidades(*build_catalogo_unidades(cargado.unidades, cargado.alias))
    entorno = Entorno(ejercicio, actor, cargado.regiones, cargado.cortes, unidades, load_nombres(ejercicio))
    return [
        build_plan(entorno, lectura, region, opciones, guardados[region.pk])
        for (lectura, opciones), region in zip(libros, propias, strict=True)
    ]


def check_territorios(libros: Iterable[Libro], por_cut: Mapping[str, Region]) -> None:
    ajenos = [
        LibroRefusado(lectura.archivo, lectura.impedimentos, lectura.preguntas)
        for lectura, _ in libros
        if lectura.region not in por_cut
    ]
    cuenta = Counter(lectura.region for lectura, _ in libros)
    for cut in (cut for cut, cuantos in cuenta.items() if cuantos > 1 and cut in por_cut):
        archivos = [lectura.archivo for lectura, _ in libros if lectura.region == cut]
        problema = f"{join_nombres(archivos)} son del mismo territorio, {por_cut[cut].nombre_corto}"
        hallazgo = build_bloqueo("", problema, "Importe uno solo de cada territorio, o uno después del otro.")
        ajenos += [LibroRefusado(archivo, (hallazgo,)) for archivo in archivos]
    if ajenos:
        raise ImportacionRechazada(*ajenos)


def has_analisis(lectura: FormularioLeido) -> bool:
    return any(programa.analisis for programa in lectura.programas.values())


def build_plan(
    entorno: Entorno, lectura: FormularioLeido, region: Region, opciones: OpcionesImportacion, guardado: Guardado
) -> Plan:
    ejercicio = entorno.ejercicio
    antes = sum_guardado(guardado)
    pedida = opciones.columna_4_es_resultado
    if pedida is None and (respuesta := opciones.respuestas.get(AsuntoPregunta.COLUMNA_4)):
        pedida = respuesta == RESULTADO
    es_resultado, dudosa = decide_columna_4(lectura, guardado, ejercicio, pedida)
    base = find_base(lectura, ejercicio, region)
    importador = Importador(
        Escritura(entorno.actor, uuid4(), explain_importacion(lectura, opciones)),
        guardado,
        entorno.unidades,
        {region.cut: clave for clave, region in entorno.regiones.items()},
        columna_4_es_resultado=es_resultado,
        columna_4_dudosa=dudosa,
        admite_respuestas=ejercicio.etapa != Etapa.FORMULACION,
        respuestas=opciones.respuestas,
        escritas=tuple(base),
        columnas=map_columnas(lectura),
    )
    sin_calculados, pesos_notas = drop_calculados(lectura, guardado)
    mezcla = Mezcla(guardado, base, opciones.respuestas, es_resultado, guardado.codigos)
    propia = mezcla.merge(sin_calculados) if base else sin_calculados
    borradas = tuple(list_borradas(sin_calculados, guardado, base, es_resultado=es_resultado))
    ask_conflictos(importador, mezcla, ejercicio, region)
    apply_lectura(entorno, importador, propia, region, opciones)
    con_motivo = list_con_motivo(importador)
    contenido = Resultante(importador, entorno.regiones, entorno.nombres).build_territorio(region)
    contexto = build_contexto(ejercicio, entorno.cortes[-1].pk if entorno.cortes else None)
    return Plan(
        lectura,
        region,
        opciones,
        importador,
        antes,
        contenido,
        tuple(check_territorio(contenido, contexto)) if contenido.programas else (),
        (*lectura.impedimentos, *list_impedimentos(importador, ejercicio)),
        (*pesos_notas, *list_notas(mezcla), *borradas, *importador.notas, *note_motivo(con_motivo)),
        {clave: region.nombre_corto for clave, region in entorno.regiones.items()},
        con_motivo,
    )


def explain_importacion(lectura: FormularioLeido, opciones: OpcionesImportacion) -> str:
    """Why the rows change, as the record says it."""
    return ": ".join(filter(None, (f"Importación de {lectura.archivo}", opciones.motivo.strip())))


def apply_lectura(
    entorno: Entorno,
    importador: Importador,
    lectura: FormularioLeido,
    region: Region,
    opciones: OpcionesImportacion,
) -> None:
    """Compare every programme of the workbook with what is stored of it."""
    programas = importador.guardado.programas
    corte = find_corte(entorno.cortes, importador, lectura, opciones) if has_analisis(lectura) else None
    for tipo, leido in lectura.programas.items():
        programa = programas.get(tipo) or build_programa(entorno.ejercicio, region, tipo, opciones)
        apply_programa(importador, programa, leido)
        apply_instancias(importador, programa, leido.instancias)
        if leido.analisis and corte is None:
            refuse_sin_corte(importador, leido.analisis[0].procedencia)
        elif corte is not None and (leido.analisis or importador.escritas):
            apply_analisis(importador, programa, corte, leido.analisis)
    for tipo, programa in programas.items():
        if tipo not in lectura.programas and importador.guardado.holds_filas(tipo):
            importador.escritura.tell("programas", programa, Accion.AUSENTE)


def build_programa(
    ejercicio: Ejercicio, region: Region, tipo: str, opciones: OpcionesImportacion
) -> ProgramaTrabajo:
    programa = ProgramaTrabajo(
        ejercicio=ejercicio, region=region, tipo=Tipo(tipo), es_demostracion=opciones.es_demostracion
    )
    programa.codigo = programa.build_codigo()
    return programa


def list_notas(mezcla: Mezcla) -> Iterable[Hallazgo]:
    """What others did to the form since the workbook was taken from it, and stands."""
    if mezcla.ajenos:
        cuantos = show_cantidad(mezcla.ajenos, "dato que el libro no toca", "datos que el libro no toca")
        yield note(f"después de que se descargó el libro cambió en el sistema {cuantos}: vale lo guardado")
    for codigo in mezcla.eliminadas:
        yield note(f"la fila {codigo} se eliminó después de que se descargó el libro: no se crea de nuevo")


def note(problema: str) -> Hallazgo:
    return Hallazgo("Lectura", Nivel.INFO, "", "", "", problema, "")
