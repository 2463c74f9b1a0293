# SPDX-License-Identifier: GPL-3.0-or-later
"""A case in memory that answers the window like the real one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.triage import masking
from app.triage.alignment import align, tokens
from app.triage.compared import (
    ChainStep,
    ChainTold,
    ComparedReason,
    Comparison,
    FieldPair,
    PicturePair,
    SharedThing,
    Side,
)
from app.triage.items import (
    AdDetail,
    AdItem,
    CaseSummary,
    Changed,
    ClusterItem,
    HistoryItem,
    ImageItem,
    ImportItem,
    MentionItem,
    NewCase,
    NewTag,
    NoteItem,
    ReasonItem,
    RecentCase,
    TagItem,
    Target,
)
from app.triage.overview_items import Wanted
from app.triage.regroup_items import BridgeItem, ClusterBridges, HeldItem, HubItem
from app.triage.template_items import OneTemplate, PartItem, TemplateItem, TemplateRow
from indexing.errors import CaseLockedError
from tests.app.views.fake_agreement import FakeAgreement
from tests.app.views.fake_codebook import FakeBook
from tests.app.views.fake_coding import FakeCodingSession
from tests.app.views.fake_decide import FakeDecide
from tests.app.views.fake_deciding import FakeDeciding, FakeReadings
from tests.app.views.fake_overview import FakeOverview
from tests.app.views.fake_pictures import FakePictures
from tests.app.views.fake_protecting import FakeProtecting
from tests.app.views.fake_queue import FakeQueue, FakeQueueing
from tests.app.views.fake_suggestions import FakeCoding

PHONE = "06 39 98 01 42"
CANARY = "<img src='{file}'>"
BODY = (
    "Warehouse packers wanted near the ring road, day and night shifts.\n"
    f"Transport is arranged. Call {PHONE} or write to jobs@example.org.\n"
    "التواصل على الرقم " + PHONE + " في أي وقت"
)


@dataclass
class FakeCase:
    """What both the window's connections see."""

    canary: str = ""
    ads: int = 6
    log: list[str] = field(default_factory=list)
    done: list[HistoryItem] = field(default_factory=list)
    tags: dict[int, TagItem] = field(default_factory=dict)
    notes: list[NoteItem] = field(default_factory=list)
    purged: set[int] = field(default_factory=set)
    statuses: dict[int, str] = field(default_factory=dict)
    judged: dict[tuple[int, int], str] = field(default_factory=dict)
    rulings: dict[str, str] = field(default_factory=dict)
    bodies: dict[int, str] = field(default_factory=dict)
    coding: FakeCoding = field(default_factory=FakeCoding)
    agreement: FakeAgreement = field(default_factory=FakeAgreement)
    book: FakeBook = field(default_factory=FakeBook)
    readings: FakeReadings = field(default_factory=FakeReadings)
    version: int = 1
    queue: FakeQueue = field(default_factory=FakeQueue)
    is_compared: bool = True
    bare: bool = False
    """Ads without texts, reasons or pictures."""
    asked_pictures: list[str] = field(default_factory=list)
    overview_asked: list[Wanted] = field(default_factory=list)


