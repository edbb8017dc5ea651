from django.urls import path

from programas.api.documentacion import documentacion
from programas.api.operaciones import list_direcciones
from programas.views.abiertos import conjunto_abierto, datos_abiertos, diccionario
from programas.views.alerta import alerta, esfuerzo
from programas.views.analisis import analisis_objetivo
from programas.views.auditoria import auditoria
from programas.views.borradores import borrador
from programas.views.calidad import calidad
from programas.views.compromiso import avance, avance_nuevo, compromiso
from programas.views.cortes import corte_estado, cortes
from programas.views.cumplimiento import declaracion, discrepancias, validacion
from programas.views.documentos import (
    documento,
    documento_ahora,
    documento_nuevo,
    documentos,
    documentos_avance,
    etapa4,
    formulario,
)
from programas.views.envio import envio, reapertura
from programas.views.evaluacion import certificados_emitidos, cierre, cierres, etapa, evaluacion
from programas.views.evidencias import evidencia, evidencia_nueva, evidencia_retirada
from programas.views.evolucion import evolucion
from programas.views.explicacion import calculo_texto, explicacion, explicacion_texto
from programas.views.exportacion import exportacion, exportaciones, plantilla, plantillas
from programas.views.formulacion.copia import copia_anterior
from programas.views.formulacion.filas import fila, fila_eliminada, fila_nueva
from programas.views.formulacion.instancias import instancia, instancia_eliminada, instancia_nueva
from programas.views.formulacion.mesa import fila_orden, formulacion, programa_datos, programa_nuevo
from programas.views.formulacion.ponderacion import ponderacion
from programas.views.guia.paginas import guia, guia_tarea
from programas.views.historial import historial
from programas.views.informes import analisis, informe_envio
from programas.views.inicio import ejercicios, inicio
from programas.views.listas import lista, lista_exportada
from programas.views.observaciones import (
    compromiso_observado,
    observacion_respuesta,
    observacion_resuelta,
    observaciones,
)
from programas.views.paquetes import (
    paquete_avance,
    paquete_territorio,
    paquete_territorio_zip,
    paquetes,
)
from programas.views.pendientes import pendientes
from programas.views.planillas.archivos import importacion_original, libro_marcado, libro_original
from programas.views.planillas.carga import carga, carga_aplicada, carga_avance, carga_cancelada
from programas.views.planillas.importaciones import importacion, importacion_deshecha
from programas.views.planillas.libro import (
    libro,
    libro_aplicado,
    libro_descartado,
    libro_respondido,
    libro_revisado,
)
from programas.views.planillas.pagina import planillas
from programas.views.reclamos import reclamo, reclamo_nuevo, reclamos
from programas.views.recordatorios import recordatorios, recordatorios_propios
from programas.views.revision import revision, revision_cierre, revision_documento, revision_filas
from programas.views.servicios import servicios
from programas.views.simulacion import lecturas, simulacion
from programas.views.tablero import calculo, tablero, territorios
from programas.views.territorio import programa, territorio
from programas.views.verificacion import (
    certificado_json,
    certificado_pdf,
    certificado_publico,
    verificacion,
    verificador,
)

FORMULACION = "<slug:servicio>/<int:anio>/territorios/<slug:cut>/<str:tipo>/formulacion/"
REVISION = "<slug:servicio>/<int:anio>/revision/<slug:cut>/"
PLANILLAS = "<slug:servicio>/<int:anio>/planillas/"
DOCUMENTOS = "<slug:servicio>/<int:anio>/documentos/"
CARGA = f"{PLANILLAS}cargas/<int:pk>/"
LIBRO = f"{CARGA}<int:orden>/"
IMPORTACION = f"{PLANILLAS}importaciones/<int:pk>/"

