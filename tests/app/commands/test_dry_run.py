# SPDX-License-Identifier: GPL-3.0-or-later
"""The dry run of an import says what would happen, held against the case, and stores nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.commands import corpus
from tests.app.commands.conftest import Built
from tests.app.commands.driving import Row, imported, run
from tests.app.commands.protection_world import World, sealed

COUNTS = ("read", "added", "known", "captures", "rejected", "protected")
HEAD = "id,url,title,description,captured_at\n"


def counts(document: Row) -> dict[str, int]:
    (source,) = document["sources"]
    for part in source["parts"]:
        assert part["read"] == part["added"] + part["known"] + part["rejected"]
    return {name: source[name] for name in COUNTS}


def lamp(day: int, words: str = "Green glass and brass foot with two arms made by hand") -> str:
    return f"k-88{day}104,https://shop.example/lamps/88{day}104,Lamp,{words},2026-03-{day:02}\n"


def test_what_the_case_has_is_known_already(pristine: Built, case: Path, tmp_path: Path) -> None:
    rows = (*corpus.ROWS, {**corpus.ROWS[0], "id": "x1", "description": "A bench of old oak"})
    file = corpus.write_csv(tmp_path, rows, "more.csv")
    foretold = counts(imported(case, file, "--dry-run"))
    assert foretold == {
        "read": 19, "added": 1, "known": 18, "captures": 0, "rejected": 0, "protected": 0,
    }  # fmt: skip
    assert foretold == counts(imported(case, file))


def test_equal_rows_beyond_those_of_the_case_would_be_added(empty: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("id,title\n1,Lamp\n", encoding="utf-8")
    imported(empty, file)
    file.write_text("id,title\n1,Lamp\n1,Lamp\n", encoding="utf-8")
    foretold = counts(imported(empty, file, "--dry-run"))
    assert (foretold["added"], foretold["known"]) == (1, 1)
    assert foretold == counts(imported(empty, file))


def test_an_ad_seen_anew_is_foretold(empty: Path, tmp_path: Path) -> None:
    file = tmp_path / "march.csv"
    file.write_text(HEAD + lamp(3), encoding="utf-8")
    imported(empty, file)
    file = tmp_path / "april.csv"
    file.write_text(HEAD + lamp(3).replace("2026-03", "2026-04") + lamp(7), encoding="utf-8")
    foretold = counts(imported(empty, file, "--dry-run"))
    assert (foretold["added"], foretold["known"], foretold["captures"]) == (1, 1, 1)
    assert foretold == counts(imported(empty, file))


def test_masked_columns_are_known_again(empty: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("id,title,phone\n1,Lamp,202-555-0101\n", encoding="utf-8")
    imported(empty, file, "--mask", "phone")
    assert counts(imported(empty, file, "--mask", "phone", "--dry-run"))["known"] == 1


def test_an_ad_under_protection_would_not_come_in(world: World) -> None:
    sealed(world)
    before = counts(imported(world.case, world.source, "--dry-run"))
    assert (before["protected"], before["rejected"]) == (1, 1)
    assert before == counts(imported(world.case, world.source))


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_nothing_is_said_to_be_added(
    pristine: Built, case: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAISCEAU_LANGUAGE", language)
    told = run("import", case, pristine.source, "--dry-run").out.decode()
    done = run("import", case, pristine.source).out.decode()
    assert told.splitlines()[0] != done.splitlines()[0]
    if language == "en":
        assert "would be added: 0, known already: 18" in told
        assert "Nothing was stored." in told
        assert "added" in done
        assert "Nothing was stored" not in done
