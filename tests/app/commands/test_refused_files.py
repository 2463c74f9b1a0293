# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of files that are refused: alone, among others, and where nothing is left."""

from __future__ import annotations

import io
import os
import sys
import tarfile
import zipfile
from pathlib import Path

import openpyxl
import pytest

from app import messages
from app.messages.formats import READ, format_words
from indexing.importers.sniff import FORMATS
from indexing.records import Rejected
from tests.app.commands.driving import Ran, imported, run

LIST = "id,title,description\n1,Lamp,Green glass\n2,Desk,Old oak\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "given"
    made.mkdir()
    (made / "list.csv").write_text(LIST, encoding="utf-8")
    (made / "paper.pdf").write_bytes(b"%PDF-1.4 one\n")
    (made / "poster.pdf").write_bytes(b"%PDF-1.4 two\n")
    (made / "cut.json").write_text('{"a": [', encoding="utf-8")
    return made


def lines(ran: Ran) -> list[str]:
    return ran.out.decode().splitlines()


def test_refused_files_are_named_once_with_what_to_do(empty: Path, folder: Path) -> None:
    told = lines(run("import", empty, folder))
    (at,) = [n for n, line in enumerate(told) if "paper.pdf" in line]
    assert told[at].count("paper.pdf") == 1
    assert told[at].startswith("  paper.pdf: ")
    assert "looks like a PDF document" in told[at]
    assert told[at + 1].startswith("    → docs/importing.md")
    assert told[at + 2].startswith("  poster.pdf: ")
    assert sum("docs/importing.md" in line for line in told) == 1
    (cut,) = [line for line in told if "cut.json" in line]
    assert cut == "  cut.json: This file is not valid JSON."


