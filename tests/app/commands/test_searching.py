# SPDX-License-Identifier: GPL-3.0-or-later
"""The search command as an outside script drives it: contract, masks, bad input, the child."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from app.commands import console, search_serving
from app.triage import searching
from app.triage.searching_items import answer_of
from indexing.store import audit
from indexing.store.case import open_case
from indexing.store.keys import Passphrase
from tests.app.commands.driving import PASSPHRASE, run

SECRETS = ("39980001", "9980001")


def ids(case: Path) -> dict[str, str]:
    return {row["source_id"]: row["ad"] for row in run("ads", case, "--jsonl").rows()}


@pytest.mark.parametrize(
    "number", ["06 39 98 00 01", "tel. 0033 6.39.98.00.01", "zero six 39 98 00 01"]
)
def test_a_contact_is_found_and_covered(case: Path, number: str) -> None:
    known = ids(case)
    rows = run("search", case, "--contact", number, "--jsonl").rows()
    assert {row["ad"] for row in rows} == {known[name] for name in ("p1", "p2", "p3", "p4")}
    assert all(set(row) == {"ad", "score", "why"} for row in rows)
    assert all("•" in row["why"] for row in rows)
    assert not any(secret in json.dumps(rows) for secret in SECRETS)


def test_ways_and_filters_are_joined(case: Path) -> None:
    every = run("search", case, "--phone", "0639980001", "--jsonl").rows()
    one = run(
        "search", case, "--phone", "0639980001", "--filter", f"ad:{every[0]['ad']}", "--jsonl"
    ).rows()
    assert [row["ad"] for row in one] == [every[0]["ad"]]
    assert len(run("search", case, "--phone", "0639980001", "--limit", "2", "--jsonl").rows()) == 2
    assert (
        run("search", case, "--filter", "lang:", "--jsonl").error()["code"] == "filter_unreadable"
    )


def test_more_like_an_ad_is_not_the_ad(case: Path) -> None:
    known = ids(case)
    rows = run("search", case, "--like", known["p1"], "--jsonl").rows()
    assert known["p1"] not in {row["ad"] for row in rows}
    assert {row["ad"] for row in rows} >= {known["p2"]}
    assert run("search", case, "--like", "A9999", "--jsonl").error()["code"] == "id_unknown"


def test_meaning_before_an_index_names_the_remedy(case: Path) -> None:
    ran = run("search", case, "--meaning", "a lamp", "--jsonl")
    error = ran.error()
    assert error["code"] in ("search_no_vectors", "model_missing")
    assert error["remedy"]
    assert ran.code == 3


@pytest.mark.parametrize("content", [None, b"", b"no picture at all"])
def test_a_bad_picture_names_its_file(case: Path, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "dropped.jpg"
    if content is not None:
        file.write_bytes(content)
    ran = run("search", case, "--image", file, "--jsonl")
    error = ran.error()
    assert ran.code == 3
    assert error["path"] == str(file)
    assert str(file) in error["message"]
    assert error["remedy"]


def test_a_search_is_in_the_log_without_its_words(case: Path) -> None:
    run("search", case, "quincemarmalade", "--jsonl")
    with open_case(case, secret=Passphrase(PASSPHRASE), mode="read") as opened:
        lines = [json.dumps(str(line)) for line in audit.lines(opened)]
    assert any("searched" in line for line in lines)
    assert not any("quincemarmalade" in line for line in lines)


def test_the_child_answers_until_its_input_ends(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_case(case, secret=Passphrase(PASSPHRASE), mode="read") as opened:
        key = opened.vault_key().key.hex()
    asked = [
        {"id": 1, "mode": "contact", "value": "06 39 98 00 01", "only": "", "limit": 3},
        {"id": 2, "mode": "picture", "value": "/nowhere/at.all", "only": "", "limit": 3},
        {"id": 3, "mode": "words", "value": "lamp", "only": "nonsense:", "limit": 3},
        {"id": 4, "mode": "words", "value": "lamp", "only": "", "limit": 3},
    ]
    told: list[dict[str, object]] = []
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join([key, *map(json.dumps, asked)]) + "\n"))
    monkeypatch.setattr(console, "emit", told.append)
    search_serving.serve(case, None, key_stdin=True)
    assert [one["id"] for one in told] == [1, 2, 3, 4]
    answers = [answer_of(one) for one in told]
    assert len(answers[0].hits) == 3
    assert "/nowhere/at.all" in answers[1].error
    assert answers[1].remedy
    assert answers[3].hits
    assert not any(secret in json.dumps(told) for secret in SECRETS)


@pytest.mark.parametrize(
    "code",
    ["ads_without_meaning", "vectors_damaged", "pictures_pending", "pictures_whole_only", "other"],
)
def test_every_note_has_words(code: str) -> None:
    assert len(searching.note_words(code, 2)) > 20
