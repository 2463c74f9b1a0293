# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions and acts of the page on one cluster over the store.

A part of ``case_session``, in a file of its own; imports are as late as the pipeline they need.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from app.i18n import _
from app.triage import decide, decide_timeline
from app.triage.coding_session import CodingSession
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
from app.triage.items import AdItem, Changed
from indexing.store import audit, cluster_facts, clusters
from indexing.store.ids import ad_id, cluster_id


class DecideSession(CodingSession, ABC):
    """Questions and acts on one connection of one thread."""

    @abstractmethod
    def ads(self, ids: Sequence[int]) -> list[AdItem]:
        """Rows of the ad list."""

    def decide_head(self, cluster: int) -> DecideHead:
        """A cluster at a glance."""
        from app.triage import decide_suggestions

        pointed = decide_suggestions.indicators(self._case, cluster, self._mode)
        return decide.head(self._case, cluster, pointed)

    def decide_text(self, cluster: int, *, unmasked: bool = False) -> DecideText:
        """What its ads say: its templates, or the text of one ad."""
        return decide.text(self._case, cluster, clear=unmasked)

    def decide_pictures(self, cluster: int) -> DecidePictures:
        """Its pictures, one for each repeat."""
        from app.triage import decide_pictures

        return decide_pictures.read(self._case, cluster, self._mode.stopped)

    def clear_picture(self, sha256: str) -> ClearPicture | None:
        """A larger view of a picture, decoded in a confined process; None where it is hidden."""
        from app.triage import decide_pictures

        if sha256 in self._mode.stopped:
            return None
        return decide_pictures.clear_picture(self._case, sha256)

    def decide_timeline(self, cluster: int) -> Timeline:
        """Its ads by time and site."""
        return decide_timeline.timeline(cluster_facts.days(self._case, cluster))

    def decide_ads(self, cluster: int, sites: Sequence[str], first: str, last: str) -> ListedAds:
        """Its ads on these sites from one day to another."""
        found = cluster_facts.ads_between(self._case, cluster, sites, first, last)
        return decide.listed(found, self.ads)

    def decide_reasons(self, cluster: int, *, unmasked: bool = False) -> DecideReasons:
        """What holds it together, and the contacts its ads share."""
        from app.triage import decide_reasons

        return decide_reasons.read(self._case, cluster, clear=unmasked)

    def decide_suggestions(
        self, cluster: int, wanted: Mapping[str, int], *, unmasked: bool = False
    ) -> DecideSuggestions:
        """What rules suggest in it; ``wanted`` is the ad to show a rule by."""
        from app.triage import decide_suggestions

        return decide_suggestions.read(
            self._case, cluster, self._mode, clear=unmasked, wanted=wanted
        )

    def decide_marks(self, cluster: int) -> DecideMarks:
        """Tags and notes on it and on its ads."""
        return decide.people(self._case, cluster, self._mode)

    def unmask_cluster(self, cluster: int, reason: str) -> Changed:
        """Log that contacts of the ads of a cluster are shown in clear, and why."""
        members = clusters.members(self._case, cluster)
        audit.record(
            self._case,
            audit.Act.CONSULTATION,
            "unmasked",
            objects=[cluster_id(cluster), *map(ad_id, members)],
            reason=reason,
        )
        return Changed(_("Contacts are shown in clear; the reason is in the log."))
