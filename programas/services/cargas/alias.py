"""What a person tells of a word once, remembered as another way of writing it: only from who administers."""

from typing import Any

from programas import permissions
from programas.formulario.preguntas import NINGUNA, AsuntoPregunta
from programas.models import AliasColumna, Carga
from programas.services import edicion
from regiones.models import AliasRegion, AliasUnidad, Region, UnidadResponsable, Usuario
from regiones.permissions import can_administer_territorios
from regiones.services import edicion as catalogos
from regiones.textos import fold_region, fold_text

MOTIVO = "Respuesta al importar una planilla"


def remember_respuesta(pregunta: dict[str, Any], valor: str, carga: Carga, actor: Usuario) -> bool:
    """Keep an answer in the catalogues, with its line in the record; return whether it was kept."""
    servicio_id = carga.ejercicio.servicio_id
    asunto, texto = pregunta["asunto"], pregunta["valor"].strip()
    if not texto:
        return False
    if asunto == AsuntoPregunta.TERRITORIO:
        return can_administer_territorios(actor) and remember_region(texto, valor, actor)
    if not permissions.can_administer(actor, servicio_id):
        return False
    if asunto == AsuntoPregunta.ENCABEZADO:
        return remember_columna(pregunta["clave"], texto, valor, servicio_id, actor)
    if asunto == AsuntoPregunta.UNIDAD:
        return remember_unidad(texto, valor, servicio_id, actor)
    return False


def remember_region(texto: str, cut: str, actor: Usuario) -> bool:
    region = Region.objects.filter(cut=cut).first()
    if region is None or len(texto) > 120 or AliasRegion.objects.filter(clave=fold_region(texto)).exists():
        return False
    catalogos.add_fila(fila=AliasRegion(region=region, texto=texto), actor=actor, motivo=MOTIVO)
    return True


def remember_unidad(texto: str, valor: str, servicio_id: int, actor: Usuario) -> bool:
    unidades = UnidadResponsable.objects.filter(servicio=servicio_id)
    unidad = unidades.filter(pk=int(valor)).first() if valor.isdecimal() else None
    if unidad is None or AliasUnidad.objects.filter(servicio=servicio_id, clave=fold_text(texto)).exists():
        return False
    catalogos.add_fila(fila=AliasUnidad(unidad=unidad, texto=texto[:200]), actor=actor, motivo=MOTIVO)
    return True


def remember_columna(clave: str, texto: str, columna: str, servicio_id: int, actor: Usuario) -> bool:
    """``clave`` is «ENCABEZADO:control:nmetas». What the heading was taken for before is corrected."""
    _, tabla, escrito = clave.split(":", 2)
    columna = "" if columna == NINGUNA else columna
    previo = AliasColumna.objects.filter(servicio=servicio_id, tabla=tabla, clave=escrito).first()
    if previo is None:
        nuevo = AliasColumna(servicio_id=servicio_id, tabla=tabla, columna=columna, texto=texto[:200])
        edicion.add_fila(fila=nuevo, actor=actor, motivo=MOTIVO)
        return True
    previo.columna = columna
    return edicion.change_fila(fila=previo, actor=actor, motivo=MOTIVO)
