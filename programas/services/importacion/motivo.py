"""Which changes of a workbook need a reason: weights or objectives of a programme already sent (§3)."""

from programas import permissions
from programas.formulario.lectura import Hallazgo, Nivel
from programas.models import Compromiso, ObjetivoEspecifico, ProgramaTrabajo
from programas.selectors.presentacion import join_nombres
from programas.services.edicion import COMPROMETIDOS
from programas.services.importacion.importador import Importador

# What the reason answers, as the command names its options.
MOTIVO = "MOTIVO"
CAMPOS = {modelo._meta.label_lower: frozenset(campos) for modelo, campos in COMPROMETIDOS.items()}


def list_con_motivo(importador: Importador) -> tuple[ProgramaTrabajo, ...]:
    """The programmes, sent once already, of which the plan changes weights or objectives."""
    escritura = importador.escritura
    tocados = [
        fila.clave_registro for modelo in (ObjetivoEspecifico, Compromiso) for fila in escritura.nuevas[modelo]
    ]
    tocados += [
        fila.clave_registro for fila in importador.eliminadas if isinstance(fila, ObjetivoEspecifico | Compromiso)
    ]
    tocados += [
        registro.codigo
        for registro in escritura.registros
        if CAMPOS.get(registro.clase, frozenset()) & registro.despues.keys()
    ]
    return tuple(
        programa
        for programa in importador.guardado.programas.values()
        if permissions.is_open(programa)
        and permissions.needs_motivo(programa)
        and any(codigo == programa.codigo or codigo.startswith(f"{programa.codigo}-") for codigo in tocados)
    )


def note_motivo(programas: tuple[ProgramaTrabajo, ...]) -> list[Hallazgo]:
    """Said before it is made: what the change asks for, and what follows from it."""
    return [
        Hallazgo(
            "Lectura",
            Nivel.ADVERTENCIA,
            programa.tipo,
            "",
            "",
            f"el programa {programa.codigo} ya fue enviado una vez y el libro cambia ponderaciones u objetivos",
            "Tenga a mano el motivo del cambio: el programa deberá enviarse y aprobarse de nuevo.",
        )
        for programa in programas
    ]


def refuse_sin_motivo(programas: tuple[ProgramaTrabajo, ...]) -> Hallazgo:
    codigos = join_nombres([programa.codigo for programa in programas])
    dicho = "fue enviado" if len(programas) == 1 else "fueron enviados"
    return Hallazgo(
        *("Lectura", Nivel.IMPIDE, programas[0].tipo, "", ""),
        f"{codigos} ya {dicho} una vez y falta el motivo por el que cambian ponderaciones u objetivos",
        "Escriba el motivo al importar.",
        preguntas=(MOTIVO,),
    )
