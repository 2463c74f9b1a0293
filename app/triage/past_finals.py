# SPDX-License-Identifier: GPL-3.0-or-later
"""Acts that cannot be undone, read from the log: told in the history beside those that can."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.i18n import _
from app.triage.items import HistoryItem
from indexing.store import audit
from indexing.store.case import Case

_LOOKED_AT = 4_000
"""Lines of the log, the newest ones, that are looked through."""
_STEPS = ("confirmed", "no_concern", "preserved", "deleted", "released")


def read(case: Case, limit: int) -> list[HistoryItem]:
    """The newest acts that cannot be undone; their numbers are those of the log, below zero."""
    found = []
    for line in audit.tail(case, _LOOKED_AT):
        document = json.loads(line)
        sentence = _sentence(document)
        if sentence:
            target = "" if document["action"] != "unmasked" else _first(document)
            words = (document["at"], document["actor"], sentence)
            found.append(HistoryItem(-document["n"], *words, False, target, is_final=True))
        if len(found) >= limit:
            break
    return found


def _sentence(line: Mapping[str, Any]) -> str:
    action, objects = line["action"], line["objects"]
    if action == "ads_purged":
        return _("Deleted for good: {ads}").format(ads=_some(objects, line["count"]))
    if action == "unmasked":
        return _("Contacts of {ad} shown in clear").format(ad=_first(line))
    if action == "protected_sealed":
        return _("Sealed: {ad}").format(ad=_first(line))
    if action.removeprefix("protected_") in _STEPS and action.startswith("protected_"):
        return _("A step was taken on {item}").format(item=line["detail"].get("item", ""))
    if action == "ads_drawn":
        return _("Ads were drawn for two people to code")
    if action == "bundle_written":
        return _("A bundle was written")
    return ""


def _first(line: Mapping[str, Any]) -> str:
    return str(line["objects"][0]) if line["objects"] else ""


def _some(objects: list[str], count: int) -> str:
    told = ", ".join(objects[:3])
    more = max(count, len(objects)) - len(objects[:3])
    return told if more <= 0 else f"{told} " + _("and {n} more").format(n=more)
