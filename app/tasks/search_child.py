# SPDX-License-Identifier: GPL-3.0-or-later
"""The child process that searches: started when first asked, kept, replaced when it dies.

Models and vectors live there and never in the window. The vault key goes over standard input.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, Signal, Slot

from app import paths
from app.i18n import _
from app.tasks.jobs import program as this_program
from app.triage.searching_items import SearchAnswer, SearchAsked, answer_of

_END_MS = 3000


class SearchChild(QObject):
    """Answers one question at a time; a newer one takes the place of one that waits."""

    answered = Signal(object, object)
    """A question and its answer."""

    def __init__(self, parent: QObject | None = None, program: Sequence[str] = ()) -> None:
        super().__init__(parent)
        self._program = list(program) or this_program()
        self._path = self._key = ""
        self._process: QProcess | None = None
        self._asked: SearchAsked | None = None
        self._waiting: SearchAsked | None = None
        self._number = 0
        self._pending = b""
        self._told: SearchAnswer | None = None

    def open(self, path: str, key_hex: str) -> None:
        """Search this case from now on; nothing is started before a question."""
        self.stop()
        self._path, self._key = path, key_hex

    @property
    def is_open(self) -> bool:
        """Whether a case is known."""
        return bool(self._path)

    @property
    def process_id(self) -> int:
        """The child's number; 0 when none runs."""
        return 0 if self._process is None else int(self._process.processId())

    def ask(self, asked: SearchAsked) -> None:
        """Put a question; the answer comes by :attr:`answered`."""
        if not self.is_open:
            return
        if self._asked is not None:
            self._waiting = asked
            return
        self._asked = asked
        self._number += 1
        self._told = None
        process = self._process or self._start()
        line = json.dumps({"id": self._number, **asked.document()})
        process.write(line.encode("ascii") + b"\n")

    def stop(self) -> None:
        """End the child and forget the case."""
        self._path = self._key = ""
        self._asked = self._waiting = None
        process, self._process = self._process, None
        if process is None:
            return
        process.blockSignals(True)
        process.closeWriteChannel()
        if process.state() != QProcess.ProcessState.NotRunning:
            process.terminate()
            if not process.waitForFinished(_END_MS):
                process.kill()
                process.waitForFinished(_END_MS)
        process.deleteLater()

    def _start(self) -> QProcess:
        self._pending = b""
        process = QProcess(self)
        process.setWorkingDirectory(str(paths.ROOT))
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._ended)
        process.errorOccurred.connect(self._not_started)
        head, *rest = self._program
        arguments = ["search", self._path, "--serve", "--key-stdin", "--jsonl"]
        process.start(head, [*rest, *arguments])
        process.write(self._key.encode("ascii") + b"\n")
        self._process = process
        return process

    @Slot()
    def _read(self) -> None:
        if self._process is None:
            return
        self._pending += bytes(self._process.readAllStandardOutput().data())
        *lines, self._pending = self._pending.split(b"\n")
        for line in lines:
            self._take(line)

    def _take(self, line: bytes) -> None:
        try:
            document = json.loads(line)
        except ValueError:
            return
        error = document.get("error") if isinstance(document, dict) else None
        if isinstance(error, dict):  # the child could not open the case, and ends
            self._told = SearchAnswer(
                error=str(error.get("message", "")), remedy=str(error.get("remedy") or "")
            )
            return
        if not isinstance(document, dict) or document.get("id") != self._number:
            return
        try:
            self._answer(answer_of(document))
        except ValueError:
            return

    def _answer(self, answer: SearchAnswer) -> None:
        asked, self._asked = self._asked, None
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.ask(waiting)
        elif asked is not None:
            self.answered.emit(asked, answer)

    @Slot()
    def _ended(self) -> None:
        self._read()
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        if self._asked is None:
            return
        self._waiting = None  # else a child that dies of every question would be started for ever
        self._answer(
            self._told
            or SearchAnswer(
                error=_("The search stopped before it had an answer."),
                remedy=_(
                    "Search again: it is started anew. Close other programs if memory is low."
                ),
            )
        )

    @Slot(QProcess.ProcessError)
    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._ended()
