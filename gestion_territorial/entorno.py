"""Read the configuration from the environment, refusing what is missing, malformed or unsafe.

Every reader takes the environment as a mapping, so that the rules are tested without touching the
process. What is wrong is told at once, by name, with the remedy: the process does not start on a guess.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from regiones.enums import INSTALACION, Rol

DESARROLLO = "desarrollo"
PRODUCCION = "produccion"

VERDADERO = frozenset({"1", "true", "yes", "on", "si", "sí"})
FALSO = frozenset({"0", "false", "no", "off"})

CORREOS_ADMITIDOS = ("smtp://", "smtp+tls://", "smtp+ssl://")
BASES_ADMITIDAS = ("sqlite:///", "postgres://", "postgresql://")
LARGO_MINIMO_CLAVE = 50


def read_entorno(env: Mapping[str, str]) -> str:
    """Return ``desarrollo`` or ``produccion`` (the default: safe unless told otherwise)."""
    valor = env.get("ENTORNO", PRODUCCION)
    if valor not in (DESARROLLO, PRODUCCION):
        raise ImproperlyConfigured(
            f"ENTORNO={valor!r}: debe ser «{DESARROLLO}» o «{PRODUCCION}» (el valor por defecto)."
        )
    return valor


def read_version(proyecto: Path) -> str:
    """The version that the project's own file declares."""
    version: str = tomllib.loads(proyecto.read_text(encoding="utf-8"))["project"]["version"]
    return version


def read_bool(env: Mapping[str, str], nombre: str, defecto: bool) -> bool:
    valor = env.get(nombre, "").strip().lower()
    if not valor:
        return defecto
    if valor in VERDADERO:
        return True
    if valor in FALSO:
        return False
    raise ImproperlyConfigured(f"{nombre}={env[nombre]!r}: debe ser 1 o 0.")


def read_int(env: Mapping[str, str], nombre: str, defecto: int, minimo: int, maximo: int) -> int:
    valor = env.get(nombre, "").strip()
    if not valor:
        return defecto
    if not (valor.isascii() and valor.isdigit() and minimo <= int(valor) <= maximo):
        raise ImproperlyConfigured(f"{nombre}={valor!r}: debe ser un entero entre {minimo} y {maximo}.")
    return int(valor)


def read_list(env: Mapping[str, str], nombre: str) -> list[str]:
    return [parte.strip() for parte in env.get(nombre, "").split(",") if parte.strip()]


def read_roles(env: Mapping[str, str], nombre: str) -> frozenset[str]:
    """Roles by their names, separated by commas; ``INSTALACION`` is who administers the installation."""
    roles = read_list(env, nombre)
    conocidos = [*Rol.values, INSTALACION]
    if ajenos := [rol for rol in roles if rol not in conocidos]:
        raise ImproperlyConfigured(
            f"{nombre}: «{', '.join(ajenos)}» no es un rol. Los hay {', '.join(conocidos)}."
        )
    return frozenset(roles)


def read_debug(env: Mapping[str, str], entorno: str) -> bool:
    debug = read_bool(env, "DEBUG", defecto=entorno == DESARROLLO)
    if debug and entorno == PRODUCCION:
        raise ImproperlyConfigured(
            "DEBUG=1 muestra datos y secretos a cualquiera: solo se admite con ENTORNO=desarrollo."
        )
    return debug


def read_secret_key(env: Mapping[str, str], entorno: str) -> str:
    """Return the signing key. Outside development it must be given and be long enough."""
    clave = env.get("SECRET_KEY", "")
    if entorno == DESARROLLO:
        return clave or "desarrollo-" + "0" * LARGO_MINIMO_CLAVE
    if not clave:
        raise ImproperlyConfigured(
            "Falta SECRET_KEY. Genere una con: python -c "
            '"import secrets; print(secrets.token_urlsafe(50))". '
            "Para probar en su equipo use «make run», que prepara un entorno de desarrollo."
        )
    if len(clave) < LARGO_MINIMO_CLAVE or len(set(clave)) < 10 or clave.startswith("desarrollo-"):
        raise ImproperlyConfigured(
            f"SECRET_KEY es débil: debe tener al menos {LARGO_MINIMO_CLAVE} caracteres al azar."
        )
    return clave


def read_ruta(env: Mapping[str, str], nombre: str, *, defecto: Path) -> Path:
    """A folder by its absolute path."""
    ruta = Path(env.get(nombre, "").strip() or defecto)
    if not ruta.is_absolute():
        raise ImproperlyConfigured(f"{nombre}={str(ruta)!r} debe ser una ruta absoluta.")
    return ruta


def read_allowed_hosts(env: Mapping[str, str], entorno: str) -> list[str]:
    hosts = read_list(env, "ALLOWED_HOSTS")
    if entorno == DESARROLLO:
        return hosts or ["localhost", "127.0.0.1", "[::1]"]
    if not hosts or "*" in hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS debe nombrar los dominios que atiende el servidor, separados por comas, sin «*»."
        )
    return hosts


