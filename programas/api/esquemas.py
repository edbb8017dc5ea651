"""What the API answers, field by field: the words of its public document."""

from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from ninja import Field, Schema

from programas.enums import EstadoPrograma, Etapa, Lectura, Modalidad, Ponderacion

Fila = TypeVar("Fila")
Respuesta = Literal["", "si", "no", "parcial"]
DEMOSTRACION = "Si son datos inventados para mostrar el sistema."
ESTADOS = "«Cumple», «No cumple», «En juego», «Sin evaluar», «Sin compromisos» o «Sin ponderación»."
CUT = "Código del territorio, dos cifras como texto: «07». Nivel Central es «99»."


class Paginas(Schema):
    pagina: int = Field(1, ge=1, le=10_000, description="Qué página, desde 1.")
    por_pagina: int = Field(50, ge=1, le=200, description="Cuántas filas por página, 200 a lo más.")


class PaginasDeTerritorio(Paginas):
    territorio: str = Field("", pattern=r"^([0-9]{2})?$", description=f"Solo las de ese territorio. {CUT}")


class PaginasDeFilas(PaginasDeTerritorio):
    programa: str = Field("", pattern=r"^(III\.[123])?$", description="Solo las de III.1, III.2 o III.3.")


class PaginasDeAvances(PaginasDeFilas):
    compromiso: str = Field(
        "",
        pattern=r"^([0-9]{4}-[0-9]{2}-III\.[123]-[0-9]{2,5}\.[0-9]{1,5})?$",
        description="Solo los de ese compromiso, por su código: «2009-07-III.1-03.1».",
    )


class Tanda(Schema, Generic[Fila]):
    total: int = Field(description="Cuántas filas hay en todas las páginas.")
    pagina: int
    paginas: int = Field(description="Cuántas páginas hay.")
    siguiente: str | None = Field(description="Dirección de la página siguiente; nulo en la última.")
    anterior: str | None = Field(description="Dirección de la página anterior; nulo en la primera.")
    filas: list[Fila]


class Campo(Schema):
    campo: str
    problema: str


class Problema(Schema):
    detalle: str = Field(description="Qué pasó y qué hacer.")
    campos: list[Campo] = Field(description="Parámetros que no se entienden; vacía en los demás rechazos.")


class EjercicioServido(Schema):
    servicio: str = Field(description="Código del servicio.")
    nombre_servicio: str
    anio: int
    etapa: Etapa
    umbral: str = Field(description="Parte de 1 que valida un programa (nota 11), como fracción exacta: «9/10».")
    lectura: Lectura = Field(description="Qué debe alcanzar el umbral: cada programa o el territorio completo.")
    cuenta_nivel_central: bool


class TerritorioServido(Schema):
    territorio: str = Field(description=CUT)
    nombre: str
    nivel_central: bool
    cuenta: bool = Field(description="Si entra en el resultado nacional.")
    compromete: list[str] = Field(description="Programas con compromisos.")


class DeUnPrograma(Schema):
    territorio: str = Field(description=CUT)
    nombre_territorio: str
    programa: str = Field(description="III.1, III.2 o III.3.")


class ProgramaServido(DeUnPrograma):
    codigo: str
    nombre: str
    responsable: str = Field(description="Quien lo compromete en la región (nota 1).")
    modalidad: Modalidad
    ponderacion: Ponderacion
    estado: EstadoPrograma
    demostracion: bool = Field(description=DEMOSTRACION)


class IndicadorServido(Schema):
    texto: str
    formula: str
    meta: str
    resultado: str


class ObjetivoServido(DeUnPrograma):
    codigo: str
    texto: str
    texto_etapa2: str = Field(description="Como se comprometió en la etapa 2 (nota 2).")
    plurianual: bool
    clase: str = Field(description="Solo en III.3: OFERTA, PROVISION u OTROS.")
    origen: str = Field(description="Solo en III.3: ACUERDO_GORE o INSTRUCCION_INTENDENTE.")
    formato: str
    contenido: str
    periodicidad: str
    indicador: IndicadorServido | None


