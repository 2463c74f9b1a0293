# SPDX-License-Identifier: GPL-3.0-or-later
"""Chains of evidence and comparisons, told: as JSON documents and as steps of the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.i18n import _
from app.messages.labels import labelled
from app.triage import documents, sentences
from app.triage.alignment import Piece
from app.triage.compared import ChainStep, ChainTold, Comparison
from app.triage.covering import Cover
from app.triage.picture_words import with_pictures
from app.triage.short_text import short
from indexing.pipeline.explaining import Chain, bridges, explain
from indexing.records import CandidatePair, Judgement, Reason
from indexing.store import ads, judgements, mentions, pairs
from indexing.store.case import Case
from indexing.store.ids import ad_id

Document = dict[str, object]
_WORDS_SHOWN = 90


def chain_document(case: Case, chain: Chain | None, a: int, b: int) -> Document:
    """A chain of evidence and its sentence; ``path`` is null when there is none.

    ``links`` are the steps. ``apart`` are links that join nothing, told where no chain is: those
    of the two ads, and some between their clusters.
    """
    if chain is None:
        held = [with_pictures(case, link) for link in bridges(case, a, b)]
        words = [_apart_head(case, held, a, b)]
        words += [labelled(ad_id(link.a), _apart_words(case, link, link.b)) for link in held]
        apart = [_link_document(case, link) for link in held]
        return {"path": None, "links": [], "apart": apart, "sentence": " ".join(words)}
    links: list[Document] = []
    told = []
    for step in chain.steps:
        pair = (min(step.a, step.b), max(step.a, step.b))
        link = with_pictures(case, step.link or CandidatePair(*pair, ()))
        links.append(_link_document(case, link))
        told.append(labelled(ad_id(step.a), _step_words(link, step.b)))
    words_told = " ".join(told) or _("{a} is the same ad.").format(a=ad_id(a))
    path = [ad_id(ad) for ad in chain.ads]
    return {"path": path, "links": links, "apart": [], "sentence": words_told}


def _link_document(case: Case, link: CandidatePair) -> Document:
    document = documents.link_document(link, _judged(case, link), clear=False)
    document["reasons"] = [
        reason_told(reason, ad_id(link.b), clear=False) for reason in link.reasons
    ]
    return document


def _judged(case: Case, link: CandidatePair) -> Mapping[tuple[int, int], Judgement]:
    return {(row.a, row.b): row.judgement for row in judgements.of_ad(case, link.a)}


def reason_told(reason: Reason, other: str, *, clear: bool) -> Document:
    """One reason with its sentence, what was compared, and what else it may mean."""
    return {
        **documents.reason_document(reason, clear=clear),
        "sentence": sentences.sentence(reason, other, unmasked=clear),
        "numbers": sentences.numbers(reason),
        "compared": sentences.compared(reason),
        "other_reading": sentences.other_reading(reason),
    }


def _step_words(link: CandidatePair, other: int) -> str:
    if not link.reasons:
        return _("A person said that it belongs with {other}.").format(other=ad_id(other))
    joining = [reason for reason in link.reasons if reason.joins] or list(link.reasons)
    told = (sentences.sentence(reason, ad_id(other)) for reason in joining)
    return " ".join(dict.fromkeys(told))


def _apart_head(case: Case, held: Sequence[CandidatePair], a: int, b: int) -> str:
    """Why no chain is there, before what there is all the same."""
    pair = (min(a, b), max(a, b))
    if _judgement(case, *pair) is Judgement.NOT_SAME:
        words = _("{a} and {b} are kept apart: a person said that they are not the same.")
    elif any((link.a, link.b) == pair for link in held):
        words = _("{a} and {b} have something in common, but it is too weak to join them.")
    elif held:
        words = _(
            "Nothing connects {a} and {b} themselves. Other ads of their two clusters have "
            "something in common, but it is too weak to join them."
        )
    else:
        words = _("Nothing connects {a} and {b}.")
    return words.format(a=ad_id(a), b=ad_id(b))


def _apart_words(case: Case, link: CandidatePair, other: int) -> str:
    each = (sentences.sentence(reason, ad_id(other)) for reason in link.reasons)
    told = " ".join(dict.fromkeys(each))
    if any(reason.joins for reason in link.reasons):
        is_judged = _judgement(case, link.a, link.b) is Judgement.NOT_SAME
        told += " " + (
            _("A person said that the two are not the same.")
            if is_judged
            else _("It is too weak to join their clusters.")
        )
    return told


def _judgement(case: Case, a: int, b: int) -> Judgement | None:
    return _judged(case, CandidatePair(a, b, ())).get((a, b))


def chain_told(case: Case, first: int, second: int) -> ChainTold:
    """The strongest chain between two ads as the window shows it; contacts stay covered."""
    chain = explain(case, first, second)
    if chain is None:
        held = [with_pictures(case, link) for link in bridges(case, first, second)]
        apart = tuple(
            _step(case, link.a, link.b, link, _apart_words(case, link, link.b)) for link in held
        )
        words = _("Nothing joins {a} and {b}.").format(a=ad_id(first), b=ad_id(second))
        return ChainTold(first, second, (), words, apart)
    steps = []
    for step in chain.steps:
        pair = (min(step.a, step.b), max(step.a, step.b))
        link = with_pictures(case, step.link or CandidatePair(*pair, ()))
        steps.append(_step(case, step.a, step.b, link, _step_words(link, step.b)))
    return ChainTold(first, second, tuple(steps))


def _step(case: Case, a: int, b: int, link: CandidatePair, words: str) -> ChainStep:
    shown = [reason for reason in link.reasons if reason.joins] or list(link.reasons)
    return ChainStep(
        a,
        b,
        words,
        " · ".join(dict.fromkeys(sentences.numbers(reason) for reason in shown)),
        tuple(reason.kind.value for reason in shown),
        first_words(case, b),
    )


def first_words(case: Case, ad: int) -> str:
    """The first words of an ad, covered."""
    row = ads.get(case, ad)
    cover = Cover(mentions.of_ad(case, ad))
    return short(cover.read("title", row.title) or cover.read("body", row.body), _WORDS_SHOWN)


def comparison_document(case: Case, found: Comparison) -> Document:
    """Two ads side by side: their texts in pieces, every reason, what they share."""
    link = pairs.between(case, found.left.ad, found.right.ad)
    reasons = () if link is None else with_pictures(case, link).reasons
    left, right = found.left, found.right
    return {
        "a": left.label,
        "b": right.label,
        "decision": found.judgement,
        "joins": any(reason.joins for reason in found.reasons),
        "title": [_piece(one, left.title, right.title) for one in found.title],
        "body": [_piece(one, left.body, right.body) for one in found.body],
        "reasons": [reason_told(one, found.right.label, clear=found.unmasked) for one in reasons],
        "words": dict(zip(("a", "b", "same"), found.words, strict=True)),
        "shared": [
            {"kind": one.kind, "value": one.shown, "ads": one.ads, "hub": one.hub}
            for one in found.shared
        ],
        "pictures": [
            {
                "a": one.left,
                "b": one.right,
                "numbers": one.numbers,
                "variant": one.variant,
                "inverted": one.inverted,
                "boxes": [list(one.left_box), list(one.right_box)],
            }
            for one in found.pictures
        ],
        "fields": [
            {"name": one.name, "a": one.left, "b": one.right, "same": one.same}
            for one in found.fields
        ],
    }


def _piece(piece: Piece, left: str, right: str) -> Document:
    return {
        "same": piece.same,
        "a": left[slice(*piece.left)],
        "b": right[slice(*piece.right)],
        "a_start": piece.left[0],
        "b_start": piece.right[0],
    }
