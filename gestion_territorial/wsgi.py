"""WSGI entry point of the application server."""

import os
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gestion_territorial.settings")


class Solicitud(WSGIRequest):
    """A request whose type is not understood is of none: it is read before anything could refuse it."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]
        except ValueError:
            self.content_type, self.content_params = "", {}


application = get_wsgi_application()
application.request_class = Solicitud
# Every page, and what each asks for, is loaded before the first person waits for it.
import_module(settings.ROOT_URLCONF)
