# SPDX-License-Identifier: GPL-3.0-or-later
"""Heavy work as commands of this program: demo, import, index, bundle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.i18n import _, ngettext, number
from app.tasks.jobs import Command
from app.triage import preview
from app.triage.preview import Wanted

_TAIL = ("--json", "--progress", "jsonl")
_FEW_REJECTS = ("--rejects-told", "10")  # the window reads the document while it is in use
_WITH_KEY = (*_TAIL, "--key-stdin")


def demo(case: str) -> Command:
    """Make the demo case."""
    words = ("demo", "--case", case, "--no-window", *_TAIL)
    return Command(_("Making the demo case"), words, environment={"FAISCEAU_PASSPHRASE": "demo"})


def bring(case: str, key_hex: str, sources: Sequence[str], wanted: Wanted) -> Command:
    """Import files."""
    words = ("import", case, *sources, *preview.options(wanted), *_FEW_REJECTS, *_WITH_KEY)
    return Command(_("Importing"), words, key_hex)


def repair(case: str, key_hex: str, source: str, file: str) -> Command:
    """Import mended rows of an earlier import."""
    words = ("import", case, file, "--repair", source, *_FEW_REJECTS, *_WITH_KEY)
    return Command(_("Importing mended rows"), words, key_hex)


def rejects(case: str, key_hex: str, source: str, file: str) -> Command:
    """Write the rejected rows of an import to a table."""
    words = ("rejects", case, source, file, "--json", "--key-stdin")
    return Command(_("Exporting rejected rows"), words, key_hex)


def index(case: str, key_hex: str, *, read_pictures: bool | None = None) -> Command:
    """Extract, fingerprint, link, cluster; None reads pictures where the case says so."""
    switch = {None: (), True: ("--read-pictures",), False: ("--no-read-pictures",)}
    words = ("index", case, *switch[read_pictures], *_WITH_KEY)
    return Command(_("Finding what belongs together"), words, key_hex)


def bundle_options(selection: str, redacted: bool) -> tuple[str, ...]:
    """What goes into a bundle, as options of its command."""
    chosen = ("--select", selection) if selection else ()
    return (*chosen, "--redacted") if redacted else chosen


def bundle(case: str, key_hex: str, folder: str, options: Sequence[str]) -> Command:
    """Write a bundle."""
    return Command(_("Exporting"), ("bundle", case, folder, *options, *_WITH_KEY), key_hex)


def told(command: Command, document: Mapping[str, object]) -> tuple[str, str]:
    """What came of a command: a sentence, and what a person should look at."""
    if command.arguments[0] == "import":
        return _imported(document)
    if command.arguments[0] == "rejects":
        return _("{path} is written. Mend its rows, then import it under Imports.").format(
            path=command.arguments[3]
        ), ""
    if command.arguments[0] == "index":
        return _indexed(document), ""
    if command.arguments[0] == "bundle":
        where = command.arguments[2]
        return _("The bundle is written."), _(
            "{folder}\nVERIFY.txt in it says how to verify it.\n\n"
            "Tell the receiver this fingerprint by telephone or on paper:\n{signer}"
        ).format(folder=where, signer=document.get("signer") or "")
    return _("Done."), ""


def _indexed(document: Mapping[str, object]) -> str:
    ads, clusters, links = (_whole(document.get(key)) for key in ("ads", "clusters", "links"))
    parts = [
        ngettext("{n} ad", "{n} ads", ads).format(n=number(ads)),
        ngettext("{n} cluster", "{n} clusters", clusters).format(n=number(clusters)),
        ngettext("{n} link", "{n} links", links).format(n=number(links)),
    ]
    if unread := _whole(document.get("pictures_unread")):
        told = ngettext(
            "the text of {n} picture could not be read",
            "the text of {n} pictures could not be read",
            unread,
        )
        parts.append(told.format(n=number(unread)))
    return _("Done: {parts}.").format(parts=", ".join(parts))


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _imported(document: Mapping[str, object]) -> tuple[str, str]:
    """Counts of all sources, then the first rejected rows and lost pictures of each."""
    sums = dict.fromkeys(("added", "known", "captures", "rejected"), 0)
    lines: list[str] = []
    sources = document.get("sources")
    for source in sources if isinstance(sources, list) else []:
        for key in sums:
            sums[key] += int(source.get(key) or 0)
        for reject in (source.get("rejects") or [])[:10]:
            lines.append(f"{reject.get('place', '')}: {reject.get('message', '')}")
        lines += [str(one.get("name", "")) for one in (source.get("not_found") or [])[:10]]
    parts = [
        ngettext("{n} ad added", "{n} ads added", sums["added"]),
        ngettext("{n} known before", "{n} known before", sums["known"]),
        ngettext("{n} of these seen anew", "{n} of these seen anew", sums["captures"]),
        ngettext("{n} row rejected", "{n} rows rejected", sums["rejected"]),
    ]
    told = [
        part.format(n=number(n))
        for part, (name, n) in zip(parts, sums.items(), strict=True)
        if n or name != "captures"
    ]
    return _("Done: {parts}.").format(parts=", ".join(told)), "\n".join(lines)
