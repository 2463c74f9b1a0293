# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that a disguise keeps from their group: who is suspect, what it may be, is it so?

The lexical tier misses a text in which too many words are spelt as nobody else spells them. Such
a text has many shingles that no other group holds; those it still shares lead to the few texts
it may be a copy of. Only these are encoded by the character model, and a pair joins when three
signs agree: near vectors; what the suspect shares with the case at large it shares with this text;
and what differs between the two is the same in another spelling, not sentences of their own. Texts
of which all is new have nothing that leads anywhere and stay alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
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
_LITTLE = 30
"""Characters below which what differs says nothing."""
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
    strange = kernels.novelty(both, chosen, shift, counts, alone) >= options.disguised_novelty
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


@dataclass(frozen=True, slots=True)
class Near:
    """A suspect and the text that it may be a copy of: cosine of their vectors, share shared."""

    suspect: int
    target: int
    cosine: float
    shared: float


def nearest_pairs(
    found: Candidates, vectors: Mapping[int, NDArray[np.float32]], options: LinkOptions
) -> list[Near]:
    """Of each suspect the one pair that agrees best, if it agrees enough.

    Args:
        found: what ``candidates`` gave.
        vectors: unit vector of each text in ``found.texts()``.
        options: ``disguised`` is the threshold on the cosine, ``disguised_sum`` that on cosine
            and shared share together.
    """
    best: dict[int, tuple[float, int, Near]] = {}
    for (suspect, target), shared in zip(found.pairs.tolist(), found.shared.tolist(), strict=True):
        cosine = float(vectors[suspect] @ vectors[target])
        total = cosine + shared
        if cosine < options.disguised or total < options.disguised_sum:
            continue
        one = (total, -target, Near(suspect, target, cosine, shared))
        if suspect not in best or one[:2] > best[suspect][:2]:
            best[suspect] = one
    return [one for _suspect, (_, _, one) in sorted(best.items())]


def what_differs(a: str, b: str) -> tuple[str, str]:
    """The words of two texts that the other does not have in its place, in order.

    Of a text and its disguised copy these are the same words spelt otherwise; of two texts that
    share some sentences they are the sentences that each has of its own.
    """
    words = a.split(), b.split()
    own: tuple[list[str], list[str]] = ([], [])
    matcher = SequenceMatcher(None, *words, autojunk=False)
    for kind, begin_a, end_a, begin_b, end_b in matcher.get_opcodes():
        if kind != "equal":
            own[0].extend(words[0][begin_a:end_a])
            own[1].extend(words[1][begin_b:end_b])
    return " ".join(own[0]), " ".join(own[1])


def differences_alike(
    pairs: Sequence[tuple[str, str]], encode: Callable[[Sequence[str]], NDArray[np.float32]]
) -> list[float]:
    """Cosine of what differs in each pair of texts; 1 where that is next to nothing."""
    parts = [what_differs(*pair) for pair in pairs]
    asked = [n for n, part in enumerate(parts) if min(map(len, part)) >= _LITTLE]
    vectors = encode([text for n in asked for text in parts[n]])
    alike = dict.fromkeys(range(len(pairs)), 1.0)
    for place, number in enumerate(asked):
        alike[number] = float(vectors[2 * place] @ vectors[2 * place + 1])
    return list(alike.values())


def disguised_pairs(
    texts: GroupedTexts, near: Sequence[Near], alike: Sequence[float], options: LinkOptions
) -> Iterator[Pair]:
    """Pairs of texts that are one text in disguise, as ``(i, j, reason)`` with ``i < j``.

    Each suspect speaks for the one group that it is nearest to, if what differs between the two
    is alike as well. A large group moves only when two of its texts speak for the same one; two
    texts that nothing else stands beside need to agree more (``disguised_two``). What is near and
    fails there is given with ``joins=False``.

    Args:
        texts: as given to ``candidates``.
        near: what ``nearest_pairs`` gave.
        alike: what ``differences_alike`` gave for the texts of each.
        options: ``disguised_rest`` is the least of that.
    """
    import numpy as np

    sizes = dict(zip(*(part.tolist() for part in np.unique(texts.groups, return_counts=True)),
                     strict=True))  # fmt: skip
    said: dict[tuple[int, int], list[tuple[Near, float]]] = {}
    for one, rest in zip(near, alike, strict=True):
        ends = int(texts.groups[one.suspect]), int(texts.groups[one.target])
        said.setdefault(ends, []).append((one, rest))
    for (own, other), words in sorted(said.items(), key=lambda item: item[0]):
        alone = sizes[own] == 1 == sizes[other]
        least = options.disguised_two if alone else options.disguised_sum
        speaking = sum(rest >= options.disguised_rest for _one, rest in words)
        enough = speaking >= (2 if sizes[own] >= _LARGE else 1)
        for one, rest in words:
            joins = enough and rest >= options.disguised_rest and one.cosine + one.shared >= least
            ends = min(one.suspect, one.target), max(one.suspect, one.target)
            yield *ends, _reason(one, rest, joins, options)


def _reason(one: Near, rest: float, joins: bool, options: LinkOptions) -> Reason:
    detail = {
        "method": METHOD,
        "cosine": round(one.cosine, 3),
        "shared": round(one.shared, 3),
        "sum_threshold": options.disguised_sum,
        "differences": round(rest, 3),
    }
    score = round(min(one.cosine, 1.0), 3)
    return Reason(ReasonKind.NEAR_TEXT, score, options.disguised, detail, joins)
