# SPDX-License-Identifier: GPL-3.0-or-later
"""The second reader: what others said, and what rules suggest, is hidden until they have coded.

The mode belongs to the open window, not to the case: another person's window is not changed by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.i18n import _
from app.triage.items import AdDetail, HistoryItem, NoteItem, TagItem
from app.triage.suggestion_items import SuggestionItem
from indexing.store import marks
from indexing.store.case import Case
from indexing.store.marks import MarkRow


@dataclass(slots=True)
class Mode:
    """How the person at work reads; one for all connections of a window, kept in no case.

    ``is_second``: whether they are the second reader; ``stopped``: hashes of pictures that they
    put out of their sight for this sitting.
    """

    is_second: bool = False
    stopped: set[str] = field(default_factory=set)


def coded(case: Case) -> set[int]:
    """The ads that the person at work went through."""
    readings = marks.readings(case)
    return {one.mark.target.ad or 0 for one in readings if one.mark.by == case.actor}


def counted(case: Case, rows: Iterable[MarkRow], mode: Mode) -> list[MarkRow]:
    """Marks that lists may count: for a second reader those of others only where they coded."""
    if not mode.is_second:
        return list(rows)
    done = coded(case)
    return [row for row in rows if row.mark.by == case.actor or (row.mark.target.ad or -1) in done]


def shown(case: Case, found: AdDetail, mode: Mode) -> AdDetail:
    """An ad without what others said of it, until the second reader has coded it.

    What others set on its cluster stays hidden: it is of ads as well that are still to be coded.
    """
    if not mode.is_second:
        return found
    is_coded = found.ad in coded(case)

    def is_seen(said: TagItem | NoteItem) -> bool:
        return said.by == case.actor or (is_coded and said.target.startswith("A"))

    return replace(
        found,
        tags=tuple(filter(is_seen, found.tags)),
        notes=tuple(filter(is_seen, found.notes)),
        is_hidden=not is_coded,
    )


def suggested(
    case: Case, found: Sequence[SuggestionItem], ad: int, mode: Mode
) -> list[SuggestionItem]:
    """Suggestions on an ad: none until it is coded; of a group without what others answered."""
    if not mode.is_second:
        return list(found)
    done = coded(case)
    if ad not in done:
        return []
    shown_so = (_without_others(one) if _is_of_others(one, done) else one for one in found)
    return [one for one in shown_so if one.answers or not one.gone]


def _is_of_others(item: SuggestionItem, done: set[int]) -> bool:
    return item.target.startswith("C") or bool(set(item.ads) - done)


def _without_others(item: SuggestionItem) -> SuggestionItem:
    return replace(item, answers=tuple(one for one in item.answers if one.mine))


def past(case: Case, items: Sequence[HistoryItem], mode: Mode) -> list[HistoryItem]:
    """The history without what others said of ads that the second reader has not coded."""
    if not mode.is_second:
        return list(items)
    done = {f"A{ad}" for ad in coded(case)}
    return [_hidden(one) if _is_hidden(case, one, done) else one for one in items]


def _is_hidden(case: Case, item: HistoryItem, done: set[str]) -> bool:
    named = [one for one in (item.target, *item.further) if one]
    return item.by != case.actor and any(_ad_of(one) not in done for one in named)


def _ad_of(target: str) -> str:
    return target.split(":")[0].split("#")[0].split(".")[0]


def _hidden(item: HistoryItem) -> HistoryItem:
    return replace(item, sentence=_("Hidden until you have coded it"), by="", target="", further=())


def in_sight(case: Case, ad: int | None, mode: Mode) -> bool:
    """Whether suggestions are in sight for who codes now."""
    return not mode.is_second or (ad is not None and ad in coded(case))
