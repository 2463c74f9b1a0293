# SPDX-License-Identifier: GPL-3.0-or-later
"""Later sightings of an ad leave with it: whole in clear, and without a contact when redacted."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.bundles import layout
from indexing.engine.local import LocalEngine
from indexing.pipeline.reading import extract
from indexing.pipeline.reading_further import extract_further
from indexing.progress import run
from indexing.store import ads, images, sources
from indexing.store.case import Case
from tests.app.bundles.conftest import EMAIL, HANDLE, SAYING, SPACED, bundled, record
from tests.app.bundles.verdicts import accepted, files

OTHER, OTHER_MAIL, OTHER_NAME = "06 39 98 43 21", "other.place@example.org", "otherplace88"
PICTURE = b"\x89PNG\r\n\x1a\n another drawing"
AGAIN = replace(
    record(2),
    place="row 9",
    title=f"Room again {OTHER_MAIL}",
    body=f"{SAYING.replace(SPACED, OTHER)} {OTHER_MAIL} or telegram @{OTHER_NAME}",
    url=f"https://example.org/room/2?tel=%2B33639984321&user={OTHER_NAME}",
    captured_at="2026-02-01",
    author=f"{record(2).author} {OTHER_NAME}",
    contacts=(OTHER,),
    place_text=f"call{OTHER}",
    extra={"telegram": f"@{OTHER_NAME}", "phone": "x0639984321"},
)


@pytest.fixture
def seen(case: Case) -> Case:
    """The filled case after its second ad was seen again, with another number and picture."""
    # the number of the ad is short: a longer number and one address tell the ad
    first = replace(
        record(2), place="row 8", source_id="8812345", url="https://example.org/8812345"
    )
    again = replace(AGAIN, source_id="8812345", url="https://example.org/8812345#tel=+33639984321")
    for name, one in (("first", first), ("again", again)):
        source = sources.begin(case, f"/home/someone/{OTHER_NAME}-{name}.csv", name, "csv", "", {})
        told = ads.add_batch(case, source, [one], seen=ads.SeenCounts())
    assert told.captures == 1
    images.put_later(case, told.ads[0], f"{OTHER_NAME}.png", PICTURE)
    run(extract(case, LocalEngine(1)))
    run(extract_further(case, LocalEngine(1)))
    return case


def item(bundle: Path) -> dict[str, Any]:
    lines = (bundle / layout.ITEMS).read_text(encoding="utf-8").splitlines()
    found: dict[str, Any] = json.loads(lines[-1])
    return found


def test_a_bundle_in_clear_has_the_whole_history(seen: Case, tmp_path: Path) -> None:
    path = bundled(seen, tmp_path / "out").path
    assert accepted(path) == (True, True)
    (capture,) = item(path)["captures"]
    assert (capture["n"], capture["captured_at"]) == (2, "2026-02-01")
    assert capture["changed"]["body"] == AGAIN.body
    assert capture["changed"]["contacts"] == [OTHER]
    assert capture["changed"]["extra"] == {**AGAIN.extra, "remark": None}
    assert any(file.read_bytes() == PICTURE for file in files(path))
    with (path / layout.ITEMS_TABLE).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert json.loads(rows[-1]["captures"]) == [capture]
    assert rows[0]["captures"] == ""


def test_a_redacted_bundle_tells_no_contact_of_a_later_sighting(seen: Case, tmp_path: Path) -> None:
    path = bundled(seen, tmp_path / "out", redacted=True).path
    assert accepted(path) == (True, True)
    for file in files(path):
        text = file.read_text(encoding="utf-8").casefold()
        for secret in (EMAIL.partition("@")[0], HANDLE, OTHER_MAIL.partition("@")[0], OTHER_NAME):
            assert secret not in text, (file, secret)
        plain = re.sub(r"[\s().\-/]", "", text)
        for number in (SPACED, OTHER):
            assert number.replace(" ", "")[1:] not in plain, (file, number)
        assert "someone" not in text, file
    (capture,) = item(path)["captures"]
    assert capture["captured_at"] == "2026-02-01"
    assert capture["changed"]["body"].endswith(
        " 21 or o••••.•••••@example.org or telegram @••••••••••••"
    )


def test_mentions_of_a_later_sighting_are_parts_of_its_covered_text(
    seen: Case, tmp_path: Path
) -> None:
    found = item(bundled(seen, tmp_path / "out", redacted=True).path)
    said = [one for one in found["mentions"] if one["field"] == "capture 2 body"]
    assert {one["kind"] for one in said} == {"phone", "handle"}  # the e-mail stood in the title
    (capture,) = found["captures"]
    for one in said:
        assert one["raw"] in capture["changed"]["body"]
        assert one["start"] is None
