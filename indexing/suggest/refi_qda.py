# SPDX-License-Identifier: GPL-3.0-or-later
"""REFI-QDA codebooks (``.qdc``) as bytes: what other coding programs exchange.

What is written keeps to the schema of the standard (version 1.5, codebook 1.0): codes nested,
each with a GUID, a name and whether it can be applied, then sets. What is read comes from programs
that keep to it more or less: other spellings of the namespace, GUIDs of any form, unknown elements.
Document types and entities are refused before anything is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NoReturn
from xml.parsers import expat

from indexing.errors import BadInputError
from indexing.limits import MAX_QDC_CODES, MAX_QDC_DEPTH, MAX_QDC_ELEMENTS, MAX_QDC_TEXT_CHARACTERS

NAMESPACE = "urn:QDA-XML:codebook:1.0"
GUID = re.compile(r"\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?")
COLOR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_NAMESPACE_START = "urn:qda-xml:codebook:"
_ENCODINGS = ("", "utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "windows-1252")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SEPARATOR = " "

Kind = Literal["CodeBook", "Codes", "Code", "Sets", "Set", "Description", "MemberCode", ""]


@dataclass(frozen=True, slots=True)
class QdaCode:
    """One code; one that is not ``codable`` only holds others together."""

    guid: str
    name: str
    codable: bool = True
    color: str = ""
    description: str = ""
    children: tuple[QdaCode, ...] = ()


@dataclass(frozen=True, slots=True)
class QdaSet:
    """Codes that belong together across the tree, by GUID."""

    guid: str
    name: str
    members: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class QdaCodebook:
    """A codebook; ``origin`` names the program that wrote it."""

    origin: str
    codes: tuple[QdaCode, ...]
    sets: tuple[QdaSet, ...] = ()


def write(book: QdaCodebook) -> bytes:
    """The codebook as XML in UTF-8.

    Raises:
        ValueError: it has no code, or a GUID or colour that the schema does not allow.
    """
    if not book.codes:
        raise ValueError("a codebook without codes")
    lines = ['<?xml version="1.0" encoding="utf-8"?>']
    lines.append(f'<CodeBook xmlns="{NAMESPACE}"{_attribute("origin", book.origin)}>')
    lines.append("  <Codes>")
    for code in book.codes:
        lines += _code_lines(code, "    ")
    lines.append("  </Codes>")
    if book.sets:  # an empty list of sets is not valid
        lines.append("  <Sets>")
        for one in book.sets:
            lines += _set_lines(one, "    ")
        lines.append("  </Sets>")
    lines.append("</CodeBook>\n")
    return "\n".join(lines).encode("utf-8")


def read(untrusted_data: bytes, *, path: object = None) -> QdaCodebook:
    """The codebook in ``untrusted_data``.

    Raises:
        BadInputError: ``qdc_broken`` (not XML), ``qdc_forbidden`` (a document type, an entity or an
            unusual encoding), ``qdc_other`` (XML of another kind, or no code in it) or
            ``qdc_limits`` (too many elements, too deep, or texts too long); place: the line.
    """
    reading = _Reading(path)
    parser = reading.parser
    try:
        parser.Parse(untrusted_data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise BadInputError("qdc_broken", path=path, place=reading.place()) from error
    if not reading.codes:
        raise BadInputError("qdc_other", path=path, place="line 1")
    return QdaCodebook(reading.origin, tuple(reading.codes), tuple(reading.sets))


def _code_lines(code: QdaCode, indent: str) -> Iterator[str]:
    if code.color and not COLOR.fullmatch(code.color):
        raise ValueError(code.color)
    attributes = _guid(code.guid) + _attribute("name", _line(code.name))
    attributes += f' isCodable="{"true" if code.codable else "false"}"'
    attributes += _attribute("color", code.color) if code.color else ""
    yield f"{indent}<Code{attributes}>"
    if code.description:
        yield f"{indent}  <Description>{_text(code.description)}</Description>"
    for child in code.children:
        yield from _code_lines(child, f"{indent}  ")
    yield f"{indent}</Code>"


def _set_lines(one: QdaSet, indent: str) -> Iterator[str]:
    yield f"{indent}<Set{_guid(one.guid)}{_attribute('name', _line(one.name))}>"
    if one.description:
        yield f"{indent}  <Description>{_text(one.description)}</Description>"
    for member in one.members:
        yield f"{indent}  <MemberCode{_guid(member)}/>"
    yield f"{indent}</Set>"


def _guid(guid: str) -> str:
    if not GUID.fullmatch(guid):
        raise ValueError(guid)
    return _attribute("guid", guid)


def _attribute(name: str, value: str) -> str:
    return f' {name}="{_text(value).replace(chr(34), "&quot;")}"'


def _line(text: str) -> str:
    return " ".join(text.split())


def _text(text: str) -> str:
    """Escaped; characters that XML cannot hold are replaced, and line ends kept as they are."""
    plain = _NOT_XML.sub("\ufffd", text)
    for mark, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
        plain = plain.replace(mark, escaped)
    return plain


@dataclass(slots=True)
class _Open:
    """An element under way."""

    kind: Kind
    attributes: dict[str, str] = field(default_factory=dict)
    description: list[str] = field(default_factory=list)
    codes: list[QdaCode] = field(default_factory=list)
    members: list[str] = field(default_factory=list)


class _Reading:
    """Takes what the parser meets; everything it does not know is passed over."""

    def __init__(self, path: object) -> None:
        self._path = path
        self._open: list[_Open] = []
        self._counted = 0
        self._codes = 0
        self._characters = 0
        self.origin = ""
        self.codes: list[QdaCode] = []
        self.sets: list[QdaSet] = []
        self.parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartDoctypeDeclHandler = self._forbidden
        self.parser.EntityDeclHandler = self._forbidden
        self.parser.UnparsedEntityDeclHandler = self._forbidden
        self.parser.ExternalEntityRefHandler = self._forbidden
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def place(self) -> str:
        """The line that the parser has come to."""
        return f"line {max(1, self.parser.CurrentLineNumber)}"

    def _refuse(self, code: str) -> NoReturn:
        raise BadInputError(code, path=self._path, place=self.place())

    def _forbidden(self, *_what: object) -> NoReturn:
        self._refuse("qdc_forbidden")

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "").casefold() not in _ENCODINGS:
            self._refuse("qdc_forbidden")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _gap, local = name.rpartition(_SEPARATOR)
        if not self._open and (
            local != "CodeBook" or (space and not space.casefold().startswith(_NAMESPACE_START))
        ):
            self._refuse("qdc_other")
        if len(self._open) >= MAX_QDC_DEPTH:
            self._refuse("qdc_limits")
        inside = self._open[-1].kind if self._open else None
        kind: Kind = _INSIDE.get((inside, local), "")
        self._open.append(_Open(kind, attributes))
        self._counted += 1
        self._characters += sum(map(len, attributes.values()))
        self._codes += kind == "Code"
        too_many = self._counted > MAX_QDC_ELEMENTS or self._codes > MAX_QDC_CODES
        if too_many or self._too_long():
            self._refuse("qdc_limits")
        if kind == "CodeBook":
            self.origin = attributes.get("origin", "")

    def _text(self, data: str) -> None:
        if self._open and self._open[-1].kind == "Description":
            self._characters += len(data)
            if self._too_long():
                self._refuse("qdc_limits")
            self._open[-2].description.append(data)

    def _too_long(self) -> bool:
        return self._characters > MAX_QDC_TEXT_CHARACTERS

    def _end(self, _name: str) -> None:
        done = self._open.pop()
        if done.kind == "Code":
            parent = self._open[-1]
            (parent.codes if parent.kind == "Code" else self.codes).append(_code(done))
        elif done.kind == "Set":
            guid, name = done.attributes.get("guid", ""), _line(done.attributes.get("name", ""))
            text = "".join(done.description).strip()
            self.sets.append(QdaSet(guid.strip(), name, tuple(done.members), text))
        elif done.kind == "MemberCode":
            self._open[-1].members.append(done.attributes.get("guid", "").strip())


_INSIDE: dict[tuple[Kind | None, str], Kind] = {
    (None, "CodeBook"): "CodeBook",
    ("CodeBook", "Codes"): "Codes",
    ("CodeBook", "Sets"): "Sets",
    ("Codes", "Code"): "Code",
    ("Code", "Code"): "Code",
    ("Code", "Description"): "Description",
    ("Sets", "Set"): "Set",
    ("Set", "Description"): "Description",
    ("Set", "MemberCode"): "MemberCode",
}
"""What is known inside of what; elements of any other place are passed over with all in them."""


def _code(done: _Open) -> QdaCode:
    color = done.attributes.get("color", "").strip()
    return QdaCode(
        guid=done.attributes.get("guid", "").strip(),
        name=_line(done.attributes.get("name", "")),
        codable=done.attributes.get("isCodable", "true").strip().casefold() not in ("false", "0"),
        color=color if COLOR.fullmatch(color) else "",
        description="".join(done.description).strip(),
        children=tuple(done.codes),
    )
