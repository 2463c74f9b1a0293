# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows that are alike and of other people: templates, lists, numbers that many rows share."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexing.limits import MAX_SAME_AD_CHARACTERS
from indexing.records import AdRecord
from indexing.store import ad_keys, ads
from indexing.store.case import Case
from tests.indexing.store import rows
from tests.indexing.store.test_sightings import LIST, bring, counts


def shared_flat(caller: str, who: str = "", **told: str) -> AdRecord:
    """An ad of a template that many fill in, each with a way to call them."""
    body = (
        "Furnished room in a shared flat near the station, quiet house, bills included, kitchen "
        f"shared, free from June. Call {caller} ask for {who or 'us'}"
    )
    return AdRecord(**{"place": "row 2", "title": "Room", "body": body, "author": who, **told})  # type: ignore[arg-type]


OWN = "https://example.org/ads/8812345"


@pytest.mark.parametrize("at", ["", LIST, f"{LIST}/1", f"{LIST}-69001/list", OWN])
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
    if "url" in told:
        renamed = shared_flat("06 39 98 00 01", "Agency", title="Another room", **told)
        assert bring(case, [renamed], "b2.csv").ads == [1]
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
    bring(case, [replace(first, source_id="61235")], "d.html")
    named = replace(first, source_id="61235", author="Anna Bianchi", title="Room to let")
    assert bring(case, [named], "e.html").captures == 1


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
    people = {"a.csv": ("Anna",), "b.csv": ("Bea", "Carla"), "c.csv": ("Dora",)}
    for name, names in people.items():
        found = [replace(shared_flat("us", one, **told), author="") for one in names]
        assert counts(bring(case, found, name)) == (len(names), 0, 0)


def test_a_shared_number_with_another_phone_is_another_ad(case: Case) -> None:
    told = {"source_id": "77123456", "site": "example.org"}
    for start, name in ((10, "a.csv"), (20, "b.csv")):
        found = [shared_flat(f"06 39 98 00 {n}", **told) for n in (start, start + 1)]
        assert counts(bring(case, found, name)) == (2, 0, 0)


def test_numbers_tell_the_ads_of_one_list(case: Case) -> None:
    def listed(price: int) -> list[AdRecord]:
        return [
            replace(
                shared_flat(f"06 39 98 00 {n}", source_id=f"88431{n}", url=LIST),
                title=f"Room {price}",
            )
            for n in (11, 12, 13)
        ]

    assert counts(bring(case, listed(300), "a.csv")) == (3, 0, 0)
    assert bring(case, listed(350), "b.csv").ads == [1, 2, 3]


