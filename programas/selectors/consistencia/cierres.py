"""Closings and certificates, computed again from their own data."""

from typing import Any

from django.db.models import Exists, OuterRef

from programas.enums import Etapa
from programas.models import Certificado, Cierre, Ejercicio
from programas.scoring import VERSION
from programas.scoring.caso import CasoInvalido, score
from programas.scoring.verificador import check_certificado
from programas.selectors.caso import build_caso
from programas.selectors.certificado import describe_anterior
from programas.selectors.cierre import compute_sha256
from programas.selectors.consistencia.revision import Revision
from regiones.enums import Acto
from regiones.models import Registro

# Each may weigh a megabyte.
CIERRES_POR_VEZ = 4


def check_cierres(revision: Revision) -> None:
    """Hash, result, data of today and line of the record of every closing; no closed year without one.

    One query for the closings, one for their record, and those of ``build_caso`` for each closed year.
    """
    sellos = load_sellos()
    posteriores = Cierre.objects.filter(ejercicio=OuterRef("ejercicio"), numero__gt=OuterRef("numero"))
    cierres = Cierre.objects.select_related("ejercicio__servicio").annotate(reemplazado=Exists(posteriores))
    for cierre in cierres.order_by("ejercicio", "numero").iterator(CIERRES_POR_VEZ):
        revision.revisadas += 1
        for problema in list_problemas(cierre):
            revision.tell(str(cierre), problema)
        sello = f"Cierre {cierre.numero}, sha256 {cierre.sha256}"
        if not any(sello in motivo for motivo in sellos.get(cierre.ejercicio_id, [])):
            revision.tell(str(cierre), "el registro no tiene la línea que lo cerró con ese SHA-256")
    sin_cierre = Ejercicio.objects.filter(etapa=Etapa.CERRADO, cierres=None).select_related("servicio")
    for ejercicio in sin_cierre:
        revision.tell(str(ejercicio), "está cerrado y no tiene cierre")


def load_sellos() -> dict[int, list[str]]:
    """What the record says of each closing, by year."""
    sellos: dict[int, list[str]] = {}
    lineas = Registro.objects.filter(clase=Ejercicio._meta.label_lower, acto=Acto.CERRAR)
    for objeto, motivo in lineas.values_list("objeto", "motivo"):
        sellos.setdefault(objeto, []).append(motivo)
    return sellos


def list_problemas(cierre: Any) -> list[str]:
    """What of a closing is not as it was written, or does not follow from its data."""
    problemas = []
    if compute_sha256(cierre) != cierre.sha256:
        problemas.append("su contenido no tiene el SHA-256 con que se cerró")
    # The result of older rules is computed again by the checker that its certificate links.
    if cierre.reglas == VERSION and recompute(cierre.entrada) != cierre.resultado:
        problemas.append("calculado de nuevo desde sus datos, el resultado es otro")
    if cierre.ejercicio.cerrado and not cierre.reemplazado and build_caso(cierre.ejercicio) != cierre.entrada:
        problemas.append("lo que hoy está guardado del ejercicio no es lo que se cerró")
    return problemas


def recompute(entrada: Any) -> Any:
    try:
        return score(entrada)
    except CasoInvalido:
        return None


def check_certificados(revision: Revision) -> None:
    """Every certificate against its own seals, its closing and the one that it replaces: one query, and one of
    the closings that have none."""
    certificados = Certificado.objects.select_related("cierre").order_by("cierre__ejercicio", "cierre__numero")
    previo = None
    for certificado in certificados.iterator(CIERRES_POR_VEZ):
        revision.revisadas += 1
        anterior = previo if previo and previo.cierre.ejercicio_id == certificado.cierre.ejercicio_id else None
        for problema in compare_certificado(certificado, anterior):
            revision.tell(f"certificado {certificado}", problema)
        previo = certificado
    for cierre in (
        Cierre.objects.filter(certificado=None).select_related("ejercicio__servicio").only("numero", "ejercicio")
    ):
        revision.tell(str(cierre), "no tiene certificado: emítalo la administración en la página de los cierres")


def compare_certificado(certificado: Certificado, anterior: Certificado | None) -> list[str]:
    datos, cierre = certificado.datos, certificado.cierre
    try:
        cambios = check_certificado(datos, certificado.huella).cambios
        problemas = [f"{cambio.ruta}: {cambio.problema}" for cambio in cambios]
    except CasoInvalido as error:
        # Of older rules: its seals are compared all the same, by the checker of its own.
        problemas = [] if datos.get("reglas") != VERSION else [str(error)]
    propios = (datos.get("codigo"), datos.get("version"), datos.get("sha256_cierre"))
    if propios != (certificado.codigo, cierre.numero, cierre.sha256):
        problemas.append("no es el de su cierre")
    if (datos.get("entrada"), datos.get("resultado")) != (cierre.entrada, cierre.resultado):
        problemas.append("sus datos o su resultado no son los de su cierre")
    if datos.get("reemplaza") != (describe_anterior(anterior) if anterior else None):
        problemas.append("no nombra al certificado de la versión anterior")
    return problemas
