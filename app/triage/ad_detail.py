# SPDX-License-Identifier: GPL-3.0-or-later
"""One ad with all that is known of it, as the window shows it: covered unless unmasked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.i18n import _, number
from app.messages.places import told_place
from app.triage import codebook, masking, past, picture_words, sentences, sightings
from app.triage.covering import Cover
from app.triage.items import (
    AdDetail,
    ImageItem,
    MentionItem,
    NoteItem,
    ReasonItem,
    TagItem,
)
from app.triage.moments import minute
from app.triage.targets import target_text
from indexing.records import CandidatePair, Judgement, Mention
from indexing.store import ads, images, judgements, marks, mentions, pairs, sources
from indexing.store.ads import AdRow
from indexing.store.case import Case
from indexing.store.marks import MarkRow, MarkStatus
from indexing.suggest.codebook import Codebook

_MOST_TITLE = 1_000
_MOST_VALUE = 1_000
"""Characters of a title and of any other field; where a field has more, its length is told."""
_MOST_NAME = 100
_MOST_FIELDS = 100
_MOST_PAIRS = 400
"""Pairs of an ad that are told; a hub may have many thousands."""


def read(case: Case, ad: int, *, unmasked: bool) -> AdDetail:
    """One ad."""
    row = ads.get(case, ad)
    said = mentions.of_ad(case, ad)
    cover = None if unmasked else Cover(said)
    tags, notes = tags_and_notes(case, marks.of_ad(case, ad))
    seen, times_seen = sightings.items(case, row, cover)
    day = sightings.dates(case, ad)
    words = picture_words.lines_of_ad(case, ad, cover)
    return AdDetail(
        ad=ad,
        cluster=row.cluster,
        title=_beginning(cover.read("title", row.title) if cover else row.title, _MOST_TITLE),
        body=cover.read("body", row.body) if cover else row.body,
        fields=_fields(row, cover),
        site=row.site,
        posted_at=row.posted_at or row.captured_at,
        language=row.language,
        mentions=tuple(
            replace(_mention(case, mention, unmasked), seen=day(mention.field)) for mention in said
        ),
        images=tuple(
            ImageItem(
                i.untrusted_name,
                i.sha256 or "",
                i.status.value,
                i.width,
                i.height,
                words.get(i.position),
            )
            for i in images.of_ad(case, ad)
        ),
        reasons=_reasons(case, ad, unmasked),
        tags=tags,
        notes=notes,
        provenance=_provenance(case, row, cover),
        unmasked=unmasked,
        sightings=seen,
        times_seen=times_seen,
    )


def tags_and_notes(
    case: Case, rows: Sequence[MarkRow]
) -> tuple[tuple[TagItem, ...], tuple[NoteItem, ...]]:
    """Tags and notes as they are shown."""
    book = codebook.of_case(case)
    tags = tuple(_tag(row, book) for row in rows if _is_tag(row))
    return tags, tuple(_note(row) for row in rows if not row.mark.indicator)


def _mention(case: Case, mention: Mention, unmasked: bool) -> MentionItem:
    kind = mention.kind.value
    raw = mention.raw if unmasked else masking.cover(kind, mention.raw)
    shown = " ".join(raw.split())
    if unmasked and mention.value not in (mention.raw, shown):
        shown = f"{shown}  =  {mention.value}"
    elsewhere = 0
    if kind in masking.COVERED or kind == "url":
        elsewhere = len(mentions.find(case, mention.kind, mention.value)) - 1
    return MentionItem(
        kind, shown, mention.field, mention.start, mention.end,
        mention.validity, mention.steps, max(elsewhere, 0),
    )  # fmt: skip


def _reasons(case: Case, ad: int, unmasked: bool) -> tuple[ReasonItem, ...]:
    said = {(row.a if row.b == ad else row.b): row.judgement for row in judgements.of_ad(case, ad)}
    found: list[ReasonItem] = []
    for pair in pairs.of_ad(case, ad)[:_MOST_PAIRS]:
        told = picture_words.with_pictures(case, pair)
        found.extend(_of_pair(told, ad, said, unmasked))
    linked = {item.other for item in found}
    for other, judgement in said.items():
        if other not in linked:
            words = past.judged(ad, other, judgement)
            found.append(ReasonItem(other, "judgement", words, judgement=judgement.value))
    found.sort(key=_judged_then_joining)
    return tuple(found)


def _of_pair(
    pair: CandidatePair, ad: int, said: dict[int, Judgement], unmasked: bool
) -> list[ReasonItem]:
    other = pair.b if pair.a == ad else pair.a
    judgement = said.get(other, Judgement.NONE).value
    return [
        ReasonItem(
            other,
            reason.kind.value,
            sentences.sentence(reason, f"A{other}", unmasked=unmasked),
            sentences.numbers(reason),
            reason.joins,
            judgement,
        )
        for reason in pair.reasons
    ]


def _judged_then_joining(item: ReasonItem) -> tuple[bool, bool, int]:
    return item.judgement == "none", not item.joins, item.other


def _target(row: MarkRow) -> str:
    return target_text(row.mark.target)


def _is_tag(row: MarkRow) -> bool:
    """A suggestion that somebody rejected stands among the suggestions only."""
    rejected = row.mark.status is MarkStatus.REJECTED and row.mark.origin.rule
    return bool(row.mark.indicator) and not rejected


def _tag(row: MarkRow, book: Codebook) -> TagItem:
    mark = row.mark
    return TagItem(
        row.row, _target(row), mark.indicator, codebook.label(mark.indicator, book),
        mark.status.value,
        mark.confidence, mark.note, mark.by, row.at,
    )  # fmt: skip


def _note(row: MarkRow) -> NoteItem:
    return NoteItem(row.row, _target(row), row.mark.note, row.mark.by, row.at)


def _provenance(case: Case, row: AdRow, cover: Cover | None) -> tuple[tuple[str, str], ...]:
    source = next((s for s in sources.list_sources(case) if s.source == row.source), None)
    reference = cover.reference if cover else str
    account = cover.account if cover else str
    unread = cover.unread if cover else str
    told = (
        (_("File"), row.source_name),
        (_("Place in the file"), told_place(row.place)),
        (_("Imported"), minute(source.begun_at) if source else ""),
        (_("SHA-256 of the file"), source.sha256 if source else ""),
        (_("Number at source"), reference(row.source_id)),
        (_("Site"), row.site),
        (_("Address"), reference(row.url)),
        (_("Posted"), row.posted_at),
        (_("Captured"), row.captured_at),
        (_("Place"), unread(row.place_text)),
        (_("Price"), unread(row.price_text)),
        (_("Author"), account(row.author)),
        (_("Contacts"), account("\n".join(row.contacts))),
    )
    return tuple((name, _beginning(value, _MOST_VALUE)) for name, value in told if value)


def _fields(row: AdRow, cover: Cover | None) -> tuple[tuple[str, str], ...]:
    filled = [(name, value) for name, value in row.extra.items() if value]
    told = [
        (name[:_MOST_NAME], _beginning(cover.unread(value) if cover else value, _MOST_VALUE))
        for name, value in filled[:_MOST_FIELDS]
    ]
    if len(filled) > _MOST_FIELDS:
        words = _("Showing the first {n} of {total}.")
        told.append(("…", words.format(n=number(_MOST_FIELDS), total=number(len(filled)))))
    return tuple(told)


def _beginning(covered: str, most: int) -> str:
    """A text, or so much of it as a label can lay out at once."""
    if len(covered) <= most:
        return covered
    return f"{covered[:most]}… ({_('{n} characters').format(n=number(len(covered)))})"
