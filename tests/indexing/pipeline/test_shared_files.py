# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that ads name differently is told; what they name alike, or beyond doubt, is not."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from indexing.importers.registry import open_source
from indexing.pipeline import shared_files
from indexing.pipeline.importing import ImportChoices, dry_run, import_source
from indexing.pipeline.shared_files import SharedFiles
from indexing.progress import run
from indexing.records import AdRecord, ImageRef
from indexing.store.case import Case

HASHED = f"{'0a1b' * 10}.jpg"


def told(*ads: tuple[str, str]) -> dict[str, object]:
    """Of ads that each name one picture, found in a file."""
    shared = SharedFiles()
    for name, file in ads:
        shared.add([ImageRef(name, file)])
    return shared.told()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/17/1.jpg", "https://a.example/18/1.jpg"),
        ("https://a.example/1.jpg", "https://b.example/1.jpg"),
        ("//a.example/17/1.jpg", "https://a.example/18/1.jpg"),
        ("C:\\ads\\17\\1.jpg", "C:\\ads\\18\\1.jpg"),
        ("/home/a/17/1.jpg", "/home/a/18/1.jpg"),
        ("17/1.jpg", "18/1.jpg"),
    ],
)
def test_one_file_for_two_names_is_told(one: str, other: str) -> None:
    assert told((one, "/in/photos/1.jpg"), (other, "/in/photos/1.jpg")) == {
        "n": 1,
        "files": "1.jpg",
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/17/1.jpg?w=100", "http://www.A.example/17/1.jpg#large"),
        ("photos/1.jpg", "./photos\\1.jpg"),
        ("1.jpg", "photos/1.jpg"),
        ("https://a.example/17/1.jpg", "photos/1.jpg"),
        (f"https://a.example/17/{HASHED}", f"https://b.example/{HASHED}"),
    ],
)
def test_names_that_mean_one_file_are_not_told(one: str, other: str) -> None:
    assert not told((one, "/in/photos/1.jpg"), (other, "/in/photos/1.jpg"))


def test_different_files_and_pictures_without_one_are_not_told() -> None:
    names = ("https://a.example/17/1.jpg", "https://a.example/18/1.jpg")
    assert not told((names[0], "/in/17/1.jpg"), (names[1], "/in/18/1.jpg"))
    shared = SharedFiles()
    for name in names:
        shared.add([ImageRef(name), ImageRef(name, read=lambda _limit: b"within the page")])
    assert not shared.told()


def test_all_are_counted_and_the_first_are_named() -> None:
    ads = [
        (f"https://{host}.example/{n}.jpg", f"C:\\in\\{n}.jpg") for host in "abc" for n in range(8)
    ]
    assert told(*ads) == {"n": 8, "files": "0.jpg, 1.jpg, 2.jpg, 3.jpg, 4.jpg"}


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_files, "MAX_CLAIMED_FILES", 2)
    ads = [(f"https://{host}.example/{n}.jpg", f"/in/{n}.jpg") for host in "ab" for n in range(4)]
    assert told(*ads) == {"n": 2, "files": "0.jpg, 1.jpg"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two tables beside one flat folder of pictures; of ``1.jpg`` the last was kept."""
    made = tmp_path / "in"
    (made / "images").mkdir(parents=True)
    for table, site in (("a", "a.example"), ("b", "b.example")):
        rows = [
            f"{n},Lamp {site} {n},Green glass,https://{site}/{n}/{n % 2}.jpg" for n in (11, 22, 33)
        ]
        text = "\n".join(["id,title,description,image_urls", *rows])
        (made / f"{table}.csv").write_text(f"{text}\n", encoding="utf-8")
    for name in ("0.jpg", "1.jpg"):
        (made / "images" / name).write_bytes(name.encode())
    return made


def notes(case: Case, path: Path) -> list[object]:
    """Of an import, which a dry run must tell as well."""
    told = [
        [note["detail"] for note in report.notes if note["code"] == "pictures_shared"]
        for report in (
            run(dry_run(path, ImportChoices())),
            run(import_source(case, path, ImportChoices())),
            run(import_source(case, path, ImportChoices())),
        )
    ]
    assert told[0] == told[1] == told[2]
    return list(told[0])


def test_it_is_told_of_one_table(case: Case, folder: Path) -> None:
    assert notes(case, folder / "a.csv") == [{"n": 1, "files": "1.jpg"}]


def test_it_is_told_over_the_tables_of_a_folder(case: Case, folder: Path) -> None:
    assert notes(case, folder) == [{"n": 2, "files": "1.jpg, 0.jpg"}]


def test_archives_in_an_archive_share_no_file(case: Case, folder: Path) -> None:
    whole = folder.parent / "whole.zip"
    with zipfile.ZipFile(whole, "w") as packed:
        for site in ("a", "b"):
            inner = folder.parent / f"{site}.zip"
            with zipfile.ZipFile(inner, "w") as within:
                within.write(folder / f"{site}.csv", "ads.csv")
                within.write(folder / "images" / "0.jpg", "images/0.jpg")
            packed.write(inner, inner.name)
    source = open_source(whole)
    files = [ref.file for ad in source.records() if isinstance(ad, AdRecord) for ref in ad.images]
    assert [file for file in files if file] == ["a.zip/images/0.jpg", "b.zip/images/0.jpg"]
    assert notes(case, whole) == []
