# SPDX-License-Identifier: GPL-3.0-or-later
"""What the codebook editor asks and does, over a case: a part of the session of its own."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from app import __version__
from app.i18n import _, language, ngettext, number
from app.triage import codebook, codebook_editing, codebook_upgrade
from app.triage.codebook_editing import switched_off
from app.triage.codebook_exchange import to_qda
from app.triage.codebook_import import missing_fields, take
from app.triage.codebook_items import CodebookView, UpgradeView
from app.triage.items import Changed
from indexing.errors import BadInputError
from indexing.store import audit, codebooks, journal
from indexing.store.case import Case
from indexing.suggest import refi_qda
from indexing.suggest.codebook import Codebook
from indexing.suggest.codebook_file import file_bytes, read, shipped_bytes


def view(case: Case) -> CodebookView:
    """The codebook in force, and what of it is the unit's own."""
    book = codebook.of_case(case)
    base = codebook_editing.base(case, book)
    rules = {rule["id"] for rule in base.rules}
    own = {name for name in book.indicators if name not in base.indicators}
    own |= {rule["id"] for rule in book.rules if rule["id"] not in rules}
    editable = bool(book.extends) or book.id == codebook.shipped().id
    file = codebook_editing.own(case) if book.extends else {}
    drafts = {str(one["id"]): one for part in ("indicators", "rules") for one in file.get(part, ())}
    return CodebookView(book, switched_off(case, book), frozenset(own), editable, drafts)


def compare(case: Case, path: str) -> UpgradeView:
    """What changes when the case goes over to a codebook; nothing is written."""
    book, _data = _read(case, path)
    upgrade = codebook_upgrade.compare(case, book)
    told = tuple(codebook_upgrade.sentence(upgrade, one) for one in upgrade.changes)
    return UpgradeView(path, f"{book.id} {book.version}", told, upgrade.is_none)


def use(case: Case, path: str) -> Changed:
    """Let the case go over to a codebook, as an operation."""
    book, data = _read(case, path)
    key = f"{book.id} {book.version}"
    with journal.perform(case, what="codebook_changed", by=case.actor) as operation:
        before = codebook.settle(case)
        if before.sha256 != book.sha256:
            codebook.pin(case, book, data)
            item = journal.Item(journal.CODEBOOK, key, before.sha256, book.sha256)
            operation.items.append(item)
            operation.touch(things=(key.replace(" ", "-"),))
    words = _("The case uses {name} now. Find what belongs together again, so that its rules read.")
    return Changed(words.format(name=key), everything=True)


def export(case: Case, path: str) -> Changed:
    """Write the codebook for other coding programs."""
    book = codebook.of_case(case)
    audit.record(case, audit.Act.CONSULTATION, "codebook_exported")
    _write(Path(path), refi_qda.write(to_qda(book, origin=f"Faisceau {__version__}")))
    return Changed(_("Wrote {path}").format(path=path))


def bring(case: Case, path: str, out: str) -> Changed:
    """Read a codebook of another coding program; what is new is written as a draft to complete."""
    import yaml  # needed here only

    found = refi_qda.read(file_bytes(Path(path)), path=Path(path))
    spoken = language().split("-")[0]
    imported = take(found, codebook.of_case(case), name=Path(path).stem, language=spoken)
    known = number(len(imported.known))
    if imported.document is None:
        words = ngettext(
            "The {known} entry of {path} is known here already.",
            "All {known} entries of {path} are known here already.",
            len(imported.known),
        )
        return Changed(words.format(known=known, path=path))
    text = yaml.safe_dump(imported.document, sort_keys=False, allow_unicode=True, width=100)
    _write(Path(out), text.encode("utf-8", "backslashreplace"))
    words = _(
        "Entries that are known: {known}; new: {added}. {out} is a draft: write the fields that "
        "are missing ({n}), then use it as a codebook file."
    )
    told = {"known": known, "added": number(len(imported.added)), "out": out}
    return Changed(words.format(n=number(missing_fields(imported.added)), **told))


def _read(case: Case, path: str) -> tuple[Codebook, bytes]:
    if not path:
        newest = codebook.shipped()
        data = shipped_bytes(newest.id, newest.version) or b""
        if hashlib.sha256(data).hexdigest() != newest.sha256:
            newest = read(data)
        return newest, data
    data = file_bytes(Path(path))

    def find(name: str, version: str) -> bytes | None:
        return codebooks.data_of(case, name, version) or shipped_bytes(name, version)

    return read(data, path=path, find=find, thorough=True), data


def _write(out: Path, data: bytes) -> None:
    try:
        out.write_bytes(data)
    except OSError as error:
        with contextlib.suppress(OSError):
            out.unlink(missing_ok=True)
        detail = {"reason": error.strerror or ""}
        raise BadInputError("out_unwritable", path=out, detail=detail) from error
