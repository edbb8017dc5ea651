"""SQLite's «INSERT OR REPLACE» deletes without asking the triggers of deletion: refuse it at the insertion."""

from django.db import migrations

CREAR = """
CREATE TRIGGER registro_sin_reemplazo BEFORE INSERT ON regiones_registro
WHEN EXISTS (SELECT 1 FROM regiones_registro WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'El registro es inmutable: no se modifica ni se elimina.'); END
"""


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(CREAR)


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER registro_sin_reemplazo")


class Migration(migrations.Migration):
    dependencies = [("regiones", "0003_entrega_y_revision")]

    operations = [migrations.RunPython(protect, unprotect)]
