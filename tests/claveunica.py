"""A ClaveÚnica of the tests: a provider of OpenID Connect on a free port, with people shaped as its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from oidc_provider_mock import User, app
from werkzeug.serving import make_server

# The check digits are theirs; no person's.
CONOCIDO, DESCONOCIDO = "11111111-1", "22222222-2"


def build_persona(run: str, **rol: Any) -> User:
    numero, verificador = run.split("-")
    unico = {"numero": int(numero), "DV": verificador, "tipo": "RUN", **rol}
    nombre = {"nombres": ["Nombre", "Reservado"], "apellidos": ["Apellido", "Reservado"]}
    return User(sub=f"persona-{numero}", claims={"RolUnico": unico, "name": nombre})


@contextmanager
def serve_claveunica(*personas: User) -> Iterator[str]:
    """Serve it with these people, and yield its address."""
    servidor = make_server("localhost", 0, app(user_claims=personas), threaded=True)
    Thread(target=servidor.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://localhost:{servidor.server_port}"
    finally:
        servidor.shutdown()
        servidor.server_close()
