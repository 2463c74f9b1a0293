# SPDX-License-Identifier: GPL-3.0-or-later
"""The head of the page on one cluster: what it is, why it waits, and the acts with their keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from app.i18n import _, ngettext, number
from app.triage import statuses
from app.triage.decide_items import DecideHead
from app.views.flow import Flow
from app.views.layouts import button, column, restyle, row
from app.views.plain_text import label, tip

_KEYS = dict(zip(statuses.STATUSES, "1234", strict=True))


class HeadBar(QFrame):
    """Shows a cluster at a glance; asks for acts, does none."""

    status_wanted = Signal(str)
    tag_wanted = Signal()
    note_wanted = Signal()
    unmask_wanted = Signal()
    picture_wanted = Signal()
    suggestion_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "head")
        self._title = label("", look="title", name=_("Cluster"))
        self._status = label("", look="chip", name=_("Status"))
        self._masked = label("", look="chip")
        self._where = label("", look="small", wrap=True)
        self._why = label("", look="small", wrap=True, name=_("Why it stands in the queue"))
        self.statuses: dict[str, QPushButton] = {}
        top = row(self._title, self._status, self._masked, None, gap=10)
        inside = column(top, self._where, self._why, self._acts(), gap=6)
        inside.setContentsMargins(18, 12, 18, 12)
        self.setLayout(inside)

    def _acts(self) -> Flow:
        across = Flow(gap=6)
        for status, key in _KEYS.items():
            ask = partial(self.status_wanted.emit, status)
            made = _keyed(statuses.word(status), key, ask)
            self.statuses[status] = made
            across.addWidget(made)
        across.addWidget(_keyed(_("Tag…"), "T", self.tag_wanted.emit, "tag"))
        across.addWidget(_keyed(_("Note…"), "N", self.note_wanted.emit, "note"))
        self.unmask_button = _keyed(_("Unmask…"), "U", self.unmask_wanted.emit, "eye")
        across.addWidget(self.unmask_button)
        across.addWidget(_keyed(_("Picture"), "P", self.picture_wanted.emit))
        across.addWidget(_keyed(_("Suggestion"), "G", self.suggestion_wanted.emit))
        return across

    def show_head(self, found: DecideHead, *, unmasked: bool) -> None:
        """Show a cluster."""
        size = ngettext("{n} ad", "{n} ads", found.size).format(n=number(found.size))
        self._title.setText(f"{found.label} · {size}")
        self._status.setText(statuses.word(found.status))
        self._masked.setText(_("Contacts in clear") if unmasked else _("Contacts covered"))
        restyle(self._masked, "warnchip" if unmasked else "chip")
        self.unmask_button.setEnabled(not unmasked)
        self._where.setText("   ".join(part for part in (_sites(found), _days(found)) if part))
        self._why.setText(" ".join(found.why))
        for status, made in self.statuses.items():
            here = status == found.status
            restyle(made, "chosen" if here else "small")
            made.setAccessibleDescription(_("the status it has") if here else "")


def _keyed(words: str, key: str, act: Callable[[], object], icon: str = "") -> QPushButton:
    """A button that says its key."""
    made = button(f"{_capital(words)}\u2002{key}", act, look="small", icon=icon)
    told = _("{words} (key {key})").format(words=words.rstrip("…"), key=key)
    made.setAccessibleName(told)
    tip(made, told)
    return made


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _sites(found: DecideHead) -> str:
    named = [f"{site or _('site unknown')} × {number(ads)}" for site, ads in found.sites]
    if found.more_sites:
        named.append(_("and {n} more").format(n=number(found.more_sites)))
    return ", ".join(named)


def _days(found: DecideHead) -> str:
    both = dict.fromkeys(day for day in (found.first_seen, found.last_seen) if day)
    return " – ".join(both)
