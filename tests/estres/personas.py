"""What everybody does at the keyboard: enter, read, wait, send, and read again when an answer does not come."""

from collections.abc import Callable, Sequence
from random import Random
from threading import Event
from time import monotonic, sleep

from programas.views.una_vez import EN_CURSO, YA_GUARDADO
from tests.estres.libreta import Acta, Libreta
from tests.estres.navegante import PACIENCIA, PAUSA, Navegante, Pagina, SinRespuesta
from tests.estres.siembra import CLAVE

INTENTOS = 4
OBSOLETA = "Otra persona guardó esta fila antes que usted"
UNICO = "envio_unico"


class Persona:
    """``pausa``, in seconds, is how long somebody thinks between acts, on average; ``fin``, when all go home."""

    def __init__(
        self, usuario: str, navegante: Navegante, libreta: Libreta, pausa: float, fin: Event, azar: Random
    ):
        self.usuario, self.navegante, self.libreta = usuario, navegante, libreta
        self.pausa, self.fin, self.azar = pausa, fin, azar
        # The key of a session that was made beforehand.
        self.sesion = ""

    def spend(self, hasta: float = 1.0) -> bool:
        """Think for a while, that part of the usual; whether the evening goes on."""
        return not self.fin.wait(min(self.azar.expovariate(1 / self.pausa), 3 * self.pausa) * hasta)

    def work(self, llegada: float) -> None:
        """The whole evening."""
        self.fin.wait(llegada)
        if self.survives(self.enter):
            while self.spend() and self.survives(self.act):
                pass

    def survives(self, acto: Callable[[], None]) -> bool:
        """Do it; what nobody foresaw is told, and answers ``False``."""
        try:
            acto()
        except Exception as error:
            self.libreta.note_falla(f"{self.usuario}: {type(error).__name__}: {error}")
            return False
        return True

    def act(self) -> None:
        raise NotImplementedError

    def enter(self) -> None:
        """The real login, with its password and its token; or a session that was made beforehand."""
        if self.sesion:
            self.navegante.galletas["sessionid"] = self.sesion
            self.libreta.count("sesiones preparadas")
            return
        limite = monotonic() + PACIENCIA
        while monotonic() < limite:
            campos = self.navegante.get("/ingresar/").read_forma("", "username")
            try:
                pagina = self.navegante.post("/ingresar/", campos | {"username": self.usuario, "password": CLAVE})
            except SinRespuesta:
                sleep(PAUSA)
                continue
            if 'name="password"' in pagina.texto:
                raise PermissionError("no pudo ingresar")
            self.libreta.count("ingresos")
            return
        raise TimeoutError("no pudo ingresar")

    def settle(
        self,
        acta: Acta,
        send: Callable[[], Pagina],
        *,
        exito: str,
        shows: Callable[[], bool],
        rechazos: Sequence[str] = (),
        renew: Callable[[], None] | None = None,
    ) -> Pagina | None:
        """Send a form until it is known whether it was saved, as a person would, and note which.

        ``exito`` is what the page says when it was; ``rechazos``, what it says when it leads elsewhere because
        it was not; ``shows``, whether reading again shows it; ``renew`` asks for another showing of the form.
        ``None`` when no answer told.
        """
        for _ in range(INTENTOS):
            try:
                pagina = send()
            except SinRespuesta:
                self.libreta.count("respuestas perdidas")
                if self.look_again(acta, shows):
                    return None
                continue
            if exito in pagina.texto or YA_GUARDADO in pagina.texto:
                acta.settle(aceptada=True)
                return pagina
            if renew is not None and EN_CURSO in pagina.texto:
                # What was begun with that showing of the form never ended.
                if self.look_again(acta, shows):
                    return None
                renew()
                continue
            if pagina.redirigida and not any(rechazo in pagina.texto for rechazo in rechazos):
                self.look_again(acta, shows)
                return None
            acta.settle(aceptada=False)
            return pagina
        return None

    def look_again(self, acta: Acta, shows: Callable[[], bool]) -> bool:
        """Read again, once what was under way has surely ended; whether what was sent is there."""
        acta.dudosa = True
        sleep(1 + self.azar.random())
        if not shows():
            return False
        self.libreta.count("estaban al volver a leer")
        acta.settle(aceptada=True)
        return True

    def build_mirada(self, acta: Acta, ruta: str) -> Callable[[], bool]:
        """Whether the page there shows what was sent."""
        return lambda: acta.marca in self.navegante.get(ruta).texto
