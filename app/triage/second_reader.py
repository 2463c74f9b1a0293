# SPDX-License-Identifier: GPL-3.0-or-later
"""Agreement and draws for the window; figures stay hidden from a second reader."""

from __future__ import annotations

from app.i18n import _, ngettext
from app.triage import agreement, agreement_documents, codebook, second_reading
from app.triage.agreement import Figures, IndicatorAgreement
from app.triage.agreement_items import (
    AgreementItem,
    AgreementView,
    DisputeItem,
    DrawnItem,
    FigureItem,
)
from app.triage.items import Changed
from app.triage.second_mode import Mode, in_sight
from indexing.store import draws
from indexing.store.case import Case

PARTS = ("blind", "assisted", "random", "flagged")


def go_through(case: Case, ad: int, mode: Mode) -> Changed:
    """Say that the person at work went through an ad: what they did not set, they did not find."""
    visible = in_sight(case, ad, mode)
    second_reading.read_through(case, [ad], codebook.settle(case), visible=visible)
    words = _("Gone through: {ads}. What you did not set, you did not find.")
    return Changed(words.format(ads=f"A{ad}"), (ad,))


def draw(case: Case, random: int, flagged: int, seed: int) -> Changed:
    """Draw ads for two people to code apart from each other."""
    row = second_reading.draw(
        case, random=random, flagged=flagged, seed=seed, book=codebook.settle(case)
    )
    words = ngettext("Draw {draw}: {n} ad.", "Draw {draw}: {n} ads.", len(row.ads))
    return Changed(words.format(draw=row.row, n=len(row.ads)))


def view(case: Case, mode: Mode) -> AgreementView:
    """Agreement on every indicator, and the newest draw."""
    rows = draws.history(case)
    drawn: tuple[DrawnItem, ...] = ()
    if rows:
        todo = second_reading.todo(case, rows[-1], case.actor)
        drawn = tuple(DrawnItem(place, ad, done) for place, ad, done in todo)
    found = [] if mode.is_second else agreement.read(case)
    book = codebook.of_case(case)
    return AgreementView(
        agreement_documents.how_to_read(),
        tuple(_item(one, codebook.label(one.indicator, book)) for one in found),
        is_hidden=mode.is_second,
        draw=rows[-1].row if rows else 0,
        drawn=drawn,
    )


def _item(one: IndicatorAgreement, label: str) -> AgreementItem:
    parts = [_figures("all", one.all)]
    parts += [_figures(name, one.parts[name]) for name in PARTS if one.parts[name].n]
    words = {"present": _("present"), "absent": _("absent"), "unsure": _("unsure")}
    return AgreementItem(
        one.indicator,
        label,
        tuple(parts),
        tuple(sentence for _code, sentence in agreement_documents.notes(one)),
        tuple(
            DisputeItem(
                found.thing, "; ".join(f"{code.by}: {words[code.word]}" for code in found.codes)
            )
            for found in one.disagreements
        ),
    )


def _figures(part: str, found: Figures) -> FigureItem:
    interval = found.interval
    return FigureItem(
        part, found.n, found.coders, found.prevalence, found.raw_agreement,
        found.positive_agreement, found.kappa, found.alpha,
        interval.low if interval else None, interval.high if interval else None,
    )  # fmt: skip
