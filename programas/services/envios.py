"""Send a programme to review: what it says is kept, and what is missing is refused or justified in writing."""

from collections.abc import Mapping

from django.db import transaction

from programas.enums import Decision, Transicion
from programas.models import Envio, InformeAvance, ProgramaTrabajo, RevisionFila
from programas.selectors.envios import Contenido, FaltaDeEnvio, PorEnviar, load_por_enviar
from programas.selectors.revisiones import find_envio
from programas.services.transiciones import apply_transicion
from regiones.models import Usuario
from regiones.services import ActoRechazado


class EnvioIncompleto(ActoRechazado):
    """The programme has no rows, or breaks rules that must hold or be justified. ``faltas`` lists them."""

    def __init__(self, programa: ProgramaTrabajo, faltas: tuple[FaltaDeEnvio, ...]) -> None:
        self.faltas = faltas
        detalle = " ".join(explain_falta(falta) for falta in faltas) or "No compromete ninguna fila."
        super().__init__(f"{programa.codigo} no se puede enviar todavía. {detalle}")


class EnvioDesactualizado(ActoRechazado):
    """Somebody changed the document after the sender read it: the sender answers for what is sent."""

    def __init__(self, documento: ProgramaTrabajo | InformeAvance) -> None:
        super().__init__(
            f"Alguien cambió {documento.codigo} después de que usted abrió esta página. Nada se ha enviado: "
            "revise cómo quedó y vuelva a enviarlo."
        )


@transaction.atomic
def send_programa(
    *, programa: ProgramaTrabajo, actor: Usuario, justificaciones: Mapping[str, str], version: int, huella: str
) -> Envio:
    """Send a programme and keep what each of its rows says; return the submission.

    ``justificaciones`` maps each rule that does not hold (V1, V2, V4, V5) to why; ``version`` and ``huella`` are
    those that the sender read. Rows that were approved and say the same as before stay approved. Raises like
    ``apply_transicion``, ``EnvioIncompleto`` and ``EnvioDesactualizado``.
    """
    programa.version = version
    escritas = {regla: texto.strip() for regla, texto in justificaciones.items() if texto.strip()}
    apply_transicion(
        documento=programa, transicion=Transicion.ENVIAR, actor=actor, motivo=join_justificaciones(escritas)
    )
    por_enviar = load_por_enviar(programa)
    check_enviable(programa, por_enviar, escritas)
    if por_enviar.huella != huella:
        raise EnvioDesactualizado(programa)
    justificadas = {f.regla: escritas[f.regla] for f in por_enviar.faltas}
    return keep_envio(
        Envio(programa=programa, enviado_por=actor, contenido=por_enviar.contenido, justificaciones=justificadas)
    )


def keep_envio(envio: Envio) -> Envio:
    """Write a submission after those of its document. What was approved and says the same stays approved."""
    anterior = find_envio(envio.documento)
    envio.numero = anterior.numero + 1 if anterior else 1
    envio.full_clean()
    envio.save(force_insert=True)
    if anterior is not None:
        keep_aprobadas(anterior, envio)
    return envio


def check_enviable(programa: ProgramaTrabajo, por_enviar: PorEnviar, escritas: Mapping[str, str]) -> None:
    faltas = tuple(f for f in por_enviar.faltas if not (f.justificable and f.regla in escritas))
    if faltas or not por_enviar.objetivos:
        raise EnvioIncompleto(programa, faltas)


def keep_aprobadas(anterior: Envio, envio: Envio) -> None:
    """Carry to a new submission the approvals of the rows that say what they said, with who gave them and when."""
    aprobadas = anterior.revisiones.filter(decision=Decision.APROBADA)
    RevisionFila.objects.bulk_create(
        RevisionFila(
            envio=envio,
            fila=revision.fila,
            decision=revision.decision,
            revisor_id=revision.revisor_id,
            momento=revision.momento,
        )
        for revision in aprobadas
        if same_fila(anterior.contenido, envio.contenido, revision.fila)
    )


def same_fila(anterior: Contenido, actual: Contenido, fila: str) -> bool:
    return fila in actual and anterior.get(fila) == actual[fila]


def explain_falta(falta: FaltaDeEnvio) -> str:
    remedio = "escriba por qué" if falta.justificable else "hay que corregirlo"
    return f"{falta.regla} ({falta.pide.rstrip('.').lower()}): {remedio}."


def join_justificaciones(escritas: Mapping[str, str]) -> str:
    return " · ".join(f"{regla}: {texto}" for regla, texto in sorted(escritas.items()))
