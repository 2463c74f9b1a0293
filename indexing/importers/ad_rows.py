# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns a raw row into an ad by a field map; what no field takes is kept in ``extra``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from indexing.importers import cell_markup, cell_pages
from indexing.importers.cell_pictures import embedded
from indexing.importers.dates import iso_or_raw, with_clock
from indexing.importers.field_names import is_beside
from indexing.importers.image_names import names_in
from indexing.importers.json_values import json_text, text_of
from indexing.limits import MAX_IMAGES_PER_AD, MAX_TEXT_CHARACTERS
from indexing.records import AdRecord, ImageRef, Rejected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexing.importers.base import RawRow
    from indexing.importers.field_map import FieldMap
    from indexing.importers.image_names import ImageName

_WAY = re.compile(r"number|phone|tel|mail|value|handle|whatsapp|viber|telegram|url", re.IGNORECASE)
_TEXT_FIELDS = ("title", "body", "url", "place_text", "contacts", "author", "price_text")
_HOST = re.compile(r"[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:\s]+)", re.IGNORECASE)


class Pictures(Protocol):
    """Where the pictures of a source lie."""

    def find(self, names: Sequence[ImageName], untrusted_id: str) -> tuple[ImageRef, ...]:
        """Each picture named, once; those of the ad's own folder if none was found."""
        ...


def ad_of(
    row: RawRow, field_map: FieldMap, images: Pictures, *, markup: bool = False
) -> AdRecord | Rejected:
    """The ad that a row holds, or why it is none: too long to keep, or a failure's note alone.

    Args:
        row: cells as the source has them.
        field_map: the columns of each field.
        images: where pictures lie.
        markup: cells may be HTML, which is then read as a page would show it.
    """
    if is_note_of_failure(row):
        return Rejected(row.place, "row_empty", {})
    source, linked, heading = row, list[str](), ""
    if markup:
        row, linked, heading = _shown(row, field_map)
    texts = {
        name: [text_of(row.cells.get(column)) for column in columns]
        for name, columns in field_map.fields.items()
    }
    body = _joined(texts.get("body", []), "\n\n")
    title = _first(texts.get("title")) or heading
    if max(len(body), len(title)) > MAX_TEXT_CHARACTERS:
        detail = {"limit": MAX_TEXT_CHARACTERS, "characters": max(len(body), len(title))}
        return Rejected(row.place, "cell_too_long", detail)
    source_id, url = _first(texts.get("source_id")), _first(texts.get("url"))
    refs = _images(row, field_map, images, source_id.strip())
    captured = _first(texts.get("captured_at"))
    return AdRecord(
        place=row.place,
        source_id=source_id,
        url=url,
        site=_first(texts.get("site")) or _host(url),
        title=title,
        body=body,
        posted_at=_moment(texts.get("posted_at", []), field_map.date_order),
        captured_at=iso_or_raw(captured, field_map.date_order),
        place_text=_joined(texts.get("place_text", []), ", "),
        contacts=_contacts(row, field_map, linked),
        author=_first(texts.get("author")),
        price_text=_first(texts.get("price_text")),
        images=refs,
        extra=_extra(source, field_map, row),
    )


def is_note_of_failure(row: RawRow) -> bool:
    """Whether a row only tells that a scraper got nothing (Apify: ``#error``, ``#debug``)."""
    if not any(column.startswith("#error") for column in row.cells):
        return False
    rest = (cell for column, cell in row.cells.items() if not is_beside(column))
    return not any(text_of(cell).strip() for cell in rest)


def _moment(texts: list[str], order: str) -> str:
    """The first date, with the time of day that the next column may hold."""
    day, *others = [text for text in texts if text.strip()] or [""]
    return with_clock(day, others[0], order) if others else iso_or_raw(day, order)


def _first(texts: list[str] | None) -> str:
    return next((text for text in texts or () if text.strip()), "")


def _joined(texts: list[str], glue: str) -> str:
    """Texts in column order, without those that another one already holds whole."""
    kept: list[str] = []
    for text in texts:
        if text.strip() and not any(text.strip() in other for other in kept):
            kept.append(text)
    return glue.join(kept)


