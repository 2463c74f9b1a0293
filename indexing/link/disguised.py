# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that a disguise keeps from their group: who is suspect, what it may be, is it so?

The lexical tier misses a text in which too many words are spelt as nobody else spells them. Such
a text has many shingles that no other group holds; those it still shares lead to the few texts
it may be a copy of. Only these are encoded by the character model, and a pair joins when two
signs agree: near vectors, and what the suspect shares with the case at large it shares with this
text. Texts of which all is new have nothing that leads anywhere and stay alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.options import LinkOptions
from indexing.records import Reason, ReasonKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

METHOD = "retsim"
REPRESENTATIVES = 3
"""Texts of a group that are looked at."""
_ANCHORS, _USUAL = 48, 500
"""Shared shingles that lead from a suspect to others, rather such as at most 500 groups hold."""
_GROUPS_TO_ONE, _MOST_ALONE = 5_000, 8
"""One group more for every 5,000 may spell as oddly as a suspect, up to 8 (tried at 30,000 ads)."""
_CANDIDATES = 6
_LEAST_ANCHORS = 0.25
_LEAST_LENGTH = 0.5
"""The shorter text has at least this share of the other's letters."""
_LARGE = 3
"""A group from this size on moves only when two of its texts say so."""
_SLOTS_PER_TEXT = 512
_LEAST_BITS, _MOST_BITS = 20, 25
"""Slots in which holders of shingles are counted; two in one slot count as less rare."""
Pair = tuple[int, int, Reason]


