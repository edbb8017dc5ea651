"""Send and review with few words, for tests about what comes of it."""

from typing import Any

from programas.enums import Decision
from programas.models import Corte, Envio, InformeAvance, ProgramaTrabajo, RevisionFila
from programas.selectors.envios import load_por_enviar
from programas.selectors.informes import load_informe
from programas.selectors.revisiones import find_envio
from programas.services.envios import send_programa
from programas.services.informes import send_informe
from programas.services.revision import review_filas
from regiones.models import Region, Usuario


def load_programa(codigo: str = "2009-07-III.1") -> ProgramaTrabajo:
    return ProgramaTrabajo.objects.select_related("ejercicio__servicio", "region").get(codigo=codigo)


def send(programa: ProgramaTrabajo, actor: Usuario, **cambios: Any) -> Envio:
    """Send a programme as its page would, just read."""
    leido = ProgramaTrabajo.objects.get(pk=programa.pk)
    datos = {"justificaciones": {}, "version": leido.version, "huella": load_por_enviar(leido).huella}
    return send_programa(programa=leido, actor=actor, **(datos | cambios))


def send_hoja(corte: Corte, region: Region, actor: Usuario, **cambios: Any) -> InformeAvance:
    """Send a territory's report of a corte as its sheet would, just read."""
    leido = load_informe(corte.ejercicio, region, corte)
    datos = {"version": leido.documento.version if leido.documento else 0, "huella": leido.huella}
    return send_informe(corte=corte, region=region, actor=actor, **(datos | cambios))


def approve_filas(envio: Envio, actor: Usuario, *filas: str) -> list[RevisionFila]:
    return review_filas(
        envio=envio, filas=filas or sorted(envio.contenido), decision=Decision.APROBADA, texto="", actor=actor
    )


def observe_fila(envio: Envio, actor: Usuario, fila: str, texto: str = "Precise la meta.") -> list[RevisionFila]:
    return review_filas(envio=envio, filas=[fila], decision=Decision.OBSERVADA, texto=texto, actor=actor)


def list_decisiones(programa: ProgramaTrabajo | InformeAvance) -> dict[str, tuple[str, str]]:
    """What the last submission's rows were decided to be, and by whom."""
    envio = find_envio(programa)
    assert envio is not None
    return {r.fila: (r.decision, r.revisor.username) for r in envio.revisiones.select_related("revisor")}
