"""The project's settings, in development mode and with a cheap password hasher."""

import os

os.environ["ENTORNO"] = "desarrollo"
os.environ["DEBUG"] = "0"

from gestion_territorial.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
