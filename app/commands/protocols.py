# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau protocol``: what is asked and decided, sealed items, and the roles that open them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from app.commands import console
from app.i18n import _
from app.messages.labels import labelled
from app.messages.places import told_place
from app.triage import protecting, protection, protocols
from app.triage.moments import minute
from app.triage.protocols import Document, Followed
from indexing.store import audit, protection_roles, sealing
from indexing.store.case import Case
from indexing.store.ids import ad_id, parse_ad
from indexing.store.protected import State, item_id
from indexing.store.protection_roles import RoleKey
from indexing.store.protocol_acts import PROTOCOLS, URGENT, Act

ROLE_ENVIRONMENT = "FAISCEAU_ROLE_PASSPHRASE"
_DECISIONS = {
    "refer-now": Act.REFER_NOW,
    "not-urgent": Act.NOT_URGENT,
    "cannot-tell": Act.CANNOT_TELL,
}
_role = click.option("--role", default="", metavar="NAME", help="The role that opens the item.")
_role_file = click.option(
    "--role-passphrase-file",
    type=click.Path(path_type=Path),
    help="File whose first line is the passphrase of the role.",
)


@click.group("protocol")
def protocol_command() -> None:
    """Possible minors, protection of migrants, urgent items; nothing is ever sent to anybody."""


@protocol_command.command("list")
@console.case_argument
@click.option("--protocol", "wanted", default="", metavar="NAME", help="Only this protocol.")
@console.jsonl_option
def list_command(
    case: Path, passphrase_file: Path | None, key_stdin: bool, wanted: str, style: str | None
) -> None:
    """List the ads under each protocol; those that wait for a decision come first."""
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        audit.record(opened, audit.Act.CONSULTATION, "protocols_listed")
        protocols.ask(opened)
        chosen = (protocols.checked(wanted),) if wanted else PROTOCOLS
        found = list(protocols.queue(opened, chosen))
    if style:
        console.emit_all(found, style)
        return
    for one in found:
        state = protecting.act_words(str(one["state"]))
        protocol = protecting.protocol_words(str(one["protocol"]))
        words = f"{protocol:18} {one['ad']:8} {state:20} {protecting.posted_words(one)}"
        console.show(words.rstrip())


@protocol_command.command("apply")
@console.case_argument
@click.argument("protocol")
@click.argument("named", nargs=-1, required=True, metavar="AD…")
@click.option("--indicator", default="", help="The indicator that it rests on.")
@console.json_option
def apply_command(
    case: Path, passphrase_file: Path | None, key_stdin: bool, protocol: str, **words: Any
) -> None:
    """Put ads under a protocol; possible_minor takes them out of sight at once."""
    name = protocols.checked(protocol)
    wanted = [parse_ad(one) for one in words["named"]]
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        done = protocols.apply(opened, name, wanted, indicator=words["indicator"])
        sealing.tidy(opened)
        locked = bool(protection_roles.roles(opened))
    tell_followed(done, locked, words["as_json"], protocol=name)


def tell_followed(done: Followed, locked: bool, as_json: bool, *, protocol: str = "") -> None:
    """Say what was sealed or asked."""
    if as_json:
        console.emit(
            {
                "protocol": protocol,
                "sealed": list(map(ad_id, done.sealed)),
                "items": list(map(item_id, done.items)),
                "asked": list(map(ad_id, done.asked)),
                "locked_to_roles": locked,
            }
        )
        return
    for ad, item in zip(done.sealed, done.items, strict=True):
        words = _("{ad} is sealed as {item}; its texts and pictures are out of the case.")
        console.say(words.format(ad=ad_id(ad), item=item_id(item)))
    if done.sealed and not locked:
        console.say(
            _(
                "No role is named yet: whoever opens the case could open it. Name one: {command}"
            ).format(command="faisceau protocol role CASE NAME")
        )
    for ad in done.asked:
        console.say(_("{ad} stands in the protocol's list.").format(ad=ad_id(ad)))


@protocol_command.command("decide")
@console.case_argument
@click.argument("ad", metavar="AD")
@click.argument("decision", type=click.Choice([*_DECISIONS, "lift"]))
@click.option("--protocol", default=URGENT, show_default=True, metavar="NAME")
@console.json_option
def decide_command(
    case: Path, passphrase_file: Path | None, key_stdin: bool, ad: str, **words: Any
) -> None:
    """Answer: refer now, not urgent, cannot tell; or say that the protocol does not apply."""
    name = protocols.checked(words["protocol"])
    if (words["decision"] == "lift") == (name == URGENT):
        raise click.UsageError(
            _("refer-now, not-urgent and cannot-tell answer urgent items, lift the others.")
        )
    act = _DECISIONS.get(words["decision"], Act.LIFTED)
    number = parse_ad(ad)
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        protocols.decide(opened, name, number, act)
    if words["as_json"]:
        console.emit({"protocol": name, "ad": ad_id(number), "state": str(act)})
    else:
        console.show(labelled(ad_id(number), protecting.act_words(str(act))))


