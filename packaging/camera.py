# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes one picture of one widget: waits until it is ready, and writes it small."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
DOCUMENTS: Final = ROOT / "docs" / "pictures"
MOST_BYTES: Final = 200_000
NOW: Final = "2026-03-02T10:15:00+00:00"
TODAY: Final = "2026-03-02"
RETAIN_UNTIL: Final = "2027-03-01"


def settle(milliseconds: int = 150) -> None:
    """Let the window work for a while."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def until(happened: Callable[[], object], seconds: float = 30) -> None:
    """Let the window work until something happened."""
    for _try in range(int(seconds * 20)):
        if happened():
            settle()
            return
        settle(50)
    raise TimeoutError


def stop_the_clock() -> None:
    """Dates of the pictures are the same on every day."""
    from dataclasses import replace

    from app.triage.case_session import CaseSession
    from app.triage.items import CaseSummary
    from indexing.store import journal, judgements, marks

    def now() -> str:
        return NOW

    for module in (journal, judgements, marks):
        setattr(module, "now", now)  # noqa: B010 - replaced on purpose, for this process only
    really = CaseSession.summary

    def summary(session: CaseSession) -> CaseSummary:
        return replace(really(session), retain_until=RETAIN_UNTIL, overdue=False)

    setattr(CaseSession, "summary", summary)  # noqa: B010


def save(widget: object, name: str, folder: Path) -> None:
    """Write a picture of few colours, small enough for the repository."""
    from PIL import Image
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtWidgets import QWidget

    if not isinstance(widget, QWidget):
        raise TypeError(name)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    widget.grab().save(buffer, "PNG")
    file = folder / f"{name}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    raw = file.with_suffix(".raw.png")
    raw.write_bytes(bytes(buffer.data().data()))
    with Image.open(raw) as picture:
        few = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
        few.save(file, optimize=True)
    raw.unlink()
    size = file.stat().st_size
    print(f"{file}  {size:,} bytes")
    if folder == DOCUMENTS and size > MOST_BYTES:
        raise ValueError(f"{file.name} is too large")
