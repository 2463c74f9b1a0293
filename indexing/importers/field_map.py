# SPDX-License-Identifier: GPL-3.0-or-later
"""Which columns feed which field of an ad: guessed with a reason each, kept and editable as data.

Names decide first, values second. What nothing speaks for stays in the ad's extra.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.importers.dates import is_clock, order_of
from indexing.importers.field_names import (
    CLOCKS,
    FIELDS,
    PAGES,
    PARTS_OF_BODY,
    SHORT_NAMES,
    WEAK_BODY,
    field_of,
    is_beside,
    is_no_contact,
    key_of,
    of_first_table,
)
from indexing.importers.json_values import text_of
from indexing.importers.value_forms import URL, VALUE_TESTS
from indexing.limits import MAX_GUESSED_COLUMNS

if TYPE_CHECKING:
    from indexing.importers.base import RawRow

_MANY = ("body", "place_text", "contacts", "images")
_OWN = ("url", "source_id")
"""What each ad has for itself."""
_ANSWERS = ("true", "false", "yes", "no", "0", "1")
_NAMES_A_FILE = re.compile(r"[/\\]|\w\.\w{2,5}(?:$|\W)|^[\[{]")
_MARKUP = re.compile(r"\s*<(?:!doctype\b|html\b|head\b|body\b|div\b|\?xml\b)", re.IGNORECASE)
_NESTED = ("[{", '{"', '["')
"""So lists and objects begin that lie in a cell."""
_PAGE_START = 500
_CLOCKS_LOOKED_AT = 20
_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class MapReason:
    """Why columns were chosen for a field: a code, and values for its sentence."""

    code: str
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Canonical field to the columns that feed it, with a reason for each field."""

    fields: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, MapReason]
    date_order: str = ""
    """How dates such as 3/4/2023 are to be read (``dmy``, ``mdy``); '' leaves them as they are."""

    def as_dict(self) -> dict[str, object]:
        """JSON values, readable by ``from_dict``; also the form of a saved profile."""
        return {
            "fields": {name: list(columns) for name, columns in self.fields.items()},
            "reasons": {
                name: {"code": reason.code, "detail": dict(reason.detail)}
                for name, reason in self.reasons.items()
            },
        }

    @classmethod
    def from_dict(cls, untrusted: object) -> FieldMap:
        """A map from its JSON values; BadInputError ``profile_wrong`` when they are not one."""
        whole = untrusted if isinstance(untrusted, dict) else {}
        fields, reasons = whole.get("fields"), whole.get("reasons", {})
        if not isinstance(fields, dict) or not isinstance(reasons, dict):
            raise BadInputError("profile_wrong")
        read: dict[str, tuple[str, ...]] = {}
        for name, columns in fields.items():
            is_names = isinstance(columns, list) and all(isinstance(x, str) for x in columns)
            if name not in FIELDS or not is_names:
                raise BadInputError("profile_wrong", detail={"field": str(name)})
            read[name] = tuple(columns)
        return cls(read, {name: _reason_from(reasons.get(name)) for name in read})


def _reason_from(untrusted: object) -> MapReason:
    whole = untrusted if isinstance(untrusted, dict) else {}
    detail = whole.get("detail")
    return MapReason(str(whole.get("code", "profile")), detail if isinstance(detail, dict) else {})


def guess(columns: Sequence[str], sample: Sequence[RawRow]) -> FieldMap:
    """Map columns by their names, then by the values of the sample rows."""
    columns = of_first_table(columns[:MAX_GUESSED_COLUMNS])
    cells = _texts(columns, sample)
    fields = {name: field_of(name) for name in columns}
    found: dict[str, tuple[str, ...]] = {}
    reasons: dict[str, MapReason] = {}
    for name, (chosen, reason) in _by_name(columns, cells, fields).items():
        found[name], reasons[name] = chosen, reason
    _by_page(columns, cells, found, reasons)
    unnamed = [name for name in columns if fields[name] is None]
    _by_value(unnamed, cells, found, reasons)
    _with_clock(columns, cells, found, reasons)
    columns_of_dates = (*found.get("posted_at", ()), *found.get("captured_at", ()))
    return FieldMap(
        {name: found[name] for name in FIELDS if name in found},
        {name: reasons[name] for name in FIELDS if name in reasons},
        order_of(text for column in columns_of_dates for text in cells[column]),
    )


def with_overrides(
    base: FieldMap, overrides: Mapping[str, str], columns: Sequence[str]
) -> FieldMap:
    """The map with a person's choices on top: FIELD=COLUMN, several with ``+``, none to unmap.

    Raises:
        BadInputError: ``map_field_unknown`` or ``map_column_unknown``, with what there is.
    """
    fields, reasons = dict(base.fields), dict(base.reasons)
    for untrusted_field, untrusted_columns in overrides.items():
        name = SHORT_NAMES.get(untrusted_field.strip(), untrusted_field.strip())
        if name not in FIELDS:
            detail: dict[str, object] = {"field": untrusted_field, "fields": list(FIELDS)}
            raise BadInputError("map_field_unknown", detail=detail)
        chosen = _chosen(untrusted_columns, columns)
        for other in fields:  # a column that a person gives to one field leaves the others
            fields[other] = tuple(x for x in fields[other] if x not in chosen)
        fields[name] = chosen
        reasons[name] = MapReason("chosen_by_person", {"columns": list(chosen)})
    kept = {name: fields[name] for name in FIELDS if fields.get(name)}
    return FieldMap(kept, {name: reasons[name] for name in kept}, base.date_order)


