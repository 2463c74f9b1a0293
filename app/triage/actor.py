# SPDX-License-Identifier: GPL-3.0-or-later
"""Who acts on a case: one name for the log, for judgements and for tags."""

from __future__ import annotations

from app import settings
from indexing.store.case import Case


def take_name(case: Case) -> None:
    """Let the name in the settings act; without one it is who answers for the case."""
    analyst = str(settings.get("analyst")).strip()
    if analyst:
        case.actor = analyst
