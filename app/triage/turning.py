# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps through the history: one act undone or done again, or all back to an act of the list."""

from __future__ import annotations

from collections.abc import Sequence

from app.i18n import _, ngettext, number
from app.triage import past, past_finals, regrouping, second_mode
from app.triage.items import Changed
from app.triage.past_items import TurnPreview
from app.triage.second_mode import Mode
from indexing.store import operations
from indexing.store.case import Case

_SHOWN = 200


def undo(case: Case, mode: Mode) -> Changed:
    """Take back the last act; without a sentence there was none."""
    return _turn(case, _("Undone"), mode, is_undo=True)


def redo(case: Case, mode: Mode) -> Changed:
    """Do again what was taken back."""
    return _turn(case, _("Done again"), mode, is_undo=False)


def _turn(case: Case, word: str, mode: Mode, *, is_undo: bool) -> Changed:
    with case.transaction():
        turned = operations.undo(case) if is_undo else operations.redo(case)
        if turned is None:
            return Changed()
        moved = regrouping.follow(case, turned, is_undo=is_undo)
    (sentence,) = _sentences(case, [turned.operation], mode) or ("",)
    return past.turned(f"{word}: {sentence}" if sentence else word, turned, moved)


def _sentences(case: Case, wanted: Sequence[int], mode: Mode) -> tuple[str, ...]:
    """These acts as sentences, as the person at work may read them."""
    rows = [operations.get(case, one) for one in wanted]
    found = [past.entry(case, row) for row in rows if row is not None]
    return tuple(one.sentence for one in second_mode.past(case, found, mode))


def preview(case: Case, operation: int, mode: Mode) -> TurnPreview:
    """What going to an act of the history would undo, or do again; nothing for what is dropped."""
    row = operations.get(case, operation)
    wanted = operations.after(case, operation)
    sentences = _sentences(case, wanted[:_SHOWN], mode)
    is_undo = row is None or row.state == "done"
    stays: tuple[str, ...] = ()
    if is_undo and row is not None:
        finals = second_mode.past(case, past_finals.read(case, _SHOWN), mode)
        stays = tuple(one.sentence for one in finals if one.at > row.at)
    return TurnPreview(operation, is_undo, len(wanted), sentences, stays)


def turn_to(case: Case, operation: int) -> Changed:
    """Undo all that came after an act, or do again up to it, all or nothing."""
    row = operations.get(case, operation)
    with case.transaction():
        done = operations.turn_to(case, operation)
        if not done:
            return Changed(_("There is nothing to undo up to here."))
        is_redo = row is not None and row.state == "undone"
        moved = regrouping.follow(case, *done, is_undo=not is_redo)
    n = len(done)
    if is_redo:
        words = ngettext("{n} act done again.", "{n} acts done again.", n)
    else:
        words = ngettext("{n} act undone.", "{n} acts undone.", n)
    told = words.format(n=number(n))
    kept = sum(one.kept for one in done)
    if kept:
        told += " " + past.kept(kept)
    return Changed(f"{told} {moved.sentence}".strip(), clusters=True, everything=True)
