"""The addresses of the API, each with what it reads."""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, TypeVar

from django.http import Http404, HttpRequest
from django.urls import URLPattern, path
from ninja import Path, Query

from programas.api.acceso import check_todos, get_usuario, load_ejercicio, load_region, require_servicio
from programas.api.esquemas import (
    AvanceServido,
    CompromisoServido,
    EjercicioServido,
    ObjetivoServido,
    Paginas,
    PaginasDeAvances,
    PaginasDeFilas,
    PaginasDeTerritorio,
    Problema,
    ProgramaServido,
    ResultadoNacionalServido,
    ResultadoServido,
    ResultadoTerritorioServido,
    Tanda,
    TerritorioServido,
)
from programas.api.respuestas import answer_json, api, check_parametros, paginate
from programas.models import Ejercicio
from programas.selectors.congelado import load_nombres
from programas.selectors.servidos import (
    AVANCES,
    COMPROMISOS,
    OBJETIVOS,
    PROGRAMAS,
    Clase,
    describe_servicio,
    describe_territorio,
    list_resultados,
    list_territorios,
    query_filas,
)

PREFIJO = "api/v1/"
CODIGO = r"^[0-9]{4}-[0-9]{2}-III\.[123](-[0-9]{2,5}(\.[0-9]{1,5})?)?$"
Servicio = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,20}$", description="Código del servicio.")]
Anio = Annotated[int, Path(ge=2000, le=2100, description="Año del ejercicio.")]
Cut = Annotated[str, Path(pattern=r"^[0-9]{2}$", description="Código del territorio: «07».")]
Codigo = Annotated[str, Path(pattern=CODIGO, description="Código de la fila: «2009-07-III.1-03.1».")]
Operacion = TypeVar("Operacion", bound=Callable[..., Any])
EN_ANIO = "/ejercicios/{slug:servicio}/{slug:anio}/"
RECHAZOS = dict.fromkeys((400, 401, 403, 404, 422, 429), Problema)


def serve(ruta: str, nombre: str, respuesta: Any, resumen: str, *de_consulta: type[Paginas]) -> Any:
    """Register a reading under its address; ``de_consulta`` is what it takes after the «?»."""
    conocidos = [campo for esquema in de_consulta for campo in esquema.model_fields]

    def register(operacion: Operacion) -> Operacion:
        api.get(
            ruta,
            response={200: respuesta, 304: None, **RECHAZOS},
            url_name=f"api_{nombre}",
            operation_id=nombre,
            summary=resumen,
            description=resumen,
        )(guard(operacion, conocidos))
        return operacion

    return register


def guard(operacion: Operacion, conocidos: list[str]) -> Operacion:
    @wraps(operacion)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        check_parametros(request, conocidos)
        return operacion(request, *args, **kwargs)

    return answer  # type: ignore[return-value]


@serve("/ejercicios/", "ejercicios", Tanda[EjercicioServido], "Los ejercicios de los servicios que ve.", Paginas)
def list_ejercicios(request: HttpRequest, paginas: Query[Paginas]) -> Any:
    check_todos(request)
    propios = Ejercicio.objects.visible_to(get_usuario(request)).select_related("servicio")
    return paginate(request, propios.order_by("servicio__sigla", "-anio"), paginas, describe_ejercicio)


@serve(EN_ANIO, "ejercicio", EjercicioServido, "Un ejercicio.")
def get_ejercicio(request: HttpRequest, servicio: Servicio, anio: Anio) -> Any:
    return describe_ejercicio(load_ejercicio(request, servicio, anio))


def describe_ejercicio(ejercicio: Ejercicio) -> dict[str, Any]:
    return {
        "servicio": ejercicio.servicio.codigo,
        "nombre_servicio": ejercicio.servicio.nombre,
        "anio": ejercicio.anio,
        "etapa": ejercicio.etapa,
        "umbral": str(ejercicio.umbral_razon),
        "lectura": ejercicio.lectura,
        "cuenta_nivel_central": ejercicio.cuenta_nivel_central,
    }


@serve(
    f"{EN_ANIO}territorios/",
    "territorios",
    Tanda[TerritorioServido],
    "Los territorios del año que ve, de norte a sur.",
    Paginas,
)
def list_de_territorios(request: HttpRequest, servicio: Servicio, anio: Anio, paginas: Query[Paginas]) -> Any:
    ejercicio = load_ejercicio(request, servicio, anio)
    return paginate(request, list_territorios(ejercicio, get_usuario(request)), paginas, dict)


@serve(f"{EN_ANIO}territorios/{{slug:cut}}/", "territorio", TerritorioServido, "Un territorio del año.")
def get_territorio(request: HttpRequest, servicio: Servicio, anio: Anio, cut: Cut) -> Any:
    ejercicio = load_ejercicio(request, servicio, anio)
    propios = list_territorios(ejercicio, get_usuario(request))
    for territorio in propios:
        if territorio["territorio"] == cut:
            return territorio
    raise Http404


def list_clase(
    request: HttpRequest, clase: Clase, servicio: str, anio: int, filtros: PaginasDeFilas, **condicion: str
) -> Any:
    """One page of the rows of a kind."""
    ejercicio = load_ejercicio(request, servicio, anio)
    nombres = load_nombres(ejercicio)
    filas = query_filas(
        clase, ejercicio, get_usuario(request), territorio=filtros.territorio, programa=filtros.programa
    ).filter(**condicion)
    return paginate(request, filas, filtros, lambda fila: clase.show(fila, nombres))


