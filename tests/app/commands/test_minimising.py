# SPDX-License-Identifier: GPL-3.0-or-later
"""What is dropped never enters the case, what is masked enters it unreadable; profiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import paths
from indexing.store import erasure
from indexing.store.case import open_case
from indexing.store.keys import Passphrase
from tests.app.commands.driving import PASSPHRASE, imported, new_case, run

SECRET = "Quincemarmalade"
PHONE = "06 39 98 01 42"


def holds(case: Path, word: str) -> bool:
    """Is a word in any table or any decrypted page of the case, or in the program's own files?"""
    with open_case(case, secret=Passphrase(PASSPHRASE), mode="read") as opened:
        names = [name for name in opened.db.table_names() if not name.startswith("ads_words_")]
        rows = "".join(str(list(opened.db[name].rows)) for name in names)
        found, _pages = erasure.search_pages(opened, [word.encode(), word.casefold().encode()])
    own = [file for file in paths.home().rglob("*") if file.is_file()]
    written = any(word.encode() in file.read_bytes() for file in own)
    return word in rows or bool(found) or written


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    file = folder / "list.csv"
    rows = [f"{n},Lamp {n},Green glass {n},{SECRET} {n},{PHONE}" for n in range(3)]
    head = "id,title,description,origin,phone"
    file.write_text("\n".join([head, *rows, f"9,{SECRET}"]) + "\n", encoding="utf-8")
    return file


def test_a_dropped_column_is_nowhere_in_the_case(empty: Path, source: Path) -> None:
    imported(empty, source)
    assert holds(empty, SECRET)  # the search finds what is there
    other = empty.parent / "other.faisceau"
    new_case(other)
    document = imported(other, source, "--drop", "Origin")
    assert SECRET not in str(document)
    assert not holds(other, SECRET)
    assert document["sources"][0]["profile"]["drop"] == ["Origin"]


def test_masked_cells_stay_equal_within_a_case_and_differ_between_cases(
    empty: Path, source: Path
) -> None:
    other = empty.parent / "other.faisceau"
    new_case(other)
    masks = []
    for case in (empty, other):
        imported(case, source, "--mask", "phone", "--drop", "origin")
        rows = run("ads", case, "--jsonl", "--unmask", "test").rows()
        assert len({row["contacts"][0] for row in rows}) == 1
        assert rows[0]["contacts"][0].startswith("masked:")
        masks.append(rows[0]["contacts"][0])
        assert not holds(case, PHONE)
        assert not holds(case, SECRET)
    assert masks[0] != masks[1]


def test_a_column_that_is_not_there_is_refused(empty: Path, source: Path) -> None:
    ran = run("import", empty, source, "--drop", "orgin", "--json")
    assert (ran.code, ran.error()["code"]) == (3, "map_column_unknown")
    assert run("ads", empty, "--jsonl").rows() == []


def test_a_saved_profile_reads_the_next_file_the_same_way(
    empty: Path, source: Path, tmp_path: Path
) -> None:
    file = tmp_path / "lamps.yaml"
    options = ("--drop", "origin", "--mask", "phone", "--map", "title=description")
    first = imported(empty, source, *options, "--save-profile", file)["sources"][0]
    (source.parent / "next.csv").write_bytes(source.read_bytes() + b"7,Vase,Blue,x,y\n")
    second = imported(empty, source.parent / "next.csv", "--profile", file)["sources"][0]
    assert second["profile"]["fields"] == first["profile"]["fields"]
    assert (second["added"], second["known"]) == (1, 3)
    assert second["profile"]["name"] == "lamps"
    assert len(second["profile"]["sha256"]) == 64


def test_a_profile_has_a_name_of_its_own_and_a_folder(empty: Path, source: Path) -> None:
    imported(empty, source, "--drop", "origin", "--save-profile", "Lamp lists")
    found = imported(empty, source, "--profile", "Lamp lists")["sources"][0]
    assert (found["profile"]["name"], found["profile"]["drop"]) == ("Lamp lists", ["origin"])


def test_a_profile_that_fits_partly_says_what_is_missing(empty: Path, source: Path) -> None:
    imported(empty, source, "--save-profile", "Lamps")
    file = source.parent / "less.csv"
    file.write_text("id,title\n1,Lamp\n", encoding="utf-8")
    found = imported(empty, file, "--profile", "Lamps")["sources"][0]
    assert set(found["profile"]["missing"]) == {"description", "phone"}
    assert "description" in run("import", empty, file, "--profile", "Lamps").out.decode()


def test_an_order_of_day_and_month_is_used_only_when_it_is_said(
    empty: Path, tmp_path: Path
) -> None:
    file = tmp_path / "dates.csv"
    file.write_text("id,title,date\n1,Lamp,3/4/2024 9:05\n2,Chair,2024-05-06\n", encoding="utf-8")
    imported(empty, file, "--date-order", "dmy")
    rows = run("ads", empty, "--jsonl").rows()
    assert [row["posted_at"] for row in rows] == ["2024-04-03T09:05", "2024-05-06"]
    assert rows[0]["extra"]["date"] == "3/4/2024 9:05"
