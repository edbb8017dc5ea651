"""The record is only added to: the database refuses to change or delete its rows."""

from django.db import migrations

POSTGRESQL = [
    """
    CREATE FUNCTION registro_inmutable() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'El registro es inmutable: no se modifica ni se elimina.';
    END $$
    """,
    """
    CREATE TRIGGER registro_sin_cambios BEFORE UPDATE OR DELETE OR TRUNCATE ON regiones_registro
    FOR EACH STATEMENT EXECUTE FUNCTION registro_inmutable()
    """,
]
SQLITE = [
    f"""
    CREATE TRIGGER registro_sin_{acto.lower()} BEFORE {acto} ON regiones_registro
    BEGIN SELECT RAISE(ABORT, 'El registro es inmutable: no se modifica ni se elimina.'); END
    """
    for acto in ("UPDATE", "DELETE")
]
QUITAR = {
    "postgresql": [
        "DROP TRIGGER registro_sin_cambios ON regiones_registro",
        "DROP FUNCTION registro_inmutable()",
    ],
    "sqlite": ["DROP TRIGGER registro_sin_update", "DROP TRIGGER registro_sin_delete"],
}


def protect(apps, schema_editor):
    for orden in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(orden)


def unprotect(apps, schema_editor):
    for orden in QUITAR[schema_editor.connection.vendor]:
        schema_editor.execute(orden)


class Migration(migrations.Migration):
    dependencies = [("regiones", "0001_initial")]

    operations = [migrations.RunPython(protect, unprotect)]
