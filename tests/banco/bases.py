"""A database of each size, all of them open at once, so that contenders over different sizes take turns."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases

from programas.models import Ejercicio
from regiones.models import Usuario
from regiones.services.catalogo import load_regiones
from tests.banco.medidas import Tamano, time_ms
from tests.muchos import analyze, build_servicios

S, M, L, XL = Tamano("S", 1, 1), Tamano("M", 1, 10), Tamano("L", 200, 1), Tamano("XL", 200, 10)
TAMANOS = {tamano.nombre: tamano for tamano in (S, M, L, XL)}


class Base:
    """The database of a size, and who sees all of it. ``ejercicio`` is one of its years, in the middle.

    Inside ``with base:`` it is the project's only database, for whoever asks.
    """

    def __init__(self, tamano: Tamano, conexion: Any, *, enteras: bool = False) -> None:
        self.tamano = tamano
        self.conexion = conexion
        with self:
            self.usuario = Usuario.objects.get(username="banco")
            ejercicios = build_servicios(tamano.servicios, self.usuario, anios=tamano.anios, enteras=enteras)
            analyze()
            # One of those that have rows to answer, as the first.
            clave = ejercicios[len(ejercicios) // 6 * 3].pk
            self.ejercicio = Ejercicio.objects.select_related("servicio").get(pk=clave)
            self.anios = [str(anio) for anio in {ejercicio.anio for ejercicio in ejercicios}]

    def __enter__(self) -> None:
        self.anterior = connections["default"]
        connections["default"] = self.conexion

    def __exit__(self, *_: object) -> None:
        connections["default"] = self.anterior

    def time(self, acto: Callable[[], object]) -> float:
        """Milliseconds of one call over this database."""
        with self:
            return time_ms(acto)


@contextmanager
def build_bases(tamanos: Sequence[Tamano], *, enteras: bool = False) -> Iterator[dict[str, Base]]:
    """The empty database of the run is the default one; each size is a copy of it that was then filled."""
    with TemporaryDirectory(prefix="gestion-banco-") as carpeta:
        if connection.vendor == "sqlite":
            # In files, as SQLite is used outside tests.
            connection.settings_dict["TEST"]["NAME"] = str(Path(carpeta) / "banco.sqlite3")
        anteriores = setup_databases(verbosity=0, interactive=False)
        bases: dict[str, Base] = {}
        try:
            load_regiones(settings.BASE_DIR / "fixtures" / "regiones.csv")
            Usuario.objects.create_user("banco")
            for tamano in tamanos:
                bases[tamano.nombre] = Base(tamano, clone_base(tamano.nombre.lower()), enteras=enteras)
            yield bases
        finally:
            for base in bases.values():
                base.conexion.close()
                connection.creation.destroy_test_db(suffix=base.tamano.nombre.lower(), verbosity=0)
            teardown_databases(anteriores, verbosity=0)


def clone_base(sufijo: str) -> Any:
    """A connection to a copy of the default database."""
    connection.close()
    connection.creation.clone_test_db(suffix=sufijo, verbosity=0)
    return type(connections["default"])(connection.creation.get_test_db_clone_settings(sufijo), "default")
