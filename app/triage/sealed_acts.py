# SPDX-License-Identifier: GPL-3.0-or-later
"""What a named role does with a sealed ad: read its texts, say what it is, carry out an order.

Pictures are never given. Every step is recorded by ``sealing``, and none is skipped.
"""

from __future__ import annotations

from app.i18n import _
from app.triage import protecting, protection
from app.triage.items import Changed
from app.triage.protection_items import SealedAct
from indexing.errors import RefusedError
from indexing.store import protection_roles, sealing
from indexing.store.case import Case
from indexing.store.protected import item_id
from indexing.store.protection_roles import RoleKey


def read(case: Case, wanted: SealedAct) -> tuple[tuple[str, str], ...]:
    """The texts of a sealed ad, each with its name, for who holds a role.

    Raises:
        RefusedError: ``role_needed``, ``protected_step``.
        CaseLockedError: ``role_passphrase_wrong``.
    """
    found, role = protection.find(case, wanted.item), _role(case, wanted)
    row = sealing.read(case, found, role)
    names = {
        "title": _("Title"),
        "body": _("Text"),
        "site": _("Site"),
        "url": _("Address"),
        "posted_at": _("Posted"),
    }
    return tuple((words, str(row[name])) for name, words in names.items() if row.get(name))


def carry_out(case: Case, wanted: SealedAct) -> Changed:
    """Record a second reading, or carry out a written order.

    Raises:
        RefusedError: ``second_person``, ``protected_step``, ``order_reference``, ``role_needed``.
    """
    found, role = protection.find(case, wanted.item), _role(case, wanted)
    if wanted.act in protection.READINGS:
        sealing.say(case, found, protection.READINGS[wanted.act], role=role)
    else:
        state = protection.ORDERS[wanted.act]
        sealing.order(case, found, state, role=role, reference=wanted.reference)
        sealing.tidy(case)
    found = protection.find(case, wanted.item)
    words = f"{item_id(found.number)}: {protecting.state_words(str(found.state))}"
    return Changed(words, everything=True)


def _role(case: Case, wanted: SealedAct) -> RoleKey:
    if not wanted.role:
        raise RefusedError("role_needed", detail={"item": wanted.item, "roles": []})
    return protection_roles.unlock(case, wanted.role, wanted.passphrase)
