"""Evidence packages among the documents of a service: how many files are copied, and what was found."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programas', '0010_recordatorios'),
    ]

    operations = [
        migrations.AddField(
            model_name='documentogenerado',
            name='pasos',
            field=models.PositiveIntegerField(default=3, editable=False, verbose_name='pasos'),
        ),
        migrations.AddField(
            model_name='documentogenerado',
            name='resumen',
            field=models.JSONField(blank=True, default=dict, editable=False, verbose_name='resumen'),
        ),
        migrations.AlterField(
            model_name='documentogenerado',
            name='clase',
            field=models.CharField(choices=[('FORMULARIO', 'Formulario oficial'), ('ETAPA4', 'Borrador de la Etapa 4'), ('EVIDENCIAS', 'Paquete de evidencias')], max_length=12, verbose_name='documento'),
        ),
        migrations.AlterField(
            model_name='documentogenerado',
            name='estado',
            field=models.CharField(choices=[('EN_ESPERA', 'En espera'), ('ESCRIBIENDO', 'Escribiendo'), ('LISTO', 'Listo'), ('FALLIDO', 'No se pudo escribir'), ('REEMPLAZADO', 'Reemplazado por otro')], default='EN_ESPERA', editable=False, max_length=12, verbose_name='estado'),
        ),
        migrations.AlterField(
            model_name='documentogenerado',
            name='formato',
            field=models.CharField(choices=[('pdf', 'PDF'), ('docx', 'Word'), ('xlsx', 'Excel'), ('zip', 'ZIP')], max_length=4, verbose_name='formato'),
        ),
        migrations.AlterField(
            model_name='documentogenerado',
            name='paso',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='paso'),
        ),
        migrations.AlterField(
            model_name='documentogenerado',
            name='tamano',
            field=models.PositiveBigIntegerField(default=0, editable=False, verbose_name='tamaño en bytes'),
        ),
    ]
