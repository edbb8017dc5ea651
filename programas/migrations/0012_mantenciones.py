"""How backups, audits and purges went: only added to. Retention alone deletes the old ones."""

from django.db import migrations, models

TABLA = "programas_mantencion"
RECHAZO = "Esta fila es inmutable: no se modifica."


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TRIGGER {TABLA}_inmutable BEFORE UPDATE ON {TABLA} "
            "FOR EACH STATEMENT EXECUTE FUNCTION fila_inmutable()"
        )
        return
    for acto, condicion in (("update", ""), ("insert", f"WHEN EXISTS (SELECT 1 FROM {TABLA} WHERE id = NEW.id)")):
        schema_editor.execute(
            f"CREATE TRIGGER {TABLA}_sin_{acto} BEFORE {acto.upper()} ON {TABLA} {condicion} "
            f"BEGIN SELECT RAISE(ABORT, '{RECHAZO}'); END"
        )


class Migration(migrations.Migration):
    dependencies = [("programas", "0011_paquete_de_evidencias")]

    operations = [
        migrations.CreateModel(
            name="Mantencion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "clase",
                    models.CharField(
                        choices=[("RESPALDO", "Respaldo"), ("AUDITORIA", "Auditoría"), ("LIMPIEZA", "Limpieza")],
                        max_length=10,
                        verbose_name="qué",
                    ),
                ),
                ("comienzo", models.DateTimeField(verbose_name="comenzó")),
                ("termino", models.DateTimeField(verbose_name="terminó")),
                (
                    "resultado",
                    models.CharField(
                        choices=[("BIEN", "Bien"), ("CON_FALLAS", "Con fallas"), ("FALLIDA", "No terminó")],
                        max_length=10,
                        verbose_name="resultado",
                    ),
                ),
                ("datos", models.JSONField(default=dict, verbose_name="datos")),
                ("problema", models.TextField(blank=True, verbose_name="problema")),
            ],
            options={
                "verbose_name": "mantención",
                "verbose_name_plural": "mantenciones",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["clase", "resultado", "-id"], name="mantencion_ultima")],
            },
        ),
        # Undone with the table itself.
        migrations.RunPython(protect, migrations.RunPython.noop),
    ]
