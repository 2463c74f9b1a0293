# SPDX-License-Identifier: GPL-3.0-or-later
"""Known errors: whose fault it is, where it happened, and a code that ``app.messages`` words.

A known error is told calmly with file, place and remedy; anything else that is raised is a bug.
Nothing here is a sentence for people: ``code`` and ``detail`` are looked up and worded in ``app``.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping


class KnownError(Exception):
    """An expected failure.

    Args:
        code: stable snake_case word, the key of its message (e.g. ``file_missing``).
        path: file or folder concerned, or None.
        place: place inside it (``row 12``, ``sheet Ads row 4``), or None.
        detail: values that the message fills in.
    """

    def __init__(
        self,
        code: str,
        *,
        path: object = None,
        place: str | None = None,
        detail: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.path = None if path is None else str(path)
        self.place = place
        self.detail = dict(detail or {})


class BadInputError(KnownError):
    """Nothing usable came in (exit code 3)."""


class CaseLockedError(KnownError):
    """Wrong passphrase or recovery key, or another window holds the case (exit code 4)."""


class VerificationFailedError(KnownError):
    """A bundle or log is not what was sealed (exit code 5)."""


class CaseDamagedError(KnownError):
    """A part of the case folder is damaged or missing (exit code 6)."""


class RefusedError(KnownError):
    """A safeguard refuses (exit code 7)."""


class CancelledError(KnownError):
    """The person cancelled; what was confirmed stays (exit code 130)."""

    def __init__(self) -> None:
        super().__init__("cancelled")


def of_system(error: OSError) -> KnownError:
    """What the computer refused somewhere that expected nothing of the kind: never a bug."""
    reason = error.strerror or type(error).__name__
    full = error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
    code = "disk_full" if full else "disk_error"
    return BadInputError(code, path=error.filename, detail={"reason": reason})
