# SPDX-License-Identifier: GPL-3.0-or-later
"""Putting ads under protection: what splits and merges drew is kept, links by the pictures go.

The ads are out of sight when the transaction ends. What the disk holds of them goes with
``sealing.finish``, and neighbours are linked anew by the next index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from indexing.pipeline import regrouping
from indexing.pipeline.known_pictures import note_stored
from indexing.progress import Steps
from indexing.records import CandidatePair
from indexing.store import (
    known_hashes,
    pairs,
    protected,
    protocol_acts,
    said_again,
    sealing,
    search,
    search_index,
    text_groups,
)
from indexing.store.case import Case
from indexing.store.protected import Why
from indexing.store.sealing import Sealed


def protect(case: Case, ads: Sequence[int], *, indicator: str, by: str) -> Sealed:
    """Seal ads on the word of a person; see ``store.sealing.seal``."""
    return _seal(case, ads, Why.ANALYST, indicator, by)


def seal_matches(case: Case) -> Sealed:
    """Seal every ad that shows a picture of a list of known hashes, in the caller's transaction."""
    by_list: dict[str, set[int]] = {}
    for match, shown_by in known_hashes.matches(case):
        by_list.setdefault(match.list_name, set()).update(shown_by)
    done = Sealed()
    for name, ads in sorted(by_list.items()):
        one = _seal(case, sorted(ads), Why.KNOWN_HASH, name, case.actor)
        done = Sealed(
            done.items + one.items,
            done.ads + one.ads,
            tuple(sorted({*done.neighbours, *one.neighbours} - {*done.ads, *one.ads})),
            done.words + one.words,
        )
    return done


def ask_again(case: Case, ads: Sequence[int]) -> None:
    """Ask of ads that have the number, the address or the words of an item, and else differ.

    They are not hidden: it may be another ad by now. Their pictures are, until answered.
    """
    for ad, item in said_again.resembling(case, ads):
        protocol_acts.ask(case, protocol_acts.POSSIBLE_MINOR, [ad], by=protected.item_id(item))


def say_the_same(case: Case, ads: Sequence[int]) -> list[int]:
    """Other ads of the case that say what one of these says, word for word or in another dress."""
    search_index.refresh(case)
    alike = {
        ad
        for words in said_again.beginnings(case, ads)
        for ad, _score in search.words(case, f'"{words}"', limit=None)
    }
    dressed = said_again.in_another_dress(case, ads, alike)
    return sorted({*text_groups.repeats(case, ads), *dressed})


def apply_lists(case: Case) -> Steps[Sealed]:
    """Compare the pictures that are there with the lists and seal what is met, all or nothing."""
    with case.transaction():
        yield from note_stored(case)
        sealed = seal_matches(case)
    return sealed


def _seal(case: Case, ads: Sequence[int], code: Why, indicator: str, by: str) -> Sealed:
    with case.transaction():
        regrouping.keep(case, ads)
        sealed = sealing.seal(case, ads, code=code, indicator=indicator, by=by)
        _unlink(case, sealed)
    return sealed


def _unlink(case: Case, sealed: Sealed) -> None:
    """Take the sealed pictures out of the reasons that link other ads."""
    shown = {one.sha256 for number in sealed.items for one in protected.get(case, number).pictures}
    changed: dict[tuple[int, int], CandidatePair] = {}
    for ad in sealed.neighbours:
        for pair in pairs.of_ad(case, ad):
            left = tuple(one for one in pair.reasons if shown.isdisjoint(_pictures(one.detail)))
            if len(left) < len(pair.reasons):
                changed[pair.a, pair.b] = replace(pair, reasons=left)
    pairs.put(case, changed.values())


def _pictures(detail: object) -> set[str]:
    """Pictures that the detail of a reason names."""
    if not isinstance(detail, dict):
        return set()
    images = detail.get("images")
    return {str(detail.get("value", "")), *(map(str, images) if isinstance(images, list) else ())}
