# SPDX-License-Identifier: GPL-3.0-or-later
"""What people did, as sentences."""

from __future__ import annotations

from dataclasses import replace

from app.i18n import _
from app.messages.kinds import kind_word
from app.triage import codebook, hubs, statuses
from app.triage.documents import covered_value
from app.triage.items import Changed, HistoryItem
from app.triage.suggestion_items import answered_as, told
from indexing.records import Judgement
from indexing.store import journal, judgements, marks, operations, rulings
from indexing.store.case import Case
from indexing.store.operations import Item, OperationRow


def read(case: Case, limit: int) -> list[HistoryItem]:
    """The newest operations as sentences."""
    words = {row.row: row.judgement for row in judgements.history(case)}
    return [_entry(case, row, words) for row in operations.history(case, limit=limit)]


def _entry(case: Case, row: OperationRow, judged_as: dict[int, Judgement]) -> HistoryItem:
    items = operations.items(case, row.operation)
    told = [_sentence(case, item, judged_as) for item in items[:3]]
    if len(items) > 3:
        told.append(_("and {n} more").format(n=len(items) - 3))
    target = _target(items[0]) if items else ""
    sentence = _named(row.what, "; ".join(part for part in told if part) or row.what)
    return HistoryItem(row.operation, row.at, row.by, sentence, row.state != "done", target)


def _named(what: str, sentence: str) -> str:
    """What several judgements of one operation were for."""
    words = {"split": _("Split: {sentence}"), "merged": _("Merged: {sentence}")}
    return words.get(what, "{sentence}").format(sentence=sentence)


def _target(item: Item) -> str:
    if item.kind in ("ruling", "codebook"):
        return ""
    if item.kind == "judgement":
        return "A" + item.key.split(":", 1)[0]
    return "C" + item.key if item.kind == "status" else item.key


def _sentence(case: Case, item: Item, judged_as: dict[int, Judgement]) -> str:
    if item.kind == "judgement":
        a, _colon, b = item.key.partition(":")
        return judged(int(a), int(b), judged_as.get(int(item.new or 0), Judgement.NONE))
    if item.kind == "codebook":
        return _("Codebook changed: {name}").format(name=item.key)
    if item.kind == "ruling":
        return ruled(case, int(item.new or 0))
    if item.kind == "status":
        return statuses.stands(int(item.key), item.new or statuses.TO_DO)
    row = marks.get(case, int(item.new or 0))
    if row is None:
        return _("Marked {target} (deleted since)").format(target=item.key)
    mark = row.mark
    if not mark.indicator:
        return _("Wrote a note on {target}").format(target=item.key)
    if mark.indicator == marks.READ:
        return _("Read {target} through").format(target=item.key)
    if mark.status == marks.MarkStatus.WITHDRAWN:
        words = _("Withdrew {indicator} from {target}")
        return words.format(indicator=mark.indicator, target=item.key)
    words = _("Tagged {target}: {indicator} {label}")
    if mark.origin.rule and mark.status != marks.MarkStatus.ADDED:
        words = told(answered_as(mark))
    return words.format(
        target=item.key,
        indicator=mark.indicator,
        label=codebook.label(mark.indicator, codebook.of_case(case)),
    )


def ruled(case: Case, row: int) -> str:
    """A ruling as a sentence; the thing stays covered."""
    said = rulings.get(case, row)
    if said is None:
        return _("Ruled on something shared (deleted since)")
    kind = said.thing[0].value
    return hubs.told(said.ruling, kind_word(kind), covered_value(*said.thing))


def judged(a: int, b: int, judgement: Judgement) -> str:
    """A judgement as a sentence."""
    words = {
        Judgement.SAME: _("{a} and {b} belong together."),
        Judgement.NOT_SAME: _("{a} and {b} do not belong together."),
        Judgement.UNSURE: _("Unsure whether {a} and {b} belong together."),
        Judgement.NONE: _("No judgement on {a} and {b}."),
    }
    return words[judgement].format(a=f"A{a}", b=f"A{b}")


def with_clusters(words: str, about: tuple[int, ...], moved: Changed) -> Changed:
    """An act and what it made of the clusters, as one."""
    sentence = f"{words} {moved.sentence}".strip()
    return Changed(sentence, tuple(dict.fromkeys((*about, *moved.ads))), clusters=moved.clusters)


def turned(word: str, case: Case, changed: operations.Changed, moved: Changed) -> Changed:
    """An undo or redo as the window takes it, with what it made of the clusters."""
    words = {row.row: row.judgement for row in judgements.history(case)}
    items = operations.items(case, changed.operation)[:3]
    sentence = _named(changed.what, "; ".join(_sentence(case, item, words) for item in items))
    told = with_clusters(f"{word}: {sentence}" if sentence else word, tuple(changed.ads), moved)
    everything = journal.CODEBOOK in changed.kinds  # what rules may suggest is another now
    return replace(told, clusters=told.clusters or bool(changed.clusters), everything=everything)
