# SPDX-License-Identifier: GPL-3.0-or-later
"""From fingerprints to links: every kind of evidence in turn, each weighing what came before.

Texts first; then shared contacts, whose hubs are judged by the text groups they cross; then
pictures, whose hubs are judged by the groups that texts and contacts make. Nothing here reads or
writes a case: evidence comes in, links and hubs go out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from indexing.cluster.components import Components
from indexing.fingerprint.text_signature import TextSignature
from indexing.link.near_images import near_image_pairs
from indexing.link.near_text import near_text_pairs, same_text_pairs
from indexing.link.shared_mentions import (
    LINKING,
    carriers_of,
    find_hubs,
    reason_for,
    shared_pairs,
)
from indexing.options import LinkOptions
from indexing.records import (
    CandidatePair,
    Hub,
    ImageFingerprint,
    MentionKind,
    Reason,
    ReasonKind,
)

Thing = tuple[ReasonKind, str]
_PAIRS_OF_A_PICTURE = 8
CONTACTS = frozenset({ReasonKind.PHONE, ReasonKind.EMAIL, ReasonKind.HANDLE})


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that links are made from, by ad."""

    ads: Sequence[int]
    signatures: Mapping[int, TextSignature]
    mentions: Iterable[tuple[MentionKind, str, Sequence[int]]]
    images: Sequence[ImageFingerprint]
    ads_by_image: Mapping[str, Sequence[int]]


@dataclass(slots=True)
class Links:
    """Links found: reasons by pair (a < b), hubs, text groups and exact repeats."""

    reasons: dict[tuple[int, int], list[Reason]] = field(default_factory=dict)
    hubs: list[Hub] = field(default_factory=list)
    text_group: dict[int, int] = field(default_factory=dict)
    duplicate_of: dict[int, int] = field(default_factory=dict)

    def add(self, a: int, b: int, reason: Reason) -> None:
        """Add a reason to a pair; the same reason twice counts once, the closer one."""
        found = self.reasons.setdefault((min(a, b), max(a, b)), [])
        for position, other in enumerate(found):
            if other.kind is reason.kind and _what(other) == _what(reason):
                if _better(reason, other):
                    found[position] = reason
                return
        found.append(reason)

    def pairs(self) -> list[CandidatePair]:
        """All pairs, in order."""
        return [CandidatePair(a, b, tuple(found)) for (a, b), found in sorted(self.reasons.items())]


def find_links(evidence: Evidence, options: LinkOptions) -> Links:
    """Every link that texts, contacts and pictures give."""
    links = Links()
    groups = Components(evidence.ads)
    _link_texts(evidence, options, links, groups)
    links.text_group = {ad: groups.root(ad) for ad in evidence.ads}
    contacts = _link_contacts(evidence, options, links, groups)
    _link_images(evidence, options, links, groups, contacts)
    return links


def _link_texts(evidence: Evidence, options: LinkOptions, links: Links, groups: Components) -> None:
    signatures = evidence.signatures
    ads = [ad for ad in evidence.ads if ad in signatures and signatures[ad].count]
    found = [signatures[ad] for ad in ads]
    counts = [one.count for one in found]
    exact = [one.exact for one in found]
    first_with: dict[bytes, int] = {}
    enough = [
        one.count >= options.min_letters or one.in_body >= options.min_letters_same for one in found
    ]
    for a, b, reason in same_text_pairs(exact, enough):
        links.add(ads[a], ads[b], reason)
        if reason.joins:
            links.duplicate_of[ads[b]] = ads[a]
            groups.join(ads[a], ads[b])
    # repeats are already linked: only the first of each text is compared with others
    distinct = [i for i, key in enumerate(exact) if first_with.setdefault(key, i) == i]
    shingles = [found[i].shingles for i in distinct]
    for a, b, reason in near_text_pairs(shingles, [counts[i] for i in distinct], options):
        links.add(ads[distinct[a]], ads[distinct[b]], reason)
        groups.join(ads[distinct[a]], ads[distinct[b]])


