# SPDX-License-Identifier: GPL-3.0-or-later
"""What rules suggest, as a person reads it: evidence, base rate, source and innocent reading.

A suggestion says where to look. It is never added to another one, never ordered by weight, and
never becomes a decision by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from app.i18n import in_language, number
from app.messages.kinds import kind_word, step_word
from app.triage import base_rates
from app.triage.base_rates import BaseRate
from app.triage.covering import Cover
from app.triage.documents import Document, covered_value
from app.triage.masking import BULLET
from app.triage.targets import target_text
from indexing.pipeline.suggesting import rules_today
from indexing.store import ads, clusters, further_texts, mentions, suggestions
from indexing.store.ads import AdRow
from indexing.store.case import Case
from indexing.store.ids import ad_id, cluster_id
from indexing.store.mark_targets import LAYERS
from indexing.store.marks import Target
from indexing.store.suggestions import AD, SuggestionRow
from indexing.suggest.codebook import Codebook, Indicator
from indexing.suggest.rules import Rule

_HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class CutOff:
    """A rule that the time limit stopped, and the ads of which it says nothing therefore."""

    rule: str
    ads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """A suggestion with what it is told by."""

    row: SuggestionRow
    rule: Rule
    indicator: Indicator
    base: BaseRate


def read(case: Case, book: Codebook, *, clear: bool = False) -> Iterator[Document]:
    """Every suggestion of the rules that speak today, by ad and rule; groups come last.

    ``clear`` shows contacts; the caller has had that logged.
    """
    told = _teller(case, book)
    page: _Page | None = None
    for row in suggestions.iterate(case):
        known = told(row)
        if known is None:
            continue
        if row.kind != AD:
            yield _group_document(case, known, clear=clear)
            continue
        if page is None or page.ad != row.ads[0]:
            page = _Page(case, ads.get(case, row.ads[0]), clear=clear)
        yield _document(known, page)


def of_ad(
    case: Case,
    book: Codebook,
    ad: int,
    *,
    clear: bool = False,
    rates: Mapping[str, BaseRate] | None = None,
) -> list[Document]:
    """What the rules suggest on an ad, or on a group that it belongs to.

    ``rates`` are those of ``rates_today``, where they are known.
    """
    told = _teller(case, book, rates)
    found: list[Document] = []
    page = _Page(case, ads.get(case, ad), clear=clear)
    for row in suggestions.of_ad(case, ad):
        known = told(row)
        if known is not None:
            group = row.kind != AD
            found.append(
                _group_document(case, known, clear=clear) if group else _document(known, page)
            )
    return found


def of_cluster(
    case: Case, book: Codebook, cluster: int, *, rates: Mapping[str, BaseRate] | None = None
) -> list[Document]:
    """What the rules suggest on a cluster as a whole."""
    told = _teller(case, book, rates)
    found = (
        _group_document(case, known, clear=False)
        for known in map(told, suggestions.of_cluster(case, cluster))
        if known is not None
    )
    return [one for one in found if one["target"] == cluster_id(cluster)]


def rates_today(case: Case, book: Codebook) -> dict[str, BaseRate]:
    """The base rate of each rule that speaks today."""
    return base_rates.of_rules(case, rules_today(book).rules)


def cut_off(case: Case, book: Codebook) -> list[CutOff]:
    """Rules that the time limit stopped."""
    speaking = {rule.id for rule in rules_today(book).rules}
    stopped: dict[str, list[str]] = {}
    for ad, rule in suggestions.cuts(case):
        if rule in speaking:
            stopped.setdefault(rule, []).append(ad_id(ad))
    return [CutOff(rule, tuple(found)) for rule, found in sorted(stopped.items())]


def _teller(
    case: Case, book: Codebook, known: Mapping[str, BaseRate] | None = None
) -> Callable[[SuggestionRow], _Told | None]:
    rules = {rule.id: rule for rule in rules_today(book).rules}
    rates = rates_today(case, book) if known is None else known

    def told(row: SuggestionRow) -> _Told | None:
        rule = rules.get(row.rule)
        if rule is None or rule.version != row.rule_version or rule.id not in rates:
            return None
        return _Told(row, rule, book.indicators[rule.indicator], rates[rule.id])

    return told


class _Page:
    """The texts of an ad as they are shown: covered, or clear."""

    def __init__(self, case: Case, row: AdRow, *, clear: bool) -> None:
        self.ad = row.ad
        self._clear = clear
        self._mentions = mentions.of_ad(case, row.ad)
        cover = None if clear else Cover(self._mentions)
        own = {
            "title": row.title,
            "body": row.body,
            "contacts": "\n".join(row.contacts),
            "author": row.author,
            "place_text": row.place_text,
        }
        self._texts = {
            name: text if cover is None else _shown(cover, name, text) for name, text in own.items()
        }
        for one in further_texts.of_ad(case, row.ad):
            self._texts[one.field] = one.text if cover is None else cover.further(one)

    def piece(self, field: str, start: int, end: int) -> str:
        """A piece of a text as it is shown."""
        return self._texts.get(field, "")[start:end]

    def value_at(self, field: str, start: int, end: int) -> tuple[str, str]:
        """Kind and value of the mention at a place, covered like the texts."""
        for one in self._mentions:
            if (one.field, one.start, one.end) == (field, start, end):
                kind = one.kind.value
                return kind, one.value if self._clear else covered_value(kind, one.value)
        return "", self.piece(field, start, end)


def _shown(cover: Cover, name: str, text: str) -> str:
    return cover.account(text) if name in ("contacts", "author") else cover.read(name, text)


def _document(told: _Told, page: _Page) -> Document:
    spans = [
        {"field": field, "start": start, "end": end, "text": page.piece(field, start, end)}
        | {"place": place + 1}
        for field, start, end, place in told.row.spans
    ]
    values = dict(told.row.values)
    if "numbers" in values:
        values["numbers"] = [
            None if BULLET in str(span["text"]) else value
            for span, value in zip(spans, values["numbers"], strict=False)
        ]
    first = [str(span["text"]) for span in spans if span["place"] == 1]
    filled = {
        "words": ", ".join(f"“{piece}”" for piece in first),
        "window": str(told.row.thresholds.get("words", "")),
        "threshold": _number(told.row.thresholds.get("limit")),
        "steps": ", ".join(step_word(step) for step in values.get("steps", ())),
        "kind": "",
        "value": _number((values.get("numbers") or [None])[0]),
    }
    if "types" in values:
        field, start, end, _place = told.row.spans[0]
        kind, filled["value"] = page.value_at(field, start, end)
        filled["kind"] = kind_word(kind)
    target = target_text(_target(told.row))
    return _with_indicator(told, target, {"spans": spans, "values": values}, filled)


def on_trial(case: Case, book: Codebook, rule: Rule, row: SuggestionRow) -> Document:
    """What a rule that is not in force would suggest on an ad; how common it is is not known."""
    told = _Told(row, rule, book.indicators[rule.indicator], BaseRate(0, 0, base_rates.ADS))
    return _document(told, _Page(case, ads.get(case, row.ads[0]), clear=False))


def group_on_trial(case: Case, book: Codebook, rule: Rule, row: SuggestionRow) -> Document:
    """What a count that is not in force would suggest on a group."""
    told = _Told(row, rule, book.indicators[rule.indicator], BaseRate(0, 0, base_rates.GROUPS))
    return _group_document(case, told, clear=False)


def _target(row: SuggestionRow) -> Target:
    """The first place where it stands, if a tag can name that text; else the ad."""
    place = [span for span in row.spans if span[3] == 0]
    if not place or place[0][0] not in LAYERS:
        return Target(ad=row.ads[0])
    start, end = min(span[1] for span in place), max(span[2] for span in place)
    return Target(ad=row.ads[0], start=start, end=end, layer=place[0][0])


def _group_document(case: Case, told: _Told, *, clear: bool) -> Document:
    row = told.row
    kind, _colon, key = row.key.partition(":")
    if kind in ("text", "ad"):
        shown = ad_id(int(key))
    elif kind == "circuit":  # places are not named: in bundles some ads leave without theirs
        shown = ad_id(row.ads[0])
    else:
        shown = key if clear else covered_value(kind, key)
    values = row.values
    ids = [ad_id(ad) for ad in row.ads]
    filled = {
        "key": str(values.get("unit", shown)),
        "value": _number(values.get("value")),
        "threshold": _number(row.thresholds.get("limit")),
        "ads": number(len(ids)),
        "first": str(values.get("first", "")),
        "last": str(values.get("last", "")),
        "days": str(row.thresholds.get("days", "")),
        "percent": _number(_hundredfold(row.thresholds.get("quantile"))),
        "groups": _number(values.get("groups")),
        "share": _share(told.base.share),
    }
    evidence: dict[str, object] = {
        "spans": [],
        "group_by": row.kind,
        "key": shown,
        "ads": ids,
        "values": dict(values),
    }
    return _with_indicator(told, _group_target(case, row), evidence, filled)


def _group_target(case: Case, row: SuggestionRow) -> str:
    """The cluster that holds most of the ads; the first ad where there is none."""
    held: dict[int, int] = {}
    for cluster in clusters.of_ads(case, row.ads).values():
        held[cluster] = held.get(cluster, 0) + 1
    if not held or row.kind == "ad":
        return ad_id(row.ads[0])
    return target_text(Target(cluster=min(held, key=lambda one: (-held[one], one))))


def _with_indicator(
    told: _Told, target: str, evidence: Mapping[str, object], filled: Mapping[str, str]
) -> Document:
    rule, indicator = told.rule, told.indicator
    return {
        "target": target,
        "indicator": indicator.id,
        "rule": rule.id,
        "evidence": {
            **evidence,
            "thresholds": dict(told.row.thresholds),
            "base_rate": base_rates.document(told.base),
        },
        "sentence": in_language(rule.explain).format_map(filled),
        "strength": indicator.strength,
        "grade": indicator.grade,
        "counter": in_language(indicator.innocent_reading),
        "rule_version": rule.version,
        "indicator_version": indicator.version,
        "label": in_language(indicator.label),
        "grade_note": in_language(indicator.grade_note),
        "sources": [
            {"reference": reference, "locator": locator} for reference, locator in indicator.sources
        ],
        "safeguards": [in_language(one) for one in indicator.safeguards],
        "protocol": rule.protocol or next(iter(indicator.protocols), None),
    }


def _number(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _HIDDEN if value is None else str(value)
    return number(value) if value == int(value) else number(value, 2)


def _hundredfold(value: object) -> object:
    return round(100 * value, 4) if isinstance(value, int | float) else value


def _share(value: float | None) -> str:
    return _HIDDEN if value is None else base_rates.per_cent(value)
