"""Filters of the lists that offer only what the person may see."""

from typing import Any

from django.contrib.admin import RelatedFieldListFilter
from django.http import HttpRequest


class FiltroAlcance(RelatedFieldListFilter):
    """Offer the related rows within reach, as their own list would show them, in their order."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        remoto = model_admin.admin_site._registry[field.related_model]
        return [(fila.pk, str(fila)) for fila in remoto.get_choices_queryset(request)]