def _chosen(untrusted_columns: str, columns: Sequence[str]) -> tuple[str, ...]:
    by_key = {key_of(column): column for column in reversed(columns)}
    wanted = [untrusted_columns] if untrusted_columns in columns else untrusted_columns.split("+")
    chosen: list[str] = []
    for part in (part.strip() for part in wanted):
        if not part:
            continue
        column = part if part in columns else by_key.get(key_of(part))
        if column is None:
            detail = {"column": part, "columns": list(columns)[:200]}
            raise BadInputError("map_column_unknown", detail=detail)
        chosen.append(column)
    return tuple(dict.fromkeys(chosen))


def _texts(columns: Sequence[str], sample: Sequence[RawRow]) -> dict[str, list[str]]:
    """Non-empty cells of each column in the sample; each row may have columns of its own."""
    texts: dict[str, list[str]] = {name: [] for name in columns}
    for row in sample:
        for name, cell in row.cells.items():
            if name in texts and (text := text_of(cell).strip()):
                texts[name].append(text)
    return texts


def _by_name(
    columns: Sequence[str],
    cells: Mapping[str, list[str]],
    fields: Mapping[str, tuple[str, int] | None],
) -> dict[str, tuple[tuple[str, ...], MapReason]]:
    named: dict[str, list[tuple[int, int, str]]] = {}
    for index, column in enumerate(columns):
        match = fields[column]
        if match and _plausible(match[0], cells[column], column):
            named.setdefault(match[0], []).append((match[1], index, column))
    found: dict[str, tuple[tuple[str, ...], MapReason]] = {}
    for name, ranked in named.items():
        if name == "body":
            continue
        if name in _MANY:
            chosen = tuple(x for _, _, x in sorted(ranked, key=lambda entry: entry[1]))
        else:
            chosen = (_best(name, ranked, cells),)
        found[name] = chosen, MapReason("column_name", {"columns": list(chosen)})
    body = _body(columns, [column for _, _, column in sorted(named.get("body", []))], cells)
    if body:
        found["body"] = body
    return found


def _best(name: str, ranked: list[tuple[int, int, str]], cells: Mapping[str, list[str]]) -> str:
    """The column of the best name, unless another is filled far more or differs far more.

    In many exports the first column of links is hardly filled, and a scraper may write the address
    of the list to every ad. An ad that was seen ten times has one address in ten rows.
    """
    filled = {x: len(cells[x]) for _, _, x in ranked}
    differing = {x: len(set(cells[x])) if name in _OWN else 0 for _, _, x in ranked}
    least, few = max(filled.values()) / 2, max(differing.values()) / 10

    def order(entry: tuple[int, int, str]) -> tuple[bool, int, int]:
        rank, index, column = entry
        distinct = _distinct(cells[column]) if name == "url" else 0
        is_poor = filled[column] < least or differing[column] < few
        return is_poor, rank, index - distinct

    return min(ranked, key=order)[2]


def _plausible(name: str, texts: list[str], column: str) -> bool:
    """Whether the values do not speak against the name."""
    if not texts:
        return True
    if name == "images" and (inner := column.rpartition(".")[2]) != column and not inner.isdigit():
        return _share(texts, _NAMES_A_FILE.search) > 0.5  # what else is told of a picture
    if name == "contacts":
        return any(text.lower() not in _ANSWERS for text in texts)
    if name == "url":
        return _share(texts, lambda text: bool(re.search(r"[/.]", text)) and len(text) < 3000) > 0.5
    if name == "site" and _share(texts, _is_page) > 0.5:
        return False
    if name in ("site", "author", "source_id", "price_text", "place_text"):
        return sum(map(len, texts)) / len(texts) < 300
    if name in ("posted_at", "captured_at"):
        return _share(texts, lambda text: len(text) < 80 and not is_clock(text)) > 0.8
    return True


def _by_page(
    columns: Sequence[str],
    cells: Mapping[str, list[str]],
    found: dict[str, tuple[str, ...]],
    reasons: dict[str, MapReason],
) -> None:
    """What only a crawler's own store of pages has: an address as number, the page as source."""
    (number,) = found.get("source_id") or ("",)
    if number and "url" not in found and _share(cells[number], URL.fullmatch) >= _SHARE:
        found["url"] = found["source_id"]
        per_cent = round(100 * _share(cells[number], URL.fullmatch))
        reasons["url"] = MapReason("values_are_urls", {"columns": [number], "per_cent": per_cent})
    pages = [x for x in columns if key_of(x) in PAGES and _share(cells[x], _is_page) >= _SHARE]
    if "body" not in found and pages:
        found["body"] = (pages[0],)
        reasons["body"] = MapReason("column_name", {"columns": pages[:1]})


