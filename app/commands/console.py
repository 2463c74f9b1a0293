# SPDX-License-Identifier: GPL-3.0-or-later
"""What every command shares: output as JSON, progress on standard error, the way into a case."""

from __future__ import annotations

import datetime
import functools
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from app.commands.orphaned import end_with_parent
from app.i18n import _, number
from app.messages.kinds import stage_words
from app.messages.labels import heading, labelled
from app.triage.actor import take_name
from indexing.errors import BadInputError, CaseLockedError, RefusedError
from indexing.limits import MAX_PASSPHRASE_BYTES
from indexing.progress import Progress, Steps
from indexing.store.case import Case, Mode, open_case
from indexing.store.keys import Passphrase, Secret, VaultKey

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
ENVIRONMENT = "FAISCEAU_PASSPHRASE"
_SECONDS_BETWEEN_LINES = 2.0
_SECONDS_ON_A_TERMINAL = 0.1


def case_argument(command: F) -> F:
    """The case folder, and the ways to give its passphrase."""
    for decorate in (
        click.option("--key-stdin", is_flag=True, hidden=True),
        click.option(
            "--passphrase-file",
            type=click.Path(path_type=Path),
            help="File whose first line is the passphrase.",
        ),
        click.argument("case", type=click.Path(path_type=Path)),
    ):
        command = decorate(command)
    return command


def json_option(command: F) -> F:
    """``--json`` (or ``--jsonl``): one JSON document on one line of standard output."""
    return click.option("--json", "--jsonl", "as_json", is_flag=True, help="One JSON document.")(
        command
    )


def jsonl_option(command: F) -> F:
    """``--jsonl``: one JSON object a line on standard output; ``--json``: all in one array."""
    for decorate in (
        click.option("--jsonl", "style", flag_value="jsonl", help="One JSON object a line."),
        click.option("--json", "style", flag_value="json", help="One JSON array."),
    ):
        command = decorate(command)
    return command


def progress_option(command: F) -> F:
    """``--progress jsonl``: progress as JSON lines on standard error."""
    return click.option(
        "--progress",
        type=click.Choice(["auto", "jsonl", "none"]),
        default="auto",
        help="How progress is told on standard error.",
    )(command)


def emit(document: object) -> None:
    """Write one JSON value as a line of UTF-8 on standard output."""
    sys.stdout.buffer.write(_line(document) + b"\n")


def _line(document: object) -> bytes:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    for mark in "\x85\u2028\u2029":  # some readers end a line there
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    # lone surrogates of broken sources have no UTF-8 form
    return text.encode("utf-8", "backslashreplace")


def emit_all(documents: Iterable[object], style: str) -> None:
    """Write one JSON object a line (``jsonl``), or all as one array."""
    if style == "jsonl":
        for document in documents:
            emit(document)
        return
    _emit_array(documents)
    sys.stdout.buffer.write(b"\n")


def emit_list(name: str, documents: Iterable[object]) -> None:
    """Write ``{"NAME":[…]}`` as a line, its documents as they come."""
    sys.stdout.buffer.write(b"{" + _line(name) + b":")
    _emit_array(documents)
    sys.stdout.buffer.write(b"}\n")


def _emit_array(documents: Iterable[object]) -> None:
    # written as it comes: a list of a million ads is never held
    out = sys.stdout.buffer
    before = b"["
    for document in documents:
        out.write(before + _line(document))
        before = b","
    out.write((b"[" if before == b"[" else b"") + b"]")


def give_up_output() -> None:
    """Send what is left for standard output nowhere: nobody takes it, and exit would fail on it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


_OBEYED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\r(?!\n)")
"""What a terminal obeys instead of showing: control characters, and those that turn the line."""


def show(text: str, *, err: bool = False) -> None:
    """Print for a person; what a terminal would obey is spelt out, for it may be a file's name."""
    click.echo(_OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text), err=err)


def say(text: str) -> None:
    """Tell the person something that is not the result."""
    show(text, err=True)


