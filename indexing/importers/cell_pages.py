# SPDX-License-Identifier: GPL-3.0-or-later
"""Cells in which a crawler kept the whole page: read as a saved page is, menus and head apart."""

from __future__ import annotations

import re

from indexing.importers.html_tokens import TooManyPiecesError
from indexing.importers.page_bytes import PageTooLargeError
from indexing.importers.page_text import Page, read_page

_PAGE = re.compile(r"\s*(?:<\?xml[^<>]{0,200}>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_START = 1_000


def is_page(untrusted_text: str) -> bool:
    """Whether a cell begins as a page does."""
    return _PAGE.match(untrusted_text[:_START]) is not None


def page_in(untrusted_text: str) -> Page | None:
    """The page that a cell is; None for other text, and for a page too large or without text."""
    if not is_page(untrusted_text):
        return None
    try:
        page = read_page(untrusted_text.encode("utf-8", "replace"), encoding="utf-8")
    except (PageTooLargeError, TooManyPiecesError):
        return None
    return page if page.text.strip() else None
