"""What goes out in a file comes back the same, whatever it begins with."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import DEFUSEDXML, LXML, Workbook, load_workbook
from tablib import Dataset

from regiones.resources.formatos import ArchivoIlegible, Csv, Json, Xlsx
from regiones.textos import clean_controles

FORMATOS = [Xlsx(), Csv(), Json()]
# openpyxl itself takes «x005F_» away when it reads: no text in Spanish holds it.
TEXTOS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(clean_controles)


def write_and_read(formato, texto):
    datos = Dataset(["clave", texto, 7], headers=["codigo", "texto", "orden"])
    return formato.create_dataset(formato.export_data(datos))


@pytest.mark.parametrize("formato", FORMATOS, ids=lambda f: f.titulo)
@given(texto=TEXTOS)
@example(texto="=1+1")
@example(texto="-5 comunas")
@example(texto="'=ya con apóstrofo")
@example(texto="''=dos")
@example(texto="'sola")
@example(texto="@cargo")
@example(texto="+56 9")
@example(texto='Dijo «sí», "no"; y\nsaltó, ñandú\t')
@example(texto="  con espacios  ")
@example(texto="3,2 %")
@example(texto="00123")
@example(texto="1e5")
@example(texto="#REF!")
@example(texto="_x000D_")
def test_a_text_comes_back_intact(formato, texto):
    leido = write_and_read(formato, texto)
    assert leido.headers == ["codigo", "texto", "orden"]
    assert (leido[0][1] or "", int(leido[0][2])) == (texto, 7)


def test_a_workbook_holds_text_and_never_a_formula():
    contenido = Xlsx().export_data(Dataset(["=HYPERLINK(A1)"], headers=["texto"]))
    celda = load_workbook(BytesIO(contenido)).active["A2"]
    assert (celda.value, celda.data_type, celda.quotePrefix) == ("=HYPERLINK(A1)", "s", True)


def test_a_csv_opens_in_a_spreadsheet_without_running_anything():
    contenido = Csv().export_data(Dataset(["=1+1"], ["-x"], ["@y"], ["ñ"], headers=["texto"])).decode()
    assert contenido == "texto\r\n'=1+1\r\n'-x\r\n'@y\r\nñ\r\n"


@pytest.mark.parametrize("codificacion", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separador", [",", ";", "\t"])
def test_a_csv_is_read_as_spreadsheets_save_it(codificacion, separador):
    contenido = separador.join(["codigo", "texto"]) + "\r\n" + separador.join(["a", "Ñuble"]) + "\r\n\r\n"
    assert Csv().create_dataset(contenido.encode(codificacion)).dict == [{"codigo": "a", "texto": "Ñuble"}]


def test_a_percentage_typed_in_a_workbook_is_read_as_it_is_seen():
    libro = Workbook()
    hoja = libro.active
    hoja.append(["ponderacion", "orden", "otro"])
    hoja.append([0.032, 2.0, 3.25])
    hoja["A2"].number_format = "0.0%"
    salida = BytesIO()
    libro.save(salida)
    assert [str(v) for v in Xlsx().create_dataset(salida.getvalue())[0]] == ["3.2 %", "2", "3.25"]


@pytest.mark.parametrize(
    ("formato", "contenido", "mensaje"),
    [
        (Xlsx(), b"no es un libro", "no es un libro .xlsx"),
        (Json(), b"{", "no es un JSON bien formado"),
        (Json(), b'{"a": 1}', "debe ser una lista de objetos"),
        (Json(), b'[{"a": 1}, {"b": 1}]', "objeto 2 no tiene las mismas claves"),
        (Csv(), b"", "no tiene encabezados"),
        (Csv(), b"a,a\n1,2\n", "«a» está vacío o se repite"),
        (Csv(), b"a,b\n1,2,3\n", "La fila 2 tiene más columnas"),
        (Csv(), b'a\n"x', "no es un CSV bien formado"),
    ],
)
def test_an_unreadable_file_says_why(formato, contenido, mensaje):
    with pytest.raises(ArchivoIlegible, match=mensaje):
        formato.create_dataset(contenido)


ENTIDAD = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>'


def build_con_entidad(parte: str) -> bytes:
    libro, salida = Workbook(), BytesIO()
    libro.active.append(["codigo"])
    libro.save(salida)
    roto = BytesIO()
    with zipfile.ZipFile(salida) as sano, zipfile.ZipFile(roto, "w") as paquete:
        for nombre in sano.namelist():
            datos = sano.read(nombre)
            if nombre == parte:
                datos = ENTIDAD + datos.replace(b"codigo", b"&b;").replace(b'name="Sheet"', b'name="&b;"')
            paquete.writestr(nombre, datos)
    return roto.getvalue()


@pytest.mark.parametrize("parte", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_a_workbook_with_entities_is_refused(parte):
    with pytest.raises(ArchivoIlegible, match="está dañado"):
        Xlsx().create_dataset(build_con_entidad(parte))


def test_openpyxl_parses_with_the_libraries_that_the_guards_were_tried_with():
    """With others it raises other errors and treats entities otherwise: both are pinned dependencies."""
    assert (LXML, DEFUSEDXML) == (True, True)


def test_a_json_with_its_keys_in_another_order_is_read_by_name():
    leido = Json().create_dataset(b'[{"a": 1, "b": 2}, {"b": 4, "a": 3}]')
    assert leido.dict == [{"a": 1, "b": 2}, {"a": 3, "b": 4}]


def test_a_text_that_does_not_fit_in_a_cell_is_not_cut_in_silence():
    with pytest.raises(ValueError, match="no cabe en una celda"):
        Xlsx().export_data(Dataset(["x" * 40_000], headers=["texto"]))
