"""Bring a programme's rows to what a workbook says: objectives, indicators, commitments and their parts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from programas.enums import Modalidad, Ponderacion
from programas.formulario.lectores import parse_medida
from programas.formulario.lectura import (
    CompromisoLeido,
    Hallazgo,
    Nivel,
    ObjetivoLeido,
    ProgramaLeido,
)
from programas.formulario.unidades import CatalogoUnidades
from programas.models import (
    Actividad,
    Compromiso,
    Indicador,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.services import codigos
from programas.services.importacion.emparejar import match_filas
from programas.services.importacion.escritura import Escritura
from programas.services.importacion.guardado import Guardado
from programas.services.importacion.informe import Accion, Cambio
from regiones.models import Editable

META_EN_COLUMNA_5 = "meta:"


@dataclass(slots=True)
class Importador:
    """Compares what a workbook says with what is stored, and plans the difference.

    ``columna_4_es_resultado`` tells what column (4) carries; ``admite_respuestas`` whether «cumple» may be
    declared already.
    """

    escritura: Escritura
    guardado: Guardado
    unidades: CatalogoUnidades
    region_ids: dict[str, int]
    columna_4_es_resultado: bool
    admite_respuestas: bool
    hallazgos: list[Hallazgo] = field(default_factory=list)
    enlaces_unidad: list[tuple[Compromiso, tuple[int, ...]]] = field(default_factory=list)
    enlaces_region: list[tuple[Instancia, frozenset[int]]] = field(default_factory=list)

    def refuse(self, hoja: str, celda: str, valor: str, problema: str, remedio: str) -> None:
        self.hallazgos.append(Hallazgo("Lectura", Nivel.IMPIDE, hoja, celda, valor, problema, remedio))

    def apply_programa(self, programa: ProgramaTrabajo, leido: ProgramaLeido) -> None:
        """Plan what a programme sheet changes. Rows of the programme that it lacks are told, never deleted."""
        nuevo = programa.pk is None
        valores: dict[str, Any] = {"total_declarado": leido.total_declarado}
        if leido.responsable:
            valores["responsable"] = leido.responsable
        if leido.por_actividades:
            valores["modalidad"] = Modalidad.ACTIVIDADES
        antes, despues = self.escritura.update(programa, valores)
        if nuevo:
            self.escritura.insert(programa, "programas")
        else:
            self.escritura.report("programas", programa, antes, despues)
        guardados = self.guardado.objetivos[programa.tipo]
        parejas = match_filas(
            [(objetivo.texto, objetivo.indicador or "") for objetivo in leido.objetivos],
            [(objetivo.texto, self.guardado.get_indicador(objetivo).texto) for objetivo in guardados],
        )
        for orden, (objetivo_leido, pareja) in enumerate(zip(leido.objetivos, parejas, strict=True), start=1):
            objetivo = guardados[pareja] if pareja is not None else None
            self.apply_objetivo(programa, objetivo, objetivo_leido, orden)
        if leido.objetivos:
            self.note_ausentes("objetivos", guardados, parejas)

    def list_objetivos(self, programa: ProgramaTrabajo) -> list[tuple[ObjetivoEspecifico, Indicador]]:
        """The programme's objectives with their indicators, stored and new, in order."""
        nuevos = [
            indicador
            for indicador in self.escritura.nuevas[Indicador]
            if isinstance(indicador, Indicador) and indicador.objetivo.programa is programa
        ]
        de_nuevos = [(i.objetivo, i) for i in nuevos if i.objetivo.pk is None]
        sin_indicador = {id(i.objetivo): i for i in nuevos if i.objetivo.pk is not None}
        guardados = self.guardado.objetivos[programa.tipo]
        return [
            *((o, sin_indicador.get(id(o)) or self.guardado.get_indicador(o)) for o in guardados),
            *de_nuevos,
        ]

    def note_ausentes(self, tabla: str, guardados: Sequence[Any], parejas: Sequence[int | None]) -> None:
        presentes = {pareja for pareja in parejas if pareja is not None}
        for i, fila in enumerate(guardados):
            if i not in presentes:
                self.escritura.cambios.append(Cambio(tabla, fila.codigo, Accion.AUSENTE))

    def apply_objetivo(
        self,
        programa: ProgramaTrabajo,
        objetivo: ObjetivoEspecifico | None,
        leido: ObjetivoLeido,
        orden: int,
    ) -> None:
        nuevo = objetivo is None
        if objetivo is None:
            objetivo = ObjetivoEspecifico(programa=programa, codigo=codigos.next_objetivo(programa))
            objetivo.procedencia = leido.procedencia
            self.escritura.touch(programa, {"ultimo_objetivo"})
        if objetivo.orden != orden:
            objetivo.orden = orden
            self.escritura.touch(objetivo, {"orden"})
        antes, despues = self.escritura.update(
            objetivo, {"texto": leido.texto, "clase": leido.clase or objetivo.clase}
        )
        if nuevo:
            self.escritura.insert(objetivo, "objetivos")
        else:
            self.escritura.report("objetivos", objetivo, antes, despues, leido.procedencia)
        meta, compromisos = self.split_meta(leido)
        self.apply_indicador(objetivo, leido, meta)
        guardados = [] if nuevo else self.guardado.compromisos[objetivo.pk]
        parejas = match_filas(
            [("\n".join(compromiso.actividades or ()),) for compromiso in compromisos],
            [("\n".join(self.guardado.get_textos(Actividad, compromiso)),) for compromiso in guardados],
        )
        if len(compromisos) == len(guardados) == 1:
            parejas = [0]
        for lugar, (compromiso_leido, pareja) in enumerate(zip(compromisos, parejas, strict=True), start=1):
            compromiso = guardados[pareja] if pareja is not None else None
            self.apply_compromiso(programa, objetivo, compromiso, compromiso_leido, lugar)
        self.note_ausentes("compromisos", guardados, parejas)

    def split_meta(self, leido: ObjetivoLeido) -> tuple[str | None, tuple[CompromisoLeido, ...]]:
        """Tell the meta from the activities of column (5), where it stands once column (4) is the result."""
        if not self.columna_4_es_resultado:
            return leido.columna_4, leido.compromisos
        metas: list[str] = []
        compromisos = []
        for compromiso in leido.compromisos:
            primera, *resto = compromiso.actividades or ("",)
            if primera.lower().startswith(META_EN_COLUMNA_5):
                metas.append(primera[len(META_EN_COLUMNA_5) :].strip())
                compromiso = replace_actividades(compromiso, tuple(resto))
            compromisos.append(compromiso)
        return (metas[0] if metas else None), tuple(compromisos)

    def apply_indicador(self, objetivo: ObjetivoEspecifico, leido: ObjetivoLeido, meta: str | None) -> None:
        guardado = None if objetivo.pk is None else self.guardado.indicadores.get(objetivo.pk)
        indicador = guardado or Indicador(objetivo=objetivo, procedencia=leido.procedencia)
        valores: dict[str, Any] = {}
        if leido.indicador is not None:
            valores["texto"] = leido.indicador
        if meta is not None and meta != indicador.meta:
            valores |= describe_medida("meta", meta)
        resultado = leido.columna_4 if self.columna_4_es_resultado else None
        if resultado is not None and resultado != indicador.resultado:
            valores |= describe_medida("resultado", resultado)
        antes, despues = self.escritura.update(indicador, valores)
        if guardado is None:
            self.escritura.insert(indicador, "indicadores")
        else:
            self.escritura.report("indicadores", indicador, antes, despues, leido.procedencia)

    def apply_compromiso(
        self,
        programa: ProgramaTrabajo,
        objetivo: ObjetivoEspecifico,
        compromiso: Compromiso | None,
        leido: CompromisoLeido,
        orden: int,
    ) -> None:
        nuevo = compromiso is None
        if compromiso is None:
            compromiso = Compromiso(objetivo=objetivo, codigo=codigos.next_compromiso(objetivo))
            compromiso.procedencia = leido.procedencia
            self.escritura.touch(objetivo, {"ultimo_compromiso"})
        if compromiso.orden != orden:
            compromiso.orden = orden
            self.escritura.touch(compromiso, {"orden"})
        valores: dict[str, Any] = {}
        if programa.ponderacion == Ponderacion.MANUAL:
            valores["ponderacion"] = leido.ponderacion
        if leido.unidad is not None and leido.unidad != compromiso.unidad_texto:
            valores["unidad_texto"] = leido.unidad
            self.enlaces_unidad.append((compromiso, self.unidades.find(leido.unidad)))
        self.take_respuesta(compromiso, leido, valores)
        antes, despues = self.escritura.update(compromiso, valores)
        if nuevo:
            self.escritura.insert(compromiso, "compromisos")
        for modelo, clave, textos in (
            (Actividad, "actividades", leido.actividades),
            (MedioVerificacion, "medios", leido.medios),
        ):
            if textos is not None and (cambio := self.apply_partes(modelo, compromiso, textos)):
                antes[clave], despues[clave] = cambio
        if not nuevo:
            self.escritura.report("compromisos", compromiso, antes, despues, leido.procedencia)

    def take_respuesta(self, compromiso: Compromiso, leido: CompromisoLeido, valores: dict[str, Any]) -> None:
        """Take a «cumple» as the region's declaration. A blank says nothing; what was validated stands."""
        if not leido.cumple or leido.cumple == compromiso.declarado:
            return
        hoja = leido.procedencia["hoja"]
        celda = leido.procedencia["celdas"].get("cumple", {})
        lugar = (hoja, celda.get("celda", ""), celda.get("texto", leido.cumple))
        if not self.admite_respuestas:
            self.refuse(
                *lugar,
                "el ejercicio está en formulación: todavía no se declara cumplimiento",
                "Deje la columna en blanco.",
            )
        elif compromiso.validado:
            self.refuse(
                *lugar,
                f"el compromiso {compromiso.codigo} ya está validado y el libro lo declara de otro modo",
                "Deje la celda como estaba; un cambio se pide a la unidad central.",
            )
        else:
            valores["declarado"] = leido.cumple

    def apply_partes(
        self,
        modelo: type[Actividad] | type[MedioVerificacion],
        compromiso: Compromiso,
        textos: tuple[str, ...],
    ) -> tuple[list[str], list[str]] | None:
        """Bring the activities or means of a commitment to these texts; return them, if any changes."""
        partes = [] if compromiso.pk is None else self.guardado.get_partes(modelo, compromiso)
        anteriores = [parte.texto for parte in partes]
        if anteriores == list(textos):
            return None
        next_codigo = codigos.next_actividad if modelo is Actividad else codigos.next_medio
        contador = "ultima_actividad" if modelo is Actividad else "ultimo_medio"
        for orden, texto in enumerate(textos, start=1):
            if orden <= len(partes):
                parte = partes[orden - 1]
                if parte.texto != texto:
                    parte.texto, parte.version = texto, parte.version + 1
                    self.escritura.touch(parte, {"texto", "version"})
            else:
                self.escritura.insert(
                    modelo(compromiso=compromiso, codigo=next_codigo(compromiso), orden=orden, texto=texto)
                )
                self.escritura.touch(compromiso, {contador})
        self.escritura.eliminar += partes[len(textos) :]
        return anteriores, list(textos)

    def write_enlaces(self) -> None:
        """Link units and regions, once their rows exist."""
        replace_enlaces(Compromiso.unidades.through, "compromiso", "unidadresponsable", self.enlaces_unidad)
        replace_enlaces(Instancia.regiones.through, "instancia", "region", self.enlaces_region)


def replace_actividades(compromiso: CompromisoLeido, actividades: tuple[str, ...]) -> CompromisoLeido:
    return CompromisoLeido(
        compromiso.ponderacion,
        compromiso.cumple,
        compromiso.unidad,
        actividades,
        compromiso.medios,
        compromiso.procedencia,
    )


def describe_medida(campo: str, texto: str) -> dict[str, Any]:
    """A target or result as written, with its value, unit and base when they can be told."""
    medida = parse_medida(texto)
    return {
        campo: texto,
        f"{campo}_valor": medida.valor if medida else None,
        f"{campo}_unidad": medida.unidad if medida else "",
        f"{campo}_base": medida.base if medida else "",
    }


def replace_enlaces(
    intermedia: Any, propia: str, ajena: str, pares: Sequence[tuple[Editable, Iterable[int]]]
) -> None:
    """Set the many-to-many links of some rows to exactly these."""
    intermedia.objects.filter(**{f"{propia}__in": [fila.pk for fila, _ in pares]}).delete()
    intermedia.objects.bulk_create(
        intermedia(**{f"{propia}_id": fila.pk, f"{ajena}_id": id_}) for fila, ids in pares for id_ in sorted(ids)
    )