def passphrase(file: Path | None, *, twice: bool = False) -> str:
    """The passphrase from a file, the environment, or a prompt on a terminal.

    Raises:
        BadInputError: ``file_missing`` or ``file_unreadable``.
        CaseLockedError: ``passphrase_needed`` when there is no way to ask.
    """
    if file is not None:
        try:
            # Windows editors put a byte order mark first and end lines with two characters
            with file.open("rb") as stream:
                first = stream.readline(MAX_PASSPHRASE_BYTES + 1).decode("utf-8-sig")
        except FileNotFoundError as error:
            raise BadInputError("file_missing", path=file) from error
        except (OSError, UnicodeDecodeError) as error:
            raise BadInputError("file_unreadable", path=file) from error
        if len(first) > MAX_PASSPHRASE_BYTES:  # a device, or a file of something else
            raise BadInputError("file_unreadable", path=file)
        return first.removesuffix("\n").removesuffix("\r")
    if ENVIRONMENT in os.environ:
        return os.environ[ENVIRONMENT]
    if not sys.stdin.isatty():
        raise CaseLockedError("passphrase_needed")
    return ask(_("Passphrase"), twice=twice)


def ask(what: str, *, twice: bool = False) -> str:
    """Ask on the terminal for something that is not to be seen there."""
    again = heading(_("Once more, to be certain"))
    text: str = click.prompt(
        heading(what),
        hide_input=True,
        err=True,
        confirmation_prompt=again if twice else False,
        prompt_suffix=" ",
    )
    return text


def secret(file: Path | None, key_stdin: bool) -> Secret:
    """What opens the case: the key that a window hands over, or a passphrase."""
    if not key_stdin:
        return Passphrase(passphrase(file))
    try:
        key = VaultKey(bytes.fromhex(sys.stdin.readline().strip()))
    except ValueError as error:
        raise CaseLockedError("passphrase_wrong") from error
    end_with_parent()
    return key


def opened(
    case: Path, file: Path | None, key_stdin: bool, mode: Mode, *, overdue_too: bool = False
) -> Case:
    """The open case; a window's child writes beside the window that holds the lock."""
    if key_stdin and mode == "write":
        mode = "shared"
    return unlocked(case, secret(file, key_stdin), mode, overdue_too=overdue_too)


def unlocked(case: Path, key: Secret, mode: Mode, *, overdue_too: bool = False) -> Case:
    """The open case.

    Raises:
        RefusedError: ``retention_overdue``, unless the act is one that an overdue case allows.
    """
    found = open_case(case, secret=key, mode=mode)
    if is_overdue(found) and not overdue_too:
        found.close()
        detail = {"date": found.meta.retain_until}
        raise RefusedError("retention_overdue", path=case, detail=detail)
    take_name(found)
    return found


def is_overdue(case: Case) -> bool:
    """Has the retention date passed?"""
    today = datetime.datetime.now(datetime.UTC).date()
    return datetime.date.fromisoformat(case.meta.retain_until) < today


def follow(steps: Steps[T], style: str) -> T:
    """Run long work to its end, telling how far it is."""
    tell = _teller(style)
    while True:
        try:
            tell(next(steps))
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def _teller(style: str) -> Callable[[Progress], None]:
    if style == "jsonl":
        return _tell_json
    if style == "none":
        return lambda _progress: None
    terminal = sys.stderr.isatty()
    return functools.partial(_tell_people, {}, terminal)


def _tell_json(progress: Progress) -> None:
    line = {"stage": progress.stage, "done": progress.done, "total": progress.total}
    click.echo(json.dumps(line), err=True)


def _tell_people(state: dict[str, float], terminal: bool, progress: Progress) -> None:
    now = time.monotonic()
    first = progress.stage not in state
    finished = progress.done == progress.total
    pause = _SECONDS_ON_A_TERMINAL if terminal else _SECONDS_BETWEEN_LINES
    if not (first or finished) and now - state["said"] < pause:
        return
    state.setdefault(progress.stage, now)
    state["said"] = now
    words = labelled(stage_words(progress.stage), _far(progress))
    spent = now - state[progress.stage]
    if progress.total and 0 < progress.done < progress.total and spent > 1:
        left = spent * (progress.total - progress.done) / progress.done
        words += "  " + _("about {seconds:.0f} s left").format(seconds=left)
    if terminal:
        click.echo(f"\r\x1b[K{words}", nl=finished, err=True)
    else:
        say(words)


def _far(progress: Progress) -> str:
    if not progress.total:
        return number(progress.done)
    share = 100 * progress.done // progress.total
    if progress.stage in ("import", "compare"):
        return _("{n} %").format(
            n=share
        )  # its steps are bytes, beside the word "rows" they would mislead
    part = _("{n} %").format(n=share)
    return f"{number(progress.done)} / {number(progress.total)} ({part})"
