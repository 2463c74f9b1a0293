# SPDX-License-Identifier: GPL-3.0-or-later
"""How a command fails: exit code, and the message with place and remedy.

0 done, 1 a bug, 2 wrong usage, 3 bad input, 4 locked, 5 verification failed, 6 damaged,
7 refused by a safeguard, 130 cancelled.
"""

from __future__ import annotations

import datetime
import sys
import traceback

import click

from app import messages, paths
from app.commands import console
from app.i18n import _
from app.messages.places import told_place
from indexing.errors import (
    BadInputError,
    CancelledError,
    CaseDamagedError,
    CaseLockedError,
    KnownError,
    RefusedError,
    VerificationFailedError,
)

EXIT_CODES: dict[type[KnownError], int] = {
    BadInputError: 3,
    CaseLockedError: 4,
    VerificationFailedError: 5,
    CaseDamagedError: 6,
    RefusedError: 7,
    CancelledError: 130,
}
BUG, USAGE = 1, 2


def tell(error: KnownError, as_json: bool) -> int:
    """Tell a known error and return its exit code."""
    message = messages.describe(error)
    if as_json:
        _emit(document(error))
    where = ", ".join(part for part in (error.path, told_place(error.place or "")) if part)
    console.say(f"{message.text}" + (f"\n  {where}" if where else ""))
    if message.remedy:
        console.say(f"  → {message.remedy}")
    return next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), BUG)


def document(error: KnownError) -> dict[str, str | None]:
    """What a document says of an error that did not keep it from being written."""
    message = messages.describe(error)
    told = {"message": message.text, "path": error.path, "place": error.place}
    return {"code": error.code, **told, "remedy": message.remedy}


def tell_usage(error: click.ClickException, as_json: bool) -> int:
    """Tell that the command was called wrongly."""
    remedy = _("faisceau COMMAND --help shows how the command is called.")
    if as_json:
        told = {"message": error.format_message(), "path": None, "place": None, "remedy": remedy}
        _emit({"code": "usage", **told})
    console.say(error.format_message())
    console.say(f"  → {remedy}")
    return USAGE


def tell_bug(error: Exception, as_json: bool) -> int:
    """Write a report of a bug, without ad text, and say where it is."""
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S%f")
    report = paths.logs() / f"report-{stamp}.txt"
    try:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(_without_values(error), encoding="utf-8")
        where: str | None = str(report)
    except OSError:
        where = None
    text = _("Something went wrong that is the program's own fault; your case is unharmed.")
    remedy = _("Please pass on the report file; it holds no ad text.")
    if as_json:
        told = {"message": text, "path": where, "place": None, "remedy": remedy}
        _emit({"code": "bug", **told})
    console.say(f"{text}\n  {where or _without_values(error)}\n  → {remedy}")
    return BUG


def _emit(error: dict[str, str | None]) -> None:
    try:
        console.emit({"error": error})
        sys.stdout.flush()
    except OSError:  # a full disk or a reader that went away; standard error tells it all
        console.give_up_output()


def _without_values(error: BaseException) -> str:
    """The traceback's places and the kinds of errors; messages may quote an ad and stay out."""
    lines = []
    chain: BaseException | None = error
    while chain is not None:
        lines.append(type(chain).__name__)
        for frame in traceback.extract_tb(chain.__traceback__):
            lines.append(f"  {frame.filename}:{frame.lineno} {frame.name}")
        chain = chain.__cause__ or chain.__context__
    return "\n".join(lines) + "\n"
