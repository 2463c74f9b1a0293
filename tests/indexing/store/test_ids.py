# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids of ads and clusters as people see them."""

from __future__ import annotations

import pytest

from indexing.errors import BadInputError
from indexing.store import ids


def test_round_trip() -> None:
    assert ids.parse_ad(ids.ad_id(12)) == 12
    assert ids.parse_cluster(ids.cluster_id(7)) == 7
    assert ids.parse_ad(" a12 ") == 12


@pytest.mark.parametrize("text", ["", "A", "A0", "A-1", "C7", "12", "A1x", "A" + "9" * 30, "A٣"])
def test_what_names_no_ad(text: str) -> None:
    with pytest.raises(BadInputError) as caught:
        ids.parse_ad(text)
    assert caught.value.code == "id_unknown"
