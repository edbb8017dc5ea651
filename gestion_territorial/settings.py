"""Settings of the project: one file, safe by default, configured by the environment.

The table of variables is in ``docs/configuracion.md``. ``gestion_territorial.entorno`` refuses bad values.
"""

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from environ import Env

from gestion_territorial import entorno

BASE_DIR = Path(__file__).resolve().parent.parent

# `make run` writes this file once for development; what the environment already says stands.
Env.read_env(str(BASE_DIR / ".env"), overwrite=False)

ENTORNO = entorno.read_entorno(os.environ)
EN_PRODUCCION = ENTORNO == entorno.PRODUCCION
VERSION = entorno.read_version(BASE_DIR / "pyproject.toml")
DEBUG = entorno.read_debug(os.environ, ENTORNO)
SECRET_KEY = entorno.read_secret_key(os.environ, ENTORNO)
ALLOWED_HOSTS = entorno.read_allowed_hosts(os.environ, ENTORNO)
CSRF_TRUSTED_ORIGINS = entorno.read_list(os.environ, "CSRF_TRUSTED_ORIGINS")
DATABASES = {"default": entorno.read_database(os.environ, BASE_DIR)}

INSTALLED_APPS = [
    "gestion_territorial.apps.AdminConfig",
    "gestion_territorial.apps.ProyectoConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "import_export",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "regiones",
    "programas",
]

MIDDLEWARE = [
    "gestion_territorial.bitacora.anotaciones",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "gestion_territorial.middleware.cabeceras",
    "gestion_territorial.middleware.ilegibles",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gestion_territorial.identidad.identidad",
    "gestion_territorial.middleware.IngresoMiddleware",
    "gestion_territorial.limites.LimitesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "gestion_territorial.urls"
WSGI_APPLICATION = "gestion_territorial.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "programas.views.una_vez.build_envio_unico",
                "programas.views.guia.ayuda.build_ayuda",
            ],
        },
    },
]

FORM_RENDERER = "gestion_territorial.formularios.Renderer"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "regiones.Usuario"
# The first one only counts failures and refuses who is locked out.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "ingresar"
LOGIN_REDIRECT_URL = "inicio"
LOGOUT_REDIRECT_URL = "ingresar"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Failures are counted by name and address together: nobody locks another person out from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = entorno.read_int(os.environ, "INGRESO_INTENTOS", defecto=5, minimo=3, maximo=20)
AXES_COOLOFF_TIME = timedelta(
    minutes=entorno.read_int(os.environ, "INGRESO_ESPERA_MINUTOS", defecto=15, minimo=1, maximo=1440)
)
# By address alone, whatever the names: who tries one password with many. An office shares its address.
INGRESO_INTENTOS_POR_DIRECCION = entorno.read_int(
    os.environ, "INGRESO_INTENTOS_POR_DIRECCION", defecto=50, minimo=20, maximo=1000
)
AXES_HANDLER = "gestion_territorial.intentos.LimitesHandler"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
# Each failure leaves its line: who tried, from where and when, never what was typed as password.
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_LOCKOUT_CALLABLE = "gestion_territorial.intentos.render_bloqueo"
AXES_CLIENT_IP_CALLABLE = "gestion_territorial.origen.get_ip"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# Who must give a second factor to enter: of the roles of the day, and nobody by default.
SEGUNDO_FACTOR_ROLES = entorno.read_roles(os.environ, "SEGUNDO_FACTOR_ROLES")
CLAVEUNICA = entorno.read_claveunica(os.environ, ENTORNO)
# How many of our own proxies add to X-Forwarded-For; with none, that header is not believed.
PROXIES_DELANTE = entorno.read_int(os.environ, "PROXIES_DELANTE", defecto=0, minimo=0, maximo=5)

# How often the programs of one person may ask, all of them together.
API_PEDIDOS_POR_MINUTO = entorno.read_int(
    os.environ, "API_PEDIDOS_POR_MINUTO", defecto=120, minimo=10, maximo=10_000
)
# How often a person may ask for documents and files, or send them; and an address, for what is public.
DESCARGAS_POR_MINUTO = entorno.read_int(os.environ, "DESCARGAS_POR_MINUTO", defecto=60, minimo=1, maximo=10_000)
SUBIDAS_POR_MINUTO = entorno.read_int(os.environ, "SUBIDAS_POR_MINUTO", defecto=60, minimo=1, maximo=10_000)
CLAVES_POR_MINUTO = entorno.read_int(os.environ, "CLAVES_POR_MINUTO", defecto=10, minimo=1, maximo=1000)
PUBLICAS_POR_MINUTO = entorno.read_int(os.environ, "PUBLICAS_POR_MINUTO", defecto=120, minimo=1, maximo=10_000)

