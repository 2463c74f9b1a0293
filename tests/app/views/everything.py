# SPDX-License-Identifier: GPL-3.0-or-later
"""Every view and dialog of the window, made over the fake case, to be walked through by tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.triage.past_items import TurnPreview
from app.triage.protection_items import SealedItem
from app.views.code_forms import EntryForm
from app.views.codebook_exchange import ExchangeDialog
from app.views.decide_page import DecidePage
from app.views.decide_section import Section
from app.views.filter_box import FilterHelp
from app.views.main_window import MainWindow
from app.views.regroup_forms import MoveForm
from app.views.rule_form import RuleForm
from app.views.turn_dialog import TurnDialog
from tests.app.views.fake_codebook import FakeBook

Opener = Callable[[MainWindow], object]


def _act(key: str) -> Opener:
    return lambda desk: desk.actions_by_key[key].trigger()


DIALOGS: dict[str, Opener] = {
    **{
        key: _act(key)
        for key in (
            "import", "imports", "codebook", "agreement", "bundle", "search", "settings", "tag",
            "tag_cluster", "template", "cluster_suggestions", "bridges", "merge", "note", "unmask",
            "protect", "purge", "hubs", "picture_grid", "protection", "sitting", "palette",
            "about_rules", "keys", "readings", "bulk", "save_view", "handbook",
        )
    },
    "new": lambda desk: desk.cases._show(_new_case(desk)),
    "unlock": lambda desk: desk.cases._show(_unlock(desk)),
    "filter_help": lambda desk: desk.cases._show(FilterHelp(desk)),
    "move": lambda desk: desk.cases._show(MoveForm(1, [1, 2], None, desk)),
    "turn": lambda desk: desk.cases._show(TurnDialog(_turn(), desk)),
    "compare": lambda desk: desk.features.comparing.compare(1, 2),
    "chain": lambda desk: desk.features.comparing.chain(1, 2),
    "split": lambda desk: desk.features.regrouping.split(1, [1, 2]),
    "own_entry": lambda desk: desk.cases._show(EntryForm(FakeBook().view(""), desk)),
    "own_rule": lambda desk: desk.cases._show(_rule_form(desk)),
    "exchange": lambda desk: desk.cases._show(ExchangeDialog(desk.runner, desk)),
    "sealed_ad": lambda desk: desk.features.protecting._open_sealed(_sealed(), ("Desk",)),
    "stopped": lambda desk: desk.features.protecting.protect(1, ("Stop viewing.", "Refer.")),
}  # fmt: skip
"""How each dialog is opened; a dialog that no line opens is found by ``test_walks``."""


def _new_case(desk: MainWindow) -> QDialog:
    from app.views.case_forms import NewCaseDialog

    return NewCaseDialog(Path("/nowhere"), desk)


def _rule_form(desk: MainWindow) -> QDialog:
    return RuleForm(desk.runner, FakeBook().view(""), "FEE-01", desk)


def _sealed() -> SealedItem:
    words = ("P1", "A9", "sealed; a second person is to read it", "MIN-01", "S1, row 10")
    return SealedItem(*words, 2, "Analyst One", "2026-11-21 10:00", 1)


def _turn() -> TurnPreview:
    return TurnPreview(1, is_undo=True, count=3, sentences=("Tagged A1", "Wrote a note on A2"))


def _unlock(desk: MainWindow) -> QDialog:
    from app.views.case_forms import UnlockDialog

    return UnlockDialog("Spring", desk)


@contextmanager
def opened(qtbot: QtBot, desk: MainWindow, name: str) -> Iterator[QDialog]:
    """A dialog with what it asked for; closed at the end."""
    before = set(shown_dialogs(desk))
    DIALOGS[name](desk)

    def came() -> bool:
        return bool(set(shown_dialogs(desk)) - before)

    qtbot.waitUntil(came, timeout=15_000)
    quiet(qtbot, desk)
    (form,) = set(shown_dialogs(desk)) - before
    heighten(form)
    qtbot.wait(15)
    yield form
    close_all(desk)


def heighten(form: QDialog) -> None:
    """Give a dialog room: the screen of the tests is smaller than any that people have."""
    inside = form.layout()
    if inside is not None and inside.hasHeightForWidth():
        form.resize(form.width(), max(form.height(), inside.totalHeightForWidth(form.width())))


def quiet(qtbot: QtBot, desk: MainWindow) -> None:
    """Wait until all that was asked, or is about to be, is answered and laid out."""
    for _round in range(3):
        qtbot.waitUntil(lambda: not _is_about_to_ask(desk), timeout=15_000)
        desk.runner._reading.waitForDone()
        desk.runner._acting.waitForDone()
        qtbot.wait(15)
        qtbot.waitUntil(lambda: not desk.runner._answers, timeout=15_000)
    qtbot.wait(15)


def _is_about_to_ask(desk: MainWindow) -> bool:
    pages = desk.case_view.pages._pages.values()
    decide = [page for page in pages if isinstance(page, DecidePage)]
    filling = (part.is_filling for page in decide for part in page.findChildren(Section))
    return any(page._settling.isActive() for page in decide) or any(filling)


def shown_dialogs(desk: MainWindow) -> list[QDialog]:
    """The dialogs that are open."""
    return [one for one in desk.findChildren(QDialog) if one.isVisible()]


def close_all(desk: MainWindow) -> None:
    """Close every dialog."""
    desk.features.close_all()
    for form in shown_dialogs(desk):
        form.reject()


def visible(root: QWidget) -> list[QWidget]:
    """The widgets of a window that can be seen."""
    return [one for one in root.findChildren(QWidget) if one.isVisibleTo(root)]
