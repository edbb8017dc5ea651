"""What the filters of a list offer: only what there is within the user's reach."""

from collections.abc import Mapping
from dataclasses import dataclass

from programas.enums import Tipo
from programas.models import Compromiso, Ejercicio
from programas.selectors.listas.tipos import LUGAR, Lista
from regiones.models import UnidadResponsable, Usuario
from regiones.textos import fold_text

Pares = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Opciones:
    """Each choice with its words. ``cortes`` is empty where the rows are of no corte."""

    territorios: Pares
    programas: Pares
    unidades: Pares
    cortes: Pares
    estados: Pares
    ordenes: Pares


def load_opciones(lista: Lista, ejercicio: Ejercicio, usuario: Usuario, nombres: Mapping[str, str]) -> Opciones:
    """Two queries, and one more where there are cortes. ``nombres`` are those that a closed year keeps."""
    territorios = [
        (region.cut, nombres.get(region.cut, region.nombre_corto))
        for region in ejercicio.regiones
        if usuario.alcance.sees_territorio(ejercicio.servicio_id, region.pk)
    ]
    visibles = Compromiso.objects.visible_to(usuario).filter(objetivo__programa__ejercicio=ejercicio)
    unidades = UnidadResponsable.objects.filter(pk__in=visibles.order_by().values("unidades"))
    cortes = ejercicio.cortes.order_by("fecha_medicion") if lista.por_corte else ()
    ordenes = [(LUGAR, "Territorio y fila"), *((clave, nombre) for clave, (nombre, _) in lista.ordenes.items())]
    return Opciones(
        territorios,
        [(tipo.value, f"{tipo.value} {tipo.label}") for tipo in Tipo],
        sorted(unidades.values_list("clave", "nombre"), key=lambda unidad: fold_text(unidad[1])),
        [(f"{corte.fecha_medicion:%Y-%m-%d}", f"Al {corte.fecha_medicion:%d-%m-%Y}") for corte in cortes],
        [(clave, estado.nombre) for clave, estado in lista.estados.items()],
        [*ordenes, *((f"-{clave}", f"{nombre}, al revés") for clave, nombre in ordenes)],
    )
