# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from indexing.suggest.patterns import (
    Match,
    PatternTooSlowError,
    compile_pattern,
    matches,
    slow_text,
)

SLOW = [r"(a|a)*b", r"(.*a){12}$", r"foo[a-z]*[a-z]*[a-z]*[a-z]*bar"]
QUICK = [
    r"\b(?P<h>1[2-9]|2[0-4]) ?(?:h|hours?) (?:a|per) day\b",
    r"(?:\d+ )+kg",  # a repeat in a repeat, and harmless: a check of its shape would refuse it
    r"(?:\d{1,3}[ .])*\d{1,3} ?€",
    r"\bwork\b.{0,40}\bday\b",
    r"(?>\w+)\s+fee",
    r"(?<![\d.])1[0-7](?= years)",
    "",
]


@pytest.mark.parametrize("pattern", SLOW)
def test_patterns_that_hostile_texts_make_slow_are_found(pattern: str) -> None:
    found = slow_text(pattern)
    assert found


@pytest.mark.parametrize("pattern", QUICK)
def test_plain_patterns_pass(pattern: str) -> None:
    assert slow_text(pattern) is None


def test_a_search_is_stopped_at_its_time() -> None:
    with pytest.raises(PatternTooSlowError) as caught:
        matches(compile_pattern(r"(a+)+$"), "a" * 5_000 + "!", seconds=0.05)
    assert caught.value.code == "pattern_slow"


def test_matches_tell_places_and_the_named_value() -> None:
    found = matches(compile_pattern(r"(?P<n>\d+) Hours"), "12 hours, 9 hours", value="n", seconds=1)
    assert found == [Match(0, 8, "12"), Match(10, 17, "9")]
    assert matches(compile_pattern(r"\d+"), "7", seconds=1) == [Match(0, 1, "")]
    assert matches(compile_pattern(r"x*"), "yyy", seconds=1) == []  # nothing is no evidence
    optional = compile_pattern(r"hours(?: (?P<n>\d+))?")
    assert matches(optional, "hours", value="n", seconds=1) == [Match(0, 5, "")]


@pytest.mark.parametrize("pattern", ["(", "[a", "(?P<n>a)(?P<n>b)", r"\p{Lu}", "*", "(?P<n", "a**"])
def test_patterns_that_cannot_be_read(pattern: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "(" * 12 + "a" + "){20}" * 12,
        "(" * 900 + "a" + ")" * 900,
        "(?:(?:ab){200}|c){200}",
        "a{60000}",
    ],
)
def test_patterns_that_would_fill_the_memory_are_not_made(pattern: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        compile_pattern(pattern)


def test_repeats_of_a_usual_size_are_made() -> None:
    assert compile_pattern(r"(?:\w+ ){0,40}\d{1,3}(?!\d{3})(?:a|b){2,5}(?>c+)").search("x 12aaccc")