def read_database(env: Mapping[str, str], base_dir: Path) -> dict[str, Any]:
    """Return Django's settings of the one database: SQLite by default, PostgreSQL by ``DATABASE_URL``."""
    url = env.get("DATABASE_URL", "").strip() or f"sqlite:///{base_dir / 'db.sqlite3'}"
    if not url.startswith(BASES_ADMITIDAS):
        esquema = url.split(":", 1)[0]
        raise ImproperlyConfigured(
            f"DATABASE_URL con esquema «{esquema}»: debe empezar con sqlite:/// o postgresql://."
        )
    try:
        config: dict[str, Any] = environ.Env.db_url_config(url)
    except ValueError as error:
        raise ImproperlyConfigured(
            "DATABASE_URL no se entiende: escríbala como postgresql://usuario:clave@servidor:5432/base."
        ) from error
    if not config.get("NAME"):
        raise ImproperlyConfigured("DATABASE_URL no nombra una base de datos.")
    # How long a request waits for what another one holds; then it is told to try again.
    espera = read_int(env, "BASE_ESPERA_SEGUNDOS", defecto=20, minimo=1, maximo=300)
    ociosa = read_int(env, "BASE_OCIOSA_SEGUNDOS", defecto=300, minimo=30, maximo=3600)
    if config["ENGINE"].endswith("sqlite3"):
        # One writer at a time, told at BEGIN: a transaction that read first never fails half-way.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": espera,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
        limites = f"-c lock_timeout={espera}s -c idle_in_transaction_session_timeout={ociosa}s"
        propias = config.get("OPTIONS", {})
        # What the address itself says comes last, and rules.
        config["OPTIONS"] = {**propias, "options": f"{limites} {propias.get('options', '')}".strip()}
    return config


def read_correo(env: Mapping[str, str], entorno: str) -> dict[str, Any]:
    """Return Django's settings of outgoing mail, and ``HAY_CORREO``: whether any is sent.

    In development mail goes to the console. In production there is none until ``EMAIL_URL`` names a server.
    """
    url = env.get("EMAIL_URL", "").strip()
    if not url:
        clase = "console" if entorno == DESARROLLO else "dummy"
        backend = f"django.core.mail.backends.{clase}.EmailBackend"
        return {"EMAIL_BACKEND": backend, "HAY_CORREO": entorno == DESARROLLO}
    remitente = env.get("DEFAULT_FROM_EMAIL", "").strip()
    if not url.startswith(CORREOS_ADMITIDOS):
        raise ImproperlyConfigured(f"EMAIL_URL debe empezar con {', '.join(CORREOS_ADMITIDOS)}.")
    if "@" not in remitente:
        raise ImproperlyConfigured("Con EMAIL_URL falta DEFAULT_FROM_EMAIL: el correo que figura como remitente.")
    config: dict[str, Any] = environ.Env.email_url_config(url)
    if not config["EMAIL_HOST"]:
        raise ImproperlyConfigured("EMAIL_URL no nombra un servidor de correo.")
    puertos = {"smtp://": 25, "smtp+tls://": 587, "smtp+ssl://": 465}
    config["EMAIL_PORT"] = config["EMAIL_PORT"] or puertos[f"{url.split('://', 1)[0]}://"]
    return {**config, "EMAIL_TIMEOUT": 10, "DEFAULT_FROM_EMAIL": remitente, "HAY_CORREO": True}


@dataclass(frozen=True, slots=True)
class ClaveUnica:
    """Who proves identities: its address, our name and secret there, and where its own session is closed."""

    servidor: str
    cliente: str
    secreto: str = field(repr=False)
    salida: str


def read_claveunica(env: Mapping[str, str], entorno: str) -> ClaveUnica | None:
    """Return how to ask ClaveÚnica who somebody is; ``None`` when nothing of it is said."""
    servidor = env.get("CLAVEUNICA_SERVIDOR", "").strip().rstrip("/")
    cliente = env.get("CLAVEUNICA_CLIENTE", "").strip()
    secreto = env.get("CLAVEUNICA_SECRETO", "").strip()
    salida = env.get("CLAVEUNICA_SALIDA", "").strip()
    if not (servidor or cliente or secreto or salida):
        return None
    if not (servidor and cliente and secreto):
        raise ImproperlyConfigured(
            "ClaveÚnica está a medio configurar: van juntas CLAVEUNICA_SERVIDOR, CLAVEUNICA_CLIENTE y "
            "CLAVEUNICA_SECRETO, o ninguna."
        )
    admitidos = ("http", "https") if entorno == DESARROLLO else ("https",)
    for direccion in filter(None, (servidor, salida)):
        partes = urlsplit(direccion)
        if partes.scheme not in admitidos or not partes.hostname:
            raise ImproperlyConfigured(f"ClaveÚnica: la dirección {direccion!r} debe empezar con https://.")
    return ClaveUnica(servidor, cliente, secreto, salida)


def read_sitio(env: Mapping[str, str], entorno: str) -> str:
    """The address at which people open the site, without its last «/»; empty when it is not said."""
    direccion = env.get("DIRECCION_DEL_SITIO", "").strip().rstrip("/")
    if not direccion:
        return f"http://localhost:{env.get('PORT', '8000')}" if entorno == DESARROLLO else ""
    partes = urlsplit(direccion)
    admitidos = ("http", "https") if entorno == DESARROLLO else ("https",)
    if partes.scheme not in admitidos or not partes.hostname or partes.path or partes.query or partes.fragment:
        raise ImproperlyConfigured(
            f"DIRECCION_DEL_SITIO={direccion!r}: escríbala como https://gestion.example.cl, sin nada más."
        )
    return direccion
