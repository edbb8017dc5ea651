"""WSGI entry point of the application server."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gestion_territorial.settings")

application = get_wsgi_application()
# Every page, and what each asks for, is loaded before the first person waits for it.
import_module(settings.ROOT_URLCONF)
