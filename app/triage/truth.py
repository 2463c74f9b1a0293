# SPDX-License-Identifier: GPL-3.0-or-later
"""How well clusters agree with a planted truth: pairwise precision and recall."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import comb


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two groupings agree; 1.0 where there is no pair to be wrong about.

    Precision: of the pairs put together, how many belong together. Recall: of the pairs that
    belong together, how many were put together.
    """

    precision: float
    recall: float
    pairs_found: int
    pairs_true: int
    pairs_right: int


def pairwise_agreement(
    found: Mapping[str, Hashable], truth: Mapping[str, Hashable | None]
) -> Agreement:
    """Compare two groupings of the same items; an item whose truth is None stands alone.

    Counted over all pairs of items (Rand's pair counting, 1971), so that a large group weighs
    with the square of its size.
    """
    groups = {key: ("alone", key) if group is None else group for key, group in truth.items()}
    together = Counter(found[key] for key in groups)
    belonging = Counter(groups.values())
    both = Counter((found[key], group) for key, group in groups.items())
    pairs_found = sum(comb(n, 2) for n in together.values())
    pairs_true = sum(comb(n, 2) for n in belonging.values())
    right = sum(comb(n, 2) for n in both.values())
    return Agreement(
        precision=right / pairs_found if pairs_found else 1.0,
        recall=right / pairs_true if pairs_true else 1.0,
        pairs_found=pairs_found,
        pairs_true=pairs_true,
        pairs_right=right,
    )
