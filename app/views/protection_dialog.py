# SPDX-License-Identifier: GPL-3.0-or-later
"""What protocols ask and what people answered, what is sealed; and the question before sealing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHeaderView,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.i18n import _, number
from app.tasks.runner import Runner
from app.triage.protection_items import AskedItem, ProtectionOverview, SealedItem
from app.triage.session import Questions
from app.views import theme
from app.views.layouts import button, column, dialog_frame, frame, row
from app.views.plain_text import label

_ANSWERS = ("refer_now", "not_urgent", "cannot_tell")


class ProtectForm(QDialog):
    """Asks which protocol an ad comes under."""

    wanted = Signal(str)

    def __init__(self, ad: int, parent: QWidget | None = None, steps: Sequence[str] = ()) -> None:
        super().__init__(parent)
        self._choices = QButtonGroup(self)
        self._protocols = ("possible_minor", "protect_migrants", "urgent")
        names = (
            _("It may show or offer a &minor"),
            _("It concerns m&igrants who need protection"),
            _("It is &urgent"),
        )
        meanings = (
            _(
                "It is hidden at once: sealed with its pictures for a named role, and deleted from "
                "every list, search and export. Hashes, place and reason stay. A second person "
                "reads it before anything else is done."
            ),
            _("Contacts and places are covered and pictures left out in every bundle."),
            _("It stands in a list until somebody answers: refer now, not urgent, cannot tell."),
        )
        parts: list[QWidget] = []
        for place, (name, meaning) in enumerate(zip(names, meanings, strict=True)):
            choice = QRadioButton(name)
            choice.setAccessibleDescription(meaning)
            self._choices.addButton(choice, place)
            parts += [choice, label(meaning, look="muted", wrap=True)]
        title = label(_("Protect {ad}").format(ad=f"A{ad}"), look="title")
        self.told = label(
            _("Nobody is contacted. What you do is in the log."), look="small", wrap=True
        )
        self.go = button(_("Protect"), self._go, look="main")
        buttons = row(None, button(_("Cancel"), self.reject), self.go)
        stopped = _stopped(steps)
        dialog_frame(
            self, _("Protect"), column(title, *stopped, *parts, self.told, buttons, gap=10)
        )
        self._choices.button(0).setChecked(True)
        self._choices.button(0).setFocus()

    def choose(self, protocol: str) -> None:
        """Set the choice."""
        self._choices.button(self._protocols.index(protocol)).setChecked(True)

    def _go(self) -> None:
        self.wanted.emit(self._protocols[self._choices.checkedId()])
        self.accept()


def _stopped(steps: Sequence[str]) -> list[QWidget]:
    """What is said first where a picture was stopped."""
    if not steps:
        return []
    head = label(_("The picture is out of your sight. What the codebook says:"), wrap=True)
    said = [label(f"{n}. {step}", wrap=True, look="small") for n, step in enumerate(steps, 1)]
    inside = QWidget()
    inside.setLayout(column(*said, None, gap=4))
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setAccessibleName(_("What is to be done, and where to turn"))
    scroll.setWidget(inside)
    for part in (inside, scroll.viewport()):
        part.setAutoFillBackground(False)  # the colour of the frame around it shows
    scroll.setFixedHeight(theme.scaled(150))
    made = frame("well", column(head, scroll, gap=6, margin=12))
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return [made]


class ProtectionDialog(QDialog):
    """Shows the lists; asks for answers, gives none."""

    answered = Signal(str, int, str)
    sealing_wanted = Signal(int)
    sealed_wanted = Signal(object, object)
    """A sealed item, and the roles that may open it."""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._asked: tuple[AskedItem, ...] = ()
        self._found = ProtectionOverview()
        self.setWindowTitle(_("Protection"))
        self.setModal(True)
        self.resize(960, 560)
        self._told = label("", look="muted", wrap=True, name=_("Who opens what is sealed"))
        head = column(label(_("Protection"), look="title"), self._told, gap=6)
        head.setContentsMargins(18, 14, 18, 10)
        self.asked = _list(
            _("Asked and answered"),
            (_("Protocol"), _("Ad"), _("State"), _("Posted"), _("Since"), _("Who")),
        )
        self.sealed = _list(
            _("Sealed"),
            (
                _("Item"), _("Ad"), _("State"), _("Why"), _("Place"), _("Pictures"), _("Who"),
                _("When"), _("Seen again"),
            ),
        )  # fmt: skip
        self.asked.itemSelectionChanged.connect(self._enable)
        self.sealed.currentItemChanged.connect(self._enable)
        self.sealed.itemActivated.connect(self._open_sealed)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("Protection"))
        self.tabs.addTab(self.asked, _("Asked and answered"))
        self.tabs.addTab(self.sealed, _("Sealed"))
        self.tabs.currentChanged.connect(self._enable)
        self.seal = button(_("Seal this ad"), self._seal, look="danger")
        self.lift = button(_("Does not apply"), self._lift)
        words = (_("Refer now"), _("Not urgent"), _("Cannot tell"))
        acts = (self._refer, self._not_urgent, self._cannot_tell)
        self.answers = [button(word, act) for word, act in zip(words, acts, strict=True)]
        self.open_sealed = button(_("Second reading and order…"), self._open_sealed)
        close = button(_("Close"), self.accept)
        hint = label(
            _("The second reading and the order need the passphrase of a role."),
            look="small",
            wrap=True,
        )
        buttons = row(self.seal, self.lift, *self.answers, self.open_sealed, None, close)
        inside = column(
            frame("head", head), self.tabs, frame("foot", column(hint, buttons, gap=8, margin=14)),
            gap=0,
        )  # fmt: skip
        inside.setStretch(1, 1)
        self.setLayout(inside)
        self._enable()
        self.reload()

    def reload(self) -> None:
        """Read the lists again."""
        self._runner.ask("protection", _overview, self.show_overview)

    def show_overview(self, found: ProtectionOverview | None) -> None:
        """Show what waits and what is sealed."""
        if found is None:
            return
        self._asked, self._found = found.asked, found
        self._told.setText(
            _("What is sealed is opened by: {roles}").format(roles=", ".join(found.roles))
            if found.roles
            else _(
                "No role is named yet: whoever opens the case could open what is sealed. "
                "One is named on the command line: faisceau protocol role."
            )
        )
        self.asked.clear()
        for one in found.asked:
            cells = [one.protocol_words, f"A{one.ad}", one.state_words]
            cells += [one.posted, one.since, one.by]
            self.asked.addTopLevelItem(QTreeWidgetItem(cells))
        self.sealed.clear()
        for kept in found.sealed:
            cells = [kept.item, kept.ad, kept.state_words, kept.why, kept.place]
            cells += [number(kept.pictures), kept.by, kept.at, number(kept.seen_again)]
            self.sealed.addTopLevelItem(QTreeWidgetItem(cells))
        waiting = sum(one.waiting for one in found.asked)
        self.tabs.setTabText(0, _("Asked and answered ({n} open)").format(n=number(waiting)))
        self.tabs.setTabText(1, _("Sealed ({n})").format(n=number(len(found.sealed))))
        self._enable()

    def chosen(self) -> AskedItem | None:
        """The ad that is selected in the first list."""
        chosen = self.asked.selectedItems()
        place = self.asked.indexOfTopLevelItem(chosen[0]) if chosen else -1
        return self._asked[place] if 0 <= place < len(self._asked) else None

    def chosen_sealed(self) -> SealedItem | None:
        """The item where the second list stands, while it is shown."""
        current = self.sealed.currentItem()
        if current is None or self.tabs.currentWidget() is not self.sealed:
            return None
        place = self.sealed.indexOfTopLevelItem(current)
        return self._found.sealed[place] if 0 <= place < len(self._found.sealed) else None

    def _open_sealed(self, *_item: object) -> None:
        kept = self.chosen_sealed()
        if kept is not None and self._found.roles:
            self.sealed_wanted.emit(kept, self._found.roles)

    def _enable(self, *_what: object) -> None:
        one = self.chosen() if self.tabs.currentWidget() is self.asked else None
        urgent = one is not None and one.protocol == "urgent"
        self.seal.setEnabled(one is not None and one.protocol == "possible_minor")
        self.lift.setEnabled(one is not None and one.waiting and not urgent)
        for answer in self.answers:
            answer.setEnabled(urgent)
        self.open_sealed.setEnabled(bool(self._found.roles) and self.chosen_sealed() is not None)

    def _seal(self) -> None:
        one = self.chosen()
        if one is not None:
            self.sealing_wanted.emit(one.ad)

    def _lift(self) -> None:
        self._answer("lifted")

    def _refer(self) -> None:
        self._answer(_ANSWERS[0])

    def _not_urgent(self) -> None:
        self._answer(_ANSWERS[1])

    def _cannot_tell(self) -> None:
        self._answer(_ANSWERS[2])

    def _answer(self, act: str) -> None:
        one = self.chosen()
        if one is not None:
            self.answered.emit(one.protocol, one.ad, act)


def _overview(case: Questions) -> ProtectionOverview:
    return case.protection()


def _list(name: str, columns: tuple[str, ...]) -> QTreeWidget:
    made = QTreeWidget()
    made.setAccessibleName(name)
    made.setHeaderLabels(list(columns))
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setTextElideMode(Qt.TextElideMode.ElideRight)
    made.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    return made
