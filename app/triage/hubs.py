# SPDX-License-Identifier: GPL-3.0-or-later
"""What many ads share: why the machine joins nothing by it, and what people ruled."""

from __future__ import annotations

from app.i18n import _
from app.triage import masking
from app.triage.documents import covered_value
from app.triage.regroup_items import HubItem
from indexing.records import Hub, Ruling
from indexing.store import pairs, rulings
from indexing.store.case import Case
from indexing.store.rulings import RulingRow


def read(case: Case, *, clear: bool = False) -> list[HubItem]:
    """Every hub, and every thing that a person ruled on, the widest first."""
    said = {row.thing: row for row in rulings.standing(case)}
    hubs = {(hub.kind, hub.value): hub for hub in pairs.hubs(case)}
    for thing in said.keys() - hubs.keys():
        hubs[thing] = Hub(*thing, len(rulings.carriers(case, thing)), 0)
    found = [_item(case, hub, said.get(thing), clear=clear) for thing, hub in hubs.items()]
    return sorted(found, key=lambda item: (-item.ads, item.kind, item.key))


def _item(case: Case, hub: Hub, row: RulingRow | None, *, clear: bool) -> HubItem:
    kind = hub.kind.value
    return HubItem(
        key=rulings.key_of(case, (hub.kind, hub.value)),
        kind=kind,
        shown=hub.value if clear else covered_value(kind, hub.value),
        ads=hub.ads,
        groups=hub.groups,
        why=hub.why,
        sentence=why(hub, row.ruling if row else Ruling.NONE),
        ruling=row.ruling.value if row else Ruling.NONE.value,
        by=row.by if row else "",
        note=_note(row, clear) if row else "",
    )


def _note(row: RulingRow, clear: bool) -> str:
    return row.note if clear else masking.cover_text(row.note)


def why(hub: Hub, ruling: Ruling) -> str:
    """Why a thing joins nothing, or that a person said that it joins."""
    if ruling is Ruling.JOINS:
        return _("A person said that it is one advertiser's: it joins.")
    if ruling is Ruling.HELD or hub.why == "ruled":
        return _("A person said that it is common property: it joins nothing.")
    words = {
        "many_groups": _("So many unrelated texts carry it that it says nothing of who is behind."),
        "many_contacts": _(
            "Most of the texts that carry it give contacts of their own beside it: it may be a "
            "relay of a site, or an agency."
        ),
        "stock": _(
            "Advertisers with contacts of their own show it: a stock photo, or a stolen one."
        ),
    }
    return words.get(hub.why, _("Too many unrelated ads carry it."))


def told(ruling: Ruling, kind: str, shown: str) -> str:
    """A ruling as a sentence of the history."""
    words = {
        Ruling.JOINS: _("{kind} {value} is one advertiser's: it joins."),
        Ruling.HELD: _("{kind} {value} is common property: it joins nothing."),
        Ruling.NONE: _("{kind} {value}: the machine decides."),
    }
    return words[ruling].format(kind=kind, value=shown)
