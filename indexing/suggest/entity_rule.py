# SPDX-License-Identifier: GPL-3.0-or-later
"""Entity rules: a contact or account that was read in a certain way."""

from __future__ import annotations

from indexing.records import Mention
from indexing.suggest.hits import MAX_PLACES, Document, Hit, Span
from indexing.suggest.rules import EntityRule


def find(rule: EntityRule, document: Document) -> Hit | None:
    """The hit of a rule in an ad: every mention that it is about."""
    found = [one for one in document.mentions if _is_meant(rule, one)][:MAX_PLACES]
    if not found:
        return None
    steps = {step for one in found for step in one.steps if step in rule.steps_any}
    return Hit(
        kind="ad",
        key=str(document.ad),
        ads=(document.ad,),
        indicator=rule.indicator,
        rule=rule.id,
        rule_version=rule.version,
        spans=tuple(Span(one.field, one.start, one.end, place) for place, one in enumerate(found)),
        values={"types": sorted({one.kind.value for one in found}), "steps": sorted(steps)},
    )


def _is_meant(rule: EntityRule, one: Mention) -> bool:
    if one.kind.value not in rule.entity_types:
        return False
    if rule.validity and one.validity != rule.validity:
        return False
    return not rule.steps_any or not set(rule.steps_any).isdisjoint(one.steps)
