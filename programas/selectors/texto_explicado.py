"""An explanation as plain text, the same wherever it goes: a file, an export, an answer to another program."""

from collections.abc import Iterable, Iterator, Sequence

from programas.models import Ejercicio
from programas.selectors.calculo import Paso
from programas.selectors.calculo_servicio import CalculoServicio, Conjuncion
from programas.selectors.dichos import Dicho
from programas.selectors.explicacion import FilaExplicada, ProgramaExplicado, TerritorioExplicado

NADIE = "sin respuesta"


def write_explicacion(ejercicio: Ejercicio, explicado: TerritorioExplicado | CalculoServicio) -> str:
    """The text that explains the figures of a territory, or those of the service."""
    servicio = ejercicio.servicio
    lineas = (
        write_territorio(explicado) if isinstance(explicado, TerritorioExplicado) else write_servicio(explicado)
    )
    encabezado = f"{servicio.nombre} · Ejercicio {ejercicio.anio}, {ejercicio.get_etapa_display().lower()}"
    return "\n".join([encabezado, *lineas]).replace("\u00a0", " ") + "\n"


def write_territorio(territorio: TerritorioExplicado) -> Iterator[str]:
    yield from (territorio.nombre, territorio.frase)
    for programa in territorio.programas:
        yield from write_programa(programa)
    oficial = ", que es la oficial" if territorio.por_territorio else ""
    yield from (
        "",
        f"Los programas juntos (lectura por territorio{oficial}): {territorio.estado_conjunto.palabra}",
    )
    yield from write_pasos(territorio.conjunto)


def write_programa(programa: ProgramaExplicado) -> Iterator[str]:
    mostrado, calculo = programa.mostrado, programa.calculo
    yield from ("", f"{mostrado.tipo} {mostrado.nombre}: {mostrado.estado.palabra}", mostrado.frase)
    if calculo is None:
        return
    yield from write_pasos(calculo.pasos)
    if calculo.literal:
        yield calculo.literal
    if programa.declarados:
        yield "Si se valida lo declarado donde nada se ha validado:"
        yield from write_pasos(programa.declarados)
    yield f"Filas que se suman ({len(programa.filas)}), en {calculo.unidad}:"
    for fila in programa.filas:
        yield from write_fila(fila)
    yield "Notas del formulario:"
    for nota in programa.notas:
        yield f"  ({nota.numero}) {nota.texto}"


def write_pasos(pasos: Sequence[Paso]) -> Iterator[str]:
    for paso in pasos:
        letra = f" {paso.letra}" if paso.letra else ""
        nota = f" (nota {paso.nota.numero})" if paso.nota else ""
        yield f"  {paso.nombre}{letra}: {paso.valor} — {paso.formula}{nota}"


def write_fila(explicada: FilaExplicada) -> Iterator[str]:
    fila = explicada.fila
    decide = "; decide: si falla, se pierde" if fila.critica else ""
    yield f"  {fila.codigo} {fila.objetivo}"
    yield f"    Pondera {fila.peso}; gana {fila.ganada}{decide}"
    yield f"    Declarado: {write_dicho(explicada.declarado)}"
    yield f"    Validado: {write_dicho(explicada.validado)}"
    if explicada.motivo:
        yield f"    Motivo: {explicada.motivo}"
    for prueba in explicada.pruebas:
        yield f"    Evidencia: {prueba.nombre}, documento del {prueba.fecha:%d-%m-%Y}, SHA-256 {prueba.sha256}"
    if not explicada.pruebas:
        yield "    Evidencia: no tiene"


def write_dicho(dicho: Dicho) -> str:
    return " · ".join(parte for parte in (dicho.respuesta or NADIE, dicho.firma) if parte)


def write_servicio(calculo: CalculoServicio) -> Iterator[str]:
    yield f"Resultado del servicio: {calculo.estado.palabra}"
    yield f"{calculo.sujeto}{calculo.razon}"
    yield f"Umbral: {calculo.umbral}. {calculo.fuera}".rstrip()
    yield "El resultado depende de la lectura:" if calculo.depende else "El resultado no depende de la lectura:"
    for lectura in calculo.lecturas:
        yield f"  {lectura.nombre}: {lectura.estado.palabra}{' (oficial)' if lectura.oficial else ''}"
    yield from write_conjunciones(calculo.conjunciones)


def write_conjunciones(conjunciones: Iterable[Conjuncion]) -> Iterator[str]:
    for conjuncion in conjunciones:
        clave = f"{conjuncion.clave} " if conjuncion.nota else ""
        nota = f" (nota {conjuncion.nota.numero})" if conjuncion.nota else ""
        yield from (
            "",
            f"{clave}{conjuncion.nombre}: {conjuncion.estado.palabra}. {conjuncion.frase}{nota}".rstrip(),
        )
        for fila in conjuncion.filas:
            decide = "; decide" if fila.decide else ""
            yield (
                f"  {fila.nombre}: {fila.estado.palabra}, asegurado {fila.piso}, alcanzable {fila.techo}{decide}"
            )
        if conjuncion.nota:
            yield f"  ({conjuncion.nota.numero}) {conjuncion.nota.texto}"
