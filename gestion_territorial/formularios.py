"""How the forms of the pages are drawn: label above, help from the form's note, error beside its field."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    field_template_name = "formularios/campo.html"
