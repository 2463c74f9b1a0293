# SPDX-License-Identifier: GPL-3.0-or-later
"""How well contacts are read in drawn noisy ads: precision and recall by operator and language."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from indexing.benchmark import extraction_addresses as addresses
from indexing.benchmark import extraction_texts as texts
from indexing.benchmark.extraction_texts import Item
from indexing.benchmark.measure import Figure
from indexing.benchmark.texts_bank import LANGUAGES, bank
from indexing.extract.mentions import extract
from indexing.records import MentionKind

COUNT = 30
"""Ads of one operator and one language."""
_AD_LENGTH = 1000
_MOST_ADS = 2_000
_KINDS = {"email": MentionKind.EMAIL, "link": MentionKind.URL, "wallet": MentionKind.WALLET}


@dataclass(slots=True)
class Score:
    """What was expected and read (``right``), read only (``wrong``), expected only (``missed``)."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, other: Score) -> None:
        """Count another score in."""
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed

    @property
    def precision(self) -> float:
        """Share of what was read that was expected; 1 where nothing was read."""
        read = self.right + self.wrong
        return self.right / read if read else 1.0

    @property
    def recall(self) -> float:
        """Share of what was expected that was read; 1 where nothing was expected."""
        expected = self.right + self.missed
        return self.right / expected if expected else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        doubled = 2 * self.right
        return doubled / (doubled + self.wrong + self.missed) if doubled else 0.0


Table = Mapping[tuple[str, str], Score]
"""Scores by operator and language."""


def figures(size: int, seed: int) -> Iterator[Figure]:
    """F1 and precision of numbers, F1 of addresses, what is read where nothing is, and cost.

    Args:
        size: ads read for the cost alone.
        seed: of the drawn ads.
    """
    yield from _numbers(seed)
    for name, goal, items in (
        ("extraction_emails", 0.95, _emails(seed)),
        ("extraction_links", 0.95, _links(seed)),
        ("extraction_wallets", 1.0, addresses.wallets(COUNT, seed)),
    ):
        table = score(items)
        detail = {"table": told(table)}
        yield Figure(f"{name}_f1", total(table).f1, goal, at_least=True, detail=detail)
    yield _cost(size, seed)


def _numbers(seed: int) -> Iterator[Figure]:
    table = score(i for name in texts.LANGUAGES for i in texts.numbers(name, COUNT, seed))
    silent = score(i for name in texts.LANGUAGES for i in texts.silent(name, COUNT, seed))
    noisy = {key: value for key, value in table.items() if key[0] != "in_url"}
    within = {key: value for key, value in table.items() if key[0] == "in_url"}
    detail: dict[str, object] = {"table": told(noisy)}
    yield Figure("extraction_phones_f1", total(noisy).f1, 0.93, at_least=True, detail=detail)
    precision = total({**noisy, **silent}).precision
    yield Figure("extraction_phones_precision", precision, 0.95, at_least=True)
    urls: dict[str, object] = {"table": told(within)}
    yield Figure(
        "extraction_phones_in_links_f1", total(within).f1, 0.95, at_least=True, detail=urls
    )
    false: dict[str, object] = {"table": told(silent)}
    yield Figure(
        "extraction_false_phones",
        total(silent).wrong,
        0,
        at_least=False,
        detail=false,
        unit="numbers",
    )


def _emails(seed: int) -> Iterator[Item]:
    for name in texts.LANGUAGES:
        yield from addresses.emails(name, COUNT, seed)
    yield from addresses.no_emails(COUNT, seed)


def _links(seed: int) -> Iterator[Item]:
    for name in texts.LANGUAGES:
        yield from addresses.links(name, COUNT, seed)


def score(items: Iterable[Item]) -> dict[tuple[str, str], Score]:
    """Scores of drawn ads by operator and language."""
    table: dict[tuple[str, str], Score] = defaultdict(Score)
    for item in items:
        table[item.operator, item.language].add(score_item(item))
    return dict(table)


def score_item(item: Item) -> Score:
    """Score of one drawn ad; only mentions of the kind that its operator writes are looked at."""
    kind = _KINDS.get(item.operator.partition("_")[0], MentionKind.PHONE)
    found = extract({"body": item.text}, regions=item.regions)
    read = {_value(one.value, kind) for one in found if one.kind is kind}
    expected = {_value(value, kind) for value in item.expected}
    return Score(len(read & expected), len(read - expected), len(expected - read))


def _value(value: str, kind: MentionKind) -> str:
    """A value as it is compared: links without scheme and a bare last slash."""
    if kind is MentionKind.WALLET:
        return value.lower() if value.startswith("0x") else value
    if kind is MentionKind.URL:
        return value.partition("://")[2].removeprefix("www.").rstrip("/") or value.rstrip("/")
    return value


def total(table: Table) -> Score:
    """All scores of a table together."""
    whole = Score()
    for one in table.values():
        whole.add(one)
    return whole


def told(table: Table) -> dict[str, dict[str, list[float]]]:
    """Precision and recall by operator and language."""
    rows: dict[str, dict[str, list[float]]] = {}
    for (operator, language), one in table.items():
        rows.setdefault(operator, {})[language] = [round(one.precision, 3), round(one.recall, 3)]
    return rows


def _cost(size: int, seed: int) -> Figure:
    """CPU seconds for 10,000 ads of 1,000 characters, by as many as asked for.

    Each ad holds one disguised number, one line of other digits, and prose; ``dense_s`` tells what
    ads cost that are nothing but disguised numbers and digits.
    """
    prose = _seconds(_ads(min(size, _MOST_ADS), seed, has_prose=True))
    dense = _seconds(_ads(min(size, _MOST_ADS // 4), seed, has_prose=False))
    detail: dict[str, object] = {"dense_s": round(dense, 1)}
    return Figure("extraction_10000_ads_s", prose, 60.0, at_least=False, unit="s", detail=detail)


def _ads(size: int, seed: int, *, has_prose: bool) -> list[str]:
    chance = random.Random(f"{seed} cost")
    drawn = {name: [*texts.numbers(name, 3, seed)] for name in LANGUAGES}
    silent = {name: [*texts.silent(name, 3, seed)] for name in LANGUAGES}
    ads = []
    for _one in range(size):
        name = chance.choice(LANGUAGES)
        parts = [chance.choice(drawn[name]).text, chance.choice(silent[name]).text]
        while sum(map(len, parts)) < _AD_LENGTH:
            frames = chance.choice(bank(name).bodies if has_prose else _frames(drawn[name]))
            parts.append("".join(chance.choice(frames)[::2]))
        ads.append("\n".join(parts)[:_AD_LENGTH])
    return ads


def _frames(items: list[Item]) -> list[tuple[tuple[str], ...]]:
    return [((item.text,),) for item in items]


def _seconds(ads: list[str]) -> float:
    extract({"body": ads[0]}, regions=("FR", "GB"))
    began = time.process_time()
    for text in ads:
        extract({"body": text}, regions=("FR", "GB"))
    return (time.process_time() - began) / len(ads) * 10_000
