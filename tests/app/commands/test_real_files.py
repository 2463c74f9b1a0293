# SPDX-License-Identifier: GPL-3.0-or-later
"""Files as analysts have them, most made by the real tool, imported into an encrypted case."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.app.commands.driving import Row, imported, indexed, new_case, run

FILES = Path(__file__).parent / "real_files"
PICTURES = {
    "sofa": "59cd8991a3e4be9d09842f88821ad31dcc50b75a4af2e42d290988e8bf3de96f",
    "desk": "d0f7d5c8f05e3b8c994735f34f7ae8c9beb9fc5a294632ab8d4589f60f9a46e6",
    "bike": "5d034f3adc44e05713fb2c24ea3c6909e979f68b35463380d2ccbbfc2f0904af",
    "lamp": "346105106b5fbcc81773a0dadc7bd513973d41c3aef11004b63cb51230114827",
    "SOFA": "85bf7f67",
    "DESK": "aadee52a",
    "BIKE": "0b0b2e7b",
    "LAMP": "383c0202",
    "page": "907ba78b",
}
"""SHA-256 of the drawn pictures; in capitals as Scrapy turned them into JPEG; an error page."""
SITE = ["", "", "sofa desk", "desk lamp", "bike -"]
"""The pages of the small site, list and help first, each with its pictures; ``-`` is not there."""

TABLE = [
    ("tables/rooms.csv", "csv", ["sofa", "desk", ""]),
    ("tables/rooms.tsv", "csv", ["sofa", "desk", ""]),
    ("tables/rooms.xlsx", "xlsx", ["sofa", "desk", ""]),
    ("tables/rooms.ods", "ods", ["sofa", "desk", ""]),
    ("tables/rooms.xls", "xls", ["sofa", "desk", ""]),
    ("tables/rooms-page.xls", "sheet-html", ["sofa", "desk", ""]),
    ("tables/rooms.xml", "sheet-xml", ["sofa", "desk", ""]),
    ("crawler/ads.csv", "csv", ["BIKE -", "DESK LAMP", "SOFA DESK"]),
    ("crawler/ads.json", "json", ["BIKE -", "DESK LAMP", "SOFA DESK"]),
    ("crawler/ads.jsonl", "jsonl", ["BIKE -", "DESK LAMP", "SOFA DESK"]),
    ("crawler/ads.jsonl.gz", "jsonl", ["BIKE -", "DESK LAMP", "SOFA DESK"]),
    ("crawler/ads.xml", "xml", ["BIKE -", "DESK LAMP", "SOFA DESK"]),
    ("stored/ads.jl", "jsonl", ["bike -", "desk lamp", "sofa desk"]),
    ("stored", "folder", ["bike -", "desk lamp", "sofa desk"]),
    ("actor/dataset.json", "json", ["bike -", "desk -", "sofa -"]),
    ("actor/dataset.csv", "csv", ["bike -", "desk -", "sofa -"]),
    ("actor/ads.csv", "csv", ["bike -", "desk -", "sofa -"]),
    ("actor/default", "folder", ["- -", "- -", "- -"]),
    ("actor/instant.csv", "csv", ["bike", "desk", "sofa"]),
    ("dump/rooms.jl", "cdr", ["desk lamp", "sofa desk", "bike"]),
    ("dump/older.jl", "cdr", ["sofa"]),
    ("saved/Sofa bleu.html", "html", ["sofa desk"]),
    ("saved/singlefile.html", "html", ["sofa desk -"]),
    ("saved/Sofa.mhtml", "mhtml", ["sofa desk"]),
    ("saved/104233.mhtml", "mhtml", ["bike -"]),
    ("saved/Table.mhtml", "mhtml", ["desk sofa"]),
    ("saved.zip", "zip", ["bike -", "sofa desk"]),
    ("mirror", "folder", ["sofa desk", "desk lamp", "bike page", "", ""]),
    ("archives/rooms.warc.gz", "warc", SITE),
    ("archives/rooms.arc.gz", "warc", SITE),
    ("archives/rooms.wacz", "wacz", SITE),
    ("chats/telegram/result.json", "telegram", ["", "desk lamp", "-"]),
    ("chats/telegram-html/messages.html", "telegram-html", ["", "desk"]),
    ("chats/whatsapp.zip", "zip", ["", "desk", "", "-"]),
    (
        "chats/whatsapp-android/WhatsApp Chat with Chambres Lille.txt",
        "whatsapp",
        ["", "desk", "-"],
    ),
    ("chats/facebook-example.zip", "zip", ["", "lamp", "desk"]),
]


@pytest.fixture(scope="module")
def empty_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case that nothing was imported into; tests take a copy."""
    case = tmp_path_factory.mktemp("empty") / "case.faisceau"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAISCEAU_PASSPHRASE", "seven quiet herons")
        patch.setenv("FAISCEAU_HOME", str(case.parent / "home"))
        new_case(case)
    return case


