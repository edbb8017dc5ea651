"""A backup of the whole comes back the same, of either engine, into an empty installation and nowhere else."""

import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from programas.models import Certificado, Cierre, Ejercicio, Evidencia, Mantencion
from programas.scoring.caso import score
from programas.scoring.verificador import check_certificado
from programas.selectors.caso import load_caso
from programas.selectors.cierre import compare_cierre
from programas.selectors.instantanea import hold_instantanea
from programas.services.respaldo import (
    RespaldoRechazado,
    check_respaldo,
    escritura,
    restore_respaldo,
    write_respaldo,
)
from programas.services.respaldo.manifiesto import MANIFIESTO, read_manifiesto
from programas.views.verificacion import draw_pdf
from regiones.models import AliasRegion, Consumo, Region, Registro, Servicio
from regiones.services import create_fila
from tests.documentos import PDF
from tests.instalaciones import build_instalacion, empty_base, load_archivos, load_todo, open_sqlite
from tests.programas.services.test_carreras import base_aparte, plantilla  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("base_aparte")]


@pytest.fixture(autouse=True)
def carpetas(settings, tmp_path):
    """Where files are kept before, and the empty folder in which they are restored."""
    settings.MEDIA_ROOT = tmp_path / "archivos"
    return tmp_path


def load_publicado() -> dict[str, Any]:
    """The verdict of every year, computed from what is stored, and its certificate as anybody gets it."""
    veredictos = {str(anio): score(load_caso(anio)) for anio in Ejercicio.objects.order_by("anio")}
    codigo = str(Certificado.objects.get())
    draw_pdf.cache_clear()
    for pagina in ("certificado_json", "certificado_pdf"):
        respuesta = Client().get(reverse(pagina, args=[codigo]))
        veredictos[pagina] = b"".join(respuesta) if respuesta.streaming else respuesta.content
    # What asking leaves.
    Consumo.objects.all().delete()
    return veredictos


def keep_mantencion(problema: str) -> None:
    ahora = timezone.now()
    Mantencion.objects.create(
        clase="AUDITORIA", comienzo=ahora, termino=ahora, resultado="BIEN", problema=problema
    )


def check_secretos(respaldo: Path, settings: Any) -> None:
    """What opens the installation is of its environment, and what opens a session of nobody later."""
    secretos = {settings.SECRET_KEY, settings.DATABASES["default"].get("PASSWORD"), "clave-de-una-sesion-abierta"}
    with zipfile.ZipFile(respaldo) as paquete:
        for nombre in paquete.namelist():
            contenido = paquete.read(nombre)
            assert [s for s in secretos if s and s.encode() in contenido] == []


def test_the_demonstration_comes_back_the_same_rows_files_verdict_and_certificate(settings, carpetas):
    ida = build_instalacion()
    keep_mantencion("de antes")
    Session.objects.create(session_key="clave-de-una-sesion-abierta", expire_date=timezone.now())
    filas, archivos = load_todo(), load_archivos(carpetas / "archivos")
    publicado = load_publicado()
    assert set(publicado) == {"SERNAM 2009", "SERNAM 2010", "certificado_json", "certificado_pdf"}
    escrito = write_respaldo(destino=carpetas / "uno.zip")
    assert (escrito.avisos, len(archivos)) == ((), 2)
    respaldo = escrito.ruta
    check_secretos(respaldo, settings)
    # Noted of itself by the night before, where nothing else is yet.
    keep_mantencion("de esta instalación")
    if connection.vendor == "postgresql":
        # Through the other engine and back: the same bytes of every table.
        settings.MEDIA_ROOT = carpetas / "en-sqlite"
        with open_sqlite(carpetas / "otra.sqlite3"):
            restore_respaldo(ruta=respaldo)
            assert (load_todo(), Session.objects.count()) == (filas, 0)
            assert load_publicado() == publicado
            de_sqlite = write_respaldo(destino=carpetas / "dos.zip")
        assert de_sqlite.manifiesto.tablas == escrito.manifiesto.tablas
        respaldo = de_sqlite.ruta
    settings.MEDIA_ROOT = carpetas / "restaurados"
    empty_base()
    restore_respaldo(ruta=respaldo)
    assert load_todo() == filas
    assert load_archivos(carpetas / "restaurados") == archivos
    assert load_publicado() == publicado
    certificado, comparacion = Certificado.objects.get(), compare_cierre(Cierre.objects.get())
    assert check_certificado(certificado.datos, certificado.huella).cambios == ()
    assert (comparacion.integro, comparacion.mismo_resultado, comparacion.mismos_datos) == (True, True, True)
    assert Evidencia.objects.get().archivo.read() == PDF + "Acta «ñ».pdf".encode()
    nuevo = create_fila(fila=AliasRegion(region=Region.objects.get(cut="03"), texto="Otro"), actor=None)
    assert nuevo.pk == ida + 1
    with pytest.raises(DatabaseError, match="inmutable"):
        Registro.objects.filter(pk=Registro.objects.order_by("pk")[0].pk).update(motivo="otro")


