# SPDX-License-Identifier: GPL-3.0-or-later
"""What a case shows before it has clusters: where to begin, or that comparing is not done yet."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.i18n import _, ngettext, number
from app.views import theme
from app.views.layouts import button, column, frame, row
from app.views.plain_text import label


class EmptyCase(QFrame):
    """One calm page instead of three empty panes."""

    import_wanted = Signal()
    index_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "pane")
        mark = label("")
        mark.setPixmap(theme.icon("faisceau").pixmap(QSize(44, 44)))
        self._title = label("", look="title", wrap=True)
        self._words = label("", look="muted", wrap=True)
        self._import = button(_("Import ads…"), self.import_wanted.emit, look="main", icon="")
        self._index = button(_("Find what belongs together"), self.index_wanted.emit, look="main")
        steps = (
            _("Faisceau reads tables and workbooks, saved pages, web archives, chats, and ZIP "
              "files and folders of these. It says which column it takes for what; you can "
              "change it before anything is stored."),
            _("Rows that cannot be read are listed with their place. Importing the same file "
              "twice adds nothing."),
            _("Pictures come from a folder that the table names. They stay hidden until you ask "
              "for one."),
        )  # fmt: skip
        hints = frame("well", column(*(label(step, wrap=True) for step in steps), margin=18))
        self._hints = hints
        body = column(
            row(mark, None), self._title, self._words, 6, row(self._import, self._index, None), 10,
            hints,
        )  # fmt: skip
        middle = QWidget()
        middle.setFixedWidth(600)
        middle.setLayout(body)
        self.setLayout(column(None, row(None, middle, None), None, None, margin=24))
        self.show_counts(0)

    def show_counts(self, ads: int) -> None:
        """Say what is missing: ads, or only their comparison."""
        self._import.setVisible(not ads)
        self._index.setVisible(bool(ads))
        self._hints.setVisible(not ads)
        if not ads:
            self._title.setText(_("This case has no ads yet"))
            self._words.setText(_("Begin with the files you collected, as they are."))
            return
        words = ngettext("{n} ad is in", "{n} ads are in", ads).format(n=number(ads))
        self._title.setText(words)
        self._words.setText(
            _(
                "Clusters show here as soon as the ads were compared. "
                "If nothing is at work, start it."
            )
        )
