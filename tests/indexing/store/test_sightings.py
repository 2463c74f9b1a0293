# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rows are an ad seen again, and which are another ad however alike they look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from indexing.records import AdRecord
from indexing.store import ad_keys, ads, captures
from indexing.store.ads import BatchResult
from indexing.store.case import Case
from tests.indexing.store import rows

LIST = "https://example.org/rooms/lyon"


def room(number: int, phone: int, **texts: str) -> AdRecord:
    """An ad of an advertiser who writes all ads alike."""
    return AdRecord(
        place=f"row {number}",
        title="Room to let",
        body=f"A quiet room for one person with a desk and a lamp. Call 06 39 98 00 {phone:02d}.",
        **texts,  # type: ignore[arg-type]
    )


def bring(case: Case, found: Sequence[AdRecord], name: str) -> BatchResult:
    return ads.add_batch(case, rows.begin(case, name), found, seen=ads.SeenCounts())


def counts(result: BatchResult) -> tuple[int, int, int]:
    return result.added, result.known, result.captures


def test_files_with_the_same_numbers_and_other_texts_stay_apart(case: Case) -> None:
    bodies = ("Guitar lessons for beginners at home", "A bicycle with two new wheels")
    for name, body in zip(("a.csv", "b.csv"), bodies, strict=True):
        found = [
            AdRecord(
                place=f"row {n}", source_id=f"88123{n}", site="example.org", body=f"{body} {n}"
            )
            for n in range(40, 60)
        ]
        assert counts(bring(case, found, name)) == (20, 0, 0)


@pytest.mark.parametrize("first", [0, 1])
def test_numbers_that_only_count_rows_are_no_numbers_of_ads(case: Case, first: int) -> None:
    def scrape(shift: int) -> list[AdRecord]:
        return [
            room(n + 2, (n + shift) % 90, source_id=str(n + first), site="example.org")
            for n in range(30)
        ]

    assert counts(bring(case, scrape(0), "a.csv")) == (30, 0, 0)
    assert counts(bring(case, scrape(40), "b.csv")) == (30, 0, 0)


@pytest.mark.parametrize(
    ("source_id", "captures"),
    [
        ("20000", 0), ("ad-20001", 0), ("12", 0), ("ad-12", 0), ("A7", 0), ("unknown", 0),
        ("19998", 1), ("ad-8812345", 1), ("8812345", 1), ("7f3a91c2", 1),
        ("0f8fad5b-d9cb-469f-a165-70867728950e", 1),
    ],
)  # fmt: skip
def test_a_number_is_one_of_an_ad_only_if_it_counts_nothing(
    case: Case, source_id: str, captures: int
) -> None:
    first = replace(room(20_001, 1, source_id=source_id), title="Room to let, 300 euro")
    bring(case, [first], "a.csv")
    found = bring(case, [replace(first, title="Room to let, 350 euro")], "b.csv")
    assert counts(found) == (1 - captures, captures, captures)


def test_a_row_number_does_not_hide_that_all_texts_are_the_same(case: Case) -> None:
    bring(case, [room(2, 1, source_id="1", captured_at="2024-03-01")], "a.csv")
    again = room(2, 1, source_id="1", captured_at="2024-03-02")
    assert counts(bring(case, [again], "b.csv")) == (0, 1, 1)


def test_a_number_that_the_site_gave_to_another_ad_makes_a_new_ad(case: Case) -> None:
    told = {"source_id": "8812345", "url": "https://example.org/ads/8812345"}
    first = room(2, 1, **told)
    bring(case, [first], "a.csv")
    other = replace(first, title="Guitar", body="Lessons for beginners, any day.")
    assert counts(bring(case, [other], "b.csv")) == (1, 0, 0)
    # from then on each goes on by itself
    assert bring(case, [replace(other, body=other.body + " Or night.")], "c.csv").ads == [2]
    assert bring(case, [room(2, 7, **told)], "d.csv").ads == [1]


def test_the_address_of_a_list_is_that_of_no_ad(case: Case) -> None:
    bring(case, [room(n, n, url=LIST) for n in range(2, 12)], "a.csv")
    found = [room(n, n + 50, url=LIST) for n in range(2, 12)]
    assert counts(bring(case, found, "b.csv")) == (10, 0, 0)


