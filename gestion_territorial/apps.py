from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.db.backends.signals import connection_created

from gestion_territorial.bitacora import watch_consultas


class AdminConfig(DjangoAdminConfig):
    default_site = "gestion_territorial.admin.Sitio"


class ProyectoConfig(AppConfig):
    """What is set up once: there are no tables here."""

    name = "gestion_territorial"
    verbose_name = "Gestión Territorial"

    def ready(self) -> None:
        connection_created.connect(watch_consultas, dispatch_uid="consultas lentas")
