# SPDX-License-Identifier: GPL-3.0-or-later
"""A codebook for other coding programs (REFI-QDA ``.qdc``), with doubt and origin kept.

The format has no place for sources, grades, innocent readings or versions: they stand in the
description of each code, whose last line says which entry it is, so that it is known again when
it comes back.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from app.i18n import _, in_language
from app.messages.grades import grade_words, strength_words
from indexing.suggest.codebook import Codebook, Indicator
from indexing.suggest.refi_qda import QdaCode, QdaCodebook, QdaSet

COLORS = {
    "strong": "#B35806",
    "medium": "#F1A340",
    "weak": "#FEE0B6",
    "mitigating": "#2166AC",
    "not_supported": "#999999",
}
"""By strength; told apart also by people who do not tell red from green."""
CRIMES = ("sex", "labour", "child", "smuggling")
_ID_LINE = re.compile(
    r"\s*ths-id: (?P<id>[A-Z]{3}(?:-\d\d)?)(?: v(?P<version>[1-9]\d{0,5}))?;"
    r" codebook (?P<book>\d{1,5}\.\d{1,5}\.\d{1,5})\s*"
)
_HOME = uuid.UUID("5f6a1d0e-7b0c-5c55-9f0b-6d3c8a1f2e47")
"""The space of GUIDs of this program; drawn once."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the last line of a description says: an entry or a group, its version, the codebook's.

    ``version`` is 0 for a group.
    """

    id: str
    version: int
    book_version: str


def guid(book: str, kind: str, name: str) -> str:
    """The GUID of something of a codebook: the same in every version, as ids are."""
    return str(uuid.uuid5(_HOME, f"{book}/{kind}/{name}"))


def to_qda(book: Codebook, *, origin: str) -> QdaCodebook:
    """The codebook in the language in force: groups hold, entries are applied, sets by crime."""
    entries: dict[str, list[Indicator]] = {}
    for one in book.indicators.values():
        entries.setdefault(one.group, []).append(one)
    return QdaCodebook(
        origin=f"{origin}; {book.id} {book.version}",
        codes=tuple(
            QdaCode(
                guid=guid(book.id, "group", group),
                name=f"{group} {in_language(label)}",
                codable=False,
                description=f"ths-id: {group}; codebook {book.version}",
                children=tuple(_code(book, one) for one in entries.get(group, ())),
            )
            for group, label in book.groups.items()
        ),
        sets=tuple(_sets(book)),
    )


def entry_of(description: str) -> Entry | None:
    """The entry that a description names; None where it names none."""
    found = None
    for line in description.splitlines():
        match = _ID_LINE.fullmatch(line)
        if match:
            found = Entry(match["id"], int(match["version"] or 0), match["book"])
    return found


def definition_of(description: str, *, own: bool) -> str:
    """The definition in a description; in one of our ``own`` it ends at the first empty line."""
    lines = [line.strip() for line in description.splitlines() if not _ID_LINE.fullmatch(line)]
    text = "\n".join(lines).strip()
    return " ".join((text.partition("\n\n")[0] if own else text).split())


def _code(book: Codebook, one: Indicator) -> QdaCode:
    return QdaCode(
        guid=guid(book.id, "indicator", one.id),
        name=f"{one.id} {in_language(one.label)}",
        color=COLORS.get(one.strength, ""),
        description=_description(book, one),
    )


def _description(book: Codebook, one: Indicator) -> str:
    note = in_language(one.grade_note)
    told = [" ".join(in_language(one.definition).split()), ""]
    told.append(_("Innocent reading: {reading}").format(reading=in_language(one.innocent_reading)))
    told.append(f"{grade_words(one.grade)} ({strength_words(one.strength)}). {note}".strip())
    sources = "; ".join(f"{reference}, {locator}" for reference, locator in one.sources)
    told.append(_("Sources: {sources}").format(sources=sources))
    told += [f"– {in_language(safeguard)}" for safeguard in one.safeguards]
    if one.retired_in:
        told.append(_("Retired in version {version}").format(version=one.retired_in))
    told.append(f"ths-id: {one.id} v{one.version}; codebook {book.version}")
    return "\n".join(told)


def _sets(book: Codebook) -> Iterator[QdaSet]:
    names = {
        "sex": _("Trafficking for sexual exploitation"),
        "labour": _("Trafficking for forced labour"),
        "child": _("Trafficking of children"),
        "smuggling": _("Smuggling of migrants"),
    }
    for crime in CRIMES:
        members = [one for one in book.indicators.values() if crime in one.crimes]
        if members:
            yield QdaSet(
                guid(book.id, "crime", crime),
                names[crime],
                tuple(guid(book.id, "indicator", one.id) for one in members),
            )
