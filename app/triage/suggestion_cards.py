# SPDX-License-Identifier: GPL-3.0-or-later
"""Suggestions with what people answered, for the window; an answer is a decision like any other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.i18n import _, in_language
from app.triage import codebook, protecting, protocols, suggestions
from app.triage.answering import origin
from app.triage.base_rates import BaseRate
from app.triage.documents import Document
from app.triage.items import Changed
from app.triage.suggestion_items import (
    AnswerItem,
    EvidenceItem,
    NewAnswer,
    SuggestionItem,
    answered_as,
    told,
)
from app.triage.targets import parse_target, target_text
from indexing.store import clusters, marks, picture_texts
from indexing.store.case import Case
from indexing.store.ids import parse_ad
from indexing.store.marks import Mark, MarkRow, MarkStatus, Origin, Target
from indexing.suggest.codebook import Codebook, Indicator

Rates = Mapping[str, BaseRate]
_STATUS = {
    "accepted": MarkStatus.ACCEPTED,
    "innocent": MarkStatus.REJECTED,
    "rejected": MarkStatus.REJECTED,
    "unsure": MarkStatus.UNSURE,
    "withdrawn": MarkStatus.WITHDRAWN,
}


def of_ad(
    case: Case, ad: int, *, clear: bool = False, rates: Rates | None = None
) -> list[SuggestionItem]:
    """What rules suggest on an ad or a group that it is in, in the order of the codebook."""
    book = codebook.of_case(case)
    found = suggestions.of_ad(case, book, ad, clear=clear, rates=rates)
    return _items(case, book, found, marks.of_ad(case, ad))


def of_cluster(case: Case, cluster: int, *, rates: Rates | None = None) -> list[SuggestionItem]:
    """What rules suggest on a cluster as a whole."""
    book = codebook.of_case(case)
    found = suggestions.of_cluster(case, book, cluster, rates=rates)
    return _items(case, book, found, marks.current(case, Target(cluster=cluster)))


def answer(case: Case, new: NewAnswer) -> Changed:
    """Keep what a person says of a suggestion; their last word counts, and nothing is erased."""
    book, item = codebook.settle(case), new.item
    target, indicator = parse_target(item.target), book.indicator(item.indicator)
    if new.answer == "withdrawn":
        for said in item.answers:
            row = marks.get(case, said.mark) if said.mine else None
            if row is not None:
                marks.add(case, marks.withdrawn(row.mark, by=case.actor))
        words = _("Took the word on {indicator} back from {target}")
        return _changed(case, words, indicator, target)
    answered = (
        Origin(item.rule) if item.gone else origin(case, book, target, indicator.id, item.rule)
    )
    mark = Mark(
        target, indicator.id, _STATUS[new.answer], case.actor,
        note=new.note, codebook=book.id, codebook_version=book.version,
        codebook_sha256=book.sha256, indicator_version=indicator.version, origin=answered,
        alternative=item.counter if new.answer == "innocent" else "", suggestion_visible=True,
    )  # fmt: skip
    _row, followed = protocols.record(case, mark)
    if followed.sealed:
        return protecting.changed(followed, "")
    return _changed(case, told(new.answer), indicator, target)


def _changed(case: Case, words: str, indicator: Indicator, target: Target) -> Changed:
    label = in_language(indicator.label)
    sentence = words.format(indicator=indicator.id, label=label, target=target_text(target))
    if target.ad is not None:
        return Changed(sentence, (target.ad,))
    return Changed(sentence, clusters.members(case, target.cluster or 0), clusters=True)


def _items(
    case: Case, book: Codebook, found: Sequence[Document], said: Sequence[MarkRow]
) -> list[SuggestionItem]:
    places = {name: place for place, name in enumerate(book.indicators)}
    items = [_item(case, book, one, said) for one in found]
    items.sort(key=lambda one: (places.get(one.indicator, len(places)), one.rule))
    known = {mark for item in items for mark in (one.mark for one in item.answers)}
    answered = [row for row in said if row.mark.origin.rule and row.row not in known]
    return [*items, *_gone(case, book, answered)]


def _item(
    case: Case, book: Codebook, one: Mapping[str, Any], said: Sequence[MarkRow]
) -> SuggestionItem:
    target, indicator, rule = str(one["target"]), str(one["indicator"]), str(one["rule"])
    evidence = one["evidence"]
    protocol = book.protocols.get(str(one["protocol"]))
    entry = book.indicators[indicator]
    return SuggestionItem(
        target, indicator, rule,
        label=str(one["label"]), sentence=str(one["sentence"]), counter=str(one["counter"]),
        strength=str(one["strength"]), grade=str(one["grade"]), grade_note=str(one["grade_note"]),
        base_rate=str(evidence["base_rate"]["sentence"]),
        sources=tuple(_source(book, source) for source in one["sources"]),
        evidence=tuple(_evidence(evidence["spans"])),
        answers=tuple(_answers(case, said, (target, indicator, rule))),
        safeguards=tuple(in_language(words) for words in entry.safeguards),
        protocol=in_language(protocol.title) if protocol else "",
        steps=tuple(in_language(step) for step in protocol.steps) if protocol else (),
        ads=tuple(parse_ad(name) for name in evidence.get("ads", ())),
    )  # fmt: skip


def _source(book: Codebook, source: Mapping[str, str]) -> str:
    reference = book.references.get(source["reference"], source["reference"])
    return f"{reference}: {source['locator']}" if source["locator"] else reference


def evidence_items(spans: Iterable[Mapping[str, Any]]) -> tuple[EvidenceItem, ...]:
    """The words that a rule rests on, from the spans of its document."""
    return tuple(_evidence(spans))


def _evidence(spans: Iterable[Mapping[str, Any]]) -> Iterator[EvidenceItem]:
    for span in spans:
        field = str(span["field"])
        yield EvidenceItem(
            field, where(field), int(span["start"]), int(span["end"]), str(span["text"])
        )


def where(field: str) -> str:
    """The text of an ad that a field is, in the person's words."""
    words = {
        "title": _("title"),
        "body": _("text"),
        "contacts": _("contact field"),
        "author": _("author field"),
        "place_text": _("place field"),
    }
    if field in words:
        return words[field]
    picture = picture_texts.picture_of(field)
    if picture:
        return _("picture {n}, read from its pixels").format(n=picture)
    name, _space, inner = field.rpartition(" ")
    if name:
        return _("{field} as seen later").format(field=words.get(inner, inner))
    return field


