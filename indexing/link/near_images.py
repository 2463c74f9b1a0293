# SPDX-License-Identifier: GPL-3.0-or-later
"""Pairs of different files that show one picture, by the distance of their hashes.

Whole pictures, upright or mirrored, match at *PDQ <= 40, or PDQ <= 64 and dHash <= 50* (no false
pair among 3.8e7 measured). Everything else (turned, inverted, a part of one against the other)
gives chance up to 150 further tries and needs *PDQ <= 31, or PDQ <= 47 and dHash <= 50* of the
same part and turn. Pictures of little but text match up to PDQ 10; flat ones never.

Whole pictures are compared first. The rest is looked for only between pictures that these did
not already bring together, so that a picture encoded 10,000 times costs no more than it tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.link.hamming import Places, distances, pairs_within, within
from indexing.link.near_images_rows import MIRRORED, UPRIGHT, VIEWS, WHOLE, Rows, View, rows_of
from indexing.options import LinkOptions
from indexing.records import ImageFingerprint, Reason, ReasonKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PAIRS_OF_A_PICTURE = 8
"""Pairs kept of a picture beyond those that join: enough to explain any two of a group."""
UNKNOWN = 1000
"""Stands for a dHash distance that is not known."""


@dataclass(slots=True, eq=False)
class _Groups:
    """Pictures brought together so far, and in how many kept pairs each is."""

    parent: NDArray[np.int64]
    uses: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class _Matches:
    """Accepted pairs of rows: the rows, both distances, and the number of the view."""

    one: NDArray[np.int64]
    other: NDArray[np.int64]
    pdq: NDArray[np.int64]
    dhash: NDArray[np.int64]
    view: NDArray[np.int64]


def near_image_pairs(
    hashes: Sequence[ImageFingerprint],
    options: LinkOptions,
    *,
    new: NDArray[np.bool_] | None = None,
    groups: NDArray[np.int64] | None = None,
) -> Iterator[tuple[int, int, Reason]]:
    """Matching pairs ``(i, j, reason)`` with ``i < j`` as places in ``hashes``.

    Pictures with equal SHA-256 are one file and not paired here. Of a picture with very many
    matches those are given that join it to others, and :data:`PAIRS_OF_A_PICTURE` more.
    The reason's detail: ``images`` (both SHA-256), ``boxes`` (the part of each that matched, in
    thousandths, or None for the whole), ``variant`` and ``inverted`` (how the second stands to the
    first), ``pdq``, ``dhash``, ``rule`` and ``witness``.

    Args:
        hashes: fingerprints of all pictures.
        options: thresholds.
        new: which pictures are new; only pairs that hold one are looked for.
        groups: of each picture the first of its group as known before, by earlier pairs.
    """
    import numpy as np

    rows = rows_of(hashes, options)
    if len(rows.picture) < 2:
        return
    fresh = None if new is None else new[rows.picture]
    parent = np.arange(len(hashes), dtype=np.int64) if groups is None else groups.copy()
    state = _Groups(parent, np.zeros(len(hashes), dtype=np.int64))
    for found in _whole(rows, fresh, options):
        yield from _told(hashes, rows, _few(rows, found, state), options)
    rest = [each for view in VIEWS for each in _viewed(rows, fresh, view, state, options)]
    if rest:
        yield from _told(hashes, rows, _few(rows, _nearest(rows, rest), state), options)


def oriented(reason: Reason, *, swapped: bool) -> Reason:
    """The reason told from the other picture's side when the two change places."""
    if not swapped or "images" not in reason.detail:
        return reason
    detail = dict(reason.detail)
    for key in ("images", "boxes"):
        value = detail[key]
        if isinstance(value, list):
            detail[key] = value[::-1]
    degrees, scale = detail.get("degrees"), detail.get("scale")
    if isinstance(degrees, float) and detail["variant"] == "upright":
        detail["degrees"] = -degrees  # a mirrored turn is its own inverse
    if isinstance(scale, float) and scale:
        detail["scale"] = round(1 / scale, 3)
    names = {view.name: view for view in VIEWS}
    detail["variant"] = names[str(detail["variant"])].undone().name
    return Reason(reason.kind, reason.score, reason.threshold, detail, joins=reason.joins)


