# SPDX-License-Identifier: GPL-3.0-or-later
"""Reasons as sentences: what two ads share, how strongly, and against which threshold."""

from __future__ import annotations

from collections.abc import Callable

from app.i18n import _, number
from app.triage import masking
from indexing.records import Reason, ReasonKind


def _sentences() -> dict[ReasonKind, str]:
    return {
        ReasonKind.SAME_TEXT: _("Word for word the same text as {other}."),
        ReasonKind.NEAR_TEXT: _("Nearly the same text as {other}."),
        ReasonKind.MEANING: _("Says something related to {other}; shown only, joins nothing."),
        ReasonKind.SAME_IMAGE: _("Carries exactly the same picture as {other}."),
        ReasonKind.NEAR_IMAGE: _("Carries a picture that looks the same as one of {other}."),
        ReasonKind.PHONE: _("Gives the same phone number as {other}: {value}."),
        ReasonKind.EMAIL: _("Gives the same e-mail address as {other}: {value}."),
        ReasonKind.HANDLE: _("Gives the same account name as {other}: {value}."),
        ReasonKind.URL: _("Gives the same link as {other}: {value}."),
        ReasonKind.WALLET: _("Gives the same wallet as {other}: {value}."),
        ReasonKind.IBAN: _("Gives the same bank account as {other}: {value}."),
    }


def sentence(reason: Reason, other: str, *, unmasked: bool = False) -> str:
    """The reason for people; contact values stay covered unless ``unmasked``."""
    value = str(reason.detail.get("value", ""))
    if not unmasked:
        value = masking.cover(reason.kind.value, value)
    words = _sentences()[reason.kind].format(other=other, value=value)
    if not reason.joins and reason.kind is not ReasonKind.MEANING:
        words += " " + _("So many unrelated ads carry it that it joins nothing by itself.")
    return words


def numbers(reason: Reason) -> str:
    """Value and threshold of a reason, or nothing where it is all or none."""
    told: dict[ReasonKind, Callable[[Reason], str]] = {
        ReasonKind.NEAR_TEXT: _overlap,
        ReasonKind.NEAR_IMAGE: _distance,
        ReasonKind.MEANING: _closeness,
    }
    tell = told.get(reason.kind)
    return tell(reason) if tell else _("identical")


def _overlap(reason: Reason) -> str:
    return _("shared wording {value}, needed {threshold}").format(
        value=number(reason.score, 2), threshold=number(reason.threshold, 2)
    )


def _distance(reason: Reason) -> str:
    return _("picture difference {value:.0f} of 256, allowed {threshold:.0f}").format(
        value=reason.score, threshold=reason.threshold
    )


def _closeness(reason: Reason) -> str:
    return _("closeness of meaning {value}, shown from {threshold}").format(
        value=number(reason.score, 2), threshold=number(reason.threshold, 2)
    )