urlpatterns = [
    path("", inicio, name="inicio"),
    path("verificar/", verificacion, name="verificacion"),
    path("verificar/verificador.pyz", verificador, name="verificador"),
    path("verificar/<str:codigo>/", certificado_publico, name="certificado_publico"),
    path("verificar/<str:codigo>/certificado.json", certificado_json, name="certificado_json"),
    path("verificar/<str:codigo>/certificado.pdf", certificado_pdf, name="certificado_pdf"),
    path("guia/", guia, name="guia"),
    path("guia/<slug:clave>/", guia_tarea, name="guia_tarea"),
    path("ejercicios/", ejercicios, name="ejercicios"),
    path("servicios/", servicios, name="servicios"),
    path("<slug:servicio>/<int:anio>/", tablero, name="tablero"),
    path("<slug:servicio>/<int:anio>/pendientes/", pendientes, name="pendientes"),
    path("<slug:servicio>/<int:anio>/evaluacion/", evaluacion, name="evaluacion"),
    path("<slug:servicio>/<int:anio>/evaluacion/etapa/", etapa, name="etapa"),
    path("<slug:servicio>/<int:anio>/compromisos/<str:codigo>/reclamo/", reclamo_nuevo, name="reclamo_nuevo"),
    path("<slug:servicio>/<int:anio>/reclamos/", reclamos, name="reclamos"),
    path("<slug:servicio>/<int:anio>/reclamos/<int:pk>/", reclamo, name="reclamo"),
    path("<slug:servicio>/<int:anio>/cierres/", cierres, name="cierres"),
    path("<slug:servicio>/<int:anio>/cierres/certificados/", certificados_emitidos, name="certificados_emitidos"),
    path("<slug:servicio>/<int:anio>/cierres/<int:numero>/", cierre, name="cierre"),
    path("<slug:servicio>/<int:anio>/historial/", historial, name="historial"),
    path("<slug:servicio>/<int:anio>/revision/", revision, name="revision"),
    path(f"{REVISION}<str:tipo>/", revision_documento, name="revision_programa"),
    path(f"{REVISION}III.4/<str:fecha>/", revision_documento, name="revision_informe"),
    path(f"{REVISION}III.4/<str:fecha>/filas/", revision_filas, name="revision_informe_filas"),
    path(f"{REVISION}III.4/<str:fecha>/cierre/", revision_cierre, name="revision_informe_cierre"),
    path(f"{REVISION}<str:tipo>/filas/", revision_filas, name="revision_filas"),
    path(f"{REVISION}<str:tipo>/cierre/", revision_cierre, name="revision_cierre"),
    path("<slug:servicio>/<int:anio>/observaciones/", observaciones, name="observaciones"),
    path(
        "<slug:servicio>/<int:anio>/observaciones/<int:pk>/respuesta/",
        observacion_respuesta,
        name="observacion_respuesta",
    ),
    path(
        "<slug:servicio>/<int:anio>/observaciones/<int:pk>/resuelta/",
        observacion_resuelta,
        name="observacion_resuelta",
    ),
    path("<slug:servicio>/<int:anio>/territorios/<slug:cut>/<str:tipo>/envio/", envio, name="envio"),
    path(
        "<slug:servicio>/<int:anio>/territorios/<slug:cut>/<str:tipo>/reapertura/",
        reapertura,
        name="reapertura",
    ),
    path("<slug:servicio>/<int:anio>/calculo/", calculo, name="calculo"),
    path("<slug:servicio>/<int:anio>/calculo/texto/", calculo_texto, name="calculo_texto"),
    path("<slug:servicio>/<int:anio>/lecturas/", lecturas, name="lecturas"),
    path("<slug:servicio>/<int:anio>/simulacion/", simulacion, name="simulacion"),
    path("<slug:servicio>/<int:anio>/alerta/", alerta, name="alerta"),
    path("<slug:servicio>/<int:anio>/esfuerzo/", esfuerzo, name="esfuerzo"),
    path("<slug:servicio>/<int:anio>/auditoria/", auditoria, name="auditoria"),
    path("<slug:servicio>/<int:anio>/auditoria/<slug:cut>/", auditoria, name="auditoria_territorio"),
    path("<slug:servicio>/<int:anio>/calidad/", calidad, name="calidad"),
    path("<slug:servicio>/<int:anio>/calidad/<slug:cut>/", calidad, name="calidad_territorio"),
    path("<slug:servicio>/<int:anio>/evolucion/", evolucion, name="evolucion"),
    path("<slug:servicio>/<int:anio>/evolucion/<slug:cut>/", evolucion, name="evolucion_territorio"),
    path("<slug:servicio>/<int:anio>/compromisos/<str:codigo>/", compromiso, name="compromiso"),
    path("<slug:servicio>/<int:anio>/compromisos/<str:codigo>/avances/", avance_nuevo, name="avance_nuevo"),
    path("<slug:servicio>/<int:anio>/compromisos/<str:codigo>/avances/<int:pk>/", avance, name="avance"),
    path(
        "<slug:servicio>/<int:anio>/compromisos/<str:codigo>/evidencias/nueva/",
        evidencia_nueva,
        name="evidencia_nueva",
    ),
    path("<slug:servicio>/<int:anio>/compromisos/<str:codigo>/declaracion/", declaracion, name="declaracion"),
    path("<slug:servicio>/<int:anio>/compromisos/<str:codigo>/validacion/", validacion, name="validacion"),
    path(
        "<slug:servicio>/<int:anio>/compromisos/<str:codigo>/observacion/",
        compromiso_observado,
        name="compromiso_observado",
    ),
    path("<slug:servicio>/<int:anio>/evidencias/", paquetes, name="paquetes"),
    path("<slug:servicio>/<int:anio>/evidencias/avance/", paquete_avance, name="paquete_avance"),
    path(
        "<slug:servicio>/<int:anio>/territorios/<slug:cut>/evidencias/",
        paquete_territorio,
        name="paquete_territorio",
    ),
    path(
        "<slug:servicio>/<int:anio>/territorios/<slug:cut>/evidencias/paquete.zip",
        paquete_territorio_zip,
        name="paquete_territorio_zip",
    ),
    path("<slug:servicio>/<int:anio>/evidencias/<int:pk>/", evidencia, name="evidencia"),
    path("<slug:servicio>/<int:anio>/evidencias/<int:pk>/retiro/", evidencia_retirada, name="evidencia_retirada"),
    path("<slug:servicio>/<int:anio>/discrepancias/", discrepancias, name="discrepancias"),
    path("<slug:servicio>/<int:anio>/territorios/", territorios, name="territorios"),
    path("<slug:servicio>/<int:anio>/territorios/<slug:cut>/", territorio, name="territorio"),
    path("<slug:servicio>/<int:anio>/territorios/<slug:cut>/explicacion/", explicacion, name="explicacion"),
    path(
        "<slug:servicio>/<int:anio>/territorios/<slug:cut>/explicacion/texto/",
        explicacion_texto,
        name="explicacion_texto",
    ),
    path("<slug:servicio>/<int:anio>/territorios/<slug:cut>/planilla/", exportacion, name="exportacion"),
    path("<slug:servicio>/<int:anio>/territorios/<slug:cut>/plantilla/", plantilla, name="plantilla"),
    path(
        "<slug:servicio>/<int:anio>/territorios/<slug:cut>/formulario/<slug:formato>/",
        formulario,
        name="formulario",
    ),
    path("<slug:servicio>/<int:anio>/territorios/<slug:cut>/etapa-4/", etapa4, name="etapa4"),
    path("<slug:servicio>/<int:anio>/planillas/exportaciones/", exportaciones, name="exportaciones"),
    path("<slug:servicio>/<int:anio>/planillas/plantillas/", plantillas, name="plantillas"),
    path("<slug:servicio>/<int:anio>/territorios/<slug:cut>/III.4/<str:fecha>/", analisis, name="analisis"),
    path(
        "<slug:servicio>/<int:anio>/territorios/<slug:cut>/III.4/<str:fecha>/envio/",
        informe_envio,
        name="informe_envio",
    ),
    path(
        "<slug:servicio>/<int:anio>/territorios/<slug:cut>/III.4/<str:fecha>/<str:codigo>/",
        analisis_objetivo,
        name="analisis_objetivo",
    ),
    path("<slug:servicio>/<int:anio>/cortes/", cortes, name="cortes"),
    path("<slug:servicio>/<int:anio>/listas/<slug:clave>/", lista, name="lista"),
    path(
        "<slug:servicio>/<int:anio>/listas/<slug:clave>/<slug:formato>/", lista_exportada, name="lista_exportada"
    ),
    path("<slug:servicio>/<int:anio>/cortes/<str:fecha>/", corte_estado, name="corte_estado"),
    path(DOCUMENTOS, documentos, name="documentos"),
    path(f"{DOCUMENTOS}nuevo/", documento_nuevo, name="documento_nuevo"),
    path(f"{DOCUMENTOS}avance/", documentos_avance, name="documentos_avance"),
    path(f"{DOCUMENTOS}<int:pk>/", documento, name="documento"),
    path(f"{DOCUMENTOS}<int:pk>/ahora/", documento_ahora, name="documento_ahora"),
    path(PLANILLAS, planillas, name="planillas"),
    path(CARGA, carga, name="carga"),
    path(f"{CARGA}avance/", carga_avance, name="carga_avance"),
    path(f"{CARGA}aplicar/", carga_aplicada, name="carga_aplicada"),
    path(f"{CARGA}cancelar/", carga_cancelada, name="carga_cancelada"),
    path(LIBRO, libro, name="libro"),
    path(f"{LIBRO}respuestas/", libro_respondido, name="libro_respondido"),
    path(f"{LIBRO}aplicar/", libro_aplicado, name="libro_aplicado"),
    path(f"{LIBRO}descartar/", libro_descartado, name="libro_descartado"),
    path(f"{LIBRO}revisar/", libro_revisado, name="libro_revisado"),
    path(f"{LIBRO}original/", libro_original, name="libro_original"),
    path(f"{LIBRO}marcado/", libro_marcado, name="libro_marcado"),
    path(IMPORTACION, importacion, name="importacion"),
    path(f"{IMPORTACION}original/", importacion_original, name="importacion_original"),
    path(f"{IMPORTACION}deshacer/", importacion_deshecha, name="importacion_deshecha"),
    path("borradores/", borrador, name="borrador"),
    path(FORMULACION, formulacion, name="formulacion"),
    path(f"{FORMULACION}programa/nuevo/", programa_nuevo, name="programa_nuevo"),
    path(f"{FORMULACION}programa/", programa_datos, name="programa_datos"),
    path(f"{FORMULACION}filas/nueva/", fila_nueva, name="fila_nueva"),
    path(f"{FORMULACION}filas/<str:codigo>/", fila, name="fila"),
    path(f"{FORMULACION}filas/<str:codigo>/eliminar/", fila_eliminada, name="fila_eliminada"),
    path(f"{FORMULACION}filas/<str:codigo>/orden/", fila_orden, name="fila_orden"),
    path(f"{FORMULACION}ponderacion/", ponderacion, name="ponderacion"),
    path(f"{FORMULACION}instancias/nueva/", instancia_nueva, name="instancia_nueva"),
    path(f"{FORMULACION}instancias/<str:codigo>/", instancia, name="instancia"),
    path(f"{FORMULACION}instancias/<str:codigo>/eliminar/", instancia_eliminada, name="instancia_eliminada"),
    path(f"{FORMULACION}copia/", copia_anterior, name="copia_anterior"),
    path("<slug:servicio>/<int:anio>/territorios/<slug:cut>/<str:tipo>/", programa, name="programa"),
    path("<slug:servicio>/<int:anio>/recordatorios/", recordatorios, name="recordatorios"),
    path("cuenta/recordatorios/", recordatorios_propios, name="recordatorios_propios"),
    path("datos/", datos_abiertos, name="datos_abiertos"),
    path("datos/diccionario.<slug:formato>", diccionario, name="diccionario"),
    path(
        "datos/<slug:servicio>/<int:anio>/<slug:conjunto>.<slug:formato>",
        conjunto_abierto,
        name="conjunto_abierto",
    ),
    path("api/v1/", documentacion, name="api_documentacion"),
    *list_direcciones(),
]
