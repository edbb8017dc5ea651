"""What goes wrong, and when: the worker, a host and PostgreSQL fall, the corte closes, the disk fills."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Thread
from time import monotonic, sleep

from django.db import connection

from programas.enums import EstadoCarga
from programas.models import Carga
from tests.estres.directora import SIN_ESPACIO, Directora
from tests.estres.disco import Disco
from tests.estres.libreta import Acta, Libreta, Respuesta
from tests.estres.oficina import Administradora, Revisora
from tests.estres.procesos import Proceso
from tests.postgres import Postgres

# How long one waits for the worker to be in the middle of something, in seconds.
LECTURA = 40.0


@dataclass(slots=True)
class Percance:
    """``parte`` of the evening at which it comes; ``desde`` and ``hasta`` are when it did."""

    parte: float
    nombre: str
    acto: Callable[[], str]
    desde: float = 0.0
    hasta: float = 0.0
    dicho: str = ""


@dataclass(slots=True)
class Escena:
    """Everything that may fall, and who looks meanwhile: people already in, of whom nobody else makes use."""

    anfitriones: list[Proceso]
    trabajador: Proceso
    postgres: Postgres | None
    disco: Disco
    libreta: Libreta
    revisoras: list[Revisora]
    testigo: Directora
    administradora: Administradora
    importadora: Administradora
    # Seconds between a fall and the return.
    caida: float
    # Whether there is time for the worker's reading to be taken up again: it takes a minute.
    larga: bool
    importacion: Thread | None = None

    @property
    def procesos(self) -> list[Proceso]:
        return [*self.anfitriones, self.trabajador]

    def list_percances(self) -> list[Percance]:
        return [
            Percance(0.35, "Trabajador muerto (SIGKILL) y vuelto a partir", self.kill_trabajador),
            Percance(0.46, "Servidor A muerto (SIGKILL) y vuelto a partir", self.kill_anfitrion),
            Percance(0.57, "PostgreSQL detenido de golpe y vuelto a partir", self.fall_postgres),
            Percance(0.68, "Disco de los archivos lleno", self.fill_disco),
            Percance(0.80, "Corte cerrado en todos los servicios", self.close_cortes),
        ]

    def kill_trabajador(self) -> str:
        leia = self.larga and self.begin_lectura()
        self.trabajador.kill()
        sleep(self.caida)
        self.trabajador.start()
        return f"{'leía una carga' if leia else 'no leía nada'}; {self.caida:g} s sin trabajador"

    def begin_lectura(self) -> bool:
        """Bring in workbooks, and wait for the worker to be at them; whether it came to that."""
        self.importacion = Thread(target=self.importadora.survives, args=(self.importadora.act,), daemon=True)
        self.importacion.start()
        limite = monotonic() + LECTURA
        try:
            while monotonic() < limite:
                if Carga.objects.filter(estado=EstadoCarga.LEYENDO).exists():
                    return True
                sleep(0.05)
        finally:
            connection.close()
        return False

    def kill_anfitrion(self) -> str:
        caido = self.anfitriones[0]
        caido.kill()
        sleep(self.caida)
        caido.start()
        caido.wait_listo()
        return f"{self.caida:g} s sin servidor A"

    def fall_postgres(self) -> str:
        if self.postgres is None:
            return "omitido: el servidor de TEST_DATABASE_URL es ajeno, y no se detiene"
        self.postgres.fall()
        sleep(self.caida)
        self.postgres.rise()
        return f"{self.caida:g} s sin base de datos"

    def close_cortes(self) -> str:
        hilos = [Thread(target=revisora.close_corte) for revisora in self.revisoras]
        for hilo in hilos:
            hilo.start()
        for hilo in hilos:
            hilo.join()
        return f"{len(self.revisoras)} cortes"

    def fill_disco(self) -> str:
        """While it is full, files are refused with their reason, and what brings no file is saved."""
        libro = self.administradora.write_libro(self.administradora.servicio.territorios[0])
        self.disco.fill(self.procesos)
        try:
            subida = self.try_evidencia()
            planilla = SIN_ESPACIO in self.administradora.upload_sola(*libro)
            sin_archivo = self.testigo.advance()
            sleep(self.caida)
        finally:
            self.disco.free(self.procesos)
        despues = self.try_evidencia()
        visto = (subida.respuesta, planilla, sin_archivo.respuesta, despues.respuesta)
        if visto != (Respuesta.RECHAZADA, True, Respuesta.ACEPTADA, Respuesta.ACEPTADA):
            self.libreta.note_falla(f"con el disco lleno: evidencia, planilla, avance, evidencia después: {visto}")
        return f"{self.disco.describe()}; evidencia y planilla rechazadas con su razón, lo demás se guarda"

    def try_evidencia(self) -> Acta:
        testigo = self.testigo
        acta, adjunto = testigo.build_evidencia()
        pagina = testigo.upload(testigo.territorio.filas[-1], acta, adjunto)
        if acta.respuesta is Respuesta.RECHAZADA and (pagina is None or SIN_ESPACIO not in pagina.texto):
            self.libreta.note_falla("la evidencia se rechazó con el disco lleno sin decir por qué")
        return acta


def run_percances(percances: Sequence[Percance], desde: float, segundos: float, libreta: Libreta) -> None:
    """Each at its time; one that fails is told, and the evening goes on."""
    for percance in percances:
        sleep(max(0.0, desde + percance.parte * segundos - monotonic()))
        percance.desde = monotonic()
        try:
            percance.dicho = percance.acto()
        except Exception as error:
            libreta.note_falla(f"{percance.nombre}: {type(error).__name__}: {error}")
        percance.hasta = monotonic()