def test_a_backup_tells_which_files_are_missing_or_changed_and_keeps_the_rest(carpetas):
    build_instalacion()
    evidencia = Evidencia.objects.get()
    ruta = carpetas / "archivos" / evidencia.archivo.name
    ruta.write_bytes(b"otra cosa")
    salida, errores = StringIO(), StringIO()
    with pytest.raises(CommandError, match="se escribió, con 1 archivos que no están bien"):
        call_command("backup", carpetas / "uno.zip", stdout=salida, stderr=errores)
    assert "no tiene el SHA-256 con que se guardó" in errores.getvalue()
    ruta.unlink()
    escrito = write_respaldo(destino=carpetas / "dos.zip")
    assert escrito.manifiesto.faltantes == [evidencia.archivo.name]
    assert (escrito.manifiesto.archivos, len(escrito.avisos)) == (1, 1)
    with pytest.raises(RespaldoRechazado, match="nada se sobrescribe"):
        write_respaldo(destino=carpetas / "dos.zip")


def rewrite(origen: Path, destino: Path, *, reparar: bool, **cambiadas: bytes) -> Path:
    """A copy with other parts; ``reparar`` gives them their own hashes in the manifest."""
    with zipfile.ZipFile(origen) as leido, zipfile.ZipFile(destino, "w") as escrito:
        partes = {nombre: leido.read(nombre) for nombre in leido.namelist()} | cambiadas
        if reparar:
            manifiesto = read_manifiesto(partes[MANIFIESTO])
            manifiesto = replace(
                manifiesto,
                tablas=[
                    replace(t, sha256=sha256(c).hexdigest(), filas=c.count(b"\n"))
                    for t in manifiesto.tablas
                    for c in [partes[f"tablas/{t.modelo}.jsonl"]]
                ],
            )
            partes[MANIFIESTO] = manifiesto.write()
        for nombre, contenido in partes.items():
            escrito.writestr(nombre, contenido)
    return destino


