"""Closed vocabularies of the territory and its people."""

from django.db.models import TextChoices


class Rol(TextChoices):
    """What an assignment lets a person do. Roles are data of the assignment, not groups."""

    ENCARGADA = "ENCARGADA", "Encargada/o regional"
    DIRECCION = "DIRECCION", "Dirección regional"
    UNIDAD = "UNIDAD", "Unidad responsable"
    CENTRAL = "CENTRAL", "Unidad central"
    ADMINISTRACION = "ADMINISTRACION", "Administración"
    AUDITORIA = "AUDITORIA", "Auditoría"


# Beside the roles, who administers the installation: it is no assignment.
INSTALACION = "INSTALACION"
ROLES_DE_TERRITORIO = (Rol.ENCARGADA, Rol.DIRECCION, Rol.UNIDAD)
ROLES_DE_SERVICIO = (Rol.CENTRAL, Rol.ADMINISTRACION, Rol.AUDITORIA)


class Acto(TextChoices):
    """What the append-only record says was done."""

    CREAR = "CREAR", "Creación"
    MODIFICAR = "MODIFICAR", "Modificación"
    ELIMINAR = "ELIMINAR", "Eliminación"
    IMPORTAR = "IMPORTAR", "Importación"
    DESHACER = "DESHACER", "Importación deshecha"
    DECLARAR = "DECLARAR", "Declaración"
    VALIDAR = "VALIDAR", "Validación"
    CAMBIAR_ETAPA = "CAMBIAR_ETAPA", "Cambio de etapa"
    COPIAR = "COPIAR", "Copia de un ejercicio"
    ENVIAR = "ENVIAR", "Envío a revisión"
    APROBAR = "APROBAR", "Aprobación"
    OBSERVAR = "OBSERVAR", "Observación"
    REABRIR = "REABRIR", "Reapertura"
    COMENTAR = "COMENTAR", "Comentario"
    ADJUNTAR = "ADJUNTAR", "Evidencia"
    ABRIR_CORTE = "ABRIR_CORTE", "Apertura de un corte"
    CERRAR_CORTE = "CERRAR_CORTE", "Cierre de un corte"
    RECLAMAR = "RECLAMAR", "Reclamo"
    RESOLVER = "RESOLVER", "Resolución de un reclamo"
    CERRAR = "CERRAR", "Cierre del ejercicio"
    DESBLOQUEAR = "DESBLOQUEAR", "Levantamiento de un bloqueo"
    DAR_FICHA = "DAR_FICHA", "Ficha de acceso creada"
    REVOCAR_FICHA = "REVOCAR_FICHA", "Ficha de acceso revocada"
    ACTIVAR_FACTOR = "ACTIVAR_FACTOR", "Segundo factor activado"
    QUITAR_FACTOR = "QUITAR_FACTOR", "Segundo factor quitado"
    DAR_CODIGOS = "DAR_CODIGOS", "Códigos de recuperación nuevos"
    USAR_CODIGO = "USAR_CODIGO", "Código de recuperación usado"