def test_nor_when_the_first_file_had_one_row_of_it(case: Case) -> None:
    bring(case, [room(2, 1, url=LIST)], "a.csv")
    found = [room(n, n + 50, url=LIST) for n in range(2, 12)]
    assert counts(bring(case, found, "b.csv")) == (10, 0, 0)


def test_one_address_and_two_numbers_are_two_ads(case: Case) -> None:
    bring(case, [room(2, 1, url=LIST, source_id="8812345")], "a.csv")
    other = room(2, 2, url=LIST, source_id="8812346")
    assert counts(bring(case, [other], "b.csv")) == (1, 0, 0)


def test_a_page_is_known_by_its_address_whatever_number_its_capture_has(case: Case) -> None:
    url = "http://example.org/ads/77"
    first = replace(room(2, 1, url=url, source_id="104233"), place="page 104233.mhtml")
    later = replace(
        room(2, 1, url="https://www.example.org/ads/77/?utm_source=x#top", source_id="104301"),
        place="page 104301.mhtml",
    )
    result = bring(case, [first, later], "folder")
    assert counts(result) == (1, 1, 1)


def test_records_of_an_archive_are_known_by_their_address(case: Case) -> None:
    url = "http://example.org/ads/77"
    found = [
        replace(
            room(
                2,
                1,
                url=url,
                source_id=f"<urn:uuid:0000000{n}>",
                captured_at=f"2024-03-0{n}",
            ),
            place=f"record {n}",
        )
        for n in range(1, 4)
    ]
    found = [replace(one, body=f"{one.body} Seen {'often ' * n}") for n, one in enumerate(found)]
    assert counts(bring(case, found, "a.warc")) == (1, 2, 2)


def test_rows_of_one_reading_are_ads_of_their_own(case: Case) -> None:
    told = {"source_id": "8812345", "site": "example.org"}
    twice = [replace(room(n, n, **told), title=f"Room for 3{n}0 euro") for n in (2, 3)]
    assert counts(bring(case, twice, "a.csv")) == (2, 0, 0)
    # and each has its sighting in the next
    again = [replace(one, title=one.title.replace("0 ", "5 ")) for one in twice]
    result = bring(case, again, "b.csv")
    assert (counts(result), result.ads) == ((0, 2, 2), [1, 2])


def test_rows_of_one_file_that_were_captured_at_other_times_are_one_ad(case: Case) -> None:
    told = {"source_id": "8812345", "site": "example.org"}
    found = [room(n, n, captured_at=f"2024-03-{n:02d}", **told) for n in range(2, 8)]
    assert counts(bring(case, found, "a.csv")) == (1, 5, 5)


def test_files_of_one_archive_are_readings_of_their_own(case: Case) -> None:
    told = {"source_id": "8812345", "site": "example.org"}
    found = [replace(room(2, day, **told), place=f"day{day}.csv: row 2") for day in range(1, 4)]
    assert counts(bring(case, found, "days.zip")) == (1, 2, 2)


def test_sheets_of_one_workbook_are_readings_of_their_own(case: Case) -> None:
    told = {"source_id": "8812345", "site": "example.org"}
    found = [replace(room(2, day, **told), place=f"sheet Day {day} row 2") for day in range(1, 4)]
    found.append(replace(found[0], body=found[0].body + " Soon.", place="sheet Day 1 row 3"))
    assert counts(bring(case, found, "days.xlsx")) == (2, 2, 2)


def test_identical_rows_find_their_own_ads_again(case: Case) -> None:
    told = {"source_id": "8812345", "site": "example.org"}
    bring(case, [room(2, 1, **told), room(3, 1, **told)], "a.csv")
    again = [room(2, 1, captured_at="2024-03-02", **told) for _ in range(3)]
    result = bring(case, again, "b.csv")
    assert (counts(result), result.ads) == ((1, 2, 2), [1, 2, 3])
    assert bring(case, again, "b.csv").ads == [1, 2, 3]
    # known rows, one more that equals them, and one that none is left for
    first = [room(2, 1, **told) for _ in range(4)]
    result = bring(case, first, "c.csv")
    assert (counts(result), result.ads) == ((1, 3, 1), [1, 2, 3, 4])


def test_ads_without_number_and_address_are_never_captures(case: Case) -> None:
    bring(case, [room(2, 1)], "a.csv")
    assert counts(bring(case, [room(2, 2)], "b.csv")) == (1, 0, 0)


