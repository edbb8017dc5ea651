import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from programas.formulario.lectura import Hallazgo, Nivel
from programas.formulario.pesos import Escala
from programas.formulario.preguntas import AsuntoPregunta
from programas.models import Corte, Ejercicio
from programas.planillas import LibroRechazado, Pedido, read_contenido, read_formulario
from programas.selectors.catalogo import build_catalogo, load_alias_columnas, load_regiones_conocidas
from programas.selectors.ejercicios import EjercicioNoHallado, find_ejercicio
from programas.services.importacion import (
    Accion,
    ImportacionRechazada,
    InformeImportacion,
    OpcionesImportacion,
    import_formulario,
)
from programas.services.importacion.motivo import MOTIVO
from regiones.models import Usuario

TITULOS = {
    Nivel.IMPIDE: "Impiden importar",
    Nivel.ERROR: "Errores que se deben corregir",
    Nivel.ADVERTENCIA: "Advertencias",
    Nivel.INFO: "Para saber",
}


# What answers each question beforehand.
OPCIONES: dict[str, str] = {
    AsuntoPregunta.TERRITORIO: "--region",
    AsuntoPregunta.CORTE: "--corte",
    AsuntoPregunta.ESCALA: "--escala",
    AsuntoPregunta.COLUMNA_4: "--columna-4",
    MOTIVO: "--motivo",
}


class Command(BaseCommand):
    help = "Importa un libro del formulario oficial (III.1 a III.4) de un territorio, todo o nada."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archivo", type=Path, help="libro del formulario: .xlsx, .xls, .ods o .csv")
        parser.add_argument("--ejercicio", type=int, required=True, help="año, como 2009")
        parser.add_argument("--servicio", help="código del servicio; sobra si hay uno solo")
        parser.add_argument("--region", help="código (CUT) o nombre del territorio, si el libro no lo dice")
        parser.add_argument("--corte", help="fecha de medición de III.4, AAAA-MM-DD")
        parser.add_argument(
            "--escala",
            choices=[escala.value for escala in Escala],
            help="qué son los números sin signo % de la ponderación, si no se puede saber",
        )
        parser.add_argument(
            "--columna-4",
            choices=["meta", "resultado"],
            help="qué trae la columna (4), si no se puede saber",
        )
        parser.add_argument(
            "--usuario", help="quién importa: se comprueba su permiso y el registro lo nombra; si no, el sistema"
        )
        parser.add_argument(
            "--motivo", default="", help="por qué cambian ponderaciones u objetivos de un programa ya enviado"
        )
        parser.add_argument("--dry-run", action="store_true", help="muestra qué cambiaría, sin escribir nada")
        parser.add_argument("--json", action="store_true", help="escribe el informe en JSON")

    def handle(self, *, archivo: Path, **opciones: Any) -> None:
        with self.tolerate_corte():
            self.import_and_tell(archivo, opciones)

    @contextmanager
    def tolerate_corte(self) -> Iterator[None]:
        """Whoever reads the report may stop before its end («| head»): what was done is done."""
        try:
            yield
            self.stdout.flush()
        except BrokenPipeError:
            # What is left in the buffer would fail again when the interpreter ends.
            salida: Any = self.stdout
            if salida._out is sys.stdout:
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def import_and_tell(self, archivo: Path, opciones: dict[str, Any]) -> None:
        try:
            informe = self.import_archivo(archivo, opciones)
        except LibroRechazado as error:
            if opciones["json"]:
                self.write_rechazo([Hallazgo("Lectura", Nivel.IMPIDE, archivo.name, "", "", str(error), "")])
            raise CommandError(f"No se importó nada. {archivo.name}: {error}") from error
        except PermissionDenied as error:
            raise CommandError(f"No se importó nada. {opciones['usuario']}: {error}") from error
        except ImportacionRechazada as error:
            self.refuse(error.hallazgos, opciones)
        else:
            if opciones["json"]:
                self.stdout.write(json.dumps(describe_informe(informe), ensure_ascii=False, indent=2))
            else:
                self.print_informe(informe)

    def import_archivo(self, archivo: Path, opciones: dict[str, Any]) -> InformeImportacion:
        try:
            ejercicio = find_ejercicio(opciones["ejercicio"], opciones["servicio"])
        except EjercicioNoHallado as error:
            raise CommandError(str(error)) from error
        actor = find_usuario(opciones["usuario"])
        conocidas = load_regiones_conocidas()
        catalogo = build_catalogo(conocidas.values())
        region = catalogo.find(str(opciones["region"])) if opciones["region"] else None
        if opciones["region"] and region is None:
            raise CommandError(f"No existe el territorio «{opciones['region']}»: indique su código, como 07.")
        lectura = read_formulario(
            archivo.name,
            read_contenido(archivo),
            Pedido(
                anio=ejercicio.anio,
                catalogo=catalogo,
                del_anio=build_catalogo(par for par in conocidas.values() if par[0].exists_in(ejercicio.anio)),
                nombres={cut: region.nombre_corto for cut, (region, _) in conocidas.items()},
                region=region,
                escala=Escala(opciones["escala"]) if opciones["escala"] else None,
                alias_columnas=load_alias_columnas(ejercicio.servicio_id),
                servicio=ejercicio.servicio.codigo,
            ),
        )
        columna_4 = opciones["columna_4"]
        return import_formulario(
            lectura=lectura,
            ejercicio=ejercicio,
            actor=actor,
            opciones=OpcionesImportacion(
                simular=opciones["dry_run"],
                corte=find_corte(ejercicio, opciones["corte"]),
                columna_4_es_resultado=None if columna_4 is None else columna_4 == "resultado",
                motivo=opciones["motivo"],
            ),
        )

    def refuse(self, dichos: Iterable[Hallazgo], opciones: dict[str, Any]) -> None:
        """Tell everything that is wrong and leave with code 1: nothing was written."""
        hallazgos = [name_opcion(hallazgo) for hallazgo in dichos]
        if opciones["json"]:
            self.write_rechazo(hallazgos)
        else:
            self.print_hallazgos(hallazgos)
        cuantos = "1 problema impide" if len(hallazgos) == 1 else f"{len(hallazgos)} problemas impiden"
        raise CommandError(f"No se importó nada: {cuantos} importar el libro.")

    def write_rechazo(self, hallazgos: list[Hallazgo]) -> None:
        informe = {"escrito": False, "hallazgos": [hallazgo.as_dict() for hallazgo in hallazgos]}
        self.stdout.write(json.dumps(informe, ensure_ascii=False, indent=2))

    def print_informe(self, informe: InformeImportacion) -> None:
        conteos = informe.conteos
        filas = " + ".join(str(cuenta) for cuenta in conteos["compromisos"].values())
        self.stdout.write(
            f"{informe.archivo}: {informe.territorio}. {filas} compromisos, {conteos['instancias']} instancias, "
            f"{conteos['analisis']} análisis, {conteos['metas']} metas, {conteos['resultados']} resultados."
        )
        for tipo, total in conteos["totales_declarados"].items():
            self.stdout.write(f"  {tipo}: total escrito {total}")
        self.stdout.write(f"  Suma de las ponderaciones escritas: {conteos['suma_ponderaciones']}")
        self.print_hallazgos([*informe.lectura, *informe.auditoria])
        for tabla, acciones in informe.resumen.items():
            cuenta = ", ".join(f"{cuantas} {accion}" for accion, cuantas in acciones.items())
            self.stdout.write(f"  {tabla}: {cuenta}")
        for cambio in informe.cambios:
            if cambio.accion is Accion.AUSENTE:
                self.stdout.write(f"  {cambio.codigo} no está en el libro: se conserva.")
        if not informe.cambia:
            self.stdout.write(self.style.SUCCESS("Sin cambios: el libro dice lo que ya está guardado."))
        elif informe.simulado:
            self.stdout.write(self.style.WARNING("Ensayo: no se escribió nada."))
        else:
            self.stdout.write(self.style.SUCCESS("Importado."))

    def print_hallazgos(self, hallazgos: list[Hallazgo]) -> None:
        for nivel in Nivel:
            del_nivel = [hallazgo for hallazgo in hallazgos if hallazgo.nivel is nivel]
            if del_nivel:
                self.stdout.write(f"{TITULOS[nivel]} ({len(del_nivel)}):")
            for hallazgo in del_nivel:
                valor = f" «{shorten(hallazgo.valor)}»" if hallazgo.valor else ""
                remedio = f" → {hallazgo.remedio}" if hallazgo.remedio else ""
                self.stdout.write(f"  [{hallazgo.regla}] {hallazgo.lugar}{valor}: {hallazgo.problema}.{remedio}")


