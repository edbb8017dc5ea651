"""Call a service with what a form holds, and bring its refusal back to the form: the typed text stays."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError

from programas.forms.base import ConVersionForm
from programas.selectors.obsoleto import Obsoleto, describe_obsoleto
from regiones.services import ActoRechazado, CambioObsoleto


def try_guardar(form: ConVersionForm, acto: Callable[[], Any]) -> tuple[bool, Obsoleto | None]:
    """Whether it was written and, when somebody else had saved the row meanwhile, what each of the two says.

    ``PermissionDenied`` goes on: it answers 403.
    """
    try:
        acto()
    except CambioObsoleto as error:
        form.accept(error.guardada)
        diferencias = {campo: par for campo, par in error.diferencias.items() if campo in form.comparados}
        return False, describe_obsoleto(error.guardada, diferencias)
    except ActoRechazado as error:
        form.add_error(None, str(error))
    except ValidationError as error:
        form.refuse(error)
    else:
        return True, None
    return False, None