@pytest.fixture
def case(empty_case: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(empty_case, tmp_path / "case.faisceau"))


def shown(images: Sequence[Row]) -> str:
    """The pictures of an ad by their names in ``PICTURES``."""
    names = []
    for image in images:
        digest = image["sha256"]
        names += [x for x, y in PICTURES.items() if digest and digest.startswith(y)]
        names += [] if digest else ["-"]
    assert len(names) == len(images), images
    return " ".join(names)


@pytest.mark.parametrize(("name", "kind", "wanted"), TABLE, ids=[row[0] for row in TABLE])
def test_a_real_file_end_to_end(case: Path, name: str, kind: str, wanted: list[str]) -> None:
    (source,) = imported(case, FILES / name)["sources"]
    assert source["format"] == kind
    assert (source["read"], source["added"]) == (len(wanted), len(wanted))
    assert (source["rejected"], source["known"], source["rejects"]) == (0, 0, [])
    missing = " ".join(wanted).count("-")
    found = len(" ".join(wanted).split()) - missing
    assert source["images"] == {"found": found, "missing": missing, "rejected": 0}
    if (FILES / name).is_file():
        digest = hashlib.sha256((FILES / name).read_bytes()).hexdigest()
        assert source["sha256"] == digest
    ads = run("ads", case, "--jsonl", "--unmask", "test").rows()
    assert [shown(ad["images"]) for ad in ads] == wanted
    assert all(ad["title"] or ad["body"] or ad["images"] for ad in ads)
    assert not any("Ã" in ad["title"] + ad["body"] for ad in ads)


def test_pictures_of_a_second_file_come_to_their_ads(case: Path) -> None:
    beside = ("--images-table", FILES / "joined/pictures.csv", "--join", "advt_id=ad_id")
    (source,) = imported(case, FILES / "joined/ads.csv", *beside)["sources"]
    digest = hashlib.sha256((FILES / "joined/ads.csv").read_bytes()).hexdigest()
    assert (source["read"], source["added"], source["sha256"]) == (3, 3, digest)
    assert source["images"] == {"found": 3, "missing": 1, "rejected": 0}
    ads = run("ads", case, "--jsonl", "--unmask", "test").rows()
    assert [shown(ad["images"]) for ad in ads] == ["", "sofa desk", "desk -"]


def test_a_frame_of_the_site_is_of_the_ad_and_a_map_is_not(case: Path) -> None:
    imported(case, FILES / "saved/Table.mhtml")
    (ad,) = run("ads", case, "--jsonl", "--unmask", "test").rows()
    assert ad["body"].splitlines()[-1] == "Téléphone après 18 h : 06 39 98 00 13"
    assert ad["contacts"] == ["+33639980013"]
    assert "Carte de Lyon" in ad["extra"]["rest_of_page"]
    assert ad["extra"]["contacts_in_rest"] == "+33199000050"


def test_one_ad_in_files_of_six_kinds_is_one_ad_with_its_history(case: Path) -> None:
    names = ("crawler/ads.json", "dump/rooms.jl", "saved/Sofa bleu.html", "saved/singlefile.html")
    for name in (*names, "archives/rooms.wacz", "mirror"):
        imported(case, FILES / name)
    indexed(case)
    ads = {ad["source_id"]: ad for ad in run("ads", case, "--jsonl", "--unmask", "test").rows()}
    assert [len(ads[number]["captures"]) for number in ("1042", "1043", "1044")] == [5, 3, 3]
    sofa, desk = ads["1042"], ads["1043"]
    assert "+33639980011" in {mention["value"] for mention in sofa["mentions"]}
    assert shown(sofa["images"]) == "SOFA DESK sofa desk -"
    assert (desk["cluster"], ads["1044"]["cluster"] == sofa["cluster"]) == (sofa["cluster"], False)
