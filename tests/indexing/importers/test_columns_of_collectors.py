# SPDX-License-Identifier: GPL-3.0-or-later
"""Columns that collectors of public posts and scrapers of lists write, mapped without help."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from indexing.importers.base import RawRow
from indexing.importers.field_map import FieldMap, guess

TEXT = "Room to let near the park, quiet and dry, {n} euros."
DAY = "2024-05-06 07:08:00"
SITE, PAGE = "https://example.org", "https://example.org/{n}"
Columns = Mapping[str, object]
COLLECTORS: dict[str, tuple[Columns, dict[str, str]]] = {
    "facebook-scraper": (
        {"post_id": "7{n}", "text": TEXT, "time": DAY, "timestamp": 1714979280, "link": None}
        | {"image": f"{SITE}/a.jpg", "post_url": PAGE, "username": "Jane", "user_url": SITE},
        {"source_id": "post_id", "url": "post_url", "body": "text", "posted_at": "timestamp"}
        | {"author": "username", "images": "image"},
    ),
    "CrowdTangle": (
        {"Page Name": "Rooms", "User Name": "rooms", "Facebook Id": "1", "Post Created": DAY}
        | {"URL": PAGE, "Message": TEXT, "Link": "", "Link Text": "", "Description": ""},
        {"url": "URL", "body": "Message", "posted_at": "Post Created", "author": "User Name"},
    ),
    "Instagram Scraper of Apify": (
        {"inputUrl": SITE, "id": "7{n}", "shortCode": "x{n}", "caption": TEXT, "url": PAGE}
        | {"displayUrl": f"{SITE}/a.jpg", "timestamp": DAY, "ownerUsername": "jane"}
        | {"locationName": "Lyon"},
        {"source_id": "id", "url": "url", "body": "caption", "posted_at": "timestamp"}
        | {"author": "ownerUsername", "images": "displayUrl", "place_text": "locationName"},
    ),
    "snscrape": (
        {"url": PAGE, "date": DAY, "rawContent": TEXT, "id": "7{n}", "user.username": "jane"},
        {"url": "url", "body": "rawContent", "posted_at": "date", "author": "user.username"},
    ),
    "4CAT": (
        {"id": "7{n}", "thread_id": "1", "timestamp": DAY, "body": TEXT, "subject": "Room"}
        | {"author": "jane", "image_url": f"{SITE}/a.jpg"},
        {"source_id": "id", "body": "body", "title": "subject", "posted_at": "timestamp"},
    ),
    "gallery-dl": (
        {"post_id": "7{n}", "post_url": PAGE, "description": TEXT, "date": DAY, "username": "j"},
        {"source_id": "post_id", "url": "post_url", "body": "description", "author": "username"},
    ),
    "TikTok": (
        {"id": "7{n}", "create_time": 1714979280, "video_description": TEXT, "username": "j"}
        | {"share_url": PAGE},
        {"body": "video_description", "posted_at": "create_time", "url": "share_url"},
    ),
    "Reddit": (
        {"id": "7{n}", "title": "Room", "selftext": TEXT, "author": "j", "url": SITE}
        | {"created_utc": 1714979280, "permalink": "/r/{n}"},
        {"body": "selftext", "url": "permalink", "posted_at": "created_utc"},
    ),
    "Telethon": (
        {"id": "7{n}", "date": DAY, "message": TEXT, "peer_id.channel_id": 9, "media": None},
        {"source_id": "id", "body": "message", "posted_at": "date"},
    ),
    "Telethon, with what it tells of a photo": (
        {"id": "7{n}", "date": DAY, "message": TEXT, "media._": "MessageMediaPhoto"}
        | {"media.photo.id": 5, "media.photo.date": DAY, "media.photo.file_reference": "b'xyz'"},
        {"source_id": "id", "body": "message", "posted_at": "date", "images": ""},
    ),
    "pictures by their parts": (
        {"id": "7{n}", "text": TEXT, "photos.0": "a1", "photos.1.file": "b.jpg"}
        | {"photos.1.width": 320, "photos.2.name": "c", "photos.3.url": f"{SITE}/photo?id=7"},
        {"images": "photos.0+photos.1.file+photos.3.url"},
    ),
    "JSON Feed": (
        {"id": "7{n}", "url": PAGE, "title": "Room", "content_text": TEXT, "date_published": DAY}
        | {"image": f"{SITE}/a.jpg"},
        {"url": "url", "title": "title", "body": "content_text", "posted_at": "date_published"},
    ),
    "Web Scraper": (
        {"web-scraper-order": "1-{n}", "web-scraper-start-url": SITE, "link": "Room"}
        | {"link-href": PAGE, "title": "Room", "description": TEXT, "photo-src": f"{SITE}/a.jpg"},
        {"url": "link-href", "title": "title", "body": "description", "images": "photo-src"},
    ),
    "Web Scraper, one page each": (
        {"web-scraper-order": "1-{n}", "web-scraper-start-url": PAGE, "title": "Room"},
        {"url": "web-scraper-start-url"},
    ),
    "Octoparse": (
        {"Title": "Room", "Title_URL": PAGE, "Image": f"{SITE}/a.jpg", "Price": "50"}
        | {"Posted_Time": DAY, "Current_Time": DAY, "Page_URL": SITE},
        {"url": "Title_URL", "posted_at": "Posted_Time", "captured_at": "Current_Time"},
    ),
    "a table by hand": (
        {"Annonce n°": "A{n}", "Ad Description": TEXT, "Contact No.": "0639980012"}
        | {"Posted Date": DAY, "Date accessed": DAY},
        {"source_id": "Annonce n°", "body": "Ad Description", "contacts": "Contact No."}
        | {"posted_at": "Posted Date", "captured_at": "Date accessed"},
    ),
    "ParseHub": (
        {"name": "Room", "url": PAGE, "desc": TEXT, "tel": "0639980002", "img": f"{SITE}/a.jpg"},
        {"title": "name", "url": "url", "body": "desc", "contacts": "tel", "images": "img"},
    ),
}


def guessed(columns: Columns) -> FieldMap:
    """The map of twenty such rows."""
    rows = []
    for n in range(20):
        cells = {
            name: value.format(n=n) if isinstance(value, str) else value
            for name, value in columns.items()
        }
        rows.append(RawRow(f"row {n + 2}", cells))
    return guess(list(columns), rows)


@pytest.mark.parametrize("tool", COLLECTORS)
def test_columns_of_a_collector(tool: str) -> None:
    told, wanted = COLLECTORS[tool]
    found = guessed(told).fields
    assert {name: found.get(name) for name in wanted} == {
        name: tuple(columns.split("+")) if columns else None for name, columns in wanted.items()
    }


def test_a_better_name_wins_where_both_are_filled() -> None:
    columns: Columns = {"page_url": PAGE, "url": PAGE, "post_id": "{n}", "id": "{n}"}
    assert guessed(columns).fields["url"] == ("url",)
    assert guessed(columns).fields["source_id"] == ("id",)


def test_a_number_that_all_have_is_that_of_no_ad() -> None:
    columns: Columns = {"id": "1", "post_id": "{n}", "subject": "", "headline": "Room {n}"}
    fields = guessed(columns).fields
    assert (fields["source_id"], fields["title"]) == (("post_id",), ("headline",))


def test_an_ad_that_was_seen_often_keeps_its_number_and_address() -> None:
    rows = [
        RawRow(
            f"row {n}",
            {
                "ad_id": f"7{n // 10}",
                "doc_id": f"d{n}",
                "url": PAGE.format(n=n // 10),
                "page_url": PAGE.format(n=f"seen/{n}"),
                "link": "" if n % 3 else PAGE.format(n=f"other/{n}"),
            },
        )
        for n in range(200)
    ]
    fields = guess(list(rows[0].cells), rows).fields
    assert (fields["source_id"], fields["url"]) == (("ad_id",), ("url",))
    for row in rows:
        del row.cells["url"]  # type: ignore[attr-defined]
    assert guess(list(rows[0].cells), rows).fields["url"] == ("page_url",)
