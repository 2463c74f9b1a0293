# SPDX-License-Identifier: GPL-3.0-or-later
"""What the page on one cluster asks; a part of ``session``.

Who asks for ``unmasked`` has had ``unmask_cluster`` logged before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from app.triage.decide_items import (
    ClearPicture,
    DecideHead,
    DecideMarks,
    DecidePictures,
    DecideReasons,
    DecideSuggestions,
    DecideText,
    ListedAds,
    Timeline,
)


class DecideQuestions(Protocol):
    """One cluster, part by part; each part is bounded."""

    def decide_head(self, cluster: int) -> DecideHead:
        """A cluster at a glance."""
        ...

    def decide_text(self, cluster: int, *, unmasked: bool = False) -> DecideText:
        """What its ads say: its templates, or the text of one ad."""
        ...

    def decide_pictures(self, cluster: int) -> DecidePictures:
        """Its pictures, one for each repeat."""
        ...

    def clear_picture(self, sha256: str) -> ClearPicture | None:
        """A larger view of a picture, decoded in a confined process; None where it is hidden."""
        ...

    def decide_timeline(self, cluster: int) -> Timeline:
        """Its ads by time and site."""
        ...

    def decide_ads(self, cluster: int, sites: Sequence[str], first: str, last: str) -> ListedAds:
        """Its ads on these sites from one day to another."""
        ...

    def decide_reasons(self, cluster: int, *, unmasked: bool = False) -> DecideReasons:
        """What holds it together, and the contacts its ads share."""
        ...

    def decide_suggestions(
        self, cluster: int, wanted: Mapping[str, int], *, unmasked: bool = False
    ) -> DecideSuggestions:
        """What rules suggest in it; ``wanted`` is the ad to show a rule by."""
        ...

    def decide_marks(self, cluster: int) -> DecideMarks:
        """Tags and notes on it and on its ads."""
        ...
