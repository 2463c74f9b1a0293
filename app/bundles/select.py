# SPDX-License-Identifier: GPL-3.0-or-later
"""Which ads go into a bundle."""

from __future__ import annotations

from app.triage.queue_bound import meant
from indexing.errors import BadInputError
from indexing.store import ads, protocol_acts, search
from indexing.store.case import Case


def chosen_ads(case: Case, expression: str) -> list[int]:
    """Ids of the ads that an expression selects, in order.

    Ads that may be of a minor, and of which nobody has said that they are not, stay behind.

    Raises:
        BadInputError: ``bundle_empty`` when there is none, ``filter_unreadable``.
    """
    only = meant(case, expression)
    found = ads.ids(case) if only is None else search.ids(case, only)
    held = protocol_acts.under(case, protocol_acts.POSSIBLE_MINOR)
    found = [ad for ad in found if ad not in held]
    if not found:
        raise BadInputError("bundle_empty", path=case.path)
    return found
