# SPDX-License-Identifier: GPL-3.0-or-later
"""The document of the filter language tells every key, example, order and facet there is."""

from __future__ import annotations

import re
from pathlib import Path

from app.triage import filter_keys
from app.triage.expressions import KEYS, parse_filter
from app.triage.queue_words import orders

DOCUMENT = (Path(__file__).parents[3] / "docs" / "filters.md").read_text(encoding="utf-8")


def test_every_key_and_no_other_has_its_row() -> None:
    assert tuple(re.findall(r"^\| `([a-z]+):` \|", DOCUMENT, re.MULTILINE)) == KEYS
    for one in filter_keys.known_keys():
        assert f"| `{one.example}` |" in DOCUMENT
    for example, _words in filter_keys.rules():
        assert f"| `{example}` |" in DOCUMENT


def test_every_example_of_a_row_is_read() -> None:
    for example in re.findall(r"^\| `[a-z]+:` \| `([^`]+)` \|", DOCUMENT, re.MULTILINE):
        assert parse_filter(example) is not None


def test_every_order_has_its_row() -> None:
    for words in orders().values():
        assert f"| {words[0].lower()}{words[1:]} |" in DOCUMENT
