# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables, pictures and chats as the tools write them, each with a trap that an import fell into."""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
import zipfile
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.importers.registry import open_source
from tests.indexing.importers.traps import ROWS, ads, names, picture


def table(*above: str, header: bool = True) -> str:
    lines = [*above, *([";".join(ROWS[0])] if header else [])]
    return "\n".join([*lines, *(";".join(row.values()) for row in ROWS)]) + "\n"


@pytest.mark.parametrize(
    ("above", "first"),
    [
        (("List of ads;;;;", "made on 20/08/2023;;;;", ";;;;"), "row 5"),
        (("List of ads",), "row 3"),
        (("List of ads", "", "made by hand"), "row 4"),
        ((), "row 2"),
    ],
)
def test_a_title_above_the_table(tmp_path: Path, above: tuple[str, ...], first: str) -> None:
    path = tmp_path / "ads.csv"
    path.write_text(table(*above))
    found = ads(path)
    assert [ad.title for ad in found] == ["Room 1", "Room 2", "Room 3", "Room 4"]
    assert found[0].place == first


@pytest.mark.parametrize("head", ["id,title,notes", "no,kind,what", "no,what"])
def test_names_within_a_text_are_no_header(tmp_path: Path, head: str) -> None:
    path = tmp_path / "ads.csv"
    width = head.count(",")
    rows = [",".join(["x", "y", "tell us phone; email; title; price"][-width - 1 :])] * 3
    path.write_text("\n".join([head, *rows]) + "\n")
    source = open_source(path)
    assert source.columns == tuple(head.split(","))
    assert len(ads(path)) == 3


