# SPDX-License-Identifier: GPL-3.0-or-later
"""The program's door: runs a command, and says whose fault it is when one fails."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Sequence

import click

from app import i18n, paths, settings
from app.commands import click_words, console, failures, help_words
from app.commands.desk_plan import FLAG
from app.commands.root import cli
from indexing.errors import CancelledError, KnownError, of_system
from indexing.sandbox import reading_worker, worker
from indexing.sandbox.child import READ_FLAG, WORKER_FLAG


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code (see ``app.commands.failures``)."""
    multiprocessing.freeze_support()
    words = list(sys.argv[1:] if arguments is None else arguments)
    _be_a_child(words)
    _settle()
    if (folder := paths.compiled_code()) is not None:
        os.environ.setdefault("NUMBA_CACHE_DIR", str(folder))
    i18n.set_language(str(settings.get("language")) or None)
    click_words.follow()
    as_json = "--json" in words or "--jsonl" in words
    try:
        result = help_words.in_words(cli).main(
            args=words, prog_name="faisceau", standalone_mode=False
        )
        sys.stdout.flush()  # here a reader that went away is still noticed calmly
    except KnownError as error:
        return failures.tell(error, as_json)
    except (KeyboardInterrupt, click.Abort):
        return failures.tell(CancelledError(), as_json)
    except click.ClickException as error:
        return failures.tell_usage(error, as_json)
    except (BrokenPipeError, SystemExit):  # click ends itself so when the reader went away
        console.give_up_output()  # nothing is left to tell, and nothing to flush at exit
        return 0
    except OSError as error:
        return failures.tell(of_system(error), as_json)
    except Exception as error:
        return failures.tell_bug(error, as_json)
    return result if isinstance(result, int) else 0


def _be_a_child(words: Sequence[str]) -> None:
    """A program that started itself for one thing does that, and ends."""
    if words == [WORKER_FLAG]:  # a packaged program starts itself to decode pictures
        worker.main()
    if words == [READ_FLAG]:  # or to read the text in them
        reading_worker.main()
    if words == [FLAG]:  # the benchmark starts it to measure its window
        from app.benchmark import desk

        sys.exit(desk.main())


def _settle() -> None:
    """A request to end is a cancel, so that nothing half written stays; no core file is left.

    Started without standard output or error (``>&-``, a windowed build), words go nowhere.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            # kept to the end of the process
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    with contextlib.suppress(ValueError):  # another thread than the first may not
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
