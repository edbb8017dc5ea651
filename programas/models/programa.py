"""The work programme of a territory and its objectives: sheets III.1, III.2 and III.3."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from programas.enums import ClaseObjetivo, EstadoPrograma, Modalidad, OrigenObjetivo, Ponderacion, Tipo
from programas.models.base import FilaFormulario, Procedencia
from programas.models.campos import PorcentajeField
from programas.models.ejercicio import Ejercicio
from regiones.models import Ambito, Editable, Region, Usuario


class ProgramaQuerySet(models.QuerySet["ProgramaTrabajo"]):
    def visible_to(self, usuario: Usuario) -> Self:
        return self.filter(usuario.alcance.narrow("ejercicio__servicio", "region"))

    def get_by_natural_key(self, servicio: str, codigo: str) -> "ProgramaTrabajo":
        return self.get(ejercicio__servicio__codigo=servicio, codigo=codigo)


class ProgramaTrabajo(Editable):
    """What a territory commits in one sheet of the form, for one year."""

    ejercicio = models.ForeignKey(Ejercicio, models.PROTECT, related_name="programas", verbose_name="ejercicio")
    region = models.ForeignKey(Region, models.PROTECT, related_name="programas", verbose_name="territorio")
    tipo = models.CharField("programa", max_length=10, choices=Tipo.choices)
    codigo = models.CharField("código", max_length=20, editable=False)
    responsable = models.TextField(
        "responsable",
        blank=True,
        help_text="Quien compromete el programa en la región: seremi o dirección regional (nota 1).",
    )
    modalidad = models.CharField(
        "trabaja por",
        max_length=20,
        choices=Modalidad.choices,
        default=Modalidad.METAS,
        help_text="Metas: una ponderación por fila. Actividades: todas pesan lo mismo (notas 5 y 8).",
    )
    ponderacion = models.CharField(
        "ponderación", max_length=20, choices=Ponderacion.choices, default=Ponderacion.MANUAL
    )
    estado = models.CharField(
        "estado",
        max_length=20,
        choices=EstadoPrograma.choices,
        default=EstadoPrograma.BORRADOR,
        editable=False,
    )
    total_declarado = PorcentajeField(
        "total declarado",
        null=True,
        blank=True,
        editable=False,
        help_text="El porcentaje que la planilla traía escrito como total: se compara, nunca se usa.",
    )
    es_demostracion = models.BooleanField("datos de demostración", default=False, editable=False)
    # Last number given to a row of each kind: numbers are never given twice.
    ultimo_objetivo = models.PositiveSmallIntegerField(default=0, editable=False)
    ultima_instancia = models.PositiveSmallIntegerField(default=0, editable=False)
    ultimo_analisis = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = ProgramaQuerySet.as_manager()

    campos_sin_registro = frozenset({"version", "ultimo_objetivo", "ultima_instancia", "ultimo_analisis"})

    class Meta:
        verbose_name = "programa de trabajo"
        verbose_name_plural = "programas de trabajo"
        ordering = ["ejercicio_id", "region__orden", "tipo"]
        constraints = [
            models.UniqueConstraint(
                fields=["ejercicio", "region", "tipo"],
                name="programa_unico_por_territorio",
                violation_error_message="El territorio ya tiene ese programa en el ejercicio (V10).",
            ),
            models.UniqueConstraint(
                fields=["ejercicio", "codigo"],
                name="programa_codigo_unico",
                violation_error_message="Ya existe una fila con ese código.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} · {self.tipo} {self.get_tipo_display()}"

    def natural_key(self) -> tuple[str, str]:
        return (self.ejercicio.servicio.codigo, self.codigo)

    natural_key.dependencies = ["programas.ejercicio", "regiones.region"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.region_id and self.ejercicio_id and not self.region.exists_in(self.ejercicio.anio):
            raise ValidationError(
                {"region": f"{self.region} no existía en {self.ejercicio.anio} (V10): elija otro territorio."}
            )

    def build_codigo(self) -> str:
        """The programme's immutable code: year, territory and sheet, «2009-07-III.1»."""
        return f"{self.ejercicio.anio}-{self.region.cut}-{self.tipo}"

    @property
    def ambito(self) -> Ambito:
        return Ambito(self.ejercicio.servicio_id, self.region_id, self.ejercicio.anio)


class ObjetivoQuerySet(models.QuerySet["ObjetivoEspecifico"]):
    def visible_to(self, usuario: Usuario) -> Self:
        return self.filter(usuario.alcance.narrow("programa__ejercicio__servicio", "programa__region"))

    def get_by_natural_key(self, servicio: str, codigo: str) -> "ObjetivoEspecifico":
        return self.get(programa__ejercicio__servicio__codigo=servicio, codigo=codigo)


