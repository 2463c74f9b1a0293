# SPDX-License-Identifier: GPL-3.0-or-later
"""Ads, clusters and links as JSON documents; contacts are masked unless ``clear``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.triage import masking, picture_words, sentences, sightings
from app.triage.covering import Cover
from app.triage.items import WordsItem
from app.triage.regroup_items import HubItem
from app.triage.targets import target_text
from indexing.errors import RefusedError
from indexing.records import CandidatePair, Judgement, Mention, Reason
from indexing.store import further_texts, images, judgements, mentions, pairs
from indexing.store.ads import AdRow
from indexing.store.case import Case
from indexing.store.clusters import ClusterRow
from indexing.store.ids import ad_id, cluster_id
from indexing.store.marks import MarkRow

Document = dict[str, object]


def refuse_empty_reason(reason: str) -> None:
    """Raise unless a reason was given."""
    if not reason.strip():
        raise RefusedError("reason_missing")


def ad_document(case: Case, row: AdRow, *, clear: bool = False) -> Document:
    """One ad as the contract of the command line has it."""
    found = mentions.of_ad(case, row.ad)
    cover = Cover(() if clear else found)
    read = _as_it_is if clear else cover.read
    unread = str if clear else cover.unread
    account = str if clear else cover.account
    reference = str if clear else cover.reference
    fields = {
        "title": read("title", row.title),
        "body": read("body", row.body),
        "author": account(row.author),
        "contacts": account("\n".join(row.contacts)),
        "place_text": read("place_text", row.place_text),
    }
    if not clear:
        fields |= {one.field: cover.further(one) for one in further_texts.of_ad(case, row.ad)}
    words = picture_words.lines_of_ad(case, row.ad, None if clear else cover)
    return {
        "ad": ad_id(row.ad),
        "source": row.source_path,
        "place": row.place,
        "source_id": reference(row.source_id),
        "url": reference(row.url),
        "site": reference(row.site),
        "title": fields["title"],
        "body": fields["body"],
        "language": row.language,
        "posted_at": row.posted_at,
        "captured_at": row.captured_at,
        "duplicate_of": None if row.duplicate_of is None else ad_id(row.duplicate_of),
        "cluster": None if row.cluster is None else cluster_id(row.cluster),
        "images": [
            {
                "sha256": image.sha256 or None,
                "width": image.width or None,
                "height": image.height or None,
                "status": image.status.value,
                "name": reference(image.untrusted_name),
                "words": _words(words.get(image.position)),
            }
            for image in images.of_ad(case, row.ad)
        ],
        "mentions": [mention_document(one, fields.get(one.field, ""), clear) for one in found],
        "author": fields["author"],
        "contacts": fields["contacts"].split("\n") if row.contacts else [],
        "place_text": fields["place_text"],
        "price_text": unread(row.price_text),
        "extra": {key: unread(value) for key, value in row.extra.items()},
        "captures": sightings.capture_documents(case, row.ad, None if clear else cover),
    }


def _words(lines: Iterable[WordsItem] | None) -> list[Document] | None:
    """Lines read in a picture; None where its text was not read."""
    if lines is None:
        return None
    return [{"text": one.text, "boxes": [list(box) for box in one.boxes]} for one in lines]


def _as_it_is(_field: str, text: str) -> str:
    return text


def mention_document(one: Mention, shown: str, clear: bool) -> Document:
    """One mention of a field as ``shown``, of which ``raw`` is a part.

    ``start`` and ``end`` count in ``body``, and are null in another field.
    """
    in_body = one.field == "body"
    return {
        "kind": one.kind.value,
        "value": one.value if clear else covered_value(one.kind.value, one.value),
        "raw": one.raw if clear else shown[one.start : one.end],
        "start": one.start if in_body else None,
        "end": one.end if in_body else None,
        "validity": one.validity,
        "steps": list(one.steps),
        "field": one.field,
    }


def covered_value(kind: str, value: str) -> str:
    """The canonical value of a mention, covered; an address may hold another contact."""
    covered = masking.cover(kind, value)
    return Cover(()).reference(covered) if kind == "url" else covered


def cluster_document(row: ClusterRow) -> Document:
    """One cluster; its template, which must be covered, is put in by ``triage.templates``."""
    return {
        "cluster": cluster_id(row.cluster),
        "size": row.size,
        "ads": [ad_id(ad) for ad in row.ads],
        "status": row.status.value,
        "template": None,
        "first_seen": row.first_seen or None,
        "last_seen": row.last_seen or None,
        "reasons": dict(row.reasons),
    }


def link_documents(case: Case, *, clear: bool = False) -> Iterator[Document]:
    """Every link, and every pair that only a person's judgement links."""
    judged = judgements.current(case)
    told = set()
    read = picture_words.any_read(case)
    for link in pairs.iterate(case):
        told.add((link.a, link.b))
        full = picture_words.with_pictures(case, link) if read else link
        yield link_document(full, judged, clear=clear)
    for a, b in sorted(set(judged) - told):
        yield link_document(CandidatePair(a, b, ()), judged, clear=clear)


