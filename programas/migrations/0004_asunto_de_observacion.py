"""What each remark is about. Of those already written, it is told from what stood when they were."""

from django.db import migrations, models

TRAMITES = ("ENVIAR", "APROBAR", "OBSERVAR", "REABRIR")


def tell_asuntos(apps, schema_editor):
    Observacion = apps.get_model("programas", "Observacion")
    for observacion in Observacion.objects.select_related("programa").iterator():
        asunto = tell_asunto(apps, observacion)
        if asunto:
            Observacion.objects.filter(pk=observacion.pk).update(asunto=asunto)


def tell_asunto(apps, observacion):
    """Of an analysis; or of what was declared, if it was and the programme was not being reviewed any more."""
    analisis = apps.get_model("programas", "AnalisisAvance").objects
    if analisis.filter(programa=observacion.programa_id, codigo=observacion.fila).exists():
        return "ANALISIS"
    declarados = apps.get_model("programas", "Compromiso").objects.filter(
        objetivo__programa=observacion.programa_id,
        codigo=observacion.fila,
        declarado_en__lte=observacion.abierta_en,
    )
    if not declarados.exists():
        return ""
    tramites = apps.get_model("regiones", "Registro").objects.filter(
        clase="programas.programatrabajo",
        objeto=observacion.programa_id,
        acto__in=TRAMITES,
        momento__lte=observacion.abierta_en,
    )
    ultimo = tramites.order_by("-momento", "-id").first()
    estado = ultimo.acto if ultimo else observacion.programa.estado
    return "DECLARADO" if estado in ("APROBAR", "APROBADO") else ""


class Migration(migrations.Migration):

    dependencies = [
        ("programas", "0003_cierre_y_envio_inmutables"),
        ("regiones", "0004_registro_sin_reemplazo"),
    ]

    operations = [
        migrations.AddField(
            model_name="observacion",
            name="asunto",
            field=models.CharField(
                choices=[
                    ("COMPROMETIDO", "lo comprometido"),
                    ("DECLARADO", "lo declarado"),
                    ("EVIDENCIA", "la evidencia"),
                    ("ANALISIS", "el análisis"),
                ],
                default="COMPROMETIDO",
                editable=False,
                max_length=20,
                verbose_name="sobre qué",
            ),
        ),
        migrations.RunPython(tell_asuntos, migrations.RunPython.noop),
    ]
