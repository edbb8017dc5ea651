from django.urls import path

from programas.views.auditoria import auditoria
from programas.views.inicio import ejercicios, inicio
from programas.views.tablero import calculo, tablero, territorios
from programas.views.territorio import programa, territorio

urlpatterns = [
    path("", inicio, name="inicio"),
    path("ejercicios/", ejercicios, name="ejercicios"),
    path("<slug:servicio>/<int:anio>/", tablero, name="tablero"),
    path("<slug:servicio>/<int:anio>/calculo/", calculo, name="calculo"),
    path("<slug:servicio>/<int:anio>/auditoria/", auditoria, name="auditoria"),
    path("<slug:servicio>/<int:anio>/auditoria/<slug:cut>/", auditoria, name="auditoria_territorio"),
    path("<slug:servicio>/<int:anio>/territorios/", territorios, name="territorios"),
    path("<slug:servicio>/<int:anio>/territorios/<slug:cut>/", territorio, name="territorio"),
    path("<slug:servicio>/<int:anio>/territorios/<slug:cut>/<str:tipo>/", programa, name="programa"),
]
