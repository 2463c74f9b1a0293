# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped codebook: complete in three languages, sourced, and within its own rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from indexing.suggest.codebook import Codebook, Words
from indexing.suggest.codebook_file import FOLDER, load, read
from indexing.suggest.hits import Document, Text
from indexing.suggest.reading import Reader
from indexing.suggest.rule_parsing import STATISTICS, rule_set

CORE = FOLDER / "thb-som-core-0.2.0.yaml"
EXAMPLES = Path(__file__).parent / "rule_examples"
LANGUAGES = {"en", "fr", "es"}
ANALYST_ONLY = {"MIN-02", "MIN-04", "COE-01", "COE-02", "OBF-03", "SMG-03", "SMG-05", "SMG-06"}
"""Entries for which words would be of youth, of sexual services, a code, or advice."""

OWN_LIST = {"MIN-02", "MIN-04", "OBF-03", "JOB-07"}
"""Entries that a unit switches on with a dated list of its own."""


@cache
def core() -> Codebook:
    return load(CORE, thorough=True)


@cache
def document() -> Any:
    return yaml.safe_load(CORE.read_text(encoding="utf-8"))


def texts() -> Iterator[tuple[str, Words]]:
    book = core()
    yield "title", book.title
    yield "statement", book.statement
    yield "combination", book.combination
    yield from book.groups.items()
    for one in book.indicators.values():
        for words in (one.label, one.definition, one.grade_note, one.innocent_reading):
            yield one.id, words
        yield from ((one.id, words) for words in one.safeguards)
        if one.suggest_reason:
            yield one.id, one.suggest_reason
    for rule in book.rules:
        yield rule["id"], rule["explain"]
        yield rule["id"], rule["note"]
    for protocol in book.protocols.values():
        yield protocol.id, protocol.title
        yield from ((protocol.id, step) for step in protocol.steps)
    for excluded in book.excluded.values():
        yield excluded.id, excluded.what
        yield excluded.id, excluded.why
    for parameter in book.parameters.values():
        yield parameter.id, parameter.label
    for dimension in book.dimensions:
        yield dimension.id, dimension.label


def test_it_is_whole() -> None:
    book = core()
    assert (book.id, book.version, len(book.indicators)) == ("thb-som-core", "0.2.0", 65)
    assert len(book.excluded) == 8
    assert set(book.protocols) == {"possible_minor", "protect_migrants", "urgent"}
    assert next(iter(book.groups)) == "TPC"
    assert [name[:3] for name in book.indicators] == sorted(
        (name[:3] for name in book.indicators), key=list(book.groups).index
    )


def test_every_text_is_there_in_every_language() -> None:
    count = 0
    for place, words in texts():
        assert set(words) == LANGUAGES, place
        assert len(set(words.values())) >= 2, f"{place}: one text for all languages"
        for text in words.values():
            assert text.strip() == text
            assert text
        count += 1
    assert count > 550


def test_french_and_spanish_are_no_english() -> None:
    english = {" the ", " of ", " and ", " with "}
    for place, words in texts():
        for language in ("fr", "es"):
            assert not any(word in f" {words[language]} " for word in english), place


def test_sources_are_listed_and_say_how_far_they_were_checked() -> None:
    references = document()["references"]
    for one in core().indicators.values():
        for name, locator in one.sources:
            assert name in references
            assert locator
    assert all(one["checked"] and one["citation"] for one in references.values())
    named = {source["ref"] for one in document()["indicators"] for source in one["sources"]}
    assert {"LUGO2024", "NIJ2024", "ILO2009", "PALERMO"} <= named


def test_rules_stand_where_entries_are_suggested_and_nowhere_else() -> None:
    book = core()
    ruled = {rule["indicator"] for rule in book.rules}
    suggested = {one.id for one in book.indicators.values() if one.suggested}
    assert suggested <= ruled
    assert ruled - suggested == {"JOB-01"}  # shipped switched off, for cases of job offers only
    assert not ruled & ANALYST_ONLY
    for one in book.indicators.values():
        if not one.suggested:
            assert one.suggest_reason, one.id
        has_rule = one.id in ruled
        assert (one.suggest_mode != "analyst_only") == (has_rule or one.id in OWN_LIST), one.id


def test_lexicon_rules_come_in_all_three_languages() -> None:
    found: dict[str, set[str]] = {}
    for rule in core().rules:
        if rule["kind"] == "lexicon":
            found.setdefault(rule["indicator"], set()).add(rule["lang"])
    assert found
    assert all(languages == LANGUAGES for languages in found.values()), found


def test_rules_of_minors_and_of_danger_lead_to_a_protocol() -> None:
    wanted = {"MIN-01": "possible_minor", "COE-03": "urgent", "COE-05": "urgent"}
    wanted |= {"LAB-04": "urgent", "SMG-07": "urgent", "SMG-01": "protect_migrants"}
    for rule in core().rules:
        if rule["indicator"] in wanted:
            assert rule["protocol"] == wanted[rule["indicator"]], rule["id"]
    urgent = {one.id for one in core().indicators.values() if "urgent" in one.protocols}
    assert urgent == {"COE-03", "COE-05", "COE-06", "LAB-04", "SMG-04", "SMG-07"}


