"""The certificate of each closing: written once, as what it certifies."""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

TABLA = "programas_certificado"


def protect(apps, schema_editor):
    inmutables = import_module("programas.migrations.0003_cierre_y_envio_inmutables")
    for orden in inmutables.list_ordenes(TABLA, schema_editor.connection.vendor):
        schema_editor.execute(orden)


class Migration(migrations.Migration):
    dependencies = [("programas", "0006_envio_de_informe")]

    operations = [
        migrations.CreateModel(
            name="Certificado",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("codigo", models.CharField(max_length=12, verbose_name="código")),
                ("huella", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("datos", models.JSONField(verbose_name="certificado")),
                ("emitido_en", models.DateTimeField(default=django.utils.timezone.now, verbose_name="emitido")),
                (
                    "cierre",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificado",
                        to="programas.cierre",
                        verbose_name="cierre",
                    ),
                ),
            ],
            options={
                "verbose_name": "certificado",
                "verbose_name_plural": "certificados",
                "ordering": ["cierre_id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("codigo",),
                        name="certificado_codigo_unico",
                        violation_error_message="Ya hay un certificado con ese código.",
                    )
                ],
            },
        ),
        # Undone with the table itself.
        migrations.RunPython(protect, migrations.RunPython.noop),
    ]