def _with_clock(
    columns: Sequence[str],
    cells: Mapping[str, list[str]],
    found: dict[str, tuple[str, ...]],
    reasons: dict[str, MapReason],
) -> None:
    """The time of day joins the day where the two stand in columns of their own."""
    taken = {column for chosen in found.values() for column in chosen}
    clocks = [
        column
        for column in columns
        if key_of(column) in CLOCKS
        and column not in taken
        and _share(cells[column], is_clock) >= _SHARE
    ]
    if len(clocks) == 1 and len(found.get("posted_at", ())) == 1:
        day = found["posted_at"][0]
        if not any(":" in text for text in cells[day][:_CLOCKS_LOOKED_AT]):
            found["posted_at"] = (day, clocks[0])
            code, detail = reasons["posted_at"].code, reasons["posted_at"].detail
            reasons["posted_at"] = MapReason(code, {**detail, "columns": [day, clocks[0]]})


def _is_page(text: str) -> bool:
    return bool(_MARKUP.match(text[:_PAGE_START]))


def _body(
    columns: Sequence[str], named: list[str], cells: Mapping[str, list[str]]
) -> tuple[tuple[str, ...], MapReason] | None:
    """The body's columns in their order: the named one, and others that are plainly its parts."""
    if not named:
        named = [column for column in columns if key_of(column) in WEAK_BODY][:1]
    if not named:
        return None
    parts = [column for column in columns if key_of(column) in PARTS_OF_BODY]
    main = max(named, key=lambda column: _mean(cells[column]))
    joined = {x for x in (*named, *parts) if x == main or _mean(cells[x]) >= 40}
    chosen = tuple(column for column in columns if column in joined)
    if len(chosen) == 1:
        return chosen, MapReason("column_name", {"columns": [main]})
    others = [column for column in chosen if column != main]
    detail = {"columns": list(chosen), "main": main, "joined": others}
    return chosen, MapReason("body_joined", detail)


def _by_value(
    columns: Sequence[str],
    cells: Mapping[str, list[str]],
    found: dict[str, tuple[str, ...]],
    reasons: dict[str, MapReason],
) -> None:
    """Give columns that no name explained to fields that are still free."""
    used = {column for chosen in found.values() for column in chosen}
    used.update(filter(is_beside, columns))
    for name, code, test in VALUE_TESTS:
        if name in found:
            continue
        shares = {
            column: _share(cells[column], test)
            for column in columns
            if column not in used and cells[column] and not is_no_contact(column, code)
        }
        fitting = [column for column, share in shares.items() if share >= _SHARE]
        if fitting:
            chosen = tuple(fitting if name in _MANY else fitting[:1])
            used.update(chosen)
            found[name] = chosen
            per_cent = round(100 * min(shares[column] for column in chosen))
            reasons[name] = MapReason(code, {"columns": list(chosen), "per_cent": per_cent})
    free = [x for x in columns if x not in used and cells[x]]
    _free_text(free, cells, found, reasons)


def _free_text(
    free: list[str],
    cells: Mapping[str, list[str]],
    found: dict[str, tuple[str, ...]],
    reasons: dict[str, MapReason],
) -> None:
    """The longest prose column is the body; a shorter one before it may be the title."""
    prose = [x for x in free if _mean(cells[x]) >= 60 and _share(cells[x], _is_prose) >= 0.6]
    if "body" not in found and prose:
        longest = max(prose, key=lambda column: _mean(cells[column]))
        found["body"] = (longest,)
        detail = {"columns": [longest], "mean_length": round(_mean(cells[longest]))}
        reasons["body"] = MapReason("longest_text", detail)
    if "title" in found or "body" not in found:
        return
    taken = frozenset(found["body"])
    for column in free:
        texts = cells[column]
        distinct = len(set(texts)) >= 0.5 * len(texts)
        if column not in taken and distinct and _share(texts, _is_headline) >= _SHARE:
            found["title"] = (column,)
            reasons["title"] = MapReason("short_text", {"columns": [column]})
            return


def _is_prose(text: str) -> bool:
    if text[:2] in _NESTED:
        return False
    return len(text.split()) >= 8 or len(text) >= 60


def _is_headline(text: str) -> bool:
    if text[:2] in _NESTED:
        return False
    return 2 <= len(text.split()) <= 25 and sum(map(str.isalpha, text)) > 0.5 * len(text)


def _distinct(texts: list[str]) -> int:
    return 1000 * len(set(texts)) // max(len(texts), 1)


def _mean(texts: list[str]) -> float:
    return sum(map(len, texts)) / len(texts) if texts else 0.0


def _share(texts: list[str], test: Callable[[str], object]) -> float:
    return sum(bool(test(text)) for text in texts) / len(texts) if texts else 0.0
