"""What is written for the operator is what the program does: variables, units, commands and proxy."""

import ast
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

from programas.services.archivos import MEGA
from programas.services.cargas.limites import MAXIMO_CARGA

RAIZ: Path = settings.BASE_DIR
DEPLOY = RAIZ / "deploy"
UNIDADES = sorted((DEPLOY / "systemd").iterdir())
DESPLIEGUE = (RAIZ / "docs" / "despliegue.md").read_text(encoding="utf-8")
# Read by what runs the program in development, not by its settings.
DE_DESARROLLO = {"PORT", "TEST_DATABASE_URL", "CHROMIUM"}


def read_tabla() -> dict[str, tuple[str, str]]:
    """The documented variables: what each means, and its default."""
    filas = re.findall(
        r"^\| `([A-Z_]+)` \| (.+) \| (.+) \|$", (RAIZ / "docs/configuracion.md").read_text(), re.MULTILINE
    )
    assert len({nombre for nombre, _, _ in filas}) == len(filas)
    return {nombre: (texto, defecto.strip("`")) for nombre, texto, defecto in filas}


def list_lecturas() -> Iterator[tuple[str, ast.Call]]:
    """Every reading of a variable by the settings: its name and the call."""
    for archivo in ("settings.py", "entorno.py"):
        arbol = ast.parse((RAIZ / "gestion_territorial" / archivo).read_text(encoding="utf-8"))
        for nodo in ast.walk(arbol):
            if isinstance(nodo, ast.Call) and is_lectura(nodo.func):
                for argumento in nodo.args:
                    valor = getattr(argumento, "value", None)
                    if isinstance(valor, str) and re.fullmatch(r"[A-Z][A-Z_]{3,}", valor):
                        yield valor, nodo


def is_lectura(funcion: ast.expr) -> bool:
    """«entorno.read_…», «read_…» or «env.get»."""
    escrita = ast.unparse(funcion)
    return escrita.removeprefix("entorno.").startswith("read_") or escrita == "env.get"


def test_the_table_of_variables_is_what_the_settings_read():
    assert {nombre for nombre, _ in list_lecturas()} | DE_DESARROLLO == set(read_tabla())


def test_each_number_has_the_default_and_the_limits_that_the_table_says():
    tabla = read_tabla()
    mal = {}
    for nombre, llamada in list_lecturas():
        if getattr(llamada.func, "attr", getattr(llamada.func, "id", "")) != "read_int":
            continue
        dados = {clave.arg: ast.literal_eval(clave.value) for clave in llamada.keywords}
        texto, defecto = tabla[nombre]
        if defecto != str(dados["defecto"]) or f"{dados['minimo']} to {dados['maximo']}" not in texto:
            mal[nombre] = dados
    assert mal == {}


def test_the_example_of_variables_of_a_server_names_known_ones():
    lineas = (DEPLOY / "entorno.example").read_text(encoding="utf-8").splitlines()
    nombres = [linea.partition("=")[0] for linea in lineas if not linea.startswith("#")]
    assert len(nombres) == len(set(nombres))
    assert set(nombres) <= set(read_tabla())


def read_unidad(ruta: Path) -> dict[str, dict[str, list[str]]]:
    """A unit by section and key, which may come several times."""
    secciones: dict[str, dict[str, list[str]]] = {}
    for linea in ruta.read_text(encoding="utf-8").splitlines():
        if linea.startswith("["):
            seccion = secciones.setdefault(linea.strip("[]"), {})
        elif linea and not linea.startswith("#"):
            clave, valor = linea.split("=", 1)
            seccion.setdefault(clave, []).append(valor)
    return secciones


def list_ordenes() -> list[list[str]]:
    """Every ``manage.py`` of the units, of compose and of the guide, in words."""
    textos = [
        *(orden for u in UNIDADES for orden in read_unidad(u).get("Service", {}).get("ExecStart", [])),
        *re.findall(r"python (manage\.py .+?)(?: &&|\"|$)", (DEPLOY / "compose.yaml").read_text(), re.MULTILINE),
        *re.findall(r"^gestion (.+)$", DESPLIEGUE, re.MULTILINE),
        *re.findall(r"exec web python (manage\.py .+)$", DESPLIEGUE, re.MULTILINE),
        *re.findall(
            r"^python (manage\.py .+?)(?: +#.*)?$", (RAIZ / "docs/operacion.md").read_text(), re.MULTILINE
        ),
    ]
    ordenes = [
        shlex.split(texto.partition(" manage.py ")[2] or texto.removeprefix("manage.py ")) for texto in textos
    ]
    return [orden for orden in ordenes if orden and not orden[0].endswith("gunicorn")]


