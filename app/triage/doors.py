# SPDX-License-Identifier: GPL-3.0-or-later
"""The real ways into a case, and the list of cases opened before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app import paths, settings
from app.triage.items import NewCase, RecentCase

if TYPE_CHECKING:
    from app.triage.case_session import CaseSession
    from app.triage.second_mode import Mode
    from indexing.store.case import Case


class CaseDoors:
    """Opens encrypted cases for the window.

    What a case needs is loaded with the first one: the window stands there sooner.
    """

    def __init__(self) -> None:
        self._modes: dict[Path, Mode] = {}

    def recent(self) -> list[RecentCase]:
        """Cases opened last, newest first."""
        known = settings.get("recent_cases")
        folders = [Path(item) for item in known] if isinstance(known, list) else []
        return [RecentCase(str(path), path.stem, path.is_dir()) for path in folders]

    def create(self, case: NewCase, passphrase: str) -> tuple[CaseSession, str]:
        """A new case and its recovery key, which is never shown again."""
        from indexing.store import case as cases
        from indexing.store.case import CaseMeta

        meta = CaseMeta(
            purpose=case.purpose,
            legal_basis=case.legal_basis,
            responsible=case.responsible,
            retain_until=case.retain_until,
            countries=case.countries,
            languages=case.languages,
        )
        made, recovery_key = cases.create(Path(case.path), passphrase=passphrase, meta=meta)
        return self._entered(made), recovery_key

    def open(self, path: str, secret: str, *, recovery: bool = False) -> CaseSession:
        """An existing case, by passphrase or recovery key."""
        from indexing.store import case as cases
        from indexing.store.keys import Passphrase, RecoveryKey

        given = RecoveryKey(secret) if recovery else Passphrase(secret)
        return self._entered(cases.open_case(Path(path), secret=given, mode="write"))

    def _entered(self, case: Case) -> CaseSession:
        from app.triage.actor import take_name
        from app.triage.case_session import CaseSession
        from app.triage.second_mode import Mode

        path = case.path.resolve()
        if path != paths.demo_case().resolve():
            settings.add_recent_case(path)
        take_name(case)
        before = self._modes.get(path)
        # a case that locked itself must not show a second reader what was hidden from them
        mode = Mode(is_second=before is not None and before.is_second)
        self._modes[path] = mode
        return CaseSession(case, mode)
