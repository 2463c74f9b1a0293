# SPDX-License-Identifier: GPL-3.0-or-later
"""The encoding of a file: those it may have with words of it, then all others by name.

The guess can be wrong where there is nothing to show for it: in a text without a mark, in one that
could not be read at all. So every text has every encoding to choose from.
"""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from app.i18n import _
from app.triage.preview import Preview

_SAMPLE_SHOWN = 60
_WIDTH = 20


class EncodingChoice(QComboBox):
    """What a person chose of it stays chosen; workbooks, which state their own, offer none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Encoding"))
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.setSizeAdjustPolicy(policy)
        self.setMinimumContentsLength(_WIDTH)
        self.setEnabled(False)

    def forget(self) -> None:
        """Another file, or another profile: nothing to choose until it is read."""
        self.clear()
        self.addItem("–", "")
        self.setEnabled(False)

    def show_preview(self, seen: Preview, said: str) -> None:
        """List what a file may be read as; ``said`` is what the person chose before."""
        if not seen.encoding_why:
            self.forget()
            return
        if not said or self.findData(said) < 0:
            self.clear()
            for name, sample in seen.encodings or ((seen.encoding, ""),):
                why = f" ({seen.encoding_why})" if name == seen.encoding else ""
                self.addItem(f"{name}{why}   {sample[:_SAMPLE_SHOWN]}".rstrip(), name)
            self._add_others()
        self.setCurrentIndex(max(0, self.findData(said or seen.encoding)))
        self.setEnabled(True)

    def show_unread(self, said: str) -> None:
        """List all for a file that could not be read: its own may be none that it looks like."""
        if not said or self.findData(said) < 0:
            self.clear()
            self.addItem(_("Found by itself"), "")
            self._add_others()
        self.setCurrentIndex(max(0, self.findData(said)))
        self.setEnabled(True)

    def _add_others(self) -> None:
        listed = {self.itemData(place) for place in range(self.count())}
        self.insertSeparator(self.count())
        for name, words in _known().items():
            if name not in listed:
                self.addItem(f"{name} ({words})", name)


def _known() -> dict[str, str]:
    every, western, central = _("every script"), _("Western Europe"), _("Central Europe")
    return {
        "utf-8": every,
        "utf-16-le": every,
        "utf-16-be": every,
        "cp1252": western,
        "iso8859-15": western,
        "mac-roman": western,
        "cp858": western,
        "cp1250": central,
        "iso8859-2": central,
        "cp852": central,
        "cp1251": _("Cyrillic"),
        "koi8-r": _("Cyrillic"),
        "cp866": _("Cyrillic"),
        "cp855": _("Cyrillic"),
        "cp1253": _("Greek"),
        "cp1254": _("Turkish"),
        "cp1255": _("Hebrew"),
        "cp1256": _("Arabic"),
        "cp1257": _("Baltic"),
        "gb18030": _("Chinese"),
        "big5": _("Chinese"),
        "shift_jis": _("Japanese"),
        "euc_jp": _("Japanese"),
        "euc_kr": _("Korean"),
    }
