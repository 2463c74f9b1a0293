# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds of links and stages of work in the person's words."""

from __future__ import annotations

from app.i18n import _


def kind_word(kind: str) -> str:
    """What a link rests on, in a word."""
    words = {
        "same_text": _("same text"),
        "near_text": _("near text"),
        "meaning": _("meaning"),
        "same_image": _("same picture"),
        "near_image": _("near picture"),
        "phone": _("phone"),
        "email": _("e-mail"),
        "handle": _("account"),
        "url": _("link"),
        "price": _("price"),
        "date": _("date"),
        "place": _("place"),
        "language": _("language"),
        "wallet": _("wallet"),
        "iban": _("bank account"),
        "judgement": _("a person's word"),
    }
    return words.get(kind, kind)


def step_word(step: str) -> str:
    """How a contact had to be read, in a word."""
    words = {
        "spacing": _("spaced out"),
        "symbols": _("with symbols between"),
        "words": _("written in words"),
        "lookalike": _("with look-alike letters"),
        "script_digits": _("in digits of another script"),
        "relative": _("counted from the day of capture"),
    }
    return words.get(step, step)


def stage_words(stage: str) -> str:
    """A stage of long work."""
    words = {
        "import": _("reading rows"),
        "compare": _("comparing rows with the case"),
        "pictures": _("decoding pictures"),
        "extract": _("reading contacts and prices"),
        "meaning": _("comparing meaning"),
        "picture_text": _("reading text in pictures"),
        "disguised": _("looking for disguised texts"),
        "link": _("finding links"),
        "cluster": _("drawing clusters"),
        "templates": _("finding what ads of a cluster share"),
        "suggest": _("holding rules against ads"),
        "suggest_groups": _("counting over groups of ads"),
        "known": _("comparing pictures with lists of known hashes"),
        "bundle": _("writing the bundle"),
        "verify": _("checking the bundle"),
        "check": _("checking the case"),
        "bulk": _("changing many"),
    }
    return words.get(stage, stage.replace("_", " "))


def judgement_word(judgement: str) -> str:
    """A person's judgement on two ads, in a word or two."""
    words = {
        "same": _("they belong together"),
        "not-same": _("not the same"),
        "unsure": _("unsure"),
        "none": _("no judgement"),
    }
    return words.get(judgement, judgement)


def mark_word(status: str) -> str:
    """What a person says of an indicator on a target, in a word or two."""
    words = {
        "added": _("set by a person"),
        "accepted": _("accepted"),
        "rejected": _("rejected"),
        "unsure": _("unsure"),
        "withdrawn": _("taken back"),
    }
    return words.get(status, status)
