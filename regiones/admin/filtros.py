"""Filters of the lists that offer only what the person may see, and what was left in blank."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import ChoicesFieldListFilter, RelatedFieldListFilter
from django.http import HttpRequest


class FiltroAlcance(RelatedFieldListFilter):
    """Offer the related rows within reach, as their own list would show them, in their order."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        remoto = model_admin.admin_site._registry[field.related_model]
        return [(fila.pk, str(fila)) for fila in remoto.get_choices_queryset(request)]


class FiltroConBlanco(ChoicesFieldListFilter):
    """Offer also the rows that answer nothing."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        yield from super().choices(changelist)
        yield {
            "selected": self.lookup_val is not None and "" in self.lookup_val,
            "query_string": changelist.get_query_string({self.lookup_kwarg: ""}, [self.lookup_kwarg_isnull]),
            "display": "En blanco",
        }
