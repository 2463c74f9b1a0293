# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped demo corpus: reproducible, synthetic throughout, and true to its planted truth."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources" / "demo"
MAKER = ROOT / "packaging" / "make_demo.py"
TEXT_FILES = ("market-one.csv", "work-board.jsonl", "ride-share.xlsx", "truth.json")
FICTION = re.compile(r"0?(19900\d{4}|63998\d{4}|7700900\d{3}|491570(110|15[678]|159))|20255501\d\d")
# Numbers in plain digits; those disguised with the letters O and l are left out.
WRITTEN_NUMBER = re.compile(r"(?<![0-9Ol])(?<![0-9Ol] )\+?[0-9](?:[ .-]?[0-9]){8,}(?! ?[0-9Ol])")

Row = dict[str, Any]


@pytest.fixture(scope="module")
def ads() -> dict[str, Row]:
    """Read every ad of the three sources by identifier, with title, body, contact, photos."""
    found: dict[str, Row] = {}
    with (DEMO / "market-one.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            photos = [f"market-one-images/{p}" for p in row["photos"].split("|") if p]
            found[row["reference"]] = {
                "text": f"{row['titre']} | {row['description']} | {row['vendeur']}",
                "contact": row["telephone"],
                "photos": photos,
            }
    for line in (DEMO / "work-board.jsonl").read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        found[item["id"]] = {
            "text": f"{item['title']} | {item['description']} | {item['author']}",
            "contact": item["contact"],
            "photos": [f"work-board-images/{image['path']}" for image in item["images"]],
            "images": item["images"],
        }
    book = openpyxl.load_workbook(DEMO / "ride-share.xlsx", read_only=True)
    rows = book.worksheets[0].iter_rows(values_only=True)
    header = [str(name) for name in next(rows)]
    for cells in rows:
        row = {name: str(cell or "") for name, cell in zip(header, cells, strict=True)}
        photos = [f"ride-share-images/{p}" for p in row["Photo"].split(", ") if p]
        found[row["Ad ID"]] = {
            "text": f"{row['Title']} | {row['Text']} | {row['User']}",
            "contact": row["Contact"],
            "photos": photos,
        }
    book.close()
    return found


@pytest.fixture(scope="module")
def truth() -> Row:
    """Read the planted truth."""
    loaded: Row = json.loads((DEMO / "truth.json").read_text(encoding="utf-8"))
    return loaded


def test_text_files_come_out_the_same(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, str(MAKER), "--out", str(tmp_path), "--pictures", str(DEMO)],
        check=True,
        capture_output=True,
    )
    for name in TEXT_FILES:
        if name.endswith(".xlsx"):  # the packer's version may differ; the cells may not
            assert _cells(tmp_path / name) == _cells(DEMO / name)
        else:
            assert (tmp_path / name).read_bytes() == (DEMO / name).read_bytes(), name


def _cells(path: Path) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True)
    rows: list[tuple[object, ...]] = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return rows


def test_truth_covers_exactly_the_ads(ads: dict[str, Row], truth: Row) -> None:
    assert len(ads) == 2000
    assert set(truth["ads"]) == set(ads)
    sizes = Counter(fact["group"] for fact in truth["ads"].values() if fact["group"])
    assert sizes == {group: value["size"] for group, value in truth["groups"].items()}
    assert min(sizes.values()) >= 2
    assert max(sizes.values()) <= 40
    assert 120 <= len(sizes) <= 160
    assert 0.60 <= sum(sizes.values()) / len(ads) <= 0.70


def test_near_duplicates_stay_in_their_group(truth: Row) -> None:
    facts = truth["ads"]
    copies = {
        ad: fact["near_duplicate_of"] for ad, fact in facts.items() if "near_duplicate_of" in fact
    }
    assert copies
    assert all(facts[ad]["group"] == facts[first]["group"] for ad, first in copies.items())


def test_hubs_tie_no_group(truth: Row, ads: dict[str, Row]) -> None:
    for name, size in (("relay", 60), ("stock", 40)):
        members = truth["hubs"][name]["ads"]
        groups = [truth["ads"][ad]["group"] for ad in members if truth["ads"][ad]["group"]]
        assert len(members) == size
        assert len(groups) == len(set(groups))
    relay = re.compile(r"(01|33 ?1) ?99 ?00 ?00 ?00")
    carriers = [ad for ad, row in ads.items() if relay.search(row["text"] + row["contact"])]
    assert sorted(carriers) == sorted(truth["hubs"]["relay"]["ads"])


def test_planted_codes_are_in_the_codebook(truth: Row) -> None:
    book = (ROOT / "resources/codebooks/thb-som-core-0.1.0.yaml").read_text(encoding="utf-8")
    planted = {code for fact in truth["ads"].values() for code in fact["indicators"]}
    assert {"FEE-01", "DOC-01", "LAB-01", "SMG-02", "CTX-02"} <= planted
    assert all(re.search(rf"\b{code}\b", book) for code in planted)
    assert not [code for code in planted if code.startswith(("MIN", "MOV"))]


def test_contacts_are_invented(ads: dict[str, Row]) -> None:
    for row in ads.values():
        text = row["text"] + " | " + row["contact"]
        for mail in re.findall(r"[\w.]+@[\w.]+\w", text):
            assert mail.startswith("demo.")
            assert mail.endswith(("@example.org", "@example.com", "@example.net", "@post.invalid"))
        for handle in re.findall(r"(?<![\w.])@\w+", text):
            assert handle.startswith("@demo_")
        for number in WRITTEN_NUMBER.findall(text):
            digits = re.sub(r"\D", "", number)
            assert FICTION.fullmatch(re.sub(r"^(00)?(33|44|61|1(?=202))", "", digits)), number


def test_pictures_exist_and_are_the_named_ones(ads: dict[str, Row]) -> None:
    named = {photo for row in ads.values() for photo in row["photos"]}
    there = {
        str(path.relative_to(DEMO).as_posix())
        for path in DEMO.rglob("*")
        if path.suffix in {".jpg", ".webp"}
    }
    assert named == there
    assert 300 <= len(there) <= 450
    assert sum(path.stat().st_size for path in DEMO.rglob("*") if path.is_file()) <= 6_000_000
    for row in ads.values():
        for image in row.get("images", ()):
            name = hashlib.sha1(image["url"].encode(), usedforsecurity=False).hexdigest()
            data = (DEMO / "work-board-images" / image["path"]).read_bytes()
            assert image["path"] == f"full/{name}.jpg"
            assert image["checksum"] == hashlib.md5(data, usedforsecurity=False).hexdigest()


def test_drawn_again_a_picture_looks_the_same(tmp_path: Path) -> None:
    """Encoders differ between machines, so pixels are compared, and only nearly."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path;"
        "from demo_corpus.plan import STOCK_NUMBER;"
        "from demo_corpus.pictures import Picture, encode;"
        "Path(sys.argv[2]).write_bytes(encode(Picture(STOCK_NUMBER, 'pattern'), '.jpg'))"
    )
    target = tmp_path / "stock.jpg"
    subprocess.run([sys.executable, "-c", script, str(MAKER.parent), str(target)], check=True)
    with (
        Image.open(target) as fresh,
        Image.open(DEMO / "market-one-images" / "m1_9001_0.jpg") as kept,
    ):
        distance = np.abs(np.asarray(fresh, dtype=float) - np.asarray(kept, dtype=float)).mean()
    assert distance < 3
