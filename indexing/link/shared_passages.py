# SPDX-License-Identifier: GPL-3.0-or-later
"""Passages that many unlike texts share: a site's footer, a text that a whole trade copies.

Such a passage says where a text was posted or what it was made from, not by whom. It is to texts
what a hub is to contacts, and is found the same way: of texts that hang together, more that are
unlike each other hold all of one passage than a hub may have groups. What is common to it is then
left out of the comparison, and the rest of those texts decides.

A large family of one advertiser does not meet the rule: its unlike texts differ by noise, and noise
leaves no long passage whole in most of them (measured on generated families of up to 300 texts: in
at most 17 of 105 unlike texts, footers in all of 46 to 234).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from indexing.link.weighed_shingles import Shingles, Weighed
from indexing.options import LinkOptions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CORE = 120
"""Shingles of a passage that a text must hold: some 120 letters word by word."""
_HELD = 0.97
_UNLIKE = 0.70
"""Texts below this similarity are unlike each other."""
_SAMPLE = 64
"""Texts of a group that are looked at."""
_MOST_UNLIKE = 0.5
"""A passage stands in at least so many of the unlike texts."""
_COMMON = 0.5
"""What so many of the texts with a passage hold is common to it."""


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A shared passage by its shingles: those that show it, and all that is common to it."""

    core: NDArray[np.uint32]
    common: NDArray[np.uint32]


def find_passages(
    texts: Weighed, sets: Iterable[NDArray[np.int64]], options: LinkOptions
) -> list[Passage]:
    """Passages that hold texts together which are unlike each other.

    Args:
        texts: all texts.
        sets: texts that hang together, a number of the set for each text; sets of several
            gatherings are looked at in turn, and the same members once.
        options: ``hub_groups`` is the most unlike texts that may share a passage.
    """
    seen: set[bytes] = set()
    found: list[Passage] = []
    for members in chain.from_iterable(_large(one, options.hub_groups) for one in sets):
        key = members.tobytes()
        if key not in seen:
            seen.add(key)
            passage = _passage_of(texts, members, options.hub_groups)
            found += [] if passage is None else [passage]
    return found


def _large(sets: NDArray[np.int64], most: int) -> Iterator[NDArray[np.int64]]:
    import numpy as np

    order = np.argsort(sets, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(sets[order]) != 0])
    for members in np.split(order, starts[1:]):
        if len(members) > most:
            yield members


def _passage_of(texts: Weighed, members: NDArray[np.int64], most: int) -> Passage | None:
    import numpy as np

    from indexing.link.passage_kernels import unlike_texts

    step = max(1, len(members) // _SAMPLE)
    unlike = unlike_texts(texts.arrays(), members[::step][:_SAMPLE], _UNLIKE)
    if len(unlike) <= most:
        return None
    own = [texts.hashes[texts.starts[text] : texts.starts[text + 1]] for text in unlike]
    hashes, counts = np.unique(np.concatenate(own), return_counts=True)
    if len(hashes) < CORE:
        return None
    core = np.sort(hashes[np.argsort(-counts, kind="stable")[:CORE]])
    holding = [one for one in own if np.isin(core, one, assume_unique=True).mean() >= _HELD]
    if len(holding) <= max(most, _MOST_UNLIKE * len(unlike)):
        return None
    hashes, counts = np.unique(np.concatenate(holding), return_counts=True)
    return Passage(core, hashes[counts >= _COMMON * len(holding)])


def without_passages(shingles: Shingles, passages: Sequence[Passage]) -> Shingles:
    """The shingles of texts, of those that hold a passage without what is common to it."""
    from indexing.link.passage_kernels import held_share, taken_out

    for passage in passages:
        carries = held_share(shingles.hashes, shingles.starts, passage.core) >= _HELD
        if carries.any():
            given = taken_out(shingles.hashes, shingles.starts, carries, passage.common)
            shingles = Shingles(*given)
    return shingles