@protocol_command.command("items")
@console.case_argument
@console.jsonl_option
def items_command(
    case: Path, passphrase_file: Path | None, key_stdin: bool, style: str | None
) -> None:
    """List what is sealed: hashes, place, reason and steps; never what it says or shows."""
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        audit.record(opened, audit.Act.CONSULTATION, "protected_listed")
        found = list(protection.items(opened))
    if style:
        console.emit_all(found, style)
        return
    for one in found:
        state = protecting.state_words(str(one["state"]))
        place = told_place(str(one["place"]))
        words = f"{one['item']:6} {one['ad']:8} {one['source']:5} {place} · {state}"
        console.show(words)


@protocol_command.command("read")
@console.case_argument
@click.argument("item", metavar="ITEM")
@_role
@_role_file
@console.json_option
def read_command(
    case: Path, passphrase_file: Path | None, key_stdin: bool, item: str, **words: Any
) -> None:
    """Show the text of a sealed item to the role it is locked to; pictures are never shown."""
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        role = _open_role(opened, words, needed=True)
        found = protection.find(opened, item)
        row = sealing.read(opened, found, role) if role else {}
    shown = {name: row.get(name) for name in ("url", "site", "title", "body", "posted_at")}
    if words["as_json"]:
        console.emit({"item": item_id(found.number), "ad": ad_id(found.ad), **shown})
        return
    for value in shown.values():
        if value:
            console.show(value)


@protocol_command.command("second")
@console.case_argument
@click.argument("item", metavar="ITEM")
@click.argument("reading", type=click.Choice(list(protection.READINGS)))
@_role
@_role_file
@console.json_option
def second_command(
    case: Path, passphrase_file: Path | None, key_stdin: bool, item: str, **words: Any
) -> None:
    """Record what a second person says; the one who sealed it is refused."""
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        role = _open_role(opened, words)
        found = protection.find(opened, item)
        sealing.say(opened, found, protection.READINGS[words["reading"]], role=role)
        found = protection.find(opened, item)
    _tell_item(protection.document(found), words["as_json"])


@protocol_command.command("order")
@console.case_argument
@click.argument("item", metavar="ITEM")
@click.argument("order", type=click.Choice(list(protection.ORDERS)))
@click.option("--reference", default="", help="Of the written order, as it stands on it.")
@_role
@_role_file
@console.json_option
def order_command(
    case: Path, passphrase_file: Path | None, key_stdin: bool, item: str, **words: Any
) -> None:
    """Carry out a written order: keep it sealed, destroy it, or bring it back."""
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        role = _open_role(opened, words)
        found = protection.find(opened, item)
        wanted: State = protection.ORDERS[words["order"]]
        sealing.order(opened, found, wanted, role=role, reference=words["reference"])
        sealing.tidy(opened)
        found = protection.find(opened, item)
    _tell_item(protection.document(found), words["as_json"])


@protocol_command.command("role")
@console.case_argument
@click.argument("name", required=False, default="")
@click.option("--change", is_flag=True, help="Give a role that exists another passphrase.")
@click.option(
    "--new-passphrase-file",
    type=click.Path(path_type=Path),
    help="File whose first line is the passphrase that the named role gets.",
)
@_role
@_role_file
@console.json_option
def role_command(
    case: Path, passphrase_file: Path | None, key_stdin: bool, name: str, **words: Any
) -> None:
    """Name a role that opens sealed items; without a name, list the roles.

    Once there is a role, only somebody with its passphrase names another (--role).
    """
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        shared = 0
        if name and words["change"]:
            words["role"] = name
            role = _open_role(opened, words, needed=True)
            if role is not None:
                new = _new_passphrase(words["new_passphrase_file"])
                protection_roles.change_passphrase(opened, role, new)
        elif name:
            holder = _open_role(opened, words)
            new = _new_passphrase(words["new_passphrase_file"])
            _made, shared = sealing.name_role(opened, name, new, holder=holder)
            sealing.tidy(opened)
        found = protection.roles(opened)
    if words["as_json"]:
        console.emit({"roles": found, "opens": shared})
        return
    for one in found:
        console.show(f"{one['role']}  {minute(str(one['at']))}")


def _open_role(case: Case, words: dict[str, Any], *, needed: bool = False) -> RoleKey | None:
    """The role that was named, opened by its passphrase; None where none was."""
    if not words["role"]:
        if needed:
            raise click.UsageError(_("Give --role."))
        return None
    return protection_roles.unlock(
        case, words["role"], _role_passphrase(words["role_passphrase_file"])
    )


def _role_passphrase(file: Path | None) -> str:
    if file is not None:
        return console.passphrase(file)
    if ROLE_ENVIRONMENT in os.environ:
        return os.environ[ROLE_ENVIRONMENT]
    if not sys.stdin.isatty():
        raise click.UsageError(_("Give --role-passphrase-file."))
    return console.ask(_("Passphrase of the role"))


def _new_passphrase(file: Path | None) -> str:
    if file is not None:
        return console.passphrase(file)
    if not sys.stdin.isatty():
        raise click.UsageError(_("Give --new-passphrase-file."))
    return console.ask(_("New passphrase of the role"), twice=True)


def _tell_item(document: Document, as_json: bool) -> None:
    if as_json:
        console.emit(document)
    else:
        state = protecting.state_words(str(document["state"]))
        console.show(f"{document['item']:6} {document['ad']:8} {state}")
