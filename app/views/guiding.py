# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells the guided first case what was done: not which key was pressed, but what came of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from app.views.case_view import CaseView
from app.views.features import Features
from app.views.first_case import FirstCase


class Guiding(QObject):
    """Joins what the window does to the steps that wait for it."""

    def __init__(self, guide: FirstCase, view: CaseView, features: Features) -> None:
        super().__init__(guide)
        self._guide = guide
        self._view = view
        view.clusters.list.walked.connect(partial(guide.did, "next_cluster"))
        view.pages.bar.tabBarClicked.connect(self._page_clicked)
        features.comparing.compared.connect(partial(guide.did, "compared"))
        features.regrouping.bridges_shown.connect(partial(guide.did, "bridges"))
        features.acts.did.connect(guide.did)

    def _page_clicked(self, place: int) -> None:
        if place >= 0:
            self._guide.did(f"page_{self._view.page_keys()[place]}")
