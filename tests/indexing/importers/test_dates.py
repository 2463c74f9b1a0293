# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates of columns: months by name, what a column shows about its order, what stays raw."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexing.importers.dates import iso_or_raw, order_of
from indexing.importers.registry import open_source
from indexing.records import AdRecord


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("12 mars 2024", "2024-03-12"),
        ("mardi 12 mars 2024 à 18h30", "2024-03-12T18:30"),
        ("March 5, 2024 9:30", "2024-03-05T09:30"),
        ("5 de marzo de 2024", "2024-03-05"),
        ("31. Dezember 2023", "2023-12-31"),
        ("12 de dezembro de 2023", "2023-12-12"),
        ("12 martie 2024, 10:30", "2024-03-12T10:30"),
        ("5 марта 2024 г. в 12:30", "2024-03-05T12:30"),
        ("15 березня 2024 р.", "2024-03-15"),
        ("٥ مارس ٢٠٢٤", "2024-03-05"),
        ("12-Mar-2024", "2024-03-12"),
        ("Tue, 05 Mar 2024 10:30:00 +0000", "2024-03-05T10:30:00+0000"),
        ("Tue Mar 05 10:30:00 +0000 2024", "2024-03-05T10:30:00+0000"),
        ('{"$date": "2024-03-05T10:00:00Z"}', "2024-03-05T10:00:00Z"),
        ('{"$date": {"$numberLong": "1700000000000"}}', "2023-11-14T22:13:20Z"),
        ("yesterday", "yesterday"),
        ("il y a 3 jours", "il y a 3 jours"),
        ("32 mars 2024", "32 mars 2024"),
        ("1 place 2024", "1 place 2024"),
        ("3/4/2024", "3/4/2024"),
    ],
)
def test_months_by_name_and_other_forms(raw: str, read: str) -> None:
    assert iso_or_raw(raw) == read


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (["1/2/2024", "13/2/2024"], "dmy"),
        (["1/2/2024", "2/13/2024", "x"], "mdy"),
        (["13/2/2024", "2/13/2024"], ""),
        (["1/2/2024", "2024-02-13"], ""),
        ([], ""),
    ],
)
def test_a_column_shows_its_order(column: list[str], order: str) -> None:
    assert order_of(column) == order


def test_the_order_of_a_column_reads_all_its_dates(tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    rows = ["title,text,date", "a,oak table,3/4/2024", "b,oak chair,25/4/2024"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    first, second = [item for item in open_source(path).records() if isinstance(item, AdRecord)]
    assert (first.posted_at, first.extra["date"]) == ("2024-04-03", "3/4/2024")
    assert second.posted_at == "2024-04-25"


def test_long_text_is_no_date() -> None:
    text = "1 " * 100_000
    assert iso_or_raw(text) == text
