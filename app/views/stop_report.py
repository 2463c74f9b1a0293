# SPDX-License-Identifier: GPL-3.0-or-later
"""Stop and report: the picture is gone from sight at once, then the protocol is begun.

It hides the picture for this person and this sitting wherever it stands, and opens the question of
protection with the codebook's own words on what to do and where to turn. Nobody is contacted.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.i18n import _, in_language
from app.tasks.runner import Runner
from app.triage.items import Changed
from app.triage.session import Questions, Session
from app.views.acts import Acts
from app.views.protecting import Protecting

_PROTOCOL = "possible_minor"


class StopReport(QObject):
    """Knows which picture was shown last."""

    stopped = Signal(str)
    """The SHA-256 of a picture that must not be seen any more."""
    told = Signal(str)

    def __init__(
        self, runner: Runner, acts: Acts, protecting: Protecting, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._acts = acts
        self._protecting = protecting
        self._last = ""
        self._shown: dict[str, int] = {}

    def was_shown(self, ad: int, sha256: str) -> None:
        """A picture was shown."""
        self._last = sha256
        self._shown[sha256] = ad

    def stop_last(self) -> None:
        """Stop the picture that was shown last."""
        if self._last:
            self.stop(self._last)
        else:
            self.told.emit(_("No picture was shown yet."))

    def stop(self, sha256: str) -> None:
        """Hide a picture that was shown at once, then ask what else is to be done."""
        ad = self._shown.get(sha256)
        if ad is None:
            return
        self._last = ""
        self.stopped.emit(sha256)

        def work(session: Session) -> Changed:
            return session.stop_picture(ad, sha256)

        def done(changed: Changed | None) -> None:
            if changed is not None:
                self._acts.changed.emit(changed)

        self._runner.act(work, done)

        def ask(steps: tuple[str, ...] | None) -> None:
            self._protecting.protect(ad, steps or ())

        self._runner.ask("protocol", _steps, ask)

    def forget(self) -> None:
        """The case was closed."""
        self._last = ""
        self._shown.clear()


def _steps(case: Questions) -> tuple[str, ...]:
    """What the codebook of the case says is to be done, in the person's language."""
    protocol = case.codebook().book.protocols.get(_PROTOCOL)
    return tuple(in_language(step) for step in protocol.steps) if protocol else ()
