# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau compare`` and ``explain``: pieces, reasons with their sentences, and the log."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.commands import corpus
from tests.app.commands.driving import run
from tests.app.commands.test_listing import by_id
from tests.app.commands.test_masking import assert_covered, texts

ADS = ("t1", "t3"), ("p1", "p2"), ("p4", "m1")


def named(case: Path) -> dict[str, str]:
    return {name: row["ad"] for name, row in by_id(run("ads", case, "--jsonl").rows()).items()}


def test_pieces_join_to_the_texts_and_reasons_are_told_whole(case: Path) -> None:
    rows = by_id(run("ads", case, "--jsonl").rows())
    a, b = rows["t1"], rows["t3"]
    document = run("compare", case, a["ad"], b["ad"], "--json").json()
    assert (document["a"], document["b"]) == (a["ad"], b["ad"])
    for field in ("title", "body"):
        assert "".join(piece["a"] for piece in document[field]) == a[field]
        assert "".join(piece["b"] for piece in document[field]) == b[field]
    changed = [piece for piece in document["body"] if not piece["same"]]
    assert [(piece["a"].strip(), piece["b"].strip()) for piece in changed] == [("small", "little")]
    assert changed[0]["a_start"] == a["body"].index("small")
    assert document["reasons"]
    for reason in document["reasons"]:
        assert set(reason) >= {
            "kind", "score", "threshold", "detail", "joins", "sentence", "numbers", "compared",
            "other_reading",
        }  # fmt: skip
    assert document["words"]["same"] == document["words"]["a"] - 1
    assert document["decision"] == "none"
    assert {one["kind"] for one in document["shared"]} == {"email", "handle"}


@pytest.mark.parametrize("pair", ADS)
def test_nothing_planted_is_shown(case: Path, pair: tuple[str, str]) -> None:
    ids = named(case)
    wanted = ids[pair[0]], ids[pair[1]]
    for words in (("compare", "--json"), ("compare",), ("explain", "--json"), ("explain",)):
        ran = run(words[0], case, *wanted, *words[1:])
        assert ran.code == 0
        if words[1:]:
            for text in texts(json.loads(ran.out)):
                assert_covered(text)
        else:
            assert_covered(ran.out.decode())


def test_unmasking_wants_a_reason_and_is_logged(case: Path) -> None:
    ids = named(case)
    wanted = ids["p1"], ids["p2"]
    refused = run("compare", case, *wanted, "--unmask", " ", "--json")
    assert refused.error()["code"] == "reason_missing"
    document = run("compare", case, *wanted, "--unmask", "case conference", "--json").json()
    assert corpus.PHONE_DIGITS[0] in json.dumps(document["shared"])
    log = run("audit", case, "--jsonl").out.decode()
    assert "case conference" in log


def test_words_for_people(case: Path) -> None:
    ids = named(case)
    out = run("compare", case, ids["t1"], ids["t3"]).out.decode()
    assert f"{ids['t1']}: [small]" in out
    assert f"{ids['t3']}: [little]" in out


def test_what_is_told_where_nothing_connects(case: Path) -> None:
    rows = by_id(run("ads", case, "--jsonl").rows())
    nothing = run("explain", case, rows["n1"]["ad"], rows["s2"]["ad"], "--json").json()
    assert (nothing["path"], nothing["links"]) == (None, [])
    assert isinstance(nothing["apart"], list)


def test_an_unknown_ad(case: Path) -> None:
    ran = run("compare", case, "A1", "A999", "--json")
    assert (ran.code, ran.error()["code"]) == (3, "id_unknown")