def test_a_number_of_an_unknown_site_needs_the_same_words(case: Case) -> None:
    """Two sites count alike, and what is called a reference may be a postcode."""
    first = shared_flat("us", source_id="75011")
    bring(case, [replace(first, title="Room 300")], "a.csv")
    assert bring(case, [replace(first, title="Room 350")], "b.csv").ads == [1]
    assert counts(bring(case, [replace(first, title="Room with desk")], "c.csv")) == (1, 0, 0)


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
        ("\n124 views", "\n153 views", "\n1204 views"),
        ("for 100 150 200 euro", "for 110 150 220 euro", "for 100 160 250 euro"),
    ],
)
def test_days_and_prices_are_no_contacts(case: Case, days: tuple[str, str, str]) -> None:
    page = shared_flat("call 06 39 98 00 01", url=OWN, place="page 1.html")
    found = [
        replace(page, place=f"page {n}.html", body=f"{page.body}, 06 39 98 00 01 {day}")
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


def test_an_ad_whose_contact_changed_once_is_not_new_every_week(case: Case) -> None:
    first = shared_flat("06 39 98 00 01", url="https://example.org/room")
    later = shared_flat("06 39 98 00 02", url="https://example.org/room")
    weeks = [
        bring(case, [replace(one, captured_at=f"2024-03-{day:02d}")], f"{day}.csv").ads
        for day, one in enumerate((first, later, later, later, first), 1)
    ]
    assert weeks == [[1], [2], [2], [2], [1]]


def test_an_ad_is_compared_with_what_it_was_last(case: Case) -> None:
    told = {"url": "https://example.org/room"}
    one, two, three = (f"06 39 98 00 0{n}" for n in (1, 2, 3))
    weeks = [one, f"{one} or {two}", two, f"{two} or {three}", three, one]
    found = [
        bring(case, [shared_flat(who, captured_at=f"2024-03-0{n}", **told)], f"{n}.csv").ads
        for n, who in enumerate(weeks, 1)
    ]
    assert found == [[1]] * 6


def test_ads_of_one_advertiser_number_keep_their_own_contacts(case: Case) -> None:
    """The address and number are the advertiser's; which ad is which, the rest tells."""
    told = {"url": OWN, "source_id": "8812345", "site": "example.org"}
    flats = [
        shared_flat(f"06 39 98 00 0{n}", place=f"row {n}", price_text="450", **told)
        for n in (1, 2, 3)
    ]
    assert bring(case, flats[:2], "a.csv").ads == [1, 2]
    later = [replace(one, price_text="430", place=f"row {n}") for n, one in enumerate(flats)]
    assert bring(case, [later[1], later[0]], "b.csv").ads == [2, 1]
    assert bring(case, [later[2]], "c.csv").ads == [3]
    assert bring(case, [replace(later[1], body=later[1].body + " Lift.")], "d.csv").ads == [2]


def test_an_advertiser_number_is_known_by_what_the_reading_showed_before(case: Case) -> None:
    told = {"url": OWN, "source_id": "8812345", "site": "example.org"}
    bring(case, [shared_flat("06 39 98 00 01", **told)], "a.csv")
    apart = shared_flat("06 39 98 00 02", title="Guitar", **told)
    apart = replace(apart, body="Lessons for beginners, near the station. Call 06 39 98 00 02")
    assert bring(case, [apart], "b.csv").ads == [2]
    source, seen = rows.begin(case, "c.csv"), ads.SeenCounts()
    first = replace(apart, price_text="430")
    other = shared_flat("06 39 98 00 03", place="row 900", **told)
    assert ads.add_batch(case, source, [first], seen=seen).ads == [2]
    assert ads.add_batch(case, source, [other], seen=seen).ads == [3]
    # a third of the same telephone, that says less of the same
    third = shared_flat("06 39 98 00 01", **told)
    third = replace(third, body=f"{third.body} {' '.join('abcdefghijkl')}")
    assert bring(case, [third], "d.csv").ads == [4]


def test_captures_that_bring_another_contact_are_told(case: Case) -> None:
    told = {"url": OWN, "source_id": "8812345", "site": "example.org"}
    one, two = "06 39 98 00 01", "06 39 98 00 02"
    brought = [
        bring(case, [shared_flat(who, price_text=str(n), **told)], f"{n}.csv").other_contacts
        for n, who in enumerate([one, one, f"{one} or {two}", two, one, "us", "@anna_rooms"])
    ]
    assert brought == [[], [], ["row 2"], [], [], [], ["row 2"]]


@pytest.mark.parametrize("url", ["https://example.org/ad/98812345", "https://example.org/x8812345"])
def test_a_number_within_another_is_not_the_ads(case: Case, url: str) -> None:
    told = {"source_id": "8812345", "url": url}
    bring(case, [shared_flat("06 39 98 00 01", **told)], "a.csv")
    assert bring(case, [shared_flat("06 39 98 00 02", **told)], "b.csv").ads == [2]


def test_of_endless_texts_the_beginning_is_compared(case: Case) -> None:
    """Or sixteen texts of a million letters under one number would take minutes."""
    ads_of_one = shared_flat("us", url=OWN, source_id="8812345")
    long = replace(ads_of_one, body=ads_of_one.body + " a" * MAX_SAME_AD_CHARACTERS)
    bring(case, [long], "a.csv")
    behind = " ".join(f"word{n}" for n in range(90))
    assert bring(case, [replace(long, body=f"{long.body} {behind}")], "b.csv").ads == [1]


def test_contacts_that_stand_alone_tell_two_ads_apart(case: Case) -> None:
    told = {"url": "https://example.org/room"}
    for n, who in enumerate(["anna_tg", "bea_tg", "20 30 40 51", "21 31 41 52"], 1):
        row = replace(shared_flat("us", **told), contacts=(who,))
        assert bring(case, [row], f"{n}.csv").ads == [n]


def test_the_number_of_an_ad_that_its_text_tells_too_is_no_telephone(case: Case) -> None:
    told = {"source_id": "1234567890", "site": "example.org"}
    first = shared_flat("us. Ref 1234567890", **told)
    assert bring(case, [first], "a.csv").ads == [1]
    assert bring(case, [replace(first, price_text="450")], "b.csv").ads == [1]
    called = shared_flat("1234567890", **told)
    assert bring(case, [called], "c.csv").ads == [2]


def test_rows_of_tables_on_a_page_are_rows_of_a_list(case: Case) -> None:
    rows = [
        shared_flat("us", str(n), place=f"table 1 row {n}", url=LIST, title=f"Room {n}")
        for n in (2, 3)
    ]
    assert counts(bring(case, rows, "a.xls")) == (2, 0, 0)


@pytest.mark.parametrize("title", ["Room (new)", "RESERVED Room"])
def test_words_that_come_to_the_title_of_a_page_make_no_new_ad(case: Case, title: str) -> None:
    first = shared_flat("us", url="https://example.org/room", place="page 1.html")
    assert bring(case, [first], "a").ads == [1]
    assert bring(case, [replace(first, title=title, place="page 2.html")], "b").ads == [1]
    assert bring(case, [replace(first, title="Guitar", place="page 3.html")], "c").ads == [2]


def test_a_price_in_the_title_of_a_page_may_change(case: Case) -> None:
    first = shared_flat("us", url="https://example.org/room", place="page 1.html")
    found = [
        replace(first, title=f"Furnished room {n}50 EUR", place=f"page {n}.html") for n in (3, 4, 5)
    ]
    assert bring(case, found, "folder").ads == [1, 1, 1]
