# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau codebook upgrade``: shown first, then pinned; decisions keep their version."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import paths
from app.triage import codebook
from tests.app.commands.driving import run
from tests.app.triage.test_codebook import own_book

DRAFT = paths.CODEBOOKS / "thb-som-core-0.1.0.yaml"


def at_the_draft(case: Path) -> None:
    done = run("codebook", "upgrade", case, "--to", DRAFT, "--json").json()
    assert (done["to"]["version"], done["pinned"]) == ("0.1.0", True)


def test_the_shipped_codebook_is_offered_and_taken(case: Path) -> None:
    at_the_draft(case)
    tag = run("tag", case, "A1", "FEE-01", "--json").json()
    assert tag["codebook"]["version"] == "0.1.0"
    shown = run("codebook", "upgrade", case, "--dry-run", "--json").json()
    assert not shown["pinned"]
    assert shown["from"]["version"] == "0.1.0"
    assert shown["to"]["version"] == codebook.shipped().version
    assert {one["kind"] for one in shown["changes"]} >= {"text", "rule_added", "switched_off"}
    assert all(one["sentence"] and "{" not in one["sentence"] for one in shown["changes"])
    assert run("tag", case, "A2", "FEE-01", "--json").json()["codebook"]["version"] == "0.1.0"
    done = run("codebook", "upgrade", case, "--json").json()
    assert done["changes"] == shown["changes"]
    after = run("tag", case, "A3", "FEE-01", "--json").json()
    assert after["codebook"]["version"] == codebook.shipped().version
    before = run("tags", case, "--jsonl").rows()[0]
    assert before["codebook"] == tag["codebook"]  # a decision keeps the version it was made under
    acts = [one["action"] for one in run("audit", case, "--jsonl").rows()]
    assert acts.count("codebook_pinned") >= 2


def test_a_case_that_is_up_to_date_stays(case: Path) -> None:
    run("codebook", "upgrade", case, "--json")
    again = run("codebook", "upgrade", case, "--json").json()
    assert again["changes"] == []
    assert again["from"] == again["to"]
    assert "already" in run("codebook", "upgrade", case).err


def test_a_units_own_file(case: Path, tmp_path: Path) -> None:
    run("codebook", "upgrade", case, "--json")
    own_book(tmp_path)
    done = run("codebook", "upgrade", case, "--to", tmp_path / "book.yaml", "--json").json()
    kinds = {(one["kind"], one["id"]) for one in done["changes"]}
    assert kinds == {
        ("added", "FEE-90"), ("switched_off", "FEE-01"), ("rule_added", "R-FEE-90-fr"),
    }  # fmt: skip
    assert run("tag", case, "A1", "FEE-90", "--json").json()["codebook"]["id"] == "unit-a"
    text = run("codebook", "upgrade", case, "--dry-run").out.decode("utf-8")
    assert "FEE-90 Frais locaux: retired" in text


@pytest.mark.parametrize("content", ["a: [", "codebook: {}"])
def test_a_file_that_is_no_codebook_changes_nothing(
    case: Path, tmp_path: Path, content: str
) -> None:
    (tmp_path / "no.yaml").write_text(content, encoding="utf-8")
    ran = run("codebook", "upgrade", case, "--to", tmp_path / "no.yaml", "--json")
    assert ran.code == 3
    assert ran.error()["code"].startswith("codebook_")
    actions = [one["action"] for one in run("audit", case, "--jsonl").rows()]
    assert actions.count("codebook_pinned") <= 1