def test_a_number_that_everybody_has_is_none(case: Case) -> None:
    found = [room(n, n, source_id="unknown") for n in range(50)]
    bring(case, found, "a.csv")
    assert counts(bring(case, [room(2, 77, source_id="unknown")], "b.csv")) == (1, 0, 0)


def test_one_number_at_two_addresses_is_two_ads(case: Case) -> None:
    one = room(2, 1, source_id="88123", url="https://example.org/ads/first-room")
    two = room(9, 1, source_id="88123", url="https://example.org/ads/second-room")
    two = replace(two, title="A second room to let")
    bring(case, [one], "a.csv")
    assert counts(bring(case, [two], "b.csv")) == (1, 0, 0)
    # but for a site that writes the title into the address
    slug = "https://example.org/{}-88129"
    bring(case, [room(2, 1, source_id="88129", url=slug.format("a-room"))], "c.csv")
    later = room(9, 1, source_id="88129", url=slug.format("a-better-room"))
    later = replace(later, title="A better room to let")
    assert counts(bring(case, [later], "d.csv")) == (0, 1, 1)


def test_texts_without_spaces_are_compared_by_their_signs(case: Case) -> None:
    body = "安静的房间出租靠近车站有书桌和台灯"
    first = AdRecord(place="row 2", source_id="8812345", site="example.org", body=body)
    bring(case, [first], "a.csv")
    again = replace(first, body=first.body.replace("安静的", "安靜的"))
    assert counts(bring(case, [again], "b.csv")) == (0, 1, 1)


@pytest.mark.parametrize(
    ("untrusted_url", "address"),
    [
        ("https://www.Example.org/a/7/?utm_source=x&id=3&fbclid=9#top", "example.org/a/7?id=3"),
        ("http://example.org/a/7", "example.org/a/7"),
        ("example.org/a/7/", "example.org/a/7"),
        ("https://example.org/", ""),
        ("https://example.org/?utm_medium=mail", ""),
        ("https://example.org/?ad=7", "example.org/?ad=7"),
        ("", ""),
        ("   ", ""),
        ("https://", ""),
        ("masked:41c09f", ""),
    ],
)
def test_an_address_is_told_without_what_says_nothing_of_the_ad(
    untrusted_url: str, address: str
) -> None:
    assert ad_keys.address_of(untrusted_url) == address


def test_many_captures_of_one_ad(case: Case) -> None:
    told = {"source_id": "8812345", "site": "example.org"}
    found = [room(2, n % 90, captured_at=f"2024-03-01T{n:05d}", **told) for n in range(300)]
    assert counts(bring(case, found, "a.csv")) == (1, 299, 299)
    assert [one.n for one in captures.of_ad(case, 1)] == list(range(2, 301))


def let(beds: int, where: str, price: int, phone: str, **told: str) -> AdRecord:
    """An ad of a template that others fill in with other words and another phone."""
    body = (
        f"Room to rent in the {where} of the town, {beds} beds, kitchen shared, quiet house, "
        f"{price} euro a month, call {phone} after six"
    )
    return AdRecord(body=body, **{"place": "line 1", **told})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "told",
    [
        {"url": LIST},
        {"url": "https://example.org/view?gclid=77001"},
        {"source_id": "8837213", "site": "example.org"},
        {"source_id": "553211"},
    ],
)
def test_one_template_with_other_phones_is_no_ad_seen_again(
    case: Case, told: dict[str, str]
) -> None:
    first = let(2, "centre", 500, "06 39 98 01 01", captured_at="2026-01-01T10:00:01", **told)
    second = let(3, "north", 450, "06 39 98 02 02", captured_at="2026-01-01T10:00:02", **told)
    second = replace(second, place="line 2")
    assert counts(bring(case, [first, second], "a.jsonl")) == (2, 0, 0)


def test_a_fragment_that_is_a_path_is_part_of_the_address() -> None:
    assert ad_keys.address_of("https://example.org/ads#/item/71") == "example.org/ads#/item/71"
    assert ad_keys.address_of("https://example.org/#!item=71") == "example.org/#!item=71"
    assert ad_keys.address_of("https://example.org/ads/71#top") == "example.org/ads/71"
    assert ad_keys.address_of("https://example.org/#/") == ""
