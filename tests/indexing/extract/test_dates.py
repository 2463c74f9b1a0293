# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates in prose: how exact they are, in which order they are read, and what is left alone."""

from __future__ import annotations

import pytest

from indexing.extract.dates import Calendar
from indexing.extract.mentions import extract
from indexing.records import Mention, MentionKind

CAPTURED = "2024-03-10T12:00:00Z"


def dates(text: str, calendar: Calendar | None = None) -> list[Mention]:
    found = extract({"body": text}, regions=("FR",), calendar=calendar or Calendar())
    for one in found:
        assert text[one.start : one.end] == one.raw
    return [one for one in found if one.kind is MentionKind.DATE]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("since 2024-03-05", "2024-03-05"),
        ("2024-03-05T10:22:00", "2024-03-05T10:22:00"),
        ("le 5 mars 2024 à 18h30", "2024-03-05T18:30"),
        ("March 5, 2024 at 10:30", "2024-03-05T10:30"),
        ("5 de marzo de 2024", "2024-03-05"),
        ("31. Dezember 2023", "2023-12-31"),
        ("12 martie 2024", "2024-03-12"),
        ("5 марта 2024 г.", "2024-03-05"),
        ("15 березня 2024", "2024-03-15"),
        ("٥ مارس ٢٠٢٤", "2024-03-05"),
        ("libre en mars 2024", "2024-03"),
        ("dès le 1er août", "--08-01"),
        ("13/02/2024", "2024-02-13"),
        ("02/13/24", "2024-02-13"),
        ("01/01/2024", "2024-01-01"),
    ],
)
def test_dates_are_as_exact_as_written(text: str, value: str) -> None:
    (one,) = dates(text)
    assert (one.value, one.validity) == (value, "valid")


@pytest.mark.parametrize(
    ("calendar", "found"),
    [
        (Calendar(), []),
        (Calendar("en", ("GB", "US")), []),
        (Calendar("en", ("US",)), [("2024-03-04", "possible")]),
        (Calendar("en", ("GB",)), [("2024-04-03", "possible")]),
        (Calendar("fr", ("US",)), [("2024-04-03", "possible")]),
        (Calendar("fr", ("FR",), order="mdy"), [("2024-03-04", "valid")]),
    ],
)
def test_a_date_of_two_readings_needs_an_order(
    calendar: Calendar, found: list[tuple[str, str]]
) -> None:
    assert [(one.value, one.validity) for one in dates("on 03/04/2024", calendar)] == found


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("posted 3 days ago", "en", "2024-03-07"),
        ("il y a 2 semaines", "fr", "2024-02-25"),
        ("hace 3 dias", "es", "2024-03-07"),
        ("3 дня назад", "ru", "2024-03-07"),
        ("yesterday", "en", "2024-03-09"),
        ("disponible demain", "fr", "2024-03-11"),
        ("vu hier", "fr", "2024-03-09"),
    ],
)
def test_what_is_relative_needs_a_time_of_capture(text: str, language: str, value: str) -> None:
    (one,) = dates(text, Calendar(language, captured_at=CAPTURED))
    assert (one.value, one.validity) == (value, "possible")
    assert "relative" in one.steps
    assert dates(text, Calendar(language)) == []
    assert dates(text, Calendar(language, captured_at="last week")) == []


@pytest.mark.parametrize(
    "text",
    [
        "31.02.2024",
        "32 mars 2024",
        "a set of 2 set of chairs",
        "3 out of 5",
        "may 3 people come",
        "mars 12 rooms",
        "call 06 39 98 12 03",
        "version 1.2.2024.5",
        "zéro 6 3 neuf 9 huit 7 sept 2 2",
        "wohnt hier, por la mañana",
    ],
)
def test_no_dates(text: str) -> None:
    assert dates(text, Calendar("de", captured_at=CAPTURED)) == []