LANGUAGE_CODE = "es-cl"
LANGUAGES = [("es-cl", "Español (Chile)")]
FORMAT_MODULE_PATH = ["gestion_territorial.formats"]
# Years and codes are numbers too: amounts get their thousands point where they are formatted.
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "America/Santiago"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# In production `collectstatic` gathers them once; in development they are served from where they are.
STATIC_ROOT = BASE_DIR / "estaticos" if EN_PRODUCCION else None
WHITENOISE_USE_FINDERS = not EN_PRODUCCION
STORAGES = {
    "default": {"BACKEND": "gestion_territorial.almacen.Almacen"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if EN_PRODUCCION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "linea": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "gestion_territorial.bitacora.LineaJson"},
    },
    "filters": {"sin_claves": {"()": "gestion_territorial.bitacora.SinClaves"}},
    "handlers": {
        "consola": {
            "class": "logging.StreamHandler",
            "formatter": "json" if EN_PRODUCCION else "linea",
            "filters": ["sin_claves"],
        }
    },
    "root": {"handlers": ["consola"], "level": "WARNING"},
    "loggers": {
        "gestion_territorial.acceso": {"level": "INFO" if EN_PRODUCCION else "WARNING"},
        # Refusals are lines of access already; these tell whole paths, which may carry a key.
        "django.request": {"level": "ERROR", "propagate": True},
    },
}
# A query that takes longer leaves its line, without its values; 0 watches none.
CONSULTA_LENTA_MS = entorno.read_int(os.environ, "CONSULTA_LENTA_MS", defecto=500, minimo=0, maximo=60_000)
# How long something may wait in the queue before it is told that nobody works there.
COLA_ESPERA_MINUTOS = entorno.read_int(os.environ, "COLA_ESPERA_MINUTOS", defecto=30, minimo=1, maximo=1440)

# How old the last backup, audit or purge may be: they run every day.
MANTENCION_ESPERA_HORAS = entorno.read_int(os.environ, "MANTENCION_ESPERA_HORAS", defecto=26, minimo=1, maximo=720)

# For how many days `manage.py purge` leaves what is not kept for good (docs/operacion.md).
RETENCION_DIAS = {
    "INGRESOS": entorno.read_int(os.environ, "RETENCION_INGRESOS_DIAS", defecto=365, minimo=30, maximo=3650),
    "TRABAJOS": entorno.read_int(os.environ, "RETENCION_TRABAJOS_DIAS", defecto=30, minimo=1, maximo=3650),
    "RECORDATORIOS": entorno.read_int(
        os.environ, "RETENCION_RECORDATORIOS_DIAS", defecto=365, minimo=7, maximo=3650
    ),
    "BORRADORES": entorno.read_int(os.environ, "RETENCION_BORRADORES_DIAS", defecto=180, minimo=30, maximo=3650),
    "DOCUMENTOS": entorno.read_int(os.environ, "RETENCION_DOCUMENTOS_DIAS", defecto=90, minimo=7, maximo=3650),
    "MANTENCIONES": entorno.read_int(
        os.environ, "RETENCION_MANTENCIONES_DIAS", defecto=730, minimo=30, maximo=3650
    ),
    "HUERFANOS": entorno.read_int(os.environ, "RETENCION_HUERFANOS_DIAS", defecto=30, minimo=2, maximo=3650),
}

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = EN_PRODUCCION
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "gestion_territorial.sesion"
# Without use, and in all.
SESION_INACTIVIDAD = 60 * entorno.read_int(
    os.environ, "SESION_INACTIVIDAD_MINUTOS", defecto=120, minimo=5, maximo=720
)
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_FAILURE_VIEW = "gestion_territorial.views.csrf_failure"
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60

# Everything comes from here, in files; nothing runs or styles from the page itself.
# Bootstrap draws its signs with data: images.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if EN_PRODUCCION:
    SECURE_SSL_REDIRECT = entorno.read_bool(os.environ, "SECURE_SSL_REDIRECT", defecto=True)
    # Asked from within, where nobody ends TLS.
    SECURE_REDIRECT_EXEMPT = [r"^salud/"]
    SECURE_HSTS_SECONDS = entorno.read_int(
        os.environ, "SECURE_HSTS_SECONDS", defecto=31_536_000, minimo=0, maximo=63_072_000
    )
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if entorno.read_bool(os.environ, "TRAS_PROXY_HTTPS", defecto=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

vars().update(entorno.read_correo(os.environ, ENTORNO))
# Where the links of a mail that no request asked for begin.
DIRECCION_DEL_SITIO = entorno.read_sitio(os.environ, ENTORNO)

# Evidence is served by a view that checks who asks: this folder has no address.
MEDIA_ROOT = entorno.read_ruta(os.environ, "ARCHIVOS", defecto=BASE_DIR / "archivos")
FILE_UPLOAD_PERMISSIONS = 0o600
EVIDENCIA_MAXIMO_MB = entorno.read_int(os.environ, "EVIDENCIA_MAXIMO_MB", defecto=20, minimo=1, maximo=500)

# A workbook of sixteen territories is under 5 MB; a larger body is refused before it is parsed.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# A programme of many rows posts several fields for each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# `manage.py run_worker` reads long uploads, and writes the documents of a whole service, from a
# queue in this same database.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = False
IMPORT_EXPORT_SKIP_ADMIN_LOG = True
