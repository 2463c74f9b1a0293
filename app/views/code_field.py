# SPDX-License-Identifier: GPL-3.0-or-later
"""A line for several countries or languages: codes or names, with completion and a check.

What is offered lies in the form itself, not in a window of its own: that would keep the next click
of the person for itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from PySide6.QtCore import QEvent, QLocale, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.views import theme

_BETWEEN = re.compile(r"[,;\s]+")
_LISTED = re.compile(r"[,;]+")
_DASH = " – "
_COMMON_SCRIPTS = "\u052f"
_SHOWN = 7
"""Lines of the list that are in sight at once."""
_BEGINS = 1
_STILL_THERE = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
"""The person looks elsewhere and comes back to the field."""


@cache
def countries() -> Mapping[str, str]:
    """ISO 3166 code of every country, with its name in English and its own language."""
    found: dict[str, str] = {}
    for number in range(1, int(QLocale.Country.LastCountry.value) + 1):
        territory = QLocale.Country(number)
        code = QLocale.territoryToCode(territory)
        if len(code) == 2 and code.isalpha():
            there = QLocale(QLocale.Language.AnyLanguage, territory)
            # without a locale of its own Qt answers with the name of another country
            own = there.nativeTerritoryName() if there.territory() == territory else ""
            found[code] = _both(QLocale.territoryToString(territory), own)
    return dict(sorted(found.items()))


@cache
def languages() -> Mapping[str, str]:
    """ISO 639-1 code of every language, with its name in English and in itself."""
    found: dict[str, str] = {}
    for number in range(2, int(QLocale.Language.LastLanguage.value) + 1):
        language = QLocale.Language(number)
        code = QLocale.languageToCode(language)
        if len(code) == 2:
            itself = QLocale(language)
            # without a locale of its own Qt answers with the name of another language
            own = itself.nativeLanguageName() if itself.language() == language else ""
            found[code] = _both(QLocale.languageToString(language), own)
    return dict(sorted(found.items()))


def _both(english: str, own: str) -> str:
    # letters beyond Latin, Greek and Cyrillic make Qt search every font there is, for seconds
    if any(letter > _COMMON_SCRIPTS for letter in own):
        return english
    return f"{english} ({own})" if own and own.casefold() != english.casefold() else english


def read_codes(text: str, known: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
    """The codes that a text names, by code or by name, and the first word that names none."""
    upper = next(iter(known), "").isupper()
    names = {part.casefold(): code for code, name in known.items() for part in _names(name)}
    found: list[str] = []
    for part in (one.strip() for one in _LISTED.split(text)):
        words = [part] if part.casefold() in names or _DASH in part else _BETWEEN.split(part)
        for word in filter(None, words):
            bare = word.partition(_DASH)[0].strip()
            code = "GB" if upper and bare.upper() == "UK" else bare
            code = code.upper() if upper else code.lower()
            code = code if code in known else names.get(bare.casefold(), "")
            if not code:
                return tuple(found), bare
            found.append(code)
    return tuple(dict.fromkeys(found)), ""


def _names(name: str) -> list[str]:
    english, _bracket, own = name.partition(" (")
    return [part for part in (english, own.rstrip(")")) if part]


def offered(word: str, known: Mapping[str, str]) -> tuple[list[str], bool]:
    """Codes that a word may mean, the likeliest first; and whether it can only mean the first.

    It is sure when it is the code or the name, or when no other name begins like it.
    """
    wanted = word.casefold()
    ranked = [(_rank(wanted, code, name), code) for code, name in known.items()]
    ranked = sorted((one for one in ranked if one[0] >= 0), key=lambda one: one[0])
    likely = sum(rank <= _BEGINS for rank, _code in ranked)
    is_sure = bool(wanted and ranked) and (ranked[0][0] == 0 or likely == 1)
    return [code for _rank_of, code in ranked], is_sure


def _rank(wanted: str, code: str, name: str) -> int:
    names = [part.casefold() for part in _names(name)]
    if wanted in (code.casefold(), *names) or (wanted == "uk" and code == "GB"):
        return 0
    if any(part.startswith(wanted) for part in names):
        return _BEGINS
    if code.casefold().startswith(wanted):
        return 2
    if any(word.startswith(wanted) for part in names for word in part.split()):
        return 3
    return 4 if any(wanted in part for part in names) else -1


class Offers(QListWidget):
    """What a word may mean, below its field; the keys stay with the field."""

    taken = Signal(str)
    """A code that was clicked."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._field = field
        self.setProperty("look", "framed")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.itemClicked.connect(self._clicked)
        self.hide()

    def offer(self, codes: list[str], known: Mapping[str, str], *, is_sure: bool) -> None:
        """List codes; the first is chosen already where nothing else can be meant."""
        self.clear()
        for code in codes:
            item = QListWidgetItem(f"{code}{_DASH}{known[code]}")
            item.setData(Qt.ItemDataRole.UserRole, code)
            self.addItem(item)
        self.setCurrentRow(0 if is_sure else -1)
        if not codes:
            self.hide()
            return
        if self.parent() is not self._field.window():
            self.setParent(self._field.window())
        self._place()
        self.scrollToTop()
        self.show()
        self.raise_()
        theme.application().installEventFilter(self)

    def _place(self) -> None:
        """Below the field, or above it where there is more room."""
        lines = min(self.count(), _SHOWN)
        high = lines * self.sizeHintForRow(0) + 2 * self.frameWidth() + 2
        top = self._field.mapTo(self._field.window(), QPoint(0, 0)).y()
        below = self._field.window().height() - top - self._field.height()
        left = self._field.mapTo(self._field.window(), QPoint(0, 0)).x()
        if high <= below or below >= top:
            place, high = top + self._field.height(), min(high, below)
        else:
            high = min(high, top)
            place = top - high
        self.setGeometry(left, place, self._field.width(), high)

    @property
    def chosen(self) -> str:
        """The code that is marked; empty while none is."""
        item = self.currentItem() if self.isVisible() else None
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def step(self, by: int) -> None:
        """Mark another; before the first there is none."""
        self.setCurrentRow(min(max(self.currentRow() + by, -1), self.count() - 1))

    def _clicked(self, item: QListWidgetItem) -> None:
        self.taken.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    def hideEvent(self, _event: object) -> None:  # noqa: N802 - Qt's word
        """Look at no more clicks."""
        theme.application().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's word
        """A click elsewhere does what it does there, and the list is gone."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            place = event.globalPosition().toPoint()
            if not any(_holds(one, place) for one in (self, self._field)):
                self.hide()
        return super().eventFilter(watched, event)


def _holds(widget: QWidget, place: QPoint) -> bool:
    return widget.rect().contains(widget.mapFromGlobal(place))


class CodeField(QLineEdit):
    """Type ``FR, BE`` or ``France``; the list offers what the last word may mean."""

    def __init__(
        self, known: Mapping[str, str], name: str, hint: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._known = known
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self._list = Offers(self)
        self._list.setAccessibleName(name)
        self._list.taken.connect(self._take)
        self._list.currentRowChanged.connect(self._tell_marked)
        self.textEdited.connect(self._offer_last)

    def codes(self) -> tuple[str, ...]:
        """The codes named so far."""
        return read_codes(self.text(), self._known)[0]

    def unknown(self) -> str:
        """The first word that is no code and no name; empty when all are understood."""
        return read_codes(self.text(), self._known)[1]

    def _offer_last(self, text: str) -> None:
        if last := _LISTED.split(text)[-1].strip():
            self._offer(last)
        else:
            self._list.hide()

    def _offer(self, word: str) -> None:
        codes, is_sure = offered(word, self._known)
        self._list.offer(codes, self._known, is_sure=is_sure)

    def _tell_marked(self, row: int) -> None:
        self.setAccessibleDescription(self._list.item(row).text() if row >= 0 else "")

    def _take(self, code: str) -> None:
        parts = [part.strip() for part in _LISTED.split(self.text())[:-1]]
        self.setText(", ".join([*filter(None, parts), code]) + ", ")
        self._list.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's word
        """Arrows mark what is offered, Enter takes what is marked; what is not, stays as typed."""
        keys = Qt.Key
        key, is_listed = event.key(), self._list.isVisible()
        if key == keys.Key_Down and not is_listed:
            self._offer(_LISTED.split(self.text())[-1].strip())
        elif is_listed and key in (keys.Key_Down, keys.Key_Up):
            self._list.step(1 if key == keys.Key_Down else -1)
        elif is_listed and key in (keys.Key_Return, keys.Key_Enter):
            self._take_marked()
        elif is_listed and key == keys.Key_Escape:
            self._list.hide()
        else:
            super().keyPressEvent(event)

    def _take_marked(self) -> None:
        if self._list.chosen:
            self._take(self._list.chosen)
        self._list.hide()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's word
        """Tab takes what is marked, and leaves the field."""
        self._take_marked()
        return super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's word
        """Leaving tidies the text to the codes that were understood."""
        self._list.hide()
        super().focusOutEvent(event)
        left = event.reason() not in _STILL_THERE
        if left and self.text().strip() and not self.unknown():
            self.setText(", ".join(self.codes()))
