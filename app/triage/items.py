# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window shows, as plain frozen words; nothing here knows Qt or SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """The open case at a glance."""

    path: str
    name: str
    purpose: str
    legal_basis: str
    responsible: str
    retain_until: str
    ads: int = 0
    clusters: int = 0
    images: int = 0
    sources: int = 0
    overdue: bool = False
    read_pictures: bool = False
    is_second: bool = False


@dataclass(frozen=True, slots=True)
class RecentCase:
    """A case of the recent list; purpose and retention stay hidden until it was unlocked."""

    path: str
    name: str
    present: bool
    purpose: str = ""
    retain_until: str = ""


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a person says when creating a case."""

    path: str
    purpose: str
    legal_basis: str
    responsible: str
    retain_until: str
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClusterItem:
    """One row of the cluster list."""

    cluster: int
    size: int
    words: str
    sites: tuple[str, ...] = ()
    first_seen: str = ""
    last_seen: str = ""
    status: str = "todo"
    reasons: Mapping[str, int] = field(default_factory=dict)
    tags: int = 0
    why: str = ""
    """Why it stands where it does in the queue."""

    @property
    def label(self) -> str:
        """The id as people see it."""
        return f"C{self.cluster}"


@dataclass(frozen=True, slots=True)
class AdItem:
    """One row of the ad list; its words are masked."""

    ad: int
    title: str
    words: str
    site: str = ""
    posted_at: str = ""
    language: str = ""
    images: int = 0
    tags: int = 0
    notes: int = 0
    duplicate_of: int | None = None

    @property
    def label(self) -> str:
        """The id as people see it."""
        return f"A{self.ad}"


@dataclass(frozen=True, slots=True)
class MentionItem:
    """Something read in the ad; ``shown`` is masked unless the ad was unmasked.

    ``seen`` is the day of the later sighting that it was read in.
    """

    kind: str
    shown: str
    field: str
    start: int
    end: int
    validity: str = "valid"
    steps: tuple[str, ...] = ()
    elsewhere: int = 0
    seen: str = ""


@dataclass(frozen=True, slots=True)
class WordsItem:
    """A line that was read in a picture, and where its pieces stand in it.

    ``boxes`` are four corners each, x and y by turns, in thousandths of the picture.
    """

    text: str
    boxes: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ImageItem:
    """A picture that the ad names; ``words`` is None where its text was not read."""

    name: str
    sha256: str = ""
    status: str = "missing"
    width: int = 0
    height: int = 0
    words: tuple[WordsItem, ...] | None = None


@dataclass(frozen=True, slots=True)
class ReasonItem:
    """Why this ad and another belong together, as a sentence with its numbers."""

    other: int
    kind: str
    sentence: str
    numbers: str = ""
    joins: bool = True
    judgement: str = "none"


@dataclass(frozen=True, slots=True)
class TagItem:
    """An indicator somebody set on something, as it stands now."""

    mark: int
    target: str
    indicator: str
    label: str
    status: str
    confidence: str = ""
    note: str = ""
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class NoteItem:
    """A note somebody wrote."""

    note: int
    target: str
    text: str
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """What a field said in one sighting and in the next; '' where it said nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SightingItem:
    """One time that an ad was seen; ``changes`` are against the time before."""

    n: int
    when: str
    imported: str
    source_name: str
    place: str
    changes: tuple[ChangeItem, ...] = ()
    more_changes: int = 0
    pictures: int = 0
    is_oldest: bool = False


@dataclass(frozen=True, slots=True)
class AdDetail:
    """One ad with all that is known of it; texts are masked unless ``unmasked``."""

    ad: int
    cluster: int | None
    title: str
    body: str
    fields: tuple[tuple[str, str], ...] = ()
    site: str = ""
    posted_at: str = ""
    language: str = ""
    mentions: tuple[MentionItem, ...] = ()
    images: tuple[ImageItem, ...] = ()
    reasons: tuple[ReasonItem, ...] = ()
    tags: tuple[TagItem, ...] = ()
    notes: tuple[NoteItem, ...] = ()
    provenance: tuple[tuple[str, str], ...] = ()
    unmasked: bool = False
    sightings: tuple[SightingItem, ...] = ()
    times_seen: int = 1
    is_hidden: bool = False
    """What others said of it, and what rules suggest, is hidden: a second reader has to code it."""

    @property
    def label(self) -> str:
        """The id as people see it."""
        return f"A{self.ad}"


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One thing a person did, readable."""

    op: int
    at: str
    by: str
    sentence: str
    undone: bool = False
    target: str = ""
    is_final: bool = False
    """It cannot be undone (what was deleted, sealed or shown); its number is below zero."""
    is_dropped: bool = False
    """It was undone and then overtaken by another act: it cannot be done again."""
    further: tuple[str, ...] = ()
    """What its sentence names besides ``target``, of an act on several."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a tag or a note is about: an ad, a span of its body, or a cluster."""

    ad: int | None = None
    cluster: int | None = None
    start: int | None = None
    end: int | None = None

    @property
    def label(self) -> str:
        """``A12``, ``C7`` or ``A12:3-9``."""
        if self.ad is None:
            return f"C{self.cluster}"
        if self.start is None or self.end is None:
            return f"A{self.ad}"
        return f"A{self.ad}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class NewTag:
    """A tag as a person sets it."""

    target: Target
    indicator: str
    confidence: str
    note: str = ""
    status: str = "added"


@dataclass(frozen=True, slots=True)
class Changed:
    """What an act changed, so that each view decides by itself whether to read again."""

    sentence: str = ""
    ads: tuple[int, ...] = ()
    clusters: bool = False
    everything: bool = False


@dataclass(frozen=True, slots=True)
class ImportItem:
    """One import as the case keeps it; names are covered.

    ``rejects`` are place, reason and whether it was mended; ``pictures`` ad, place, name and why
    it is missing or held out, at most the first thousand of each.
    """

    source: str
    name: str
    told: str
    counts: str
    open_rejects: int
    rejects: tuple[tuple[str, str, bool], ...] = ()
    pictures: tuple[tuple[str, str, str, str], ...] = ()
    more_pictures: int = 0
    more_rejects: int = 0
