# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared things under the names that linking gives them, and what people ruled on them.

In a case that names no country one national number may have been read for several; linking takes
it as one thing, under the value that most ads give.
"""

from __future__ import annotations

from indexing.pipeline.evidence import Thing
from indexing.records import ReasonKind, Ruling
from indexing.store import rulings
from indexing.store.case import Case


def names_of(case: Case, thing: Thing) -> list[Thing]:
    """All names of a thing, that under which it is linked first."""
    kind, value = thing
    if kind is not ReasonKind.PHONE or case.meta.countries:
        return [thing]
    found = rulings.readings(case, value)
    found.setdefault(value, 0)
    order = sorted(found, key=lambda one: (found[one], one), reverse=True)
    return [(kind, one) for one in order]


def ruled_things(case: Case) -> dict[Thing, Ruling]:
    """The ruling that holds for every thing that has one; of several names the newest ruling."""
    rows = sorted(rulings.standing(case), key=lambda one: one.row)
    return {names_of(case, one.thing)[0]: one.ruling for one in rows}
