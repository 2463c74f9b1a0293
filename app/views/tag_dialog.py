# SPDX-License-Identifier: GPL-3.0-or-later
"""Setting an indicator: picked by group, read with its source grade and innocent reading."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.i18n import _, in_language
from app.messages.grades import grade_words, strength_words
from app.triage.items import NewTag, Target
from app.views.layouts import button, column, dialog_frame, frame, row
from app.views.plain_text import label
from indexing.suggest.codebook import Codebook, Indicator

_ID = Qt.ItemDataRole.UserRole


class TagDialog(QDialog):
    """Picks one indicator, a confidence, and a note."""

    tagged = Signal(object)

    def __init__(self, codebook: Codebook, target: Target, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codebook = codebook
        self._target = target
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search indicators"))
        self.search.setAccessibleName(_("Search indicators"))
        self.search.textChanged.connect(self._narrow)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(12)
        self.tree.setProperty("look", "framed")
        self.tree.setAccessibleName(_("Indicators by group"))
        self.tree.currentItemChanged.connect(self._picked)
        self._make_facts()
        self.confidence = QComboBox()
        self.confidence.setAccessibleName(_("Confidence"))
        for key, words in (("low", _("Low")), ("medium", _("Medium")), ("high", _("High"))):
            self.confidence.addItem(words, key)
        self.confidence.setCurrentIndex(1)
        self.note = QPlainTextEdit()
        self.note.setAccessibleName(_("Note"))
        self.note.setPlaceholderText(_("What made you think so (others will read it)"))
        self.note.setMaximumHeight(74)
        self.note.setTabChangesFocus(True)
        self._go = button(_("Set the tag"), self._try, look="main")
        self._go.setEnabled(False)
        self._fill_tree()
        self._lay_out()
        self.search.setFocus()

    def _make_facts(self) -> None:
        self._name = label(_("Pick an indicator"), look="heading", wrap=True)
        self._definition = label(in_language(self._codebook.statement), wrap=True)
        self._grade = label("", look="small", wrap=True)
        self._innocent_head = label(_("Innocent readings"), look="caps")
        self._innocent = label("", wrap=True)
        self._innocent_box = frame(
            "warn", column(self._innocent_head, self._innocent, gap=3, margin=12)
        )
        self._innocent_box.hide()

    def _lay_out(self) -> None:
        left = column(self.search, self.tree)
        right = column(
            self._name, self._definition, self._grade, self._innocent_box, None,
            label(_("Confidence"), look="caps"), self.confidence,
            label(_("Note"), look="caps"), self.note,
            gap=7,
        )  # fmt: skip
        both = row(gap=20)
        both.addLayout(left, 5)
        both.addLayout(right, 6)
        known = f"{self._codebook.id} {self._codebook.version}"
        title = row(
            label(self._title(), look="title"),
            None,
            label(_("Codebook {name}").format(name=known), look="small"),
        )
        buttons = row(None, button(_("Cancel"), self.reject), self._go)
        dialog_frame(self, _("Set a tag"), column(title, 6, both, 8, buttons), 820)
        self.resize(860, 600)

    def _title(self) -> str:
        target = self._target
        if target.ad is not None and target.start is not None:
            return _("Tag the passage you selected in {ad}").format(ad=f"A{target.ad}")
        return _("Tag {target}").format(target=target.label)

    def _fill_tree(self) -> None:
        for group, words in self._codebook.groups.items():
            head = QTreeWidgetItem([in_language(words)])
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = head.font(0)
            font.setBold(True)
            head.setFont(0, font)
            for indicator in self._codebook.indicators.values():
                if indicator.group == group and indicator.strength != "not_supported":
                    item = QTreeWidgetItem([f"{indicator.id}  {in_language(indicator.label)}"])
                    item.setData(0, _ID, indicator.id)
                    head.addChild(item)
            if head.childCount():
                self.tree.addTopLevelItem(head)
        self.tree.expandAll()

    def _narrow(self, words: str) -> None:
        wanted = words.casefold().split()
        first: QTreeWidgetItem | None = None
        for place in range(self.tree.topLevelItemCount()):
            head = self.tree.topLevelItem(place)
            if head is None:
                continue
            left = 0
            for child in filter(None, (head.child(i) for i in range(head.childCount()))):
                fits = all(word in child.text(0).casefold() for word in wanted)
                child.setHidden(not fits)
                left += fits
                first = first or (child if fits else None)
            head.setHidden(not left)
        if wanted and first is not None:
            self.tree.setCurrentItem(first)

    def _picked(self, item: QTreeWidgetItem | None, _before: object = None) -> None:
        wanted = item.data(0, _ID) if item is not None else None
        self._go.setEnabled(bool(wanted))
        if wanted:
            self._describe(self._codebook.indicator(str(wanted)))

    def _describe(self, indicator: Indicator) -> None:
        self._name.setText(f"{indicator.id}  {in_language(indicator.label)}")
        self._definition.setText(in_language(indicator.definition))
        grade = [grade_words(indicator.grade), strength_words(indicator.strength)]
        grade.append(in_language(indicator.grade_note))
        grade.append(", ".join(reference for reference, _locator in indicator.sources))
        self._grade.setText(" · ".join(part for part in grade if part))
        self._innocent.setText(in_language(indicator.innocent_reading))
        self._innocent_box.show()

    def _try(self) -> None:
        item = self.tree.currentItem()
        wanted = item.data(0, _ID) if item is not None else None
        if not wanted:
            return
        confidence = str(self.confidence.currentData())
        note = self.note.toPlainText().strip()
        self.tagged.emit(NewTag(self._target, str(wanted), confidence, note))
        self.accept()
