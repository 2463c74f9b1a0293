# SPDX-License-Identifier: GPL-3.0-or-later
"""From one codebook to another: what changes, told in sentences, and then the pin."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import _
from app.triage import codebook
from indexing.store.case import Case
from indexing.suggest.codebook import Codebook
from indexing.suggest.codebook_changes import Change, ChangeKind, changes

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What a case is pinned to, what it would be pinned to, and what changes between the two."""

    old: Codebook
    new: Codebook
    changes: tuple[Change, ...]

    @property
    def is_none(self) -> bool:
        """Whether both are one file."""
        return self.old.sha256 == self.new.sha256


def compare(case: Case, new: Codebook) -> Upgrade:
    """What changes for a case that goes over to another codebook; nothing is written."""
    old = codebook.of_case(case)
    return Upgrade(old, new, changes(old, new))


def perform(case: Case, upgrade: Upgrade, data: bytes) -> None:
    """Pin the case to the new codebook, whose file is ``data``; decisions keep their version."""
    with case.transaction():
        codebook.settle(case)  # the old file stays readable, though nothing was decided under it
        codebook.pin(case, upgrade.new, data)


def document(upgrade: Upgrade, *, pinned: bool) -> Document:
    """The upgrade as JSON values."""
    return {
        "from": _version(upgrade.old),
        "to": _version(upgrade.new),
        "pinned": pinned,
        "changes": [_change(upgrade, one) for one in upgrade.changes],
    }


def sentence(upgrade: Upgrade, change: Change) -> str:
    """One change as a person reads it."""
    label = codebook.label(change.id, upgrade.new) or codebook.label(change.id, upgrade.old)
    values = {
        "id": change.id,
        "label": label,
        "before": change.before or "–",
        "after": change.after or "–",
        "fields": ", ".join(change.fields),
    }
    return _sentences()[change.kind].format(**values)


def _version(book: Codebook) -> Document:
    return {"id": book.id, "version": book.version, "sha256": book.sha256}


def _change(upgrade: Upgrade, one: Change) -> Document:
    return {
        "kind": one.kind.value,
        "id": one.id,
        "fields": list(one.fields),
        "before": one.before or None,
        "after": one.after or None,
        "sentence": sentence(upgrade, one),
    }


def _sentences() -> dict[ChangeKind, str]:
    return {
        ChangeKind.ADDED: _("{id} {label}: new."),
        ChangeKind.RETIRED: _("{id} {label}: retired; what was decided under it stays."),
        ChangeKind.REPLACED: _("{id} {label}: its meaning changed; {after} stands for it."),
        ChangeKind.GRADED: _("{id} {label}: changed in {fields} (version {before} to {after})."),
        ChangeKind.TEXT: _("{id} {label}: other words only (version {before} to {after})."),
        ChangeKind.SWITCHED_ON: _("{id} {label}: rules point to it from now on."),
        ChangeKind.SWITCHED_OFF: _("{id} {label}: no rule points to it any more."),
        ChangeKind.RULE_ADDED: _("Rule {id}: new."),
        ChangeKind.RULE_REMOVED: _("Rule {id}: gone."),
        ChangeKind.RULE_CHANGED: _("Rule {id}: changed (version {before} to {after})."),
        ChangeKind.PARAMETER: _("Number {id}: {before} becomes {after}."),
    }
