# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing that a command says shows a planted contact before a reason was given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.commands import corpus
from tests.app.commands.conftest import Built
from tests.app.commands.driving import run

SPELLED = "zéro six trente-neuf quatre-vingt-dix-huit zéro zéro zéro un"
COMMANDS = (
    ("ads", "--jsonl"),
    ("ads",),
    ("clusters", "--jsonl"),
    ("links", "--jsonl"),
    ("links",),
    ("hubs", "--jsonl"),
    ("tags", "--jsonl"),
    ("audit", "--jsonl"),
    ("explain", "A4", "A2", "--json"),
    ("explain", "A5", "A7", "--json"),
    ("explain", "A12", "A13"),
    ("search", "hedges", "--jsonl"),
    ("search", "appelez", "--jsonl"),
    ("search", "ring", "--jsonl"),
    ("search", "telegram", "--jsonl"),
    ("search", "roza_garden"),
    ("search", "الهاتف", "--jsonl"),
    ("search", "van", "lena", "--jsonl"),
    ("search", "--phone", "+33639980001", "--jsonl"),
)


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from (key, *texts(one))
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)


def assert_covered(text: str) -> None:
    digits = "".join(str(int(char)) for char in text if char.isdecimal())
    letters = text.lower().replace("o", "0")
    looked = "".join(char for char in letters if char.isdecimal())
    for number in corpus.PHONE_DIGITS:
        assert number not in digits, text
        assert number not in looked, text
    for name in corpus.NAMES:
        assert name not in text.lower(), text
    assert SPELLED not in text.lower(), text


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_contact_is_shown_unasked(case: Path, words: tuple[str, ...]) -> None:
    ran = run(words[0], case, *words[1:])
    assert ran.code == 0, ran.err
    lines = ran.out.decode("utf-8").splitlines()
    for line in lines:
        told = texts(json.loads(line)) if words[-1].startswith("--json") else [line]
        for text in told:
            assert_covered(text)


def test_import_and_index_show_none_either(pristine: Built) -> None:
    for document in (pristine.import_document, pristine.index_document):
        for text in texts(document):
            assert_covered(text)


def test_nothing_is_covered_once_a_reason_was_given(case: Path) -> None:
    said = run("ads", case, "--jsonl", "--unmask", "test").out.decode("utf-8")
    for planted in ("06 39 98 00 01", "roza_garden@example.org", SPELLED, "06.39.98.00.01"):
        assert planted in said
    assert "+33639980001" in run("links", case, "--jsonl", "--unmask", "test").out.decode("utf-8")


def test_an_ad_that_was_not_indexed_yet_shows_no_plain_contact(
    pristine: Built, empty: Path
) -> None:
    assert run("import", empty, pristine.source, "--json").code == 0
    said = run("ads", empty, "--jsonl").out.decode("utf-8")
    for planted in ("06 39 98 00 01", "+33 6 39 98", "roza_garden@", "٠٦ ٣٩ ٩٨ ٠٠ ٠٢"):
        assert planted not in said
