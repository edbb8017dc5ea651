"""Send and review with few words, for tests about what comes of it."""

from typing import Any

from programas.enums import Decision
from programas.models import Envio, ProgramaTrabajo, RevisionFila
from programas.selectors.envios import load_por_enviar
from programas.selectors.revisiones import find_envio
from programas.services.envios import send_programa
from programas.services.revision import review_filas
from regiones.models import Usuario


def load_programa(codigo: str = "2009-07-III.1") -> ProgramaTrabajo:
    return ProgramaTrabajo.objects.select_related("ejercicio__servicio", "region").get(codigo=codigo)


def send(programa: ProgramaTrabajo, actor: Usuario, **cambios: Any) -> Envio:
    """Send a programme as its page would, just read."""
    leido = ProgramaTrabajo.objects.get(pk=programa.pk)
    datos = {"justificaciones": {}, "version": leido.version, "huella": load_por_enviar(leido).huella}
    return send_programa(programa=leido, actor=actor, **(datos | cambios))


def approve_filas(envio: Envio, actor: Usuario, *filas: str) -> list[RevisionFila]:
    return review_filas(
        envio=envio, filas=filas or sorted(envio.contenido), decision=Decision.APROBADA, texto="", actor=actor
    )


def observe_fila(envio: Envio, actor: Usuario, fila: str, texto: str = "Precise la meta.") -> list[RevisionFila]:
    return review_filas(envio=envio, filas=[fila], decision=Decision.OBSERVADA, texto=texto, actor=actor)


def list_decisiones(programa: ProgramaTrabajo) -> dict[str, tuple[str, str]]:
    """What the last submission's rows were decided to be, and by whom."""
    envio = find_envio(programa)
    assert envio is not None
    return {r.fila: (r.decision, r.revisor.username) for r in envio.revisiones.select_related("revisor")}
