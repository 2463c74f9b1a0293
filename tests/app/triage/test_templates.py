# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates as documents and on screen: covered wherever a contact stands, clear when asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.triage.case_session import CaseSession
from app.triage.templates import alignment_document, template_document
from indexing.pipeline.templating import template_clusters
from indexing.progress import run
from indexing.records import AdRecord, Mention, MentionKind, Stamp
from indexing.store import ads, clusters, mentions, sources
from indexing.store import case as cases
from indexing.store.ads import SeenCounts
from indexing.store.case import Case, CaseMeta
from indexing.store.keys import Argon2Cost

FIXED = "06 39 98 01 42"
SPLIT = "01 99 and then 00 44 {n}7"
PLACES = ("Ulmkel", "Esros", "Garbra")
STRANGER = "Oak table with four chairs, barely used, to be picked up by Sunday"


def body(n: int) -> str:
    """A contact in a constant, one in a slot, and one that begins in one and ends in the other."""
    split = SPLIT.format(n=n)
    return (
        f"Room to let in {PLACES[n]} near the market hall, call {FIXED} before noon, "
        f"or write to room{n}.let@example.org, at night only {split} please"
    )


def found(n: int) -> list[Mention]:
    text = body(n)
    told = (
        (MentionKind.PHONE, "+33639980142", FIXED),
        (MentionKind.EMAIL, f"room{n}.let@example.org", f"room{n}.let@example.org"),
        (MentionKind.PHONE, f"+3319900440{n}7", SPLIT.format(n=n)),
    )
    return [
        Mention(kind, value, raw, "body", text.index(raw), text.index(raw) + len(raw))
        for kind, value, raw in told
    ]


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    meta = CaseMeta("purpose", "basis", "me", "2099-01-01")
    cheap = Argon2Cost(memory_kib=64, iterations=1, lanes=1)
    made, _key = cases.create(tmp_path / "x.faisceau", passphrase="herons", meta=meta, cost=cheap)
    number = sources.begin(made, "ads.csv", "0" * 64, "csv", "utf-8", {})
    bodies = [*map(body, range(3)), STRANGER]
    rows = [AdRecord(f"row {n}", title="Rooms", body=text) for n, text in enumerate(bodies, 2)]
    ads.add_batch(made, number, rows, seen=SeenCounts())
    mentions.replace(made, {n + 1: found(n) for n in range(3)}, Stamp("extract", "1"))
    clusters.replace(made, {1: [1, 2, 3, 4]})
    run(template_clusters(made))
    yield made
    made.close()


def shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def test_contacts_are_covered_in_constants_in_slots_and_across(case: Case) -> None:
    session = CaseSession(case)
    told = (
        shown(template_document(case, clusters.get(case, 1))),
        shown(alignment_document(case, 1)),
        repr(session.template(1)),
        repr(session.template_rows(1, [1, 2, 3, 4])),
    )
    for text in told:
        for planted in ("06 39", "39 98", "room1.let", "01 99", "00 44"):
            assert planted not in text


def test_contacts_are_clear_when_asked(case: Case) -> None:
    document = shown(template_document(case, clusters.get(case, 1), clear=True))
    aligned = shown(alignment_document(case, 1, clear=True))
    for planted in (FIXED, "room1.let@example.org", "01 99 and then"):
        assert planted in document
        assert planted in aligned


def test_the_document(case: Case) -> None:
    document = template_document(case, clusters.get(case, 1))
    assert document is not None
    assert (document["ads"], document["odd"], document["odd_ads"]) == (3, ["A4"], 1)
    assert str(document["text"]).startswith("Rooms\nRoom to let in {1} near the market hall, call ")
    parts = document["parts"]
    assert isinstance(parts, list)
    first = next(part for part in parts if part.get("slot") == 1)
    assert first["values"] == [{"value": place, "ads": 1} for place in sorted(PLACES)]
    assert first["distinct"] == first["filled"] == 3
    assert document["more"] == []


def test_every_ad_is_laid_on_it(case: Case) -> None:
    laid = alignment_document(case, 1, clear=True)["ads"]
    assert isinstance(laid, list)
    assert [(one["ad"], one["template"]) for one in laid] == [
        ("A1", 1), ("A2", 1), ("A3", 1), ("A4", None),
    ]  # fmt: skip
    for n, one in enumerate(laid[:3]):
        slots = [piece for piece in one["pieces"] if piece["kind"] == "slot"]
        assert slots[0]["text"] == PLACES[n]
        for piece in one["pieces"]:
            text = {"title": "Rooms", "body": body(n)}[piece["field"]]
            assert piece["text"].endswith(text[piece["start"] : piece["end"]])


def test_a_template_of_other_ads_is_not_shown(case: Case) -> None:
    clusters.replace(case, {1: [1, 2], 2: [3, 4]})
    assert template_document(case, clusters.get(case, 1)) is None
    item = CaseSession(case).template(1)
    assert [one.ads for one in item.templates] == [2]


def test_an_item_and_its_rows(case: Case) -> None:
    session = CaseSession(case)
    item = session.template(1)
    (template,) = item.templates
    assert (item.ads, template.ads, item.odd, item.odd_ads) == (4, 3, (4,), 1)
    rows = session.template_rows(1, [2, 4])
    assert [(row.ad, row.template) for row in rows] == [(2, 0), (4, None)]
    assert rows[0].values[0] == "Esros"
    assert len(rows[0].values) == len(template.slots)
    assert session.template(1) == item


def test_a_cluster_of_one_has_no_template(case: Case) -> None:
    clusters.replace(case, {1: [1, 2, 3], 2: [4]})
    item = CaseSession(case).template(2)
    assert (item.ads, item.templates) == (1, ())
    assert CaseSession(case).template_rows(2, [4])[0].template is None
