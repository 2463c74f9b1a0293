# SPDX-License-Identifier: GPL-3.0-or-later
"""Further texts of an ad from every table that holds such: one place that all readers ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from indexing.store import captures, picture_texts
from indexing.store.further import FurtherText

if TYPE_CHECKING:
    from indexing.store.case import Case

_HOLDERS: tuple[Callable[[Case, int], Iterator[FurtherText]], ...] = (
    captures.further_texts,
    picture_texts.further_texts,
)
"""Each gives what it holds of an ad, in a fixed order. A new kind of text adds itself here."""


def of_ad(case: Case, ad: int) -> list[FurtherText]:
    """Every further text of an ad; none for most ads."""
    return [one for holder in _HOLDERS for one in holder(case, ad)]
