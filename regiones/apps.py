from django.apps import AppConfig


class RegionesConfig(AppConfig):
    name = "regiones"
    verbose_name = "Territorio y personas"