class FakeSession(
    FakeQueueing,
    FakeCodingSession,
    FakeProtecting,
    FakeDecide,
    FakeDeciding,
    FakeOverview,
    FakePictures,
):
    """Session and questions over a ``FakeCase``."""

    def __init__(self, case: FakeCase, path: str = "/nowhere/Spring.faisceau") -> None:
        super().__init__(case)
        self.case = case
        self.path = path
        self.closed = False

    def text_of(self, ad: int) -> str:
        return BODY

    def reader(self) -> FakeSession:
        return FakeSession(self.case, self.path)

    def close(self) -> None:
        self.closed = True

    def key_hex(self) -> str:
        return "00" * 32

    def summary(self) -> CaseSummary:
        return CaseSummary(
            self.path, Path(self.path).stem + self.case.canary, "Job offers" + self.case.canary,
            "mandate", "office", "2027-11-01", self.case.ads, len(self.cluster_ids("")), 1, 1,
            is_second=self.case.agreement.is_second,
        )  # fmt: skip

    def _all(self) -> list[int]:
        return [ad for ad in range(1, self.case.ads + 1) if ad not in self.case.purged]

    def cluster_ids(self, words: str) -> list[int]:
        if words.startswith("nothing"):
            return []
        return [1, 2] if self.case.ads and self.case.is_compared else []

    def clusters(self, ids: Sequence[int]) -> list[ClusterItem]:
        words = "Warehouse packers wanted near the ring road" + self.case.canary
        return [
            ClusterItem(
                c, 4 if c == 1 else 2, words, ("board.example" + self.case.canary,),
                "2026-03-01", "2026-04-02", self.case.statuses.get(c, "todo"),
                {"near_text": 3, "phone": 2},
            )
            for c in ids
        ]  # fmt: skip

    def ad_ids(self, cluster: int) -> list[int]:
        return [ad for ad in self._all() if (ad <= 4) == (cluster == 1)]

    def ads(self, ids: Sequence[int]) -> list[AdItem]:
        title = "Packers wanted" + self.case.canary
        words = masking.cover_text(BODY)[:90] + self.case.canary
        return [AdItem(ad, title, words, "board.example", "2026-03-01", "en", 1) for ad in ids]

    def detail(self, ad: int, *, unmasked: bool = False) -> AdDetail:
        canary = self.case.canary
        mentions = self._mentions(unmasked)
        spans = [(m.kind, m.start, m.end) for m in mentions]
        body = BODY if unmasked else masking.cover_text(BODY, spans)
        return AdDetail(
            ad=ad, cluster=1 if ad <= 4 else 2, title="Packers wanted" + canary,
            body=body + canary, fields=(("colour" + canary, "blue" + canary),),
            site="board.example" + canary, posted_at="2026-03-01", language="en",
            mentions=mentions, images=(ImageItem("a.jpg" + canary, "ab" * 32, "ok", 640, 480),),
            reasons=(
                ReasonItem(ad % 4 + 1, "phone", "Gives the same phone number." + canary, canary),
            ),
            tags=tuple(t for t in self.case.tags.values() if t.target.startswith(f"A{ad}")),
            notes=tuple(n for n in self.case.notes if n.target == f"A{ad}"),
            provenance=(("File" + canary, "ads.csv" + canary),), unmasked=unmasked,
            is_hidden=self.case.agreement.hides(ad),
        )  # fmt: skip

    def _mentions(self, unmasked: bool) -> tuple[MentionItem, ...]:
        found = []
        for kind, raw in (("phone", PHONE), ("email", "jobs@example.org")):
            start = BODY.index(raw)
            shown = raw if unmasked else masking.cover(kind, raw)
            found.append(MentionItem(kind, shown, "body", start, start + len(raw)))
        return tuple(found)

    def _body(self, ad: int, unmasked: bool) -> str:
        if self.case.bare:
            return ""
        body = self.case.bodies.get(ad, BODY.replace("ring road", f"ring road {ad}"))
        return (body if unmasked else masking.cover_text(body)) + self.case.canary

    def _side(self, ad: int, unmasked: bool) -> Side:
        detail = self.detail(ad, unmasked=unmasked)
        body = self._body(ad, unmasked)
        images = () if self.case.bare else detail.images
        title = "" if self.case.bare else detail.title
        return Side(ad, detail.cluster, title, body, detail.site, "2026-03-01", "en", (), images)

    def compare(self, a: int, b: int, *, unmasked: bool = False) -> Comparison:
        canary, bare = self.case.canary, self.case.bare
        left, right = self._side(a, unmasked), self._side(b, unmasked)
        title = align(tokens(left.title, left.title, ()), tokens(right.title, right.title, ()))
        one, other = tokens(left.body, left.body, ()), tokens(right.body, right.body, ())
        why = ComparedReason("phone", "Gives the same phone number." + canary, canary, "digits" +
                             canary, "A relay" + canary)  # fmt: skip
        sha = "ab" * 32
        return Comparison(
            left, right, tuple(title), tuple(align(one, other)), (len(one), len(other), 3),
            reasons=() if bare else (why,),
            shared=() if bare else (SharedThing("phone", "•• 42" + canary, 3, hub=True),),
            pictures=() if bare else (PicturePair(sha, sha, "the same file" + canary),),
            fields=() if bare else (FieldPair("Site" + canary, "x" + canary, "y", same=False),),
            judgement=self.case.judged.get((min(a, b), max(a, b)), "none"), unmasked=unmasked,
        )  # fmt: skip

    def chain(self, a: int, b: int) -> ChainTold:
        canary = self.case.canary
        if self.case.bare:
            return ChainTold(a, b, (), "Nothing joins them." + canary)
        step = ChainStep(a, 4, "Same phone." + canary, "identical" + canary, ("phone",), canary)
        return ChainTold(a, b, (step, replace(step, left=4, right=b)))

    def template(self, cluster: int) -> TemplateItem:
        canary = self.case.canary
        members = self.ad_ids(cluster)
        if self.case.bare or len(members) < 2:
            return TemplateItem(cluster, len(members), (), (), len(members), len(members))
        values = (("Lille" + canary, 2), ("ليل", 1))
        parts = (
            PartItem("Packers wanted in "), PartItem("", 1, values, 2, 3),
            PartItem(" near the ring road,\nالتواصل على " + canary), PartItem("", 2, values, 5, 2),
        )  # fmt: skip
        one = OneTemplate(len(members) - 1, parts)
        return TemplateItem(cluster, len(members), (one,), (members[-1],), 1, len(members))

    def template_rows(self, cluster: int, ads: Sequence[int]) -> list[TemplateRow]:
        odd = self.template(cluster).odd
        values = ("Lille" + self.case.canary, "•••• 42")
        return [TemplateRow(ad, *((None,) if ad in odd else (0, values, "soon", 2))) for ad in ads]

    def history(self, limit: int = 200) -> list[HistoryItem]:
        return self.case.done[::-1][:limit]

    def thumbnail(self, sha256: str) -> bytes:
        self.case.asked_pictures.append(sha256)
        return PICTURE

    def add_tag(self, tag: NewTag) -> Changed:
        mark = len(self.case.tags) + 1
        words = f"Label {tag.indicator}" + self.case.canary
        self.case.tags[mark] = TagItem(
            mark, tag.target.label, tag.indicator, words, tag.status, tag.confidence, tag.note
        )
        ads = () if tag.target.ad is None else (tag.target.ad,)
        return self._did(f"Tagged {tag.target.label} {tag.indicator}" + self.case.canary, ads)

    def withdraw_tag(self, mark: int) -> Changed:
        self.case.tags.pop(mark)
        return self._did("Withdrew a tag", tuple(self._all()))

    def add_note(self, target: Target, text: str) -> Changed:
        self.case.notes.append(NoteItem(1, target.label, text + self.case.canary))
        return self._did(f"Wrote a note on {target.label}", (target.ad or 0,))

    def bridges(self, cluster: int) -> ClusterBridges:
        canary = self.case.canary
        members = self.ad_ids(cluster)
        if self.case.bare or len(members) < 2:
            return ClusterBridges(cluster, len(members))
        left, right = self.ads([members[0], members[1]])
        told = ("Nearly the same text." + canary,)
        side, rest = tuple(members[:1]), len(members) - 1
        return ClusterBridges(
            cluster, len(members),
            (BridgeItem(left, right, side, rest, "near_text", told),
             BridgeItem(left, right, side, rest, "phone", told, "HPHONEKEY")),
            (HeldItem(left, self.ads([5])[0], 2, 2, "url", told),),
        )  # fmt: skip

    def imports(self) -> list[ImportItem]:
        canary = self.case.canary
        return [
            ImportItem(
                "S1", "list.csv" + canary, "CSV, cp1252" + canary, "7 rows read" + canary, 1,
                rejects=(("row 3", "Too many cells." + canary, False), ("row 5", "Empty.", True)),
                pictures=(("A2", "row 3", "tree.png" + canary, "Not found."),),
            )
        ]  # fmt: skip

    def hubs(self) -> list[HubItem]:
        if self.case.bare:
            return []
        canary = self.case.canary
        said = self.case.rulings
        return [
            HubItem(key, kind, shown + canary, 40, 30, "many_groups", "Too many carry it." + canary,
                    said.get(key, "none"), "me" + canary, "because" + canary)
            for key, kind, shown in (("HONE", "phone", "•••• 42"), ("HTWO", "url", "example.org"))
        ]  # fmt: skip

    def split(self, cluster: int, ads: Sequence[int], note: str = "") -> Changed:
        self.case.log.append(f"split C{cluster}: {sorted(ads)} {note}".strip())
        return replace(self._did(f"Split C{cluster}", tuple(ads)), clusters=True)

    def merge(self, wanted: Sequence[int], note: str = "") -> Changed:
        self.case.log.append(f"merge {list(wanted)} {note}".strip())
        return replace(self._did(f"Merged {list(wanted)}"), clusters=True)

    def rule(self, key: str, ruling: str, note: str = "") -> Changed:
        self.case.rulings[key] = ruling
        return replace(self._did(f"Ruled {key} {ruling}"), clusters=True)

    def decide(self, a: int, b: int, judgement: str) -> Changed:
        self.case.judged[a, b] = judgement
        return self._did(f"A{a} and A{b}: {judgement}", (a, b))

    def set_status(self, cluster: int, status: str) -> Changed:
        self.case.statuses[cluster] = status
        return replace(self._did(f"C{cluster}: {status}"), clusters=True)

    def undo(self) -> Changed:
        for place in range(len(self.case.done) - 1, -1, -1):
            item = self.case.done[place]
            if not item.undone:
                self.case.done[place] = replace(item, undone=True)
                self.case.tags.clear()
                return Changed("Undone: " + item.sentence, tuple(self._all()))
        return Changed()

    def redo(self) -> Changed:
        for place, item in enumerate(self.case.done):
            if item.undone:
                self.case.done[place] = replace(item, undone=False)
                return Changed("Done again: " + item.sentence, tuple(self._all()))
        return Changed()

    def unmask(self, ad: int, reason: str) -> Changed:
        self.case.log.append(f"unmask A{ad}: {reason}")
        return Changed("Contacts are shown in clear; the reason is in the log.")

    def opened_picture(self, ad: int, sha256: str) -> Changed:
        self.case.log.append(f"picture A{ad}")
        return Changed()

    def stop_picture(self, ad: int, sha256: str) -> Changed:
        self.case.log.append(f"stop A{ad}")
        return Changed("The picture is out of your sight.", (ad,))

    def outside_version(self) -> int:
        return self.case.version

    def searched(self, ways: Sequence[str], count: int) -> Changed:
        self.case.log.append(f"searched by {' '.join(ways)}: {count}")
        return Changed()

    def purge_ad(self, ad: int, reason: str) -> Changed:
        self.case.purged.add(ad)
        self.case.log.append(f"purge A{ad}: {reason}")
        return Changed("Deleted for good.", everything=True)


class FakeDoors:
    """Ways into the fake case; the passphrase is ``correct horse``."""

    def __init__(self, case: FakeCase | None = None) -> None:
        self.case = case or FakeCase()
        self.made: list[NewCase] = []
        self.known: list[RecentCase] = []

    def recent(self) -> list[RecentCase]:
        return self.known

    def create(self, case: NewCase, passphrase: str) -> tuple[FakeSession, str]:
        self.made.append(case)
        return FakeSession(self.case, case.path), "ABCD-EFGH-IJKL-MNOP"

    def open(self, path: str, secret: str, *, recovery: bool = False) -> FakeSession:
        if secret != "correct horse":
            raise CaseLockedError("passphrase_wrong")
        return FakeSession(self.case, path)


def _picture() -> bytes:
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QColor, QImage

    image = QImage(160, 120, QImage.Format.Format_RGB32)
    image.fill(QColor("#7799aa"))
    into = QByteArray()
    buffer = QBuffer(into)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(into.data())


PICTURE = _picture()
