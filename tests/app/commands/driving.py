# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the command line in this process and gives back what it wrote and how it ended."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.__main__ import main

PASSPHRASE = "seven quiet herons"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ran:
    """One run: exit code, standard output and error."""

    code: int
    out: bytes
    err: str

    def json(self) -> Row:
        """The one JSON document on standard output."""
        lines = self.out.decode("utf-8").splitlines()
        assert len(lines) == 1, (self.code, lines[:3], self.err)
        found = json.loads(lines[0])
        assert isinstance(found, dict)
        return found

    def rows(self) -> list[Row]:
        """The JSON objects on standard output, one a line."""
        assert self.code == 0, (self.code, self.out[:300], self.err)
        return [json.loads(line) for line in self.out.decode("utf-8").splitlines()]

    def error(self) -> Row:
        """The error document."""
        found = self.json()["error"]
        assert set(found) == {"code", "message", "path", "place", "remedy"}
        assert found["message"] in self.err
        return dict(found)


class _NoTerminal(io.StringIO):
    def isatty(self) -> bool:
        return False


def run(*words: object, stdin: str = "") -> Ran:
    """Run ``faisceau`` with these words."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    err = io.StringIO()
    with _streams(_NoTerminal(stdin), out, err):
        code = main([str(word) for word in words])
        out.flush()
        written = out.buffer
        assert isinstance(written, io.BytesIO)
        return Ran(code, written.getvalue(), err.getvalue())


@contextmanager
def _streams(stdin: io.StringIO, out: io.TextIOWrapper, err: io.StringIO) -> Iterator[None]:
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = stdin, out, err
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


NEW = (
    "--purpose", "Test", "--legal-basis", "Consent", "--responsible", "Analyst One",
    "--retain-until", "2035-01-01", "--country", "FR", "--language", "fr",
)  # fmt: skip


def new_case(folder: Path) -> str:
    """Make a case; returns its recovery key."""
    made = run("new", folder, *NEW, "--json")
    assert made.code == 0, made.err
    return str(made.json()["recovery_key"])


def imported(case: Path, *words: object) -> Row:
    """Import and return the document."""
    ran = run("import", case, *words, "--json")
    assert ran.code == 0, ran.err
    return ran.json()


def indexed(case: Path) -> Row:
    """Index in this process and return the document."""
    ran = run("index", case, "--workers", "1", "--json")
    assert ran.code == 0, ran.err
    return ran.json()


def grouping(case: Path) -> set[frozenset[str]]:
    """The clusters as sets of ids given by the source."""
    name = {row["ad"]: row["source_id"] for row in run("ads", case, "--jsonl").rows()}
    found = run("clusters", case, "--jsonl").rows()
    return {frozenset(name[ad] for ad in row["ads"]) for row in found}
