# SPDX-License-Identifier: GPL-3.0-or-later
"""Reasons as sentences: what two ads share, how strongly, and what else it may mean.

A reason says what the machine compared, never who is behind an ad. Where there is a usual
harmless cause, it is told in the same breath.
"""

from __future__ import annotations

from collections.abc import Callable

from app.i18n import _, ngettext, number
from app.triage import masking
from indexing.records import Reason, ReasonKind

_TURNED = 10
"""Degrees from which on a picture is called turned."""


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
    words = _sentences()[reason.kind]
    if reason.kind is ReasonKind.NEAR_TEXT and reason.detail.get("method") == "retsim":
        words = _("Reads like the text of {other}, its letters disguised or its words changed.")
    if _matched_points(reason) is not None:
        words = _("Details of a picture are found again in a picture of {other}.")
    parts = [words.format(other=other, value=value), *_changes(reason)]
    parts += _in_pictures(reason)
    if reason.detail.get("stock"):
        parts.append(
            _("Advertisers with contacts of their own show it: a stock photo, or a stolen one.")
        )
    if reason.detail.get("ruled") and reason.joins:
        parts.append(_("A person said that it is one advertiser's: it joins."))
    if not reason.joins and reason.kind is not ReasonKind.MEANING:
        parts.append(_why_not(reason))
    return " ".join(parts)


def _in_pictures(reason: Reason) -> list[str]:
    """In which picture an ad says it, where it says so nowhere else."""
    places = reason.detail.get("in_pictures")
    words = _("In {ad} it was read in picture {n}.")
    found = places if isinstance(places, list) else []
    return [words.format(ad=place["ad"], n=place["picture"]) for place in found]


def _changes(reason: Reason) -> list[str]:
    """How one picture was changed into the other."""
    detail = reason.detail
    variant = str(detail.get("variant", "upright"))
    boxes = detail.get("boxes")
    told = {
        _("It is a part of a picture."): isinstance(boxes, list) and any(boxes),
        _("One of the two is mirrored."): variant.startswith("mirrored"),
        _("One of the two is turned."): "turned" in variant or _tilt(reason) > _TURNED,
        _("One of the two has light and dark reversed."): bool(detail.get("inverted")),
    }
    return [words for words, holds in told.items() if holds]


def _tilt(reason: Reason) -> float:
    found = reason.detail.get("degrees")
    return abs(found) if isinstance(found, int | float) else 0.0


def _why_not(reason: Reason) -> str:
    """Why a reason is shown and does not join."""
    why = reason.detail.get("why")
    if why == "ruled":
        return _("A person said that it is common property: it joins nothing.")
    if why == "many_contacts":
        return _(
            "Most ads that carry it give contacts of their own beside it: a relay or an agency. "
            "It joins nothing by itself."
        )
    if why == "directory":
        return _("One of the two lists very many contacts: it joins nobody by them.")
    if reason.detail.get("hub"):
        return _("So many unrelated ads carry it that it joins nothing by itself.")
    words = {
        ReasonKind.SAME_TEXT: _("It is too little text to join ads by itself."),
        ReasonKind.NEAR_TEXT: _(
            "What they share may be a template of several advertisers: it joins nothing by "
            "itself, another kind of evidence has to agree."
        ),
    }
    weak = _("It is not enough to join ads by itself: another kind of evidence has to agree.")
    return words.get(reason.kind, weak)


def compared(reason: Reason) -> str:
    """What was held against what."""
    if reason.kind is ReasonKind.NEAR_TEXT and reason.detail.get("method") == "retsim":
        return _("shape of the words, by a small model that sees through odd letters")
    if reason.kind is ReasonKind.NEAR_IMAGE and _matched_points(reason) is not None:
        return _("small details of both pictures, and whether they lie alike")
    words = {
        ReasonKind.SAME_TEXT: _("all letters and digits of both texts"),
        ReasonKind.NEAR_TEXT: _("runs of five letters of both texts; rare ones count more"),
        ReasonKind.MEANING: _("what both texts say, across languages, by a language model"),
        ReasonKind.SAME_IMAGE: _("the bytes of both files"),
        ReasonKind.NEAR_IMAGE: _("light and dark of both pictures, coarsely"),
    }
    return words.get(reason.kind, _("what was read in both ads, written one way"))


