# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures that ads name are found in the given folders and never outside them."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.importers.image_names import names_in
from indexing.importers.registry import open_source
from indexing.records import AdRecord, ImageRef

URL = "https://example.org/p/a%20b,c.JPG?w=1"


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\xff\xd8\xff picture")
    return path


def refs(folder: Path, ad: dict[str, object], images: Path | None = None) -> tuple[ImageRef, ...]:
    path = folder / "ads.jsonl"
    path.write_text(json.dumps({"title": "a", **ad}) + "\n")
    (item,) = open_source(path, images=images).records()
    assert isinstance(item, AdRecord)
    return item.images


def paths(found: tuple[ImageRef, ...]) -> list[str | None]:
    return [ref.path for ref in found]


@pytest.mark.parametrize("folder", ["images", "Photos", "full", "media", "images/full"])
def test_usual_folders_beside_the_source(tmp_path: Path, folder: str) -> None:
    picture = touch(tmp_path / folder / "1_front.jpg")
    assert paths(refs(tmp_path, {"photos": "1_front.jpg"})) == [str(picture)]


@pytest.mark.parametrize("glue", [",", ", ", ";", "|", "\n"])
def test_names_joined_in_one_cell(tmp_path: Path, glue: str) -> None:
    pictures = [touch(tmp_path / "photos" / f"{n}.jpg") for n in (1, 2)]
    cell = glue.join(["1.jpg", "2.jpg", "none.jpg"])
    assert paths(refs(tmp_path, {"photos": cell})) == [*map(str, pictures), None]


def test_scrapy_dictionaries_as_json_and_as_python_text(tmp_path: Path) -> None:
    store = tmp_path / "store"
    name = f"full/{hashlib.sha1(URL.encode(), usedforsecurity=False).hexdigest()}.jpg"
    picture = touch(store / name)
    images = [{"url": URL, "path": name, "checksum": "0", "status": "downloaded"}]
    ad: dict[str, object] = {"image_urls": [URL, "https://example.org/no.jpg"], "images": images}
    wanted = [ImageRef(name, str(picture)), ImageRef("https://example.org/no.jpg", None)]
    assert list(refs(tmp_path, ad, store)) == wanted
    path = tmp_path / "ads.csv"
    with path.open("w", newline="") as file:
        rows = [
            ("title", "image_urls", "images"),
            ("a", f"{URL},https://example.org/no.jpg", images),
        ]
        csv.writer(file).writerows(rows)
    (item,) = open_source(path, images=store).records()
    assert isinstance(item, AdRecord)
    assert list(item.images) == wanted
    assert "checksum" in item.extra["images"]


def test_address_alone_by_hash_or_by_file_name(tmp_path: Path) -> None:
    digest = hashlib.sha1(URL.encode(), usedforsecurity=False).hexdigest()
    hashed = touch(tmp_path / "store" / "full" / f"{digest}.jpg")
    named = touch(tmp_path / "store" / "deep" / "er" / "house.png")
    cell = f"{URL},https://example.org/x/house.png?size=2"
    assert paths(refs(tmp_path, {"image_urls": cell}, tmp_path / "store")) == [
        str(hashed),
        str(named),
    ]


@pytest.mark.parametrize("url", ["https://example.org/a.png?w=9", "https://example.org/photo/9"])
def test_files_kept_as_they_were_under_the_hash_of_their_address(tmp_path: Path, url: str) -> None:
    digest = hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest()
    suffix = ".png" if "png" in url else ""
    stored = touch(tmp_path / "files" / "full" / f"{digest}{suffix}")
    entry = {"url": url, "path": f"full/{digest}{suffix}", "checksum": "0" * 32}
    assert paths(refs(tmp_path, {"file_urls": [url]})) == [str(stored)]
    assert paths(refs(tmp_path, {"file_urls": [url], "files": [entry]})) == [str(stored)]
    assert paths(refs(tmp_path, {"files": [entry]})) == [str(stored)]


