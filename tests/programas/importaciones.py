"""Import workbooks by the command, as whoever installs the system does, and look at what it says."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command


def import_libro(ruta: Path, **opciones: Any) -> dict[str, Any]:
    """The report of an import that is accepted."""
    salida = StringIO()
    call_command(
        "import_formulario", str(ruta), **({"ejercicio": 2009, "json": True, "stdout": salida} | opciones)
    )
    return json.loads(salida.getvalue())


def refuse_libro(ruta: Path, **opciones: Any) -> list[dict[str, Any]]:
    """What refuses an import."""
    salida = StringIO()
    with pytest.raises(CommandError) as rechazo:
        call_command(
            "import_formulario", str(ruta), **({"ejercicio": 2009, "json": True, "stdout": salida} | opciones)
        )
    assert rechazo.value.returncode == 1
    informe = json.loads(salida.getvalue())
    assert informe["escrito"] is False
    return [hallazgo for hallazgo in informe["hallazgos"] if hallazgo["nivel"] == "IMPIDE"]


def list_problemas(ruta: Path, **opciones: Any) -> list[tuple[str, str, str]]:
    """Sheet, cell and problem of what refuses an import."""
    return [(h["hoja"], h["celda"], h["problema"]) for h in refuse_libro(ruta, **opciones)]
