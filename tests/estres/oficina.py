"""Who sees a whole service: the central unit, which validates and closes the corte, and the administration, which
brings in workbooks while the territories go on saving."""

import re
from io import BytesIO
from time import monotonic
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook

from tests.estres.libreta import Acta, Clase
from tests.estres.navegante import Adjunto, Pagina, SinRespuesta
from tests.estres.personas import UNICO, Persona
from tests.estres.siembra import ANIO, CORTE, LIBROS, ServicioSembrado, Territorio

VALIDABLE = re.compile(r'href="(/[^"]+/validacion/)"')
CARGA = re.compile(r"/planillas/cargas/(\d+)/")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
INDICADOR = re.compile(r"^(Indicador de .*|\[\[s\d{3}-\d\d\]\] planilla n\d+\.)$", re.S)
# A reader that died is replaced after a minute.
LECTURA = 100
MIRADA = 1.5
APLICACIONES = 3


class DeServicio(Persona):
    def __init__(self, *comunes: Any, servicio: ServicioSembrado):
        super().__init__(*comunes)
        self.servicio = servicio
        self.raiz = f"/{servicio.codigo}/{ANIO}/"


class Revisora(DeServicio):
    def act(self) -> None:
        """Give a row that waits its official answer: what was declared."""
        rutas = VALIDABLE.findall(self.navegante.get(f"{self.raiz}discrepancias/").texto)
        if not rutas:
            return
        ruta = self.azar.choice(rutas)
        campos = self.navegante.get(ruta).read_forma(ruta)
        # «/s000/2009/compromisos/2009-07-III.1-03.1/validacion/» is of territory 07.
        cut = ruta.split("/")[4].split("-")[1]
        acta = self.libreta.open_acta(Clase.VALIDACION, f"{self.servicio.codigo}-{cut}")
        self.spend(0.1)
        # Its reason stays in the record and on the page of the row.
        campos["motivo"] = acta.marca
        fila = ruta.removesuffix("validacion/")
        self.settle(
            acta,
            lambda: self.navegante.post(ruta, campos),
            exito="quedó validado",
            shows=self.build_mirada(acta, fila),
        )

    def close_corte(self) -> None:
        ruta = f"{self.raiz}cortes/{CORTE}/"
        for _ in range(APLICACIONES):
            pagina = self.navegante.get(f"{self.raiz}cortes/")
            if "Reabrir" in pagina.texto:
                return
            campos = pagina.read_forma(ruta)
            try:
                self.navegante.post(ruta, campos | {"estado": "CERRADO"})
            except SinRespuesta:
                continue
        if "Reabrir" not in self.navegante.get(f"{self.raiz}cortes/").texto:
            self.libreta.note_falla(f"el corte de {self.servicio.codigo} no quedó cerrado")


class Administradora(DeServicio):
    def act(self) -> None:
        """Take out some territories' workbooks, change a cell of each, bring them in and apply them."""
        cuales = self.azar.sample(self.servicio.territorios, min(LIBROS, len(self.servicio.territorios)))
        pares: list[tuple[Acta, Adjunto]] = []
        try:
            for territorio in cuales:
                pares.append(self.write_libro(territorio))
        except BadZipFile:
            self.settle_sin_aplicar([acta for acta, _ in pares])
            self.libreta.count("planillas que no se pudieron bajar, por disco lleno")
            return
        actas, adjuntos = [acta for acta, _ in pares], [adjunto for _, adjunto in pares]
        ruta = f"{self.raiz}planillas/"
        campos = self.navegante.get(ruta).read_forma("", UNICO)
        try:
            pagina = self.navegante.post(ruta, campos, *adjuntos)
        except SinRespuesta:
            # Nobody applies what nobody knows to be there.
            self.libreta.count("subidas de planillas sin respuesta")
            self.settle_sin_aplicar(actas)
            return
        hallada = CARGA.search(pagina.texto)
        if hallada is None:
            self.libreta.count("subidas de planillas rechazadas")
            self.settle_sin_aplicar(actas)
            return
        self.apply(f"{ruta}cargas/{hallada[1]}/", dict(enumerate(actas, start=1)))

    def upload_sola(self, acta: Acta, adjunto: Adjunto) -> str:
        """Bring in one workbook and leave it there: what the page says."""
        ruta = f"{self.raiz}planillas/"
        campos = self.navegante.get(ruta).read_forma("", UNICO)
        acta.settle(aceptada=False)
        return self.navegante.post(ruta, campos, adjunto).texto

    def settle_sin_aplicar(self, actas: list[Acta]) -> None:
        for acta in actas:
            acta.settle(aceptada=False)

    def write_libro(self, territorio: Territorio) -> tuple[Acta, Adjunto]:
        """The workbook of a territory as the application gives it, with one indicator worded otherwise."""
        pagina = self.navegante.get(f"{self.raiz}territorios/{territorio.cut}/planilla/")
        libro = load_workbook(BytesIO(pagina.crudo))
        hoja = next(hoja for hoja in libro.worksheets if hoja.title.startswith("III.1"))
        celdas = [c for fila in hoja.iter_rows() for c in fila if INDICADOR.match(str(c.value or ""))]
        acta = self.libreta.open_acta(Clase.PLANILLA, territorio.marca)
        self.azar.choice(celdas).value = acta.marca
        escrito = BytesIO()
        libro.save(escrito)
        return acta, Adjunto("archivos", f"{territorio.nombre}.xlsx", escrito.getvalue(), XLSX)

    def apply(self, ruta: str, actas: dict[int, Acta]) -> None:
        """Apply what is ready, one by one; what changed under its preview, again. What is left over was not."""
        aplicar = f"{ruta}aplicar/"
        for _ in range(APLICACIONES):
            leida = self.wait_lectura(ruta, aplicar)
            if leida is None:
                break
            campos = [*leida.list_campos(aplicar), ("modo", "cada")]
            try:
                self.navegante.post(aplicar, campos)
            except SinRespuesta:
                self.libreta.count("respuestas perdidas")
                for acta in actas.values():
                    acta.dudosa = True
                self.fin.wait(1)
            for orden in list(actas):
                if "Ver la importación" in self.navegante.get(f"{ruta}{orden}/").texto:
                    actas.pop(orden).settle(aceptada=True)
            if not actas:
                return
            self.libreta.count("planillas que cambiaron bajo su vista previa")
        self.settle_sin_aplicar(list(actas.values()))

    def wait_lectura(self, ruta: str, aplicar: str) -> Pagina | None:
        """The page of the upload once all of it is read and something is ready; ``None`` if that does not come."""
        limite = monotonic() + LECTURA
        while monotonic() < limite:
            pagina = self.navegante.get(ruta)
            if "hx-trigger" not in pagina.texto:
                return pagina if f'action="{aplicar}"' in pagina.texto else None
            self.fin.wait(MIRADA)
            if self.fin.is_set() and limite > monotonic() + LECTURA / 2:
                limite = monotonic() + LECTURA / 4
        self.libreta.count("cargas que nadie alcanzó a leer")
        return None
