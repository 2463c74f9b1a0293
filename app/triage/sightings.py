# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of an ad: when and where it was seen, and what had changed each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from app.messages.places import told_place
from app.triage import preview
from app.triage.alignment import align, tokens
from app.triage.covering import Cover
from app.triage.items import ChangeItem, SightingItem
from app.triage.moments import minute
from app.triage.short_text import short
from indexing.store import captures, images, sources
from indexing.store.ads import AdRow
from indexing.store.captures import Capture
from indexing.store.case import Case
from indexing.store.dates import is_iso
from indexing.store.further import FurtherText

MOST_TOLD = 30
"""Sightings that the window tells, the newest ones."""
_MOST_CHANGES = 6
_MOST_CHARACTERS = 160
_ALIGNED_CHARACTERS = 20_000
_REFERENCES = frozenset({"source_id", "url", "site"})
Document = dict[str, object]


def capture_documents(case: Case, ad: int, cover: Cover | None) -> list[Document]:
    """The sightings of an ad after the first; ``changed`` is what differed from the first."""
    return [
        {
            "n": one.n,
            "source": one.source_path,
            "place": one.place,
            "posted_at": one.posted_at,
            "captured_at": one.captured_at,
            "changed": {name: _shown(one, name, cover) for name in one.changed},
        }
        for one in captures.of_ad(case, ad)
    ]


def _shown(one: Capture, name: str, cover: Cover | None) -> Any:
    """A changed value as it may be shown: a text, a list of them, or columns by name."""
    value = one.changed[name]
    if cover is None:
        return value
    if isinstance(value, dict):
        return {key: None if text is None else cover.unread(text) for key, text in value.items()}
    if name == "images":
        return [cover.reference(text) for text in value]
    if name in captures.READ:
        text = captures.texts({name: value})[name]
        covered = cover.further(captures.further_text(one.n, name, text, one.captured_at))
        return covered.split("\n") if isinstance(value, list) else covered
    return (cover.reference if name in _REFERENCES else cover.unread)(value)


def items(case: Case, row: AdRow, cover: Cover | None) -> tuple[tuple[SightingItem, ...], int]:
    """The newest sightings of an ad as the window tells them, newest first, and how many in all.

    Nothing for an ad that was seen once. What had changed is told against the sighting before.
    """
    later = captures.of_ad(case, row.ad)
    if not later:
        return (), 1
    imported = {one.source: one.begun_at[:10] for one in sources.list_sources(case)}
    first = Capture(
        row.ad, 1, row.source, row.source_path, row.source_name, row.place,
        row.posted_at, row.captured_at, 0, {},
    )  # fmt: skip
    found = [first, *later]
    if all(is_iso(_when(one)) for one in found):
        found.sort(key=_by_time)
    gained = _gained(later, len(images.of_ad(case, row.ad)))
    told = []
    for place in range(max(len(found) - MOST_TOLD, 0), len(found)):
        one, before = found[place], found[place - 1] if place else None
        changes = [] if before is None else _changes(_At(row, before, cover), _At(row, one, cover))
        told.append(
            SightingItem(
                one.n, minute(_when(one)), imported.get(one.source, ""),
                one.source_name, told_place(one.place), tuple(changes[:_MOST_CHANGES]),
                max(len(changes) - _MOST_CHANGES, 0), gained.get(one.n, 0), before is None,
            )
        )  # fmt: skip
    return tuple(reversed(told)), len(found)


def _when(one: Capture) -> str:
    return one.captured_at or one.posted_at


def _by_time(one: Capture) -> tuple[str, int]:
    return _when(one), one.n


def _gained(later: Sequence[Capture], pictures: int) -> dict[int, int]:
    """How many pictures each sighting brought, in the order of import."""
    held = [one.pictures for one in later] + [pictures]
    return {one.n: held[place + 1] - held[place] for place, one in enumerate(later)}


class _At:
    """The fields of an ad as they stood at one sighting, and as they are shown."""

    def __init__(self, row: AdRow, one: Capture, cover: Cover | None) -> None:
        self._row, self._one, self._cover = row, one, cover
        self.posted_at = one.posted_at
        columns: Mapping[str, str | None] = one.changed.get("extra", {})
        self.extra = {
            name: text for name, text in {**row.extra, **columns}.items() if text is not None
        }

    def raw(self, name: str) -> str:
        """A field of the ad as it stood."""
        value = self._one.changed.get(name, getattr(self._row, name))
        return value if isinstance(value, str) else "\n".join(value)

    def shown(self, name: str) -> str:
        """The same, covered."""
        text, cover = self.raw(name), self._cover
        if cover is None:
            return text
        if name in self._one.changed:
            value = _shown(self._one, name, cover)
            return value if isinstance(value, str) else "\n".join(value)
        if name in captures.READ:
            own = FurtherText(name, name, text, name)
            return cover.further(own)
        return (cover.reference if name in _REFERENCES else cover.unread)(text)

    def column(self, name: str) -> str:
        """A further column, covered."""
        text = self.extra.get(name, "")
        return text if self._cover is None else self._cover.unread(text)


def _changes(before: _At, after: _At) -> list[ChangeItem]:
    found: list[ChangeItem] = []
    words = preview.field_words()
    if before.posted_at != after.posted_at:
        found.append(ChangeItem(words["posted_at"], before.posted_at, after.posted_at))
    for name in ("title", "body", "contacts", "author", "place_text", "price_text", "site", "url",
                 "source_id"):  # fmt: skip
        one, other = before.raw(name), after.raw(name)
        if one != other:
            shown = before.shown(name), after.shown(name)
            found += _pieces(words[name], (one, other), shown)
    for name in dict.fromkeys((*before.extra, *after.extra)):
        if before.extra.get(name) != after.extra.get(name):
            found.append(ChangeItem(name, _cut(before.column(name)), _cut(after.column(name))))
    return found


def _pieces(name: str, raw: tuple[str, str], shown: tuple[str, str]) -> Iterator[ChangeItem]:
    """The stretches in which two texts differ; long texts are told whole, cut short."""
    if not all(raw) or max(map(len, raw)) > _ALIGNED_CHARACTERS:
        yield ChangeItem(name, _cut(shown[0]), _cut(shown[1]))
        return
    left, right = (tokens(text, seen, ()) for text, seen in zip(raw, shown, strict=True))
    differing = [piece for piece in align(left, right) if not piece.same]
    for piece in differing:
        one, other = shown[0][slice(*piece.left)], shown[1][slice(*piece.right)]
        yield ChangeItem(name, _cut(one), _cut(other))
    if not differing:  # only in case, width or spaces
        yield ChangeItem(name, _cut(shown[0]), _cut(shown[1]))


def _cut(text: str) -> str:
    return short(text, _MOST_CHARACTERS)


def dates(case: Case, ad: int) -> Callable[[str], str]:
    """Tells of a field of a mention on which day its text was seen; '' for the ad's own."""
    days = {f"{captures.KIND} {one.n}": _when(one)[:10] for one in captures.of_ad(case, ad)}

    def day(field: str) -> str:
        return days.get(" ".join(field.split(" ")[:2]), "")

    return day