def _whole(rows: Rows, fresh: NDArray[np.bool_] | None, options: LinkOptions) -> Iterator[_Matches]:
    """Whole pictures as they are."""
    import numpy as np

    whole = np.flatnonzero(rows.kind == WHOLE)
    news = None if fresh is None else fresh[whole]
    for first, second in pairs_within(rows.pdq[whole], options.pdq_with_dhash, news):
        found = _judged(rows, (whole[first], whole[second]), View(), options)
        order = np.lexsort((found.other, found.one))
        yield _taken(found, order)


def _viewed(
    rows: Rows,
    fresh: NDArray[np.bool_] | None,
    view: View,
    state: _Groups,
    options: LinkOptions,
) -> Iterator[_Matches]:
    """Pictures and panels under one view, against whole pictures and parts."""
    import numpy as np

    from indexing.link.near_images_kernels import apart

    asking = rows.asking(view)
    stored = np.flatnonzero(~rows.text)
    parts = options.pdq_part_with_dhash if view.witnessed else options.pdq_turned
    searches = [_asked(rows, view, asking, stored, fresh, parts)]
    if view == View(MIRRORED):
        asking = asking[rows.kind[asking] == WHOLE]
        stored = stored[rows.kind[stored] == WHOLE]
        searches.append(_asked(rows, view, asking, stored, fresh, options.pdq_with_dhash))
    for search in searches:
        for one, other in search:
            pictures = rows.picture[one], rows.picture[other]
            good = apart(*pictures, state.parent)
            if view == View():  # whole upright pictures have been compared
                good &= (rows.kind[one] != WHOLE) | (rows.kind[other] != WHOLE)
            yield _judged(rows, (one[good], other[good]), view, options)


def _asked(
    rows: Rows,
    view: View,
    asking: NDArray[np.int64],
    stored: NDArray[np.int64],
    fresh: NDArray[np.bool_] | None,
    radius: int,
) -> Iterator[Places]:
    """Rows (one looked at under the view, other) within the radius."""
    searches = [(asking, stored)]
    if fresh is not None:
        searches = [
            (asking[fresh[asking]], stored),
            (asking[~fresh[asking]], stored[fresh[stored]]),
        ]
    for askers, asked in searches:
        for query, found in within(rows.seen(view, askers), rows.pdq[asked], radius):
            yield askers[query], asked[found]


def _judged(rows: Rows, found: Places, view: View, options: LinkOptions) -> _Matches:
    """The pairs of rows that match by the rule of their kind, the lower picture first."""
    import numpy as np

    one, other = found
    pdq = distances(rows.seen(view, one), rows.pdq[other])
    if view.witnessed:
        dhash = distances(rows.witness(view, one), rows.dhash[other])
    else:
        dhash = np.full(len(one), UNKNOWN, dtype=np.int64)
    sure, borne = _limits(rows, one, other, view, options)
    good = (pdq <= sure) | ((pdq <= borne) & (dhash <= options.dhash))
    good &= rows.file[one] != rows.file[other]
    one, other, pdq, dhash = (each[good] for each in (one, other, pdq, dhash))
    swapped = rows.picture[one] > rows.picture[other]
    number = np.where(swapped, VIEWS.index(view.undone()), VIEWS.index(view))
    one, other = np.where(swapped, other, one), np.where(swapped, one, other)
    return _Matches(one, other, pdq, dhash, number)


