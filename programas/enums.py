"""Closed vocabularies of the programmes. Where the verdict uses a word, it is the verdict's own."""

from django.db.models import TextChoices

from programas import scoring


class Etapa(TextChoices):
    """The year of an ejercicio, in order."""

    FORMULACION = "FORMULACION", "Formulación"
    EJECUCION = "EJECUCION", "Ejecución"
    EVALUACION = "EVALUACION", "Evaluación"
    CERRADO = "CERRADO", "Cerrado"

    @property
    def orden(self) -> int:
        return list(Etapa).index(self)


class Lectura(TextChoices):
    POR_PROGRAMA = scoring.Lectura.POR_PROGRAMA.value, "Por programa"
    POR_TERRITORIO = scoring.Lectura.POR_TERRITORIO.value, "Por territorio"


class BasePonderacion(TextChoices):
    """Over what the weights add to 100 % (V1)."""

    PROGRAMA = "PROGRAMA", "Cada programa"
    TERRITORIO = "TERRITORIO", "Los tres programas del territorio"


class Tipo(TextChoices):
    """The programme sheets of the form."""

    DISENO = "III.1", "Diseño, acceso y distribución"
    COMPLEMENTARIEDAD = "III.2", "Complementariedad territorial"
    INFORMACION = "III.3", "Información a los gobiernos regionales"


class Modalidad(TextChoices):
    """Note (5): what the weighted rows are."""

    METAS = "METAS", "Metas"
    ACTIVIDADES = "ACTIVIDADES", "Actividades"


class Ponderacion(TextChoices):
    """Note (8): typed weights, or the same for every row."""

    UNIFORME = scoring.Ponderacion.UNIFORME.value, "Uniforme"
    MANUAL = scoring.Ponderacion.MANUAL.value, "Escrita en cada fila"


class EstadoPrograma(TextChoices):
    BORRADOR = "BORRADOR", "Borrador"
    ENVIADO = "ENVIADO", "Enviado a revisión"
    OBSERVADO = "OBSERVADO", "Observado"
    APROBADO = "APROBADO", "Aprobado"


class Cumple(TextChoices):
    """Note (9): «sí» only at 100 %."""

    SI = scoring.Cumple.SI.value, "Sí"
    NO = scoring.Cumple.NO.value, "No"
    PARCIAL = scoring.Cumple.PARCIAL.value, "Parcial"


class ClaseObjetivo(TextChoices):
    """The three kinds of objective of sheet III.3 (notes (11), (12), (13))."""

    OFERTA = "OFERTA", "Oferta de información al GORE"
    PROVISION = "PROVISION", "Provisión de información"
    OTROS = "OTROS", "Otros objetivos institucionales"


class OrigenObjetivo(TextChoices):
    """Sheet III.3, note (1): where the provision of information comes from."""

    ACUERDO_GORE = "ACUERDO_GORE", "Acuerdo con el gobierno regional"
    INSTRUCCION_INTENDENTE = "INSTRUCCION_INTENDENTE", "Instrucción del Intendente"


class EstadoCorte(TextChoices):
    """A corte is announced with the year, opened for its analyses, and closed."""

    PREVISTO = "PREVISTO", "Previsto"
    ABIERTO = "ABIERTO", "Abierto"
    CERRADO = "CERRADO", "Cerrado"


class Transicion(TextChoices):
    """The official acts that move a programme, or the report of a corte, from one state to another."""

    ENVIAR = "ENVIAR", "Enviar a revisión"
    APROBAR = "APROBAR", "Aprobar"
    OBSERVAR = "OBSERVAR", "Devolver con observaciones"
    REABRIR = "REABRIR", "Reabrir para modificar"


class Decision(TextChoices):
    """What a reviewer says of one row of a submission."""

    APROBADA = "APROBADA", "Aprobada"
    OBSERVADA = "OBSERVADA", "Observada"