def _link_contacts(
    evidence: Evidence, options: LinkOptions, links: Links, groups: Components
) -> dict[int, set[str]]:
    """Link by shared contacts; returns the contacts of each ad."""
    mentions = list(evidence.mentions)
    carriers = carriers_of(mentions)
    contacts: dict[int, set[str]] = {}
    for kind, value, ads in mentions:
        if LINKING.get(kind) in CONTACTS:
            for ad in ads:
                contacts.setdefault(ad, set()).add(value)
    group_of = {ad: groups.root(ad) for ad in evidence.ads}
    hubs = find_hubs(carriers, group_of, contacts, options)
    links.hubs += hubs.values()
    total = len(evidence.ads)
    for a, b, thing in shared_pairs(carriers, hubs):
        links.add(a, b, reason_for(thing, carriers[thing], None, total))
        groups.join(a, b)
    _complete(links, carriers, hubs, total)
    return contacts


def _complete(
    links: Links,
    carriers: Mapping[Thing, Sequence[int]],
    hubs: Mapping[Thing, Hub],
    total: int,
) -> None:
    """Add to every linked pair whatever else its two ads share, hubs included.

    A person sees all of the evidence, not only the star that carried it.
    """
    things: dict[int, set[Thing]] = {}
    for thing, ads in carriers.items():
        for ad in ads:
            things.setdefault(ad, set()).add(thing)
    nothing: set[Thing] = set()
    for a, b in list(links.reasons):
        for thing in sorted(things.get(a, nothing) & things.get(b, nothing)):
            links.add(a, b, reason_for(thing, carriers[thing], hubs.get(thing), total))


def _link_images(
    evidence: Evidence,
    options: LinkOptions,
    links: Links,
    groups: Components,
    contacts: dict[int, set[str]],
) -> None:
    usable = {one.sha256 for one in evidence.images if one.pdq_quality >= options.pdq_quality}
    carriers = {
        (ReasonKind.SAME_IMAGE, sha): sorted(set(ads))
        for sha, ads in evidence.ads_by_image.items()
        if sha in usable
    }
    images = [one for one in evidence.images if (ReasonKind.SAME_IMAGE, one.sha256) in carriers]
    pictures = Components(range(len(images)))
    near = _bounded(near_image_pairs(images, options), pictures)
    motif: dict[int, set[int]] = {}
    for i, one in enumerate(images):
        motif.setdefault(pictures.root(i), set()).update(
            carriers[(ReasonKind.SAME_IMAGE, one.sha256)]
        )
    by_motif = {
        (ReasonKind.SAME_IMAGE, images[root].sha256): sorted(ads)
        for root, ads in motif.items()
        if len(ads) > 1
    }
    group_of = {ad: groups.root(ad) for ad in evidence.ads}
    hubs = find_hubs(by_motif, group_of, contacts, options)
    links.hubs += hubs.values()
    common = {i for i in range(len(images)) if _motif(images, pictures, i) in hubs}
    total = len(evidence.ads)
    for i, one in enumerate(images):
        thing = (ReasonKind.SAME_IMAGE, one.sha256)
        hub = hubs.get(_motif(images, pictures, i))
        for a, b, _thing in shared_pairs({thing: carriers[thing]}, {}):
            if hub is None or (a, b) in links.reasons:
                links.add(a, b, reason_for(thing, carriers[thing], hub, total))
    for i, j, reason in near:
        first, second = (min(carriers[(ReasonKind.SAME_IMAGE, images[k].sha256)]) for k in (i, j))
        if first != second and i not in common:
            links.add(first, second, reason)


def _bounded(
    found: Iterable[tuple[int, int, Reason]], pictures: Components
) -> list[tuple[int, int, Reason]]:
    """Join pictures and keep the pairs that say so, a few for each picture.

    A picture that was re-encoded 1,000 times gives half a million pairs; those that join and
    eight more of each are enough to explain any two.
    """
    kept: list[tuple[int, int, Reason]] = []
    uses: Counter[int] = Counter()
    for i, j, reason in found:
        if pictures.root(i) != pictures.root(j) or min(uses[i], uses[j]) < _PAIRS_OF_A_PICTURE:
            pictures.join(i, j)
            uses.update((i, j))
            kept.append((i, j, reason))
    return kept


def _motif(images: Sequence[ImageFingerprint], pictures: Components, i: int) -> Thing:
    return (ReasonKind.SAME_IMAGE, images[pictures.root(i)].sha256)


def _what(reason: Reason) -> object:
    return reason.detail.get("value")


def _better(one: Reason, other: Reason) -> bool:
    if one.kind is ReasonKind.NEAR_IMAGE:
        return one.score < other.score
    return one.score > other.score
