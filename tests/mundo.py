"""A small world for tests about who sees what: two territories and Nivel Central of one service, and another one.

Every text names its place: what belongs to Maule says «Maule», what nobody of Maule may see says where it is from.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from programas.enums import EstadoCorte, Etapa
from programas.models import (
    Actividad,
    AliasColumna,
    AnalisisAvance,
    Compromiso,
    Corte,
    Ejercicio,
    Importacion,
    Indicador,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from regiones.enums import Acto, Rol
from regiones.models import (
    AliasRegion,
    AliasUnidad,
    Asignacion,
    Region,
    Registro,
    Servicio,
    UnidadResponsable,
    Usuario,
)
from tests.fabrica import build_programa


@dataclass(frozen=True, slots=True)
class Mundo:
    """One row of each kind by place: ``propias`` of Maule (or of its service), ``ajenas`` of another place.

    ``de_unidad`` are those of Nivel Central that the unit answers for.
    """

    propias: dict[type[Any], Any]
    ajenas: dict[type[Any], Any]
    de_unidad: dict[type[Any], Any]


def build_mundo(servicio: Servicio, ejercicio: Ejercicio, unidad: UnidadResponsable) -> Mundo:
    corte = Corte.objects.create(
        ejercicio=ejercicio,
        fecha_medicion=date(2009, 6, 30),
        plazo=date(2009, 7, 15),
        estado=EstadoCorte.ABIERTO,
    )
    otro = Servicio.objects.create(codigo="ajeno", sigla="AJENO", nombre="Servicio ajeno")
    otro_ejercicio = Ejercicio.objects.create(servicio=otro, anio=2009, etapa=Etapa.EJECUCION)
    otra_unidad = UnidadResponsable.objects.create(servicio=otro, nombre="Unidad ajena", clave="unidad ajena")
    otra_persona = Usuario.objects.create_user("persona.ajena", password="clave-de-prueba-1")
    maule, atacama, central = (Region.objects.get(cut=cut) for cut in ("07", "03", "99"))
    del_maule = build_formulario(ejercicio, corte, maule)
    del_central = build_formulario(ejercicio, corte, central)
    del_central[Compromiso].unidades.add(unidad)
    de_atacama = build_formulario(ejercicio, corte, atacama)
    persona = Usuario.objects.create_user("persona.propia", password="clave-de-prueba-1")
    propias = {
        Servicio: servicio,
        Region: maule,
        AliasRegion: AliasRegion.objects.create(region=maule, texto="Talca", clave="talca"),
        UnidadResponsable: unidad,
        AliasUnidad: AliasUnidad.objects.create(servicio=servicio, unidad=unidad, texto="VIF", clave="vif"),
        Usuario: persona,
        Asignacion: Asignacion.objects.create(
            usuario=persona, servicio=servicio, region=maule, rol=Rol.ENCARGADA, desde=date(2009, 1, 1)
        ),
        AliasColumna: AliasColumna.objects.create(
            servicio=servicio, tabla="control", columna="ponderacion", texto="Peso", clave="peso"
        ),
        Ejercicio: ejercicio,
        Corte: corte,
        Registro: build_registro(servicio, maule, del_maule[Compromiso]),
        **del_maule,
    }
    ajenas = {
        Servicio: otro,
        UnidadResponsable: otra_unidad,
        AliasUnidad: AliasUnidad.objects.create(servicio=otro, unidad=otra_unidad, texto="UA", clave="ua"),
        Usuario: otra_persona,
        Asignacion: Asignacion.objects.create(
            usuario=otra_persona, servicio=otro, rol=Rol.CENTRAL, desde=date(2009, 1, 1)
        ),
        AliasColumna: AliasColumna.objects.create(
            servicio=otro, tabla="control", columna="medios", texto="Prueba ajena", clave="pruebaajena"
        ),
        Ejercicio: otro_ejercicio,
        Corte: Corte.objects.create(
            ejercicio=otro_ejercicio, fecha_medicion=date(2009, 3, 31), plazo=date(2009, 4, 15)
        ),
        Registro: build_registro(servicio, atacama, de_atacama[Compromiso]),
        **de_atacama,
    }
    del_central[Registro] = build_registro(servicio, central, del_central[Compromiso])
    return Mundo(propias, ajenas, {**propias, **del_central})


def build_formulario(ejercicio: Ejercicio, corte: Corte, region: Region) -> dict[type[Any], Any]:
    """A programme III.2 with one row of everything, and the workbook it came from."""
    programa = build_programa(ejercicio, region, "III.2", "-", responsable=f"Seremi de {region}")
    objetivo = ObjetivoEspecifico.objects.get(programa=programa)
    compromiso = Compromiso.objects.get(objetivo=objetivo)
    instancia = Instancia.objects.create(
        programa=programa, codigo=f"{programa.codigo}-I01", orden=1, nombre=f"Mesa de {region}"
    )
    analisis = AnalisisAvance.objects.create(
        programa=programa,
        corte=corte,
        objetivo=objetivo,
        codigo=f"{programa.codigo}-A01",
        orden=1,
        avance_efectivo=f"Avance de {region}",
    )
    ProgramaTrabajo.objects.filter(pk=programa.pk).update(ultima_instancia=1, ultimo_analisis=1)
    importacion = Importacion.objects.create(
        ejercicio=ejercicio, region=region, archivo=f"libro de {region}.xlsx", sha256="0" * 64, lote=uuid4()
    )
    return {
        ProgramaTrabajo: ProgramaTrabajo.objects.get(pk=programa.pk),
        ObjetivoEspecifico: objetivo,
        Indicador: Indicador.objects.get(objetivo=objetivo),
        Compromiso: compromiso,
        Actividad: Actividad.objects.get(compromiso=compromiso),
        MedioVerificacion: MedioVerificacion.objects.get(compromiso=compromiso),
        Instancia: instancia,
        AnalisisAvance: analisis,
        Importacion: importacion,
    }


def build_registro(servicio: Servicio, region: Region, compromiso: Compromiso) -> Registro:
    return Registro.objects.create(
        acto=Acto.MODIFICAR,
        servicio=servicio,
        region=region,
        anio=2009,
        clase="programas.compromiso",
        objeto=compromiso.pk,
        codigo=compromiso.codigo,
        antes={"ponderacion": 1000},
        despues={"ponderacion": 2000},
        motivo=f"Ajuste de {region}",
    )
