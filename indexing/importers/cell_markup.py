# SPDX-License-Identifier: GPL-3.0-or-later
"""Cells in which a scraper left HTML: ``Caf&eacute;``, ``first<br>second``. As a reader saw them.

Only what is plainly markup is taken for it: a named or numbered sign that ends with a semicolon and
exists, and a tag that HTML has, written as HTML writes it. ``5 < 7 & 7 > 5`` and ``<3`` stay.
"""

from __future__ import annotations

import html
import re
from html.entities import html5

from indexing.importers.page_text import contact_of
from indexing.importers.page_walk import CONTACT_LINK
from indexing.limits import MAX_PAGE_ADDRESS

_BREAKS = (  # noqa: SIM905 - reads better
    "address article aside blockquote body br center dd div dl dt fieldset figure figcaption footer"
    " form h1 h2 h3 h4 h5 h6 head header hr html li main nav ol p pre section table tbody td tfoot"
    " th thead title tr ul"
).split()
_WITHIN = (  # noqa: SIM905 - reads better
    "a abbr b big button cite code del dfn em font i iframe img input ins kbd label link mark meta"
    " noscript option q s samp script select small source span strike strong style sub sup svg time"
    " tt u var wbr"
).split()
_VALUES = r"""(?>\s+[a-z_:][-\w:.]*\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))"""
_TAG = re.compile(
    rf"<(/?)({'|'.join(sorted([*_BREAKS, *_WITHIN], key=len, reverse=True))})"
    rf"((?>{_VALUES}*))\s*/?>",
    re.IGNORECASE,
)
_UNSEEN = re.compile(r"<(script|style)(?=[\s>])[^<>]*>|<(!)--|<!doctype[^<>]*>", re.IGNORECASE)
_UNSEEN_END = {
    "script": re.compile(r"</script[^<>]*>", re.IGNORECASE),
    "style": re.compile(r"</style[^<>]*>", re.IGNORECASE),
    "!": re.compile(r"-->"),
}
_SIGN = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LINK = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.IGNORECASE)
_BREAK, _BLOCK, _PARAGRAPH = "\n\v\f"
_GAP = re.compile(r"(?:(?<![ \t])[ \t]+)?[\n\v\f][ \t\n\v\f]*")
_LINE_END = re.compile(r"(?:(?<![ \t])[ \t]+)?\r?\n[ \t]*")


def plain(text: str) -> str:
    """The text as a page would show it; the same text where nothing in it is plainly markup."""
    if "<" not in text and "&" not in text:
        return text
    shown, tagged = _untagged(text)
    shown = _SIGN.sub(_sign, shown)
    if not tagged and shown != text:  # markup that was escaped whole: &lt;br&gt;
        twice, tagged = _untagged(shown)
        shown = _SIGN.sub(_sign, twice) if tagged else shown
    return shown


def links(text: str) -> list[str]:
    """Numbers and addresses that tags lead to and the text need not show (``href="tel:…"``)."""
    found: list[str] = []
    for tag in _TAG.finditer(text) if "href" in text or "HREF" in text else ():
        target = _LINK.search(tag[3]) if tag[2].lower() == "a" else None
        href = html.unescape(next(filter(None, target.groups()), "")) if target else ""
        if len(href) <= MAX_PAGE_ADDRESS and CONTACT_LINK.match(href):
            found.append(contact_of(href.strip()))
    return [one for one in dict.fromkeys(found) if one]


def _untagged(text: str) -> tuple[str, bool]:
    """Text without tags, and whether there were any. A line end in HTML is a space."""
    if not _TAG.search(text):
        return text, False
    shown = _seen(text)
    if "\n" in shown and re.search(r"<(?:br|p|div|li)\b", shown, re.IGNORECASE):
        shown = _LINE_END.sub(" ", shown)
    shown = _TAG.sub(_tag, shown)
    return _GAP.sub(_gap, shown).strip(), True


def _seen(text: str) -> str:
    """Text without scripts, styles and remarks; one without an end is none."""
    pieces: list[str] = []
    endless: set[str] = set()  # not looked for again: looking costs the length of the text
    at = 0
    while start := _UNSEEN.search(text, at):
        kind = (start[1] or start[2] or "").lower()
        end = None if kind in endless or not kind else _UNSEEN_END[kind].search(text, start.end())
        if kind and end is None:
            endless.add(kind)
            pieces.append(text[at : start.end()])
        else:
            pieces.append(text[at : start.start()] + " ")
        at = end.end() if end else start.end()
    return "".join(pieces) + text[at:]


def _tag(match: re.Match[str]) -> str:
    name = match[2].lower()
    if name in ("br", "p"):
        return _BREAK if name == "br" else _PARAGRAPH
    return _BLOCK if name in _BREAKS else ""


def _gap(match: re.Match[str]) -> str:
    apart = _PARAGRAPH in match[0] or match[0].count(_BREAK) > 1
    return "\n\n" if apart else "\n"


def _sign(match: re.Match[str]) -> str:
    name = match[0][1:]
    if name[0] != "#" and name not in html5:
        return match[0]
    return html.unescape(match[0]).replace("\0", "\ufffd")
