# SPDX-License-Identifier: GPL-3.0-or-later
"""The words that stages, store and program share. Data only; no stage knows another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ImageStatus(StrEnum):
    """What is known of a picture that an ad refers to."""

    MISSING = "missing"  # named by the ad, its file was not found
    FOUND = "found"  # stored, not decoded yet
    OK = "ok"  # decoded and hashed
    TEXT = "text"  # decoded; little but text: matched only when nearly equal
    FLAT = "flat"  # decoded; too little structure to be matched (PDQ quality below 50)
    REJECTED = "rejected"  # stored or refused; could not be decoded safely
    PROTECTED = "protected"  # held back: it was sealed, with this ad or another


@dataclass(frozen=True, slots=True)
class ImageRef:
    """A picture as an ad names it, and where its bytes are.

    ``path`` is the file found on disk; ``read`` gives the bytes of a picture that lies within the
    source (a part of a page, a record of a web archive), at most as many as asked for. Both None
    where the picture was not found. ``file`` names the file of a ZIP or folder that ``read`` reads.
    """

    untrusted_name: str
    path: str | None = None
    read: Callable[[int], bytes | None] | None = field(default=None, compare=False, repr=False)
    file: str = field(default="", compare=False, repr=False)

    @property
    def is_found(self) -> bool:
        """Whether there are bytes for it."""
        return self.path is not None or self.read is not None


@dataclass(frozen=True, slots=True)
class AdRecord:
    """One ad as its source gives it, decoded and mapped but never cleaned.

    ``place`` says where it stands in its source (``row 12``; rows count from 1, the header is
    row 1). Dates are ISO 8601 text, or the source's own text when they cannot be read.
    """

    place: str
    source_id: str = ""
    url: str = ""
    site: str = ""
    title: str = ""
    body: str = ""
    posted_at: str = ""
    captured_at: str = ""
    place_text: str = ""
    contacts: tuple[str, ...] = ()
    author: str = ""
    price_text: str = ""
    images: tuple[ImageRef, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)


TEXT_FIELDS = (
    "source_id",
    "url",
    "site",
    "title",
    "body",
    "posted_at",
    "captured_at",
    "place_text",
    "author",
    "price_text",
)
"""Fields of an ad that are one text each; their order is part of an ad's identity."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be taken, with its place, a code, and values for its message."""

    place: str
    code: str
    detail: Mapping[str, object] = field(default_factory=dict)
    raw: str = field(default="", compare=False)
    """The row as it stands in the source, where it could be read; for mending it."""


class MentionKind(StrEnum):
    """What a mention names."""

    PHONE = "phone"
    EMAIL = "email"
    HANDLE = "handle"
    URL = "url"
    PRICE = "price"
    WALLET = "wallet"
    IBAN = "iban"
    DATE = "date"
    PLACE = "place"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Mention:
    """Something read in a text field of an ad.

    ``value`` is canonical (E.164 phone, lower-case e-mail, ``platform:name`` handle); ``raw`` is
    the exact text ``field[start:end]`` in code points of the stored field. A date is ISO 8601, as
    exact as it was written. ``validity`` is ``valid`` or ``possible``. ``steps`` tells how it had
    to be read: ``spacing``, ``symbols``, ``words``, ``lookalike``, ``script_digits``, ``relative``.
    """

    kind: MentionKind
    value: str
    raw: str
    field: str  # "body", "title", "contacts", "author" or "place_text"
    start: int
    end: int
    validity: str = "valid"
    steps: tuple[str, ...] = ()
    region: str = ""


class ReasonKind(StrEnum):
    """Why two ads are linked."""

    SAME_TEXT = "same_text"
    NEAR_TEXT = "near_text"
    MEANING = "meaning"
    SAME_IMAGE = "same_image"
    NEAR_IMAGE = "near_image"
    PHONE = "phone"
    EMAIL = "email"
    HANDLE = "handle"
    URL = "url"
    WALLET = "wallet"
    IBAN = "iban"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a pair is linked: value, the threshold it was held against, and what was compared.

    ``joins`` is False for a reason that is shown but may not draw ads into one cluster (related
    meaning, a hub). ``detail`` holds JSON values only.
    """

    kind: ReasonKind
    score: float
    threshold: float
    detail: Mapping[str, object] = field(default_factory=dict)
    joins: bool = True


@dataclass(frozen=True, slots=True)
class CandidatePair:
    """Two ads (internal ids, ``a < b``) with every reason that links them."""

    a: int
    b: int
    reasons: tuple[Reason, ...]


class Judgement(StrEnum):
    """The four words of a person's judgement on two ads."""

    SAME = "same"
    NOT_SAME = "not-same"
    UNSURE = "unsure"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Hub:
    """A shared thing that too many unrelated groups carry to join them."""

    kind: ReasonKind
    value: str
    ads: int
    groups: int
    why: str = ""  # "many_groups", "many_contacts" or "ruled": the rule that made it a hub


class Ruling(StrEnum):
    """A person's word on a shared thing (a number, an address, a picture) of a case."""

    JOINS = "joins"  # it is one advertiser's: it joins ads whatever the machine counts
    HELD = "held"  # it is common property: it joins nothing
    NONE = "none"  # the machine decides


@dataclass(frozen=True, slots=True)
class PicturePart:
    """Hashes of a part of a picture that may be a picture of its own, or of a frame cut from it.

    ``kind`` is ``panel`` (a part that borders or straight edges set off) or ``aspect`` (a centre
    crop of a usual shape). ``box`` is left, top, right, bottom in thousandths of the picture.
    """

    kind: str
    box: tuple[int, int, int, int]
    pdq: bytes
    dhash: bytes
    quality: int
    variants: bytes = b""


@dataclass(frozen=True, slots=True)
class ImageFingerprint:
    """Hashes of one decoded picture. ``pdq`` and ``dhash`` are 32 bytes each, quality 0-100."""

    sha256: str
    width: int
    height: int
    status: ImageStatus
    pdq: bytes = b""
    pdq_quality: int = 0
    dhash: bytes = b""
    code: str = ""  # why it was rejected
    variants: bytes = b""  # 7 further PDQ hashes: turned and mirrored (may be left empty)
    parts: tuple[PicturePart, ...] = ()
    features: bytes = b""  # local features, packed by the stage that made them


@dataclass(frozen=True, slots=True)
class PictureLine:
    """A line of text that stands in a picture.

    ``box`` is its four corners, x and y by turns, in thousandths of the picture, clockwise from
    the upper left one. ``score`` (0 to 1) is how sure the reader was.
    """

    text: str
    score: float
    box: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Kind and version of the method that made a derived value."""

    kind: str
    version: str
