# SPDX-License-Identifier: GPL-3.0-or-later
"""The only door to labels, tooltips and message boxes: always plain text, never mark-up.

Qt guesses rich text in these widgets and then opens files that the text names; words of an ad
must never do that.
"""

from __future__ import annotations

import html
import re

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QSizePolicy, QToolTip, QWidget

from app.i18n import _

MOST_CHARACTERS = 4_000
"""Of one label: Qt lays out all of it at once."""
MOST_WIDTH = 1_000
MOST_WIDTH_WRAPPED = 300
"""Pixels that the longest word of a label may ask for; a window grows to what is asked."""
_LONG_WORD = re.compile(r"\S{25,}")
_PLACES_TO_BREAK = re.compile(r"([/\\]|(?<=\w)[-_.](?=\w)|[^/\\\-_.\u200b]{20})")


class PlainLabel(QLabel):
    """A label whose words, however long, neither stop the window nor make it larger."""

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's word
        """Show a text, or its beginning."""
        cut = len(text) > MOST_CHARACTERS
        super().setText(f"{text[:MOST_CHARACTERS]}…" if cut else text)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's word
        """As a label, but no wider than a screen."""
        hint = super().sizeHint()
        return QSize(min(hint.width(), MOST_WIDTH), hint.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's word
        """As a label, but one long word asks for no more than several short ones."""
        hint = super().minimumSizeHint()
        most = MOST_WIDTH_WRAPPED if self.wordWrap() else MOST_WIDTH
        return QSize(min(hint.width(), most), hint.height())


def label(text: str = "", *, look: str = "", wrap: bool = False, name: str = "") -> QLabel:
    """A label that shows ``text`` letter by letter."""
    made = PlainLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setOpenExternalLinks(False)
    if look:
        made.setProperty("look", look)
    if look in ("chip", "warnchip"):
        made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    if wrap:
        made.setWordWrap(True)
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    if name:
        made.setAccessibleName(name)
    return made


def breakable(text: str) -> str:
    """The text with places, not seen, at which long words may go on below: a label cuts them.

    Long words are paths, names of files, addresses.
    """
    return _LONG_WORD.sub(lambda found: _PLACES_TO_BREAK.sub("\\1\u200b", found[0]), text)


def selectable(made: QLabel) -> QLabel:
    """Let the label's text be copied."""
    keys = Qt.TextInteractionFlag.TextSelectableByKeyboard
    made.setTextInteractionFlags(keys | Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def tip(widget: QWidget, text: str) -> None:
    """Set a tooltip; mark-up in it is shown, not obeyed."""
    widget.setToolTip(escaped(text))


def tip_at(place: QPoint, escaped_words: str, widget: QWidget) -> None:
    """Show a tooltip now, at a place of the screen; its text comes from ``escaped``."""
    QToolTip.showText(place, escaped_words, widget)


def no_tip() -> None:
    """Take away the tooltip that is shown."""
    QToolTip.hideText()


def escaped(text: str) -> str:
    """Text that a rich-text widget shows letter by letter."""
    return f"<span>{html.escape(text)}</span>" if text else ""


def _box(parent: QWidget | None, title: str, text: str, more: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(title)
    # The informative text ignores setTextFormat, so both parts go into the main text.
    box.setText(f"{text}\n\n{more}" if more else text)
    return box


def inform(parent: QWidget | None, title: str, text: str, more: str = "") -> None:
    """Tell something, calmly; returns at once."""
    _open(_box(parent, title, text, more), QMessageBox.Icon.Information)


def warn(parent: QWidget | None, title: str, text: str, more: str = "") -> None:
    """Tell that something did not work and what to do; returns at once."""
    _open(_box(parent, title, text, more), QMessageBox.Icon.Warning)


def _open(box: QMessageBox, icon: QMessageBox.Icon) -> None:
    box.setIcon(icon)
    box.addButton(_("Close"), QMessageBox.ButtonRole.AcceptRole)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
