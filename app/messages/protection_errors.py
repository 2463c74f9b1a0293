# SPDX-License-Identifier: GPL-3.0-or-later
"""Known errors around protection: code -> (what happened, what to do)."""

from __future__ import annotations

from app.messages.marking import later as _l

PROTECTION_ERRORS: dict[str, tuple[str, str]] = {
    "picture_protected": (
        _l("This picture is under protection or on a list of known hashes; it is not searched."),
        _l("Follow the protocol of your unit (docs/safeguards.md)."),
    ),
    "item_protected": (
        _l("{id} is under protection as {item} and is not shown."),
        _l("A second person reads it under its role: faisceau protocol read and second."),
    ),
    "second_person": (
        _l("{item} was sealed by you; the second reading is for another person."),
        _l("Ask a colleague, who works under a name of their own in the settings."),
    ),
    "protected_step": (
        _l("{item} stands at “{state}”; “{wanted}” does not follow from there."),
        _l("First a second person reads it, then a written order is carried out."),
    ),
    "order_reference": (
        _l("Nothing is done to {item} without a written order."),
        _l("Give the order's reference: --reference."),
    ),
    "role_needed": (
        _l("This item is opened by a named role only."),
        _l("Give one of its roles: {roles}. Where none is named, name one first."),
    ),
    "role_holder": (
        _l("There is a role already; only somebody who holds one names another."),
        _l("Give --role with one of: {roles}."),
    ),
    "role_passphrase_wrong": (
        _l("The passphrase does not open the role {role}."),
        _l("Check it and try again; nothing was changed."),
    ),
    "role_unknown": (
        _l("No role is called {role}."),
        _l("faisceau protocol role lists them."),
    ),
    "role_exists": (
        _l("There is a role {role} already."),
        _l("Choose another name, or give that role another passphrase: --change."),
    ),
    "role_name": (
        _l("A role needs a name of at most {limit} characters."),
        "",
    ),
    "protocol_unknown": (
        _l("No protocol is called {protocol}."),
        _l("There are: {known}."),
    ),
    "protocol_not_asked": (
        _l("{id} does not stand under {protocol}."),
        _l("faisceau protocol list shows what does; protocol apply puts it there."),
    ),
    "sealed_damaged": (
        _l("A sealed package is damaged: {path}."),
        _l("Restore the case folder from a copy; faisceau check names what is damaged."),
    ),
    "hash_list_empty": (
        _l("There is no hash in {path}."),
        _l("Lists are tables (CSV) or Project VIC's JSON with MD5, SHA-1, SHA-256 or PDQ."),
    ),
    "hash_list_too_long": (
        _l("{path} holds more than {limit} hashes."),
        _l("Split the list into several files."),
    ),
    "hash_list_categories": (
        _l("{path} holds several categories: {categories}."),
        _l("Say which are to be sealed: --category, or --category all."),
    ),
    "hash_list_exists": (
        _l("There is a list {list} already."),
        _l("Remove it first, or give this one another name: --name."),
    ),
    "hash_list_unknown": (
        _l("No list is called {list}."),
        _l("faisceau hashlist list shows them."),
    ),
}
