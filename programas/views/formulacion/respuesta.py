"""What the workbench answers: whole, or to htmx one row of it with what that row bears on."""

from django.http import Http404, HttpRequest, HttpResponse

from programas.models import ProgramaTrabajo
from programas.selectors.formulacion.copia import find_anterior
from programas.selectors.formulacion.mesa import Mesa, load_mesa
from programas.views.formulacion.acceso import Lugar, render_formulacion


def load_antes(request: HttpRequest, lugar: Lugar, programa: ProgramaTrabajo) -> Mesa | None:
    """The workbench before a row of it is written; only htmx, which keeps the rest of the page, needs it."""
    if not request.htmx:  # type: ignore[attr-defined]
        return None
    return load_mesa(lugar.ejercicio, lugar.usuario, lugar.region, programa)


def render_mesa(request: HttpRequest, plantilla: str, lugar: Lugar, programa: ProgramaTrabajo) -> HttpResponse:
    mesa = load_mesa(lugar.ejercicio, lugar.usuario, lugar.region, programa)
    return render_formulacion(
        request, plantilla, lugar, programa, mesa=mesa, anterior=mesa.redacta and find_anterior(programa)
    )


def render_fila(
    request: HttpRequest, lugar: Lugar, programa: ProgramaTrabajo, codigo: str, antes: Mesa | None = None
) -> HttpResponse:
    """A row, or an instancia, as it is read; aside, the sum, what is pending, and the rows that it changed."""
    mesa = load_mesa(lugar.ejercicio, lugar.usuario, lugar.region, programa)
    fila, instancia = mesa.get_fila(codigo), mesa.get_instancia(codigo)
    if fila is None and instancia is None:
        raise Http404
    cambiadas = mesa.list_cambiadas(antes) if antes else ()
    return render_formulacion(
        request,
        "respuesta_fila",
        lugar,
        programa,
        mesa=mesa,
        anterior=mesa.redacta and find_anterior(programa),
        fila=fila,
        instancia=instancia,
        vuelve=codigo,
        cambiadas=[otra for otra in cambiadas if otra is not fila],
    )
