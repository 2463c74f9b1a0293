# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of suggestions: how often rules point to ordinary ads, what changes with a group's name.

Ordinary ads are generated (lessons, repairs, rooms, rides, furniture, jobs), and read from a file
where one is given. A rule that points to them is wrong each time: the shares are its base rate in
ordinary data.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from indexing.benchmark.measure import Figure, cpu_seconds, not_measured
from indexing.benchmark.mixed_road import bring_in, new_case
from indexing.benchmark.swapped_groups import GROUPS, drawn, of_group
from indexing.benchmark.texts import generate
from indexing.benchmark.texts_bank import FOLDER
from indexing.engine.local import LocalEngine
from indexing.pipeline.reading import extract, read_texts
from indexing.pipeline.suggesting import rules_today, suggest
from indexing.progress import run
from indexing.records import AdRecord, MentionKind
from indexing.store import ads, sources, suggestions
from indexing.store.case import Case
from indexing.suggest.codebook import Codebook
from indexing.suggest.codebook_file import load
from indexing.suggest.hits import Document, Text
from indexing.suggest.reading import Reader

STRONG = 0.005
"""Highest share of ordinary ads that may have a suggestion of a strong indicator."""
TEMPTING = 0.05
"""Highest share of innocent sentences in the words of rules that a rule may point to."""
COST = 0.5
"""Highest cost of all rules beside that of reading contacts and language."""
_SWAPPED = 100
"""Ads of each language pair in which groups are swapped."""
_MIXTURES = {"plain": 2, "two_languages": 1}


def figures(
    size: int, seed: int, *, codebook: Path | None = None, ordinary: Path | None = None
) -> Iterator[Figure]:
    """Shares of ordinary ads with a strong suggestion, cost, and changes by a group's name.

    Args:
        size: generated ads.
        seed: of the drawn ads.
        codebook: the file whose rules are measured; nothing is measured without it.
        ordinary: a file of ordinary ads that is measured as well.
    """
    names = ("suggest_strong_share", "suggest_cost_ratio", "suggest_ordinary_strong_share")
    if codebook is None:
        for name, goal in zip(names, (STRONG, COST, STRONG), strict=True):
            yield not_measured(name, goal, at_least=False, missing="codebook")
        return
    book = load(codebook)
    with _Case() as case:
        _bring_generated(case, size, seed)
        cost = _measured(case, book)
        yield _share(names[0], case, book)
    yield cost
    if ordinary is None:
        yield not_measured(names[2], STRONG, at_least=False, missing="ordinary")
    else:
        with _Case() as case:
            bring_in(case, ordinary)
            _measured(case, book)
            yield _share(names[2], case, book)
    yield _tempting(book)
    yield _swapped(book, min(size, _SWAPPED), seed)