def _answers(
    case: Case, said: Sequence[MarkRow], key: tuple[str, str, str]
) -> Iterator[AnswerItem]:
    target, indicator, rule = key
    for row in said:
        mark = row.mark
        if mark.indicator != indicator or mark.origin.rule not in ("", rule):
            continue
        if target_text(mark.target) == target or mark.origin.rule == rule:
            yield _said(case, row)


def _said(case: Case, row: MarkRow) -> AnswerItem:
    mark = row.mark
    return AnswerItem(
        row.row, answered_as(mark), mark.by, row.at, mark.note, mine=mark.by == case.actor
    )


def _gone(case: Case, book: Codebook, answered: Sequence[MarkRow]) -> Iterator[SuggestionItem]:
    """Answers to suggestions that no rule makes any more; what was shown is kept with them."""
    by_key: dict[tuple[str, str, str], list[MarkRow]] = {}
    for row in answered:
        key = (target_text(row.mark.target), row.mark.indicator, row.mark.origin.rule)
        by_key.setdefault(key, []).append(row)
    for (target, indicator, rule), rows in by_key.items():
        entry = book.indicators.get(indicator)
        evidence = rows[-1].mark.origin.evidence
        yield SuggestionItem(
            target, indicator, rule,
            label=in_language(entry.label) if entry else "",
            sentence=str(evidence.get("sentence", "")),
            counter=in_language(entry.innocent_reading) if entry else "",
            strength=entry.strength if entry else "",
            grade=entry.grade if entry else "",
            evidence=tuple(_evidence(evidence.get("spans", ()))),
            answers=tuple(_said(case, row) for row in rows),
            gone=True,
        )  # fmt: skip
