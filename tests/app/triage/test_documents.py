# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents of links, hubs and chains: what they tell, and what they cover."""

from __future__ import annotations

import json

import pytest

from app.triage import documents
from indexing.errors import RefusedError
from indexing.records import CandidatePair, Judgement, Mention, MentionKind, Reason, ReasonKind

PHONE, MAIL = "+33639980001", "roza.g@example.org"


def reason(kind: ReasonKind, value: str, *, joins: bool = True) -> Reason:
    return Reason(kind, 0.7, 0.0, {"value": value, "ads": 2}, joins)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (ReasonKind.PHONE, PHONE, "+•••••••••01"),
        (ReasonKind.EMAIL, MAIL, "r•••.•@example.org"),
        (ReasonKind.HANDLE, "telegram:roza_77", "telegram:r•••_••"),
        (ReasonKind.URL, "example.org/x/33639980001", "example.org/x/•••••••••01"),
        (ReasonKind.URL, "example.org/lamps", "example.org/lamps"),
        (ReasonKind.SAME_IMAGE, "ab12" * 16, "ab12" * 16),
    ],
)
def test_a_reason_covers_contacts_only(kind: ReasonKind, value: str, shown: str) -> None:
    covered = documents.reason_document(reason(kind, value), clear=False)
    assert covered["detail"] == {"value": shown, "ads": 2}
    clear = documents.reason_document(reason(kind, value), clear=True)
    assert clear["detail"] == {"value": value, "ads": 2}


def test_a_link_tells_what_a_person_said_of_it() -> None:
    link = CandidatePair(3, 8, (reason(ReasonKind.PHONE, PHONE), reason(ReasonKind.EMAIL, MAIL)))
    document = documents.link_document(link, {(3, 8): Judgement.UNSURE}, clear=False)
    assert (document["a"], document["b"], document["decision"]) == ("A3", "A8", "unsure")
    assert document["joins"]
    said = json.dumps(document)
    assert PHONE not in said
    assert MAIL not in said
    assert documents.link_document(link, {}, clear=False)["decision"] == "none"


def test_a_link_of_hubs_only_does_not_join() -> None:
    link = CandidatePair(3, 8, (reason(ReasonKind.PHONE, PHONE, joins=False),))
    assert not documents.link_document(link, {}, clear=False)["joins"]


def test_a_mention_outside_of_the_body_has_no_place_in_it() -> None:
    one = Mention(MentionKind.PHONE, PHONE, "06 39 98 00 01", "title", 5, 19)
    document = documents.mention_document(one, "Tel: •• •• •• •• 01", False)
    assert (document["start"], document["end"]) == (None, None)
    assert document["raw"] == "•• •• •• •• 01"


@pytest.mark.parametrize("reason_given", ["", " ", "\n\t"])
def test_a_reason_has_to_be_given(reason_given: str) -> None:
    with pytest.raises(RefusedError) as caught:
        documents.refuse_empty_reason(reason_given)
    assert caught.value.code == "reason_missing"
