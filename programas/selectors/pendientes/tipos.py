"""What is owed, and by whom: the shapes that the parts of «lo que me falta» share."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Subquery

from programas.models import Compromiso, Ejercicio
from programas.selectors.resultados import TerritorioEvaluado
from regiones.enums import Rol
from regiones.models import Usuario


@dataclass(frozen=True, slots=True)
class Pendiente:
    """One thing to do: what, where, why it matters, and the page (its name and arguments) where it is done.

    ``critico`` when leaving it undone can lose a programme by itself. ``plazo`` is ``None`` where there is none.
    """

    que: str
    donde: str
    porque: str
    boton: str
    pagina: str
    argumentos: tuple[str, ...]
    critico: bool = False
    plazo: date | None = None
    vencido: bool = False
    detalle: str = ""


@dataclass(frozen=True, slots=True)
class Ambito:
    """What of an ejercicio is the user's own: territories drafted whole, or only the rows of some units.

    ``dirigidas`` are the territories whose programmes and reports the user sends.
    """

    ejercicio: Ejercicio
    regiones: frozenset[int]
    dirigidas: frozenset[int]
    regiones_de_unidad: frozenset[int]
    unidades: frozenset[int]
    territorios: dict[int, TerritorioEvaluado]

    @property
    def todas(self) -> frozenset[int]:
        return self.regiones | self.regiones_de_unidad

    def narrow(self, region: str, compromiso: str) -> Q:
        """The condition that keeps a query to what is own, given its paths to the region and the commitment."""
        propia = Q(**{f"{region}__in": self.regiones})
        if not self.regiones_de_unidad:
            return propia
        enlaces = Compromiso.unidades.through.objects.filter(unidadresponsable__in=self.unidades)
        de_unidad = Subquery(enlaces.values("compromiso"))
        return propia | Q(**{f"{region}__in": self.regiones_de_unidad, f"{compromiso}__in": de_unidad})


def find_regiones(ejercicio: Ejercicio, usuario: Usuario, *roles: Rol) -> frozenset[int]:
    return frozenset(
        region
        for servicio, region, rol in usuario.alcance.por_territorio
        if servicio == ejercicio.servicio_id and rol in roles
    )


def build_ambito(ejercicio: Ejercicio, usuario: Usuario, territorios: tuple[TerritorioEvaluado, ...]) -> Ambito:
    regiones = find_regiones(ejercicio, usuario, Rol.ENCARGADA, Rol.DIRECCION)
    de_unidad = find_regiones(ejercicio, usuario, Rol.UNIDAD) - regiones
    return Ambito(
        ejercicio,
        regiones,
        find_regiones(ejercicio, usuario, Rol.DIRECCION),
        de_unidad,
        usuario.alcance.unidades,
        {territorio.id: territorio for territorio in territorios if territorio.id in regiones | de_unidad},
    )
