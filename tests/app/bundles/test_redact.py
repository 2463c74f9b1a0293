# SPDX-License-Identifier: GPL-3.0-or-later
"""No contact leaves in a redacted bundle, in whatever field or spelling it stood."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.bundles import layout, redact
from indexing.store import audit
from indexing.store.case import Case
from tests.app.bundles.conftest import EMAIL, HANDLE, PHONE, PICTURES, SPACED, bundled
from tests.app.bundles.verdicts import accepted, files


@pytest.fixture
def redacted(case: Case, tmp_path: Path) -> Path:
    with case.transaction():
        reason = f"told to call {SPACED}"
        audit.record(case, audit.Act.CONSULTATION, "unmasked_list", reason=reason)
    return bundled(case, tmp_path / "out", redacted=True).path


def test_no_byte_tells_a_contact(redacted: Path) -> None:
    for file in files(redacted):
        text = file.read_text(encoding="utf-8").casefold()
        assert EMAIL.partition("@")[0] not in text, file
        assert HANDLE not in text, file
        assert PHONE not in text, file
        assert PHONE[4:] not in re.sub(r"[\s().\-/]", "", text), file
        assert "someone" not in text, file


def test_pictures_stay_behind(redacted: Path) -> None:
    assert not (redacted / layout.ORIGINALS).exists()
    for file in files(redacted):
        assert not any(picture in file.read_bytes() for picture in PICTURES)


def test_it_verifies_like_any_other(redacted: Path) -> None:
    assert accepted(redacted) == (True, True)


def test_a_line_of_the_log_with_a_contact_is_withheld(redacted: Path) -> None:
    lines = (redacted / layout.AUDIT).read_text().splitlines()
    assert [json.loads(line).get("withheld") for line in lines][-2:] == ["redaction", None]


def test_what_was_covered_is_listed_without_saying_it(redacted: Path) -> None:
    listed = (redacted / layout.REDACTIONS).read_text()
    assert '"A1","body","email+handle+phone","Analyst One"' in listed
    assert '"*","originals","left_out","Analyst One"' in listed


def test_spans_still_fit_the_covered_text(redacted: Path) -> None:
    item = json.loads((redacted / layout.ITEMS).read_text().splitlines()[0])
    phone = next(one for one in item["mentions"] if one["kind"] == "phone")
    assert item["body"][phone["start"] : phone["end"]] == phone["raw"] == "•• •• •• •• 34"


@pytest.mark.parametrize(
    "text",
    [
        "id0639981234x", "%2B33639981234", "06.39.98.12.34", "06/39/98/12/34", "06_39_98_12_34",
        "06\u200b39981234", "0️⃣6️⃣3️⃣9️⃣9️⃣8️⃣1️⃣2️⃣", "٠٦٣٩٩٨١٢٣٤", "me%40example.org",
        "me (at) example (dot) org", "a me@example.org b",
    ],
)  # fmt: skip
def test_spellings_are_covered(text: str) -> None:
    covered = redact.NOBODY.cover(text)
    assert not re.search(r"\d{3}|639|me\W", covered)
    assert len(covered) == len(text)


@pytest.mark.parametrize(
    "text", ["2026-01-31", "31/01/2026", "20 EUR", "Room 12", "a" * 64, "0" * 64]
)
def test_what_is_no_contact_stays(text: str) -> None:
    assert redact.NOBODY.cover(text) == text
