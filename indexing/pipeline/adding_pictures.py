# SPDX-License-Identifier: GPL-3.0-or-later
"""Links of some pictures of a linked case, new ones or such as a person ruled on.

These pictures are compared with all; what was linked by their motifs before is replaced.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from indexing.cluster.components import Components
from indexing.link.shared_mentions import (
    LINKING,
    carriers_of,
    directories,
    merge_guessed_phones,
    shared_pairs,
)
from indexing.options import LinkOptions
from indexing.pipeline.contact_links import contacts_of
from indexing.pipeline.evidence import Evidence, Links
from indexing.pipeline.picture_links import link_images
from indexing.pipeline.ruled import ruled_things
from indexing.records import CandidatePair, ImageStatus, Reason, ReasonKind, Ruling
from indexing.store import ads, images, pairs, text_groups
from indexing.store import mentions as stored_mentions
from indexing.store.case import Case

_ROUNDS = 4


def link_pictures(case: Case, asked: frozenset[str], options: LinkOptions) -> set[int]:
    """Compare these pictures with all, in the caller's transaction; returns the ads concerned."""
    known = [
        CandidatePair(pair.a, pair.b, tuple(filter(_is_near, pair.reasons)))
        for pair in pairs.of_kind(case, ReasonKind.NEAR_IMAGE)
    ]
    groups = Components(ads.ids(case))
    for ad, number in text_groups.of_all(case).items():
        groups.join(ad, number)
    contacts = _join_by_contacts(case, groups, options)
    evidence = _evidence(case)
    for _round in range(_ROUNDS):  # what is near to these may be near to others still
        found = Links(reasons={(one.a, one.b): list(one.reasons) for one in known})
        judged = link_images(evidence, options, found, groups, contacts, new=asked)
        if judged <= asked:
            break
        asked = judged
    return _save(case, found, judged, evidence)


def _evidence(case: Case) -> Evidence:
    usable = (ImageStatus.OK, ImageStatus.TEXT)
    return Evidence(
        ads=ads.ids(case),
        signatures={},
        mentions=[],
        images=[one for one in images.fingerprints(case) if one.status in usable],
        ads_by_image=images.ads_by_image(case),
        rulings=ruled_things(case),
        features=partial(images.features, case),
    )


def _save(case: Case, found: Links, judged: frozenset[str], evidence: Evidence) -> set[int]:
    """Put the links by the pictures that were judged in place of those before."""
    carriers = {ad for sha256 in judged for ad in evidence.ads_by_image[sha256]}
    changed = {(pair.a, pair.b): pair for pair in found.take_changed()}
    stored = {(pair.a, pair.b): pair for pair in pairs.among(case, sorted(carriers))}
    linked = []
    for a, b in sorted({*changed, *stored}):
        old = stored.get((a, b), CandidatePair(a, b, ()))
        others = [one for one in old.reasons if not _shows(one, judged)]
        new = changed.get((a, b), CandidatePair(a, b, ())).reasons
        reasons = (*others, *(one for one in new if _shows(one, judged)))
        if reasons != old.reasons:
            tells = any(not one.detail.get("hub") or one.detail.get("stock") for one in reasons)
            linked.append(replace(old, reasons=reasons if tells else ()))
    pairs.put(case, linked)
    for sha256 in sorted(judged):
        pairs.put_hub(case, ReasonKind.SAME_IMAGE, sha256, None)
    for hub in found.hubs:
        pairs.put_hub(case, hub.kind, hub.value, hub)
    return carriers


def _is_near(reason: Reason) -> bool:
    return reason.kind is ReasonKind.NEAR_IMAGE


def _shows(reason: Reason, judged: frozenset[str]) -> bool:
    """Is it a reason by one of these pictures?"""
    if reason.kind is ReasonKind.SAME_IMAGE:
        return reason.detail.get("value") in judged
    shown = reason.detail.get("images")
    return isinstance(shown, list) and not judged.isdisjoint(shown)


def _join_by_contacts(case: Case, groups: Components, options: LinkOptions) -> dict[int, set[str]]:
    """Join groups of texts as their contacts are linked; returns the contacts of each ad."""
    found = stored_mentions.shared(case, LINKING, least=1)
    mentions = list(found if case.meta.countries else merge_guessed_phones(found))
    contacts = contacts_of(mentions)
    listing = directories(contacts, options)
    said = ruled_things(case)
    hubs = {(hub.kind, hub.value): hub for hub in pairs.hubs(case)}
    for a, b, thing in shared_pairs(carriers_of(mentions), hubs, listing):
        if said.get(thing) is Ruling.JOINS or listing.isdisjoint((a, b)):
            groups.join(a, b)
    return contacts
