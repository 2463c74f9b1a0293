# SPDX-License-Identifier: GPL-3.0-or-later
"""Who acts on a case: one name for the log, for judgements and for tags."""

from __future__ import annotations

import os

from app import settings
from indexing.store.case import Case

ENVIRONMENT = "FAISCEAU_ANALYST"


def take_name(case: Case) -> None:
    """Let the person at work act.

    It is the name in the environment, else that in the settings, else who answers for the case:
    two people who code the same case apart each have a name of their own.
    """
    analyst = (os.environ.get(ENVIRONMENT) or str(settings.get("analyst"))).strip()
    if analyst:
        case.actor = analyst