def test_two_files_of_one_name_are_no_answer_unless_in_the_ads_folder(tmp_path: Path) -> None:
    touch(tmp_path / "store" / "H1" / "1.jpg")
    own = touch(tmp_path / "store" / "H2" / "1.jpg")
    store = tmp_path / "store"
    assert paths(refs(tmp_path, {"id": "H2", "photos": "1.jpg"}, store)) == [str(own)]
    assert paths(refs(tmp_path, {"id": "H3", "photos": "1.jpg"}, store)) == [None]


def test_folder_named_by_the_ad(tmp_path: Path) -> None:
    pictures = [touch(tmp_path / "store" / "77" / f"{n}.jpg") for n in (1, 2)]
    (tmp_path / "store" / "77" / "notes.txt").write_text("x")
    assert paths(refs(tmp_path, {"id": 77}, tmp_path / "store")) == list(map(str, pictures))


@pytest.mark.parametrize(
    "name",
    [
        "../secret.jpg",
        "photos/../../secret.jpg",
        "..\\secret.jpg",
        "{outside}/secret.jpg",
        "C:\\secret.jpg",
        "~/secret.jpg",
        "link.jpg",
        "linked/secret.jpg",
        "pipe.jpg",
        "a\0b.jpg",
        "data:image/png;base64,AAAA",
    ],
)
def test_nothing_outside_the_folders_is_ever_named(tmp_path: Path, name: str) -> None:
    outside, inside = tmp_path / "out", tmp_path / "in"
    secret = touch(outside / "secret.jpg")
    touch(inside / "photos" / "1.jpg")
    (inside / "photos" / "link.jpg").symlink_to(secret)
    (inside / "photos" / "linked").symlink_to(outside)
    os.mkfifo(inside / "photos" / "pipe.jpg")
    path = inside / "ads.csv"
    cell = name.replace("{outside}", str(outside)).replace("\0", "")
    path.write_text(f'id,photos\n1,"{cell}"\n', newline="")
    for images in (None, inside / "photos"):
        (item,) = open_source(path, images=images).records()
        assert isinstance(item, AdRecord)
        assert [ref.path for ref in item.images] == [None]


@pytest.mark.parametrize("link", ["photos", "images/full"])
def test_linked_folder_beside_the_source_is_not_followed(tmp_path: Path, link: str) -> None:
    touch(tmp_path / "out" / "secret.jpg")
    inside = tmp_path / "in" / link
    inside.parent.mkdir(parents=True)
    inside.symlink_to(tmp_path / "out")
    assert paths(refs(tmp_path / "in", {"photos": "secret.jpg"})) == [None]


def test_an_address_without_host_is_a_path_from_the_file_on(tmp_path: Path) -> None:
    """So exporters write it that keep the pictures in a folder of their own."""
    touch(tmp_path / "in" / "chat.json_Files" / "a.jpg")
    touch(tmp_path / "secret.jpg")
    cell = [{"id": "1", "url": "chat.json_Files/a.jpg"}, {"url": "../secret.jpg"}]
    found = paths(refs(tmp_path / "in", {"attachments": cell}))
    assert found == [str(tmp_path / "in" / "chat.json_Files" / "a.jpg"), None]


@pytest.mark.parametrize("source_id", ["..", "../out", "/", "", "."])
def test_hostile_id_names_no_folder(tmp_path: Path, source_id: str) -> None:
    touch(tmp_path / "out" / "secret.jpg")
    inside = tmp_path / "in"
    inside.mkdir()
    assert refs(inside, {"id": source_id, "x": "y"}, inside) == ()


@pytest.mark.parametrize("cell", ["", "4", "True", "none", "3,5", None, 7, True, [], {}])
def test_counts_and_flags_are_no_pictures(cell: object) -> None:
    assert list(names_in(cell)) == []


@pytest.mark.parametrize(
    "cell", ["[" * 5000, "{'a': __import__('os')}", "['x.jpg'", "{1: {2: [3]}}", "[1e999]"]
)
def test_odd_literals_do_not_crash(cell: str) -> None:
    assert isinstance(list(names_in(cell)), list)


def test_missing_image_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="images_missing"):
        refs(tmp_path, {}, tmp_path / "nowhere")
