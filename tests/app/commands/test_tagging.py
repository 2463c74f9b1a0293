# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags from the codebook: append-only, on ads, clusters and passages."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from app import paths, settings
from app.triage.codebook import SHIPPED
from tests.app.commands.driving import run

KEYS = {
    "target", "indicator", "status", "confidence", "note", "by", "at", "codebook", "supersedes",
}  # fmt: skip


def indicator() -> str:
    return str(run("codebook", "list", "--jsonl").rows()[0]["indicator"])


def test_a_tag_is_kept_with_all_that_was_said(case: Path) -> None:
    name = indicator()
    options = ["--confidence", "low", "--note", "may be a club", "--json"]
    document = run("tag", case, "a1", name.lower(), *options).json()
    assert set(document) >= KEYS
    assert (document["target"], document["status"]) == ("A1", "added")
    assert document["by"] == "Analyst One"
    assert document["codebook"]["sha256"] == hashlib.sha256(SHIPPED.read_bytes()).hexdigest()
    (row,) = run("tags", case, "--jsonl").rows()
    assert row == document


def test_a_tag_is_replaced_and_never_erased(case: Path) -> None:
    name = indicator()
    first = run("tag", case, "A1", name, "--status", "accepted", "--json").json()
    second = run("tag", case, "A1", name, "--status", "withdrawn", "--json").json()
    rows = run("tags", case, "--jsonl").rows()
    assert [row["status"] for row in rows] == ["accepted", "withdrawn"]
    assert second["supersedes"] == first["id"]
    assert rows[0]["superseded_at"]
    assert [row["id"] for row in run("tags", case, "--current", "--jsonl").rows()] in (
        [], [second["id"]],
    )  # fmt: skip


def test_clusters_and_passages_are_tagged(case: Path) -> None:
    name = indicator()
    cluster = run("ads", case, "--jsonl").rows()[0]["cluster"]
    on_cluster = run("tag", case, cluster, name, "--json").json()
    assert sorted(on_cluster["ads"]) == ["A1", "A2", "A3", "A4"]
    assert run("tag", case, "A1:0-6", name, "--json").json()["target"] == "A1:0-6"
    found = run("ads", case, "--filter", f"tag:{name.lower()}", "--jsonl").rows()
    assert {row["ad"] for row in found} == {"A1", "A2", "A3", "A4"}
    assert name in run("tags", case).out.decode("utf-8")


@pytest.mark.parametrize(
    ("target", "name", "code", "exits"),
    [
        ("A99", "", "id_unknown", 3),
        ("C99", "", "id_unknown", 3),
        ("A1:5-9000", "", "span_outside", 3),
        ("A1:9-5", "", "span_outside", 3),
        ("C1:0-5", "", "target_unreadable", 3),
        ("lamp", "", "target_unreadable", 3),
        ("A1", "NONE-99", "indicator_unknown", 3),
    ],
)
def test_tags_that_make_no_sense(case: Path, target: str, name: str, code: str, exits: int) -> None:
    ran = run("tag", case, target, name or indicator(), "--json")
    assert (ran.code, ran.error()["code"]) == (exits, code)
    assert "…" not in ran.error()["message"]
    assert run("tags", case, "--jsonl").rows() == []


def test_tags_outlive_indexing(case: Path) -> None:
    run("tag", case, "C1", indicator(), "--json")
    before = run("tags", case, "--jsonl").rows()
    assert run("index", case, "--workers", "1", "--json").code == 0
    assert run("tags", case, "--jsonl").rows() == before


def test_the_shipped_codebook_is_valid_and_a_broken_one_is_not(tmp_path: Path) -> None:
    document = run("codebook", "validate", SHIPPED, "--json").json()
    assert document["valid"]
    assert document["indicators"] == len(run("codebook", "list", "--jsonl").rows())
    broken = tmp_path / "broken.yaml"
    broken.write_text("a: [", encoding="utf-8")
    assert run("codebook", "validate", broken, "--json").error()["code"] == "codebook_broken"
    other = tmp_path / "other.yaml"
    other.write_text("format: something\n", encoding="utf-8")
    ran = run("codebook", "validate", other, "--json")
    assert (ran.code, ran.error()["code"]) == (3, "codebook_refused")
    assert "…" not in ran.error()["message"] + ran.error()["remedy"]
    ran = run("codebook", "validate", paths.CODEBOOKS / "no.yaml", "--json")
    assert (ran.code, ran.error()["code"]) == (3, "file_missing")


def test_one_name_stands_in_the_log_and_on_the_tag(case: Path) -> None:
    settings.put("analyst", " Ann ")
    tagged = run("tag", case, "A1", indicator(), "--json").json()
    assert tagged["by"] == "Ann"
    acts = run("audit", case, "--jsonl").rows()
    assert acts[-1]["actor"] == "Ann"
