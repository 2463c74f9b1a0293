# SPDX-License-Identifier: GPL-3.0-or-later
"""Ads side by side, two at a time: texts, pictures, why they are linked, and the judgement."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPushButton, QSplitter, QTabWidget, QWidget

from app.i18n import _
from app.tasks.runner import Runner
from app.triage.compared import ChainTold, Comparison, Side
from app.triage.compared_text import Sheets, sheets
from app.triage.items import Changed
from app.triage.session import Questions
from app.views.compare_pictures import ComparedPictures
from app.views.compare_reasons import WhyPage
from app.views.compare_strip import CompareStrip
from app.views.compare_texts import TextsPage
from app.views.layouts import button, column, frame, restyle, row
from app.views.plain_text import label, tip
from indexing.errors import KnownError


class CompareDialog(QDialog):
    """Asks for the comparison and for acts; does none itself.

    Of more than two ads the first is the reference that the others are held against in turn.
    """

    judged = Signal(int, int, str)
    unmask_wanted = Signal(object)
    """Contacts of all these ads are asked for."""
    chain_wanted = Signal(int, int)
    ad_wanted = Signal(int)

    def __init__(self, runner: Runner, ads: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip = CompareStrip(ads)
        self.strip.pair_wanted.connect(self._show_pair)
        self.a, self.b = self.strip.reference, self.strip.other
        self._runner = runner
        self._clear = False
        self.found: Comparison | None = None
        self.setModal(True)
        self.resize(1240, 820)
        self._masked = label(_("Contacts covered"), look="chip")
        self._said = label("", look="warnchip")
        self._where = label(_("Reading…"), look="small")
        self.texts = TextsPage()
        self.pictures = ComparedPictures(runner)
        self.why = WhyPage(_("Why these two"))
        self.why.chain_wanted.connect(self._ask_chain)
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
        parts = column(self._head(), self.strip, self.split, self._foot(), gap=0)
        parts.setStretch(2, 1)
        self.setLayout(parts)
        self._make_keys()
        self._name_pair()
        self.texts.left.setFocus()
        self.reload()

    def _head(self) -> QWidget:
        self._title = label("", look="title")
        self.unmask_button = button(_("Unmask…"), self._unmask, look="small", icon="eye")
        top = row(self._title, self._said, self._masked, None, self.unmask_button, gap=10)
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
        self._goes = [
            button("", self._go_left, look="quiet"),
            button("", self._go_right, look="quiet"),
        ]
        leave = button(_("Close"), self.accept)
        across = row(ask, *self.verdicts.values(), None, *self._goes, leave, gap=8, margin=12)
        return frame("foot", across)

    def _make_keys(self) -> None:
        keys = {
            "S": partial(self._judge, "same"),
            "D": partial(self._judge, "not-same"),
            "F": partial(self._judge, "unsure"),
            "U": self._unmask,
            "P": self._show_pictures,
            "X": self._blink,
            "J": partial(self.strip.step, 1),
            "K": partial(self.strip.step, -1),
            "R": self.strip.make_reference,
            "F7": self.texts.step_on,
            "Shift+F7": self.texts.step_back,
        }
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _show_pair(self, a: int, b: int) -> None:
        self.a, self.b, self.found = a, b, None
        self._where.setText(_("Reading…"))
        self._name_pair()
        self.reload()

    def _name_pair(self) -> None:
        a, b = f"A{self.a}", f"A{self.b}"
        self.setWindowTitle(_("Compare {a} and {b}").format(a=a, b=b))
        self._title.setText(f"{a} – {b}")
        for act, ad in zip(self._goes, (a, b), strict=True):
            act.setText(_("Go to {ad}").format(ad=ad))

    def reload(self) -> None:
        """Read both ads again."""
        a, b, clear = self.a, self.b, self._clear

        def question(case: Questions) -> tuple[Comparison, Sheets]:
            found = case.compare(a, b, unmasked=clear)
            return found, sheets(found)

        # one key for every pair: an answer on a pair left behind is stale
        self._runner.ask(f"compare:{id(self)}", question, self._arrived, self._not_there)

    def _not_there(self, error: Exception) -> None:
        if isinstance(error, KnownError) and error.code in ("id_unknown", "item_protected"):
            # sealed or deleted: nothing of it may stay on screen
            sides = Side(self.a, None, "", ""), Side(self.b, None, "", "")
            empty = Comparison(*sides, (), (), (0, 0, 0))
            self.found = None
            self._show(empty, sheets(empty))
            self._where.setText(_("One of the two is no longer in the case."))
        else:
            self._runner.failed.emit(error)

    def _arrived(self, answer: tuple[Comparison, Sheets] | None) -> None:
        if answer is None:
            return
        found, both = answer
        first, self.found = self.found is None, found
        self._show(found, both)
        if first and found.pictures and not any(found.words):
            self.tabs.setCurrentWidget(self.pictures)
        if not any(reason.joins for reason in found.reasons):
            self._ask_path()

    def _show(self, found: Comparison, both: Sheets) -> None:
        self._where.setText("   –   ".join(map(_where, (found.left, found.right))))
        self._masked.setText(_("Contacts in clear") if found.unmasked else _("Contacts covered"))
        restyle(self._masked, "warnchip" if found.unmasked else "chip")
        self.unmask_button.setEnabled(not found.unmasked)
        self._show_judgement(found.judgement)
        self.texts.show_comparison(found, both)
        self.pictures.show_comparison(found)
        self.why.show_comparison(found)
        n = len(found.pictures)
        self.tabs.setTabText(1, f"{_('Pictures')} ({n})" if n else _("Pictures"))

    def _ask_path(self) -> None:
        a, b = self.a, self.b

        def question(case: Questions) -> ChainTold:
            return case.chain(a, b)

        self._runner.ask(f"path:{id(self)}", question, self._path_came, self._not_there)

    def _path_came(self, found: ChainTold | None) -> None:
        if found is not None and (found.first, found.last) == (self.a, self.b):
            self.why.show_path(found)

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
            self.unmask_wanted.emit(list(self.strip.ads))

    def _show_pictures(self) -> None:
        self.tabs.setCurrentWidget(self.pictures)
        self.pictures.show_both()

    def _blink(self) -> None:
        self.tabs.setCurrentWidget(self.pictures)
        self.pictures.blink()

    def _ask_chain(self) -> None:
        self.chain_wanted.emit(self.a, self.b)

    def _go_left(self) -> None:
        self._go(self.a)

    def _go_right(self) -> None:
        self._go(self.b)

    def _go(self, ad: int) -> None:
        self.accept()
        self.ad_wanted.emit(ad)


def _where(side: Side) -> str:
    cluster = f"C{side.cluster}" if side.cluster is not None else ""
    told = (side.label, cluster, side.site, side.posted_at[:10], side.language.upper())
    return " · ".join(part for part in told if part and part != "?")