def test_a_table_without_header_loses_no_row(tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    path.write_text(table(header=False))
    found = ads(path)
    assert [ad.url for ad in found] == [row["url"] for row in ROWS]
    assert found[0].place == "row 1"
    assert found[0].extra["column 3"] == "Room 1"


@pytest.mark.parametrize("head", ["who,https://ads.example/", "id,note 2023-08-01"])
def test_a_header_with_a_known_name_stays_one(tmp_path: Path, head: str) -> None:
    path = tmp_path / "ads.csv"
    path.write_text(f"title,{head}\nTable,a,b\n")
    assert [ad.title for ad in ads(path)] == ["Table"]


# Pictures


def test_pictures_called_by_the_number_of_their_ad(tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    path.write_text("listing number,title\n1,One\n2,Two\n12,Twelve\n")
    shots = tmp_path / "screenshots" / "2019-03-04_12-00-00"
    for name in ("1_board.png", "12_board.png", "12_board-2.png"):
        picture(shots / name)
    one, two, twelve = ads(path, tmp_path / "screenshots")
    assert names(one) == ["1_board.png"]
    assert names(two) == []
    assert names(twelve) == ["12_board-2.png", "12_board.png"]


def test_an_ad_that_names_a_file_gets_no_other(tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    path.write_text("id,title,photos\n1,One,room.jpg\n")
    picture(tmp_path / "photos" / "1_a.jpg")
    assert [ref.path for ref in ads(path)[0].images] == [None]


def test_pictures_by_number_in_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ads.csv", "id,title,body\nr1,One,A room\nr10,Ten,A hall\n")
        for name in ("r1_1.jpg", "r1_2.jpg", "r10_1.jpg"):
            archive.writestr(f"pics/{name}", b"\xff\xd8\xff" + name.encode())
    one, ten = ads(path)
    assert [ref.untrusted_name for ref in one.images] == ["r1/r1_1.jpg", "r1/r1_2.jpg"]
    assert len(ten.images) == 1


@pytest.mark.parametrize(
    "cell",
    [
        "C:\\Users\\ann\\Pictures\\ROOM_1.JPG",
        "file:///home/ann/room_1.jpg",
        "\\\\server\\share\\room_1.jpg",
    ],
)
def test_a_path_on_another_computer(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "ads.csv"
    path.write_text(f"id,title,picture\n7,One,{cell}\n")
    picture(tmp_path / "pics" / "room_1.jpg")
    assert names(ads(path, tmp_path / "pics")[0]) == ["room_1.jpg"]


def test_accents_as_a_mac_writes_them(tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    path.write_text("id,title,picture\n7,One,chambre été.jpg\n", encoding="utf-8")
    stored = picture(tmp_path / "pics" / unicodedata.normalize("NFD", "chambre été.jpg"))
    assert names(ads(path, tmp_path / "pics")[0]) == [stored.name]


@pytest.mark.parametrize("written", ["cp866", "utf-8", "cp1251"])
def test_names_in_a_zip_that_does_not_say_its_letters(tmp_path: Path, written: str) -> None:
    path, name = tmp_path / "all.zip", "фото1.jpg"
    stand_in = "X" * len(name.encode(written))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ads.csv", f"id,title,photo\n1,Room,{name}\n".encode())
        archive.writestr(stand_in, b"\xff\xd8\xffone")
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), name.encode(written)))
    (ad,) = ads(path)
    assert [ref.is_found for ref in ad.images] == [True]


def test_an_address_with_spaces_is_one_name(tmp_path: Path) -> None:
    path = tmp_path / "Room to let.html"
    path.write_text(
        "<!-- saved from url=(0026)https://ads.example/page/1 -->\n<html><head><title>Room</title>"
        "</head><body><p>A quiet room with two windows to the yard</p>"
        '<img src="./Room to let_files/none.jpg"></body></html>'
    )
    (ad,) = ads(path)
    address = "https://ads.example/page/Room%20to%20let_files/none.jpg"
    assert [ref.untrusted_name for ref in ad.images] == [address]


def test_scrapy_names_still_go_first(tmp_path: Path) -> None:
    url = "https://cdn.example/1.jpg"
    digest = hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest()
    picture(tmp_path / "store" / "full" / f"{digest}.jpg")
    picture(tmp_path / "store" / "7_other.jpg")
    path = tmp_path / "ads.jsonl"
    path.write_text(json.dumps({"id": "7", "title": "One", "image_urls": [url]}) + "\n")
    assert names(ads(path, tmp_path / "store")[0]) == [f"{digest}.jpg"]


@pytest.mark.parametrize("as_list", [False, True])
def test_a_picture_within_the_cell(tmp_path: Path, as_list: bool) -> None:
    data = b"\xff\xd8\xff\xe0" + bytes(range(256))
    cell = "data:image/jpeg;base64," + base64.b64encode(data).decode()
    path = tmp_path / "ads.json"
    path.write_text(
        json.dumps([{"id": "b1", "title": "Bed", "image": [cell] if as_list else cell}])
    )
    (ad,) = ads(path)
    (ref,) = ad.images
    assert ref.read is not None
    assert (ref.untrusted_name, ref.read(10_000), ref.read(5)) == (
        "data:image/jpeg;1",
        data,
        data[:5],
    )


@pytest.mark.parametrize("cell", ["data:image/gif;base64,R0lGODlhAQABAAAAACw=", "data:text/html,x"])
def test_a_point_within_the_cell_is_no_picture_of_the_ad(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "ads.json"
    path.write_text(json.dumps([{"id": "b1", "title": "Bed", "image": cell}]))
    assert not any(ref.is_found for ref in ads(path)[0].images)


# Chats


def test_an_e_mail_is_called_so(tmp_path: Path) -> None:
    path = tmp_path / "letter.eml"
    head = "From: a@example.org\nTo: b@example.org,\n c@example.org\nSubject: a, b\n"
    path.write_text(f"{head}Message-ID: <1@example.org>\n\none, two\n")
    with pytest.raises(BadInputError) as caught:
        open_source(path)
    assert caught.value.detail["looks_like"] == "EML"
    path.write_text("From:,To:,Message-ID:\na,b,c\n")  # a table whose columns are called so
    assert len(list(open_source(path).records())) == 1


def test_dots_in_a_chat_are_day_first(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text("03.08.23, 14:06 - Ann: Room to let\n05.08.23, 14:07 - Ann: Still free\n")
    assert [ad.posted_at for ad in ads(path)] == ["2023-08-03T14:06", "2023-08-05T14:07"]


def test_strokes_in_a_chat_stay_unsure(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text("03/08/23, 14:06 - Ann: Room to let\n05/08/23, 14:07 - Ann: Still free\n")
    assert ads(path)[0].posted_at == "03/08/23, 14:06"


def test_what_was_offered_on_the_marketplace(tmp_path: Path) -> None:
    def stored(text: str) -> str:  # as these downloads write letters
        return text.encode().decode("latin-1")

    path = tmp_path / "items_sold.json"
    one = {
        "title": stored("Canapé d’angle"),
        "price": stored("120 €"),
        "seller": stored("Zoé"),
        "created_timestamp": 1691064311,
        "updated_timestamp": 1691064400,
        "location": {"name": stored("Orléans"), "coordinate": {"latitude": 47.9}},
        "description": stored("Canapé très confortable"),
    }
    path.write_text(json.dumps({"items_selling_v2": [one]}))
    assert open_source(path).format == "meta"
    (ad,) = ads(path)
    assert (ad.title, ad.body) == ("Canapé d’angle", "Canapé très confortable")
    assert (ad.author, ad.price_text) == ("Zoé", "120 €")
    assert "Orléans" in ad.place_text
    assert (ad.posted_at, ad.contacts) == ("2023-08-03T12:05:11Z", ())
