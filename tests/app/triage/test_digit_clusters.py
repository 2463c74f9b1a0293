# SPDX-License-Identifier: GPL-3.0-or-later
"""No part of a number stays visible beside a mask; prices, dates and ages do."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bundles import redact
from app.triage import masking
from app.triage.covering import Cover
from indexing.extract.mentions import extract

REGIONS = ("FR", "US", "GB", "ES", "DE")
_SHOWN = re.compile(r"(?:\d\W{0,9}){4}")
_ENDS = st.integers(0, 99).map("{:02}".format)
_NUMBERS = st.one_of(
    st.builds(lambda a, b: ["06", "39", "98", a, b], _ENDS, _ENDS),
    st.builds(lambda a, b: ["01", "99", "00", a, b], _ENDS, _ENDS),
    st.builds(lambda a: ["202", "555", "01" + a], _ENDS),
    st.builds(lambda a: ["07700", "900", "1" + a], _ENDS),
    st.builds(lambda a, b: ["600", "00" + a[0], "0" + b], _ENDS, _ENDS),
    st.builds(lambda a, b: ["0171", "55", "0" + a + b], _ENDS, _ENDS),
)
_GAPS = st.sampled_from([" ", "", ".", "-", "/", " - ", "_", "🌸", ") ", "\u200b", "–", " . ", "*"])
_JOINTS = st.sampled_from(["! ", " / ", ", ", "\n", " ", " - ", "-", " ; ", " & ", ". ", "! 🙂 "])
_KEYCAPS = {ord(d): f"{d}\ufe0f\u20e3" for d in "0123456789"}
_LETTERS = str.maketrans("01", "Ol")


def _disguised(groups: list[str], gap: str, disguise: str) -> str:
    text = gap.join(groups)
    if disguise == "keycaps":
        return text.translate(_KEYCAPS)
    return text[:2] + text[2:].translate(_LETTERS) if disguise == "letters" else text


_WRITTEN = st.builds(
    _disguised, _NUMBERS, _GAPS, st.sampled_from(["plain", "plain", "keycaps", "letters"])
)
_TEXTS = st.lists(st.tuples(_WRITTEN, _JOINTS), min_size=1, max_size=3).map(
    lambda parts: "".join(one + joint for one, joint in parts[:-1]) + parts[-1][0]
)


def _shown(text: str) -> list[str]:
    """Four digits or more with no covered character between them."""
    plain = re.sub(r"(?<=[\d•])[Ol]|[Ol](?=\d)", "0", text)
    return [run for run in _SHOWN.findall(plain) if masking.BULLET not in run]


@given(_TEXTS)
def test_an_ad_that_was_not_read_shows_no_part_of_a_number(text: str) -> None:
    assert not _shown(masking.cover_text(f"Call {text} please"))


@given(_TEXTS)
def test_an_ad_that_was_read_shows_no_part_of_a_number(text: str) -> None:
    body = f"Call {text} please"
    found = extract({"body": body}, regions=REGIONS)
    assert not _shown(Cover(found).read("body", body))
    assert not _shown(redact.Secrets(found).cover(body))


def _span(text: str, first: int, digits: int) -> tuple[str, int, int]:
    """A phone of some digits, read at a place where there may be none."""
    places = [place for place, char in enumerate(text) if char.isalnum()]
    first = min(first, len(places) - digits)
    return "phone", places[first], places[first + digits - 1] + 1


@given(_TEXTS, st.integers(0, 22), st.integers(7, 9))
def test_a_number_read_at_a_wrong_place_shows_no_part_of_the_true_ones(
    text: str, first: int, digits: int
) -> None:
    assert not _shown(masking.cover_text(text, [_span(text, first, digits)]))


@given(_TEXTS, st.integers(0, 22), st.integers(7, 9))
def test_covering_twice_shows_no_more(text: str, first: int, digits: int) -> None:
    once = masking.cover_text(text, [_span(text, first, digits)])
    twice = masking.cover_text(once)
    assert all(a == b or b == masking.BULLET for a, b in zip(once, twice, strict=True))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("01-99-00-46-48! 06 39 98 00 11", "••-••-••-••-••! •• •• •• •• 11"),
        ("0639980011 45 € 25 ans", "••••••••11 45 € 25 ans"),
        ("€45 06 39 98 00 11, 950 EUR", "€45 •• •• •• •• 11, 950 EUR"),
        ("12/03/2026 18:30 0639980011", "12/03/2026 18:30 ••••••••11"),
        ("2 rooms, 06 39 98 00 11 for 3", "2 rooms, •• •• •• •• 11 for 3"),
        ("• 3 rooms • 1200 € • 06•39•98•01•02", "• 3 rooms • 1200 € • ••••••••••••02"),
        ("O6 39 98 OO l1 I was", "•• •• •• •• l1 I was"),
        ("tel0639980011merci", "tel••••••••11merci"),
        ("06:39:98:01:02", "••:••:••:••:02"),
        ("٠٦٣٩٩٨٠١٠٢", "••••••••٠٢"),
        ("From 12/03/2024 - 15/04/2024, 10:30-18:45", "From 12/03/2024 - 15/04/2024, 10:30-18:45"),
        ("2026-05-01T10:00:00+01:00", "2026-05-01T10:00:00+01:00"),
        ("Rooms 2, 3 or 4; 1,250,000 EUR", "Rooms 2, 3 or 4; 1,250,000 EUR"),
    ],
)
def test_what_is_something_else_stays(text: str, shown: str) -> None:
    assert masking.cover_text(text) == shown


def test_a_word_told_number_is_covered_where_it_was_read() -> None:
    for body in (
        "zéro six trente-neuf quatre-vingt-dix-huit zéro zéro onze, 01 99 00 46 48",
        "oh six three nine nine eight double zero one one! 0199004648",
        "cero seis tres nueve nueve ocho cero cero uno uno / 01-99-00-46-48",
    ):
        shown = Cover(extract({"body": body}, regions=REGIONS)).read("body", body)
        assert not re.search(r"trente|neuf|nine|three|nueve|tres|99|46", shown), shown


def test_an_address_shows_no_part_of_a_number_beside_a_contact() -> None:
    found = extract({"body": "06 39 98 00 11"}, regions=REGIONS)
    shown = Cover(found).reference("https://example.org/01-99-00-46-48-06-39-98-00-11/8812")
    assert not _shown(shown.replace("8812", ""))
    assert shown.startswith("https://example.org/••-••-••-••-••-••-••-••")
