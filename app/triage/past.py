# SPDX-License-Identifier: GPL-3.0-or-later
"""What people did, as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.i18n import _, ngettext, number
from app.messages.kinds import kind_word
from app.triage import codebook, hubs, past_finals, protecting, readings, statuses
from app.triage.documents import covered_value
from app.triage.items import Changed, HistoryItem
from app.triage.suggestion_items import answered_as, told
from indexing.records import Judgement
from indexing.store import (
    journal,
    judgements,
    marks,
    operations,
    protocol_acts,
    rulings,
)
from indexing.store.case import Case
from indexing.store.operations import Item, OperationRow

_TOLD = 3
"""Changes of one act that its sentence names."""
_MOST_READ_AGAIN = 2_000


def read(case: Case, limit: int) -> list[HistoryItem]:
    """The newest acts as sentences: operations, and what cannot be undone."""
    found = [entry(case, row) for row in operations.history(case, limit=limit)]
    finals = past_finals.read(case, limit)
    return sorted([*found, *finals], key=lambda one: one.at, reverse=True)[:limit]


def entry(case: Case, row: OperationRow) -> HistoryItem:
    """One operation as a sentence."""
    items = operations.items(case, row.operation, limit=_TOLD)
    told = _sentence_of(case, row.what, items, row.items)
    target, *further = [_target(item) for item in items] or [""]
    dropped = row.state == "dropped"
    return HistoryItem(
        row.operation, row.at, row.by, told, row.state != "done", target, is_dropped=dropped,
        further=tuple(further),
    )  # fmt: skip


def _sentence_of(case: Case, what: str, items: Sequence[Item], count: int) -> str:
    told = [_sentence(case, item) for item in items]
    if count > len(items):
        told.append(_("and {n} more").format(n=number(count - len(items))))
    return _named(what, "; ".join(part for part in told if part) or what)


def _named(what: str, sentence: str) -> str:
    """What several judgements of one operation were for."""
    words = {
        "split": _("Split: {sentence}"),
        "merged": _("Merged: {sentence}"),
        "moved": _("Moved: {sentence}"),
    }
    return words.get(what, "{sentence}").format(sentence=sentence)


def _target(item: Item) -> str:
    if item.kind in ("ruling", "codebook"):
        return ""
    if item.kind == "judgement":
        return "A" + item.key.split(":", 1)[0]
    return "C" + item.key if item.kind == "status" else item.key


def _sentence(case: Case, item: Item) -> str:
    if item.kind == journal.STATUS:
        return statuses.stands(int(item.key), item.new or statuses.TO_DO)
    if item.kind == journal.CODEBOOK:
        return _("Codebook changed: {name}").format(name=item.key)
    told = {
        journal.JUDGEMENT: _judgement,
        journal.MARK: _mark,
        journal.PROTOCOL: _protocol,
        journal.READING: _reading,
        journal.RULING: _ruling,
    }
    return told[item.kind](case, item)


def _judgement(case: Case, item: Item) -> str:
    a, _colon, b = item.key.partition(":")
    row = judgements.get(case, int(item.new or 0))
    return judged(int(a), int(b), Judgement.NONE if row is None else row.judgement)


def _reading(case: Case, item: Item) -> str:
    return readings.sentence(case, int(item.new or 0))


def _ruling(case: Case, item: Item) -> str:
    return ruled(case, int(item.new or 0))


def _mark(case: Case, item: Item) -> str:
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


def _protocol(case: Case, item: Item) -> str:
    found = protocol_acts.get(case, item.new)
    if found is None:
        return _("Answered a protocol on {ad} (deleted since)").format(ad=item.key)
    protocol, _ad, act, _by = found
    words = _("{ad} – {protocol}: {answer}")
    names = {"protocol": protecting.protocol_words(protocol), "answer": protecting.act_words(act)}
    return words.format(ad=item.key, **names)


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


def kept(changes: int) -> str:
    """What an undo or redo left alone, as a sentence."""
    return ngettext(
        "{n} change stays: something else was said since.",
        "{n} changes stay: something else was said since.",
        changes,
    ).format(n=number(changes))


def turned(words: str, changed: operations.Changed, moved: Changed) -> Changed:
    """An undo or redo as the window takes it, with what it made of the clusters."""
    if changed.kept:
        words += " " + kept(changed.kept)
    told = with_clusters(words, tuple(changed.ads), moved)
    # what rules may suggest is another, or too many ads changed to read each again
    everything = journal.CODEBOOK in changed.kinds or len(changed.ads) > _MOST_READ_AGAIN
    return replace(told, clusters=told.clusters or bool(changed.clusters), everything=everything)
