# SPDX-License-Identifier: GPL-3.0-or-later
"""Links by pictures; what is common is judged by the groups that texts and contacts make.

Files that show one picture make a *motif*. One that very many groups show is a hub; one that
advertisers with contacts of their own show, who have nothing else in common, may be a stock photo
or a stolen one, and is told so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from indexing.cluster.components import Components
from indexing.link.local_matches import local_image_pairs
from indexing.link.near_images import near_image_pairs, oriented
from indexing.link.shared_mentions import find_hubs, reason_for, shared_pairs
from indexing.options import LinkOptions
from indexing.pipeline.evidence import Evidence, Links, Thing
from indexing.pipeline.picture_features import PictureFeatures
from indexing.pipeline.stock_pictures import STOCK, StockPicture, stock_pictures, told
from indexing.records import Hub, ImageFingerprint, ImageStatus, Reason, ReasonKind, Ruling

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_REPRESENTATIVES = 2
"""Pictures of a motif whose details are compared with other motifs."""
Near = tuple[int, int, Reason]


@dataclass(slots=True)
class _Pictures:
    """The pictures that may link, who shows them, and what belongs together among them."""

    images: list[ImageFingerprint]
    carriers: dict[str, list[int]]
    motifs: Components
    near: list[Near] = field(default_factory=list)

    def motif(self, i: int) -> Thing:
        """The thing that a picture's motif is counted as: its first picture."""
        return ReasonKind.SAME_IMAGE, self.images[self.motifs.root(i)].sha256

    def ads(self, i: int) -> list[int]:
        """The ads that show a picture."""
        return self.carriers[self.images[i].sha256]


def link_images(
    evidence: Evidence,
    options: LinkOptions,
    links: Links,
    groups: Components,
    contacts: dict[int, set[str]],
    *,
    new: frozenset[str] | None = None,
) -> frozenset[str]:
    """Link ads that show one picture, or pictures that show the same or a piece of each other.

    With ``new`` (SHA-256 of pictures that are new or that new ads show) only these are compared
    with all, and only their motifs are judged and linked; pictures that ``links`` already tells to
    be near count as one motif. Hubs of motifs that no new picture belongs to are not listed then.
    """
    shown = _shown(evidence, options)
    _known(shown, links)
    fresh = None if new is None else [one.sha256 in new for one in shown.images]
    _compare(shown, options, fresh, evidence, groups)
    touched = {shown.motif(i) for i in range(len(shown.images)) if fresh is None or fresh[i]}
    by_motif: dict[Thing, set[int]] = {}
    for i in range(len(shown.images)):
        if shown.motif(i) in touched:
            by_motif.setdefault(shown.motif(i), set()).update(shown.ads(i))
    shared = {thing: sorted(ads) for thing, ads in by_motif.items() if len(ads) > 1}
    group_of = {ad: groups.root(ad) for ad in evidence.ads}
    ruled = _ruled(shown, evidence)
    common = find_hubs(shared, group_of, contacts, options, rulings=ruled)
    free = {
        thing: ads
        for thing, ads in shared.items()
        if thing not in common and ruled.get(thing, Ruling.NONE) is not Ruling.JOINS
    }
    stock = stock_pictures(free, group_of, contacts)
    common |= {
        thing: Hub(*thing, len(shared[thing]), one.groups, STOCK)
        for thing, one in stock.items()
        if one.held
    }
    links.hubs += common.values()
    _link(shown, (touched, common, stock), (ruled, len(evidence.ads)), links)
    judged = (one for i, one in enumerate(shown.images) if shown.motif(i) in touched)
    return frozenset(one.sha256 for one in judged)


def _ruled(shown: _Pictures, evidence: Evidence) -> dict[Thing, Ruling]:
    """What people ruled on any picture of a motif; where they differ, it is held."""
    found: dict[Thing, Ruling] = {}
    for i, one in enumerate(shown.images):
        ruling = evidence.rulings.get((ReasonKind.SAME_IMAGE, one.sha256))
        if ruling is not None and found.get(shown.motif(i)) is not Ruling.HELD:
            found[shown.motif(i)] = ruling
    return found


def _shown(evidence: Evidence, options: LinkOptions) -> _Pictures:
    images = [
        one
        for one in evidence.images
        if one.pdq_quality >= options.pdq_quality and evidence.ads_by_image.get(one.sha256)
    ]
    carriers = {one.sha256: sorted(set(evidence.ads_by_image[one.sha256])) for one in images}
    return _Pictures(images, carriers, Components(range(len(images))))


