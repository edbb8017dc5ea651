"""Whether what is stored is still what it was: closings, files and history, looked through whole."""

from collections.abc import Callable, Iterator

from programas.selectors.consistencia.archivos import check_archivos, check_sobrantes
from programas.selectors.consistencia.cierres import check_certificados, check_cierres
from programas.selectors.consistencia.historia import check_historia, check_numeracion
from programas.selectors.consistencia.referencias import check_referencias
from programas.selectors.consistencia.revision import Falla, Revision
from programas.selectors.instantanea import hold_instantanea

__all__ = ["Falla", "Revision", "audit_instalacion"]

PASOS: tuple[tuple[str, Callable[[Revision], None]], ...] = (
    ("Cierres", check_cierres),
    ("Certificados", check_certificados),
    ("Archivos", check_archivos),
    ("Archivos sin fila", check_sobrantes),
    ("Historia", check_historia),
    ("Numeración", check_numeracion),
    ("Referencias", check_referencias),
)


def audit_instalacion() -> Iterator[Revision]:
    """Each part of the audit as it ends, all of one moment. It writes nothing, and nobody waits for it."""
    with hold_instantanea():
        for nombre, check in PASOS:
            revision = Revision(nombre)
            check(revision)
            yield revision
