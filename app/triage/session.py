# SPDX-License-Identifier: GPL-3.0-or-later
"""The open case as the window sees it: questions, and acts that return what changed.

Views and models know only this; ``case_session`` answers it from the store, tests from memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from app.triage.agreement_items import AgreementView
from app.triage.bulk_items import BulkAct, BulkPreview, BulkScope
from app.triage.codebook_items import CodebookView, Entry, TrialPage, UpgradeView
from app.triage.compared import ChainTold, Comparison
from app.triage.decide_questions import DecideQuestions
from app.triage.items import (
    AdDetail,
    AdItem,
    CaseSummary,
    Changed,
    ClusterItem,
    HistoryItem,
    ImportItem,
    NewCase,
    NewTag,
    RecentCase,
    Target,
)
from app.triage.overview_items import OverviewQuestions
from app.triage.past_items import TurnPreview
from app.triage.picture_items import PictureQuestions
from app.triage.protection_items import ProtectionOverview, SealedAct
from app.triage.queue_questions import QueueActs, QueueQuestions
from app.triage.reading_items import NewReading, ReadingsView
from app.triage.regroup_items import ClusterBridges, HubItem
from app.triage.rules_overview import RulesOverview
from app.triage.suggestion_items import NewAnswer, SuggestionItem
from app.triage.template_items import TemplateItem, TemplateRow


class Questions(DecideQuestions, QueueQuestions, OverviewQuestions, PictureQuestions, Protocol):
    """Reading; safe on a reader connection of its own."""

    def summary(self) -> CaseSummary:
        """The case at a glance."""
        ...

    def cluster_ids(self, words: str) -> list[int]:
        """Clusters with an ad that matches the filter, largest first."""
        ...

    def clusters(self, ids: Sequence[int]) -> list[ClusterItem]:
        """Rows of the cluster list."""
        ...

    def ad_ids(self, cluster: int) -> list[int]:
        """The ads of a cluster, oldest first."""
        ...

    def ads(self, ids: Sequence[int]) -> list[AdItem]:
        """Rows of the ad list."""
        ...

    def detail(self, ad: int, *, unmasked: bool = False) -> AdDetail:
        """One ad; the caller has had ``unmask`` logged before asking for clear text."""
        ...

    def suggestions(self, ad: int, *, unmasked: bool = False) -> list[SuggestionItem]:
        """What rules suggest on an ad or a group that it is in, with what people answered."""
        ...

    def cluster_suggestions(self, cluster: int) -> list[SuggestionItem]:
        """What rules suggest on a cluster as a whole, with what people answered."""
        ...

    def rules(self) -> RulesOverview:
        """What the rules find, how common that is, and how often people find them right."""
        ...

    def codebook(self) -> CodebookView:
        """The codebook in force, and what of it is the unit's own."""
        ...

    def try_rule(self, rule: Entry, after: int) -> TrialPage:
        """What a rule would find in the next ads after an id; nothing is kept."""
        ...

    def compare_codebook(self, path: str) -> UpgradeView:
        """What changes when the case goes over to a codebook file; '' is the shipped one."""
        ...

    def is_second(self) -> bool:
        """Whether the person at work is the second reader."""
        ...

    def agreement(self) -> AgreementView:
        """How far people agree, and the newest draw."""
        ...

    def compare(self, a: int, b: int, *, unmasked: bool = False) -> Comparison:
        """Two ads side by side; the caller has had ``unmask`` logged before asking for clear."""
        ...

    def chain(self, a: int, b: int) -> ChainTold:
        """The strongest chain of evidence between two ads."""
        ...

    def template(self, cluster: int) -> TemplateItem:
        """The words that the ads of a cluster share, and what varies; covered."""
        ...

    def template_rows(self, cluster: int, ads: Sequence[int]) -> list[TemplateRow]:
        """Some ads of a cluster laid on its templates; covered."""
        ...

    def readings(self, cluster: int) -> ReadingsView:
        """What people say that a cluster may be."""
        ...

    def preview_bulk(self, act: BulkAct, scope: BulkScope) -> BulkPreview:
        """What an act on many clusters or ads would change."""
        ...

    def preview_turn(self, operation: int) -> TurnPreview:
        """What going to an act of the history would undo, or do again."""
        ...

    def history(self, limit: int = 200) -> list[HistoryItem]:
        """What was done, newest first."""
        ...

    def bridges(self, cluster: int) -> ClusterBridges:
        """What holds the parts of a cluster together, weakest first."""
        ...

    def hubs(self) -> list[HubItem]:
        """What many ads share, and what people ruled on it."""
        ...

    def imports(self) -> list[ImportItem]:
        """What became of each source, newest first."""
        ...

    def protection(self) -> ProtectionOverview:
        """What waits under each protocol, and the records of what is sealed."""
        ...

    def thumbnail(self, sha256: str) -> bytes:
        """The small picture made at import; empty when there is none."""
        ...

    def reader(self) -> Questions:
        """The same questions over a connection of its own."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


class Session(Questions, QueueActs, Protocol):
    """Reading and acting."""

    def key_hex(self) -> str:
        """The vault key for a child process's standard input."""
        ...

    def add_tag(self, tag: NewTag) -> Changed:
        """Set an indicator on an ad, a span or a cluster."""
        ...

    def withdraw_tag(self, mark: int) -> Changed:
        """Withdraw a tag; its history stays."""
        ...

    def answer(self, new: NewAnswer) -> Changed:
        """Keep what a person says of a suggestion."""
        ...

    def switch(self, name: str, *, on: bool) -> Changed:
        """Let a rule or an entry of the codebook suggest, or not."""
        ...

    def put_code(self, part: str, entry: Entry) -> Changed:
        """Add an entry (``indicators``) or a rule (``rules``) to the unit's own codebook."""
        ...

    def use_codebook(self, path: str) -> Changed:
        """Let the case go over to a codebook file; '' is the shipped one."""
        ...

    def export_codebook(self, path: str) -> Changed:
        """Write the codebook for other coding programs (.qdc)."""
        ...

    def import_codebook(self, path: str, out: str) -> Changed:
        """Read a codebook of another coding program (.qdc), and write what is new as a draft."""
        ...

    def be_second(self, on: bool) -> Changed:
        """Hide what others said, and what rules suggest, until the person has coded; or show it."""
        ...

    def go_through(self, ad: int) -> Changed:
        """Say that the person at work went through an ad."""
        ...

    def draw(self, random: int, flagged: int) -> Changed:
        """Draw ads for two people to code apart from each other."""
        ...

    def add_note(self, target: Target, text: str) -> Changed:
        """Write a note."""
        ...

    def decide(self, a: int, b: int, judgement: str) -> Changed:
        """Say whether two ads belong together; the clusters follow at once."""
        ...

    def split(self, cluster: int, ads: Sequence[int], note: str = "") -> Changed:
        """Set ads of a cluster apart from its others; the clusters follow at once."""
        ...

    def move(self, places: tuple[int, int], ads: Sequence[int], note: str = "") -> Changed:
        """Take ads out of one cluster and put them into another; the clusters follow at once."""
        ...

    def merge(self, wanted: Sequence[int], note: str = "") -> Changed:
        """Make clusters one; the clusters follow at once."""
        ...

    def rule(self, key: str, ruling: str, note: str = "") -> Changed:
        """Say of a shared thing: joins, held or none; links and clusters follow at once."""
        ...

    def set_status(self, cluster: int, status: str) -> Changed:
        """Say how far people are with a cluster: todo, looking, done, set_aside."""
        ...

    def say_reading(self, new: NewReading) -> Changed:
        """Keep what a person says that a cluster may be."""
        ...

    def apply_bulk(
        self, act: BulkAct, scope: BulkScope, expected: int, step: Callable[[int, int], bool]
    ) -> Changed:
        """Do an act on many as one; ``step`` hears how far it is and stops it by False."""
        ...

    def turn_to(self, operation: int) -> Changed:
        """Undo all that came after an act of the history, or do again up to it."""
        ...

    def undo(self) -> Changed:
        """Take back the last act; an empty sentence says there was none."""
        ...

    def redo(self) -> Changed:
        """Do again what was taken back."""
        ...

    def protect(self, protocol: str, ad: int) -> Changed:
        """Put an ad under a protocol; a possible minor is out of sight at once."""
        ...

    def answer_protocol(self, protocol: str, ad: int, act: str) -> Changed:
        """Answer what a protocol asks of an ad."""
        ...

    def read_sealed(self, wanted: SealedAct) -> tuple[tuple[str, str], ...]:
        """The texts of a sealed ad for the holder of a role; recorded."""
        ...

    def carry_out_sealed(self, wanted: SealedAct) -> Changed:
        """Record a second reading of a sealed ad, or carry out a written order."""
        ...

    def tidy(self) -> Changed:
        """Clear the disk of what was sealed; nobody has to wait for it."""
        ...

    def unmask(self, ad: int, reason: str) -> Changed:
        """Log that contacts of an ad are shown in clear, and why."""
        ...

    def unmask_cluster(self, cluster: int, reason: str) -> Changed:
        """Log that contacts of the ads of a cluster are shown in clear, and why."""
        ...

    def opened_picture(self, ad: int, sha256: str) -> Changed:
        """Log that a picture was shown."""
        ...

    def stop_picture(self, ad: int, sha256: str) -> Changed:
        """Put a picture out of this person's sight for this sitting, wherever it stands."""
        ...

    def outside_version(self) -> int:
        """A number that moves when another connection changed the case; reading does not."""
        ...

    def searched(self, ways: Sequence[str], count: int) -> Changed:
        """Log that the search child found ads."""
        ...

    def purge_ad(self, ad: int, reason: str) -> Changed:
        """Delete an ad for good."""
        ...


class Doors(Protocol):
    """Ways into a case, and the list of cases opened before."""

    def recent(self) -> list[RecentCase]:
        """Cases opened last, newest first."""
        ...

    def create(self, case: NewCase, passphrase: str) -> tuple[Session, str]:
        """A new case and its recovery key, which is never shown again."""
        ...

    def open(self, path: str, secret: str, *, recovery: bool = False) -> Session:
        """An existing case, by passphrase or recovery key."""
        ...


def codebook_of(case: Questions) -> CodebookView:
    """The question for the codebook, to be asked of whichever case is open."""
    return case.codebook()
