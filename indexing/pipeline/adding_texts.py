# SPDX-License-Identifier: GPL-3.0-or-later
"""Links of the texts of new ads, at the cost of the new ads.

New texts are compared with what shares a MinHash band with them, under the rarity weights of the
last full run, and held against some members of the text groups that stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from indexing.fingerprint.text_signature import STAMP as SIGNATURE
from indexing.fingerprint.text_signature import TextSignature
from indexing.link.near_text import (
    added_links,
    reasons,
    same_text_pairs,
)
from indexing.link.weighed_shingles import ROWS, Shingles
from indexing.options import LinkOptions
from indexing.pipeline import text_index
from indexing.pipeline.evidence import Links
from indexing.pipeline.text_index import TextIndex
from indexing.pipeline.text_links import has_enough
from indexing.store import fingerprints, text_groups
from indexing.store.case import Case

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FEWEST_ALIKE = 7
_MOST_ROWS = 16
Signed = Mapping[int, TextSignature]


def link_new_texts(
    case: Case, index: TextIndex, new: Sequence[int], options: LinkOptions
) -> tuple[Links, TextIndex]:
    """Links of new ads by their texts, and the index with their texts.

    ``text_group`` of the links names every new ad and every ad whose group became part of another.
    """
    links = Links()
    signed = _signatures(case, new, index)
    read = [ad for ad in new if ad in signed and signed[ad].count]
    stored = _equal(index, [signed[ad].exact for ad in read])
    firsts = dict(stored)
    for ad in read:
        firsts.setdefault(signed[ad].exact, ad)
    distinct = sorted(set(firsts.values()) - set(stored.values()), key=lambda ad: signed[ad].exact)
    compared = [signed[ad].count >= options.min_letters for ad in distinct]
    added = text_index.made(index.run, distinct, [signed[ad] for ad in distinct], compared)
    became = _near(case, index, added, signed, links, options)
    group = {ad: became.get(ad, ad) for ad in new}
    standing = text_groups.of_ads(case, stored.values())
    group |= {ad: became.get(old, old) for ad, old in standing.items()}
    repeats = [(firsts[signed[ad].exact], ad) for ad in read if firsts[signed[ad].exact] != ad]
    for first, ad in repeats:
        enough = has_enough(signed[ad], options)
        ((_, _, reason),) = same_text_pairs([b"", b""], [enough, enough])
        links.add(first, ad, reason)
        if enough:
            links.duplicate_of[ad] = first
            group[ad] = group.get(first, first)
    moved = [old for old, now in became.items() if old != now and old not in signed]
    for old in moved:
        group |= dict.fromkeys(text_groups.members(case, [old]), became[old])
    links.text_group = group
    return links, text_index.grown(index, added)


def _signatures(case: Case, wanted: Sequence[int], index: TextIndex) -> dict[int, TextSignature]:
    stored = fingerprints.get_many(case, SIGNATURE, wanted)
    signed = {ad: TextSignature.from_bytes(data) for ad, data in stored.items()}
    return text_index.own_shingles(signed, index.passages)


def _equal(index: TextIndex, asked: Sequence[bytes]) -> dict[bytes, int]:
    """The stored first ad of every exact signature that is known."""
    import numpy as np

    wanted = set(asked)
    heads = index.exact[:, :8].copy().view(np.uint64).ravel()
    sought = np.array([int.from_bytes(one[:8], "little") for one in wanted], np.uint64)
    rows = np.flatnonzero(np.isin(heads, sought))
    found = {index.exact[row].tobytes(): int(index.ads[row]) for row in rows.tolist()}
    return {exact: ad for exact, ad in found.items() if exact in wanted}


def _near(
    case: Case,
    index: TextIndex,
    added: TextIndex,
    signed: Signed,
    links: Links,
    options: LinkOptions,
) -> dict[int, int]:
    """Link near texts; returns what each new ad's and each standing group has become part of."""
    import numpy as np

    from indexing.link.candidate_kernels import near_rows

    usable = np.flatnonzero(added.compared)
    if not len(usable):
        return {}
    groups = _groups_of_rows(case, index)
    values, rules = added.values[usable], (ROWS, _FEWEST_ALIKE, _MOST_ROWS)
    old = near_rows(index.values, groups, values, rules)
    old = np.unique(old[index.compared[old[:, 1]]], axis=0)
    own = near_rows(values, np.arange(len(values)), values, rules)
    own = np.unique(np.sort(own[own[:, 0] != own[:, 1]], axis=1), axis=0)
    rows = np.union1d(old[:, 1], _samples(groups, old[:, 1]))
    stored = _signatures(case, index.ads[rows].tolist(), index)
    rows = rows[[int(ad) in stored for ad in index.ads[rows]]] if len(rows) else rows
    new = added.ads[usable].tolist()
    members = new + index.ads[rows].tolist()
    texts = [signed[ad] for ad in new] + [stored[ad] for ad in members[len(new) :]]
    known = np.isin(old[:, 1], rows)
    old = np.stack([old[known, 0], len(new) + np.searchsorted(rows, old[known, 1])], axis=1)
    standing = np.concatenate([np.full(len(new), -1, np.int64), groups[rows]])
    shingles = Shingles.of([one.shingles for one in texts])
    weighed = index.rarity.weighed(shingles, options)
    found = added_links(weighed, standing, np.concatenate([old, own]), options)
    for a, b, reason in reasons(found, options):
        links.add(members[a], members[b], reason)
    return _became(found.groups.tolist(), members, standing.tolist())


def _groups_of_rows(case: Case, index: TextIndex) -> NDArray[np.int64]:
    import numpy as np

    known = text_groups.of_all(case)
    return np.array([known.get(ad, ad) for ad in index.ads.tolist()], np.int64)


def _samples(groups: NDArray[np.int64], near: NDArray[np.int64]) -> NDArray[np.int64]:
    """First, middle and last row of every group that any of these rows is in."""
    import numpy as np

    touched = np.flatnonzero(np.isin(groups, groups[near]))
    order = touched[np.argsort(groups[touched], kind="stable")]
    if not len(order):
        return order
    starts = np.flatnonzero(np.r_[True, np.diff(groups[order]) != 0])
    ends = np.r_[starts[1:], len(order)] - 1
    return np.unique(order[np.concatenate([starts, (starts + ends + 1) // 2, ends])])


def _became(
    found: Iterable[int], members: Sequence[int], standing: Sequence[int]
) -> dict[int, int]:
    """A group of texts keeps the smallest number that stood in it, or takes its first new ad's."""
    named = [(old < 0, ad if old < 0 else old) for ad, old in zip(members, standing, strict=True)]
    best: dict[int, tuple[bool, int]] = {}
    together = list(zip(found, named, strict=True))
    for group, one in together:
        best[group] = min(best.get(group, one), one)
    return {one[1]: best[group][1] for group, one in together}
