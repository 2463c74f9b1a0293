# SPDX-License-Identifier: GPL-3.0-or-later
"""Heavy work as commands of this program: demo, import, index, bundle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.i18n import _
from app.tasks.jobs import Command
from app.triage import preview

_TAIL = ("--json", "--progress", "jsonl")
_WITH_KEY = (*_TAIL, "--key-stdin")


def demo(case: str) -> Command:
    """Make the demo case."""
    words = ("demo", "--case", case, "--no-window", *_TAIL)
    return Command(_("Making the demo case"), words, environment={"FAISCEAU_PASSPHRASE": "demo"})


def bring(
    case: str, key_hex: str, sources: Sequence[str], images: str, changes: Mapping[str, str]
) -> Command:
    """Import files."""
    options = preview.options(images, changes)
    words = ("import", case, *sources, *options, *_WITH_KEY)
    return Command(_("Importing"), words, key_hex)


def index(case: str, key_hex: str) -> Command:
    """Extract, fingerprint, link, cluster."""
    return Command(_("Finding what belongs together"), ("index", case, *_WITH_KEY), key_hex)


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
    if command.arguments[0] == "index":
        words = _("Done: {ads} ads in {clusters} clusters, {links} links.")
        return words.format(
            **{k: _count(document.get(k)) for k in ("ads", "clusters", "links")}
        ), ""
    if command.arguments[0] == "bundle":
        where = command.arguments[2]
        return _("The bundle is written."), _(
            "{folder}\nVERIFY.txt in it says how to verify it."
        ).format(folder=where)
    return _("Done."), ""


def _imported(document: Mapping[str, object]) -> tuple[str, str]:
    sums = dict.fromkeys(("added", "known", "rejected"), 0)
    lines: list[str] = []
    sources = document.get("sources")
    for source in sources if isinstance(sources, list) else []:
        for key in sums:
            sums[key] += int(source.get(key) or 0)
        for reject in (source.get("rejects") or [])[:10]:
            lines.append(f"{reject.get('place', '')}: {reject.get('message', '')}")
    words = _("{added} ads added, {known} known before, {rejected} rows rejected.")
    return words.format(**{k: _count(v) for k, v in sums.items()}), "\n".join(lines)


def _count(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else "0"