def _limits(
    rows: Rows,
    one: NDArray[np.int64],
    other: NDArray[np.int64],
    view: View,
    options: LinkOptions,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """PDQ distance that is enough alone, and the one that needs dHash beside it."""
    import numpy as np

    whole = (rows.kind[one] == WHOLE) & (rows.kind[other] == WHOLE)
    whole &= view.variant in (UPRIGHT, MIRRORED) and not view.inverted
    sure = np.where(whole, options.pdq_sure, options.pdq_turned)
    borne = np.where(whole, options.pdq_with_dhash, options.pdq_part_with_dhash)
    text = rows.text[one] | rows.text[other]
    return np.where(text, options.pdq_text, sure), np.where(text, -1, borne)


def _nearest(rows: Rows, found: Sequence[_Matches]) -> _Matches:
    """Of each two pictures the plainest match: whole before part, upright first, then nearest."""
    import numpy as np

    every = _Matches(
        *(
            np.concatenate([getattr(each, name) for each in found])
            for name in ("one", "other", "pdq", "dhash", "view")
        )
    )
    part = (rows.kind[every.one] != WHOLE).astype(int) + (rows.kind[every.other] != WHOLE)
    first, second = rows.picture[every.one], rows.picture[every.other]
    order = np.lexsort((every.other, every.one, every.view, every.pdq, part, second, first))
    first, second = first[order], second[order]
    head = np.ones(len(order), dtype=np.bool_)
    head[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    return _taken(every, order[head])


def _few(rows: Rows, found: _Matches, state: _Groups) -> _Matches:
    import numpy as np

    from indexing.link.near_images_kernels import keep_few

    pairs = rows.picture[found.one], rows.picture[found.other]
    kept = keep_few(pairs, state.parent, state.uses, PAIRS_OF_A_PICTURE)
    return _taken(found, np.flatnonzero(kept))


def _taken(found: _Matches, which: NDArray[np.int64]) -> _Matches:
    return _Matches(
        found.one[which],
        found.other[which],
        found.pdq[which],
        found.dhash[which],
        found.view[which],
    )


def _told(
    hashes: Sequence[ImageFingerprint], rows: Rows, found: _Matches, options: LinkOptions
) -> Iterator[tuple[int, int, Reason]]:
    sure, borne = _told_limits(rows, found, options)
    for place in range(len(found.one)):
        one, other = int(found.one[place]), int(found.other[place])
        view = VIEWS[found.view[place]]
        first, second = int(rows.picture[one]), int(rows.picture[other])
        pdq, dhash = int(found.pdq[place]), int(found.dhash[place])
        alone = pdq <= sure[place]
        detail = {
            "pdq": pdq,
            "dhash": None if dhash == UNKNOWN else dhash,
            "variant": view.name,
            "inverted": view.inverted,
            "images": [hashes[first].sha256, hashes[second].sha256],
            "boxes": [_box(rows, one), _box(rows, other)],
            "rule": _rule(rows, one, other, view) + ("" if alone else "_and_dhash"),
            "witness": None if alone else "dhash",
        }
        limit = float(sure[place] if alone else borne[place])
        yield first, second, Reason(ReasonKind.NEAR_IMAGE, float(pdq), limit, detail)


def _told_limits(
    rows: Rows, found: _Matches, options: LinkOptions
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    import numpy as np

    sure = np.empty(len(found.one), dtype=np.int64)
    borne = np.empty(len(found.one), dtype=np.int64)
    for number in np.unique(found.view):
        which = found.view == number
        limits = _limits(rows, found.one[which], found.other[which], VIEWS[number], options)
        sure[which], borne[which] = limits
    return sure, borne


def _rule(rows: Rows, one: int, other: int, view: View) -> str:
    if rows.text[one] or rows.text[other]:
        return "pdq_text"
    if rows.kind[one] != WHOLE or rows.kind[other] != WHOLE:
        return "pdq_part"
    return "pdq" if view == View() else "pdq_turned"


def _box(rows: Rows, row: int) -> list[int] | None:
    return None if rows.kind[row] == WHOLE else [int(side) for side in rows.box[row]]