def test_what_was_refused_stays_told(empty: Path, folder: Path, tmp_path: Path) -> None:
    (folder / "house.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    imported(empty, folder)
    told = lines(run("imports", empty))
    assert "  Pictures, found by the ads that name them: 1" in told
    assert sum("paper.pdf" in line for line in told) == 1
    assert any(line.startswith("    → docs/importing.md") for line in told)
    out = tmp_path / "rejects.csv"
    assert run("rejects", empty, "S1", out, "--json").json()["rows"] == 3
    table = out.read_text(encoding="utf-8-sig")
    assert '"paper.pdf","file_not_this_format","This is not a table or list of ads' in table
    assert "faisceau rejects" not in "".join(told)  # a file is no row to mend


def test_rejected_rows_say_how_they_are_mended(empty: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST + "3,short\n", encoding="utf-8")
    told = lines(run("import", empty, file))
    assert "  → To mend the rejected rows: faisceau rejects CASE S1 FILE.csv" in told
    assert "faisceau rejects" not in run("import", empty, file, "--dry-run").out.decode()


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_nothing_usable_is_told_in_words(
    empty: Path, folder: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAISCEAU_LANGUAGE", language)
    (folder / "list.csv").unlink()
    error = run("import", empty, folder, "--json").error()
    assert error["code"] == "archive_no_ads"
    assert "_" not in error["message"].replace(str(folder), "")
    assert error["message"].endswith(".")
    assert error["remedy"]
    if language == "en":
        assert (
            "Not valid JSON: cut.json. Not a table or list of ads: paper.pdf, poster.pdf."
            in (error["message"])
        )
        assert "Not a table or list of ads: docs/importing.md names" in error["remedy"]


def test_a_folder_of_pictures_alone_says_how_they_come_in(empty: Path, tmp_path: Path) -> None:
    made = tmp_path / "pictures"
    made.mkdir()
    (made / "one.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    error = run("import", empty, made, "--json").error()
    assert error["message"].endswith(".")
    assert "pictures" in error["message"].replace(str(made), "")
    assert "--images" in error["remedy"]


@pytest.mark.parametrize(
    ("name", "asked", "found"),
    [
        ("list.csv", "xlsx", "csv"),
        ("list.csv", "json", "csv"),
        ("list.csv", "folder", "csv"),
        ("book.xlsx", "csv", "xlsx"),
        ("book.xlsx", "ods", "xlsx"),
        ("pack.zip", "warc", "zip"),
    ],
)
def test_another_format_than_asked_for(
    empty: Path, folder: Path, name: str, asked: str, found: str
) -> None:
    book = openpyxl.Workbook()
    book.save(folder / "book.xlsx")
    with zipfile.ZipFile(folder / "pack.zip", "w") as pack:
        pack.writestr("list.csv", LIST)
    error = run("import", empty, folder / name, "--format", asked, "--json").error()
    assert (error["code"], error["path"]) == ("file_not_this_format", str(folder / name))
    assert f"cannot be read as {format_words(asked)}" in error["message"]
    assert error["message"].endswith(f"looks like {format_words(found)}.")
    assert f"--format {found};" in error["remedy"]


def test_a_format_that_does_not_help_is_not_offered(empty: Path, folder: Path) -> None:
    error = run("import", empty, folder / "paper.pdf", "--format", "csv", "--json").error()
    assert error["message"].endswith("looks like a PDF document.")
    assert "--format" not in error["remedy"]


def packed(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as pack:
        pack.writestr(name, LIST)
    return file.getvalue()


def tar() -> bytes:
    file, content = io.BytesIO(), io.BytesIO(LIST.encode())
    with tarfile.open(fileobj=file, mode="w:gz") as pack:
        told = tarfile.TarInfo("list.csv")
        told.size = len(LIST)
        pack.addfile(told, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "looks_like", "way"),
    [
        ("list.xlsb", packed("xl/workbook.bin"), "binary Excel workbook", "as XLSX or CSV"),
        ("list.numbers", packed("Index/Document.iwa"), "Apple Numbers", "as XLSX or CSV"),
        (
            "list.fods",
            b"<?xml version='1.0'?><office:document xmlns:office='urn:x' office:mimetype='"
            b"application/vnd.oasis.opendocument.spreadsheet'/>",
            "flat OpenDocument workbook",
            "as XLSX or CSV",
        ),
        ("list.xls", bytes.fromhex("0900040002001000"), "an old program (BIFF)", "as XLSX or CSV"),
        ("list.slk", b"ID;PX\nP;PG\nC;Y1;X1;K1\nC;X2;K2\n", "program (SYLK)", "as XLSX or CSV"),
        ("list.dif", b'TABLE\r\n0,1\r\n"X"\r\n', "program (DIF)", "as XLSX or CSV"),
        ("list.tar.gz", tar(), "packed archive (TAR)", "Unpack it"),
        ("list.rar", b"Rar!\x1a\x07\x00", "packed archive (RAR)", "Unpack it"),
        ("list.db", b"SQLite format 3\x00", "a database (SQLite)", "as CSV"),
        ("list.xls", b"<html><form><input name='user'></form></html>", "a web page", "password"),
    ],
)
def test_what_can_be_done_with_a_file_of_another_kind(
    empty: Path, folder: Path, name: str, content: bytes, looks_like: str, way: str
) -> None:
    (folder / name).write_bytes(content)
    error = run("import", empty, folder / name, "--json").error()
    assert error["code"] == "file_not_this_format"
    assert looks_like in error["message"]
    assert way in error["remedy"]


def test_a_column_called_id_makes_no_sylk(empty: Path, folder: Path) -> None:
    (folder / "list.csv").write_text("ID;PRICE\nB;5\nC;6\nhouse;7\n", encoding="utf-8")
    (source,) = run("import", empty, folder / "list.csv", "--json").json()["sources"]
    assert (source["format"], source["added"]) == ("csv", 3)


def test_every_format_has_words() -> None:
    assert set(READ) == set(FORMATS)


@pytest.mark.parametrize("code", ["archive_name", "member_unreadable", "file_unreadable"])
def test_a_folder_is_not_called_a_file(code: str) -> None:
    assert "This file or folder" in messages.describe_reject(Rejected("given/below", code))


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_a_name_that_is_no_utf8_is_told_in_one_form(empty: Path, tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xe9ds.csv"))
    file.write_text(LIST, encoding="utf-8")
    (brought,) = imported(empty, file)["sources"]
    (kept,) = run("imports", empty, "--json").json()["imports"]
    assert brought["path"] == kept["path"]
    assert [part["name"] for part in brought["parts"]] == [kept["name"]]
