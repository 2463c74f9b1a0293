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


def shared_flat(caller: str, who: str = "", **told: str) -> AdRecord:
    """An ad of a template that many fill in, each with a way to call them."""
    body = (
        "Furnished room in a shared flat near the station, quiet house, bills included, kitchen "
        f"shared, free from June. Call {caller} ask for {who or 'us'}"
    )
    return AdRecord(**{"place": "row 2", "title": "Room", "body": body, "author": who, **told})  # type: ignore[arg-type]


OWN = "https://example.org/ads/8812345"


@pytest.mark.parametrize("at", ["", LIST, "https://example.org/paris-75011/list", OWN])
@pytest.mark.parametrize("source_id", ["", "1", "88437213"])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("06 39 98 00 01", "06 39 98 00 02"),
        ("anna@example.org", "bea@example.org"),
        ("@anna_rooms", "@bea_rooms"),
        ("t.me/anna_rooms", "t.me/bea_rooms"),
        ("masked:00000000000000000001", "masked:00000000000000000002"),
        ("06 39 98 00 01 or 06 39 98 00 09", "06 39 98 00 02 or 06 39 98 00 09"),
    ],
)
def test_who_is_called_by_other_contacts_is_another_ad(
    case: Case, one: str, other: str, source_id: str, at: str
) -> None:
    told = {"source_id": source_id, "url": at}
    bring(case, [shared_flat(one, **told)], "a.csv")
    assert counts(bring(case, [shared_flat(other, **told)], "b.csv")) == (1, 0, 0)


@pytest.mark.parametrize(
    "told",
    [{"url": OWN, "source_id": "8812345"}, {"site": "example.org", "source_id": "7712345"}],
)
def test_an_ad_with_its_own_number_may_change_its_contact(case: Case, told: dict[str, str]) -> None:
    bring(case, [shared_flat("06 39 98 00 01", "Anna", **told)], "a.csv")
    later = shared_flat("06 39 98 00 02", "Anna", **told)
    assert counts(bring(case, [later], "b.csv")) == (0, 1, 1)
    # but not its advertiser as well
    other = shared_flat("06 39 98 00 03", "Bea", **told)
    assert counts(bring(case, [other], "c.csv")) == (1, 0, 0)


def test_a_message_of_another_author_is_another_message(case: Case) -> None:
    told = {"source_id": "61234", "site": "Rooms"}
    first = shared_flat("us", "Anna B.", **told)
    bring(case, [first], "a.html")
    assert counts(bring(case, [shared_flat("us", "Carla", **told)], "b.html")) == (1, 0, 0)
    # a person may be called otherwise later
    assert bring(case, [replace(first, author="Bianchi")], "c.html").ads == [1]


def test_times_of_rows_make_a_list_no_ad(case: Case) -> None:
    """A program notes the second at which it read each row of one list."""
    found = [
        shared_flat("us", url=LIST, captured_at=f"2024-03-01T10:00:0{n}", place=f"row {n}")
        for n in (2, 3, 4)
    ]
    names = ("Anna", "Bea", "Carla")
    found = [
        replace(one, body=one.body.replace("for us", f"for {name}"))
        for one, name in zip(found, names, strict=True)
    ]
    assert counts(bring(case, found, "a.csv")) == (3, 0, 0)


def test_an_ad_that_was_watched_in_one_table_is_one(case: Case) -> None:
    found = [
        replace(
            shared_flat("us", url=OWN, captured_at=f"2024-03-0{n}", place=f"row {n}"),
            title=f"Room, {n}00 euro",
        )
        for n in range(2, 7)
    ]
    assert counts(bring(case, found, "a.csv")) == (1, 4, 4)


@pytest.mark.parametrize(
    ("source_id", "captures"),
    [("1.04234E+14", 0), ("1,04E+14", 0), ("0639980001", 0), ("+33639980001", 0), ("10423457", 1)],
)
def test_what_counts_no_ads_is_no_number(case: Case, source_id: str, captures: int) -> None:
    first = shared_flat("06 39 98 00 01", source_id=source_id, site="example.org")
    bring(case, [first], "a.csv")
    later = replace(first, title="Room to let")
    assert counts(bring(case, [later], "b.csv"))[2] == captures


