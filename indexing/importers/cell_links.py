# SPDX-License-Identifier: GPL-3.0-or-later
"""Where links behind cells go: contacts to the contacts, other addresses to a column beside."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexing.importers.base import unique_names
from indexing.importers.byte_stream import UNREADABLE
from indexing.importers.page_text import contact_of
from indexing.importers.page_walk import CONTACT_LINK

_CONTACTS = "contacts"
"""The column of what links to call or to write lead to."""
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}")
_LEAST_DIGITS = 8


@dataclass(frozen=True, slots=True)
class LinkedColumns:
    """Names of columns, and of those beside them for addresses, pictures and contacts of cells."""

    names: tuple[str, ...]
    hrefs: tuple[str, ...]
    pictures: tuple[str, ...]
    contacts: str

    @classmethod
    def of(cls, untrusted_names: Sequence[str]) -> LinkedColumns:
        """Names for a header; no two are the same."""
        names, width = unique_names(list(untrusted_names)), len(untrusted_names)
        beside = [f"{name} {what}" for what in ("href", "src") for name in names]
        found = unique_names([*names, *beside, _CONTACTS])
        return cls(names, found[width : 2 * width], found[2 * width : -1], found[-1])

    def add_links(self, cells: dict[str, object], links: Mapping[int, str]) -> None:
        """Add the links behind the cells of a row.

        Args:
            cells: the row by the names of its columns.
            links: an address by the number of its column, from 0.
        """
        contacts: list[str] = []
        for at, untrusted in sorted(links.items()):
            address = untrusted.strip().replace("\0", "").replace(UNREADABLE, "\ufffd")
            shown = str(cells.get(self.names[at], "")).strip() if at < len(self.names) else ""
            if CONTACT_LINK.match(address):
                contact = contact_of(address)
                # a range of links goes on over the empty cells of other rows
                is_own = contact and shown and not _shows_another(shown, contact)
                contacts += [contact] if is_own else []
            elif at < len(self.names) and _bare(address) != _bare(shown):
                cells[self.hrefs[at]] = address
        if contacts:
            cells[self.contacts] = contacts


def _shows_another(shown: str, contact: str) -> bool:
    """Whether a cell shows another contact than the link behind it leads to.

    The link is a remnant then: who types over a copied cell changes only what is shown.
    """
    mails = _MAIL.findall(shown.casefold())
    if "@" in contact:
        return bool(mails) and not any(mail in contact.casefold() for mail in mails)
    digits, called = (re.sub(r"\D", "", text) for text in (shown, contact))
    are_numbers = len(digits) >= _LEAST_DIGITS <= len(called)
    return are_numbers and digits[-_LEAST_DIGITS:] not in called


def _bare(address: str) -> str:
    """An address as it is typed: a program that makes it a link completes it."""
    return _SCHEME.sub("", address.strip()).rstrip("/").casefold()
