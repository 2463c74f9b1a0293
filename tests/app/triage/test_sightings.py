# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of an ad as it is told: newest first, what changed, and no contact in clear."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.triage import ad_detail, sighting_words, sightings
from app.triage.documents import ad_document
from app.triage.items import AdDetail, ChangeItem
from indexing.engine.local import LocalEngine
from indexing.pipeline.reading import extract
from indexing.pipeline.reading_further import extract_further
from indexing.progress import run
from indexing.records import AdRecord
from indexing.store import ads, images, sources
from indexing.store.case import Case, CaseMeta, create
from indexing.store.keys import Argon2Cost

META = CaseMeta("Test", "Consent", "Analyst One", "2035-01-01", ("FR",), ("en",))
FIRST = AdRecord(
    place="row 2",
    source_id="8812345",
    site="example.org",
    title="Room to let",
    body="A quiet room with a desk, 400 euros a month. Call 06 39 98 00 01, ask for the owner.",
    captured_at="2024-03-01T10:00:00Z",
    author="owner of quietroom",
    contacts=("0639980001",),
    extra={"colour": "blue", "views": "12"},
)
SECOND = replace(
    FIRST,
    body=FIRST.body.replace("400", "450").replace("00 01", "00 02"),
    captured_at="2024-03-09T10:00:00Z",
    contacts=("0639980002",),
)
THIRD = replace(
    SECOND,
    captured_at="2024-03-20T10:00:00Z",
    extra={"colour": "green", "phone": "x0639980003x"},
    author="owner of otherroom",
)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    folder = tmp_path / "one.faisceau"
    made, _ = create(folder, passphrase="herons", meta=META, cost=Argon2Cost(64, 1, 1))
    yield made
    made.close()


def bring(case: Case, *records: AdRecord) -> None:
    for one in records:
        name = f"{one.captured_at[:10]}.csv"
        source = sources.begin(case, f"/data/{name}", name, "csv", "utf-8", {})
        ads.add_batch(case, source, [one], seen=ads.SeenCounts())
    run(extract(case, LocalEngine(1)))
    run(extract_further(case, LocalEngine(1)))


def told(detail: AdDetail) -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [
        (one.when[:10], [(change.field, change.before, change.after) for change in one.changes])
        for one in detail.sightings
    ]


def test_an_ad_seen_once_has_no_history(case: Case) -> None:
    bring(case, FIRST)
    detail = ad_detail.read(case, 1, unmasked=False)
    assert (detail.sightings, detail.times_seen) == ((), 1)


def test_the_history_tells_what_changed_from_time_to_time(case: Case) -> None:
    bring(case, FIRST, SECOND, THIRD)
    detail = ad_detail.read(case, 1, unmasked=True)
    assert detail.times_seen == 3
    assert told(detail) == [
        (
            "2024-03-20",
            [
                ("Author", "quietroom", "otherroom"),
                ("colour", "blue", "green"),
                ("views", "12", ""),
                ("phone", "", "x0639980003x"),
            ],
        ),
        (
            "2024-03-09",
            [
                ("Text", "400", "450"),
                ("Text", "01", "02"),
                ("Contacts", "0639980001", "0639980002"),
            ],
        ),
        ("2024-03-01", []),
    ]


def test_an_older_sighting_that_came_later_stands_where_it_belongs(case: Case) -> None:
    bring(case, SECOND, FIRST)
    detail = ad_detail.read(case, 1, unmasked=True)
    days = [(one.when[:10], one.n) for one in detail.sightings]
    assert days == [("2024-03-09", 1), ("2024-03-01", 2)]
    assert detail.sightings[0].changes[0] == ChangeItem("Text", "400", "450")


def test_the_history_is_covered_like_the_ad(case: Case) -> None:
    bring(case, FIRST, SECOND, THIRD)
    detail = ad_detail.read(case, 1, unmasked=False)
    shown = json.dumps(told(detail), ensure_ascii=False)
    for secret in ("06 39 98", "0639980001", "0639980002", "0639980003", "quietroom", "otherroom"):
        assert secret not in shown
    changes = {name: (before, after) for name, before, after in told(detail)[1][1]}
    assert changes["Contacts"] == ("••••••••01", "••••••••02")


def test_the_document_is_covered_like_the_ad(case: Case) -> None:
    bring(case, FIRST, SECOND, THIRD)
    document = ad_document(case, ads.get(case, 1))
    shown = json.dumps(document, ensure_ascii=False)
    for secret in ("06 39 98", "0639980001", "0639980002", "0639980003", "quietroom", "otherroom"):
        assert secret not in shown
    clear = ad_document(case, ads.get(case, 1), clear=True)
    captures = clear["captures"]
    assert isinstance(captures, list)
    assert [one["captured_at"][:10] for one in captures] == ["2024-03-09", "2024-03-20"]
    assert captures[0]["changed"] == {"body": SECOND.body, "contacts": ["0639980002"]}
    assert captures[1]["changed"]["extra"] == {
        "colour": "green", "phone": "x0639980003x", "views": None,
    }  # fmt: skip


def test_a_contact_tells_when_it_was_seen(case: Case) -> None:
    bring(case, FIRST, SECOND)
    detail = ad_detail.read(case, 1, unmasked=True)
    days = {one.shown: one.seen for one in detail.mentions if one.kind == "phone"}
    assert days["0639980002  =  +33639980002"] == "2024-03-09"
    assert days["0639980001  =  +33639980001"] == ""


def test_a_contact_that_a_later_text_repeats_is_covered_there_too(case: Case) -> None:
    spelled = "Call zero six three nine nine eight zero zero zero one, or a77@example.org."
    first = replace(FIRST, body=f"A quiet room with a desk. {spelled}")
    second = replace(
        first, body=f"Still free! A quiet room with a desk. {spelled}", captured_at="2024-04-01"
    )
    bring(case, first, second)
    document = ad_document(case, ads.get(case, 1))
    captures = document["captures"]
    assert isinstance(captures, list)
    body, later = str(document["body"]), str(captures[0]["changed"]["body"])
    assert "•" in body
    assert later.endswith(body[body.index("Call") :])


def test_pictures_that_a_sighting_brought_are_told(case: Case) -> None:
    bring(case, FIRST)
    bring(case, SECOND)
    images.put_later(case, 1, "new.png", b"new")
    bring(case, THIRD)
    detail = ad_detail.read(case, 1, unmasked=False)
    assert [one.pictures for one in detail.sightings] == [0, 1, 0]
    assert "1 new picture" in sighting_words.sentence(detail.sightings[1])


def test_of_many_sightings_the_newest_are_told(case: Case) -> None:
    days = [f"2024-{1 + n // 28:02d}-{1 + n % 28:02d}" for n in range(60)]
    bring(case, *(replace(FIRST, captured_at=day) for day in days))
    detail = ad_detail.read(case, 1, unmasked=False)
    assert (len(detail.sightings), detail.times_seen) == (sightings.MOST_TOLD, 60)
    assert detail.sightings[0].when == days[-1]


def test_two_sightings_with_dates_that_nobody_can_order_stay_as_imported(case: Case) -> None:
    bring(case, replace(FIRST, captured_at="9/3/2024"), replace(SECOND, captured_at="1/3/2024"))
    detail = ad_detail.read(case, 1, unmasked=False)
    assert [one.n for one in detail.sightings] == [2, 1]