def other_reading(reason: Reason) -> str:
    """A usual harmless cause of such a reason; empty where none is known."""
    words = {
        ReasonKind.SAME_TEXT: _("Sites repost ads by themselves, and agencies post for others."),
        ReasonKind.NEAR_TEXT: _("It may be a common template that different people fill in."),
        ReasonKind.MEANING: _("Many people write about the same thing."),
        ReasonKind.SAME_IMAGE: _("It may be a stock photo, or one that somebody else re-used."),
        ReasonKind.NEAR_IMAGE: _("It may be a stock photo, or one that somebody else re-used."),
        ReasonKind.PHONE: _("It may be the line of an agency, a family, or a relay of the site."),
        ReasonKind.EMAIL: _("It may be the address of an agency, or a relay of the site."),
        ReasonKind.HANDLE: _("It may be an agency's account, or one that several people use."),
        ReasonKind.URL: _("Many may point to one page: a shop, a map, a form."),
        ReasonKind.WALLET: _("It may belong to a payment service that many use."),
        ReasonKind.IBAN: _("It may belong to an employer, an agency or a payment service."),
    }
    return words[reason.kind]


def numbers(reason: Reason) -> str:
    """Value and threshold of a reason, or nothing where it is all or none."""
    told: dict[ReasonKind, Callable[[Reason], str]] = {
        ReasonKind.NEAR_TEXT: _overlap,
        ReasonKind.NEAR_IMAGE: _distance,
        ReasonKind.MEANING: _closeness,
    }
    tell = told.get(reason.kind)
    parts = [tell(reason) if tell else _("identical")]
    carriers = reason.detail.get("ads")
    if isinstance(carriers, int):
        parts.append(
            ngettext("in {n} ad of the case", "in {n} ads of the case", carriers).format(
                n=number(carriers)
            )
        )
    return ", ".join(parts)


def _overlap(reason: Reason) -> str:
    detail = reason.detail
    if detail.get("method") == "retsim":
        parts = [_("likeness {value}, needed {threshold}").format(**_two(reason))]
        shared, needed = detail.get("shared"), detail.get("sum_threshold")
        if isinstance(shared, float) and isinstance(needed, float):
            words = _("with shared wording added {value}, needed {threshold}")
            parts.append(
                words.format(value=number(reason.score + shared, 2), threshold=number(needed, 2))
            )
        return ", ".join(parts)
    parts = [_("shared wording {value}, needed {threshold}").format(**_two(reason))]
    mean = detail.get("groups_mean")
    if isinstance(mean, float):
        parts.append(_("their groups of texts {value} on average").format(value=number(mean, 2)))
    return ", ".join(parts)


def _distance(reason: Reason) -> str:
    points = _matched_points(reason)
    if points is not None:
        return _("details that agree: {value:.0f}, needed {threshold:.0f}").format(
            value=points, threshold=reason.threshold
        )
    return _("picture difference {value:.0f} of 256, allowed {threshold:.0f}").format(
        value=reason.score, threshold=reason.threshold
    )


def _matched_points(reason: Reason) -> float | None:
    """How many local features agree, where a reason rests on them."""
    found = reason.detail.get("inliers")
    return float(found) if isinstance(found, int | float) else None


def _closeness(reason: Reason) -> str:
    return _("closeness of meaning {value}, shown from {threshold}").format(**_two(reason))


def _two(reason: Reason) -> dict[str, str]:
    return {"value": number(reason.score, 2), "threshold": number(reason.threshold, 2)}
