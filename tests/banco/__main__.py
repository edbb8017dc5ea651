"""``python -m tests.banco``: measure on the database of ``DATABASE_URL``, SQLite when there is none, and print.

With ``XL=1`` in the environment, at the size of a whole State as well: 992,000 commitments.
"""

import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.banco.corrida import run_banco

    run_banco(con_xl=os.environ.get("XL", "") not in ("", "0"))


if __name__ == "__main__":
    main()
