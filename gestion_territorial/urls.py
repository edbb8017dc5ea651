from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordResetDoneView
from django.urls import include, path
from django.views.decorators.http import require_http_methods, require_safe

from gestion_territorial.claveunica import claveunica, claveunica_vuelta
from gestion_territorial.fichas import ficha_revocada, fichas
from gestion_territorial.operacion import operacion
from gestion_territorial.salud import lista, viva
from gestion_territorial.segundo_factor import factor_codigo, factor_nuevo, segundo_factor
from gestion_territorial.views import (
    CambiarClaveView,
    ClaveNuevaView,
    ClaveOlvidadaView,
    IngresoView,
    SalidaView,
    bloqueo_levantado,
    ingresos,
    mi_cuenta,
)

de_formulario = require_http_methods(["GET", "HEAD", "POST"])
clave_enviada = PasswordResetDoneView.as_view(template_name="cuenta/clave_enviada.html")

handler400 = "gestion_territorial.errores.answer_400"
handler404 = "gestion_territorial.errores.answer_404"
handler500 = "gestion_territorial.errores.answer_500"

urlpatterns = [
    path("ingresar/", de_formulario(IngresoView.as_view()), name="ingresar"),
    path("salir/", login_not_required(SalidaView.as_view()), name="salir"),
    path("cuenta/", mi_cuenta, name="mi_cuenta"),
    path("cuenta/fichas/", fichas, name="fichas"),
    path("cuenta/fichas/<int:pk>/revocada/", ficha_revocada, name="ficha_revocada"),
    path("ingresar/claveunica/", claveunica, name="claveunica"),
    path("ingresar/claveunica/vuelta/", claveunica_vuelta, name="claveunica_vuelta"),
    path("ingresar/codigo/", factor_codigo, name="factor_codigo"),
    path("cuenta/segundo-factor/", segundo_factor, name="segundo_factor"),
    path("cuenta/segundo-factor/nuevo/", factor_nuevo, name="factor_nuevo"),
    path("ingresos/", ingresos, name="ingresos"),
    path("ingresos/<int:pk>/bloqueo/", bloqueo_levantado, name="bloqueo_levantado"),
    path("cuenta/clave/", de_formulario(CambiarClaveView.as_view()), name="cambiar_clave"),
    path("cuenta/clave/olvidada/", de_formulario(ClaveOlvidadaView.as_view()), name="clave_olvidada"),
    path("cuenta/clave/enviada/", require_safe(clave_enviada), name="clave_enviada"),
    path(
        "cuenta/clave/nueva/<str:uidb64>/<str:token>/", de_formulario(ClaveNuevaView.as_view()), name="clave_nueva"
    ),
    path("salud/viva", viva, name="salud_viva"),
    path("salud/lista", lista, name="salud_lista"),
    path("operacion/", operacion, name="operacion"),
    path("admin/", admin.site.urls),
    path("", include("programas.urls")),
]
