# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones: a table of precision and recall by disguise, and silence where there is none."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing import limits
from indexing.extract.mentions import extract
from indexing.normalise import fold
from indexing.records import Mention, MentionKind
from tests.indexing.extract.disguises import NOT_PHONES, OPERATORS, REGIONS, Ad, ads


def phones(text: str, field: str = "body", regions: tuple[str, ...] = REGIONS) -> list[Mention]:
    found = extract({field: text}, regions=regions)
    for one in found:
        assert text[one.start : one.end] == one.raw
    return [one for one in found if one.kind is MentionKind.PHONE]


def table(every: list[Ad]) -> dict[str, tuple[float, float]]:
    """Precision and recall by operator."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for ad in every:
        values = {m.value for m in phones(ad.text)}
        for key in (ad.operator, "all"):
            total[key] += 1
            right[key] += ad.value in values
            wrong[key] += len(values - {ad.value})
    return {
        key: (right[key] / max(1, right[key] + wrong[key]), right[key] / count)
        for key, count in total.items()
    }


def test_every_disguise_is_read_and_little_else() -> None:
    rows = table(list(ads(seed=7, each=8)))
    for operator in (*OPERATORS, "plus"):
        precision, recall = rows[operator]
        assert precision >= 0.9, (operator, rows)
        assert recall >= 0.85, (operator, rows)
    precision, recall = rows["all"]
    assert precision >= 0.95, rows
    assert 2 * precision * recall / (precision + recall) >= 0.93, rows


@pytest.mark.parametrize("text", NOT_PHONES)
def test_other_numbers_are_no_phones(text: str) -> None:
    assert phones(text) == []


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("0639980102", ()),
        ("06 39 98 01 02", ("spacing",)),
        ("06*39*98*01*02", ("symbols",)),
        ("zéro six trente-neuf quatre-vingt-dix-huit zéro un zéro deux", ("spacing", "words")),
        ("O6 39 98 O1 O2", ("spacing", "lookalike")),
        ("٠٦٣٩٩٨٠١٠٢", ("script_digits",)),
        ("0639980|11", ("lookalike",)),
    ],
)
def test_steps_tell_how_it_was_read(text: str, steps: tuple[str, ...]) -> None:
    (one,) = phones(text)
    assert one.value in ("+33639980102", "+33639980111")
    assert one.steps == steps
    assert one.validity == "possible"
    assert one.region == "FR"


def test_raw_is_the_number_and_nothing_round_it() -> None:
    (one,) = phones("Bonjour, appelez le 06.39.98.01.02, merci")
    assert one.raw == "06.39.98.01.02"
    (one,) = phones("Call (202) 555-0123 now")
    assert one.raw == "(202) 555-0123"
    assert one.validity == "valid"
    (one,) = phones("Call + 33 (0)6 39 98 01 02.")
    assert one.raw == "+ 33 (0)6 39 98 01 02"


def test_two_numbers_side_by_side_stay_two() -> None:
    for joint in (" / ", ", ", " or ", "\n", " - ", " ", ";"):
        found = phones(f"06 39 98 01 02{joint}07700 900123")
        assert [m.value for m in found] == ["+33639980102", "+447700900123"], joint


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("01-99-00-46-48! 06 39 98 00 11", ["+33199004648", "+33639980011"]),
        ("01 99 00 44 77 / 75011 Paris", ["+33199004477"]),
        ("01.99.00.79.03 +33-6-39-98-16-96", ["+33199007903", "+33639981696"]),
        ("06+39+98+01+02", ["+33639980102"]),
        ("+33639980102+33639980103", ["+33639980102", "+33639980103"]),
        ("0033 - 6 - 39 - 98 - 57 - 29! 06 - 39 - 98 - 06 - 98", ["+33639985729", "+33639980698"]),
        ("01 99 00 87 74.0033 1 99 00 92 04", ["+33199008774", "+33199009204"]),
        ("tel 202.555.0187 ; +44.7700.900.275", ["+12025550187", "+447700900275"]),
    ],
)
def test_an_international_number_does_not_begin_inside_another(
    text: str, values: list[str]
) -> None:
    assert [m.value for m in phones(text)] == values


_FRENCH = st.builds(
    lambda start, end: [*start.split(), f"{end // 100:02}", f"{end % 100:02}"],
    st.sampled_from(["06 39 98", "01 99 00"]),
    st.integers(0, 9999),
)
_BRITISH = st.builds(lambda end: ["07700", "900", f"{end:03}"], st.integers(0, 999))


@given(
    st.lists(
        st.tuples(_FRENCH | _BRITISH, st.sampled_from([" ", ".", "-", "/", " - "])),
        min_size=2,
        max_size=3,
        unique_by=lambda one: tuple(one[0]),
    ),
    st.sampled_from(["! ", " / ", ", ", " or ", "\n", " ; ", " & ", ". ", " ! "]),
)
def test_numbers_after_each_other_are_all_found(
    numbers: list[tuple[list[str], str]], joint: str
) -> None:
    text = joint.join(gap.join(groups) for groups, gap in numbers)
    found = [m.value for m in phones(text)]
    country = {"06": "+33", "01": "+33", "07700": "+44"}
    assert found == [country[groups[0]] + "".join(groups)[1:] for groups, _ in numbers]


@pytest.mark.parametrize(
    "text",
    [
        "0 7 7 0 0  9 0 0 1 2 3",
        "call 0 7 7 0 0 9 0 0 1 2 3 now",
        "call 0-7-7-0-0-9-0-0-1-2-3",
        "Call two zero two five five five zero one zero one",
        "tel. zero seven seven zero zero nine zero zero one two three",
    ],
)
def test_a_number_of_another_country_is_not_cut_to_fit(text: str) -> None:
    """Without its last digit it would be the number of somebody else."""
    assert [one.value for one in extract({"body": text}, regions=("FR",))] == []
    (one,) = extract({"body": text}, regions=("GB", "US"))
    assert one.value in ("+447700900123", "+12025550101")


def test_a_long_list_is_read_to_its_end() -> None:
    text = "\n".join(f"06 39 98 {n // 100:02} {n % 100:02}" for n in range(120))
    assert len({m.value for m in phones(text)}) == 120


@pytest.mark.parametrize(
    "cell",
    [
        "33639980102.0",
        "639980102",
        "0639980102",
        "+33639980102",
        "3.3639980102E+10",
        "06 39 98 0102",
    ],
)
def test_a_contacts_cell_needs_no_cue(cell: str) -> None:
    (one,) = phones(cell, "contacts")
    assert one.value == "+33639980102"


@pytest.mark.parametrize(
    "link",
    [
        "https://wa.me/33639980102",
        "wa.me/33639980102",
        "https://api.whatsapp.com/send?phone=33639980102&text=hi",
        "tel:+33639980102",
        "tel:0639980102",
        "tel:06%2039%2098%2001%2002",
    ],
)
def test_links_that_dial_are_phones(link: str) -> None:
    (one,) = extract({"body": f"see {link} now"}, regions=REGIONS)
    assert (one.kind, one.value) == (MentionKind.PHONE, "+33639980102")
    assert one.raw == link


@pytest.mark.parametrize(
    ("link", "raw"),
    [
        ("https://example.org/fr/telephone-0639980102", "0639980102"),
        ("www.example.org/oak/06-39-98-01-02/", "06-39-98-01-02"),
        ("https://example.org/contact?tel=%2B33639980102", "%2B33639980102"),
        ("hxxps://example[.]org/call/0639980102", "0639980102"),
    ],
)
def test_a_number_within_a_link_stands_beside_the_link(link: str, raw: str) -> None:
    link_read, phone = extract({"body": f"see {link} now"}, regions=REGIONS)
    assert (link_read.kind, phone.kind) == (MentionKind.URL, MentionKind.PHONE)
    assert (phone.value, phone.raw) == ("+33639980102", raw)
    assert link_read.start < phone.start
    assert phone.end <= link_read.end


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/i?ts=1709648551",
        "https://example.org/photo/1709648551123.jpg",
        "https://example.org/20240305123456",
        "https://example.org/item/2025550123",
        "https://example.org/map?ll=48.856614,2.352222",
        "https://example.org/v/0.118334",
        "https://example.org/0000000000",
    ],
)
def test_clocks_and_ids_within_links_are_no_numbers(link: str) -> None:
    assert phones(f"see {link} now") == []


def test_without_regions_only_international_numbers() -> None:
    assert phones("06 39 98 01 02", regions=()) == []
    (one,) = phones("+33 6 39 98 01 02", regions=())
    assert one.value == "+33639980102"


@pytest.mark.parametrize(
    "unit",
    ["1 ", "1 1 1 1 ", "a@", "a@a@a@", "(", "0639980102 ", "zero ", "1.", "| 1", "+1 ", "o1"],
)
def test_hostile_texts_end(unit: str) -> None:
    text = unit * (limits.REGEX_TEXT_CHARACTERS // len(unit))
    assert len(extract({"body": text}, regions=REGIONS)) <= limits.MAX_MENTIONS_PER_AD


def test_disguises_are_really_disguised() -> None:
    for ad in ads(seed=3, each=1):
        assert ad.written in ad.text
        assert fold(ad.text).text
