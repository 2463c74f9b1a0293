# SPDX-License-Identifier: GPL-3.0-or-later
"""How a file will be read, as the dry run of an import tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.i18n import _
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


def arguments(
    case: str, source: str, *, images: str = "", changes: Mapping[str, str]
) -> tuple[str, ...]:
    """The command that reads the first rows and stores nothing."""
    words = ["import", case, source, "--dry-run", "--preview", str(ROWS)]
    return (*words, *options(images, changes), "--json", "--progress", "jsonl", "--key-stdin")


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


def read(document: Mapping[str, object]) -> Preview:
    """The preview of the first source in an import's answer."""
    sources = document.get("sources")
    source = sources[0] if isinstance(sources, Sequence) and sources else {}
    profile = source.get("profile") or {}
    fields = source.get("fields") or profile.get("fields") or {}
    reasons = source.get("reasons") or profile.get("reasons") or {}
    return Preview(
        format=str(source.get("format", "")).upper(),
        encoding=str(source.get("encoding") or ""),
        columns=tuple(str(name) for name in source.get("columns") or ()),
        fields={name: _names(used) for name, used in fields.items()},
        reasons={name: _reason(reason) for name, reason in reasons.items()},
        rows=tuple(_row(record) for record in source.get("preview") or ()),
        rejects=tuple(
            (str(r.get("place", "")), str(r.get("message") or r.get("code", "")))
            for r in source.get("rejects") or ()
        ),
    )


def _names(used: object) -> tuple[str, ...]:
    return (used,) if isinstance(used, str) else tuple(str(name) for name in used or ())  # type: ignore[attr-defined]


def _row(record: Mapping[str, object]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for name, value in record.items():
        text = " · ".join(map(str, value)) if isinstance(value, list) else str(value or "")
        cells[name] = masking.cover_text(text)
    return cells


def _reason(reason: object) -> str:
    code = reason.get("code", "") if isinstance(reason, Mapping) else reason
    words = {
        "name": _("by its name"),
        "header": _("by its name"),
        "content": _("by what it holds"),
        "values": _("by what it holds"),
        "given": _("you chose it"),
        "override": _("you chose it"),
        "profile": _("from a saved profile"),
        "longest": _("the longest text"),
    }
    return words.get(str(code), str(code).replace("_", " "))