def _known(shown: _Pictures, links: Links) -> None:
    """Join what earlier links say."""
    place = {one.sha256: i for i, one in enumerate(shown.images)}
    for reasons in links.reasons.values():
        for reason in reasons:
            pair = reason.detail.get("images")
            if reason.kind is ReasonKind.NEAR_IMAGE and isinstance(pair, list):
                known = [place[sha256] for sha256 in pair if sha256 in place]
                if len(known) == 2 and not reason.detail.get("hub"):
                    shown.motifs.join(*known)


def _compare(
    shown: _Pictures,
    options: LinkOptions,
    fresh: Sequence[bool] | None,
    evidence: Evidence,
    groups: Components,
) -> None:
    """Find near pictures by hashes, then by details, and join their motifs."""
    import numpy as np

    if len(shown.images) < 2:
        return
    new = None if fresh is None else np.array(fresh, dtype=np.bool_)
    found = near_image_pairs(shown.images, options, new=new, groups=_roots(shown))
    shown.near = list(found)
    for i, j, _reason in shown.near:
        shown.motifs.join(i, j)
    few = _representatives(shown)
    local = local_image_pairs(
        [shown.images[i].sha256 for i in few],
        PictureFeatures([shown.images[i] for i in few], evidence),
        new=None if new is None else new[few],
        groups=_roots(shown)[few],
    )
    matched = [(few[i], few[j], reason) for i, j, reason in local]
    for i, j, reason in _without_overlays(shown, matched, groups, options):
        shown.near.append((i, j, reason))
        if reason.joins:
            shown.motifs.join(i, j)


def _roots(shown: _Pictures) -> NDArray[np.int64]:
    import numpy as np

    return np.array([shown.motifs.root(i) for i in range(len(shown.images))], dtype=np.int64)


def _representatives(shown: _Pictures) -> list[int]:
    """The first pictures of each motif that have details to compare."""
    taken: dict[int, int] = {}
    few = []
    for i, one in enumerate(shown.images):
        root = shown.motifs.root(i)
        if one.status is ImageStatus.OK and taken.get(root, 0) < _REPRESENTATIVES:
            taken[root] = taken.get(root, 0) + 1
            few.append(i)
    return few


def _without_overlays(
    shown: _Pictures, matched: Sequence[Near], groups: Components, options: LinkOptions
) -> Iterator[Near]:
    """What is laid over the pictures of many groups (a site's watermark) joins none of them."""
    met: dict[int, set[int]] = {}
    for i, j, _reason in matched:
        for one, other in ((i, j), (j, i)):
            root = shown.motifs.root(one)
            met.setdefault(root, set()).update(groups.root(ad) for ad in shown.ads(other))
    many = {root for root, others in met.items() if len(others) > options.hub_groups_conflicting}
    roots = [(shown.motifs.root(i), shown.motifs.root(j)) for i, j, _reason in matched]
    for (i, j, reason), both in zip(matched, roots, strict=True):
        if many.isdisjoint(both):
            yield i, j, reason
        else:
            widest = max(len(met[root]) for root in both)
            detail = {**reason.detail, "hub": True, "groups": widest, "why": "overlay"}
            yield i, j, replace(reason, detail=detail, joins=False)


def _link(
    shown: _Pictures,
    judged: tuple[set[Thing], Mapping[Thing, Hub], Mapping[Thing, StockPicture]],
    ruled: tuple[Mapping[Thing, Ruling], int],
    links: Links,
) -> None:
    """Links of the motifs that were judged; of a common one all that other evidence agrees on.

    A held stock photo is shown wherever it is: it may be what a person is looking for.
    """
    touched, common, stock = judged
    rulings, total = ruled
    for i, one in enumerate(shown.images):
        motif = shown.motif(i)
        if motif not in touched:
            continue
        hub = common.get(motif)
        thing = (ReasonKind.SAME_IMAGE, one.sha256)
        ruling = rulings.get(motif, Ruling.NONE)
        for a, b, _thing in shared_pairs({thing: shown.ads(i)}, {}):
            if hub is None or hub.why == STOCK or (a, b) in links.reasons:
                found = reason_for(thing, shown.ads(i), hub, total, ruling)
                links.add(a, b, told(found, stock.get(motif)))
    for i, j, reason in shown.near:
        motif = shown.motif(i)
        first, second = _first_two(shown.ads(i), shown.ads(j))
        if first != second and (motif not in common or common[motif].why == STOCK):
            found = oriented(reason, swapped=first > second)
            links.add(first, second, told(found, stock.get(motif)))


def _first_two(ads: Sequence[int], others: Sequence[int]) -> tuple[int, int]:
    """The first ad of each that are two ads; the same twice where one ad shows both, alone."""
    for ad in ads:
        for other in others:
            if ad != other:
                return ad, other
    return ads[0], others[0]
