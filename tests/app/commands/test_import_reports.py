# SPDX-License-Identifier: GPL-3.0-or-later
"""What a case keeps of its imports, and rejected rows given out, mended and taken in again."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest

from app.triage import imports
from indexing.store.case import open_case
from indexing.store.keys import Passphrase
from tests.app.commands.conftest import Built
from tests.app.commands.driving import PASSPHRASE, Row, imported, new_case, run

SHORT = "7,Lamp 7"
FORMULA = "8,=1+1"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "list.csv"
    lines = ["id,title,description,phone", "1,Lamp 1,Green glass,202-555-0101", SHORT, FORMULA]
    file.write_text("\n".join([*lines, "9,Desk,Old oak,202-555-0109"]) + "\n", encoding="utf-8")
    return file


def reports(case: Path) -> list[Row]:
    found = run("imports", case, "--json").json()["imports"]
    assert isinstance(found, list)
    return found


def read_table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def write_table(file: Path, rows: list[dict[str, str]], delimiter: str = ",") -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


def test_each_import_is_told_with_hash_profile_and_rejects(empty: Path, source: Path) -> None:
    imported(empty, source)
    (told,) = reports(empty)
    assert (told["source"], told["read"], told["added"], told["rejected"]) == ("S1", 4, 2, 2)
    assert told["sha256"] == hashlib.sha256(source.read_bytes()).hexdigest()
    assert (told["encoding"], told["encoding_by"]) == ("utf-8", "utf8")
    assert len(told["profile"]["sha256"]) == 64
    assert [(one["place"], one["code"], one["repaired_at"]) for one in told["rejects"]] == [
        ("row 3", "row_width", None),
        ("row 4", "row_width", None),
    ]


def test_pictures_not_found_are_listed_and_counted(pristine: Built, case: Path) -> None:
    (told,) = reports(case)
    assert told["missing"] == 1
    assert told["not_found"] == [{"ad": "A2", "place": "row 3", "name": "tree.png"}]
    assert told["images"] == {"found": 3, "missing": 1, "rejected": 0}


def test_rejects_go_out_inert_and_come_back_as_ads(
    empty: Path, source: Path, tmp_path: Path
) -> None:
    imported(empty, source)
    out = tmp_path / "rejects.csv"
    assert run("rejects", empty, "S1", out, "--json").json()["rows"] == 2
    rows = read_table(out)
    assert [row["reject place"] for row in rows] == ["row 3", "row 4"]
    assert [row["reject row"] for row in rows] == [SHORT, FORMULA]
    assert rows[0]["title"] == "Lamp 7"
    assert rows[1]["title"] == "'=1+1"
    rows[0]["description"], rows[1]["description"] = "Blue glass", "Ask for the sum"
    write_table(out, rows, delimiter=";")
    (report,) = imported(empty, out, "--repair", "S1")["sources"]
    assert (report["read"], report["added"], report["repaired"]) == (2, 2, 2)
    ads = run("ads", empty, "--jsonl").rows()
    assert [(ad["title"], ad["body"]) for ad in ads[2:]] == [
        ("Lamp 7", "Blue glass"),
        ("=1+1", "Ask for the sum"),
    ]
    first, second = reports(empty)
    assert (first["rejected"], first["repaired"]) == (2, 2)
    assert [one["repaired_by"] for one in first["rejects"]] == ["S2", "S2"]
    assert second["repairs"] == "S1"
    assert run("rejects", empty, "S1", tmp_path / "more.csv", "--json").json()["rows"] == 0


def test_each_run_over_a_source_stays_told(empty: Path, source: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("id,title\n1,Bench\n", encoding="utf-8")
    imported(empty, source)
    imported(empty, other)
    imported(empty, source)
    first, second = reports(empty)
    keys = ("read", "added", "known", "rejected")
    told = [tuple(one[key] for key in keys) for one in first["runs"]]
    assert told == [(4, 2, 0, 2), (4, 0, 2, 2)]
    assert (first["added"], first["known"]) == (0, 2)  # the source itself tells its newest run
    assert [one["added"] for one in second["runs"]] == [1]
    ats = [one["at"] for one in first["runs"]]
    assert ats == sorted(ats)
    assert {one["sha256"] for one in first["runs"]} == {first["sha256"]}
    assert {one["profile"] for one in first["runs"]} == {first["profile"]["sha256"]}
    assert b"2 added, 0 known, 2 rejected" in run("imports", empty).out
    with open_case(empty, secret=Passphrase(PASSPHRASE), mode="read") as opened:
        newest, oldest = imports.items(opened)
    assert "imported 2 times since 20" in oldest.told
    assert "times since" not in newest.told


def test_a_mended_row_stays_mended_when_the_source_is_read_again(
    empty: Path, source: Path, tmp_path: Path
) -> None:
    imported(empty, source)
    out = tmp_path / "rejects.csv"
    run("rejects", empty, "S1", out)
    rows = read_table(out)[:1]
    write_table(out, [{**rows[0], "description": "Blue glass"}])
    imported(empty, out, "--repair", "S1")
    again = imported(empty, out, "--repair", "s1")["sources"][0]
    assert (again["added"], again["known"], again["repaired"]) == (0, 1, 0)
    imported(empty, source)
    told = reports(empty)[0]
    assert [bool(one["repaired_at"]) for one in told["rejects"]] == [True, False]
    with open_case(empty, secret=Passphrase(PASSPHRASE), mode="read") as opened:
        kept = opened.db.conn.execute("SELECT place, raw FROM rejects ORDER BY place").fetchall()
    assert kept == [("row 3", ""), ("row 4", FORMULA)]


def test_rows_that_nobody_mended_stay_rejected(empty: Path, source: Path, tmp_path: Path) -> None:
    imported(empty, source)
    out = tmp_path / "rejects.csv"
    run("rejects", empty, "S1", out)
    rows = [{**row, "id": "", "title": ""} for row in read_table(out)]
    write_table(out, [*rows, {**rows[0], "reject place": "", "id": "12", "title": "Vase"}])
    (report,) = imported(empty, out, "--repair", "S1")["sources"]
    assert (report["read"], report["added"], report["repaired"]) == (1, 1, 0)
    assert reports(empty)[0]["repaired"] == 0


def test_what_is_left_out_stays_out_of_mended_rows(
    empty: Path, source: Path, tmp_path: Path
) -> None:
    imported(empty, source, "--drop", "phone")
    out = tmp_path / "rejects.csv"
    run("rejects", empty, "S1", out)
    rows = read_table(out)
    assert "phone" not in rows[0]
    assert [row["reject row"] for row in rows] == ["", ""]
    write_table(out, [{**rows[0], "title": "Lamp 7", "phone": "202-555-0107"}])
    imported(empty, out, "--repair", "S1")
    told = run("ads", empty, "--jsonl", "--unmask", "test").rows()[-1]
    assert (told["title"], told["contacts"], told["extra"]) == ("Lamp 7", [], {})


def test_rows_of_json_lines_come_back_cell_by_cell(empty: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "list.jsonl", tmp_path / "rejects.csv"
    good = [{"id": str(n), "title": f"Lamp {n}", "description": "Green"} for n in range(3)]
    lines = [json.dumps(row) for row in good] + ['{"id": "7", "title": "cut']
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    imported(empty, file)
    run("rejects", empty, "S1", out)
    (row,) = read_table(out)
    assert (row["reject row"], row["reject place"]) == (lines[3], "line 4")
    write_table(out, [{**row, "id": "7", "title": "Cut glass", "description": "Clear"}])
    assert imported(empty, out, "--repair", "S1")["sources"][0]["repaired"] == 1


def test_rows_of_a_workbook_come_back_cell_by_cell(empty: Path, tmp_path: Path) -> None:
    import openpyxl

    file, out = tmp_path / "list.xlsx", tmp_path / "rejects.csv"
    book = openpyxl.Workbook()
    assert book.active is not None
    for cells in (
        ("id", "title", "description"),
        *((f"{n}", f"Lamp {n}", "Green") for n in range(3, 30)),  # the header is settled by these
        ("2", "Desk", "Old oak", "too much"),
    ):
        book.active.append(cells)
    book.save(file)
    imported(empty, file)
    run("rejects", empty, "S1", out)
    (row,) = read_table(out)
    assert (row["id"], row["title"], row["description"]) == ("2", "Desk", "Old oak")
    write_table(out, [row])
    assert imported(empty, out, "--repair", "S1")["sources"][0]["repaired"] == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("rejects", "S9", "out.csv"), "source_unknown"),
        (("rejects", "first", "out.csv"), "source_unknown"),
        (("rejects", "S1", "list.csv"), "out_exists"),
        (("rejects", "S1", "no/such/out.csv"), "out_unwritable"),
        (("import", "list.csv", "--repair", "S1"), "not_mended_table"),
        (("import", "list.csv", "--repair", "S4"), "source_unknown"),
    ],
)
def test_wrong_names_are_told(
    empty: Path, source: Path, words: tuple[str, ...], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(empty, source)
    monkeypatch.chdir(source.parent)
    ran = run(words[0], empty, *words[1:], "--json")
    assert (ran.code, ran.error()["code"]) == (3, code)
    assert "…" not in ran.error()["message"] + ran.error()["remedy"]


def test_an_export_of_rejects_is_logged_without_their_text(
    empty: Path, source: Path, tmp_path: Path
) -> None:
    imported(empty, source)
    run("rejects", empty, "S1", tmp_path / "out.csv")
    log = run("audit", empty, "--jsonl").out.decode()
    assert "rejects_exported" in log
    assert "Lamp" not in log


def test_a_case_of_an_older_program_tells_what_it_has(empty: Path, source: Path) -> None:
    imported(empty, source)
    with (
        open_case(empty, secret=Passphrase(PASSPHRASE), mode="write") as opened,
        opened.transaction(),
    ):
        opened.db.conn.execute("UPDATE sources SET report = '{}'")
    (told,) = reports(empty)
    assert told["profile"]["fields"]["title"] == ["title"]
    other = empty.parent / "plain.faisceau"
    new_case(other)
    assert reports(other) == []
    assert "S1" in run("imports", empty).out.decode()


def test_a_picture_file_that_several_ads_got_is_told_and_covered(
    empty: Path, tmp_path: Path
) -> None:
    (tmp_path / "photos").mkdir()
    for name in ("1.jpg", "0639980001.jpg"):
        (tmp_path / "photos" / name).write_bytes(name.encode())
    rows = [
        f"{ad},Lamp {ad},Glass {ad},https://example.org/{ad}/{name}"
        for ad in (71, 72)
        for name in ("1.jpg", "0639980001.jpg")
    ]
    file = tmp_path / "list.csv"
    file.write_text("\n".join(["id,title,description,image_urls", *rows]), encoding="utf-8")
    imported(empty, file)
    (told,) = reports(empty)
    (note,) = (note for note in told["notes"] if note["code"] == "pictures_shared")
    assert note["detail"]["n"] == 2
    assert "1.jpg" in note["detail"]["files"]
    assert "0639980001" not in str(note)
    with open_case(empty, secret=Passphrase(PASSPHRASE), mode="read") as case:
        (item,) = imports.items(case)
    first, words = item.told.split("\n")
    assert first.startswith("CSV")
    assert "(2): 1.jpg, " in words
    assert "0639980001" not in words


def test_known_ads_that_give_another_contact_are_told(empty: Path, tmp_path: Path) -> None:
    words = "A quiet room for one person with a desk and a lamp"
    for name, phones in (("one", "06 39 98 00 01"), ("two", "06 39 98 00 01 06 39 98 00 02")):
        rows = [
            f"88120{ad},Room {ad},{words} nr {ad},https://example.org/ad/88120{ad},{phones}"
            for ad in range(8)
        ]
        file = tmp_path / f"{name}.csv"
        file.write_text("\n".join(["id,title,description,url,phone", *rows]), encoding="utf-8")
        imported(empty, file)
    first, second = reports(empty)
    assert first["notes"] == []
    (note,) = second["notes"]
    assert note["code"] == "contacts_came"
    assert note["detail"] == {"n": 8, "places": [f"row {n}" for n in range(2, 7)]}
    with open_case(empty, secret=Passphrase(PASSPHRASE), mode="read") as case:
        item = next(one for one in imports.items(case) if one.name == "two.csv")
    assert "(8): row 2, row 3, row 4, row 5, row 6. " in item.told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Saved on: 3 May\n10:00\tAnna\tRoom\n11:00\tBea\tBike\n", {"n": 2, "names": ["list.csv"]}),
        ("id,price\n7001,450\n7002,500\n", {"n": 2, "names": ["list.csv"]}),
        ("id,text\n7001,A room\n", None),
        ("url,price\nhttps://example.org/ad/7001,450\n", None),
    ],
)
def test_ads_that_hold_nothing_are_told(
    empty: Path, tmp_path: Path, text: str, expected: dict[str, object] | None
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    imported(empty, file)
    (told,) = reports(empty)
    found = [note["detail"] for note in told["notes"] if note["code"] == "nothing_mapped"]
    assert found == ([] if expected is None else [expected])
    with open_case(empty, secret=Passphrase(PASSPHRASE), mode="read") as case:
        (item,) = imports.items(case)
    assert ("(2; list.csv)" in item.told) == (expected is not None)


def test_an_empty_table_beside_ads_is_told_by_its_name(empty: Path, tmp_path: Path) -> None:
    for name, text in (("ads.csv", "id,text\n1,A room\n"), ("stock.csv", "id,price\n7,450\n")):
        (tmp_path / "batch").mkdir(exist_ok=True)
        (tmp_path / "batch" / name).write_text(text, encoding="utf-8")
    imported(empty, tmp_path / "batch")
    (told,) = reports(empty)
    (note,) = (note for note in told["notes"] if note["code"] == "nothing_mapped")
    assert note["detail"] == {"n": 1, "names": ["stock.csv"]}
