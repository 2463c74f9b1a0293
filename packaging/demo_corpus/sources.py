# SPDX-License-Identifier: GPL-3.0-or-later
"""The three source files, their pictures, and the truth beside them."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
import shutil
import zipfile
from collections import Counter
from pathlib import Path

from openpyxl import Workbook

from demo_corpus.advertisers import BOARD, MARKET, RIDE, Ad
from demo_corpus.banks import SEED, stream
from demo_corpus.contacts import RELAY
from demo_corpus.pictures import Picture, encode

_PREFIX = {MARKET: "M1", BOARD: "WB", RIDE: "RS"}
PICTURE_FOLDERS = {
    MARKET: "market-one-images",
    BOARD: "work-board-images",
    RIDE: "ride-share-images",
}


def number_ads(ads: list[Ad]) -> dict[str, list[Ad]]:
    """Sort the ads of each site by day and give them their identifiers."""
    sites: dict[str, list[Ad]] = {}
    for site, prefix in _PREFIX.items():
        sites[site] = sorted((ad for ad in ads if ad.site == site), key=lambda ad: ad.posted)
        for place, ad in enumerate(sites[site], start=1):
            ad.source_id = f"{prefix}-{10000 + place * 7}"
    return sites


def picture_url(picture: Picture) -> str:
    """Give the address a picture had on the work board."""
    return f"https://img.{BOARD}/{picture.number:04d}/{picture.variant}.jpg"


def picture_path(site: str, picture: Picture) -> str:
    """Give the path of a picture below its site's folder."""
    if site == BOARD:
        return f"full/{hashlib.sha1(picture_url(picture).encode()).hexdigest()}.jpg"  # noqa: S324 - Scrapy's naming
    if site == MARKET:
        suffix = "webp" if picture.number % 5 == 0 else "jpg"
        return f"m1_{picture.number:04d}_{picture.variant}.{suffix}"
    return f"img{picture.number:04d}-{picture.variant}.jpg"


def write_pictures(out: Path, sites: dict[str, list[Ad]]) -> int:
    """Draw every picture once for each site that shows it; give how many files were written."""
    count = 0
    for site, ads in sites.items():
        shutil.rmtree(out / PICTURE_FOLDERS[site], ignore_errors=True)
        wanted = {picture_path(site, p): p for ad in ads for p in ad.pictures}
        for name, picture in sorted(wanted.items()):
            target = out / PICTURE_FOLDERS[site] / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(encode(picture, target.suffix))
            count += 1
    return count


def write_csv(target: Path, ads: list[Ad]) -> None:
    """Write the market: semicolons, French column names, pictures divided by bars."""
    columns = [
        "reference",
        "lien",
        "titre",
        "description",
        "ville",
        "prix",
        "telephone",
        "vendeur",
        "date_publication",
        "date_collecte",
        "photos",
    ]
    with target.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter=";", lineterminator="\n")
        table.writerow(columns)
        for ad in ads:
            photos = "|".join(picture_path(MARKET, p) for p in ad.pictures)
            day = ad.posted.strftime("%d/%m/%Y %H:%M")
            row = [ad.source_id, _link(ad), ad.title, ad.body, ad.city, ad.price, ad.contact]
            table.writerow([*row, ad.author, day, _seen(ad).strftime("%Y-%m-%dT%H:%M:%SZ"), photos])


def write_jsonl(target: Path, ads: list[Ad], pictures: Path) -> None:
    """Write the work board as Scrapy items; checksums come from the picture files."""
    rows = []
    for ad in ads:
        images = [_scrapy_image(p, pictures) for p in ad.pictures]
        item = {
            "id": ad.source_id,
            "url": _link(ad),
            "title": ad.title,
            "description": ad.body,
            "location": ad.city,
            "salary": ad.price,
            "contact": ad.contact,
            "author": ad.author,
            "posted": ad.posted.isoformat(timespec="seconds"),
            "scraped_at": _seen(ad).isoformat(timespec="seconds"),
            "image_urls": [picture_url(p) for p in ad.pictures],
            "images": images,
        }
        rows.append(json.dumps(item, ensure_ascii=False))
    target.write_bytes(("\n".join(rows) + "\n").encode())


def write_xlsx(target: Path, ads: list[Ad]) -> None:
    """Write the ride board as a workbook whose bytes depend on its content only."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("new workbook without a sheet")
    sheet.title = "Ads"
    sheet.append(
        [
            "Ad ID",
            "Link",
            "Title",
            "Text",
            "City",
            "Price",
            "Contact",
            "User",
            "Posted",
            "Captured",
            "Photo",
        ]
    )
    for ad in ads:
        photos = ", ".join(picture_path(RIDE, p) for p in ad.pictures)
        row = [ad.source_id, _link(ad), ad.title, ad.body, ad.city, ad.price, ad.contact]
        sheet.append(
            [*row, ad.author, ad.posted.replace(tzinfo=None), _seen(ad).isoformat(), photos]
        )
    raw = io.BytesIO()
    book.save(raw)
    target.write_bytes(_without_clock(raw.getvalue()))


def write_truth(target: Path, sites: dict[str, list[Ad]]) -> None:
    """Write what was planted: groups, indicators, hubs."""
    ads = [ad for site in sites.values() for ad in site]
    held = {ad.group: ad.held_by for ad in ads if ad.group}
    sizes = Counter(ad.group for ad in ads if ad.group)
    truth = {
        "about": "Planted truth of the synthetic demo corpus; see README.md",
        "seed": SEED,
        "codebook": "thb-som-core 0.1.0",
        "groups": {
            group: {"size": sizes[group], "held_by": held[group]} for group in sorted(sizes)
        },
        "hubs": {
            "relay": {
                "kind": "phone",
                "value": f"+{RELAY[0]}{RELAY[1]}",
                "ads": [ad.source_id for ad in ads if "relay" in ad.hubs],
            },
            "stock": {
                "kind": "image",
                "value": "one stock picture",
                "ads": [ad.source_id for ad in ads if "stock" in ad.hubs],
            },
        },
        "ads": {ad.source_id: _facts(ad) for ad in ads},
    }
    target.write_bytes((json.dumps(truth, ensure_ascii=False, indent=0) + "\n").encode())


def _facts(ad: Ad) -> dict[str, object]:
    facts: dict[str, object] = {
        "group": ad.group,
        "indicators": sorted(set(ad.indicators)),
        "language": ad.language,
    }
    if ad.copy_of:
        facts["near_duplicate_of"] = ad.copy_of.source_id
    if ad.hubs:
        facts["hubs"] = ad.hubs
    return facts


def _link(ad: Ad) -> str:
    return f"https://{ad.site}/ad/{ad.source_id.lower()}"


def _seen(ad: Ad) -> dt.datetime:
    """Give the moment of collection, a few days after the post."""
    wait = stream("seen", ad.source_id).randint(3600, 200000)
    return ad.posted + dt.timedelta(seconds=wait)


def _scrapy_image(picture: Picture, pictures: Path) -> dict[str, str]:
    path = picture_path(BOARD, picture)
    data = (pictures / PICTURE_FOLDERS[BOARD] / path).read_bytes()
    digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
    return {"url": picture_url(picture), "path": path, "checksum": digest, "status": "downloaded"}


def _without_clock(data: bytes) -> bytes:
    """Give a workbook's bytes with fixed times in its properties and its zip entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "docProps/core.xml":
                body = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-11-01T00:00:00Z", body)
            entry = zipfile.ZipInfo(name, (2026, 11, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, body)
    return out.getvalue()
