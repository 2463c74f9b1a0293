# SPDX-License-Identifier: GPL-3.0-or-later
"""Links by pictures; hubs are judged by the groups that texts and contacts make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from indexing.cluster.components import Components
from indexing.link.near_images import near_image_pairs
from indexing.link.shared_mentions import find_hubs, reason_for, shared_pairs
from indexing.options import LinkOptions
from indexing.pipeline.evidence import Evidence, Links, Thing
from indexing.records import ImageFingerprint, Reason, ReasonKind, Ruling

_PAIRS_OF_A_PICTURE = 8


def link_images(
    evidence: Evidence,
    options: LinkOptions,
    links: Links,
    groups: Components,
    contacts: dict[int, set[str]],
) -> None:
    """Link ads that show one picture, or two files of one picture; common pictures are hubs."""
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
    rulings = evidence.rulings
    hubs = find_hubs(by_motif, group_of, contacts, options, rulings=rulings)
    links.hubs += hubs.values()
    common = {i for i in range(len(images)) if _motif(images, pictures, i) in hubs}
    total = len(evidence.ads)
    for i, one in enumerate(images):
        thing = (ReasonKind.SAME_IMAGE, one.sha256)
        hub = hubs.get(_motif(images, pictures, i))
        for a, b, _thing in shared_pairs({thing: carriers[thing]}, {}):
            if hub is None or (a, b) in links.reasons:
                ruling = rulings.get(_motif(images, pictures, i), Ruling.NONE)
                links.add(a, b, reason_for(thing, carriers[thing], hub, total, ruling))
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
