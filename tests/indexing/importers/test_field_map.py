# SPDX-License-Identifier: GPL-3.0-or-later
"""Guessing fields from names and values, a person's overrides, saved profiles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.importers import dates
from indexing.importers.base import RawRow
from indexing.importers.field_map import FieldMap, guess
from indexing.importers.registry import open_source
from indexing.records import AdRecord

PROSE = "We look for a kind person who cares for plants and animals in a large quiet garden."


def guessed(columns: dict[str, str], copies: int = 5) -> FieldMap:
    rows = [
        RawRow(f"row {n}", {name: value.replace("#", str(n)) for name, value in columns.items()})
        for n in range(copies)
    ]
    return guess(list(columns), rows)


@pytest.mark.parametrize(
    ("column", "value", "field"),
    [
        ("Advt_ID", "12", "source_id"),
        ("annonce-id", "12", "source_id"),
        ("Enlace", "https://example.org/1", "url"),
        ("TÍTULO", "Piso", "title"),
        ("Intitulé", "Offre", "title"),
        ("Descripción", PROSE, "body"),
        ("texte", PROSE, "body"),
        ("Date posted", "2024-01-01", "posted_at"),
        ("crawledAt", "2024-01-01", "captured_at"),
        ("Ville", "Lyon", "place_text"),
        ("loc3", "Lyon", "place_text"),
        ("Teléfono", "x", "contacts"),
        ("classifiedId", "12", "source_id"),
        ("listingDate", "2024-01-01", "posted_at"),
        ("scraped_on", "2024-01-01", "captured_at"),
        ("local_image_paths", "a.jpg", "images"),
        ("neighbourhood", "Old town", "place_text"),
        ("post_content", PROSE, "body"),
        ("phone2", "x", "contacts"),
        ("contact.emails", "x", "contacts"),
        ("sender_name", "Ana", "author"),
        ("prix_usd", "12", "price_text"),
        ("images/0/url", "https://example.org/1.jpg", "images"),
        ("card__img src", "https://example.org/1.jpg", "images"),
        ("card__link href", "https://example.org/1", "url"),
    ],
)
def test_names_in_three_languages(column: str, value: str, field: str) -> None:
    mapping = guessed({column: value})
    assert dict(mapping.fields) == {field: (column,)}
    assert mapping.reasons[field].code == "column_name"


@pytest.mark.parametrize(
    ("value", "field", "code"),
    [
        ("https://example.org/ad/#", "url", "values_are_urls"),
        ("https://example.org/p/#.jpg?w=3", "images", "values_are_pictures"),
        ("#_front.jpg,#_back.png", "images", "values_are_pictures"),
        ("ana#@example.org", "contacts", "values_are_emails"),
        ("+1 202-555-010#", "contacts", "values_are_phones"),
        (PROSE + " #", "body", "longest_text"),
    ],
)
def test_values_speak_where_names_do_not(value: str, field: str, code: str) -> None:
    mapping = guessed({"x17": value, "flag": "1"})
    assert dict(mapping.fields) == {field: ("x17",)}
    assert mapping.reasons[field].code == code
    if code.startswith("values"):
        assert mapping.reasons[field].detail["per_cent"] == 100


def test_numbers_are_no_phones() -> None:
    fields = guessed({"x17": "12345678#", "x18": "2024-05-0#"}).fields
    assert dict(fields) == {"posted_at": ("x18",)}


def test_parts_of_a_job_ad_are_joined_in_column_order() -> None:
    columns = {
        "job_id": "#",
        "title": "Helper #",
        "company_profile": PROSE * 9,
        "requirements": PROSE + " requirement #",
        "description": PROSE * 2 + " #",
        "benefits": PROSE + " benefit #",
    }
    mapping = guessed(columns)
    assert mapping.fields["body"] == ("requirements", "description", "benefits")
    assert mapping.reasons["body"].code == "body_joined"
    assert mapping.reasons["body"].detail["main"] == "description"
    assert "company_profile" not in {x for chosen in mapping.fields.values() for x in chosen}


def test_body_parts_have_blank_lines_between_and_no_repeats(tmp_path: Path) -> None:
    path = tmp_path / "ads.jsonl"
    ad = {"description": PROSE, "benefits": "Free lunch", "requirements": PROSE[:30]}
    path.write_text(json.dumps(ad) + "\n")
    source = open_source(path, overrides={"body": "description+benefits+requirements"})
    (item,) = source.records()
    assert isinstance(item, AdRecord)
    assert item.body == f"{PROSE}\n\nFree lunch"
    assert source.field_map.reasons["body"].code == "chosen_by_person"


def test_nothing_for_title_and_body_still_comes_in(tmp_path: Path) -> None:
    path = tmp_path / "houses.csv"
    path.write_text("ref;chambres;prix_usd;photos\nH1;4;100;1.jpg,2.jpg\n", newline="")
    (item,) = open_source(path).records()
    assert isinstance(item, AdRecord)
    assert (item.source_id, item.price_text, item.extra) == ("H1", "100", {"chambres": "4"})
    assert [x.untrusted_name for x in item.images] == ["1.jpg", "2.jpg"]


def write_table(tmp_path: Path) -> Path:
    path = tmp_path / "ads.csv"
    path.write_text("id,titre,A+B,autre\n1,Un,x,y\n", encoding="utf-8", newline="")
    return path


def test_overrides(tmp_path: Path) -> None:
    overrides = {"body": "A+B", "place": "AUTRE", "title": "", "author": "titre"}
    (item,) = open_source(write_table(tmp_path), overrides=overrides).records()
    assert isinstance(item, AdRecord)
    assert (item.body, item.place_text, item.title, item.author) == ("x", "y", "", "Un")


@pytest.mark.parametrize(
    ("overrides", "code"),
    [({"bodi": "titre"}, "map_field_unknown"), ({"body": "text"}, "map_column_unknown")],
)
def test_wrong_overrides_say_what_there_is(
    tmp_path: Path, overrides: dict[str, str], code: str
) -> None:
    with pytest.raises(BadInputError, match=code):
        open_source(write_table(tmp_path), overrides=overrides)


def test_profile_survives_its_saved_form(tmp_path: Path) -> None:
    path = write_table(tmp_path)
    first = open_source(path, overrides={"body": "autre"})
    saved = json.loads(json.dumps(first.field_map.as_dict()))
    again = open_source(path, profile=FieldMap.from_dict(saved))
    assert again.field_map == first.field_map
    assert list(again.records()) == list(first.records())


@pytest.mark.parametrize("saved", [None, [], {"fields": {"bad": ["x"]}}, {"fields": {"body": 3}}])
def test_wrong_profile(saved: object) -> None:
    with pytest.raises(BadInputError, match="profile_wrong"):
        FieldMap.from_dict(saved)


def test_profile_of_another_source_is_refused(tmp_path: Path) -> None:
    profile = FieldMap.from_dict({"fields": {"body": ["elsewhere"]}})
    with pytest.raises(BadInputError, match="profile_mismatch"):
        open_source(write_table(tmp_path), profile=profile)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("2024-05-06", "2024-05-06"),
        ("2015-01-27 23:44", "2015-01-27T23:44"),
        ("2024/05/06", "2024-05-06"),
        ("2024-05-06T07:08:09.123456Z", "2024-05-06T07:08:09.123456Z"),
        ("20240506", "2024-05-06"),
        ("1700000000", "2023-11-14T22:13:20Z"),
        ("1700000000000", "2023-11-14T22:13:20Z"),
        ("05/06/2024", "05/06/2024"),
        ("2024-13-06", "2024-13-06"),
        ("yesterday", "yesterday"),
        ("123456789", "123456789"),
        ("", ""),
    ],
)
def test_dates_only_when_there_is_one_reading(raw: str, read: str) -> None:
    assert dates.iso_or_raw(raw) == read


def test_changed_date_keeps_its_raw_text(tmp_path: Path) -> None:
    path = tmp_path / "ads.jsonl"
    path.write_text('{"title": "a", "date": 1700000000, "url": "https://www.example.org/a"}\n')
    (item,) = open_source(path).records()
    assert isinstance(item, AdRecord)
    assert (item.posted_at, item.extra) == ("2023-11-14T22:13:20Z", {"date": "1700000000"})
    assert item.site == "example.org"


def test_a_table_of_instant_data_scraper_is_decided_by_its_values() -> None:
    mapping = guessed({
        "jsx-1 href": "https://example.org/list?page=1",
        "jsx-2 src": "https://example.org/pictures/#.jpg",
        "jsx-3": "Room # near the old tram",
        "jsx-4 href": "https://example.org/ad/#",
        "jsx-5": "€ 350 / week",
        "jsx-6": "3 May 2024",
        "jsx-7": PROSE + " Number #",
    })  # fmt: skip
    assert {name: columns[0] for name, columns in mapping.fields.items()} == {
        "url": "jsx-4 href",
        "images": "jsx-2 src",
        "title": "jsx-3",
        "price_text": "jsx-5",
        "posted_at": "jsx-6",
        "body": "jsx-7",
    }


def test_a_flattened_table_of_apify() -> None:
    columns = {
        "#error": "false",
        "#debug/requestId": "a#",
        "title": "Room #",
        "images/0/url": "https://example.org/#.jpg",
        "images/1/url": "https://example.org/#b.jpg",
        "location/city": "Lyon",
        "seller/id": "12#",
        "seller/name": "Ana",
        "price/amount": "350",
    }
    fields = guessed(columns).fields
    assert dict(fields) == {
        "title": ("title",),
        "images": ("images/0/url", "images/1/url"),
        "place_text": ("location/city",),
        "author": ("seller/name",),
        "price_text": ("price/amount",),
    }


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            "id repost_of name url datetime last_updated price where has_image geotag body images",
            {
                "source_id": "id", "title": "name", "url": "url", "posted_at": "datetime",
                "price_text": "price", "place_text": "where", "body": "body", "images": "images",
            },
        ),
        (
            "ad_id user_name phone_number user_registration ad_pub_date description img_src_list",
            {
                "source_id": "ad_id", "author": "user_name", "contacts": "phone_number",
                "posted_at": "ad_pub_date", "body": "description", "images": "img_src_list",
            },
        ),
        (
            "numero_annonce lien_annonce titre texte_annonce mise_en_ligne quartier"
            " adresse_mail pseudo montant url_photo",
            {
                "source_id": "numero_annonce", "url": "lien_annonce", "title": "titre",
                "body": "texte_annonce", "posted_at": "mise_en_ligne", "place_text": "quartier",
                "contacts": "adresse_mail", "author": "pseudo", "price_text": "montant",
                "images": "url_photo",
            },
        ),
        (
            "id_publicacion enlace_anuncio titulo_anuncio cuerpo fecha_anuncio barrio celular"
            " nombre_usuario importe galeria",
            {
                "source_id": "id_publicacion", "url": "enlace_anuncio", "title": "titulo_anuncio",
                "body": "cuerpo", "posted_at": "fecha_anuncio", "place_text": "barrio",
                "contacts": "celular", "author": "nombre_usuario", "price_text": "importe",
                "images": "galeria",
            },
        ),
        ("_id.$oid posted.$date title", {
            "source_id": "_id.$oid", "posted_at": "posted.$date", "title": "title",
        }),
    ],
)  # fmt: skip
def test_columns_of_known_scrapers(columns: str, expected: dict[str, str]) -> None:
    mapping = guess(columns.split(), [])
    assert {name: chosen[0] for name, chosen in mapping.fields.items()} == expected


def test_values_of_mongodb_are_plain(tmp_path: Path) -> None:
    row = {
        "_id": {"$oid": "65a"},
        "title": "Lamp",
        "date": {"$date": {"$numberLong": "1700000000000"}},
    }
    file = tmp_path / "list.json"
    file.write_text(json.dumps([row]), encoding="utf-8")
    (ad,) = open_source(file).records()
    assert isinstance(ad, AdRecord)
    assert (ad.source_id, ad.posted_at) == ("65a", "2023-11-14T22:13:20Z")


@pytest.mark.parametrize("column", ["contacts_in_rest", "#found"])
def test_what_is_no_part_of_the_ad_is_not_mapped_by_its_values(column: str) -> None:
    cells: dict[str, object] = {"title": "Room", column: "202-555-0101"}
    mapping = guess(tuple(cells), [RawRow("row 2", cells)])
    assert set(mapping.fields) == {"title"}
    assert set(guess(("title", "note"), [RawRow("row 2", {"note": "202-555-0101"})]).fields) == {
        "title",
        "contacts",
    }


@pytest.mark.parametrize(
    "column",
    ["collected_by", "similar_ad.phone", "reportedBy", "comments", "analyst e-mail", "saved by"],
)
@pytest.mark.parametrize("value", ["ana#@example.org", "+1 202-555-010#"])
def test_contacts_of_others_are_not_those_of_the_ad(column: str, value: str) -> None:
    assert "contacts" not in guessed({"title": "Room # to let", column: value}).fields


@pytest.mark.parametrize("column", ["category_code", "hash", "unitKey", "record id"])
def test_codes_are_no_numbers_to_call(column: str) -> None:
    assert "contacts" not in guessed({"title": "Room # to let", column: "020255501#"}).fields
    mails = {"title": "Room # to let", column: "ana#@example.org"}
    assert guessed(mails).fields["contacts"] == (column,)
    assert guessed({"title": "Room #", "x17": "020255501#"}).fields["contacts"] == ("x17",)


def test_a_second_table_to_the_right_is_of_other_ads() -> None:
    columns = {"id": "7#", "title": "Room # to let", "phone": "+1 202-555-010#", "city": "Lyon"}
    beside = {f"{name} (2)": value for name, value in columns.items()}
    assert dict(guessed({**columns, **beside}).fields) == dict(guessed(columns).fields)
    two_phones = {**columns, "phone (2)": "+1 202-555-011#"}
    assert guessed(two_phones).fields["contacts"] == ("phone", "phone (2)")


def test_the_number_of_an_ad_is_not_that_of_its_advertiser() -> None:
    columns = {"page_id": "88#", "ad_archive_id": "77#", "text": PROSE + " #"}
    assert guessed(columns).fields["source_id"] == ("ad_archive_id",)
    assert "source_id" not in guessed({"uid": "88#", "text": PROSE + " #"}).fields