@dataclass(frozen=True, slots=True, eq=False)
class GroupedTexts:
    """Distinct texts with the groups that the lexical tier gave them.

    ``hashes[starts[i]:starts[i + 1]]`` are the sorted shingle hashes of text ``i``, ``letters[i]``
    its folded letters, ``groups[i]`` any number that its group alone has.
    """

    hashes: NDArray[np.uint32]
    starts: NDArray[np.int64]
    letters: NDArray[np.int64]
    groups: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Pairs (suspect, what it may be a copy of), shape (n, 2), and the share that they share."""

    pairs: NDArray[np.int64]
    shared: NDArray[np.float64]

    def texts(self) -> list[int]:
        """The texts whose vectors decide, in order."""
        import numpy as np

        return [int(text) for text in np.unique(self.pairs)]


def candidates(
    texts: GroupedTexts, options: LinkOptions, *, new: frozenset[int] | None = None
) -> Candidates:
    """What each suspect text may be a copy of, found by what it still shares with others.

    Args:
        texts: all distinct texts of the case.
        options: ``disguised_novelty`` and ``disguised_shared``.
        new: when given, only pairs with one of these texts.
    """
    import numpy as np

    from indexing.link import disguised_kernels as kernels

    both = (texts.hashes, texts.starts)
    bits = min(max((len(texts.letters) * _SLOTS_PER_TEXT).bit_length(), _LEAST_BITS), _MOST_BITS)
    shift = 32 - bits
    groups = np.unique(texts.groups, return_inverse=True)[1]
    counts = kernels.holders(both, np.argsort(groups, kind="stable"), groups, shift)
    chosen = representatives(texts, options)
    alone = _alone(int(groups.max(initial=-1)) + 1)
    strange = kernels.novelty(both, shift, counts, alone)[chosen] >= options.disguised_novelty
    known = (texts.groups, shift, counts, alone)
    if new is None:
        pairs = _led_to(both, chosen, chosen[strange], known)
    else:
        fresh = np.isin(chosen, np.fromiter(new, np.int64, len(new)))
        later = _led_to(both, chosen[fresh], chosen[strange & ~fresh], known)
        pairs = np.concatenate([_led_to(both, chosen, chosen[strange & fresh], known), later])
    sizes = texts.letters[pairs]
    pairs = pairs[sizes.min(axis=1) >= _LEAST_LENGTH * sizes.max(axis=1)]
    rare = _weights(int(groups.max(initial=-1)) + 1, alone)
    shared = kernels.shared_weights(both, pairs, shift, counts, rare)
    kept = shared >= options.disguised_shared
    return Candidates(pairs[kept], shared[kept])


def _alone(groups: int) -> int:
    """Groups that may hold a shingle which still counts as one of nobody else's.

    The more texts, the more often two of them are disguised alike.
    """
    return 1 + min(groups // _GROUPS_TO_ONE, _MOST_ALONE - 1)


def _weights(groups: int, alone: int) -> NDArray[np.float32]:
    """Weight of a shingle by the number of groups that hold it: idf^0.5, 0 up to ``alone``."""
    import numpy as np

    held = np.arange(groups + 1)
    weights = np.sqrt(np.log1p(groups / np.maximum(held, 1))).astype(np.float32)
    weights[: alone + 1] = 0
    return weights


def representatives(texts: GroupedTexts, options: LinkOptions) -> NDArray[np.int64]:
    """At most three texts of each group, spread over it, in order; only texts of enough letters."""
    import numpy as np

    usable = np.flatnonzero(texts.letters >= options.min_letters)
    order = usable[np.argsort(texts.groups[usable], kind="stable")]
    if not len(order):
        return order
    ends = np.flatnonzero(np.diff(texts.groups[order], append=-1 - texts.groups[order[-1]]))
    begins = np.concatenate([[0], ends[:-1] + 1])
    places = [begins + (ends - begins) * n // (REPRESENTATIVES - 1) for n in range(REPRESENTATIVES)]
    result: NDArray[np.int64] = np.unique(order[np.concatenate(places)])
    return result


def _led_to(
    texts: tuple[NDArray[np.uint32], NDArray[np.int64]],
    targets: NDArray[np.int64],
    suspects: NDArray[np.int64],
    known: tuple[NDArray[np.int64], int, NDArray[np.uint32], int],
) -> NDArray[np.int64]:
    """Pairs (suspect, target) by the most anchors in common."""
    import numpy as np

    from indexing.link import disguised_kernels as kernels

    groups, shift, counts, alone = known
    if not len(suspects):
        return np.zeros((0, 2), np.int64)
    chosen, sizes = kernels.anchors(texts, suspects, shift, counts, _ANCHORS, (alone, _USUAL))
    flat = chosen[np.arange(_ANCHORS) < sizes[:, None]]
    wanted = np.unique(flat)
    firsts = np.concatenate([[0], np.cumsum(sizes)])
    asked = (suspects, np.searchsorted(wanted, flat), firsts)
    posted = kernels.postings(texts, targets, wanted)
    found: NDArray[np.int64] = kernels.most_hits(
        asked, posted, targets, groups, _CANDIDATES, _LEAST_ANCHORS
    )
    return found


def disguised_pairs(
    texts: GroupedTexts,
    found: Candidates,
    vectors: Mapping[int, NDArray[np.float32]],
    options: LinkOptions,
) -> Iterator[Pair]:
    """Pairs of texts that are one text in disguise, as ``(i, j, reason)`` with ``i < j``.

    Each suspect speaks for the one group that it is nearest to. A large group moves only when two
    of its texts speak for the same one; two texts that nothing else stands beside need to agree
    more (``disguised_two``). What is near and fails there is given with ``joins=False``.

    Args:
        texts: as given to ``candidates``.
        found: what ``candidates`` gave.
        vectors: unit vector of each text in ``found.texts()``.
        options: ``disguised`` is the threshold on the cosine, ``disguised_sum`` that on cosine
            and shared share together.
    """
    import numpy as np

    sizes = dict(zip(*(part.tolist() for part in np.unique(texts.groups, return_counts=True)),
                     strict=True))  # fmt: skip
    said: dict[tuple[int, int], list[tuple[float, float, int, int]]] = {}
    for suspect, target, cosine, shared in _nearest(texts, found, vectors, options):
        ends = int(texts.groups[suspect]), int(texts.groups[target])
        said.setdefault(ends, []).append((cosine, shared, suspect, target))
    for (own, other), words in sorted(said.items()):
        alone = sizes[own] == 1 == sizes[other]
        least = options.disguised_two if alone else options.disguised_sum
        enough = len(words) >= (2 if sizes[own] >= _LARGE else 1)
        for cosine, shared, suspect, target in words:
            joins = enough and cosine + shared >= least
            reason = _reason(cosine, shared, joins, options)
            yield min(suspect, target), max(suspect, target), reason


def _nearest(
    texts: GroupedTexts,
    found: Candidates,
    vectors: Mapping[int, NDArray[np.float32]],
    options: LinkOptions,
) -> Iterator[tuple[int, int, float, float]]:
    """Of each suspect the one pair that agrees best, if it agrees enough."""
    best: dict[int, tuple[float, int, float, float]] = {}
    for (suspect, target), shared in zip(found.pairs.tolist(), found.shared.tolist(), strict=True):
        cosine = float(vectors[suspect] @ vectors[target])
        total = cosine + shared
        if cosine < options.disguised or total < options.disguised_sum:
            continue
        one = (total, -target, cosine, shared)
        if suspect not in best or one > best[suspect]:
            best[suspect] = one
    for suspect, (_, target, cosine, shared) in sorted(best.items()):
        yield suspect, -target, cosine, shared


def _reason(cosine: float, shared: float, joins: bool, options: LinkOptions) -> Reason:
    detail = {
        "method": METHOD,
        "cosine": round(cosine, 3),
        "shared": round(shared, 3),
        "sum_threshold": options.disguised_sum,
    }
    score = round(min(cosine, 1.0), 3)
    return Reason(ReasonKind.NEAR_TEXT, score, options.disguised, detail, joins)
