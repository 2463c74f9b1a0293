# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau`` and ``faisceau open``: the window."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import sys
from pathlib import Path

import click

from app.commands.console import say
from app.i18n import _


def has_screen() -> bool:
    """Is there a screen for a window?"""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def start(case: Path | None, *, passphrase: str = "", guided: bool = False) -> int:
    """Open the window and return its exit code; 2 where there is no screen."""
    if not has_screen():
        say(_("There is no screen here. The commands work without one: faisceau --help"))
        return 2
    # Qt's loop would not see a cancel; closing the case needs nothing that a kill could harm
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # by name: the command line itself must not drag the window's libraries in
    bootstrap = importlib.import_module("app.bootstrap")
    code: int = bootstrap.run(case, passphrase=passphrase, guided=guided)
    return code


@click.command("open")
@click.argument("case", required=False, type=click.Path(path_type=Path))
@click.pass_context
def open_command(context: click.Context, case: Path | None) -> None:
    """Open the window, with a case if one is named."""
    context.exit(start(case))
