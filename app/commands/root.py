# SPDX-License-Identifier: GPL-3.0-or-later
"""The command ``faisceau``: loads a command's module only when it is asked for."""

from __future__ import annotations

import importlib

import click

from app import __version__
from app.commands.help_words import in_words

COMMANDS = {
    "open": "window",
    "demo": "demo",
    "new": "cases",
    "passphrase": "cases",
    "recover": "cases",
    "check": "guarding",
    "audit": "guarding",
    "purge": "guarding",
    "preview": "preview",
    "import": "bringing",
    "imports": "reporting",
    "rejects": "reporting",
    "index": "bringing",
    "ads": "looking",
    "clusters": "looking",
    "template": "templating",
    "links": "looking",
    "hubs": "looking",
    "explain": "looking",
    "compare": "comparing",
    "search": "searching",
    "decide": "deciding",
    "split": "regrouping",
    "merge-clusters": "regrouping",
    "bridges": "regrouping",
    "rule": "regrouping",
    "suggest": "suggesting",
    "dimensions": "suggesting",
    "status": "many",
    "bulk": "many",
    "reading": "rivals",
    "readings": "rivals",
    "tag": "deciding",
    "tags": "deciding",
    "coding": "coding",
    "agreement": "agreeing",
    "protocol": "protocols",
    "hashlist": "hash_lists",
    "codebook": "codebooks",
    "bundle": "handing",
    "verify": "handing",
    "doctor": "doctor",
    "bench": "benching",
}
"""Module of each command."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are run or their help is shown."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command, imported now."""
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"app.commands.{COMMANDS[name]}")
        command = getattr(module, f"{name.replace('-', '_')}_command")
        if not isinstance(command, click.Command):
            raise TypeError(name)
        return in_words(command)


@click.group(cls=LazyGroup, invoke_without_command=True)
@click.version_option(__version__, prog_name="faisceau")
@click.pass_context
def cli(context: click.Context) -> None:
    """Finds repeats among lawfully collected ads, says why they belong together, hands it on.

    Without a command the window opens. Nothing here ever opens a network connection.
    """
    if context.invoked_subcommand is None:
        from app.commands.window import start

        context.exit(start(None))
