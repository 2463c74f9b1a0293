# SPDX-License-Identifier: GPL-3.0-or-later
"""The page on one cluster, answered from memory: cluster 1 has a template, cluster 3 one ad."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.triage import masking
from app.triage.decide_items import (
    ClearPicture,
    ContactItem,
    DecideHead,
    DecideMarks,
    DecidePictures,
    DecideReasons,
    DecideSuggestions,
    DecideText,
    Example,
    HoldItem,
    ListedAds,
    OddAd,
    PictureGroup,
    SuggestionGroup,
    Timeline,
    TimelineRow,
)
from app.triage.items import AdItem, Changed, MentionItem, NoteItem, TagItem
from app.triage.suggestion_items import EvidenceItem, SuggestionItem
from app.triage.template_items import OneTemplate, PartItem, TemplateItem
from indexing.errors import BadInputError

if TYPE_CHECKING:
    from tests.app.views.fake import FakeCase

PHONE = "06 39 98 01 42"
OWN = f"Piano lessons at home. Call {PHONE} after six."
BROKEN, ASKED = "cd" * 32, "ab" * 32


class FakeDecide:
    """Questions of the page over a ``FakeCase``."""

    case: FakeCase

    def ads(self, ids: Sequence[int]) -> list[AdItem]:
        raise NotImplementedError

    def decide_head(self, cluster: int) -> DecideHead:
        canary = self.case.canary
        if cluster == 9:
            raise BadInputError("id_unknown", detail={"id": "C9"})
        size = 1 if cluster == 3 else 4
        sites = (("board.example" + canary, size),)
        status = self.case.statuses.get(cluster, "todo")
        why = ("4 ads that belong together." + canary,)
        return DecideHead(cluster, size, 1, sites, 0, "2026-03-01", "2026-04-02", status, why)

    def decide_text(self, cluster: int, *, unmasked: bool = False) -> DecideText:
        canary = self.case.canary
        if cluster == 3:
            start = OWN.index(PHONE)
            said = MentionItem("phone", PHONE, "body", start, start + len(PHONE))
            spans = [("phone", said.start, said.end)]
            body = (OWN if unmasked else masking.cover_text(OWN, spans)) + canary
            return DecideText(
                3, 1, ad=1, title="Piano" + canary, body=body, mentions=(said,),
                characters=2_000_000, unmasked=unmasked,
            )  # fmt: skip
        phone = PHONE if unmasked else masking.cover("phone", PHONE)
        parts = (
            PartItem("Packers wanted in " + canary),
            PartItem("", 1, (("Lille" + canary, 2), ("Roubaix", 1)), 4, 3),
            PartItem(" call "), PartItem("", 2, ((phone, 3),), 1, 3),
        )  # fmt: skip
        found = TemplateItem(cluster, 4, (OneTemplate(3, parts),), (4,), 1, 4)
        odd = (OddAd(4, "Rides to the airport" + canary),)
        return DecideText(cluster, 4, found, odd=odd, odd_ads=1, unmasked=unmasked)

    def decide_pictures(self, cluster: int) -> DecidePictures:
        if cluster == 3:
            return DecidePictures()
        groups = (
            PictureGroup(ASKED, "ok", 1, 12, 9, 2, 640, 480),
            PictureGroup(BROKEN, "ok", 2, 1, 1, 1, 640, 480),
            PictureGroup("ef" * 32, "rejected", 3, 1, 1),
        )
        return DecidePictures(groups, 75, 2)

    def clear_picture(self, sha256: str) -> ClearPicture | None:
        self.case.asked_pictures.append("clear " + sha256)
        if sha256 == BROKEN:
            raise BadInputError("image_broken")
        return ClearPicture(2, 1, bytes((255, 0, 0, 0, 0, 255)))

    def decide_timeline(self, cluster: int) -> Timeline:
        starts = ("2026-03-02", "2026-03-09", "2026-03-16")
        rows = (
            TimelineRow("board.example" + self.case.canary, ("board.example",), (2, 0, 1)),
            TimelineRow("", ("a.example", "b.example"), (0, 1, 0)),
        )
        return Timeline("week", starts, rows, 1)

    def decide_ads(self, cluster: int, sites: Sequence[str], first: str, last: str) -> ListedAds:
        self.case.log.append(f"ads C{cluster} {'+'.join(sites)} {first} {last}")
        return ListedAds(tuple(self.ads([1, 2])), 5_000)

    def decide_reasons(self, cluster: int, *, unmasked: bool = False) -> DecideReasons:
        canary = self.case.canary
        if cluster == 3:
            return DecideReasons(1)
        strong = Example(1, 2, "Nearly the same text as A2." + canary, "0.98")
        weak = Example(3, 4, "Nearly the same text as A4." + canary, "0.51")
        phone = PHONE if unmasked else masking.cover("phone", PHONE)
        return DecideReasons(
            4,
            (HoldItem("near_text", 7, 1, strong, weak, "A template." + canary),),
            (ContactItem("phone", phone + canary, 3, 9, hub=True),),
            2,
            1,
        )

    def decide_suggestions(
        self, cluster: int, wanted: Mapping[str, int], *, unmasked: bool = False
    ) -> DecideSuggestions:
        canary = self.case.canary
        if cluster == 3:
            return DecideSuggestions(1)
        done = [line for line in self.case.log if line.startswith("answered")]
        ad = wanted.get("R-FEE", 1 + len(done))
        item = SuggestionItem(
            f"A{ad}", "FEE-01", "R-FEE", "A fee is asked" + canary, "Words: a fee" + canary,
            "Agencies charge for papers." + canary, base_rate="7 of 36 ads." + canary,
            grade="official", evidence=(EvidenceItem("body", "text", 0, 5, "a fee" + canary),),
        )  # fmt: skip
        other = SuggestionItem("C1", "MOB-02", "R-MOB", "Many places", "Moves", "A fair.")
        fee = SuggestionGroup(item, ad, (1, 2, 4), 3, len(done))
        return DecideSuggestions(4, (fee, SuggestionGroup(other)))

    def decide_marks(self, cluster: int) -> DecideMarks:
        canary = self.case.canary
        tag = TagItem(1, f"C{cluster}", "FEE-01", "A fee" + canary, "added", note="see" + canary)
        return DecideMarks((tag,), (NoteItem(2, "A1", "call back" + canary),))

    def unmask_cluster(self, cluster: int, reason: str) -> Changed:
        self.case.log.append(f"unmask C{cluster}: {reason}")
        return Changed("Contacts are shown in clear; the reason is in the log.")