class EtapaDatos(TextChoices):
    """How far the data of an official document may be relied on."""

    BORRADOR = "BORRADOR", "Borrador"
    VIGENTE = "VIGENTE", "Vigente"
    DEFINITIVO = "DEFINITIVO", "Definitivo"


class FormatoDocumento(TextChoices):
    PDF = "pdf", "PDF"
    WORD = "docx", "Word"
    EXCEL = "xlsx", "Excel"
    ZIP = "zip", "ZIP"


class ClaseDocumento(TextChoices):
    """The official documents of the whole service."""

    FORMULARIO = "FORMULARIO", "Formulario oficial"
    ETAPA4 = "ETAPA4", "Borrador de la Etapa 4"
    EVIDENCIAS = "EVIDENCIAS", "Paquete de evidencias"

    @property
    def formatos(self) -> tuple[FormatoDocumento, ...]:
        """Etapa 4 is to be gone on with: only as a document that is edited. Evidence comes as its files."""
        if self is ClaseDocumento.FORMULARIO:
            return (FormatoDocumento.PDF, FormatoDocumento.WORD, FormatoDocumento.EXCEL)
        return (FormatoDocumento.WORD,) if self is ClaseDocumento.ETAPA4 else (FormatoDocumento.ZIP,)


class EstadoDocumento(TextChoices):
    EN_ESPERA = "EN_ESPERA", "En espera"
    ESCRIBIENDO = "ESCRIBIENDO", "Escribiendo"
    LISTO = "LISTO", "Listo"
    FALLIDO = "FALLIDO", "No se pudo escribir"
    REEMPLAZADO = "REEMPLAZADO", "Reemplazado por otro"


class Asunto(TextChoices):
    """What a remark of the central unit is about. Only those about what is committed hold back an approval."""

    COMPROMETIDO = "COMPROMETIDO", "lo comprometido"
    DECLARADO = "DECLARADO", "lo declarado"
    EVIDENCIA = "EVIDENCIA", "la evidencia"
    ANALISIS = "ANALISIS", "el análisis"


class EstadoReclamo(TextChoices):
    PENDIENTE = "PENDIENTE", "Pendiente"
    ACOGIDO = "ACOGIDO", "Acogido"
    RECHAZADO = "RECHAZADO", "Rechazado"


class EstadoRecordatorio(TextChoices):
    """A reminder is taken before it is sent: one that never ended is not sent again that day."""

    EN_CURSO = "EN_CURSO", "En curso"
    ENVIADO = "ENVIADO", "Enviado"
    FALLIDO = "FALLIDO", "Fallido"


class EstadoCarga(TextChoices):
    """A carga waits for its turn, is read, and is left ready for its person; or was cancelled before."""

    EN_ESPERA = "EN_ESPERA", "En espera"
    LEYENDO = "LEYENDO", "Leyendo"
    LISTA = "LISTA", "Lista"
    CANCELADA = "CANCELADA", "Cancelada"


class EstadoLibro(TextChoices):
    """What is known of an uploaded workbook, and what became of it."""

    EN_ESPERA = "EN_ESPERA", "En espera"
    LISTO = "LISTO", "Listo para aplicar"
    PREGUNTA = "PREGUNTA", "Falta una respuesta"
    RECHAZADO = "RECHAZADO", "Con problemas"
    SIN_CAMBIOS = "SIN_CAMBIOS", "Sin cambios"
    APLICADO = "APLICADO", "Aplicado"
    DESHECHO = "DESHECHO", "Deshecho"
    DESCARTADO = "DESCARTADO", "Descartado"


class ClaseMantencion(TextChoices):
    """What keeps the installation, every day."""

    RESPALDO = "RESPALDO", "Respaldo"
    AUDITORIA = "AUDITORIA", "Auditoría"
    LIMPIEZA = "LIMPIEZA", "Limpieza"


class ResultadoMantencion(TextChoices):
    """It went well; it ended and found something wrong; or it did not end."""

    BIEN = "BIEN", "Bien"
    CON_FALLAS = "CON_FALLAS", "Con fallas"
    FALLIDA = "FALLIDA", "No terminó"
