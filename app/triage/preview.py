# SPDX-License-Identifier: GPL-3.0-or-later
"""How a file will be read, as the dry run of an import tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.i18n import _
from app.messages.places import told_place
from app.triage import masking
from app.triage.counted import counts_rows, is_date

ROWS = 20
FIELDS = (
    "title", "body", "contacts", "author", "site", "url", "source_id", "posted_at",
    "captured_at", "place_text", "price_text", "images",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person said of a source: empty where the program is to decide."""

    images: str = ""
    changes: Mapping[str, str] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    encoding: str = ""
    profile: str = ""
    images_table: str = ""
    join: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """Columns, guessed fields with reasons, first rows, and rows that cannot be read.

    ``encodings`` are candidates with a sample each; ``missing`` columns a profile names in vain.
    """

    format: str
    encoding: str
    columns: tuple[str, ...]
    why: str = ""
    encoding_why: str = ""
    encodings: tuple[tuple[str, str], ...] = ()
    dropped: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    examples: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[Mapping[str, str], ...] = ()
    rejects: tuple[tuple[str, str], ...] = ()


def arguments(source: str, wanted: Wanted, *, save: str = "") -> tuple[str, ...]:
    """The command that reads the first rows and stores no ad; ``save`` names a profile to keep."""
    saved = ("--save-profile", save) if save else ()
    return ("preview", source, "--rows", str(ROWS), *options(wanted), *saved, "--json")


def options(wanted: Wanted) -> tuple[str, ...]:
    """What a person said as options of the import command."""
    words: list[str] = []
    for option, value in (
        ("--images", wanted.images),
        ("--encoding", wanted.encoding),
        ("--profile", wanted.profile),
        ("--images-table", wanted.images_table),
        ("--join", wanted.join),
    ):
        words += [option, value] if value else []
    for option, columns in (("--drop", wanted.dropped), ("--mask", wanted.masked)):
        for column in columns:
            words += [option, column]
    for name, column in wanted.changes.items():
        words += ["--map", f"{name}={column}"]
    return tuple(words)


def field_words() -> dict[str, str]:
    """The fields in the person's words."""
    return {
        "title": _("Title"),
        "body": _("Text"),
        "contacts": _("Contacts"),
        "author": _("Author"),
        "site": _("Site"),
        "url": _("Address"),
        "source_id": _("Number at source"),
        "posted_at": _("Posted"),
        "captured_at": _("Captured"),
        "place_text": _("Place"),
        "price_text": _("Price"),
        "images": _("Pictures"),
    }


def read(document: Mapping[str, Any]) -> Preview:
    """The preview as the command told it."""
    profile = document.get("profile") or {}
    fields, reasons = profile.get("fields") or {}, profile.get("reasons") or {}
    kind = str(document.get("format", ""))
    records = list(document.get("rows") or ())
    is_counted = counts_rows([str(record.get("source_id") or "") for record in records])
    rows = tuple(_row(record, is_counted=is_counted) for record in records)
    return Preview(
        format=kind.removeprefix("sheet-").upper(),
        encoding=str(document.get("encoding") or ""),
        columns=tuple(str(name) for name in document.get("columns") or ()),
        why=_format_reason(kind, str(document.get("delimiter") or "")),
        encoding_why=_encoding_reason(str(document.get("encoding_by") or "")),
        encodings=tuple(
            (str(one["encoding"]), masking.cover_text(str(one["sample"])))
            for one in document.get("encodings") or ()
        ),
        dropped=tuple(map(str, profile.get("drop") or ())),
        masked=tuple(map(str, profile.get("mask") or ())),
        missing=tuple(map(str, profile.get("missing") or ())),
        examples=_examples(document, fields, rows),
        fields={name: tuple(map(str, used)) for name, used in fields.items()},
        reasons={name: _reason(reason) for name, reason in reasons.items()},
        rows=rows,
        rejects=tuple(
            (told_place(str(r.get("place", ""))), str(r.get("message") or r.get("code", "")))
            for r in document.get("rejects") or ()
        ),
    )


def _row(record: Mapping[str, object], *, is_counted: bool) -> dict[str, str]:
    cells: dict[str, str] = {}
    for name, value in record.items():
        if isinstance(value, Mapping):
            continue
        text = " · ".join(map(str, value)) if isinstance(value, list) else str(value or "")
        is_date_field = name in ("posted_at", "captured_at")
        is_known = (is_counted and name == "source_id") or (
            is_date_field and is_date(text, expected=True)
        )
        cells[name] = text if is_known else masking.cover_text(text)
    return cells


def _examples(
    document: Mapping[str, Any],
    fields: Mapping[str, Any],
    rows: tuple[Mapping[str, str], ...],
) -> dict[str, str]:
    """A value of each column, where the first rows hold one."""
    found: dict[str, str] = {}
    others: dict[str, list[str]] = {}
    for record in document.get("rows") or ():
        for column, text in (record.get("extra") or {}).items():
            if str(text).strip():
                others.setdefault(str(column), []).append(str(text))
    for column, cells in others.items():
        is_known = counts_rows(cells) or is_date(cells[0], expected=False)
        found[column] = cells[0] if is_known else masking.cover_text(cells[0])
    for name, columns in fields.items():
        for row in rows:
            if len(columns) == 1 and row.get(name):
                found.setdefault(str(columns[0]), row[name])
    return found


def _format_reason(kind: str, delimiter: str) -> str:
    words = {
        "csv": _("text with a header and {sign} between cells"),
        "tsv": _("text with tabs between cells"),
        "json": _("one JSON document with a list of ads"),
        "jsonl": _("each line is a JSON object"),
        "xml": _("a list of elements alike"),
        "xlsx": _("a workbook"),
        "ods": _("a workbook"),
        "xls": _("a workbook"),
        "sheet-html": _("a page that is nothing but a table"),
        "sheet-xml": _("a workbook"),
    }
    sign = {"\t": _("tabs"), "": "?"}.get(delimiter, delimiter)
    return words.get(kind, _("by its content")).format(sign=sign)


def _encoding_reason(code: str) -> str:
    words = {
        "chosen": _("you chose it"),
        "profile": _("from the profile"),
        "mark": _("the file says so"),
        "utf8": _("every byte fits"),
        "guessed": _("guessed; please check"),
    }
    return words.get(code, "")


def _reason(reason: Mapping[str, Any]) -> str:
    code, detail = str(reason.get("code", "")), reason.get("detail") or {}
    words = {
        "column_name": _("by its name"),
        "chosen_by_person": _("you chose it"),
        "body_joined": _("several columns joined"),
        "longest_text": _("the longest text"),
        "short_text": _("a short text"),
        "profile": _("from a saved mapping"),
        "images_table": _("from the file of pictures"),
    }
    if code in words:
        return words[code]
    if "per_cent" in detail:
        return _("by its values ({n} % fit)").format(n=detail["per_cent"])
    return _("by its values")
