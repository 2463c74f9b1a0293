# SPDX-License-Identifier: GPL-3.0-or-later
"""An ad seen again is a capture of it: counted as known, kept whole, and never a second ad."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
import sqlcipher3

from indexing.extract.mentions import FIELDS
from indexing.records import AdRecord, ImageRef, ImageStatus, Judgement, Mention, MentionKind, Stamp
from indexing.store import (
    ads,
    captures,
    cluster_counts,
    clusters,
    erasure,
    further,
    further_texts,
    images,
    judgements,
    key_buffer,
    mentions,
    purge,
    search,
)
from indexing.store.ads import BatchResult
from indexing.store.case import Case, open_case
from indexing.store.facets import Queue
from indexing.store.queue_filter import Filter
from tests.indexing.store import rows

FIRST = AdRecord(
    place="row 2",
    source_id="8812345",
    url="https://example.org/ads/8812345",
    site="example.org",
    title="Room to let near the station",
    body="A quiet room for one person, with a desk and a lamp. Call 06 39 98 00 01.",
    captured_at="2024-03-01",
    contacts=("0639980001",),
    images=(ImageRef("1.jpg"),),
    extra={"views": "12", "colour": "blue"},
)
AGAIN = replace(
    FIRST,
    body=FIRST.body.replace("00 01", "00 02"),
    contacts=("0639980002",),
    captured_at="2024-03-09",
    extra={"views": "99"},
)


def bring(case: Case, *records: AdRecord, name: str = "b.csv") -> BatchResult:
    return ads.add_batch(case, rows.begin(case, name), records, seen=ads.SeenCounts())


def test_the_fields_that_are_read_are_those_of_an_ad() -> None:
    assert captures.READ == FIELDS


def test_an_ad_seen_again_is_a_capture_of_it(case: Case) -> None:
    (ad,) = rows.fill(case, [FIRST])
    result = bring(case, AGAIN)
    assert (result.added, result.known, result.captures) == (0, 1, 1)
    assert (result.ads, result.sightings) == ([ad], [2])
    assert ads.count(case) == 1
    (kept,) = captures.of_ad(case, ad)
    assert (kept.n, kept.source_name, kept.place) == (2, "b.csv", "row 2")
    assert kept.captured_at == "2024-03-09"
    assert kept.changed == {
        "body": AGAIN.body,
        "contacts": ["0639980002"],
        "extra": {"views": "99", "colour": None},
    }
    stored = ads.get(case, ad)
    assert (stored.body, stored.captured_at) == (FIRST.body, FIRST.captured_at)


def test_the_same_capture_twice_is_one(case: Case) -> None:
    (ad,) = rows.fill(case, [FIRST])
    bring(case, AGAIN)
    for name in ("b.csv", "copy of b.csv"):
        result = bring(case, AGAIN, name=name)
        assert (result.added, result.known, result.captures) == (0, 1, 0)
        assert (result.ads, result.sightings) == ([ad], [2])
    assert captures.count(case) == 1


def test_what_was_only_seen_later_is_a_capture_without_changes(case: Case) -> None:
    (ad,) = rows.fill(case, [FIRST])
    assert bring(case, replace(FIRST, captured_at="2024-04-01")).captures == 1
    assert captures.of_ad(case, ad)[0].changed == {}
    assert further_texts.of_ad(case, ad) == []
    assert further.count_unread(case) == 0


def test_a_capture_is_never_changed(case: Case) -> None:
    rows.fill(case, [FIRST])
    bring(case, AGAIN)
    with pytest.raises(sqlcipher3.dbapi2.IntegrityError), case.transaction():
        case.db.conn.execute("UPDATE captures SET changed = '{}'")


def test_a_batch_that_failed_left_no_capture(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    rows.fill(case, [FIRST])
    source, seen = rows.begin(case, "b.csv"), ads.SeenCounts()
    other = replace(FIRST, source_id="8812346", url="https://example.org/ads/8812346", body="Bike")
    with monkeypatch.context() as patch:
        patch.setattr(ads, "_add", _fail)
        with pytest.raises(ZeroDivisionError):
            ads.add_batch(case, source, [AGAIN, other], seen=seen)
    assert captures.count(case) == 0
    result = ads.add_batch(case, source, [AGAIN, other], seen=seen)
    assert (result.added, result.known, result.captures) == (1, 1, 1)


def _fail(*_: object) -> int:
    raise ZeroDivisionError


def test_further_texts_are_what_no_earlier_sighting_said(case: Case) -> None:
    (ad,) = rows.fill(case, [FIRST])
    bring(case, AGAIN)
    bring(case, replace(AGAIN, captured_at="2024-03-20", title="Room to let"), name="c.csv")
    bring(case, replace(FIRST, captured_at="2024-03-21"), name="d.csv")
    told = [(one.field, one.text, one.read_as) for one in further_texts.of_ad(case, ad)]
    assert told == [
        ("capture 2 body", AGAIN.body, "body"),
        ("capture 2 contacts", "0639980002", "contacts"),
        ("capture 3 title", "Room to let", "title"),
    ]
    assert list(further.unread(case)) == [[(ad, ["capture 2", "capture 3"])]]


def test_mentions_of_captures_go_with_those_of_the_ad_when_it_is_read_anew(case: Case) -> None:
    (ad,) = rows.fill(case, [FIRST])
    bring(case, AGAIN)
    own = Mention(MentionKind.PHONE, "+33639980001", "0639980001", "contacts", 0, 10)
    later = replace(own, value="+33639980002", raw="0639980002", field="capture 2 contacts")
    mentions.replace(case, {ad: [own]}, Stamp("mentions", "1"))
    with case.transaction():
        mentions.replace_further(case, ad, {"capture 2": [later]})
    assert further.count_unread(case) == 0
    assert mentions.of_ad(case, ad) == [later, own]
    assert search.phone(case, "0639980002") == [ad]
    with case.transaction():
        mentions.replace_further(case, ad, {"capture 2": [later]})
    assert len(mentions.of_ad(case, ad)) == 2
    mentions.replace(case, {ad: [own]}, Stamp("mentions", "2"))
    assert mentions.of_ad(case, ad) == [own]
    assert further.count_unread(case) == 1


def test_an_ad_grows_only_when_it_was_linked(case: Case) -> None:
    (ad,) = rows.fill(case, [FIRST])
    bring(case, AGAIN)
    assert further.grown(case) == {}
    case.db.conn.execute("UPDATE derived SET text_group = ad")
    bring(case, replace(AGAIN, body="A quiet room for one person, with a desk."), name="c.csv")
    assert further.grown(case) == {ad: 0}
    further.settle(case, [ad])
    assert further.grown(case) == {}


def test_pictures_of_a_capture_are_added_to_those_of_the_ad(case: Case) -> None:
    (ad,) = rows.fill(case, [replace(FIRST, images=(ImageRef("1.jpg"), ImageRef("2.jpg")))])
    images.put(case, ad, 0, "1.jpg", b"one")
    case.db.conn.execute("UPDATE derived SET text_group = ad")
    put = images.put_later
    assert put(case, ad, "1.jpg", b"one") is ImageStatus.FOUND
    assert put(case, ad, "1.jpg", b"another") is ImageStatus.FOUND
    assert put(case, ad, "2.jpg", b"two") is ImageStatus.FOUND
    assert put(case, ad, "elsewhere/2.jpg", b"two") is ImageStatus.FOUND
    assert put(case, ad, "3.jpg", None) is ImageStatus.MISSING
    assert put(case, ad, "3.jpg", None) is ImageStatus.MISSING
    assert put(case, ad, "2.jpg", None) is ImageStatus.FOUND
    shown = [(one.untrusted_name, one.sha256) for one in images.of_ad(case, ad)]
    one, another, two = (hashlib.sha256(data).hexdigest() for data in (b"one", b"another", b"two"))
    assert shown == [("1.jpg", one), ("2.jpg", two), ("1.jpg", another), ("3.jpg", "")]
    assert further.grown(case) == {ad: 2}
    assert further.new_pictures(case) == 2


def test_pictures_count_as_changed_against_those_of_the_ad_itself(case: Case) -> None:
    (ad,) = rows.fill(case, [FIRST])
    more = replace(FIRST, images=(ImageRef("1.jpg"), ImageRef("2.jpg")), captured_at="2024-03-05")
    bring(case, more)
    images.put_later(case, ad, "2.jpg", b"two")
    bring(case, replace(FIRST, captured_at="2024-03-06"), name="c.csv")
    told = [one.changed for one in captures.of_ad(case, ad)]
    assert told == [{"images": ["1.jpg", "2.jpg"]}, {}]


def test_a_cluster_and_a_filter_know_when_an_ad_was_seen_again(case: Case) -> None:
    (ad,) = rows.fill(case, [replace(FIRST, posted_at="2024-03-01")])
    bring(case, replace(AGAIN, posted_at="2024-03-01"))
    clusters.replace(case, {1: [ad]})
    (row,) = clusters.iterate(case)
    assert (row.first_seen, row.last_seen) == ("2024-03-01", "2024-03-09")
    cluster_counts.refresh(case, {1})
    (row,) = clusters.iterate(case)
    assert (row.first_seen, row.last_seen) == ("2024-03-01", "2024-03-09")
    queue = Queue(case)
    for chosen, found in (
        (Filter(posted_from="2024-03-05"), [ad]),
        (Filter(posted_from="2024-03-02", posted_to="2024-03-04"), []),
        (Filter(posted_to="2024-03-04"), [ad]),
    ):
        assert search.ids(case, chosen) == found
        assert bool(queue.clusters(chosen, "size")) == bool(found)


def test_what_a_person_said_is_untouched_by_a_capture(case: Case) -> None:
    other = replace(FIRST, source_id="7712345", url="", body="Bicycle for sale")
    one, two = rows.fill(case, [FIRST, other])
    judgements.decide(case, one, two, Judgement.SAME, by="one", note="I know them")
    before = list(judgements.history(case))
    bring(case, AGAIN)
    assert list(judgements.history(case)) == before


def test_two_windows_take_a_capture_once(case: Case) -> None:
    bring(case, FIRST, name="a.csv")
    with open_case(case.path, secret=case.vault_key(), mode="shared") as beside:
        assert bring(beside, AGAIN).captures == 1
        assert bring(case, AGAIN).captures == 0
        later = replace(AGAIN, captured_at="2024-04-01", title="Room")
        assert bring(case, later, name="c.csv").sightings == [3]
        assert bring(beside, replace(later, title="Room!"), name="d.csv").sightings == [4]
    assert captures.count(case) == 3


def test_keys_that_were_held_when_their_ad_was_purged_are_not_written(case: Case) -> None:
    seen = ads.SeenCounts()
    two = [FIRST, replace(FIRST, source_id="8812399", url="", body="Bicycle for sale")]
    ads.add_batch(case, rows.begin(case), two, seen=seen)
    purge.purge_ads(case, [1], reason="asked for", by="one")
    ads.end_pass(case, seen)
    assert [row["ad"] for row in case.db["ad_keys"].rows] == [2]


def test_keys_that_a_pass_left_are_written_by_the_next(case: Case) -> None:
    source = rows.begin(case)
    ads.add_batch(case, source, [FIRST], seen=ads.SeenCounts())
    assert case.db["ad_keys"].count == 0
    assert bring(case, AGAIN).captures == 1
    assert case.db["ad_keys"].count == 2


def test_keys_are_written_when_many_are_held(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_buffer, "MOST_HELD", 3)
    seen, source = ads.SeenCounts(), rows.begin(case)
    for number in range(8):
        one = replace(FIRST, source_id=f"88123{number}", url="", body=f"Bicycle number {number}")
        ads.add_batch(case, source, [one], seen=seen)
    assert case.db["ad_keys"].count == 6
    ads.end_pass(case, seen)
    assert case.db["ad_keys"].count == 8


def test_a_purge_leaves_nothing_of_a_capture(case: Case) -> None:
    (ad,) = rows.fill(case, [FIRST])
    bring(case, replace(AGAIN, body=AGAIN.body + " Ask for Zqxwelborn.", author="Zqxauthorly"))
    case.db.conn.execute("UPDATE derived SET text_group = ad")
    bring(case, replace(AGAIN, body=AGAIN.body + " Ask for Zqxsecondly."), name="c.csv")
    certificate = purge.purge_ads(case, [ad], reason="asked for", by="one")
    counted = certificate["rows"]
    assert isinstance(counted, dict)
    assert counted["captures"] == 2
    for table in ("captures", "ad_keys", "further", "grown"):
        assert list(case.db[table].rows) == []
    pages = b"".join(erasure.pages(case)).lower()
    for word in (b"zqxwelborn", b"zqxauthorly", b"zqxsecondly", b"8812345"):
        assert word not in pages
