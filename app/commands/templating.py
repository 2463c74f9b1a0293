# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau template``: the words that the ads of a cluster share, and what varies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.commands import console
from app.commands.looking import begin_unmasked, unmask_option
from app.i18n import _, ngettext, number
from app.messages.labels import labelled
from app.triage import templates
from indexing.store import audit
from indexing.store.ids import cluster_id, parse_cluster

_VALUES_TOLD = 5


@click.command("template")
@console.case_argument
@click.argument("cluster", metavar="CLUSTER")
@unmask_option
@console.json_option
def template_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    cluster: str,
    unmask: str | None,
    as_json: bool,
) -> None:
    """Show the words that a cluster's ads share, the slots that vary, and every ad aligned."""
    wanted = parse_cluster(cluster)
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        clear = begin_unmasked(opened, unmask)
        document: Any = templates.alignment_document(opened, wanted, clear=clear)
        objects = [cluster_id(wanted)]
        audit.record(opened, audit.Act.CONSULTATION, "template_shown", objects=objects)
    if as_json:
        console.emit(document)
        return
    if document["template"] is None:
        console.show(_("These ads share no common text."))
        return
    for one in (document["template"], *document["template"]["more"]):
        count = ngettext("{n} ad", "{n} ads", one["ads"]).format(n=number(one["ads"]))
        console.show(labelled(count, " ".join(one["text"].split())))
        for part in one["parts"]:
            if "slot" in part:
                console.show(f"  {{{part['slot']}}} {_values(part)}")


def _values(part: Any) -> str:
    told = [" ".join(value["value"].split()) for value in part["values"][:_VALUES_TOLD]]
    return " | ".join(told) + (" | …" if part["distinct"] > len(told) else "")
