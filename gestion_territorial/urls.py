from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

urlpatterns = [
    path("ingresar/", LoginView.as_view(template_name="ingresar.html"), name="ingresar"),
    path("salir/", LogoutView.as_view(), name="salir"),
    path("admin/", admin.site.urls),
    path("", include("programas.urls")),
]
