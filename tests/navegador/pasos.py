"""The people of the demonstration, each at a browser, and the steps of a year as they take them on the pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.navegador.conftest import enter

# More stops than any page has.
PARADAS = 60


class Elenco:
    """Each person in a browser session of their own, opened the first time that it is their turn."""

    def __init__(self, open_sesion: Callable[[], Page]) -> None:
        self.open_sesion = open_sesion
        self.paginas: dict[str, Page] = {}

    def call(self, usuario: str) -> Page:
        if usuario not in self.paginas:
            pagina = self.open_sesion()
            enter(pagina, usuario)
            expect(pagina.get_by_role("button", name=f"Salir de la sesión de {usuario}")).to_be_visible()
            self.paginas[usuario] = pagina
        return self.paginas[usuario]


@dataclass(frozen=True, slots=True)
class Anio:
    """The pages of a year of the demonstration's service, by what is done there."""

    anio: int

    def go(self, pagina: Page, camino: str = "") -> None:
        respuesta = pagina.goto(self.at(camino))
        assert respuesta is not None
        assert respuesta.status == 200

    def at(self, camino: str = "") -> str:
        return f"/sernam/{self.anio}/{camino}"


@dataclass(frozen=True, slots=True)
class Fila:
    """A row as it is typed in its form."""

    objetivo: str
    indicador: str
    meta: str
    actividades: str
    unidad: str
    medio: str
    peso: str


def build_pdf(texto: str) -> bytes:
    """A document of one page that says ``texto``, small and whole."""
    dibujo = f"BT /F1 12 Tf 72 720 Td ({texto}) Tj ET".encode("latin-1")
    objetos = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources"
        b" << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(dibujo), dibujo),
    ]
    salida, lugares = b"%PDF-1.4\n", []
    for numero, objeto in enumerate(objetos, start=1):
        lugares.append(len(salida))
        salida += b"%d 0 obj\n%s\nendobj\n" % (numero, objeto)
    tabla = b"".join(b"%010d 00000 n \n" % lugar for lugar in lugares)
    cuantos = len(objetos) + 1
    cola = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (cuantos, len(salida))
    return salida + b"xref\n0 %d\n0000000000 65535 f \n%s" % (cuantos, tabla) + cola


def attach(nombre: str, contenido: bytes) -> FilePayload:
    return {"name": nombre, "mimeType": "application/pdf", "buffer": contenido}


def check_dicho(pagina: Page, *mensajes: str) -> None:
    """What the page answers to what was just done, and nothing else."""
    expect(pagina.locator(".mensajes li")).to_have_text(list(mensajes))


def check_frase(pagina: Page, frase: str) -> None:
    """The sentence that a page opens with."""
    expect(pagina.locator(".apertura .frase").first).to_have_text(frase)


def press(pagina: Page, boton: str) -> None:
    pagina.get_by_role("button", name=boton, exact=True).click()


def get_panel(pagina: Page, titulo: str) -> Locator:
    return pagina.locator(f"[aria-labelledby='{titulo}']")


def walk_to(pagina: Page, selector: str) -> None:
    """Press Tab until the first element of ``selector`` has the focus; every stop on the way shows it."""
    destino = pagina.locator(selector).first
    for _ in range(PARADAS):
        pagina.keyboard.press("Tab")
        wait_for_focus(pagina)
        if destino.evaluate("elemento => elemento === document.activeElement"):
            return
    raise AssertionError(f"Tab no llega a {selector}")


def wait_for_focus(pagina: Page) -> None:
    """Wait until the element with the focus is in sight and drawn as such."""
    pagina.wait_for_function(
        """() => {
          const elemento = document.activeElement, estilo = getComputedStyle(elemento);
          const { top, bottom } = elemento.getBoundingClientRect();
          const dibujado = estilo.outlineStyle !== "none" && parseFloat(estilo.outlineWidth) >= 2;
          return elemento.matches(":focus-visible") && dibujado && bottom > 0 && top < innerHeight;
        }""",
        timeout=5000,
    )


