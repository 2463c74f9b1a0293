# SPDX-License-Identifier: GPL-3.0-or-later
"""What is under protection does not come back with a later import; that it came up is kept."""

from __future__ import annotations

import pytest

from indexing.records import AdRecord, ImageStatus
from indexing.store import ads, images, sealing, sources
from indexing.store.case import Case
from tests.indexing.store.filled import fill, image_file, secret_words
from tests.indexing.store.test_purge import readable
from tests.indexing.store.test_sealing import item, seal, sha256_of


@pytest.fixture
def filled(case: Case) -> Case:
    """Six ads; the last two show one picture."""
    fill(case)
    return case


def again(case: Case, record: AdRecord, picture: bytes | None = None) -> ads.BatchResult:
    source = sources.begin(case, "later.csv", "1" * 64, "csv", "utf-8", {})
    found = ads.add_batch(case, source, [record], seen=ads.SeenCounts())
    if found.ads[0] and picture is not None:
        images.put(case, found.ads[0], 0, "one.png", picture)
    return found


def row_of(case: Case, ad: int) -> AdRecord:
    row = ads.get(case, ad)
    texts = {
        name: getattr(row, name)
        for name in ("source_id", "url", "site", "title", "body", "author", "place")
    }
    return AdRecord(**texts, contacts=row.contacts, extra=row.extra)


def test_the_ad_does_not_come_back_under_other_dates(filled: Case) -> None:
    record = row_of(filled, 5)
    seal(filled, 5)
    later = AdRecord(
        place="row 9",
        title=record.title,
        body=record.body,
        contacts=record.contacts,
        author=record.author,
        site=record.site,
        captured_at="2026-03-01",
    )
    found = again(filled, later)
    assert (found.added, found.known, found.rejected) == (0, 0, 1)
    assert [(one.place, one.code) for one in found.protected] == [("row 9", "protected_known")]
    assert [(one.kind, one.place) for one in item(filled).sightings if one.kind == "ad"] == [
        ("ad", "row 9")
    ]
    assert readable(filled, list(secret_words(5))) == set()


def test_a_protected_picture_does_not_come_back_in_another_ad(filled: Case) -> None:
    seal(filled, 5)
    found = again(filled, AdRecord(place="row 9", body="A bench of oak"), b"drawing 4")
    assert found.added == 1
    (shown,) = images.of_ad(filled, found.ads[0])
    assert (shown.status, shown.sha256) == (ImageStatus.PROTECTED, "")
    assert not (filled.path / image_file(filled, b"drawing 4")).exists()
    assert ("picture", "row 9") in [(one.kind, one.place) for one in item(filled).sightings]
    assert images.put_later(filled, found.ads[0], "b.png", b"drawing 4") is ImageStatus.REJECTED
    assert len(images.of_ad(filled, found.ads[0])) == 1


def test_a_picture_stored_again_before_the_deletion_ended_is_spared(filled: Case) -> None:
    images.put(filled, 6, 1, "own.png", b"own drawing")
    filled.db.execute("DELETE FROM ad_images WHERE ad = 6 AND position = 1")  # shown by none now
    sealing.seal(filled, [1], code="analyst", indicator="MIN-01", by="one")
    images.put(filled, 6, 1, "own.png", b"own drawing")
    sealing.finish(filled)
    assert images.read(filled, sha256_of(b"own drawing")) == b"own drawing"
