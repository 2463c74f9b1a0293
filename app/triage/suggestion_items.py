# SPDX-License-Identifier: GPL-3.0-or-later
"""A suggestion as the window shows it, with what people answered; plain frozen words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.i18n import _

if TYPE_CHECKING:
    from indexing.store.marks import Mark

ANSWERS = ("accepted", "innocent", "rejected", "unsure")
"""What a person may answer, besides ``withdrawn``; *innocent* rejects for the innocent reading."""


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """Words that a rule rests on: code points of a text as stored; ``where`` names it to people.

    ``text`` is covered like the text itself.
    """

    field: str
    where: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """What somebody said of it; ``answer`` is one of ``ANSWERS`` or ``added``."""

    mark: int
    answer: str
    by: str
    at: str
    note: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class SuggestionItem:
    """What a rule points to, with all that a person needs to doubt it.

    ``counter`` is the innocent reading; ``sources`` are references, each with the place in it;
    ``protocol`` and ``steps`` what the codebook asks people to do; ``ads`` those of a group.
    ``gone``: no rule suggests it any more, and it stays for what people answered.
    """

    target: str
    indicator: str
    rule: str
    label: str
    sentence: str
    counter: str
    strength: str = ""
    grade: str = ""
    grade_note: str = ""
    base_rate: str = ""
    sources: tuple[str, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    answers: tuple[AnswerItem, ...] = ()
    safeguards: tuple[str, ...] = ()
    protocol: str = ""
    steps: tuple[str, ...] = ()
    ads: tuple[int, ...] = ()
    gone: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same one when it is read again."""
        return self.target, self.indicator, self.rule

    @property
    def mine(self) -> AnswerItem | None:
        """What the person at work answered."""
        return next((one for one in self.answers if one.mine), None)


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer as a person gives it: one of ``ANSWERS``, or ``withdrawn``."""

    item: SuggestionItem
    answer: str
    note: str = ""


def told(given: str) -> str:
    """An answer as a sentence with {indicator}, {label} and {target}."""
    return {
        "accepted": _("Accepted {indicator} {label} on {target}"),
        "innocent": _("Innocent reading of {indicator} {label} on {target}"),
        "rejected": _("Rejected {indicator} {label} on {target}"),
        "unsure": _("Unsure of {indicator} {label} on {target}"),
    }[given]


def answered_as(mark: Mark) -> str:
    """Which of the answers a mark is; ``added`` where the person looked alone."""
    if mark.status == "rejected" and mark.alternative:
        return "innocent"
    return mark.status.value
