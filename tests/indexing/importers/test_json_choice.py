# SPDX-License-Identifier: GPL-3.0-or-later
"""One ad with lists of its own, or a list of ads beside other lists."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexing.importers.registry import open_source
from indexing.records import AdRecord
from tests.indexing.importers.conformance import every

AD = {
    "id": "17",
    "title": "Room to let",
    "description": "A quiet room near the tram, with a desk.",
    "url": "https://rooms.example.org/17",
    "price": 450,
}
OTHERS: list[dict[str, object]] = [
    {"id": str(n), "title": f"Room {n}", "url": f"https://rooms.example.org/{n}"} for n in (18, 19)
]
LISTS: dict[str, list[dict[str, object]]] = {
    "attributes": [{"name": "size", "value": "20"}, {"name": "beds", "value": "1"}],
    "criteria": [{"key": "size", "label": "Size", "value": "20 m2"}] * 3,
    "filters": [{"id": 1, "name": "size", "value": "20"}, {"id": 2, "name": "x", "value": "1"}],
    "comments": [{"author": "Ben", "text": "Still free?", "date": "2026-01-02"}] * 4,
    "phones": [{"type": "mobile", "number": "202-555-0101"}] * 2,
    "photos": [{"url": "https://rooms.example.org/1.jpg"}] * 3,
    "price_history": [{"date": "2026-01-01", "price": 400}] * 2,
    "breadcrumbs": [{"name": "Rooms", "url": "https://rooms.example.org/"}] * 2,
    "similar_ads": list(OTHERS),
    "otherListings": list(OTHERS),
}


def ads(folder: Path, content: object) -> list[AdRecord]:
    path = folder / "17.json"
    path.write_text(json.dumps(content))
    return [item for item in every(open_source(path)) if isinstance(item, AdRecord)]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_an_ad_holds(tmp_path: Path, name: str) -> None:
    """Each entry became an ad, and the ad itself was lost."""
    [ad] = ads(tmp_path, {**AD, name: LISTS[name]})
    assert (ad.source_id, ad.title, ad.url) == ("17", AD["title"], AD["url"])
    assert (ad.body, ad.price_text) == (AD["description"], "450")


@pytest.mark.parametrize(
    "content",
    [
        {"status": "ok", "data": {"ad": AD, "features": LISTS["attributes"]}},
        {"ad": {**AD, "comments": LISTS["comments"]}},
        {**AD, "options": {"a": {"name": "x", "url": "y"}, "b": {"name": "z", "url": "v"}}},
    ],
)
def test_an_ad_in_an_envelope(tmp_path: Path, content: object) -> None:
    assert [(ad.source_id, ad.title) for ad in ads(tmp_path, content)] == [("17", "Room to let")]


@pytest.mark.parametrize("name", ["items", "results", "offers", "properties", "comments"])
def test_a_list_of_ads_that_has_a_title_itself(tmp_path: Path, name: str) -> None:
    """Feeds and pages of results tell of themselves what ads tell; many comments are a list too."""
    count = 600 if name == "comments" else 3
    rows = [{**AD, "id": str(n)} for n in range(count)]
    content = {"title": "Rooms", "description": "All rooms of the town", "url": "x", name: rows}
    assert len(ads(tmp_path, content)) == count


@pytest.mark.parametrize("other", ["filters", "categories", "breadcrumbs", "towns"])
def test_ads_beside_a_longer_list(tmp_path: Path, other: str) -> None:
    longer = [{"id": n, "name": f"Town {n}"} for n in range(30)]
    content = {other: longer, "listings": [AD, {**AD, "id": "18"}, {**AD, "id": "19"}]}
    for order in (content, dict(reversed(content.items()))):
        assert [ad.source_id for ad in ads(tmp_path, order)] == ["17", "18", "19"]


def test_a_short_list_does_not_hide_a_long_one(tmp_path: Path) -> None:
    rows = [{"id": str(n), "title": f"Room {n}"} for n in range(100)]
    content = {"listings": rows, "remarks": [{"id": "1", "text": "Note", "author": "Ben"}] * 3}
    assert len(ads(tmp_path, content)) == 100


@pytest.mark.parametrize(("name", "count"), [("data", 3), ("table", 600)])
def test_a_table_that_has_a_title_and_names_no_fields(
    tmp_path: Path, name: str, count: int
) -> None:
    rows = [
        {"c1": f"Room {n}", "c2": "A quiet room near the tram, with a desk."} for n in range(count)
    ]
    content = {"name": "Rooms", "description": "What was found in May", "date": "2026-05-31"}
    assert len(ads(tmp_path, {**content, name: rows})) == count


def test_comments_beside_an_ad_stay_a_list(tmp_path: Path) -> None:
    content = {"post": AD, "comments": LISTS["comments"]}
    assert len(ads(tmp_path, content)) == len(LISTS["comments"])


def test_contacts_that_are_objects(tmp_path: Path) -> None:
    phones = [{"type": "mobile", "number": "202-555-0101"}, {"kind": "?"}, "ada@example.org"]
    [ad] = ads(tmp_path, {**AD, "phones": phones, "contact": {"name": "Ada", "phone": True}})
    assert ad.contacts == ("202-555-0101", '{"kind": "?"}', "ada@example.org")
    assert json.loads(ad.extra["phones"]) == phones


@pytest.mark.parametrize(
    ("content", "title", "body"),
    [
        ({"title": {"rendered": "Room &amp; desk"}, "content": {"rendered": "<p>Quiet</p>"}},
         "Room & desk", "Quiet"),
        ({"title": "Room", "body_html": "<p>Quiet</p>", "variants": [{"id": 1, "sku": "x" * 80}]},
         "Room", "Quiet"),
        ({"title": "Room", "variants": [{"id": 1, "sku": "a b c d e f g h i " * 9}]}, "Room", ""),
    ],
    ids=["WordPress", "Shopify", "no text"],
)  # fmt: skip
def test_texts_in_their_forms(
    tmp_path: Path, content: dict[str, object], title: str, body: str
) -> None:
    rows = [{"id": n, **content, "location": {"id": 4, "name": "Lyon"}} for n in range(9)]
    found = ads(tmp_path, rows)
    assert {(ad.title, ad.body, ad.place_text) for ad in found} == {(title, body, "Lyon")}