def test_a_number_that_rows_of_one_reading_share_is_none(case: Case) -> None:
    """The number of an advertiser or of a crawl, taken for that of an ad."""
    told = {"source_id": "77123456", "site": "example.org"}
    people = {"a.csv": ("Anna", "Bea"), "b.csv": ("Carla", "Dora"), "c.csv": ("Eva",)}
    for name, names in people.items():
        found = [replace(shared_flat("us", one, **told), author="") for one in names]
        assert counts(bring(case, found, name)) == (len(names), 0, 0)


def test_a_number_of_an_unknown_site_needs_the_same_words(case: Case) -> None:
    """Two sites count alike, and what is called a reference may be a postcode."""
    bring(case, [shared_flat("us", source_id="75011")], "a.csv")
    one = replace(shared_flat("us", source_id="75011"), title="Room 7")
    other = shared_flat("us and Bea", source_id="75011")
    assert counts(bring(case, [other, one], "b.csv")) == (2, 0, 0)
    assert bring(case, [replace(other, body=f"{other.body} 9")], "c.csv").captures == 0
    dated = replace(other, title="Room", captured_at="2024-03-09")
    assert bring(case, [dated], "d.csv").ads == [2]


def test_numbers_of_a_database_tell_two_ads_of_one_address_apart(case: Case) -> None:
    ids = ("507f1f77bcf86cd799439011", "507f1f77bcf86cd799439012")
    for n, source_id in enumerate(ids):
        one = shared_flat("us", url=LIST, source_id=source_id, captured_at=f"2024-03-0{n + 1}")
        one = replace(one, title=f"Room {'with' * n} desk")
        assert counts(bring(case, [one], f"{n}.csv")) == (1, 0, 0)


def test_pages_with_other_titles_are_two_however_much_stands_around(case: Case) -> None:
    around = " ".join(f"category{one}{two}" for one in "abcdefghij" for two in "klmnopqr")
    url = "https://example.org/view.php"

    def page(n: int, title: str) -> AdRecord:
        return AdRecord(place=f"page {n}.html", title=title, body=f"{around} {title}", url=url)

    found = [page(1, "Room in Lyon"), page(2, "Room in Lyon 2"), page(3, "Guitar lessons at home")]
    assert bring(case, found, "folder").ads == [1, 1, 2]


@pytest.mark.parametrize(
    "days",
    [
        ("2024-03-01 10:22", "02.03.2024 11:07", "3/3/2024 9:01"),
        ("for 100 150 200 euro", "for 110 150 220 euro", "for 100 160 250 euro"),
    ],
)
def test_days_and_prices_are_no_contacts(case: Case, days: tuple[str, str, str]) -> None:
    page = shared_flat("call 06 39 98 00 01", url=OWN, place="page 1.html")
    found = [
        replace(page, place=f"page {n}.html", body=f"{page.body}. Seen {day}")
        for n, day in enumerate(days, 1)
    ]
    assert counts(bring(case, found, "folder")) == (1, 2, 2)


@pytest.mark.parametrize(
    ("untrusted_url", "address"),
    [
        ("/ad/4711", ""),
        ("N/A", ""),
        ("ad/4711", ""),
        ("http://intranet/ad/4711", "intranet/ad/4711"),
        ("https://example.org/list#item-4711", "example.org/list#item-4711"),
        ("https://example.org/list#id=4711", "example.org/list#id=4711"),
        ("https://example.org/ad/71#photos", "example.org/ad/71"),
        ("https://example.org/ad/71#:~:text=a%20room%207", "example.org/ad/71"),
    ],
)
def test_what_is_the_address_of_one_ad(untrusted_url: str, address: str) -> None:
    assert ad_keys.address_of(untrusted_url) == address