def get_de_clase(request: HttpRequest, clase: Clase, servicio: str, anio: int, codigo: str) -> Any:
    """One row of a kind by its code. Raises ``Http404``."""
    ejercicio = load_ejercicio(request, servicio, anio)
    filas = query_filas(clase, ejercicio, get_usuario(request))
    fila = filas.filter(**{clase.codigo: codigo}).first()
    if fila is None:
        raise Http404
    return clase.show(fila, load_nombres(ejercicio))


@serve(
    f"{EN_ANIO}programas/", "programas", Tanda[ProgramaServido], "Los programas de trabajo que ve.", PaginasDeFilas
)
def list_programas(request: HttpRequest, servicio: Servicio, anio: Anio, filtros: Query[PaginasDeFilas]) -> Any:
    return list_clase(request, PROGRAMAS, servicio, anio, filtros)


@serve(f"{EN_ANIO}programas/{{str:codigo}}/", "programa", ProgramaServido, "Un programa de trabajo por su código.")
def get_programa(request: HttpRequest, servicio: Servicio, anio: Anio, codigo: Codigo) -> Any:
    return get_de_clase(request, PROGRAMAS, servicio, anio, codigo)


@serve(
    f"{EN_ANIO}objetivos/",
    "objetivos",
    Tanda[ObjetivoServido],
    "Los objetivos específicos que ve, con su indicador.",
    PaginasDeFilas,
)
def list_objetivos(request: HttpRequest, servicio: Servicio, anio: Anio, filtros: Query[PaginasDeFilas]) -> Any:
    return list_clase(request, OBJETIVOS, servicio, anio, filtros)


@serve(f"{EN_ANIO}objetivos/{{str:codigo}}/", "objetivo", ObjetivoServido, "Un objetivo específico por su código.")
def get_objetivo(request: HttpRequest, servicio: Servicio, anio: Anio, codigo: Codigo) -> Any:
    return get_de_clase(request, OBJETIVOS, servicio, anio, codigo)


@serve(
    f"{EN_ANIO}compromisos/",
    "compromisos",
    Tanda[CompromisoServido],
    "Los compromisos que ve: las filas que ponderan, con lo declarado y lo validado.",
    PaginasDeFilas,
)
def list_compromisos(request: HttpRequest, servicio: Servicio, anio: Anio, filtros: Query[PaginasDeFilas]) -> Any:
    return list_clase(request, COMPROMISOS, servicio, anio, filtros)


@serve(f"{EN_ANIO}compromisos/{{str:codigo}}/", "compromiso", CompromisoServido, "Un compromiso por su código.")
def get_compromiso(request: HttpRequest, servicio: Servicio, anio: Anio, codigo: Codigo) -> Any:
    return get_de_clase(request, COMPROMISOS, servicio, anio, codigo)


@serve(
    f"{EN_ANIO}avances/",
    "avances",
    Tanda[AvanceServido],
    "Los avances registrados que ve: no ganan ponderación (nota 10).",
    PaginasDeAvances,
)
def list_avances(request: HttpRequest, servicio: Servicio, anio: Anio, filtros: Query[PaginasDeAvances]) -> Any:
    condicion = {"compromiso__codigo": filtros.compromiso} if filtros.compromiso else {}
    return list_clase(request, AVANCES, servicio, anio, filtros, **condicion)


@serve(
    f"{EN_ANIO}resultados/",
    "resultados",
    Tanda[ResultadoServido],
    "El resultado de cada programa que ve, por territorio.",
    PaginasDeTerritorio,
)
def list_de_resultados(
    request: HttpRequest, servicio: Servicio, anio: Anio, filtros: Query[PaginasDeTerritorio]
) -> Any:
    ejercicio = load_ejercicio(request, servicio, anio)
    filas = list_resultados(ejercicio, get_usuario(request))
    if filtros.territorio:
        filas = [fila for fila in filas if fila["territorio"] == filtros.territorio]
    return paginate(request, filas, filtros, dict)


@serve(
    f"{EN_ANIO}resultados/nacional/",
    "resultado_nacional",
    ResultadoNacionalServido,
    "El resultado nacional con su explicación, para quien ve todo el servicio.",
)
def get_resultado_nacional(request: HttpRequest, servicio: Servicio, anio: Anio) -> Any:
    ejercicio = load_ejercicio(request, servicio, anio)
    require_servicio(request, ejercicio)
    return describe_servicio(ejercicio, get_usuario(request))


@serve(
    f"{EN_ANIO}resultados/{{slug:cut}}/",
    "resultado",
    ResultadoTerritorioServido,
    "Los resultados de un territorio, explicados hasta cada fila: regla, nota, respuesta, fecha y evidencia.",
)
def get_resultado(request: HttpRequest, servicio: Servicio, anio: Anio, cut: Cut) -> Any:
    ejercicio = load_ejercicio(request, servicio, anio)
    return describe_territorio(ejercicio, get_usuario(request), load_region(request, ejercicio, cut))


@api.get("/openapi.json", url_name="api_openapi", include_in_schema=False)
def get_openapi(request: HttpRequest) -> Any:
    return load_esquema()


def load_esquema() -> dict[str, Any]:
    """The document of the API, as OpenAPI writes it. What the code says of its own words is not for it."""
    esquema = api.get_openapi_schema(path_prefix=PREFIJO)
    for componente in esquema["components"]["schemas"].values():
        if "enum" in componente:
            componente.pop("description", None)
    return esquema


def list_direcciones() -> list[URLPattern]:
    """The addresses, with their names, under the prefix. The root is the page that explains them."""
    patrones, *_ = api.urls
    return [
        path(f"{PREFIJO}{patron.pattern}", answer_json(patron.callback), name=patron.name)
        for patron in patrones
        if isinstance(patron, URLPattern) and patron.name != "api-root"
    ]
