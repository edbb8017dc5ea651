"""The marks of the import: preview, writing, the same again and sixteen workbooks, against a floor.

The floor is what nobody can avoid: openpyxl reading the values and formats of the workbook, and the bulk insertion
of its rows. Ours reads, recognises, validates, compares, foresees the verdict and records.
"""

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

from django.db import transaction
from openpyxl import load_workbook

from programas.formulario.lectura import FormularioLeido
from programas.models import Compromiso, Corte, Ejercicio, ObjetivoEspecifico, ProgramaTrabajo
from programas.planillas import read_formulario
from programas.services.importacion import OpcionesImportacion, import_formularios, preview_formulario
from regiones.models import Region
from tests.banco.medidas import Comparacion, measure_por_turnos, time_ms
from tests.libros import HojaEscrita, build_analisis, build_filas, build_instancia, write_libro
from tests.territorios import build_pedido

FILAS = {"III.1": 12, "III.2": 16, "III.3": 3}
TERRITORIOS = 16


def write_libro_de_banco(carpeta: Path, region: str) -> tuple[str, bytes]:
    """A workbook of the size of the real form: 31 commitments, 8 instancias, 31 analyses."""
    hojas = []
    analisis = []
    for tipo, cuantas in FILAS.items():
        filas = build_filas(cuantas, ponderacion="3,2%")
        if tipo == "III.3":
            filas[0]["objetivo"] = "Oferta de información al GORE (11)"
        instancias = [build_instancia(i) for i in range(1, 9)] if tipo == "III.2" else []
        hojas.append(HojaEscrita(tipo, filas, instancias, region=region))
        analisis += [
            build_analisis(tipo if i == 0 else None, fila["indicador" if tipo == "III.3" else "objetivo"])
            for i, fila in enumerate(filas)
        ]
    ruta = write_libro(carpeta / "banco.xlsx", *hojas, HojaEscrita("III.4", analisis, region=region))
    return ruta.name, ruta.read_bytes()


class Banco:
    """The workbooks, and each contender as a function that returns its milliseconds."""

    def __init__(self, ejercicio: Ejercicio, corte: Corte, carpeta: Path) -> None:
        self.ejercicio = ejercicio
        self.opciones = OpcionesImportacion(corte=corte)
        self.regiones = list(Region.objects.existing_in(ejercicio.anio).order_by("orden")[:TERRITORIOS])
        self.libros = [write_libro_de_banco(carpeta, region.nombre_corto) for region in self.regiones]
        self.pedido = build_pedido()

    def read(self, cuantos: int) -> list[tuple[FormularioLeido, OpcionesImportacion]]:
        return [(read_formulario(*libro, self.pedido), self.opciones) for libro in self.libros[:cuantos]]

    def write(self, cuantos: int) -> None:
        import_formularios(lecturas=self.read(cuantos), ejercicio=self.ejercicio, actor=None)

    def preview(self) -> None:
        (lectura, opciones) = self.read(1)[0]
        preview_formulario(lectura=lectura, ejercicio=self.ejercicio, actor=None, opciones=opciones)

    def touch_suelo(self, cuantos: int) -> None:
        """The floor: values and formats of every cell, and one insertion per table."""
        for (_, contenido), region in zip(self.libros[:cuantos], self.regiones, strict=False):
            libro = load_workbook(BytesIO(contenido), data_only=True)
            celdas = [
                (celda.value, celda.number_format)
                for hoja in libro.worksheets
                for fila in hoja.iter_rows()
                for celda in fila
                if celda.value is not None
            ]
            insert_filas(self.ejercicio, region, celdas)


def insert_filas(ejercicio: Ejercicio, region: Region, celdas: Sequence[tuple[object, str]]) -> None:
    """Insert as many rows as the workbook has, 31 and 31, with texts of its cells."""
    textos = [str(valor) for valor, _ in celdas]
    codigo = f"{ejercicio.anio}-{region.cut}-III.1"
    programa = ProgramaTrabajo.objects.create(ejercicio=ejercicio, region=region, tipo="III.1", codigo=codigo)
    cuantas = sum(FILAS.values())
    objetivos = ObjetivoEspecifico.objects.bulk_create(
        ObjetivoEspecifico(programa=programa, codigo=f"{codigo}-{i:02d}", orden=i, texto=textos[i % len(textos)])
        for i in range(cuantas)
    )
    Compromiso.objects.bulk_create(
        Compromiso(objetivo=objetivo, codigo=f"{objetivo.codigo}.1", orden=1, ponderacion=32_000)
        for objetivo in objetivos
    )


def time_y_deshacer(acto: Callable[[], object]) -> float:
    """Milliseconds of an act that writes, whose writing is taken back after the clock stops."""
    with transaction.atomic():
        tiempo = time_ms(acto)
        transaction.set_rollback(True)
    return tiempo


def check_respuestas(banco: Banco) -> None:
    """Before anything is timed: what is read is what is written, whole, and again it changes nothing."""
    with transaction.atomic():
        banco.write(TERRITORIOS)
        filas = Compromiso.objects.filter(objetivo__programa__ejercicio=banco.ejercicio).count()
        if filas != TERRITORIOS * sum(FILAS.values()):
            raise SystemExit(f"El banco escribió {filas} compromisos: no se mide nada.")
        informes = import_formularios(lecturas=banco.read(TERRITORIOS), ejercicio=banco.ejercicio, actor=None)
        if any(informe.cambia for informe in informes):
            raise SystemExit("Importar lo mismo cambia algo: no se mide nada.")
        transaction.set_rollback(True)


def measure_importacion(banco: Banco) -> list[Comparacion]:
    """The four rows of the import, each against its floor."""
    check_respuestas(banco)
    vacias = measure_por_turnos(
        {
            "suelo": lambda: time_y_deshacer(lambda: banco.touch_suelo(1)),
            "vista": lambda: time_y_deshacer(banco.preview),
            "escritura": lambda: time_y_deshacer(lambda: banco.write(1)),
        }
    )
    with transaction.atomic():
        banco.write(1)
        guardada = measure_por_turnos({"otra vez": lambda: time_y_deshacer(lambda: banco.write(1))})
        transaction.set_rollback(True)
    varias = measure_por_turnos(
        {
            "suelo": lambda: time_y_deshacer(lambda: banco.touch_suelo(TERRITORIOS)),
            "escritura": lambda: time_y_deshacer(lambda: banco.write(TERRITORIOS)),
        },
        rondas=7,
    )
    suelo = vacias["suelo"]
    return [
        Comparacion("preview of one workbook", "floor", vacias["vista"], suelo, 1.0),
        Comparacion("import one workbook", "floor", vacias["escritura"], suelo, 1.3),
        Comparacion("import the same again", "floor", guardada["otra vez"], suelo, 1.0),
        Comparacion("sixteen workbooks at once", "16 floors", varias["escritura"], varias["suelo"], 1.2),
    ]
