"""Tables of text as people have them: encodings, delimiters, quotes, and files that are broken."""

import csv
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_mobile.core.errors import Invalid
from crm_mobile.transfer.reading import open_table
from tests.shared_data import shared

CHINESE = [
    "编号,名称,地址",
    "1,北京市朝阳区便利店,朝阳区建国路八十八号",
    "2,上海静安面包房,静安区南京西路一千号",
    "3,成都春熙路药店,锦江区春熙路十二号",
]
WESTERN = ["Nummer;Name;Straße", "1;Café Müller;Rödelheimer Straße 3", "2;Crêperie d’été;Rue de l’Évêché 4"]


def table_of(path: Path, content: bytes):
    path.write_bytes(content)
    return open_table(path)


def values_of(table) -> list[list[str]]:
    return [line.values for line in table.rows()]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_chinese_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str):
    table = table_of(tmp_path / "a.csv", "\r\n".join(CHINESE).encode(encoding))
    assert table.header == ["编号", "名称", "地址"]
    assert values_of(table) == [line.split(",") for line in CHINESE[1:]]


def test_traditional_chinese_in_big5(tmp_path: Path):
    rows = ["編號,名稱,地址", *(f"{n},臺北市大安區麵包店,忠孝東路四段{n}號" for n in range(1, 9))]
    table = table_of(tmp_path / "a.csv", "\n".join(rows).encode("big5"))
    assert values_of(table)[0] == ["1", "臺北市大安區麵包店", "忠孝東路四段1號"]


def test_western_windows_file_with_semicolons(tmp_path: Path):
    table = table_of(tmp_path / "a.csv", "\r\n".join(WESTERN).encode("cp1252"))
    assert table.header == ["Nummer", "Name", "Straße"]
    assert values_of(table)[1] == ["2", "Crêperie d’été", "Rue de l’Évêché 4"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found_although_the_others_occur_in_values(tmp_path: Path, delimiter: str):
    rows = [["name", "address", "note"], ["A, B; C", "1 Main St", "x|y"], ["D", "2, Side; St", ""]]
    path = tmp_path / "a.csv"
    with path.open("w", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    table = open_table(path)
    assert table.delimiter == delimiter
    assert values_of(table) == rows[1:]


def test_gzip_is_seen_by_its_content(tmp_path: Path):
    table = table_of(tmp_path / "a.csv", gzip.compress("name\nÅsa".encode()))
    assert values_of(table) == [["Åsa"]]


def test_broken_gzip_gets_a_sentence(tmp_path: Path):
    with pytest.raises(Invalid, match="damaged"):
        table_of(tmp_path / "a.csv.gz", gzip.compress(b"name\n" + b"x,y\n" * 9000)[:60])


def test_wrong_byte_deep_in_the_file_names_its_line(tmp_path: Path):
    content = b"name\n" + "Zoë\n".encode() * 50_000
    (tmp_path / "a.csv").write_bytes(content + b"\xff\xfe\xff\n")
    with pytest.raises(Invalid, match=r"Line \d+ is not written in utf-8"):
        list(open_table(tmp_path / "a.csv", "utf-8").rows())


def test_quote_that_is_never_closed_names_its_line(tmp_path: Path):
    table = table_of(tmp_path / "a.csv", b'name,city\nA,"B\n' + b"C,D\n" * 60_000)
    with pytest.raises(Invalid, match=r"Line \d+: a quotation mark"):
        list(table.rows())


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_empty_file_gets_a_sentence(tmp_path: Path, content: bytes):
    with pytest.raises(Invalid, match="empty"):
        table_of(tmp_path / "a.csv", content)


def test_unknown_encoding_gets_a_sentence(tmp_path: Path):
    (tmp_path / "a.csv").write_text("name\nx")
    with pytest.raises(Invalid, match="klingon"):
        open_table(tmp_path / "a.csv", "klingon")


def test_lines_are_numbered_as_in_the_file(tmp_path: Path):
    table = table_of(tmp_path / "a.csv", b'name,note\nA,"one\ntwo"\n\nB,x\n')
    assert [(line.number, line.values[0]) for line in table.rows()] == [(3, "A"), (5, "B")]


def test_real_files_of_one_table_in_eight_encodings():
    folder = shared("encodings")
    expected = values_of(open_table(folder / "cn_areas.utf-8.csv"))
    assert len(expected) > 100
    for file in sorted(folder.glob("cn_areas.*.csv")):
        table = open_table(file)
        assert table.header == ["code", "name", "cityCode", "provinceCode"], file.name
        assert values_of(table) == expected, file.name
    # The two called UTF32 begin with a mark that is none of any encoding.
    for file in sorted(file for file in folder.glob("csvtext*.csv") if "UTF32" not in file.name):
        assert values_of(open_table(file))[0] == ["row1-1", "row1-2", "row1-3"], file.name


def test_csv_spectrum():
    folder = shared("csv/csv-spectrum")
    for file in sorted((folder / "csvs").glob("*.csv")):
        if file.stem == "location_coordinates":
            continue  # its degree signs are already lost in the file
        table = open_table(file)
        read = [dict(zip(table.header, values, strict=True)) for values in values_of(table)]
        expected = json.loads((folder / "json" / f"{file.stem}.json").read_text())
        plain = [{k: v.replace("\r\n", "\n") for k, v in row.items()} for row in read]
        assert plain == [{k: v.replace("\r\n", "\n") for k, v in row.items()} for row in expected], file.name


# Letters that need quoting, letters that other delimiters are, and letters of more than one byte.
TRICKY = st.text(st.sampled_from("ab\",;\t|\n\r 'é中🥐"), min_size=1, max_size=12)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(TRICKY, min_size=3, max_size=3), min_size=1, max_size=8), st.sampled_from(["utf-8", "utf-16"]))
def test_whatever_is_quoted_as_the_standard_says_comes_back(tmp_path: Path, rows: list[list[str]], encoding: str):
    path = tmp_path / "quoted.csv"
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["one", "two", "three"], *rows])
    table = open_table(path)
    assert (table.header, values_of(table)) == (["one", "two", "three"], rows)
