# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``--help`` says of a command and its options, in the language in force."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Iterator
from typing import TypeVar

import click

from app.i18n import _

C = TypeVar("C", bound=click.Command)


def messages(command: click.Command) -> Iterator[tuple[str, str]]:
    """What is said of a command and of those below it, each with the module that says it."""
    module = getattr(command.callback, "__module__", "")
    said = [command.help, *(one.help for one in command.params if isinstance(one, click.Option))]
    yield from ((_joined(text), module) for text in said if text)
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            if below := command.get_command(context, name):
                yield from messages(below)


def in_words(command: C) -> C:
    """A copy of a command that says of itself and its options what the catalogue says."""
    told = copy.copy(command)
    told.help = _translated(command.help)
    told.short_help = told.help.split("\n\n")[0] if told.help else None  # whole in a list, not cut
    told.params = [copy.copy(one) for one in command.params]
    for one in told.params:
        if isinstance(one, click.Option):
            one.help = _translated(one.help)
    if isinstance(told, click.Group):
        told.commands = {name: in_words(below) for name, below in told.commands.items()}
    return told


def _translated(text: str | None) -> str | None:
    return _(_joined(text)) if text else text


def _joined(text: str) -> str:
    """A docstring without the line ends within its paragraphs, which are of its source only."""
    return "\n\n".join(" ".join(one.split()) for one in inspect.cleandoc(text).split("\n\n"))
