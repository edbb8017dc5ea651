"""Whose work a row is, by the record: nobody reviews, validates or rules on their own (V15)."""

from collections.abc import Iterable, Sequence

from programas.models import AnalisisAvance, Compromiso, Ejercicio, InformeAvance, ProgramaTrabajo
from regiones.enums import Acto
from regiones.models import Registro, Usuario

# The parts of a row's code.
LARGO_FILA = 4
AUTORIA = (
    *(Acto.CREAR, Acto.MODIFICAR, Acto.ELIMINAR, Acto.IMPORTAR, Acto.DESHACER),
    *(Acto.COPIAR, Acto.ENVIAR),
)
DE_PARTE = (*AUTORIA, Acto.DECLARAR, Acto.ADJUNTAR, Acto.RECLAMAR)


def wrote(usuario: Usuario, documento: ProgramaTrabajo | InformeAvance) -> bool:
    """Whether the user drafted or sent any part of a document, by the record."""
    if isinstance(documento, InformeAvance):
        analisis = documento.corte.analisis.filter(programa__region=documento.region_id)
        servicio_id = documento.ambito.servicio_id
        propios = Registro.objects.of_filas(servicio_id, AnalisisAvance, analisis.values("pk"))
        propios |= Registro.objects.of_filas(servicio_id, InformeAvance, [documento.pk])
        return propios.filter(actor=usuario, acto__in=AUTORIA).exists()
    ambito = documento.ambito
    propios = Registro.objects.filter(
        actor=usuario, acto__in=AUTORIA, servicio=ambito.servicio_id, anio=ambito.anio, region=ambito.region_id
    ).exclude(clase=AnalisisAvance._meta.label_lower)
    return (
        propios.filter(codigo=documento.codigo) | propios.filter(codigo__startswith=f"{documento.codigo}-")
    ).exists()


def takes_part(usuario: Usuario, compromiso: Compromiso) -> bool:
    """Whether the user wrote anything of a row, declared it, or brought what proves it, by the record."""
    ambito = compromiso.ambito
    propios = Registro.objects.filter(
        actor=usuario, acto__in=DE_PARTE, servicio=ambito.servicio_id, anio=ambito.anio, region=ambito.region_id
    ).exclude(clase=AnalisisAvance._meta.label_lower)
    return (
        propios.filter(codigo__in=(compromiso.codigo, compromiso.objetivo.codigo))
        | propios.filter(codigo__startswith=f"{compromiso.codigo}-")
    ).exists()


def list_codigos(usuario: Usuario, ejercicio: Ejercicio, actos: Sequence[Acto]) -> Iterable[str]:
    """The codes of what the user did in a year, whatever it is, but in the analyses of its cortes."""
    return (
        Registro.objects.filter(actor=usuario, acto__in=actos, servicio=ejercicio.servicio_id, anio=ejercicio.anio)
        .exclude(clase=AnalisisAvance._meta.label_lower)
        .order_by()
        .values_list("codigo", flat=True)
        .distinct()
    )


def list_con_parte(usuario: Usuario, ejercicio: Ejercicio) -> frozenset[str]:
    """The codes of the rows of a year in which the user takes part, as ``takes_part`` tells one: in one query."""
    codigos = list_codigos(usuario, ejercicio, DE_PARTE)
    # «2009-07-III.1-03.1-M1» is of «2009-07-III.1-03.1»; what hangs from an objective is not of its commitments.
    filas = [codigo.split("-") for codigo in codigos]
    return frozenset(
        "-".join(partes[:LARGO_FILA])
        for partes in filas
        if len(partes) <= LARGO_FILA or "." in partes[LARGO_FILA - 1]
    )


def list_propios(usuario: Usuario, ejercicio: Ejercicio) -> frozenset[str]:
    """The codes of the programmes of a year that the user wrote, as ``wrote`` tells one: in one query."""
    codigos = list_codigos(usuario, ejercicio, AUTORIA)
    # «2009-07-III.1-03.1» is of «2009-07-III.1»: a programme's code has three parts.
    return frozenset("-".join(codigo.split("-")[:3]) for codigo in codigos)


def list_informes_propios(usuario: Usuario, ejercicio: Ejercicio) -> frozenset[tuple[int, int]]:
    """The reports of a year that the user wrote, as ``wrote`` tells one, by corte and territory: in one query."""
    propios = Registro.objects.filter(
        actor=usuario, acto__in=AUTORIA, servicio=ejercicio.servicio_id, anio=ejercicio.anio
    ).order_by()
    analisis = AnalisisAvance.objects.filter(
        corte__ejercicio=ejercicio, pk__in=propios.filter(clase=AnalisisAvance._meta.label_lower).values("objeto")
    )
    informes = InformeAvance.objects.filter(
        corte__ejercicio=ejercicio, pk__in=propios.filter(clase=InformeAvance._meta.label_lower).values("objeto")
    )
    return frozenset(
        analisis.order_by()
        .values_list("corte_id", "programa__region_id")
        .union(informes.order_by().values_list("corte_id", "region_id"))
    )
