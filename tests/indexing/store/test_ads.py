# SPDX-License-Identifier: GPL-3.0-or-later
"""Ads are kept exactly, once each, however often and however interrupted they are read."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import sqlcipher3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexing.errors import BadInputError
from indexing.records import AdRecord, ImageRef, Rejected
from indexing.store import ads, images, sources
from indexing.store.case import Case, create
from indexing.store.queue_filter import Filter
from tests.indexing.store import rows
from tests.indexing.store.conftest import CHEAP, META, PASSPHRASE

FULL = AdRecord(
    place="row 2",
    source_id="17",
    url="https://example.org/17",
    site="example.org",
    title="Chambre à louer",
    body="Près de la gare\r\n\0 ٠٦ 🏠",
    posted_at="2024-03-01",
    captured_at="2024-03-02T10:00:00Z",
    place_text="Lyon",
    contacts=("0639980001", "a@example.org"),
    author="maison",
    price_text="400 €",
    images=(ImageRef("1.jpg"), ImageRef("2.jpg")),
    extra={"colour": "blue", "état": "neuf"},
)


def test_every_field_comes_back_exactly(case: Case) -> None:
    (number,) = rows.fill(case, [FULL])
    stored = ads.get(case, number)
    for field in dataclasses.fields(AdRecord):
        if field.name != "images":
            assert getattr(stored, field.name) == getattr(FULL, field.name)
    assert (stored.source_path, stored.source_name) == ("/data/a.csv", "a.csv")
    assert [image.untrusted_name for image in images.of_ad(case, number)] == ["1.jpg", "2.jpg"]


def test_identical_rows_of_one_file_are_two_ads(case: Case) -> None:
    twins = [rows.ad(2, "same"), rows.ad(3, "same")]
    first = rows.fill(case, twins)
    assert len(set(first)) == 2
    assert rows.fill(case, twins) == first


def test_the_same_ad_in_another_file_is_known(case: Case) -> None:
    first = rows.fill(case, [rows.ad(2, "same")])
    assert rows.fill(case, [rows.ad(9, "same")], name="b.csv") == first


def test_a_batch_that_failed_was_not_seen(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    source, seen = rows.begin(case), ads.SeenCounts()
    batch = [rows.ad(2, "same"), rows.ad(3, "same")]
    with monkeypatch.context() as patch:
        patch.setattr(ads, "_add", _fail)
        with pytest.raises(ZeroDivisionError):
            ads.add_batch(case, source, batch, seen=seen)
    assert ads.count(case) == 0
    assert ads.add_batch(case, source, batch, seen=seen).added == 2


def _fail(*_: object) -> int:
    raise ZeroDivisionError


def test_rejects_are_counted_and_kept_once(case: Case) -> None:
    source = rows.begin(case)
    broken = Rejected("row 10", "row_broken", {"columns": 3})
    batch: list[AdRecord | Rejected] = [rows.ad(2), broken, Rejected("row 9", "x")]
    for _ in range(2):
        result = ads.add_batch(case, source, batch, seen=ads.SeenCounts())
        assert result.added + result.known + result.rejected == 3
        assert result.ads[1:] == [0, 0]
    found = sources.rejects(case, source)
    assert [reject.place for reject in found] == ["row 9", "row 10"]
    assert found[1] == broken


def test_a_lone_surrogate_does_not_stop_an_import(case: Case) -> None:
    broken = rows.ad(2, "a \ud83d b", title="\udc00", images=["\ud800.png"])
    (number,) = rows.fill(case, [broken])
    assert ads.get(case, number).body == "a \ufffd b"
    assert rows.fill(case, [broken]) == [number]


def test_ids_are_never_reused(case: Case) -> None:
    last = rows.three(case)[-1]
    with case.transaction() as db:
        db.execute("DELETE FROM ads WHERE id = ?", [last])
    (new,) = rows.fill(case, [rows.ad(9)])
    assert new > last


def test_raw_ads_cannot_be_changed(case: Case) -> None:
    rows.three(case)
    with (
        pytest.raises(sqlcipher3.dbapi2.IntegrityError, match="never changed"),
        case.transaction() as db,
    ):
        db.execute("UPDATE ads SET body = 'x'")


def test_iteration_pages_and_filters(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ads, "_PAGE", 2)
    numbers = rows.fill(case, [rows.ad(n, site="a.org" if n % 2 else "b.org") for n in range(7)])
    assert [row.ad for row in ads.iterate(case)] == numbers
    assert [row.ad for row in ads.iterate(case, after=numbers[1], limit=3)] == numbers[2:5]
    only = Filter(sites=("A.ORG",))
    assert [row.ad for row in ads.iterate(case, only=only)] == numbers[1::2]
    assert [row.ad for row in ads.get_many(case, [numbers[3], 999, numbers[0]])] == [
        numbers[3],
        numbers[0],
    ]


def test_language_and_duplicates_are_set_and_reset(case: Case) -> None:
    one, two, three = rows.three(case)
    ads.set_language(case, {one: "fr", 999: "en"})
    ads.set_duplicates(case, {two: one, three: one})
    ads.set_duplicates(case, {three: two})
    assert [row.duplicate_of for row in ads.iterate(case)] == [None, None, two]
    assert ads.get(case, one).language == "fr"


def test_an_unknown_ad_is_told(case: Case) -> None:
    with pytest.raises(BadInputError, match="id_unknown"):
        ads.get(case, 5)


TEXT = st.text(alphabet="ab\ud800é\0", max_size=2)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    bodies=st.lists(TEXT, max_size=12),
    cut=st.integers(0, 12),
    size=st.integers(1, 5),
)
def test_an_import_cut_anywhere_and_run_again_gives_the_same(
    bodies: list[str], cut: int, size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    records = [AdRecord(f"row {n}", body=body) for n, body in enumerate(bodies)]
    told: list[list[str]] = []
    for passes in ([len(records)], [cut, len(records), len(records)]):
        path: Path = tmp_path_factory.mktemp("law") / "c"
        made, _ = create(path, passphrase=PASSPHRASE, meta=META, cost=CHEAP)
        with made as case:
            for length in passes:
                seen, source = ads.SeenCounts(), rows.begin(case)
                for start in range(0, length, size):
                    ads.add_batch(case, source, records[start:length][:size], seen=seen)
            told.append([row.body for row in ads.iterate(case)])
    assert told[0] == told[1]
    assert len(told[0]) == len(records)
