# SPDX-License-Identifier: GPL-3.0-or-later
"""Second readers: what they may see of the first, and which ads two people are to code.

A second reader who knows what the first one said agrees too easily. So in a blind listing another
person's decisions are left out, and a draw is listed in an order and a form that do not tell why
an ad is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from indexing.errors import BadInputError
from indexing.store import draws, journal, marks
from indexing.store.case import Case
from indexing.store.draws import Draw, DrawRow, Stratum
from indexing.store.marks import NOTE, READ, Mark, MarkRow, MarkStatus, Target
from indexing.suggest.codebook import Codebook


def tags_for(rows: Iterable[MarkRow], reader: str, *, blind: bool) -> list[MarkRow]:
    """The tags among ``rows`` that a reader is shown; blind, only those they set themselves."""
    return [
        row
        for row in rows
        if row.mark.indicator not in (NOTE, READ) and (not blind or row.mark.by == reader)
    ]


def draw(case: Case, *, random: int, flagged: int, seed: int, book: Codebook) -> DrawRow:
    """Draw ads for double coding, and record how.

    ``random`` ads come by chance from all that repeat no earlier one; ``flagged`` by chance from
    those of the rest to which a rule points. All stand in an order drawn by chance. Where fewer
    are there, all of them are taken.

    Raises:
        BadInputError: ``draw_empty``: nothing to draw from, or nothing was wanted.
    """
    everything = draws.eligible(case)
    pointed_at = sorted(draws.flagged(case) & set(everything))
    chance = Random(seed)  # noqa: S311 - drawn by seed, so that anybody can draw it again
    by_chance = chance.sample(everything, min(random, len(everything)))
    rest = sorted(set(pointed_at) - set(by_chance))
    chosen = [(ad, Stratum.RANDOM) for ad in by_chance]
    chosen += [(ad, Stratum.FLAGGED) for ad in chance.sample(rest, min(flagged, len(rest)))]
    if not chosen:
        raise BadInputError("draw_empty")
    chance.shuffle(chosen)
    made = Draw(
        seed, random, flagged, len(everything), len(pointed_at), book.id, book.version, book.sha256
    )
    return draws.get(case, draws.add(case, made, chosen, by=case.actor))


def read_through(
    case: Case, ads: Sequence[int], book: Codebook, *, visible: bool | None, done: bool = True
) -> None:
    """Say that the acting person went through these ads, or take it back; one operation."""
    status = MarkStatus.ADDED if done else MarkStatus.WITHDRAWN
    with journal.perform(case, what="read_through", by=case.actor) as operation:
        for ad in ads:
            mark = Mark(
                Target(ad=ad), READ, status, case.actor,
                codebook=book.id, codebook_version=book.version, codebook_sha256=book.sha256,
                suggestion_visible=visible,
            )  # fmt: skip
            marks.put(operation, mark)


def todo(case: Case, row: DrawRow, reader: str) -> list[tuple[int, int, bool]]:
    """The ads of a draw as a reader sees them: place, ad, and whether they went through it."""
    done = {one.mark.target.ad for one in marks.readings(case) if one.mark.by == reader}
    return [(place, ad, ad in done) for place, (ad, _stratum) in enumerate(row.ads, 1)]
