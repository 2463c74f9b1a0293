# SPDX-License-Identifier: GPL-3.0-or-later
"""What the page on one cluster shows, part by part, as plain frozen words."""

from __future__ import annotations

from dataclasses import dataclass

from app.triage.items import AdItem, MentionItem, NoteItem, TagItem
from app.triage.suggestion_items import SuggestionItem
from app.triage.template_items import TemplateItem

MOST_CHARACTERS = 8_000
"""Characters of a text that the page lays out; the ad itself shows all of it."""
MOST_PICTURES = 300
MOST_LISTED = 50
MOST_CONTACTS = 20


@dataclass(frozen=True, slots=True)
class DecideHead:
    """A cluster at a glance. ``why`` says in sentences why it stands in the queue."""

    cluster: int
    size: int
    first_ad: int
    sites: tuple[tuple[str, int], ...] = ()
    more_sites: int = 0
    first_seen: str = ""
    last_seen: str = ""
    status: str = "todo"
    why: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The id as people see it."""
        return f"C{self.cluster}"


@dataclass(frozen=True, slots=True)
class OddAd:
    """An ad that follows no template of its cluster."""

    ad: int
    title: str
    site: str = ""
    posted_at: str = ""


@dataclass(frozen=True, slots=True)
class DecideText:
    """The text of a cluster: its templates, or one ad's own text where it has none.

    ``body`` is at most ``MOST_CHARACTERS`` of ``characters``; covered unless ``unmasked``.
    """

    cluster: int
    ads: int
    template: TemplateItem | None = None
    ad: int = 0
    title: str = ""
    body: str = ""
    mentions: tuple[MentionItem, ...] = ()
    characters: int = 0
    odd: tuple[OddAd, ...] = ()
    odd_ads: int = 0
    unmasked: bool = False


@dataclass(frozen=True, slots=True)
class PictureGroup:
    """Pictures that are the same, or that look the same, and the one shown for them.

    ``files`` counts different files, ``times`` how often ads show any of them, ``ads`` how many.
    ``ad`` is an ad that shows the exemplar.
    """

    sha256: str
    status: str
    ad: int
    times: int
    ads: int
    files: int = 1
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class DecidePictures:
    """The pictures of a cluster, one for each repeat, those in most ads first."""

    groups: tuple[PictureGroup, ...] = ()
    total: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One site, or the ``sites`` that share the last row: ads of each column."""

    name: str
    sites: tuple[str, ...]
    counts: tuple[int, ...]

    @property
    def ads(self) -> int:
        """How many there are in all."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Ads by time; a column is a ``unit`` (day, week, month or year), ``starts`` its first day."""

    unit: str = "day"
    starts: tuple[str, ...] = ()
    rows: tuple[TimelineRow, ...] = ()
    undated: int = 0
    left_out: int = 0
    """Ads before the first column of a span too long to be drawn."""


@dataclass(frozen=True, slots=True)
class ListedAds:
    """Some ads of a cluster and how many there are; words are covered."""

    ads: tuple[AdItem, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Example:
    """One link of a kind as a sentence."""

    a: int
    b: int
    sentence: str
    numbers: str = ""


@dataclass(frozen=True, slots=True)
class HoldItem:
    """What one kind of evidence does in a cluster: how many links, the strongest and weakest."""

    kind: str
    links: int
    shown_only: int
    strongest: Example
    weakest: Example | None = None
    other_reading: str = ""


@dataclass(frozen=True, slots=True)
class ContactItem:
    """A contact that several ads of a cluster give, covered unless unmasked."""

    kind: str
    shown: str
    ads: int
    in_case: int
    hub: bool = False


@dataclass(frozen=True, slots=True)
class DecideReasons:
    """Why these ads are one cluster."""

    size: int
    holds: tuple[HoldItem, ...] = ()
    contacts: tuple[ContactItem, ...] = ()
    total_contacts: int = 0
    judged: int = 0
    """Pairs inside of which a person said that they are the same."""


@dataclass(frozen=True, slots=True)
class SuggestionGroup:
    """What one rule suggests in a cluster: ``item`` is the one shown, the first unanswered.

    ``ads`` names those in which it found something, at most ``MOST_LISTED`` of ``found``;
    ``found`` is 0 for a suggestion on the cluster as a whole.
    """

    item: SuggestionItem
    ad: int = 0
    ads: tuple[int, ...] = ()
    found: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True)
class DecideSuggestions:
    """What rules suggest in a cluster, in the order of the codebook, never by weight."""

    size: int
    groups: tuple[SuggestionGroup, ...] = ()
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class DecideMarks:
    """Tags and notes on a cluster and on its ads, those on the cluster first."""

    tags: tuple[TagItem, ...] = ()
    notes: tuple[NoteItem, ...] = ()


@dataclass(frozen=True, slots=True)
class ClearPicture:
    """Raw pixels of a picture to be looked at: RGB, row by row, three bytes each."""

    width: int
    height: int
    data: bytes
