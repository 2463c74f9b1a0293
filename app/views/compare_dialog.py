# SPDX-License-Identifier: GPL-3.0-or-later
"""Two ads side by side: texts, pictures, why they are linked, and the judgement right there."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPushButton, QSplitter, QTabWidget, QWidget

from app.i18n import _
from app.tasks.runner import Runner
from app.triage.compared import Comparison, Side
from app.triage.compared_text import Sheets, sheets
from app.triage.items import Changed
from app.triage.session import Questions
from app.views.compare_pictures import ComparedPictures
from app.views.compare_reasons import WhyPage
from app.views.compare_texts import TextsPage
from app.views.layouts import button, column, frame, restyle, row
from app.views.plain_text import label, tip
from indexing.errors import KnownError


class CompareDialog(QDialog):
    """Asks for the comparison and for acts; does none itself."""

    judged = Signal(int, int, str)
    unmask_wanted = Signal(int, int)
    chain_wanted = Signal(int, int)
    ad_wanted = Signal(int)

    def __init__(
        self, runner: Runner, a: int, b: int, parent: QWidget | None = None, *, clear: bool = False
    ) -> None:
        super().__init__(parent)
        self.a, self.b = a, b
        self._runner = runner
        self._clear = clear
        self.found: Comparison | None = None
        self.setWindowTitle(_("Compare {a} and {b}").format(a=f"A{a}", b=f"A{b}"))
        self.setModal(True)
        self.resize(1240, 820)
        self._masked = label(_("Contacts covered"), look="chip")
        self._said = label("", look="warnchip")
        self._where = label(_("Reading…"), look="small")
        self.texts = TextsPage()
        self.pictures = ComparedPictures(runner)
        self.why = WhyPage(_("Why these two"))
        self.why.chain_wanted.connect(partial(self.chain_wanted.emit, a, b))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(_("Texts and pictures"))
        self.tabs.addTab(self.texts, _("Texts"))
        self.tabs.addTab(self.pictures, _("Pictures"))
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.tabs)
        self.split.addWidget(self.why)
        self.split.setSizes([840, 400])
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 1)
        self.split.setChildrenCollapsible(False)
        parts = column(self._head(), self.split, self._foot(), gap=0)
        parts.setStretch(1, 1)
        self.setLayout(parts)
        self._make_keys()
        self.texts.left.setFocus()
        self.reload()

    def _head(self) -> QWidget:
        title = label(f"A{self.a} – A{self.b}", look="title")
        self.unmask_button = button(_("Unmask…"), self._unmask, look="small", icon="eye")
        top = row(title, self._said, self._masked, None, self.unmask_button, gap=10)
        head = column(top, self._where, gap=4)
        head.setContentsMargins(18, 12, 14, 10)
        return frame("head", head)

    def _foot(self) -> QWidget:
        words = {"same": _("Same"), "not-same": _("Not the same"), "unsure": _("Unsure")}
        keys = {"same": "S", "not-same": "D", "unsure": "F"}
        self.verdicts: dict[str, QPushButton] = {}
        for judgement, text in words.items():
            made = button(text, partial(self._judge, judgement))
            tip(made, _("{words} (key {key})").format(words=text, key=keys[judgement]))
            self.verdicts[judgement] = made
        self.verdicts["none"] = button(_("Take my word back"), partial(self._judge, "none"))
        ask = label(_("Do these two ads belong together?"), look="muted")
        goes = [
            button(_("Go to {ad}").format(ad=f"A{ad}"), partial(self._go, ad), look="quiet")
            for ad in (self.a, self.b)
        ]
        leave = button(_("Close"), self.accept)
        across = row(ask, *self.verdicts.values(), None, *goes, leave, gap=8, margin=12)
        return frame("foot", across)

    def _make_keys(self) -> None:
        keys = {
            "S": partial(self._judge, "same"),
            "D": partial(self._judge, "not-same"),
            "F": partial(self._judge, "unsure"),
            "U": self._unmask,
            "P": self._show_pictures,
            "F7": self.texts.step_on,
            "Shift+F7": self.texts.step_back,
        }
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def reload(self) -> None:
        """Read both ads again."""
        a, b, clear = self.a, self.b, self._clear

        def question(case: Questions) -> tuple[Comparison, Sheets]:
            found = case.compare(a, b, unmasked=clear)
            return found, sheets(found)

        self._runner.ask(f"compare:{a}:{b}", question, self._arrived, self._not_there)

    def _not_there(self, error: Exception) -> None:
        if isinstance(error, KnownError) and error.code in ("id_unknown", "item_protected"):
            self._where.setText(_("One of the two is no longer in the case."))
        else:
            self._runner.failed.emit(error)

    def _arrived(self, answer: tuple[Comparison, Sheets] | None) -> None:
        if answer is None:
            return
        found, both = answer
        first, self.found = self.found is None, found
        self._where.setText("   –   ".join(map(_where, (found.left, found.right))))
        self._masked.setText(_("Contacts in clear") if found.unmasked else _("Contacts covered"))
        restyle(self._masked, "warnchip" if found.unmasked else "chip")
        self.unmask_button.setEnabled(not found.unmasked)
        self._show_judgement(found.judgement)
        self.texts.show_comparison(found, both)
        self.pictures.show_comparison(found)
        self.why.show_comparison(found)
        if first and found.pictures and not any(found.words):
            self.tabs.setCurrentWidget(self.pictures)
        n = len(found.pictures)
        self.tabs.setTabText(1, f"{_('Pictures')} ({n})" if n else _("Pictures"))

    def _show_judgement(self, judgement: str) -> None:
        words = {
            "same": _("you said: same"),
            "not-same": _("you said: not the same"),
            "unsure": _("you said: unsure"),
        }
        self._said.setText(words.get(judgement, ""))
        self._said.setVisible(judgement in words)
        for word, act in self.verdicts.items():
            act.setVisible(word != judgement)

    def take(self, changed: Changed) -> None:
        """Read again when an act changed one of the two."""
        if changed.everything or {self.a, self.b} & set(changed.ads):
            self.reload()

    def was_unmasked(self) -> None:
        """The reason was logged: show contacts in clear."""
        self._clear = True
        self.reload()

    def _judge(self, judgement: str) -> None:
        self.judged.emit(min(self.a, self.b), max(self.a, self.b), judgement)

    def _unmask(self) -> None:
        if not self._clear:
            self.unmask_wanted.emit(self.a, self.b)

    def _show_pictures(self) -> None:
        self.tabs.setCurrentWidget(self.pictures)
        self.pictures.show_both()

    def _go(self, ad: int) -> None:
        self.accept()
        self.ad_wanted.emit(ad)


def _where(side: Side) -> str:
    cluster = f"C{side.cluster}" if side.cluster is not None else ""
    told = (side.label, cluster, side.site, side.posted_at[:10], side.language.upper())
    return " · ".join(part for part in told if part and part != "?")
