# SPDX-License-Identifier: GPL-3.0-or-later
"""How a file will be read, as the dry run of an import tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.i18n import _
from app.messages.places import told_place
from app.triage import masking

ROWS = 20
FIELDS = (
    "title", "body", "contacts", "author", "site", "url", "source_id", "posted_at",
    "captured_at", "place_text", "price_text", "images",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Preview:
    """Columns, guessed fields with reasons, first rows, and rows that cannot be read."""

    format: str
    encoding: str
    columns: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[Mapping[str, str], ...] = ()
    rejects: tuple[tuple[str, str], ...] = ()


def arguments(source: str, *, images: str, changes: Mapping[str, str]) -> tuple[str, ...]:
    """The command that reads the first rows and stores nothing."""
    return ("preview", source, "--rows", str(ROWS), *options(images, changes), "--json")


def options(images: str, changes: Mapping[str, str]) -> tuple[str, ...]:
    """Picture folder and changed fields as options of the import command."""
    words = ["--images", images] if images else []
    for name, column in changes.items():
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
    return Preview(
        format=str(document.get("format", "")).upper(),
        encoding=str(document.get("encoding") or ""),
        columns=tuple(str(name) for name in document.get("columns") or ()),
        fields={name: tuple(map(str, used)) for name, used in fields.items()},
        reasons={name: _reason(reason) for name, reason in reasons.items()},
        rows=tuple(_row(record) for record in document.get("rows") or ()),
        rejects=tuple(
            (told_place(str(r.get("place", ""))), str(r.get("message") or r.get("code", "")))
            for r in document.get("rejects") or ()
        ),
    )


def _row(record: Mapping[str, object]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for name, value in record.items():
        text = " · ".join(map(str, value)) if isinstance(value, list) else str(value or "")
        cells[name] = masking.cover_text(text)
    return cells


def _reason(reason: Mapping[str, Any]) -> str:
    code, detail = str(reason.get("code", "")), reason.get("detail") or {}
    words = {
        "column_name": _("by its name"),
        "chosen_by_person": _("you chose it"),
        "body_joined": _("several columns joined"),
        "longest_text": _("the longest text"),
        "short_text": _("a short text"),
        "profile": _("from a saved mapping"),
    }
    if code in words:
        return words[code]
    if "per_cent" in detail:
        return _("by its values ({n} % fit)").format(n=detail["per_cent"])
    return _("by its values")
