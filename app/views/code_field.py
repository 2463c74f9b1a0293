# SPDX-License-Identifier: GPL-3.0-or-later
"""A line for several countries or languages: codes or names, with completion and a check."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from PySide6.QtCore import QEvent, QLocale, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

_BETWEEN = re.compile(r"[,;\s]+")
_LISTED = re.compile(r"[,;]+")
_DASH = " – "
_COMMON_SCRIPTS = "\u052f"


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


class CodeField(QLineEdit):
    """Type ``FR, BE`` or ``France``; the list offers what the last word may mean."""

    def __init__(
        self, known: Mapping[str, str], name: str, hint: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._known = known
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        shown = [f"{code}{_DASH}{words}" for code, words in known.items()]
        self._offer = QCompleter(QStringListModel(shown, self), self)
        self._offer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._offer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._offer.setWidget(self)
        self._offer.activated.connect(self._take)
        self._list = QListView()
        self._offer.setPopup(self._list)
        self.textEdited.connect(self._offer_last)

    def codes(self) -> tuple[str, ...]:
        """The codes named so far."""
        return read_codes(self.text(), self._known)[0]

    def unknown(self) -> str:
        """The first word that is no code and no name; empty when all are understood."""
        return read_codes(self.text(), self._known)[1]

    def _offer_last(self, text: str) -> None:
        last = _LISTED.split(text)[-1].strip()
        if not last:
            self._list.hide()
            return
        self._offer.setCompletionPrefix(last)
        self._offer.complete()
        exact = next(
            (row for row in range(self._offer.completionCount()) if self._is(row, last)), 0
        )
        self._offer.setCurrentRow(exact)
        self._list.setCurrentIndex(self._offer.currentIndex())

    def _is(self, row: int, code: str) -> bool:
        self._offer.setCurrentRow(row)
        offered = self._offer.currentCompletion().partition(_DASH)[0]
        return offered.casefold() == code.casefold()

    def _take(self, offered: str) -> None:
        parts = [part.strip() for part in _LISTED.split(self.text())[:-1]]
        self.setText(", ".join([*filter(None, parts), offered.partition(_DASH)[0]]) + ", ")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's word
        """Enter and Tab take what is offered; only then do they leave the field."""
        if self._list.isVisible() and event.key() in (
            Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab,
        ):  # fmt: skip
            event.ignore()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Leaving tidies the text to the codes that were understood."""
        left = event.type() == QEvent.Type.FocusOut and not self._list.isVisible()
        if left and self.text().strip() and not self.unknown():
            self.setText(", ".join(self.codes()))
        return super().event(event)
