# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau compare``: two ads side by side, word by word, with every reason."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands import console
from app.commands.looking import unmask_option
from app.i18n import _, number
from app.messages.kinds import kind_word
from app.messages.labels import labelled
from app.triage import chains, documents
from app.triage.compared import Comparison
from app.triage.comparing import compare
from indexing.store import audit
from indexing.store.case import Case
from indexing.store.ids import ad_id, parse_ad


@click.command("compare")
@console.case_argument
@click.argument("wanted", metavar="AD AD", nargs=2)
@unmask_option
@console.json_option
def compare_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    wanted: tuple[str, str],
    unmask: str | None,
    as_json: bool,
) -> None:
    """Show two ads side by side: what is the same, what differs, and why they are linked."""
    a, b = map(parse_ad, wanted)
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        clear = _begin(opened, (ad_id(a), ad_id(b)), unmask)
        found = compare(opened, a, b, unmasked=clear)
        document = chains.comparison_document(opened, found)
    if as_json:
        console.emit(document)
        return
    for line in _lines(found):
        console.show(line)


def _begin(case: Case, objects: tuple[str, str], unmask: str | None) -> bool:
    """Log what is looked at, and why in clear; False when no reason was given."""
    if unmask is not None:
        documents.refuse_empty_reason(unmask)
        audit.record(case, audit.Act.CONSULTATION, "unmasked", objects=list(objects), reason=unmask)
    audit.record(case, audit.Act.CONSULTATION, "compared", objects=list(objects))
    return unmask is not None


def _lines(found: Comparison) -> list[str]:
    """Reasons, shared contacts, and the words that differ."""
    left, right = found.left, found.right
    lines = [f"{left.label} – {right.label}"]
    for reason in found.reasons:
        lines.append(f"  {labelled(kind_word(reason.kind), reason.sentence)} ({reason.numbers})")
        lines.append(f"    {reason.other_reading}")
    lines += ["  " + labelled(kind_word(one.kind), one.shown) for one in found.shared]
    words = _("Words that are the same: {same}, of {a} and {b}.")
    counts = dict(zip(("a", "b", "same"), map(number, found.words), strict=True))
    lines.append(words.format(**counts))
    for pieces, field in ((found.title, "title"), (found.body, "body")):
        for piece in pieces:
            if not piece.same:
                old = " ".join(getattr(left, field)[slice(*piece.left)].split())
                new = " ".join(getattr(right, field)[slice(*piece.right)].split())
                lines.append("  " + labelled(left.label, f"[{old}]"))
                lines.append("  " + labelled(right.label, f"[{new}]"))
    return lines
