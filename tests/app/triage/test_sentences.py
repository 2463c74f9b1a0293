# SPDX-License-Identifier: GPL-3.0-or-later
"""Every reason is told in full: what, how strongly, against what, and what else it may mean."""

from __future__ import annotations

import pytest

from app.i18n import LANGUAGES, set_language
from app.triage import sentences
from indexing.records import Reason, ReasonKind

PHONE = "+33639980142"


def near(**detail: object) -> Reason:
    return Reason(ReasonKind.NEAR_IMAGE, 12.0, 40.0, detail)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ReasonKind)
def test_every_kind_is_told_whole_in_every_language(kind: ReasonKind, language: str) -> None:
    set_language(language)
    reason = Reason(kind, 0.5, 0.42, {"value": "x" * 12, "ads": 3})
    told = [
        sentences.sentence(reason, "A7"),
        sentences.compared(reason),
        sentences.numbers(reason),
        sentences.other_reading(reason),
    ]
    assert all(told)
    assert "A7" in told[0]
    assert not any("{" in words or "}" in words for words in told)


@pytest.mark.parametrize("kind", [ReasonKind.PHONE, ReasonKind.IBAN, ReasonKind.WALLET])
def test_a_value_is_covered_until_unmasked(kind: ReasonKind) -> None:
    reason = Reason(kind, 0.5, 0.0, {"value": PHONE})
    assert PHONE not in sentences.sentence(reason, "A7")
    assert PHONE in sentences.sentence(reason, "A7", unmasked=True)


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ({"variant": "mirrored"}, ("mirrored",)),
        ({"variant": "turned_left"}, ("turned",)),
        ({"variant": "mirrored_turned_half"}, ("mirrored", "turned")),
        ({"variant": "upright", "inverted": True}, ("reversed",)),
        ({"variant": "upright", "boxes": [[0, 0, 500, 500], None]}, ("part of a picture",)),
        ({"variant": "upright", "stock": True}, ("stock photo",)),
        ({"variant": "upright", "inliers": 40}, ("Details",)),
        ({"variant": "upright", "inliers": 40, "degrees": -88.5}, ("Details", "turned")),
    ],
)
def test_a_picture_tells_how_it_was_changed(
    detail: dict[str, object], words: tuple[str, ...]
) -> None:
    told = sentences.sentence(near(**detail), "A7")
    plain = sentences.sentence(near(variant="upright", boxes=[None, None]), "A7")
    for word in words:
        assert word in told
        assert word not in plain


def test_numbers_name_value_and_threshold_of_the_method() -> None:
    assert sentences.numbers(near(variant="upright")) == "picture difference 12 of 256, allowed 40"
    assert sentences.numbers(near(inliers=31)) == "details that agree: 31, needed 40"
    text = Reason(ReasonKind.NEAR_TEXT, 0.81, 0.42, {"method": "weighted-jaccard-c5"})
    assert sentences.numbers(text) == "shared wording 0.81, needed 0.42"
    shape = Reason(ReasonKind.NEAR_TEXT, 0.9, 0.76, {"method": "retsim"})
    assert sentences.numbers(shape) == "likeness 0.90, needed 0.76"
    assert sentences.compared(shape) != sentences.compared(text)
    both = {"method": "retsim", "shared": 0.2, "sum_threshold": 1.02}
    told = sentences.numbers(Reason(ReasonKind.NEAR_TEXT, 0.9, 0.76, both))
    assert told.endswith("with shared wording added 1.10, needed 1.02")
    mean = Reason(ReasonKind.NEAR_TEXT, 0.3, 0.2, {"groups_mean": 0.41})
    assert sentences.numbers(mean).endswith("their groups of texts 0.41 on average")
    phone = Reason(ReasonKind.PHONE, 0.9, 0.0, {"value": PHONE, "ads": 3})
    assert sentences.numbers(phone) == "identical, in 3 ads of the case"


@pytest.mark.parametrize(
    ("kind", "detail", "words"),
    [
        (ReasonKind.PHONE, {"value": PHONE, "hub": True}, "So many unrelated ads"),
        (ReasonKind.PHONE, {"value": PHONE, "hub": True, "why": "ruled"}, "A person said"),
        (ReasonKind.PHONE, {"hub": True, "why": "many_contacts"}, "a relay or an agency"),
        (ReasonKind.PHONE, {"why": "directory"}, "lists very many contacts"),
        (ReasonKind.SAME_IMAGE, {"stock": True}, "another kind of evidence"),
        (ReasonKind.NEAR_TEXT, {"held": True}, "template of several advertisers"),
        (ReasonKind.NEAR_IMAGE, {"held": True}, "another kind of evidence"),
        (ReasonKind.SAME_TEXT, {}, "too little text"),
        (ReasonKind.SAME_IMAGE, {"value": "ab" * 32, "hub": True}, "So many unrelated ads"),
    ],
)
def test_what_does_not_join_says_why(
    kind: ReasonKind, detail: dict[str, object], words: str
) -> None:
    reason = Reason(kind, 0.5, 0.4, detail, joins=False)
    assert words in sentences.sentence(reason, "A7")
    joined = Reason(kind, 0.5, 0.4, detail)
    assert words not in sentences.sentence(joined, "A7")


def test_a_person_who_ruled_is_named() -> None:
    ruled = Reason(ReasonKind.PHONE, 0.5, 0.0, {"value": PHONE, "ruled": "joins"})
    assert "A person said that it is one advertiser's" in sentences.sentence(ruled, "A7")
