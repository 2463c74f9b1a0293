# SPDX-License-Identifier: GPL-3.0-or-later
"""Readings of a cluster, and acts on many, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.commands.driving import run
from tests.app.commands.test_regrouping import cluster_of


def test_rival_readings_side_by_side(case: Path) -> None:
    cluster = cluster_of(case)["A1"]
    words = ("reading", case, cluster)
    first = run(*words, "benign", "--for", "A1:0-4 one shop", "--json").json()
    assert (first["reading"], first["standing"], first["cluster"]) == ("benign", "open", cluster)
    assert first["for"][0]["target"] == "A1:0-4"
    assert first["for"][0]["words"] == "one shop"
    run(*words, "Two shops of one family", "--standing", "leaning", "--against", "A1 – A2 prices")
    run(*words, "benign", "--standing", "set_aside", "--note", "prices differ", "--drop", "1")
    rows = run("readings", case, "--jsonl").rows()
    assert [(row["reading"], row["standing"]) for row in rows] == [
        ("benign", "open"),
        ("Two shops of one family", "leaning"),
        ("benign", "set_aside"),
    ]
    assert rows[2]["supersedes"] == rows[0]["id"]
    assert rows[1]["against"][0]["target"] == "A1–A2"
    held = run("readings", case, "--current", "--jsonl").rows()
    assert [row["for"] for row in held] == [[], []]
    run("index", case)
    assert run("readings", case, "--current", "--jsonl").rows() == held
    assert "prices differ" in run("readings", case).out.decode()
    actions = [row["action"] for row in run("audit", case, "--jsonl").rows()]
    assert actions.count("reading_set") == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("C1", "x" * 121), "reading_unreadable"),
        (("C999", "spam"), "id_unknown"),
        (("C1", "spam", "--for", "A999"), "id_unknown"),
        (("C1", "spam", "--for", "A1:0-99999"), "span_outside"),
        (("C1", "spam", "--drop", "2"), "reading_point_unknown"),
    ],
)
def test_what_is_no_reading(case: Path, words: tuple[str, ...], code: str) -> None:
    ran = run("reading", case, *words, "--json")
    assert ran.code == 3
    assert ran.error()["code"] == code
    assert ran.error()["remedy"]


def test_a_status_of_one_of_some_and_of_all_that_match(case: Path) -> None:
    def stand() -> set[str]:
        return {row["status"] for row in run("clusters", case, "--jsonl").rows()}

    cluster = cluster_of(case)["A1"]
    told = run("status", case, cluster, "done", "--json").json()
    assert (told["changes"], told["same"], told["done"]) == (1, 0, True)
    number = len(run("clusters", case, "--jsonl").rows())
    told = run("status", case, "done", "--filter", "", "--dry-run", "--json").json()
    assert (told["changes"], told["same"], told["done"]) == (number - 1, 1, False)
    assert stand() == {"todo", "done"}
    wrong = run("status", case, "done", "--filter", "", "--confirm", "1", "--json")
    assert (wrong.code, wrong.error()["code"]) == (3, "bulk_changed")
    run("status", case, "done", "--filter", "", "--confirm", str(number - 1))
    assert stand() == {"done"}
    assert run("status", case, "done").code == 2
    assert run("status", case, "C999", "done", "--json").error()["code"] == "id_unknown"


def test_a_tag_a_note_and_a_reading_on_many(case: Path) -> None:
    ads = len(run("ads", case, "--jsonl").rows())
    words = ("bulk", case, "tag", "FEE-01", "--each", "ads", "--filter", "", "--json")
    assert run(*words, "--how", "unsure").json()["changes"] == ads
    again = run(*words, "--how", "unsure").json()
    assert (again["changes"], again["same"]) == (0, ads)
    tags = run("tags", case, "--current", "--jsonl").rows()
    assert {(row["indicator"], row["status"]) for row in tags} == {("FEE-01", "unsure")}
    cluster = cluster_of(case)["A1"]
    only = ("--filter", f"cluster:{cluster}", "--json")
    assert run("bulk", case, "reading", "scam", "--how", "leaning", *only).json()["changes"] == 1
    assert run("bulk", case, "note", "seen before", *only).json()["changes"] == 1
    held = run("readings", case, "--current", "--jsonl").rows()
    assert [(row["cluster"], row["standing"]) for row in held] == [(cluster, "leaning")]


def test_what_is_never_done_to_many(case: Path) -> None:
    ran = run("bulk", case, "tag", "MIN-01", "--each", "ads", "--filter", "", "--json")
    assert (ran.code, ran.error()["code"]) == (7, "bulk_protocol")
    ran = run("bulk", case, "status", "done", "--each", "ads", "--filter", "", "--json")
    assert ran.error()["code"] == "bulk_unreadable"