# -- the administration ----------------------------------------------------------------------------------------


def create_ejercicio(pagina: Page, anio: int) -> None:
    pagina.goto("/admin/programas/ejercicio/add/")
    pagina.get_by_label("Servicio:").select_option("SERNAM")
    pagina.get_by_label("Año:").fill(str(anio))
    press(pagina, "Guardar")
    expect(pagina.locator(".messagelist")).to_contain_text("fue agregado correctamente")


def create_corte(pagina: Page, anio: int) -> None:
    pagina.goto("/admin/programas/corte/add/")
    pagina.get_by_label("Ejercicio:").select_option(f"SERNAM {anio}")
    pagina.get_by_label("Fecha de medición:").fill(f"30-06-{anio}")
    pagina.get_by_label("Plazo:").fill(f"15-07-{anio}")
    press(pagina, "Guardar")
    expect(pagina.locator(".messagelist")).to_contain_text("fue agregado correctamente")


def set_plazo_de_reclamos(pagina: Page, anio: int, desde: str, hasta: str, motivo: str = "") -> None:
    pagina.goto("/admin/programas/ejercicio/")
    pagina.get_by_role("link", name=f"SERNAM {anio}").click()
    pagina.get_by_label("Reclamos desde:").fill(desde)
    pagina.get_by_label("Reclamos hasta:").fill(hasta)
    pagina.get_by_label("Motivo del cambio").fill(motivo)
    press(pagina, "Guardar")
    expect(pagina.locator(".messagelist")).to_contain_text("se cambió correctamente")


def move_etapa(pagina: Page, anio: Anio, etapa: str) -> None:
    anio.go(pagina, "evaluacion/")
    press(pagina, f"Pasar a «{etapa}»")
    check_dicho(pagina, f"El ejercicio {anio.anio} está ahora en «{etapa}».")


# -- the territory ---------------------------------------------------------------------------------------------


def create_programa(pagina: Page, anio: Anio, cut: str, tipo: str) -> None:
    anio.go(pagina, f"territorios/{cut}/{tipo}/formulacion/")
    press(pagina, f"Comprometer {tipo} y agregar sus filas")


def add_filas(pagina: Page, filas: Sequence[Fila], programa: str) -> None:
    for numero, fila in enumerate(filas, start=1):
        pagina.get_by_role("link", name="Agregar una fila").click()
        pagina.get_by_label("Objetivos específicos").fill(fila.objetivo)
        pagina.get_by_label("Indicador").fill(fila.indicador)
        pagina.get_by_label("Meta (opcional)").fill(fila.meta)
        pagina.get_by_label("actividades comprometidas").fill(fila.actividades)
        pagina.get_by_label("Unidad 1").fill(fila.unidad)
        pagina.get_by_label("Medio de verificación").fill(fila.medio)
        pagina.get_by_label("Ponderación (%)").fill(fila.peso)
        press(pagina, "Guardar la fila")
        check_dicho(pagina, f"Fila {programa}-{numero:02d} guardada.")


def upload_evidencia(pagina: Page, archivo: FilePayload, fecha: str) -> None:
    """From the page of a commitment, against its only means of verification."""
    pagina.get_by_role("link", name="Subir un archivo para").click()
    pagina.get_by_label("Archivo", exact=True).set_input_files(archivo)
    pagina.get_by_label("Fecha del documento").fill(fecha)
    press(pagina, "Subir")


# -- the central unit ------------------------------------------------------------------------------------------


def approve_fila(pagina: Page, codigo: str) -> None:
    press(pagina, f"Aprobar {codigo}")
    expect(get_fila(pagina, codigo).locator(".mensajes li")).to_have_text("Fila aprobada.")


def get_fila(pagina: Page, codigo: str) -> Locator:
    return pagina.get_by_role("article", name=codigo, exact=True)
