# SPDX-License-Identifier: GPL-3.0-or-later
"""A number drawn on a photo links like one in a text, where a case wants its pictures read."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from PIL import ImageDraw, ImageFont

from indexing.benchmark.drawn import drawn
from tests.app.commands.conftest import _surround
from tests.app.commands.driving import PASSPHRASE, Row, imported, new_case, run

NUMBER = "06 39 98 44 71"
E164 = "+33639984471"
ADS = (
    ("1", "Oak table", f"Round oak table, four legs, one of them new. Ring {NUMBER} at noon.", ""),
    ("2", "Garden help", "Hedges cut and leaves taken away on Saturdays, own tools.", "photo.jpg"),
    ("3", "Piano lessons", "For beginners in a calm room, the first hour is free.", "plain.jpg"),
)
SECRETS = (NUMBER, E164, "0639984471", "98 44")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Ad 1 gives the number in its text, ad 2 on its photo, ad 3 shows another photo.

    The case as imported, and the same case with its pictures read.
    """
    folder = tmp_path_factory.mktemp("made")
    pictures = folder / "pictures"
    pictures.mkdir()
    photo = drawn(4, 800, 600)
    pen = ImageDraw.Draw(photo)
    pen.rectangle((60, 400, 640, 500), fill=(250, 240, 120))
    pen.text((80, 415), NUMBER, (20, 20, 90), ImageFont.load_default(64))
    photo.save(pictures / "photo.jpg", quality=85)
    drawn(5, 800, 600).save(pictures / "plain.jpg", quality=85)
    source = folder / "ads.csv"
    with source.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("id", "title", "description", "photos"), *ADS])
    imported_case, read_case = folder / "imported.faisceau", folder / "read.faisceau"
    with pytest.MonkeyPatch.context() as patch:
        _surround(patch, folder)
        patch.setenv("FAISCEAU_PASSPHRASE", PASSPHRASE)
        new_case(imported_case)
        imported(imported_case, source, "--images", pictures)
        shutil.copytree(imported_case, read_case)
        index(read_case, "--read-pictures")
    return imported_case, read_case


@pytest.fixture
def case(made: tuple[Path, Path], tmp_path: Path) -> Path:
    """The case as imported, to be changed at will."""
    return Path(shutil.copytree(made[0], tmp_path / "case.faisceau"))


@pytest.fixture
def read(made: tuple[Path, Path], tmp_path: Path) -> Path:
    """The case with its pictures read, to be changed at will."""
    return Path(shutil.copytree(made[1], tmp_path / "case.faisceau"))


def index(case: Path, *words: str) -> Row:
    ran = run("index", case, "--workers", "1", "--json", *words)
    assert ran.code == 0, ran.err
    return ran.json()


def clusters(case: Path) -> set[frozenset[str]]:
    return {frozenset(row["ads"]) for row in run("clusters", case, "--jsonl").rows()}


def test_the_switch_decides_and_the_explanation_names_the_picture(case: Path) -> None:
    assert "picture_text" not in {one["name"] for one in index(case)["stages"]}
    assert clusters(case) == {frozenset({"A1"}), frozenset({"A2"}), frozenset({"A3"})}
    assert run("explain", case, "A1", "A2", "--json").json()["path"] is None

    document = index(case, "--read-pictures")
    stages = {one["name"]: one["done"] for one in document["stages"]}
    assert stages["picture_text"] == 2
    assert document["pictures_unread"] == 0
    assert clusters(case) == {frozenset({"A1", "A2"}), frozenset({"A3"})}
    told = run("explain", case, "A1", "A2", "--json").json()
    assert told["path"] == ["A1", "A2"]
    assert "In A2 it was read in picture 1." in told["sentence"]
    assert told["links"][0]["reasons"][0]["detail"]["in_pictures"] == [{"ad": "A2", "picture": 1}]


def test_the_switch_is_remembered_until_it_is_taken_back(read: Path) -> None:
    again = {one["name"]: one["done"] for one in index(read)["stages"]}
    assert again["picture_text"] == 0
    last = index(read, "--no-read-pictures", "--full")
    assert "picture_text" not in {one["name"] for one in last["stages"]}
    assert frozenset({"A1", "A2"}) in clusters(read)  # what was read stays


def test_what_was_read_is_covered_until_a_reason_is_given(read: Path) -> None:
    covered = {row["ad"]: row for row in run("ads", read, "--jsonl").rows()}
    (image,) = covered["A2"]["images"]
    (line,) = image["words"]
    assert line["text"].endswith("71")
    assert len(line["text"]) == len(NUMBER)
    assert all(len(box) == 8 and max(box) <= 1000 for box in line["boxes"])
    assert covered["A3"]["images"][0]["words"] == []
    (said,) = [one for one in covered["A2"]["mentions"] if one["kind"] == "phone"]
    assert (said["field"], said["start"]) == ("picture 1", None)
    everything = json.dumps(covered, ensure_ascii=False)
    assert not [secret for secret in SECRETS if secret in everything]
    clear = {row["ad"]: row for row in run("ads", read, "--jsonl", "--unmask", "a test").rows()}
    assert clear["A2"]["images"][0]["words"][0]["text"] == NUMBER
    assert [row["ad"] for row in run("search", read, "--phone", NUMBER, "--jsonl").rows()] == [
        "A1", "A2",
    ]  # fmt: skip


def test_a_redacted_bundle_does_not_tell_the_number(read: Path, tmp_path: Path) -> None:
    out = tmp_path / "bundle"
    ran = run("bundle", read, out, "--redacted", "--json")
    assert ran.code == 0, ran.err
    for file in out.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not [secret for secret in SECRETS if secret.encode() in content], file


def test_a_purged_ad_takes_the_text_of_its_picture_along(read: Path) -> None:
    ran = run("purge", read, "--ad", "A2", "--reason", "asked", "--json")
    assert ran.code == 0, ran.err
    assert run("check", read, "--json").code == 0
    (row,) = run("search", read, "--phone", NUMBER, "--jsonl").rows()
    assert row["ad"] == "A1"
