# SPDX-License-Identifier: GPL-3.0-or-later
"""No table that leaves the program can make a spreadsheet program run anything."""

from __future__ import annotations

import ast
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bundles import tables
from app.bundles.write import BundleChoices, write_bundle
from app.commands.reporting import write_rejects
from indexing.pipeline.importing import ImportChoices, import_source
from indexing.pipeline.reading import EXTRACT
from indexing.progress import run
from indexing.store import ads, mentions, sources
from indexing.store.case import Case, create
from tests.app.bundles.conftest import CHEAP, META, PASSPHRASE

ROOT = Path(__file__).resolve().parents[3]
HARM = (
    '=HYPERLINK("http://tracker.invalid/")', "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)",
    "\t=1", "\r=1", "＝1", "－1",
)  # fmt: skip
WITHIN = {"indexing/importers/sheet_rows.py"}
"""Writes a row for the eyes of the person who mends it; ``rejects`` makes it inert."""


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=5))
def test_every_cell_of_a_table_is_inert_and_whole(rows: list[list[str]]) -> None:
    rows = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in rows]
    written = read(b"".join(tables.table(["=a", "b"], rows)))
    assert written[0] == ["'=a", "b"]
    for cells, found in zip(rows, written[1:], strict=True):
        for cell, shown in zip(cells, found, strict=True):
            assert not shown.startswith(tables.TRIGGERS)
            assert shown in (cell, "'" + cell)


def test_only_one_place_writes_tables() -> None:
    """What writes CSV or a workbook anywhere else would pass the one guard by."""
    found = set()
    for path in (*ROOT.glob("app/**/*.py"), *ROOT.glob("indexing/**/*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith("indexing/benchmark/"):  # generated data for the program itself
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("writer", "DictWriter"):
                found.add(name)
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [getattr(node, "module", "") or "", *(one.name for one in node.names)]
                if {"openpyxl", "xlsxwriter", "odf", "xlwt"} & {x.split(".")[0] for x in names}:
                    found.add(name)
    assert found - WITHIN == {"app/bundles/tables.py"}


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A table whose every name and cell is a formula, some of its rows broken."""
    path = tmp_path / "=list.csv"
    columns = ["id", "title", "description", "contact", "author", *HARM[:5]]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for n, cell in enumerate(HARM):
            writer.writerow([f"={n}", *[cell] * (len(columns) - 1)])
            writer.writerow([f"-{n}", *[cell] * (len(columns) + 1)])
    return path


@pytest.mark.parametrize("redacted", [False, True])
def test_every_table_that_leaves_a_case(tmp_path: Path, hostile: Path, redacted: bool) -> None:
    made, _ = create(tmp_path / "c.faisceau", passphrase=PASSPHRASE, meta=META, cost=CHEAP)
    try:
        found = exported(made, hostile, tmp_path, redacted=redacted)
    finally:
        made.close()
    assert len(found) == (3 if redacted else 2)
    for name, data in found.items():
        rows = read(data)
        assert len(rows) > 1, name
        for cell in (cell for row in rows for cell in row):
            assert not cell.startswith(tables.TRIGGERS), (name, cell)


def exported(case: Case, source: Path, folder: Path, *, redacted: bool) -> dict[str, bytes]:
    """Every CSV that the program writes of a case, by its name."""
    report = run(import_source(case, source, ImportChoices(encoding="utf-8")))
    assert (report.added, report.rejected) == (len(HARM), len(HARM))
    mentions.replace(case, {row.ad: [] for row in ads.iterate(case)}, EXTRACT)
    write_rejects(case, sources.list_sources(case)[0], folder / "rejects.csv")
    run(write_bundle(case, folder / "bundle", BundleChoices(redacted=redacted), by="Analyst One"))
    paths = [folder / "rejects.csv", *(folder / "bundle").rglob("*.csv")]
    return {path.name: path.read_bytes() for path in paths}
