# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place where mark-up is painted: texts that are part of the program, and their pictures.

No word of a case may come here. Pictures are taken from one folder of the program by bare name;
for anything else that a text might name, one empty pixel is given, because Qt opens the file
itself when it is given nothing.
"""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

_NAME = re.compile(r"[a-z0-9-]+\.png")


class OwnText(QTextBrowser):
    """Shows Markdown of the program's own; follows no link."""

    def __init__(self, pictures: Path, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = pictures
        self.setOpenLinks(False)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(24)

    def show_markdown(self, text: str) -> None:
        """Show a text from its beginning."""
        self.setMarkdown(text)
        self.verticalScrollBar().setValue(0)

    def loadResource(self, _kind: int, name: QUrl | str) -> QImage:  # noqa: N802 - Qt's word
        """A picture of the program's own, as wide as the page at most."""
        words = name.toString() if isinstance(name, QUrl) else name
        found = QImage()
        if _NAME.fullmatch(words):
            found.load(str(self._folder / words))
        if found.isNull():
            found = QImage(1, 1, QImage.Format.Format_ARGB32)
            found.fill(Qt.GlobalColor.transparent)
            return found
        # as wide as the page is once it scrolls
        page = self.width() - self.verticalScrollBar().sizeHint().width()
        wide = max(min(found.width(), page - 56), 1)
        return found.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)
