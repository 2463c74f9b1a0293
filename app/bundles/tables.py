# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents and tables of a bundle as bytes: JSON lines are exact, tables are made inert.

A spreadsheet runs a cell that starts with one of ``TRIGGERS``; such cells get an apostrophe in
front. That changes the text, so JSON lines stay what counts.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.bundles.contents import Contents
from app.bundles.redact import changed
from app.triage.documents import Document
from indexing.store import marks
from indexing.store.ids import ad_id, cluster_id
from indexing.store.marks import MarkStatus

TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_TEXTS = (
    "ad", "cluster", "duplicate_of", "source", "place", "source_id", "url", "site", "title",
    "body", "language", "posted_at", "captured_at", "place_text", "author", "price_text",
)  # fmt: skip
COLUMNS = (*_TEXTS, "contacts", "mentions", "images", "tags", "extra", "captures")
_OWN_RULES = {
    "source": "path", "mentions": "value", "author": "account", "contacts": "account",
    "captures": "value",
}  # fmt: skip
REDACTION_COLUMNS = ("ad", "field", "rule", "by")


def json_line(document: object) -> bytes:
    """One JSON value as a line of UTF-8."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    # lone surrogates of broken sources have no UTF-8 form
    return text.encode("utf-8", "backslashreplace") + b"\n"


def json_lines(documents: Iterable[object]) -> Iterator[bytes]:
    """JSON values, one a line."""
    return map(json_line, documents)


def inert(cell: str) -> str:
    """The cell with an apostrophe in front if a spreadsheet would run it."""
    return "'" + cell if cell.startswith(TRIGGERS) else cell


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """A table as RFC 4180 has it, every cell quoted and inert."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([inert(column) for column in columns])
    yield _taken(written)
    for row in rows:
        writer.writerow([inert(cell) for cell in row])
        yield _taken(written)


def items_table(contents: Contents) -> Iterator[bytes]:
    """The ads as a table."""
    tags = _tags(contents)
    return table(COLUMNS, (_row(document, tags) for document in contents.ad_documents()))


def redactions_table(contents: Contents) -> Iterator[bytes]:
    """What was covered: in which field of which ad, by which rule, by whom."""
    return table(REDACTION_COLUMNS, _redactions(contents))


def _redactions(contents: Contents) -> Iterator[tuple[str, str, str, str]]:
    by = contents.text(contents.by)
    for clear, covered in contents.ad_pairs():
        found: Any = clear["mentions"]
        for name in changed(clear, covered or clear):
            kinds = sorted({one["kind"] for one in found if one["field"] == name})
            rule = "+".join(kinds) if kinds else "pattern"
            yield str(clear["ad"]), name, _OWN_RULES.get(name, rule), by
    yield "*", "originals", "left_out", by


def _row(document: Document, tags: dict[str, set[str]]) -> list[str]:
    values: Any = document
    held = tags.get(values["ad"], set()) | tags.get(values["cluster"] or "", set())
    return [
        *("" if values[name] is None else str(values[name]) for name in _TEXTS),
        "\n".join(values["contacts"]),
        "\n".join(f"{one['kind']} {one['value']}" for one in values["mentions"]),
        "\n".join(one["sha256"] or one["name"] for one in values["images"]),
        " ".join(sorted(held)),
        json.dumps(values["extra"], ensure_ascii=False) if values["extra"] else "",
        json.dumps(values["captures"], ensure_ascii=False) if values["captures"] else "",
    ]


def _tags(contents: Contents) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in marks.current(contents.case):
        if row.mark.status in (MarkStatus.ACCEPTED, MarkStatus.ADDED):
            target = row.mark.target
            name = ad_id(target.ad or 0) if target.cluster is None else cluster_id(target.cluster)
            found.setdefault(name, set()).add(row.mark.indicator)
    return found


def _taken(written: io.StringIO) -> bytes:
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text.encode("utf-8", "backslashreplace")
