from django.apps import AppConfig


class ProgramasConfig(AppConfig):
    name = "programas"
    verbose_name = "Programas de trabajo"
