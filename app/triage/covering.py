# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of one ad with its contacts covered: by their places, and by every spelling seen.

What was read in the text may stand in a field that is not read (the address of the ad, an
unknown column): there its spellings are looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.triage import masking
from indexing.records import Mention
from indexing.store.further import FurtherText

_HANDLE = re.compile(rf"(?<![\w@.{masking.BULLET}])@\w[\w.]{{1,63}}")
_NAME = re.compile(r"[\w.+-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63})+", re.IGNORECASE)
_NUMBER = re.compile(r"(?:\+|%2B|(?<!\d)0)\d{8,14}(?!\d)|(?<=wa\.me/)\d{7,15}", re.IGNORECASE)
_BETWEEN = r"[\s().\-/_\u00a0]{0,3}"
_MANY_DIGITS = rf"\+?(?:\d{_BETWEEN}){{6}}\d"
_ACCOUNTS = frozenset({"author", "contacts"})
_LEAST_CHARACTERS = 3
_LEAST_INSIDE_A_WORD = 5
_LEAST_DIGITS = 7
_SAME_LAST_DIGITS = 8


class Cover:
    """Covers the fields of an ad whose mentions are ``found``."""

    def __init__(self, found: Sequence[Mention]) -> None:
        self._found = found
        told = {text for one in found for text in spellings(one)}
        ordered = sorted(told, key=lambda text: (-len(text), text))
        numbers = sorted({part for one in found for part in _numbers(one)})
        first = "".join(sorted({re.escape(text[0]) for text in ordered}))
        # what may begin a match is looked at first: long texts are mostly something else
        begins = (f"[{first}]", [literal(text) for text in ordered]), (_MANY_DIGITS, numbers)
        self._known = [
            re.compile(f"(?={begin})(?:{'|'.join(parts)})", re.IGNORECASE)
            for begin, parts in begins
            if parts
        ]

    def read(self, field: str, text: str) -> str:
        """A field that mentions were read in; its length stays, so that their places hold."""
        spans = [(one.kind.value, one.start, one.end) for one in self._of(field)]
        return self._rest(masking.cover_text(text, spans))

    def further(self, one: FurtherText) -> str:
        """A further text of the ad, as the field is covered that it is read like."""
        if one.read_as in _ACCOUNTS:
            return self.account(one.text)
        spans = [(said.kind.value, said.start, said.end) for said in self._of(one.field)]
        if one.repeats:  # what the ad said before has no mention of its own here
            spans += _told_again(self._found, one.text)
        return self._rest(masking.cover_text(one.text, spans))

    def account(self, text: str) -> str:
        """A field that names an account or holds contacts as such: covered whole."""
        return "\n".join(masking.cover("phone", line) for line in text.split("\n"))

    def unread(self, text: str) -> str:
        """A field that nothing was read in."""
        return self._rest(masking.cover_text(text))

    def reference(self, text: str) -> str:
        """An address or number of the ad itself: long numbers stay unless they are contacts."""
        text = _NUMBER.sub(_of_number, _NAME.sub(_of_name, self._spelled(text)))
        return masking.cover_remains(text)

    def _of(self, field: str) -> list[Mention]:
        return [one for one in self._found if one.field == field]

    def _rest(self, text: str) -> str:
        return _HANDLE.sub(_of_handle, self._spelled(text))

    def _spelled(self, text: str) -> str:
        found = [match for known in self._known for match in known.finditer(text)]
        if not found:
            return text
        shown = list(text)
        for match in found:
            for place, char in enumerate(_of_spelling(match), start=match.start()):
                if char == masking.BULLET:
                    shown[place] = char
        return "".join(shown)


def _told_again(found: Sequence[Mention], text: str) -> Iterator[tuple[str, int, int]]:
    """Every place of a text that says a contact in the very letters of another one."""
    told = {(one.kind.value, one.raw) for one in found if one.raw in text}
    for kind, raw in sorted(told):
        if len(raw) < _LEAST_CHARACTERS or kind not in masking.COVERED:
            continue
        for match in re.finditer(literal(raw), text):
            yield kind, match.start(), match.end()


def spellings(one: Mention) -> Iterator[str]:
    """Ways in which a contact that was read may stand elsewhere; nothing for other mentions."""
    kind = one.kind.value
    if kind not in masking.COVERED:
        return
    told = [one.raw.strip(), one.value]
    if kind == "handle":
        told += [text.rpartition(":")[2].lstrip("@") for text in told]
    yield from (text for text in told if len(text) >= _LEAST_CHARACTERS)


def _numbers(one: Mention) -> Iterator[str]:
    """Patterns of the last digits of a phone, whatever stands between them and before."""
    digits = "".join(char for char in one.value if char.isdecimal())
    if one.kind.value == "phone" and len(digits) >= _LEAST_DIGITS:
        yield rf"(?:\+?\d{{0,6}}{_BETWEEN})?" + _BETWEEN.join(digits[-_SAME_LAST_DIGITS:])


def literal(text: str) -> str:
    """A pattern of the text itself; a short one only as a whole word."""
    escaped = re.escape(text)
    return escaped if len(text) >= _LEAST_INSIDE_A_WORD else rf"(?<!\w){escaped}(?!\w)"


def _of_spelling(match: re.Match[str]) -> str:
    text = match[0]
    if "@" in text[1:]:
        return masking.cover("email", text)
    return masking.cover("handle" if any(map(str.isalpha, text)) else "phone", text)


def _of_handle(match: re.Match[str]) -> str:
    return masking.cover("handle", match[0])


def _of_name(match: re.Match[str]) -> str:
    return masking.cover("email" if "@" in match[0] else "phone", match[0])


def _of_number(match: re.Match[str]) -> str:
    return masking.cover("phone", match[0])
