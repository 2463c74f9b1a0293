# SPDX-License-Identifier: GPL-3.0-or-later
"""The full check of a case folder: header copies, database pages, blobs, indexes, audit log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from indexing.errors import BadInputError, CaseDamagedError
from indexing.progress import Progress, Steps, run
from indexing.store import (
    audit,
    blobs,
    durable,
    engine_sqlcipher,
    header,
    index_files,
    migrations,
    parts,
    sealing,
)
from indexing.store.case import BLOB_FOLDER, DB_NAME, INDEX_FOLDER, Case, open_case
from indexing.store.keys import Secret
from indexing.store.problem import Problem

if TYPE_CHECKING:
    from sqlite_utils import Database

__all__ = ["Problem", "check", "check_steps"]

_KNOWN = (*header.NAMES, DB_NAME, f"{DB_NAME}-wal", f"{DB_NAME}-shm", BLOB_FOLDER, INDEX_FOLDER)
_EVERY = 100


def check(path: Path, secret: Secret) -> list[Problem]:
    """Every problem of a case; changes nothing.

    Raises:
        CaseLockedError: the secret does not fit.
        BadInputError: there is no case at ``path``.
    """
    return run(check_steps(path, secret))


def check_steps(path: Path, secret: Secret) -> Steps[list[Problem]]:
    """The same, step by step."""
    problems = [*_folder_problems(path)]
    yield Progress("check", 0)
    if any(parts.strange(path)):
        return problems  # nothing is opened through a link or a pipe
    try:
        unlocked = header.unlock(path, secret)
    except CaseDamagedError:
        return problems + _copies(path, None)
    problems += _copies(path, unlocked)
    try:
        case = open_case(path, secret=secret, mode="read")
    except CaseDamagedError as error:
        return [*problems, Problem(DB_NAME, error.code)]
    done = 0
    with case:
        found = _database_problems(case)
        problems += found
        yield Progress("check", done)
        for problem in _case_problems(case, whole=not found):
            if problem is not None:
                problems.append(problem)
            done += 1
            if done % _EVERY == 0:
                yield Progress("check", done)
    yield Progress("check", done, done)
    return problems


def _folder_problems(path: Path) -> list[Problem]:
    if not path.is_dir():
        raise BadInputError("case_missing" if not path.exists() else "case_not_a_case", path=path)
    found = [Problem(name, "case_part_strange") for name in parts.strange(path)]
    # An unfinished file of a killed run is swept at the next open and damages nothing.
    return found + [
        Problem(entry.name, "stray_file")
        for entry in sorted(path.iterdir())
        if entry.name not in _KNOWN and not entry.name.startswith(durable.TEMPORARY)
    ]


def _copies(path: Path, unlocked: header.Unlocked | None) -> list[Problem]:
    problems = []
    for copy in header.read_copies(path):
        if copy.header is None:
            problems.append(Problem(copy.name, copy.problem))
        elif unlocked is None or not header.authentic(copy.header, unlocked.keys.header):
            problems.append(Problem(copy.name, "header_damaged"))
        elif copy.header != unlocked.header:
            problems.append(Problem(copy.name, "header_copy_older"))
    return problems


def _database_problems(case: Case) -> list[Problem]:
    problems = []
    try:
        for (words,) in case.db.execute("PRAGMA cipher_integrity_check"):
            problems.append(Problem(DB_NAME, "page_damaged", _page(str(words))))
        if not problems:
            for (words,) in case.db.execute("PRAGMA integrity_check(20)"):
                if words != "ok":
                    problems.append(Problem(DB_NAME, "case_db_damaged"))
            for row in case.db.execute("PRAGMA foreign_key_check"):
                problems.append(Problem(DB_NAME, "row_orphaned", str(row[0])))
            problems += _schema_problems(case)
    except engine_sqlcipher.DatabaseError:
        problems.append(Problem(DB_NAME, "case_db_damaged"))
    return problems


def _schema_problems(case: Case) -> list[Problem]:
    """Tables, indexes and triggers that the program did not make, or that are gone."""
    fresh = engine_sqlcipher.in_memory()
    try:
        migrations.migrate(fresh, case.path)
        differing = _schema(fresh) ^ _schema(case.db)
    finally:
        fresh.close()
    names = {name for _kind, name, _text in differing if not name.startswith("sqlite_")}
    return [Problem(DB_NAME, "case_db_damaged", name) for name in sorted(names)]


def _schema(db: Database) -> set[tuple[str, str, str]]:
    query = "SELECT type, name, CASE type WHEN 'trigger' THEN sql ELSE '' END FROM sqlite_master"
    return {(str(kind), str(name), str(text)) for kind, name, text in db.execute(query)}


def _case_problems(case: Case, *, whole: bool) -> Iterator[Problem | None]:
    """Problems, with None for each object that was looked at and is good."""
    for name, problem in blobs.check_each(case):
        yield problem if problem is None else Problem(name, problem)
    yield from index_files.check(case)
    if not whole:
        return  # what a damaged database says about blobs and log is not worth repeating
    yield from audit.verify(case)
    yield from _missing_blobs(case)


def _missing_blobs(case: Case) -> Iterator[Problem | None]:
    for sha256, has_thumbnail in case.db.execute("SELECT sha256, has_thumbnail FROM images"):
        for kind in blobs.OF_PICTURES if has_thumbnail else blobs.OF_PICTURES[:1]:
            if blobs.has(case, kind, sha256):
                yield None
            else:
                name = blobs.name(case, kind, sha256)
                yield _missing(name)
    for name, is_there in sealing.problems(case):
        yield None if is_there else _missing(name)


def _missing(name: str) -> Problem:
    return Problem(f"{BLOB_FOLDER}/{name[:2]}/{name}", "blob_missing")


def _page(words: str) -> str:
    numbers = [word for word in words.split() if word.isdigit()]
    return f"page {numbers[0]}" if numbers else ""
