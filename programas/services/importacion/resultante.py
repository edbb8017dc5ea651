"""The form of a territory as an import would leave it, from what is already loaded: no query."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from programas.formulario.contenido import (
    AnalisisContenido,
    CompromisoContenido,
    InstanciaContenido,
    ObjetivoContenido,
    ProgramaContenido,
    TerritorioContenido,
)
from programas.models import (
    Actividad,
    AnalisisAvance,
    Compromiso,
    Indicador,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.selectors.efecto_importacion import DosSumas, sum_programa
from programas.services.importacion.guardado import Guardado, Parte
from programas.services.importacion.importador import Importador
from regiones.models import Editable, Region

PADRES: dict[Any, str] = {
    ObjetivoEspecifico: "programa",
    Indicador: "objetivo",
    Compromiso: "objetivo",
    Actividad: "compromiso",
    MedioVerificacion: "compromiso",
    Instancia: "programa",
    AnalisisAvance: "programa",
}


def sum_guardado(guardado: Guardado) -> dict[str, DosSumas]:
    """The sums of each programme as it stands."""
    return {
        tipo: sum_programa(
            programa.ponderacion,
            [
                (fila.ponderacion, fila.declarado, fila.validado)
                for objetivo in guardado.objetivos[tipo]
                for fila in guardado.compromisos[objetivo.pk]
            ],
        )
        for tipo, programa in guardado.programas.items()
    }


def sum_contenido(contenido: TerritorioContenido) -> dict[str, DosSumas]:
    """The sums of each programme as it would be left."""
    return {
        programa.tipo: sum_programa(
            programa.ponderacion, [(c.ponderacion, c.declarado, c.validado) for c in programa.compromisos]
        )
        for programa in contenido.programas
    }


class Resultante:
    """Lays what is stored, and what the plan adds, changes and takes away, as the rules read a form."""

    def __init__(self, importador: Importador, regiones: Mapping[int, Region], nombres: Mapping[str, str]) -> None:
        self.guardado = importador.guardado
        escritura = importador.escritura
        self.regiones = {clave: nombres.get(region.cut, region.nombre_corto) for clave, region in regiones.items()}
        self.quitadas = {id(fila) for fila in (*importador.eliminadas, *escritura.eliminar)}
        self.enlaces = {
            (campo, id(fila)): claves for (_, campo), pares in escritura.enlaces.items() for fila, claves in pares
        }
        self.nuevos_programas: list[Any] = escritura.nuevas[ProgramaTrabajo]
        self.nuevas: dict[tuple[Any, int], list[Any]] = defaultdict(list)
        for modelo, padre in PADRES.items():
            for fila in escritura.nuevas[modelo]:
                self.nuevas[modelo, id(getattr(fila, padre))].append(fila)

    def build_territorio(self, region: Region) -> TerritorioContenido:
        programas = sorted(
            [*self.guardado.programas.values(), *self.nuevos_programas], key=lambda programa: programa.tipo
        )
        nombre = self.regiones[region.pk]
        return TerritorioContenido(
            region.cut, nombre, tuple(self.build_programa(programa, nombre) for programa in programas)
        )

    def join(self, modelo: Any, padre: Editable, guardadas: list[Any]) -> list[Any]:
        """The rows of a parent in their order, stored and new, without those that go."""
        quedan = [fila for fila in guardadas if id(fila) not in self.quitadas]
        return sorted([*quedan, *self.nuevas[modelo, id(padre)]], key=lambda fila: fila.orden)

    def build_programa(self, programa: ProgramaTrabajo, nombre: str) -> ProgramaContenido:
        objetivos = self.join(ObjetivoEspecifico, programa, self.guardado.objetivos[programa.tipo])
        instancias = self.join(Instancia, programa, self.guardado.instancias[programa.tipo])
        analisis = self.join(AnalisisAvance, programa, self.guardado.analisis[programa.tipo])
        return ProgramaContenido(
            programa.pk or 0,
            programa.codigo,
            programa.tipo,
            programa.region.cut,
            nombre,
            programa.responsable,
            programa.modalidad,
            programa.ponderacion,
            programa.estado,
            programa.es_demostracion,
            programa.total_declarado,
            tuple(self.build_objetivo(objetivo) for objetivo in objetivos),
            tuple(self.build_instancia(instancia) for instancia in instancias),
            tuple(
                build_analisis(fila, objetivos)
                for fila in sorted(analisis, key=lambda fila: (fila.corte.fecha_medicion, fila.orden))
            ),
        )

    def build_objetivo(self, objetivo: ObjetivoEspecifico) -> ObjetivoContenido:
        nuevos = self.nuevas[Indicador, id(objetivo)]
        indicador: Indicador = nuevos[0] if nuevos else self.guardado.get_indicador(objetivo)
        compromisos = self.join(Compromiso, objetivo, self.guardado.compromisos.get(objetivo.pk, []))
        return ObjetivoContenido(
            objetivo.codigo,
            objetivo.procedencia,
            objetivo.pk or 0,
            objetivo.texto,
            objetivo.texto_etapa2,
            objetivo.clase,
            indicador.texto,
            indicador.meta,
            indicador.resultado,
            tuple(self.build_compromiso(compromiso) for compromiso in compromisos),
        )

    def build_compromiso(self, compromiso: Compromiso) -> CompromisoContenido:
        unidades = self.get_enlaces("unidades", compromiso, self.guardado.unidades)
        return CompromisoContenido(
            compromiso.codigo,
            compromiso.procedencia,
            compromiso.pk or 0,
            compromiso.ponderacion,
            compromiso.declarado,
            compromiso.validado,
            compromiso.motivo,
            compromiso.unidad_texto,
            len(unidades),
            self.list_textos(Actividad, compromiso),
            self.list_textos(MedioVerificacion, compromiso),
        )

    def list_textos(self, modelo: type[Parte], compromiso: Compromiso) -> tuple[str, ...]:
        partes = self.join(modelo, compromiso, self.guardado.get_partes(modelo, compromiso))
        return tuple(parte.texto for parte in partes)

    def build_instancia(self, instancia: Instancia) -> InstanciaContenido:
        claves = set(self.get_enlaces("regiones", instancia, self.guardado.regiones))
        return InstanciaContenido(
            instancia.codigo,
            instancia.procedencia,
            instancia.nombre,
            instancia.problema,
            instancia.territorios,
            instancia.instituciones,
            instancia.productos,
            tuple(nombre for clave, nombre in self.regiones.items() if clave in claves),
        )

    def get_enlaces(self, campo: str, fila: Editable, guardados: Mapping[int, list[int]]) -> list[int]:
        return self.enlaces.get((campo, id(fila)), guardados.get(fila.pk, []))


def build_analisis(analisis: AnalisisAvance, objetivos: list[ObjetivoEspecifico]) -> AnalisisContenido:
    objetivo = next((o for o in objetivos if is_su_objetivo(analisis, o)), None)
    return AnalisisContenido(
        analisis.codigo,
        analisis.procedencia,
        analisis.pk or 0,
        analisis.corte_id,
        None if objetivo is None else objetivo.codigo,
        analisis.objetivo_texto,
        analisis.avance_efectivo,
        analisis.avance_medidas,
        analisis.recomendaciones,
        analisis.sin_recomendaciones,
        analisis.responsable,
    )


def is_su_objetivo(analisis: AnalisisAvance, objetivo: ObjetivoEspecifico) -> bool:
    """Whether an analysis is of an objective, which may be still to be inserted."""
    if objetivo.pk is not None:
        return analisis.objetivo_id == objetivo.pk
    return analisis._state.fields_cache.get("objetivo") is objetivo
