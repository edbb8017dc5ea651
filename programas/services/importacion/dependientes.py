"""What people built since on the rows that an import added or changed."""

from collections.abc import Collection, Iterable
from typing import Any

from programas.models import (
    Compromiso,
    Envio,
    MedioVerificacion,
    Observacion,
    ProgramaTrabajo,
)
from programas.models.avance import Avance, Evidencia, Reclamo
from programas.services.importacion.escritura import Escritura
from programas.services.importacion.guardado import Guardado
from programas.services.importacion.informe import FilaCambiada
from programas.services.validadas import SUSTENTO, name_sustento
from regiones.models import Editable


def list_dependientes(
    escritura: Escritura, guardado: Guardado, creadas: Collection[tuple[str, int]]
) -> list[FilaCambiada]:
    """Why rows that are to go, or to change, cannot: a fixed number of queries."""
    filas = (
        *list_hijas(escritura, guardado, creadas),
        *list_pruebas(escritura),
        *list_revision(escritura),
        *list_validadas(escritura, guardado),
    )
    return list(dict.fromkeys(filas))


def list_hijas(
    escritura: Escritura, guardado: Guardado, creadas: Collection[tuple[str, int]]
) -> Iterable[FilaCambiada]:
    """Rows that somebody added under one that is to go."""
    quitadas = {id(fila) for fila in escritura.eliminar}
    hijas: list[tuple[Editable, Any]] = [
        *((fila.programa, fila) for filas in guardado.objetivos.values() for fila in filas),
        *((fila.programa, fila) for filas in guardado.instancias.values() for fila in filas),
        *((fila.programa, fila) for filas in guardado.analisis.values() for fila in filas),
        *((fila.objetivo, fila) for fila in guardado.indicadores.values()),
        *((fila.objetivo, fila) for filas in guardado.compromisos.values() for fila in filas),
        *(
            (fila.compromiso, fila)
            for grupo in guardado.partes.values()
            for filas in grupo.values()
            for fila in filas
        ),
    ]
    objetivos = {fila.pk: fila for filas in guardado.objetivos.values() for fila in filas}
    hijas += [
        (objetivos[fila.objetivo_id], fila)
        for filas in guardado.analisis.values()
        for fila in filas
        if fila.objetivo_id in objetivos
    ]
    for padre, hija in hijas:
        if id(padre) in quitadas and (hija._meta.label_lower, hija.pk) not in creadas:
            yield FilaCambiada(padre.clave_registro, f"después se le agregó {hija.clave_registro}")


def list_pruebas(escritura: Escritura) -> Iterable[FilaCambiada]:
    """Progress, evidence and claims of commitments that are to go, and evidence of means that are."""
    compromisos = {fila.pk: fila for fila in escritura.eliminar if isinstance(fila, Compromiso)}
    medios = {fila.pk: fila for fila in escritura.eliminar if isinstance(fila, MedioVerificacion)}
    consultas: list[tuple[str, dict[int, Any], Any]] = [
        ("avances", compromisos, Avance.objects.filter(compromiso__in=compromisos).values_list("compromiso")),
        ("evidencia", compromisos, Evidencia.objects.filter(compromiso__in=compromisos).values_list("compromiso")),
        ("reclamos", compromisos, Reclamo.objects.filter(compromiso__in=compromisos).values_list("compromiso")),
        ("evidencia", medios, Evidencia.objects.filter(medio__in=medios).values_list("medio")),
    ]
    for que, filas, consulta in consultas:
        for clave in sorted({clave for (clave,) in consulta.order_by()} if filas else ()):
            yield FilaCambiada(filas[clave].clave_registro, f"ya tiene {que}")


def list_revision(escritura: Escritura) -> Iterable[FilaCambiada]:
    """Remarks on rows that are to go, and submissions of programmes that are."""
    codigos = {fila.clave_registro for fila in escritura.eliminar}
    programas = {fila.pk: fila for fila in escritura.eliminar if isinstance(fila, ProgramaTrabajo)}
    if codigos:
        observaciones = Observacion.objects.filter(
            fila__in=codigos, programa__region=escritura.eliminar[0].ambito.region_id
        )
        for codigo in sorted(set(observaciones.values_list("fila", flat=True))):
            yield FilaCambiada(codigo, "tiene observaciones de la unidad central")
    if programas:
        enviados = Envio.objects.filter(programa__in=programas).order_by()
        for clave in sorted(set(enviados.values_list("programa", flat=True))):
            yield FilaCambiada(programas[clave].codigo, "ya se envió a revisión")


def list_validadas(escritura: Escritura, guardado: Guardado) -> Iterable[FilaCambiada]:
    """Rows on which a validation rests and that would change under it."""
    validados = [fila for filas in guardado.compromisos.values() for fila in filas if fila.validado]
    sostienen: dict[tuple[str, int], Compromiso] = {}
    for compromiso in validados:
        objetivo = compromiso.objetivo
        indicador = guardado.indicadores.get(objetivo.pk)
        partes = [parte for modelo in guardado.partes for parte in guardado.get_partes(modelo, compromiso)]
        for fila in filter(None, (compromiso, objetivo, indicador, *partes)):
            sostienen.setdefault((fila._meta.label_lower, fila.pk), compromiso)
    modelos = {modelo._meta.label_lower: modelo for modelo in SUSTENTO}
    for registro in escritura.registros:
        compromiso_validado = sostienen.get((registro.clase, registro.objeto))
        if compromiso_validado is None:
            continue
        campos = name_sustento(modelos[registro.clase], registro.despues, registro.antes)
        if campos or "declarado" in registro.despues:
            yield explain_validada(compromiso_validado)
    for fila in (*escritura.eliminar, *(fila for filas in escritura.nuevas.values() for fila in filas)):
        de = getattr(fila, "compromiso", None)
        if de is not None and de.validado:
            yield explain_validada(de)


def explain_validada(compromiso: Compromiso) -> FilaCambiada:
    return FilaCambiada(compromiso.codigo, f"está validado «{compromiso.get_validado_display()}»")
