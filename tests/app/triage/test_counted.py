# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample of an import: row numbers and dates are read, what may be a phone is covered."""

from __future__ import annotations

import pytest

from app.triage import preview
from app.triage.counted import counts_rows, is_date


@pytest.mark.parametrize(
    ("cells", "counted"),
    [
        (["1204567", "1204568", "1204571"], True),
        (["M-2026-000123", "M-2026-000124", "M-2026-000125"], True),
        (["M1-000123", "M1-000130", "M1-000137"], True),
        (["1204567", "1204568"], False),
        (["1204567", "2204568", "2204571"], False),
        (["1204567", "1204567", "1204568"], False),
        (["0639980142", "0639980143", "0639980144"], False),
        (["06 39 98 01 42", "06 39 98 01 43", "06 39 98 01 44"], False),
        (["tel:06-39-98-01-42", "tel:06-39-98-01-43", "tel:06-39-98-01-44"], False),
        (["+33639980142", "+33639980143", "+33639980144"], False),
        (["2025550142", "2025550143", "2025550144"], False),
    ],
)
def test_numbers_that_count_rows(cells: list[str], counted: bool) -> None:
    assert counts_rows(cells) is counted


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-04", "2026/03/04 10:15", "04-03-2026", "03/31/2026", "2026-03-04T10:15:00.123456Z",
        "Wed, 04 Mar 2026 10:15:00 +0000", "4 mars 2026",
    ],
)  # fmt: skip
def test_dates(cell: str) -> None:
    assert is_date(cell, expected=False)


@pytest.mark.parametrize("cell", ["20260304", "20260304101500"])
def test_dates_without_signs_only_where_one_is_expected(cell: str) -> None:
    assert is_date(cell, expected=True)
    assert not is_date(cell, expected=False)


@pytest.mark.parametrize(
    "cell", ["06 39 98 01 42", "2026-03-04 0639980142", "202-555-0142", "20263904", "1999002026"]
)
def test_what_may_be_a_phone_is_no_date(cell: str) -> None:
    assert not is_date(cell, expected=True)


def test_the_sample_shows_row_numbers_and_dates_and_covers_phones() -> None:
    rows = [
        {
            "source_id": f"M1-00012{n}", "posted_at": "Wed, 04 Mar 2026 10:15:00 +0000",
            "captured_at": "20260304", "title": "Lamp 2026", "contacts": ["06 39 98 01 42"],
            "extra": {"row": f"120456{n}", "seen": "2026/03/04", "tel": "06 39 98 01 42"},
        }
        for n in range(3)
    ]  # fmt: skip
    seen = preview.read({"rows": rows})
    assert seen.rows[0]["source_id"] == "M1-000120"
    assert seen.rows[0]["posted_at"] == "Wed, 04 Mar 2026 10:15:00 +0000"
    assert seen.rows[0]["captured_at"] == "20260304"
    assert seen.rows[0]["contacts"] == "•• •• •• •• 42"
    assert seen.examples["row"] == "1204560"
    assert seen.examples["seen"] == "2026/03/04"
    assert seen.examples["tel"] == "•• •• •• •• 42"
    wrong = [{"posted_at": "06 39 98 01 42", "source_id": "0639980142"}]
    assert preview.read({"rows": wrong}).rows[0] == {
        "posted_at": "•• •• •• •• 42", "source_id": "••••••••42"
    }  # fmt: skip


def test_a_format_is_named_as_people_know_it() -> None:
    assert [preview.read({"format": x}).format for x in ("xlsx", "sheet-html", "sheet-xml")] == [
        "XLSX",
        "HTML",
        "XML",
    ]
