# SPDX-License-Identifier: GPL-3.0-or-later
"""A unit's own codebook: what it switches off and adds to the one that is shipped.

Every change makes a new version of the unit's file, is checked like any file, and is an operation
that can be undone. Decisions keep the version they were made under.
"""

from __future__ import annotations

import copy
import datetime
from collections.abc import Callable, Mapping
from typing import Any

from app.i18n import _, language
from app.triage import codebook
from app.triage.items import Changed
from indexing import plain_yaml
from indexing.errors import BadInputError, CaseDamagedError
from indexing.store import codebooks, journal
from indexing.store.case import Case
from indexing.suggest.codebook import Codebook
from indexing.suggest.codebook_file import read, shipped_bytes

Book = dict[str, Any]
Edit = Callable[[Book], None]
_FORMAT = "ths-codebook/1"
_HEADER = "# ths-codebook/1\n"


def own(case: Case) -> Book:
    """The unit's own codebook of a case, or an empty one that extends the codebook of the case.

    Raises:
        BadInputError: ``codebook_not_extending``: the case has a codebook of its own that extends
            none, which is changed as a file only.
    """
    book = codebook.of_case(case)
    if book.extends:
        data = codebooks.data(case, book.sha256) or b""
        found = plain_yaml.load(data)
        return found if isinstance(found, dict) else {}
    if book.id != codebook.shipped().id:
        raise BadInputError("codebook_not_extending", detail={"codebook": book.id})
    name = f"{book.id}-own"
    head = {"id": name, "version": "1.0.0", "format": _FORMAT, "languages": [_spoken(book)]}
    extends = f"{book.id}@{book.version}"
    return {"codebook": {**head, "title": _("Own codebook of the unit"), "extends": extends}}


def base(case: Case, book: Codebook) -> Codebook:
    """The codebook that a unit's own one extends; the same where it extends none."""
    if not book.extends:
        return book
    name, version = book.extends.split("@")
    data = codebooks.data_of(case, name, version) or shipped_bytes(name, version)
    if data is None:
        raise CaseDamagedError("codebook_damaged", path=case.path, place=book.extends)
    return read(data)


def switched_off(case: Case, book: Codebook) -> tuple[Mapping[str, Any], ...]:
    """The rules of the extended codebook that the unit switched off."""
    held = {rule["id"] for rule in book.rules}
    return tuple(rule for rule in base(case, book).rules if rule["id"] not in held)


def preview(case: Case, edit: Edit) -> tuple[Codebook, bytes]:
    """The codebook that an edit would make, and its file; nothing is written.

    Raises:
        BadInputError: ``codebook_refused`` (place: the entry; detail: what the format demands).
    """
    made = copy.deepcopy(own(case))
    edit(made)
    made["codebook"]["version"] = _unused(case, made["codebook"])
    data = (_HEADER + _yaml(made)).encode("utf-8")

    def find(name: str, version: str) -> bytes | None:
        return codebooks.data_of(case, name, version) or shipped_bytes(name, version)

    return read(data, find=find), data


def save(case: Case, edit: Edit, sentence: str) -> Changed:
    """Put an edited codebook in force, as an operation; raises as ``preview`` does."""
    book, data = preview(case, edit)
    with journal.perform(case, what="codebook_changed", by=case.actor) as operation:
        before = codebook.settle(case)
        codebook.pin(case, book, data)
        key = f"{book.id} {book.version}"
        operation.items.append(journal.Item(journal.CODEBOOK, key, before.sha256, book.sha256))
        operation.touch(things=(key.replace(" ", "-"),))
    return Changed(sentence, everything=True)


def switch(case: Case, name: str, *, on: bool) -> Changed:
    """Let a rule or an entry suggest, or not."""

    def edit(book: Book) -> None:
        for entry in book.get("indicators", ()):
            if entry["id"] == name:
                entry["suggest"]["default"] = "on" if on else "off"
                return
        for rule in book.get("rules", ()):
            if rule["id"] == name:
                _expire(rule, on=on)
                return
        switched = {**book.get("switch", {}), name: "on" if on else "off"}
        if on and name.startswith("R-"):
            switched.pop(name)  # rules are on unless they are switched off
        book["switch"] = switched

    words = _("Switched on: {name}") if on else _("Switched off: {name}")
    return save(case, edit, words.format(name=name))


def put(case: Case, part: str, entry: Mapping[str, Any]) -> Changed:
    """Add an entry (``indicators``) or a rule (``rules``) to the unit's own codebook.

    One of the same id is replaced, and its version raised.
    """
    held = {one["id"] for one in own(case).get(part, ())}
    is_there = entry.get("id") in held
    words = _("Changed in the codebook: {name}") if is_there else _("Added to the codebook: {name}")
    edit = putting(part, entry, after=_newest(case, part, str(entry.get("id"))))
    return save(case, edit, words.format(name=entry["id"]))


def putting(part: str, entry: Mapping[str, Any], *, after: int = 0) -> Edit:
    """The edit that ``put`` makes; ``references`` within the entry go to those of the book.

    ``after``: the last version that was given to something else of this id.
    """

    def edit(book: Book) -> None:
        added = {key: value for key, value in entry.items() if key != "references"}
        if "references" in entry:
            book["references"] = {**book.get("references", {}), **entry["references"]}
        held = list(book.get(part, ()))
        places = [place for place, one in enumerate(held) if one["id"] == entry.get("id")]
        if places:
            before = held[places[0]]
            kept = {"expires": before["expires"]} if "expires" in before else {}
            number = max(int(before["version"]), after) + 1
            held[places[0]] = {**kept, **added, "version": number}
        else:
            held.append({**added, "version": after + 1} if after else added)
        book[part] = held

    return edit


def _expire(rule: Book, *, on: bool) -> None:
    """A unit's own rule stays in its file: switched off it is past its day."""
    rule.pop("expires", None)
    if not on:
        rule["expires"] = datetime.datetime.now(datetime.UTC).date().isoformat()


def _spoken(book: Codebook) -> str:
    code = language().split("-")[0]
    return code if code in book.languages else "en"


def _unused(case: Case, head: Book) -> str:
    """A version for an edited file: what was undone had one too, and suggestions still name it."""
    version = str(head["version"])
    given = {pin.version for pin in codebooks.history(case) if pin.id == head["id"]}
    while version in given:
        version = _next(version)
    return version


def _newest(case: Case, part: str, name: str) -> int:
    """The newest version that any file of the unit gave an id, 0 where none did."""
    found = 0
    own_id = own(case)["codebook"]["id"]
    for sha256 in {pin.sha256 for pin in codebooks.history(case) if pin.id == own_id}:
        book = plain_yaml.load(codebooks.data(case, sha256) or b"")
        held = book.get(part, ()) if isinstance(book, dict) else ()
        found = max([found, *(int(one["version"]) for one in held if one["id"] == name)])
    return found


def _next(version: str) -> str:
    major, minor, patch = version.split(".")
    return f"{major}.{minor}.{int(patch) + 1}"


def _yaml(document: Book) -> str:
    import yaml  # needed here only

    text: str = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    return text
