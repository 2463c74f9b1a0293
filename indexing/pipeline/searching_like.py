# SPDX-License-Identifier: GPL-3.0-or-later
"""More like an ad: by its text, its contacts, its pictures and its meaning together.

The grounds of an ad are summed: what repeats the text or shares a rare contact stands before
what merely speaks of the same. Things that very many share (hubs) say nothing.
"""

from __future__ import annotations

import math

from indexing.link.shared_mentions import LINKING
from indexing.options import LinkOptions
from indexing.pipeline import searching_meaning, searching_pictures
from indexing.pipeline.searching_found import Found, Ground, add
from indexing.pipeline.searching_meaning import Meanings
from indexing.pipeline.searching_pictures import Pictures
from indexing.records import ReasonKind
from indexing.store import ads, mentions, pairs, text_groups
from indexing.store.case import Case

_SAME_TEXT, _NEAR_TEXT, _CONTACT, _PICTURE, _MEANING = 3.0, 2.0, 2.0, 0.5, 1.0


def more_like(case: Case, ad: int, meanings: Meanings | None, pictures: Pictures) -> Found:
    """Ads like an ad, without itself.

    Args:
        case: open.
        ad: raises ``id_unknown`` when there is none.
        meanings: None where no vectors are to be had.
        pictures: of the case.
    """
    ads.get(case, ad)
    found: Found = {}
    _texts(case, ad, found)
    _contacts(case, ad, found)
    _images(case, ad, pictures, found)
    if meanings is not None:
        _meaning(ad, meanings, found)
    found.pop(ad, None)
    return found


def _texts(case: Case, ad: int, found: Found) -> None:
    same = set(text_groups.repeats(case, [ad]))
    group = text_groups.of_ads(case, [ad]).get(ad)
    near = [] if group is None else text_groups.members(case, [group])
    for other in sorted({*same, *near}):
        if other in same:
            add(found, other, _SAME_TEXT, Ground("same_text"))
        else:
            add(found, other, _NEAR_TEXT, Ground("near_text"))


def _contacts(case: Case, ad: int, found: Found) -> None:
    hubs = {(hub.kind, hub.value) for hub in pairs.hubs(case)}
    for kind, value in mentions.carried(case, [ad], LINKING):
        if (LINKING[kind], value) in hubs:
            continue
        carriers = mentions.find(case, kind, value)
        weight = _CONTACT / math.log2(1 + max(2, len(carriers)))
        detail = {"contact": kind.value, "value": value, "ads": len(carriers)}
        for other in carriers:
            add(found, other, weight, Ground("contact", detail))


def _images(case: Case, ad: int, pictures: Pictures, found: Found) -> None:
    hubs = {hub.value for hub in pairs.hubs(case) if hub.kind is ReasonKind.SAME_IMAGE}
    for one in searching_pictures.of_ad(case, pictures, ad):
        if one.sha256 in hubs:
            continue
        for hit in searching_pictures.by_picture(case, pictures, one).values():
            add(found, hit.ad, _PICTURE * hit.score, hit.grounds[0])


def _meaning(ad: int, meanings: Meanings, found: Found) -> None:
    vector = meanings.of_ad(ad)
    if vector is None:
        return
    near = searching_meaning.found_near(meanings, vector, LinkOptions().meaning)
    for hit in near.values():
        known = found.get(hit.ad)
        if known and any(one.kind in ("same_text", "near_text") for one in known.grounds):
            continue  # its words say so already
        add(found, hit.ad, _MEANING * hit.score, hit.grounds[0])