class _Case:
    """A case in a folder that goes with it."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="faisceau-bench-"))
        self._case = new_case(self._folder / "one.faisceau")

    def __enter__(self) -> Case:
        return self._case

    def __exit__(self, *_error: object) -> None:
        self._case.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _bring_generated(case: Case, size: int, seed: int) -> None:
    source = sources.begin(case, "generated.csv", "0" * 64, "csv", "utf-8", {})
    seen = ads.SeenCounts()
    parts = sum(_MIXTURES.values())
    for mixture, weight in _MIXTURES.items():
        made = generate(mixture, max(1, size * weight // parts), seed)
        rows = [
            AdRecord(place=f"row {n}", source_id=f"{mixture} {n}", body=ad.text)
            for n, ad in enumerate(made)
        ]
        for start in range(0, len(rows), 500):
            ads.add_batch(case, source, rows[start : start + 500], seen=seen)


def _measured(case: Case, book: Codebook) -> Figure:
    """What the rules cost beside extraction, both with what they save."""
    engine = LocalEngine(1)
    began = cpu_seconds()
    run(extract(case, engine))
    between = cpu_seconds()
    run(suggest(case, engine, book))
    spent = cpu_seconds() - between
    number = max(1, ads.count(case))
    detail: dict[str, object] = {
        "suggest_s_1000_ads": round(1_000 * spent / number, 3),
        "extract_s_1000_ads": round(1_000 * (between - began) / number, 3),
        "rules": len(rules_today(book).rules),
    }
    ratio = spent / max(between - began, 1e-9)
    return Figure("suggest_cost_ratio", ratio, COST, at_least=False, detail=detail)


def _share(name: str, case: Case, book: Codebook) -> Figure:
    """The share of ads with a suggestion of a strong indicator; all rules in the detail."""
    strong: set[int] = set()
    any_one: set[int] = set()
    by_rule: dict[str, set[int]] = {}
    for row in suggestions.iterate(case):
        any_one.update(row.ads)
        by_rule.setdefault(row.rule, set()).update(row.ads)
        if book.indicators[row.indicator].strength == "strong":
            strong.update(row.ads)
    number = max(1, ads.count(case))
    detail: dict[str, object] = {
        "ads": number,
        "any": round(len(any_one) / number, 5),
        "by_rule": {rule: round(len(found) / number, 5) for rule, found in sorted(by_rule.items())},
        "cut_off": len(suggestions.cuts(case)),
    }
    return Figure(name, len(strong) / number, STRONG, at_least=False, detail=detail)


def _tempting(book: Codebook) -> Figure:
    """Innocent sentences in the very words of rules: the share that a rule points to."""
    reader = Reader(rules_today(book).texts)
    by_rule: dict[str, list[str]] = {}
    pointed_to = 0
    sentences = list(tempting())
    for language, sentence in sentences:
        hits = reader.read(Document(0, language, (Text("body", sentence),))).hits
        pointed_to += bool(hits)
        for hit in hits:
            by_rule.setdefault(hit.rule, []).append(sentence)
    detail: dict[str, object] = {"sentences": len(sentences), "by_rule": by_rule}
    share = pointed_to / len(sentences)
    return Figure("suggest_tempting_share", share, TEMPTING, at_least=False, detail=detail)


def tempting() -> Iterator[tuple[str, str]]:
    """Language and text of each innocent sentence, from ``resources/benchmark``."""
    told = json.loads((FOLDER / "tempting_texts.json").read_text(encoding="utf-8"))
    for language, sentences in told.items():
        yield from ((language, sentence) for sentence in sentences)


def _swapped(book: Codebook, size: int, seed: int) -> Figure:
    """Suggestions that come, go or change place in order when another group is named."""
    told = drawn(size, seed)
    results = [_pointed_to(book, of_group(told, group)) for group in GROUPS]
    first = results[0]
    changed = sum(
        one != other for result in results for one, other in zip(result, first, strict=True)
    )
    detail: dict[str, object] = {
        "ads": len(told),
        "groups": len(GROUPS),
        "suggestions": sum(map(len, first)),
    }
    return Figure("suggest_changed_by_group", changed, 0, at_least=False, detail=detail, unit="ads")


Pointed = list[tuple[str, tuple[str, ...]]]


def _pointed_to(book: Codebook, texts: Sequence[str]) -> list[Pointed]:
    """Rules and the words they point to, of each text and in order."""
    reader = Reader(rules_today(book).texts)
    found: list[Pointed] = []
    for document in _documents(texts):
        fields: Mapping[str, str] = {text.field: text.raw for text in document.texts}
        found.append(
            [
                (hit.rule, tuple(fields[s.field][s.start : s.end] for s in hit.spans))
                for hit in reader.read(document).hits
            ]
        )
    return found


def _documents(texts: Sequence[str]) -> Iterator[Document]:
    """Texts as an index run would read them: language and mentions of the extraction."""
    rows = [_row(number, text) for number, text in enumerate(texts)]
    for row, (ad, mentions, language, _signature) in zip(
        rows, read_texts((("FR", "GB", "ES"), rows)), strict=True
    ):
        spoken = [one for one in mentions if one.kind is MentionKind.LANGUAGE]
        parts = tuple((one.start, one.end, one.value) for one in spoken)
        yield Document(ad, language, (Text("body", row.body, parts),), tuple(mentions))


def _row(number: int, text: str) -> ads.AdRow:
    empty = dict.fromkeys(("site", "title", "posted_at", "captured_at", "place_text"), "")
    return ads.AdRow(
        ad=number,
        source=1,
        source_path="",
        source_name="",
        place="",
        source_id="",
        url="",
        body=text,
        author="",
        price_text="",
        contacts=(),
        extra={},
        language="",
        duplicate_of=None,
        cluster=None,
        **empty,
    )
