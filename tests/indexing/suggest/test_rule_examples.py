# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example of every rule of the shipped codebook: hits, near misses, negations, counts.

An example file stands in ``rule_examples`` and names the rules of one entry. A text is read in the
language of its rule; ``mentions`` stand for what was read in an ad, ``ads`` for a small case.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.triage.codebook import shipped
from indexing.records import Mention, MentionKind
from indexing.suggest.circuits import circuits
from indexing.suggest.cluster_rule import Group
from indexing.suggest.cluster_rule import find as find_groups
from indexing.suggest.codebook import Codebook
from indexing.suggest.hits import Document, Hit, Text
from indexing.suggest.reading import Reader
from indexing.suggest.rule_parsing import rule_set
from indexing.suggest.rules import ClusterRule, Rule
from indexing.suggest.statistics import Post

FOLDER = Path(__file__).with_name("rule_examples")
SORTS = ("hit", "near_miss", "negation")
_SHARED = {"contact": "contact", "payment": "payment", "image": "image", "text_cluster": "text"}
Example = dict[str, Any]


def examples() -> Iterator[Any]:
    for file in sorted(FOLDER.glob("*.yaml")):
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["examples"]:
            for sort in SORTS:
                for number, example in enumerate(entry.get(sort, ())):
                    name = f"{entry['rule']}-{sort}-{number}"
                    yield pytest.param(entry, sort, example, id=name)


def all_rules(parameters: dict[str, float] | None = None) -> dict[str, Rule]:
    """The rules of the shipped codebook, those of entries that are off as well."""
    book = shipped()
    entries = {
        name: dataclasses.replace(one, suggested=True, retired_in="", grade="E4")
        for name, one in book.indicators.items()
    }
    numbers = {
        name: dataclasses.replace(one, default=(parameters or {}).get(name, one.default))
        for name, one in book.parameters.items()
    }
    told: Codebook = dataclasses.replace(book, indicators=entries, parameters=numbers)
    return {rule.id: rule for rule in rule_set(told).rules}


def read(rule: Rule, example: Example) -> list[Hit]:
    """What a rule finds in an example."""
    if isinstance(rule, ClusterRule):
        return list(find_groups(rule, groups(rule, example["ads"])).hits)
    language = rule.languages[0] if rule.languages else "?"
    mentions = tuple(_mention(one) for one in example.get("mentions", ()))
    text = str(example.get("text", ""))
    reader = Reader([rule])
    document = Document(1, language, (Text("body", text),), mentions)
    return list(reader.read(document).hits)


def _mention(told: Example) -> Mention:
    return Mention(
        MentionKind(told["kind"]),
        str(told.get("value", "")),
        "",
        "body",
        0,
        1,
        str(told.get("validity", "valid")),
        tuple(told.get("steps", ())),
    )


def groups(rule: ClusterRule, rows: list[Example]) -> Iterator[Group]:
    """The rows of an example as groups of posts."""
    shared: dict[str, list[Post]] = {}
    for number, row in enumerate(rows):
        posted = str(row.get("posted_at", ""))
        moment = datetime.datetime.fromisoformat(posted) if posted else None
        contacts: Any = row.get("contacts", row.get("contact", []))
        timed = moment is not None and len(posted) > len("2026-05-01")
        post = Post(
            ad=number + 1,
            site=str(row.get("site", "one.example")),
            day=moment.date() if moment else None,
            minute=int(moment.timestamp() // 60) if moment and timed else None,
            author=str(row.get("author", "")),
            place=str(row.get("place", "")),
            advertisers=(contacts,) if isinstance(contacts, str) else tuple(contacts),
            pay=row.get("pay"),
            repeats=bool(row.get("repeats", False)),
        )
        key = str(row.get(_SHARED.get(rule.group_by, ""), f"ad {number}"))
        shared.setdefault(key, []).append(post)
    if rule.group_by == "circuit":
        yield from circuits(post for posts in shared.values() for post in posts)
        return
    for key, posts in shared.items():
        yield Group(f"x:{key}", tuple(posts), "EUR/month")


@pytest.mark.parametrize(("entry", "sort", "example"), list(examples()))
def test_example(entry: Example, sort: str, example: Example) -> None:
    rules = all_rules(example.get("parameters", entry.get("parameters")))
    found = read(rules[entry["rule"]], example)
    if sort != "hit":
        assert found == []
        return
    assert len(found) >= 1
    first = found[0]
    if "words" in example:
        pieces = [example["text"][span.start : span.end] for span in first.spans]
        assert pieces == example["words"]
    if "value" in example:
        numbers = first.values.get("numbers") or [first.values.get("value")]
        assert isinstance(numbers, list)
        assert float(numbers[0]) == float(example["value"])


def test_every_rule_has_a_hit_a_near_miss_and_where_it_has_words_for_it_a_negation() -> None:
    shown: dict[str, set[str]] = {}
    for file in FOLDER.glob("*.yaml"):
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["examples"]:
            told = {sort for sort in SORTS if entry.get(sort)}
            shown.setdefault(entry["rule"], set()).update(told)
    for name, rule in all_rules().items():
        wanted = {"hit", "near_miss"} | ({"negation"} if getattr(rule, "none_of", ()) else set())
        assert wanted <= shown.get(name, set()), name
