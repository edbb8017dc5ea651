from django.db import migrations, models


class Migration(migrations.Migration):
    """What was counted was of the present minute: the table begins again."""

    dependencies = [("regiones", "0009_recibe_recordatorios")]

    operations = [
        migrations.DeleteModel(name="Consumo"),
        migrations.CreateModel(
            name="Consumo",
            fields=[
                (
                    "clave",
                    models.CharField(
                        help_text="Qué se pide y quién, sin nombrarlo.",
                        max_length=100,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("termina", models.BigIntegerField(db_index=True, help_text="Segundos desde 1970.")),
                ("pedidos", models.PositiveIntegerField()),
            ],
            options={"verbose_name": "consumo", "verbose_name_plural": "consumos"},
        ),
    ]
