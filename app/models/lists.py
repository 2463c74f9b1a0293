# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of the ads of one cluster, and rows of lists in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from app.i18n import _, ngettext
from app.models.rows import RowModel
from app.tasks.runner import Runner
from app.triage.items import AdItem, ClusterItem
from app.triage.session import Questions


def _fetch_ads(case: Questions, ids: Sequence[int]) -> list[AdItem]:
    return case.ads(ids)


def say_cluster(item: ClusterItem) -> str:
    """A cluster in one line."""
    count = ngettext("{n} ad", "{n} ads", item.size).format(n=item.size)
    parts = [item.label, count, item.words, ", ".join(item.sites), dates(item)]
    return " · ".join(part for part in parts if part)


def say_ad(item: AdItem) -> str:
    """An ad in one line."""
    return " · ".join(part for part in (item.label, item.title or item.words, item.site) if part)


def dates(item: ClusterItem) -> str:
    """First and last day of a cluster."""
    first, last = item.first_seen[:10], item.last_seen[:10]
    if not first and not last:
        return ""
    if first == last or not last:
        return first
    return _("{first} to {last}").format(first=first, last=last)


def ad_model(runner: Runner, parent: QObject | None = None) -> RowModel[AdItem]:
    """The ad list."""
    return RowModel(runner, "ads", _fetch_ads, say_ad, parent)
