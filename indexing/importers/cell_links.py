# SPDX-License-Identifier: GPL-3.0-or-later
"""Where links behind cells go: contacts to the contacts, other addresses to a column beside."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from indexing.importers.page_text import contact_of
from indexing.importers.page_walk import CONTACT_LINK

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
CONTACTS = "contacts"
"""The column of what links to call or to write lead to."""


def with_links(
    cells: dict[str, object], names: Sequence[str], links: Mapping[int, str]
) -> dict[str, object]:
    """Cells with the links behind them.

    Args:
        cells: the cells of a row by the names of their columns; they are changed.
        names: the columns.
        links: an address by the number of its column, from 0.
    """
    contacts: list[str] = []
    for at, address in sorted(links.items()):
        if CONTACT_LINK.match(address):
            contacts += filter(None, [contact_of(address.strip())])
        elif at < len(names) and _bare(address) != _bare(str(cells.get(names[at], ""))):
            cells[beside(names[at], "href", names)] = address
    if contacts:
        cells[CONTACTS if CONTACTS not in names else f"{CONTACTS} (2)"] = contacts
    return cells


def _bare(address: str) -> str:
    """An address as it is typed: a program that makes it a link completes it."""
    return _SCHEME.sub("", address.strip()).rstrip("/").casefold()


def beside(name: str, what: str, names: Sequence[str]) -> str:
    """A name for what stands behind a cell of a column, its address or its picture."""
    found = f"{name} {what}"
    return f"{found} (2)" if found in names else found
