# SPDX-License-Identifier: GPL-3.0-or-later
"""What the schema of a REFI-QDA codebook (1.0) demands, written out as checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

SPACE = "{urn:QDA-XML:codebook:1.0}"
GUID = re.compile(r"[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
COLOR = re.compile(r"#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})")
CHILDREN = {  # in this order; how often at least and at most
    "CodeBook": (("Codes", 1, 1), ("Sets", 0, 1)),
    "Codes": (("Code", 1, None),),
    "Sets": (("Set", 1, None),),
    "Code": (("Description", 0, 1), ("Code", 0, None)),
    "Set": (("Description", 0, 1), ("MemberCode", 0, None)),
    "MemberCode": (),
    "Description": (),
}
ATTRIBUTES = {  # demanded, allowed
    "CodeBook": ((), ("origin",)),
    "Code": (("guid", "name", "isCodable"), ("color",)),
    "Set": (("guid", "name"), ()),
    "MemberCode": (("guid",), ()),
}


def problems(data: bytes) -> list[str]:
    """What the schema would refuse; and members of sets that are no codes."""
    root = ElementTree.fromstring(data)  # noqa: S314 - this program wrote it
    if root.tag != f"{SPACE}CodeBook":
        return [root.tag]
    codes = {code.get("guid") for code in root.iter(f"{SPACE}Code")}
    members = {one.get("guid") for one in root.iter(f"{SPACE}MemberCode")}
    return [*_of(root), *(f"no code {guid}" for guid in members - codes)]


def _of(element: ElementTree.Element) -> Iterator[str]:
    name = element.tag.removeprefix(SPACE)
    if name not in CHILDREN:
        yield f"unknown {element.tag}"
        return
    demanded, allowed = ATTRIBUTES.get(name, ((), ()))
    given = set(element.attrib)
    yield from (f"{name} without {one}" for one in set(demanded) - given)
    yield from (f"{name} with {one}" for one in given - {*demanded, *allowed})
    yield from _values(name, element)
    wanted = CHILDREN[name]
    order = [one for one, _least, _most in wanted]
    found = [child.tag.removeprefix(SPACE) for child in element]
    places = [order.index(child) if child in order else -1 for child in found]
    if -1 in places or places != sorted(places):
        yield f"{name} holds {found}"
    for child, least, most in wanted:
        count = found.count(child)
        if count < least or (most is not None and count > most):
            yield f"{name} has {count} {child}"
    if name != "Description" and (element.text or "").strip():
        yield f"{name} has text"
    for one in element:
        yield from _of(one)


def _values(name: str, element: ElementTree.Element) -> Iterator[str]:
    if "guid" in element.attrib and not GUID.fullmatch(element.attrib["guid"]):
        yield f"guid {element.attrib['guid']}"
    if "color" in element.attrib and not COLOR.fullmatch(element.attrib["color"]):
        yield f"color {element.attrib['color']}"
    if name == "Code" and element.get("isCodable") not in ("true", "false", "1", "0"):
        yield f"isCodable {element.get('isCodable')}"