def test_every_command_of_the_units_and_of_the_guide_exists_and_takes_its_options():
    ordenes = list_ordenes()
    nombres = {orden[0] for orden in ordenes}
    assert {
        "backup",
        "restore",
        "audit",
        "purge",
        "send_recordatorios",
        "run_worker",
        "migrate",
        "check",
    } <= nombres
    for nombre, *argumentos in ordenes:
        aplicacion: Any = get_commands()[nombre]
        comando = load_command_class(aplicacion, nombre) if isinstance(aplicacion, str) else aplicacion
        comando.create_parser("manage.py", nombre).parse_args(argumentos)


def test_each_timer_starts_a_unit_that_is_there_and_the_guide_enables_them_all():
    servicios = {u.stem: read_unidad(u) for u in UNIDADES if u.suffix == ".service"}
    relojes = {u.stem: read_unidad(u) for u in UNIDADES if u.suffix == ".timer"}
    assert set(relojes) == {
        nombre for nombre, unidad in servicios.items() if unidad["Service"].get("Type") == ["oneshot"]
    }
    assert all(set(reloj["Timer"]) == {"OnCalendar", "Persistent"} for reloj in relojes.values())
    habilitados = re.search(r"enable --now (.+?)\n(?=cp)", DESPLIEGUE, re.DOTALL)
    assert habilitados is not None
    dichos = " ".join(habilitados[1].replace("\\", " ").split())
    sin_prefijo = ",".join(
        n.removeprefix("gestion-territorial-") for n in ("recordatorios", "respaldo", "auditoria", "limpieza")
    )
    assert (
        dichos == f"gestion-territorial gestion-territorial-trabajos gestion-territorial-{{{sin_prefijo}}}.timer"
    )
    assert set(relojes) == {f"gestion-territorial-{n}" for n in sin_prefijo.split(",")}
    for unidad in servicios.values():
        servicio = unidad["Service"]
        assert (servicio["User"], servicio["ProtectSystem"]) == (["gestion"], ["strict"])
        assert servicio["EnvironmentFile"] == ["/etc/gestion-territorial/entorno"]


def test_the_proxy_lets_through_what_the_program_takes_and_overwrites_what_it_believes():
    conf = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    maximo = re.search(r"client_max_body_size (\d+)m;", conf)
    assert maximo is not None
    assert int(maximo[1]) * MEGA > max(MAXIMO_CARGA, settings.EVIDENCIA_MAXIMO_MB * MEGA)
    for cabecera in (
        "Host $host",
        "X-Forwarded-For $remote_addr",
        "X-Forwarded-Proto $scheme",
        "X-Request-ID $request_id",
    ):
        assert f"proxy_set_header {cabecera};" in conf
    (carpeta,) = re.findall(r"root /opt/gestion-territorial/actual/(.+);", conf)
    paginas = re.findall(r"error_page .+ /(.+);", conf)
    assert sorted(paginas) == sorted(ruta.name for ruta in (RAIZ / carpeta).iterdir())


@pytest.mark.skipif(not (shutil.which("nginx") and shutil.which("openssl")), reason="no hay nginx")
def test_nginx_understands_the_file(tmp_path):
    """With folders and sockets of its own: whoever runs it, and whatever else listens."""
    conf = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    orden = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    claves = ["-subj", "/CN=x", "-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"]
    subprocess.run([*orden, *claves], check=True, capture_output=True)
    for suyo in ("/etc/letsencrypt/live/gestion.example.cl", "/var/log/nginx"):
        conf = conf.replace(suyo, str(tmp_path))
    conf = re.sub(r"listen \[::\].+;", "", conf)
    conf = re.sub(r"listen (\d+)", rf"listen unix:{tmp_path}/\1", conf)
    (tmp_path / "sitio.conf").write_text(conf, encoding="utf-8")
    clases = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporales = " ".join(f"{clase}_temp_path {tmp_path}/{clase};" for clase in clases)
    principal = tmp_path / "nginx.conf"
    principal.write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/error; events {{}} "
        f"http {{ {temporales} include {tmp_path}/sitio.conf; }}"
    )
    orden = ["nginx", "-t", "-q", "-c", str(principal)]
    hecho = subprocess.run(orden, capture_output=True, text=True, check=False)
    assert hecho.returncode == 0, hecho.stderr
