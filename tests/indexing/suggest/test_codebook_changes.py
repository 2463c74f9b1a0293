# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexing.suggest.codebook import Codebook
from indexing.suggest.codebook_changes import Change, ChangeKind, changes
from indexing.suggest.codebook_file import FOLDER, load
from tests.indexing.suggest import small_book
from tests.indexing.suggest.small_book import Document, entry, rule, words, write


def first(book: Document) -> Document:
    found: Document = book["indicators"][0]
    return found


def books(folder: Path, change: Callable[[Document], Any]) -> tuple[Codebook, Codebook]:
    document = small_book.book()
    old = load(write(folder, document, "old.yaml"))
    change(document)
    return old, load(write(folder, document, "new.yaml"))


def replaced(book: Document) -> None:
    first(book).update(retired_in="1.1.0", replaced_by="FEE-02")
    book["indicators"].append(entry("FEE-02"))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda book: None, []),
        (
            lambda book: book["indicators"].append(entry("FEE-02")),
            [Change(ChangeKind.ADDED, "FEE-02", after="1")],
        ),
        (
            lambda book: book["indicators"].pop(1),
            [Change(ChangeKind.RETIRED, "MOV-01", before="1")],
        ),
        (
            lambda book: first(book).update(retired_in="1.1.0"),
            [Change(ChangeKind.RETIRED, "FEE-01", before="1", after="1")],
        ),
        (
            replaced,
            [
                Change(ChangeKind.REPLACED, "FEE-01", before="FEE-01", after="FEE-02"),
                Change(ChangeKind.ADDED, "FEE-02", after="1"),
            ],
        ),
        (
            lambda book: first(book).update(version=2, definition=words("A fee is due.")),
            [Change(ChangeKind.TEXT, "FEE-01", ("definition",), "1", "2")],
        ),
        (
            lambda book: first(book).update(strength="weak", label=words("Some fee")),
            [
                Change(ChangeKind.GRADED, "FEE-01", ("strength",), "1", "1"),
                Change(ChangeKind.TEXT, "FEE-01", ("label",), "1", "1"),
            ],
        ),
        (
            lambda book: first(book)["suggest"].update(default="off"),
            [Change(ChangeKind.SWITCHED_OFF, "FEE-01")],
        ),
        (
            lambda book: book["rules"].append(rule("lexicon", id="R-FEE-01-fr", lang="fr")),
            [Change(ChangeKind.RULE_ADDED, "R-FEE-01-fr", after="1")],
        ),
        (
            lambda book: book["rules"].pop(0),
            [Change(ChangeKind.RULE_REMOVED, "R-FEE-01-lexicon", before="1")],
        ),
        (
            lambda book: book["rules"][3].update(threshold=5, version=2),
            [
                Change(
                    ChangeKind.RULE_CHANGED,
                    "R-FEE-01-cluster",
                    ("threshold", "version"),
                    "1",
                    "2",
                )
            ],
        ),
        (
            lambda book: book["parameters"][0].update(default=11.5),
            [Change(ChangeKind.PARAMETER, "hours", before="12", after="11.5")],
        ),
        (
            lambda book: book["parameters"][0].update(default=None),
            [Change(ChangeKind.PARAMETER, "hours", before="12", after="")],
        ),
    ],
)
def test_each_change_is_told(
    tmp_path: Path, change: Callable[[Document], Any], expected: list[Change]
) -> None:
    assert list(changes(*books(tmp_path, change))) == expected


def test_a_switch_is_told_the_other_way_round(tmp_path: Path) -> None:
    old, new = books(tmp_path, lambda book: first(book)["suggest"].update(default="off"))
    assert [one.kind for one in changes(new, old)] == [ChangeKind.SWITCHED_ON]


def test_from_the_draft_to_the_shipped_codebook() -> None:
    old, new = (load(FOLDER / f"thb-som-core-{version}.yaml") for version in ("0.1.0", "0.2.0"))
    found = changes(old, new)
    kinds = [one.kind for one in found]
    assert ChangeKind.ADDED not in kinds
    assert ChangeKind.RETIRED not in kinds
    assert kinds.count(ChangeKind.RULE_ADDED) == len(new.rules)
    assert {one.id for one in found if one.kind is ChangeKind.TEXT} == set(new.indicators)
    assert all((one.before, one.after) == ("1", "2") for one in found if one.kind == "text")