def test_evidence_that_contradicts_is_kept_and_never_suggested() -> None:
    contradicted = [one for one in core().indicators.values() if one.grade == "E0"]
    assert [one.id for one in contradicted] == ["MOV-02"]
    assert not contradicted[0].suggested


def test_rules_can_be_applied() -> None:
    rules = rule_set(core()).rules
    assert {rule.id for rule in rules} == {rule["id"] for rule in core().running()}
    schema = yaml.safe_load((FOLDER / "ths-codebook-1.schema.json").read_text(encoding="utf-8"))
    cluster = schema["$defs"]["cluster"]["properties"]
    assert set(cluster["statistic"]["enum"]) == set(STATISTICS)


def test_the_file_is_wrapped_and_stable() -> None:
    lines = CORE.read_text(encoding="utf-8").splitlines()
    long = [line for line in lines if len(line) > 100]
    assert all(line.lstrip().startswith("pattern: ") for line in long)
    assert not any(line != line.rstrip() or "\t" in line for line in lines)


def examples() -> dict[str, Any]:
    told: dict[str, Any] = {}
    for file in sorted(EXAMPLES.glob("*.yaml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        assert content["indicator"] == file.stem
        told.update({one["rule"]: one for one in content["examples"]})
    return told


def shown_in(rule: Mapping[str, Any], told: Mapping[str, Any], sort: str) -> set[str]:
    """The languages in which a rule has examples of a sort; one for all languages tells each."""
    found = {one.get("lang", rule["lang"]) for one in told.get(sort, ()) if one["text"]}
    return found & LANGUAGES


def test_every_rule_has_a_hit_a_near_miss_and_a_negation_in_each_of_its_languages() -> None:
    """Counts, and contacts as they are written, know no words that could be negated."""
    told = examples()
    rules = {rule["id"]: rule for rule in core().rules}
    assert set(told) == set(rules)
    whole: Counter[str] = Counter()
    for name, rule in rules.items():
        speaks = rule["kind"] in ("lexicon", "regex")
        assert bool(rule.get("none_of") or rule.get("none_of_context")) == speaks, name
        if not speaks:
            assert told[name]["hit"], name
            assert told[name]["near_miss"], name
            whole["without words"] += 1
            continue
        languages = LANGUAGES if rule["lang"] == "*" else {rule["lang"]}
        for sort in ("hit", "near_miss", "negation"):
            assert shown_in(rule, told[name], sort) >= languages, (name, sort)
        whole.update(languages)
    assert whole == {"en": 33, "fr": 33, "es": 34, "without words": 12}


def test_every_count_that_is_used_has_a_worked_example_with_its_value() -> None:
    told = examples()
    counted: dict[str, set[bool]] = {}
    for rule in core().rules:
        if rule["kind"] == "cluster":
            values = {bool(one.get("value")) for one in told[rule["id"]]["hit"]}
            counted.setdefault(rule["statistic"], set()).update(values)
    # the counts of sites by which a rule may also go are worked in the docstrings
    assert set(counted) == set(STATISTICS) - {"sites"}
    assert all(counted.values())
    assert all(True in values for values in counted.values()), counted


@pytest.mark.parametrize("word", ["seed", "session", "helper", "TODO"])
def test_nothing_of_its_making_is_in_it(word: str) -> None:
    text = CORE.read_text(encoding="utf-8")
    assert f" {word} " not in text.replace("housekeeper*, nanny", "")


def without_cancelling(rule: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in rule.items() if not key.startswith("none_of")}


def test_what_cancels_is_what_keeps_a_negation_from_being_pointed_to() -> None:
    """Each example of a negation is pointed to as soon as the rule's ``none_of`` is taken away."""
    book = core()
    bare = replace(book, rules=tuple(without_cancelling(dict(rule)) for rule in book.rules))
    rules = {rule.id: rule for rule in rule_set(bare).rules}
    silent = []
    for file in sorted(EXAMPLES.glob("*.yaml")):
        for one in yaml.safe_load(file.read_text(encoding="utf-8"))["examples"]:
            for example in one.get("negation", ()):
                rule = rules[one["rule"]]
                language = rule.languages[0] if rule.languages else "?"
                document = Document(1, language, (Text("body", example["text"]),))
                if not Reader([rule]).read(document).hits:
                    silent.append(f"{one['rule']}: {example['text']}")
    assert silent == []


def test_the_file_of_a_unit_in_the_documents_is_accepted() -> None:
    text = Path("docs/codebook.md").read_text(encoding="utf-8")
    shown = text.partition("```yaml\n")[2].partition("```")[0]
    book = read(shown.encode())
    assert book.extends == f"{core().id}@{core().version}"
    assert book.indicators["JOB-01"].suggested
    assert not book.indicators["MOV-01"].suggested
    assert {"R-FEE-90-fr"} == {one["id"] for one in book.rules} - {
        one["id"] for one in core().rules
    }
    assert f"the {len(core().rules)} rules" in text
