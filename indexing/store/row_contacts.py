# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom a row says to call, told quickly and without a region: enough to tell two rows apart.

What an ad's contacts are is for ``extract`` to say; here only whether two rows give other ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexing.limits import MAX_SAME_AD_CHARACTERS
from indexing.normalise import fold_text

_DIGITS = re.compile(r"\d+")
_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|1[0-2])[-/.](?:19|20)\d\d)(?!\d)"
    r"|(?<![\d./])(?:0?[1-9]|[12]\d|3[01])([./])(?:0?[1-9]|1[0-2])\1\d\d(?![./]?\d)"
)
_BLANK = r" \t\u00a0\u2009\u202f().\-\u2013/"
_RUN = re.compile(
    rf"(?<!\d)(?:[+0](?:[{_BLANK}*_~|\u00b7\u2022]{{0,3}}\d){{8,39}}"
    rf"|\d(?:[{_BLANK}]{{0,3}}\d){{8,39}})"
)
"""Digits that may be a number to call; signs between them only where it begins like one."""
_ROUND = re.compile(r"[1-9]\d{0,2}[05]")
_STAMP = re.compile(r"1[4-9]\d{11}|20[1-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{1,6}")
"""Milliseconds since 1970, of 2014 to 2033; or the day and time, written in one."""
_REFERENCE = re.compile(
    r"(?:\b(?:ref(?:erence|erencia)?|id|order|ad|annonce|anuncio|anzeige|listing|post|code|page)"
    r"(?:[ .]{0,2}(?:no|nr|n[o\u00b0]|num(?:ber|ero)?))?|#)[ .:=#\u00b0-]{0,3}$"
)
_BEFORE = 24
"""Characters before a number in which it may be called the ad's."""
_MASKED = re.compile(r"[ .]{0,2}(?:[x*\u2022#]{2}|\u2026|\.{3})")
_LEAST, _MOST = 9, 15
"""Digits of a number in a text. ITU-T E.164 gives 15 at most."""
_LEAST_ALONE = 6
"""The same where a number stands alone among the contacts."""
_LAST = 9
_NAMED = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}|(?<![\w./@])@\w{3,40}"
    r"|masked:[0-9a-f]{20}"
)
"""E-mail addresses, handles, and what a value was masked with."""
_NAMED_AT = re.compile(
    r"(?<![\w.])(?:(?:t\.me|vk\.com|instagram\.com|facebook\.com|fb\.com|snapchat\.com/add)/"
    r"|(?:insta(?:gram)?|snap(?:chat)?|telegram|tg|we ?chat|line(?: id)?|vk|viber|signal|kik|skype)"
    r" ?[:=] ?)([^\W\d][\w.]{2,40})"
)
"""Names at a place, or behind the name of a place and a colon."""
_BETWEEN = re.compile(r"[,;|/\n]| - ")
_WORD = re.compile(r"@?([\w.-]{3,60})")
_NO_CONTACT = re.compile(
    r"hidden|masque|cache|oculto|login|none|null|yes|oui|non|n\.a|call|phone|tel|mobile|sms|mms|chat"
    r"|whatsapp|telegram|signal|viber|instagram|facebook|e-?mail|mail|https?|www"
)
"""Words that stand among contacts and are nobody's."""


def of_row(texts: Sequence[str], contacts: Sequence[str]) -> Iterator[str]:
    """Telephone numbers by their last digits, e-mail addresses, handles.

    Dates are none, nor are prices in a row (``100 150 200``), the number of an ad (``Ref
    1234567890``) or one that is partly hidden. What stands alone among the contacts may be shorter,
    or a bare name.
    """
    for text in texts:
        yield from _in_text(fold_text(text[:MAX_SAME_AD_CHARACTERS]))
    for entry in contacts:
        folded = fold_text(entry[:MAX_SAME_AD_CHARACTERS])
        told = list(_in_text(folded))
        yield from told or _alone(folded)


def _in_text(folded: str) -> Iterator[str]:
    undated = _DATE.sub(" | ", folded)
    for run in _RUN.finditer(undated):
        found, groups = run.group(), _DIGITS.findall(run.group())
        is_called = found[0] in "+0"
        before = undated[max(run.start() - _BEFORE, 0) : run.start()]
        if _MASKED.match(undated, run.end()):
            continue
        if is_called or not (all(map(_ROUND.fullmatch, groups)) or _REFERENCE.search(before)):
            yield from (number[-_LAST:] for number in _cut(groups))
    for name in _NAMED.findall(folded):
        yield name.lstrip("@")
    for name in _NAMED_AT.findall(folded):
        if not _NO_CONTACT.fullmatch(name):
            yield name.rstrip(".")


def _cut(groups: Sequence[str]) -> Iterator[str]:
    """The numbers of a run of digits: two may follow each other, or a price one of them."""
    number, last, left = "", 0, sum(map(len, groups))
    for group in groups:
        if len(number) >= _LEAST and _is_new(number, last, group, left):
            yield number
            number = ""
        if len(group) <= _MOST and not _STAMP.fullmatch(group):
            number += group
        last, left = len(group), left - len(group)
    if len(number) >= _LEAST:
        yield number


def _is_new(number: str, last: int, group: str, left: int) -> bool:
    """Does a group of digits begin something new behind a number?"""
    if last >= _LEAST or len(number) + len(group) > _MOST:
        return True
    if len(group) != last and len(group) > 2:  # 06 39 98 00 12 450
        return True
    if left >= _LEAST and group[0] == "0":
        return True
    return last == 2 and len(number) == 10 and number[0] == "0" != number[1]


def _alone(folded: str) -> Iterator[str]:
    for piece in _BETWEEN.split(folded):
        digits = "".join(_DIGITS.findall(piece))
        word = _WORD.fullmatch(piece.rpartition(":")[2].strip())
        if digits and any(_MASKED.match(piece, at.end()) for at in _DIGITS.finditer(piece)):
            continue
        if word and not word[1].isdigit():
            if not _NO_CONTACT.fullmatch(word[1]):
                yield word[1]
        elif len(digits) >= _LEAST_ALONE:
            yield digits[-_LAST:]
