# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts HTML into text, tags and comments in one pass, without ever building a tree.

A tree can be made to cost far more than the page it comes from: 27 kB of misnested ``<p><b id=1>``
cost the parser tried here 734 MB, a million nested ``<div>`` more than a minute. Reading text,
links and names of pictures needs no tree, so time and memory stay in step with the bytes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from indexing.limits import MAX_PAGE_PIECES

# A quotation mark shields ``>`` only where it opens a value; elsewhere it is a letter like others.
# Repeated groups are atomic and not possessive: before Python 3.11.5 a possessive group that has to
# try its second form goes wrong (gh-106052).
_TAG = re.compile(
    r"""<(/?)([a-zA-Z][^\s/>]*+)((?>(?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+'|)|["'])*))>"""
)
# Not more than so many pieces at a time: the matcher holds something for each of them.
_TEXT = re.compile(r"(?>(?:[^<]++|<+(?![a-zA-Z/!?])){1,2000})")
_ATTRIBUTE = re.compile(
    r"""([^\s/>=][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'][^\s]*+)))?"""
)
_RAW_TEXT = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW_TEXT}
_COMMENT_END = re.compile(r"--!?>")
_ENTITY = re.compile(r"&(?:#[0-9a-zA-Z]{1,12}|[0-9a-zA-Z]{1,32});")
_ZEROS = re.compile(r"&#([xX]?)0++(?=[0-9a-fA-F])")
_ENDLESS = re.compile(r"&#(?:[0-9]{9,}+|[xX][0-9a-fA-F]{9,}+);?")


class TooManyPiecesError(ValueError):
    """A page has more tags and texts than are read."""


class Token(NamedTuple):
    """One piece of a page.

    ``kind`` is ``text`` (entities resolved), ``start``, ``end``, ``raw`` (what stands in an element
    that holds no tags, such as ``script``; entities as they came) or ``comment``; ``name`` the tag
    in small letters; ``rest`` the text, or the attributes of a start tag as they came.
    """

    kind: str
    name: str
    rest: str


@dataclass(slots=True)
class PieceCount:
    """How many pieces were read of a page and of the pages written into it, together."""

    seen: int = 0


def tokens(markup: str, count: PieceCount | None = None) -> Iterator[Token]:
    """The pieces of a page in their order; a tag that is cut at the end of the page is left out.

    Args:
        markup: the page.
        count: goes on with the count of the page that this one is written into.

    Raises:
        TooManyPiecesError: there are more than ``MAX_PAGE_PIECES``.
    """
    count = count or PieceCount()
    at = 0
    while at < len(markup):
        count.seen += 1
        if count.seen > MAX_PAGE_PIECES:
            raise TooManyPiecesError
        if text := _TEXT.match(markup, at):
            at = text.end()
            yield Token("text", "", resolved(text.group()))
        elif tag := _TAG.match(markup, at):
            at = tag.end()
            name = tag[2].lower()
            yield Token("end" if tag[1] else "start", name, tag[3])
            if not tag[1] and name in _RAW_END:
                end = _RAW_END[name].search(markup, at)
                start, at = at, end.start() if end else len(markup)
                yield Token("raw", name, markup[start:at])
        else:
            stop, inner = _aside(markup, at)
            at = stop
            if inner:
                yield Token("comment", "", inner)


def _aside(markup: str, at: int) -> tuple[int, str]:
    """Where a comment or declaration ends that starts here, and what a comment says."""
    if markup.startswith("<!--", at):
        end = _COMMENT_END.search(markup, at + 2)  # <!--> is a whole comment
        if end is None:
            return len(markup), markup[at + 4 :]
        return end.end(), markup[at + 4 : end.start()]
    if re.match(r"</?[a-zA-Z]", markup[at : at + 3]):
        return len(markup), ""  # a tag that never ends
    end_of_other = markup.find(">", at)
    return (end_of_other + 1 if end_of_other >= 0 else len(markup)), ""


def attributes(rest: str) -> dict[str, str]:
    """Attributes of a start tag by their names in small letters, the first of a name counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(rest):
        name = match[1].lower()
        if name not in found:
            value = match[2] or match[3] or match[4] or ""
            # in an address ``&copy=1`` is no entity: only those that are closed are resolved
            found[name] = _ENTITY.sub(_entity, value) if "&" in value else value
    return found


def _entity(match: re.Match[str]) -> str:
    return resolved(match.group())


def resolved(text: str) -> str:
    """Text with its entities resolved; numbers beyond all characters become U+FFFD."""
    if "&" not in text:
        return text
    if "&#" in text:
        text = _ENDLESS.sub("\ufffd", _ZEROS.sub(r"&#\1", text))
    return html.unescape(text)
