"""Where a programme stands in its review, for its own page."""

from typing import Any

from programas.enums import Transicion
from programas.forms.revision import ReaperturaForm
from programas.models import Ejercicio, ProgramaTrabajo
from programas.selectors.observaciones import load_conversaciones, query_abiertas
from programas.selectors.revisiones import load_tramite
from programas.services.transiciones import can_apply
from regiones.models import Region, Usuario


def describe_tramite(usuario: Usuario, ejercicio: Ejercicio, region: Region, tipo: str) -> dict[str, Any]:
    """A programme's state, its open conversations and what its direction may do; nothing without it."""
    programa = ProgramaTrabajo.objects.filter(ejercicio=ejercicio, region=region, tipo=tipo).first()
    if programa is None:
        return {}
    programa.ejercicio, programa.region = ejercicio, region
    return {
        "documento": programa,
        "tramite": load_tramite(programa),
        "conversaciones": load_conversaciones(query_abiertas(programa), ejercicio, usuario),
        "puede_enviar": can_apply(usuario, programa, Transicion.ENVIAR),
        "puede_reabrir": can_apply(usuario, programa, Transicion.REABRIR),
        "reapertura": ReaperturaForm(initial={"version": programa.version}),
    }
