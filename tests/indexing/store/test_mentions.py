# SPDX-License-Identifier: GPL-3.0-or-later
"""Mentions are replaced per ad and found by value, by sharing and by what is still to read."""

from __future__ import annotations

from indexing.records import Mention, MentionKind, Stamp
from indexing.store import fingerprints, mentions
from indexing.store.case import Case
from tests.indexing.store import rows

V1, V2 = Stamp("extract", "1"), Stamp("extract", "2")
PHONE = Mention(
    MentionKind.PHONE, "+33639980001", "06 39 98 00 01", "body", 3, 17, steps=("spacing",)
)
MAIL = Mention(MentionKind.EMAIL, "a@example.org", "a@example.org", "contacts", 0, 13, "possible")


def test_mentions_come_back_and_are_replaced(case: Case) -> None:
    one, two, three = rows.three(case)
    mentions.replace(case, {one: [PHONE, MAIL], two: [PHONE], three: []}, V1)
    assert mentions.of_ad(case, one) == [PHONE, MAIL]
    assert mentions.find(case, MentionKind.PHONE, PHONE.value) == [one, two]
    assert list(mentions.shared(case, MentionKind)) == [
        (MentionKind.PHONE, PHONE.value, [one, two])
    ]
    mentions.replace(case, {one: [MAIL]}, V1)
    assert mentions.of_ad(case, one) == [MAIL]
    assert list(mentions.shared(case, MentionKind)) == []


def test_what_is_to_do_depends_on_the_stamp(case: Case) -> None:
    one, two, three = rows.three(case)
    mentions.replace(case, {one: [], two: [PHONE]}, V1)
    assert [row.ad for row in mentions.todo(case, V1)] == [three]
    for row in mentions.todo(case, V2):  # written to while it is read
        mentions.replace(case, {row.ad: []}, V2)
    assert list(mentions.todo(case, V2)) == []


def test_fingerprints_are_kept_by_stamp(case: Case) -> None:
    one, two, three = rows.three(case)
    fingerprints.put(case, V1, {one: b"a", two: b"b"})
    fingerprints.put(case, V1, {two: b"c"})
    assert list(fingerprints.get_all(case, V1)) == [(one, b"a"), (two, b"c")]
    assert list(fingerprints.missing(case, V1)) == [three]
    assert (fingerprints.held(case, V1), fingerprints.held(case, V2)) == ({one, two}, set())
    assert list(fingerprints.missing(case, V2)) == [one, two, three]
    fingerprints.put(case, V2, {one: b"z"})
    assert fingerprints.drop_others(case, V2) == 2
    assert list(fingerprints.get_all(case, V1)) == []
    assert list(fingerprints.get_all(case, V2)) == [(one, b"z")]
