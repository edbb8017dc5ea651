"""``python -m tests.banco``: measure on the database of ``DATABASE_URL``, SQLite when there is none, and print.

With ``XL=1`` in the environment, at the size of a whole State as well: 992,000 commitments. ``escala S M L``
measures instead how far one PostgreSQL goes, at the sizes that are named.
"""

import os
import sys

import django


def main(argumentos: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    if argumentos[:1] == ["escala"]:
        from tests.banco.escala import run_escala

        run_escala(argumentos[1:])
        return
    from tests.banco.corrida import run_banco

    run_banco(con_xl=os.environ.get("XL", "") not in ("", "0"))


if __name__ == "__main__":
    main(sys.argv[1:])
