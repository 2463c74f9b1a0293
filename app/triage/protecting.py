# SPDX-License-Identifier: GPL-3.0-or-later
"""Protocols as the window asks and acts: sentences around ``protocols`` and ``protection``."""

from __future__ import annotations

from dataclasses import replace

from app.i18n import _, ngettext
from app.messages.places import told_place
from app.triage import protection, protocols, second_mode
from app.triage.items import Changed
from app.triage.moments import minute
from app.triage.protection_items import AskedItem, ProtectionOverview, SealedItem
from app.triage.protocols import Document, Followed
from app.triage.second_mode import Mode
from indexing.store import protected, protection_roles, sealing
from indexing.store.case import Case
from indexing.store.protected import Item, item_id
from indexing.store.protocol_acts import POSSIBLE_MINOR, Act


def overview(case: Case, mode: Mode) -> ProtectionOverview:
    """What waits under each protocol, and what is sealed.

    A second reader sees the list as well, for it must not wait; not who asked or answered.
    """
    asked = [_asked(one) for one in protocols.queue(case)]
    if mode.is_second:
        done = second_mode.coded(case)
        asked = [one if one.ad in done else replace(one, by="") for one in asked]
    return ProtectionOverview(
        tuple(asked),
        tuple(_sealed(one) for one in protected.items(case)),
        tuple(one.name for one in protection_roles.roles(case)),
    )


def apply(case: Case, protocol: str, ad: int) -> Changed:
    """Put an ad under a protocol; a possible minor is out of sight at once."""
    followed = protocols.apply(case, protocols.checked(protocol), [ad])
    return changed(followed, "")


def decide(case: Case, protocol: str, ad: int, act: str) -> Changed:
    """Answer what a protocol asks of an ad."""
    protocols.decide(case, protocols.checked(protocol), ad, Act(act))
    words = _("{ad}: {answer}").format(ad=f"A{ad}", answer=act_words(act))
    return Changed(words, (ad,))


def tidy(case: Case) -> Changed:
    """Clear the disk of what was sealed; nobody has to wait for it."""
    sealing.tidy(case)
    return Changed()


def changed(followed: Followed, words: str, ads: tuple[int, ...] = ()) -> Changed:
    """What an act changed, with what followed from it."""
    told = [words] if words else []
    for ad, item in zip(followed.sealed, followed.items, strict=True):
        sentence = _("{ad} is sealed as {item}; its texts and pictures are out of the case.")
        told.append(sentence.format(ad=f"A{ad}", item=item_id(item)))
    if followed.asked:
        n = len(followed.asked)
        asked = ngettext(
            "{n} ad stands in the protocol's list.", "{n} ads stand in the protocol's list.", n
        )
        told.append(asked.format(n=n))
    sentence = " ".join(told)
    if followed.sealed:
        return Changed(sentence, everything=True)
    return Changed(sentence, tuple(dict.fromkeys((*ads, *followed.asked))))


def protocol_words(protocol: str) -> str:
    """A protocol in a few words."""
    words = {
        "possible_minor": _("Possible minor"),
        "protect_migrants": _("Protect migrants"),
        "urgent": _("Urgent"),
    }
    return words.get(protocol, protocol)


def act_words(act: str) -> str:
    """Where an ad stands under a protocol."""
    words = {
        "asked": _("asked, not answered"),
        "applied": _("under the protocol"),
        "lifted": _("does not apply"),
        "refer_now": _("refer now"),
        "not_urgent": _("not urgent"),
        "cannot_tell": _("cannot tell"),
    }
    return words.get(act, act)


def state_words(state: str) -> str:
    """Where a sealed item stands."""
    words = {
        "sealed": _("sealed; a second person is to read it"),
        "confirmed": _("confirmed; an order is to be given"),
        "no_concern": _("no concern; an order is to be given"),
        "preserved": _("kept sealed by order"),
        "deleted": _("destroyed by order; its hashes stay"),
        "released": _("released by order"),
    }
    return words.get(state, state)


def posted_words(found: Document) -> str:
    """When an ad of a protocol's list was posted and how many hours ago; '' where unknown."""
    hours = found["hours_since_posted"]
    posted = str(found["posted_at"] or "")[:10]
    if not isinstance(hours, int):
        return posted
    words = ngettext("{date}, {n} hour ago", "{date}, {n} hours ago", hours)
    return words.format(date=posted, n=hours)


def _asked(found: Document) -> AskedItem:
    return AskedItem(
        str(found["protocol"]),
        protocol_words(str(found["protocol"])),
        int(str(found["ad"])[1:]),
        act_words(str(found["state"])),
        bool(found["waiting"]),
        _("the rules") if found["by"] == protocols.RULES else str(found["by"]),
        str(found["since"])[:10],
        posted_words(found),
    )


def _sealed(item: Item) -> SealedItem:
    why = _("on the list {list}").format(list=item.indicator)
    if item.code != protected.Why.KNOWN_HASH:
        why = item.indicator or protocol_words(POSSIBLE_MINOR)
    document = protection.document(item)
    return SealedItem(
        item=item_id(item.number),
        ad=f"A{item.ad}",
        state_words=state_words(str(item.state)),
        why=why,
        place=f"{document['source']}, {told_place(item.place)}",
        pictures=len(item.pictures),
        by=item.by,
        at=minute(item.at),
        seen_again=len(item.sightings),
    )
