"""The report of a corte is submitted as a programme is: what each row said, kept and never changed."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

TABLA = "programas_envio"


def protect(apps, schema_editor):
    """SQLite alters a table by making it again, without its triggers."""
    motor = schema_editor.connection.vendor
    if motor == "sqlite":
        inmutables = import_module("programas.migrations.0003_cierre_y_envio_inmutables")
        for orden in inmutables.list_ordenes(TABLA, motor):
            schema_editor.execute(orden)


class Migration(migrations.Migration):
    dependencies = [("programas", "0005_planillas")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, protect),
        migrations.AlterModelOptions(
            name="envio",
            options={
                "ordering": ["programa_id", "informe_id", "-numero"],
                "verbose_name": "envío",
                "verbose_name_plural": "envíos",
            },
        ),
        migrations.AddField(
            model_name="envio",
            name="informe",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="envios",
                to="programas.informeavance",
                verbose_name="informe",
            ),
        ),
        migrations.AlterField(
            model_name="envio",
            name="programa",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="envios",
                to="programas.programatrabajo",
                verbose_name="programa",
            ),
        ),
        migrations.AddConstraint(
            model_name="envio",
            constraint=models.UniqueConstraint(
                fields=("informe", "numero"),
                name="envio_numero_unico_por_informe",
                violation_error_message="El informe ya tiene un envío con ese número.",
            ),
        ),
        migrations.AddConstraint(
            model_name="envio",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("informe__isnull", True), ("programa__isnull", False)),
                    models.Q(("informe__isnull", False), ("programa__isnull", True)),
                    _connector="OR",
                ),
                name="envio_de_un_documento",
                violation_error_message="Un envío es de un programa, o del informe de un corte.",
            ),
        ),
        migrations.RunPython(protect, migrations.RunPython.noop),
    ]
