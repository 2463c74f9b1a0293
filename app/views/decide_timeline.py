# SPDX-License-Identifier: GPL-3.0-or-later
"""When and where the ads of a cluster were posted; a bar of the strip lists its ads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.i18n import _, ngettext, number
from app.tasks.runner import Runner
from app.triage import decide_timeline
from app.triage.decide_items import ListedAds, Timeline
from app.triage.items import AdItem
from app.triage.session import Questions
from app.triage.short_text import short
from app.views.decide_section import Section
from app.views.flow import Flow
from app.views.layouts import button, clear, column
from app.views.left_out import first_of
from app.views.plain_text import label
from app.views.timeline_strip import TimelineStrip

_LONGEST = 46


class TimelineSection(Section):
    """The strip, and below it the ads of the bar chosen last."""

    ad_wanted = Signal(int)

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(_("When and where"), parent)
        self._runner = runner
        self._cluster = 0
        self._found: Timeline | None = None
        self.strip = TimelineStrip()
        self.strip.chosen.connect(self._bar_chosen)
        self._about = label("", look="small", wrap=True)
        self._listed = column(gap=6)
        self._page = QWidget()
        self._page.setLayout(column(self.strip, self._about, self._listed, gap=6))
        self._page.hide()
        self.all.addWidget(self._page)

    def show_timeline(self, cluster: int, found: Timeline) -> None:
        """Show a cluster by time."""
        if (cluster, found) == (self._cluster, self._found):
            return
        self._cluster, self._found = cluster, found
        clear(self._listed)
        self.strip.show_timeline(found)
        self._about.setText(_about(found))
        self._page.setVisible(bool(found.rows))
        none = _("None of its ads says when it was posted or captured.")
        self.fill([], "" if found.rows else none)

    def forget(self) -> None:
        """Show nothing any more."""
        self._found = None
        clear(self._listed)
        self._page.hide()
        self.wait()

    def _bar_chosen(self, line: int, place: int) -> None:
        if self._found is None:
            return
        cluster, sites = self._cluster, self._found.rows[line].sites
        first, last = decide_timeline.bounds(self._found, place)

        def question(case: Questions) -> ListedAds:
            return case.decide_ads(cluster, sites, first, last)

        told = self.strip.told_bar(line, place)
        self._runner.ask("decide bar", question, partial(self._list, cluster, told))

    def _list(self, cluster: int, told: str, found: ListedAds | None) -> None:
        if found is None or cluster != self._cluster:
            return
        clear(self._listed)
        head = label(told, look="caps", wrap=True)
        self._listed.addWidget(head)
        across = Flow(gap=6)
        for ad in found.ads:
            across.addWidget(self._ad(ad))
        self._listed.addLayout(across)
        if found.total > len(found.ads):
            words = first_of(len(found.ads), found.total)
            self._listed.addWidget(label(words, look="small"))

    def _ad(self, ad: AdItem) -> QPushButton:
        return ad_button(ad.ad, ad.title or ad.words, partial(self.ad_wanted.emit, ad.ad))


def ad_button(ad: int, words: str, act: Callable[[], object]) -> QPushButton:
    """A way to an ad: its id and its first words, isolated from what stands around them."""
    first = short(words, _LONGEST)
    told = f"A{ad} · \u2068{first}\u2069" if first else f"A{ad}"
    # an ampersand in the words is no accelerator
    made = button(told.replace("&", "&&"), act, look="place")
    made.setAccessibleName(_("Go to {ad}").format(ad=told))
    return made


def _about(found: Timeline) -> str:
    units = {
        "day": _("A column is a day."),
        "week": _("A column is a week."),
        "month": _("A column is a month."),
        "year": _("A column is a year."),
    }
    told = [units[found.unit]] if found.rows else []
    if found.undated:
        words = ngettext("{n} ad has no date.", "{n} ads have no date.", found.undated)
        told.append(words.format(n=number(found.undated)))
    if found.left_out:
        words = ngettext("{n} earlier ad is not drawn.", "{n} earlier ads are not drawn.",
                         found.left_out)  # fmt: skip
        told.append(words.format(n=number(found.left_out)))
    return " ".join(told)