def name_opcion(hallazgo: Hallazgo) -> Hallazgo:
    """The finding with the option that answers its question, when it says that one may be answered."""
    opcion = next(
        (OPCIONES[asunto] for clave in hallazgo.preguntas if (asunto := clave.partition(":")[0]) in OPCIONES), ""
    )
    if not opcion or not hallazgo.remedio.endswith("al importar."):
        return hallazgo
    return replace(hallazgo, remedio=f"{hallazgo.remedio.removesuffix('.')} ({opcion}).")


def shorten(texto: str) -> str:
    """A cell's text in one line of the report."""
    linea = " ".join(texto.split())
    return linea if len(linea) <= 70 else linea[:69] + "…"


def find_usuario(nombre: str | None) -> Usuario | None:
    """Who imports, by the name that they log in with; nobody when it is not said: the system."""
    if not nombre:
        return None
    usuario = Usuario.objects.filter(username=nombre).first()
    if usuario is None:
        raise CommandError(f"No existe el usuario «{nombre}».")
    if not usuario.is_active:
        raise CommandError(f"El usuario «{nombre}» está desactivado.")
    return usuario


def find_corte(ejercicio: Ejercicio, escrita: str | date | None) -> Corte | None:
    """The corte of that date, or the only one of the ejercicio."""
    cortes = list(ejercicio.cortes.all())
    if not escrita:
        return cortes[0] if len(cortes) == 1 else None
    try:
        fecha = date.fromisoformat(str(escrita))
    except ValueError as error:
        raise CommandError(f"«{escrita}» no es una fecha: escríbala como 2009-06-30.") from error
    for corte in cortes:
        if corte.fecha_medicion == fecha:
            return corte
    raise CommandError(f"El ejercicio {ejercicio.anio} no tiene un corte al {fecha:%d-%m-%Y}.")


def describe_informe(informe: InformeImportacion) -> dict[str, Any]:
    """The report as JSON: what the workbook holds, what it changes, everything noticed."""
    return {
        "archivo": informe.archivo,
        "sha256": informe.sha256,
        "territorio": informe.territorio,
        "simulado": informe.simulado,
        "escrito": informe.escrito,
        "cambia": informe.cambia,
        "conteos": informe.conteos,
        "resumen": informe.resumen,
        "cambios": [
            {
                "tabla": cambio.tabla,
                "codigo": cambio.codigo,
                "accion": cambio.accion.value,
                "antes": cambio.antes,
                "despues": cambio.despues,
            }
            for cambio in informe.cambios
            if cambio.accion is not Accion.IGUAL
        ],
        "hallazgos": [hallazgo.as_dict() for hallazgo in (*informe.lectura, *informe.auditoria)],
    }
