"""Where files are kept: each one whole or not at all, also when the disk fills up or the process dies half-way."""

import errno
import os
from pathlib import PurePosixPath
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage
from lxml.etree import SerialisationError  # type: ignore[import-untyped]

from regiones.services import ActoRechazado

# No space, no quota left, or a file larger than the process may write.
LLENO = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# The same, as it is told by what writes the sheets of a workbook.
LLENO_DE_XML = ("IO_ENOSPC", "IO_EDQUOT", "IO_EFBIG")
PARCIAL = ".parcial-"


class SinEspacio(ActoRechazado):
    """The disk of the files is full."""

    def __init__(self) -> None:
        super().__init__(
            "No hay espacio en el servidor para guardar archivos, y no se guardó nada. Avise a la administración "
            "del sistema y envíelo otra vez cuando haya; mientras tanto, lo que no lleva archivos se guarda como "
            "siempre."
        )


def is_lleno(error: BaseException | None) -> bool:
    if isinstance(error, SerialisationError):
        return str(error) in LLENO_DE_XML
    return isinstance(error, OSError) and error.errno in LLENO


class Almacen(FileSystemStorage):
    """A file is written beside its name and then takes it: under its name it is never seen in part.

    No two files of different content ask for one name: it is a random one, or says what the file holds. Raises
    ``SinEspacio`` and leaves nothing.
    """

    def _save(self, name: str, content: Any) -> str:
        parcial = str(PurePosixPath(name).with_name(f"{PARCIAL}{uuid4().hex}"))
        try:
            super()._save(parcial, content)  # type: ignore[misc]
            os.replace(self.path(parcial), self.path(name))
        except BaseException as error:
            self.delete(parcial)
            if is_lleno(error):
                raise SinEspacio from error
            raise
        return name
