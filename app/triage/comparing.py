# SPDX-License-Identifier: GPL-3.0-or-later
"""Two ads side by side: texts word by word, every reason, shared contacts, matching pictures.

Contacts are covered on both sides unless ``unmasked``; what was read in either ad is covered in
both, so that one side never shows what the other hides.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.i18n import _
from app.triage import masking, sentences
from app.triage.alignment import Piece, Token, align, tokens
from app.triage.compared import (
    WHOLE,
    ComparedReason,
    Comparison,
    FieldPair,
    PicturePair,
    SharedThing,
    Side,
)
from app.triage.covering import Cover
from app.triage.items import ImageItem, MentionItem
from app.triage.picture_words import with_pictures
from indexing.records import Judgement, Mention, Reason, ReasonKind
from indexing.store import ads, images, judgements, mentions, pairs
from indexing.store.ads import AdRow
from indexing.store.case import Case

_UNDONE = {"turned_left": "turned_right", "turned_right": "turned_left"}
_NO_CONTACTS = frozenset({"price", "date", "place", "language"})


@dataclass(frozen=True, slots=True)
class _Ad:
    """An ad with the ways in which its fields are covered; title and body as they are shown."""

    row: AdRow
    said: Sequence[Mention]
    own: Cover | None
    beside: Cover | None
    shown: Mapping[str, str]

    def unread(self, text: str) -> str:
        """A field in which none were read."""
        if self.own is None or self.beside is None:
            return text
        return self.beside.unread(self.own.unread(text))

    def account(self, text: str) -> str:
        """A field that names an account."""
        return text if self.own is None else self.own.account(text)


def compare(case: Case, first: int, second: int, *, unmasked: bool = False) -> Comparison:
    """Two ads side by side; the caller has had ``unmask`` logged before asking for clear text.

    Raises:
        BadInputError: ``id_unknown``.
    """
    left, right = _both(case, first, second, unmasked=unmasked)
    title, _title_words = _aligned(left, right, "title")
    body, words = _aligned(left, right, "body")
    link = pairs.between(case, first, second)
    found = () if link is None else with_pictures(case, link).reasons
    sides = _side(case, left, unmasked=unmasked), _side(case, right, unmasked=unmasked)
    return Comparison(
        left=sides[0],
        right=sides[1],
        title=title,
        body=body,
        words=words,
        reasons=tuple(told(reason, f"A{second}", unmasked=unmasked) for reason in found),
        shared=tuple(_shared(case, left, right, unmasked=unmasked)),
        pictures=_pictures(sides, found),
        fields=tuple(_fields(left, right)),
        judgement=_judged(case, first, second),
        unmasked=unmasked,
    )


def told(reason: Reason, other: str, *, unmasked: bool = False) -> ComparedReason:
    """A reason with all that is said of it."""
    return ComparedReason(
        reason.kind.value,
        sentences.sentence(reason, other, unmasked=unmasked),
        sentences.numbers(reason),
        sentences.compared(reason),
        sentences.other_reading(reason),
        reason.joins,
    )


def _both(case: Case, first: int, second: int, *, unmasked: bool) -> tuple[_Ad, _Ad]:
    rows = ads.get(case, first), ads.get(case, second)
    said = mentions.of_ad(case, first), mentions.of_ad(case, second)
    texts = [{"title": row.title, "body": row.body} for row in rows]
    if unmasked:
        return (
            _Ad(rows[0], said[0], None, None, texts[0]),
            _Ad(rows[1], said[1], None, None, texts[1]),
        )
    covers = [Cover(one) for one in said]
    shown = [
        {field: covers[1 - n].unread(covers[n].read(field, text)) for field, text in one.items()}
        for n, one in enumerate(texts)
    ]
    return (
        _Ad(rows[0], said[0], covers[0], covers[1], shown[0]),
        _Ad(rows[1], said[1], covers[1], covers[0], shown[1]),
    )


def _aligned(left: _Ad, right: _Ad, field: str) -> tuple[tuple[Piece, ...], tuple[int, int, int]]:
    words = [_words(one, field) for one in (left, right)]
    pieces = align(words[0], words[1])
    # signs are compared, and not counted
    starts = [word.start for word in words[0] if _is_word(word)]
    same = sum(
        bisect_left(starts, piece.left[1]) - bisect_left(starts, piece.left[0])
        for piece in pieces
        if piece.same
    )
    return tuple(pieces), (len(starts), sum(map(_is_word, words[1])), same)


def _is_word(word: Token) -> bool:
    return any(map(str.isalnum, word.key))


def _words(one: _Ad, field: str) -> list[Token]:
    text = str(getattr(one.row, field))
    closed = [
        (said.start, said.end, f"{said.kind.value} {said.value}")
        for said in one.said
        if said.field == field and said.kind.value not in _NO_CONTACTS
    ]
    return tokens(text, one.shown[field], closed)


def _side(case: Case, one: _Ad, *, unmasked: bool) -> Side:
    row = one.row
    return Side(
        ad=row.ad,
        cluster=row.cluster,
        title=one.shown["title"],
        body=one.shown["body"],
        site=row.site,
        posted_at=row.posted_at or row.captured_at,
        language=row.language,
        mentions=tuple(_mention(said, unmasked=unmasked) for said in one.said),
        images=tuple(
            ImageItem(i.untrusted_name, i.sha256 or "", i.status.value, i.width, i.height)
            for i in images.of_ad(case, row.ad)
        ),
    )


def _mention(said: Mention, *, unmasked: bool) -> MentionItem:
    kind = said.kind.value
    raw = said.raw if unmasked else masking.cover(kind, said.raw)
    return MentionItem(
        kind, " ".join(raw.split()), said.field, said.start, said.end, said.validity, said.steps
    )


def _shared(case: Case, left: _Ad, right: _Ad, *, unmasked: bool) -> Iterable[SharedThing]:
    """Contacts and addresses that both give; a price, a date or a place is not one."""
    hubs = {(hub.kind.value, hub.value) for hub in pairs.hubs(case)}
    given = [{(said.kind, said.value) for said in one.said} for one in (left, right)]
    for kind, value in sorted(given[0] & given[1]):
        if kind.value not in _NO_CONTACTS:
            shown = value if unmasked else masking.cover(kind.value, value)
            carriers = len(mentions.find(case, kind, value))
            yield SharedThing(kind.value, shown, carriers, (kind.value, value) in hubs)


def _pictures(sides: tuple[Side, Side], found: Sequence[Reason]) -> tuple[PicturePair, ...]:
    """Matching pictures: equal files first, then what the reasons name."""
    has = [[image.sha256 for image in side.images if image.sha256] for side in sides]
    pairs_found = [
        PicturePair(sha, sha, _("the same file")) for sha in dict.fromkeys(has[0]) if sha in has[1]
    ]
    for reason in found:
        if reason.kind is ReasonKind.NEAR_IMAGE:
            pair = _of_reason(reason, has)
            if pair is not None and (pair.left not in has[0] or pair.right not in has[1]):
                pair = _turned_round(pair)
            if pair is not None and pair.left in has[0] and pair.right in has[1]:
                pairs_found.append(pair)
    return tuple(pairs_found)


def _of_reason(reason: Reason, has: Sequence[Sequence[str]]) -> PicturePair | None:
    """The pictures that a reason is about; links of older runs name none."""
    files = reason.detail.get("images")
    if files is None and [len(one) for one in has] == [1, 1]:
        files = [has[0][0], has[1][0]]
    if not isinstance(files, list) or len(files) != 2:
        return None
    boxes = reason.detail.get("boxes")
    shown = boxes if isinstance(boxes, list) and len(boxes) == 2 else (None, None)
    return PicturePair(
        str(files[0]),
        str(files[1]),
        sentences.numbers(reason),
        str(reason.detail.get("variant", "upright")),
        bool(reason.detail.get("inverted")),
        float(str(reason.detail.get("degrees") or 0.0)),
        _box(shown[0]),
        _box(shown[1]),
    )


def _turned_round(pair: PicturePair) -> PicturePair:
    return PicturePair(
        pair.right,
        pair.left,
        pair.numbers,
        _UNDONE.get(pair.variant, pair.variant),
        pair.inverted,
        pair.degrees if pair.variant == "mirrored" else -pair.degrees,
        pair.right_box,
        pair.left_box,
    )


def _box(value: object) -> tuple[int, int, int, int]:
    if not isinstance(value, list) or len(value) != 4:
        return WHOLE
    left, top, right, bottom = (min(max(int(side), 0), 1000) for side in value)
    return (left, top, right, bottom) if left < right and top < bottom else WHOLE


def _fields(left: _Ad, right: _Ad) -> Iterable[FieldPair]:
    """The other fields of both ads, the unknown columns of their sources last."""
    shown = ((_("Site"), "site"), (_("Posted"), "posted_at"), (_("Captured"), "captured_at"),
             (_("Place"), "place_text"), (_("Price"), "price_text"), (_("Author"), "author"),
             (_("File"), "source_name"))  # fmt: skip
    for name, field in shown:
        one, other = (str(getattr(side.row, field)) for side in (left, right))
        if one or other:
            told_both = (_field(left, field, one), _field(right, field, other))
            yield FieldPair(name, *told_both, one == other)
    for name in dict.fromkeys((*left.row.extra, *right.row.extra)):
        one, other = (side.row.extra.get(name, "") for side in (left, right))
        if one or other:
            yield FieldPair(name, left.unread(one), right.unread(other), one == other)


def _field(side: _Ad, field: str, value: str) -> str:
    if field == "author":
        return side.account(value)
    return value if field in ("posted_at", "captured_at") else side.unread(value)


def _judged(case: Case, first: int, second: int) -> str:
    for row in judgements.of_ad(case, first):
        if {row.a, row.b} == {first, second}:
            return row.judgement.value
    return Judgement.NONE.value
