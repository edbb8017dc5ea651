"""Sessions that end after a time without use, and in any case after a day's work.

The row's expiry is what rules: each use moves it, but it is written only when a good part of the time has gone by,
so that reading pages costs no write. The cookie outlives the row: who comes back late is told that it ended.
"""

from datetime import timedelta
from time import time
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.utils import timezone

INICIO = "inicio"
# The part of the idle time that may pass before a use is written down.
HOLGURA = 0.1


class SessionStore(DatabaseSessionStore):
    def get_expiry_date(self, **kwargs: Any) -> Any:
        return timezone.now() + timedelta(seconds=settings.SESION_INACTIVIDAD)

    def load(self) -> dict[str, Any]:
        fila = self._get_session_from_db()  # type: ignore[attr-defined]
        if fila is None:
            return {}
        datos: dict[str, Any] = self.decode(fila.session_data)
        if time() - datos.get(INICIO, 0) > settings.SESSION_COOKIE_AGE:
            self._session_key = None
            return {}
        self.extend(fila)
        return datos

    def extend(self, fila: Any) -> None:
        restante = (fila.expire_date - timezone.now()).total_seconds()
        if restante < settings.SESION_INACTIVIDAD * (1 - HOLGURA):
            self.model.objects.filter(pk=fila.pk).update(expire_date=self.get_expiry_date())

    def save(self, must_create: bool = False) -> None:
        if self.session_key is not None:
            datos = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
            datos.setdefault(INICIO, int(time()))
        super().save(must_create=must_create)

    def cycle_key(self) -> None:
        """Whoever enters, or proves again who they are, starts a session's whole time."""
        super().cycle_key()
        self[INICIO] = int(time())
