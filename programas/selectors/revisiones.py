"""Where a document stands in its review: its last submission, what was decided of its rows, its last act."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from programas.enums import Decision, EstadoPrograma
from programas.models import Envio, InformeAvance, ProgramaTrabajo
from programas.selectors.presentacion import EstadoMostrado
from regiones.enums import Acto
from regiones.models import Registro

TRAMITES = {
    EstadoPrograma.BORRADOR: EstadoMostrado("Borrador", "○", "sc"),
    EstadoPrograma.ENVIADO: EstadoMostrado("Enviado a revisión", "◐", "ju"),
    EstadoPrograma.OBSERVADO: EstadoMostrado("Observado", "!", "ju"),
    EstadoPrograma.APROBADO: EstadoMostrado("Aprobado", "✓", "ok"),
}
HECHOS = {
    Acto.ENVIAR: "lo envió",
    Acto.APROBAR: "lo aprobó",
    Acto.OBSERVAR: "lo devolvió",
    Acto.REABRIR: "lo reabrió",
}


@dataclass(frozen=True, slots=True)
class UltimoActo:
    """Who moved a document to its state, when, and why."""

    acto: Acto
    quien: str
    momento: datetime
    motivo: str

    @property
    def hecho(self) -> str:
        """«lo aprobó revisora el 22-11-2009 a las 18:40»."""
        momento = timezone.localtime(self.momento)
        return f"{HECHOS[self.acto]} {self.quien} el {momento:%d-%m-%Y} a las {momento:%H:%M}"


@dataclass(frozen=True, slots=True)
class Tramite:
    """A document's state, and who left it there: ``None`` when it was never moved."""

    estado: EstadoMostrado
    ultimo: UltimoActo | None


def load_tramite(documento: ProgramaTrabajo | InformeAvance) -> Tramite:
    return Tramite(TRAMITES[EstadoPrograma(documento.estado)], find_ultimo_acto(documento))


def find_ultimo_acto(documento: ProgramaTrabajo | InformeAvance) -> UltimoActo | None:
    """The act that left the document in its state, by the record; ``None`` when it was never moved."""
    registro = (
        Registro.objects.of_filas(documento.ambito.servicio_id, type(documento), [documento.pk])
        .filter(acto__in=HECHOS)
        .select_related("actor")
        .first()
    )
    if registro is None or registro.actor is None:
        return None
    return UltimoActo(Acto(registro.acto), str(registro.actor), registro.momento, registro.motivo)


def find_envio(documento: ProgramaTrabajo | InformeAvance) -> Envio | None:
    """The last submission of a document."""
    return documento.envios.select_related("enviado_por").first()


def list_sin_aprobar(documento: ProgramaTrabajo | InformeAvance) -> list[str]:
    """The rows of the last submission that are not approved, by their codes."""
    envio = find_envio(documento)
    if envio is None:
        return [documento.codigo]
    aprobadas = envio.revisiones.filter(decision=Decision.APROBADA).values_list("fila", flat=True)
    return sorted(set(envio.contenido) - set(aprobadas))
