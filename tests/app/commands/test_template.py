# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau template`` and the field ``template`` of ``clusters``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexing.pipeline.templating import template_clusters
from indexing.progress import run as exhaust
from indexing.store.case import open_case
from indexing.store.keys import Passphrase
from tests.app.commands import driving
from tests.app.commands.driving import run
from tests.app.commands.test_masking import assert_covered, texts


@pytest.fixture
def made(case: Path) -> Path:
    """The indexed case, its templates made whether or not indexing makes them."""
    with open_case(case, secret=Passphrase(driving.PASSPHRASE), mode="write") as opened:
        exhaust(template_clusters(opened))
    return case


def market(case: Path) -> driving.Row:
    """The cluster of the market stand."""
    rows = run("clusters", case, "--jsonl").rows()
    found = [row for row in rows if row["template"] and "Weekly" in row["template"]["text"]]
    assert len(found) == 1
    return found[0]


def test_clusters_have_their_template(made: Path) -> None:
    row = market(made)
    template = row["template"]
    assert template["ads"] == row["size"] == 3
    assert template["odd"] == []
    constants = [part["constant"] for part in template["parts"] if "constant" in part]
    assert "market stand with bread, cheese and honey" in " ".join(constants)
    alone = [one for one in run("clusters", made, "--jsonl").rows() if one["size"] == 1]
    assert alone
    assert all(one["template"] is None for one in alone)


def test_nothing_is_shown_unasked(made: Path) -> None:
    name = market(made)["cluster"]
    for words in (("clusters", made, "--jsonl"), ("template", made, name, "--json")):
        ran = run(*words)
        assert ran.code == 0, ran.err
        for line in ran.out.decode("utf-8").splitlines():
            for text in texts(json.loads(line)):
                assert_covered(text)
    assert_covered(run("template", made, name).out.decode("utf-8"))


def test_a_reason_shows_contacts_and_is_logged(made: Path) -> None:
    name = market(made)["cluster"]
    for words in (("clusters", made, "--jsonl"), ("template", made, name, "--json")):
        said = run(*words, "--unmask", "for the test").out.decode("utf-8")
        assert "roza_garden@example.org" in said
    acts = [row for row in run("audit", made, "--jsonl").rows() if row["action"] == "unmasked_list"]
    assert len(acts) == 2


def test_every_ad_is_aligned(made: Path) -> None:
    row = market(made)
    document = run("template", made, row["cluster"], "--json").json()
    assert [one["ad"] for one in document["ads"]] == row["ads"]
    kinds = {piece["kind"] for one in document["ads"] for piece in one["pieces"]}
    assert "constant" in kinds
    assert {one["template"] for one in document["ads"]} == {1}


def test_a_wrong_cluster_is_told(made: Path) -> None:
    assert run("template", made, "C999", "--json").error()["code"] == "id_unknown"
    assert run("template", made, "A1", "--json").error()["code"] == "id_unknown"