def link_document(
    link: CandidatePair, judged: Mapping[tuple[int, int], Judgement], *, clear: bool
) -> Document:
    """One link; ``decision`` is what a person said of the two, ``none`` if nobody did."""
    return {
        "a": ad_id(link.a),
        "b": ad_id(link.b),
        "decision": judged.get((link.a, link.b), Judgement.NONE).value,
        "joins": any(reason.joins for reason in link.reasons),
        "reasons": [reason_document(reason, clear=clear) for reason in link.reasons],
        "sentence": " ".join(
            sentences.sentence(reason, ad_id(link.b), unmasked=clear) for reason in link.reasons
        ),
    }


def reason_document(reason: Reason, *, clear: bool) -> Document:
    """One reason: value, threshold, and what was compared."""
    detail = dict(reason.detail)
    if not clear and "value" in detail:
        detail["value"] = covered_value(reason.kind.value, str(detail["value"]))
    return {
        "kind": reason.kind.value,
        "score": reason.score,
        "threshold": reason.threshold,
        "detail": detail,
        "joins": reason.joins,
    }


def hub_document(item: HubItem) -> Document:
    """Something that is shared too widely to join ads, or that a person ruled on."""
    return {
        "key": item.key,
        "kind": item.kind,
        "value": item.shown,
        "ads": item.ads,
        "groups": item.groups,
        "why": item.why,
        "ruling": item.ruling,
        "by": item.by or None,
        "note": item.note or None,
        "sentence": item.sentence,
    }


def tag_document(row: MarkRow) -> Document:
    """One tag or note."""
    mark = row.mark
    return {
        "id": row.row,
        "uuid": row.uid,
        "target": target_text(mark.target),
        "target_details": _target_document(row),
        "indicator": mark.indicator or None,  # a note has none
        "indicator_version": mark.indicator_version or None,
        "status": mark.status.value,
        "confidence": mark.confidence or None,
        "note": mark.note,
        "by": mark.by,
        "at": row.at,
        "codebook": {
            "id": mark.codebook,
            "version": mark.codebook_version,
            "sha256": mark.codebook_sha256,
        },
        "origin": {
            "kind": mark.origin.kind,
            "rule": mark.origin.rule or None,
            "rule_version": mark.origin.rule_version or None,
            "evidence": dict(mark.origin.evidence),
        },
        "alternative": mark.alternative,
        "suggestion_visible": mark.suggestion_visible,
        "ads": [ad_id(ad) for ad in row.members],
        "supersedes": row.supersedes,
        "superseded_at": row.superseded_at or None,
    }


def _target_document(row: MarkRow) -> Document:
    """What a mark is about, in parts; ``start`` and ``end`` count in ``text_layer``."""
    target = row.mark.target
    span = target.kind == "span"
    return {
        "kind": target.kind,
        "ad": None if target.ad is None else ad_id(target.ad),
        "cluster": None if target.cluster is None else cluster_id(target.cluster),
        "text_layer": target.layer if span else None,
        "start": target.start,
        "end": target.end,
        "picture": None if target.picture is None else target.picture + 1,
        "sha256": row.picture_sha256 or None,
    }
