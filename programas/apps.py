from django.apps import AppConfig


class ProgramasConfig(AppConfig):
    name = "programas"
    verbose_name = "Formulario oficial"
