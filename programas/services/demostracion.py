"""Build the demonstration: a service with its year, its people, and fifteen regions of invented data.

Everything comes from ``fixtures/demostracion.json`` and is the same every time. Nivel Central is not here: it is
the real form, imported like any other workbook.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from programas import scoring
from programas.enums import EstadoCorte, EstadoPrograma, Etapa, Modalidad, Ponderacion
from programas.formulario.lectores import parse_medida
from programas.formulario.unidades import CatalogoUnidades
from programas.models import (
    Actividad,
    AnalisisAvance,
    Compromiso,
    Corte,
    Ejercicio,
    Indicador,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.services import codigos
from programas.services.demostracion_avances import create_avances
from programas.services.relatos import Relator
from regiones.enums import Acto
from regiones.models import (
    AliasUnidad,
    Asignacion,
    Editable,
    Region,
    Registro,
    Servicio,
    UnidadResponsable,
    Usuario,
)
from regiones.services import build_registro, create_fila, describe_fila

ESPACIO = UUID("6f1c2a60-2009-4e00-8000-000000000000")
MOTIVO = "Datos de demostración"
VALIDADAS = {"s": "si", "n": "no", "p": "parcial"}
DECLARADAS = VALIDADAS | {"d": "si", "x": "no"}
MOTIVO_DE_PERDIDA = "No se completaron las actividades en el plazo comprometido."


@dataclass(slots=True)
class Lote:
    """Rows of the demonstration to be inserted, parents before children, each with its record."""

    momento: datetime
    filas: dict[type[Editable], list[Any]] = field(default_factory=dict)
    registros: list[Registro] = field(default_factory=list)

    def add(self, fila: Any) -> Any:
        self.filas.setdefault(type(fila), []).append(fila)
        return fila

    def write(self) -> None:
        for modelo, filas in self.filas.items():
            modelo._base_manager.bulk_create(filas)
            for fila in filas:
                registro = build_registro(
                    fila=fila, acto=Acto.CREAR, actor=None, despues=describe_fila(fila), motivo=MOTIVO
                )
                registro.momento = self.momento
                self.registros.append(registro)
        Registro.objects.bulk_create(self.registros)


@transaction.atomic
def create_demostracion(*, datos: dict[str, Any], clave: str) -> Ejercicio:
    """Create the service, its catalogue, people and year, in FORMULACION and without programmes."""
    servicio = create_fila(fila=Servicio(**datos["servicio"]), actor=None, motivo=MOTIVO)
    for unidad in datos["unidades"]:
        creada = create_fila(
            fila=UnidadResponsable(servicio=servicio, nombre=unidad["nombre"]), actor=None, motivo=MOTIVO
        )
        for texto in unidad["alias"]:
            alias = AliasUnidad(servicio=servicio, unidad=creada, texto=texto)
            create_fila(fila=alias, actor=None, motivo=MOTIVO)
    ejercicio = create_fila(fila=Ejercicio(servicio=servicio, anio=datos["anio"]), actor=None, motivo=MOTIVO)
    for corte in datos["cortes"]:
        fechas = {campo: date.fromisoformat(valor) for campo, valor in corte.items()}
        create_fila(
            fila=Corte(ejercicio=ejercicio, estado=EstadoCorte.ABIERTO, **fechas), actor=None, motivo=MOTIVO
        )
    for persona in datos["personas"]:
        create_persona(persona, servicio, ejercicio, clave)
    return ejercicio


def create_persona(persona: dict[str, Any], servicio: Servicio, ejercicio: Ejercicio, clave: str) -> None:
    """An account with one role, in force since the year began. Its name is its role's: nobody's."""
    usuario = Usuario(username=persona["usuario"])
    usuario.set_password(clave)
    create_fila(fila=usuario, actor=None, motivo=MOTIVO)
    asignacion = Asignacion(
        usuario=usuario,
        servicio=servicio,
        rol=persona["rol"],
        region=Region.objects.get(cut=persona["region"]) if "region" in persona else None,
        unidad=servicio.unidades.get(nombre=persona["unidad"]) if "unidad" in persona else None,
        desde=date(ejercicio.anio, 1, 1),
    )
    create_fila(fila=asignacion, actor=None, motivo=MOTIVO)


@transaction.atomic
def create_regiones(*, datos: dict[str, Any], ejercicio: Ejercicio) -> None:
    """Create the programmes of the fifteen regions, approved and partly evaluated, and open the execution."""
    validador = Usuario.objects.get(username="unidad.central")
    unidades = CatalogoUnidades(
        dict(AliasUnidad.objects.filter(servicio=ejercicio.servicio).values_list("clave", "unidad_id"))
        | dict(UnidadResponsable.objects.filter(servicio=ejercicio.servicio).values_list("clave", "pk"))
    )
    corte = ejercicio.cortes.get()
    lote = Lote(datetime(ejercicio.anio, 3, 2, 13, tzinfo=UTC))
    regiones = {region.cut: region for region in Region.objects.existing_in(ejercicio.anio)}
    enlaces: list[tuple[Compromiso, tuple[int, ...]]] = []
    compromisos: list[Compromiso] = []
    for lugar, (cut, respuestas) in enumerate(datos["respuestas"]["territorios"].items()):
        relator = Relator(datos, cut, lugar)
        for tipo, letras in zip(scoring.TIPOS, respuestas, strict=True):
            programa = lote.add(build_programa(datos, ejercicio, regiones[cut], tipo))
            if tipo == "III.2" and letras:
                lote.add(
                    Instancia(
                        programa=programa, codigo=codigos.next_instancia(programa), orden=1, **datos["instancia"]
                    )
                )
            creados = build_filas(relator, lote, programa, corte, letras)
            compromisos += creados
            enlaces += [(c, unidades.find(c.unidad_texto)) for c in creados]
    evaluate_compromisos(lote, compromisos, validador)
    lote.write()
    Compromiso.unidades.through.objects.bulk_create(
        Compromiso.unidades.through(compromiso_id=compromiso.pk, unidadresponsable_id=unidad)
        for compromiso, ids in enlaces
        for unidad in ids
    )
    record_evaluaciones(compromisos, validador)
    create_avances(datos=datos, compromisos=compromisos, motivo=MOTIVO)
    open_ejecucion(ejercicio)


def build_programa(datos: dict[str, Any], ejercicio: Ejercicio, region: Region, tipo: str) -> ProgramaTrabajo:
    por_actividades = tipo in datos["por_actividades"].get(region.cut, [])
    pesos = datos["pesos"].get(region.cut, {}).get(tipo)
    programa = ProgramaTrabajo(
        ejercicio=ejercicio,
        region=region,
        tipo=tipo,
        responsable=f"Dirección Regional · {region.nombre_corto}",
        modalidad=Modalidad.ACTIVIDADES if por_actividades else Modalidad.METAS,
        ponderacion=Ponderacion.MANUAL if pesos else Ponderacion.UNIFORME,
        estado=EstadoPrograma.APROBADO,
        es_demostracion=True,
    )
    programa.codigo = programa.build_codigo()
    return programa


def build_filas(
    relator: Relator, lote: Lote, programa: ProgramaTrabajo, corte: Corte, letras: str
) -> list[Compromiso]:
    """The objectives of a programme. By activities, each commits two, so that it needs half the objectives."""
    datos, cut, tipo = relator.datos, relator.cut, programa.tipo
    pesos = datos["pesos"].get(cut, {}).get(tipo) or [None] * len(letras)
    por_objetivo = 2 if programa.modalidad == Modalidad.ACTIVIDADES else 1
    compromisos: list[Compromiso] = []
    for i, fila in enumerate(datos["filas"][tipo][: len(letras) // por_objetivo], start=1):
        objetivo = lote.add(
            ObjetivoEspecifico(
                programa=programa,
                codigo=codigos.next_objetivo(programa),
                orden=i,
                texto=fila["objetivo"],
                texto_etapa2=fila["objetivo"],
                clase=fila.get("clase", ""),
            )
        )
        medida = parse_medida(fila["meta"])
        lote.add(
            Indicador(
                objetivo=objetivo,
                texto=fila["indicador"],
                meta=fila["meta"],
                meta_valor=medida.valor if medida else None,
                meta_unidad=medida.unidad if medida else "",
                meta_base=medida.base if medida else "",
            )
        )
        for j in range(por_objetivo):
            peso = pesos[len(compromisos)]
            compromiso = Compromiso(
                objetivo=objetivo,
                codigo=codigos.next_compromiso(objetivo),
                orden=j + 1,
                ponderacion=None if peso is None else scoring.parse_peso(peso),
                unidad_texto=fila["unidad"],
            )
            answer_compromiso(compromiso, letras[len(compromisos)])
            actividades = fila["actividades"] if por_objetivo == 1 else fila["actividades"][j : j + 1]
            add_partes(lote, compromiso, actividades, fila["medios"])
            compromisos.append(compromiso)
        if f"{tipo}-{i:02d}" not in datos["sin_analisis"].get(cut, []):
            lote.add(
                AnalisisAvance(
                    programa=programa,
                    corte=corte,
                    objetivo=objetivo,
                    codigo=codigos.next_analisis(programa),
                    orden=i,
                    **relator.tell(tipo, i),
                )
            )
    return compromisos


def answer_compromiso(compromiso: Compromiso, letra: str) -> None:
    compromiso.declarado = DECLARADAS.get(letra, "")
    compromiso.validado = VALIDADAS.get(letra, "")
    if compromiso.declarado in ("no", "parcial"):
        compromiso.motivo = MOTIVO_DE_PERDIDA


def add_partes(lote: Lote, compromiso: Compromiso, actividades: list[str], medios: list[str]) -> None:
    """Insert a commitment with its activities and means; its counters grow before it is written."""
    lote.add(compromiso)
    for orden, texto in enumerate(actividades, start=1):
        codigo = codigos.next_actividad(compromiso)
        lote.add(Actividad(compromiso=compromiso, codigo=codigo, orden=orden, texto=texto))
    for orden, texto in enumerate(medios, start=1):
        codigo = codigos.next_medio(compromiso)
        lote.add(MedioVerificacion(compromiso=compromiso, codigo=codigo, orden=orden, texto=texto))


def evaluate_compromisos(lote: Lote, compromisos: list[Compromiso], validador: Usuario) -> None:
    """Sign each answer, spread over the second half of the year."""
    for i, compromiso in enumerate(compromisos):
        momento = lote.momento + timedelta(days=120 + i % 120, hours=i % 7)
        if compromiso.declarado:
            compromiso.declarado_en = momento
        if compromiso.validado:
            compromiso.validado_por = validador
            compromiso.validado_en = momento + timedelta(days=7)


def record_evaluaciones(compromisos: list[Compromiso], validador: Usuario) -> None:
    """The record of each declaration and validation, at its own moment."""
    registros = []
    for compromiso in compromisos:
        for acto, campo, actor, momento in (
            (Acto.DECLARAR, "declarado", None, compromiso.declarado_en),
            (Acto.VALIDAR, "validado", validador, compromiso.validado_en),
        ):
            if momento is not None:
                registro = build_registro(
                    fila=compromiso,
                    acto=acto,
                    actor=actor,
                    antes={campo: ""},
                    despues={campo: getattr(compromiso, campo)},
                    motivo=compromiso.motivo or MOTIVO,
                    lote=uuid5(ESPACIO, f"{acto} {compromiso.codigo}"),
                )
                registro.momento = momento
                registros.append(registro)
    Registro.objects.bulk_create(registros)


def open_ejecucion(ejercicio: Ejercicio) -> None:
    antes = describe_fila(ejercicio)
    ejercicio.etapa = Etapa.EJECUCION
    ejercicio.version += 1
    ejercicio.save(update_fields=["etapa", "version"])
    Registro.objects.bulk_create(
        [
            build_registro(
                fila=ejercicio,
                acto=Acto.CAMBIAR_ETAPA,
                actor=None,
                antes={"etapa": antes["etapa"]},
                despues={"etapa": ejercicio.etapa},
                motivo=MOTIVO,
            )
        ]
    )
