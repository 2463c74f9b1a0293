# SPDX-License-Identifier: GPL-3.0-or-later
"""The text that was read in the pictures of an ad: covered like its body, each line with its place.

Reasons that rest on such text say so: a number drawn on a photo was read by a machine from pixels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.triage.covering import Cover
from app.triage.items import WordsItem
from indexing.records import CandidatePair, Mention, MentionKind, Reason
from indexing.store import mentions, picture_texts
from indexing.store.case import Case
from indexing.store.further import FurtherText
from indexing.store.ids import ad_id
from indexing.store.picture_texts import PictureText

_KINDS = frozenset(kind.value for kind in MentionKind)
_SAME_LAST_DIGITS = 9


def lines_of_ad(case: Case, ad: int, cover: Cover | None) -> dict[int, tuple[WordsItem, ...]]:
    """Lines by place of the picture, from 0; pictures that were not read are left out.

    Args:
        case: open.
        ad: whose pictures.
        cover: of that ad; None shows contacts.
    """
    return {
        position: tuple(_lines(position, found, cover))
        for position, found in picture_texts.of_ad(case, ad)
        if not found.code
    }


def _lines(position: int, found: PictureText, cover: Cover | None) -> Iterator[WordsItem]:
    name = picture_texts.name_of(position)
    text = cover.further(FurtherText(name, name, found.text)) if cover else found.text
    start = 0
    for words in text.split("\n") if text else ():
        end = start + len(words)
        boxes = tuple(one.line.box for one in found.lines if start <= one.start < end)
        yield WordsItem(words, boxes)
        start = end + 1


def any_read(case: Case) -> bool:
    """Was text read in any picture of the case?"""
    return picture_texts.counts(case)[1] > 0


def with_pictures(case: Case, link: CandidatePair) -> CandidatePair:
    """The link, its reasons telling in which picture an ad says what it says nowhere else.

    ``detail["in_pictures"]`` is a list of ``{"ad": "A2", "picture": 1}``.
    """
    if not picture_texts.any_of(case, (link.a, link.b)):
        return link
    told = {ad: mentions.of_ad(case, ad) for ad in (link.a, link.b)}
    return replace(link, reasons=tuple(_placed(reason, told) for reason in link.reasons))


def _placed(reason: Reason, told: Mapping[int, list[Mention]]) -> Reason:
    value = str(reason.detail.get("value", ""))
    if not value or reason.kind.value not in _KINDS:
        return reason
    places = []
    for ad, found in told.items():
        fields = [one.field for one in found if _is_it(one, reason.kind.value, value)]
        pictures = [picture_texts.picture_of(field) for field in fields]
        if pictures and all(pictures):
            places.append({"ad": ad_id(ad), "picture": min(one for one in pictures if one)})
    return replace(reason, detail={**reason.detail, "in_pictures": places}) if places else reason


def _is_it(one: Mention, kind: str, value: str) -> bool:
    if one.kind.value != kind:
        return False
    # numbers of a case without countries link by their last digits
    same_end = kind == "phone" and one.value[-_SAME_LAST_DIGITS:] == value[-_SAME_LAST_DIGITS:]
    return one.value == value or same_end