class CompromisoServido(DeUnPrograma):
    codigo: str
    objetivo: str = Field(description="Código de su objetivo.")
    ponderacion: str = Field(description="Como la muestra el formulario (nota 8); «—» si falta.")
    unidad_responsable: str
    actividades: list[str]
    medios_de_verificacion: list[str]
    declarado: Respuesta = Field(description="Lo que dice el territorio; vacío si no ha declarado.")
    validado: Respuesta = Field(description="Lo que validó la unidad central: solo esto es oficial.")
    motivo: str
    evidencias: int = Field(description="Cuántos archivos vigentes la prueban.")


class AvanceServido(DeUnPrograma):
    id: int
    compromiso: str
    fecha: date
    porcentaje: str | None = Field(description="Decimal exacto, con punto: «25.5».")
    logrado: str | None
    de_un_total_de: str | None
    texto: str
    registrado_por: str
    registrado_en: datetime


class Cifra(Schema):
    exacta: str = Field(description="Fracción exacta de 1: «5/6».")
    mostrada: str = Field(description="Porcentaje truncado a dos decimales, como en las páginas: «83,33 %».")


class Declarado(Schema):
    estado: str = Field(description=ESTADOS)
    asegurado: Cifra | None
    alcanzable: Cifra | None


class ResultadoServido(DeUnPrograma):
    demostracion: bool = Field(description=DEMOSTRACION)
    estado: str = Field(description=ESTADOS)
    frase: str
    asegurado: Cifra | None = Field(description="Ganado entre comprometido; nulo si nada pesa.")
    alcanzable: Cifra | None = Field(description="Lo que todavía se puede lograr.")
    umbral: Cifra
    comprometido: str
    ganado: str
    perdido: str
    pendiente: str
    holgura: str = Field(description="Lo que todavía se puede perder.")
    compromisos: int
    sin_validar: int
    segun_lo_declarado: Declarado | None = Field(description="Solo si lo declarado daría otra cifra.")


class PasoServido(Schema):
    letra: str
    nombre: str
    formula: str
    valor: str
    nota: int | None = Field(description="Nota del formulario.")


class DichoServido(Schema):
    respuesta: str
    quien: str
    cuando: datetime | None


class PruebaServida(Schema):
    nombre: str
    fecha: date
    sha256: str


class FilaServida(Schema):
    compromiso: str
    objetivo: str
    pondera: str
    gana: str
    decide: bool = Field(description="Si su sola falla pierde el programa.")
    declarado: DichoServido
    validado: DichoServido
    motivo: str
    evidencias: list[PruebaServida]


class NotaServida(Schema):
    numero: int
    texto: str


class ExplicacionServida(Schema):
    programa: str
    unidad: str = Field(description="En qué se suma.")
    pasos: list[PasoServido]
    pasos_segun_lo_declarado: list[PasoServido]
    suma_literal: str = Field(
        description="La nota (11) a la letra, cuando daría otro resultado; nunca es oficial."
    )
    filas: list[FilaServida]
    notas: list[NotaServida]


class ConjuntoServido(Schema):
    estado: str = Field(description=ESTADOS)
    oficial: bool
    pasos: list[PasoServido]


class ResultadoTerritorioServido(Schema):
    territorio: str = Field(description=CUT)
    nombre: str
    frase: str
    resultados: list[ResultadoServido]
    explicaciones: list[ExplicacionServida]
    conjunto: ConjuntoServido = Field(description="Sus programas juntos: la otra lectura de las reglas.")
    texto: str = Field(description="La explicación completa, para leer.")


class LecturaServida(Schema):
    nombre: str
    oficial: bool
    estado: str = Field(description=ESTADOS)


class EnConjuncion(Schema):
    territorio: str = Field(description=CUT)
    nombre: str
    asegurado: str
    alcanzable: str
    estado: str = Field(description=ESTADOS)
    decide: bool


class ConjuncionServida(Schema):
    clave: str = Field(description="III.1, III.2, III.3 o «territorio».")
    nombre: str
    estado: str = Field(description=ESTADOS)
    frase: str
    territorios: list[EnConjuncion]


class ResultadoNacionalServido(Schema):
    estado: str = Field(description=ESTADOS)
    frase: str
    umbral: str
    depende_de_la_lectura: bool
    lecturas: list[LecturaServida]
    conjunciones: list[ConjuncionServida]
    texto: str = Field(description="La explicación completa, para leer.")
