"""What was sent, said in a conversation or frozen at a closing is only added to: the database refuses the rest."""

from django.db import migrations

TABLAS = ("programas_cierre", "programas_envio", "programas_mensaje")
RECHAZO = "Esta fila es inmutable: no se modifica ni se elimina."


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"""
            CREATE FUNCTION fila_inmutable() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{RECHAZO}'; END $$
            """
        )
    for tabla in TABLAS:
        for orden in list_ordenes(tabla, schema_editor.connection.vendor):
            schema_editor.execute(orden)


def list_ordenes(tabla, motor):
    if motor == "postgresql":
        return [
            f"""
            CREATE TRIGGER {tabla}_inmutable BEFORE UPDATE OR DELETE OR TRUNCATE ON {tabla}
            FOR EACH STATEMENT EXECUTE FUNCTION fila_inmutable()
            """
        ]
    condiciones = {
        "update": "",
        "delete": "",
        "insert": f"WHEN EXISTS (SELECT 1 FROM {tabla} WHERE id = NEW.id)",
    }
    return [
        f"""
        CREATE TRIGGER {tabla}_sin_{acto} BEFORE {acto.upper()} ON {tabla} {condicion}
        BEGIN SELECT RAISE(ABORT, '{RECHAZO}'); END
        """
        for acto, condicion in condiciones.items()
    ]


def unprotect(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for tabla in TABLAS:
        if postgresql:
            schema_editor.execute(f"DROP TRIGGER {tabla}_inmutable ON {tabla}")
        else:
            for acto in ("update", "delete", "insert"):
                schema_editor.execute(f"DROP TRIGGER {tabla}_sin_{acto}")
    if postgresql:
        schema_editor.execute("DROP FUNCTION fila_inmutable()")


class Migration(migrations.Migration):
    dependencies = [("programas", "0002_entrega_y_revision")]

    operations = [migrations.RunPython(protect, unprotect)]