def test_what_is_damaged_or_of_another_version_is_refused_and_leaves_nothing(settings, carpetas):
    servicio = Servicio.objects.create(codigo="sernam", sigla="SERNAM", nombre="Servicio")
    bueno = write_respaldo(destino=carpetas / "bueno.zip").ruta
    manifiesto = asdict(check_respaldo(bueno))
    with zipfile.ZipFile(bueno) as paquete:
        servicios = paquete.read("tablas/regiones.Servicio.jsonl")
    otra = manifiesto | {"migraciones": manifiesto["migraciones"] | {"programas": ["0001_initial", "0999_otra"]}}
    propias = manifiesto["migraciones"]
    nueva = manifiesto | {"migraciones": propias | {"programas": [*propias["programas"], "0999_otra"]}}
    mal_valor = json.dumps(["no es un número", *json.loads(servicios)[1:]]).encode() + b"\n"
    entero = bueno.read_bytes()
    (carpetas / "cortado.zip").write_bytes(entero[: len(entero) // 2])
    medio = entero.index(b"tablas/regiones.Region.jsonl") + 60
    (carpetas / "tocado.zip").write_bytes(entero[:medio] + bytes([entero[medio] ^ 255]) + entero[medio + 1 :])
    empty_base()
    settings.MEDIA_ROOT = carpetas / "restaurados"
    vacio = load_todo()

    def alter(nombre: str, reparar: bool = False, **cambiadas: bytes) -> Path:
        return rewrite(bueno, carpetas / f"{nombre}.zip", reparar=reparar, **cambiadas)

    tabla = "tablas/regiones.Servicio.jsonl"
    casos = {
        carpetas / "no-existe.zip": "No se puede leer el respaldo",
        carpetas / "cortado.zip": "no es un ZIP completo",
        carpetas / "tocado.zip": "dañado",
        alter(
            "cambiado", **{tabla: servicios.replace(b"SERNAM", b"SERMAN")}
        ): "«tablas/regiones.Servicio.jsonl» no",
        alter("sin-filas", **{tabla: b""}): "«tablas/regiones.Servicio.jsonl» no es la que se escribió",
        alter("de-mas", **{"archivos/../../fuera": b"x"}): "que su manifiesto no nombra",
        alter("otra-version", **{MANIFIESTO: json.dumps(otra).encode()}): "otra versión del programa: no tiene",
        alter(
            "mas-nueva", **{MANIFIESTO: json.dumps(nueva).encode()}
        ): r"tiene además la migración programas.0999_otra\. Restáurelo con la versión que lo escribió",
        alter(
            "de-otro-formato", **{MANIFIESTO: b'{"formato": "gestion-territorial/respaldo/2"}'}
        ): "de otro formato",
        alter("mal-valor", reparar=True, **{tabla: mal_valor}): "no admite una fila de",
        alter("sin-padre", reparar=True, **{"tablas/regiones.Region.jsonl": b""}): "nombra a otra que no está",
    }
    for ruta, motivo in casos.items():
        with pytest.raises(RespaldoRechazado, match=motivo):
            restore_respaldo(ruta=ruta)
        assert load_todo() == vacio
        assert load_archivos(carpetas / "restaurados") == {}
    restore_respaldo(ruta=bueno)
    assert Servicio.objects.get() == servicio
    with pytest.raises(RespaldoRechazado, match=r"hay filas de «.*Restaure en una base nueva"):
        restore_respaldo(ruta=bueno)


def test_a_restoration_that_cannot_write_a_file_leaves_neither_rows_nor_files(settings, carpetas, monkeypatch):
    build_instalacion()
    respaldo = write_respaldo(destino=carpetas / "uno.zip").ruta
    empty_base()
    settings.MEDIA_ROOT = carpetas / "restaurados"
    vacio, guardar = load_todo(), default_storage.save

    def save(nombre, contenido):
        if nombre.startswith("planillas"):
            raise OSError(28, "No queda espacio")
        return guardar(nombre, contenido)

    with monkeypatch.context() as lleno:
        lleno.setattr(default_storage, "save", save)
        with pytest.raises(CommandError, match="No queda espacio"):
            call_command("restore", respaldo)
    assert (load_todo(), load_archivos(carpetas / "restaurados")) == (vacio, {})
    (carpetas / "restaurados" / "ajeno").write_text("x")
    with pytest.raises(CommandError, match="La carpeta de archivos no está vacía: tiene «ajeno»"):
        call_command("restore", respaldo)
    assert load_todo() == vacio


def test_a_backup_has_all_of_an_act_or_nothing_of_it(carpetas, monkeypatch):
    """Somebody adds rows with their lines of the record once some tables are written and others are not."""
    write_tabla, maule = escritura.write_tabla, Region.objects.get(cut="07")
    antes = {etiqueta: len(filas) for etiqueta, filas in load_todo().items()}

    def act() -> None:
        try:
            create_fila(fila=AliasRegion(region=maule, texto="Entretanto"), actor=None)
        finally:
            connections["default"].close()

    def write_and_act(paquete: Any, modelo: Any) -> Any:
        tabla = write_tabla(paquete, modelo)
        if modelo is AliasRegion:
            otra.submit(act).result(timeout=15)
        return tabla

    monkeypatch.setattr(escritura, "write_tabla", write_and_act)
    with ThreadPoolExecutor(1) as otra:
        escrito = write_respaldo(destino=carpetas / "uno.zip")
    assert {tabla.modelo: tabla.filas for tabla in escrito.manifiesto.tablas} == antes
    despues = {etiqueta: len(filas) for etiqueta, filas in load_todo().items()}
    crecieron = {"regiones.AliasRegion", "regiones.Registro"}
    assert {etiqueta for etiqueta in despues if despues[etiqueta] != antes[etiqueta]} == crecieron


def test_a_backup_sees_one_moment_while_others_write():
    def write() -> None:
        try:
            Servicio.objects.create(codigo="otro", sigla="OTRO", nombre="Otro")
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(1) as otra, hold_instantanea():
        antes = Servicio.objects.count()
        otra.submit(write).result(timeout=15)
        assert Servicio.objects.count() == antes
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("INSERT INTO regiones_servicio (codigo) VALUES ('x')")
    assert Servicio.objects.count() == antes + 1
