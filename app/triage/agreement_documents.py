# SPDX-License-Identifier: GPL-3.0-or-later
"""Agreement as a JSON document, with the sentences that keep its figures from misleading."""

from __future__ import annotations

from collections.abc import Sequence

from app.i18n import _, number
from app.triage import codebook
from app.triage.agreement import Disagreement, Figures, IndicatorAgreement
from app.triage.coding import Code
from app.triage.documents import Document
from app.triage.targets import target_text
from indexing.suggest.codebook import Codebook

RARE = 0.1
"""Share of codes that say present (or absent) under which kappa and alpha mislead."""
RELIABLE = 0.80
TENTATIVE = 0.667
"""The usual reading of alpha: K. Krippendorff, Content Analysis, second edition (2004), p. 241."""


def document(
    found: Sequence[IndicatorAgreement], book: Codebook, *, seed: int, replicates: int
) -> Document:
    """Agreement on every indicator, with the labels of the case's codebook."""
    coders = sorted({by for one in found for by in one.all.coders})
    return {
        "coders": coders,
        "seed": seed,
        "replicates": replicates,
        "reading": how_to_read(),
        "indicators": [indicator_document(one, book) for one in found],
    }


def how_to_read() -> str:
    """What the figures are, in three sentences."""
    return _(
        "Alpha from .80 on is usually read as reliable, from .667 to .80 as tentative; the "
        "interval is what it might have been with other ads drawn by chance. Rare indicators fool "
        "kappa and alpha: when two people both say yes once and each says yes once alone, in 200 "
        "ads, they agree on 99 % and kappa is .495. Read them beside raw and positive agreement, "
        "and talk about the list."
    )


def indicator_document(found: IndicatorAgreement, book: Codebook) -> Document:
    """Agreement on one indicator."""
    return {
        "indicator": found.indicator,
        "label": codebook.label(found.indicator, book),
        "versions": list(found.versions),
        **figures_document(found.all),
        "usual_reading": usual_reading(found.all.alpha),
        "notes": [{"code": code, "sentence": sentence} for code, sentence in notes(found)],
        "blind": figures_document(found.parts["blind"]),
        "assisted": figures_document(found.parts["assisted"]),
        "strata": {
            "random": figures_document(found.parts["random"]),
            "flagged": figures_document(found.parts["flagged"]),
        },
        "pairs": [figures_document(pair) for pair in found.pairs],
        "disagreements": [_disagreement(found.indicator, one) for one in found.disagreements],
    }


def figures_document(found: Figures) -> Document:
    """The figures of one indicator, whole or of a part; null where one is not defined."""
    interval = found.interval
    return {
        "n": found.n,
        "coders": list(found.coders),
        "prevalence": found.prevalence,
        "raw_agreement": found.raw_agreement,
        "positive_agreement": found.positive_agreement,
        "kappa": found.kappa,
        "alpha": found.alpha,
        "interval": None if interval is None else [interval.low, interval.high],
        "interval_details": None
        if interval is None
        else {
            "of": "alpha",
            "level": interval.level,
            "replicates": interval.replicates,
            "undefined": interval.undefined,
            "seed": interval.seed,
        },
        "span_f1": found.span_f1,
        "confidence_alpha": found.confidence_alpha,
        "unsure": found.unsure,
    }


def usual_reading(alpha: float | None) -> str | None:
    """``reliable``, ``tentative`` or ``low``; None where alpha is not defined."""
    if alpha is None:
        return None
    return "reliable" if alpha >= RELIABLE else "tentative" if alpha >= TENTATIVE else "low"


def notes(found: IndicatorAgreement) -> list[tuple[str, str]]:
    """What to know before believing the figures: codes and sentences."""
    figures, told = found.all, []
    if figures.n == 0:
        return [("coded_once", _("Nobody else coded this: there is nothing to compare."))]
    share = figures.prevalence or 0.0
    if min(share, 1 - share) < RARE:
        words = _(
            "Nearly all say the same of this ({share} % of the codes say present). Kappa and "
            "alpha then fall far with a single difference, however often people agree."
        )
        told.append(("one_sided", words.format(share=number(100 * share, 1))))
    if figures.alpha is None:
        told.append(("undefined", _("Kappa and alpha are not defined: all say the same.")))
    if found.parts["blind"].n == 0:
        words = _("Nobody coded this blind: people who saw the same suggestion agree more easily.")
        told.append(("not_blind", words))
    if len(found.versions) > 1:
        told.append(("versions", _("Coded under several versions of this entry.")))
    return told


def _disagreement(indicator: str, found: Disagreement) -> Document:
    return {
        "target": found.thing,
        "indicator": indicator,
        "codes": [_code(code) for code in found.codes],
    }


def _code(code: Code) -> Document:
    return {
        "by": code.by,
        "says": code.word,
        "blind": code.blind,
        "marks": [
            {
                "id": row.row,
                "target": target_text(row.mark.target),
                "status": row.mark.status.value,
                "confidence": row.mark.confidence or None,
                "note": row.mark.note,
                "alternative": row.mark.alternative,
                "at": row.at,
            }
            for row in code.rows
        ],
    }
