"""The project's settings, in development mode and with a cheap password hasher."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ["ENTORNO"] = "desarrollo"
os.environ["DEBUG"] = "0"

from gestion_territorial.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# What tests upload is gone with their process.
archivos = TemporaryDirectory(prefix="gestion-territorial-")
MEDIA_ROOT = Path(archivos.name)
# Tests ask more often than people; those of the limits set theirs.
DESCARGAS_POR_MINUTO = SUBIDAS_POR_MINUTO = PUBLICAS_POR_MINUTO = CLAVES_POR_MINUTO = 10_000
# Tests log people in without a request; those of the lock-out turn it on.
AXES_ENABLED = False
# What is put in the queue stays there until a test runs it.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
# Every test client builds the middleware anew: static files are looked for when asked for, not all each time.
WHITENOISE_AUTOREFRESH = True