class ObjetivoEspecifico(FilaFormulario, Procedencia):
    """Column (2). Every row of the form is its own objective, even when its text repeats."""

    programa = models.ForeignKey(
        ProgramaTrabajo, models.PROTECT, related_name="objetivos", verbose_name="programa"
    )
    texto = models.TextField("objetivo específico")
    texto_etapa2 = models.TextField(
        "texto de la Etapa 2",
        blank=True,
        help_text="Como se comprometió en la etapa 2; una diferencia se muestra (nota 2).",
    )
    plurianual = models.BooleanField(
        "plurianual", default=False, help_text="Si dura varios años, se indica su meta anual (nota 5)."
    )
    clase = models.CharField(
        "clase", max_length=20, choices=ClaseObjetivo.choices, blank=True, help_text="Solo en III.3."
    )
    origen = models.CharField(
        "origen",
        max_length=30,
        choices=OrigenObjetivo.choices,
        blank=True,
        help_text="Solo en III.3: acuerdo con el GORE o instrucción del Intendente (nota 1).",
    )
    formato = models.CharField("formato de la información", max_length=300, blank=True)
    contenido = models.TextField("contenido de la información", blank=True)
    periodicidad = models.CharField("periodicidad de la información", max_length=200, blank=True)
    ultimo_compromiso = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = ObjetivoQuerySet.as_manager()

    campos_sin_registro = frozenset({"version", "ultimo_compromiso"})
    campos_de_informacion = ("clase", "origen", "formato", "contenido", "periodicidad")

    class Meta:
        verbose_name = "objetivo específico"
        verbose_name_plural = "objetivos específicos"
        ordering = ["programa_id", "orden", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programa", "codigo"],
                name="objetivo_codigo_unico",
                violation_error_message="Ya existe una fila con ese código.",
            ),
            models.CheckConstraint(
                condition=~Q(texto=""),
                name="objetivo_con_texto",
                violation_error_message="Escriba el objetivo específico.",
            ),
        ]

    def natural_key(self) -> tuple[str, str]:
        return (self.programa.ejercicio.servicio.codigo, self.codigo)

    natural_key.dependencies = ["programas.programatrabajo"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.programa_id and self.programa.tipo != Tipo.INFORMACION:
            sobran = [campo for campo in self.campos_de_informacion if getattr(self, campo)]
            if sobran:
                raise ValidationError(dict.fromkeys(sobran, "Solo lo llevan los objetivos de III.3."))

    @property
    def ambito(self) -> Ambito:
        return self.programa.ambito


class IndicadorQuerySet(models.QuerySet["Indicador"]):
    def visible_to(self, usuario: Usuario) -> Self:
        return self.filter(
            usuario.alcance.narrow("objetivo__programa__ejercicio__servicio", "objetivo__programa__region")
        )


class Indicador(Editable, Procedencia):
    """Columns (3) and (4): what is measured, the meta committed and, at the year's end, the result.

    Meta and result are kept as written; their value, unit and base are there when they can be told.
    """

    objetivo = models.OneToOneField(
        ObjetivoEspecifico, models.CASCADE, related_name="indicador", verbose_name="objetivo"
    )
    texto = models.TextField("indicador", blank=True)
    formula = models.TextField("fórmula", blank=True)
    meta = models.TextField("meta", blank=True, help_text="Como se comprometió: «25% de 345 municipios».")
    meta_valor = models.DecimalField("meta: valor", max_digits=16, decimal_places=4, null=True, blank=True)
    meta_unidad = models.CharField("meta: unidad", max_length=120, blank=True)
    meta_base = models.CharField("meta: base", max_length=200, blank=True)
    resultado = models.TextField(
        "resultado anual", blank=True, help_text="Se registra al terminar el ejercicio (nota 4)."
    )
    resultado_valor = models.DecimalField(
        "resultado: valor", max_digits=16, decimal_places=4, null=True, blank=True
    )
    resultado_unidad = models.CharField("resultado: unidad", max_length=120, blank=True)
    resultado_base = models.CharField("resultado: base", max_length=200, blank=True)

    objects = IndicadorQuerySet.as_manager()

    class Meta:
        verbose_name = "indicador"
        verbose_name_plural = "indicadores"
        ordering = ["objetivo_id"]

    def __str__(self) -> str:
        return f"{self.codigo} · indicador"

    @property
    def codigo(self) -> str:
        """An indicator goes by its objective's code: it has no other."""
        return self.objetivo.codigo

    @property
    def ambito(self) -> Ambito:
        return self.objetivo.ambito
