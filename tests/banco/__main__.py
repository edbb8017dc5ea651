"""``python -m tests.banco``: measure on the database of ``DATABASE_URL``, SQLite when there is none, and print."""

import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.banco.corrida import run_banco

    run_banco()


if __name__ == "__main__":
    main()
