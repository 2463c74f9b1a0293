# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws are recorded whole, and lose what is purged."""

from __future__ import annotations

import pytest

from indexing.errors import BadInputError
from indexing.store import audit, draws, purge
from indexing.store.case import Case
from indexing.store.draws import Draw, Stratum
from tests.indexing.store import rows

DRAW = Draw(7, 2, 1, 3, 1, "core", "0.1.0", "f" * 64)


def test_a_draw_is_kept_with_how_it_was_made(case: Case) -> None:
    rows.three(case)
    chosen = [(3, Stratum.RANDOM), (1, Stratum.FLAGGED)]
    row = draws.add(case, DRAW, chosen, by="ann")
    found = draws.get(case, row)
    assert (found.draw, found.by, list(found.ads)) == (DRAW, "ann", chosen)
    assert draws.history(case) == [found]
    assert '"ads_drawn"' in list(audit.lines(case))[-1]
    with pytest.raises(BadInputError, match="id_unknown"):
        draws.get(case, row + 1)


def test_an_ad_drawn_by_chance_once_counts_as_random(case: Case) -> None:
    rows.three(case)
    draws.add(case, DRAW, [(1, Stratum.RANDOM), (2, Stratum.FLAGGED)], by="ann")
    draws.add(case, DRAW, [(1, Stratum.FLAGGED), (2, Stratum.RANDOM)], by="ann")
    assert draws.strata(case) == {1: Stratum.RANDOM, 2: Stratum.RANDOM}


def test_repeats_are_not_drawn_and_purged_ads_leave_the_draws(case: Case) -> None:
    numbers = rows.three(case)
    case.db.conn.execute("UPDATE derived SET duplicate_of = 1 WHERE ad = 3")
    assert draws.eligible(case) == [1, 2]
    row = draws.add(case, DRAW, [(ad, Stratum.RANDOM) for ad in numbers], by="ann")
    purge.purge_ads(case, [2], reason="asked for", by="ann")
    assert [ad for ad, _ in draws.get(case, row).ads] == [1, 3]