def _shown(row: RawRow, field_map: FieldMap) -> tuple[RawRow, list[str], str]:
    """The row without the HTML of its texts, what links in them lead to, the title of a page."""
    changed: dict[str, object] = {}
    linked: list[str] = []
    heading = ""
    for name in _TEXT_FIELDS:
        for column in field_map.fields.get(name, ()):
            cell = row.cells.get(column)
            shown: object
            page = cell_pages.page_in(cell) if name == "body" and isinstance(cell, str) else None
            if page is not None:
                shown, heading = page.text, heading or page.title
                linked += page.contacts
            elif isinstance(cell, str):
                shown = cell_markup.plain(cell)
                linked += cell_markup.links(cell)
            elif isinstance(cell, list):
                shown = [cell_markup.plain(x) if isinstance(x, str) else x for x in cell]
            else:
                continue
            if shown != cell:
                changed[column] = shown
    return (replace(row, cells={**row.cells, **changed}) if changed else row), linked, heading


def _contacts(row: RawRow, field_map: FieldMap, linked: list[str]) -> tuple[str, ...]:
    contacts: list[str] = []
    for column in field_map.fields.get("contacts", ()):
        cell = row.cells.get(column)
        for entry in cell if isinstance(cell, list) else [cell]:
            contacts += _ways(entry) if isinstance(entry, dict) else [text_of(entry)]
    return tuple(dict.fromkeys(contact for contact in [*contacts, *linked] if contact.strip()))


def _ways(entry: dict[str, object]) -> list[str]:
    """What an object says of one contact: ``{"type": "mobile", "number": "…"}``."""
    told = [text_of(x) for name, x in entry.items() if _WAY.search(name) and text_of(x).strip()]
    return told or [text_of(entry)]


def _images(
    row: RawRow, field_map: FieldMap, images: Pictures, source_id: str
) -> tuple[ImageRef, ...]:
    columns = field_map.fields.get("images", ())
    within = [ref for column in columns for ref in embedded(row.cells.get(column))]
    names = [name for column in columns for name in names_in(row.cells.get(column))]
    if within:
        names = [name for name in names if not name.untrusted_path.startswith("data:")]
    names.sort(key=lambda name: not name.untrusted_path)  # a path says more than an address
    found = (
        images.find(names[: 2 * MAX_IMAGES_PER_AD], source_id)
        if names or not (row.pictures or within)
        else ()
    )
    own = {ref.path for ref in row.pictures if ref.path}  # a page may name a file in two ways
    return (*row.pictures, *within, *(x for x in found if x.path not in own))[:MAX_IMAGES_PER_AD]


def _host(url: str) -> str:
    match = _HOST.match(url.strip())
    return match.group(1).lower().removeprefix("www.") if match else ""


def _extra(row: RawRow, field_map: FieldMap, shown: RawRow) -> dict[str, str]:
    """Cells of unmapped columns, and the raw cell wherever mapping it lost something."""
    fields = field_map.fields
    taken = {column for columns in fields.values() for column in columns}
    for name in ("posted_at", "captured_at", "title", "author", "price_text", "site", "url"):
        chosen = fields.get(name, ())
        texts = [text_of(row.cells.get(column)) for column in chosen]
        if len([text for text in texts if text.strip()]) > 1 or (
            name.endswith("_at")
            and any(iso_or_raw(text, field_map.date_order) != text for text in texts)
        ):
            taken.difference_update(chosen)
    if shown is not row:
        taken = {column for column in taken if shown.cells.get(column) == row.cells.get(column)}
    for column in (*fields.get("images", ()), *fields.get("contacts", ())):
        cell = row.cells.get(column)
        if "{" in text_of(cell)[:100]:  # a dictionary holds more than the name
            taken.discard(column)
    extra: dict[str, str] = {}
    for column, cell in row.cells.items():
        if column not in taken:
            text = json_text(cell) if isinstance(cell, list | dict) and cell else text_of(cell)
            if text.strip():
                extra[column] = text
    return extra
